//! Ending a posting once its period is over and every objection is concluded.

use actions::publicity::close::close;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::Refusals;
use store::{Error, Rx};

use super::urls::{ClosePosting, PostingPlace};
use super::{Seen, show};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::words::RefusalList;
use crate::kit::{App, Fault, Form, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

/// Nothing is typed.
#[derive(Debug)]
pub(super) struct CloseForm;

impl ReadForm for CloseForm {
    fn read(_reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }
}

#[derive(Template)]
#[template(path = "publicity/close.html")]
struct CloseView {
    stands_against: Option<RefusalList>,
    form: PostForm,
    buttons: Buttons,
}

/// What stands against ending it now, or the form. After a refusal the page's summary says the same.
pub(super) fn form(
    rx: &mut Rx<'_>,
    seen: &Seen,
    token: &FormToken,
    state: &FormState,
) -> store::Result<Html> {
    let stands_against = if state.is_refused() {
        None
    } else {
        obstacles(rx, seen)?
    };
    Ok(Html::from(CloseView {
        stands_against: stands_against.map(|refusals| RefusalList::new(refusals.all().to_vec())),
        form: PostForm::new(token, ClosePosting { id: seen.posting.id }),
        buttons: Buttons::new([Button::submit("结束公示，转入下一环节")]),
    }))
}

fn obstacles(rx: &mut Rx<'_>, seen: &Seen) -> store::Result<Option<Refusals>> {
    let rules = match actions::rules::of_plan(rx, seen.posting.plan) {
        Ok(rules) => rules,
        Err(Error::Refused(refusals)) => return Ok(Some(refusals)),
        Err(other) => return Err(other),
    };
    Ok(seen.posting.clone().close(&rules, rx.now()).err())
}

/// `POST /postings/{id}/closing`.
///
/// # Errors
/// The viewer is not the unit's examiner, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(ClosePosting { id }): Path<ClosePosting>,
    form: Form<CloseForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| close(tx, id))
        .or_show_again(move |rx, who, state| show::load(rx, who, id, &state))
        .then_go(move |()| {
            Go::to(PostingPlace { id }).saying("公示已结束。没有异议成立的申报进入下一环节，并已告知申报人。")
        })
        .await
}
