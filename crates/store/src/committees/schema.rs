#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    committees (id) {
        id -> Text,
        version -> BigInt,
        stage -> Text,
        grade -> Text,
        series -> Text,
        organiser_id -> Text,
        filing_office_id -> Text,
        body -> Text,
    }
}

diesel::table! {
    experts (id) {
        id -> Text,
        version -> BigInt,
        stage -> Text,
        committee_id -> Text,
        person_id -> Text,
        body -> Text,
    }
}
