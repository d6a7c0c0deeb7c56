//! What is fixed before the first vote: meeting, roll, items with their rules and recusals. Its digest is
//! H_meeting, shown on every screen and printed in the minutes.

use crate::canon::{Canon, Digest};
use crate::refused::Refused;
use crate::rule::{Base, Rule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// Most seats one ballot can have.
pub(crate) const MAX_SEATS: usize = 1_000;
/// Most items one ballot can have.
pub(crate) const MAX_ITEMS: usize = 10_000;

/// A seat number (席位号) at the meeting, given at sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seat(pub u32);

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The caller's identifier of an item, for instance the application's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(pub String);

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One vote on one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// 同意
    Agree,
    /// 反对
    Against,
    /// 弃权
    Abstain,
}

/// How the vote is taken; part of H_meeting and shown with what it guarantees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Printed ballots, counted, keyed in by two people who must agree.
    Paper,
    /// The server sees a ballot pass and stores it without voter, time or order.
    PlainBox,
}

/// Who sits on a seat. Both numbers and names are fixed when sign-in closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollSeat {
    /// Seat number, unique on the roll.
    pub seat: Seat,
    /// The caller's identifier of the person, unique on the roll.
    pub member: String,
}

/// One question about one candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Unique on the list.
    pub id: ItemId,
    /// What the voter reads, for instance `张三 · 是否同意推荐`.
    pub title: String,
    /// `None` where no text gives a threshold.
    pub rule: Option<Rule>,
    /// Seats that are recused (回避) for this item: public, not a vote.
    pub recused: BTreeSet<Seat>,
}

/// The ballot before this one, and why the vote was taken again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// H_meeting of the ballot before.
    pub setup: Digest,
    /// Why there is another.
    pub reason: String,
}

/// The fields of a set-up before they are checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupDraft {
    /// The caller's identifier of the meeting.
    pub meeting: String,
    /// 1 for the first ballot of the meeting.
    pub round: u32,
    /// Present exactly when `round` is above 1.
    pub previous: Option<Previous>,
    /// How the vote is taken.
    pub mode: Mode,
    /// 32 random bytes, so that nobody outside finds the roll by trying names against the digest.
    pub salt: Digest,
    /// Members of the committee or panel, present or not; at least the number of seats.
    pub members: u32,
    /// Everybody who signed in.
    pub roll: Vec<RollSeat>,
    /// What is voted on.
    pub items: Vec<Item>,
}

/// A checked set-up: roll in seat order, nothing twice, rules that make sense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SetupDraft", into = "SetupDraft")]
pub struct Setup(SetupDraft);

impl TryFrom<SetupDraft> for Setup {
    type Error = Refused;

    fn try_from(mut draft: SetupDraft) -> Result<Self, Refused> {
        draft.roll.sort_by_key(|s| s.seat);
        check_frame(&draft)?;
        check_roll(&draft)?;
        check_items(&draft)?;
        Ok(Self(draft))
    }
}

impl From<Setup> for SetupDraft {
    fn from(setup: Setup) -> Self {
        setup.0
    }
}

fn ensure(holds: bool, what: &'static str) -> Result<(), Refused> {
    if holds { Ok(()) } else { Err(Refused::Setup(what)) }
}

fn check_frame(draft: &SetupDraft) -> Result<(), Refused> {
    ensure(!draft.meeting.trim().is_empty(), "缺少会议编号。")?;
    ensure(draft.round >= 1, "轮次从1开始。")?;
    ensure(
        (draft.round > 1) == draft.previous.is_some(),
        "第二轮起必须写明上一轮，第一轮没有上一轮。",
    )?;
    let reasoned = draft
        .previous
        .as_ref()
        .is_none_or(|p| !p.reason.trim().is_empty());
    ensure(reasoned, "再次投票必须写明理由。")
}

fn check_roll(draft: &SetupDraft) -> Result<(), Refused> {
    ensure(!draft.roll.is_empty(), "签到名单为空。")?;
    ensure(draft.roll.len() <= MAX_SEATS, "签到人数超过1000人。")?;
    ensure(
        draft.roll.windows(2).all(|w| w[0].seat != w[1].seat),
        "签到名单中席位号重复。",
    )?;
    let people: BTreeSet<&str> = draft.roll.iter().map(|s| s.member.as_str()).collect();
    ensure(people.len() == draft.roll.len(), "签到名单中有人重复。")?;
    ensure(
        draft.members as usize >= draft.roll.len(),
        "出席人数多于成员总数。",
    )
}

fn check_items(draft: &SetupDraft) -> Result<(), Refused> {
    ensure(!draft.items.is_empty(), "没有需要投票的事项。")?;
    ensure(draft.items.len() <= MAX_ITEMS, "投票事项超过10000项。")?;
    let ids: BTreeSet<&ItemId> = draft.items.iter().map(|i| &i.id).collect();
    ensure(ids.len() == draft.items.len(), "投票事项重复。")?;
    let seats: BTreeSet<Seat> = draft.roll.iter().map(|s| s.seat).collect();
    for item in &draft.items {
        ensure(
            !item.id.0.is_empty() && !item.title.trim().is_empty(),
            "投票事项缺少编号或名称。",
        )?;
        ensure(item.recused.is_subset(&seats), "回避的席位不在签到名单中。")?;
        let sensible = |r: Rule| r.denominator > 0 && r.numerator > 0 && r.numerator <= r.denominator;
        ensure(item.rule.is_none_or(sensible), "通过比例应当大于0且不超过1。")?;
    }
    Ok(())
}

impl Setup {
    /// The caller's identifier of the meeting.
    #[must_use]
    pub fn meeting(&self) -> &str {
        &self.0.meeting
    }

    /// 1 for the first ballot of the meeting.
    #[must_use]
    pub fn round(&self) -> u32 {
        self.0.round
    }

    /// The ballot before, and the reason for this one.
    #[must_use]
    pub fn previous(&self) -> Option<&Previous> {
        self.0.previous.as_ref()
    }

    /// How the vote is taken.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.0.mode
    }

    /// Members of the committee or panel.
    #[must_use]
    pub fn members(&self) -> u32 {
        self.0.members
    }

    /// Everybody who signed in, by seat number.
    #[must_use]
    pub fn roll(&self) -> &[RollSeat] {
        &self.0.roll
    }

    /// What is voted on, in the order of the list.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.0.items
    }

    /// Number of people who signed in.
    #[must_use]
    pub fn attending(&self) -> u32 {
        u32::try_from(self.0.roll.len()).unwrap_or(u32::MAX)
    }

    /// Whether the seat signed in.
    #[must_use]
    pub fn on_roll(&self, seat: Seat) -> bool {
        self.0.roll.binary_search_by_key(&seat, |s| s.seat).is_ok()
    }

    /// The items a seat votes on: all but those it is recused for.
    pub fn items_of(&self, seat: Seat) -> impl Iterator<Item = &Item> {
        self.0.items.iter().filter(move |i| !i.recused.contains(&seat))
    }

    /// Digest of the roll, salted.
    #[must_use]
    pub fn roll_digest(&self) -> Digest {
        let start = Canon::new("hengjian/ballot/roll/1").bytes(&self.0.salt.0);
        let start = start.number(self.0.roll.len() as u64);
        let add = |c: Canon, s: &RollSeat| c.number(u64::from(s.seat.0)).text(&s.member);
        self.0.roll.iter().fold(start, add).finish()
    }

    /// H_meeting: digest of everything that is fixed before the vote.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let draft = &self.0;
        let (before, reason) = draft
            .previous
            .as_ref()
            .map_or((&[][..], ""), |p| (&p.setup.0[..], p.reason.as_str()));
        let mode = match draft.mode {
            Mode::Paper => "paper",
            Mode::PlainBox => "plain_box",
        };
        let start = Canon::new("hengjian/ballot/meeting/1")
            .text(&draft.meeting)
            .number(u64::from(draft.round))
            .bytes(before)
            .text(reason)
            .text(mode)
            .bytes(&draft.salt.0)
            .number(u64::from(draft.members))
            .bytes(&self.roll_digest().0)
            .number(draft.items.len() as u64);
        draft.items.iter().fold(start, add_item).finish()
    }

    /// The next ballot of the same meeting: numbered, with its reason. The box before stays as it is.
    ///
    /// # Errors
    /// The reason is empty, or the new list is wrong.
    pub fn next_round(
        &self,
        reason: &str,
        salt: Digest,
        roll: Vec<RollSeat>,
        items: Vec<Item>,
    ) -> Result<Self, Refused> {
        Self::try_from(SetupDraft {
            meeting: self.0.meeting.clone(),
            round: self.0.round + 1,
            previous: Some(Previous {
                setup: self.digest(),
                reason: reason.to_owned(),
            }),
            mode: self.0.mode,
            salt,
            members: self.0.members,
            roll,
            items,
        })
    }
}

fn add_item(canon: Canon, item: &Item) -> Canon {
    let canon = canon.text(&item.id.0).text(&item.title);
    let canon = match item.rule {
        None => canon.number(0),
        Some(rule) => {
            let base = match rule.base {
                Base::Attending => "attending",
                Base::AttendingLessRecused => "attending_less_recused",
                Base::VotesCast => "votes_cast",
                Base::ValidVotes => "valid_votes",
                Base::Members => "members",
            };
            canon
                .number(1)
                .number(u64::from(rule.numerator))
                .number(u64::from(rule.denominator))
                .number(u64::from(rule.strict))
                .text(base)
        }
    };
    let canon = canon.number(item.recused.len() as u64);
    item.recused
        .iter()
        .fold(canon, |c, seat| c.number(u64::from(seat.0)))
}
