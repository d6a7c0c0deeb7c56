-- Failed attempts to sign in, by account and by address; the second factor; sign-ins that wait for it.
CREATE TABLE sign_in_failures (
    whose TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_ms BIGINT NOT NULL,
    locked_until_ms BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_last ON sign_in_failures (last_ms);

ALTER TABLE people DROP COLUMN failures;
ALTER TABLE people DROP COLUMN locked_until_ms;

CREATE TABLE second_factors (
    person_id TEXT NOT NULL PRIMARY KEY REFERENCES people (id),
    secret_sealed BLOB NOT NULL,
    confirmed BOOLEAN NOT NULL,
    last_step BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    person_id TEXT NOT NULL REFERENCES people (id),
    code_index TEXT NOT NULL,
    PRIMARY KEY (person_id, code_index)
);

CREATE TABLE half_sign_ins (
    token_digest TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    began_ms BIGINT NOT NULL
);
