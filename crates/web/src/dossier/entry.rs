//! Adding an entry to one's library, and changing one.

use actions::dossier::write_entry::write_entry;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::dossier::{Provenance, Section};
use kernel::DossierEntryId;
use store::Rx;

use super::form::{EntryForm, inputs, stored};
use super::urls::{EntryFiles, EntryPage, Library, NewEntry};
use super::{applicant, named, own, section_url};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::html::Html;
use crate::kit::urls::Url;
use crate::kit::words::Warning;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

#[derive(Clone, Debug, Template)]
#[template(path = "dossier/entry.html")]
struct EntryView {
    title: String,
    back: (String, Url),
    errors: ErrorSummary,
    warning: Option<Warning>,
    form: PostForm,
    section: &'static str,
    inputs: Html,
    buttons: Buttons,
    refused: bool,
}

impl Content for EntryView {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Library)
            .back(&self.back.0, &self.back.1)
            .refused(self.refused)
    }
}

impl EntryView {
    fn new(
        who: &SignedIn,
        section: Section,
        (title, action): (String, Url),
        state: &FormState,
        warning: Option<Warning>,
    ) -> Self {
        Self {
            title,
            back: (format!("返回{}", section.chinese()), section_url(section)),
            errors: ErrorSummary::of(state),
            warning,
            form: PostForm::new(&who.token(), action).guard_unsaved(),
            section: section.code(),
            inputs: inputs(section, state),
            buttons: Buttons::new([Button::submit("保存")]),
            refused: state.is_refused(),
        }
    }

    fn blank(rx: &mut Rx<'_>, who: &SignedIn, section: Section, state: FormState) -> store::Result<Self> {
        applicant(who)?;
        let title = format!("添加{}", section.chinese());
        let action = NewEntry {
            section: section.code().to_owned(),
        };
        // The unit one belongs to is known: it is not asked, only shown to be confirmed.
        let state = if section == Section::Employment && !state.is_refused() {
            state.with("unit", store::accounts::office(rx, who.seat().office)?.name)
        } else {
            state
        };
        Ok(Self::new(who, section, (title, action.into()), &state, None))
    }

    fn of(rx: &mut Rx<'_>, who: &SignedIn, id: DossierEntryId, state: FormState) -> store::Result<Self> {
        let entry = own(rx, who, id)?;
        let section = entry.body.section();
        let title = format!("修改{}", section.chinese());
        let state = if state.is_refused() {
            state
        } else {
            stored(&entry.body)
        };
        let verified = matches!(entry.provenance, Provenance::Verified { .. });
        let warning = verified.then(|| Warning::new("这一项已经核验；修改后要重新核验。"));
        let action = EntryPage { id };
        Ok(Self::new(who, section, (title, action.into()), &state, warning))
    }
}

/// `GET /library/{section}/new`.
///
/// # Errors
/// There is no such section, or the person does not act as an applicant.
pub(super) async fn get_new(
    app: App,
    who: SignedIn,
    Path(NewEntry { section }): Path<NewEntry>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        EntryView::blank(rx, who, named(&section)?, FormState::blank())
    })
    .await
}

/// `POST /library/{section}/new`.
///
/// # Errors
/// There is no such section, or the person does not act as an applicant.
pub(super) async fn post_new(
    app: App,
    who: SignedIn,
    Path(NewEntry { section }): Path<NewEntry>,
    form: Form<EntryForm>,
) -> Result<Response, Fault> {
    let section = named(&section)?;
    app.submit(who, form, |tx, form| write_entry(tx, None, form.0))
        .or_show_again(move |rx, who, state| EntryView::blank(rx, who, section, state))
        .then_go(|id| Go::to(EntryFiles { id }).saying("已保存。有扫描件的，请在这里上传。"))
        .await
}

/// `GET /library/entries/{id}`.
///
/// # Errors
/// It is not in the person's library.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(EntryPage { id }): Path<EntryPage>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| EntryView::of(rx, who, id, FormState::blank()))
        .await
}

/// `POST /library/entries/{id}`.
///
/// # Errors
/// It is not in the person's library.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(EntryPage { id }): Path<EntryPage>,
    form: Form<EntryForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let section = form.0.section();
        write_entry(tx, Some(id), form.0)?;
        Ok(section)
    })
    .or_show_again(move |rx, who, state| EntryView::of(rx, who, id, state))
    .then_go(|section| Go::to(section_url(section)).saying("已保存修改。"))
    .await
}
