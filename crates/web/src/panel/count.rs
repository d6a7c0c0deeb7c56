//! One of two people keys in the count sheet of the paper ballots; nobody sees the other's numbers before both are in.

use std::collections::BTreeMap;

use ::ballot::{Cell, Difference, ItemId, SheetLine};
use actions::panel::key_in::key_in;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::panel::{Poll, State};
use kernel::{ApplicationId, PanelId, Refusal};
use store::{Error, Rx};

use super::urls::{CountSheet, PanelPlace};
use super::{Seen, seen};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{TextInput, Width};
use crate::kit::table::{Column, Table};
use crate::kit::words::Banner;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};
use crate::row;

const MARKS: [(&str, &str); 4] = [
    ("agree", "同意"),
    ("against", "反对"),
    ("abstain", "弃权"),
    ("spoiled", "废票"),
];
/// More votes than any unit's panel has.
const MOST_VOTES: i64 = 1_000;

/// A count sheet as typed.
#[derive(Debug)]
pub(super) struct SheetForm {
    papers: u32,
    lines: BTreeMap<ApplicationId, SheetLine>,
}

fn votes(reader: &mut Reader<'_>, name: &str, label: &str) -> Option<u32> {
    let typed = reader.whole(name, label, 0..=MOST_VOTES, " 票")?;
    u32::try_from(typed).ok()
}

impl ReadForm for SheetForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let papers = votes(reader, "papers", "收回选票");
        let cases: Vec<ApplicationId> = reader.choices("case", "申报", |value| value.parse().ok())?;
        let mut lines = BTreeMap::new();
        let mut complete = true;
        for (number, case) in (1..).zip(cases) {
            let mut marks = [None; 4];
            for (mark, (part, words)) in marks.iter_mut().zip(MARKS) {
                *mark = votes(
                    reader,
                    &format!("count.{case}.{part}"),
                    &format!("第 {number} 位申报人的{words}票"),
                );
            }
            let [Some(agree), Some(against), Some(abstain), Some(spoiled)] = marks else {
                complete = false;
                continue;
            };
            let sum = agree + against + abstain + spoiled;
            if papers.is_some_and(|papers| sum > papers) {
                let sentence = format!("第 {number} 位申报人的各栏合计 {sum} 票，多于收回的选票");
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

struct Line {
    id: ApplicationId,
    title: String,
    marks: Vec<TextInput>,
}

/// The page.
#[derive(Template)]
#[template(path = "panel/count.html")]
struct CountPage {
    seen: Seen,
    errors: ErrorSummary,
    state: Banner,
    differences: Option<Table>,
    present: usize,
    form: PostForm,
    papers: TextInput,
    lines: Vec<Line>,
    buttons: Buttons,
    refused: bool,
}

impl Content for CountPage {
    fn head(&self) -> Head {
        self.seen.head("录入计票单", self.refused).wide()
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PanelId, state: &FormState) -> store::Result<CountPage> {
    let seen = seen(rx, who, id)?.convened()?;
    let State::Voting { present, poll } = &seen.panel.state else {
        return Err(Error::NotFound);
    };
    let Poll::Paper(paper) = &**poll else {
        return Err(Error::NotFound);
    };
    let differences = paper.differences().ok();
    let banner = match (paper.sheets_in(), differences.as_deref()) {
        (0, _) => Banner::info("还没有录入。两份计票单由两个人分别录入，互不可见。"),
        (1, _) => {
            Banner::info("已录入一份，等待另一人录入，内容互不可见。如果这一份是您录入的，再次录入会替换它。")
        }
        (_, Some([])) => Banner::done("两份计票单完全一致，可以截止投票并计票。"),
        (_, _) => Banner::waiting("两份计票单不一致。请核对原始选票，由录入人各自更正自己的一份。"),
    };
    let differences = differences.filter(|found| !found.is_empty());
    let line = |(number, candidate): (usize, &super::Candidate)| {
        let marks = MARKS.map(|(part, words)| {
            TextInput::new(format!("count.{}.{part}", candidate.id), words)
                .digits()
                .unit("票")
                .width(Width::Chars5)
                .fill(state)
        });
        Line {
            id: candidate.id,
            title: format!("{}. {}", number + 1, candidate.words()),
            marks: marks.into(),
        }
    };
    Ok(CountPage {
        errors: ErrorSummary::of(state),
        state: banner.id("sheets"),
        differences: differences.map(|found| difference_table(&seen, &found)),
        present: present.len(),
        form: PostForm::new(&who.token(), CountSheet { id }).guard_unsaved(),
        papers: TextInput::new("papers", "收回选票")
            .hint("从票箱取出的选票张数。")
            .digits()
            .unit("票")
            .width(Width::Chars5)
            .fill(state),
        lines: seen.agenda.iter().enumerate().map(line).collect(),
        buttons: Buttons::new([
            Button::submit("提交我的计票单"),
            Button::link("返回", PanelPlace { id }).secondary(),
        ]),
        refused: state.is_refused(),
        seen,
    })
}

fn difference_table(seen: &Seen, found: &[Difference]) -> Table {
    let name = |item: &ItemId| {
        let candidate = seen
            .agenda
            .iter()
            .find(|candidate| candidate.id.to_string() == item.0);
        candidate
            .map(|candidate| candidate.name.clone())
            .unwrap_or_default()
    };
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
    let rows = found
        .iter()
        .map(|difference| row![words(&difference.cell), difference.first, difference.second]);
    Table::new("不一致的栏目", columns).rows(rows)
}

/// `GET /panels/{id}/count`.
///
/// # Errors
/// The viewer does not convene the panel, no paper vote is open, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(CountSheet { id }): Path<CountSheet>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /panels/{id}/count`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(CountSheet { id }): Path<CountSheet>,
    form: Form<SheetForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        key_in(tx, id, form.papers, &form.lines)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(CountSheet { id }).saying("您的计票单已录入。"))
    .await
}
