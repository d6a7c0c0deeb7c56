#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    plans (id) {
        id -> Text,
        version -> BigInt,
        office_id -> Text,
        year -> Integer,
        status -> Text,
        series -> Text,
        title -> Text,
        apply_from -> Text,
        apply_to -> Text,
        body -> Text,
    }
}
