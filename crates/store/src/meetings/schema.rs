#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    meetings (id) {
        id -> Text,
        version -> BigInt,
        stage -> Text,
        plan_id -> Text,
        committee_id -> Text,
        organiser_id -> Text,
        filing_office_id -> Text,
        day -> Text,
        body -> Text,
        box_key -> Nullable<Binary>,
    }
}

diesel::table! {
    meeting_agenda (application_id) {
        application_id -> Text,
        meeting_id -> Text,
    }
}

diesel::table! {
    meeting_members (meeting_id, person_id) {
        meeting_id -> Text,
        person_id -> Text,
    }
}

diesel::table! {
    opinions (meeting_id, application_id, expert_id) {
        meeting_id -> Text,
        application_id -> Text,
        expert_id -> Text,
        given_ms -> BigInt,
        sealed -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(meetings, meeting_members);
diesel::allow_tables_to_appear_in_same_query!(meetings, meeting_agenda);

diesel::table! {
    draws (meeting_id, attempt) {
        meeting_id -> Text,
        attempt -> Integer,
        version -> BigInt,
        stage -> Text,
        body -> Text,
    }
}

diesel::table! {
    board_posts (meeting_id, round, number) {
        meeting_id -> Text,
        round -> Integer,
        number -> Integer,
        seat -> Nullable<Integer>,
        head -> Text,
        post -> Text,
        shares -> Nullable<Binary>,
    }
}
