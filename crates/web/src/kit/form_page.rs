//! A form with its sentences in one piece, and the page that is nothing but such a form.

use askama::Template;

use super::forms::{Button, Buttons, ErrorSummary, PostForm};
use super::html::{Html, components};
use super::page::{Content, Head};
use super::urls::Url;
use super::words::Link;
use super::{FormState, FormToken};

#[derive(Template)]
#[template(source = "<p>{{ text }}</p>", ext = "html")]
struct Paragraph<'a> {
    text: &'a str,
}

/// A form: what is to be known, the inputs, the buttons.
#[derive(Clone, Debug, Template)]
#[template(
    source = "{{ intro }}{{ form.open() }}{{ inputs }}{{ self.buttons() }}{{ form.close() }}",
    ext = "html"
)]
pub struct FormPart {
    intro: Html,
    form: PostForm,
    inputs: Html,
    buttons: Vec<Button>,
}

impl FormPart {
    /// A form of a signed-in person.
    pub fn new(token: &FormToken, action: impl Into<Url>) -> Self {
        Self {
            intro: Html::default(),
            form: PostForm::new(token, action),
            inputs: Html::default(),
            buttons: Vec::new(),
        }
    }

    /// The form sends files.
    #[must_use]
    pub fn files(mut self) -> Self {
        self.form = self.form.files();
        self
    }

    /// With scripts, asks before leaving with something unsaved.
    #[must_use]
    pub fn guard_unsaved(mut self) -> Self {
        self.form = self.form.guard_unsaved();
        self
    }

    /// A sentence above the form.
    #[must_use]
    pub fn sentence(self, text: impl AsRef<str>) -> Self {
        self.above(Paragraph { text: text.as_ref() })
    }

    /// Anything above the form: a warning, a table, the words of a rule.
    #[must_use]
    pub fn above(mut self, html: impl Into<Html>) -> Self {
        self.intro = self.intro.then(html);
        self
    }

    /// An input.
    #[must_use]
    pub fn input(mut self, input: impl Into<Html>) -> Self {
        self.inputs = self.inputs.then(input);
        self
    }

    /// A button; the main one first.
    #[must_use]
    pub fn button(mut self, button: Button) -> Self {
        self.buttons.push(button);
        self
    }

    fn buttons(&self) -> Buttons {
        Buttons::new(self.buttons.clone())
    }
}

components!(FormPart);

/// A page with one form and a way back.
#[derive(Clone, Debug, Template)]
#[template(source = "{{ errors }}<h1>{{ title }}</h1>{{ part }}", ext = "html")]
pub struct FormPage {
    title: String,
    section: Url,
    back: Link,
    errors: ErrorSummary,
    part: FormPart,
    refused: bool,
}

impl FormPage {
    /// The page of a form; 取消 leads back.
    pub fn new(
        title: impl Into<String>,
        section: impl Into<Url>,
        back: Link,
        part: FormPart,
        state: &FormState,
    ) -> Self {
        let cancel = Button::link("取消", &back.url).secondary();
        Self {
            title: title.into(),
            section: section.into(),
            errors: ErrorSummary::of(state),
            part: part.button(cancel),
            refused: state.is_refused(),
            back,
        }
    }
}

impl Content for FormPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(&self.section)
            .back(&self.back.text, &self.back.url)
            .refused(self.refused)
    }
}
