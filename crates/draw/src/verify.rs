//! Checks a draw from its bundle alone. The program under `verifiers/draw` does the same and shares no code with
//! this crate; agree with both before believing either.

use crate::bundle::{Bundle, FORMAT, OfficeBundle, Outline};
use crate::canon::Digest;
use crate::certificate::Certificate;
use crate::commitment::{Commitment, PublicPlan, certificate_digest, plan_digest, rules_digest};
use crate::drawn::{index, seed, substitutes};
use crate::merkle;
use crate::pool::{Member, Pseudonym};
use crate::prepare::{PROGRAM, count_leaf, decode, panel_leaf};
use crate::refused::Refused;
use crate::rules::{MAX_QUOTAS, MAX_SEATS, PublicRules, Stratum};
use crate::shape::Shape;
use crate::targets::equal_shares;
use num_bigint::BigInt;
use num_rational::BigRational;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a check found wrong. `code` is the same in every verifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Short name of the check that failed.
    pub code: &'static str,
    /// What is wrong, for people.
    pub what: String,
}

/// The findings so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn check(&mut self, holds: bool, code: &'static str, what: impl Into<String>) -> bool {
        if !holds {
            self.0.push(Finding {
                code,
                what: what.into(),
            });
        }
        holds
    }
}

/// The bundle's texts, read.
struct Read {
    commitment: Commitment,
    rules: PublicRules,
    plan: PublicPlan,
    certificate: Certificate,
    members: Vec<Member>,
    panels: Vec<Vec<u16>>,
}

/// Checks a bundle; no findings means that everything agrees.
#[must_use]
pub fn verify(bundle: &Bundle) -> Vec<Finding> {
    let mut findings = Findings::default();
    findings.check(bundle.format == FORMAT, "format", "材料格式不认识。");
    if let Some(read) = read(bundle, &mut findings) {
        check_commitment(bundle, &read, &mut findings);
        let shape = Shape::new(&read.members, &read.rules);
        check_panels(&read, &shape, &mut findings);
        check_fairness(&read, &shape, &mut findings);
        check_draw(bundle, &read, &mut findings);
    }
    findings.0
}

/// Checks what is published on the day of the draw: the index follows from commitment, numbers and public number.
#[must_use]
pub fn verify_outline(outline: &Outline) -> Vec<Finding> {
    let mut findings = Findings::default();
    match seed(&outline.commitment, &outline.reveals, &outline.number) {
        Err(refused) => {
            findings.check(false, code(&refused), refused.to_string());
        }
        Ok(seed) => {
            let own = index(seed, outline.commitment.panels);
            findings.check(own == outline.index, "index", "抽中序号与随机数不符。");
        }
    }
    findings.0
}

fn code(refused: &Refused) -> &'static str {
    match refused {
        Refused::PublicNumber(_) => "public-number",
        _ => "nonces",
    }
}

/// Checks a bundle against the frozen pool with names: pseudonyms, employers, quotas, removals.
#[must_use]
pub fn verify_office(office: &OfficeBundle) -> Vec<Finding> {
    let mut findings = Findings(verify(&office.bundle));
    if let Ok(commitment) = serde_json::from_str::<Commitment>(&office.bundle.commitment) {
        let frozen = &office.frozen;
        let same = frozen.lines() == office.bundle.rows;
        findings.check(same, "names", "带姓名的名单与公开材料不对应。");
        let record = frozen.record_root() == commitment.record_root;
        findings.check(record, "record", "冻结的完整名单与承诺不符。");
        let rules = serde_json::from_str::<PublicRules>(&office.bundle.rules);
        let same = rules.is_ok_and(|r| frozen.public_rules(r.level) == r);
        findings.check(same, "rules-names", "抽取规则与公开材料不对应。");
    }
    findings.0
}

fn read(bundle: &Bundle, findings: &mut Findings) -> Option<Read> {
    let commitment: Option<Commitment> = serde_json::from_str(&bundle.commitment).ok();
    let rules: Option<PublicRules> = serde_json::from_str(&bundle.rules).ok();
    let plan: Option<PublicPlan> = serde_json::from_str(&bundle.plan).ok();
    let certificate: Option<Certificate> = serde_json::from_str(&bundle.certificate).ok();
    findings.check(
        commitment.is_some() && rules.is_some() && plan.is_some() && certificate.is_some(),
        "text",
        "承诺、规则、计划或者证明的文本不能读取。",
    );
    let (commitment, rules, plan, certificate) = (commitment?, rules?, plan?, certificate?);
    let seats = rules.seats.iter().map(|s| u64::from(*s)).sum::<u64>();
    let bounded = rules.quotas.len() <= MAX_QUOTAS && seats <= u64::from(MAX_SEATS);
    findings
        .check(bounded, "text", "规则中的人数或者条件过多。")
        .then_some(())?;
    let members: Option<Vec<Member>> = bundle.rows.iter().map(|row| member(row, &rules)).collect();
    findings.check(members.is_some(), "rows", "名单中有不能读取的行。");
    let members = members?;
    let ordered = members.windows(2).all(|w| w[0].pseudonym < w[1].pseudonym);
    findings
        .check(ordered, "rows", "名单没有按假名排序，或者有人重复。")
        .then_some(())?;
    let fixed = members.iter().filter(|m| m.fixed).count();
    findings.check(fixed == rules.fixed.len(), "fixed", "指定的成员不在名单中。");
    let size = rules.seats.iter().sum::<u32>() as usize + rules.fixed.len();
    let panels = decode(&bundle.panels, size);
    findings.check(panels.is_some(), "panels", "名单列表不能读取。");
    let panels = panels?;
    let inside = panels.iter().flatten().all(|m| usize::from(*m) < members.len());
    findings
        .check(inside, "panels", "名单列表中有名单以外的人。")
        .then_some(())?;
    let lengths = plan.targets.len() == members.len()
        && plan
            .unreachable
            .iter()
            .all(|m| members.get(*m as usize).is_some_and(|m| !m.fixed))
        && certificate.low.len() == rules.quotas.len()
        && certificate.high.len() == rules.quotas.len();
    findings
        .check(lengths, "text", "计划或者证明与名单长度不符。")
        .then_some(())?;
    Some(Read {
        commitment,
        rules,
        plan,
        certificate,
        members,
        panels,
    })
}

/// Reads one committed row.
fn member(row: &str, rules: &PublicRules) -> Option<Member> {
    let mut fields = row.split(' ');
    let (name, stratum, bits, employer) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let bytes = data_encoding::HEXLOWER.decode(name.as_bytes()).ok()?;
    let bits = bits.strip_prefix('q')?;
    let employer = match employer {
        "-" => None,
        number => Some(number.parse::<u16>().ok().filter(|n| n.to_string() == number)?),
    };
    let fits = fields.next().is_none()
        && bits.len() == rules.quotas.len()
        && bits.bytes().all(|b| b == b'0' || b == b'1');
    fits.then_some(())?;
    Some(Member {
        pseudonym: Pseudonym(bytes.try_into().ok()?),
        id: String::new(),
        stratum: Stratum::ALL.into_iter().find(|s| s.to_string() == stratum)?,
        mask: (0..)
            .zip(bits.bytes())
            .fold(0, |mask, (q, b)| mask | u32::from(b == b'1') << q),
        employer,
        fixed: rules.fixed.iter().any(|f| f == name),
    })
}

fn check_commitment(bundle: &Bundle, read: &Read, findings: &mut Findings) {
    let c = &read.commitment;
    findings.check(
        c.text() == bundle.commitment,
        "text",
        "承诺的文本不是规定的写法。",
    );
    findings.check(c.program == PROGRAM, "program", "抽取程序的版本不认识。");
    let rows: Vec<Digest> = bundle.rows.iter().map(|r| merkle::leaf(r.as_bytes())).collect();
    findings.check(
        merkle::root(&rows) == c.pool_root,
        "pool-root",
        "名单与承诺不符。",
    );
    findings.check(
        rules_digest(&bundle.rules) == c.rules,
        "rules",
        "抽取规则与承诺不符。",
    );
    findings.check(
        plan_digest(&bundle.plan) == c.plan,
        "plan",
        "出现次数计划与承诺不符。",
    );
    let certificate = certificate_digest(&bundle.certificate) == c.certificate;
    findings.check(certificate, "certificate", "公平性证明与承诺不符。");
    findings.check(
        read.panels.len() == c.panels as usize,
        "panels",
        "名单列表的数量与承诺不符。",
    );
    let leaves: Vec<Digest> = read.panels.iter().map(|p| panel_leaf(p)).collect();
    findings.check(
        merkle::root(&leaves) == c.list_root,
        "list-root",
        "名单列表与承诺不符。",
    );
    let counts = counts(read);
    let lines: Vec<Digest> = read
        .members
        .iter()
        .zip(&counts)
        .map(|(m, n)| count_leaf(m.pseudonym, *n))
        .collect();
    findings.check(
        merkle::root(&lines) == c.count_root,
        "count-root",
        "出现次数与承诺不符。",
    );
    let chained = (c.attempt.number == 1) == c.attempt.previous.is_none() && c.attempt.number >= 1;
    let signed = c
        .attempt
        .previous
        .as_ref()
        .is_none_or(|p| !p.reason.is_empty() && !p.signed_by.is_empty());
    findings.check(
        chained && signed,
        "attempt",
        "再次抽取没有写明上一次、理由和签名。",
    );
}

fn counts(read: &Read) -> Vec<u32> {
    let mut counts = vec![0; read.members.len()];
    for member in read.panels.iter().flatten() {
        counts[usize::from(*member)] += 1;
    }
    counts
}

fn check_panels(read: &Read, shape: &Shape, findings: &mut Findings) {
    for (number, panel) in read.panels.iter().enumerate() {
        let place = |what: &str| format!("第{number}号名单{what}");
        let ascending = panel.windows(2).all(|w| w[0] < w[1]);
        findings.check(ascending, "panel-order", place("有人重复或者没有排序。"));
        let all: Vec<u32> = panel.iter().map(|m| u32::from(*m)).collect();
        let (fixed, drawn): (Vec<u32>, Vec<u32>) =
            all.into_iter().partition(|m| read.members[*m as usize].fixed);
        findings.check(fixed == shape.fixed, "panel-fixed", place("缺少指定的成员。"));
        let mut seats = [0; 3];
        for member in &drawn {
            seats[read.members[*member as usize].stratum.index()] += 1;
        }
        findings.check(
            seats == shape.seats,
            "panel-seats",
            place("的主任、副主任和专家人数不对。"),
        );
        let quotas = shape
            .limits
            .iter()
            .zip(shape.counts(&drawn))
            .all(|(l, n)| l.distance(n) == 0);
        findings.check(quotas, "panel-quota", place("不符合名额条件。"));
        findings.check(
            shape.employers_fit(&drawn),
            "panel-employer",
            place("同一单位人数过多。"),
        );
        if findings.0.len() > 20 {
            return;
        }
    }
}

fn check_fairness(read: &Read, shape: &Shape, findings: &mut Findings) {
    let bound = read.certificate.bound(shape, &read.plan.unreachable);
    let claimed = bound.as_ref().map(|b| format!("{}/{}", b.numer(), b.denom()));
    let proved = claimed.as_ref() == Some(&read.certificate.bound);
    findings.check(
        proved,
        "certificate-proof",
        "公平性证明不成立，或者与所称的上限不符。",
    );
    let counts = counts(read);
    let none = read.plan.unreachable.iter().all(|m| counts[*m as usize] == 0);
    findings.check(none, "unreachable", "声明不可能被抽中的人出现在名单中。");
    let equal = equal_shares(shape, &read.plan.unreachable);
    let drawable = |m: &&u32| !read.plan.unreachable.contains(m) && shape.seats[shape.class(**m).stratum] > 0;
    let below = shape.pool.iter().filter(drawable).filter(|m| {
        let (seats, people) = equal[shape.class(**m).stratum];
        let over = BigInt::from(u64::from(counts[**m as usize]) * u64::from(people));
        let ratio = BigRational::new(
            over,
            BigInt::from(u64::from(seats) * read.panels.len().max(1) as u64),
        );
        bound
            .as_ref()
            .is_some_and(|b| ratio * BigInt::from(1_000_000) < b * BigInt::from(read.plan.promised_ppm))
    });
    let count = below.count();
    findings.check(
        count == 0,
        "fairness",
        format!("有{count}人的机会低于承诺的最低机会。"),
    );
}

fn check_draw(bundle: &Bundle, read: &Read, findings: &mut Findings) {
    let seed = match seed(&read.commitment, &bundle.reveals, &bundle.number) {
        Ok(seed) => seed,
        Err(refused) => {
            findings.check(false, code(&refused), refused.to_string());
            return;
        }
    };
    let parties: BTreeSet<&str> = read.commitment.parties.iter().map(|p| p.name.as_str()).collect();
    let revealed: BTreeSet<&str> = bundle.reveals.iter().map(|r| r.party.as_str()).collect();
    let exact = parties == revealed && bundle.reveals.len() == parties.len();
    findings.check(exact, "nonces", "公开随机数的各方与承诺不符。");
    findings.check(
        index(seed, read.commitment.panels) == bundle.index,
        "index",
        "抽中序号与随机数不符。",
    );
    let Some(panel) = read.panels.get(bundle.index as usize) else {
        findings.check(false, "index", "抽中序号超出名单列表。");
        return;
    };
    let names: Vec<Pseudonym> = panel
        .iter()
        .map(|m| read.members[usize::from(*m)].pseudonym)
        .collect();
    findings.check(names == bundle.panel, "panel", "抽中的名单与序号不符。");
    let places: Vec<u32> = panel.iter().map(|m| u32::from(*m)).collect();
    let standing = substitutes(&read.members, &read.rules, seed, &places, &bundle.declines);
    let same = standing.as_ref() == Ok(&bundle.standing);
    findings.check(same, "substitutes", "替补的顺序或者结果与种子和谢绝记录不符。");
}

#[cfg(test)]
mod tests {
    //! An organiser who commits to a bad list, with every digest right: only the rules themselves can show it.

    use super::*;
    use crate::{
        Attempt, Digest, Number, Party, PoolRow, Prepared, Quota, Reveal, Rules, Salt, Source, Value, freeze,
        nonce_digest, prepare,
    };
    use std::collections::BTreeMap;

    fn prepared() -> Prepared {
        let row = |n: usize| PoolRow {
            id: format!("{n}"),
            employer: format!("e{}", n / 3),
            stratum: if n == 20 { Stratum::Chair } else { Stratum::Expert },
            attributes: BTreeMap::from([(
                "甲".to_owned(),
                if n.is_multiple_of(3) { "是" } else { "否" }.to_owned(),
            )]),
            removed: None,
        };
        let any_of = BTreeSet::from(["是".to_owned()]);
        let quota = Quota {
            name: "甲".into(),
            attribute: "甲".into(),
            any_of,
            at_least: 2,
            at_most: Some(3),
            soft: false,
        };
        let rules = Rules {
            experts: 6,
            chairs: 0,
            vice_chairs: 0,
            fixed: BTreeSet::from(["20".to_owned()]),
            at_most_per_employer: Some(1),
            quotas: vec![quota],
            eligible: vec![],
        };
        prepare(
            &freeze((0..21).map(row).collect(), rules, Salt(Digest([5; 32]))).unwrap(),
            Some(100),
        )
        .unwrap()
    }

    fn found(prepared: &Prepared) -> BTreeSet<&'static str> {
        let nonce = Digest([3; 32]);
        let party = Party {
            name: "平台".into(),
            nonce_digest: nonce_digest("平台", &nonce.0),
        };
        let source = Source::Dice {
            throws: 20,
            witnesses: vec!["甲".into(), "乙".into()],
        };
        let commitment = prepared
            .commit("会", Attempt::first(), vec![party], vec![source])
            .unwrap();
        let number = Number {
            source: 0,
            value: Value::Dice(vec![4; 20]),
            fallback_reason: None,
        };
        let drawn = prepared
            .draw(
                &commitment,
                &[Reveal {
                    party: "平台".into(),
                    nonce,
                }],
                &number,
            )
            .unwrap();
        verify(&drawn.office_bundle(&[]).unwrap().bundle)
            .into_iter()
            .map(|f| f.code)
            .collect()
    }

    /// The prepared list with other panels and everything computed anew.
    fn with_panels(change: impl Fn(&Prepared, &mut Vec<Vec<u16>>)) -> Prepared {
        let honest = prepared();
        let mut panels = honest.panels.clone();
        change(&honest, &mut panels);
        Prepared::assemble(honest.frozen, honest.plan, panels)
    }

    /// Replaces the first drawn member of the first panel by the first other member that fits a description.
    fn replace(prepared: &Prepared, panels: &mut [Vec<u16>], fits: impl Fn(&Member, &[u16]) -> bool) {
        let members = prepared.frozen.members();
        let panel = &panels[0];
        let come = (0..21_u16)
            .find(|n| !panel.contains(n) && fits(&members[usize::from(*n)], panel))
            .unwrap();
        let out = panel
            .iter()
            .position(|n| !members[usize::from(*n)].fixed)
            .unwrap();
        panels[0][out] = come;
        panels[0].sort_unstable();
    }

    #[test]
    fn the_honest_list_passes() {
        assert_eq!(found(&prepared()), BTreeSet::new());
    }

    #[test]
    fn a_panel_that_breaks_a_rule_is_found() {
        let employer = with_panels(|p, panels| {
            let last = |panel: &[u16]| p.frozen.members()[usize::from(panel[panel.len() - 1])].employer;
            replace(p, panels, |m, panel| {
                m.employer.is_some() && m.employer == last(panel)
            });
        });
        assert!(
            found(&employer).contains("panel-employer"),
            "{:?}",
            found(&employer)
        );
        let quota = with_panels(|p, panels| {
            let members = p.frozen.members();
            let counts = |n: &u16| members[usize::from(*n)].mask != 0;
            while let Some(out) = panels[0].iter().position(counts) {
                let other = |n: &u16| !panels[0].contains(n) && !counts(n) && !members[usize::from(*n)].fixed;
                panels[0][out] = (0..21_u16).find(other).unwrap();
            }
            panels[0].sort_unstable();
        });
        let quota = found(&quota);
        assert!(quota.contains("panel-quota"), "{quota:?}");
        let twice = with_panels(|_, panels| panels[0][1] = panels[0][0]);
        assert!(found(&twice).contains("panel-order"));
        let no_chair = with_panels(|p, panels| {
            let members = p.frozen.members();
            let chair = panels[0]
                .iter()
                .position(|n| members[usize::from(*n)].fixed)
                .unwrap();
            let other = (0..21_u16).find(|n| !panels[0].contains(n)).unwrap();
            panels[0][chair] = other;
            panels[0].sort_unstable();
        });
        let no_chair = found(&no_chair);
        assert!(
            no_chair.contains("panel-fixed") && no_chair.contains("panel-seats"),
            "{no_chair:?}"
        );
    }

    #[test]
    fn a_list_that_favours_some_is_found() {
        let favoured = with_panels(|_, panels| {
            let first = panels[0].clone();
            panels
                .iter_mut()
                .skip(1)
                .take(60)
                .for_each(|panel| panel.clone_from(&first));
        });
        assert!(found(&favoured).contains("fairness"));
    }

    #[test]
    fn a_false_proof_is_found() {
        let mut better = prepared();
        better.plan.certificate.bound = "2/1".into();
        assert_eq!(found(&better), BTreeSet::from(["certificate-proof"]));
        let mut shut_out = prepared();
        shut_out.plan.unreachable.insert(0);
        assert!(found(&shut_out).contains("unreachable"));
    }
}
