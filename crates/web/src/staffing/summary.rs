//! The two summary forms of the round: 空缺岗位汇总表 (附件11) and 申报教师名册汇总表 (附件10), to print and as workbooks.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use domain::dossier::{Body, Dossier};
use domain::plans::Plan;
use kernel::{OfficeId, PlanId, Role};
use store::Rx;
use store::applications::Filter;

use super::round;
use crate::desk::{sent, status_words};
use crate::kit::export;
use crate::kit::table::{Column, Table};
use crate::kit::urls::Url;
use crate::kit::words::Empty;
use crate::kit::{App, Content, Fault, Head, Page, Query, SignedIn};
use crate::posts::urls::{Posts, RosterForm, VacancyForm};
use crate::row;

/// A form on its sheet.
#[derive(Template)]
#[template(path = "staffing/summary.html")]
struct SummaryPage {
    title: String,
    office: String,
    table: Table,
    note: &'static str,
    today: String,
    export: Url,
}

impl Content for SummaryPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Posts)
            .back("岗位和空岗", Posts)
            .wide()
    }
}

/// A form: its title, its table, what stands under it.
struct Summary {
    title: String,
    table: Table,
    note: &'static str,
}

/// 单位、级别、核定、已聘、空缺、拟使用, with sums by level for a department.
fn vacancy_form(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId) -> store::Result<Summary> {
    let plan = round(rx, who, id)?;
    let seat = who.seat();
    let found = if seat.role == Role::Department {
        store::posts::of_department(rx, id, seat.office)?
    } else {
        let own = store::posts::of_unit(rx, id, seat.office)?;
        own.map(|stored| stored.posts).into_iter().collect()
    };
    let units: Vec<OfficeId> = found.iter().map(|posts| posts.unit).collect();
    let units = store::accounts::offices(rx, &units)?;
    let mut rows = Vec::new();
    let mut sum = [0_u32; 4];
    for posts in &found {
        let unit = units.iter().find(|unit| unit.id == posts.unit);
        for line in &posts.lines {
            let figures = [line.set, line.filled, line.vacant(), line.used];
            for (sum, figure) in sum.iter_mut().zip(figures) {
                *sum += figure;
            }
            rows.push(row![
                unit.map_or("", |unit| unit.name.as_str()),
                line.level.chinese(),
                line.set,
                line.filled,
                line.vacant(),
                line.used,
                posts.stage.chinese(),
            ]);
        }
    }
    if !rows.is_empty() {
        let [set, filled, vacant, used] = sum;
        rows.push(row!["合计", "", set, filled, vacant, used, ""].strong());
    }
    let columns = [
        Column::new("学校（单位）"),
        Column::new("级别"),
        Column::numeric("核定岗位数"),
        Column::numeric("已聘人数"),
        Column::numeric("空缺岗位数"),
        Column::numeric("拟使用空岗数"),
        Column::new("状态"),
    ];
    let title = format!("{}年度中小学高、中级教师空缺岗位汇总表", plan.content.year);
    Ok(Summary {
        table: Table::new(&title, columns)
            .hide_caption()
            .dense()
            .rows(rows)
            .or_empty(Empty::new("还没有单位填报")),
        title,
        note: "空缺岗位数为核定岗位数减去已聘人数。",
    })
}

/// The highest title of a library, with the day it was obtained.
fn title_of(dossier: &Dossier) -> (String, String) {
    let titles = dossier.entries.iter().filter_map(|entry| match &entry.body {
        Body::Title {
            name,
            level,
            obtained,
            ..
        } => Some((*level, *obtained, name)),
        _ => None,
    });
    titles
        .max_by_key(|(level, obtained, _)| (*level, *obtained))
        .map_or_else(Default::default, |(_, obtained, name)| {
            (name.clone(), obtained.to_string())
        })
}

/// 单位、姓名、性别、证件号码、现职称、申报职称、推荐, of the cases that have come to the viewer's office.
fn roster_form(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId) -> store::Result<Summary> {
    let plan: Plan = round(rx, who, id)?;
    let filter = Filter {
        plan: Some(id),
        ..Filter::default()
    };
    let cases = store::applications::list(rx, who.seat(), &filter, export::MOST_ROWS, 0)?;
    let mut rows = Vec::with_capacity(cases.len());
    for (number, case) in (1_usize..).zip(&cases) {
        let applicant = store::applications::find(rx, case.id)?.case.applicant;
        let person = store::accounts::person(rx, applicant)?;
        let (title, since) = match sent(rx, case.id, None)? {
            Some(sent) => title_of(&sent.content.dossier),
            None => Default::default(),
        };
        rows.push(row![
            number,
            case.unit_name.clone(),
            person.name,
            person.identity.sex().chinese(),
            person.identity.masked(),
            title,
            since,
            case.level.chinese(),
            case.specialty.clone(),
            status_words(&case.status).0,
        ]);
    }
    let columns = [
        Column::numeric("序号"),
        Column::new("单位"),
        Column::new("姓名"),
        Column::new("性别"),
        Column::new("证件号码"),
        Column::new("现职称"),
        Column::numeric("取得时间"),
        Column::new("申报级别"),
        Column::new("申报学科"),
        Column::new("推荐情况"),
    ];
    let title = format!("{}年度申报中小学高、中、初级教师名册汇总表", plan.content.year);
    Ok(Summary {
        table: Table::new(&title, columns)
            .hide_caption()
            .dense()
            .rows(rows)
            .or_empty(Empty::new("还没有到过本机构的申报")),
        title,
        note: "证件号码只显示首尾几位。",
    })
}

async fn answer(
    app: App,
    who: SignedIn,
    query: Query,
    own: Url,
    form: impl FnOnce(&mut Rx<'_>, &SignedIn) -> store::Result<Summary> + Send + 'static,
) -> Result<Response, Fault> {
    if export::is_wanted(&query.0) {
        return app
            .work(move |house| {
                let (summary, now) = house.read(|rx| Ok((form(rx, &who)?, rx.now())))?;
                export::workbook(&summary.title, &summary.table, now)
            })
            .await;
    }
    let page: Page = app
        .read(who, move |rx, who| {
            let summary = form(rx, who)?;
            Ok(SummaryPage {
                office: store::accounts::office(rx, who.seat().office)?.name,
                title: summary.title,
                table: summary.table,
                note: summary.note,
                today: rx.today().to_string(),
                export: own.with("export", "xlsx"),
            })
        })
        .await?;
    Ok(page.into_response())
}

/// `GET /posts/rounds/{plan}/vacancies`; with `export=xlsx` as a workbook.
///
/// # Errors
/// The round does not ask the viewer's office for posts.
pub(super) async fn vacancies(
    app: App,
    who: SignedIn,
    Path(VacancyForm { plan }): Path<VacancyForm>,
    query: Query,
) -> Result<Response, Fault> {
    let own = Url::from(VacancyForm { plan });
    answer(app, who, query, own, move |rx, who| vacancy_form(rx, who, plan)).await
}

/// `GET /posts/rounds/{plan}/roster`; with `export=xlsx` as a workbook.
///
/// # Errors
/// As [`vacancies`].
pub(super) async fn roster(
    app: App,
    who: SignedIn,
    Path(RosterForm { plan }): Path<RosterForm>,
    query: Query,
) -> Result<Response, Fault> {
    let own = Url::from(RosterForm { plan });
    answer(app, who, query, own, move |rx, who| roster_form(rx, who, plan)).await
}
