//! The series office answers requests for a waiver.

use actions::fees::answer_waiver::answer_waiver;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::fees::{Stage, access};
use kernel::{FeeOrderId, Role};
use store::fees::Line;
use store::{Error, Rx};

use crate::fees::amount;
use crate::fees::urls::{WaiverPage, Waivers};
use crate::kit::forms::Button;
use crate::kit::inputs::{Choice, Choices};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link};
use crate::kit::{
    App, Content, Fault, Form, FormPage, FormPart, FormState, Go, Head, Page, ReadForm, Reader, SignedIn,
};
use crate::row;

/// The list.
#[derive(Template)]
#[template(
    source = "<h1>减免审批</h1><p class=\"lead quiet\">评委会组建单位提出的减免申请，由制定本轮计划的职改办审批。</p>{{ table }}",
    ext = "html"
)]
struct WaiversPage {
    table: Table,
}

impl Content for WaiversPage {
    fn head(&self) -> Head {
        Head::new("减免审批").section(Waivers).wide()
    }
}

fn line(line: &Line) -> crate::kit::table::Row {
    let basis = match &line.order.stage {
        Stage::WaiverAsked { waiver } => waiver.basis.clone(),
        _ => String::new(),
    };
    row![
        Link::new(&line.payer_name, WaiverPage { id: line.order.id }),
        line.order.level.chinese(),
        line.order.amount.value,
        basis,
    ]
}

fn load_list(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<WaiversPage> {
    if who.seat().role != Role::SeriesOffice {
        return Err(Error::NotFound);
    }
    let waiting = store::fees::waiting_waivers(rx, who.seat().office)?;
    let columns = [
        Column::new("申报人"),
        Column::new("级别"),
        Column::numeric("金额"),
        Column::new("减免依据"),
    ];
    let empty = Empty::new("没有待批的减免申请").because("评委会组建单位提出减免申请后，会出现在这里。");
    let table = Table::new("待批的减免申请", columns)
        .hide_caption()
        .rows(waiting.iter().map(line))
        .or_empty(empty);
    Ok(WaiversPage { table })
}

/// `GET /waivers`.
///
/// # Errors
/// The viewer is of no series office.
pub(super) async fn list(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load_list).await
}

/// The answer as chosen.
#[derive(Debug)]
pub(super) struct Answer(bool);

impl ReadForm for Answer {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let given = reader.choice("given", "审批意见", |value| match value {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
        given.map(Self)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: FeeOrderId, state: &FormState) -> store::Result<FormPage> {
    let order = store::fees::find(rx, id)?.order;
    if !access::answers_waivers(&who.actor(), &order) {
        return Err(Error::NotFound);
    }
    let Stage::WaiverAsked { waiver } = &order.stage else {
        return Err(Error::NotFound);
    };
    let people = [order.payer, waiver.asked_by];
    let names = store::accounts::names(rx, &people)?;
    let name = |person| {
        let found = names.iter().find(|(id, _)| *id == person);
        found.map_or("", |(_, name)| name.as_str())
    };
    let facts = SummaryList::new([
        Fact::new("申报人", name(order.payer)),
        Fact::new("级别", order.level.chinese()),
        amount(&order),
        Fact::new("减免依据", &waiver.basis),
        Fact::new(
            "由谁提出",
            format!("{}，{}", name(waiver.asked_by), waiver.asked.minute_text()),
        ),
    ]);
    let choices = [
        Choice::new("yes", "同意减免").hint("缴费单即告结清，告知申报人和组建单位。"),
        Choice::new("no", "不同意").hint("申报人仍应按期缴费。"),
    ];
    let part = FormPart::new(&who.token(), WaiverPage { id })
        .above(facts)
        .input(Choices::one("given", "审批意见", choices).fill(state))
        .button(Button::submit("提交审批意见"));
    let back = Link::new("减免审批", Waivers);
    Ok(FormPage::new("减免评审费", Waivers, back, part, state))
}

/// `GET /waivers/{id}`.
///
/// # Errors
/// The viewer's office does not answer it, or it waits for nothing.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(WaiverPage { id }): Path<WaiverPage>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /waivers/{id}`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(WaiverPage { id }): Path<WaiverPage>,
    form: Form<Answer>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| answer_waiver(tx, id, form.0))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(|()| Go::to(Waivers).saying("审批意见已提交，并已告知申报人和组建单位。"))
        .await
}
