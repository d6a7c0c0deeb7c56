//! The unit's panels for its examiner; the panels they sit on for members.

use askama::Template;
use domain::panel::{Panel, State};
use kernel::Role;
use policy::StepKind;
use store::{Error, Rx};

use super::urls::PanelPlace;
use super::{candidates, names_of};
use crate::desk::urls::{NewPanel, Panels};
use crate::kit::forms::{Button, Buttons};
use crate::kit::table::{Column, Row, Table};
use crate::kit::words::{Empty, Link, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "panel/list.html")]
struct ListPage {
    convenes: bool,
    waiting: usize,
    buttons: Option<Buttons>,
    table: Table,
}

impl Content for ListPage {
    fn head(&self) -> Head {
        Head::new("审议推荐").section(Panels).wide()
    }
}

/// The tag of where a panel stands.
pub(super) fn state_tag(state: &State) -> Tag {
    let tone = match state {
        State::Appointed => Tone::Plain,
        State::Voting { .. } => Tone::Amber,
        State::Counted { .. } => Tone::Jade,
    };
    Tag::new(state.chinese(), tone)
}

fn line(rx: &mut Rx<'_>, panel: &Panel) -> store::Result<Row> {
    let agenda = candidates(rx, &panel.agenda)?;
    let year = store::plans::find(rx, panel.plan)?.plan.content.year;
    let outcome = match &panel.state {
        State::Counted { results, at, .. } => {
            let passed = results.iter().filter(|result| result.passed).count();
            format!(
                "{} 通过 {passed} 人，未通过 {} 人",
                at.day(),
                results.len() - passed
            )
        }
        State::Appointed | State::Voting { .. } => String::new(),
    };
    Ok(row![
        Link::new(format!("审议{}", names_of(&agenda)), PanelPlace { id: panel.id }),
        format!("{year} 年"),
        panel.level.chinese(),
        format!("{} 人", panel.members.len()),
        state_tag(&panel.state),
        outcome,
    ])
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ListPage> {
    let seat = who.seat();
    let (panels, empty) = match seat.role {
        Role::UnitExaminer => (
            store::panel::of_unit(rx, seat.office)?,
            Empty::new("本单位还没有组成过审议推荐小组")
                .because("申报人通过单位审核（高级还要先答辩）后，可以在这里组成小组审议。"),
        ),
        Role::PanelMember => {
            let own = store::panel::of_member(rx, who.person())?;
            let here = own.into_iter().filter(|panel| panel.unit == seat.office);
            (
                here.collect(),
                Empty::new("没有需要您参加的审议").because("组成小组后，会发站内消息告知您。"),
            )
        }
        _ => return Err(Error::NotFound),
    };
    let convenes = seat.role == Role::UnitExaminer;
    let waiting = if convenes {
        super::appoint::ready(rx, seat, &panels)?.len()
    } else {
        0
    };
    let mut rows = Vec::with_capacity(panels.len());
    for panel in &panels {
        rows.push(line(rx, panel)?);
    }
    let columns = [
        Column::new("审议"),
        Column::new("年度"),
        Column::new("最高级别"),
        Column::numeric("成员"),
        Column::new("状态"),
        Column::new("结果"),
    ];
    let button = Button::link(
        format!("组成小组审议（待{} {waiting} 人）", StepKind::Panel.chinese()),
        NewPanel,
    );
    Ok(ListPage {
        convenes,
        waiting,
        buttons: (waiting > 0).then(|| Buttons::new([button])),
        table: Table::new("审议推荐小组", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
    })
}

/// `GET /panels`.
///
/// # Errors
/// The viewer has nothing to do with panels, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
