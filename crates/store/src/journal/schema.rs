#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    journal (subject_id, seq) {
        subject_kind -> Text,
        subject_id -> Text,
        seq -> BigInt,
        at_ms -> BigInt,
        actor -> Text,
        kind -> Text,
        body -> Text,
        pack -> Nullable<Text>,
        previous -> Text,
        hash -> Text,
        sealed_index -> Nullable<BigInt>,
    }
}
