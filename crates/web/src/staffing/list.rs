//! The rounds that ask for posts: for a unit its own plans, for a department those of its units.

use askama::Template;
use domain::posts::{Line, PostPlan, Stage};
use kernel::Role;
use store::Rx;

use super::rounds;
use crate::kit::table::{Column, Row, Table};
use crate::kit::urls::Url;
use crate::kit::words::{Empty, Link, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::posts::stage_tag;
use crate::posts::urls::{PostPlanPage, Posts, RosterForm, UnitPosts, VacancyForm};
use crate::row;

/// One round.
struct Round {
    title: String,
    table: Table,
    vacancies: Url,
    roster: Url,
}

/// The page.
#[derive(Template)]
#[template(path = "staffing/list.html")]
struct ListPage {
    lead: &'static str,
    rounds: Vec<Round>,
    empty: Empty,
}

impl Content for ListPage {
    fn head(&self) -> Head {
        Head::new("岗位和空岗").section(Posts).wide()
    }
}

fn sums(posts: &PostPlan) -> (u32, u32) {
    let vacant = posts.lines.iter().map(Line::vacant).sum();
    (vacant, posts.lines.iter().map(|line| line.used).sum())
}

fn line(name: Link, posts: &PostPlan) -> Row {
    let (vacant, used) = sums(posts);
    row![name, stage_tag(&posts.stage), vacant, used]
}

fn table(rows: Vec<Row>, first: &str, empty: Empty) -> Table {
    let columns = [
        Column::new(first),
        Column::new("状态"),
        Column::numeric("空缺岗位数"),
        Column::numeric("拟使用空岗数"),
    ];
    Table::new("空缺岗位使用方案", columns)
        .hide_caption()
        .rows(rows)
        .or_empty(empty)
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ListPage> {
    let seat = who.seat();
    let department = seat.role == Role::Department;
    let mut shown = Vec::new();
    for plan in rounds(rx, who)? {
        let rows = if department {
            let mut found = store::posts::of_department(rx, plan.id, seat.office)?;
            // Those that wait for the department come first.
            found.sort_by_key(|posts| !matches!(posts.stage, Stage::Publicised { .. }));
            let units: Vec<_> = found.iter().map(|posts| posts.unit).collect();
            let units = store::accounts::offices(rx, &units)?;
            let name = |posts: &PostPlan| {
                let unit = units.iter().find(|unit| unit.id == posts.unit);
                let words = unit.map_or_else(String::new, |unit| unit.name.clone());
                Link::new(words, PostPlanPage { id: posts.id })
            };
            found.iter().map(|posts| line(name(posts), posts)).collect()
        } else {
            match store::posts::of_unit(rx, plan.id, seat.office)? {
                Some(stored) => {
                    let link = Link::new("本单位方案", PostPlanPage { id: stored.posts.id });
                    vec![line(link, &stored.posts)]
                }
                None => {
                    let link = Link::new("填报岗位和空岗", UnitPosts { plan: plan.id });
                    vec![row![link, Tag::new("未填报", Tone::Amber), "", ""]]
                }
            }
        };
        let empty =
            Empty::new("还没有单位填报").because("单位填报空缺岗位、职代会通过并公示后，会报到这里审批。");
        let first = if department { "单位" } else { "方案" };
        shown.push(Round {
            title: plan.content.title.clone(),
            table: table(rows, first, empty),
            vacancies: VacancyForm { plan: plan.id }.into(),
            roster: RosterForm { plan: plan.id }.into(),
        });
    }
    Ok(ListPage {
        lead: if department {
            "所属公办单位的岗位设置和空缺岗位使用方案，经职代会通过、公示后由本部门审批。"
        } else {
            "公办单位在岗位结构比例内推荐人选：先填报岗位，经职代会通过、公示，报主管部门审批后使用空岗。"
        },
        rounds: shown,
        empty: Empty::new("现在没有要求填报岗位的评审")
            .because("部署文件要求单位填报空缺岗位的，会出现在这里。"),
    })
}

/// `GET /posts`.
///
/// # Errors
/// The viewer is neither a unit examiner nor of a department.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
