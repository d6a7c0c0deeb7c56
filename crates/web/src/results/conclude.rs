//! An objection against a result, and its conclusion by the organiser (RES-002).

use actions::publicity::conclude_objection::conclude_objection;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::publicity::Conclusion;
use kernel::{ObjectionId, PostingId};
use store::{Error, Rx};

use super::urls::{ConcludeObjection, Outcome, Outcomes};
use super::{find, listed, outcome};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, TextArea};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 2_000;

/// A conclusion as typed.
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

#[derive(Template)]
#[template(path = "results/conclude.html")]
struct ConcludePage {
    title: String,
    back: Outcome,
    errors: ErrorSummary,
    facts: SummaryList,
    inputs: Option<Inputs>,
    refused: bool,
}

impl Content for ConcludePage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Outcomes)
            .back("评审结果", self.back.clone())
            .refused(self.refused)
    }
}

fn inputs(who: &SignedIn, place: ConcludeObjection, back: Outcome, state: &FormState) -> Inputs {
    let choices = [
        Choice::new(Conclusion::NotUpheld.code(), Conclusion::NotUpheld.chinese())
            .hint("视为无异议，公示期满后可以报送确认。"),
        Choice::new(Conclusion::Upheld.code(), Conclusion::Upheld.chinese())
            .hint("公示结束时，该人员的评审结果作废并告知本人。结论作出后不能更改。"),
    ];
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
    let back = outcome::after(rx, who, id)?;
    let posting = find(rx, id)?;
    let found = posting.objections.iter().find(|found| found.id == objection);
    let found = found.ok_or(Error::NotFound)?;
    let people = listed(rx, &posting)?;
    let about = people.iter().find(|line| line.case == found.case);
    let letter = store::publicity::letter(rx, objection)?;
    let mut facts = vec![
        Fact::new("收到", found.raised.minute_text()),
        Fact::new("反映人", &letter.name),
        Fact::new("联系方式", &letter.contact),
        Fact::new("事实和理由", &letter.facts),
    ];
    if let Some(conclusion) = found.conclusion {
        facts.push(Fact::new("核查结论", conclusion.chinese()));
        facts.push(Fact::new("核查情况", letter.conclusion.unwrap_or_default()));
    }
    let inputs = found
        .conclusion
        .is_none()
        .then(|| inputs(who, ConcludeObjection { id, objection }, back.clone(), state));
    Ok(ConcludePage {
        title: format!("关于{}的异议", about.map_or("", |line| line.name.as_str())),
        back,
        errors: ErrorSummary::of(state),
        facts: SummaryList::new(facts),
        inputs,
        refused: state.is_refused(),
    })
}

/// `GET /results/{id}/objections/{objection}/conclusion`.
///
/// # Errors
/// The viewer did not post the results, there is no such objection, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(ConcludeObjection { id, objection }): Path<ConcludeObjection>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        load(rx, who, (id, objection), &FormState::blank())
    })
    .await
}

/// `POST /results/{id}/objections/{objection}/conclusion`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(ConcludeObjection { id, objection }): Path<ConcludeObjection>,
    form: Form<ConclusionForm>,
) -> Result<Response, Fault> {
    let viewer = who.clone();
    app.submit(who, form, move |tx, form| {
        let back = outcome::after(tx, &viewer, id)?;
        conclude_objection(tx, id, objection, form.conclusion, &form.text)?;
        Ok(back)
    })
    .or_show_again(move |rx, who, state| load(rx, who, (id, objection), &state))
    .then_go(|back| Go::to(back).saying("结论已记录。"))
    .await
}
