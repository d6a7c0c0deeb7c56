//! One instrument: its articles on the left, what the program makes of them on the right.

use askama::Template;
use axum::extract::Path;
use policy::{Library, RenderedRow};
use store::Error;

use super::shelf;
use super::urls::{Policies, Policy, PolicyChanges};
use crate::kit::html::{Html, components};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::urls::Url;
use crate::kit::words::{Link, Tag};
use crate::kit::{App, Content, Fault, Head, Page, Visitor};

/// Rows of one kind, under a heading.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The id of the heading.
    pub(super) id: String,
    /// 规则, 参数, 表…
    pub(super) kind: String,
    /// The rows: article, name, lines.
    pub(super) rows: Vec<RuleRow>,
}

/// A row as it is shown.
#[derive(Clone, Debug)]
pub(super) struct RuleRow {
    /// The article.
    pub(super) article: String,
    /// The name without its kind.
    pub(super) name: String,
    /// Its lines.
    pub(super) lines: RuleLines,
}

/// The lines of a row, each with how deep it stands.
#[derive(Clone, Debug, Template)]
#[template(path = "packs/rule_lines.html")]
pub(super) struct RuleLines {
    lines: Vec<(usize, String)>,
}

components!(RuleLines);

/// How deep a rendered line stands; deeper than this is shown no deeper.
const DEEPEST: usize = 3;

/// The lines of a row with their depth taken off.
pub(super) fn lines(lines: &[String]) -> RuleLines {
    let line = |line: &String| {
        let text = line.trim_start_matches('　');
        let depth = line.chars().take_while(|mark| *mark == '　').count();
        (depth.min(DEEPEST), text.to_owned())
    };
    RuleLines {
        lines: lines.iter().map(line).collect(),
    }
}

/// The kind and the name of a rendered row.
pub(super) fn parted(name: &str) -> (&str, &str) {
    name.split_once(' ').unwrap_or(("", name))
}

/// Rows by their kind, in the order in which the kinds first appear.
pub(super) fn groups(rows: &[RenderedRow]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let (kind, name) = parted(&row.name);
        let shown = RuleRow {
            article: row.article.clone(),
            name: name.to_owned(),
            lines: lines(&row.lines),
        };
        match groups.iter_mut().find(|group| group.kind == kind) {
            Some(group) => group.rows.push(shown),
            None => groups.push(Group {
                id: format!("kind-{}", groups.len() + 1),
                kind: kind.to_owned(),
                rows: vec![shown],
            }),
        }
    }
    groups
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "packs/policy.html")]
struct PolicyPage {
    title: String,
    state: Tag,
    facts: SummaryList,
    changes: Link,
    groups: Vec<Group>,
    jumps: Vec<Link>,
}

impl Content for PolicyPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Policies)
            .crumb("政策库", Policies)
            .wide()
    }
}

#[derive(Template)]
#[template(
    source = r#"{% for link in links %}{{ link }}{% if !loop.last %}<br>{% endif %}{% endfor %}"#,
    ext = "html"
)]
struct Links {
    links: Vec<Link>,
}

/// The head of a pack.
///
/// # Errors
/// There is none of this id.
pub(super) fn about(library: &Library, id: &str) -> store::Result<(policy::PackInfo, Vec<Fact>)> {
    let pack = library.pack(id).ok_or(Error::NotFound)?;
    let mut facts = vec![
        Fact::new("文号", pack.instrument.number.as_deref().unwrap_or("无文号")),
        Fact::new("发文机关", pack.issuer.as_deref().unwrap_or("文件没有写明")),
        Fact::new(
            "层级和适用",
            format!("{}；{}", pack.tier.chinese(), shelf::scope(&pack)),
        ),
        Fact::new("有效期", shelf::days(&pack)),
    ];
    let parents = pack.stands_on.iter().filter_map(|id| library.pack(id));
    let links: Vec<Link> = parents
        .map(|parent| {
            Link::new(
                format!("《{}》", parent.instrument.title),
                Policy { pack: parent.id },
            )
        })
        .collect();
    if !links.is_empty() {
        facts.push(Fact::html("上位文件", Html::from(Links { links })));
    }
    for (title, lacks) in library.not_supplied(id) {
        facts.push(Fact::new("依据未收录", format!("{title}（缺：{lacks}）")));
    }
    facts.push(Fact::new("政策包", &pack.id).note(Html::text(format!("指纹 {}", pack.hash))));
    Ok((pack, facts))
}

/// `GET /policies/{pack}`.
///
/// # Errors
/// There is no such instrument, or the database is unavailable.
pub(super) async fn get(
    app: App,
    visitor: Visitor,
    Path(Policy { pack: id }): Path<Policy>,
) -> Result<Page, Fault> {
    app.show(visitor, move |rx, _| {
        let library = rx.policies();
        let (pack, facts) = about(library, &id)?;
        let groups = groups(&library.render(&id).unwrap_or_default());
        let jump = |group: &Group| {
            Link::new(
                format!("{}（{}）", group.kind, group.rows.len()),
                Url::fragment(&group.id),
            )
        };
        Ok(PolicyPage {
            state: shelf::state(&pack, rx.today()),
            title: pack.instrument.title,
            facts: SummaryList::new(facts),
            changes: Link::new(
                "与另一份文件或者另一个日期比较",
                PolicyChanges { pack: id.clone() },
            ),
            jumps: groups.iter().map(jump).collect(),
            groups,
        })
    })
    .await
}
