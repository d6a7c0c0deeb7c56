#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    dossier_entries (id) {
        id -> Text,
        version -> BigInt,
        person_id -> Text,
        section -> Text,
        body -> Text,
    }
}

diesel::table! {
    dossier_none (person_id, section) {
        person_id -> Text,
        section -> Text,
    }
}
