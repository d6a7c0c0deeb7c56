//! Departments, series offices and title offices audit three aspects each (SUP-001, SUP-002).

use actions::applications::audit::{ASPECTS, Audit, audit};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::case::{self, Looked};
use super::urls::{AuditCase, ReturnCase, Work};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::inputs::{Choice, Choices, TextArea};
use crate::kit::urls::Url;
use crate::kit::{App, Fault, Form, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 1_000;

/// An audit as typed.
#[derive(Debug)]
pub(super) struct AuditForm {
    sound: [bool; 3],
    opinion: String,
}

impl ReadForm for AuditForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut sound = [None; 3];
        for (index, (place, aspect)) in sound.iter_mut().zip(ASPECTS).enumerate() {
            *place = reader.choice(
                &format!("sound.{index}"),
                &format!("“{aspect}”的结论"),
                |value| match value {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
            );
        }
        let opinion = reader.text("opinion", "审核意见", MOST_CHARS);
        let [first, second, third] = sound;
        Some(Self {
            sound: [first?, second?, third?],
            opinion: opinion?,
        })
    }
}

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct AuditView {
    form: PostForm,
    aspects: Vec<Choices>,
    opinion: TextArea,
    buttons: Buttons,
    return_case: Url,
}

/// The form on the page of the case.
pub(super) fn form(looked: &Looked, token: &FormToken, state: &FormState) -> Html {
    let id = looked.case.id;
    let aspects = ASPECTS.iter().enumerate().map(|(index, aspect)| {
        let choices = [Choice::new("yes", "通过"), Choice::new("no", "不通过")];
        Choices::one(format!("sound.{index}"), *aspect, choices)
            .inline()
            .fill(state)
    });
    Html::from(AuditView {
        form: PostForm::new(token, AuditCase { id }).guard_unsaved(),
        aspects: aspects.collect(),
        opinion: TextArea::new("opinion", "审核意见")
            .most_chars(MOST_CHARS)
            .fill(state),
        buttons: Buttons::new([Button::submit("审核通过并上报")]),
        return_case: ReturnCase { id }.into(),
    })
}

/// `POST /cases/{id}/audit`.
///
/// # Errors
/// The viewer may not see the case, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(AuditCase { id }): Path<AuditCase>,
    form: Form<AuditForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let cmd = Audit {
            application: id,
            sound: form.sound,
            opinion: form.opinion,
        };
        audit(tx, &cmd)
    })
    .or_show_again(move |rx, who, state| case::load(rx, who, id, &state))
    .then_go(|()| Go::to(Work).saying("审核通过，申报已报送下一环节，并已告知申报人。"))
    .await
}
