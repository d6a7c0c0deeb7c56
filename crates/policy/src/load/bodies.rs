//! `表决` and `组成`: votes with their denominators, and who may sit on a panel, a committee or in a pool.

use std::collections::BTreeMap;

use kernel::Fraction;

use crate::model::{CompositionRow, Demand, DemandRow, Head, Op, Pack, ThresholdRow, VoteRow};
use crate::source::{Complaints, Entry, Item, list};
use crate::words::{Base, Threshold};

pub(super) fn read_vote(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD, &["方式"]], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let secret = match item.needed_text("方式", complaints).as_deref() {
        Some("无记名") => true,
        Some("记名") | None => false,
        Some(other) => {
            complaints.add(item.place(), format!("方式“{other}”不认识，可以写：无记名、记名"));
            false
        }
    };
    let (mut agree, mut quorum) = (None, None);
    for child in item.children() {
        match child.word() {
            "同意票" => agree = read_threshold(child, &head, complaints),
            "到会" => quorum = read_threshold(child, &head, complaints),
            _ => child.unknown(&["同意票", "到会"], complaints),
        }
    }
    let Some(agree) = agree else {
        complaints.add(item.place(), "“表决”要写“同意票”；文件没有规定的写 未载明");
        return;
    };
    let row = VoteRow {
        head,
        secret,
        agree,
        quorum,
    };
    super::insert(&mut pack.votes, name, row, item, complaints);
}

fn read_threshold(item: Item<'_>, vote: &Head, complaints: &mut Complaints) -> Option<ThresholdRow> {
    item.shape(
        0..=0,
        &[super::HEAD, &["超过", "不少于", "占", "未载明"]],
        complaints,
    );
    let given = match item.text("未载明", complaints) {
        Some(why) => Err(why),
        None => Ok(read_given(item, complaints)?),
    };
    let name = item.word().to_owned();
    Some(ThresholdRow {
        head: super::cited_head(item, name, Some(vote), complaints),
        given,
    })
}

/// `不少于="2/3" 占="出席人数"`
fn read_given(item: Item<'_>, complaints: &mut Complaints) -> Option<Threshold> {
    let (strict, share) = read_bound(item, complaints)?;
    let word = item.needed_text("占", complaints)?;
    let base = Base::from_chinese(&word);
    if base.is_none() {
        complaints.add(
            item.place(),
            format!("分母“{word}”不认识，可以写：{}", list(&Base::WORDS)),
        );
    }
    Some(Threshold {
        share,
        strict,
        base: base?,
    })
}

/// `不少于="2/3"` or `超过="2/3"`: whether it is strict, and the share.
fn read_bound(item: Item<'_>, complaints: &mut Complaints) -> Option<(bool, Fraction)> {
    let (strict, entry) = match (item.prop("超过"), item.prop("不少于")) {
        (Some(entry), None) => (true, entry),
        (None, Some(entry)) => (false, entry),
        _ => {
            complaints.add(
                item.place(),
                format!("“{}”要写“超过”或者“不少于”中的一个", item.word()),
            );
            return None;
        }
    };
    Some((strict, super::rule::share(entry, complaints)?))
}

pub(super) fn read_composition(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let mut row = CompositionRow {
        head,
        counters: Vec::new(),
        attributes: BTreeMap::new(),
        demands: Vec::new(),
    };
    for child in item.children() {
        match child.word() {
            "计数" => {
                let names = child.args().filter_map(Entry::string).map(str::to_owned);
                row.counters.extend(names);
            }
            "属性" => {
                let mut words = child.args().filter_map(Entry::string).map(str::to_owned);
                if let Some(attribute) = words.next() {
                    row.attributes.insert(attribute, words.collect());
                }
            }
            "要求" => {}
            _ => child.unknown(&["计数", "属性", "要求"], complaints),
        }
    }
    for child in item.children().filter(|child| child.word() == "要求") {
        if let Some(demand) = read_demand(child, &row, complaints) {
            row.demands.push(demand);
        }
    }
    super::insert(&mut pack.compositions, name, row, item, complaints);
}

fn read_demand(item: Item<'_>, outer: &CompositionRow, complaints: &mut Complaints) -> Option<DemandRow> {
    const OWN: &[&str] = &["级别", "占", "奇数", "经同意可调整", "未载明"];
    let ops: Vec<&str> = Op::WORDS.iter().map(|(word, _)| *word).collect();
    let attributes: Vec<&str> = outer.attributes.keys().map(String::as_str).collect();
    item.shape(1..=1, &[super::HEAD, OWN, &ops, &attributes], complaints);
    let name = item.name(complaints)?;
    check_counter(&name, item, outer, complaints);
    let head = super::cited_head(item, name, Some(&outer.head), complaints);
    if head.sentence.is_none() {
        complaints.add(item.place(), "“要求”要用“说”写明一句话");
    }
    let mut chosen = BTreeMap::new();
    for (attribute, values) in &outer.attributes {
        let Some(value) = item.text(attribute, complaints) else {
            continue;
        };
        if !values.contains(&value) {
            let known: Vec<&str> = values.iter().map(String::as_str).collect();
            complaints.add(
                item.place(),
                format!("{attribute}“{value}”不认识，可以写：{}", list(&known)),
            );
        }
        chosen.insert(attribute.clone(), value);
    }
    Some(DemandRow {
        demand: read_what(item, outer, complaints)?,
        levels: super::levels(item, complaints),
        attributes: chosen,
        waiver: item.text("经同意可调整", complaints),
        head: Head { ..head },
    })
}

fn check_counter(name: &str, item: Item<'_>, outer: &CompositionRow, complaints: &mut Complaints) {
    if !outer.counters.iter().any(|counter| counter == name) {
        let known: Vec<&str> = outer.counters.iter().map(String::as_str).collect();
        complaints.add(
            item.place(),
            format!("“{name}”没有用“计数”写明，这里有：{}", list(&known)),
        );
    }
}

fn read_what(item: Item<'_>, outer: &CompositionRow, complaints: &mut Complaints) -> Option<Demand> {
    if let Some(why) = item.text("未载明", complaints) {
        return Some(Demand::Silent { why });
    }
    if let Some(whole) = item.text("占", complaints) {
        check_counter(&whole, item, outer, complaints);
        let (strict, share) = read_bound(item, complaints)?;
        return Some(Demand::Share { whole, strict, share });
    }
    if item.flag("奇数", complaints) {
        return Some(Demand::Count {
            op: Op::Odd,
            word: "奇数".to_owned(),
            constants: Vec::new(),
        });
    }
    let test = item
        .entries()
        .find_map(|entry| entry.name().and_then(Op::from_chinese).map(|op| (op, entry)));
    let Some((op, entry)) = test.filter(|(op, _)| !matches!(op, Op::Full | Op::Inside | Op::Covers)) else {
        complaints.add(item.place(), "“要求”要写一个比较，例如 不少于=5");
        return None;
    };
    let text = entry.as_text().unwrap_or_default();
    let constants: Option<Vec<i64>> = text.split_whitespace().map(|word| word.parse().ok()).collect();
    let single = op == Op::OneOf || text.split_whitespace().count() == 1;
    match constants.filter(|constants| single && !constants.is_empty()) {
        Some(constants) => Some(Demand::Count {
            op,
            word: entry.name().unwrap_or_default().to_owned(),
            constants,
        }),
        None => {
            complaints.add(entry.place(), format!("“{text}”应是整数"));
            None
        }
    }
}
