-- Review meetings: agenda, members, draws, opinions. One case stands on one live agenda only.
CREATE TABLE meetings (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    stage TEXT NOT NULL,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    committee_id TEXT NOT NULL REFERENCES committees (id),
    organiser_id TEXT NOT NULL REFERENCES offices (id),
    filing_office_id TEXT NOT NULL REFERENCES offices (id),
    day TEXT NOT NULL,
    body TEXT NOT NULL,
    box_key BLOB
);
CREATE INDEX meetings_organiser ON meetings (organiser_id, day);
CREATE INDEX meetings_filing_office ON meetings (filing_office_id, stage);
CREATE INDEX meetings_plan ON meetings (plan_id);

CREATE TABLE meeting_agenda (
    application_id TEXT NOT NULL PRIMARY KEY REFERENCES applications (id),
    meeting_id TEXT NOT NULL REFERENCES meetings (id)
);
CREATE INDEX meeting_agenda_meeting ON meeting_agenda (meeting_id);

CREATE TABLE meeting_members (
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    PRIMARY KEY (meeting_id, person_id)
);
CREATE INDEX meeting_members_person ON meeting_members (person_id);

CREATE TABLE draws (
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    attempt INTEGER NOT NULL,
    version BIGINT NOT NULL,
    stage TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (meeting_id, attempt)
);

CREATE TABLE opinions (
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    expert_id TEXT NOT NULL REFERENCES experts (id),
    given_ms BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (meeting_id, application_id, expert_id)
);
