//! The receipt of a payment, for who paid and for the office that charged: a page to print, and the file.

use askama::Template;
use axum::extract::Path;
use domain::fees::{Order, Payment, Receipt, Stage, access};
use kernel::{FeeOrderId, Role};
use store::{Error, Rx};

use crate::applications::urls::Applications;
use crate::fees::urls::{Charge, Charges, FeeReceipt, FeeReceiptFile, OrderPage};
use crate::kit::download::Download;
use crate::kit::forms::{Button, Buttons};
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(path = "cashier/receipt.html")]
struct ReceiptView {
    order: Order,
    payment: Payment,
    receipt: Receipt,
    refunded: bool,
    round: String,
    payer: String,
    unit: String,
    title: String,
    office: String,
    section: Url,
    back: Url,
    file: Option<Buttons>,
}

impl Content for ReceiptView {
    fn head(&self) -> Head {
        Head::new("评审费收据")
            .section(&self.section)
            .back("缴费单", &self.back)
    }
}

/// The order and its receipt, for the payer and the office that charges.
fn seen(rx: &mut Rx<'_>, who: &SignedIn, id: FeeOrderId) -> store::Result<(Order, Payment, Receipt)> {
    let order = store::fees::find(rx, id)?.order;
    let actor = who.actor();
    if !access::is_payer(&actor, &order) && !access::charges(&actor, &order) {
        return Err(Error::NotFound);
    }
    let (payment, receipt) = order.payment().ok_or(Error::NotFound)?;
    let (payment, receipt) = (payment.clone(), receipt.clone());
    Ok((order, payment, receipt))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: FeeOrderId) -> store::Result<ReceiptView> {
    let (order, payment, receipt) = seen(rx, who, id)?;
    let case = store::applications::find(rx, order.case)?.case;
    let names = store::accounts::names(rx, &[order.payer])?;
    let (section, back) = if who.seat().role == Role::Organiser {
        (Charges.into(), Charge { id }.into())
    } else {
        (Applications.into(), OrderPage { id }.into())
    };
    let file = receipt
        .file
        .map(|_| Buttons::new([Button::link("下载收据（PDF）", FeeReceiptFile { id }).secondary()]));
    Ok(ReceiptView {
        refunded: matches!(order.stage, Stage::Refunded { .. }),
        round: store::plans::find(rx, order.plan)?.plan.content.title,
        payer: names.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
        unit: store::accounts::office(rx, case.unit)?.name,
        title: format!("{}，{}", case.target.level, case.target.specialty),
        office: store::accounts::office(rx, order.organiser)?.name,
        order,
        payment,
        receipt,
        section,
        back,
        file,
    })
}

/// `GET /fees/{id}/receipt`.
///
/// # Errors
/// The viewer may not see the order, or nothing was paid.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(FeeReceipt { id }): Path<FeeReceipt>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}

/// `GET /fees/{id}/receipt/file`.
///
/// # Errors
/// As [`get`], or the file is not made yet.
pub(super) async fn file(
    app: App,
    who: SignedIn,
    Path(FeeReceiptFile { id }): Path<FeeReceiptFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let (number, content) = house.read(|rx| {
            let (_, _, receipt) = seen(rx, &who, id)?;
            let content = store::files::content(rx, receipt.file.ok_or(Error::NotFound)?)?;
            Ok((receipt.number, content))
        })?;
        Ok(Download::new(
            format!("评审费收据{number}.pdf"),
            "application/pdf",
            content,
        ))
    })
    .await
}
