//! The committees of an organiser, or those filed with an authority: what waits comes first.

use askama::Template;
use domain::committees::{Committee, Pool, Stage};
use kernel::Role;
use store::Rx;

use super::urls::{CommitteePlace, Committees, NewCommittee};
use super::{of_seat, pool_tag, stage_tag, waits_for_authority, waits_for_organiser};
use crate::kit::forms::{Button, Buttons};
use crate::kit::table::{Column, Row, Table};
use crate::kit::words::{Empty, Link};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(
    source = "<h1>评委会</h1><p class=\"lead quiet\">{{ lead }}</p>{% if let Some(buttons) = buttons %}{{ buttons }}{% endif %}{{ table }}",
    ext = "html"
)]
struct ListPage {
    lead: &'static str,
    buttons: Option<Buttons>,
    table: Table,
}

impl Content for ListPage {
    fn head(&self) -> Head {
        Head::new("评委会").section(Committees).wide()
    }
}

/// The days on which filing and pool are valid, in words.
fn valid(stage: &Stage) -> String {
    let Stage::Filed { filing, pool } = stage else {
        return String::new();
    };
    let committee = format!("评委会 {} 至 {}", filing.from, filing.to);
    match pool {
        Pool::Filed { from, to, .. } => format!("{committee}；专家库 {from} 至 {to}"),
        Pool::Draft | Pool::Submitted { .. } | Pool::Returned { .. } => committee,
    }
}

fn line(committee: &Committee, other: &str) -> Row {
    let declared = &committee.declared;
    row![
        Link::new(&declared.name, CommitteePlace { id: committee.id }),
        format!("{} · {}", declared.series, declared.grade.chinese()),
        other,
        stage_tag(&committee.stage),
        pool_tag(&committee.stage),
        valid(&committee.stage),
    ]
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ListPage> {
    let mut committees = of_seat(rx, who)?;
    let role = who.seat().role;
    let files = !matches!(role, Role::Organiser | Role::Supervisor);
    committees.sort_by_key(|committee| {
        !if files {
            waits_for_authority(committee)
        } else {
            waits_for_organiser(committee)
        }
    });
    let mut rows = Vec::with_capacity(committees.len());
    for committee in &committees {
        let other = if files {
            committee.organiser
        } else {
            committee.filing_office
        };
        rows.push(line(committee, &super::name_of(rx, other)?));
    }
    let (lead, empty) = if files {
        (
            "向本机构申请核准备案的评委会和专家库。",
            Empty::new("没有向本机构备案的评委会").because("组建单位按权限提出申请后，会出现在这里。"),
        )
    } else {
        (
            "本单位组建的评委会和专家库。备案有效期内才能开评。",
            Empty::new("还没有评委会").because("先申请核准备案，再组建专家库并报送备案，然后才能开评。"),
        )
    };
    let columns = [
        Column::new("评委会"),
        Column::new("系列和层级"),
        Column::new(if files { "组建单位" } else { "备案机关" }),
        Column::new("评委会备案"),
        Column::new("专家库备案"),
        Column::new("有效期"),
    ];
    Ok(ListPage {
        lead,
        buttons: (role == Role::Organiser)
            .then(|| Buttons::new([Button::link("申请组建评委会", NewCommittee)])),
        table: Table::new("评委会", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
    })
}

/// `GET /committees`.
///
/// # Errors
/// The viewer has nothing to do with committees, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
