DROP TABLE pack_changes;
DROP TABLE pack_versions;
