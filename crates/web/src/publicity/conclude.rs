//! An objection with what was written, and its conclusion by the examiner (UNT-028).

use actions::publicity::conclude_objection::conclude_objection;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::publicity::Conclusion;
use kernel::{ObjectionId, PostingId};
use store::{Error, Rx};

use super::urls::{ObjectionPlace, PostingPlace};
use super::{Seen, seen};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, TextArea};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 2_000;

/// A conclusion as typed.
#[derive(Debug)]
pub(super) struct ConclusionForm {
    conclusion: Conclusion,
    text: String,
}

impl ReadForm for ConclusionForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let conclusion = reader.choice("conclusion", "核查结论", Conclusion::from_code);
        let text = reader.text("text", "核查情况", MOST_CHARS);
        Some(Self {
            conclusion: conclusion?,
            text: text?,
        })
    }
}

struct Inputs {
    form: PostForm,
    conclusion: Choices,
    text: TextArea,
    buttons: Buttons,
}

/// The page.
#[derive(Template)]
#[template(path = "publicity/conclude.html")]
struct ConcludePage {
    seen: Seen,
    errors: ErrorSummary,
    title: String,
    facts: SummaryList,
    inputs: Option<Inputs>,
    refused: bool,
}

impl Content for ConcludePage {
    fn head(&self) -> Head {
        self.seen.head(&self.title, self.refused)
    }
}

fn inputs(who: &SignedIn, place: ObjectionPlace, state: &FormState) -> Inputs {
    let choices = [
        Choice::new(Conclusion::NotUpheld.code(), Conclusion::NotUpheld.chinese())
            .hint("视为无异议，公示期满后继续办理。"),
        Choice::new(Conclusion::Upheld.code(), Conclusion::Upheld.chinese())
            .hint("公示结束时，该申报到此终止并告知申报人。结论作出后不能更改。"),
    ];
    let back = PostingPlace { id: place.id };
    Inputs {
        form: PostForm::new(&who.token(), place).guard_unsaved(),
        conclusion: Choices::one("conclusion", "核查结论", choices).fill(state),
        text: TextArea::new("text", "核查情况")
            .hint("写明怎样核查、查明什么，作为书面结论留存。")
            .most_chars(MOST_CHARS)
            .fill(state),
        buttons: Buttons::new([Button::submit("作出结论"), Button::link("取消", back).secondary()]),
    }
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    (id, objection): (PostingId, ObjectionId),
    state: &FormState,
) -> store::Result<ConcludePage> {
    let seen = seen(rx, who, id)?.of_the_examiner()?;
    let found = seen.posting.objections.iter().find(|found| found.id == objection);
    let found = found.cloned().ok_or(Error::NotFound)?;
    let letter = store::publicity::letter(rx, objection)?;
    let mut facts = vec![
        Fact::new("收到", found.raised.minute_text()),
        Fact::new("提出人", &letter.name),
        Fact::new("联系方式", &letter.contact),
        Fact::new("事实和理由", &letter.facts),
    ];
    if let Some(conclusion) = found.conclusion {
        facts.push(Fact::new("核查结论", conclusion.chinese()));
        facts.push(Fact::new("核查情况", letter.conclusion.unwrap_or_default()));
    }
    Ok(ConcludePage {
        errors: ErrorSummary::of(state),
        title: format!("关于{}的异议", seen.name_of(found.case)),
        facts: SummaryList::new(facts),
        inputs: found
            .conclusion
            .is_none()
            .then(|| inputs(who, ObjectionPlace { id, objection }, state)),
        refused: state.is_refused(),
        seen,
    })
}

/// `GET /postings/{id}/objections/{objection}`.
///
/// # Errors
/// The viewer is not the unit's examiner, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(ObjectionPlace { id, objection }): Path<ObjectionPlace>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        load(rx, who, (id, objection), &FormState::blank())
    })
    .await
}

/// `POST /postings/{id}/objections/{objection}`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(ObjectionPlace { id, objection }): Path<ObjectionPlace>,
    form: Form<ConclusionForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        conclude_objection(tx, id, objection, form.conclusion, &form.text)
    })
    .or_show_again(move |rx, who, state| load(rx, who, (id, objection), &state))
    .then_go(move |()| Go::to(PostingPlace { id }).saying("结论已记录。"))
    .await
}
