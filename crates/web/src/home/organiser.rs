//! The organiser's home page: the board of each round, and what blocks its next step.

use askama::Template;
use domain::applications::step_code;
use domain::plans::{Plan, Stage};
use kernel::{Refusal, Seat};
use policy::StepKind;
use store::Rx;
use store::applications::Filter;

use super::Home;
use crate::desk::urls::{Cases, Work};
use crate::kit::urls::Url;
use crate::kit::words::Link;
use crate::kit::{Content, Head, SignedIn};
use crate::plans::urls::Round;
use crate::results::urls::Outcomes;

/// A phase of a round: plan, acceptance, committee, meeting, results.
#[derive(Clone, Debug)]
pub struct Phase {
    title: &'static str,
    url: Url,
    state: PhaseState,
    figures: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PhaseState {
    Done,
    Current,
    Ahead,
}

impl Phase {
    /// A phase that is behind, with its figures in words: `受理 486 件，不予受理 12 件`.
    pub fn done(title: &'static str, figures: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            title,
            url: url.into(),
            state: PhaseState::Done,
            figures: figures.into(),
        }
    }

    /// The phase the round is in.
    pub fn current(title: &'static str, figures: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            state: PhaseState::Current,
            ..Self::done(title, figures, url)
        }
    }

    /// A phase that is still ahead.
    pub fn ahead(title: &'static str, figures: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            state: PhaseState::Ahead,
            ..Self::done(title, figures, url)
        }
    }

    fn class(&self) -> &'static str {
        match self.state {
            PhaseState::Done => "done",
            PhaseState::Current => "current",
            PhaseState::Ahead => "ahead",
        }
    }

    fn word(&self) -> &'static str {
        match self.state {
            PhaseState::Done => "已完成",
            PhaseState::Current => "进行中",
            PhaseState::Ahead => "未开始",
        }
    }

    fn is_current(&self) -> bool {
        self.state == PhaseState::Current
    }
}

/// Something that blocks the next step: why, and where it is settled.
#[derive(Clone, Debug)]
pub struct Block {
    /// Why, with its article.
    pub refusal: Refusal,
    /// Where it is settled.
    pub link: Option<Link>,
}

/// One round's board.
#[derive(Clone, Debug)]
pub struct RoundBoard {
    /// The round.
    pub title: String,
    /// The round's own page.
    pub url: Url,
    /// Its phases in order.
    pub phases: Vec<Phase>,
    /// The next step's name.
    pub next: String,
    /// What blocks it; empty when it can be taken.
    pub blocks: Vec<Block>,
    /// Where it is taken when nothing blocks it.
    pub go: Link,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/organiser.html")]
pub struct OrganiserHome {
    /// The organiser's office.
    pub office: String,
    /// The rounds, current ones first.
    pub rounds: Vec<RoundBoard>,
}

impl Content for OrganiserHome {
    fn head(&self) -> Head {
        Head::new("评审工作").section(Home).wide()
    }
}

/// The page of an organiser: the published rounds whose committee it organises.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<OrganiserHome> {
    let seat = who.seat();
    let mut rounds = Vec::new();
    for plan in store::plans::published(rx)? {
        if plan.content.organiser == seat.office {
            rounds.push(board(rx, seat, &plan)?);
        }
    }
    Ok(OrganiserHome {
        office: store::accounts::office(rx, seat.office)?.name,
        rounds,
    })
}

/// How many cases of a round stand where, as the organiser sees them.
struct Counts {
    waiting: i64,
    correcting: i64,
    accepted: i64,
    declined: i64,
    posted: i64,
}

fn counts(rx: &mut Rx<'_>, seat: Seat, plan: &Plan) -> store::Result<Counts> {
    let mut at = |status: &str| {
        let filter = Filter {
            plan: Some(plan.id),
            status: Some(status.to_owned()),
            ..Filter::default()
        };
        store::applications::count(rx, seat, &filter)
    };
    Ok(Counts {
        waiting: at(step_code(StepKind::Acceptance))?,
        correcting: at("returned")?,
        accepted: at(step_code(StepKind::Review))?,
        declined: at("not_accepted")?,
        posted: at(step_code(StepKind::ResultPublicity))?,
    })
}

/// The list of a round's cases with a status.
fn list(plan: &Plan, status: &str) -> Url {
    Url::from(Cases).with("round", plan.id).with("status", status)
}

fn board(rx: &mut Rx<'_>, seat: Seat, plan: &Plan) -> store::Result<RoundBoard> {
    let counts = counts(rx, seat, plan)?;
    let notice: Url = Round { id: plan.id }.into();
    let number = match &plan.stage {
        Stage::Published { number, at } => format!("{number}，{} 发布", at.day()),
        Stage::Draft | Stage::Filed { .. } => String::new(),
    };
    let mut figures = format!("待受理 {} 件，待补正 {} 件", counts.waiting, counts.correcting);
    if counts.declined > 0 {
        figures.push_str(&format!("，不予受理 {} 件", counts.declined));
    }
    let phases = vec![
        Phase::done("计划", number, notice.clone()),
        Phase::current("受理", figures, list(plan, step_code(StepKind::Acceptance))),
        Phase::ahead(
            "评审",
            format!("已受理，待评审 {} 件", counts.accepted),
            list(plan, step_code(StepKind::Review)),
        ),
        Phase::ahead("结果", format!("结果公示 {} 件", counts.posted), Outcomes),
    ];
    let (next, go) = if counts.waiting > 0 {
        (
            format!("受理 {} 件申报", counts.waiting),
            Link::new("去办理", Work),
        )
    } else {
        ("等待各级审核报送".to_owned(), Link::new("查看全部申报", Cases))
    };
    Ok(RoundBoard {
        title: plan.content.title.clone(),
        url: notice,
        phases,
        next,
        blocks: Vec::new(),
        go,
    })
}
