#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    outbox (id) {
        id -> Text,
        topic -> Text,
        dedupe -> Nullable<Text>,
        body -> Text,
        run_at_ms -> BigInt,
        attempts -> Integer,
        state -> Text,
        note -> Nullable<Text>,
    }
}
