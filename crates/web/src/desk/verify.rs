//! The unit's examination: five items, each compared and how, under the examiner's commitment (UNT-002 to UNT-005).

use actions::applications::verify::{Item, Verified, Verify, verify};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::case::{self, Looked};
use super::urls::{ReturnCase, VerifyCase, Work};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::inputs::{Choice, Choices, Select, Width};
use crate::kit::urls::Url;
use crate::kit::words::Basis;
use crate::kit::{App, Fault, Form, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

/// How an item was verified, or that it was not sound: the word in the form, the words on the page.
const WAYS: [(&str, &str); 6] = [
    ("originals", "核对原件"),
    ("network", "网络核验"),
    ("letter", "发函核实"),
    ("telephone", "电话核实"),
    ("other", "其他方式核实"),
    ("nothing", "申报人没有此项内容"),
];
const UNSOUND: &str = "unsound";

/// The examiner's results as typed.
#[derive(Debug)]
pub(super) struct VerifyForm {
    results: Vec<Verified>,
    committed: bool,
}

impl ReadForm for VerifyForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let results = Item::ALL.map(|item| {
            let answer = |value: &str| {
                let way = WAYS.iter().find(|(code, _)| *code == value);
                match way {
                    Some((_, words)) => Some((true, (*words).to_owned())),
                    None => (value == UNSOUND).then(|| (false, String::new())),
                }
            };
            let label = format!("“{}”的审核结果", item.chinese());
            let (sound, way) = reader.choice(item.code(), &label, answer)?;
            Some(Verified { item, sound, way })
        });
        Some(Self {
            results: results.into_iter().collect::<Option<_>>()?,
            committed: reader.ticked("committed"),
        })
    }
}

#[derive(Template)]
#[template(path = "desk/verify.html")]
struct VerifyView {
    form: PostForm,
    items: Vec<Select>,
    commitment: Option<(Vec<String>, Basis)>,
    committed: Choices,
    buttons: Buttons,
    return_case: Url,
}

/// The form on the page of the case.
pub(super) fn form(looked: &Looked, token: &FormToken, state: &FormState) -> Html {
    let id = looked.case.id;
    let items = Item::ALL.map(|item| {
        let sound = WAYS.map(|(code, words)| match code {
            "nothing" => Choice::new(code, words),
            _ => Choice::new(code, format!("属实（{words}）")),
        });
        let mut choices = sound.to_vec();
        choices.push(Choice::new(UNSOUND, "有问题，不能通过"));
        Select::new(item.code(), item.chinese(), choices)
            .width(Width::Chars20)
            .fill(state)
    });
    let commitment = looked
        .rules
        .as_ref()
        .ok()
        .and_then(|rules| rules.commitment("审查责任人承诺"));
    Html::from(VerifyView {
        form: PostForm::new(token, VerifyCase { id }).guard_unsaved(),
        items: items.into(),
        commitment: commitment.map(|text| (text.paragraphs, Basis::new(text.law.article))),
        committed: Choices::any(
            "committed",
            "审查责任人承诺",
            [Choice::new("yes", "本人已阅读以上承诺，并对审核结果负责")],
        )
        .fill(state),
        buttons: Buttons::new([Button::submit("审核通过，提交下一环节")]),
        return_case: ReturnCase { id }.into(),
    })
}

/// `POST /cases/{id}/verification`.
///
/// # Errors
/// The viewer may not see the case, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(VerifyCase { id }): Path<VerifyCase>,
    form: Form<VerifyForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let cmd = Verify {
            application: id,
            results: form.results,
            committed: form.committed,
        };
        verify(tx, &cmd)
    })
    .or_show_again(move |rx, who, state| case::load(rx, who, id, &state))
    .then_go(|()| Go::to(Work).saying("单位审核已完成，申报进入下一环节，并已告知申报人。"))
    .await
}
