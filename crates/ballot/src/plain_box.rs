//! Plain box (普通票箱): the server sees a ballot pass and keeps it without its voter, time or order.
//!
//! * While the poll is open the contents are one sealed block of constant length. It is sealed anew for every
//!   ballot, so that two stored states do not show which ballot was added, and only the key opens it. The key
//!   is the caller's: keep it outside the database and destroy it after [`PlainBox::close`], so that copies of
//!   older states (logs, backups) stay closed.
//! * The block is a table in sorted order: the same ballots always give the same table, whoever came first.
//! * Items for which somebody is recused are voted on separate slips. On a common ballot the gap, together
//!   with the public recusal, would name the voter.
//! * A box closes once. Nothing enters afterwards; a second vote is a new numbered box
//!   ([`Setup::next_round`]).
//!
//! What it does not do: whoever controls the running server, or holds the key and the database together while
//! the poll is open, can learn votes; and a voter cannot check that the server stored what was on the screen.

use crate::canon::{Canon, Digest, hex};
use crate::refused::Refused;
use crate::setup::{Choice, Item, ItemId, Mode, Seat, Setup};
use crate::tally::{Counts, Tally};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroize;

/// The key of one box: 32 random bytes, used for this box only.
pub struct BoxKey(pub [u8; 32]);

impl Drop for BoxKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl BoxKey {
    fn derive(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes keys of any length, so this cannot fail; an empty result would fail to open anything.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0) else {
            return [0; 32];
        };
        mac.update(purpose.as_bytes());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// Choices in a row: one ballot over the common items, or all slips of one item. Text `+` 同意, `-` 反对,
/// `0` 弃权 in JSON.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(pub Vec<Choice>);

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text: String = self.0.iter().map(|c| char::from(byte_of(*c))).collect();
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let choices: Option<Vec<Choice>> = text.bytes().map(choice_of).collect();
        choices
            .map(Row)
            .ok_or_else(|| serde::de::Error::custom("a row has only +, - and 0"))
    }
}

fn byte_of(choice: Choice) -> u8 {
    match choice {
        Choice::Agree => b'+',
        Choice::Against => b'-',
        Choice::Abstain => b'0',
    }
}

fn choice_of(byte: u8) -> Option<Choice> {
    match byte {
        b'+' => Some(Choice::Agree),
        b'-' => Some(Choice::Against),
        b'0' => Some(Choice::Abstain),
        _ => None,
    }
}

/// What was in the box, in sorted order. Readable after closing, for auditors and the sealed minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The items on the common ballot, in the order of the list: those nobody is recused for.
    pub columns: Vec<ItemId>,
    /// The ballots, one row each, one choice per column.
    pub ballots: Vec<Row>,
    /// The slips of every other item.
    pub slips: BTreeMap<ItemId, Row>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Open {
        #[serde(with = "hex")]
        sealed: Vec<u8>,
    },
    Closed(Contents),
}

/// A box, open or closed. Stored by the caller as one value, replaced as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlainBox {
    setup: Setup,
    voted: BTreeSet<Seat>,
    state: State,
}

/// The contents as bytes: every ballot a row over the common items, every other item a column; absent entries
/// are 0. Rows and columns are sorted, so equal contents are equal bytes.
struct Table {
    seats: usize,
    rows: Vec<Vec<u8>>,
    columns: Vec<Vec<u8>>,
}

impl Table {
    fn empty(setup: &Setup) -> Self {
        let (common, apart) = split(setup);
        let seats = setup.roll().len();
        Self {
            seats,
            rows: vec![vec![0; common.len()]; seats],
            columns: vec![vec![0; seats]; apart.len()],
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.rows
            .concat()
            .into_iter()
            .chain(self.columns.concat())
            .collect()
    }

    fn from_bytes(setup: &Setup, bytes: &[u8]) -> Option<Self> {
        let mut table = Self::empty(setup);
        let mut rest = bytes;
        for line in table.rows.iter_mut().chain(&mut table.columns) {
            let (head, tail) = rest.split_at_checked(line.len())?;
            line.copy_from_slice(head);
            rest = tail;
        }
        rest.is_empty().then_some(table)
    }

    /// Adds one ballot. The first line is empty while not all seats have voted: zeros sort first.
    fn add(&mut self, row: Vec<u8>, apart: &[Option<u8>]) {
        if let Some(free) = self.rows.first_mut() {
            *free = row;
        }
        self.rows.sort_unstable();
        for (column, byte) in self.columns.iter_mut().zip(apart) {
            if let (Some(free), Some(byte)) = (column.first_mut(), byte) {
                *free = *byte;
            }
            column.sort_unstable();
        }
    }

    fn contents(&self, setup: &Setup, voted: usize) -> Option<Contents> {
        let (common, apart) = split(setup);
        let read = |line: &[u8]| {
            line.iter()
                .map(|b| choice_of(*b))
                .collect::<Option<Vec<_>>>()
                .map(Row)
        };
        let skip = self.seats.checked_sub(voted)?;
        let ballots = self
            .rows
            .iter()
            .skip(skip)
            .map(|r| read(r))
            .collect::<Option<Vec<_>>>()?;
        let mut slips = BTreeMap::new();
        for (item, column) in apart.iter().zip(&self.columns) {
            let first = column.iter().position(|b| *b != 0).unwrap_or(column.len());
            slips.insert(item.id.clone(), read(&column[first..])?);
        }
        Some(Contents {
            columns: common.iter().map(|i| i.id.clone()).collect(),
            ballots,
            slips,
        })
    }
}

/// Items everybody votes on, and items with a recusal.
fn split(setup: &Setup) -> (Vec<&Item>, Vec<&Item>) {
    setup.items().iter().partition(|i| i.recused.is_empty())
}

impl PlainBox {
    /// Opens an empty box for a fixed roll.
    ///
    /// # Errors
    /// The set-up is for another mode.
    pub fn open(setup: Setup, key: &BoxKey) -> Result<Self, Refused> {
        if setup.mode() != Mode::PlainBox {
            return Err(Refused::OtherMode);
        }
        let table = Table::empty(&setup);
        let mut fresh = Self {
            setup,
            voted: BTreeSet::new(),
            state: State::Open { sealed: Vec::new() },
        };
        fresh.state = State::Open {
            sealed: fresh.seal(key, &table)?,
        };
        Ok(fresh)
    }

    /// What is voted on.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Which seats have voted, in seat order: turnout is public, the order of voting is not kept.
    #[must_use]
    pub fn voted(&self) -> &BTreeSet<Seat> {
        &self.voted
    }

    /// Whether the poll is over.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed(_))
    }

    /// Takes the one ballot of a seat, covering every item the seat is not recused for.
    ///
    /// # Errors
    /// The box is closed; the seat is not on the roll, has voted, or has nothing to vote on; the ballot is
    /// incomplete, or names an unknown item or one the seat is recused for; the stored state was altered.
    pub fn cast(
        &mut self,
        key: &BoxKey,
        seat: Seat,
        ballot: &BTreeMap<ItemId, Choice>,
    ) -> Result<(), Refused> {
        let State::Open { sealed } = &self.state else {
            return Err(Refused::Late);
        };
        self.check(seat, ballot)?;
        let mut table = self.unseal(key, sealed)?;
        let (common, apart) = split(&self.setup);
        let mark = |item: &&Item| ballot.get(&item.id).map(|c| byte_of(*c));
        let row = common.iter().filter_map(mark).collect();
        let slips: Vec<Option<u8>> = apart.iter().map(mark).collect();
        table.add(row, &slips);
        self.voted.insert(seat);
        let sealed = self.seal(key, &table);
        match sealed {
            Ok(sealed) => self.state = State::Open { sealed },
            Err(refused) => {
                self.voted.remove(&seat);
                return Err(refused);
            }
        }
        Ok(())
    }

    fn check(&self, seat: Seat, ballot: &BTreeMap<ItemId, Choice>) -> Result<(), Refused> {
        if !self.setup.on_roll(seat) {
            return Err(Refused::NotOnRoll(seat));
        }
        if self.voted.contains(&seat) {
            return Err(Refused::AlreadyVoted(seat));
        }
        if self.setup.items_of(seat).next().is_none() {
            return Err(Refused::NothingToVote(seat));
        }
        for id in ballot.keys() {
            let item = self.setup.items().iter().find(|i| i.id == *id);
            let item = item.ok_or_else(|| Refused::UnknownItem(id.clone()))?;
            if item.recused.contains(&seat) {
                return Err(Refused::Recused {
                    seat,
                    item: id.clone(),
                });
            }
        }
        let mut missing = self.setup.items_of(seat).filter(|i| !ballot.contains_key(&i.id));
        match missing.next() {
            None => Ok(()),
            Some(first) => Err(Refused::Incomplete {
                first: first.id.clone(),
                missing: 1 + missing.count(),
            }),
        }
    }

    /// Ends the poll for good and makes the contents readable. The caller then destroys the key.
    ///
    /// # Errors
    /// The box is closed already, the key is another one, or the stored state was altered.
    pub fn close(&mut self, key: &BoxKey) -> Result<(), Refused> {
        let State::Open { sealed } = &self.state else {
            return Err(Refused::Late);
        };
        let table = self.unseal(key, sealed)?;
        let contents = table
            .contents(&self.setup, self.voted.len())
            .ok_or(Refused::SealBroken)?;
        self.state = State::Closed(contents);
        Ok(())
    }

    /// The ballots, for auditors and the sealed minutes.
    ///
    /// # Errors
    /// The box is open.
    pub fn contents(&self) -> Result<&Contents, Refused> {
        match &self.state {
            State::Open { .. } => Err(Refused::NotClosed),
            State::Closed(contents) => Ok(contents),
        }
    }

    /// Counts the ballots.
    ///
    /// # Errors
    /// The box is open, or the contents do not fit the set-up.
    pub fn tally(&self) -> Result<Tally, Refused> {
        recount(&self.setup, &self.voted, self.contents()?)
    }

    /// Digest of the stored state, for the journal: the state after every ballot and after closing.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let canon = Canon::new("hengjian/ballot/plain-box/1").bytes(&self.binding().0);
        match &self.state {
            State::Open { sealed } => canon.text("open").bytes(sealed).finish(),
            State::Closed(contents) => {
                let text = |row: &Row| row.0.iter().map(|c| byte_of(*c)).collect::<Vec<u8>>();
                let canon = canon.text("closed").number(contents.ballots.len() as u64);
                let canon = contents.ballots.iter().fold(canon, |c, row| c.bytes(&text(row)));
                let add = |c: Canon, (id, row): (&ItemId, &Row)| c.text(&id.0).bytes(&text(row));
                contents.slips.iter().fold(canon, add).finish()
            }
        }
    }

    /// Set-up and turnout, to which the sealed block is tied.
    fn binding(&self) -> Digest {
        let canon = Canon::new("hengjian/ballot/turnout/1").bytes(&self.setup.digest().0);
        let canon = canon.number(self.voted.len() as u64);
        self.voted
            .iter()
            .fold(canon, |c, seat| c.number(u64::from(seat.0)))
            .finish()
    }

    /// Seals the table. The nonce is derived from the contents, so that a state computed twice (a transaction
    /// that is retried) never puts two different tables under one nonce.
    fn seal(&self, key: &BoxKey, table: &Table) -> Result<Vec<u8>, Refused> {
        let (binding, plain) = (self.binding(), table.to_bytes());
        let nonce = key.derive("hengjian/ballot/box-nonce/1", &[&binding.0, &plain]);
        let cipher = Aes256Gcm::new(&key.derive("hengjian/ballot/box-key/1", &[]).into());
        let nonce: [u8; 12] = std::array::from_fn(|i| nonce[i]);
        let sealed = cipher.encrypt(
            &Nonce::from(nonce),
            Payload {
                msg: &plain,
                aad: &binding.0,
            },
        );
        let sealed = sealed.map_err(|_| Refused::SealBroken)?;
        Ok([&nonce[..], &sealed].concat())
    }

    fn unseal(&self, key: &BoxKey, sealed: &[u8]) -> Result<Table, Refused> {
        let (nonce, sealed) = sealed.split_first_chunk::<12>().ok_or(Refused::SealBroken)?;
        let cipher = Aes256Gcm::new(&key.derive("hengjian/ballot/box-key/1", &[]).into());
        let payload = Payload {
            msg: sealed,
            aad: &self.binding().0,
        };
        let plain = cipher
            .decrypt(&Nonce::from(*nonce), payload)
            .map_err(|_| Refused::SealBroken)?;
        Table::from_bytes(&self.setup, &plain).ok_or(Refused::SealBroken)
    }
}

/// Counts the contents of a closed box again from the ballots; what an auditor runs.
///
/// # Errors
/// The contents do not fit the set-up or the turnout: [`Refused::SealBroken`].
pub fn recount(setup: &Setup, voted: &BTreeSet<Seat>, contents: &Contents) -> Result<Tally, Refused> {
    let (common, apart) = split(setup);
    let fits = contents.columns.iter().eq(common.iter().map(|i| &i.id))
        && contents.ballots.len() == voted.len()
        && contents.ballots.iter().all(|row| row.0.len() == common.len())
        && voted.iter().all(|seat| setup.on_roll(*seat))
        && contents.slips.keys().collect::<BTreeSet<_>>() == apart.iter().map(|i| &i.id).collect();
    if !fits {
        return Err(Refused::SealBroken);
    }
    Tally::new(setup, |_, item| {
        let slips = contents.slips.get(&item.id);
        let column = contents.columns.iter().position(|id| *id == item.id);
        let entitled_voters = voted.iter().filter(|seat| !item.recused.contains(seat)).count();
        let choices: Vec<Choice> = match (slips, column) {
            (Some(row), _) => row.0.clone(),
            (None, Some(column)) => contents.ballots.iter().map(|row| row.0[column]).collect(),
            (None, None) => return Err(Refused::SealBroken),
        };
        if choices.len() != entitled_voters {
            return Err(Refused::SealBroken);
        }
        let count = |choice| u32::try_from(choices.iter().filter(|c| **c == choice).count()).unwrap_or(0);
        let recused = u32::try_from(item.recused.len()).unwrap_or(u32::MAX);
        let cast = count(Choice::Agree) + count(Choice::Against) + count(Choice::Abstain);
        Ok(Counts {
            agree: count(Choice::Agree),
            against: count(Choice::Against),
            abstain: count(Choice::Abstain),
            spoiled: 0,
            not_cast: setup.attending() - recused - cast,
            recused,
            members: setup.members(),
        })
    })
}
