//! One's own certificates; in an authority's seat, those it issued.

use askama::Template;
use domain::certificates::{Certificate, access};
use store::{Error, Rx};

use super::state_tag;
use super::urls::{CertificatePlace, Certificates};
use crate::kit::fields::Fields;
use crate::kit::table::{Column, ListQuery, Pagination, Row, Table};
use crate::kit::words::{Empty, Link};
use crate::kit::{App, Content, Fault, Head, Page, Query, SignedIn};
use crate::row;

#[derive(Template)]
#[template(path = "certificates/list.html")]
struct ListPage {
    title: &'static str,
    lead: &'static str,
    certificates: Table,
    pagination: Option<Pagination>,
    wide: bool,
}

impl Content for ListPage {
    fn head(&self) -> Head {
        let head = Head::new(self.title).section(Certificates);
        if self.wide { head.wide() } else { head }
    }
}

fn own(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ListPage> {
    let certificates = store::certificates::of_holder(rx, who.person())?;
    let rows = certificates.iter().map(|certificate| {
        row![
            Link::new(
                format!("{}（{}）", certificate.title, certificate.level),
                CertificatePlace { id: certificate.id }
            ),
            certificate.number.clone(),
            certificate.obtained,
            state_tag(certificate),
        ]
    });
    let columns = [
        Column::new("职称"),
        Column::new("证书编号"),
        Column::new("取得时间"),
        Column::new("状态"),
    ];
    let empty = Empty::new("还没有电子证书")
        .because("评审结果经公示、确认后，证书会自动出现在这里，并发站内消息告知您。");
    Ok(ListPage {
        title: "我的证书",
        lead: "点开证书可以出示二维码、下载签名文件。",
        certificates: Table::new("我的证书", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
        pagination: None,
        wide: false,
    })
}

fn line(certificate: &Certificate) -> Row {
    row![
        Link::new(&certificate.holder_name, CertificatePlace { id: certificate.id }),
        certificate.employer.clone(),
        format!("{}（{}）", certificate.title, certificate.level),
        certificate.number.clone(),
        certificate.issued,
        state_tag(certificate),
    ]
}

fn issued(rx: &mut Rx<'_>, who: &SignedIn, fields: &Fields) -> store::Result<ListPage> {
    let issuer = who.seat().office;
    let total = u64::try_from(store::certificates::count_of_issuer(rx, issuer)?).unwrap_or(0);
    let query = ListQuery::read(Certificates, fields, &[]).within(total);
    let offset = i64::try_from(query.offset()).unwrap_or(i64::MAX);
    let certificates = store::certificates::of_issuer(rx, issuer, i64::from(query.size()), offset)?;
    let columns = [
        Column::new("持证人"),
        Column::new("工作单位"),
        Column::new("职称"),
        Column::new("证书编号"),
        Column::new("发证日期"),
        Column::new("状态"),
    ];
    let empty = Empty::new("本机构还没有核发证书").because("确认评审结果后，证书随之核发，并列在这里。");
    Ok(ListPage {
        title: "职称证书",
        lead: "本机构核发的电子证书，新的在前。撤销职称从证书页面办理。",
        certificates: Table::new("本机构核发的证书", columns)
            .hide_caption()
            .rows(certificates.iter().map(line))
            .or_empty(empty),
        pagination: Some(Pagination::new(&query, total)),
        wide: true,
    })
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, fields: &Fields) -> store::Result<ListPage> {
    let role = who.seat().role;
    if role == kernel::Role::Applicant {
        own(rx, who)
    } else if access::ISSUING_ROLES.contains(&role) {
        issued(rx, who, fields)
    } else {
        Err(Error::NotFound)
    }
}

/// `GET /certificates`.
///
/// # Errors
/// The viewer neither holds nor issues certificates in this seat, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, query: Query) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, &query.0)).await
}
