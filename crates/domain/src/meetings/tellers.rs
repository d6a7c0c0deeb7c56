//! The ballot before three tellers (三方计票): who they are, their keys and those of the seats, the board's milestones.
//!
//! The platform, the supervisor and a member whom the meeting elects each get one part of every vote. The proofs and
//! the record are `ballot::tellers`; the posts themselves are rows of the store.

use ballot::tellers::{
    Board, Bundle, HeadSignature, Poll as Sheet, PollDraft, Post, Receipt, SeatKey, Sums, TellerKeys,
    check_published,
};
use ballot::{Digest, ItemTally, Refused, Seat, Setup};
use kernel::{Actor, ExpertId, PersonId, Refusal, Refusals, Timestamp};
use policy::Rules;
use serde::{Deserialize, Serialize};

use super::poll::refused;
use super::{Meeting, Poll, Signed, Stage, access};
use crate::refuse;

/// The platform's place among the tellers.
pub const PLATFORM: usize = 0;
/// The supervisor's place.
pub const SUPERVISOR: usize = 1;
/// The elected teller's place.
pub const ELECTED: usize = 2;

/// The three tellers, before the poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tellers {
    /// The member whom the meeting elected (推选计票人).
    pub elected: ExpertId,
    /// The keys of platform, supervisor and elected teller, as far as they are registered.
    pub keys: [Option<TellerKeys>; 3],
}

/// The code of a seat's confirmed ballot, for the list on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatCode {
    /// The seat.
    pub seat: Seat,
    /// Over all its entries.
    pub code: Digest,
}

/// A ballot before three tellers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellersPoll {
    /// What is fixed beforehand.
    pub sheet: Sheet,
    /// Seats that have confirmed, by seat.
    pub codes: Vec<SeatCode>,
    /// The end of the closed board.
    pub end: Option<Receipt>,
    /// The tellers' signatures of that end.
    pub heads: Vec<HeadSignature>,
    /// The tellers' sums.
    pub sums: Vec<Sums>,
    /// The supervisor witnessed that the sealed shares were destroyed.
    pub destroyed: Option<Signed>,
}

impl TellersPoll {
    pub(super) fn new(sheet: Sheet) -> Self {
        Self {
            sheet,
            codes: Vec::new(),
            end: None,
            heads: Vec::new(),
            sums: Vec::new(),
            destroyed: None,
        }
    }

    /// The audit bundle: everything public about the closed poll, for both verifiers.
    ///
    /// # Errors
    /// The poll is open, or not all tellers have published.
    pub fn bundle(&self, board: &Board) -> Result<Bundle, Refused> {
        let tally = ballot::tellers::count(board, &self.sums)?;
        Ok(Bundle::new(
            board,
            self.heads.clone(),
            self.sums.clone(),
            tally.items,
        ))
    }

    /// Whether a teller has published its sums.
    #[must_use]
    pub fn has_published(&self, teller: usize) -> bool {
        self.sums.iter().any(|sums| sums.teller == teller)
    }
}

fn unusable(what: &str) -> Refusal {
    Refusal::new(format!("{what}无效，没有登记"))
        .rule("VOT-001")
        .remedy("请刷新页面后重试")
}

impl Meeting {
    /// A member who has signed in registers the public key of the device they vote with; a later one replaces it.
    ///
    /// # Errors
    /// Voting has begun, the member has not signed in, or the key is not one.
    pub fn certify_seat(mut self, expert: ExpertId, key: Digest) -> Result<Self, Refusals> {
        if !matches!(self.stage, Stage::Convened { .. } | Stage::InSession { .. }) {
            return Err(self.misplaced("登记投票设备"));
        }
        let member = self.members.iter_mut().find(|member| member.expert == expert);
        let Some(member) = member.filter(|member| member.signed_in.is_some()) else {
            return Err(Refusal::new("请先签到，再登记投票设备").rule("VOT-003").into());
        };
        let seat = Seat(member.number);
        if !(SeatKey { seat, key }).is_usable() {
            return Err(unusable("本设备的密钥").at("key").into());
        }
        member.key = Some(key);
        Ok(self)
    }

    /// The presider names the teller whom the meeting elected; the platform's keys are given with it. The two other
    /// tellers register theirs afterwards.
    ///
    /// # Errors
    /// Not in session, or the elected member is not on the roll.
    pub fn name_tellers(mut self, elected: ExpertId, platform: TellerKeys) -> Result<Self, Refusals> {
        let Stage::InSession { session } = &self.stage else {
            return Err(self.misplaced("推选计票人"));
        };
        let mut members = self.members.iter();
        let attends = members.any(|member| member.expert == elected && session.roll.contains(&member.number));
        if !attends {
            return Err(Refusal::new("计票人应当是已签到的评审专家").at("elected").into());
        }
        let kept = session
            .tellers
            .as_ref()
            .and_then(|before| before.keys[SUPERVISOR].clone());
        if let Stage::InSession { session } = &mut self.stage {
            session.tellers = Some(Tellers {
                elected,
                keys: [Some(platform), kept, None],
            });
        }
        Ok(self)
    }

    /// The name of a teller in the record; it does not name a person.
    #[must_use]
    pub fn teller_name(&self, teller: usize) -> String {
        let elected = self.session().and_then(|session| session.tellers.as_ref());
        let elected = elected.and_then(|tellers| {
            let mut members = self.members.iter();
            members.find(|member| member.expert == tellers.elected)
        });
        match teller {
            PLATFORM => "平台".to_owned(),
            SUPERVISOR => "监督员".to_owned(),
            _ => elected.map_or_else(
                || "推选计票人".to_owned(),
                |member| format!("推选计票人（{}号席）", member.number),
            ),
        }
    }

    /// Supervisor or elected teller registers the public keys of the device they count with.
    ///
    /// # Errors
    /// Not in session, nobody is elected yet, or the keys are not usable or another teller's.
    pub fn offer_teller_keys(mut self, teller: usize, keys: TellerKeys) -> Result<Self, Refusals> {
        let Stage::InSession { session } = &mut self.stage else {
            return Err(self.misplaced("登记计票密钥"));
        };
        let Some(tellers) = session.tellers.as_mut() else {
            return Err(Refusal::new("还没有推选计票人")
                .remedy("请主持人先登记推选的计票人")
                .into());
        };
        let others = tellers
            .keys
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != teller);
        let taken = others
            .filter_map(|(_, other)| other.as_ref())
            .any(|other| other.sealing == keys.sealing || other.signing == keys.signing);
        let place = tellers
            .keys
            .get_mut(teller)
            .filter(|_| keys.are_usable() && !taken);
        match place {
            Some(place) => *place = Some(keys),
            None => return Err(unusable("计票密钥").into()),
        }
        Ok(self)
    }

    /// What three tellers need before the poll, from the set-up of the meeting.
    pub(super) fn sheet(&self, setup: Setup, rules: &Rules) -> Result<Sheet, Refusals> {
        let mut found = Vec::new();
        let session = self.session();
        let missing = |what: String| Refusal::new(what).at("method").rule("VOT-001");
        let tellers = session.and_then(|session| session.tellers.as_ref());
        let keys = tellers.map(|tellers| tellers.keys.clone());
        match &keys {
            None => found.push(missing("还没有推选计票人".to_owned())),
            Some(keys) => {
                let without = keys.iter().enumerate().filter(|(_, key)| key.is_none());
                found.extend(
                    without.map(|(teller, _)| {
                        missing(format!("{}还没有登记计票密钥", self.teller_name(teller)))
                    }),
                );
            }
        }
        let attending = self
            .members
            .iter()
            .filter(|member| session.is_some_and(|session| session.roll.contains(&member.number)));
        let mut seats = Vec::new();
        for member in attending {
            match member.key {
                Some(key) => seats.push(SeatKey {
                    seat: Seat(member.number),
                    key,
                }),
                None => found.push(
                    missing(format!("{}号席还没有登记投票设备", member.number))
                        .remedy("请该席专家登录后登记，或者改用其他投票方式"),
                ),
            }
        }
        Refusals::check(found)?;
        let [Some(platform), Some(supervisor), Some(elected)] = keys.unwrap_or([None, None, None]) else {
            return Err(missing("计票方没有到齐".to_owned()).into());
        };
        let draft = PollDraft {
            setup,
            tellers: [platform, supervisor, elected],
            seats,
        };
        Sheet::try_from(draft).map_err(|why| refused(&why, rules).at("method").into())
    }

    /// The poll before three tellers, while it is open or waits for its sums.
    #[must_use]
    pub fn tellers_poll(&self) -> Option<&TellersPoll> {
        match self.poll() {
            Some(Poll::ThreeTellers(poll)) => Some(poll),
            _ => None,
        }
    }

    fn open_tellers_poll(&mut self) -> Option<&mut TellersPoll> {
        match &mut self.stage {
            Stage::Voting { poll, .. } => match &mut **poll {
                Poll::ThreeTellers(poll) => Some(poll),
                Poll::Paper(_) | Poll::PlainBox(_) => None,
            },
            _ => None,
        }
    }

    /// Whose post it is: the actor's own seat's, or a complaint of the teller the actor is.
    ///
    /// # Errors
    /// It is somebody else's, or nobody's to send.
    pub fn check_sender(&self, actor: &Actor, post: &Post) -> Result<(), Refusals> {
        let own = match post {
            Post::Complain(complaint) => access::teller(actor, self) == Some(complaint.teller),
            Post::Close => false,
            Post::Entry { .. } | Post::Open { .. } | Post::Confirm { .. } => {
                let seat = access::member(actor, self).map(|member| Seat(member.number));
                seat.is_some() && post.seat() == seat
            }
        };
        if own {
            Ok(())
        } else {
            Err(Refusal::new("不能替他人提交").rule("VOT-003").into())
        }
    }

    /// Notes what a post on the board changes about who has confirmed.
    ///
    /// # Errors
    /// No poll before three tellers is open.
    pub fn posted(mut self, post: &Post) -> Result<Self, Refusals> {
        let Some(poll) = self.open_tellers_poll() else {
            return Err(self.misplaced("投票"));
        };
        match post {
            Post::Confirm { seat, code, .. } => {
                poll.codes.retain(|held| held.seat != *seat);
                poll.codes.push(SeatCode {
                    seat: *seat,
                    code: *code,
                });
                poll.codes.sort_by_key(|held| held.seat);
            }
            Post::Complain(complaint) => poll.codes.retain(|held| held.seat != complaint.place.seat),
            Post::Entry { .. } | Post::Open { .. } | Post::Close => {}
        }
        Ok(self)
    }

    /// The board is closed; the tellers publish from now on.
    ///
    /// # Errors
    /// No poll before three tellers is open, or it was closed before.
    pub fn close_board(mut self, end: Receipt) -> Result<Self, Refusals> {
        match self.open_tellers_poll() {
            Some(poll) if poll.end.is_none() => poll.end = Some(end),
            _ => return Err(self.misplaced("结束投票")),
        }
        Ok(self)
    }

    /// Takes what a teller publishes about the closed board.
    ///
    /// # Errors
    /// The board is open; the teller published before; signature or sums do not fit the board.
    pub fn publish(
        mut self,
        board: &Board,
        (head, sums): (HeadSignature, Sums),
        rules: &Rules,
    ) -> Result<Self, Refusals> {
        let Some(poll) = self.open_tellers_poll() else {
            return Err(self.misplaced("公布合计"));
        };
        if poll.has_published(sums.teller) {
            return Err(Refusal::new("该计票方已经公布合计").rule("VOT-001").into());
        }
        check_published(board, &head, &sums).map_err(|why| refused(&why, rules))?;
        poll.heads.push(head);
        poll.sums.push(sums);
        Ok(self)
    }

    /// Counts once all three have published; as it was otherwise.
    ///
    /// # Errors
    /// The sums do not fit together, or the round has no threshold.
    pub fn count_published(self, board: &Board, rules: &Rules, now: Timestamp) -> Result<Self, Refusals> {
        let Some(poll) = self
            .tellers_poll()
            .filter(|poll| poll.sums.len() == poll.sheet.tellers().len())
        else {
            return Ok(self);
        };
        let tally = ballot::tellers::count(board, &poll.sums).map_err(|why| refused(&why, rules))?;
        let items: Vec<ItemTally> = tally.items;
        self.counted(&items, rules, now)
    }

    /// The supervisor witnesses that the sealed shares are destroyed.
    ///
    /// # Errors
    /// Nothing was counted before three tellers, or it was done before.
    pub fn destroy_shares(mut self, by: PersonId, now: Timestamp) -> Result<Self, Refusals> {
        let poll = match &mut self.stage {
            Stage::Counted { poll, .. } => match &mut **poll {
                Poll::ThreeTellers(poll) if poll.destroyed.is_none() => poll,
                _ => return Err(Refusal::new("没有需要销毁的选票份额").rule("VOT-001").into()),
            },
            _ => return Err(self.misplaced("销毁选票份额")),
        };
        poll.destroyed = Some(Signed { by, at: now });
        Ok(self)
    }

    /// Whether sealed shares of a counted ballot still wait for their destruction.
    #[must_use]
    pub fn shares_remain(&self) -> bool {
        matches!(self.stage, Stage::Counted { .. })
            && self.tellers_poll().is_some_and(|poll| poll.destroyed.is_none())
    }
}

/// Refusals of the board, for whoever posts.
///
/// # Errors
/// Always: `why` in the words of the round's text.
pub fn refuse_post<T>(why: &Refused, rules: &Rules) -> Result<T, Refusals> {
    Err(refused(why, rules).into())
}

/// Sealed shares must be gone before the seal.
pub(super) fn undestroyed(rules: &Rules) -> Refusal {
    let sentence = "选票份额还没有当场销毁，不能盖章";
    refuse(rules, "无记名投票", "VOT-001", sentence)
        .rule("VOT-001")
        .remedy("请监督员先见证销毁")
}
