//! Appointing a panel: which cases, which members, and what the round's texts say to such a composition.

use std::collections::BTreeMap;

use actions::panel::appoint::{Appoint, appoint};
use askama::Template;
use axum::response::Response;
use domain::panel::{Member, Panel, State};
use kernel::{ApplicationId, Level, PersonId, Refusal, Role, Seat};
use policy::{Finding, Force, PanelCounts, Rules, StepKind};
use store::applications::Row;
use store::{Error, Rx, Tx};

use super::urls::PanelPlace;
use crate::desk::urls::{NewPanel, Panels};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, Select, TextArea, TextInput, Width};
use crate::kit::words::{Basis, Empty, RefusalList, Tag, Tone};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

/// How many members one form takes.
const ROWS: usize = 15;
/// How many rows are open from the start.
const OPEN_ROWS: usize = 7;
const MOST_WAITING: i64 = 500;
const MOST_CHARS: usize = 300;

/// A member as typed; with an account, the name is the account's.
#[derive(Debug, Clone)]
struct MemberRow {
    row: usize,
    person: Option<PersonId>,
    name: String,
    professional: bool,
    title: Option<Level>,
    outside: bool,
}

/// A panel as typed.
#[derive(Debug)]
pub(super) struct AppointForm {
    agenda: Vec<ApplicationId>,
    members: Vec<MemberRow>,
    deviation: String,
}

impl ReadForm for AppointForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let agenda = reader.choices("agenda", "待审议的申报", |value| value.parse().ok());
        let rows: Vec<Option<MemberRow>> = (0..ROWS).filter_map(|row| read_member(reader, row)).collect();
        let deviation = reader.optional_text("deviation", "理由", MOST_CHARS);
        Some(Self {
            agenda: agenda?,
            members: rows.into_iter().collect::<Option<_>>()?,
            deviation: deviation?,
        })
    }
}

fn field(row: usize, part: &str) -> String {
    format!("members.{row}.{part}")
}

/// A row of the form: `None` when it was left empty, `Some(None)` when it was refused.
fn read_member(reader: &mut Reader<'_>, row: usize) -> Option<Option<MemberRow>> {
    let typed = |part: &str| reader.fields().get(&field(row, part)).unwrap_or_default().trim();
    let (person, name) = (typed("person"), typed("name"));
    if person.is_empty() && name.is_empty() {
        return None;
    }
    let number = row + 1;
    let person = if person.is_empty() {
        Some(None)
    } else {
        reader.choice(&field(row, "person"), "成员账号", |value| {
            value.parse().ok().map(Some)
        })
    };
    let name = reader.optional_text(&field(row, "name"), "姓名", 30);
    let professional = reader.choice(
        &field(row, "kind"),
        &format!("第 {number} 名成员的身份"),
        |value| match value {
            "professional" => Some(true),
            "administrator" => Some(false),
            _ => None,
        },
    );
    let title = match reader.fields().get(&field(row, "title")).unwrap_or_default() {
        "" => Some(None),
        _ => reader.choice(&field(row, "title"), "职称级别", |value| {
            Level::from_code(value).map(Some)
        }),
    };
    let outside = reader.ticked(&field(row, "outside"));
    let read = || {
        Some(MemberRow {
            row,
            person: person?,
            name: name?,
            professional: professional?,
            title: title?,
            outside,
        })
    };
    Some(read())
}

/// The cases that wait for a panel and stand on no panel's table yet.
///
/// # Errors
/// The database is unavailable.
pub(super) fn ready(rx: &mut Rx<'_>, seat: Seat, panels: &[Panel]) -> store::Result<Vec<Row>> {
    let running = panels
        .iter()
        .filter(|panel| !matches!(panel.state, State::Counted { .. }));
    let taken: Vec<ApplicationId> = running.flat_map(|panel| panel.agenda.iter().copied()).collect();
    let mut rows = store::applications::waiting(rx, seat, &[StepKind::Panel], MOST_WAITING)?;
    rows.retain(|row| !taken.contains(&row.id));
    Ok(rows)
}

struct MemberView {
    number: usize,
    person: Option<Select>,
    name: TextInput,
    kind: Choices,
    title: Select,
    outside: Choices,
}

struct Demand {
    tag: Tag,
    sentence: String,
    basis: Basis,
}

/// The page.
#[derive(Template)]
#[template(path = "panel/appoint.html")]
struct AppointPage {
    errors: ErrorSummary,
    form: PostForm,
    agenda: Option<Choices>,
    nothing: Empty,
    demands: Vec<Demand>,
    found: Option<RefusalList>,
    open: Vec<MemberView>,
    more: Vec<MemberView>,
    more_open: bool,
    deviation: TextArea,
    buttons: Buttons,
    refused: bool,
}

impl Content for AppointPage {
    fn head(&self) -> Head {
        Head::new("组成审议推荐小组")
            .section(Panels)
            .back("审议推荐", Panels)
            .refused(self.refused)
    }
}

/// Everything the texts demand of a panel for `level`: what they find wrong with one that meets nothing.
fn demands(rules: &Rules, level: Level) -> Vec<Demand> {
    let nothing = PanelCounts {
        members: 2,
        professionals: 0,
        below_level: 1,
    };
    let findings = rules.check(&nothing.composition(level)).unwrap_or_default();
    let demand = |finding: Finding| Demand {
        tag: match finding.force {
            Force::Hard => Tag::new("应当", Tone::Blue),
            _ => Tag::new("一般", Tone::Plain),
        },
        sentence: finding.law.sentence,
        basis: Basis::new(finding.law.article),
    };
    findings.into_iter().map(demand).collect()
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, state: FormState) -> store::Result<AppointPage> {
    let seat = who.seat();
    if seat.role != Role::UnitExaminer {
        return Err(Error::NotFound);
    }
    let panels = store::panel::of_unit(rx, seat.office)?;
    let waiting = ready(rx, seat, &panels)?;
    let level = waiting.iter().map(|row| row.level).max();
    let rules = match waiting.first() {
        Some(row) => crate::desk::in_force(rx, row.plan)?,
        None => None,
    };
    let accounts = accounts(rx, seat)?;
    let state = if state.is_refused() {
        state
    } else {
        suggested(state, &accounts, panels.first(), &waiting)
    };
    let member = |row: usize| member_view(row, &accounts, &state);
    let typed = |row: usize| {
        !state.value(&field(row, "person")).is_empty() || !state.value(&field(row, "name")).is_empty()
    };
    let found: Vec<Refusal> = state
        .refusals()
        .iter()
        .filter(|refusal| refusal.field.as_deref() == Some("members"))
        .cloned()
        .collect();
    Ok(AppointPage {
        errors: ErrorSummary::of(&state),
        form: PostForm::new(&who.token(), NewPanel).guard_unsaved(),
        agenda: (!waiting.is_empty()).then(|| agenda(&waiting, &state)),
        nothing: Empty::new("没有等待审议的申报")
            .because("申报人通过单位审核后，高级职称还要先登记答辩或说课，然后才能审议。"),
        demands: rules
            .as_ref()
            .zip(level)
            .map(|(rules, level)| demands(rules, level))
            .unwrap_or_default(),
        found: (!found.is_empty()).then(|| RefusalList::new(found)),
        open: (0..OPEN_ROWS).map(member).collect(),
        more: (OPEN_ROWS..ROWS).map(member).collect(),
        more_open: (OPEN_ROWS..ROWS).any(typed),
        deviation: TextArea::new("deviation", "未按一般要求组成的理由")
            .optional()
            .hint("组成不符合“一般”要求时填写，写入审议记录。不符合“应当”要求的不能组成。")
            .rows(2)
            .most_chars(MOST_CHARS)
            .fill(&state),
        buttons: Buttons::new([
            Button::submit("组成小组"),
            Button::link("取消", Panels).secondary(),
        ]),
        refused: state.is_refused(),
    })
}

fn agenda(waiting: &[Row], state: &FormState) -> Choices {
    let choices = waiting.iter().map(|row| {
        Choice::new(
            row.id.to_string(),
            format!("{}，{}，{}", row.applicant_name, row.level, row.specialty),
        )
    });
    Choices::any("agenda", "提交审议的申报", choices.collect::<Vec<_>>())
        .hint("通过单位审核的才能提交审议。")
        .fill(state)
}

/// The panel members of the unit who have accounts.
fn accounts(rx: &mut Rx<'_>, seat: Seat) -> store::Result<BTreeMap<PersonId, String>> {
    let people = store::accounts::holders(rx, Role::PanelMember, seat.office)?;
    Ok(store::accounts::names(rx, &people)?.into_iter().collect())
}

/// A new panel begins with all waiting cases and with the members of the last one, else with those who have accounts.
fn suggested(
    state: FormState,
    accounts: &BTreeMap<PersonId, String>,
    last: Option<&Panel>,
    waiting: &[Row],
) -> FormState {
    let state = waiting
        .iter()
        .fold(state, |state, row| state.with("agenda", row.id));
    match last {
        Some(panel) => panel
            .members
            .iter()
            .take(ROWS)
            .enumerate()
            .fold(state, |state, (row, member)| {
                let known = member.person.filter(|person| accounts.contains_key(person));
                let state = match known {
                    Some(person) => state.with(&field(row, "person"), person),
                    None => state.with(&field(row, "name"), &member.name),
                };
                let kind = if member.professional {
                    "professional"
                } else {
                    "administrator"
                };
                let state = state
                    .with(&field(row, "kind"), kind)
                    .with(&field(row, "title"), member.title.map_or("", Level::code));
                if member.outside {
                    state.with(&field(row, "outside"), "yes")
                } else {
                    state
                }
            }),
        None => accounts
            .keys()
            .take(ROWS)
            .enumerate()
            .fold(state, |state, (row, person)| {
                state.with(&field(row, "person"), person)
            }),
    }
}

fn member_view(row: usize, accounts: &BTreeMap<PersonId, String>, state: &FormState) -> MemberView {
    let people = accounts
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    let levels = Level::ALL
        .into_iter()
        .rev()
        .map(|level| Choice::new(level.code(), level.chinese()));
    let kinds = [
        Choice::new("professional", "专业技术人才"),
        Choice::new("administrator", "管理人员"),
    ];
    MemberView {
        number: row + 1,
        person: (!accounts.is_empty()).then(|| {
            Select::new(field(row, "person"), "成员账号", people.collect::<Vec<_>>())
                .width(Width::Chars20)
                .fill(state)
        }),
        name: TextInput::new(field(row, "name"), "姓名（没有账号的填写）")
            .width(Width::Chars20)
            .fill(state),
        kind: Choices::one(field(row, "kind"), "身份", kinds)
            .inline()
            .fill(state),
        title: Select::new(field(row, "title"), "职称级别", levels.collect::<Vec<_>>())
            .width(Width::Chars20)
            .fill(state),
        outside: Choices::any(field(row, "outside"), "所属", [Choice::new("yes", "外单位专家")]).fill(state),
    }
}

/// `GET /panels/new`.
///
/// # Errors
/// The viewer is no unit examiner, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| load(rx, who, FormState::blank())).await
}

/// `POST /panels/new`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(app: App, who: SignedIn, form: Form<AppointForm>) -> Result<Response, Fault> {
    app.submit(who, form, send)
        .or_show_again(load)
        .then_go(|id| Go::to(PanelPlace { id }).saying("审议推荐小组已组成。"))
        .await
}

fn send(tx: &mut Tx<'_>, form: AppointForm) -> store::Result<kernel::PanelId> {
    let Some(first) = form.agenda.first() else {
        return Err(Refusal::new("请选择提交审议的申报").at("agenda").into());
    };
    let actor = *tx.actor();
    let plan = store::applications::visible(tx, &actor, *first)?.case.plan;
    let people: Vec<PersonId> = form.members.iter().filter_map(|member| member.person).collect();
    let seat = actor.seat().ok_or(Error::NotFound)?;
    let known = store::accounts::holders(tx, Role::PanelMember, seat.office)?;
    let names: BTreeMap<PersonId, String> = store::accounts::names(tx, &people)?.into_iter().collect();
    let mut members = Vec::with_capacity(form.members.len());
    for member in form.members {
        if member.person.is_some_and(|person| !known.contains(&person)) {
            let refusal = Refusal::new("该账号不是本单位审议推荐小组成员，请重新选择");
            return Err(refusal.at(field(member.row, "person")).into());
        }
        let account = member.person.and_then(|person| names.get(&person).cloned());
        members.push(Member {
            seat: 0,
            name: account.unwrap_or(member.name),
            person: member.person,
            professional: member.professional,
            title: member.title,
            outside: member.outside,
        });
    }
    let cmd = Appoint {
        plan,
        members,
        agenda: form.agenda,
        deviation: Some(form.deviation),
    };
    appoint(tx, cmd)
}
