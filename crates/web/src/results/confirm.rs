//! One list for confirmation: what stands against each case on the day of confirming (第十七条), and the decision.

use std::collections::BTreeMap;

use actions::eligibility;
use actions::results::confirm::{Confirm, confirm};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::applications::Target;
use domain::certificates::Document;
use domain::results::{Decision, ResultList, Stage, access, bars};
use kernel::{AnnouncementId, ApplicationId, Day, Refusals, Timestamp};
use policy::{Days, Facts, Rules};
use store::{Error, Rx};

use super::urls::{ConfirmResults, Confirmations, Outcome};
use crate::certificates::urls::CertificatePlace;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{DateInput, TextInput, Width};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Link, RefusalList, Tag, Tone, Warning};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Html, Page, ReadForm, Reader, SignedIn};
use crate::row;

const MOST_CHARS: usize = 200;
/// Before the id of a case: where it was looked up, with nothing found.
const LOOKED_UP: &str = "looked_up.";
/// Before the id of a case: why it is not confirmed though nothing bars it.
const REASON: &str = "reason.";

/// The decision as typed.
pub(super) struct ConfirmForm {
    number: String,
    day: Day,
    reasons: BTreeMap<ApplicationId, String>,
    looked_up: BTreeMap<ApplicationId, String>,
}

/// The texts of the fields that are named with `prefix` and the id of a case.
fn by_case(reader: &mut Reader<'_>, prefix: &str, label: &str) -> BTreeMap<ApplicationId, String> {
    let typed: Vec<(String, ApplicationId)> = reader
        .fields()
        .texts()
        .filter(|(_, text)| !text.trim().is_empty())
        .filter_map(|(name, _)| Some((name.to_owned(), name.strip_prefix(prefix)?.parse().ok()?)))
        .collect();
    let mut found = BTreeMap::new();
    for (name, case) in typed {
        if let Some(text) = reader.text(&name, label, MOST_CHARS) {
            found.insert(case, text);
        }
    }
    found
}

impl ReadForm for ConfirmForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let number = reader.text("number", "确认文件文号", 60);
        let day = reader.day("day", "确认文件日期");
        let reasons = by_case(reader, REASON, "不予确认的理由");
        let looked_up = by_case(reader, LOOKED_UP, "核实依据");
        Some(Self {
            number: number?,
            day: day?,
            reasons,
            looked_up,
        })
    }
}

/// One case on the page.
struct Line {
    name: String,
    about: String,
    tag: Tag,
    against: Option<RefusalList>,
    /// Asked while the authority decides: where it was looked up, or why it is not confirmed.
    ask: Option<TextInput>,
}

struct Inputs {
    form: PostForm,
    number: TextInput,
    day: DateInput,
    warning: Warning,
    buttons: Buttons,
}

#[derive(Template)]
#[template(path = "results/confirm.html")]
struct ConfirmPage {
    title: String,
    back: Link,
    errors: ErrorSummary,
    facts: SummaryList,
    no_rules: Option<RefusalList>,
    decided: Option<Table>,
    lines: Vec<Line>,
    inputs: Option<Inputs>,
    refused: bool,
}

impl Content for ConfirmPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(&self.back.url)
            .back(&self.back.text, &self.back.url)
            .refused(self.refused)
            .wide()
    }
}

/// What the records say about the bars of a case, over every day from its application on.
fn facts_of(rx: &mut Rx<'_>, list: &ResultList, case: ApplicationId) -> store::Result<Facts> {
    let case = store::applications::find(rx, case)?.case;
    let plan = store::plans::find(rx, list.plan)?.plan;
    let first = case.submitted.map_or_else(|| rx.today(), Timestamp::day);
    eligibility::on_file(rx, &case, &plan, Days::between(first, rx.today()))
}

/// What stands against confirming a case today.
enum Against {
    /// Nothing.
    Nothing,
    /// Records leave something open, to be looked up first.
    Open(RefusalList),
    /// It will not be confirmed.
    Barred(RefusalList),
    /// The round's rules could not be asked.
    Unasked,
}

impl Against {
    fn of(
        rx: &mut Rx<'_>,
        list: &ResultList,
        rules: Option<&Rules>,
        case: ApplicationId,
    ) -> store::Result<Self> {
        let Some(rules) = rules else {
            return Ok(Self::Unasked);
        };
        let facts = facts_of(rx, list, case)?;
        let application = store::applications::find(rx, case)?.case;
        Ok(match bars(&application, &facts, rules, rx.today()) {
            Ok(found) if found.is_empty() => Self::Nothing,
            Ok(found) => Self::Barred(RefusalList::new(found)),
            Err(refusals) => Self::Open(RefusalList::new(refusals.all().to_vec())),
        })
    }

    fn tag(&self) -> Tag {
        match self {
            Self::Nothing => Tag::new("没有不得确认的情形", Tone::Jade),
            Self::Open(_) => Tag::new("有待核实", Tone::Amber),
            Self::Barred(_) => Tag::new("不予确认", Tone::Red),
            Self::Unasked => Tag::new("未能核查", Tone::Amber),
        }
    }

    /// What the authority is asked about the case of `name`.
    fn ask(&self, case: ApplicationId, name: &str, state: &FormState) -> Option<TextInput> {
        match self {
            Self::Nothing => Some(
                TextInput::new(format!("{REASON}{case}"), format!("{name}不予确认的其他理由"))
                    .hint("没有的不填。填写后该人员不予确认，理由告知本人。")
                    .optional()
                    .fill(state),
            ),
            Self::Open(_) => Some(
                TextInput::new(format!("{LOOKED_UP}{case}"), format!("{name}查无记录的核实依据"))
                    .hint("写明向哪个部门或者系统核实、哪一天核实。有记录的不填，请先在“诚信登记”中登记。")
                    .optional()
                    .fill(state),
            ),
            Self::Barred(_) | Self::Unasked => None,
        }
    }

    fn list(self) -> Option<RefusalList> {
        match self {
            Self::Open(list) | Self::Barred(list) => Some(list),
            Self::Nothing | Self::Unasked => None,
        }
    }
}

/// The case and who applied, as lines and rows name them.
struct Named {
    name: String,
    unit: String,
    target: Target,
}

fn named(rx: &mut Rx<'_>, line: &domain::results::Line) -> store::Result<Named> {
    let case = store::applications::find(rx, line.case)?.case;
    let name = store::accounts::names(rx, &[line.applicant])?;
    Ok(Named {
        name: name.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
        unit: store::accounts::office(rx, case.unit)?.name,
        target: case.target,
    })
}

/// What was decided about each case.
fn decided(rx: &mut Rx<'_>, list: &ResultList) -> store::Result<Option<Table>> {
    let mut rows = Vec::with_capacity(list.lines.len());
    for line in &list.lines {
        let Some(decision) = &line.decision else {
            return Ok(None);
        };
        let Named { name, unit, target } = named(rx, line)?;
        let (tag, words) = match decision {
            Decision::Confirmed { certificate } => (
                Tag::new("已确认", Tone::Jade),
                Html::from(Link::new("查看证书", CertificatePlace { id: *certificate }).about(&name)),
            ),
            Decision::NotConfirmed { reasons } => {
                (Tag::new("不予确认", Tone::Red), Html::text(reasons.join("；")))
            }
        };
        rows.push(row![
            name,
            unit,
            target.level.chinese(),
            target.specialty,
            tag,
            words
        ]);
    }
    let columns = [
        Column::new("姓名"),
        Column::new("单位"),
        Column::new("级别"),
        Column::new("专业"),
        Column::new("决定"),
        Column::new("证书或理由"),
    ];
    Ok(Some(Table::new("确认决定", columns).hide_caption().rows(rows)))
}

fn line(
    rx: &mut Rx<'_>,
    list: &ResultList,
    rules: Option<&Rules>,
    line: &domain::results::Line,
    (deciding, state): (bool, &FormState),
) -> store::Result<Line> {
    let Named { name, unit, target } = named(rx, line)?;
    let against = Against::of(rx, list, rules, line.case)?;
    let ask = against.ask(line.case, &name, state).filter(|_| deciding);
    Ok(Line {
        name,
        about: format!("{unit}　{}　{}", target.level, target.specialty),
        tag: against.tag(),
        ask,
        against: against.list(),
    })
}

fn facts(rx: &mut Rx<'_>, list: &ResultList) -> store::Result<SummaryList> {
    let plan = store::plans::find(rx, list.plan)?.plan;
    let mut facts = vec![
        Fact::new("本轮通知", plan.content.title),
        Fact::new(
            "评委会组建单位",
            store::accounts::office(rx, list.organiser)?.name,
        ),
        Fact::new("确认机关", store::accounts::office(rx, list.authority)?.name),
        Fact::new("人数", list.lines.len().to_string()),
    ];
    match &list.stage {
        Stage::Submitted { on } => facts.push(Fact::new("报送日期", on.to_string())),
        Stage::Decided { document, .. } => {
            facts.push(Fact::new(
                "确认文件",
                format!("{}（{}）", document.number, document.day),
            ));
        }
    }
    Ok(SummaryList::new(facts))
}

fn inputs(who: &SignedIn, id: AnnouncementId, state: &FormState) -> Inputs {
    Inputs {
        form: PostForm::new(&who.token(), ConfirmResults { id }).guard_unsaved(),
        number: TextInput::new("number", "确认文件文号")
            .width(Width::Chars20)
            .fill(state),
        day: DateInput::new("day", "确认文件日期").fill(state),
        warning: Warning::new("确认后立即核发电子证书并告知本人，名单不能再改。"),
        buttons: Buttons::new([
            Button::submit("确认并发证"),
            Button::link("取消", Confirmations).secondary(),
        ]),
    }
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: AnnouncementId,
    state: &FormState,
) -> store::Result<ConfirmPage> {
    let list = store::results::find(rx, id)?.into_inner();
    let actor = who.actor();
    if !access::may_see(&actor, &list) {
        return Err(Error::NotFound);
    }
    let confirms = access::may_confirm(&actor, &list);
    let deciding = confirms && matches!(list.stage, Stage::Submitted { .. });
    let rules = match actions::rules::of_plan(rx, list.plan) {
        Ok(rules) => Ok(rules),
        Err(Error::Refused(refusals)) => Err(refusals),
        Err(other) => return Err(other),
    };
    let decided = decided(rx, &list)?;
    let mut lines = Vec::new();
    let waiting = if decided.is_none() { &*list.lines } else { &[] };
    for one in waiting {
        lines.push(line(rx, &list, rules.as_ref().ok(), one, (deciding, state))?);
    }
    let back = if confirms {
        Link::new("结果确认", Confirmations)
    } else {
        Link::new("评审结果", Outcome { id: list.meeting })
    };
    let no_rules = rules.err().filter(|_| deciding);
    Ok(ConfirmPage {
        title: if deciding {
            "确认评审结果"
        } else {
            "报送确认的名单"
        }
        .to_owned(),
        back,
        errors: ErrorSummary::of(state),
        facts: facts(rx, &list)?,
        no_rules: no_rules.map(|refusals: Refusals| RefusalList::new(refusals.all().to_vec())),
        decided,
        lines,
        inputs: deciding.then(|| inputs(who, id, state)),
        refused: state.is_refused(),
    })
}

/// `GET /confirmations/{id}`.
///
/// # Errors
/// The viewer neither confirms nor submitted the list, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(ConfirmResults { id }): Path<ConfirmResults>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /confirmations/{id}`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(ConfirmResults { id }): Path<ConfirmResults>,
    form: Form<ConfirmForm>,
) -> Result<Response, Fault> {
    let (signer, viewer) = (app.signer(), who.clone());
    app.submit(who, form, move |tx, form| {
        let list = store::results::find(tx, id)?;
        if !access::may_confirm(&viewer.actor(), &list) {
            return Err(Error::NotFound);
        }
        let mut facts = BTreeMap::new();
        for line in &list.lines {
            facts.insert(line.case, facts_of(tx, &list, line.case)?);
        }
        let cmd = Confirm {
            list: id,
            document: Document {
                number: form.number,
                day: form.day,
            },
            facts,
            looked_up: form.looked_up,
            not_confirmed: form.reasons,
        };
        confirm(tx, &signer, &cmd)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(ConfirmResults { id }).saying("已确认，证书已核发并告知本人。"))
    .await
}
