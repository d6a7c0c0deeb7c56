//! What changed from one submission to the next, so that a reviewer reads only that.

use actions::applications::submit::Content;
use askama::Template;
use domain::dossier::Entry;
use kernel::FileId;

use super::content::{Sent, declarations};
use crate::dossier::facts_of;
use crate::kit::Html;
use crate::kit::words::{Tag, Tone};

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    kind: Kind,
    /// Where: the section, or 申报信息.
    place: String,
    /// What: the entry or the item.
    what: String,
    /// The details, one sentence each.
    details: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Added,
    Changed,
    Removed,
}

impl Change {
    fn tag(&self) -> Tag {
        match self.kind {
            Kind::Added => Tag::new("新增", Tone::Jade),
            Kind::Changed => Tag::new("修改", Tone::Blue),
            Kind::Removed => Tag::new("删除", Tone::Red),
        }
    }
}

#[derive(Template)]
#[template(path = "desk/difference.html")]
struct DifferenceView {
    before: String,
    changes: Vec<Change>,
}

/// The changes from `before` to `after`, for the page.
pub(super) fn show(before: &Sent, after: &Sent) -> Html {
    let name = |id: FileId| {
        let name = after.file_name(id);
        if name.is_empty() {
            before.file_name(id)
        } else {
            name
        }
    };
    Html::from(DifferenceView {
        before: format!("第 {} 次提交（{}）", before.number, before.at),
        changes: changes(&before.content, &after.content, &name),
    })
}

fn changes(before: &Content, after: &Content, file_name: &impl Fn(FileId) -> String) -> Vec<Change> {
    let mut found = Vec::new();
    let target = pairs(&target_facts(before), &target_facts(after));
    let declared = pairs(&declarations(before), &declarations(after));
    for (what, details) in [("申报职称", target), ("本人声明", declared)] {
        if !details.is_empty() {
            found.push(Change {
                kind: Kind::Changed,
                place: "申报信息".to_owned(),
                what: what.to_owned(),
                details,
            });
        }
    }
    let old = |id| before.dossier.entries.iter().find(|entry| entry.id == id);
    let new = |id| after.dossier.entries.iter().find(|entry| entry.id == id);
    for entry in &after.dossier.entries {
        match old(entry.id) {
            None => found.push(change(Kind::Added, entry, Vec::new())),
            Some(earlier) => {
                let details = details(earlier, entry, file_name);
                if !details.is_empty() {
                    found.push(change(Kind::Changed, entry, details));
                }
            }
        }
    }
    let gone = before
        .dossier
        .entries
        .iter()
        .filter(|entry| new(entry.id).is_none());
    found.extend(gone.map(|entry| change(Kind::Removed, entry, Vec::new())));
    found
}

fn change(kind: Kind, entry: &Entry, details: Vec<String>) -> Change {
    Change {
        kind,
        place: entry.body.section().chinese().to_owned(),
        what: entry.body.title(),
        details,
    }
}

fn target_facts(content: &Content) -> Vec<(&'static str, String)> {
    let target = &content.target;
    vec![
        ("级别", target.level.chinese().to_owned()),
        ("专业", target.specialty.clone()),
        ("申报途径", target.ground.clone()),
    ]
}

fn pairs(before: &[(&'static str, String)], after: &[(&'static str, String)]) -> Vec<String> {
    let both = before.iter().zip(after);
    both.filter(|((_, old), (_, new))| old != new)
        .map(|((name, old), (_, new))| format!("{name}：由“{old}”改为“{new}”"))
        .collect()
}

fn details(before: &Entry, after: &Entry, file_name: &impl Fn(FileId) -> String) -> Vec<String> {
    let mut details = pairs(&facts_of(&before.body), &facts_of(&after.body));
    let without = |entry: &Entry, other: &Entry| {
        let missing = entry.files.iter().filter(|id| !other.files.contains(id));
        missing.copied().collect::<Vec<_>>()
    };
    let added = without(after, before);
    details.extend(
        added
            .into_iter()
            .map(|id| format!("新上传文件：{}", file_name(id))),
    );
    let removed = without(before, after);
    details.extend(
        removed
            .into_iter()
            .map(|id| format!("移除文件：{}", file_name(id))),
    );
    details
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::applications::Target;
    use domain::dossier::{Body, Declarations, Dossier, Grade, Provenance};
    use kernel::{Id, Level, SeededEntropy, Timestamp};

    fn content(entries: Vec<Entry>, specialty: &str) -> Content {
        Content {
            target: Target {
                series: "中小学教师".to_owned(),
                level: Level::SubSenior,
                specialty: specialty.to_owned(),
                ground: "逐级申报副高级".to_owned(),
            },
            declared: Declarations::default(),
            commitment: Vec::new(),
            dossier: Dossier {
                entries,
                ..Dossier::default()
            },
            files: Vec::new(),
        }
    }

    #[test]
    fn only_what_changed_is_told() {
        let mut chance = SeededEntropy::new(3);
        let now = Timestamp::from_millis(0);
        let person = Id::new(now, &mut chance);
        let file: FileId = Id::new(now, &mut chance);
        let mut entry = |year, grade| Entry {
            id: Id::new(now, &mut chance),
            person,
            body: Body::Assessment { year, grade },
            files: Vec::new(),
            provenance: Provenance::Claimed,
        };
        let (kept, corrected, gone, added) = (
            entry(2019, Grade::Qualified),
            entry(2020, Grade::Qualified),
            entry(2018, Grade::Qualified),
            entry(2021, Grade::Excellent),
        );
        let before = content(vec![kept.clone(), corrected.clone(), gone], "小学语文");
        let better = Entry {
            body: Body::Assessment {
                year: 2020,
                grade: Grade::Excellent,
            },
            files: vec![file],
            ..corrected
        };
        let after = content(vec![kept, better, added], "小学数学");
        let told: Vec<String> = changes(&before, &after, &|_| "登记表.pdf".to_owned())
            .into_iter()
            .map(|change| format!("{:?} {} {}", change.kind, change.what, change.details.join("；")))
            .collect();
        assert_eq!(
            told,
            [
                "Changed 申报职称 专业：由“小学语文”改为“小学数学”",
                "Changed 2020年度：优秀 考核等次：由“合格”改为“优秀”；新上传文件：登记表.pdf",
                "Added 2021年度：优秀 ",
                "Removed 2018年度：合格 ",
            ]
        );
        assert!(changes(&after, &after, &|_| String::new()).is_empty());
    }
}
