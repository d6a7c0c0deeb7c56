//! Ending the vote: it is counted by the round's threshold, and each case goes on or ends.

use actions::panel::close_ballot::close_ballot;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::panel::{Poll, State};
use kernel::Refusal;

use super::urls::{CloseBallot, PanelPlace};
use super::{Seen, show};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::inputs::{Choice, Choices};
use crate::kit::words::Warning;
use crate::kit::{App, Fault, Form, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

/// The examiner's word that the vote may end.
#[derive(Debug)]
pub(super) struct CloseForm;

impl ReadForm for CloseForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.ticked("confirmed") {
            return Some(Self);
        }
        reader.refuse(Refusal::new("请确认可以截止投票").at("confirmed"))
    }
}

#[derive(Template)]
#[template(
    source = "{{ warning }}{{ form.open() }}{{ confirmed }}{{ buttons }}{{ form.close() }}",
    ext = "html"
)]
struct CloseView {
    warning: Warning,
    form: PostForm,
    confirmed: Choices,
    buttons: Buttons,
}

/// The form on the panel's page.
pub(super) fn form(seen: &Seen, token: &FormToken, state: &FormState) -> Html {
    let (sentence, words) = match &seen.panel.state {
        State::Voting { present, poll } => match &**poll {
            Poll::PlainBox(plain_box) => {
                let missing = present.len().saturating_sub(plain_box.voted().len());
                let words = if missing == 0 {
                    "到会成员都已投票，可以截止".to_owned()
                } else {
                    format!("还有 {missing} 名到会成员没有投票，不再等待")
                };
                (
                    "截止后不能再投票。没有达到规定票数的申报到此终止，并告知申报人。",
                    words,
                )
            }
            Poll::Paper(_) => (
                "两份计票单一致后才能计票。没有达到规定票数的申报到此终止，并告知申报人。",
                "计票单已核对，可以计票".to_owned(),
            ),
        },
        State::Appointed | State::Counted { .. } => ("目前没有开放中的投票。", String::new()),
    };
    Html::from(CloseView {
        warning: Warning::new(sentence),
        form: PostForm::new(token, CloseBallot { id: seen.panel.id }),
        confirmed: Choices::any("confirmed", "确认", [Choice::new("yes", words)]).fill(state),
        buttons: Buttons::new([Button::submit("截止投票并计票").danger()]),
    })
}

/// `POST /panels/{id}/closing`.
///
/// # Errors
/// The viewer does not convene the panel, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(CloseBallot { id }): Path<CloseBallot>,
    form: Form<CloseForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| close_ballot(tx, id))
        .or_show_again(move |rx, who, state| show::load(rx, who, id, &state))
        .then_go(move |()| Go::to(PanelPlace { id }).saying("已截止并计票，结果已告知申报人。"))
        .await
}
