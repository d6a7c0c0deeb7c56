//! Refusals that stand on a pack's row.

use std::borrow::Cow;

use kernel::Refusal;
use policy::Rules;

/// A refusal with the case's own sentence, standing on the row `name` of the round's rules.
///
/// Article, rule and remedy are the row's. Where the round's texts have no such row, the refusal still names `rule`,
/// the catalogue's rule behind it, and no article.
pub fn refuse(
    rules: &Rules,
    name: &str,
    rule: &'static str,
    sentence: impl Into<Cow<'static, str>>,
) -> Refusal {
    match rules.law(name) {
        Some(law) => law.refusal_saying(sentence),
        None => Refusal::new(sentence).rule(rule),
    }
}
