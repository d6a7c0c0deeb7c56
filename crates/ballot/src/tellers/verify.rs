//! Checks a poll from its bundle alone. The program under `verifiers/ballot` does the same with other code.

use super::bundle::{Bundle, Record};
use super::count::count_entries;
use super::entry::{Entry, Opening, Place, confirmation, opened, seat_code, verified};
use super::group::Point;
use super::poll::{Poll, Signature, signed};
use super::teller::{Complaint, head_digest};
use crate::canon::{Canon, Digest};
use crate::refused::Refused;
use crate::setup::Seat;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a check found wrong. `code` is the same in every verifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Short name of the check that failed.
    pub code: &'static str,
    /// What is wrong, for people.
    pub what: String,
}

/// An entry as the record shows it.
struct Shown {
    place: Place,
    digest: Digest,
    entry: Option<Entry>,
    void: bool,
}

/// What the entries that are shown committed to the three tellers.
type Commitments = BTreeMap<(Seat, u32), Option<[Point; 3]>>;

/// The board, replayed from the public record.
struct Replay<'a> {
    poll: &'a Poll,
    head: Digest,
    current: BTreeMap<(Seat, u32), Shown>,
    confirmed: BTreeSet<Seat>,
    closed: bool,
    findings: Vec<Finding>,
}

/// Checks a bundle; no findings means that everything agrees.
#[must_use]
pub fn verify(bundle: &Bundle) -> Vec<Finding> {
    let poll = match Poll::try_from(bundle.poll.clone()) {
        Ok(poll) => poll,
        Err(refused) => {
            return vec![Finding {
                code: "poll",
                what: refused.to_string(),
            }];
        }
    };
    let head = Canon::new("hengjian/ballot/board/1")
        .bytes(&poll.digest().0)
        .finish();
    let mut replay = Replay {
        poll: &poll,
        head,
        current: BTreeMap::new(),
        confirmed: BTreeSet::new(),
        closed: false,
        findings: Vec::new(),
    };
    for (number, record) in (1..).zip(&bundle.records) {
        replay.record(number, record);
    }
    replay.finish(bundle);
    replay.findings
}

impl Replay<'_> {
    fn check(&mut self, holds: bool, code: &'static str, what: impl Into<String>) {
        if !holds {
            self.findings.push(Finding {
                code,
                what: what.into(),
            });
        }
    }

    fn record(&mut self, number: usize, record: &Record) {
        let at = |what: &str| format!("第{number}条记录{what}");
        self.check(!self.closed, "closed", at("在投票截止之后。"));
        let post = |kind: &str| Canon::new("hengjian/ballot/post/1").text(kind);
        let digest = match record {
            Record::Entry(entry) => {
                let digest = entry.digest(self.poll);
                self.entry(entry.place, digest, Some(**entry), &at("的填写不合规定。"));
                post("entry").bytes(&digest.0)
            }
            Record::Replaced(place, digest) => {
                self.entry(*place, *digest, None, &at("的填写不合规定。"));
                post("entry").bytes(&digest.0)
            }
            Record::Open(place, opening, signature) => {
                self.open(*place, opening, signature, &at("打开的填写与内容不符。"));
                let what = opened(self.poll, *place, opening);
                post("open").bytes(&what.0).bytes(&signature.0)
            }
            Record::Complain(complaint) => {
                self.complain(complaint, &at("的异议无效。"));
                let what = complaint.digest(self.poll);
                post("complain").bytes(&what.0).bytes(&complaint.signature.0)
            }
            Record::Confirm(seat, code, signature) => {
                self.confirm(*seat, *code, signature, &at("的确认无效。"));
                let what = confirmation(self.poll, *seat, *code);
                post("confirm").bytes(&what.0).bytes(&signature.0)
            }
            Record::Close => {
                self.closed = true;
                post("close")
            }
        };
        let head = Canon::new("hengjian/ballot/board/1")
            .bytes(&self.head.0)
            .bytes(&digest.finish().0);
        self.head = head.finish();
    }

    fn entry(&mut self, place: Place, digest: Digest, entry: Option<Entry>, what: &str) {
        let before = self
            .current
            .get(&(place.seat, place.item))
            .map_or(0, |s| s.place.version);
        let good = self.poll.item(place.seat, place.item).is_ok()
            && !self.confirmed.contains(&place.seat)
            && place.version == before + 1;
        self.check(good, "entry", what);
        self.current.insert(
            (place.seat, place.item),
            Shown {
                place,
                digest,
                entry,
                void: false,
            },
        );
    }

    /// The present entry at a place, if it stands.
    fn standing(&mut self, place: Place) -> Option<&mut Shown> {
        self.current
            .get_mut(&(place.seat, place.item))
            .filter(|s| s.place == place && !s.void)
    }

    fn open(&mut self, place: Place, opening: &Opening, signature: &Signature, what: &str) {
        let poll = self.poll;
        let key = poll.seat_key(place.seat);
        let good = key.is_some_and(|key| signed(key, opened(poll, place, opening), signature))
            && !self.confirmed.contains(&place.seat);
        let shown = self.standing(place);
        let opens = shown
            .as_ref()
            .and_then(|s| s.entry)
            .is_some_and(|e| opening.opens(poll, &e));
        if let Some(shown) = shown {
            shown.void = true;
        }
        self.check(good && opens, "open", what);
    }

    fn complain(&mut self, complaint: &Complaint, what: &str) {
        let good = complaint.is_signed(self.poll);
        let shown = self.standing(complaint.place);
        let there = shown.is_some();
        if let Some(shown) = shown {
            shown.void = true;
        }
        self.confirmed.remove(&complaint.place.seat);
        self.check(good && there, "complaint", what);
    }

    fn confirm(&mut self, seat: Seat, code: Digest, signature: &Signature, what: &str) {
        let own = self
            .current
            .range((seat, 0)..=(seat, u32::MAX))
            .filter(|(_, s)| !s.void);
        let entries: BTreeMap<u32, Digest> = own.map(|((_, item), s)| (*item, s.digest)).collect();
        let complete = entries.keys().copied().eq(self.poll.places(seat)) && !entries.is_empty();
        let key = self.poll.seat_key(seat);
        let good = key.is_some_and(|key| signed(key, confirmation(self.poll, seat, code), signature))
            && seat_code(self.poll, seat, &entries) == code;
        let first = self.confirmed.insert(seat);
        self.check(complete && good && first, "confirm", what);
    }

    fn finish(&mut self, bundle: &Bundle) {
        self.check(self.closed, "closed", "投票没有截止。");
        self.check(self.head == bundle.head, "head", "记录的链头与公布的不符。");
        for teller in 0..3 {
            let own = bundle.heads.iter().find(|h| h.teller == teller);
            let key = self.poll.tellers()[teller].signing;
            let what = head_digest(self.poll, self.head);
            let good = own.is_some_and(|own| signed(key, what, &own.signature));
            let place = teller + 1;
            self.check(
                good,
                "head-signature",
                format!("第{place}计票方没有对链头签名，或者签名无效。"),
            );
        }
        let commitments = self.proofs();
        let items = (0_u32..).take(self.poll.setup().items().len());
        let counted: Option<Vec<_>> = items.map(|item| self.counted(item, &commitments)).collect();
        let Some(counted) = counted else {
            self.check(false, "entry", "有已确认的填写没有公开。");
            return;
        };
        let commitment = |own: &Option<[Point; 3]>, teller: usize| own.map(|own| own[teller]);
        match count_entries(self.poll, self.head, &counted, commitment, &bundle.sums) {
            Err(Refused::SumsWrong(teller)) => {
                let what = Refused::SumsWrong(teller).to_string();
                self.check(false, "sums", what);
            }
            Err(refused) => self.check(false, "tally", refused.to_string()),
            Ok(tally) => self.check(tally.items == bundle.items, "tally", "公布的票数与合计不符。"),
        }
    }

    /// Checks the proofs of all entries that are shown, and gives their commitments. One that is no point is `None`;
    /// no sums fit it.
    fn proofs(&mut self) -> Commitments {
        let shown = self
            .current
            .iter()
            .filter_map(|(place, s)| Some((*place, s.entry?)));
        let (places, entries): (Vec<(Seat, u32)>, Vec<Entry>) = shown.unzip();
        let together = verified(self.poll, &entries);
        self.check(together.is_some(), "proof", "有填写的证明不成立。");
        let commitments: Vec<Option<[Point; 3]>> = together.map_or_else(
            || entries.iter().map(commitments).collect(),
            |all| all.into_iter().map(Some).collect(),
        );
        places.into_iter().zip(commitments).collect()
    }

    /// The commitments of the confirmed entries of an item; `None` if one is not shown in full.
    fn counted(&self, item: u32, commitments: &Commitments) -> Option<Vec<Option<[Point; 3]>>> {
        let own = self
            .confirmed
            .iter()
            .filter(|seat| self.current.contains_key(&(**seat, item)));
        own.map(|seat| commitments.get(&(*seat, item)).copied()).collect()
    }
}

fn commitments(entry: &Entry) -> Option<[Point; 3]> {
    Some([entry.commitment(0)?, entry.commitment(1)?, entry.commitment(2)?])
}
