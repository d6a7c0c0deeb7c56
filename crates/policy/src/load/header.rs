//! `政策包`: what instrument this is, whom it concerns, when it is in force and what it stands on.

use kernel::Day;

use crate::model::{PackHead, Parent, Scope, Tier};
use crate::source::{Complaints, Item, list};

const WORDS: [&str; 8] = [
    "名称",
    "文号",
    "发文机关",
    "层级",
    "适用",
    "有效",
    "上位",
    "依据未收录",
];

/// What a header says, line by line.
#[derive(Default)]
struct Lines {
    title: Option<String>,
    number: Option<String>,
    issuer: Option<String>,
    tier: Option<Tier>,
    scope: Option<Scope>,
    force: Option<(Day, Option<Day>)>,
    parents: Vec<Parent>,
    not_supplied: Vec<(String, String)>,
}

pub(super) fn read(item: Item<'_>, folder: &str, complaints: &mut Complaints) -> Option<PackHead> {
    item.shape(1..=1, &[], complaints);
    let id = item.name(complaints)?;
    if id != folder {
        complaints.add(
            item.place(),
            format!("政策包的名称“{id}”应与所在文件夹“{folder}”相同"),
        );
    }
    let mut lines = Lines::default();
    for child in item.children() {
        read_line(child, &mut lines, complaints);
    }
    let missing: Vec<&str> = [
        ("名称", lines.title.is_none()),
        ("层级", lines.tier.is_none()),
        ("适用", lines.scope.is_none()),
        ("有效", lines.force.is_none()),
    ]
    .into_iter()
    .filter_map(|(word, absent)| absent.then_some(word))
    .collect();
    if !missing.is_empty() {
        complaints.add(item.place(), format!("政策包“{id}”缺少：{}", list(&missing)));
    }
    let (from, to) = lines.force?;
    Some(PackHead {
        id,
        title: lines.title?,
        number: lines.number,
        issuer: lines.issuer,
        tier: lines.tier?,
        scope: lines.scope?,
        from,
        to,
        parents: lines.parents,
        not_supplied: lines.not_supplied,
        place: item.place(),
    })
}

fn read_line(item: Item<'_>, lines: &mut Lines, complaints: &mut Complaints) {
    match item.word() {
        "名称" => {
            item.shape(1..=1, &[], complaints);
            lines.title = item.name(complaints);
        }
        "文号" => {
            item.shape(1..=1, &[], complaints);
            lines.number = item.name(complaints);
        }
        "发文机关" => {
            item.shape(1..=1, &[], complaints);
            lines.issuer = item.name(complaints);
        }
        "层级" => lines.tier = read_tier(item, complaints),
        "适用" => lines.scope = read_scope(item, complaints),
        "有效" => lines.force = read_force(item, complaints),
        "上位" => lines.parents.extend(read_parent(item, complaints)),
        "依据未收录" => {
            // Instruments the pack stands on whose text was not supplied; named for the reader, never guessed.
            item.shape(1..=1, &[&["缺"]], complaints);
            let missing = item.needed_text("缺", complaints);
            lines.not_supplied.extend(item.name(complaints).zip(missing));
        }
        _ => item.unknown(&WORDS, complaints),
    }
}

fn read_tier(item: Item<'_>, complaints: &mut Complaints) -> Option<Tier> {
    item.shape(1..=1, &[], complaints);
    let word = item.name(complaints)?;
    let tier = Tier::from_chinese(&word);
    if tier.is_none() {
        complaints.add(
            item.place(),
            format!("层级“{word}”不认识，可以写：{}", list(&Tier::WORDS)),
        );
    }
    tier
}

fn read_scope(item: Item<'_>, complaints: &mut Complaints) -> Option<Scope> {
    item.shape(0..=0, &[&["地区", "系列", "级别"]], complaints);
    let area = item.needed_text("地区", complaints)?;
    let series = item.needed_text("系列", complaints)?;
    let sound = !area.is_empty() && area.len() <= 6 && area.bytes().all(|byte| byte.is_ascii_digit());
    if !sound {
        complaints.add(
            item.place(),
            format!("地区“{area}”应写行政区划代码，例如 \"45\" 或 \"4501\""),
        );
    }
    Some(Scope {
        area,
        series: (series != "*").then_some(series),
        levels: super::levels(item, complaints),
    })
}

fn read_force(item: Item<'_>, complaints: &mut Complaints) -> Option<(Day, Option<Day>)> {
    item.shape(0..=0, &[&["自", "至"]], complaints);
    item.needed_text("自", complaints)?;
    let from = item.day("自", complaints)?;
    let to = item.day("至", complaints);
    if to.is_some_and(|to| to < from) {
        complaints.add(item.place(), "有效的“至”早于“自”");
    }
    Some((from, to))
}

fn read_parent(item: Item<'_>, complaints: &mut Complaints) -> Option<Parent> {
    item.shape(1..=1, &[&["自", "优先"]], complaints);
    Some(Parent {
        id: item.name(complaints)?,
        from: item.day("自", complaints),
        prevails: item.flag("优先", complaints),
        place: item.place(),
    })
}
