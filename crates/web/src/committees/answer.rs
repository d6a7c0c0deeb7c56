//! The filing authority's answers: approving or returning a committee, and its pool.

use actions::committees::approve::approve;
use actions::committees::approve_pool::approve_pool;
use actions::committees::return_pool::return_pool;
use actions::committees::return_registration::return_registration;
use actions::committees::standing_rules;
use axum::extract::Path;
use axum::response::Response;
use domain::committees::{Filing, Pool, Stage};
use kernel::{CommitteeId, Day};
use store::{Error, Rx};

use super::urls::{
    ApproveCommittee, ApprovePool, CommitteePlace, Committees, PoolPlace, ReturnCommittee, ReturnPool,
};
use super::{Seen, seen};
use crate::kit::forms::Button;
use crate::kit::inputs::{DateInput, TextArea, TextInput, Width};
use crate::kit::words::{Basis, Link};
use crate::kit::{
    App, Fault, Form, FormPage, FormPart, FormState, Go, Html, Page, ReadForm, Reader, SignedIn,
};

const MOST_CHARS: usize = 1_000;

/// An approval of a committee, as typed.
#[derive(Debug)]
pub(super) struct ApprovalForm(Filing);

impl ReadForm for ApprovalForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let number = reader.optional_text("number", "备案文号", 60);
        let code = reader.optional_text("code", "评委会代码", 10);
        let from = reader.day("from", "有效期起始日");
        let to = reader.day("to", "有效期截止日");
        let consent = reader.optional_text("size_consent", "同意调整人数的文件", 100);
        Some(Self(Filing {
            number: number?,
            code: code?,
            from: from?,
            to: to?,
            size_consent: consent.filter(|text| !text.is_empty()),
        }))
    }
}

/// An approval of a pool, as typed.
#[derive(Debug)]
pub(super) struct PoolApprovalForm {
    number: String,
    from: Day,
    to: Day,
}

impl ReadForm for PoolApprovalForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let number = reader.optional_text("number", "备案文号", 60);
        let from = reader.day("from", "有效期起始日");
        let to = reader.day("to", "有效期截止日");
        Some(Self {
            number: number?,
            from: from?,
            to: to?,
        })
    }
}

/// What is to be changed, as typed.
#[derive(Debug)]
pub(super) struct ReturnForm(String);

impl ReadForm for ReturnForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.optional_text("reason", "退回理由", MOST_CHARS).map(Self)
    }
}

/// What an answer concerns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Committee,
    Pool,
}

/// The committee, if the viewer's office is to answer about it; a refused form is shown wherever it stands.
fn waiting(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: CommitteeId,
    about: About,
    state: &FormState,
) -> store::Result<Seen> {
    let seen = seen(rx, who, id)?.filed()?;
    let waits = match (&seen.committee.stage, about) {
        (Stage::Submitted { .. }, About::Committee) => true,
        (Stage::Filed { pool, .. }, About::Pool) => matches!(pool, Pool::Submitted { .. }),
        _ => false,
    };
    if waits || state.is_refused() {
        Ok(seen)
    } else {
        Err(Error::NotFound)
    }
}

/// How long a filing may last, with its article.
fn longest(rx: &mut Rx<'_>, seen: &Seen, name: &str) -> store::Result<Html> {
    let rules = standing_rules(rx, seen.committee.organiser)?;
    Ok(rules.span(name, None).map_or_else(
        |_| Html::default(),
        |answer| {
            let words = Html::text(format!("有效期最长{}。", answer.value));
            words.then(Basis::new(answer.law.article))
        },
    ))
}

fn validity(part: FormPart, state: &FormState) -> FormPart {
    part.input(
        TextInput::new("number", "备案文号")
            .hint("例如：南人社函〔2022〕3号")
            .width(Width::Chars20)
            .fill(state),
    )
    .input(DateInput::new("from", "有效期起始日").fill(state))
    .input(DateInput::new("to", "有效期截止日").fill(state))
}

fn approval(rx: &mut Rx<'_>, who: &SignedIn, id: CommitteeId, state: &FormState) -> store::Result<FormPage> {
    let seen = waiting(rx, who, id, About::Committee, state)?;
    let part = FormPart::new(&who.token(), ApproveCommittee { id })
        .guard_unsaved()
        .above(longest(rx, &seen, "评委会备案有效期")?);
    let part = validity(part, state)
        .input(
            TextInput::new("code", "评委会代码")
                .hint("3 位数字，写入证书编号，本机构备案的评委会不重复。")
                .digits()
                .width(Width::Chars5)
                .fill(state),
        )
        .input(
            TextInput::new("size_consent", "同意调整人数的文件")
                .hint("高级评委会人数经自治区职改办同意调整的，填写文件名称和文号。")
                .optional()
                .fill(state),
        )
        .button(Button::submit("核准备案"));
    Ok(FormPage::new(
        "核准评委会备案",
        Committees,
        seen.back(),
        part,
        state,
    ))
}

fn pool_approval(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: CommitteeId,
    state: &FormState,
) -> store::Result<FormPage> {
    let seen = waiting(rx, who, id, About::Pool, state)?;
    let count = super::pool::in_pool(rx, id)?;
    let part = FormPart::new(&who.token(), ApprovePool { id })
        .guard_unsaved()
        .sentence(format!("报送备案的专家共 {count} 人，名单见专家库。"))
        .above(Link::new("查看专家库名单", PoolPlace { id }))
        .above(longest(rx, &seen, "专家库备案有效期")?);
    let part = validity(part, state).button(Button::submit("核准专家库"));
    Ok(FormPage::new(
        "核准专家库备案",
        Committees,
        seen.back(),
        part,
        state,
    ))
}

fn sending_back(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: CommitteeId,
    about: About,
    state: &FormState,
) -> store::Result<FormPage> {
    let seen = waiting(rx, who, id, about, state)?;
    let (title, part) = match about {
        About::Committee => (
            "退回评委会备案申请",
            FormPart::new(&who.token(), ReturnCommittee { id }),
        ),
        About::Pool => ("退回专家库备案", FormPart::new(&who.token(), ReturnPool { id })),
    };
    let part = part
        .guard_unsaved()
        .sentence("请一次写全需要修改的内容，组建单位修改后会重新提交。")
        .input(
            TextArea::new("reason", "退回理由")
                .most_chars(MOST_CHARS)
                .fill(state),
        )
        .button(Button::submit("退回组建单位"));
    Ok(FormPage::new(title, Committees, seen.back(), part, state))
}

/// `GET /committees/{id}/approval`.
///
/// # Errors
/// No application waits for the viewer's office, or the database is unavailable.
pub(super) async fn get_approval(
    app: App,
    who: SignedIn,
    Path(ApproveCommittee { id }): Path<ApproveCommittee>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| approval(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /committees/{id}/approval`.
///
/// # Errors
/// The viewer's office does not file the committee, or the database is unavailable.
pub(super) async fn post_approval(
    app: App,
    who: SignedIn,
    Path(ApproveCommittee { id }): Path<ApproveCommittee>,
    form: Form<ApprovalForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let organiser = store::committees::find(tx, id)?.organiser;
        let rules = standing_rules(tx, organiser)?;
        approve(tx, &rules, id, form.0)
    })
    .or_show_again(move |rx, who, state| approval(rx, who, id, &state))
    .then_go(move |()| Go::to(CommitteePlace { id }).saying("评委会已核准备案。"))
    .await
}

/// `GET /committees/{id}/return`.
///
/// # Errors
/// As [`get_approval`].
pub(super) async fn get_return(
    app: App,
    who: SignedIn,
    Path(ReturnCommittee { id }): Path<ReturnCommittee>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        sending_back(rx, who, id, About::Committee, &FormState::blank())
    })
    .await
}

/// `POST /committees/{id}/return`.
///
/// # Errors
/// As [`post_approval`].
pub(super) async fn post_return(
    app: App,
    who: SignedIn,
    Path(ReturnCommittee { id }): Path<ReturnCommittee>,
    form: Form<ReturnForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| return_registration(tx, id, &form.0))
        .or_show_again(move |rx, who, state| sending_back(rx, who, id, About::Committee, &state))
        .then_go(move |()| Go::to(CommitteePlace { id }).saying("备案申请已退回组建单位。"))
        .await
}

/// `GET /committees/{id}/pool/approval`.
///
/// # Errors
/// No pool waits for the viewer's office, or the database is unavailable.
pub(super) async fn get_pool_approval(
    app: App,
    who: SignedIn,
    Path(ApprovePool { id }): Path<ApprovePool>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        pool_approval(rx, who, id, &FormState::blank())
    })
    .await
}

/// `POST /committees/{id}/pool/approval`.
///
/// # Errors
/// As [`post_approval`].
pub(super) async fn post_pool_approval(
    app: App,
    who: SignedIn,
    Path(ApprovePool { id }): Path<ApprovePool>,
    form: Form<PoolApprovalForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let organiser = store::committees::find(tx, id)?.organiser;
        let rules = standing_rules(tx, organiser)?;
        approve_pool(tx, &rules, id, &form.number, form.from, form.to)
    })
    .or_show_again(move |rx, who, state| pool_approval(rx, who, id, &state))
    .then_go(move |()| Go::to(CommitteePlace { id }).saying("专家库已核准备案。"))
    .await
}

/// `GET /committees/{id}/pool/return`.
///
/// # Errors
/// As [`get_pool_approval`].
pub(super) async fn get_pool_return(
    app: App,
    who: SignedIn,
    Path(ReturnPool { id }): Path<ReturnPool>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        sending_back(rx, who, id, About::Pool, &FormState::blank())
    })
    .await
}

/// `POST /committees/{id}/pool/return`.
///
/// # Errors
/// As [`post_approval`].
pub(super) async fn post_pool_return(
    app: App,
    who: SignedIn,
    Path(ReturnPool { id }): Path<ReturnPool>,
    form: Form<ReturnForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| return_pool(tx, id, &form.0))
        .or_show_again(move |rx, who, state| sending_back(rx, who, id, About::Pool, &state))
        .then_go(move |()| Go::to(CommitteePlace { id }).saying("专家库已退回组建单位。"))
        .await
}
