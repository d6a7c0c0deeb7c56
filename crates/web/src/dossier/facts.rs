//! An entry as it is read: its facts under the names they were filled in by, where they come from, its scans.

use std::collections::BTreeMap;

use domain::dossier::{Body, Entry, Provenance};
use kernel::{Day, FileId, OfficeId};
use store::Rx;
use store::files::StoredFile;

use super::urls::OwnFile;
use crate::kit::html::Html;
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::upload::size_text;
use crate::kit::words::{Link, Noted, Tag, Tone};

fn yes(value: bool) -> String {
    if value { "是" } else { "否" }.to_owned()
}

fn stretch(from: Day, to: Option<Day>) -> String {
    let to = to.map_or_else(|| "今".to_owned(), |to| to.to_string());
    format!("{from} 至 {to}")
}

fn achievement(
    name: &str,
    category: &str,
    role: &str,
    obtained: Day,
    summary: &str,
) -> Vec<(&'static str, String)> {
    vec![
        ("成果名称", name.to_owned()),
        ("类别", category.to_owned()),
        ("本人作用", role.to_owned()),
        ("取得日期", obtained.to_string()),
        ("说明", summary.to_owned()),
    ]
}

/// The facts of an entry, by the names the applicant filled in.
pub fn facts_of(body: &Body) -> Vec<(&'static str, String)> {
    match body {
        Body::Education {
            school,
            field,
            schooling,
            degree,
            graduated,
            certificate_number,
        } => vec![
            ("毕业院校", school.clone()),
            ("所学专业", field.clone()),
            ("学历", schooling.chinese().to_owned()),
            ("学位", degree.chinese().to_owned()),
            ("毕业日期", graduated.to_string()),
            ("学历证书编号", certificate_number.clone()),
        ],
        Body::Employment {
            unit,
            post,
            from,
            to,
            technical,
            rural,
        } => vec![
            ("工作单位", unit.clone()),
            ("岗位或职务", post.clone()),
            ("起止时间", stretch(*from, *to)),
            ("从事专业技术工作", yes(*technical)),
            ("在乡镇及以下学校任教", yes(*rural)),
        ],
        Body::Title {
            name,
            level,
            series,
            obtained,
            number,
            issuer,
        } => vec![
            ("职称名称", name.clone()),
            ("级别", level.chinese().to_owned()),
            ("系列", series.clone()),
            ("取得日期", obtained.to_string()),
            ("证书编号", number.clone()),
            ("发证单位", issuer.clone()),
        ],
        Body::Assessment { year, grade } => vec![
            ("年度", year.to_string()),
            ("考核等次", grade.chinese().to_owned()),
        ],
        Body::ContinuingEducation {
            year,
            total_hours,
            specialised_hours,
            public_subject,
            credits_met,
        } => vec![
            ("年度", year.to_string()),
            ("总学时", format!("{total_hours} 学时")),
            ("专业科目学时", format!("{specialised_hours} 学时")),
            ("公需科目已完成", yes(*public_subject)),
            ("年度培训学分已完成", yes(*credits_met)),
        ],
        Body::Achievement {
            name,
            category,
            role,
            obtained,
            summary,
        } => achievement(name, category, role, *obtained, summary),
    }
}

/// Entries with the names of their scans and of the offices that verified them.
#[derive(Clone, Debug)]
pub struct EntryCard<'a> {
    entry: &'a Entry,
    files: Vec<StoredFile>,
    offices: BTreeMap<OfficeId, String>,
}

impl<'a> EntryCard<'a> {
    /// Reads what belongs to an entry.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn load(rx: &mut Rx<'_>, entry: &'a Entry) -> store::Result<Self> {
        let known = store::files::listed(rx, &entry.files)?;
        let files = entry.files.iter().filter_map(|id| known.get(id).cloned());
        let files = files.collect();
        let verifier = match entry.provenance {
            Provenance::Verified { by, .. } => vec![by],
            Provenance::Claimed => Vec::new(),
        };
        let offices = store::accounts::offices(rx, &verifier)?;
        Ok(Self {
            entry,
            files,
            offices: offices
                .into_iter()
                .map(|office| (office.id, office.name))
                .collect(),
        })
    }

    fn provenance(&self) -> Fact {
        let (tag, note) = match &self.entry.provenance {
            Provenance::Claimed => (Tag::new("本人填报", Tone::Plain), String::new()),
            Provenance::Verified { by, at, way } => {
                let office = self.offices.get(by).map_or("", String::as_str);
                (
                    Tag::new("已核验", Tone::Jade),
                    format!("{office}，{}，{way}", at.day()),
                )
            }
        };
        Fact::html("来源", Noted::new(tag).note(note))
    }

    /// The scans as links to one's own files.
    pub fn scans(&self) -> Html {
        let link = |file: &StoredFile| {
            let size = size_text(u64::try_from(file.size_bytes).unwrap_or(0));
            Html::from(Link::new(
                format!("{}（{size}）", file.name),
                OwnFile { id: file.id },
            ))
        };
        let mut scans = self.files.iter().map(link);
        match scans.next() {
            None => Html::text("没有上传"),
            Some(first) => scans.fold(first, |all, scan| all.then(Html::text("\n")).then(scan)),
        }
    }

    /// The ids of the scans with their names, in the order they were attached.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &str, u64)> {
        self.files.iter().map(|file| {
            let size = u64::try_from(file.size_bytes).unwrap_or(0);
            (file.id, file.name.as_str(), size)
        })
    }

    /// The entry under its title.
    pub fn list(&self) -> SummaryList {
        let mut facts: Vec<Fact> = facts_of(&self.entry.body)
            .into_iter()
            .map(|(name, value)| Fact::new(name, value))
            .collect();
        facts.push(Fact::html("扫描件", self.scans()));
        facts.push(self.provenance());
        SummaryList::new(facts).title(self.entry.body.title())
    }
}
