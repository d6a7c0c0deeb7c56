//! The result from the tellers' sums.

use super::board::Board;
use super::bundle::HeadSignature;
use super::entry::Entry;
use super::group::{self, Point, Scalar};
use super::poll::{Poll, Signature, signed};
use super::teller::head_digest;
use crate::canon::{Canon, Digest};
use crate::refused::Refused;
use crate::rule::Verdict;
use crate::setup::ItemId;
use crate::tally::{Counts, ItemTally};
use serde::{Deserialize, Serialize};

/// One teller's sums of y, n and r for each item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Which teller, counted from 0.
    pub teller: usize,
    /// The head of the closed board.
    pub head: Digest,
    /// Three numbers per item, 32 bytes each, in the order of the list.
    pub items: Vec<[Digest; 3]>,
    /// By the teller.
    pub signature: Signature,
}

impl Sums {
    pub(super) fn digest(&self, poll: &Poll) -> Digest {
        let canon = Canon::new("hengjian/ballot/sums/1").bytes(&poll.digest().0);
        let canon = canon
            .number(self.teller as u64)
            .bytes(&self.head.0)
            .number(self.items.len() as u64);
        self.items
            .iter()
            .flatten()
            .fold(canon, |c, s| c.bytes(&s.0))
            .finish()
    }
}

/// The result of a poll of three tellers. Counts belong in the sealed minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellersTally {
    /// H_meeting of the poll.
    pub poll: Digest,
    /// Digest of the roll.
    pub roll: Digest,
    /// Head of the closed board.
    pub head: Digest,
    /// 1 for the first ballot of the meeting, then 2, …
    pub round: u32,
    /// One line per item, in the order of the list.
    pub items: Vec<ItemTally>,
}

impl TellersTally {
    /// What may be shown outside the room: passed or not, without numbers.
    #[must_use]
    pub fn outside(&self) -> Vec<(ItemId, Option<Verdict>)> {
        let line = |i: &ItemTally| (i.item.clone(), i.decision.map(|d| d.deciding.verdict));
        self.items.iter().map(line).collect()
    }
}

/// Checks the three sums against the commitments on the closed board, and counts.
///
/// # Errors
/// The poll is open; sums are missing, are for another board or are not signed; a teller's sums do not fit its
/// commitments ([`Refused::SumsWrong`] names the teller).
pub fn count(board: &Board, sums: &[Sums]) -> Result<TellersTally, Refused> {
    if !board.is_closed() {
        return Err(Refused::NotClosed);
    }
    let (poll, head) = (board.poll(), board.head());
    count_entries(poll, head, &counted(board), Entry::commitment, sums)
}

fn counted(board: &Board) -> Vec<Vec<Entry>> {
    (0_u32..)
        .take(board.poll().setup().items().len())
        .map(|item| board.counted(item).copied().collect())
        .collect()
}

/// Checks what one teller publishes: its signature of the closed board's head, and its sums against its commitments.
///
/// # Errors
/// The poll is open, or something does not hold ([`Refused::SumsWrong`]).
pub fn check_published(board: &Board, head: &HeadSignature, sums: &Sums) -> Result<(), Refused> {
    if !board.is_closed() {
        return Err(Refused::NotClosed);
    }
    let poll = board.poll();
    let wrong = Refused::SumsWrong(sums.teller);
    let keys = poll.tellers().get(sums.teller).ok_or(wrong.clone())?;
    let signs =
        head.teller == sums.teller && signed(keys.signing, head_digest(poll, board.head()), &head.signature);
    if signs && fits(poll, board.head(), &counted(board), &Entry::commitment, sums) {
        Ok(())
    } else {
        Err(wrong)
    }
}

/// Whether a teller's sums are for this board, signed, and open its commitments. `commitment` gives what an entry
/// committed to one teller.
fn fits<E>(
    poll: &Poll,
    head: Digest,
    counted: &[Vec<E>],
    commitment: &impl Fn(&E, usize) -> Option<Point>,
    sums: &Sums,
) -> bool {
    let lines = sums.items.iter().zip(counted);
    sums.head == head
        && sums.items.len() == counted.len()
        && signed(
            poll.tellers()[sums.teller].signing,
            sums.digest(poll),
            &sums.signature,
        )
        && lines
            .into_iter()
            .all(|(line, entries)| opens(entries.iter().map(|e| commitment(e, sums.teller)), line))
}

/// Counts the confirmed entries of each item; `commitment` gives what an entry committed to one teller.
pub(super) fn count_entries<E>(
    poll: &Poll,
    head: Digest,
    counted: &[Vec<E>],
    commitment: impl Fn(&E, usize) -> Option<Point>,
    sums: &[Sums],
) -> Result<TellersTally, Refused> {
    let mut own = Vec::with_capacity(3);
    for teller in 0..3 {
        let sums = sums
            .iter()
            .find(|s| s.teller == teller)
            .ok_or(Refused::SumsWrong(teller))?;
        if !fits(poll, head, counted, &commitment, sums) {
            return Err(Refused::SumsWrong(teller));
        }
        own.push(sums);
    }
    let mut lines = Vec::with_capacity(counted.len());
    for (place, (item, entries)) in poll.setup().items().iter().zip(counted).enumerate() {
        let cast = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let total = |part: usize| -> Scalar {
            own.iter()
                .filter_map(|s| group::scalar(&s.items[place][part].0))
                .sum()
        };
        let small = |total: Scalar| {
            (0..=cast)
                .find(|n| Scalar::from(*n) == total)
                .ok_or(Refused::ProofWrong)
        };
        let (agree, against) = (small(total(0))?, small(total(1))?);
        let recused = u32::try_from(item.recused.len()).unwrap_or(u32::MAX);
        let counts = Counts {
            agree,
            against,
            abstain: cast
                .checked_sub(agree)
                .and_then(|rest| rest.checked_sub(against))
                .ok_or(Refused::ProofWrong)?,
            spoiled: 0,
            not_cast: absent(poll.setup().attending(), recused, cast)?,
            recused,
            members: poll.setup().members(),
        };
        let decision = item.rule.map(|rule| rule.decide(&counts));
        lines.push(ItemTally {
            item: item.id.clone(),
            counts,
            decision,
        });
    }
    let (roll, round) = (poll.setup().roll_digest(), poll.setup().round());
    Ok(TellersTally {
        poll: poll.digest(),
        roll,
        head,
        round,
        items: lines,
    })
}

/// Who signed in, is not recused and has not voted; a forged record may claim more votes than seats.
fn absent(attending: u32, recused: u32, cast: u32) -> Result<u32, Refused> {
    let entitled = attending.checked_sub(recused);
    entitled
        .and_then(|e| e.checked_sub(cast))
        .ok_or(Refused::ProofWrong)
}

/// Whether a teller's sums open the sum of its commitments.
fn opens(commitments: impl Iterator<Item = Option<Point>>, sums: &[Digest; 3]) -> bool {
    let commitments: Option<Vec<Point>> = commitments.collect();
    let parts: Option<Vec<Scalar>> = sums.iter().map(|s| group::scalar(&s.0)).collect();
    let (Some(commitments), Some(p)) = (commitments, parts) else {
        return false;
    };
    group::commit(&p[0], &p[1], &p[2]) == commitments.iter().sum()
}
