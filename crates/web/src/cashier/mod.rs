//! The pages of review fees (评审收费): the payer's order and receipt, the organiser's list, reconciliation and entries, the
//! series office's answers to requests for a waiver, and the door of the payment gateway.

mod charge;
mod days;
pub mod gateway;
mod list;
mod order;
mod receipt;
mod waiver;

use axum::routing::{get, post};
use domain::fees::access;
use kernel::{FeeOrderId, Money, Refusal, Role};
use store::fees::Stored;
use store::{Error, Rx};

use crate::fees::urls;
use crate::kit::page::NavItem;
use crate::kit::urls::Place as _;
use crate::kit::{Reader, Routes, SignedIn};

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::OrderPage::PATTERN, get(order::get))
        .route(urls::PayOrder::PATTERN, get(order::pay))
        .route(urls::FeeReceipt::PATTERN, get(receipt::get))
        .route(urls::FeeReceiptFile::PATTERN, get(receipt::file))
        .route(urls::Charges::PATTERN, get(list::get))
        .route(urls::ChargeDays::PATTERN, get(days::get))
        .route(urls::CallFees::PATTERN, post(list::call))
        .route(urls::Charge::PATTERN, get(charge::get))
        .route(
            urls::EnterPayment::PATTERN,
            get(charge::back).post(charge::record),
        )
        .route(urls::AskWaiver::PATTERN, get(charge::back).post(charge::ask))
        .route(
            urls::EnterRefund::PATTERN,
            get(charge::back).post(charge::give_back),
        )
        .route(urls::Waivers::PATTERN, get(waiver::list))
        .route(urls::WaiverPage::PATTERN, get(waiver::get).post(waiver::post))
}

/// The entry of the main navigation.
pub(crate) fn navigation(role: Role) -> Vec<NavItem> {
    match role {
        Role::Organiser => vec![NavItem::new("评审收费", urls::Charges)],
        Role::SeriesOffice => vec![NavItem::new("减免审批", urls::Waivers)],
        _ => Vec::new(),
    }
}

/// The order, if the viewer's office charges it.
fn charged(rx: &mut Rx<'_>, who: &SignedIn, id: FeeOrderId) -> store::Result<Stored> {
    let stored = store::fees::find(rx, id)?;
    if access::charges(&who.actor(), &stored.order) {
        Ok(stored)
    } else {
        Err(Error::NotFound)
    }
}

/// An amount in yuan, with at most two places behind the point.
fn money(reader: &mut Reader<'_>, name: &'static str, label: &str) -> Option<Money> {
    let text = reader.text(name, label, 12)?;
    let text = text.trim().trim_end_matches('元').trim();
    let (yuan, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let cents = match rest.len() {
        0 => Some(0),
        1 => rest.parse::<i64>().ok().map(|tenths| tenths * 10),
        2 => rest.parse::<i64>().ok(),
        _ => None,
    };
    let sound = !yuan.is_empty() && digits(yuan) && digits(rest);
    let yuan = yuan.parse::<i64>().ok().filter(|_| sound);
    match yuan.zip(cents) {
        Some((yuan, cents)) => Some(Money::from_cents(yuan * 100 + cents)),
        None => reader.refuse(Refusal::new(format!("{label}应为以元为单位的数，如 380 或 380.00")).at(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::fields::Fields;

    fn read(text: &str) -> Option<i64> {
        let mut fields = Fields::default();
        fields.push_text("amount".to_owned(), text.to_owned()).unwrap();
        money(&mut Reader::over(&fields), "amount", "金额").map(Money::cents)
    }

    #[test]
    fn money_is_read_in_yuan_without_floats() {
        for (text, cents) in [
            ("380", 38_000),
            ("380.5", 38_050),
            ("0.05", 5),
            (" 380.00元", 38_000),
        ] {
            assert_eq!(read(text), Some(cents), "{text}");
        }
        for bad in ["", "-1", "1.234", "3,80", "1e3", ".", "三百"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
