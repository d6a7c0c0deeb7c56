//! Refusals as values: what is wrong, where, by which rule and article, and what would settle it.

use core::fmt;
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The id of a rule in the catalogue of requirements, e.g. `UNT-021`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    /// A rule id written in the code.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// A rule id read from a pack: two to four capital letters, a dash, three digits.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let (letters, digits) = id.split_once('-')?;
        let sound = (2..=4).contains(&letters.len())
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && digits.len() == 3
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| Self(Cow::Owned(id.to_owned())))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place in an official text: its number or title, and the article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Article {
    /// The document's number, or its title when it has none.
    pub document: Cow<'static, str>,
    /// The article in it, e.g. `第二十条(二)`.
    pub place: Cow<'static, str>,
}

impl Article {
    /// A place written in the code.
    #[must_use]
    pub const fn new(document: &'static str, place: &'static str) -> Self {
        Self {
            document: Cow::Borrowed(document),
            place: Cow::Borrowed(place),
        }
    }
}

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.document, self.place)
    }
}

/// Why something may not be done. Shown beside its field on a page, returned as a problem document by the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The field it concerns, as the form names it (`education.0.school`), if one.
    pub field: Option<Cow<'static, str>>,
    /// What is wrong, in one plain Chinese sentence.
    pub sentence: Cow<'static, str>,
    /// The rule, if the catalogue has one.
    pub rule: Option<RuleId>,
    /// The article it stands on, if an official text says it.
    pub article: Option<Article>,
    /// What would settle it, in one plain Chinese sentence.
    pub remedy: Option<Cow<'static, str>>,
}

impl Refusal {
    /// A refusal with its sentence only.
    pub fn new(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self {
            field: None,
            sentence: sentence.into(),
            rule: None,
            article: None,
            remedy: None,
        }
    }

    /// Names the field.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Names the rule.
    #[must_use]
    pub fn by(mut self, rule: RuleId) -> Self {
        self.rule = Some(rule);
        self
    }

    /// Names the rule by an id written in the code.
    #[must_use]
    pub fn rule(self, id: &'static str) -> Self {
        self.by(RuleId::new(id))
    }

    /// Names the article.
    #[must_use]
    pub fn under(mut self, article: Article) -> Self {
        self.article = Some(article);
        self
    }

    /// Says what would settle it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<Cow<'static, str>>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        if let Some(article) = &self.article {
            write!(f, "（{article}）")?;
        }
        Ok(())
    }
}

/// One or more refusals, all told at once (第二十二条).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Refusals(Vec<Refusal>);

impl Refusals {
    /// The refusals in `found`, or nothing when there are none.
    ///
    /// # Errors
    /// There is at least one.
    pub fn check(found: Vec<Refusal>) -> Result<(), Self> {
        if found.is_empty() {
            Ok(())
        } else {
            Err(Self(found))
        }
    }

    /// All of them, in the order found; at least one.
    #[must_use]
    pub fn all(&self) -> &[Refusal] {
        &self.0
    }

    /// Whether one of them stands on rule `id`.
    #[must_use]
    pub fn by_rule(&self, id: &str) -> bool {
        self.0
            .iter()
            .any(|refusal| refusal.rule.as_ref().is_some_and(|rule| rule.as_str() == id))
    }
}

impl From<Refusal> for Refusals {
    fn from(refusal: Refusal) -> Self {
        Self(vec![refusal])
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, refusal) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("；")?;
            }
            refusal.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusals {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_ids_have_one_shape() {
        assert!(RuleId::parse("UNT-021").is_some());
        for bad in ["unt-021", "UNT-21", "UNT021", "U-021", "UNTXX-021", "UNT-0210"] {
            assert!(RuleId::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn refusals_are_told_all_at_once() {
        let measure = "《广西壮族自治区职称评审管理服务暂行办法》";
        let refusals = Refusals::check(vec![
            Refusal::new("缺少学历证书").at("materials.1"),
            Refusal::new("补正要求已经一次性告知过")
                .rule("SUP-005")
                .under(Article::new(measure, "第二十二条")),
        ])
        .unwrap_err();
        assert!(refusals.by_rule("SUP-005"));
        assert_eq!(
            refusals.to_string(),
            "缺少学历证书；补正要求已经一次性告知过（《广西壮族自治区职称评审管理服务暂行办法》第二十二条）"
        );
        assert_eq!(Refusals::check(vec![]), Ok(()));
    }
}
