//! One order as the organiser sees it: its case, its money, and what can be entered now.

use actions::fees::ask_waiver::ask_waiver;
use actions::fees::record_payment::{RecordPayment, record_payment};
use actions::fees::refund::{Refund, refund};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::fees::{Order, Stage, terms};
use kernel::{Day, FeeOrderId, Money};
use policy::Rules;
use store::Rx;

use super::{charged, money};
use crate::desk::urls::Case;
use crate::fees::urls::{AskWaiver, Charge, Charges, EnterPayment, EnterRefund, FeeReceipt};
use crate::fees::{amount, due, stage_tag};
use crate::kit::forms::{Button, ErrorSummary};
use crate::kit::html::Html;
use crate::kit::inputs::{DateInput, TextArea, TextInput, Width};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Details, Inset, Link, RefusalList, Tag, Tone};
use crate::kit::{
    App, Content, Fault, Form, FormPart, FormState, Go, Head, Page, ReadForm, Reader, SignedIn,
};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "cashier/charge.html")]
struct ChargeView {
    errors: ErrorSummary,
    facts: SummaryList,
    moved: Table,
    entry: Option<Html>,
    waiver: Option<Html>,
    back: Option<Html>,
    refused: bool,
}

impl Content for ChargeView {
    fn head(&self) -> Head {
        Head::new("缴费单")
            .section(Charges)
            .back("评审收费", Charges)
            .refused(self.refused)
            .wide()
    }
}

fn facts(rx: &mut Rx<'_>, order: &Order) -> store::Result<SummaryList> {
    let names = store::accounts::names(rx, &[order.payer])?;
    let payer = names.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    let mut facts = vec![
        Fact::new("缴费单号", &order.number),
        Fact::html("申报人", Link::new(payer, Case { id: order.case })),
        Fact::new("级别", order.level.chinese()),
        Fact::html("状态", stage_tag(&order.stage)),
        amount(order),
        due(order, None),
        Fact::new("开具时间", order.raised.minute_text()),
    ];
    match &order.stage {
        Stage::Paid { receipt, .. } | Stage::Refunded { receipt, .. } => {
            let link = Link::new(&receipt.number, FeeReceipt { id: order.id });
            facts.push(Fact::html("收据", link));
        }
        Stage::WaiverAsked { waiver } | Stage::Waived { waiver } => {
            facts.push(Fact::new("减免依据", &waiver.basis));
        }
        Stage::Unpaid | Stage::Dropped { .. } => {}
    }
    if let Stage::Refunded { refund, .. } = &order.stage {
        facts.push(Fact::new("退费事由", &refund.reason));
    }
    Ok(SummaryList::new(facts))
}

fn moved(rx: &mut Rx<'_>, order: &Order) -> store::Result<Table> {
    let ever = (order.raised.day().plus_years(-1), rx.today());
    let found = store::fees::movements(rx, order.organiser, ever, Some(order.id))?;
    let rows = found.into_iter().map(|movement| {
        let tone = match movement.outcome {
            store::fees::Outcome::Matched => Tone::Jade,
            store::fees::Outcome::Refund => Tone::Plain,
            _ => Tone::Red,
        };
        row![
            movement.paid.day(),
            movement.channel.chinese(),
            movement.reference,
            movement.amount,
            Tag::new(movement.outcome.chinese(), tone),
        ]
    });
    let columns = [
        Column::new("日期"),
        Column::new("方式"),
        Column::new("凭证号"),
        Column::numeric("金额"),
        Column::new("结果"),
    ];
    Ok(Table::new("款项", columns)
        .hide_caption()
        .rows(rows)
        .or_empty(crate::kit::words::Empty::new("还没有款项")))
}

/// The form that belongs to `what`, filled only when it was this one that was refused.
fn state_of<'a>(state: &'a FormState, blank: &'a FormState, what: &str) -> &'a FormState {
    if state.holds("what", what) { state } else { blank }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: FeeOrderId, state: &FormState) -> store::Result<ChargeView> {
    let order = charged(rx, who, id)?.order;
    let plan = store::plans::find(rx, order.plan)?.plan;
    let rules = crate::plans::shown_rules(rx, &plan)?;
    let blank = FormState::blank();
    let of = |what| state_of(state, &blank, what);
    let unpaid = order.stage == Stage::Unpaid;
    Ok(ChargeView {
        errors: ErrorSummary::of(state),
        facts: facts(rx, &order)?,
        moved: moved(rx, &order)?,
        entry: order
            .is_open()
            .then(|| entry_form(who, &order, of("payment")).into()),
        waiver: unpaid.then(|| waiver_part(who, id, &rules, of("waiver"))),
        back: matches!(order.stage, Stage::Paid { .. }).then(|| refund_part(who, id, &rules, of("refund"))),
        refused: state.is_refused(),
    })
}

fn entry_form(who: &SignedIn, order: &Order, state: &FormState) -> FormPart {
    let state = if state.is_refused() {
        state.clone()
    } else {
        let cents = order.amount.value.cents();
        FormState::blank().with("amount", format_args!("{}.{:02}", cents / 100, cents % 100))
    };
    FormPart::new(&who.token(), EnterPayment { id: order.id })
        .input(Html::from(Hidden { what: "payment" }))
        .input(
            TextInput::new("reference", "缴款凭证号")
                .hint("银行回单号或者现场缴费的票据号，一张凭证只登记一次。")
                .width(Width::Chars20)
                .fill(&state),
        )
        .input(
            TextInput::new("amount", "金额")
                .hint("只能按核准的标准收取。")
                .unit("元")
                .width(Width::Chars10)
                .fill(&state),
        )
        .input(DateInput::new("paid", "缴款日期").fill(&state))
        .button(Button::submit("登记缴费，开具收据"))
}

/// Which of the page's forms is sent.
#[derive(Template)]
#[template(
    source = r#"<input type="hidden" name="what" value="{{ what }}">"#,
    ext = "html"
)]
struct Hidden {
    what: &'static str,
}

fn waiver_part(who: &SignedIn, id: FeeOrderId, rules: &Rules, state: &FormState) -> Html {
    match terms::waivers(rules) {
        Err(open) => RefusalList::new([open.refusal()]).into(),
        Ok(provision) => {
            let form = FormPart::new(&who.token(), AskWaiver { id })
                .above(Inset::text(&provision.value))
                .input(Html::from(Hidden { what: "waiver" }))
                .input(
                    TextArea::new("basis", "减免依据")
                        .hint("写明文件和证明材料。由制定本轮计划的职改办审批。")
                        .rows(3)
                        .most_chars(MOST_CHARS)
                        .fill(state),
                )
                .button(Button::submit("申请减免").secondary());
            details("申请减免", form, state)
        }
    }
}

fn refund_part(who: &SignedIn, id: FeeOrderId, rules: &Rules, state: &FormState) -> Html {
    match terms::refunds(rules) {
        Err(open) => RefusalList::new([open.refusal()]).into(),
        Ok(provision) => {
            let form = FormPart::new(&who.token(), EnterRefund { id })
                .above(Inset::text(&provision.value))
                .input(Html::from(Hidden { what: "refund" }))
                .input(
                    TextArea::new("reason", "退费事由")
                        .rows(3)
                        .most_chars(MOST_CHARS)
                        .fill(state),
                )
                .input(
                    TextInput::new("reference", "退款凭证号")
                        .width(Width::Chars20)
                        .fill(state),
                )
                .button(Button::submit("登记全额退费").danger());
            details("登记退费", form, state)
        }
    }
}

fn details(title: &'static str, form: FormPart, state: &FormState) -> Html {
    let details = Details::new(title, form);
    if state.is_refused() {
        details.open().into()
    } else {
        details.into()
    }
}

const MOST_CHARS: usize = 500;
const MOST_REFERENCE: usize = 64;

/// A payment as typed.
#[derive(Debug)]
pub(super) struct PaymentForm {
    reference: String,
    amount: Money,
    paid: Day,
}

impl ReadForm for PaymentForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let reference = reader.text("reference", "缴款凭证号", MOST_REFERENCE);
        let amount = money(reader, "amount", "金额");
        let paid = reader.day("paid", "缴款日期");
        Some(Self {
            reference: reference?,
            amount: amount?,
            paid: paid?,
        })
    }
}

/// The basis of a waiver as typed.
#[derive(Debug)]
pub(super) struct WaiverForm(String);

impl ReadForm for WaiverForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text("basis", "减免依据", MOST_CHARS).map(Self)
    }
}

/// A refund as typed.
#[derive(Debug)]
pub(super) struct RefundForm {
    reason: String,
    reference: String,
}

impl ReadForm for RefundForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let reason = reader.text("reason", "退费事由", MOST_CHARS);
        let reference = reader.text("reference", "退款凭证号", MOST_REFERENCE);
        Some(Self {
            reason: reason?,
            reference: reference?,
        })
    }
}

/// `GET /charges/{id}`.
///
/// # Errors
/// The viewer's office does not charge it.
pub(super) async fn get(app: App, who: SignedIn, Path(Charge { id }): Path<Charge>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `GET` of a form's address, as after reloading a refused form: the order itself.
///
/// # Errors
/// The viewer's office does not charge it.
pub(super) async fn back(
    app: App,
    who: SignedIn,
    Path(Charge { id }): Path<Charge>,
) -> Result<Response, Fault> {
    app.work(move |house| {
        house.read(|rx| charged(rx, &who, id).map(|_| ()))?;
        Ok(App::go(&who, Go::to(Charge { id })))
    })
    .await
}

/// `POST /charges/{id}/payment`.
///
/// # Errors
/// As [`get`].
pub(super) async fn record(
    app: App,
    who: SignedIn,
    Path(EnterPayment { id }): Path<EnterPayment>,
    form: Form<PaymentForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let cmd = RecordPayment {
            order: id,
            reference: form.reference,
            amount: form.amount,
            paid: form.paid,
        };
        record_payment(tx, &cmd)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(Charge { id }).saying("缴费已登记，收据已开具，并已告知申报人。"))
    .await
}

/// `POST /charges/{id}/waiver`.
///
/// # Errors
/// As [`get`].
pub(super) async fn ask(
    app: App,
    who: SignedIn,
    Path(AskWaiver { id }): Path<AskWaiver>,
    form: Form<WaiverForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| ask_waiver(tx, id, &form.0))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(move |()| Go::to(Charge { id }).saying("减免申请已提交职改办审批。"))
        .await
}

/// `POST /charges/{id}/refund`.
///
/// # Errors
/// As [`get`].
pub(super) async fn give_back(
    app: App,
    who: SignedIn,
    Path(EnterRefund { id }): Path<EnterRefund>,
    form: Form<RefundForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let cmd = Refund {
            order: id,
            reason: form.reason,
            reference: form.reference,
        };
        refund(tx, &cmd)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(Charge { id }).saying("退费已登记，并已告知申报人。"))
    .await
}
