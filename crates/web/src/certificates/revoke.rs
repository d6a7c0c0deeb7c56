//! Revoking a title (撤销职称, 第四十九条): ground and decision; it shows everywhere at once.

use actions::certificates::revoke::revoke;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::certificates::{Document, RevocationGround, Standing, access};
use kernel::{CertificateId, Day};
use store::{Error, Rx};

use super::seen;
use super::urls::{CertificatePlace, Certificates, Revocation};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, DateInput, TextInput, Width};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::words::Warning;
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Page, ReadForm, Reader, SignedIn};

/// A revocation as typed.
pub(super) struct RevocationForm {
    ground: RevocationGround,
    number: String,
    day: Day,
}

impl ReadForm for RevocationForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let ground = reader.choice("ground", "撤销理由", |value| {
            RevocationGround::ALL
                .into_iter()
                .find(|ground| ground.code() == value)
        });
        let number = reader.text("number", "撤销决定文号", 60);
        let day = reader.day("day", "撤销决定日期");
        Some(Self {
            ground: ground?,
            number: number?,
            day: day?,
        })
    }
}

#[derive(Template)]
#[template(path = "certificates/revoke.html")]
struct RevokePage {
    title: String,
    id: CertificateId,
    errors: ErrorSummary,
    facts: SummaryList,
    warning: Warning,
    form: PostForm,
    ground: Choices,
    number: TextInput,
    day: DateInput,
    buttons: Buttons,
    refused: bool,
}

impl Content for RevokePage {
    fn head(&self) -> Head {
        Head::new("撤销职称")
            .section(Certificates)
            .back(&self.title, CertificatePlace { id: self.id })
            .refused(self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: CertificateId, state: &FormState) -> store::Result<RevokePage> {
    let certificate = seen(rx, who, id)?;
    let open = state.is_refused() || certificate.standing == Standing::InForce;
    if !access::may_revoke(&who.actor(), &certificate) || !open {
        return Err(Error::NotFound);
    }
    let grounds = RevocationGround::ALL.map(|ground| Choice::new(ground.code(), ground.chinese()));
    Ok(RevokePage {
        title: format!("{}的{}证书", certificate.holder_name, certificate.title),
        id,
        errors: ErrorSummary::of(state),
        facts: SummaryList::new([
            Fact::new("持证人", &certificate.holder_name),
            Fact::new("工作单位", &certificate.employer),
            Fact::new("职称", format!("{}（{}）", certificate.title, certificate.level)),
            Fact::new("证书编号", &certificate.number),
        ]),
        warning: Warning::new(
            "撤销不能恢复。提交后，公开核验立即显示已撤销，撤销写入公开日志，并告知持证人。",
        ),
        form: PostForm::new(&who.token(), Revocation { id }).guard_unsaved(),
        ground: Choices::one("ground", "撤销理由", grounds).fill(state),
        number: TextInput::new("number", "撤销决定文号")
            .width(Width::Chars20)
            .fill(state),
        day: DateInput::new("day", "撤销决定日期").fill(state),
        buttons: Buttons::new([
            Button::submit("撤销职称").danger(),
            Button::link("取消", CertificatePlace { id }).secondary(),
        ]),
        refused: state.is_refused(),
    })
}

/// `GET /certificates/{id}/revocation`.
///
/// # Errors
/// The viewer may not revoke it, it is revoked, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(Revocation { id }): Path<Revocation>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /certificates/{id}/revocation`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(Revocation { id }): Path<Revocation>,
    form: Form<RevocationForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let decision = Document {
            number: form.number,
            day: form.day,
        };
        revoke(tx, id, form.ground, decision)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(CertificatePlace { id }).saying("职称已撤销，并已告知持证人。"))
    .await
}
