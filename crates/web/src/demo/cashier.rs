//! The other end of the payment gateway's protocol, for the demonstration: it checks the signed link, takes no money, and
//! sends the signed notice.

use std::sync::Arc;

use actions::fees::gateway::{Gateway, Notice};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use kernel::{FeeOrderId, Money};
use store::House;

use crate::cashier::gateway::take;
use crate::fees::urls::OrderPage;
use crate::kit::fields::Fields;
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::urls::{Place as _, Url};
use crate::kit::{Content, Fault, Form, Head, Page, Query, ReadForm, Reader, Viewer};

crate::places! {
    /// The cashier.
    CashierPlace = "/demo/cashier";
}

/// A cashier that takes no money.
#[derive(Clone)]
pub struct Cashier {
    house: Arc<House>,
    gateway: Arc<Gateway>,
}

impl Cashier {
    /// A cashier whose notices go to `house`; `gateway` is the one the house's orders lead to.
    pub fn new(house: Arc<House>, gateway: Arc<Gateway>) -> Self {
        Self { house, gateway }
    }
}

pub(super) fn routes(cashier: Cashier) -> Router {
    Router::new()
        .route(CashierPlace::PATTERN, get(show).post(pay))
        .with_state(cashier)
}

/// The order and amount of a signed link.
#[derive(Clone, Debug)]
struct Asked {
    order: FeeOrderId,
    amount_cents: i64,
    sign: String,
}

impl Asked {
    fn of(fields: &Fields) -> Option<Self> {
        Some(Self {
            order: fields.get("order")?.parse().ok()?,
            amount_cents: fields.get("amount_cents")?.parse().ok()?,
            sign: fields.get("sign")?.to_owned(),
        })
    }

    fn is_signed(&self, gateway: &Gateway) -> bool {
        gateway.is_link(self.order, self.amount_cents, &self.sign)
    }
}

impl ReadForm for Asked {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Self::of(reader.fields())
    }
}

#[derive(Template)]
#[template(path = "demo/cashier.html")]
struct CashierPage {
    asked: Asked,
    amount: Money,
    form: PostForm,
    buttons: Buttons,
    paid: Option<bool>,
}

impl Content for CashierPage {
    fn head(&self) -> Head {
        Head::new("模拟收银台")
    }
}

fn page(asked: Asked, paid: Option<bool>) -> Page {
    let back = OrderPage { id: asked.order };
    let buttons = match paid {
        None => vec![
            Button::submit("模拟缴费成功"),
            Button::link("取消", back).secondary(),
        ],
        Some(_) => vec![Button::link("返回缴费单", back)],
    };
    Page::from(CashierPage {
        amount: Money::from_cents(asked.amount_cents),
        form: PostForm::public(Url::from(CashierPlace)),
        buttons: Buttons::new(buttons),
        asked,
        paid,
    })
    .seen_by(Viewer::public(
        crate::navigation(None),
        crate::accounts::urls::SignIn,
    ))
}

async fn show(State(cashier): State<Cashier>, query: Query) -> Result<Page, Fault> {
    let asked = Asked::of(&query.0).filter(|asked| asked.is_signed(&cashier.gateway));
    Ok(page(asked.ok_or(Fault::NotFound)?, None))
}

async fn pay(State(cashier): State<Cashier>, form: Form<Asked>) -> Result<Response, Fault> {
    let asked = form.read.ok().filter(|asked| asked.is_signed(&cashier.gateway));
    let asked = asked.ok_or(Fault::NotFound)?;
    let told = asked.clone();
    let taken = tokio::task::spawn_blocking(move || tell(&cashier, &told)).await;
    let status = taken.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Ok(page(asked, Some(status == StatusCode::OK)).into_response())
}

/// The transaction's number comes from the order: the same order paid again at this cashier is the same transaction.
fn tell(cashier: &Cashier, asked: &Asked) -> StatusCode {
    let notice = Notice {
        order: asked.order,
        amount_cents: asked.amount_cents,
        reference: format!("MN{}", asked.order),
        paid_ms: cashier.house.clock().now().as_millis(),
    };
    let Ok(body) = serde_json::to_vec(&notice) else {
        return StatusCode::INTERNAL_SERVER_ERROR;
    };
    let signature = cashier.gateway.sign_notice(&body);
    take(&cashier.house, &cashier.gateway, &body, &signature)
}
