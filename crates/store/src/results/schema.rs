#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    result_lists (id) {
        id -> Text,
        version -> BigInt,
        stage -> Text,
        plan_id -> Text,
        meeting_id -> Text,
        organiser_id -> Text,
        authority_id -> Text,
        body -> Text,
    }
}

diesel::table! {
    result_cases (application_id) {
        application_id -> Text,
        list_id -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(result_lists, result_cases);
