-- Review fees: what is to be paid for an application, and the money that came in or went back.
CREATE TABLE fee_orders (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    number TEXT NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    plan_id TEXT NOT NULL REFERENCES plans (id),
    payer_id TEXT NOT NULL REFERENCES people (id),
    payer_name TEXT NOT NULL,
    organiser_id TEXT NOT NULL REFERENCES offices (id),
    series_office_id TEXT NOT NULL REFERENCES offices (id),
    level TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    status TEXT NOT NULL,
    raised_on TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX fee_orders_number ON fee_orders (organiser_id, number);
CREATE INDEX fee_orders_application ON fee_orders (application_id);
CREATE INDEX fee_orders_payer ON fee_orders (payer_id);
CREATE INDEX fee_orders_organiser ON fee_orders (organiser_id, raised_on);
CREATE INDEX fee_orders_plan ON fee_orders (plan_id, status);
CREATE INDEX fee_orders_waivers ON fee_orders (series_office_id, status);

-- Every movement of money about an order; a transaction counts once.
CREATE TABLE fee_payments (
    channel TEXT NOT NULL,
    reference TEXT NOT NULL,
    order_id TEXT NOT NULL REFERENCES fee_orders (id),
    organiser_id TEXT NOT NULL REFERENCES offices (id),
    amount_cents BIGINT NOT NULL,
    paid_on TEXT NOT NULL,
    paid_ms BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    receipt TEXT,
    PRIMARY KEY (organiser_id, channel, reference)
);
CREATE INDEX fee_payments_order ON fee_payments (order_id);
CREATE INDEX fee_payments_organiser ON fee_payments (organiser_id, paid_on);

-- The last number given to orders and to receipts, by organiser and year.
CREATE TABLE fee_serials (
    office_id TEXT NOT NULL REFERENCES offices (id),
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (office_id, kind, year)
);
