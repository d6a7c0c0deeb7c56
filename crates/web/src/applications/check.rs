//! Checking everything before it is sent, signing the commitment, and sending it (检查并提交).

use actions::applications::eligibility::Eligibility;
use actions::applications::resubmit::resubmit;
use actions::applications::submit::submit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::applications::Stage;
use domain::dossier::Section;
use kernel::{ApplicationId, Refusal};
use store::{Error, Rx};

use super::urls::{Applications, CasePage, CheckAnswers, Conditions, Describe, ReceiptPage};
use super::{Own, conditions, describe};
use crate::dossier::{EntryCard, section_url};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::urls::Url;
use crate::kit::words::{Basis, Link, RefusalList, Tag};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

/// A section of the library as it will be sent.
#[derive(Clone, Debug)]
struct Part {
    section: Section,
    change: Link,
    none: bool,
    entries: Vec<SummaryList>,
}

/// The text to be signed.
#[derive(Clone, Debug)]
struct Commitment {
    title: String,
    paragraphs: Vec<String>,
    basis: Option<Basis>,
}

/// Signing and sending.
#[derive(Clone, Debug)]
struct Sending {
    form: PostForm,
    agreed: Choices,
    buttons: Buttons,
}

#[derive(Clone, Debug, Template)]
#[template(path = "applications/check.html")]
struct CheckPage {
    title: &'static str,
    back: Url,
    errors: ErrorSummary,
    verdict: Option<(Tag, String)>,
    conditions: Link,
    against: Option<RefusalList>,
    advice: Option<RefusalList>,
    target: SummaryList,
    declared: SummaryList,
    parts: Vec<Part>,
    commitment: Commitment,
    sending: Option<Sending>,
    refused: bool,
}

impl Content for CheckPage {
    fn head(&self) -> Head {
        Head::new(self.title)
            .section(Applications)
            .back("返回申报", &self.back)
            .refused(self.refused)
    }
}

fn target(own: &Own) -> SummaryList {
    let (target, id) = (&own.case.target, own.case.id);
    SummaryList::new([
        Fact::new("申报系列", &target.series),
        Fact::new("申报级别", target.level.chinese()),
        Fact::new("申报专业", &target.specialty),
        Fact::new("申报途径", &target.ground),
        Fact::new("所在单位", &own.unit.name),
    ])
    .title("申报信息")
    .action("修改", Describe { id })
}

fn parts(rx: &mut Rx<'_>, own: &Own) -> store::Result<Vec<Part>> {
    let dossier = store::dossier::of_person(rx, own.case.applicant)?;
    let mut parts = Vec::with_capacity(Section::ALL.len());
    for section in Section::ALL {
        let mut entries = Vec::new();
        for entry in dossier.of(section) {
            entries.push(EntryCard::load(rx, entry)?.list());
        }
        parts.push(Part {
            section,
            change: Link::new("修改", section_url(section)).about(section.chinese()),
            none: dossier.none.contains(&section),
            entries,
        });
    }
    Ok(parts)
}

fn commitment(own: &Own) -> Commitment {
    match own.rules.commitment("申报人承诺") {
        Some(text) => Commitment {
            title: text.law.sentence.clone(),
            paragraphs: text.paragraphs,
            basis: Some(Basis::new(text.law.article)),
        },
        None => Commitment {
            title: "诚信承诺".to_owned(),
            paragraphs: vec!["本人对所提交全部材料的真实性负责。".to_owned()],
            basis: None,
        },
    }
}

/// What stands against sending, with what is only advice.
fn asked(rx: &mut Rx<'_>, own: &Own) -> store::Result<(Option<Eligibility>, Vec<Refusal>)> {
    match conditions::ask(rx, own) {
        Ok(found) => {
            let against = found.refusals();
            Ok((Some(found), against))
        }
        Err(Error::Refused(refusals)) => Ok((None, refusals.all().to_vec())),
        Err(other) => Err(other),
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: ApplicationId, state: &FormState) -> store::Result<CheckPage> {
    let own = Own::find(rx, who, id)?;
    own.editable()?;
    let (found, against) = asked(rx, &own)?;
    let again = matches!(own.case.stage, Stage::Returned { .. });
    let title = if again {
        "检查并再次提交"
    } else {
        "检查并提交"
    };
    let sending = Sending {
        form: PostForm::new(&who.token(), CheckAnswers { id }),
        agreed: Choices::any(
            "agreed",
            "签署承诺",
            [Choice::new("yes", "本人已阅读以上承诺，同意签署并提交")],
        )
        .fill(state),
        buttons: Buttons::new([
            Button::submit("签署并提交"),
            Button::link("暂不提交", CasePage { id }).secondary(),
        ]),
    };
    let list = |found: Vec<Refusal>| (!found.is_empty()).then(|| RefusalList::new(found));
    Ok(CheckPage {
        title,
        back: CasePage { id }.into(),
        errors: ErrorSummary::of(state),
        verdict: found.as_ref().map(conditions::verdict),
        conditions: Link::new("逐条查看申报条件", Conditions { id }),
        sending: (against.is_empty() || state.is_refused()).then_some(sending),
        against: list(against),
        advice: found.and_then(|found| list(found.advice)),
        target: target(&own),
        declared: SummaryList::new(describe::declared_facts(&own.case.declared))
            .title("本人声明")
            .action("修改", Describe { id }),
        parts: parts(rx, &own)?,
        commitment: commitment(&own),
        refused: state.is_refused(),
    })
}

/// `GET /applications/{id}/check`.
///
/// # Errors
/// It is not the person's own, or cannot be submitted now.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(CheckAnswers { id }): Path<CheckAnswers>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// Whether the commitment was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SubmitForm {
    agreed: bool,
}

impl ReadForm for SubmitForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            agreed: reader.ticked("agreed"),
        })
    }
}

/// `POST /applications/{id}/check`: submits a draft, or sends a corrected application back.
///
/// # Errors
/// It is not the person's own, or cannot be submitted now.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(CheckAnswers { id }): Path<CheckAnswers>,
    form: Form<SubmitForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let case = store::applications::find(tx, id)?.case;
        match case.stage {
            Stage::Returned { .. } => resubmit(tx, id, form.agreed),
            Stage::Draft | Stage::With { .. } | Stage::Ended(_) => submit(tx, id, form.agreed),
        }
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(|receipt| {
        let (id, number) = (receipt.application, receipt.number);
        Go::to(ReceiptPage { id, number })
    })
    .await
}
