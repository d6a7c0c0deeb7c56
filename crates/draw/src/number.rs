//! The public number: a drand round, a named lottery draw, or dice rolled before witnesses.

use crate::canon::{Digest, array};
use crate::refused::Refused;
use drand_verify::{G2PubkeyRfc, Pubkey as _};
use serde::{Deserialize, Serialize};

/// Identifier (chain hash) of the drand network this program knows: quicknet of the League of Entropy.
pub const QUICKNET: Digest = Digest(hex32(
    b"52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
));

/// Its public key, pinned here so that a round is verified without asking anybody.
const QUICKNET_KEY: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d10\
64510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";

/// Time of round 1 of quicknet in seconds since 1970 (UTC), and seconds between rounds.
const QUICKNET_START_S: i64 = 1_692_803_367;
const QUICKNET_PERIOD_S: i64 = 3;

/// When a quicknet round appears, in seconds since 1970 (UTC). A commitment is only worth something before that.
#[must_use]
pub fn quicknet_round_time(round: u64) -> i64 {
    let periods = i64::try_from(round.saturating_sub(1)).unwrap_or(i64::MAX);
    QUICKNET_START_S.saturating_add(periods.saturating_mul(QUICKNET_PERIOD_S))
}

/// The first quicknet round that appears at or after a moment.
#[must_use]
pub fn quicknet_round_at(unix_s: i64) -> u64 {
    let periods = (unix_s - QUICKNET_START_S).max(0) + QUICKNET_PERIOD_S - 1;
    u64::try_from(periods / QUICKNET_PERIOD_S).unwrap_or(0) + 1
}

/// Fewest dice throws: 6²⁰ is more than 10¹⁵.
pub(crate) const MIN_THROWS: usize = 20;
/// Fewest numbers of a lottery draw.
pub(crate) const MIN_LOTTERY_NUMBERS: usize = 6;

const fn hex32(text: &[u8; 64]) -> [u8; 32] {
    const fn digit(byte: u8) -> u8 {
        if byte.is_ascii_digit() {
            byte - b'0'
        } else {
            byte - b'a' + 10
        }
    }
    let mut bytes = [0; 32];
    let mut i = 0;
    while i < 32 {
        bytes[i] = digit(text[2 * i]) << 4 | digit(text[2 * i + 1]);
        i += 1;
    }
    bytes
}

/// Where a public number will come from; committed to before it exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Source {
    /// A future round of a drand network.
    Drand {
        /// Chain hash; only [`QUICKNET`] is known.
        chain: Digest,
        /// Number of the round.
        round: u64,
    },
    /// A future draw of a state lottery.
    Lottery {
        /// Name of the lottery, for instance 双色球.
        name: String,
        /// Number of its draw (期号).
        draw: String,
    },
    /// Dice rolled on record after the commitment.
    Dice {
        /// How many single dice are counted, at least 20.
        throws: u32,
        /// Who watches.
        witnesses: Vec<String>,
    },
}

impl Source {
    pub(crate) fn check(&self) -> Result<(), Refused> {
        let ensure = |holds, what| {
            if holds {
                Ok(())
            } else {
                Err(Refused::Commitment(what))
            }
        };
        match self {
            Self::Drand { chain, round } => {
                ensure(*chain == QUICKNET, "不认识这个drand网络。")?;
                ensure(*round >= 1, "drand轮次从1开始。")
            }
            Self::Lottery { name, draw } => ensure(
                !name.trim().is_empty() && !draw.trim().is_empty(),
                "彩票来源缺少名称或者期号。",
            ),
            Self::Dice { throws, witnesses } => {
                ensure(*throws as usize >= MIN_THROWS, "掷骰子至少20次。")?;
                ensure(witnesses.len() >= 2, "掷骰子至少有两名见证人。")
            }
        }
    }
}

/// A signature of a drand round, 48 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub [u8; 48]);

impl Serialize for Signature {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        array(deserializer).map(Self)
    }
}

/// The number itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// The round's BLS signature, from any channel.
    Drand(Signature),
    /// The numbers drawn, in the order in which the lottery publishes them.
    Lottery(Vec<u32>),
    /// The dice in the order in which they fell, 1 to 6.
    Dice(Vec<u8>),
}

/// A public number with the source it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// Which of the committed sources, counted from 0.
    pub source: usize,
    /// The number.
    pub value: Value,
    /// For a fallback: why the sources before it could not be used, signed for by the supervisor in the record.
    pub fallback_reason: Option<String>,
}

impl Number {
    /// Checks the number against the committed sources; the text that enters the seed.
    ///
    /// # Errors
    /// The source was not committed to, a fallback has no reason, or the number is not genuine or not complete.
    pub(crate) fn verify(&self, sources: &[Source]) -> Result<String, Refused> {
        let refuse = |what| Err(Refused::PublicNumber(what));
        let Some(source) = sources.get(self.source) else {
            return refuse("来源不在承诺之中。");
        };
        let reasoned = self
            .fallback_reason
            .as_ref()
            .is_some_and(|r| !r.trim().is_empty());
        if (self.source > 0) != reasoned {
            return refuse("使用备用来源必须写明理由，使用首选来源不写。");
        }
        match (source, &self.value) {
            (Source::Drand { chain, round }, Value::Drand(signature)) => {
                if !genuine(*round, signature) {
                    return refuse("drand签名验证不通过。");
                }
                let signature = data_encoding::HEXLOWER.encode(&signature.0);
                Ok(format!("drand {chain} {round} {signature}"))
            }
            (Source::Lottery { name, draw }, Value::Lottery(numbers)) => {
                if numbers.len() < MIN_LOTTERY_NUMBERS {
                    return refuse("开奖号码不足六个。");
                }
                let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
                Ok(format!("lottery {name} {draw} {}", numbers.join(" ")))
            }
            (Source::Dice { throws, .. }, Value::Dice(dice)) => {
                if dice.len() != *throws as usize || dice.iter().any(|d| !(1..=6).contains(d)) {
                    return refuse("骰子次数与承诺不符，或者点数不在1至6之间。");
                }
                let dice: Vec<String> = dice.iter().map(u8::to_string).collect();
                Ok(format!("dice {}", dice.join(" ")))
            }
            _ => refuse("号码与承诺的来源不是同一类。"),
        }
    }
}

/// Whether a signature is that of a quicknet round.
fn genuine(round: u64, signature: &Signature) -> bool {
    let key = data_encoding::HEXLOWER
        .decode(QUICKNET_KEY.as_bytes())
        .unwrap_or_default();
    let Ok(key) = G2PubkeyRfc::from_variable(&key) else {
        return false;
    };
    key.verify(round, &[], &signature.0).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Round 123 of quicknet, a published test vector.
    const SIGNATURE: &str =
        "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";

    fn number(source: usize, value: Value) -> Number {
        Number {
            source,
            value,
            fallback_reason: (source > 0).then(|| "首选来源当天没有公布".to_owned()),
        }
    }

    fn signature() -> Signature {
        Signature(
            data_encoding::HEXLOWER
                .decode(SIGNATURE.as_bytes())
                .unwrap()
                .try_into()
                .unwrap(),
        )
    }

    #[test]
    fn a_drand_round_is_verified_with_the_pinned_key() {
        let source = |round| {
            vec![Source::Drand {
                chain: QUICKNET,
                round,
            }]
        };
        let good = number(0, Value::Drand(signature()));
        assert!(good.verify(&source(123)).unwrap().starts_with("drand 52db9ba7"));
        assert!(good.verify(&source(124)).is_err());
        let mut altered = signature();
        altered.0[47] ^= 1;
        assert!(number(0, Value::Drand(altered)).verify(&source(123)).is_err());
        assert!(
            Source::Drand {
                chain: Digest([1; 32]),
                round: 5
            }
            .check()
            .is_err()
        );
    }

    #[test]
    fn rounds_and_times_agree() {
        for unix_s in [
            1_692_803_367,
            1_692_803_368,
            1_800_000_000,
            1_800_000_001,
            1_800_000_002,
        ] {
            let round = quicknet_round_at(unix_s);
            assert!(quicknet_round_time(round) >= unix_s && quicknet_round_time(round) - unix_s < 3);
        }
        assert_eq!(quicknet_round_at(0), 1);
    }

    #[test]
    fn fallbacks_need_a_reason_and_the_committed_kind() {
        let sources = [
            Source::Drand {
                chain: QUICKNET,
                round: 123,
            },
            Source::Lottery {
                name: "双色球".into(),
                draw: "2026130".into(),
            },
            Source::Dice {
                throws: 20,
                witnesses: vec!["甲".into(), "乙".into()],
            },
        ];
        let lottery = number(1, Value::Lottery(vec![3, 11, 17, 22, 28, 33, 9]));
        assert_eq!(
            lottery.verify(&sources).unwrap(),
            "lottery 双色球 2026130 3 11 17 22 28 33 9"
        );
        let silent = Number {
            fallback_reason: None,
            ..lottery.clone()
        };
        assert!(silent.verify(&sources).is_err());
        assert!(
            Number {
                source: 2,
                ..lottery.clone()
            }
            .verify(&sources)
            .is_err()
        );
        assert!(Number { source: 3, ..lottery }.verify(&sources).is_err());
        assert!(
            number(1, Value::Lottery(vec![1, 2, 3, 4, 5]))
                .verify(&sources)
                .is_err()
        );
        assert!(number(2, Value::Dice(vec![6; 20])).verify(&sources).is_ok());
        assert!(number(2, Value::Dice(vec![6; 19])).verify(&sources).is_err());
        assert!(number(2, Value::Dice(vec![7; 20])).verify(&sources).is_err());
    }
}
