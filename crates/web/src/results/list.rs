//! The list of result postings.

use askama::Template;
use domain::publicity::Posting;
use kernel::{Day, OfficeId};
use store::Rx;

use super::is_open;
use super::urls::{ResultPosting, Results};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link, Noted, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, Visitor};
use crate::row;

/// How many postings are shown, the latest first.
const SHOWN: i64 = 100;

#[derive(Clone, Debug, Template)]
#[template(path = "results/list.html")]
struct ResultsPage {
    postings: Table,
}

impl Content for ResultsPage {
    fn head(&self) -> Head {
        Head::new("评审结果公示").section(Results)
    }
}

/// Whether the period runs, as a tag.
pub(super) fn state_of(posting: &Posting, today: Day) -> Tag {
    if is_open(posting, today) {
        Tag::new("正在公示", Tone::Jade)
    } else {
        Tag::new("公示期满", Tone::Plain)
    }
}

fn load(rx: &mut Rx<'_>) -> store::Result<ResultsPage> {
    let today = rx.today();
    let postings = store::publicity::results(rx, SHOWN)?;
    let ids: Vec<OfficeId> = postings.iter().map(|posting| posting.office).collect();
    let offices = store::accounts::offices(rx, &ids)?;
    let mut rows = Vec::with_capacity(postings.len());
    for posting in &postings {
        let plan = store::plans::find(rx, posting.plan)?.plan;
        let office = offices.iter().find(|office| office.id == posting.office);
        let title = Link::new(plan.content.title, ResultPosting { id: posting.id });
        let name = Noted::new(title).note(office.map_or("", |office| office.name.as_str()));
        let period = format!("{} 至 {}", posting.posted, posting.last_day);
        rows.push(row![name, posting.cases.len(), period, state_of(posting, today)]);
    }
    let columns = [
        Column::new("公示"),
        Column::numeric("人数"),
        Column::new("公示时间"),
        Column::new("状态"),
    ];
    let empty = Empty::new("目前没有评审结果公示").because("评审结束后，结果会在这里向社会公示。");
    Ok(ResultsPage {
        postings: Table::new("评审结果公示", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
    })
}

/// `GET /results`.
///
/// # Errors
/// The database is unavailable.
pub(super) async fn get(app: App, visitor: Visitor) -> Result<Page, Fault> {
    app.show(visitor, |rx, _| load(rx)).await
}
