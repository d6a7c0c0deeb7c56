//! Every address is a type: no template and no redirect glues paths together.
//!
//! An area declares its addresses with [`places!`](crate::places) in its own `urls.rs`; the router uses `PATTERN`,
//! links use the value.

use std::fmt::{self, Display, Write as _};

/// An address inside this site: a path, perhaps with a query and a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(String);

/// A kind of address: its pattern for the router and the path of one value.
pub trait Place {
    /// The pattern the router knows, e.g. `/applications/{id}`.
    const PATTERN: &'static str;

    /// The path of this value, percent-encoded.
    fn path(&self) -> String;
}

impl<P: Place> From<P> for Url {
    fn from(place: P) -> Self {
        Self(place.path())
    }
}

impl From<&Url> for Url {
    fn from(url: &Url) -> Self {
        url.clone()
    }
}

impl Url {
    /// An address on the same page: `#id`.
    pub fn fragment(id: &str) -> Self {
        Self(format!("#{}", Encoded(id)))
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Display) -> Self {
        let mark = if self.0.contains('?') { '&' } else { '?' };
        let value = value.to_string();
        self.0.push(mark);
        self.0.push_str(&Encoded(key).to_string());
        self.0.push('=');
        self.0.push_str(&Encoded(&value).to_string());
        self
    }

    /// Points into the page.
    #[must_use]
    pub fn at(mut self, id: &str) -> Self {
        self.0.push('#');
        self.0.push_str(&Encoded(id).to_string());
        self
    }

    /// A path of this site that came from outside, as the 'come back to' of a sign-in page.
    ///
    /// Only an absolute path of this site is taken: `/…`, without `//`, backslashes or control characters;
    /// anything else is `None`, so that nobody is sent to another site.
    pub fn local(path: &str) -> Option<Self> {
        let harmless = path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains('\\')
            && !path.chars().any(|c| c.is_control() || c.is_whitespace());
        harmless.then(|| Self(path.to_owned()))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path alone, without query and fragment.
    pub fn path(&self) -> &str {
        self.0.split(['?', '#']).next().unwrap_or_default()
    }
}

impl Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub(super) struct Encoded<'a>(pub(super) &'a str);

impl Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    f.write_char(char::from(byte))?;
                }
                _ => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

/// Fills a pattern's `{name}` parts; used by [`places!`](crate::places).
#[doc(hidden)]
pub fn fill(pattern: &str, parts: &[(&str, &dyn Display)]) -> String {
    let mut path = String::with_capacity(pattern.len() + 32 * parts.len());
    for segment in pattern.split_inclusive('/') {
        let (name, slash) = segment
            .strip_suffix('/')
            .map_or((segment, ""), |name| (name, "/"));
        let value = name
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
            .and_then(|name| parts.iter().find(|(part, _)| *part == name));
        match value {
            Some((_, value)) => path.push_str(&Encoded(&value.to_string()).to_string()),
            None => path.push_str(name),
        }
        path.push_str(slash);
    }
    path
}

/// Declares addresses.
///
/// ```
/// web::places! {
///     /// The list of cases.
///     Cases = "/cases";
///     /// One case.
///     Case { id: u32 } = "/cases/{id}";
/// }
/// use web::kit::urls::{Place, Url};
/// assert_eq!(Case::PATTERN, "/cases/{id}");
/// assert_eq!(Url::from(Case { id: 7 }).as_str(), "/cases/7");
/// assert_eq!(Url::from(Cases).with("状态", "逾期").as_str(), "/cases?%E7%8A%B6%E6%80%81=%E9%80%BE%E6%9C%9F");
/// ```
///
/// The names in braces are the field names, so a handler reads them back with `Path(urls::Case { id })`.
#[macro_export]
macro_rules! places {
    () => {};
    ($(#[$meta:meta])* $name:ident = $pattern:literal; $($rest:tt)*) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(unreachable_pub)]
        pub struct $name;
        impl $crate::kit::urls::Place for $name {
            const PATTERN: &'static str = $pattern;
            fn path(&self) -> String {
                $pattern.to_owned()
            }
        }
        $crate::places! { $($rest)* }
    };
    ($(#[$meta:meta])* $name:ident { $($field:ident : $ty:ty),+ $(,)? } = $pattern:literal; $($rest:tt)*) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Deserialize)]
        #[allow(missing_docs, unreachable_pub)]
        pub struct $name { $(pub $field: $ty),+ }
        impl $crate::kit::urls::Place for $name {
            const PATTERN: &'static str = $pattern;
            fn path(&self) -> String {
                $crate::kit::urls::fill($pattern, &[$((stringify!($field), &self.$field)),+])
            }
        }
        $crate::places! { $($rest)* }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::places! {
        /// A file of a case.
        FilePlace { case: u32, name: String } = "/cases/{case}/files/{name}";
    }

    #[test]
    fn values_cannot_leave_their_segment() {
        let url = Url::from(FilePlace {
            case: 7,
            name: "../密 件?.pdf".to_owned(),
        });
        assert_eq!(url.as_str(), "/cases/7/files/..%2F%E5%AF%86%20%E4%BB%B6%3F.pdf");
    }

    #[test]
    fn queries_are_joined() {
        let url = Url::from(FilePlace {
            case: 7,
            name: "a".to_owned(),
        })
        .with("q", "张&三")
        .with("页", 2)
        .at("list");
        assert_eq!(
            url.as_str(),
            "/cases/7/files/a?q=%E5%BC%A0%26%E4%B8%89&%E9%A1%B5=2#list"
        );
        assert_eq!(url.path(), "/cases/7/files/a");
    }

    #[test]
    fn only_paths_of_this_site_come_from_outside() {
        assert_eq!(
            Url::local("/cases?page=2").map(|u| u.to_string()),
            Some("/cases?page=2".to_owned())
        );
        for bad in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "cases",
            "/a\nb",
            "javascript:alert(1)",
        ] {
            assert_eq!(Url::local(bad), None, "{bad}");
        }
    }
}
