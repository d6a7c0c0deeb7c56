//! An objection against a result, and its conclusion by the organiser (RES-002).

use actions::publicity::conclude_objection::conclude_objection;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::{ObjectionId, PostingId};
use store::{Error, Rx};

use super::urls::{ConcludeObjection, Outcome, Outcomes};
use super::{find, listed, outcome};
use crate::kit::forms::{ErrorSummary, PostForm};
use crate::kit::lists::SummaryList;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};
use crate::publicity::conclusion::{ConclusionForm, Inputs, facts};

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

/// What follows from 不成立 and from 成立.
const MEANS: [&str; 2] = [
    "视为无异议，公示期满后可以报送确认。",
    "公示结束时，该人员的评审结果作废并告知本人。结论作出后不能更改。",
];

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
    let about = people.iter().find(|line| Some(line.case) == found.case);
    let letter = store::publicity::letter(rx, objection)?;
    let open = found.conclusion.is_none();
    let inputs = open.then(|| {
        let form = PostForm::new(&who.token(), ConcludeObjection { id, objection });
        Inputs::new(form, MEANS, back.clone(), state)
    });
    Ok(ConcludePage {
        title: format!("关于{}的异议", about.map_or("", |line| line.name.as_str())),
        back,
        errors: ErrorSummary::of(state),
        facts: facts(found, letter, "反映人"),
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
