//! The organiser's home page: the board of each round, and what blocks its next step.

use askama::Template;
use domain::applications::step_code;
use domain::plans::{Plan, Stage};
use kernel::{Day, Refusal};
use policy::StepKind;
use store::Rx;
use store::fees::Filter;

use super::{Door, Doors, Home};
use crate::committees::urls::Committees;
use crate::desk::step_of;
use crate::desk::urls::{Cases, Work};
use crate::fees::urls::Charges;
use crate::kit::urls::Url;
use crate::kit::words::Link;
use crate::kit::{Content, Head, SignedIn};
use crate::meetings::urls::Meetings;
use crate::plans::urls::{Calendar, Round};
use crate::results::urls::Outcomes;
use crate::{committees, meetings};

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
    /// Committees and meetings, with what waits there.
    pub doors: Doors,
}

impl Content for OrganiserHome {
    fn head(&self) -> Head {
        Head::new("评审工作").section(Home).wide()
    }
}

/// The page of an organiser: the published rounds whose committee it organises, finished ones last.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<OrganiserHome> {
    let seat = who.seat();
    let today = rx.today();
    let counted = store::applications::counts_by_round(rx, seat)?;
    let mut boards = Vec::new();
    for plan in store::plans::published(rx)? {
        if plan.content.organiser == seat.office {
            let of_plan = counted.iter().filter(|(round, ..)| *round == plan.id);
            let counts = Counts::of(of_plan.map(|(_, status, number)| (status.as_str(), *number)));
            boards.push((counts.is_finished(), board(&plan, &counts, today)));
        }
    }
    boards.sort_by_key(|(finished, _)| *finished);
    Ok(OrganiserHome {
        office: store::accounts::office(rx, seat.office)?.name,
        rounds: boards.into_iter().map(|(_, board)| board).collect(),
        doors: doors(rx, who)?,
    })
}

fn doors(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Doors> {
    let committees = committees::of_seat(rx, who)?;
    let waiting = committees
        .iter()
        .filter(|one| committees::waits_for_organiser(one));
    let first = format!("备案、专家库和有效期；待办 {} 件。", waiting.count());
    let (meetings, today) = (meetings::meetings_of(rx, who)?, rx.today());
    let waiting = meetings.iter().filter(|one| meetings::waits_for(who, one, today));
    let second = format!("申请开评、抽取专家、组织会议；待办 {} 件。", waiting.count());
    let open = Filter {
        status: Some("unpaid".to_owned()),
        ..Filter::default()
    };
    let tally = store::fees::tally(rx, who.seat().office, &open)?;
    let unpaid: i64 = tally.iter().map(|(_, _, count)| count).sum();
    let third = format!("缴费单、收据、减免和对账；待缴费 {unpaid} 份。");
    Ok(Doors::new([
        Door::new("评委会", first, Committees),
        Door::new("评审会议", second, Meetings),
        Door::new("评审收费", third, Charges),
        Door::new(
            "评审日历",
            "各轮评审正在进行和即将开始的环节，按截止先后。",
            Calendar,
        ),
    ]))
}

/// How many cases of a round stand where, among those that reached the organiser.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    waiting: i64,
    correcting: i64,
    declined: i64,
    accepted: i64,
    posted: i64,
    confirming: i64,
    /// Reviewed without a certificate: 未通过, 不予确认, 无效.
    without: i64,
    certified: i64,
    /// Every case, however it stands.
    reached: i64,
}

impl Counts {
    fn of<'a>(statuses: impl Iterator<Item = (&'a str, i64)>) -> Self {
        let mut counts = Self::default();
        for (status, number) in statuses {
            counts.reached += number;
            let place = match status {
                "returned" => &mut counts.correcting,
                "not_accepted" => &mut counts.declined,
                "failed" | "not_confirmed" | "void" => &mut counts.without,
                "certified" => &mut counts.certified,
                step => match step_of(step) {
                    Some(StepKind::Acceptance) => &mut counts.waiting,
                    Some(StepKind::Review) => &mut counts.accepted,
                    Some(StepKind::ResultPublicity) => &mut counts.posted,
                    Some(StepKind::Confirmation | StepKind::Issue) => &mut counts.confirming,
                    _ => continue,
                },
            };
            *place += number;
        }
        counts
    }

    const fn at_acceptance(&self) -> i64 {
        self.waiting + self.correcting
    }

    const fn at_results(&self) -> i64 {
        self.posted + self.confirming
    }

    /// Whether cases were reviewed, and none waits for anything.
    const fn is_finished(&self) -> bool {
        self.without + self.certified > 0 && self.at_acceptance() + self.accepted + self.at_results() == 0
    }
}

/// The list of a round's cases with a status.
fn list(plan: &Plan, status: &str) -> Url {
    Url::from(Cases).with("round", plan.id).with("status", status)
}

fn phases(plan: &Plan, counts: &Counts, today: Day) -> Vec<Phase> {
    let notice: Url = Round { id: plan.id }.into();
    let number = match &plan.stage {
        Stage::Published { number, at, .. } => format!("{number}，{} 发布", at.day()),
        Stage::Draft | Stage::Filed { .. } => String::new(),
    };
    let mut figures = format!("待受理 {} 件，待补正 {} 件", counts.waiting, counts.correcting);
    if counts.declined > 0 {
        figures.push_str(&format!("，不予受理 {} 件", counts.declined));
    }
    let reviewed = counts.without + counts.certified + counts.at_results();
    let acceptance_is_over =
        counts.at_acceptance() == 0 && counts.reached > 0 && today > plan.content.application.to;
    let acceptance = list(plan, step_code(StepKind::Acceptance));
    let review = format!("待评审 {} 件，已评审 {reviewed} 件", counts.accepted);
    let results = format!(
        "结果公示 {} 件，待确认 {} 件，已发证 {} 件",
        counts.posted, counts.confirming, counts.certified
    );
    vec![
        Phase::done("计划", number, notice),
        if acceptance_is_over {
            Phase::done("受理", figures, acceptance)
        } else {
            Phase::current("受理", figures, acceptance)
        },
        match (counts.accepted, reviewed) {
            (0, 0) => Phase::ahead("评审", review, Meetings),
            (0, _) => Phase::done("评审", review, Meetings),
            _ => Phase::current("评审", review, Meetings),
        },
        match (counts.at_results(), counts.certified) {
            (0, 0) => Phase::ahead("结果", results, Outcomes),
            (0, _) => Phase::done("结果", results, Outcomes),
            _ => Phase::current("结果", results, Outcomes),
        },
    ]
}

/// The next step of the round's organiser and where it is taken.
fn next(plan: &Plan, counts: &Counts) -> (String, Link) {
    if counts.waiting > 0 {
        let work = Link::new("去办理", Work);
        (format!("受理 {} 件申报", counts.waiting), work)
    } else if counts.accepted > 0 {
        let meetings = Link::new("评审会议", Meetings);
        let step = format!("{} 件申报等待评审：申请开评、抽取专家、开会", counts.accepted);
        (step, meetings)
    } else if counts.posted > 0 {
        let results = Link::new("评审结果", Outcomes);
        let step = format!("{} 件评审结果：公示，期满无异议后报送确认", counts.posted);
        (step, results)
    } else if counts.confirming > 0 {
        let results = Link::new("评审结果", Outcomes);
        (format!("等待确认机关确认 {} 件", counts.confirming), results)
    } else if counts.is_finished() {
        let certified = Link::new("查看已发证的申报", list(plan, "certified"));
        ("本轮已办结".to_owned(), certified)
    } else {
        let cases = Link::new("查看全部申报", Cases);
        ("等待各级审核报送".to_owned(), cases)
    }
}

fn board(plan: &Plan, counts: &Counts, today: Day) -> RoundBoard {
    let (next, go) = next(plan, counts);
    RoundBoard {
        title: plan.content.title.clone(),
        url: Round { id: plan.id }.into(),
        phases: phases(plan, counts, today),
        next,
        blocks: Vec::new(),
        go,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_finished_when_reviewed_cases_wait_for_nothing() {
        let done = Counts::of([("certified", 16), ("failed", 2), ("not_confirmed", 1)].into_iter());
        assert!(done.is_finished());
        assert_eq!((done.reached, done.without), (19, 3));
        let posted = Counts::of([("certified", 16), ("result_publicity", 1)].into_iter());
        assert!(!posted.is_finished());
        let fresh = Counts::of([("unit_audit", 3), ("not_accepted", 1)].into_iter());
        assert!(!fresh.is_finished(), "nothing was reviewed yet");
        assert_eq!((fresh.reached, fresh.declined), (4, 1));
    }
}
