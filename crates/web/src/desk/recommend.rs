//! The unit's opinion, clearly yes or no (UNT-034, UNT-035).

use actions::applications::recommend::recommend;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::case::{self, Looked};
use super::urls::{Recommend, Work};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::inputs::{Choice, Choices, TextArea};
use crate::kit::words::Inset;
use crate::kit::{App, Fault, Form, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 1_000;

/// The opinion as typed.
#[derive(Debug)]
pub(super) struct RecommendForm {
    agree: bool,
    opinion: String,
}

impl ReadForm for RecommendForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let agree = reader.choice("agree", "推荐结论", |value| match value {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
        let opinion = reader.text("opinion", "推荐意见", MOST_CHARS);
        Some(Self {
            agree: agree?,
            opinion: opinion?,
        })
    }
}

#[derive(Template)]
#[template(
    source = "{% if let Some(law) = law %}{{ law }}{% endif %}{{ form.open() }}{{ agree }}{{ opinion }}{{ buttons }}{{ form.close() }}",
    ext = "html"
)]
struct RecommendView {
    law: Option<Inset>,
    form: PostForm,
    agree: Choices,
    opinion: TextArea,
    buttons: Buttons,
}

/// The form on the page of the case.
pub(super) fn form(looked: &Looked, token: &FormToken, state: &FormState) -> Html {
    let law = looked
        .rules
        .as_ref()
        .ok()
        .and_then(|rules| rules.law("推荐意见明确"));
    let choices = [
        Choice::new("yes", "同意推荐").hint("申报材料将报送上级审核。"),
        Choice::new("no", "不同意推荐").hint("申报到此终止，推荐意见将告知申报人。此决定作出后不能撤回。"),
    ];
    Html::from(RecommendView {
        law: law.map(|law| Inset::text(&law.sentence).under(law.article)),
        form: PostForm::new(token, Recommend { id: looked.case.id }).guard_unsaved(),
        agree: Choices::one("agree", "推荐结论", choices).fill(state),
        opinion: TextArea::new("opinion", "推荐意见")
            .hint("对思想品德、工作成绩、专业水平、业务能力、工作态度作出评价。")
            .most_chars(MOST_CHARS)
            .fill(state),
        buttons: Buttons::new([Button::submit("出具推荐意见")]),
    })
}

/// `POST /cases/{id}/recommendation`.
///
/// # Errors
/// The viewer may not see the case, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Recommend { id }): Path<Recommend>,
    form: Form<RecommendForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        recommend(tx, id, form.agree, &form.opinion)?;
        Ok(form.agree)
    })
    .or_show_again(move |rx, who, state| case::load(rx, who, id, &state))
    .then_go(|agree| {
        let said = if agree {
            "推荐意见已出具，申报已报送上级审核。"
        } else {
            "推荐意见已出具，单位不予推荐，已告知申报人。"
        };
        Go::to(Work).saying(said)
    })
    .await
}
