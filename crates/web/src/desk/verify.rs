//! The unit's examination: five items, each compared and how, under the examiner's commitment (UNT-002 to UNT-005).

use actions::applications::verify::{Verify, verify};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::applications::{Checked, Item, Way};

use super::case::{self, Looked};
use super::urls::{ReturnCase, VerifyCase, Work};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::inputs::{Choice, Choices, Select, TextInput, Width};
use crate::kit::urls::Url;
use crate::kit::words::Basis;
use crate::kit::{App, Fault, Form, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

/// The word in the form of an item that is not in order.
const UNSOUND: &str = "unsound";
const MOST_SOURCE_CHARS: usize = 200;

/// The examiner's results as typed.
#[derive(Debug)]
pub(super) struct VerifyForm {
    results: Vec<Checked>,
    committed: bool,
}

fn source_field(item: Item) -> String {
    format!("{}.source", item.code())
}

impl ReadForm for VerifyForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let results = Item::ALL.map(|item| {
            let answer = |value: &str| match Way::from_code(value) {
                Some(way) => Some((true, way)),
                None => (value == UNSOUND).then_some((false, Way::Other)),
            };
            let label = format!("“{}”的审核结果", item.chinese());
            let found = reader.choice(item.code(), &label, answer);
            let source = reader.optional_text(&source_field(item), "核实来源", MOST_SOURCE_CHARS);
            let ((sound, way), source) = found.zip(source)?;
            Some(Checked {
                item,
                sound,
                way,
                source,
            })
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
    items: Vec<(Select, TextInput)>,
    commitment: Option<(Vec<String>, Basis)>,
    committed: Choices,
    buttons: Buttons,
    return_case: Url,
}

/// The form on the page of the case.
pub(super) fn form(looked: &Looked, token: &FormToken, state: &FormState) -> Html {
    let id = looked.case.id;
    let items = Item::ALL.map(|item| {
        let sound = Way::ALL.map(|way| match way {
            Way::Nothing => Choice::new(way.code(), way.chinese()),
            _ => Choice::new(way.code(), format!("属实（{}）", way.chinese())),
        });
        let mut choices = sound.to_vec();
        choices.push(Choice::new(UNSOUND, "有问题，不能通过"));
        let found = Select::new(item.code(), item.chinese(), choices)
            .width(Width::Chars20)
            .fill(state);
        let source = TextInput::new(source_field(item), "核实来源")
            .hint("发函、电话和其他方式核实的必填：向谁核实、凭据是什么。")
            .optional()
            .fill(state);
        (found, source)
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
