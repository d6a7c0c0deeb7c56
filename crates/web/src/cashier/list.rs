//! The organiser's orders: filtered, summed, exported; and the orders that are still to be made.

use actions::applications::call_fees::{call_fees, without_order};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use domain::fees::{Stage, terms};
use domain::plans::Plan;
use kernel::{Day, Level, Money, PlanId, Refusal, Role};
use store::fees::{Filter, Line};
use store::{Error, Rx};

use crate::fees::stage_tag;
use crate::fees::urls::{CallFees, Charge, ChargeDays, Charges};
use crate::kit::export;
use crate::kit::fields::Fields;
use crate::kit::forms::{Button, ErrorSummary, PostForm};
use crate::kit::html::{Html, components};
use crate::kit::inputs::{Choice, Select, TextInput, Width};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Filters, ListQuery, Pagination, Table};
use crate::kit::urls::Url;
use crate::kit::words::{Empty, Link, RefusalList, Tabs};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Query, ReadForm, Reader, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "cashier/list.html")]
struct ChargesPage {
    errors: ErrorSummary,
    tabs: Tabs,
    rounds: Vec<RoundTerms>,
    sums: SummaryList,
    filters: Filters,
    export: Url,
    table: Table,
    pagination: Pagination,
}

impl Content for ChargesPage {
    fn head(&self) -> Head {
        Head::new("评审收费").section(Charges).wide()
    }
}

/// A round whose terms are open, or whose orders are not all made.
#[derive(Debug, Clone, Template)]
#[template(path = "cashier/round.html")]
struct RoundTerms {
    title: String,
    open: Option<RefusalList>,
    missing: usize,
    call: Option<(PostForm, Button)>,
}

components!(RoundTerms);

/// The two ways to look at the same money.
pub(super) fn tabs(days: bool) -> Tabs {
    Tabs::new("评审收费")
        .tab(Link::new("缴费单", Charges), !days)
        .tab(Link::new("按日对账", ChargeDays), days)
}

/// The rounds of the viewer's office as organiser.
pub(super) fn rounds(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Vec<Plan>> {
    let seat = who.seat();
    if seat.role != Role::Organiser {
        return Err(Error::NotFound);
    }
    let mut rounds = store::plans::published(rx)?;
    rounds.retain(|plan| plan.content.organiser == seat.office);
    Ok(rounds)
}

fn round_words(plan: &Plan) -> String {
    format!("{} 年 {}", plan.content.year, plan.content.series)
}

fn terms_of(rx: &mut Rx<'_>, who: &SignedIn, plan: &Plan) -> store::Result<Option<RoundTerms>> {
    let rules = crate::plans::shown_rules(rx, plan)?;
    let amounts = plan
        .content
        .levels
        .iter()
        .map(|level| terms::amount(&rules, *level));
    let mut open: Vec<Refusal> = amounts
        .filter_map(|amount| amount.err().map(|open| open.refusal()))
        .collect();
    open.extend(terms::due_step(&rules).err().map(|open| open.refusal()));
    let missing = without_order(rx, who.seat(), plan, &rules)?.len();
    if open.is_empty() && missing == 0 {
        return Ok(None);
    }
    let id = plan.id;
    let call = (missing > 0).then(|| {
        let form = PostForm::new(&who.token(), CallFees { plan: id });
        (
            form,
            Button::submit(format!("补开 {missing} 份缴费单")).secondary(),
        )
    });
    Ok(Some(RoundTerms {
        title: plan.content.title.clone(),
        open: (!open.is_empty()).then(|| RefusalList::new(open)),
        missing,
        call,
    }))
}

fn wanted(query: &ListQuery) -> Filter {
    let day = |name| query.filter(name).and_then(|day| day.parse::<Day>().ok());
    Filter {
        plan: query.filter("round").and_then(|id| id.parse::<PlanId>().ok()),
        status: query.filter("status").map(str::to_owned),
        level: query.filter("level").and_then(Level::from_code),
        name: query.filter("name").map(str::to_owned),
        from: day("from"),
        to: day("to"),
    }
}

fn filters(query: &ListQuery, wanted: &Filter, rounds: &[Plan], state: &FormState) -> Filters {
    let plans = rounds
        .iter()
        .map(|plan| Choice::new(plan.id.to_string(), round_words(plan)));
    let statuses = Stage::WORDS.map(|(code, words)| Choice::new(code, words));
    let name = TextInput::new("name", "姓名或缴费单号").width(Width::Chars20);
    let fields = Html::from(name.fill(state))
        .then(Select::new("round", "年度", plans.collect::<Vec<_>>()).fill(state))
        .then(Select::new("status", "状态", statuses).fill(state));
    let mut filters = Filters::new(query, fields);
    if let Some(name) = &wanted.name {
        filters = filters.in_force("name", format!("姓名或单号：{name}"));
    }
    if let Some(plan) = rounds.iter().find(|plan| wanted.plan == Some(plan.id)) {
        filters = filters.in_force("round", format!("年度：{}", round_words(plan)));
    }
    if let Some(status) = &wanted.status {
        let words = Stage::WORDS.iter().find(|(code, _)| code == status);
        filters = filters.in_force(
            "status",
            format!("状态：{}", words.map_or("", |(_, words)| words)),
        );
    }
    for (name, label, day) in [("from", "开具自", wanted.from), ("to", "开具至", wanted.to)] {
        if let Some(day) = day {
            filters = filters.in_force(name, format!("{label}：{day}"));
        }
    }
    filters
}

fn line(line: &Line) -> crate::kit::table::Row {
    let order = &line.order;
    let due = order
        .due
        .as_ref()
        .map_or_else(String::new, |(day, _)| day.to_string());
    let paid = order
        .payment()
        .map_or_else(String::new, |(payment, _)| payment.paid.day().to_string());
    let receipt = order
        .payment()
        .map_or_else(String::new, |(_, receipt)| receipt.number.clone());
    row![
        Link::new(&order.number, Charge { id: order.id }),
        line.payer_name.clone(),
        order.level.chinese(),
        order.amount.value,
        stage_tag(&order.stage),
        order.raised.day(),
        due,
        paid,
        receipt,
    ]
}

fn columns() -> [Column; 9] {
    [
        Column::new("缴费单号"),
        Column::new("申报人"),
        Column::new("级别"),
        Column::numeric("金额"),
        Column::new("状态"),
        Column::numeric("开具"),
        Column::numeric("期限"),
        Column::numeric("缴费"),
        Column::new("收据号"),
    ]
}

fn table(lines: &[Line]) -> Table {
    Table::new("缴费单", columns())
        .hide_caption()
        .rows(lines.iter().map(line))
}

/// How many orders are where, and what they come to.
fn sums(tally: &[(String, Money, i64)]) -> SummaryList {
    let of = |codes: &[&str]| {
        let chosen = tally
            .iter()
            .filter(|(status, ..)| codes.contains(&status.as_str()));
        let (count, cents) = chosen.fold((0_i64, 0_i64), |(count, cents), (_, amount, number)| {
            (count + number, cents + amount.cents() * number)
        });
        format!("{count} 份，{}", Money::from_cents(cents))
    };
    SummaryList::new([
        Fact::new("待缴费", of(&["unpaid", "waiver_asked"])),
        Fact::new("已缴费", of(&["paid"])),
        Fact::new("已减免", of(&["waived"])),
        Fact::new("已退费", of(&["refunded"])),
    ])
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, fields: &Fields, refused: &FormState) -> store::Result<ChargesPage> {
    let rounds = rounds(rx, who)?;
    let organiser = who.seat().office;
    let query = ListQuery::read(Charges, fields, &[]);
    let wanted = wanted(&query);
    let tally = store::fees::tally(rx, organiser, &wanted)?;
    let total: i64 = tally.iter().map(|(_, _, count)| count).sum();
    let offset = i64::try_from(query.offset()).unwrap_or(i64::MAX);
    let lines = store::fees::list(rx, organiser, &wanted, i64::from(query.size()), offset)?;
    let mut open = Vec::new();
    for plan in &rounds {
        open.extend(terms_of(rx, who, plan)?);
    }
    let empty = if wanted == Filter::default() {
        Empty::new("还没有缴费单").because("申报到达本轮设定的缴费环节时，自动开具缴费单。")
    } else {
        Empty::new("没有符合条件的缴费单").link(Link::new("取消筛选", query.cleared()))
    };
    let state = FormState::stored(fields.clone());
    Ok(ChargesPage {
        errors: ErrorSummary::of(refused),
        tabs: tabs(false),
        rounds: open,
        sums: sums(&tally),
        filters: filters(&query, &wanted, &rounds, &state),
        export: export::link(&query),
        table: table(&lines).or_empty(empty),
        pagination: Pagination::new(&query, u64::try_from(total).unwrap_or(0)),
    })
}

/// `GET /charges`; with `export=xlsx` all of it as a workbook.
///
/// # Errors
/// The viewer is no organiser, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, query: Query) -> Result<Response, Fault> {
    if !export::is_wanted(&query.0) {
        let page = app
            .read(who, move |rx, who| load(rx, who, &query.0, &FormState::blank()))
            .await?;
        return Ok(page.into_response());
    }
    app.work(move |house| {
        let (table, now) = house.read(|rx| {
            rounds(rx, &who)?;
            let wanted = wanted(&ListQuery::read(Charges, &query.0, &[]));
            let lines = store::fees::list(rx, who.seat().office, &wanted, export::MOST_ROWS, 0)?;
            Ok((table(&lines), rx.now()))
        })?;
        export::workbook("评审收费缴费单", &table, now)
    })
    .await
}

/// Nothing is typed.
#[derive(Debug)]
pub(super) struct CallForm;

impl ReadForm for CallForm {
    fn read(_reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }
}

/// `POST /charges/rounds/{plan}/calling`.
///
/// # Errors
/// It is not the organiser's round.
pub(super) async fn call(
    app: App,
    who: SignedIn,
    Path(CallFees { plan }): Path<CallFees>,
    form: Form<CallForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| call_fees(tx, plan))
        .or_show_again(|rx, who, state| load(rx, who, &Fields::default(), &state))
        .then_go(|made| Go::to(Charges).saying(format!("已补开 {made} 份缴费单，并已告知申报人。")))
        .await
}
