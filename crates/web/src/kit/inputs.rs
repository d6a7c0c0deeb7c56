//! Inputs: each with its label, hint and error tied to it, drawn from a [`FormState`].
//!
//! Every input keeps an element whose id is the field's name, so that the error summary can point to it.

use askama::Template;
use kernel::Refusal;

use super::form::FormState;
use super::html::{Html, components};
use super::upload::{FileKind, size_text};
use super::urls::Url;
use super::words::Link;

/// What every input has around it.
#[derive(Clone, Debug, Default)]
struct Frame {
    name: String,
    label: String,
    hint: Option<String>,
    refusal: Option<Refusal>,
    heading: bool,
    optional: bool,
}

impl Frame {
    fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    /// The ids of hint and error, for `aria-describedby`.
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.refusal.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        ids.join(" ")
    }

    fn error_class(&self) -> &'static str {
        if self.refusal.is_some() {
            " field-error"
        } else {
            ""
        }
    }
}

/// The builder methods every input has.
macro_rules! framed {
    ($($input:ty),+) => { $(
        impl $input {
            /// A sentence under the label that helps to answer.
            #[must_use]
            pub fn hint(mut self, hint: impl Into<String>) -> Self {
                self.frame.hint = Some(hint.into());
                self
            }

            /// Says `（选填）` after the label.
            #[must_use]
            pub fn optional(mut self) -> Self {
                self.frame.optional = true;
                self
            }

            /// The label is the page's title: one question on the page.
            #[must_use]
            pub fn heading(mut self) -> Self {
                self.frame.heading = true;
                self
            }
        }
    )+ };
}

/// How wide a short answer is, in characters; the width tells what is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// As wide as the column.
    #[default]
    Full,
    /// About 20 characters.
    Chars20,
    /// About 10 characters.
    Chars10,
    /// About 5 characters.
    Chars5,
}

impl Width {
    const fn class(self) -> &'static str {
        match self {
            Self::Full => "",
            Self::Chars20 => " width-20",
            Self::Chars10 => " width-10",
            Self::Chars5 => " width-5",
        }
    }
}

/// A one-line answer.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/text_input.html")]
pub struct TextInput {
    frame: Frame,
    value: String,
    kind: &'static str,
    mode: Option<&'static str>,
    autocomplete: Option<&'static str>,
    unit: Option<String>,
    width: Width,
}

impl TextInput {
    /// A text answer.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            frame: Frame::new(name, label),
            value: String::new(),
            kind: "text",
            mode: None,
            autocomplete: None,
            unit: None,
            width: Width::Full,
        }
    }

    /// A whole number or a code: digits on a phone's keyboard, not spell-checked.
    #[must_use]
    pub fn digits(mut self) -> Self {
        self.mode = Some("numeric");
        self
    }

    /// A code or a name to sign in with: not spell-checked, not capitalised.
    #[must_use]
    pub fn code(mut self) -> Self {
        self.mode = Some("text");
        self
    }

    /// A telephone number.
    #[must_use]
    pub fn tel(mut self) -> Self {
        self.kind = "tel";
        self
    }

    /// A mail address.
    #[must_use]
    pub fn email(mut self) -> Self {
        self.kind = "email";
        self
    }

    /// A password: never filled from what was typed.
    #[must_use]
    pub fn password(mut self) -> Self {
        self.kind = "password";
        self
    }

    /// The purpose for the browser's filling in, from the list of HTML (`tel`, `name`, `current-password`).
    #[must_use]
    pub fn autocomplete(mut self, purpose: &'static str) -> Self {
        self.autocomplete = Some(purpose);
        self
    }

    /// The unit behind the box: 元, 学时, 分.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// How wide the answer is.
    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// Takes value and error from a form's state.
    #[must_use]
    pub fn fill(mut self, state: &FormState) -> Self {
        if self.kind != "password" {
            self.value = state.value(&self.frame.name).to_owned();
        }
        self.frame.refusal = state.refusal(&self.frame.name).cloned();
        self
    }

    /// Prose is spell-checked; numbers, codes and addresses are not.
    fn spellcheck(&self) -> bool {
        self.kind == "text" && self.mode.is_none()
    }
}

/// An answer of several lines.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/text_area.html")]
pub struct TextArea {
    frame: Frame,
    value: String,
    rows: u8,
    most_chars: Option<usize>,
}

impl TextArea {
    /// A longer answer.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            frame: Frame::new(name, label),
            value: String::new(),
            rows: 5,
            most_chars: None,
        }
    }

    /// How many lines are shown.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    /// Says how many characters fit; scripts count along, the server decides.
    #[must_use]
    pub fn most_chars(mut self, most: usize) -> Self {
        self.most_chars = Some(most);
        self
    }

    /// Takes value and error from a form's state.
    #[must_use]
    pub fn fill(mut self, state: &FormState) -> Self {
        self.value = state.value(&self.frame.name).to_owned();
        self.frame.refusal = state.refusal(&self.frame.name).cloned();
        self
    }

    fn described_by(&self) -> String {
        let ids = self.frame.described_by();
        match self.most_chars {
            Some(_) if ids.is_empty() => format!("{}-count", self.frame.name),
            Some(_) => format!("{ids} {}-count", self.frame.name),
            None => ids,
        }
    }
}

/// One option of a choice.
#[derive(Clone, Debug)]
pub struct Choice {
    value: String,
    text: String,
    hint: Option<String>,
    reveals: Option<Html>,
    chosen: bool,
    apart: bool,
}

impl Choice {
    /// An option: the value that is sent, the words that are shown.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            text: text.into(),
            hint: None,
            reveals: None,
            chosen: false,
            apart: false,
        }
    }

    /// A sentence under the option.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Further inputs that belong to this option. Without scripts they are always shown.
    #[must_use]
    pub fn reveals(mut self, inputs: impl Into<Html>) -> Self {
        self.reveals = Some(inputs.into());
        self
    }

    /// Sets the option apart from the others with 或: 'none of these'.
    #[must_use]
    pub fn apart(mut self) -> Self {
        self.apart = true;
        self
    }
}

/// Options that are all in sight: one of them, or any number.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/choices.html")]
pub struct Choices {
    frame: Frame,
    choices: Vec<Choice>,
    kind: &'static str,
    inline: bool,
}

impl Choices {
    /// One of a few options (radios).
    pub fn one(name: impl Into<String>, label: impl Into<String>, choices: impl Into<Vec<Choice>>) -> Self {
        Self {
            frame: Frame::new(name, label),
            choices: choices.into(),
            kind: "radio",
            inline: false,
        }
    }

    /// 是 or 否; the values are `yes` and `no`.
    pub fn yes_no(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::one(name, label, [Choice::new("yes", "是"), Choice::new("no", "否")]).inline()
    }

    /// Any number of options (checkboxes); with one option, a single tick.
    pub fn any(name: impl Into<String>, label: impl Into<String>, choices: impl Into<Vec<Choice>>) -> Self {
        Self {
            frame: Frame::new(name, label),
            choices: choices.into(),
            kind: "checkbox",
            inline: false,
        }
    }

    /// Puts short options in one line.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// Takes choices and error from a form's state.
    #[must_use]
    pub fn fill(mut self, state: &FormState) -> Self {
        fill_choices(&mut self.frame, &mut self.choices, state);
        self
    }
}

fn fill_choices(frame: &mut Frame, choices: &mut [Choice], state: &FormState) {
    for choice in choices {
        choice.chosen = state.holds(&frame.name, &choice.value);
    }
    frame.refusal = state.refusal(&frame.name).cloned();
}

/// One of many options.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/select.html")]
pub struct Select {
    frame: Frame,
    choices: Vec<Choice>,
    width: Width,
}

impl Select {
    /// A question with its options; nothing is chosen at first.
    pub fn new(name: impl Into<String>, label: impl Into<String>, choices: impl Into<Vec<Choice>>) -> Self {
        Self {
            frame: Frame::new(name, label),
            choices: choices.into(),
            width: Width::Full,
        }
    }

    /// How wide the box is.
    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// Takes choice and error from a form's state.
    #[must_use]
    pub fn fill(mut self, state: &FormState) -> Self {
        fill_choices(&mut self.frame, &mut self.choices, state);
        self
    }
}

/// A day that people know (of birth, of a certificate): year, month and day typed in three boxes.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/date_input.html")]
pub struct DateInput {
    frame: Frame,
    parts: [DatePart; 3],
    birthday: bool,
}

#[derive(Clone, Debug)]
struct DatePart {
    suffix: &'static str,
    label: &'static str,
    value: String,
    digits: u8,
}

impl DateInput {
    /// A day.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let part = |suffix, label, digits| DatePart {
            suffix,
            label,
            value: String::new(),
            digits,
        };
        let parts = [
            part("year", "年", 4),
            part("month", "月", 2),
            part("day", "日", 2),
        ];
        Self {
            frame: Frame::new(name, label),
            parts,
            birthday: false,
        }
    }

    /// The person's own day of birth, which the browser may know.
    #[must_use]
    pub fn birthday(mut self) -> Self {
        self.birthday = true;
        self
    }

    /// Takes the parts and the error from a form's state; a stored day `2021-03-05` is taken apart.
    #[must_use]
    pub fn fill(mut self, state: &FormState) -> Self {
        let mut stored = state.value(&self.frame.name).splitn(3, '-');
        for part in &mut self.parts {
            let typed = state.value(&format!("{}.{}", self.frame.name, part.suffix));
            let from_day = stored.next().unwrap_or_default();
            part.value = if typed.is_empty() { from_day } else { typed }.to_owned();
        }
        self.frame.refusal = state.refusal(&self.frame.name).cloned();
        self
    }
}

/// A file that was handed in before.
#[derive(Clone, Debug)]
pub struct KeptFile {
    name: String,
    size: String,
    url: Option<Url>,
    remove: Option<Link>,
}

impl KeptFile {
    /// A file with its name and size.
    pub fn new(name: impl Into<String>, size_bytes: u64) -> Self {
        Self {
            name: name.into(),
            size: size_text(size_bytes),
            url: None,
            remove: None,
        }
    }

    /// Where it is downloaded.
    #[must_use]
    pub fn at(mut self, url: impl Into<Url>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Where it is removed (a page that asks once more).
    #[must_use]
    pub fn remove(mut self, url: impl Into<Url>) -> Self {
        self.remove = Some(Link::new("移除", url).about(self.name.clone()));
        self
    }
}

/// A file to choose. The hint names kinds and size before anything is refused.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/file_upload.html")]
pub struct FileUpload {
    frame: Frame,
    kinds: Vec<FileKind>,
    other: Option<(&'static str, &'static str)>,
    most_bytes: u64,
    several: bool,
    kept: Vec<KeptFile>,
}

impl FileUpload {
    /// A file of any kind we take, of at most `most_bytes`.
    pub fn new(name: impl Into<String>, label: impl Into<String>, most_bytes: u64) -> Self {
        Self {
            frame: Frame::new(name, label),
            kinds: FileKind::ALL.to_vec(),
            other: None,
            most_bytes,
            several: false,
            kept: Vec::new(),
        }
    }

    /// Only these kinds.
    #[must_use]
    pub fn kinds(mut self, kinds: impl Into<Vec<FileKind>>) -> Self {
        self.kinds = kinds.into();
        self
    }

    /// Other files than those we keep: what the browser offers (`accept`), and the words for it.
    #[must_use]
    pub fn accepting(mut self, accept: &'static str, words: &'static str) -> Self {
        self.other = Some((accept, words));
        self
    }

    /// Several files at once.
    #[must_use]
    pub fn several(mut self) -> Self {
        self.several = true;
        self
    }

    /// Shows what was handed in before.
    #[must_use]
    pub fn kept(mut self, files: impl Into<Vec<KeptFile>>) -> Self {
        self.kept = files.into();
        self
    }

    /// Takes the error from a form's state.
    #[must_use]
    pub fn fill(mut self, state: &FormState) -> Self {
        self.frame.refusal = state.refusal(&self.frame.name).cloned();
        self
    }

    fn accept(&self) -> String {
        if let Some((accept, _)) = self.other {
            return accept.to_owned();
        }
        self.kinds
            .iter()
            .map(|kind| kind.media_type())
            .collect::<Vec<_>>()
            .join(",")
    }

    fn limits(&self) -> String {
        let names: Vec<&str> = match self.other {
            Some((_, words)) => vec![words],
            None => self.kinds.iter().map(|kind| kind.name()).collect(),
        };
        let each = if self.several {
            "可选多个文件，每个"
        } else {
            ""
        };
        format!(
            "{} 格式，{each}不超过 {}。",
            names.join("、"),
            size_text(self.most_bytes)
        )
    }

    fn described_by(&self) -> String {
        format!("{}-limits {}", self.frame.name, self.frame.described_by())
            .trim_end()
            .to_owned()
    }
}

framed!(TextInput, TextArea, Choices, Select, DateInput, FileUpload);
components!(TextInput, TextArea, Choices, Select, DateInput, FileUpload);
