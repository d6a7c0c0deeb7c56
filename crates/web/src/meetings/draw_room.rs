//! The draw of a committee, for the two who make it: organiser and supervisor. Each step stands on the one before, and
//! nobody can take a step back; only the supervisor can void an attempt.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::{Draw, DrawParty, Stage};
use draw::{Source, Value};
use kernel::{ExpertId, MeetingId, PersonId};
use store::{Error, Rx};

use super::call_off::{ReasonForm, reason_input};
use super::urls::{DrawRoom, Meetings, PublicDraw, VoidDraw};
use super::{Part, Seen, draw_forms, seen};
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Banner, Link, Tag, Tone, Warning};
use crate::kit::{App, Content, Fault, Form, FormPage, FormPart, FormState, Go, Head, Html, Page, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "meetings/draw_room.html")]
struct DrawPage {
    back: Link,
    lead: String,
    errors: ErrorSummary,
    banner: Banner,
    form: Option<FormPart>,
    way: Vec<DrawStep>,
    facts: Option<SummaryList>,
    panel: Option<Table>,
    attempts: Option<Table>,
    buttons: Option<Buttons>,
    refused: bool,
}

impl Content for DrawPage {
    fn head(&self) -> Head {
        Head::new("抽取专家")
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
            .refused(self.refused)
            .wide()
    }
}

/// The viewer's part in the draw.
pub(super) const fn party(part: Part) -> DrawParty {
    match part {
        Part::Supervisor => DrawParty::Supervisor,
        Part::Organiser | Part::Authority | Part::Member { .. } => DrawParty::Organiser,
    }
}

/// A source of the public number, in words.
pub(super) fn source_words(source: &Source) -> String {
    match source {
        Source::Drand { round, .. } => {
            let at = draw::quicknet_round_time(*round).saturating_mul(1_000);
            let at = kernel::Timestamp::from_millis(at).minute_text();
            format!("drand 公共随机数网络第 {round} 轮（{at} 产生）")
        }
        Source::Lottery { name, draw } => format!("{name}第 {draw} 期开奖号码"),
        Source::Dice { throws, witnesses } => {
            format!("当场掷骰子 {throws} 次，见证人：{}", witnesses.join("、"))
        }
    }
}

/// A public number, in words.
pub(super) fn value_words(value: &Value) -> String {
    match value {
        Value::Drand(signature) => data_encoding::HEXLOWER.encode(&signature.0),
        Value::Lottery(numbers) => spaced(numbers),
        Value::Dice(dice) => spaced(dice),
    }
}

fn spaced<T: ToString>(numbers: &[T]) -> String {
    let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    words.join(" ")
}

/// The attempt that runs or was signed, if any.
pub(super) fn live(draws: &[Draw]) -> Option<&Draw> {
    draws.last().filter(|draw| draw.voided.is_none())
}

fn offered(draw: &Draw, party: DrawParty) -> bool {
    draw.parties.iter().any(|known| known.name == party.chinese())
}

fn revealed(draw: &Draw, party: DrawParty) -> bool {
    draw.reveals.iter().any(|known| known.party == party.chinese())
}

fn all(has: impl Fn(DrawParty) -> bool) -> bool {
    DrawParty::ALL.into_iter().all(has)
}

/// What is to be done next, and the viewer's form for it.
fn next(seen: &Seen, draw: Option<&Draw>, who: &SignedIn, state: &FormState) -> (Banner, Option<FormPart>) {
    let (id, me) = (seen.meeting.id, party(seen.part));
    let organises = me == DrawParty::Organiser;
    let token = who.token();
    let yours = |sentence: &str| Banner::waiting(sentence).title("轮到您办理");
    let wait = |sentence: &str| Banner::info(sentence).title("请等候");
    let Some(draw) = draw else {
        if !matches!(seen.meeting.stage, Stage::Opened { .. }) {
            return (wait("现在不能抽取：会议还没有同意开评，或者已经开始。"), None);
        }
        return if organises {
            (
                yours("第一步：冻结专家库，系统生成一份抽取名单表。"),
                Some(draw_forms::prepare_form(id, &token, state)),
            )
        } else {
            (wait("等待组建单位冻结专家库。"), None)
        };
    };
    if draw.committed.is_none() {
        if !offered(draw, me) {
            return (
                yours("第二步：您和对方各产生一个只有自己知道的随机数，先登记它的摘要。"),
                Some(draw_forms::offer_form(id, &token, state)),
            );
        }
        return match (all(|party| offered(draw, party)), organises) {
            (true, true) => (
                yours("第三步：公布抽取承诺，写明用今后哪一个公共随机数。"),
                Some(draw_forms::commit_form(id, &token, state)),
            ),
            (true, false) => (wait("等待组建单位公布抽取承诺。"), None),
            (false, _) => (wait("等待对方登记随机数摘要。"), None),
        };
    }
    if draw.number.is_none() {
        if !revealed(draw, me) {
            return (
                yours("第四步：承诺已公布。请公开您的随机数，要在公共随机数产生之前。"),
                Some(draw_forms::reveal_form(id, &token, state)),
            );
        }
        return match (all(|party| revealed(draw, party)), organises) {
            (true, true) => (
                yours("第五步：公共随机数产生后，录入它，名单随即确定。"),
                Some(draw_forms::number_form(id, draw, &token, state)),
            ),
            (true, false) => (wait("等待公共随机数产生并录入。"), None),
            (false, _) => (wait("等待对方公开随机数。"), None),
        };
    }
    if draw.signed.is_none() {
        return if organises {
            (wait("名单已抽出，等待监督员签字。签字后系统通知每位专家。"), None)
        } else {
            (
                yours("名单已抽出。全程符合规定的，请签字；签字后系统通知每位专家。"),
                Some(draw_forms::sign_form(id, &token, state)),
            )
        };
    }
    (Banner::done("抽取完成，监督员已签字，专家已收到通知。"), None)
}

/// One step of the draw: its title, what it is for, and whether it is done.
struct DrawStep {
    title: &'static str,
    sentence: &'static str,
    state: Tag,
}

/// The steps of the draw and how far it is.
fn way(draw: Option<&Draw>) -> Vec<DrawStep> {
    let is = |holds: &dyn Fn(&Draw) -> bool| draw.is_some_and(holds);
    let steps = [
        (
            "冻结专家库",
            "从此刻起名单不能增减；不能抽取的人写明原因。",
            draw.is_some(),
        ),
        (
            "双方登记随机数摘要",
            "组建单位和监督员各一个，谁也不能单独决定结果。",
            is(&|draw| all(|party| offered(draw, party))),
        ),
        (
            "公布抽取承诺",
            "决定结果的一切在公共随机数产生之前固定下来，向社会公布。",
            is(&|draw| draw.committed.is_some()),
        ),
        (
            "双方公开随机数",
            "与摘要一致才有效。",
            is(&|draw| all(|party| revealed(draw, party))),
        ),
        (
            "录入公共随机数",
            "查表得出名单，任何人可以复算。",
            is(&|draw| draw.number.is_some()),
        ),
        (
            "监督员签字",
            "签字后通知专家并发放签到码。",
            is(&|draw| draw.signed.is_some()),
        ),
    ];
    let step = |(title, sentence, done)| DrawStep {
        title,
        sentence,
        state: if done {
            Tag::new("已完成", Tone::Jade)
        } else {
            Tag::new("未开始", Tone::Plain)
        },
    };
    steps.into_iter().map(step).collect()
}

fn facts(draw: &Draw, shut_out: &[String]) -> SummaryList {
    let frozen = draw.frozen();
    let removed: Vec<String> = frozen
        .removals()
        .into_iter()
        .map(|(reason, people)| format!("{} {people} 人", removal_words(&reason)))
        .collect();
    let mut facts = vec![
        Fact::new("第几次抽取", format!("第 {} 次", draw.attempt)),
        Fact::new(
            "专家库",
            format!(
                "{} 人，其中可以抽取 {} 人",
                frozen.rows().len(),
                frozen.eligible()
            ),
        ),
    ];
    if !removed.is_empty() {
        facts.push(Fact::new("不能抽取的", removed.join("，")));
    }
    facts.push(Fact::new(
        "名单表",
        format!("{} 份候选名单", draw.prepared.panels()),
    ));
    let relaxed: Vec<&str> = draw.prepared.relaxed().collect();
    if !relaxed.is_empty() {
        facts.push(Fact::new("已放宽的名额条件", relaxed.join("、")));
    }
    if !shut_out.is_empty() {
        facts.push(Fact::new("按规则不会被抽到的人", shut_out.join("、")));
    }
    if let Some(made) = &draw.committed {
        facts.push(Fact::new("抽取承诺", made.commitment.digest().to_string()));
        facts.push(Fact::new("公布时间", made.at.minute_text()));
        let sources: Vec<String> = made.commitment.sources.iter().map(source_words).collect();
        facts.push(Fact::new("公共随机数来源", sources.join("；备用：")));
    }
    if let Ok(outline) = draw.outline() {
        facts.push(Fact::new("公共随机数", value_words(&outline.number.value)));
        facts.push(Fact::new(
            "抽中",
            format!("第 {} 份名单（从 0 起数）", outline.index),
        ));
    }
    if let Some(signed) = draw.signed {
        facts.push(Fact::new("监督员签字", signed.at.minute_text()));
    }
    SummaryList::new(facts)
}

/// Why somebody of the pool is not drawn, in words.
pub(super) fn removal_words(reason: &str) -> &'static str {
    match reason {
        "discipline" => "违反评审纪律出库",
        "moved_post" => "调离岗位出库",
        "retired" => "退休出库",
        "unable" => "不能履职出库",
        "term_over" => "任期已满",
        "term_not_begun" => "任期未开始",
        "applicant" => "本人在本次申报",
        "recused" => "回避",
        "specialty" => "专业与本次议程不符",
        _ => "其他",
    }
}

/// Names of those whom the rules leave on no list.
fn shut_out(rx: &mut Rx<'_>, draw: &Draw) -> store::Result<Vec<String>> {
    let mut people = Vec::new();
    for expert in draw.shut_out() {
        people.push(store::committees::find_expert(rx, expert)?.person);
    }
    let names = store::accounts::names(rx, &people)?;
    Ok(names.into_iter().map(|(_, name)| name).collect())
}

/// Who was drawn, for the two who may know it.
fn panel(rx: &mut Rx<'_>, draw: &Draw) -> store::Result<Option<Table>> {
    let Ok(drawn) = draw.panel() else {
        return Ok(None);
    };
    let mut rows = Vec::with_capacity(drawn.len());
    for expert in drawn {
        let expert: ExpertId = expert;
        let entry = store::committees::find_expert(rx, expert)?;
        let person: PersonId = entry.person;
        let name = store::accounts::names(rx, &[person])?;
        let name = name.into_iter().next().map(|(_, name)| name).unwrap_or_default();
        rows.push(row![
            name,
            entry.details.seat.chinese(),
            entry.details.employer.clone(),
            entry.details.title.clone(),
        ]);
    }
    let columns = [
        Column::new("姓名"),
        Column::new("身份"),
        Column::new("所在单位"),
        Column::new("职称"),
    ];
    Ok(Some(
        Table::new("抽出的评委会名单", columns).hide_caption().rows(rows),
    ))
}

/// The attempts that do not count any more; they stay on record.
fn attempts(draws: &[Draw]) -> Option<Table> {
    let rows: Vec<_> = draws
        .iter()
        .filter_map(|draw| {
            let voided = draw.voided.as_ref()?;
            Some(row![
                format!("第 {} 次", draw.attempt),
                Tag::new("已作废", Tone::Red),
                voided.reason.clone(),
                voided.signed.at.minute_text(),
            ])
        })
        .collect();
    let columns = [
        Column::new("抽取"),
        Column::new("状态"),
        Column::new("作废理由"),
        Column::new("监督员签字"),
    ];
    (!rows.is_empty()).then(|| Table::new("作废的抽取", columns).rows(rows))
}

fn may_void(seen: &Seen, draw: Option<&Draw>) -> bool {
    let open = matches!(seen.meeting.stage, Stage::Opened { .. } | Stage::Drawn { .. });
    seen.part == Part::Supervisor && open && draw.is_some()
}

/// The meeting with its attempts, for organiser and supervisor.
fn room(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId) -> store::Result<(Seen, Vec<Draw>)> {
    let seen = seen(rx, who, id)?.of(Part::knows_members)?;
    let draws = store::meetings::draws::all(rx, id)?;
    Ok((seen, draws.into_iter().map(store::Kept::into_inner).collect()))
}

/// Loads the page; `state` belongs to the form of the viewer's step.
///
/// # Errors
/// The viewer neither organises nor supervises the meeting, or the database is unavailable.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<Page> {
    let (seen, draws) = room(rx, who, id)?;
    let draw = live(&draws);
    let (banner, form) = next(&seen, draw, who, state);
    let mut buttons = Vec::new();
    if let Some(draw) = draw.filter(|draw| draw.committed.is_some()) {
        let attempt = draw.attempt;
        buttons.push(Button::link("抽取公开页", PublicDraw { id, attempt }).secondary());
    }
    if may_void(&seen, draw) {
        buttons.push(Button::link("作废本次抽取", VoidDraw { id }).secondary());
    }
    let page = DrawPage {
        back: seen.back(),
        lead: format!("{}　{}", seen.committee, seen.meeting.day.prose()),
        errors: ErrorSummary::of(state),
        banner,
        form,
        way: way(draw),
        facts: match draw {
            Some(draw) => Some(facts(draw, &shut_out(rx, draw)?)),
            None => None,
        },
        panel: match draw {
            Some(draw) => panel(rx, draw)?,
            None => None,
        },
        attempts: attempts(&draws),
        buttons: (!buttons.is_empty()).then(|| Buttons::new(buttons)),
        refused: state.is_refused(),
    };
    Ok(page.into())
}

/// `GET /meetings/{id}/draw`.
///
/// # Errors
/// The viewer neither organises nor supervises the meeting, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(DrawRoom { id }): Path<DrawRoom>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `GET` of a step's form address, as after reloading a refused form: the draw itself.
pub(super) async fn back(_who: SignedIn, Path(DrawRoom { id }): Path<DrawRoom>) -> Go {
    Go::to(DrawRoom { id })
}

fn void(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<FormPage> {
    let (seen, draws) = room(rx, who, id)?;
    if !may_void(&seen, live(&draws)) && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let part = FormPart::new(&who.token(), VoidDraw { id })
        .above(Warning::new(
            "作废后本次名单不再有效，已通知的专家不再参加。作废的抽取和理由保留并公开，下一次抽取与它相连。",
        ))
        .input(reason_input("作废的理由", state))
        .button(Button::submit("签字作废").danger());
    let back = Link::new("抽取专家", DrawRoom { id });
    Ok(FormPage::new("作废本次抽取", Meetings, back, part, state))
}

/// `GET /meetings/{id}/draw/void`.
///
/// # Errors
/// The viewer does not supervise the meeting, or nothing can be voided.
pub(super) async fn get_void(
    app: App,
    who: SignedIn,
    Path(VoidDraw { id }): Path<VoidDraw>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| void(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /meetings/{id}/draw/void`.
///
/// # Errors
/// The viewer does not supervise the meeting.
pub(super) async fn post_void(
    app: App,
    who: SignedIn,
    Path(VoidDraw { id }): Path<VoidDraw>,
    form: Form<ReasonForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        actions::meetings::void_draw::void_draw(tx, id, &form.0)
    })
    .or_show_again(move |rx, who, state| void(rx, who, id, &state))
    .then_go(move |()| Go::to(DrawRoom { id }).saying("本次抽取已作废。"))
    .await
}

/// A digest that can be broken over lines.
pub(super) fn digest_fact(key: &str, digest: &dyn core::fmt::Display) -> Fact {
    Fact::html(
        key,
        Html::from(DigestView {
            text: digest.to_string(),
        }),
    )
}

#[derive(Template)]
#[template(source = r#"<code class="digest">{{ text }}</code>"#, ext = "html")]
struct DigestView {
    text: String,
}
