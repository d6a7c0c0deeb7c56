#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    post_plans (id) {
        id -> Text,
        version -> BigInt,
        plan_id -> Text,
        unit_id -> Text,
        department_id -> Text,
        status -> Text,
        body -> Text,
    }
}

diesel::table! {
    post_recommendations (application_id) {
        application_id -> Text,
        plan_id -> Text,
        unit_id -> Text,
        level -> Text,
        outside -> Bool,
    }
}
