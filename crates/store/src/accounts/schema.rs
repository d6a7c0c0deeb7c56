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
    }
}

diesel::table! {
    sign_in_failures (whose) {
        whose -> Text,
        failures -> Integer,
        last_ms -> BigInt,
        locked_until_ms -> BigInt,
    }
}

diesel::table! {
    second_factors (person_id) {
        person_id -> Text,
        secret_sealed -> Binary,
        confirmed -> Bool,
        last_step -> BigInt,
    }
}

diesel::table! {
    recovery_codes (person_id, code_index) {
        person_id -> Text,
        code_index -> Text,
    }
}

diesel::table! {
    membership_requests (person_id) {
        person_id -> Text,
        office_id -> Text,
        asked_ms -> BigInt,
    }
}

diesel::table! {
    half_sign_ins (token_digest) {
        token_digest -> Text,
        person_id -> Text,
        began_ms -> BigInt,
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
