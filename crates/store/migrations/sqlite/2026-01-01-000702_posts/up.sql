-- Posts of units by round, and who was recommended within them.
CREATE TABLE post_plans (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    plan_id TEXT NOT NULL REFERENCES plans (id),
    unit_id TEXT NOT NULL REFERENCES offices (id),
    department_id TEXT NOT NULL REFERENCES offices (id),
    status TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX post_plans_unit ON post_plans (plan_id, unit_id);
CREATE INDEX post_plans_department ON post_plans (department_id, status);

CREATE TABLE post_recommendations (
    application_id TEXT NOT NULL PRIMARY KEY REFERENCES applications (id),
    plan_id TEXT NOT NULL REFERENCES plans (id),
    unit_id TEXT NOT NULL REFERENCES offices (id),
    level TEXT NOT NULL,
    outside BOOLEAN NOT NULL
);
CREATE INDEX post_recommendations_unit ON post_recommendations (plan_id, unit_id, level);
