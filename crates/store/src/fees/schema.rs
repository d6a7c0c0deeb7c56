#![allow(
    missing_docs,
    reason = "column names; their meaning is documented on the row types"
)]

diesel::table! {
    fee_orders (id) {
        id -> Text,
        version -> BigInt,
        number -> Text,
        application_id -> Text,
        plan_id -> Text,
        payer_id -> Text,
        payer_name -> Text,
        organiser_id -> Text,
        series_office_id -> Text,
        level -> Text,
        amount_cents -> BigInt,
        status -> Text,
        raised_on -> Text,
        body -> Text,
    }
}

diesel::table! {
    fee_payments (organiser_id, channel, reference) {
        channel -> Text,
        reference -> Text,
        order_id -> Text,
        organiser_id -> Text,
        amount_cents -> BigInt,
        paid_on -> Text,
        paid_ms -> BigInt,
        outcome -> Text,
        receipt -> Nullable<Text>,
    }
}

diesel::table! {
    fee_serials (office_id, kind, year) {
        office_id -> Text,
        kind -> Text,
        year -> Integer,
        last -> Integer,
    }
}
diesel::allow_tables_to_appear_in_same_query!(fee_orders, fee_payments);
