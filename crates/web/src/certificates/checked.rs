//! The answer of a check: what follows, what the certificate says, and each of the five checks.

use actions::certificates::verify::{self, Verified};
use askama::Template;
use axum::extract::Path;
use credential::{Check as Checking, Conclusion, Finding, LookupToken};
use domain::certificates::Standing;
use store::Error;

use super::urls::{Check, Checked};
use crate::kit::client::ClientAddress;
use crate::kit::forms::Button;
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::words::{Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, Visitor};

/// One check as shown.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    name: &'static str,
    tag: Tag,
    sentence: String,
}

impl Line {
    /// A check of the program's own, beside the five.
    pub(crate) fn new(name: &'static str, finding: Finding, sentence: impl Into<String>) -> Self {
        let tag = match finding {
            Finding::Established => Tag::new("属实", Tone::Jade),
            Finding::Failed => Tag::new("不符", Tone::Red),
            Finding::NotEstablished => Tag::new("未能确认", Tone::Amber),
        };
        Self {
            name,
            tag,
            sentence: sentence.into(),
        }
    }

    fn of((name, check): (&'static str, &Checking)) -> Self {
        Self::new(name, check.finding, check.sentence.clone())
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "certificates/checked.html")]
pub(crate) struct CheckedPage {
    title: &'static str,
    tone: Tone,
    sentence: String,
    facts: Option<SummaryList>,
    lines: Vec<Line>,
    again: Button,
}

impl Content for CheckedPage {
    fn head(&self) -> Head {
        Head::new(self.title).section(Check).back("证书核验", Check)
    }
}

impl CheckedPage {
    /// The answer about something that is no genuine certificate at all.
    pub(crate) fn not_genuine(sentence: impl Into<String>, lines: Vec<Line>) -> Self {
        Self {
            title: "不能确认为真实证书",
            tone: Tone::Red,
            sentence: sentence.into(),
            facts: None,
            lines,
            again: Button::link("核验另一本证书", Check),
        }
    }

    /// The answer about a link that leads to nothing.
    fn unknown() -> Self {
        Self {
            title: "没有查到这本证书",
            ..Self::not_genuine(
                "链接可能不完整，也可能不是本系统核发的证书。请重新扫描证书上的二维码，或者填写编号和姓名核验。",
                Vec::new(),
            )
        }
    }

    /// The answer about a credential. `file` are the checks of the file it came in.
    pub(super) fn new(found: &Verified, file: Vec<Line>) -> Self {
        let conclusion = found.report.conclusion();
        let (title, tone) = match conclusion {
            Conclusion::InForce => ("证书真实，现行有效", Tone::Jade),
            Conclusion::Genuine => ("证书真实，是否现行有效未能确认", Tone::Amber),
            Conclusion::Revoked => ("证书已被撤销", Tone::Red),
            Conclusion::Superseded => ("证书已换发", Tone::Amber),
            Conclusion::NotGenuine => ("不能确认为真实证书", Tone::Red),
        };
        let lines = file
            .into_iter()
            .chain(found.report.checks().into_iter().map(Line::of))
            .collect();
        // What something says that is not shown to be genuine means nothing, and is not repeated here.
        let facts = (conclusion != Conclusion::NotGenuine).then(|| facts(found));
        Self {
            title,
            tone,
            sentence: sentence(conclusion, found),
            facts,
            lines,
            again: Button::link("核验另一本证书", Check).secondary(),
        }
    }
}

fn sentence(conclusion: Conclusion, found: &Verified) -> String {
    let standing = found
        .certificate
        .as_ref()
        .map(|certificate| &certificate.standing);
    match (conclusion, standing) {
        (Conclusion::InForce, _) => "请核对下面的姓名和职称与出示的证书、持证人一致。".to_owned(),
        (Conclusion::Revoked, Some(Standing::Revoked(revocation))) => {
            format!("该职称已于 {} 被撤销，不能再作为依据使用。", revocation.at.day())
        }
        (Conclusion::Revoked, _) => "该职称已被撤销，不能再作为依据使用。".to_owned(),
        (Conclusion::Superseded, _) => "请以换发后的证书为准。".to_owned(),
        (Conclusion::Genuine, _) => {
            "证书由发证机关签发，但在本系统没有查到它的现行状态。请向发证机关核实。".to_owned()
        }
        (Conclusion::NotGenuine, _) => {
            "下面有核验不符或者未能确认的项目。请不要采信，并向证书上写的发证机关核实。".to_owned()
        }
    }
}

/// What was signed; nothing else about the holder.
fn facts(found: &Verified) -> SummaryList {
    let stated = found.signed.credential();
    let authority = found.report.authority.clone().unwrap_or_default();
    SummaryList::new([
        Fact::new("姓名", &stated.holder),
        Fact::new("证件号码", stated.identity.to_string()),
        Fact::new("职称", format!("{}（{}）", stated.title, stated.level)),
        Fact::new("系列和专业", format!("{}　{}", stated.series, stated.specialty)),
        Fact::new("取得方式", stated.way.chinese()),
        Fact::new("取得时间", stated.obtained.to_string()),
        Fact::new("证书编号", stated.number.to_string()),
        Fact::new("发证机关", authority),
        Fact::new("发证日期", stated.issued.to_string()),
    ])
}

/// How long the secret of a link is; what a QR code holds is far longer.
const TOKEN_CHARS: usize = 13;

/// `GET /Q/{text}`: by link or by QR code.
///
/// # Errors
/// The address asks too often, or the database is unavailable.
pub(super) async fn get(
    app: App,
    visitor: Visitor,
    address: ClientAddress,
    Path(Checked { text }): Path<Checked>,
) -> Result<Page, Fault> {
    app.count_check(address)?;
    let signer = app.signer();
    app.show(visitor, move |rx, _| {
        let found = if text.len() == TOKEN_CHARS && text.parse::<LookupToken>().is_ok() {
            verify::by_token(rx, &signer, &text)
        } else {
            verify::by_qr(rx, &signer, &text)
        };
        match found {
            Ok(found) => Ok(CheckedPage::new(&found, Vec::new())),
            Err(Error::NotFound | Error::Refused(_)) => Ok(CheckedPage::unknown()),
            Err(other) => Err(other),
        }
    })
    .await
}
