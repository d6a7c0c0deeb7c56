//! My applications, newest first.

use askama::Template;
use store::Rx;

use super::urls::{Applications, CasePage};
use super::{Own, applicant, status_tag};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link, Noted};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::plans::urls::Rounds;
use crate::row;

#[derive(Clone, Debug, Template)]
#[template(path = "applications/list.html")]
struct ListPage {
    table: Table,
    rounds: Link,
}

impl Content for ListPage {
    fn head(&self) -> Head {
        Head::new("我的申报").section(Applications)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ListPage> {
    let cases = store::applications::of_applicant(rx, applicant(who)?)?;
    let mut rows = Vec::with_capacity(cases.len());
    for case in cases {
        let own = Own::of(rx, case)?;
        let title = Link::new(own.title(), CasePage { id: own.case.id });
        rows.push(row![
            Noted::new(title).note(&own.plan.content.title),
            own.case.target.specialty.as_str(),
            status_tag(&own.case),
            own.case.since.day()
        ]);
    }
    let columns = ["申报", "专业", "状态", "自何日起"].map(Column::new);
    let empty = Empty::new("您还没有申报过")
        .because("在申报通知中选择正在申报的一轮，即可开始。")
        .link(Link::new("查看申报通知", Rounds));
    Ok(ListPage {
        table: Table::new("我的申报", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
        rounds: Link::new("查看申报通知", Rounds),
    })
}

/// `GET /applications`.
///
/// # Errors
/// The person does not act as an applicant.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
