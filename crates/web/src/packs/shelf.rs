//! The library of instruments (政策库): what is loaded, since when, and what each stands on.

use askama::Template;
use kernel::Day;
use policy::{Library, PackInfo};

use super::areas;
use super::urls::{Eligibility, Policies, Policy};
use crate::kit::words::{Link, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, Visitor};

/// One instrument in the list.
#[derive(Clone, Debug)]
struct Line {
    title: Link,
    number: String,
    issuer: String,
    about: String,
    state: Tag,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "packs/policies.html")]
struct PoliciesPage {
    lines: Vec<Line>,
    calculator: Link,
}

impl Content for PoliciesPage {
    fn head(&self) -> Head {
        Head::new("政策库").section(Policies)
    }
}

/// Whom a pack is for, in words.
pub(super) fn scope(pack: &PackInfo) -> String {
    let series = pack.scope.series.as_deref().unwrap_or("各系列");
    format!("{}，{series}", areas::name(&pack.scope.area))
}

/// The days a pack is in force.
pub(super) fn days(pack: &PackInfo) -> String {
    match pack.to {
        Some(to) => format!("{} 至 {to} 有效", pack.from),
        None => format!("{} 起有效", pack.from),
    }
}

/// Whether it is in force on `today`.
pub(super) fn state(pack: &PackInfo, today: Day) -> Tag {
    if today < pack.from {
        Tag::new("尚未生效", Tone::Blue)
    } else if pack.to.is_some_and(|to| to < today) {
        Tag::new("已经失效", Tone::Plain)
    } else {
        Tag::new("有效", Tone::Jade)
    }
}

fn page(library: &Library, today: Day) -> PoliciesPage {
    let mut packs: Vec<PackInfo> = library.packs().collect();
    packs.sort_by(|left, right| right.from.cmp(&left.from).then_with(|| left.id.cmp(&right.id)));
    let line = |pack: PackInfo| Line {
        about: format!("{}文件；{}；{}", pack.tier.chinese(), scope(&pack), days(&pack)),
        state: state(&pack, today),
        number: pack.instrument.number.clone().unwrap_or_default(),
        issuer: pack.issuer.clone().unwrap_or_default(),
        title: Link::new(&pack.instrument.title, Policy { pack: pack.id }),
    };
    PoliciesPage {
        lines: packs.into_iter().map(line).collect(),
        calculator: Link::new("申报资格计算", Eligibility),
    }
}

/// `GET /policies`.
///
/// # Errors
/// The database is unavailable.
pub(super) async fn get(app: App, visitor: Visitor) -> Result<Page, Fault> {
    app.show(visitor, |rx, _| Ok(page(rx.policies(), rx.today())))
        .await
}
