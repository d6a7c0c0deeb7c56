DROP TABLE half_sign_ins;
DROP TABLE recovery_codes;
DROP TABLE second_factors;
ALTER TABLE people ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN locked_until_ms BIGINT NOT NULL DEFAULT 0;
DROP TABLE sign_in_failures;
