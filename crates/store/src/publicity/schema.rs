#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    postings (id) {
        id -> Text,
        version -> BigInt,
        plan_id -> Text,
        office_id -> Text,
        kind -> Text,
        posted -> Text,
        closed_ms -> Nullable<BigInt>,
        body -> Text,
    }
}

diesel::table! {
    posting_cases (posting_id, application_id) {
        posting_id -> Text,
        application_id -> Text,
    }
}

diesel::table! {
    objections (id) {
        id -> Text,
        posting_id -> Text,
        sealed -> Binary,
        conclusion -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(postings, posting_cases);
