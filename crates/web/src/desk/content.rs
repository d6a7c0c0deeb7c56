//! What was sent with a submission, as reviewers read it: every entry with its facts, provenance and files.

use std::collections::BTreeMap;

use actions::applications::submit;
use askama::Template;
use domain::dossier::{Entry, Provenance, Section};
use kernel::{ApplicationId, FileId, OfficeId};
use store::Rx;
use store::files::StoredFile;

use crate::dossier::facts_of;
use crate::kit::Html;
use crate::kit::upload::size_text;
use crate::kit::urls::Url;
use crate::kit::words::{Tag, Tone};

/// A submission with the names of what it points to.
pub(crate) struct Sent {
    /// Which submission, from 1.
    pub(crate) number: i32,
    /// When, to the minute.
    pub(crate) at: String,
    /// SHA-256 of exactly what was sent.
    pub(crate) digest: String,
    /// What was sent.
    pub(crate) content: submit::Content,
    files: BTreeMap<FileId, StoredFile>,
    offices: BTreeMap<OfficeId, String>,
}

/// A submission of a case: the latest, or the one with a number.
///
/// # Errors
/// The database is unavailable, or a stored submission cannot be read.
pub(crate) fn sent(rx: &mut Rx<'_>, id: ApplicationId, number: Option<i32>) -> store::Result<Option<Sent>> {
    let Some(submission) = store::applications::submission(rx, id, number)? else {
        return Ok(None);
    };
    let content: submit::Content = serde_json::from_str(&submission.content)?;
    let files = content.dossier.entries.iter().flat_map(|entry| &entry.files);
    let files = store::files::listed(rx, files)?;
    let verifiers: Vec<OfficeId> = content
        .dossier
        .entries
        .iter()
        .filter_map(|entry| match entry.provenance {
            Provenance::Verified { by, .. } => Some(by),
            Provenance::Claimed => None,
        })
        .collect();
    let offices = store::accounts::offices(rx, &verifiers)?;
    Ok(Some(Sent {
        number: submission.number,
        at: submission.at.minute_text(),
        digest: submission.digest,
        content,
        files,
        offices: offices
            .into_iter()
            .map(|office| (office.id, office.name))
            .collect(),
    }))
}

struct FileLine {
    name: String,
    size: String,
    url: Url,
}

struct EntryView {
    title: String,
    source: Tag,
    source_note: Option<String>,
    facts: Vec<(&'static str, String)>,
    files: Vec<FileLine>,
}

struct SectionView {
    title: &'static str,
    declared_none: bool,
    entries: Vec<EntryView>,
}

#[derive(Template)]
#[template(path = "desk/content.html")]
struct ContentView<'a> {
    sent: &'a Sent,
    sections: Vec<SectionView>,
    declarations: Vec<(&'static str, String)>,
}

impl Sent {
    /// The submission; `file_url` says where a file is downloaded.
    pub(crate) fn show(&self, file_url: impl Fn(FileId) -> Url) -> Html {
        let dossier = &self.content.dossier;
        let sections = Section::ALL.into_iter().map(|section| SectionView {
            title: section.chinese(),
            declared_none: dossier.none.contains(&section),
            entries: dossier
                .of(section)
                .map(|entry| self.entry(entry, &file_url))
                .collect(),
        });
        Html::from(ContentView {
            sent: self,
            sections: sections.collect(),
            declarations: declarations(&self.content),
        })
    }

    fn entry(&self, entry: &Entry, file_url: &impl Fn(FileId) -> Url) -> EntryView {
        let (source, source_note) = match &entry.provenance {
            Provenance::Claimed => (Tag::new("本人填报", Tone::Plain), None),
            Provenance::Verified { by, at, way } => {
                let office = self.offices.get(by).map_or("", String::as_str);
                let note = format!("{office} {}，{way}", at.day());
                (Tag::new("已核验", Tone::Jade), Some(note))
            }
        };
        let files = entry.files.iter().filter_map(|id| {
            let file = self.files.get(id)?;
            Some(FileLine {
                name: file.name.clone(),
                size: size_text(u64::try_from(file.size_bytes).unwrap_or(0)),
                url: file_url(*id),
            })
        });
        EntryView {
            title: entry.body.title(),
            source,
            source_note,
            facts: facts_of(&entry.body),
            files: files.collect(),
        }
    }

    /// The name of a file that was sent.
    pub(crate) fn file_name(&self, id: FileId) -> String {
        self.files
            .get(&id)
            .map(|file| file.name.clone())
            .unwrap_or_default()
    }
}

fn yes(value: bool) -> String {
    if value { "是" } else { "否" }.to_owned()
}

/// What the applicant declared, in words.
pub(super) fn declarations(content: &submit::Content) -> Vec<(&'static str, String)> {
    let declared = &content.declared;
    let retirement = declared.retirement_day;
    vec![
        ("没有不得申报的情形", yes(declared.no_bars)),
        ("遵守宪法和法律，具备良好的职业道德", yes(declared.good_conduct)),
        ("在岗教师或教研员", yes(declared.teaching_in_post)),
        (
            "达到规定退休年龄的日期",
            retirement.map_or_else(|| "未填写".to_owned(), |day| day.to_string()),
        ),
        (
            "由公务员（含参公）流动到企事业单位",
            yes(declared.moved_from_civil_service),
        ),
    ]
}
