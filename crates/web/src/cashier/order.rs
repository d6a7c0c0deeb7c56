//! What one is to pay, on which article, until when and how; and the way to the payment gateway.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::fees::{Order, Stage, access};
use kernel::FeeOrderId;
use store::{Error, Rx};

use crate::applications::Own;
use crate::applications::urls::{Applications, CasePage};
use crate::fees::urls::{FeeReceipt, OrderPage, PayOrder};
use crate::fees::{amount, due, stage_tag};
use crate::kit::forms::{Button, Buttons};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(path = "cashier/order.html")]
struct OrderView {
    case: CasePage,
    facts: SummaryList,
    open: bool,
    online: bool,
    way: String,
    number: String,
    contact: String,
    buttons: Buttons,
}

impl Content for OrderView {
    fn head(&self) -> Head {
        Head::new("评审费缴费单")
            .section(Applications)
            .back("我的申报", self.case.clone())
    }
}

/// The person's own order.
fn own(rx: &mut Rx<'_>, who: &SignedIn, id: FeeOrderId) -> store::Result<Order> {
    let order = store::fees::find(rx, id)?.order;
    if access::is_payer(&who.actor(), &order) {
        Ok(order)
    } else {
        Err(Error::NotFound)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: FeeOrderId, online: bool) -> store::Result<OrderView> {
    let order = own(rx, who, id)?;
    let case = store::applications::find(rx, order.case)?.case;
    let own = Own::of(rx, case)?;
    let left = order.due.as_ref().map(|(day, _)| own.left(rx, day.latest()));
    let organiser = store::accounts::office(rx, order.organiser)?.name;
    let facts = [
        Fact::new("缴费单号", &order.number),
        Fact::html("状态", stage_tag(&order.stage)),
        Fact::new("申报", own.title()),
        amount(&order),
        due(&order, left),
        Fact::new("收费单位", organiser),
        Fact::new("缴费方式", &own.plan.content.payment),
    ];
    let mut buttons = Vec::new();
    match &order.stage {
        Stage::Unpaid if online => buttons.push(Button::link("网上缴费", PayOrder { id })),
        Stage::Paid { .. } | Stage::Refunded { .. } => {
            buttons.push(Button::link("查看收据", FeeReceipt { id }));
        }
        _ => {}
    }
    let case = CasePage { id: order.case };
    buttons.push(Button::link("返回我的申报", case.clone()).secondary());
    Ok(OrderView {
        case,
        facts: SummaryList::new(facts),
        open: order.stage == Stage::Unpaid,
        online,
        way: own.plan.content.payment.clone(),
        contact: own.plan.content.contact.clone(),
        number: order.number,
        buttons: Buttons::new(buttons),
    })
}

/// `GET /fees/{id}`.
///
/// # Errors
/// It is not the person's own order.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(OrderPage { id }): Path<OrderPage>,
) -> Result<Page, Fault> {
    let online = app.gateway().is_some();
    app.read(who, move |rx, who| load(rx, who, id, online)).await
}

/// `GET /fees/{id}/payment`: on to the gateway with a signed link.
///
/// # Errors
/// It is not the person's own order, nothing is to pay, or no gateway is configured.
pub(super) async fn pay(
    app: App,
    who: SignedIn,
    Path(PayOrder { id }): Path<PayOrder>,
) -> Result<Response, Fault> {
    let gateway = app.gateway().ok_or(Fault::NotFound)?;
    app.work(move |house| {
        let order = house.read(|rx| own(rx, &who, id))?;
        if order.stage == Stage::Unpaid {
            Ok(Redirect::to(&gateway.pay_link(&order)).into_response())
        } else {
            Ok(App::go(&who, crate::kit::Go::to(OrderPage { id })))
        }
    })
    .await
}
