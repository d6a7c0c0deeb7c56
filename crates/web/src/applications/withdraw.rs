//! Withdrawing an application before it is accepted, after being asked once more (撤回).

use actions::applications::withdraw::withdraw;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use kernel::ApplicationId;
use store::Rx;

use super::Own;
use super::urls::{Applications, CasePage, Withdraw};
use crate::kit::form::Nothing;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::urls::Url;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, SignedIn};

#[derive(Clone, Debug, Template)]
#[template(path = "applications/withdraw.html")]
struct WithdrawPage {
    title: String,
    sentence: String,
    errors: ErrorSummary,
    form: PostForm,
    buttons: Buttons,
    back: Url,
    refused: bool,
}

impl Content for WithdrawPage {
    fn head(&self) -> Head {
        Head::new("撤回申报")
            .section(Applications)
            .back("返回，不撤回", &self.back)
            .refused(self.refused)
    }
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    id: ApplicationId,
    state: &FormState,
) -> store::Result<WithdrawPage> {
    let own = Own::find(rx, who, id)?;
    if !state.is_refused() {
        own.case.clone().withdraw(rx.now()).map(drop)?;
    }
    let open = own.plan.is_open(rx.now());
    let deadline = own.plan.deadline();
    let sentence = if open {
        format!(
            "撤回后申报回到填写状态，各级机构不再看到。{deadline} 之前修改好可以重新提交，从单位审核开始。"
        )
    } else {
        format!("本轮申报已于 {deadline} 截止：撤回后不能再提交。")
    };
    let back = Url::from(CasePage { id });
    Ok(WithdrawPage {
        title: own.title(),
        sentence,
        errors: ErrorSummary::of(state),
        form: PostForm::new(&who.token(), Withdraw { id }),
        buttons: Buttons::new([
            Button::submit("撤回申报").danger(),
            Button::link("不撤回", &back).secondary(),
        ]),
        back,
        refused: state.is_refused(),
    })
}

/// `GET /applications/{id}/withdraw`.
///
/// # Errors
/// It is not the person's own, or cannot be withdrawn now.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Withdraw { id }): Path<Withdraw>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /applications/{id}/withdraw`.
///
/// # Errors
/// It is not the person's own.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Withdraw { id }): Path<Withdraw>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| withdraw(tx, id))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(move |()| Go::to(CasePage { id }).saying("申报已撤回，可以修改后重新提交。"))
        .await
}
