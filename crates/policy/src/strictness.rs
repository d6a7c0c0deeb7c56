//! Votes and parameters of a lower text beside those of the text it stands on.
//!
//! 第六条 binds evaluation standards, so a lower vote or a shorter period is no breach of it; it is told as changed by the
//! lower document. Votes are tried with every committee of up to sixty; parameters by the direction they carry.

use core::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::library::Library;
use crate::model::{Pack, ParameterRow, Stricter};
use crate::rules::Rules;
use crate::source::Place;
use crate::vote::{VoteCounts, VoteRule};
use crate::words::{Kind, Value};

/// The largest committee tried.
const LARGEST: u32 = 60;

/// How the lower document's value stands to the higher one's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// Stricter, or passing for fewer votes.
    Stricter {
        /// A case, or both values.
        case: String,
    },
    /// Laxer.
    Laxer {
        /// A case, or both values.
        case: String,
    },
    /// In some cases stricter, in others laxer.
    Mixed {
        /// A case of each.
        case: String,
    },
    /// It could not be settled.
    NotEstablished {
        /// Why, in Chinese.
        why: String,
    },
}

/// One vote or parameter that a lower document says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedBelow {
    /// The lower pack.
    pub lower: String,
    /// The higher pack.
    pub higher: String,
    /// `表决 单位推荐` or `参数 单位公示期`.
    pub row: String,
    /// What was found.
    pub change: Change,
}

impl core::fmt::Display for ChangedBelow {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self {
            lower, higher, row, ..
        } = self;
        match &self.change {
            Change::Stricter { case } => write!(f, "{lower}：{row}比{higher}严：{case}"),
            Change::Laxer { case } => write!(f, "{lower}：{row}比{higher}宽：{case}"),
            Change::Mixed { case } => write!(f, "{lower}：{row}与{higher}相比有宽有严：{case}"),
            Change::NotEstablished { why } => write!(f, "{lower}：{row}与{higher}相比，不能确定：{why}"),
        }
    }
}

/// Every vote and parameter that a pack says otherwise than a pack it stands on, on the first day both are in force.
#[must_use]
pub fn changed_below(library: &Library) -> Vec<ChangedBelow> {
    let mut found = Vec::new();
    for info in library.packs() {
        for (higher, from) in library.parents_of(&info.id) {
            let effective = (
                library.effective(&info.id, from),
                library.effective(&higher, from),
            );
            let (Ok(lower), Ok(upper)) = effective else {
                continue;
            };
            let mut put = |row: String, change| {
                found.push(ChangedBelow {
                    lower: info.id.clone(),
                    higher: higher.clone(),
                    row,
                    change,
                });
            };
            for (name, row) in &upper.merged.votes {
                if lower.merged.votes.get(name).is_some_and(|own| own.by != row.by)
                    && let Some(change) = compare_votes(&lower, &upper, name)
                {
                    put(format!("表决 {name}"), change);
                }
            }
            for ((name, level), row) in &upper.merged.parameters {
                let key = (name.clone(), *level);
                if lower
                    .merged
                    .parameters
                    .get(&key)
                    .is_some_and(|own| own.by != row.by)
                    && let Some(change) = compare_parameters(&lower, &upper, name, *level)
                {
                    put(format!("参数 {name}"), change);
                }
            }
        }
    }
    found
}

/// The vote `name` of both, tried with every committee of up to sixty; `None` when it never differs or one has none.
#[must_use]
pub fn compare_votes(lower: &Rules, higher: &Rules, name: &str) -> Option<Change> {
    if !(lower.merged.votes.contains_key(name) && higher.merged.votes.contains_key(name)) {
        return None;
    }
    let (low, high) = match (lower.vote(name), higher.vote(name)) {
        (Ok(low), Ok(high)) => (low, high),
        (Err(open), _) | (_, Err(open)) => {
            return Some(Change::NotEstablished {
                why: open.to_string(),
            });
        }
    };
    let (mut laxer, mut stricter) = (None, None);
    for counts in every_count() {
        let (below, above) = (passes(&low, &counts), passes(&high, &counts));
        if below && !above {
            laxer.get_or_insert(counts);
        }
        if above && !below {
            stricter.get_or_insert(counts);
        }
        if laxer.is_some() && stricter.is_some() {
            break;
        }
    }
    let told = |counts: VoteCounts, passed: &str| {
        format!(
            "评委会{}人、到会{}人、投票{}张、同意{}张时，{passed}",
            counts.members.unwrap_or_default(),
            counts.present.unwrap_or_default(),
            counts.cast.unwrap_or_default(),
            counts.agree
        )
    };
    let below = laxer.map(|counts| told(counts, "本文件通过，上位文件不通过"));
    let above = stricter.map(|counts| told(counts, "上位文件通过，本文件不通过"));
    match (below, above) {
        (None, None) => None,
        (Some(case), None) => Some(Change::Laxer { case }),
        (None, Some(case)) => Some(Change::Stricter { case }),
        (Some(below), Some(above)) => Some(Change::Mixed {
            case: format!("{below}；{above}"),
        }),
    }
}

/// Every committee of up to sixty with everybody who may attend, vote and agree, the smallest first.
fn every_count() -> impl Iterator<Item = VoteCounts> {
    (1..=LARGEST).flat_map(|members| {
        (1..=members).flat_map(move |present| {
            (1..=present).flat_map(move |cast| {
                (0..=cast).map(move |agree| VoteCounts {
                    agree,
                    cast: Some(cast),
                    present: Some(present),
                    members: Some(members),
                })
            })
        })
    })
}

fn passes(rule: &VoteRule, counts: &VoteCounts) -> bool {
    let quorate = rule.quorum.as_ref().is_none_or(|quorum| {
        let attending = VoteCounts {
            agree: counts.present.unwrap_or_default(),
            ..*counts
        };
        quorum.threshold.passes(&attending)
    });
    quorate && rule.agree.passes(counts)
}

/// The parameter of both, by its direction; `None` when they agree or one has none.
fn compare_parameters(
    lower: &Rules,
    higher: &Rules,
    name: &str,
    level: Option<kernel::Level>,
) -> Option<Change> {
    let (low, high) = (
        lower.parameter(name, level).ok()?,
        higher.parameter(name, level).ok()?,
    );
    if low.value == high.value {
        return None;
    }
    let case = format!("本文件{}，上位文件{}", low.value, high.value);
    let Some(order) = size(&low.value)
        .zip(size(&high.value))
        .filter(|_| low.value.kind() == high.value.kind())
        .map(|(low, high)| low.cmp(&high))
    else {
        let why = format!("{case}，不是可以比较大小的同一类值");
        return Some(Change::NotEstablished { why });
    };
    let Some(direction) = higher.stricter(name).or_else(|| lower.stricter(name)) else {
        let why = format!("{case}，没有写明越大越严还是越小越严");
        return Some(Change::NotEstablished { why });
    };
    let strict = match direction {
        Stricter::Larger => Ordering::Greater,
        Stricter::Smaller => Ordering::Less,
    };
    Some(if order == strict {
        Change::Stricter { case }
    } else {
        Change::Laxer { case }
    })
}

/// The size of a value that has one.
fn size(value: &Value) -> Option<i64> {
    match value {
        Value::WorkingDays(days) | Value::Days(days) | Value::Hours(days) => Some(i64::from(*days)),
        Value::Span(span) => Some(span.months()),
        Value::Count(number) => Some(*number),
        Value::Share(share) => {
            Some(i64::from(share.numerator()) * 1_000_000 / i64::from(share.denominator()))
        }
        Value::Money(money) => Some(money.cents()),
        _ => None,
    }
}

/// A parameter that a checker cannot use: it has a size but no direction, or is an amount without a legal basis.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unsourced {
    /// Where it stands.
    pub place: Place,
    /// What is missing, in Chinese.
    pub sentence: String,
}

impl core::fmt::Display for Unsourced {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.place, self.sentence)
    }
}

/// Parameters without a direction, and amounts without a legal basis. That each names its article is checked on loading.
#[must_use]
pub fn unsourced(library: &Library) -> Vec<Unsourced> {
    let mut found: Vec<Unsourced> = library
        .packs()
        .filter_map(|info| library.pack_of(&info.id).map(|pack| unsourced_in(pack)))
        .flatten()
        .collect();
    found.sort();
    found.dedup();
    found
}

fn unsourced_in(pack: &Pack) -> Vec<Unsourced> {
    let wrong = |row: &ParameterRow| {
        let sized = matches!(
            row.kind,
            Kind::WorkingDays | Kind::Days | Kind::Hours | Kind::Span | Kind::Count | Kind::Share
        );
        if row.values.is_empty() {
            None
        } else if sized && row.stricter.is_none() {
            Some("没有写明“越大越严”还是“越小越严”")
        } else if row.kind == Kind::Money && row.head.basis.is_none() {
            Some("是金额，没有用“依据”写明批准文件")
        } else {
            None
        }
    };
    let rows = pack.parameters.values();
    rows.filter_map(|row| {
        Some(Unsourced {
            sentence: format!("参数“{}”{}", row.head.name, wrong(row)?),
            place: row.head.place.clone(),
        })
    })
    .collect()
}
