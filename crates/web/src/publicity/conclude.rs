//! An objection with what was written, and its conclusion by the examiner (UNT-028).

use actions::publicity::conclude_objection::conclude_objection;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::{ObjectionId, PostingId};
use store::{Error, Rx};

use super::conclusion::{ConclusionForm, Inputs, facts};
use super::urls::{ObjectionPlace, PostingPlace};
use super::{Seen, seen};
use crate::kit::forms::{ErrorSummary, PostForm};
use crate::kit::lists::SummaryList;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

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

/// What follows from 不成立 and from 成立.
const OF_CASES: [&str; 2] = [
    "视为无异议，公示期满后继续办理。",
    "公示结束时，该申报到此终止并告知申报人。结论作出后不能更改。",
];
const OF_VACANCIES: [&str; 2] = [
    "视为无异议，公示期满后报主管部门审批。",
    "公示结束时，方案退回修改，重新提交职代会。结论作出后不能更改。",
];

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
    let open = found.conclusion.is_none();
    let inputs = open.then(|| {
        let form = PostForm::new(&who.token(), ObjectionPlace { id, objection });
        let means = if seen.vacancies.is_some() {
            OF_VACANCIES
        } else {
            OF_CASES
        };
        Inputs::new(form, means, PostingPlace { id }, state)
    });
    Ok(ConcludePage {
        errors: ErrorSummary::of(state),
        title: format!("关于{}的异议", seen.name_of(found.case)),
        facts: facts(&found, letter, "提出人"),
        inputs,
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
