//! A rendered, safe piece of HTML, and the mark that lets components stand inside templates unescaped.

use std::fmt;

use askama::{FastWritable, Template, Values};

/// A piece of HTML that came out of a template, so it is safe to stand in another one.
///
/// It is made only from templates ([`From`]) and from plain text ([`Html::text`]), never from a string that
/// claims to be HTML already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Plain text, escaped.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::from(EscapedText { text: text.as_ref() })
    }

    /// Whether nothing would be shown.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The HTML itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Puts another piece after this one.
    #[must_use]
    pub fn then(mut self, next: impl Into<Self>) -> Self {
        self.0.push_str(&next.into().0);
        self
    }

    /// The words without their markup, as a file shows them: parts set apart become parts with a space between.
    pub fn words(&self) -> String {
        let mut words = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some(at) = rest.find('<') {
            words.push_str(&rest[..at]);
            let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
            if !words.ends_with(' ') {
                words.push(' ');
            }
            rest = &rest[end..];
        }
        words.push_str(rest);
        let entities = [
            ("&#60;", "<"),
            ("&#62;", ">"),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&nbsp;", " "),
            ("&#38;", "&"),
        ];
        let plain = entities
            .iter()
            .fold(words, |words, (entity, letter)| words.replace(entity, letter));
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[derive(Template)]
#[template(source = "{{ text }}", ext = "html")]
struct EscapedText<'a> {
    text: &'a str,
}

impl<T: Template> From<T> for Html {
    fn from(template: T) -> Self {
        Self(template.render().unwrap_or_else(|error| {
            // Writing into a string cannot fail; if a value's Display does, the reader is told that a part is missing.
            tracing::error!(%error, "a part of the page could not be drawn");
            String::from(r#"<p class="error-message">这一部分没有显示出来，请刷新页面。</p>"#)
        }))
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FastWritable for Html {
    fn write_into(&self, dest: &mut dyn fmt::Write, _values: &dyn Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// Marks components as safe HTML: `{{ component }}` in a template draws it.
macro_rules! components {
    ($($name:ty),+ $(,)?) => { $(impl askama::filters::HtmlSafe for $name {})+ };
}
pub(crate) use components;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_was_written_without_markup() {
        let html = Html::text("<b>衡鉴 & “人”</b>");
        assert_eq!(html.words(), "<b>衡鉴 & “人”</b>");
        let part = crate::kit::words::Noted::text("230.00元").note("收费依据：&#60;");
        assert_eq!(Html::from(part).words(), "230.00元 收费依据：&#60;");
    }

    #[test]
    fn text_is_escaped_once() {
        let html = Html::text("<b>衡鉴 & “人”</b>").then(Html::text("<i>"));
        assert_eq!(html.as_str(), "&#60;b&#62;衡鉴 &#38; “人”&#60;/b&#62;&#60;i&#62;");
    }
}
