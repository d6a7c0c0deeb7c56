//! Pools, rules and draws for the tests and the examples.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "each test binary uses its own part and stops at the first surprise"
)]

use draw::{
    Attempt, Commitment, Decline, Digest, Drawn, Frozen, How, Number, Party, PoolRow, Prepared, Pseudonym,
    Quota, Reveal, Rules, Salt, Source, Stratum, Value, freeze, nonce_digest,
};
use std::collections::{BTreeMap, BTreeSet};

/// A small generator so that every run sees the same pools.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

pub fn quota(name: &str, at_least: u32, at_most: Option<u32>, soft: bool) -> Quota {
    Quota {
        name: name.into(),
        attribute: name.into(),
        any_of: BTreeSet::from(["yes".into()]),
        at_least,
        at_most,
        soft,
    }
}

pub fn rules(experts: u32, cap: Option<u32>, quotas: Vec<Quota>) -> Rules {
    Rules {
        experts,
        chairs: 0,
        vice_chairs: 0,
        fixed: BTreeSet::new(),
        at_most_per_employer: cap,
        quotas,
        eligible: vec![],
    }
}

pub fn row(id: &str, employer: &str, stratum: Stratum, attributes: &[&str]) -> PoolRow {
    PoolRow {
        id: id.into(),
        employer: employer.into(),
        stratum,
        attributes: attributes.iter().map(|a| ((*a).into(), "yes".into())).collect(),
        removed: None,
    }
}

/// The six quota categories of the design's benchmark: first tier, women, outside the region, enterprises, young,
/// main specialty; with the share of the pool that counts for each.
pub const SHARES: [(&str, u64); 6] = [
    ("第一层次", 14),
    ("女性", 38),
    ("区外", 22),
    ("企业", 27),
    ("中青年", 33),
    ("主专业", 48),
];

/// A pool with uneven employers: few large ones, many small ones.
pub fn pool(people: usize, seed: u64) -> Vec<PoolRow> {
    let mut dice = Dice(seed);
    let employers = (people / 8).max(people.min(60) * 2 / 3) as u64;
    let one = |n: usize| {
        let place = dice.below(10_000) * dice.below(10_000) * employers / 100_000_000;
        let attributes: Vec<&str> = SHARES
            .iter()
            .filter(|(_, share)| dice.percent(*share))
            .map(|(name, _)| *name)
            .collect();
        row(
            &format!("expert-{n}"),
            &format!("employer-{place}"),
            Stratum::Expert,
            &attributes,
        )
    };
    (0..people).map(one).collect()
}

/// The committee of the design's benchmark: 25 experts, six quota categories, at most two per employer.
pub fn committee_of_25() -> Rules {
    rules(
        25,
        Some(2),
        vec![
            quota("第一层次", 1, None, false),
            quota("女性", 7, None, false),
            quota("区外", 4, Some(10), false),
            quota("企业", 5, Some(10), false),
            quota("第一层次", 3, None, true),
            quota("中青年", 6, None, true),
            quota("主专业", 10, Some(18), true),
        ],
    )
}

/// A demonstration committee: nine drawn from 27.
pub fn committee_of_9() -> Rules {
    let quotas = vec![
        quota("第一层次", 1, None, false),
        quota("女性", 3, None, false),
        quota("企业", 2, Some(4), true),
    ];
    rules(9, Some(2), quotas)
}

pub fn salt(number: u8) -> Salt {
    Salt(Digest([number; 32]))
}

pub fn frozen(people: usize, seed: u64, rules: Rules) -> Frozen {
    freeze(pool(people, seed), rules, salt(1)).unwrap()
}

pub const PARTIES: [&str; 3] = ["平台", "组建单位", "监督员"];

pub fn nonce(number: u8) -> [u8; 32] {
    [number.wrapping_mul(31).wrapping_add(7); 32]
}

pub fn sources() -> Vec<Source> {
    let witnesses = vec!["甲".to_owned(), "乙".to_owned()];
    vec![
        Source::Dice {
            throws: 24,
            witnesses,
        },
        Source::Lottery {
            name: "双色球".into(),
            draw: "2026130".into(),
        },
    ]
}

pub fn commitment(prepared: &Prepared) -> Commitment {
    let party = |(number, name): (u8, &&str)| Party {
        name: (*name).to_owned(),
        nonce_digest: nonce_digest(name, &nonce(number)),
    };
    let parties = (0..).zip(&PARTIES).map(party).collect();
    prepared
        .commit("2026年高级评审会", Attempt::first(), parties, sources())
        .unwrap()
}

pub fn reveals() -> Vec<Reveal> {
    let reveal = |(number, name): (u8, &&str)| Reveal {
        party: (*name).to_owned(),
        nonce: Digest(nonce(number)),
    };
    (0..).zip(&PARTIES).map(reveal).collect()
}

/// The public number of one trial.
pub fn number(trial: u64) -> Number {
    let mut dice = Dice(trial);
    let throws = (0..24).map(|_| dice.below(6) as u8 + 1).collect();
    Number {
        source: 0,
        value: Value::Dice(throws),
        fallback_reason: None,
    }
}

pub fn draw(prepared: &Prepared, trial: u64) -> Drawn<'_> {
    prepared
        .draw(&commitment(prepared), &reveals(), &number(trial))
        .unwrap()
}

/// Asks everybody once; each declines with a chance of so many in a hundred.
pub fn declines(drawn: &Drawn<'_>, dice: &mut Dice, percent: u64) -> Vec<Decline> {
    let mut log: Vec<Decline> = Vec::new();
    let mut asked: BTreeMap<Pseudonym, bool> = BTreeMap::new();
    loop {
        let standing = drawn.substitute(&log).unwrap();
        let new: Vec<Pseudonym> = standing
            .panel
            .iter()
            .copied()
            .filter(|p| !asked.contains_key(p))
            .collect();
        if new.is_empty() {
            return log;
        }
        for who in new {
            let refuses = dice.percent(percent);
            asked.insert(who, refuses);
            if refuses {
                log.push(Decline {
                    who,
                    how: if log.len().is_multiple_of(2) {
                        How::Own
                    } else {
                        How::Call("联络员".into())
                    },
                });
            }
        }
    }
}
