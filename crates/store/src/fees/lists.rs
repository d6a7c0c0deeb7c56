//! Lists of orders and movements, for the office that charges.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::fees::{Channel, Order};
use kernel::{ApplicationId, Day, FeeOrderId, Level, Money, OfficeId, PlanId, Timestamp};

use super::Outcome;
use super::schema::{fee_orders, fee_payments};
use crate::{Error, Result, Rx};

/// One line of the organiser's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The order as it stands.
    pub order: Order,
    /// Who is to pay.
    pub payer_name: String,
}

/// What a list is narrowed to; everything is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One round.
    pub plan: Option<PlanId>,
    /// One status.
    pub status: Option<String>,
    /// One level.
    pub level: Option<Level>,
    /// Part of the payer's name, or the order's number.
    pub name: Option<String>,
    /// Made on this day or later.
    pub from: Option<Day>,
    /// Made on this day or earlier.
    pub to: Option<Day>,
}

/// The organiser's orders, narrowed by a filter: a boxed query to select from.
macro_rules! charged {
    ($table:expr, $organiser:expr, $filter:expr, $select:expr) => {{
        let (organiser, filter): (OfficeId, &Filter) = ($organiser, $filter);
        let mut query = $table
            .filter(fee_orders::organiser_id.eq(organiser.to_string()))
            .select($select)
            .into_boxed();
        if let Some(plan) = filter.plan {
            query = query.filter(fee_orders::plan_id.eq(plan.to_string()));
        }
        if let Some(status) = &filter.status {
            query = query.filter(fee_orders::status.eq(status.clone()));
        }
        if let Some(level) = filter.level {
            query = query.filter(fee_orders::level.eq(level.code()));
        }
        if let Some(from) = filter.from {
            query = query.filter(fee_orders::raised_on.ge(from.to_string()));
        }
        if let Some(to) = filter.to {
            query = query.filter(fee_orders::raised_on.le(to.to_string()));
        }
        if let Some(name) = &filter.name {
            let letters = name.chars();
            let kept: String = letters
                .filter(|letter| !matches!(letter, '%' | '_' | '\\'))
                .collect();
            let like = format!("%{kept}%");
            query = query.filter(fee_orders::payer_name.like(like).or(fee_orders::number.eq(kept)));
        }
        query
    }};
}

/// The organiser's orders, newest first, at most `limit` from `offset` on.
///
/// # Errors
/// The database is unavailable.
pub fn list(
    rx: &mut Rx<'_>,
    organiser: OfficeId,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<Line>> {
    let columns = (fee_orders::body, fee_orders::payer_name);
    let found: Vec<(String, String)> = charged!(fee_orders::table, organiser, filter, columns)
        .order((fee_orders::raised_on.desc(), fee_orders::id.desc()))
        .limit(limit)
        .offset(offset)
        .load(rx.conn)?;
    found.into_iter().map(line).collect()
}

fn line((body, payer_name): (String, String)) -> Result<Line> {
    Ok(Line {
        order: serde_json::from_str(&body)?,
        payer_name,
    })
}

/// How many orders of which status and amount [`list`] has under this filter.
///
/// # Errors
/// The database is unavailable.
pub fn tally(rx: &mut Rx<'_>, organiser: OfficeId, filter: &Filter) -> Result<Vec<(String, Money, i64)>> {
    // The sum of a BIGINT has another type on each database; amounts are few, so counts by amount serve both.
    let by = (fee_orders::status, fee_orders::amount_cents);
    let columns = (fee_orders::status, fee_orders::amount_cents, count_star());
    let found: Vec<(String, i64, i64)> =
        charged!(fee_orders::table.group_by(by), organiser, filter, columns).load(rx.conn)?;
    let read = |(status, cents, count)| (status, Money::from_cents(cents), count);
    Ok(found.into_iter().map(read).collect())
}

/// The cases of a round that have an order which stands: open, paid or waived.
///
/// # Errors
/// The database is unavailable.
pub fn cases_with_order(rx: &mut Rx<'_>, plan: PlanId) -> Result<BTreeSet<ApplicationId>> {
    let ids: Vec<String> = fee_orders::table
        .filter(fee_orders::plan_id.eq(plan.to_string()))
        .filter(fee_orders::status.ne_all(["dropped", "refunded"]))
        .select(fee_orders::application_id)
        .load(rx.conn)?;
    ids.iter().map(|id| id.parse().map_err(Error::broken)).collect()
}

/// The requests for a waiver that wait for a series office, oldest first.
///
/// # Errors
/// The database is unavailable.
pub fn waiting_waivers(rx: &mut Rx<'_>, series_office: OfficeId) -> Result<Vec<Line>> {
    let found: Vec<(String, String)> = fee_orders::table
        .filter(fee_orders::series_office_id.eq(series_office.to_string()))
        .filter(fee_orders::status.eq("waiver_asked"))
        .order(fee_orders::id)
        .select((fee_orders::body, fee_orders::payer_name))
        .load(rx.conn)?;
    found.into_iter().map(line).collect()
}

/// Money that came in or went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// How.
    pub channel: Channel,
    /// The transaction's or slip's number.
    pub reference: String,
    /// The order it is about.
    pub order: FeeOrderId,
    /// The order's number.
    pub number: String,
    /// Who pays.
    pub payer_name: String,
    /// The amount; negative when it went back.
    pub amount: Money,
    /// When.
    pub paid: Timestamp,
    /// What became of it.
    pub outcome: Outcome,
    /// The receipt it was given.
    pub receipt: Option<String>,
}

type Columns = (
    (String, String, String),
    (String, String),
    (i64, i64, String, Option<String>),
);

fn movement(columns: Columns) -> Result<Movement> {
    let ((channel, reference, order), (number, payer_name), (cents, paid, outcome, receipt)) = columns;
    Ok(Movement {
        channel: Channel::from_code(&channel).ok_or_else(|| Error::broken(&channel))?,
        reference,
        order: order.parse().map_err(Error::broken)?,
        number,
        payer_name,
        amount: Money::from_cents(cents),
        paid: Timestamp::from_millis(paid),
        outcome: Outcome::from_code(&outcome).ok_or_else(|| Error::broken(&outcome))?,
        receipt,
    })
}

/// The organiser's movements of money from `from` to `to`, in their order; of one order where it is named.
///
/// # Errors
/// The database is unavailable.
pub fn movements(
    rx: &mut Rx<'_>,
    organiser: OfficeId,
    (from, to): (Day, Day),
    order: Option<FeeOrderId>,
) -> Result<Vec<Movement>> {
    let mut query = fee_payments::table
        .inner_join(fee_orders::table.on(fee_orders::id.eq(fee_payments::order_id)))
        .filter(fee_payments::organiser_id.eq(organiser.to_string()))
        .filter(fee_payments::paid_on.ge(from.to_string()))
        .filter(fee_payments::paid_on.le(to.to_string()))
        .select((
            (
                fee_payments::channel,
                fee_payments::reference,
                fee_payments::order_id,
            ),
            (fee_orders::number, fee_orders::payer_name),
            (
                fee_payments::amount_cents,
                fee_payments::paid_ms,
                fee_payments::outcome,
                fee_payments::receipt,
            ),
        ))
        .into_boxed();
    if let Some(order) = order {
        query = query.filter(fee_payments::order_id.eq(order.to_string()));
    }
    let found: Vec<Columns> = query
        .order((fee_payments::paid_ms, fee_payments::reference))
        .load(rx.conn)?;
    found.into_iter().map(movement).collect()
}

/// What one day brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayTotals {
    /// Orders made, and what they ask for together.
    pub raised: (u32, i64),
    /// Payments that settled an order, and their sum in 分.
    pub matched: (u32, i64),
    /// Money that settled nothing, and its sum in 分.
    pub unmatched: (u32, i64),
    /// Money given back, and its sum in 分 (not negative).
    pub refunded: (u32, i64),
}

/// Orders and money by day, from `from` to `to`; days without either are left out.
///
/// # Errors
/// The database is unavailable.
pub fn days(
    rx: &mut Rx<'_>,
    organiser: OfficeId,
    (from, to): (Day, Day),
) -> Result<BTreeMap<Day, DayTotals>> {
    let mut days: BTreeMap<Day, DayTotals> = BTreeMap::new();
    let mut add = |day: &str, cents: i64, count: i64, place: fn(&mut DayTotals) -> &mut (u32, i64)| {
        let day: Day = day.parse().map_err(Error::broken)?;
        let place = place(days.entry(day).or_default());
        place.0 += u32::try_from(count).map_err(Error::broken)?;
        place.1 += cents * count;
        Ok::<_, Error>(())
    };
    let raised: Vec<(String, i64, i64)> = fee_orders::table
        .filter(fee_orders::organiser_id.eq(organiser.to_string()))
        .filter(fee_orders::raised_on.ge(from.to_string()))
        .filter(fee_orders::raised_on.le(to.to_string()))
        .group_by((fee_orders::raised_on, fee_orders::amount_cents))
        .select((fee_orders::raised_on, fee_orders::amount_cents, count_star()))
        .load(rx.conn)?;
    for (day, cents, count) in raised {
        add(&day, cents, count, |totals| &mut totals.raised)?;
    }
    let moved: Vec<(String, String, i64, i64)> = fee_payments::table
        .filter(fee_payments::organiser_id.eq(organiser.to_string()))
        .filter(fee_payments::paid_on.ge(from.to_string()))
        .filter(fee_payments::paid_on.le(to.to_string()))
        .group_by((
            fee_payments::paid_on,
            fee_payments::outcome,
            fee_payments::amount_cents,
        ))
        .select((
            fee_payments::paid_on,
            fee_payments::outcome,
            fee_payments::amount_cents,
            count_star(),
        ))
        .load(rx.conn)?;
    for (day, outcome, cents, count) in moved {
        match Outcome::from_code(&outcome).ok_or_else(|| Error::broken(&outcome))? {
            Outcome::Matched => add(&day, cents, count, |totals| &mut totals.matched)?,
            Outcome::Mismatch | Outcome::Surplus => add(&day, cents, count, |totals| &mut totals.unmatched)?,
            Outcome::Refund => add(&day, -cents, count, |totals| &mut totals.refunded)?,
        }
    }
    Ok(days)
}
