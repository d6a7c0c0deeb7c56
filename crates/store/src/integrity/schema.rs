#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    circumstances (id) {
        id -> Text,
        person_id -> Text,
        circumstance -> Text,
        from_day -> Text,
        to_day -> Nullable<Text>,
        source -> Text,
        known_ms -> BigInt,
    }
}
