//! One section of the library: its entries, adding one, and 'none' as a tick.

use actions::dossier::declare_none::declare_none;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::dossier::Section;
use store::Rx;

use super::facts::EntryCard;
use super::urls::{DeclareNone, EntryFiles, EntryPage, Library, NewEntry, RemoveEntry, SectionPage};
use super::{applicant, named};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices};
use crate::kit::lists::SummaryList;
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

/// Where a section is filled in.
pub fn section_url(section: Section) -> Url {
    SectionPage {
        section: section.code().to_owned(),
    }
    .into()
}

/// What belongs into a section.
pub(super) const fn hint(section: Section) -> &'static str {
    match section {
        Section::Education => "从最高学历填起，包括学位。",
        Section::Employment => "从参加工作起逐段填写，现单位也要填。",
        Section::Title => "已经取得的各级职称。",
        Section::Assessment => "各年度考核等次。",
        Section::ContinuingEducation => "每年的学时、公需科目和培训学分。",
        Section::Achievement => "教学和教研成果、论文、著作、课题、荣誉。",
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "dossier/section.html")]
struct SectionView {
    title: &'static str,
    hint: &'static str,
    errors: ErrorSummary,
    entries: Vec<SummaryList>,
    add: Button,
    form: PostForm,
    none: Option<Choices>,
    save: Buttons,
    refused: bool,
}

impl Content for SectionView {
    fn head(&self) -> Head {
        Head::new(self.title)
            .section(Library)
            .crumb("我的业绩库", Library)
            .refused(self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, section: Section, state: &FormState) -> store::Result<SectionView> {
    let dossier = store::dossier::of_person(rx, applicant(who)?)?;
    let mut entries = Vec::new();
    for entry in dossier.of(section) {
        let card = EntryCard::load(rx, entry)?.list();
        let id = entry.id;
        entries.push(
            card.action("修改", EntryPage { id })
                .action("扫描件", EntryFiles { id })
                .action("删除", RemoveEntry { id }),
        );
    }
    let code = || section.code().to_owned();
    let ticked = if dossier.none.contains(&section) && !state.is_refused() {
        FormState::blank().with("none", "yes")
    } else {
        state.clone()
    };
    let words = format!("本人没有{}方面的内容", section.chinese());
    let none = Choices::any("none", "没有可填的内容", [Choice::new("yes", words)]).fill(&ticked);
    let add = Button::link(format!("添加{}", section.chinese()), NewEntry { section: code() });
    Ok(SectionView {
        title: section.chinese(),
        hint: hint(section),
        errors: ErrorSummary::of(state),
        add: if entries.is_empty() { add } else { add.secondary() },
        none: (entries.is_empty() || state.is_refused()).then_some(none),
        entries,
        form: PostForm::new(&who.token(), DeclareNone { section: code() }),
        save: Buttons::new([Button::submit("保存").secondary()]),
        refused: state.is_refused(),
    })
}

/// `GET /library/{section}`.
///
/// # Errors
/// There is no such section, or the person does not act as an applicant.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(SectionPage { section }): Path<SectionPage>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        load(rx, who, named(&section)?, &FormState::blank())
    })
    .await
}

/// The tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoneForm {
    none: bool,
}

impl ReadForm for NoneForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            none: reader.ticked("none"),
        })
    }
}

/// `POST /library/{section}/none`.
///
/// # Errors
/// There is no such section, or the person does not act as an applicant.
pub(super) async fn post_none(
    app: App,
    who: SignedIn,
    Path(DeclareNone { section }): Path<DeclareNone>,
    form: Form<NoneForm>,
) -> Result<Response, Fault> {
    let section = named(&section)?;
    app.submit(who, form, move |tx, form| {
        declare_none(tx, section, form.none)?;
        Ok(form.none)
    })
    .or_show_again(move |rx, who, state| load(rx, who, section, &state))
    .then_go(move |none| {
        let name = section.chinese();
        if none {
            Go::to(Library).saying(format!("已记录：本人没有{name}方面的内容。"))
        } else {
            Go::to(section_url(section)).saying("已取消勾选。")
        }
    })
    .await
}
