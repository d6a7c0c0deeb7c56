//! Registering who is present and opening the secret vote, in the mode the unit chooses.

use std::collections::BTreeSet;

use actions::panel::open_ballot::open_ballot;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use ballot::Mode;

use super::urls::{OpenBallot, PanelPlace};
use super::{Seen, show};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::inputs::{Choice, Choices};
use crate::kit::{App, Fault, Form, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

/// Who is present, and the mode.
#[derive(Debug)]
pub(super) struct OpenForm {
    present: BTreeSet<u32>,
    mode: Mode,
}

impl ReadForm for OpenForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let present = reader.choices("present", "到会成员", |value| value.parse().ok());
        let mode = reader.choice("mode", "投票方式", |value| match value {
            "paper" => Some(Mode::Paper),
            "plain_box" => Some(Mode::PlainBox),
            _ => None,
        });
        Some(Self {
            present: present?.into_iter().collect(),
            mode: mode?,
        })
    }
}

#[derive(Template)]
#[template(
    source = "{{ form.open() }}{{ present }}{{ mode }}{{ buttons }}{{ form.close() }}",
    ext = "html"
)]
struct OpenView {
    form: PostForm,
    present: Choices,
    mode: Choices,
    buttons: Buttons,
}

/// The form on the panel's page.
pub(super) fn form(seen: &Seen, token: &FormToken, state: &FormState) -> Html {
    let members = seen.panel.members.iter().map(|member| {
        let choice = Choice::new(
            member.seat.to_string(),
            format!("{} 号　{}", member.seat, member.name),
        );
        if member.person.is_none() {
            choice.hint("没有账号，不能使用电子票箱。")
        } else {
            choice
        }
    });
    let modes = [
        Choice::new("paper", "纸质选票，两人分别录入").hint(
            "在会场填写、当场计票。两名工作人员各自录入计票单，互不可见，两份完全一致才能计票。原始选票封存备查。",
        ),
        Choice::new("plain_box", "电子票箱").hint(
            "成员各自登录投票。票箱不记录投票人、时间和先后，每投一票重新加密，截止时销毁密钥。\
             投票期间控制服务器的人在技术上有可能看到选票，成员也不能自行核对服务器存下的内容；不能接受的，请用纸质选票。",
        ),
    ];
    Html::from(OpenView {
        form: PostForm::new(token, OpenBallot { id: seen.panel.id }),
        present: Choices::any("present", "到会成员", members.collect::<Vec<_>>())
            .hint("开始投票后不能增减。没有到会的不能委托他人投票，也不能会后补投。")
            .fill(state),
        mode: Choices::one("mode", "投票方式", modes).fill(state),
        buttons: Buttons::new([Button::submit("开始投票")]),
    })
}

/// `POST /panels/{id}/opening`.
///
/// # Errors
/// The viewer does not convene the panel, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(OpenBallot { id }): Path<OpenBallot>,
    form: Form<OpenForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        open_ballot(tx, id, form.mode, form.present)
    })
    .or_show_again(move |rx, who, state| show::load(rx, who, id, &state))
    .then_go(move |()| Go::to(PanelPlace { id }).saying("投票已开始。"))
    .await
}
