-- Review committees and the experts in their pools.
CREATE TABLE committees (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    stage TEXT NOT NULL,
    grade TEXT NOT NULL,
    series TEXT NOT NULL,
    organiser_id TEXT NOT NULL REFERENCES offices (id),
    filing_office_id TEXT NOT NULL REFERENCES offices (id),
    body TEXT NOT NULL
);
CREATE INDEX committees_organiser ON committees (organiser_id);
CREATE INDEX committees_filing_office ON committees (filing_office_id, stage);

CREATE TABLE experts (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    stage TEXT NOT NULL,
    committee_id TEXT NOT NULL REFERENCES committees (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    body TEXT NOT NULL,
    UNIQUE (committee_id, person_id)
);
CREATE INDEX experts_person ON experts (person_id);
