//! One certificate: for its holder with the QR code and the files, for its issuer and organiser with the way to revoke it.

use std::sync::Arc;

use actions::certificates::Signer;
use askama::Template;
use axum::extract::Path;
use credential::{LookupToken, SignedCredential, lookup_url};
use domain::certificates::{Certificate, Standing, access};
use store::{Error, Rx};

use super::urls::{CertificateData, CertificateFile, CertificatePlace, Certificates, Checked, Revocation};
use super::{qr, seen, state_tag};
use crate::kit::forms::{Button, Buttons};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::words::{Inset, Link};
use crate::kit::{App, Content, Fault, Head, Html, Page, SignedIn};

#[derive(Template)]
#[template(path = "certificates/show.html")]
struct CertificatePage {
    title: String,
    lists: bool,
    revoked: Option<Inset>,
    facts: SummaryList,
    code: Option<Html>,
    link: Option<String>,
    public: Link,
    pending: bool,
    buttons: Option<Buttons>,
    revoke: Option<Buttons>,
}

impl Content for CertificatePage {
    fn head(&self) -> Head {
        let head = Head::new(&self.title).section(Certificates);
        if self.lists {
            head.back("返回列表", Certificates)
        } else {
            head
        }
    }
}

fn facts(certificate: &Certificate) -> SummaryList {
    SummaryList::new([
        Fact::html("状态", state_tag(certificate)),
        Fact::new("证书编号", &certificate.number),
        Fact::new("姓名", &certificate.holder_name),
        Fact::new("证件号码", &certificate.identity),
        Fact::new("职称", format!("{}（{}）", certificate.title, certificate.level)),
        Fact::new(
            "系列和专业",
            format!("{}　{}", certificate.series, certificate.specialty),
        ),
        Fact::new("取得时间", certificate.obtained.to_string()),
        Fact::new("工作单位", &certificate.employer).note(Html::text("取得职称时")),
        Fact::new("评审委员会", &certificate.committee).note(Html::text(&certificate.committee_filing)),
        Fact::new("确认文件", &certificate.document.number)
            .note(Html::text(certificate.document.day.to_string())),
        Fact::new("发证机关", &certificate.issuer_name),
        Fact::new("发证日期", certificate.issued.to_string()),
    ])
}

fn load(
    rx: &mut Rx<'_>,
    who: &SignedIn,
    signer: &Signer,
    id: kernel::CertificateId,
) -> store::Result<CertificatePage> {
    let certificate = seen(rx, who, id)?.into_inner();
    let actor = who.actor();
    let holds = actor.person() == Some(certificate.holder);
    let in_force = certificate.standing == Standing::InForce;
    let damaged = || Error::broken("the stored credential is damaged");
    let bytes = certificate.signed_bytes().ok_or_else(damaged)?;
    let signed = SignedCredential::from_bytes(&bytes).map_err(Error::broken)?;
    let token: LookupToken = certificate.token.parse().map_err(Error::broken)?;
    // A text too long for a code that phones read leaves the link.
    let code = qr::drawn(signer.base_url(), &signed).ok().filter(|_| in_force);
    let mut buttons = Vec::new();
    if certificate.file.is_some() && in_force {
        buttons.push(Button::link("下载证书（PDF）", CertificateFile { id }));
    }
    if in_force {
        buttons.push(Button::link("下载证书数据（JSON）", CertificateData { id }).secondary());
    }
    let revoked = match &certificate.standing {
        Standing::InForce => None,
        Standing::Revoked(revocation) => Some(Inset::text(&format!(
            "该职称已于 {} 撤销，理由：{}。依据{}（{}）。如有异议，请向作出决定的单位申请复查。",
            revocation.at.day(),
            revocation.ground.chinese(),
            revocation.decision.number,
            revocation.decision.day,
        ))),
    };
    let role = who.seat().role;
    Ok(CertificatePage {
        title: format!("{}的{}证书", certificate.holder_name, certificate.title),
        lists: role == kernel::Role::Applicant || access::ISSUING_ROLES.contains(&role),
        revoked,
        facts: facts(&certificate),
        code,
        link: lookup_url(signer.base_url(), &token)
            .ok()
            .filter(|_| in_force && holds),
        public: Link::new(
            "查看公开核验结果",
            Checked {
                text: certificate.token.clone(),
            },
        ),
        pending: certificate.file.is_none() && in_force,
        buttons: (!buttons.is_empty()).then(|| Buttons::new(buttons)),
        revoke: (in_force && access::may_revoke(&actor, &certificate))
            .then(|| Buttons::new([Button::link("撤销职称", Revocation { id }).danger()])),
    })
}

/// `GET /certificates/{id}`.
///
/// # Errors
/// The viewer may not see it, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(CertificatePlace { id }): Path<CertificatePlace>,
) -> Result<Page, Fault> {
    let signer: Arc<Signer> = app.signer();
    app.read(who, move |rx, who| load(rx, who, &signer, id)).await
}
