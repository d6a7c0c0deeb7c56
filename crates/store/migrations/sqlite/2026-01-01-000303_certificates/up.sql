-- Lists for confirmation, certificates, their serials, and the transparency log.
CREATE TABLE result_lists (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    stage TEXT NOT NULL,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    organiser_id TEXT NOT NULL REFERENCES offices (id),
    authority_id TEXT NOT NULL REFERENCES offices (id),
    body TEXT NOT NULL
);
CREATE INDEX result_lists_organiser ON result_lists (organiser_id);
CREATE INDEX result_lists_authority ON result_lists (authority_id, stage);

CREATE TABLE result_cases (
    application_id TEXT NOT NULL PRIMARY KEY REFERENCES applications (id),
    list_id TEXT NOT NULL REFERENCES result_lists (id)
);

CREATE TABLE certificates (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,
    holder_id TEXT NOT NULL REFERENCES people (id),
    application_id TEXT NOT NULL UNIQUE REFERENCES applications (id),
    issuer_id TEXT NOT NULL REFERENCES offices (id),
    issuer_code TEXT NOT NULL,
    status_index BIGINT NOT NULL,
    standing TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (issuer_code, status_index)
);
CREATE INDEX certificates_holder ON certificates (holder_id);
CREATE INDEX certificates_issuer ON certificates (issuer_id);

CREATE TABLE certificate_serials (
    scope TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE log_entries (
    id TEXT NOT NULL PRIMARY KEY,
    leaf_index BIGINT UNIQUE,
    entry BLOB NOT NULL
);
CREATE INDEX log_entries_waiting ON log_entries (id) WHERE leaf_index IS NULL;

CREATE TABLE log_tiles (
    path TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
);

CREATE TABLE log_heads (
    name TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    size BIGINT NOT NULL,
    checkpoint TEXT NOT NULL
);
