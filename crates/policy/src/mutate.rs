//! Every constant of a pack, changed by one unit.

use kernel::{Day, Fraction, Level, Money};

use crate::facts::{position, show_number};
use crate::library::Library;
use crate::model::{Body, Cell, Clause, Demand, FactDecl, FactType, Op, Operand, Pack, Within};
use crate::source::Place;
use crate::words::{Span, Threshold, Value};

/// What kind of row a constant belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// 参数, for one level or all, from a day on.
    Parameter(Option<Level>, Day),
    /// 表决
    Vote,
    /// 组成
    Composition,
    /// 限制
    Limit,
    /// 规则 or 表
    Rule,
}

/// One changed constant with the whole changed pack.
pub(crate) struct Mutation {
    pub(crate) place: Place,
    pub(crate) row: String,
    pub(crate) kind: Kind,
    pub(crate) change: String,
    pub(crate) pack: Pack,
}

/// All single changes of `pack`.
pub(crate) fn mutations(library: &Library, pack: &Pack) -> Vec<Mutation> {
    let facts: Vec<FactDecl> = match library.effective(&pack.head.id, pack.head.from) {
        Ok(rules) => rules.facts().to_vec(),
        Err(_) => Vec::new(),
    };
    let mut found = Vec::new();
    parameters(pack, &mut found);
    votes(pack, &mut found);
    compositions(pack, &mut found);
    limits(pack, &mut found);
    tables(pack, &facts, &mut found);
    rules(pack, &facts, &mut found);
    found
}

fn push(
    found: &mut Vec<Mutation>,
    pack: &Pack,
    (kind, place, row): (Kind, &Place, &str),
    change: String,
    apply: impl FnOnce(&mut Pack),
) {
    let mut changed = pack.clone();
    apply(&mut changed);
    found.push(Mutation {
        place: place.clone(),
        row: row.to_owned(),
        kind,
        change,
        pack: changed,
    });
}

fn parameters(pack: &Pack, found: &mut Vec<Mutation>) {
    for (key, row) in &pack.parameters {
        for (at, dated) in row.values.iter().enumerate() {
            for value in beside(&dated.value) {
                let change = format!("{}改为{value}", dated.value);
                let kind = Kind::Parameter(key.1, dated.from);
                let at_row = (kind, &row.head.place, &*row.head.name);
                push(found, pack, at_row, change, |pack| {
                    if let Some(row) = pack.parameters.get_mut(key) {
                        row.values[at].value = value;
                    }
                });
            }
        }
    }
}

fn votes(pack: &Pack, found: &mut Vec<Mutation>) {
    for (name, vote) in &pack.votes {
        if let Ok(given) = vote.agree.given {
            for threshold in beside_threshold(given) {
                let change = format!("{given}改为{threshold}");
                push(
                    found,
                    pack,
                    (Kind::Vote, &vote.agree.head.place, name),
                    change,
                    |pack| {
                        if let Some(vote) = pack.votes.get_mut(name) {
                            vote.agree.given = Ok(threshold);
                        }
                    },
                );
            }
        }
        let quorum = vote
            .quorum
            .as_ref()
            .and_then(|row| row.given.as_ref().ok().map(|given| (row, *given)));
        if let Some((row, given)) = quorum {
            for threshold in beside_threshold(given) {
                let change = format!("{given}改为{threshold}");
                push(found, pack, (Kind::Vote, &row.head.place, name), change, |pack| {
                    let vote = pack.votes.get_mut(name);
                    if let Some(row) = vote.and_then(|vote| vote.quorum.as_mut()) {
                        row.given = Ok(threshold);
                    }
                });
            }
        }
    }
}

fn compositions(pack: &Pack, found: &mut Vec<Mutation>) {
    for (name, composition) in &pack.compositions {
        for (at, row) in composition.demands.iter().enumerate() {
            for (change, demand) in beside_demand(&row.demand) {
                let at_row = (Kind::Composition, &row.head.place, &**name);
                push(found, pack, at_row, change, |pack| {
                    if let Some(composition) = pack.compositions.get_mut(name) {
                        composition.demands[at].demand = demand;
                    }
                });
            }
        }
    }
}

fn beside_demand(demand: &Demand) -> Vec<(String, Demand)> {
    match demand {
        Demand::Silent { .. } => Vec::new(),
        Demand::Count { op, word, constants } => {
            let mut found = Vec::new();
            for (at, constant) in constants.iter().enumerate() {
                for other in [constant - 1, constant + 1]
                    .into_iter()
                    .filter(|other| *other >= 0)
                {
                    let mut constants = constants.clone();
                    constants[at] = other;
                    let demand = Demand::Count {
                        op: *op,
                        word: word.clone(),
                        constants,
                    };
                    found.push((format!("{constant}改为{other}"), demand));
                }
            }
            found
        }
        Demand::Share { whole, strict, share } => {
            let demand = |share, strict| Demand::Share {
                whole: whole.clone(),
                strict,
                share,
            };
            let mut found: Vec<(String, Demand)> = beside_share(*share)
                .into_iter()
                .map(|other| (format!("{share}改为{other}"), demand(other, *strict)))
                .collect();
            found.push((format!("{share}的“不少于”和“超过”互换"), demand(*share, !strict)));
            found
        }
    }
}

fn limits(pack: &Pack, found: &mut Vec<Mutation>) {
    for (name, row) in &pack.limits {
        let others: Vec<(String, Within)> = match row.within {
            Within::NotAfter(day) => days_beside(day, Within::NotAfter),
            Within::NotBefore(day) => days_beside(day, Within::NotBefore),
            Within::AtLeast(span) => spans_beside(span)
                .into_iter()
                .map(|other| (format!("{span}改为{other}"), Within::AtLeast(other)))
                .collect(),
        };
        for (change, within) in others {
            push(
                found,
                pack,
                (Kind::Limit, &row.head.place, name),
                change,
                |pack| {
                    if let Some(row) = pack.limits.get_mut(name) {
                        row.within = within;
                    }
                },
            );
        }
    }
}

fn days_beside(day: Day, wrap: fn(Day) -> Within) -> Vec<(String, Within)> {
    [day.previous(), day.next()]
        .into_iter()
        .map(|other| (format!("{day}改为{other}"), wrap(other)))
        .collect()
}

fn tables(pack: &Pack, facts: &[FactDecl], found: &mut Vec<Mutation>) {
    for (name, table) in &pack.tables {
        for (at, row) in table.rows.iter().enumerate() {
            for (column, cell) in row.cells.iter().enumerate() {
                let (Cell::Constant(text), Some((fact, op))) = (cell, head_of(&table.columns[column], facts))
                else {
                    continue;
                };
                for other in beside_constant(fact, op, text) {
                    let change = format!("“{}”{text}改为{other}", table.columns[column]);
                    push(found, pack, (Kind::Rule, &row.place, name), change, |pack| {
                        if let Some(table) = pack.tables.get_mut(name) {
                            table.rows[at].cells[column] = Cell::Constant(other);
                        }
                    });
                }
            }
        }
    }
}

/// The fact and comparison of a column that is compared; a column fixed by 查表 has none.
fn head_of<'f>(column: &str, facts: &'f [FactDecl]) -> Option<(&'f FactDecl, Op)> {
    Op::WORDS.iter().find_map(|(word, op)| {
        let name = column.strip_suffix(word)?;
        facts
            .iter()
            .find(|fact| fact.name == name)
            .map(|fact| (fact, *op))
    })
}

fn rules(pack: &Pack, facts: &[FactDecl], found: &mut Vec<Mutation>) {
    for (name, rule) in &pack.rules {
        for (place, change, body) in clauses(&rule.body, facts) {
            push(found, pack, (Kind::Rule, &place, name), change, |pack| {
                if let Some(rule) = pack.rules.get_mut(name) {
                    rule.body = body;
                }
            });
        }
    }
}

/// Every single change inside a clause: the place, what changes, and the clause with the change.
fn clauses(clause: &Clause, facts: &[FactDecl]) -> Vec<(Place, String, Clause)> {
    let with = |body: Body| Clause {
        body,
        ..clause.clone()
    };
    let inside = |children: &[Clause], wrap: &dyn Fn(Vec<Clause>) -> Body| {
        let mut found = Vec::new();
        for (at, child) in children.iter().enumerate() {
            for (place, change, changed) in clauses(child, facts) {
                let mut children = children.to_vec();
                children[at] = changed;
                found.push((place, change, with(wrap(children))));
            }
        }
        found
    };
    match &clause.body {
        Body::All(children) => inside(children, &Body::All),
        Body::None(children) => inside(children, &Body::None),
        Body::AtLeast(wanted, children) => inside(children, &|children| Body::AtLeast(*wanted, children)),
        Body::Rule(_) | Body::Lookup { .. } => Vec::new(),
        Body::Ratio {
            part,
            whole,
            strict,
            share,
        } => beside_share(*share)
            .into_iter()
            .map(|other| {
                let body = Body::Ratio {
                    part: part.clone(),
                    whole: whole.clone(),
                    strict: *strict,
                    share: other,
                };
                (clause.place.clone(), format!("{share}改为{other}"), with(body))
            })
            .collect(),
        Body::Atom {
            fact,
            op,
            word,
            operand: Operand::Constant(text),
        } => {
            let declared = facts.iter().find(|declared| declared.name == *fact);
            let others = declared.map_or_else(Vec::new, |declared| beside_constant(declared, *op, text));
            others
                .into_iter()
                .map(|other| {
                    let change = format!("“{fact}{word}”{text}改为{other}");
                    let body = Body::Atom {
                        fact: fact.clone(),
                        op: *op,
                        word: word.clone(),
                        operand: Operand::Constant(other),
                    };
                    (clause.place.clone(), change, with(body))
                })
                .collect()
        }
        Body::Atom { .. } => Vec::new(),
    }
}

/// The constants one unit beside `text`: a month, a day, a rank, a number; for a list, the list without one word.
fn beside_constant(fact: &FactDecl, op: Op, text: &str) -> Vec<String> {
    if op == Op::OneOf {
        let words: Vec<&str> = text.split_whitespace().collect();
        let without = |at: usize| {
            let kept = words.iter().enumerate().filter(|(index, _)| *index != at);
            kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
        };
        return if words.len() > 1 {
            (0..words.len()).map(without).collect()
        } else {
            Vec::new()
        };
    }
    if matches!(op, Op::Full | Op::Inside) {
        let spans = Span::parse(text).map_or_else(Vec::new, spans_beside);
        return spans.iter().map(ToString::to_string).collect();
    }
    match &fact.measure {
        FactType::Months => {
            let spans = Span::parse(text).map_or_else(Vec::new, spans_beside);
            spans.iter().map(ToString::to_string).collect()
        }
        FactType::Number => {
            let number: Option<i64> = text.parse().ok();
            let others = number.map_or_else(Vec::new, |number| vec![number - 1, number + 1]);
            others.iter().map(ToString::to_string).collect()
        }
        FactType::Day => {
            let day: Option<Day> = text.parse().ok();
            let others = day.map_or_else(Vec::new, |day| vec![day.previous(), day.next()]);
            others.iter().map(ToString::to_string).collect()
        }
        FactType::Rank(words) => {
            let Some(at) = position(words, text) else {
                return Vec::new();
            };
            let last = i64::try_from(words.len()).unwrap_or(0) - 1;
            [at - 1, at + 1]
                .into_iter()
                .filter(|other| (0..=last).contains(other))
                .map(|other| show_number(fact, other))
                .collect()
        }
        FactType::Flag | FactType::Category(_) | FactType::Periods => Vec::new(),
    }
}

/// A month less and a month more; nothing less than none.
fn spans_beside(span: Span) -> Vec<Span> {
    let months = i32::try_from(span.months()).unwrap_or(0);
    let others = [months - 1, months + 1].into_iter();
    others.filter(|other| *other >= 0).map(Span::Months).collect()
}

/// Five hundredths less and more.
fn beside_share(share: Fraction) -> Vec<Fraction> {
    let (upper, lower) = (share.numerator() * 20, share.denominator() * 20);
    let step = share.denominator();
    let others = [upper.saturating_sub(step), upper + step].into_iter();
    others
        .filter_map(|other| Fraction::new(other, lower).ok())
        .collect()
}

fn beside_threshold(threshold: Threshold) -> Vec<Threshold> {
    let mut found: Vec<Threshold> = beside_share(threshold.share)
        .into_iter()
        .map(|share| Threshold { share, ..threshold })
        .collect();
    found.push(Threshold {
        strict: !threshold.strict,
        ..threshold
    });
    found
}

fn beside(value: &Value) -> Vec<Value> {
    let counts = |number: u32, wrap: fn(u32) -> Value| {
        let others = [number.checked_sub(1), number.checked_add(1)];
        others.into_iter().flatten().map(wrap).collect()
    };
    match value {
        Value::WorkingDays(days) => counts(*days, Value::WorkingDays),
        Value::Days(days) => counts(*days, Value::Days),
        Value::Hours(hours) => counts(*hours, Value::Hours),
        Value::Span(span) => spans_beside(*span).into_iter().map(Value::Span).collect(),
        Value::Count(number) => vec![Value::Count(number - 1), Value::Count(number + 1)],
        Value::Share(share) => beside_share(*share).into_iter().map(Value::Share).collect(),
        Value::Money(money) => vec![
            Value::Money(Money::from_cents(money.cents() - 100)),
            Value::Money(Money::from_cents(money.cents() + 100)),
        ],
        Value::Day(day) => vec![Value::Day(day.previous()), Value::Day(day.next())],
        Value::Range(_)
        | Value::Threshold(_)
        | Value::Office(_)
        | Value::TitleDate(_)
        | Value::Text(_)
        | Value::NotApplicable => Vec::new(),
    }
}
