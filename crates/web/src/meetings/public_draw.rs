//! The public record of draws: what was committed to before the public number existed, the number, what it gave, and how
//! anybody computes it again. It names nobody; pseudonyms appear once the results are public (第二十八条).

use askama::Template;
use axum::extract::Path;
use domain::applications::Stage as CaseStage;
use domain::meetings::{Draw, Meeting};
use kernel::{MeetingId, Role};
use policy::StepKind;
use serde::Serialize;
use store::{Error, Rx};

use super::draw_room::{digest_fact, source_words, value_words};
use super::urls::{DrawFile, Draws, OwnProofFile, PublicDraw};
use crate::kit::download::Download;
use crate::kit::forms::{Button, Buttons};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link, Noted, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn, Visitor};
use crate::row;

/// How many attempts the list shows, the latest first.
const SHOWN: i64 = 100;
/// The least people of the pool who must look alike in what is published.
const ALIKE_AT_LEAST: usize = 2;

/// The list.
#[derive(Template)]
#[template(
    source = "<h1>专家抽取公开</h1><p class=\"lead quiet\">每次抽取评审专家，先公布承诺，再用公共随机数抽取，任何人都可以复算。不公布专家姓名。</p>{{ table }}",
    ext = "html"
)]
struct DrawsPage {
    table: Table,
}

impl Content for DrawsPage {
    fn head(&self) -> Head {
        Head::new("专家抽取公开").section(Draws).wide()
    }
}

fn state_tag(draw: &Draw) -> Tag {
    match draw {
        Draw { voided: Some(_), .. } => Tag::new("已作废", Tone::Red),
        Draw { signed: Some(_), .. } => Tag::new("已抽取，监督员已签字", Tone::Jade),
        Draw { number: Some(_), .. } => Tag::new("已抽取，待监督员签字", Tone::Amber),
        _ => Tag::new("已公布承诺，待抽取", Tone::Blue),
    }
}

fn all(rx: &mut Rx<'_>) -> store::Result<DrawsPage> {
    let mut rows = Vec::new();
    for draw in store::meetings::draws::committed(rx, SHOWN)? {
        let (id, attempt) = (draw.meeting, draw.attempt);
        let meeting = store::meetings::find(rx, id)?;
        let committee = store::committees::find(rx, meeting.committee)?
            .declared
            .name
            .clone();
        let made = draw.committed.as_ref().map(|made| made.at.minute_text());
        let title = Link::new(committee, PublicDraw { id, attempt });
        let title = Noted::new(title).note(format!("{}评审会议", meeting.day.prose()));
        rows.push(row![
            title,
            format!("第 {attempt} 次"),
            made.unwrap_or_default(),
            state_tag(&draw),
        ]);
    }
    let columns = [
        Column::new("评委会"),
        Column::new("抽取"),
        Column::new("承诺公布时间"),
        Column::new("状态"),
    ];
    let empty = Empty::new("还没有抽取").because("评委会抽取专家时，公布承诺后会出现在这里。");
    Ok(DrawsPage {
        table: Table::new("抽取", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
    })
}

/// `GET /draws`.
///
/// # Errors
/// The database is unavailable.
pub(super) async fn list(app: App, visitor: Visitor) -> Result<Page, Fault> {
    app.show(visitor, |rx, _| all(rx)).await
}

/// The page of one attempt.
#[derive(Template)]
#[template(path = "meetings/public_draw.html")]
struct PublicPage {
    title: String,
    state: Tag,
    voided: Option<String>,
    before: Option<Link>,
    frozen: SummaryList,
    commitment: SummaryList,
    numbers: Option<SummaryList>,
    panel: Vec<String>,
    replaced: usize,
    no_panel: Option<String>,
    text: String,
    own: Option<String>,
    buttons: Buttons,
}

impl Content for PublicPage {
    fn head(&self) -> Head {
        Head::new(&self.title).section(Draws).crumb("专家抽取公开", Draws)
    }
}

/// An attempt that was committed to, with its meeting.
fn published(rx: &mut Rx<'_>, id: MeetingId, attempt: i32) -> store::Result<(Meeting, Draw)> {
    let meeting = store::meetings::find(rx, id)?.into_inner();
    let draws = store::meetings::draws::all(rx, id)?;
    let found = draws.into_iter().find(|draw| draw.attempt == attempt);
    let draw = found.ok_or(Error::NotFound)?.into_inner();
    if draw.committed.is_some() {
        Ok((meeting, draw))
    } else {
        Err(Error::NotFound)
    }
}

/// Whether the results are public: the sheet is sealed, and every case is past the publicity of results.
fn results_are_public(rx: &mut Rx<'_>, meeting: &Meeting) -> store::Result<bool> {
    if meeting.verdicts().is_none() {
        return Ok(false);
    }
    for item in &meeting.agenda {
        let case = store::applications::find(rx, item.case)?.case;
        let past = match (&case.stage, case.standing_at()) {
            (CaseStage::Ended(_), _) => true,
            (_, Some(leg)) => !matches!(leg.step, StepKind::Review | StepKind::ResultPublicity),
            (_, None) => false,
        };
        if !past {
            return Ok(false);
        }
    }
    Ok(true)
}

fn frozen(draw: &Draw) -> SummaryList {
    let pool = draw.frozen();
    SummaryList::new([
        Fact::new("专家库人数", format!("{} 人", pool.rows().len())),
        Fact::new("可以抽取", format!("{} 人", pool.eligible())),
        digest_fact("可抽取名单摘要", &pool.pool_root()),
        digest_fact("全部名单摘要", &pool.record_root()),
    ])
}

fn commitment(draw: &Draw) -> SummaryList {
    let Some(made) = &draw.committed else {
        return SummaryList::new([]);
    };
    let mut facts = vec![
        digest_fact("承诺", &made.commitment.digest()),
        Fact::new("公布时间", made.at.minute_text()),
        Fact::new("候选名单", format!("{} 份", made.commitment.panels)),
        digest_fact("名单表摘要", &made.commitment.list_root),
        digest_fact("抽取规则摘要", &made.commitment.rules),
    ];
    for party in &made.commitment.parties {
        facts.push(digest_fact(
            &format!("{}随机数的摘要", party.name),
            &party.nonce_digest,
        ));
    }
    let sources: Vec<String> = made.commitment.sources.iter().map(source_words).collect();
    facts.push(Fact::new("公共随机数来源", sources.join("；备用：")));
    SummaryList::new(facts)
}

fn numbers(draw: &Draw) -> Option<SummaryList> {
    let mut facts = Vec::new();
    for reveal in &draw.reveals {
        facts.push(digest_fact(&format!("{}的随机数", reveal.party), &reveal.nonce));
    }
    if let (Ok(outline), Ok(seed)) = (draw.outline(), draw.seed()) {
        facts.push(digest_fact("公共随机数", &value_words(&outline.number.value)));
        if let Some(reason) = &outline.number.fallback_reason {
            facts.push(Fact::new("使用备用来源的理由", reason));
        }
        facts.push(digest_fact("种子", &seed));
        let words = format!("第 {} 份名单（从 0 起数）", outline.index);
        facts.push(Fact::new("抽中", words));
    }
    if let Some(signed) = draw.signed {
        facts.push(Fact::new("监督员签字", signed.at.minute_text()));
    }
    (!facts.is_empty()).then(|| SummaryList::new(facts))
}

/// The committed attempt before this one.
fn chained_to(rx: &mut Rx<'_>, id: MeetingId, attempt: i32) -> store::Result<Option<Link>> {
    let draws = store::meetings::draws::all(rx, id)?;
    let mut earlier = draws.iter().rev();
    let found = earlier.find(|draw| draw.attempt < attempt && draw.committed.is_some());
    Ok(found.map(|draw| {
        let attempt = draw.attempt;
        Link::new(
            format!("第 {attempt} 次抽取（已作废）"),
            PublicDraw { id, attempt },
        )
    }))
}

/// `GET /draws/{id}/{attempt}`.
///
/// # Errors
/// There is no such attempt, or it was not committed to.
pub(super) async fn get(
    app: App,
    visitor: Visitor,
    Path(PublicDraw { id, attempt }): Path<PublicDraw>,
) -> Result<Page, Fault> {
    app.show(visitor, move |rx, visitor| {
        let (meeting, draw) = published(rx, id, attempt)?;
        let committee = store::committees::find(rx, meeting.committee)?
            .declared
            .name
            .clone();
        let public = results_are_public(rx, &meeting)? && draw.voided.is_none();
        let bundle = public.then(|| draw.public_bundle(ALIKE_AT_LEAST));
        let (panel, replaced, no_panel) = match bundle {
            None if draw.voided.is_some() => (Vec::new(), 0, Some("本次抽取已经作废，没有结果。".to_owned())),
            None if draw.number.is_none() => (Vec::new(), 0, None),
            None => {
                let words = "抽取结果在评审结果公示结束前保密，之后以代号公布。".to_owned();
                (Vec::new(), 0, Some(words))
            }
            Some(Err(refusal)) => (Vec::new(), 0, Some(refusal.sentence.into_owned())),
            Some(Ok(bundle)) => {
                let panel = bundle.standing.panel.iter().map(ToString::to_string);
                (panel.collect(), bundle.declines.len(), None)
            }
        };
        let before = match &draw.chain.previous {
            Some(_) => chained_to(rx, id, attempt)?,
            None => None,
        };
        let own = match &visitor.0 {
            Some(who) if public => own_proof(rx, who, &meeting, &draw)?,
            Some(_) | None => None,
        };
        let mut buttons = vec![Button::link("下载抽取记录（JSON）", DrawFile { id, attempt })];
        if own.is_some() {
            buttons.push(Button::link("下载我的证明", OwnProofFile { id, attempt }).secondary());
        }
        let text = draw.committed.as_ref().map(|made| made.commitment.text());
        Ok(PublicPage {
            title: format!("{committee}第 {attempt} 次抽取"),
            state: state_tag(&draw),
            voided: draw.voided.as_ref().map(|voided| voided.reason.clone()),
            before,
            frozen: frozen(&draw),
            commitment: commitment(&draw),
            numbers: numbers(&draw),
            panel,
            replaced,
            no_panel,
            text: text.unwrap_or_default(),
            own: own.map(|proof| {
                let (count, panels) = (proof.count, proof.panels);
                format!(
                    "您的代号是 {}，在 {panels} 份候选名单中出现 {count} 次。",
                    proof.pseudonym
                )
            }),
            buttons: Buttons::new(buttons),
        })
    })
    .await
}

/// The proof of an expert of the pool who looks at the record, about themself only.
fn own_proof(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    meeting: &Meeting,
    draw: &Draw,
) -> store::Result<Option<::draw::OwnProof>> {
    if who.seat().role != Role::Expert {
        return Ok(None);
    }
    let entry = store::committees::entry_of(rx, meeting.committee, who.person())?;
    Ok(entry.and_then(|entry| draw.own_proof(entry.id)))
}

/// `GET /draws/{id}/{attempt}/own`.
///
/// # Errors
/// The results are not public yet, or the viewer could not be drawn in this attempt.
pub(super) async fn own(
    app: App,
    who: SignedIn,
    Path(OwnProofFile { id, attempt }): Path<OwnProofFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let content = house.read(|rx| {
            let (meeting, draw) = published(rx, id, attempt)?;
            if draw.voided.is_some() || !results_are_public(rx, &meeting)? {
                return Err(Error::NotFound);
            }
            let proof = own_proof(rx, &who, &meeting, &draw)?;
            json(&proof.ok_or(Error::NotFound)?)
        })?;
        let name = format!("我的抽取证明-{id}-{attempt}.json");
        Ok(Download::new(name, "application/json", content))
    })
    .await
}

fn json<T: Serialize>(value: &T) -> store::Result<Vec<u8>> {
    Ok(serde_json::to_vec_pretty(value)?)
}

/// As much as may be published today: the commitment, the outline of the draw, or the whole bundle on pseudonyms.
fn content(rx: &mut Rx<'_>, id: MeetingId, attempt: i32) -> store::Result<Vec<u8>> {
    let (meeting, draw) = published(rx, id, attempt)?;
    if draw.voided.is_none()
        && results_are_public(rx, &meeting)?
        && let Ok(bundle) = draw.public_bundle(ALIKE_AT_LEAST)
    {
        return json(&bundle);
    }
    if let Ok(outline) = draw.outline() {
        return json(&outline);
    }
    let made = draw.committed.as_ref().ok_or(Error::NotFound)?;
    json(&made.commitment)
}

/// `GET /draws/{id}/{attempt}/bundle`.
///
/// # Errors
/// As [`get`].
pub(super) async fn file(
    app: App,
    Path(DrawFile { id, attempt }): Path<DrawFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let content = house.read(|rx| content(rx, id, attempt))?;
        let name = format!("抽取记录-{id}-{attempt}.json");
        Ok(Download::new(name, "application/json", content))
    })
    .await
}
