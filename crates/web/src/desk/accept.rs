//! The organiser accepts a case for review (SUP-004).

use actions::applications::accept::accept;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::case::{self, Looked};
use super::urls::{AcceptCase, Correction, Decline, Work};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::inputs::TextArea;
use crate::kit::urls::Url;
use crate::kit::{App, Fault, Form, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 1_000;

/// The opinion as typed; it may be empty.
#[derive(Debug)]
pub(super) struct AcceptForm {
    opinion: String,
}

impl ReadForm for AcceptForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            opinion: reader.optional_text("opinion", "受理意见", MOST_CHARS)?,
        })
    }
}

#[derive(Template)]
#[template(path = "desk/accept.html")]
struct AcceptView {
    form: PostForm,
    opinion: TextArea,
    buttons: Buttons,
    correction: Option<Url>,
    decline: Url,
}

/// The form on the page of the case.
pub(super) fn form(looked: &Looked, token: &FormToken, state: &FormState) -> Html {
    let id = looked.case.id;
    Html::from(AcceptView {
        form: PostForm::new(token, AcceptCase { id }).guard_unsaved(),
        opinion: TextArea::new("opinion", "受理意见")
            .optional()
            .rows(3)
            .most_chars(MOST_CHARS)
            .fill(state),
        buttons: Buttons::new([Button::submit("受理")]),
        correction: (!looked.case.notice_used).then(|| Correction { id }.into()),
        decline: Decline { id }.into(),
    })
}

/// `POST /cases/{id}/acceptance`.
///
/// # Errors
/// The viewer may not see the case, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(AcceptCase { id }): Path<AcceptCase>,
    form: Form<AcceptForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| accept(tx, id, &form.opinion))
        .or_show_again(move |rx, who, state| case::load(rx, who, id, &state))
        .then_go(|()| Go::to(Work).saying("已受理，申报等待评审，并已告知申报人。"))
        .await
}
