#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    files (id) {
        id -> Text,
        owner_id -> Text,
        name -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        digest -> Text,
        address -> Text,
        stored_at_ms -> BigInt,
    }
}
