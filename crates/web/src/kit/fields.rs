//! What a form sent, as it was typed: kept so that a refused form can be shown again unchanged.

use super::upload::Upload;

/// The fields and files of one submitted form, in the order sent.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    texts: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
}

/// The body was not a form: wrong encoding, or more fields than any page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is not a form")]
pub struct NotAForm;

/// More fields than any page of this site sends.
const MOST_FIELDS: usize = 5_000;

impl Fields {
    /// Reads `application/x-www-form-urlencoded`, the format of query strings and of forms without files.
    ///
    /// # Errors
    /// A broken percent sequence, bytes that are not UTF-8, or more than 5,000 fields.
    pub fn urlencoded(body: &[u8]) -> Result<Self, NotAForm> {
        let mut fields = Self::default();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default())?;
            let value = decoded(halves.next().unwrap_or_default())?;
            fields.push_text(name, value)?;
        }
        Ok(fields)
    }

    /// Adds a text field. Line ends become `\n`, as the page shows them.
    ///
    /// # Errors
    /// More than 5,000 fields.
    pub fn push_text(&mut self, name: String, value: String) -> Result<(), NotAForm> {
        if self.texts.len() + self.files.len() >= MOST_FIELDS {
            return Err(NotAForm);
        }
        let value = if value.contains('\r') {
            value.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            value
        };
        self.texts.push((name, value));
        Ok(())
    }

    /// Adds a file.
    ///
    /// # Errors
    /// More than 5,000 fields.
    pub fn push_file(&mut self, name: String, file: Upload) -> Result<(), NotAForm> {
        if self.texts.len() + self.files.len() >= MOST_FIELDS {
            return Err(NotAForm);
        }
        self.files.push((name, file));
        Ok(())
    }

    /// The first value of a field, as typed.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.texts
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// All values of a field, for ticks and lists.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// The files sent under a name.
    pub fn files<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Upload> {
        self.files
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, file)| file)
    }

    /// All text fields in the order sent.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Removes a field, as the session token, so that it is never shown again.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.texts.iter().position(|(field, _)| field == name)?;
        Some(self.texts.remove(at).1)
    }
}

impl<N: Into<String>, V: Into<String>, const LEN: usize> From<[(N, V); LEN]> for Fields {
    fn from(texts: [(N, V); LEN]) -> Self {
        texts.into_iter().collect()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(texts: I) -> Self {
        Self {
            texts: texts.into_iter().map(|(n, v)| (n.into(), v.into())).collect(),
            files: Vec::new(),
        }
    }
}

fn decoded(bytes: &[u8]) -> Result<String, NotAForm> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        plain.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (Some(high), Some(low)) = (rest.next().and_then(hex), rest.next().and_then(hex)) else {
                    return Err(NotAForm);
                };
                high << 4 | low
            }
            other => *other,
        });
    }
    String::from_utf8(plain).map_err(|_| NotAForm)
}

fn hex(digit: &u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn repeated_names_are_all_kept() {
        let fields = Fields::urlencoded("方式=网络&方式=现场&空=&单=1".as_bytes()).unwrap();
        assert_eq!(fields.all("方式").collect::<Vec<_>>(), ["网络", "现场"]);
        assert_eq!(
            (fields.get("空"), fields.get("单"), fields.get("无")),
            (Some(""), Some("1"), None)
        );
    }

    #[test]
    fn what_is_not_a_form_is_refused() {
        for bad in ["a=%", "a=%e", "a=%zz", "a=%ff"] {
            assert_eq!(Fields::urlencoded(bad.as_bytes()).unwrap_err(), NotAForm, "{bad}");
        }
        let many = "a=1&".repeat(MOST_FIELDS + 1);
        assert!(Fields::urlencoded(many.as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_survives_the_way(name in "[^\r]{1,12}", value in "[^\r]*") {
            let encode = |s: &str| s.bytes().map(|b| format!("%{b:02x}")).collect::<String>();
            let body = format!("{}={}", encode(&name), encode(&value));
            let fields = Fields::urlencoded(body.as_bytes()).unwrap();
            prop_assert_eq!(fields.get(&name), Some(value.as_str()));
        }

        #[test]
        fn no_bytes_break_the_reader(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Fields::urlencoded(&body);
        }
    }
}
