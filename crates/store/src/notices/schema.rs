#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    messages (id) {
        id -> Text,
        person_id -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        text -> Text,
        sent_ms -> BigInt,
        read_ms -> Nullable<BigInt>,
    }
}
