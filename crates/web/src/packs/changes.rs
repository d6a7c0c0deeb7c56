//! What changed: between two instruments, or in the rules that one puts in force between two days.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Day, Refusal};
use policy::{Library, NoRules, PackInfo, RowChange, diff};
use store::Error;

use super::instrument::{RuleLines, lines, parted};
use super::urls::{Policies, Policy, PolicyChanges};
use crate::kit::fields::Fields;
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::html::components;
use crate::kit::inputs::{Choice, DateInput, Select};
use crate::kit::urls::Url;
use crate::kit::words::{Tag, Tone};
use crate::kit::{App, Content, Fault, FormState, Head, Page, Query, Reader, Visitor};

/// One change as it is shown.
#[derive(Clone, Debug)]
struct ChangeView {
    tag: Tag,
    kind: String,
    name: String,
    articles: String,
    gone: Option<RuleLines>,
    come: Option<RuleLines>,
}

/// The changes under each other.
#[derive(Clone, Debug, Template)]
#[template(path = "packs/change_list.html")]
pub(super) struct ChangeList {
    changes: Vec<ChangeView>,
}

components!(ChangeList);

impl ChangeList {
    /// The changes in order.
    pub(super) fn new(changes: &[RowChange]) -> Self {
        Self {
            changes: changes.iter().map(view).collect(),
        }
    }
}

fn view(change: &RowChange) -> ChangeView {
    let made = |tag, name: &str, articles: String, gone: &[String], come: &[String]| {
        let (kind, name) = parted(name);
        ChangeView {
            tag,
            kind: kind.to_owned(),
            name: name.to_owned(),
            articles,
            gone: (!gone.is_empty()).then(|| lines(gone)),
            come: (!come.is_empty()).then(|| lines(come)),
        }
    };
    match change {
        RowChange::Added { row } => {
            let tag = Tag::new("新增", Tone::Jade);
            made(tag, &row.name, row.article.clone(), &[], &row.lines)
        }
        RowChange::Removed { row } => {
            let tag = Tag::new("没有了", Tone::Red);
            made(tag, &row.name, row.article.clone(), &row.lines, &[])
        }
        RowChange::Changed {
            name,
            old_article,
            new_article,
            gone,
            come,
        } => {
            let articles = if old_article == new_article {
                new_article.clone()
            } else {
                format!("{old_article}，改为 {new_article}")
            };
            made(Tag::new("改动", Tone::Amber), name, articles, gone, come)
        }
    }
}

/// How many changes there are, in a sentence.
pub(super) fn counted(changes: &[RowChange]) -> String {
    let count = |of: fn(&RowChange) -> bool| changes.iter().filter(|change| of(change)).count();
    let added = count(|change| matches!(change, RowChange::Added { .. }));
    let removed = count(|change| matches!(change, RowChange::Removed { .. }));
    let changed = count(|change| matches!(change, RowChange::Changed { .. }));
    match changes.len() {
        0 => "两者的规则完全相同。".to_owned(),
        all => format!("共 {all} 处不同：改动 {changed} 处，新增 {added} 处，没有了 {removed} 处。"),
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "packs/changes.html")]
struct ChangesPage {
    errors: ErrorSummary,
    pack: String,
    title: String,
    action: Url,
    with: Select,
    with_buttons: Buttons,
    from: DateInput,
    to: DateInput,
    day_buttons: Buttons,
    compared: Option<Compared>,
    refused: bool,
}

/// What was compared, and what came of it.
#[derive(Clone, Debug)]
struct Compared {
    what: String,
    counted: String,
    changes: ChangeList,
}

impl Content for ChangesPage {
    fn head(&self) -> Head {
        let pack = self.pack.clone();
        Head::new("规则的变化")
            .section(Policies)
            .crumb("政策库", Policies)
            .crumb(&self.title, Policy { pack })
            .refused(self.refused)
            .wide()
    }
}

fn compared(what: String, changes: &[RowChange]) -> Compared {
    Compared {
        what,
        counted: counted(changes),
        changes: ChangeList::new(changes),
    }
}

fn with_other(library: &Library, pack: &PackInfo, other: &str) -> Result<Compared, Vec<Refusal>> {
    let unknown = || vec![Refusal::new("政策库里没有这份文件，请重新选择").at("with")];
    let old = library.pack(other).ok_or_else(unknown)?;
    let old_rows = library.render(other).ok_or_else(unknown)?;
    let changes = diff(&old_rows, &library.render(&pack.id).unwrap_or_default());
    let what = format!("从《{}》到《{}》", old.instrument.title, pack.instrument.title);
    Ok(compared(what, &changes))
}

fn between(library: &Library, pack: &PackInfo, from: Day, to: Day) -> Result<Compared, Vec<Refusal>> {
    if to < from {
        return Err(vec![Refusal::new("后一个日期应不早于前一个日期").at("to")]);
    }
    let wrong = |field: &'static str| {
        move |error: NoRules| vec![Refusal::new(format!("{error}，请换一个日期")).at(field)]
    };
    let old = library.render_on(&pack.id, from).map_err(wrong("from"))?;
    let new = library.render_on(&pack.id, to).map_err(wrong("to"))?;
    Ok(compared(
        format!("从 {from} 到 {to}，连同它的上位文件"),
        &diff(&old, &new),
    ))
}

/// What the address asks to compare, if it does.
fn asked(library: &Library, pack: &PackInfo, fields: &Fields) -> Result<Option<Compared>, Vec<Refusal>> {
    if let Some(other) = fields.get("with") {
        if other.is_empty() {
            return Err(vec![Refusal::new("请选择要比较的文件").at("with")]);
        }
        return with_other(library, pack, other).map(Some);
    }
    let mut reader = Reader::over(fields);
    if !fields
        .texts()
        .any(|(name, _)| name.starts_with("from") || name.starts_with("to"))
    {
        return Ok(None);
    }
    let (from, to) = (reader.day("from", "前一个日期"), reader.day("to", "后一个日期"));
    match from.zip(to) {
        Some((from, to)) => between(library, pack, from, to).map(Some),
        None => Err(reader.refusals()),
    }
}

fn page(library: &Library, id: &str, today: Day, fields: Fields) -> store::Result<ChangesPage> {
    let pack = library.pack(id).ok_or(Error::NotFound)?;
    let (compared, refusals) = match asked(library, &pack, &fields) {
        Ok(compared) => (compared, Vec::new()),
        Err(refusals) => (None, refusals),
    };
    let refused = !refusals.is_empty();
    let mut state = FormState::stored(fields).with_refusals(refusals);
    if compared.is_none() && !refused {
        state = state.with("from", pack.from).with("to", today.max(pack.from));
    }
    let others = library.packs().filter(|other| other.id != id);
    let others: Vec<Choice> = others
        .map(|other| Choice::new(&other.id, &other.instrument.title))
        .collect();
    Ok(ChangesPage {
        errors: ErrorSummary::of(&state),
        pack: id.to_owned(),
        title: pack.instrument.title,
        action: PolicyChanges { pack: id.to_owned() }.into(),
        with: Select::new("with", "原来的文件", others).fill(&state),
        with_buttons: Buttons::new([Button::submit("比较两份文件").secondary()]),
        from: DateInput::new("from", "前一个日期").fill(&state),
        to: DateInput::new("to", "后一个日期").fill(&state),
        day_buttons: Buttons::new([Button::submit("比较两个日期").secondary()]),
        compared,
        refused,
    })
}

/// `GET /policies/{pack}/changes`.
///
/// # Errors
/// There is no such instrument, or the database is unavailable.
pub(super) async fn get(
    app: App,
    visitor: Visitor,
    Path(PolicyChanges { pack }): Path<PolicyChanges>,
    Query(fields): Query,
) -> Result<Response, Fault> {
    let seen = app.clone();
    let (refused, page) = app
        .work(move |house| {
            let found = house.read(|rx| {
                let today = rx.today();
                let page = page(rx.policies(), &pack, today, fields)?;
                let refused = page.refused;
                Ok((refused, seen.framed(rx, &visitor, Page::from(page))?))
            })?;
            Ok(found)
        })
        .await?;
    Ok(if refused {
        page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
    } else {
        page.into_response()
    })
}
