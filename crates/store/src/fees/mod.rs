//! Rows of review fees: orders, the money that came in or went back, the numbers given.

mod lists;
pub(crate) mod schema;

use diesel::prelude::*;
use domain::fees::{Channel, Order};
use kernel::{ApplicationId, FeeOrderId, Money, OfficeId, PersonId, Timestamp};

use crate::{Error, Result, Rx, Tx, dialect};
pub use lists::{
    DayTotals, Filter, Line, Movement, cases_with_order, days, list, movements, tally, waiting_waivers,
};
use schema::{fee_orders, fee_payments};

/// An order with the version it was read at.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The order.
    pub order: Order,
    version: i64,
}

/// What numbers are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serial {
    /// 缴费单
    Order,
    /// 收据
    Receipt,
}

impl Serial {
    const fn code(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Receipt => "receipt",
        }
    }
}

/// What became of money that came in or went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It settled its order.
    Matched,
    /// It was another amount than its order's.
    Mismatch,
    /// Its order was settled already, or had fallen with its application.
    Surplus,
    /// It was given back.
    Refund,
}

impl Outcome {
    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Mismatch => "mismatch",
            Self::Surplus => "surplus",
            Self::Refund => "refund",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Matched, Self::Mismatch, Self::Surplus, Self::Refund]
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Matched => "已入账",
            Self::Mismatch => "金额不符，待处理",
            Self::Surplus => "重复缴费，待处理",
            Self::Refund => "退费",
        }
    }
}

/// The next number of this kind in the organiser's year: `2021-000017`. Given in the order's own transaction, so that
/// none is skipped and none given twice.
///
/// # Errors
/// The database is unavailable.
pub fn next_number(tx: &mut Tx<'_>, office: OfficeId, kind: Serial) -> Result<String> {
    let year = tx.today().year();
    let last = dialect::next_serial(tx.conn, &office.to_string(), kind.code(), i32::from(year))?;
    Ok(format!("{year}-{last:06}"))
}

/// Adds an order.
///
/// # Errors
/// The database is unavailable.
pub fn add(tx: &mut Tx<'_>, order: &Order, payer_name: &str) -> Result<()> {
    diesel::insert_into(fee_orders::table)
        .values((
            fee_orders::id.eq(order.id.to_string()),
            fee_orders::version.eq(1),
            fee_orders::number.eq(&order.number),
            fee_orders::application_id.eq(order.case.to_string()),
            fee_orders::plan_id.eq(order.plan.to_string()),
            fee_orders::payer_id.eq(order.payer.to_string()),
            fee_orders::payer_name.eq(payer_name),
            fee_orders::organiser_id.eq(order.organiser.to_string()),
            fee_orders::series_office_id.eq(order.series_office.to_string()),
            fee_orders::level.eq(order.level.code()),
            fee_orders::amount_cents.eq(order.amount.value.cents()),
            fee_orders::status.eq(order.stage.code()),
            fee_orders::raised_on.eq(order.raised.day().to_string()),
            fee_orders::body.eq(serde_json::to_string(order)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves a changed order.
///
/// # Errors
/// Somebody else changed it since it was read.
pub fn save(tx: &mut Tx<'_>, before: &Stored, order: &Order) -> Result<()> {
    let row = fee_orders::table
        .find(order.id.to_string())
        .filter(fee_orders::version.eq(before.version));
    let changed = diesel::update(row)
        .set((
            fee_orders::version.eq(before.version + 1),
            fee_orders::status.eq(order.stage.code()),
            fee_orders::body.eq(serde_json::to_string(order)?),
        ))
        .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The order `id`. Whether the actor may see it is the caller's question.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: FeeOrderId) -> Result<Stored> {
    let (version, body): (i64, String) = fee_orders::table
        .find(id.to_string())
        .select((fee_orders::version, fee_orders::body))
        .first(rx.conn)?;
    Ok(Stored {
        order: serde_json::from_str(&body)?,
        version,
    })
}

/// The latest order of a case, if it has one.
///
/// # Errors
/// The database is unavailable.
pub fn of_case(rx: &mut Rx<'_>, case: ApplicationId) -> Result<Option<Stored>> {
    let found: Option<(i64, String)> = fee_orders::table
        .filter(fee_orders::application_id.eq(case.to_string()))
        .order(fee_orders::id.desc())
        .select((fee_orders::version, fee_orders::body))
        .first(rx.conn)
        .optional()?;
    let stored = |(version, body): (i64, String)| {
        Ok(Stored {
            order: serde_json::from_str(&body)?,
            version,
        })
    };
    found.map(stored).transpose()
}

/// The orders of a person, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_payer(rx: &mut Rx<'_>, person: PersonId) -> Result<Vec<Order>> {
    let bodies: Vec<String> = fee_orders::table
        .filter(fee_orders::payer_id.eq(person.to_string()))
        .order(fee_orders::id.desc())
        .select(fee_orders::body)
        .load(rx.conn)?;
    let read = |body: &String| Ok(serde_json::from_str(body)?);
    bodies.iter().map(read).collect()
}

/// A movement of money to keep.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// How it moved.
    pub channel: Channel,
    /// The transaction's or slip's number; counts once per organiser and channel.
    pub reference: &'a str,
    /// The amount; negative when it went back.
    pub amount: Money,
    /// When.
    pub paid: Timestamp,
    /// What became of it.
    pub outcome: Outcome,
    /// The receipt it was given.
    pub receipt: Option<&'a str>,
}

/// Keeps a movement of money about `order`.
///
/// # Errors
/// A movement of the same number is kept already ([`Error::Stale`] when it came at the same moment).
pub fn enter(tx: &mut Tx<'_>, order: &Order, entry: &Entry<'_>) -> Result<()> {
    diesel::insert_into(fee_payments::table)
        .values((
            fee_payments::channel.eq(entry.channel.code()),
            fee_payments::reference.eq(entry.reference),
            fee_payments::order_id.eq(order.id.to_string()),
            fee_payments::organiser_id.eq(order.organiser.to_string()),
            fee_payments::amount_cents.eq(entry.amount.cents()),
            fee_payments::paid_on.eq(entry.paid.day().to_string()),
            fee_payments::paid_ms.eq(entry.paid.as_millis()),
            fee_payments::outcome.eq(entry.outcome.code()),
            fee_payments::receipt.eq(entry.receipt),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The order and the amount of the organiser's movement with this number, if it is kept already.
///
/// # Errors
/// The database is unavailable.
pub fn entered(
    rx: &mut Rx<'_>,
    organiser: OfficeId,
    channel: Channel,
    reference: &str,
) -> Result<Option<(FeeOrderId, Money)>> {
    let found: Option<(String, i64)> = fee_payments::table
        .find((organiser.to_string(), channel.code(), reference))
        .select((fee_payments::order_id, fee_payments::amount_cents))
        .first(rx.conn)
        .optional()?;
    let read = |(order, cents): (String, i64)| {
        let order = order.parse().map_err(Error::broken)?;
        Ok((order, Money::from_cents(cents)))
    };
    found.map(read).transpose()
}
