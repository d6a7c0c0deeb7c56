//! One expert's entry in a pool, and removing them from it (第十六条).

use actions::committees::remove_expert::remove_expert;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::committees::{Expert, ExpertStage, FirstTier, Intake, RemovalReason, Situation};
use kernel::{CommitteeId, ExpertId};
use store::{Error, Rx};

use super::urls::{Committees, ExpertPlace, PoolPlace, RemoveExpert};
use super::{Seen, names, seen};
use crate::kit::forms::{Button, Buttons};
use crate::kit::inputs::{Choice, Choices};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::words::{Link, Warning};
use crate::kit::{
    App, Content, Fault, Form, FormPage, FormPart, FormState, Go, Head, Page, ReadForm, Reader, SignedIn,
};

/// The four reasons of 第十六条.
const REASONS: [RemovalReason; 4] = [
    RemovalReason::Discipline,
    RemovalReason::MovedPost,
    RemovalReason::Retired,
    RemovalReason::Unable,
];

/// The page.
#[derive(Template)]
#[template(
    source = "<h1>{{ name }}</h1>{{ facts }}{% if let Some(buttons) = buttons %}{{ buttons }}{% endif %}",
    ext = "html"
)]
struct ExpertPage {
    name: String,
    back: Link,
    facts: SummaryList,
    buttons: Option<Buttons>,
}

impl Content for ExpertPage {
    fn head(&self) -> Head {
        Head::new(&self.name)
            .section(Committees)
            .back(&self.back.text, &self.back.url)
    }
}

/// How somebody came into the pool, in words.
pub(super) const fn intake_words(intake: Intake) -> &'static str {
    match intake {
        Intake::Unit => "单位推荐",
        Intake::Nomination => "专家举荐",
        Intake::SelfNomination => "个人自荐",
    }
}

/// Whether they are still in technical work, in words.
pub(super) const fn situation_words(situation: Situation) -> &'static str {
    match situation {
        Situation::InPost => "在职在岗",
        Situation::LongAway => "长期脱离专业技术工作",
        Situation::Retired => "已退休",
    }
}

fn tier_words(tier: &FirstTier) -> String {
    let (ground, evidence) = match tier {
        FirstTier::Honour(text) => ("省部级以上专业技术荣誉", text),
        FirstTier::SecondGradePost(text) => ("专业技术二级岗位", text),
        FirstTier::NationalAward(text) => ("国家科学技术奖", text),
        FirstTier::NationalProject(text) => ("国家级科研项目主要完成人", text),
        FirstTier::Relaxed(text) => ("适当放宽的条件", text),
    };
    format!("{ground}：{evidence}")
}

fn facts(expert: &Expert) -> SummaryList {
    let details = &expert.details;
    let mut facts = vec![
        Fact::new("库内身份", details.seat.chinese()),
        Fact::new("所在单位", &details.employer),
        Fact::new("单位性质", &details.unit_type),
        Fact::new(
            "职称",
            format!(
                "{}（{}{}），{} 取得",
                details.title, details.title_series, details.title_level, details.title_since
            ),
        ),
        Fact::new("从事本领域工作", format!("{} 起", details.field_since)),
        Fact::new("专业", &details.specialty),
        Fact::new("产生方式", intake_words(details.intake)),
        Fact::new("工作状况", situation_words(details.situation)),
        Fact::new("任期", format!("{} 至 {}", expert.term.from, expert.term.to)),
    ];
    if details.leader {
        facts.push(Fact::new("行政领导", "是，不计入评审专家人数"));
    }
    if let Some(tier) = &details.first_tier {
        facts.push(Fact::new("第一层次评审专家", tier_words(tier)));
    }
    if let Some(reason) = &expert.reason {
        facts.push(Fact::new("未达一般要求的理由", reason));
    }
    if let ExpertStage::Removed { reason, on } = &expert.stage {
        facts.push(Fact::new("调整出库", format!("{on}，{}", reason.chinese())));
    }
    SummaryList::new(facts)
}

/// The entry with its committee and the person's name.
fn look(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    (id, expert): (CommitteeId, ExpertId),
) -> store::Result<(Seen, Expert, String)> {
    let seen = seen(rx, who, id)?;
    let entry = store::committees::find_expert(rx, expert)?.into_inner();
    if entry.committee != id {
        return Err(Error::NotFound);
    }
    let name = names(rx, core::slice::from_ref(&entry))?;
    let name = name.into_values().next().unwrap_or_default();
    Ok((seen, entry, name))
}

/// `GET /committees/{id}/pool/experts/{expert}`.
///
/// # Errors
/// The viewer may not see the committee, the entry is of another, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(ExpertPlace { id, expert }): Path<ExpertPlace>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        let (seen, entry, name) = look(rx, who, (id, expert))?;
        let removable = seen.manages && entry.stage == ExpertStage::InPool;
        let button = Button::link("调整出库", RemoveExpert { id, expert }).secondary();
        Ok(ExpertPage {
            name,
            back: seen.back_to_pool(),
            facts: facts(&entry),
            buttons: removable.then(|| Buttons::new([button])),
        })
    })
    .await
}

/// Why somebody leaves the pool, as chosen.
#[derive(Debug)]
pub(super) struct RemovalForm(RemovalReason);

impl ReadForm for RemovalForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let reason = reader.choice("reason", "出库原因", |value| {
            REASONS.into_iter().find(|reason| reason.code() == value)
        });
        reason.map(Self)
    }
}

fn removal(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    (id, expert): (CommitteeId, ExpertId),
    state: &FormState,
) -> store::Result<FormPage> {
    let (seen, entry, name) = look(rx, who, (id, expert))?;
    seen.managed()?;
    if entry.stage != ExpertStage::InPool && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let reasons = REASONS.map(|reason| Choice::new(reason.code(), reason.chinese()));
    let part = FormPart::new(&who.token(), RemoveExpert { id, expert })
        .above(Warning::new("出库后立即不能再被抽取，也不能恢复。"))
        .input(Choices::one("reason", "出库原因", reasons).fill(state))
        .button(Button::submit("调整出库").danger());
    let back = Link::new(&name, ExpertPlace { id, expert });
    Ok(FormPage::new(
        format!("将{name}调整出库"),
        Committees,
        back,
        part,
        state,
    ))
}

/// `GET /committees/{id}/pool/experts/{expert}/removal`.
///
/// # Errors
/// The viewer's office does not organise the committee, or the expert has left the pool.
pub(super) async fn get_removal(
    app: App,
    who: SignedIn,
    Path(RemoveExpert { id, expert }): Path<RemoveExpert>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        removal(rx, who, (id, expert), &FormState::blank())
    })
    .await
}

/// `POST /committees/{id}/pool/experts/{expert}/removal`.
///
/// # Errors
/// The viewer's office does not organise the committee.
pub(super) async fn post_removal(
    app: App,
    who: SignedIn,
    Path(RemoveExpert { id, expert }): Path<RemoveExpert>,
    form: Form<RemovalForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| remove_expert(tx, expert, form.0))
        .or_show_again(move |rx, who, state| removal(rx, who, (id, expert), &state))
        .then_go(move |()| Go::to(PoolPlace { id }).saying("专家已调整出库。"))
        .await
}
