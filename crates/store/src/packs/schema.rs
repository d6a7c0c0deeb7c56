#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    pack_versions (id) {
        id -> Text,
        version -> BigInt,
        pack -> Text,
        stage -> Text,
        body -> Text,
        files -> Text,
        report -> Nullable<Text>,
    }
}

diesel::table! {
    pack_changes (name) {
        name -> Text,
        count -> BigInt,
    }
}
