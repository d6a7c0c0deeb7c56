//! The home page of a member of a unit's panel: which vote is open, and the unit's postings.

use askama::Template;
use domain::panel::{Poll, State};
use store::Rx;

use super::{Door, Doors, Home};
use crate::desk::urls::{Panels, Postings};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link};
use crate::kit::{Content, Head, SignedIn};
use crate::panel::urls::{Ballot, PanelPlace};
use crate::panel::{candidates, names_of};
use crate::row;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/member.html")]
pub struct MemberHome {
    /// The unit.
    pub office: String,
    /// The panels that are not counted yet.
    pub panels: Table,
    /// All panels, and the unit's postings.
    pub doors: Doors,
}

impl Content for MemberHome {
    fn head(&self) -> Head {
        Head::new("审议推荐").section(Home).wide()
    }
}

/// The page of a panel member.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<MemberHome> {
    let seat = who.seat();
    let mut rows = Vec::new();
    for panel in store::panel::of_member(rx, who.person())? {
        if panel.unit != seat.office {
            continue;
        }
        let link = match &panel.state {
            State::Counted { .. } => continue,
            State::Voting { poll, .. } if matches!(**poll, Poll::PlainBox(_)) => {
                Link::new("投票", Ballot { id: panel.id })
            }
            State::Appointed | State::Voting { .. } => Link::new("查看材料", PanelPlace { id: panel.id }),
        };
        let agenda = candidates(rx, &panel.agenda)?;
        let names = names_of(&agenda);
        rows.push(row![
            format!("审议{names}"),
            panel.state.chinese(),
            link.about(names),
        ]);
    }
    let columns = [
        Column::new("审议"),
        Column::new("状态"),
        Column::new("办理").hide_title(),
    ];
    let empty =
        Empty::new("没有等待您参加的审议").because("本单位组成小组并开始投票后，会发站内消息告知您。");
    Ok(MemberHome {
        office: store::accounts::office(rx, seat.office)?.name,
        panels: Table::new("等待您参加的审议", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
        doors: Doors::new([
            Door::new("参加过的审议", "查看您参加的审议和表决结果。", Panels),
            Door::new("单位公示", "本单位公示的申报人选和材料。", Postings),
        ]),
    })
}
