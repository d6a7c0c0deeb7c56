//! Reading pack files: every word is known or complained about, with its place.

mod bodies;
mod calendars;
mod examples;
mod forms;
mod header;
mod lists;
mod process;
mod rows;
mod rule;

use std::collections::BTreeMap;

use kernel::{Level, RuleId};

use crate::model::{Head, Pack, Selector};
use crate::source::{Complaints, Entry, Item, Place, Source, list};
use crate::words::{Force, layer_of, levels_of};

pub(crate) use calendars::{CalendarRow, Exception};
pub(crate) use examples::{ExampleKind, ExampleRow, read as read_examples};
pub(crate) use rows::{fact_of, same_key};

/// Files whose name ends so hold examples; they are run by tests and `policy test`, never loaded to serve.
pub(crate) const EXAMPLES_SUFFIX: &str = "算例.kdl";

/// The top-level words of a pack file.
const TOP: [&str; 20] = [
    "政策包",
    "事实",
    "规则",
    "参数",
    "时段",
    "限制",
    "表",
    "表决",
    "组成",
    "流程",
    "权限",
    "材料清单",
    "量化评分",
    "承诺",
    "途径",
    "义务",
    "名录",
    "表单",
    "放宽",
    "日历",
];

/// The properties that every row with a head may carry.
pub(crate) const HEAD: &[&str] = &[
    "条",
    "出处",
    "说",
    "办法",
    "规则号",
    "力度",
    "依据",
    "释义",
    "读法",
];

/// One folder of pack files as read.
pub(crate) struct Folder {
    pub(crate) pack: Option<Pack>,
    pub(crate) calendars: Vec<CalendarRow>,
    pub(crate) canonical: Vec<u8>,
}

/// Reads the files of one folder, named `folder`.
pub(crate) fn read_folder(folder: &str, files: &[(String, String)], complaints: &mut Complaints) -> Folder {
    let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
    let mut documents = Vec::new();
    let mut canonical = Vec::new();
    for source in &sources {
        if let Some(document) = source.parse(complaints) {
            crate::source::canonical(&document, &mut |bytes| canonical.extend_from_slice(bytes));
            documents.push((document, source));
        }
    }
    let items: Vec<Item<'_>> = documents
        .iter()
        .flat_map(|(document, source)| Item::all_of(document, source))
        .collect();
    let calendars = items
        .iter()
        .filter(|item| item.word() == "日历")
        .filter_map(|item| calendars::read(*item, complaints))
        .collect();
    let pack = read_pack(folder, &items, complaints);
    Folder {
        pack,
        calendars,
        canonical,
    }
}

fn read_pack(folder: &str, items: &[Item<'_>], complaints: &mut Complaints) -> Option<Pack> {
    let mut heads = items.iter().filter(|item| item.word() == "政策包");
    let Some(first) = heads.next() else {
        let stray = items.iter().find(|item| item.word() != "日历");
        if let Some(item) = stray {
            complaints.add(
                item.place(),
                format!("“{folder}”里没有“政策包”，请先写明政策包的名称、层级、适用和有效"),
            );
        }
        return None;
    };
    for second in heads {
        complaints.add(second.place(), "一个文件夹里只能有一个“政策包”");
    }
    let mut pack = Pack::new(header::read(*first, folder, complaints)?);
    for item in items {
        read_item(*item, &mut pack, complaints);
    }
    Some(pack)
}

fn read_item(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    match item.word() {
        "政策包" | "日历" => {}
        "事实" => rule::read_facts(item, pack, complaints),
        "规则" => rule::read_rule(item, pack, complaints),
        "参数" => rows::read_parameter(item, pack, complaints),
        "时段" => rows::read_window(item, pack, complaints),
        "限制" => rows::read_limit(item, pack, complaints),
        "表" => rows::read_table(item, pack, complaints),
        "表决" => bodies::read_vote(item, pack, complaints),
        "组成" => bodies::read_composition(item, pack, complaints),
        "流程" => process::read_process(item, pack, complaints),
        "权限" => process::read_authority(item, pack, complaints),
        "材料清单" => lists::read_materials(item, pack, complaints),
        "量化评分" => lists::read_sheet(item, pack, complaints),
        "承诺" => lists::read_commitment(item, pack, complaints),
        "途径" => lists::read_ground(item, pack, complaints),
        "义务" => lists::read_obligation(item, pack, complaints),
        "名录" => forms::read_directory(item, pack, complaints),
        "表单" => forms::read_form(item, pack, complaints),
        "放宽" => rows::read_relaxation(item, pack, complaints),
        "算例" => complaints.add(
            item.place(),
            format!("算例应写在以“{EXAMPLES_SUFFIX}”结尾的文件里，运行时不加载"),
        ),
        _ => item.unknown(&TOP, complaints),
    }
}

/// Reads what the row `item` carries; `outer` is the head of the node around it, whose article it inherits.
pub(crate) fn head(item: Item<'_>, name: String, outer: Option<&Head>, complaints: &mut Complaints) -> Head {
    let force = match item.text("力度", complaints) {
        None => outer.map_or(Force::Hard, |outer| outer.force),
        Some(word) => Force::from_chinese(&word).unwrap_or_else(|| {
            complaints.add(
                item.place(),
                format!("力度“{word}”不认识，可以写：{}", list(&Force::WORDS)),
            );
            Force::Hard
        }),
    };
    let rules = item.text("规则号", complaints).map_or_else(
        || outer.map(|outer| outer.rules.clone()).unwrap_or_default(),
        |text| rule_ids(&text, &item.place(), complaints),
    );
    let article = item.text("条", complaints);
    let reading = item
        .text("释义", complaints)
        .or_else(|| outer.and_then(|outer| outer.reading.clone()));
    check_readings(item, reading.is_some(), complaints);
    Head {
        name,
        article: article.or_else(|| outer.and_then(|outer| outer.article.clone())),
        document: item
            .text("出处", complaints)
            .or_else(|| outer.and_then(|outer| outer.document.clone())),
        rules,
        sentence: item.text("说", complaints),
        remedy: item.text("办法", complaints),
        basis: item
            .text("依据", complaints)
            .or_else(|| outer.and_then(|outer| outer.basis.clone())),
        reading,
        force,
        place: item.place(),
    }
}

/// `读法` names the unclear places of the texts (AMB-01) that the row settles; the `释义` says how.
fn check_readings(item: Item<'_>, said: bool, complaints: &mut Complaints) {
    let Some(text) = item.text("读法", complaints) else {
        return;
    };
    if !said {
        complaints.add(item.place(), "写了“读法”就要用“释义”写明怎样理解");
    }
    for word in text.split_whitespace() {
        let sound = word
            .strip_prefix("AMB-")
            .is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()));
        if !sound {
            complaints.add(
                item.place(),
                format!("读法“{word}”写法不对，应是“AMB-01”的样子，多个之间用空格分开"),
            );
        }
    }
}

/// As [`head`], for rows that state a rule of the text: an article must be named.
pub(crate) fn cited_head(
    item: Item<'_>,
    name: String,
    outer: Option<&Head>,
    complaints: &mut Complaints,
) -> Head {
    let head = head(item, name, outer, complaints);
    if head
        .article
        .as_deref()
        .is_none_or(|article| article.trim().is_empty())
    {
        complaints.add(
            item.place(),
            format!(
                "“{} {}”没有写明出自哪一条，请用 条=\"第…条\" 注明",
                item.word(),
                head.name
            ),
        );
    }
    head
}

fn rule_ids(text: &str, place: &Place, complaints: &mut Complaints) -> Vec<RuleId> {
    let mut ids = Vec::new();
    for word in text.split_whitespace() {
        match RuleId::parse(word) {
            Some(id) => ids.push(id),
            None => complaints.add(
                place.clone(),
                format!("规则号“{word}”写法不对，应是“UNT-021”的样子，多个之间用空格分开"),
            ),
        }
    }
    ids
}

/// The levels a row names with `级别`; none means every level.
pub(crate) fn levels(item: Item<'_>, complaints: &mut Complaints) -> Vec<Level> {
    let Some(text) = item.text("级别", complaints) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for word in text.split_whitespace().filter(|word| *word != "*") {
        match levels_of(word) {
            Some(levels) => found.extend(levels),
            None => complaints.add(
                item.place(),
                format!("级别“{word}”不认识，可以写：正高级、副高级、高级、中级、助理级、员级、初级"),
            ),
        }
    }
    found
}

/// The cases a row is for: `级别` and the layer named by `layer_word`.
pub(crate) fn selector(item: Item<'_>, layer_word: &str, complaints: &mut Complaints) -> Selector {
    let mut layers = Vec::new();
    let text = item.text(layer_word, complaints).unwrap_or_default();
    for word in text.split_whitespace().filter(|word| *word != "*") {
        match layer_of(word) {
            Some(layer) => layers.push(layer),
            None => complaints.add(
                item.place(),
                format!("{layer_word}“{word}”不认识，可以写：县、设区市、自治区"),
            ),
        }
    }
    Selector {
        levels: levels(item, complaints),
        layers,
    }
}

/// Puts `value` under `key`, complaining when the key is taken in the same pack.
pub(crate) fn insert<K: Ord, V>(
    map: &mut BTreeMap<K, V>,
    key: K,
    value: V,
    item: Item<'_>,
    complaints: &mut Complaints,
) {
    if map.insert(key, value).is_some() {
        let name = item.args().next().and_then(Entry::string).unwrap_or_default();
        complaints.add(
            item.place(),
            format!("“{} {name}”在同一个政策包里写了两次", item.word()),
        );
    }
}
