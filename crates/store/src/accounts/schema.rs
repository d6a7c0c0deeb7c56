#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    offices (id) {
        id -> Text,
        parent_id -> Nullable<Text>,
        kind -> Text,
        layer -> Text,
        region_code -> Text,
        name -> Text,
        credit_code -> Nullable<Text>,
        attributes -> Text,
    }
}

diesel::table! {
    people (id) {
        id -> Text,
        name -> Text,
        account -> Text,
        identity_sealed -> Binary,
        identity_index -> Text,
        phone_sealed -> Binary,
        phone_index -> Text,
        password_hash -> Nullable<Text>,
        failures -> Integer,
        locked_until_ms -> BigInt,
    }
}

diesel::table! {
    seats (person_id, role, office_id) {
        person_id -> Text,
        role -> Text,
        office_id -> Text,
        since -> Text,
        until -> Nullable<Text>,
    }
}

diesel::table! {
    sessions (token_digest) {
        token_digest -> Text,
        person_id -> Text,
        role -> Text,
        office_id -> Text,
        form_token -> Text,
        started_ms -> BigInt,
        seen_ms -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(seats, offices);
diesel::allow_tables_to_appear_in_same_query!(seats, people);
diesel::allow_tables_to_appear_in_same_query!(sessions, people);
