//! Every submission with its receipt: exactly what was sent, when, and its digest.

use askama::Template;
use axum::extract::Path;
use domain::applications::Stage;
use store::{Error, Rx};

use super::Own;
use super::urls::{Applications, CasePage, ReceiptPage, Submissions};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::urls::Url;
use crate::kit::words::{Confirmation, Empty, Link};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

/// The first digits of a digest, as they are read out and compared: `3F9A 0C21 77DE 41B8`.
fn short(digest: &str) -> String {
    let first: Vec<char> = digest.chars().take(16).collect();
    let groups: Vec<String> = first
        .chunks(4)
        .map(|group| group.iter().collect::<String>().to_uppercase())
        .collect();
    groups.join(" ")
}

#[derive(Clone, Debug, Template)]
#[template(path = "applications/submissions.html")]
struct SubmissionsPage {
    table: Table,
    back: Url,
}

impl Content for SubmissionsPage {
    fn head(&self) -> Head {
        Head::new("提交记录")
            .section(Applications)
            .back("返回申报", &self.back)
    }
}

fn list(rx: &mut Rx<'_>, own: &Own) -> store::Result<SubmissionsPage> {
    let id = own.case.id;
    let submissions = store::applications::submissions(rx, id)?;
    let rows = submissions.into_iter().map(|submission| {
        let number = u32::try_from(submission.number).unwrap_or(0);
        row![
            Link::new(format!("第 {number} 次提交"), ReceiptPage { id, number }),
            submission.at.minute_text(),
            short(&submission.digest)
        ]
    });
    let columns = ["提交", "时间", "回执编号"].map(Column::new);
    let empty = Empty::new("还没有提交过").because("提交后，每一次的内容和回执都会保留在这里。");
    Ok(SubmissionsPage {
        table: Table::new("提交记录", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
        back: CasePage { id }.into(),
    })
}

/// `GET /applications/{id}/submissions`.
///
/// # Errors
/// It is not the person's own.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Submissions { id }): Path<Submissions>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        let own = Own::find(rx, who, id)?;
        list(rx, &own)
    })
    .await
}

#[derive(Clone, Debug, Template)]
#[template(path = "applications/receipt.html")]
struct ReceiptView {
    confirmation: Confirmation,
    facts: SummaryList,
    next: String,
    case: Link,
}

impl Content for ReceiptView {
    fn head(&self) -> Head {
        Head::new("申报已提交").section(Applications)
    }
}

/// Where the application is now, in a sentence.
fn next(rx: &mut Rx<'_>, own: &Own) -> store::Result<String> {
    Ok(match &own.case.stage {
        Stage::With { leg } => match own.case.route.get(*leg) {
            Some(leg) => {
                let office = store::accounts::office(rx, leg.office)?.name;
                format!(
                    "现在由{office}办理“{}”。有进展或者需要补正时，会发站内消息告知您。",
                    leg.step.chinese()
                )
            }
            None => String::new(),
        },
        Stage::Draft => "这份申报已撤回，可以修改后重新提交。".to_owned(),
        Stage::Returned { .. } => "这份申报已退回补正，请在申报页面查看要补正的内容。".to_owned(),
        Stage::Ended(ending) => format!("这份申报的结果：{}。", ending.chinese()),
    })
}

/// `GET /applications/{id}/submissions/{number}`.
///
/// # Errors
/// It is not the person's own, or there is no such submission.
pub(super) async fn receipt(
    app: App,
    who: SignedIn,
    Path(ReceiptPage { id, number }): Path<ReceiptPage>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        let own = Own::find(rx, who, id)?;
        let mut all = store::applications::submissions(rx, id)?.into_iter();
        let found = all.find(|submission| u32::try_from(submission.number) == Ok(number));
        let submission = found.ok_or(Error::NotFound)?;
        let facts = [
            Fact::new("申报", own.title()),
            Fact::new("提交次数", format!("第 {number} 次")),
            Fact::new("提交时间", submission.at.minute_text()),
            Fact::new("所在单位", &own.unit.name),
            Fact::new("提交内容摘要（SHA-256）", &submission.digest),
        ];
        Ok(ReceiptView {
            confirmation: Confirmation::new("申报已提交", "回执编号", short(&submission.digest)),
            facts: SummaryList::new(facts),
            next: next(rx, &own)?,
            case: Link::new("查看办理进度", CasePage { id }),
        })
    })
    .await
}
