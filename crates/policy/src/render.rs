//! A pack for reading: article on the left, what the pack makes of it on the right.

use std::collections::BTreeMap;

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::law::Instrument;
use crate::layers::{MergedTable, Parameters, Sourced};
use crate::library::{Library, NoRules};
use crate::model::{
    Body, Cell, Clause, Dated, Demand, FieldRow, Head, Op, Operand, Pack, ParameterRow, Stricter, Table,
    TableRow, ThresholdRow, Within,
};
use crate::rules::Rules;
use crate::source::Place;
use crate::words::{Force, Value};

/// One row of a pack as it reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedRow {
    /// The article, with the document when it is not the pack's own.
    pub article: String,
    /// The kind of row and its name, e.g. `参数 单位公示期`.
    pub name: String,
    /// What it says, line by line; deeper lines are indented.
    pub lines: Vec<String>,
}

impl Library {
    /// The rows of pack `id` itself (not of the packs it stands on), in the order of its files; `None` when there is no
    /// such pack.
    #[must_use]
    pub fn render(&self, id: &str) -> Option<Vec<RenderedRow>> {
        self.pack_of(id).map(|pack| whole(pack))
    }

    /// Every row that pack `id` puts in force on `on`, of whichever layer, each with the document it stands in, the rows
    /// of tables one by one; of dated values only the one of that day.
    ///
    /// # Errors
    /// The pack is unknown or not in force on that day.
    pub fn render_on(&self, id: &str, on: Day) -> Result<Vec<RenderedRow>, NoRules> {
        let rules = self.effective(id, on)?;
        let own = self.pack_of(id).ok_or_else(|| NoRules::Unknown(id.to_owned()))?;
        Ok(whole(&merged_pack(&rules, Pack::new(own.head.clone()))))
    }
}

/// The layers of `rules` laid into one pack.
fn merged_pack(rules: &Rules, mut pack: Pack) -> Pack {
    let (merged, on) = (&*rules.merged, rules.on());
    let dated = |map: &Parameters| {
        let mut rows = cited(map, |row: &mut ParameterRow, cite| cite(&mut row.head));
        for row in rows.values_mut() {
            row.values.retain(|value| value.covers(on));
        }
        rows
    };
    pack.parameters = dated(&merged.parameters);
    pack.windows = dated(&merged.windows);
    pack.limits = cited(&merged.limits, |row, cite| cite(&mut row.head));
    pack.tables = merged
        .tables
        .iter()
        .map(|(name, table)| (name.clone(), flat(table)))
        .collect();
    pack.votes = cited(&merged.votes, |row, cite| cite(&mut row.head));
    pack.compositions = cited(&merged.compositions, |row, cite| cite(&mut row.head));
    pack.rules = cited(&merged.rules, |row, cite| cite(&mut row.head));
    pack.processes = cited(&merged.processes, |row, cite| {
        row.steps.iter_mut().for_each(|step| cite(&mut step.head));
    });
    pack.authorities = cited(&merged.authorities, |row, cite| {
        row.rows.iter_mut().for_each(|row| cite(&mut row.head));
    });
    pack.materials = cited(&merged.materials, |row, cite| cite(&mut row.head));
    pack.sheets = cited(&merged.sheets, |row, cite| cite(&mut row.head));
    pack.commitments = cited(&merged.commitments, |row, cite| cite(&mut row.head));
    pack.grounds = cited(&merged.grounds, |row, cite| cite(&mut row.head));
    pack.obligations = cited(&merged.obligations, |head, cite| cite(head));
    pack.directories = cited(&merged.directories, |row, cite| cite(&mut row.head));
    pack.forms = cited(&merged.forms, |row, cite| cite(&mut row.head));
    pack.relaxations = cited(&merged.relaxations, |row, cite| cite(&mut row.head));
    pack
}

/// The rows of a layered map, each head with the document it stands in.
fn cited<K: Ord + Clone, T: Clone>(
    map: &BTreeMap<K, Sourced<T>>,
    heads: impl Fn(&mut T, &dyn Fn(&mut Head)),
) -> BTreeMap<K, T> {
    let rows = map.iter().map(|(key, found)| {
        let mut row = found.row.clone();
        heads(&mut row, &|head| cite(head, &found.by));
        (key.clone(), row)
    });
    rows.collect()
}

fn cite(head: &mut Head, by: &Instrument) {
    head.document.get_or_insert_with(|| by.cited());
}

/// A table of several layers; a row that stands in another document than the table's head says so.
fn flat(table: &MergedTable) -> Table {
    let mut head = table.head.row.clone();
    cite(&mut head, &table.head.by);
    let row = |found: &Sourced<TableRow>| {
        let mut row = found.row.clone();
        if found.by.pack != table.head.by.pack {
            let article = row.article.unwrap_or_default();
            row.article = Some(format!("{}{article}", found.by.cited()));
        }
        row
    };
    Table {
        head,
        columns: table.columns.clone(),
        demands: table.demands,
        rows: table.rows.iter().map(row).collect(),
        answers: table.answers.clone(),
    }
}

fn whole(pack: &Pack) -> Vec<RenderedRow> {
    let mut rows: BTreeMap<Place, RenderedRow> = BTreeMap::new();
    let mut put = |head: &Head, kind: &str, lines: Vec<String>| {
        rows.insert(head.place.clone(), rendered(head, kind, lines));
    };
    numbers(pack, &mut put);
    bodies(pack, &mut put);
    lists(pack, &mut put);
    papers(pack, &mut put);
    rows.into_values().collect()
}

fn rendered(head: &Head, kind: &str, lines: Vec<String>) -> RenderedRow {
    let mut all: Vec<String> = head.sentence.iter().cloned().collect();
    all.extend(lines);
    if head.force == Force::Soft {
        all.push("力度：原则上".to_owned());
    }
    all.extend(head.basis.iter().map(|basis| format!("依据：{basis}")));
    all.extend(head.reading.iter().map(|reading| format!("释义：{reading}")));
    RenderedRow {
        article: format!(
            "{}{}",
            head.document.as_deref().unwrap_or_default(),
            head.article.as_deref().unwrap_or_default()
        ),
        name: format!("{kind} {}", head.name),
        lines: all,
    }
}

fn numbers(pack: &Pack, put: &mut impl FnMut(&Head, &str, Vec<String>)) {
    for (kind, rows) in [("参数", &pack.parameters), ("时段", &pack.windows)] {
        for ((name, level), row) in rows {
            let level = level.map(|level| format!("（{}）", level.chinese()));
            let head = Head {
                name: format!("{name}{}", level.unwrap_or_default()),
                ..row.head.clone()
            };
            put(&head, kind, parameter(row));
        }
    }
    for row in pack.limits.values() {
        let text = match row.within {
            Within::NotAfter(day) => format!("“{}”不晚于{day}", row.stage),
            Within::NotBefore(day) => format!("“{}”不早于{day}", row.stage),
            Within::AtLeast(span) => format!("“{}”不少于{span}", row.stage),
        };
        put(&row.head, "限制", vec![text]);
    }
    for row in pack.tables.values() {
        put(&row.head, "表", table(row));
    }
}

fn parameter(row: &ParameterRow) -> Vec<String> {
    let value = |dated: &Dated<Value>| match dated.to {
        Some(to) => format!("{}至{to}：{}", dated.from, dated.value),
        None => format!("{}起：{}", dated.from, dated.value),
    };
    let mut lines: Vec<String> = row.values.iter().map(value).collect();
    lines.extend(
        row.silent
            .iter()
            .map(|why| format!("未载明（{}）：{why}", row.kind.chinese())),
    );
    lines.extend(row.stricter.map(|direction| match direction {
        Stricter::Larger => "越大越严".to_owned(),
        Stricter::Smaller => "越小越严".to_owned(),
    }));
    lines
}

fn table(row: &Table) -> Vec<String> {
    let cell = |cell: &Cell| match cell {
        Cell::Any => "不限".to_owned(),
        Cell::Constant(text) => text.clone(),
        Cell::Parameter(name) => format!("〔{name}〕"),
    };
    let mut lines = vec![row.columns.join("｜")];
    lines.extend(row.rows.iter().map(|row| {
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        let article = row.article.iter().map(|article| format!("（{article}）"));
        format!("{}{}", cells.join("｜"), article.collect::<String>())
    }));
    lines.extend(row.answers.iter().map(|answer| {
        let about = answer.about.iter();
        let about: Vec<String> = about
            .map(|(name, values)| format!("{name}为{}", values.join("、")))
            .collect();
        let article = answer.head.article.as_deref().unwrap_or_default();
        format!("释义（{}）：{}（{article}）", about.join("，"), answer.head.name)
    }));
    lines
}

fn bodies(pack: &Pack, put: &mut impl FnMut(&Head, &str, Vec<String>)) {
    for vote in pack.votes.values() {
        let line = |row: &ThresholdRow| match &row.given {
            Ok(threshold) => format!("{}{threshold}", row.head.name),
            Err(why) => format!("{}未载明：{why}", row.head.name),
        };
        let rows = core::iter::once(&vote.agree).chain(&vote.quorum);
        let way = if vote.secret { "无记名" } else { "记名" };
        let mut lines = vec![format!("{way}投票")];
        lines.extend(rows.map(line));
        put(&vote.head, "表决", lines);
    }
    for composition in pack.compositions.values() {
        let lines = composition.demands.iter().map(|row| {
            let soft = if row.head.force == Force::Soft {
                "（原则上）"
            } else {
                ""
            };
            let sentence = row.head.sentence.as_deref().unwrap_or_default();
            format!("{sentence}：{}{}{soft}", row.head.name, demand(&row.demand))
        });
        put(&composition.head, "组成", lines.collect());
    }
    for rule in pack.rules.values() {
        let asked = rule.asked;
        let mut lines = vec![if asked.from == asked.to {
            format!("问于{}", asked.from.chinese())
        } else {
            format!("问于{}至{}的每一天", asked.from.chinese(), asked.to.chinese())
        }];
        clause(&rule.body, 0, &mut lines);
        put(&rule.head, "规则", lines);
    }
}

fn demand(demand: &Demand) -> String {
    match demand {
        Demand::Count { op: Op::Odd, .. } => "是单数".to_owned(),
        Demand::Count { word, constants, .. } => {
            let numbers: Vec<String> = constants.iter().map(ToString::to_string).collect();
            format!("{word}{}", numbers.join("或"))
        }
        Demand::Silent { why } => format!("至少多少未载明：{why}"),
        Demand::Share { whole, strict, share } => {
            let word = if *strict { "超过" } else { "不少于" };
            format!("占{whole}{word}{share}")
        }
    }
}

fn clause(node: &Clause, depth: usize, lines: &mut Vec<String>) {
    let (text, children): (String, &[Clause]) = match &node.body {
        Body::All(children) => ("都要符合".to_owned(), children),
        Body::AtLeast(wanted, children) => (format!("至少符合{wanted}项"), children),
        Body::None(children) => ("都不能有".to_owned(), children),
        Body::Rule(name) => (format!("依照“{name}”"), &[]),
        Body::Atom {
            fact, word, operand, ..
        } => (atom(fact, word, operand), &[]),
        Body::Ratio {
            part,
            whole,
            strict,
            share,
        } => {
            let word = if *strict { "超过" } else { "不少于" };
            (format!("{part}占{whole}{word}{share}"), &[])
        }
        Body::Lookup { table, bound } => {
            let fixed: Vec<String> = bound
                .iter()
                .map(|(column, word)| format!("{column}为{word}"))
                .collect();
            (format!("查表“{table}”，{}", fixed.join("，")), &[])
        }
    };
    let sentence = node.sentence.iter().map(|sentence| format!("：{sentence}"));
    let article = node.article.iter().map(|article| format!("（{article}）"));
    let tail: String = sentence.chain(article).collect();
    lines.push(format!("{}{text}{tail}", "　".repeat(depth)));
    for child in children {
        clause(child, depth + 1, lines);
    }
}

fn atom(fact: &str, word: &str, operand: &Operand) -> String {
    match operand {
        Operand::Constant(text) => format!("{fact}{word}{text}"),
        Operand::Parameter(name) => format!("{fact}{word}〔{name}〕"),
        Operand::AskedDay if word.is_empty() => fact.to_owned(),
        Operand::AskedDay => format!("{fact}{word}当日"),
    }
}

fn field(row: &FieldRow) -> String {
    let part = row.part.iter().map(|part| format!("{part}·"));
    let needed = row.required.then_some("，必填").into_iter().map(str::to_owned);
    let content = row.content.iter().map(|content| format!("：{content}"));
    let tail: String = needed.chain(content).collect();
    let front: String = part.collect();
    format!(
        "{front}{}（{}，{}填写{tail}）",
        row.head.name,
        row.kind.chinese(),
        row.by
    )
}

fn lists(pack: &Pack, put: &mut impl FnMut(&Head, &str, Vec<String>)) {
    for process in pack.processes.values() {
        for step in &process.steps {
            let office = format!("办理：{}", step.office.words());
            let levels: Vec<&str> = step.selector.levels.iter().map(|level| level.chinese()).collect();
            let layers: Vec<&str> = step.selector.layers.iter().map(|layer| layer.chinese()).collect();
            let mut lines = vec![office];
            lines.extend((!levels.is_empty()).then(|| format!("级别：{}", levels.join("、"))));
            lines.extend((!layers.is_empty()).then(|| format!("单位层级：{}", layers.join("、"))));
            put(&step.head, "步骤", lines);
        }
    }
    for authority in pack.authorities.values() {
        for row in &authority.rows {
            let line = match (&row.office, &row.silent) {
                (Some(office), _) => format!("由{}办理", office.words()),
                (None, why) => format!("未载明：{}", why.as_deref().unwrap_or_default()),
            };
            put(&row.head, "权限", vec![line]);
        }
    }
    for row in pack.materials.values() {
        let mut lines = vec![format!("栏目：{}；证明：{}", row.section, row.proof)];
        lines.extend(row.waived_when.iter().map(|when| format!("免交：{when}")));
        lines.extend(row.only_when.iter().map(|when| format!("情形：{when}")));
        put(&row.head, "材料", lines);
    }
    for sheet in pack.sheets.values() {
        let mut lines: Vec<String> = sheet
            .silent
            .iter()
            .map(|why| format!("最高分未载明：{why}"))
            .collect();
        lines.extend(
            sheet
                .items
                .iter()
                .map(|item| format!("{}：{}", item.head.name, item.content)),
        );
        put(&sheet.head, "量化评分", lines);
    }
    for row in pack.commitments.values() {
        put(&row.head, "承诺", row.paragraphs.clone());
    }
    for row in pack.grounds.values() {
        put(
            &row.head,
            "途径",
            vec![
                format!("方式：{}", row.way.chinese()),
                format!("依照：{}", row.rules.join("、")),
            ],
        );
    }
}

fn papers(pack: &Pack, put: &mut impl FnMut(&Head, &str, Vec<String>)) {
    for row in pack.directories.values() {
        let mut lines = vec![row.columns.join("｜")];
        lines.extend(row.lines.iter().map(|line| line.cells.join("｜")));
        put(&row.head, "名录", lines);
    }
    for row in pack.forms.values() {
        put(&row.head, "表单", row.fields.iter().map(field).collect());
    }
    for row in pack.relaxations.values() {
        let tiers: Vec<&str> = row.tiers.iter().map(|tier| tier.chinese()).collect();
        put(
            &row.head,
            "放宽",
            vec![format!("可以放宽的层级：{}", tiers.join("、"))],
        );
    }
    for head in pack.obligations.values() {
        put(
            head,
            "义务",
            head.remedy
                .iter()
                .map(|remedy| format!("办法：{remedy}"))
                .collect(),
        );
    }
}
