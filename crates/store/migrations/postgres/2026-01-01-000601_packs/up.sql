-- Versions of policy packs with their files and the checker's report; and how often what is in force has changed.
CREATE TABLE pack_versions (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    pack TEXT NOT NULL,
    stage TEXT NOT NULL,
    body TEXT NOT NULL,
    files TEXT NOT NULL,
    report TEXT
);
CREATE INDEX pack_versions_pack ON pack_versions (pack, id);
CREATE UNIQUE INDEX pack_versions_adopted ON pack_versions (pack) WHERE stage = 'adopted';

CREATE TABLE pack_changes (
    name TEXT NOT NULL PRIMARY KEY,
    count BIGINT NOT NULL
);
INSERT INTO pack_changes (name, count) VALUES ('in_force', 0);
