//! The organiser does not accept a case, with its reasons (不予受理, SUP-006, SUP-008).

use actions::applications::not_accept::not_accept;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::ApplicationId;
use policy::StepKind;
use store::Rx;

use super::case::{Looked, look};
use super::urls::{Case, Decline, Work};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::TextArea;
use crate::kit::words::{Inset, Warning};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 1_000;

/// The reason as typed.
#[derive(Debug)]
pub(super) struct DeclineForm {
    reason: String,
}

impl ReadForm for DeclineForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            reason: reader.text("opinion", "不予受理的理由", MOST_CHARS)?,
        })
    }
}

/// The page.
#[derive(Template)]
#[template(
    source = "{{ errors }}<h1>不予受理</h1>{% if let Some(law) = law %}{{ law }}{% endif %}{{ warning }}{{ form.open() }}{{ reason }}{{ buttons }}{{ form.close() }}",
    ext = "html"
)]
struct DeclinePage {
    looked: Looked,
    errors: ErrorSummary,
    law: Option<Inset>,
    warning: Warning,
    form: PostForm,
    reason: TextArea,
    buttons: Buttons,
    refused: bool,
}

impl Content for DeclinePage {
    fn head(&self) -> Head {
        self.looked.head("不予受理", self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: ApplicationId, state: &FormState) -> store::Result<DeclinePage> {
    let looked = look(rx, who, id)?.at(&[StepKind::Acceptance])?;
    let law = looked.rules.as_ref().ok().and_then(|rules| rules.law("不予受理"));
    Ok(DeclinePage {
        errors: ErrorSummary::of(state),
        law: law.map(|law| Inset::text(&law.sentence).under(law.article)),
        warning: Warning::new("不予受理后，本次申报终止，不能恢复。理由将原文告知申报人。"),
        form: PostForm::new(&who.token(), Decline { id }).guard_unsaved(),
        reason: TextArea::new("opinion", "不予受理的理由")
            .most_chars(MOST_CHARS)
            .fill(state),
        buttons: Buttons::new([
            Button::submit("不予受理").danger(),
            Button::link("取消", Case { id }).secondary(),
        ]),
        refused: state.is_refused(),
        looked,
    })
}

/// `GET /cases/{id}/refusal`.
///
/// # Errors
/// The case does not stand at the viewer's acceptance, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, Path(Decline { id }): Path<Decline>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /cases/{id}/refusal`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Decline { id }): Path<Decline>,
    form: Form<DeclineForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| not_accept(tx, id, &form.reason))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(|()| Go::to(Work).saying("已作不予受理决定，理由已告知申报人。"))
        .await
}
