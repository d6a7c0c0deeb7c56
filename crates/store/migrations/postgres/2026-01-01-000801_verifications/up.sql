-- What a unit found when it examined a submission (材料审核记录), and the file made of the record.
CREATE TABLE verifications (
    application_id TEXT NOT NULL REFERENCES applications (id),
    submission INTEGER NOT NULL,
    body TEXT NOT NULL,
    file_id TEXT,
    PRIMARY KEY (application_id, submission)
);
