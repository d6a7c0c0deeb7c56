//! The organiser's meetings whose results are sealed, and how far each is: posted, submitted, confirmed.

use askama::Template;
use domain::meetings::Meeting;
use kernel::Role;
use store::{Error, Rx};

use super::outcome::Progress;
use super::urls::{Outcome, Outcomes};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

#[derive(Template)]
#[template(path = "results/outcomes.html")]
struct OutcomesPage {
    meetings: Table,
}

impl Content for OutcomesPage {
    fn head(&self) -> Head {
        Head::new("评审结果").section(Outcomes).wide()
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<OutcomesPage> {
    let seat = who.seat();
    if seat.role != Role::Organiser {
        return Err(Error::NotFound);
    }
    let meetings = store::meetings::of_organiser(rx, seat.office)?;
    let mut rows = Vec::new();
    for meeting in meetings.iter().filter(|meeting| meeting.verdicts().is_some()) {
        let plan = store::plans::find(rx, meeting.plan)?.plan;
        let progress = Progress::of(rx, meeting)?;
        rows.push(row![
            Link::new(plan.content.title, Outcome { id: meeting.id }),
            committee_name(rx, meeting)?,
            meeting.day,
            progress.passed(),
            progress.failed(),
            progress.tag(),
        ]);
    }
    let columns = [
        Column::new("本轮通知"),
        Column::new("评审委员会"),
        Column::new("评审日期"),
        Column::numeric("通过"),
        Column::numeric("未通过"),
        Column::new("进度"),
    ];
    let empty =
        Empty::new("还没有评审结果").because("评审会议宣布结果并加盖评委会印章后，结果会出现在这里。");
    Ok(OutcomesPage {
        meetings: Table::new("评审结果", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
    })
}

/// The name of the committee that met.
pub(super) fn committee_name(rx: &mut Rx<'_>, meeting: &Meeting) -> store::Result<String> {
    Ok(store::committees::find(rx, meeting.committee)?
        .declared
        .name
        .clone())
}

/// `GET /outcomes`.
///
/// # Errors
/// The viewer is no organiser, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
