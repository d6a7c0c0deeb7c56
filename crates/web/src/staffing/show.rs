//! A unit's post plan: figures, resolution, posting, decision, and the next step of whoever looks.

use askama::Template;
use axum::extract::Path;
use domain::posts::{PostPlan, Stage, access, limit};
use kernel::PostPlanId;
use policy::Rules;
use store::Rx;

use super::seen;
use crate::kit::forms::{Button, Buttons};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Banner, Basis, Link};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::posts::urls::{
    DecidePosts, PostPlanPage, PostVacancies, Posts, Resolution, ResolutionFile, UnitPosts,
};
use crate::posts::{figures, stage_tag};
use crate::publicity::urls::PostingPlace;
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "staffing/show.html")]
struct PostsView {
    next: Option<Banner>,
    facts: SummaryList,
    figures: Table,
    method: String,
    limits: Option<Table>,
    buttons: Option<Buttons>,
}

impl Content for PostsView {
    fn head(&self) -> Head {
        Head::new("空缺岗位使用方案")
            .section(Posts)
            .back("岗位和空岗", Posts)
            .wide()
    }
}

fn facts(rx: &mut Rx<'_>, posts: &PostPlan, rules: &Rules, units: bool) -> store::Result<SummaryList> {
    let unit = store::accounts::office(rx, posts.unit)?.name;
    let department = store::accounts::office(rx, posts.department)?.name;
    let mut facts = vec![
        Fact::new("单位", unit),
        Fact::html("状态", stage_tag(&posts.stage)),
        Fact::new("审批部门", department),
    ];
    if let Ok(last) = rules.day("空岗审批截止日") {
        let fact = Fact::new("完成期限", last.value.to_string());
        facts.push(fact.note(Basis::new(last.law.article)));
    }
    if let Some(resolution) = &posts.resolution {
        let words = format!(
            "{}，到会 {} 人，同意 {} 人",
            resolution.day, resolution.present, resolution.agreed
        );
        let fact = Fact::new("职代会决议", words);
        facts.push(fact.action("查看决议", ResolutionFile { id: posts.id }));
    }
    match &posts.stage {
        Stage::Draft { reason: Some(reason) } => facts.push(Fact::new("退回原因", reason)),
        Stage::Posted { posting } if units => {
            facts.push(Fact::html(
                "公示",
                Link::new("查看公示", PostingPlace { id: *posting }),
            ));
        }
        Stage::Approved { at, number, .. } => {
            facts.push(Fact::new("批准", format!("{number}，{}", at.day())));
        }
        _ => {}
    }
    Ok(SummaryList::new(facts))
}

/// How much of each level is left to recommend.
fn limits(rx: &mut Rx<'_>, posts: &PostPlan, rules: &Rules) -> store::Result<Table> {
    let mut rows = Vec::new();
    for line in &posts.lines {
        let recommended = store::posts::recommended(rx, (posts.plan, posts.unit), line.level, None)?;
        if let Some(limit) = limit::limit(rules, Some(posts), line.level, recommended) {
            rows.push(row![
                line.level.chinese(),
                line.used,
                limit.allowed,
                recommended,
                limit.allowed.saturating_sub(recommended),
            ]);
        }
    }
    let columns = [
        Column::new("级别"),
        Column::numeric("批准使用空岗"),
        Column::numeric("可推荐"),
        Column::numeric("已推荐"),
        Column::numeric("还可推荐"),
    ];
    Ok(Table::new("推荐人数", columns).hide_caption().rows(rows))
}

fn steps(posts: &PostPlan, units: bool, decides: bool) -> (Option<Banner>, Vec<Button>) {
    let id = posts.id;
    let plan = posts.plan;
    match &posts.stage {
        Stage::Draft { .. } if units => {
            let next = Banner::waiting("方案提交职代会审议通过后，请登记决议并上传决议文件。");
            let buttons = vec![
                Button::link("登记职代会决议", Resolution { id }),
                Button::link("修改岗位数", UnitPosts { plan }).secondary(),
            ];
            (Some(next.title("下一步")), buttons)
        }
        Stage::Adopted if units => {
            let next = Banner::waiting("请在本单位公示空缺岗位使用情况，公示期满无异议后报主管部门审批。");
            (
                Some(next.title("下一步")),
                vec![Button::link("张贴公示", PostVacancies { id })],
            )
        }
        Stage::Publicised { .. } if decides => {
            let next = Banner::waiting("方案已经职代会通过并公示，请审批。");
            (
                Some(next.title("轮到本部门办理")),
                vec![Button::link("审批", DecidePosts { id })],
            )
        }
        _ => (None, Vec::new()),
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PostPlanId) -> store::Result<PostsView> {
    let posts = seen(rx, who, id)?;
    let plan = store::plans::find(rx, posts.plan)?.plan;
    let rules = crate::plans::shown_rules(rx, &plan)?;
    let actor = who.actor();
    let units = access::is_units(&actor, &posts);
    let (next, buttons) = steps(&posts, units, access::decides(&actor, &posts));
    let approved = matches!(posts.stage, Stage::Approved { .. });
    Ok(PostsView {
        next,
        facts: facts(rx, &posts, &rules, units)?,
        figures: figures(&posts),
        limits: if approved {
            Some(limits(rx, &posts, &rules)?)
        } else {
            None
        },
        buttons: (!buttons.is_empty()).then(|| Buttons::new(buttons)),
        method: posts.method,
    })
}

/// `GET /posts/{id}`.
///
/// # Errors
/// The viewer is neither of the unit nor of its department.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PostPlanPage { id }): Path<PostPlanPage>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}
