//! The checker's report in words and tables.

use domain::packs::Report;
use policy::Truth;

use super::areas;
use crate::kit::table::{Column, Row, Table};
use crate::kit::words::Empty;
use crate::row;

/// Sentences of one kind, under their heading.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// What they are.
    pub(super) title: String,
    /// One sentence each.
    pub(super) lines: Vec<String>,
}

/// The outcome in a sentence.
pub(super) fn verdict(report: &Report) -> String {
    let tried = format!(
        "算例符合 {} 个；试改数字 {} 处，都有算例发现；没有发现比上位文件放宽的规则。",
        report.passed, report.tried
    );
    let wrong = [
        &report.failures,
        &report.unnoticed,
        &report.numbers,
        &report.laxer,
    ];
    let found: usize = wrong.into_iter().map(Vec::len).sum();
    match (found, report.not_established.len()) {
        (0, 0) => tried,
        (0, open) => format!("{tried}另有 {open} 处不能自动比较，请人工核对。"),
        (found, _) => format!("发现 {found} 处问题，须改正后重新上传。"),
    }
}

/// Everything the checker found, kind by kind.
pub(super) fn findings(report: &Report) -> Vec<Finding> {
    let kinds = [
        ("与算例不符，或者不能加载", &report.failures),
        ("数字改动一个单位，没有经确认的算例发现", &report.unnoticed),
        (
            "表有空缺、重叠或者用不到的行，数字没有写明方向或依据",
            &report.numbers,
        ),
        ("程序补写的算例，请对照原文核对", &report.awaiting),
        ("比上位文件放宽（第六条）", &report.laxer),
        ("与上位文件不同，但不违反第六条", &report.differs),
        ("不能自动比较，请人工核对", &report.not_established),
    ];
    let there = kinds.into_iter().filter(|(_, lines)| !lines.is_empty());
    there
        .map(|(title, lines)| Finding {
            title: format!("{title}（{}）", lines.len()),
            lines: lines.clone(),
        })
        .collect()
}

/// How many cases were asked again.
pub(super) fn asked(report: &Report) -> String {
    if report.cases == 0 {
        return "没有按这份政策包提交的申报。".to_owned();
    }
    let changed: u32 = report.impact.iter().map(|group| moved(&group.matrix)).sum();
    let tail = if changed == 0 {
        "结论都没有变化。".to_owned()
    } else {
        format!("结论有变化的 {changed} 件次。")
    };
    format!("用已提交的 {} 件申报按提交时的材料重新计算，{tail}", report.cases)
}

/// How many answers of a matrix are other than before.
fn moved(matrix: &[[u32; 3]; 3]) -> u32 {
    let all: u32 = matrix.iter().flatten().sum();
    all - matrix[0][0] - matrix[1][1] - matrix[2][2]
}

const ANSWERS: [Truth; 3] = [Truth::No, Truth::Unknown, Truth::Yes];

/// What became of the answers: `是→否 3 件`.
fn moves(matrix: &[[u32; 3]; 3]) -> String {
    let mut words = Vec::new();
    for (old, row) in ANSWERS.iter().zip(matrix) {
        for (new, count) in ANSWERS.iter().zip(row) {
            if old != new && *count > 0 {
                words.push(format!("{}→{} {count} 件", old.chinese(), new.chinese()));
            }
        }
    }
    if words.is_empty() {
        "没有变化".to_owned()
    } else {
        words.join("，")
    }
}

/// A group with the name of its city instead of its code.
fn group(text: &str) -> String {
    match text.split_once('·') {
        Some((code, rest)) => {
            let city = code.get(..4).unwrap_or(code);
            format!("{}·{rest}", areas::name(city))
        }
        None => text.to_owned(),
    }
}

/// Rule by rule and group by group.
pub(super) fn impact(report: &Report) -> Table {
    let columns = [
        Column::new("规则"),
        Column::new("地区、系列、级别、单位性质"),
        Column::numeric("否"),
        Column::numeric("待定"),
        Column::numeric("是"),
        Column::new("变化"),
    ];
    let rows = report.impact.iter().map(|line| -> Row {
        let after = |column: usize| line.matrix.iter().map(|row| row[column]).sum::<u32>();
        row![
            line.rule.clone(),
            group(&line.group),
            after(0),
            after(1),
            after(2),
            moves(&line.matrix)
        ]
    });
    Table::new("新版本的结论", columns)
        .rows(rows)
        .or_empty(Empty::new("没有可以比较的申报"))
}

/// Whose answer changes, by the number of the application.
pub(super) fn changed(report: &Report) -> Option<Table> {
    if report.changed.is_empty() {
        return None;
    }
    let columns = [
        Column::new("申报编号"),
        Column::new("规则"),
        Column::new("原来"),
        Column::new("现在"),
        Column::new("依据"),
    ];
    let rows = report.changed.iter().map(|one| -> Row {
        row![
            one.case.clone(),
            one.rule.clone(),
            one.old.chinese(),
            one.new.chinese(),
            one.because.join("；")
        ]
    });
    Some(Table::new("结论有变化的申报", columns).rows(rows))
}
