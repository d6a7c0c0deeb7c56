//! `事实` and `规则`: what may be asked about an applicant, and the rules over it.

use std::collections::BTreeMap;

use crate::model::{AskedOn, Body, Clause, FactDecl, FactType, Moment, Op, Operand, Pack, RuleRow};
use crate::source::{Complaints, Entry, Item, list};
use crate::words::share_of;

const MEASURES: [&str; 7] = ["是否", "日期", "期间", "等级", "类别", "时长", "数"];
const NODES: [&str; 8] = ["都要", "任一", "至少", "都不是", "条件", "占比", "依照", "查表"];
const WORDS: &[&str] = &["条", "说", "办法", "规则号"];

pub(super) fn read_facts(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(0..=0, &[], complaints);
    for child in item.children() {
        if let Some(fact) = read_fact(child, complaints) {
            super::insert(&mut pack.facts, fact.name.clone(), fact, child, complaints);
        }
    }
}

fn read_fact(item: Item<'_>, complaints: &mut Complaints) -> Option<FactDecl> {
    item.shape(1..=1, &[&["取自", "证明", "空值", "单位"]], complaints);
    let name = item.name(complaints)?;
    let source = item.needed_text("取自", complaints).unwrap_or_default();
    let proof = item.needed_text("证明", complaints).unwrap_or_default();
    let values: Vec<String> = item
        .children()
        .filter_map(|child| {
            if child.word() == "值" {
                Some(child.args().filter_map(Entry::string).map(str::to_owned))
            } else {
                child.unknown(&["值"], complaints);
                None
            }
        })
        .flatten()
        .collect();
    let measure = match item.word() {
        "是否" => FactType::Flag,
        "日期" => FactType::Day,
        "期间" => FactType::Periods,
        "等级" => FactType::Rank(values.clone()),
        "类别" => FactType::Category(values.clone()),
        "时长" => FactType::Months,
        "数" => FactType::Number,
        _ => {
            item.unknown(&MEASURES, complaints);
            return None;
        }
    };
    let wants_values = matches!(measure, FactType::Rank(_) | FactType::Category(_));
    if wants_values && values.len() < 2 {
        complaints.add(item.place(), format!("“{}”要用 值 写明至少两个取值", item.word()));
    }
    Some(FactDecl {
        name,
        measure,
        source,
        proof,
        absence: item.text("空值", complaints),
        unit: item.text("单位", complaints),
        place: Some(item.place()),
    })
}

pub(super) fn read_rule(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD, &["问于"]], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let asked = match item.needed_text("问于", complaints) {
        Some(text) => read_asked(&text, item, complaints),
        None => None,
    };
    let clauses = read_clauses(item, complaints);
    let body = match <[Clause; 1]>::try_from(clauses) {
        Ok([only]) => only,
        Err(clauses) => Clause {
            body: Body::All(clauses),
            article: None,
            sentence: None,
            remedy: None,
            rules: Vec::new(),
            place: item.place(),
        },
    };
    if let Some(asked) = asked {
        let row = RuleRow { head, asked, body };
        super::insert(&mut pack.rules, name, row, item, complaints);
    }
}

fn read_asked(text: &str, item: Item<'_>, complaints: &mut Complaints) -> Option<AskedOn> {
    let (from, to) = text.split_once('至').unwrap_or((text, text));
    let asked = Moment::from_chinese(from.trim()).zip(Moment::from_chinese(to.trim()));
    if asked.is_none() {
        complaints.add(
            item.place(),
            format!(
                "问于“{text}”不认识，应写一天或“甲 至 乙”，可以写：{}",
                list(&Moment::words())
            ),
        );
    }
    asked.map(|(from, to)| AskedOn { from, to })
}

fn read_clauses(item: Item<'_>, complaints: &mut Complaints) -> Vec<Clause> {
    if !item.has_children() {
        complaints.add(item.place(), format!("“{}”下面没有写内容", item.word()));
    }
    item.children()
        .filter_map(|child| read_clause(child, complaints))
        .collect()
}

fn read_clause(item: Item<'_>, complaints: &mut Complaints) -> Option<Clause> {
    let body = match item.word() {
        "都要" => {
            item.shape(0..=0, &[WORDS], complaints);
            Body::All(read_clauses(item, complaints))
        }
        "任一" => {
            item.shape(0..=0, &[WORDS], complaints);
            Body::AtLeast(1, read_clauses(item, complaints))
        }
        "都不是" => {
            item.shape(0..=0, &[WORDS], complaints);
            Body::None(read_clauses(item, complaints))
        }
        "至少" => read_at_least(item, complaints)?,
        "依照" => {
            item.shape(1..=1, &[WORDS], complaints);
            Body::Rule(item.name(complaints)?)
        }
        "条件" => read_atom(item, complaints)?,
        "占比" => read_ratio(item, complaints)?,
        "查表" => read_lookup(item, complaints)?,
        _ => {
            item.unknown(&NODES, complaints);
            return None;
        }
    };
    Some(Clause {
        body,
        article: item.text("条", complaints),
        sentence: item.text("说", complaints),
        remedy: item.text("办法", complaints),
        rules: item
            .text("规则号", complaints)
            .map(|text| super::rule_ids(&text, &item.place(), complaints))
            .unwrap_or_default(),
        place: item.place(),
    })
}

fn read_at_least(item: Item<'_>, complaints: &mut Complaints) -> Option<Body> {
    item.shape(1..=1, &[WORDS], complaints);
    let clauses = read_clauses(item, complaints);
    let wanted = item.args().next()?.as_text()?.parse::<usize>().ok();
    match wanted.filter(|wanted| (1..=clauses.len()).contains(wanted)) {
        Some(wanted) => Some(Body::AtLeast(wanted, clauses)),
        None => {
            complaints.add(
                item.place(),
                format!("“至少”后面应写1到{}之间的整数", clauses.len()),
            );
            None
        }
    }
}

/// What `entry` compares with: a constant, `(参数)"…"` or 当日.
fn operand_word(entry: Entry<'_>, complaints: &mut Complaints) -> Option<Operand> {
    let text = entry.as_text();
    let Some(text) = text else {
        complaints.add(entry.place(), "这里应写整数或用引号括起的文字，不能写小数");
        return None;
    };
    match entry.annotation() {
        None if text == "当日" => Some(Operand::AskedDay),
        None => Some(Operand::Constant(text)),
        Some("参数") => Some(Operand::Parameter(text)),
        Some(other) => {
            complaints.add(entry.place(), format!("括号里的“{other}”不认识，只能写 (参数)"));
            None
        }
    }
}

fn read_atom(item: Item<'_>, complaints: &mut Complaints) -> Option<Body> {
    let ops: Vec<&str> = Op::WORDS.iter().map(|(word, _)| *word).collect();
    item.shape(1..=1, &[WORDS, &ops, &["奇数"]], complaints);
    let fact = item.name(complaints)?;
    let mut tests = item.entries().filter_map(|entry| {
        let name = entry.name()?;
        if name == "奇数" {
            return Some((Op::Odd, name, entry));
        }
        Op::from_chinese(name).map(|op| (op, name, entry))
    });
    let test = tests.next();
    if let Some((_, word, entry)) = tests.next() {
        complaints.add(
            entry.place(),
            format!("一个“条件”只能比较一次，多出来的“{word}”请另写一行"),
        );
    }
    let Some((op, word, entry)) = test else {
        return Some(Body::Atom {
            fact,
            op: Op::Holds,
            word: String::new(),
            operand: Operand::AskedDay,
        });
    };
    Some(Body::Atom {
        fact,
        op,
        word: word.to_owned(),
        operand: operand_word(entry, complaints)?,
    })
}

fn read_ratio(item: Item<'_>, complaints: &mut Complaints) -> Option<Body> {
    item.shape(1..=1, &[WORDS, &["占", "不少于", "超过"]], complaints);
    let part = item.name(complaints)?;
    let whole = item.needed_text("占", complaints)?;
    let (strict, entry) = match (item.prop("超过"), item.prop("不少于")) {
        (Some(entry), None) => (true, entry),
        (None, Some(entry)) => (false, entry),
        _ => {
            complaints.add(item.place(), "“占比”要写“不少于”或者“超过”中的一个");
            return None;
        }
    };
    Some(Body::Ratio {
        part,
        whole,
        strict,
        share: share(entry, complaints)?,
    })
}

/// A share written as `"2/3"`.
pub(super) fn share(entry: Entry<'_>, complaints: &mut Complaints) -> Option<kernel::Fraction> {
    match entry.string().and_then(share_of) {
        Some(Ok(share)) => Some(share),
        Some(Err(_)) => {
            complaints.add(entry.place(), "分母不能为零");
            None
        }
        None => {
            complaints.add(entry.place(), "比例应写成 \"2/3\" 的样子");
            None
        }
    }
}

fn read_lookup(item: Item<'_>, complaints: &mut Complaints) -> Option<Body> {
    let table = item.name(complaints)?;
    let mut bound = BTreeMap::new();
    for entry in item.entries() {
        let Some(name) = entry.name().filter(|name| !WORDS.contains(name)) else {
            continue;
        };
        match entry.as_text() {
            Some(text) => {
                bound.insert(name.to_owned(), text);
            }
            None => complaints.add(entry.place(), format!("“{name}”应写文字或整数")),
        }
    }
    Some(Body::Lookup { table, bound })
}
