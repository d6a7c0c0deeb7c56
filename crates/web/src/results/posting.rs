//! One posting of results: who passed, until when problems can be reported, and to whom.

use askama::Template;
use axum::extract::Path;
use domain::publicity::Posting;
use store::Rx;

use super::urls::{Object, ResultPosting, Results};
use super::{find, is_open, listed};
use crate::kit::forms::Button;
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::Tag;
use crate::kit::{App, Content, Fault, Head, Page, Visitor};
use crate::row;

#[derive(Clone, Debug, Template)]
#[template(path = "results/posting.html")]
struct PostingPage {
    title: String,
    state: Tag,
    facts: SummaryList,
    people: Table,
    object: Option<Button>,
}

impl Content for PostingPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Results)
            .crumb("评审结果公示", Results)
    }
}

fn facts(posting: &Posting, office: &str) -> SummaryList {
    let period = format!(
        "{} 公示，{} 个工作日，至 {} 止",
        posting.posted, posting.period.value, posting.last_day
    );
    let from = crate::plans::source(&posting.period.law, &posting.period.origin);
    SummaryList::new([
        Fact::new("公示单位", office),
        Fact::new("公示时间", period).note(from),
        Fact::new("公示地点", &posting.place),
        Fact::new("受理单位和电话", &posting.contact),
    ])
}

fn load(rx: &mut Rx<'_>, posting: &Posting) -> store::Result<PostingPage> {
    let plan = store::plans::find(rx, posting.plan)?.plan;
    let office = store::accounts::office(rx, posting.office)?.name;
    let rows = listed(rx, posting)?.into_iter().enumerate().map(|(index, line)| {
        row![
            line.name,
            index + 1,
            line.unit,
            line.level.chinese(),
            line.specialty
        ]
    });
    let columns = [
        Column::new("姓名"),
        Column::numeric("序号"),
        Column::new("单位"),
        Column::new("级别"),
        Column::new("专业"),
    ];
    let object = Button::link("反映问题", Object { id: posting.id });
    Ok(PostingPage {
        title: format!("{}评审结果公示", plan.content.title),
        state: super::list::state_of(posting, rx.today()),
        facts: facts(posting, &office),
        people: Table::new("评审通过人员名单", columns).rows(rows),
        object: is_open(posting, rx.today()).then_some(object),
    })
}

/// `GET /results/{id}`.
///
/// # Errors
/// There is no such result posting.
pub(super) async fn get(
    app: App,
    visitor: Visitor,
    Path(ResultPosting { id }): Path<ResultPosting>,
) -> Result<Page, Fault> {
    app.show(visitor, move |rx, _| {
        let posting = find(rx, id)?;
        load(rx, &posting)
    })
    .await
}
