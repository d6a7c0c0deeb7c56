-- People who registered themselves and whose unit has not confirmed yet that they belong to it.
CREATE TABLE membership_requests (
    person_id TEXT NOT NULL PRIMARY KEY REFERENCES people (id),
    office_id TEXT NOT NULL REFERENCES offices (id),
    asked_ms BIGINT NOT NULL
);
CREATE INDEX membership_requests_office ON membership_requests (office_id, asked_ms);
