//! The packs as policy officers keep them: what is in force, and the versions on their way there.

use askama::Template;
use domain::packs::{PackVersion, Stage, access};
use policy::PackInfo;
use store::Rx;

use super::shelf;
use super::urls::{Policy, UploadPack, VersionPage, Versions};
use crate::kit::forms::{Button, Buttons};
use crate::kit::table::{Column, Row, Table};
use crate::kit::urls::Url;
use crate::kit::words::{Empty, Link, Noted, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "packs/versions.html")]
pub(crate) struct VersionsPage {
    office: String,
    section: Url,
    upload: Buttons,
    waiting: Table,
    in_force: Table,
    settled: Table,
}

impl Content for VersionsPage {
    fn head(&self) -> Head {
        Head::new("政策包").section(&self.section).wide()
    }
}

/// Where a version stands.
pub(super) fn tag(stage: Stage) -> Tag {
    let tone = match stage {
        Stage::Draft => Tone::Plain,
        Stage::Faulty => Tone::Red,
        Stage::Checked | Stage::Approved => Tone::Amber,
        Stage::Adopted => Tone::Jade,
        Stage::Replaced | Stage::Withdrawn => Tone::Plain,
    };
    Tag::new(stage.chinese(), tone)
}

fn line(version: &PackVersion) -> Row {
    let id = version.id;
    let day = version.uploaded.at.day();
    let title = Link::new(&version.title, VersionPage { id });
    let wanted = version.stage == Stage::Adopted && !version.withdrawals.is_empty();
    let state = if wanted {
        Tag::new("一人已提出停用", Tone::Amber)
    } else {
        tag(version.stage)
    };
    row![
        Noted::new(title).note(&version.pack),
        state,
        day,
        version.reason.clone()
    ]
}

fn columns() -> [Column; 4] {
    [
        Column::new("文件"),
        Column::new("状态"),
        Column::new("上传"),
        Column::new("说明"),
    ]
}

/// Whether something about a version waits for an officer.
fn waits(version: &PackVersion) -> bool {
    version.stage.is_pending() || (version.stage == Stage::Adopted && !version.withdrawals.is_empty())
}

/// The page of an officer, in this section of the navigation.
///
/// # Errors
/// The viewer keeps no packs, or the database is unavailable.
pub(crate) fn load(rx: &mut Rx<'_>, who: &SignedIn, section: impl Into<Url>) -> store::Result<VersionsPage> {
    let office = super::officer(rx, who)?;
    let code = office.region_code.clone();
    let versions = store::packs::all(rx)?.into_iter().map(store::Kept::into_inner);
    let versions: Vec<PackVersion> = versions
        .filter(|version| access::keeps(&code, &version.area))
        .collect();
    let adopted = |pack: &str| {
        let mut found = versions.iter().filter(|one| one.stage == Stage::Adopted);
        found.find(|one| one.pack == pack)
    };
    let today = rx.today();
    let mut packs: Vec<PackInfo> = rx.policies().packs().collect();
    packs.retain(|pack| access::keeps(&code, &pack.scope.area));
    let running = packs.iter().map(|pack| {
        let title = Link::new(
            &pack.instrument.title,
            Policy {
                pack: pack.id.clone(),
            },
        );
        let from = match adopted(&pack.id) {
            Some(version) => {
                let day = version.uploaded.at.day();
                Link::new(format!("{day} 上传的版本"), VersionPage { id: version.id }).into()
            }
            None => crate::kit::Html::text("随程序发布"),
        };
        let change = Url::from(UploadPack).with("pack", &pack.id);
        row![
            Noted::new(title).note(&pack.id),
            Noted::new(shelf::state(pack, today)).note(shelf::days(pack)),
            from,
            Link::new("上传新版本", change).about(&pack.instrument.title)
        ]
    });
    let running_columns = [
        Column::new("文件"),
        Column::new("有效期"),
        Column::new("版本"),
        Column::new("办理").hide_title(),
    ];
    let nothing_waits =
        Empty::new("没有等待办理的版本").because("新版本上传后先自动检查，检查通过的等两人批准。");
    let in_force = Table::new("在用的政策包", running_columns)
        .hide_caption()
        .rows(running)
        .or_empty(Empty::new("没有归本单位管理的政策包"));
    let settled = versions.iter().filter(|version| !waits(version));
    Ok(VersionsPage {
        office: office.name,
        section: section.into(),
        upload: Buttons::new([Button::link("上传政策包", UploadPack)]),
        waiting: Table::new("等待办理的版本", columns())
            .hide_caption()
            .rows(versions.iter().filter(|version| waits(version)).map(line))
            .or_empty(nothing_waits),
        in_force,
        settled: Table::new("办结的版本", columns())
            .hide_caption()
            .rows(settled.map(line))
            .or_empty(Empty::new("还没有上传过")),
    })
}

/// `GET /packs`.
///
/// # Errors
/// The viewer keeps no packs, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| load(rx, who, Versions)).await
}
