//! `参数`, `时段` and `表`: dated values and tables, changed row by row by lower packs.

use std::collections::BTreeMap;

use kernel::{Day, Level};

use crate::model::{
    AnswerRow, Cell, Dated, LimitRow, Op, Pack, ParameterRow, RelaxationRow, Stricter, Table, TableRow, Tier,
    Within,
};
use crate::source::{Complaints, Entry, Item, list};
use crate::words::{DayRange, Kind, Span, Value};

pub(super) fn read_parameter(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    const OWN: &[&str] = &["类型", "未载明", "级别", "越大越严", "越小越严", "可设", "值"];
    item.shape(1..=1, &[super::HEAD, OWN], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let silent = item.text("未载明", complaints);
    let declared = read_kind(item, complaints);
    let mut values = Vec::new();
    if let Some(entry) = item.prop("值") {
        values.extend(read_value(entry, declared, complaints).map(|value| Dated {
            from: pack.head.from,
            to: None,
            value,
        }));
    }
    for child in item.children() {
        if child.word() == "自" {
            values.extend(read_dated(child, declared, complaints));
        } else {
            child.unknown(&["自"], complaints);
        }
    }
    let Some(kind) = settle_kind(item, declared, &values, silent.is_some(), complaints) else {
        return;
    };
    let row = ParameterRow {
        head,
        kind,
        values,
        silent,
        stricter: read_direction(item, complaints),
        adjustable: item.flag("可设", complaints),
    };
    for level in each_level(item, complaints) {
        let key = (name.clone(), level);
        super::insert(&mut pack.parameters, key, row.clone(), item, complaints);
    }
}

fn each_level(item: Item<'_>, complaints: &mut Complaints) -> Vec<Option<Level>> {
    let levels = super::levels(item, complaints);
    if levels.is_empty() {
        vec![None]
    } else {
        levels.into_iter().map(Some).collect()
    }
}

fn read_kind(item: Item<'_>, complaints: &mut Complaints) -> Option<Kind> {
    let word = item.text("类型", complaints)?;
    let kind = Kind::from_chinese(&word);
    if kind.is_none() {
        complaints.add(
            item.place(),
            format!("类型“{word}”不认识，可以写：{}", list(&Kind::words())),
        );
    }
    kind
}

/// The one kind of all values; complains when there is neither a value nor a reason for silence, or both.
fn settle_kind(
    item: Item<'_>,
    declared: Option<Kind>,
    values: &[Dated<Value>],
    silent: bool,
    complaints: &mut Complaints,
) -> Option<Kind> {
    if silent && !values.is_empty() {
        complaints.add(item.place(), "写了“未载明”就不能再写值");
    }
    if !silent && values.is_empty() {
        complaints.add(
            item.place(),
            "没有写值；文件没有规定的，请写 未载明=\"为什么没有、由谁确定\"",
        );
        return None;
    }
    let mut kinds = values.iter().filter_map(|dated| dated.value.kind());
    let kind = declared.or_else(|| kinds.next());
    if kind.is_none() {
        complaints.add(item.place(), "文件没有规定的参数要用“类型”写明应填什么");
    }
    if kinds.any(|other| Some(other) != kind) {
        complaints.add(item.place(), "同一个参数各时期的值应是同一类型");
    }
    kind
}

fn read_value(entry: Entry<'_>, declared: Option<Kind>, complaints: &mut Complaints) -> Option<Value> {
    let Some(text) = entry.as_text() else {
        complaints.add(entry.place(), "值应写整数或用引号括起的文字，不能写小数");
        return None;
    };
    let kind = declared.unwrap_or_else(|| Value::guess(&text));
    let looks_like_a_number = text
        .trim_start()
        .starts_with(|mark: char| mark.is_ascii_digit() || mark == '-');
    if declared.is_none() && kind == Kind::Text && looks_like_a_number {
        let sentence = format!(
            "“{text}”的写法不认识，数值应写成“5个工作日”“1年”“2/3”“380.00元”的样子；确是文字的，请写明 类型=\"{}\"",
            Kind::Text.chinese()
        );
        complaints.add(entry.place(), sentence);
        return None;
    }
    match Value::parse(&text, kind) {
        Ok(value) => Some(value),
        Err(sentence) => {
            complaints.add(entry.place(), sentence);
            None
        }
    }
}

/// `自 "2022-01-01" "5个工作日" [至="…"]`
fn read_dated(item: Item<'_>, declared: Option<Kind>, complaints: &mut Complaints) -> Option<Dated<Value>> {
    item.shape(2..=2, &[&["至"]], complaints);
    let mut args = item.args();
    let (first, second) = (args.next()?, args.next()?);
    Some(Dated {
        from: first.day(complaints)?,
        to: item.day("至", complaints),
        value: read_value(second, declared, complaints)?,
    })
}

fn read_direction(item: Item<'_>, complaints: &mut Complaints) -> Option<Stricter> {
    let larger = item.flag("越大越严", complaints);
    let smaller = item.flag("越小越严", complaints);
    match (larger, smaller) {
        (true, true) => {
            complaints.add(item.place(), "“越大越严”和“越小越严”只能写一个");
            None
        }
        (true, false) => Some(Stricter::Larger),
        (false, true) => Some(Stricter::Smaller),
        (false, false) => None,
    }
}

pub(super) fn read_window(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    const OWN: &[&str] = &["级别", "未载明", "自", "至"];
    item.shape(1..=1, &[super::HEAD, OWN], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let silent = item.text("未载明", complaints);
    let (from, to) = (item.day("自", complaints), item.day("至", complaints));
    let mut values = Vec::new();
    match (from, to, &silent) {
        (Some(from), Some(to), None) if from <= to => values.push(Dated {
            from: pack.head.from,
            to: None,
            value: Value::Range(DayRange { from, to }),
        }),
        (Some(_), Some(_), None) => complaints.add(item.place(), "“至”早于“自”"),
        (None, None, Some(_)) => {}
        _ => complaints.add(item.place(), "时段要么写“自”和“至”，要么写“未载明”"),
    }
    let row = ParameterRow {
        head,
        kind: Kind::Range,
        values,
        silent,
        stricter: None,
        adjustable: false,
    };
    for level in each_level(item, complaints) {
        let key = (name.clone(), level);
        super::insert(&mut pack.windows, key, row.clone(), item, complaints);
    }
}

/// `限制 "申报截止" 时段="个人申报" 不晚于="2020-10-30"`
pub(super) fn read_limit(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    const OWN: &[&str] = &["时段", "级别", "不晚于", "不早于", "长度不少于"];
    item.shape(1..=1, &[super::HEAD, OWN], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let stage = item.needed_text("时段", complaints).unwrap_or_default();
    let length = item.text("长度不少于", complaints);
    let span = length.as_deref().and_then(Span::parse);
    if length.is_some() && span.is_none() {
        complaints.add(item.place(), "“长度不少于”应写成“1个月”的样子");
    }
    let (last, first) = (item.day("不晚于", complaints), item.day("不早于", complaints));
    let within = match (last, first, span) {
        (Some(last), None, None) => Within::NotAfter(last),
        (None, Some(first), None) => Within::NotBefore(first),
        (None, None, Some(span)) => Within::AtLeast(span),
        _ => {
            complaints.add(item.place(), "“限制”要写“不晚于”“不早于”“长度不少于”中的一个");
            return;
        }
    };
    let row = LimitRow {
        head,
        stage,
        levels: super::levels(item, complaints),
        within,
    };
    super::insert(&mut pack.limits, name, row, item, complaints);
}

pub(super) fn read_table(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD, &["列", "要求列"]], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let columns: Vec<String> = item
        .needed_text("列", complaints)
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    if columns.len() < 2 {
        complaints.add(item.place(), "“列”要写至少两列，用空格分开，最后一列是要求");
    }
    let demands = match item.prop("要求列").and_then(Entry::as_text) {
        None => 1,
        Some(text) => text.parse().unwrap_or(0),
    };
    if !(1..columns.len().max(2)).contains(&demands) {
        complaints.add(item.place(), "“要求列”应是整数，至少1，且少于列数");
    }
    let chosen_by = columns.len().saturating_sub(demands);
    let mut rows: Vec<TableRow> = Vec::new();
    let mut answers = Vec::new();
    for child in item.children() {
        match child.word() {
            "行" => {}
            "释义" => {
                answers.extend(read_answer(child, &columns, complaints));
                continue;
            }
            _ => {
                child.unknown(&["行", "释义"], complaints);
                continue;
            }
        }
        let Some(row) = read_row(child, columns.len(), chosen_by, complaints) else {
            continue;
        };
        let doubled = rows
            .iter()
            .any(|other| same_key(other, &row) && overlap(other, &row));
        if doubled {
            complaints.add(child.place(), "这一行的情形与前面某一行相同");
        }
        rows.push(row);
    }
    let table = Table {
        head,
        columns,
        demands,
        rows,
        answers,
    };
    super::insert(&mut pack.tables, name, table, item, complaints);
}

/// `释义 "…" 申报级别="中级" 学位="博士" 条="第三十四条(四)"`: a column, or the fact a column compares, and its values.
fn read_answer(item: Item<'_>, columns: &[String], complaints: &mut Complaints) -> Option<AnswerRow> {
    let own: Vec<&str> = columns.iter().map(|column| fact_of(column)).collect();
    item.shape(1..=1, &[&["条", "出处"], &own], complaints);
    let name = item.name(complaints)?;
    let head = super::cited_head(item, name, None, complaints);
    let mut about = BTreeMap::new();
    for fact in own {
        if let Some(text) = item.text(fact, complaints) {
            let values = text.split_whitespace().map(str::to_owned).collect();
            about.insert(fact.to_owned(), values);
        }
    }
    if about.is_empty() {
        complaints.add(item.place(), "“释义”要写明说的是哪种情形，例如 申报级别=\"中级\"");
    }
    Some(AnswerRow { head, about })
}

/// The fact that a column compares: `学位` of `学位不低于`.
pub(crate) fn fact_of(column: &str) -> &str {
    let words = Op::WORDS.iter();
    words
        .filter_map(|(word, _)| column.strip_suffix(word))
        .find(|fact| !fact.is_empty())
        .unwrap_or(column)
}

/// `放宽 "第一层次评审专家" 层级="设区市 单位" 条="第十四条" 说="…"`
pub(super) fn read_relaxation(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD, &["层级"]], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let mut tiers = Vec::new();
    for word in item
        .text("层级", complaints)
        .unwrap_or_default()
        .split_whitespace()
    {
        match Tier::from_chinese(word) {
            Some(tier) => tiers.push(tier),
            None => complaints.add(
                item.place(),
                format!("层级“{word}”不认识，可以写：{}", list(&Tier::WORDS)),
            ),
        }
    }
    super::insert(
        &mut pack.relaxations,
        name,
        RelaxationRow { head, tiers },
        item,
        complaints,
    );
}

/// Whether two rows are for the same case: the cells that choose them agree.
pub(crate) fn same_key(left: &TableRow, right: &TableRow) -> bool {
    left.cells[..left.chosen_by] == right.cells[..right.chosen_by]
}

fn overlap(left: &TableRow, right: &TableRow) -> bool {
    let before = |end: Option<Day>, start: Option<Day>| matches!((end, start), (Some(end), Some(start)) if end < start);
    !before(left.to, right.from) && !before(right.to, left.from)
}

fn read_row(
    item: Item<'_>,
    columns: usize,
    chosen_by: usize,
    complaints: &mut Complaints,
) -> Option<TableRow> {
    item.shape(columns..=columns, &[&["条", "说", "自", "至"]], complaints);
    let mut cells = Vec::new();
    for entry in item.args() {
        let text = entry.as_text()?;
        cells.push(match entry.annotation() {
            None if text == "*" => Cell::Any,
            None => Cell::Constant(text),
            Some("参数") => Cell::Parameter(text),
            Some(other) => {
                complaints.add(entry.place(), format!("括号里的“{other}”不认识，只能写 (参数)"));
                return None;
            }
        });
    }
    (cells.len() == columns).then(|| TableRow {
        cells,
        chosen_by,
        article: item.text("条", complaints),
        sentence: item.text("说", complaints),
        from: item.day("自", complaints),
        to: item.day("至", complaints),
        place: item.place(),
    })
}
