-- The foundation every area stands on: journal, outbox, files, people, offices, seats, sessions, messages.
CREATE TABLE journal (
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    pack TEXT,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    sealed_index BIGINT,
    PRIMARY KEY (subject_id, seq)
);
CREATE INDEX journal_unsealed ON journal (at_ms) WHERE sealed_index IS NULL;

CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    dedupe TEXT UNIQUE,
    body TEXT NOT NULL,
    run_at_ms BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    state TEXT NOT NULL,
    note TEXT
);
CREATE INDEX outbox_waiting ON outbox (run_at_ms) WHERE state = 'waiting';

CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    digest TEXT NOT NULL,
    address TEXT NOT NULL,
    stored_at_ms BIGINT NOT NULL
);
CREATE INDEX files_digest ON files (digest);

CREATE TABLE offices (
    id TEXT NOT NULL PRIMARY KEY,
    parent_id TEXT REFERENCES offices (id),
    kind TEXT NOT NULL,
    layer TEXT NOT NULL,
    region_code TEXT NOT NULL,
    name TEXT NOT NULL,
    credit_code TEXT,
    attributes TEXT NOT NULL
);
CREATE INDEX offices_parent ON offices (parent_id);

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    account TEXT NOT NULL UNIQUE,
    identity_sealed BLOB NOT NULL,
    identity_index TEXT NOT NULL UNIQUE,
    phone_sealed BLOB NOT NULL,
    phone_index TEXT NOT NULL,
    password_hash TEXT,
    failures INTEGER NOT NULL,
    locked_until_ms BIGINT NOT NULL
);

CREATE TABLE seats (
    person_id TEXT NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    office_id TEXT NOT NULL REFERENCES offices (id),
    since TEXT NOT NULL,
    until TEXT,
    PRIMARY KEY (person_id, role, office_id)
);
CREATE INDEX seats_office ON seats (office_id, role);

CREATE TABLE sessions (
    token_digest TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    office_id TEXT NOT NULL,
    form_token TEXT NOT NULL,
    started_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);

CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    text TEXT NOT NULL,
    sent_ms BIGINT NOT NULL,
    read_ms BIGINT
);
CREATE INDEX messages_person ON messages (person_id, sent_ms);
