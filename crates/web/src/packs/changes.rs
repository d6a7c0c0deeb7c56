//! What changed: between two instruments, or in the rules that one puts in force between two days.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Day, Refusal};
use policy::{Library, PackInfo, RowChange, diff};
use store::Error;

use super::instrument::{RuleLines, lines, parted};
use super::shelf;
use super::urls::{Policies, Policy, PolicyChanges};
use crate::kit::fields::Fields;
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::html::components;
use crate::kit::inputs::{Choice, DateInput, Select};
use crate::kit::urls::Url;
use crate::kit::words::{Details, Tag, Tone};
use crate::kit::{App, Content, Fault, FormState, Head, Page, Query, Reader, Visitor};

/// Longer than any id of a pack.
const MOST_CHARS: usize = 60;

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
    pub(super) fn new<'c>(changes: impl IntoIterator<Item = &'c RowChange>) -> Self {
        Self {
            changes: changes.into_iter().map(view).collect(),
        }
    }
}

fn view(change: &RowChange) -> ChangeView {
    let tone = match change {
        RowChange::Added { .. } => Tone::Jade,
        RowChange::Removed { .. } => Tone::Red,
        RowChange::Changed { .. } => Tone::Amber,
    };
    let shown = change.shown();
    let (kind, name) = parted(shown.name);
    ChangeView {
        tag: Tag::new(shown.what, tone),
        kind: kind.to_owned(),
        name: name.to_owned(),
        articles: shown.articles.into_owned(),
        gone: (!shown.gone.is_empty()).then(|| lines(shown.gone)),
        come: (!shown.come.is_empty()).then(|| lines(shown.come)),
    }
}

/// So many changes are read without unfolding anything.
const SHOWN_AT_ONCE: usize = 20;

/// What reads differently first, then what is new and what is gone, folded away where there is much of it.
pub(super) fn parted_changes(changes: &[RowChange]) -> Vec<Details> {
    let mut parts = Vec::new();
    for word in ["改动", "新增", "删去"] {
        let found: Vec<&RowChange> = changes.iter().filter(|one| one.shown().what == word).collect();
        if found.is_empty() {
            continue;
        }
        let few = found.len() <= SHOWN_AT_ONCE;
        let details = Details::new(format!("{word} {} 处", found.len()), ChangeList::new(found));
        parts.push(if few { details.open() } else { details });
    }
    parts
}

/// How many changes there are, in a sentence.
pub(super) fn counted(changes: &[RowChange]) -> String {
    let count = |of: fn(&RowChange) -> bool| changes.iter().filter(|change| of(change)).count();
    let added = count(|change| matches!(change, RowChange::Added { .. }));
    let removed = count(|change| matches!(change, RowChange::Removed { .. }));
    let changed = count(|change| matches!(change, RowChange::Changed { .. }));
    match changes.len() {
        0 => "两者的规则完全相同。".to_owned(),
        all => format!("共 {all} 处不同：改动 {changed} 处，新增 {added} 处，删去 {removed} 处。"),
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
    from: DateInput,
    to: DateInput,
    buttons: Buttons,
    compared: Option<Compared>,
    refused: bool,
}

/// What was compared, and what came of it.
#[derive(Clone, Debug)]
struct Compared {
    what: String,
    counted: String,
    changes: Vec<Details>,
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

/// What changes from what one text puts in force on a day to what another does on its day, with the texts they stand
/// on: of the same text between two days, or from last year's to this one's.
///
/// # Errors
/// A text is not in force on its day; the refusal stands at that day.
pub(super) fn between(
    library: &Library,
    (old, from): (&PackInfo, Day),
    (new, to): (&PackInfo, Day),
) -> Result<(String, Vec<RowChange>), Vec<Refusal>> {
    let rows = |pack: &PackInfo, day: Day, field: &'static str| {
        library.render_on(&pack.id, day).map_err(|_| {
            let sentence = format!(
                "《{}》在 {day} 无效（{}）",
                pack.instrument.title,
                shelf::days(pack)
            );
            Refusal::new(sentence).remedy("请换一个日期").at(field)
        })
    };
    let (before, after) = match (rows(old, from, "from"), rows(new, to, "to")) {
        (Ok(before), Ok(after)) => (before, after),
        (before, after) => return Err(before.err().into_iter().chain(after.err()).collect()),
    };
    let what = if old.id == new.id {
        format!("从 {from} 到 {to}")
    } else {
        let (earlier, later) = (&old.instrument.title, &new.instrument.title);
        format!("从《{earlier}》（{from}）到《{later}》（{to}）")
    };
    Ok((what, diff(&before, &after)))
}

/// What the address asks to compare, if it does. A day that is left out is the first day of its text, the last one of
/// the same text today.
fn asked(
    library: &Library,
    pack: &PackInfo,
    today: Day,
    fields: &Fields,
) -> Result<Option<Compared>, Vec<Refusal>> {
    if fields.texts().next().is_none() {
        return Ok(None);
    }
    let mut reader = Reader::over(fields);
    let with = reader.optional_text("with", "原来的文件", MOST_CHARS);
    let from = reader.optional_day("from", "原来的日期");
    let to = reader.optional_day("to", "现在的日期");
    let (Some(with), Some(from), Some(to)) = (with, from, to) else {
        return Err(reader.refusals());
    };
    let old = match with.as_str() {
        "" => pack.clone(),
        id => library
            .pack(id)
            .ok_or_else(|| vec![Refusal::new("政策库里没有这份文件，请重新选择").at("with")])?,
    };
    let same = old.id == pack.id;
    let from = from.unwrap_or(old.from);
    let to = to.unwrap_or_else(|| if same { default_to(pack, today) } else { pack.from });
    if same && to < from {
        return Err(vec![Refusal::new("现在的日期应不早于原来的日期").at("to")]);
    }
    let (what, changes) = between(library, (&old, from), (pack, to))?;
    Ok(Some(Compared {
        what,
        counted: counted(&changes),
        changes: parted_changes(&changes),
    }))
}

/// Today, or the nearest day on which the pack is in force.
fn default_to(pack: &PackInfo, today: Day) -> Day {
    let last = pack.to.map_or(today, |to| to.min(today));
    last.max(pack.from)
}

fn page(library: &Library, id: &str, today: Day, fields: Fields) -> store::Result<ChangesPage> {
    let pack = library.pack(id).ok_or(Error::NotFound)?;
    let (compared, refusals) = match asked(library, &pack, today, &fields) {
        Ok(compared) => (compared, Vec::new()),
        Err(refusals) => (None, refusals),
    };
    let refused = !refusals.is_empty();
    let state = FormState::stored(fields).with_refusals(refusals);
    let others = library.packs().filter(|other| other.id != id);
    let others: Vec<Choice> = others
        .map(|other| {
            let text = format!("{}（{}）", other.instrument.title, shelf::days(&other));
            Choice::new(&other.id, text)
        })
        .collect();
    Ok(ChangesPage {
        errors: ErrorSummary::of(&state),
        pack: id.to_owned(),
        title: pack.instrument.title,
        action: PolicyChanges { pack: id.to_owned() }.into(),
        with: Select::new("with", "原来的文件", others)
            .optional()
            .hint("比较这份文件自己在两个日期之间的变化的，不用选。")
            .fill(&state),
        from: DateInput::new("from", "原来的日期")
            .optional()
            .hint("不填的，按原来的文件生效的第一天。")
            .fill(&state),
        to: DateInput::new("to", "现在的日期")
            .optional()
            .hint("不填的，按这份文件生效的第一天；没有选原来的文件的，按今天。")
            .fill(&state),
        buttons: Buttons::new([Button::submit("比较")]),
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
