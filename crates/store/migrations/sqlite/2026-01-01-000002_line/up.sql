-- From notice to acceptance: plans, libraries, applications, panels, postings, circumstances.
CREATE TABLE plans (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    office_id TEXT NOT NULL REFERENCES offices (id),
    year INTEGER NOT NULL,
    status TEXT NOT NULL,
    series TEXT NOT NULL,
    title TEXT NOT NULL,
    apply_from TEXT NOT NULL,
    apply_to TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX plans_status ON plans (status, apply_to);

CREATE TABLE dossier_entries (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    section TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX dossier_entries_person ON dossier_entries (person_id, section);

CREATE TABLE dossier_none (
    person_id TEXT NOT NULL REFERENCES people (id),
    section TEXT NOT NULL,
    PRIMARY KEY (person_id, section)
);

CREATE TABLE applications (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    applicant_id TEXT NOT NULL REFERENCES people (id),
    applicant_name TEXT NOT NULL,
    unit_id TEXT NOT NULL REFERENCES offices (id),
    unit_name TEXT NOT NULL,
    level TEXT NOT NULL,
    specialty TEXT NOT NULL,
    status TEXT NOT NULL,
    holder_id TEXT,
    since_ms BIGINT NOT NULL,
    due_ms BIGINT,
    submitted_ms BIGINT,
    body TEXT NOT NULL
);
CREATE INDEX applications_holder ON applications (holder_id, status, since_ms);
CREATE INDEX applications_applicant ON applications (applicant_id);
CREATE INDEX applications_plan ON applications (plan_id, status);

CREATE TABLE application_offices (
    application_id TEXT NOT NULL REFERENCES applications (id),
    role TEXT NOT NULL,
    office_id TEXT NOT NULL REFERENCES offices (id),
    PRIMARY KEY (application_id, role, office_id)
);
CREATE INDEX application_offices_office ON application_offices (office_id, role);

CREATE TABLE application_visits (
    application_id TEXT NOT NULL REFERENCES applications (id),
    seq INTEGER NOT NULL,
    step TEXT NOT NULL,
    office_id TEXT NOT NULL,
    entered_ms BIGINT NOT NULL,
    left_ms BIGINT,
    outcome TEXT,
    opinion TEXT,
    handled_by TEXT,
    PRIMARY KEY (application_id, seq)
);

CREATE TABLE submissions (
    application_id TEXT NOT NULL REFERENCES applications (id),
    number INTEGER NOT NULL,
    at_ms BIGINT NOT NULL,
    digest TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (application_id, number)
);

-- One title of a level a year (ELG-035, ELG-038): the primary key holds even between two nodes.
CREATE TABLE title_claims (
    person_id TEXT NOT NULL REFERENCES people (id),
    year INTEGER NOT NULL,
    level TEXT NOT NULL,
    application_id TEXT NOT NULL,
    PRIMARY KEY (person_id, year, level)
);

CREATE TABLE panels (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    unit_id TEXT NOT NULL REFERENCES offices (id),
    plan_id TEXT NOT NULL REFERENCES plans (id),
    status TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    body TEXT NOT NULL,
    box_key BLOB
);
CREATE INDEX panels_unit ON panels (unit_id, made_ms);

CREATE TABLE panel_members (
    panel_id TEXT NOT NULL REFERENCES panels (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    PRIMARY KEY (panel_id, person_id)
);
CREATE INDEX panel_members_person ON panel_members (person_id);

CREATE TABLE postings (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    office_id TEXT NOT NULL REFERENCES offices (id),
    kind TEXT NOT NULL,
    posted TEXT NOT NULL,
    closed_ms BIGINT,
    body TEXT NOT NULL
);
CREATE INDEX postings_office ON postings (office_id, kind, posted);
CREATE INDEX postings_kind ON postings (kind, posted);

CREATE TABLE posting_cases (
    posting_id TEXT NOT NULL REFERENCES postings (id),
    application_id TEXT NOT NULL REFERENCES applications (id),
    PRIMARY KEY (posting_id, application_id)
);
CREATE INDEX posting_cases_application ON posting_cases (application_id);

CREATE TABLE objections (
    id TEXT NOT NULL PRIMARY KEY,
    posting_id TEXT NOT NULL REFERENCES postings (id),
    sealed BLOB NOT NULL,
    conclusion TEXT
);
CREATE INDEX objections_posting ON objections (posting_id);

CREATE TABLE circumstances (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    circumstance TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    source TEXT NOT NULL,
    known_ms BIGINT NOT NULL
);
CREATE INDEX circumstances_person ON circumstances (person_id);
