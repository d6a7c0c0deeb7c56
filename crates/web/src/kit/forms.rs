//! Around the inputs: the form itself, its buttons and the summary of what is wrong.

use askama::Template;
use kernel::Refusal;

use super::form::{FormState, FormToken};
use super::html::{Html, components};
use super::urls::Url;

/// A form that changes something. It cannot be made without the session's token.
///
/// In a template: `{{ form.open() }} … {{ form.close() }}`.
#[derive(Clone, Debug)]
pub struct PostForm {
    action: Url,
    token: Option<FormToken>,
    files: bool,
    autosave: Option<Url>,
    guard: bool,
    id: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "kit/form_open.html")]
struct FormOpen<'a> {
    form: &'a PostForm,
}

#[derive(Template)]
#[template(source = "</form>", ext = "html")]
struct FormClose;

impl PostForm {
    /// A form of a signed-in person.
    pub fn new(token: &FormToken, action: impl Into<Url>) -> Self {
        Self {
            token: Some(token.clone()),
            ..Self::public(action)
        }
    }

    /// A form that needs no session, as signing in or a public check.
    pub fn public(action: impl Into<Url>) -> Self {
        Self {
            action: action.into(),
            token: None,
            files: false,
            autosave: None,
            guard: false,
            id: None,
        }
    }

    /// Carries files.
    #[must_use]
    pub fn files(mut self) -> Self {
        self.files = true;
        self
    }

    /// With scripts, saves by itself to this address while people type.
    #[must_use]
    pub fn autosave(mut self, url: impl Into<Url>) -> Self {
        self.autosave = Some(url.into());
        self
    }

    /// With scripts, asks before leaving with something unsaved.
    #[must_use]
    pub fn guard_unsaved(mut self) -> Self {
        self.guard = true;
        self
    }

    /// An id, for buttons and ticks that stand outside the form (`form="id"`).
    #[must_use]
    pub fn id(mut self, id: &'static str) -> Self {
        self.id = Some(id);
        self
    }

    /// The opening tag with the token.
    pub fn open(&self) -> Html {
        FormOpen { form: self }.into()
    }

    /// The closing tag.
    pub fn close(&self) -> Html {
        FormClose.into()
    }
}

/// How much a button weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Weight {
    #[default]
    Primary,
    Secondary,
    Danger,
}

/// A button, or a link that looks like one.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/button.html")]
pub struct Button {
    text: String,
    weight: Weight,
    sends: Option<(&'static str, String)>,
    url: Option<Url>,
    about: Option<String>,
}

impl Button {
    /// Sends its form. The one main thing on the page.
    pub fn submit(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            weight: Weight::Primary,
            sends: None,
            url: None,
            about: None,
        }
    }

    /// Starts something: a link in the shape of a button.
    pub fn link(text: impl Into<String>, url: impl Into<Url>) -> Self {
        Self {
            url: Some(url.into()),
            ..Self::submit(text)
        }
    }

    /// Not the main thing.
    #[must_use]
    pub fn secondary(mut self) -> Self {
        self.weight = Weight::Secondary;
        self
    }

    /// Cannot be taken back, or takes something away.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.weight = Weight::Danger;
        self
    }

    /// Sends a value of its own, where a form has several buttons.
    #[must_use]
    pub fn sends(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.sends = Some((name, value.into()));
        self
    }

    /// Says for screen readers what a short word is about.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    fn class(&self) -> &'static str {
        match self.weight {
            Weight::Primary => "button",
            Weight::Secondary => "button button-secondary",
            Weight::Danger => "button button-danger",
        }
    }
}

/// Buttons side by side: the main one first.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<div class="buttons">{% for button in buttons %}{{ button }}{% endfor %}</div>"#,
    ext = "html"
)]
pub struct Buttons {
    buttons: Vec<Button>,
}

impl Buttons {
    /// The buttons in order.
    pub fn new(buttons: impl Into<Vec<Button>>) -> Self {
        Self {
            buttons: buttons.into(),
        }
    }
}

/// Everything that is wrong with a form, above it, each line linked to its field: 有一个问题.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/error_summary.html")]
pub struct ErrorSummary {
    refusals: Vec<Refusal>,
}

impl ErrorSummary {
    /// The summary of a form; draws nothing when nothing was refused.
    pub fn of(state: &FormState) -> Self {
        Self {
            refusals: state.refusals().to_vec(),
        }
    }

    fn title(&self) -> String {
        match self.refusals.len() {
            0 | 1 => "有一个问题".to_owned(),
            many => format!("有 {many} 个问题"),
        }
    }
}

components!(Button, Buttons, ErrorSummary);
