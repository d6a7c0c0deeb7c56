//! A count sheet of paper ballots to key in. Unit panels and committees use the same sheet: two people key in theirs, and
//! nobody sees the other's numbers before both are in.

use std::collections::BTreeMap;

use askama::Template;
use ballot::{Cell, Difference, ItemId, PaperCount, SheetLine};
use kernel::Refusal;

use super::ballot::{Voted, numbered};
use super::forms::{Button, Buttons, ErrorSummary, PostForm};
use super::inputs::{TextInput, Width};
use super::table::{Column, Table};
use super::urls::Url;
use super::words::Banner;
use super::{Content, FormState, FormToken, Head, ReadForm, Reader};
use crate::row;

/// The marks of a line: their names, and the words for them.
fn marks(about: impl Voted) -> [(&'static str, &'static str); 4] {
    let [agree, against] = about.answers();
    [
        ("agree", agree),
        ("against", against),
        ("abstain", "弃权"),
        ("spoiled", "废票"),
    ]
}

/// More votes than any unit's panel has.
const MOST_VOTES: i64 = 1_000;

/// A count sheet as typed.
#[derive(Debug)]
pub struct SheetForm<K> {
    /// Papers taken out of the box.
    pub papers: u32,
    /// Marks, by line.
    pub lines: BTreeMap<K, SheetLine>,
}

fn votes(reader: &mut Reader<'_>, name: &str, label: &str) -> Option<u32> {
    let typed = reader.whole(name, label, 0..=MOST_VOTES, " 票")?;
    u32::try_from(typed).ok()
}

impl<K: Voted> ReadForm for SheetForm<K> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let papers = votes(reader, "papers", "收回选票");
        let cases: Vec<K> = reader.choices("case", "申报", |value| value.parse().ok())?;
        let mut lines = BTreeMap::new();
        let mut complete = true;
        for (number, case) in numbered(cases) {
            let mut found = [None; 4];
            for (mark, (part, words)) in found.iter_mut().zip(marks(case)) {
                *mark = votes(
                    reader,
                    &format!("count.{case}.{part}"),
                    &format!("第 {number} 位申报人{}的{words}票", case.question()),
                );
            }
            let [Some(agree), Some(against), Some(abstain), Some(spoiled)] = found else {
                complete = false;
                continue;
            };
            let sum = agree + against + abstain + spoiled;
            if papers.is_some_and(|papers| sum > papers) {
                let sentence = format!(
                    "第 {number} 位申报人{}的各栏合计 {sum} 票，多于收回的选票",
                    case.question()
                );
                reader.refuse::<()>(Refusal::new(sentence).at(format!("count.{case}.agree")));
                complete = false;
            }
            let line = SheetLine {
                agree,
                against,
                abstain,
                spoiled,
            };
            lines.insert(case, line);
        }
        let papers = papers?;
        complete.then_some(Self { papers, lines })
    }
}

/// A line of the sheet.
pub struct Candidate<K> {
    /// What it is about.
    pub id: K,
    /// Who it is about.
    pub name: String,
    /// The name with what tells people of one name apart.
    pub words: String,
}

/// Whose sheet it is, and where it goes.
pub struct Sheet<'a, K> {
    /// Title and way back.
    pub head: Head,
    /// Makes the form count.
    pub token: FormToken,
    /// Where the sheet is sent.
    pub send: Url,
    /// Where the person came from.
    pub back: Url,
    /// What is keyed in so far.
    pub paper: &'a PaperCount,
    /// People who vote.
    pub present: usize,
    /// In the order of the paper.
    pub agenda: Vec<Candidate<K>>,
}

struct Line {
    id: String,
    title: String,
    marks: Vec<TextInput>,
}

/// The page on which one of two people keys in the count sheet.
#[derive(Template)]
#[template(path = "kit/count.html")]
pub struct SheetPage {
    head: Head,
    errors: ErrorSummary,
    state: Banner,
    differences: Option<Table>,
    present: usize,
    form: PostForm,
    papers: TextInput,
    lines: Vec<Line>,
    buttons: Buttons,
}

impl Content for SheetPage {
    fn head(&self) -> Head {
        self.head.clone()
    }
}

impl SheetPage {
    /// The page with what was typed.
    pub fn new<K: Voted>(sheet: Sheet<'_, K>, state: &FormState) -> Self {
        let name = |item: &ItemId| {
            let mut agenda = sheet.agenda.iter();
            let candidate = agenda.find(|candidate| candidate.id.to_string() == item.0);
            candidate
                .map(|candidate| candidate.name.clone())
                .unwrap_or_default()
        };
        let differences = differences(sheet.paper, name);
        let numbers = numbered(sheet.agenda.iter().map(|line| line.id).collect());
        let lines = numbers.map(|(number, _)| number).zip(&sheet.agenda);
        Self {
            head: sheet.head.refused(state.is_refused()).wide(),
            errors: ErrorSummary::of(state),
            state: banner(sheet.paper),
            differences,
            present: sheet.present,
            form: PostForm::new(&sheet.token, sheet.send).guard_unsaved(),
            papers: papers(state),
            lines: lines
                .map(|(number, candidate)| line(number, candidate, state))
                .collect(),
            buttons: Buttons::new([
                Button::submit("提交我的计票单"),
                Button::link("返回", sheet.back).secondary(),
            ]),
        }
    }
}

fn papers(state: &FormState) -> TextInput {
    TextInput::new("papers", "收回选票")
        .hint("从票箱取出的选票张数。")
        .digits()
        .unit("票")
        .width(Width::Chars5)
        .fill(state)
}

fn line<K: Voted>(number: usize, candidate: &Candidate<K>, state: &FormState) -> Line {
    let marks = marks(candidate.id).map(|(part, words)| {
        TextInput::new(format!("count.{}.{part}", candidate.id), words)
            .digits()
            .unit("票")
            .width(Width::Chars5)
            .fill(state)
    });
    Line {
        id: candidate.id.to_string(),
        title: format!("{number}. {}", candidate.words),
        marks: marks.into(),
    }
}

/// How far the two sheets are.
fn banner(paper: &PaperCount) -> Banner {
    let differences = paper.differences().ok();
    let banner = match (paper.sheets_in(), differences.as_deref()) {
        (0, _) => Banner::info("还没有录入。两份计票单由两个人分别录入，互不可见。"),
        (1, _) => {
            Banner::info("已录入一份，等待另一人录入，内容互不可见。如果这一份是您录入的，再次录入会替换它。")
        }
        (_, Some([])) => Banner::done("两份计票单完全一致，可以截止投票并计票。"),
        (_, _) => Banner::waiting("两份计票单不一致。请核对原始选票，由录入人各自更正自己的一份。"),
    };
    banner.id("sheets")
}

/// The cells in which the two sheets differ, once both are in; `name` knows the cases.
fn differences(paper: &PaperCount, name: impl Fn(&ItemId) -> String) -> Option<Table> {
    let found = paper.differences().ok().filter(|found| !found.is_empty())?;
    let words = |cell: &Cell| match cell {
        Cell::Papers => "收回选票".to_owned(),
        Cell::Agree(item) => format!("{}：同意", name(item)),
        Cell::Against(item) => format!("{}：反对", name(item)),
        Cell::Abstain(item) => format!("{}：弃权", name(item)),
        Cell::Spoiled(item) => format!("{}：废票", name(item)),
    };
    let columns = [
        Column::new("栏目"),
        Column::numeric("先录入的一份"),
        Column::numeric("后录入的一份"),
    ];
    let row = |difference: &Difference| row![words(&difference.cell), difference.first, difference.second];
    Some(Table::new("不一致的栏目", columns).rows(found.iter().map(row)))
}
