//! The applicant's home page: my tasks, my case, my certificates.

use askama::Template;
use domain::applications::{Application, Stage};
use domain::certificates::Standing;
use domain::plans::Plan;
use store::Rx;

use super::{Door, Doors, Home};
use crate::applications::urls::CasePage;
use crate::applications::{Own, timeline};
use crate::certificates::urls::CertificatePlace;
use crate::dossier::urls::Library;
use crate::fees::urls::OrderPage;
use crate::kit::forms::Button;
use crate::kit::timeline::{Left, Timeline};
use crate::kit::urls::Url;
use crate::kit::words::Link;
use crate::kit::{Content, Head, SignedIn};
use crate::plans::urls::{Apply, Calendar, Rounds};
use crate::results::urls::Results;

/// Something the applicant has to do.
#[derive(Clone, Debug)]
pub struct Todo {
    /// What to do, linked to where it is done.
    pub link: Link,
    /// Why, in one sentence.
    pub sentence: String,
    /// How much time is left.
    pub left: Left,
}

/// The applicant's case of this year.
#[derive(Clone, Debug)]
pub struct OwnCase {
    /// E.g. `2026 年副高级职称申报`.
    pub title: String,
    /// Its number; none while a draft.
    pub number: Option<String>,
    /// The whole case.
    pub url: Url,
    /// Its way so far and ahead.
    pub timeline: Timeline,
}

/// A certificate the applicant holds.
#[derive(Clone, Debug)]
pub struct HeldCertificate {
    /// E.g. `高级教师（副高级）`.
    pub title: String,
    /// Its number.
    pub number: String,
    /// The certificate.
    pub url: Url,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/applicant.html")]
pub struct ApplicantHome {
    /// The applicant's name.
    pub name: String,
    /// What waits for them, most urgent first.
    pub todos: Vec<Todo>,
    /// Their case, if one was begun.
    pub case: Option<OwnCase>,
    /// How one is begun, if a round is open and none was.
    pub begin: Option<Button>,
    /// Their certificates.
    pub certificates: Vec<HeldCertificate>,
    /// Career library, eligibility, notices.
    pub doors: Doors,
}

impl Content for ApplicantHome {
    fn head(&self) -> Head {
        Head::new("我的职称").section(Home).wide()
    }
}

/// The page of somebody who acts as an applicant.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ApplicantHome> {
    let cases = store::applications::of_applicant(rx, who.person())?;
    let mut todos = Vec::new();
    for case in &cases {
        todos.extend(todo(rx, case)?);
        todos.extend(unpaid(rx, case)?);
    }
    let shown = cases.iter().find(|case| case.submitted.is_some());
    let case = match shown {
        Some(case) => Some(own_case(rx, case.clone())?),
        None => None,
    };
    Ok(ApplicantHome {
        name: who.session().name.clone(),
        todos,
        case,
        begin: if cases.is_empty() { begin(rx)? } else { None },
        certificates: certificates(rx, who)?,
        doors: Doors::new([
            Door::new(
                "我的业绩库",
                "学历、经历、考核和成果，填一次，每年可用。",
                Library,
            ),
            Door::new("申报通知", "各轮评审的条件、材料和程序。", Rounds),
            Door::new("评审日历", "各环节正在进行和即将开始的时间。", Calendar),
            Door::new("结果公示", "查看正在公示的评审结果，反映问题。", Results),
        ]),
    })
}

fn certificates(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Vec<HeldCertificate>> {
    let held = store::certificates::of_holder(rx, who.person())?;
    let shown = held.into_iter().map(|certificate| HeldCertificate {
        title: match certificate.standing {
            Standing::InForce => format!("{}（{}）", certificate.title, certificate.level),
            Standing::Revoked(_) => format!("{}（已撤销）", certificate.title),
        },
        number: certificate.number,
        url: CertificatePlace { id: certificate.id }.into(),
    });
    Ok(shown.collect())
}

/// What a case asks of its applicant now.
fn todo(rx: &mut Rx<'_>, case: &Application) -> store::Result<Option<Todo>> {
    let url = CasePage { id: case.id };
    let own = Own::of(rx, case.clone())?;
    Ok(match &case.stage {
        Stage::Returned { notice, .. } => Some(Todo {
            link: Link::new(format!("补正 {} 处材料", notice.points.len()), url),
            sentence: format!("{}于 {} 退回。", own.title(), notice.sent.day()),
            left: notice.due.map_or(Left::NotSet, |due| own.left(rx, due.day())),
        }),
        Stage::Draft if own.plan.is_open(rx.now()) => Some(Todo {
            link: Link::new(format!("继续填写{}", own.title()), url),
            sentence: format!("{} 截止申报。", own.plan.deadline()),
            left: own.left(rx, own.plan.deadline()),
        }),
        Stage::Draft | Stage::With { .. } | Stage::Ended(_) => None,
    })
}

/// The fee of a case that is to be paid.
fn unpaid(rx: &mut Rx<'_>, case: &Application) -> store::Result<Option<Todo>> {
    let order = match store::fees::of_case(rx, case.id)? {
        Some(stored) if stored.order.is_open() => stored.order,
        _ => return Ok(None),
    };
    let own = Own::of(rx, case.clone())?;
    let left = order.due.as_ref().map(|(day, _)| own.left(rx, day.latest()));
    Ok(Some(Todo {
        link: Link::new(
            format!("缴纳评审费 {}", order.amount.value),
            OrderPage { id: order.id },
        ),
        sentence: format!("{}，缴费单 {}。", own.title(), order.number),
        left: left.unwrap_or(Left::NotSet),
    }))
}

fn own_case(rx: &mut Rx<'_>, case: Application) -> store::Result<OwnCase> {
    let own = Own::of(rx, case)?;
    Ok(OwnCase {
        title: own.title(),
        number: None,
        url: CasePage { id: own.case.id }.into(),
        timeline: timeline(rx, &own)?,
    })
}

/// Where an application is begun: in the one open round, or where the rounds are listed.
fn begin(rx: &mut Rx<'_>) -> store::Result<Option<Button>> {
    let now = rx.now();
    let open: Vec<Plan> = store::plans::published(rx)?
        .into_iter()
        .filter(|plan| plan.is_open(now))
        .collect();
    Ok(match open.as_slice() {
        [] => None,
        [only] => Some(Button::link("开始申报", Apply { id: only.id })),
        _ => Some(Button::link("选择要申报的一轮", Rounds)),
    })
}
