#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    certificates (id) {
        id -> Text,
        version -> BigInt,
        number -> Text,
        token -> Text,
        holder_id -> Text,
        application_id -> Text,
        issuer_id -> Text,
        issuer_code -> Text,
        status_index -> BigInt,
        standing -> Text,
        body -> Text,
    }
}

diesel::table! {
    certificate_serials (scope) {
        scope -> Text,
        last -> BigInt,
    }
}

diesel::table! {
    log_entries (id) {
        id -> Text,
        leaf_index -> Nullable<BigInt>,
        entry -> Binary,
    }
}

diesel::table! {
    log_tiles (path) {
        path -> Text,
        bytes -> Binary,
    }
}

diesel::table! {
    log_heads (name) {
        name -> Text,
        version -> BigInt,
        size -> BigInt,
        checkpoint -> Text,
    }
}
