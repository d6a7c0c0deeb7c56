//! The lists submitted to an authority for confirmation (结果确认), newest first.

use askama::Template;
use domain::certificates::access::ISSUING_ROLES;
use domain::results::Stage;
use store::{Error, Rx};

use super::urls::{ConfirmResults, Confirmations};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

#[derive(Template)]
#[template(path = "results/confirmations.html")]
struct ConfirmationsPage {
    lists: Table,
}

impl Content for ConfirmationsPage {
    fn head(&self) -> Head {
        Head::new("结果确认").section(Confirmations).wide()
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ConfirmationsPage> {
    let seat = who.seat();
    if !ISSUING_ROLES.contains(&seat.role) {
        return Err(Error::NotFound);
    }
    let mut rows = Vec::new();
    for list in store::results::of_authority(rx, seat.office)? {
        let plan = store::plans::find(rx, list.plan)?.plan;
        let organiser = store::accounts::office(rx, list.organiser)?.name;
        let (on, state) = match &list.stage {
            Stage::Submitted { on } => (*on, Tag::new("待确认", Tone::Amber)),
            Stage::Decided { document, on } => {
                (*on, Tag::new(format!("已确认 {}", document.number), Tone::Jade))
            }
        };
        rows.push(row![
            Link::new(plan.content.title, ConfirmResults { id: list.id }),
            organiser,
            list.lines.len(),
            on,
            state
        ]);
    }
    let columns = [
        Column::new("本轮通知"),
        Column::new("评委会组建单位"),
        Column::numeric("人数"),
        Column::new("日期"),
        Column::new("状态"),
    ];
    let empty = Empty::new("没有报送确认的名单").because("评审结果公示期满后，由评委会组建单位报送。");
    Ok(ConfirmationsPage {
        lists: Table::new("报送确认的名单", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
    })
}

/// `GET /confirmations`.
///
/// # Errors
/// The viewer's role confirms nothing, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
