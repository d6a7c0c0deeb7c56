//! Every case the office has seen, narrowed by what stands in the address.

use askama::Template;
use domain::plans::Plan;
use kernel::{Level, PlanId};
use store::Rx;
use store::applications::{Filter, Row};

use super::standing::{self, Reckoning, status_tag};
use super::urls::{Case, Cases};
use super::work;
use crate::kit::fields::Fields;
use crate::kit::inputs::{Choice, Select, TextInput, Width};
use crate::kit::table::{Column, Filters, ListQuery, Pagination, Table};
use crate::kit::words::{Empty, Link, Tabs};
use crate::kit::{App, Content, Fault, FormState, Head, Html, Page, Query, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "desk/cases.html")]
struct CasesPage {
    tabs: Tabs,
    filters: Filters,
    table: Table,
    pagination: Pagination,
}

impl Content for CasesPage {
    fn head(&self) -> Head {
        Head::new("全部申报").section(Cases).wide()
    }
}

fn wanted(query: &ListQuery) -> Filter {
    Filter {
        plan: query.filter("round").and_then(|id| id.parse::<PlanId>().ok()),
        status: query.filter("status").map(str::to_owned),
        level: query.filter("level").and_then(Level::from_code),
        name: query.filter("name").map(str::to_owned),
    }
}

fn filters(query: &ListQuery, wanted: &Filter, rounds: &[Plan], state: &FormState) -> Filters {
    let options = rounds
        .iter()
        .map(|plan| Choice::new(plan.id.to_string(), round_words(plan)));
    let fields = Html::from(TextInput::new("name", "姓名").width(Width::Chars20).fill(state))
        .then(Select::new("round", "年度", options.collect::<Vec<_>>()).fill(state))
        .then(Select::new("status", "状态", standing::status_choices()).fill(state))
        .then(Select::new("level", "级别", standing::level_choices()).fill(state));
    let mut filters = Filters::new(query, fields);
    if let Some(name) = &wanted.name {
        filters = filters.in_force("name", format!("姓名：{name}"));
    }
    if let Some(plan) = rounds.iter().find(|plan| wanted.plan == Some(plan.id)) {
        filters = filters.in_force("round", format!("年度：{}", round_words(plan)));
    }
    if let Some(status) = &wanted.status {
        filters = filters.in_force("status", format!("状态：{}", standing::status_words(status).0));
    }
    if let Some(level) = wanted.level {
        filters = filters.in_force("level", format!("级别：{level}"));
    }
    filters
}

fn round_words(plan: &Plan) -> String {
    format!("{} 年 {}", plan.content.year, plan.content.series)
}

fn line(row: &Row, reckoning: &Reckoning) -> crate::kit::table::Row {
    row![
        Link::new(&row.applicant_name, Case { id: row.id }),
        row.unit_name.clone(),
        format!("{} · {}", row.level, row.specialty),
        status_tag(&row.status),
        row.since.day(),
        // What has ended waits for nobody.
        if standing::is_under_way(&row.status) {
            format!("{} 个工作日", reckoning.waited(row.since))
        } else {
            String::new()
        },
    ]
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, fields: &Fields) -> store::Result<CasesPage> {
    super::officer(who)?;
    let seat = who.seat();
    let query = ListQuery::read(Cases, fields, &[]);
    let wanted = wanted(&query);
    let state = FormState::stored(fields.clone());
    let rounds = store::plans::published(rx)?;
    let waiting = standing::count_waiting(rx, seat)?;
    let total = store::applications::count(rx, seat, &wanted)?;
    let total = u64::try_from(total).unwrap_or(0);
    let query = query.within(total);
    let offset = i64::try_from(query.offset()).unwrap_or(i64::MAX);
    let rows = store::applications::list(rx, seat, &wanted, i64::from(query.size()), offset)?;
    let reckoning = Reckoning::of_seat(rx, seat)?;
    let columns = [
        Column::new("申报人"),
        Column::new("单位"),
        Column::new("申报职称"),
        Column::new("状态"),
        Column::numeric("自"),
        Column::numeric("已"),
    ];
    let empty = if wanted == Filter::default() {
        Empty::new("还没有经过本机构的申报").because(work::before(seat.role))
    } else {
        Empty::new("没有符合条件的申报").link(Link::new("取消筛选", query.cleared()))
    };
    Ok(CasesPage {
        tabs: work::tabs(waiting, false),
        filters: filters(&query, &wanted, &rounds, &state),
        table: Table::new("经过本机构的申报", columns)
            .hide_caption()
            .rows(rows.iter().map(|row| line(row, &reckoning)))
            .or_empty(empty),
        pagination: Pagination::new(&query, total),
    })
}

/// `GET /cases`.
///
/// # Errors
/// The viewer is no officer, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, query: Query) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, &query.0)).await
}
