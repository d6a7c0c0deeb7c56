#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    panels (id) {
        id -> Text,
        version -> BigInt,
        unit_id -> Text,
        plan_id -> Text,
        status -> Text,
        made_ms -> BigInt,
        body -> Text,
        box_key -> Nullable<Binary>,
    }
}

diesel::table! {
    panel_members (panel_id, person_id) {
        panel_id -> Text,
        person_id -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(panels, panel_members);
