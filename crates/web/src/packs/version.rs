//! One version: what the checker says, what it changes, whom it concerns, and the two officers' word.

use actions::packs::approve::approve;
use actions::packs::withdraw::withdraw;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::packs::{PackVersion, Report, Signed, Stage};
use kernel::PackVersionId;
use store::Rx;

use super::changes::{ChangeList, between, counted, parted_changes};
use super::report::{self, Finding};
use super::upload::list;
use super::urls::{ApproveVersion, VersionFile, VersionPage, Versions, WithdrawVersion};
use super::versions::tag;
use crate::kit::fields::Fields;
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::inputs::{Choice, Select};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::Table;
use crate::kit::urls::Url;
use crate::kit::words::{Details, Inset, Link, Tag};
use crate::kit::{
    App, Content, Fault, Form, FormPart, FormState, Go, Head, Page, Query, ReadForm, Reader, SignedIn,
};

/// Changes shown beside another instrument.
#[derive(Clone, Debug)]
struct Beside {
    what: String,
    counted: String,
    changes: Vec<Details>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "packs/version.html")]
struct Shown {
    errors: ErrorSummary,
    title: String,
    state: Tag,
    refresh: Option<Link>,
    facts: SummaryList,
    next: Option<Inset>,
    forms: Vec<FormPart>,
    verdict: String,
    findings: Vec<Finding>,
    counted: String,
    changes: Option<Details>,
    compare: Option<(Url, Select, Buttons)>,
    beside: Option<Beside>,
    asked: String,
    impact: Table,
    changed: Option<Table>,
    refused: bool,
}

impl Content for Shown {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Versions)
            .back("返回政策包", Versions)
            .refused(self.refused)
            .wide()
    }
}

fn signatures(rx: &mut Rx<'_>, signed: &[Signed]) -> store::Result<String> {
    let mut lines = Vec::new();
    for one in signed {
        let name = store::accounts::person(rx, one.person)?.name;
        let office = store::accounts::office(rx, one.office)?.name;
        lines.push(format!("{name}（{office}）{}", one.at.minute_text()));
    }
    Ok(lines.join("\n"))
}

fn facts(rx: &mut Rx<'_>, version: &PackVersion) -> store::Result<SummaryList> {
    let id = version.id;
    let files = store::packs::files(rx, id)?;
    let link = |(path, _): &(String, String)| {
        let file = path.rsplit('/').next().unwrap_or_default().to_owned();
        Link::new(file.clone(), VersionFile { id, file })
    };
    let mut facts = vec![
        Fact::new("政策包", &version.pack),
        Fact::new("修改说明", &version.reason),
        Fact::new("上传", signatures(rx, &[version.uploaded])?),
        Fact::html("文件", list(files.iter().map(link).collect())),
        Fact::new("文件摘要（SHA-256）", &version.digest),
    ];
    if !version.approvals.is_empty() {
        facts.push(Fact::new("批准", signatures(rx, &version.approvals)?));
    }
    if !version.withdrawals.is_empty() {
        facts.push(Fact::new("提出撤回或停用", signatures(rx, &version.withdrawals)?));
    }
    Ok(SummaryList::new(facts))
}

/// What comes next, for this viewer.
fn next(version: &PackVersion, who: &SignedIn) -> Option<&'static str> {
    let signed = |list: &[Signed]| list.iter().any(|one| one.person == who.person());
    Some(match version.stage {
        Stage::Draft => "正在检查，通常不超过一分钟；检查完成后会有消息。",
        Stage::Faulty => "检查没有通过，不能批准。请按下面的问题改正文件，重新上传。",
        Stage::Checked => "检查通过。请看过下面的变化和影响，再决定是否批准；两人批准后才启用。",
        Stage::Approved if signed(&version.approvals) => {
            "您已批准，等另一位政策管理人员批准。启用前一切照旧。"
        }
        Stage::Approved => "一人已批准。您批准后，这一版本立即启用。",
        Stage::Adopted if version.withdrawals.is_empty() => return None,
        Stage::Adopted if signed(&version.withdrawals) => "您已提出停用，等另一位政策管理人员同意。",
        Stage::Adopted => "有人提出停用这一版本。您同意后，立即恢复原来的版本。",
        Stage::Replaced | Stage::Withdrawn => return None,
    })
}

fn forms(version: &PackVersion, who: &SignedIn) -> Vec<FormPart> {
    let id = version.id;
    let signed = |list: &[Signed]| list.iter().any(|one| one.person == who.person());
    let mut forms = Vec::new();
    let approvable = matches!(version.stage, Stage::Checked | Stage::Approved);
    if approvable && !signed(&version.approvals) {
        let words = if version.stage == Stage::Approved {
            "批准并启用"
        } else {
            "批准"
        };
        forms.push(FormPart::new(&who.token(), ApproveVersion { id }).button(Button::submit(words)));
    }
    let words = match version.stage {
        Stage::Adopted if version.withdrawals.is_empty() => "提出停用",
        Stage::Adopted => "同意停用",
        _ => "撤回这一版本",
    };
    let withdrawable = version.stage.is_pending() || version.stage == Stage::Adopted;
    if withdrawable && !signed(&version.withdrawals) {
        let button = Button::submit(words).danger();
        forms.push(FormPart::new(&who.token(), WithdrawVersion { id }).button(button));
    }
    forms
}

/// What the version would put in force on its first day beside what an instrument of the library, last year's as a
/// rule, put in force on its own; both with the texts they stand on.
fn beside(rx: &mut Rx<'_>, version: &PackVersion, with: &str) -> store::Result<Option<Beside>> {
    let Some(other) = rx.policies().pack(with) else {
        return Ok(None);
    };
    let own = store::packs::files(rx, version.id)?;
    let files = store::packs::supposing(rx, &version.pack, Some(own))?;
    let Ok(library) = store::packs::library(files) else {
        return Ok(None);
    };
    let Some(new) = library.pack(&version.pack) else {
        return Ok(None);
    };
    let compared = between(&library, (&other, other.from), (&new, new.from));
    Ok(compared.ok().map(|(what, changes)| Beside {
        what: format!("并排比较：{what}"),
        counted: counted(&changes),
        changes: parted_changes(&changes),
    }))
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: PackVersionId,
    (fields, state): (&Fields, &FormState),
) -> store::Result<Shown> {
    let version = actions::packs::kept(rx, &who.actor(), id)?.into_inner();
    let report = store::packs::report(rx, id)?.filter(|_| version.stage != Stage::Draft);
    let waiting = Report::default();
    let found = report.as_ref().unwrap_or(&waiting);
    let packs = rx.policies().packs().filter(|pack| pack.id != version.pack);
    let others: Vec<Choice> = packs
        .map(|pack| Choice::new(&pack.id, &pack.instrument.title))
        .collect();
    let compare = (report.is_some() && !version.area.is_empty()).then(|| {
        let chosen = FormState::stored(fields.clone());
        let select = Select::new("with", "与另一份文件并排比较，例如上一年度的通知", others).fill(&chosen);
        let buttons = Buttons::new([Button::submit("比较").secondary()]);
        (Url::from(VersionPage { id }), select, buttons)
    });
    let beside = match fields.get("with").filter(|with| !with.is_empty()) {
        Some(with) => beside(rx, &version, with)?,
        None => None,
    };
    Ok(Shown {
        errors: ErrorSummary::of(state),
        title: format!("《{}》的新版本", version.title),
        state: tag(version.stage),
        refresh: (version.stage == Stage::Draft).then(|| Link::new("刷新", VersionPage { id })),
        facts: facts(rx, &version)?,
        next: next(&version, who).map(Inset::text),
        forms: forms(&version, who),
        verdict: report.as_ref().map(report::verdict).unwrap_or_default(),
        findings: report::findings(found),
        counted: counted(&found.changes),
        changes: (!found.changes.is_empty()).then(|| {
            let list = ChangeList::new(&found.changes);
            let details = Details::new("逐条查看变化", list);
            if found.changes.len() > 20 {
                details
            } else {
                details.open()
            }
        }),
        compare,
        beside,
        asked: report::asked(found),
        impact: report::impact(found),
        changed: report::changed(found),
        refused: state.is_refused(),
    })
}

/// `GET /packs/{id}`.
///
/// # Errors
/// The viewer's office does not keep the pack, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(VersionPage { id }): Path<VersionPage>,
    Query(fields): Query,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        load(rx, who, id, (&fields, &FormState::blank()))
    })
    .await
}

/// A form without inputs.
#[derive(Debug)]
pub(super) struct Word;

impl ReadForm for Word {
    fn read(_: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }
}

/// `POST /packs/{id}/approval`.
///
/// # Errors
/// As [`get`].
pub(super) async fn approved(
    app: App,
    who: SignedIn,
    Path(ApproveVersion { id }): Path<ApproveVersion>,
    form: Form<Word>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| approve(tx, id))
        .or_show_again(move |rx, who, state| load(rx, who, id, (&Fields::default(), &state)))
        .then_go(move |()| Go::to(VersionPage { id }).saying("已批准。"))
        .await
}

/// `POST /packs/{id}/withdrawal`.
///
/// # Errors
/// As [`get`].
pub(super) async fn withdrawn(
    app: App,
    who: SignedIn,
    Path(WithdrawVersion { id }): Path<WithdrawVersion>,
    form: Form<Word>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| withdraw(tx, id))
        .or_show_again(move |rx, who, state| load(rx, who, id, (&Fields::default(), &state)))
        .then_go(move |()| Go::to(VersionPage { id }).saying("已登记。"))
        .await
}

/// `GET /packs/{id}/approval` and `/withdrawal`: the version itself.
pub(super) async fn back(_: SignedIn, Path(VersionPage { id }): Path<VersionPage>) -> Go {
    Go::to(VersionPage { id })
}
