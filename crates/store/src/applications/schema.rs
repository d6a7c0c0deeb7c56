#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    applications (id) {
        id -> Text,
        version -> BigInt,
        plan_id -> Text,
        applicant_id -> Text,
        applicant_name -> Text,
        unit_id -> Text,
        unit_name -> Text,
        level -> Text,
        specialty -> Text,
        status -> Text,
        holder_id -> Nullable<Text>,
        since_ms -> BigInt,
        due_ms -> Nullable<BigInt>,
        submitted_ms -> Nullable<BigInt>,
        body -> Text,
    }
}

diesel::table! {
    application_offices (application_id, role, office_id) {
        application_id -> Text,
        role -> Text,
        office_id -> Text,
    }
}

diesel::table! {
    application_visits (application_id, seq) {
        application_id -> Text,
        seq -> Integer,
        step -> Text,
        office_id -> Text,
        entered_ms -> BigInt,
        left_ms -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        opinion -> Nullable<Text>,
        handled_by -> Nullable<Text>,
    }
}

diesel::table! {
    submissions (application_id, number) {
        application_id -> Text,
        number -> Integer,
        at_ms -> BigInt,
        digest -> Text,
        content -> Text,
    }
}

diesel::table! {
    verifications (application_id, submission) {
        application_id -> Text,
        submission -> Integer,
        body -> Text,
        file_id -> Nullable<Text>,
    }
}

diesel::table! {
    title_claims (person_id, year, level) {
        person_id -> Text,
        year -> Integer,
        level -> Text,
        application_id -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(applications, application_offices);
