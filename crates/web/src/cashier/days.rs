//! Orders and money by day (对账): what was asked for, what came in, what settled nothing, what went back.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use kernel::{Day, Money};
use store::Rx;
use store::fees::{DayTotals, Movement, Outcome};

use super::list::{rounds, tabs};
use crate::fees::urls::{Charge, ChargeDays, Charges};
use crate::kit::export;
use crate::kit::fields::Fields;
use crate::kit::html::Html;
use crate::kit::inputs::{TextInput, Width};
use crate::kit::table::{Column, Filters, ListQuery, Row, Table};
use crate::kit::urls::Url;
use crate::kit::words::{Empty, Link, Tabs, Tag, Tone};
use crate::kit::{App, Content, Fault, FormState, Head, Page, Query, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "cashier/days.html")]
struct DaysPage {
    tabs: Tabs,
    filters: Filters,
    days: Table,
    unmatched: Option<Table>,
    moved: Table,
    export: Url,
}

impl Content for DaysPage {
    fn head(&self) -> Head {
        Head::new("按日对账").section(Charges).wide()
    }
}

/// The days asked for; this year up to today unless chosen.
fn span(rx: &Rx<'_>, query: &ListQuery) -> (Day, Day) {
    let day = |name: &str| query.filter(name).and_then(|day| day.parse::<Day>().ok());
    let today = rx.today();
    let from = day("from").unwrap_or_else(|| Day::new(today.year(), 1, 1).unwrap_or(today));
    (from, day("to").unwrap_or(today))
}

fn pair((count, cents): (u32, i64)) -> String {
    if count == 0 {
        String::new()
    } else {
        format!("{count} 笔，{}", Money::from_cents(cents))
    }
}

fn line(first: impl Into<crate::kit::table::Cell>, totals: &DayTotals) -> Row {
    let net = totals.matched.1 + totals.unmatched.1 - totals.refunded.1;
    Row::new([
        first.into(),
        pair(totals.raised).into(),
        pair(totals.matched).into(),
        pair(totals.unmatched).into(),
        pair(totals.refunded).into(),
        Money::from_cents(net).into(),
    ])
}

fn add((count, cents): &mut (u32, i64), more: (u32, i64)) {
    *count += more.0;
    *cents += more.1;
}

fn movement(movement: &Movement) -> Row {
    let tone = match movement.outcome {
        Outcome::Matched => Tone::Jade,
        Outcome::Refund => Tone::Plain,
        Outcome::Mismatch | Outcome::Surplus => Tone::Red,
    };
    row![
        Link::new(&movement.number, Charge { id: movement.order }),
        movement.payer_name.clone(),
        movement.paid.day(),
        movement.channel.chinese(),
        movement.reference.clone(),
        movement.amount,
        Tag::new(movement.outcome.chinese(), tone),
        movement.receipt.clone().unwrap_or_default(),
    ]
}

fn money_table(title: &'static str, moved: &[&Movement]) -> Table {
    let columns = [
        Column::new("缴费单号"),
        Column::new("申报人"),
        Column::numeric("日期"),
        Column::new("方式"),
        Column::new("凭证号"),
        Column::numeric("金额"),
        Column::new("结果"),
        Column::new("收据号"),
    ];
    Table::new(title, columns)
        .hide_caption()
        .rows(moved.iter().map(|one| movement(one)))
        .or_empty(Empty::new("这段时间没有款项"))
}

/// What is read of a span of days.
struct Read {
    days: Vec<(Day, DayTotals)>,
    moved: Vec<Movement>,
}

fn read(rx: &mut Rx<'_>, who: &SignedIn, span: (Day, Day)) -> store::Result<Read> {
    rounds(rx, who)?;
    let organiser = who.seat().office;
    Ok(Read {
        days: store::fees::days(rx, organiser, span)?.into_iter().collect(),
        moved: store::fees::movements(rx, organiser, span, None)?,
    })
}

fn day_table(days: &[(Day, DayTotals)]) -> Table {
    let mut sum = DayTotals::default();
    for (_, totals) in days {
        add(&mut sum.raised, totals.raised);
        add(&mut sum.matched, totals.matched);
        add(&mut sum.unmatched, totals.unmatched);
        add(&mut sum.refunded, totals.refunded);
    }
    let columns = [
        Column::new("日期"),
        Column::numeric("开具缴费单"),
        Column::numeric("入账"),
        Column::numeric("待处理款项"),
        Column::numeric("退费"),
        Column::numeric("实收净额"),
    ];
    let rows = days.iter().map(|(day, totals)| line(*day, totals));
    let table = Table::new("按日合计", columns).hide_caption().rows(rows);
    if days.is_empty() {
        table.or_empty(Empty::new("这段时间没有缴费单和款项"))
    } else {
        table.rows([line("合计", &sum).strong()])
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, fields: &Fields) -> store::Result<DaysPage> {
    let query = ListQuery::read(ChargeDays, fields, &[]);
    let span = span(rx, &query);
    let read = read(rx, who, span)?;
    let state = FormState::blank().with("from", span.0).with("to", span.1);
    let input =
        |name: &'static str, label: &str| TextInput::new(name, label).width(Width::Chars10).fill(&state);
    let fields = Html::from(input("from", "从（如 2021-09-01）")).then(input("to", "到"));
    let unmatched: Vec<&Movement> = read
        .moved
        .iter()
        .filter(|one| matches!(one.outcome, Outcome::Mismatch | Outcome::Surplus))
        .collect();
    Ok(DaysPage {
        tabs: tabs(true),
        filters: Filters::new(&query, fields),
        days: day_table(&read.days),
        unmatched: (!unmatched.is_empty()).then(|| money_table("待处理款项", &unmatched)),
        moved: money_table("款项明细", &read.moved.iter().collect::<Vec<_>>()),
        export: export::link(&query),
    })
}

/// `GET /charges/days`; with `export=xlsx` the movements of money as a workbook.
///
/// # Errors
/// The viewer is no organiser, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, query: Query) -> Result<Response, Fault> {
    if !export::is_wanted(&query.0) {
        let page: Page = app.read(who, move |rx, who| load(rx, who, &query.0)).await?;
        return Ok(page.into_response());
    }
    app.work(move |house| {
        let (table, now) = house.read(|rx| {
            let span = span(rx, &ListQuery::read(ChargeDays, &query.0, &[]));
            let read = read(rx, &who, span)?;
            let all: Vec<&Movement> = read.moved.iter().collect();
            Ok((money_table("款项明细", &all), rx.now()))
        })?;
        export::workbook("评审收费款项明细", &table, now)
    })
    .await
}
