//! One application: its tasks while it is a draft, its way once submitted, and its to-dos when it was returned.

use askama::Template;
use axum::extract::Path;
use domain::applications::{CorrectionNotice, Stage};
use kernel::Timestamp;
use store::Rx;

use super::urls::{Applications, CasePage, CheckAnswers, Submissions, Withdraw};
use super::{Own, anchor_url, status_tag, tasks, way};
use crate::fees::{About, FeeCard};
use crate::kit::forms::Button;
use crate::kit::lists::TaskList;
use crate::kit::timeline::Timeline;
use crate::kit::urls::Url;
use crate::kit::words::{Link, Tag, Tone, Warning};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::plans::urls::Round;

/// One point to correct.
#[derive(Clone, Debug)]
struct Todo {
    link: Link,
    reason: &'static str,
    sentence: String,
}

/// Everything to correct, by when.
#[derive(Clone, Debug)]
struct Todos {
    intro: String,
    left: Tag,
    due: Option<String>,
    overdue: Option<Warning>,
    points: Vec<Todo>,
    go: Button,
}

#[derive(Clone, Debug, Template)]
#[template(path = "applications/case.html")]
struct CaseView {
    title: String,
    status: Tag,
    round: Link,
    left: Option<String>,
    todos: Option<Todos>,
    tasks: Option<TaskList>,
    fee: Option<FeeCard>,
    timeline: Option<Timeline>,
    submissions: Option<(u32, Url)>,
    withdraw: Option<Url>,
}

impl Content for CaseView {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Applications)
            .crumb("我的申报", Applications)
    }
}

fn todos(rx: &mut Rx<'_>, own: &Own, leg: usize, notice: &CorrectionNotice) -> store::Result<Todos> {
    let office = match own.case.route.get(leg) {
        Some(leg) => store::accounts::office(rx, leg.office)?.name,
        None => String::new(),
    };
    let how = if notice.abandons {
        "一次性告知需要补正的内容"
    } else {
        "退回修改"
    };
    let points = notice.points.iter().map(|point| Todo {
        link: Link::new(point.anchor.chinese(), anchor_url(&point.anchor, own)),
        reason: point.reason.chinese(),
        sentence: point.sentence.clone(),
    });
    let left = match notice.due {
        Some(due) => own.left(rx, due.day()).tag(),
        None => Tag::new("没有规定补正期限", Tone::Plain),
    };
    let over = notice.due.is_some_and(|due| rx.now() > due);
    let overdue = match (over, notice.abandons) {
        (true, true) => Some("补正期限已过，视为放弃申报。"),
        (true, false) => Some("补正期限已过。仍可提交，逾期会如实记录，后果由申报人承担。"),
        (false, true) => Some("这是唯一一次补正机会；逾期没有补正的，视为放弃申报。"),
        (false, false) => None,
    };
    let id = own.case.id;
    Ok(Todos {
        intro: format!(
            "{office}于 {} {how}，共 {} 处。请逐项补正后再次提交。",
            notice.sent.minute_text(),
            notice.points.len()
        ),
        left,
        due: notice.due.map(Timestamp::minute_text),
        overdue: overdue.map(Warning::new),
        points: points.collect(),
        go: Button::link("补正完成，检查并再次提交", CheckAnswers { id }),
    })
}

fn fee(rx: &mut Rx<'_>, own: &Own) -> store::Result<FeeCard> {
    let about = About {
        case: own.case.id,
        level: own.case.target.level,
        plan: &own.plan,
        rules: &own.rules,
    };
    FeeCard::of(rx, about, |rx, day| own.left(rx, day))
}

fn load(rx: &mut Rx<'_>, own: &Own) -> store::Result<CaseView> {
    let case = &own.case;
    let id = case.id;
    let todos = match &case.stage {
        Stage::Returned { leg, notice } => Some(todos(rx, own, *leg, notice)?),
        Stage::Draft | Stage::With { .. } | Stage::Ended(_) => None,
    };
    let editable = matches!(case.stage, Stage::Draft | Stage::Returned { .. });
    let draft = case.stage == Stage::Draft;
    let left = draft.then(|| crate::plans::rounds::time_left(own.plan.content.application, rx.today()));
    let withdrawable = case.clone().withdraw(rx.now()).is_ok();
    Ok(CaseView {
        title: own.title(),
        status: status_tag(case),
        round: Link::new(&own.plan.content.title, Round { id: own.plan.id }),
        left,
        todos,
        tasks: if editable {
            Some(tasks::tasks(rx, own)?)
        } else {
            None
        },
        fee: match case.submitted {
            Some(_) if !draft => Some(fee(rx, own)?),
            _ => None,
        },
        timeline: match case.submitted {
            Some(_) => Some(way::timeline(rx, own)?),
            None => None,
        },
        submissions: (case.submissions > 0).then(|| (case.submissions, Submissions { id }.into())),
        withdraw: withdrawable.then(|| Withdraw { id }.into()),
    })
}

/// `GET /applications/{id}`.
///
/// # Errors
/// It is not the person's own.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(CasePage { id }): Path<CasePage>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| {
        let own = Own::find(rx, who, id)?;
        load(rx, &own)
    })
    .await
}
