//! A case of the agenda with its materials, for the members who judge it, and their own opinion on it.

use std::collections::BTreeMap;

use actions::meetings::give_opinion::give_opinion;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::{Opinion, Stage, access, score_items};
use kernel::{ApplicationId, ExpertId, MeetingId};
use store::{Error, Rx};

use super::urls::{GiveOpinion, MeetingCase, MeetingFile, MeetingPlace, Meetings, Recuse, Vote};
use super::{Part, Seen, seen, tables, voting};
use crate::desk::{Sent, belongs_to, fetch, sent};
use crate::kit::download::Download;
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::inputs::{TextArea, TextInput, Width};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::words::Link;
use crate::kit::{
    App, Content, Fault, Form, FormPart, FormState, Go, Head, Html, Page, ReadForm, Reader, SignedIn,
};

const MOST_CHARS: usize = 2_000;
const MOST_POINTS: i64 = 1_000;

/// An opinion as typed.
#[derive(Debug)]
pub(super) struct OpinionForm {
    text: String,
    scores: BTreeMap<String, i64>,
}

impl ReadForm for OpinionForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.optional_text("text", "评议意见", MOST_CHARS);
        let names: Vec<String> = reader
            .fields()
            .texts()
            .filter(|(name, value)| name.starts_with("scores.") && !value.trim().is_empty())
            .map(|(name, _)| name.to_owned())
            .collect();
        let mut scores = BTreeMap::new();
        let mut complete = true;
        for name in names {
            let item = name.trim_start_matches("scores.").to_owned();
            match reader.whole(&name, &format!("“{item}”"), 0..=MOST_POINTS, " 分") {
                Some(points) => {
                    scores.insert(item, points);
                }
                None => complete = false,
            }
        }
        let text = text?;
        complete.then_some(Self { text, scores })
    }
}

/// The page.
#[derive(Template)]
#[template(path = "meetings/case.html")]
struct CasePage {
    title: String,
    back: Link,
    errors: ErrorSummary,
    facts: SummaryList,
    ways: Option<Buttons>,
    defence: Vec<(&'static str, String)>,
    form: Option<FormPart>,
    given: Option<Opinion>,
    materials: Html,
    refused: bool,
}

impl Content for CasePage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
            .refused(self.refused)
            .wide()
    }
}

/// The meeting, the member and the submission of a case they may read.
///
/// # Errors
/// The viewer may not read the case: not drawn, recused for it, the meeting over, or the case not on its agenda.
fn on_the_table(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    (id, case): (MeetingId, ApplicationId),
) -> store::Result<(Seen, ExpertId, Sent)> {
    let seen = seen(rx, who, id)?;
    let Part::Member { expert, .. } = seen.part else {
        return Err(Error::NotFound);
    };
    if !access::may_read_case(&who.actor(), &seen.meeting, case) {
        return Err(Error::NotFound);
    }
    let sent = sent(rx, case, None)?.ok_or(Error::NotFound)?;
    Ok((seen, expert, sent))
}

fn may_give(seen: &Seen, expert: ExpertId, case: ApplicationId) -> bool {
    match &seen.meeting.stage {
        Stage::InSession { session } => {
            let assigned = session.assigned.get(&case);
            session.presented.is_none() && assigned.is_some_and(|experts| experts.contains(&expert))
        }
        _ => false,
    }
}

fn opinion_form(
    seen: &Seen,
    case: ApplicationId,
    given: Option<&Opinion>,
    who: &SignedIn,
    state: &FormState,
) -> FormPart {
    let id = seen.meeting.id;
    let items = seen.rules.as_ref().map(score_items).unwrap_or_default();
    let mut stored = FormState::blank();
    if let Some(opinion) = given {
        stored = stored.with("text", &opinion.text);
        for (item, points) in &opinion.scores {
            stored = stored.with(&format!("scores.{item}"), points);
        }
    }
    let state = if state.is_refused() { state } else { &stored };
    let mut part = FormPart::new(&who.token(), GiveOpinion { id, case }).guard_unsaved();
    part = part.sentence(if items.is_empty() {
        "本轮没有设定专家评分的分值，只填写书面意见。"
    } else {
        "评分不对申报人公开，也不供查询。"
    });
    for (item, most) in &items {
        part = part.input(
            TextInput::new(format!("scores.{item}"), item)
                .hint(format!("0 至 {most} 的整数"))
                .digits()
                .unit("分")
                .width(Width::Chars5)
                .fill(state),
        );
    }
    part.input(
        TextArea::new("text", "评议意见")
            .hint("供会上介绍和投票参考，介绍前可以修改。")
            .most_chars(MOST_CHARS)
            .fill(state),
    )
    .button(Button::submit(if given.is_some() {
        "修改意见"
    } else {
        "提交意见"
    }))
}

/// What the unit wrote about the defence, which members judge by.
fn defence(rx: &mut Rx<'_>, case: ApplicationId) -> store::Result<Vec<(&'static str, String)>> {
    let wanted = domain::applications::step_code(policy::StepKind::Defence);
    let visits = store::applications::visits(rx, case)?;
    let found = visits.into_iter().rev().find(|visit| visit.step == wanted);
    let opinion = found.and_then(|visit| visit.opinion);
    Ok(opinion.map(|text| ("答辩或说课", text)).into_iter().collect())
}

/// The case after this one in the expert's own order, that waits for their opinion.
fn next_case(seen: &Seen, expert: ExpertId, case: ApplicationId, own: &[Opinion]) -> Option<ApplicationId> {
    let cases: Vec<ApplicationId> = seen.agenda.iter().map(|candidate| candidate.id).collect();
    let ordered = tables::in_own_order(expert, cases, ToString::to_string);
    ordered.into_iter().find(|next| {
        *next != case && may_give(seen, expert, *next) && !own.iter().any(|opinion| opinion.case == *next)
    })
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    (id, case): (MeetingId, ApplicationId),
    state: &FormState,
) -> store::Result<CasePage> {
    let (seen, expert, sent) = on_the_table(rx, who, (id, case))?;
    let candidate = seen.candidate(case).ok_or(Error::NotFound)?;
    let own = store::meetings::opinions(rx, id, Some(expert))?;
    let given = own.iter().find(|opinion| opinion.case == case).cloned();
    let open = may_give(&seen, expert, case);
    let mut ways = Vec::new();
    if voting::may_vote(&seen, expert) {
        ways.push(Button::link("去投票", Vote { id }));
    }
    if let Some(next) = next_case(&seen, expert, case, &own) {
        ways.push(Button::link("下一件待评议", MeetingCase { id, case: next }).secondary());
    }
    if super::recuse::is_open(&seen.meeting) {
        ways.push(Button::link("申请回避", Recuse { id }).secondary());
    }
    let facts = [
        Fact::new(
            "申报职称",
            format!(
                "{} · {} · {}",
                sent.content.target.series, candidate.level, candidate.specialty
            ),
        ),
        Fact::new("所在单位", &candidate.unit),
        Fact::new("申报途径", &sent.content.target.ground),
    ];
    Ok(CasePage {
        title: candidate.name.clone(),
        back: seen.back(),
        errors: ErrorSummary::of(state),
        facts: SummaryList::new(facts),
        ways: (!ways.is_empty()).then(|| Buttons::new(ways)),
        defence: defence(rx, case)?,
        form: open.then(|| opinion_form(&seen, case, given.as_ref(), who, state)),
        given: given.filter(|_| !open),
        materials: sent.show(|file| MeetingFile { id, case, file }.into()),
        refused: state.is_refused(),
    })
}

/// `GET /meetings/{id}/cases/{case}`.
///
/// # Errors
/// The viewer may not read the case, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(MeetingCase { id, case }): Path<MeetingCase>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, (id, case), &FormState::blank()))
        .await
}

/// `GET /meetings/{id}/cases/{case}/opinion`, as after reloading a refused form.
pub(super) async fn back(_who: SignedIn, Path(MeetingCase { id, case }): Path<MeetingCase>) -> Go {
    Go::to(MeetingCase { id, case })
}

/// `POST /meetings/{id}/cases/{case}/opinion`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(GiveOpinion { id, case }): Path<GiveOpinion>,
    form: Form<OpinionForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        give_opinion(tx, id, case, &form.text, form.scores)
    })
    .or_show_again(move |rx, who, state| load(rx, who, (id, case), &state))
    .then_go(move |()| Go::to(MeetingPlace { id }).saying("评议意见已提交，介绍前可以修改。"))
    .await
}

/// `GET /meetings/{id}/cases/{case}/files/{file}`.
///
/// # Errors
/// As [`get`], or the file was not sent with the case.
pub(super) async fn file(
    app: App,
    who: SignedIn,
    Path(MeetingFile { id, case, file }): Path<MeetingFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        house.read(|rx| {
            let (_, _, sent) = on_the_table(rx, &who, (id, case))?;
            if belongs_to(&sent, file) {
                Ok(())
            } else {
                Err(Error::NotFound)
            }
        })?;
        Ok(fetch(house, file)?)
    })
    .await
}
