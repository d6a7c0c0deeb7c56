//! The expert pool of a committee: who is in it, who left it, and whether it meets what the text asks.

use askama::Template;
use axum::extract::Path;
use domain::committees::{Expert, ExpertStage};
use kernel::CommitteeId;
use store::Rx;

use super::urls::{Committees, ExpertPlace, FilePool, NewExpert, PoolPlace};
use super::{Seen, names, seen};
use crate::kit::chart::{Bars, Datum};
use crate::kit::forms::{Button, Buttons};
use crate::kit::lists::{KeyNumber, KeyNumbers};
use crate::kit::table::{Column, Row, Table};
use crate::kit::words::{Empty, Link, Tag, Tone};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "committees/pool.html")]
struct PoolPage {
    seen: Seen,
    numbers: KeyNumbers,
    buttons: Option<Buttons>,
    table: Table,
    units: Option<Bars>,
}

impl Content for PoolPage {
    fn head(&self) -> Head {
        let back = self.seen.back();
        Head::new("专家库")
            .section(Committees)
            .back(back.text, back.url)
            .wide()
    }
}

/// How many are in the pool now.
pub(super) fn in_pool(rx: &mut Rx<'_>, id: CommitteeId) -> store::Result<usize> {
    let experts = store::committees::pool(rx, id)?;
    Ok(experts.iter().filter(|expert| is_in(expert)).count())
}

fn is_in(expert: &Expert) -> bool {
    expert.stage == ExpertStage::InPool
}

fn line(id: CommitteeId, expert: &Expert, name: &str) -> Row {
    let details = &expert.details;
    let state = match &expert.stage {
        ExpertStage::InPool => Tag::new("在库", Tone::Jade),
        ExpertStage::Removed { reason, .. } => Tag::new(format!("已出库：{}", reason.chinese()), Tone::Plain),
    };
    let tier = if details.first_tier.is_some() { "是" } else { "" };
    row![
        Link::new(
            name,
            ExpertPlace {
                id,
                expert: expert.id
            }
        ),
        details.seat.chinese(),
        details.employer.clone(),
        details.title.clone(),
        details.specialty.clone(),
        tier,
        expert.term.to,
        state,
    ]
}

fn count(experts: &[Expert], holds: impl Fn(&Expert) -> bool) -> u64 {
    let found = experts
        .iter()
        .filter(|expert| is_in(expert) && holds(expert))
        .count();
    u64::try_from(found).unwrap_or(u64::MAX)
}

/// How the pool is spread over kinds of units (EXP-012).
fn units(experts: &[Expert]) -> Option<Bars> {
    let mut kinds = std::collections::BTreeMap::<&str, u64>::new();
    for expert in experts.iter().filter(|expert| is_in(expert)) {
        *kinds.entry(&expert.details.unit_type).or_default() += 1;
    }
    let data: Vec<Datum> = kinds
        .into_iter()
        .map(|(kind, people)| Datum::new(kind, people))
        .collect();
    (data.len() > 1).then(|| Bars::new("在库专家的单位性质", "单位性质", "人", data))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: CommitteeId) -> store::Result<PoolPage> {
    let seen = seen(rx, who, id)?;
    let mut experts = store::committees::pool(rx, id)?;
    experts.sort_by_key(|expert| (!is_in(expert), expert.details.seat as u8, expert.id));
    let names = names(rx, &experts)?;
    let name = |expert: &Expert| names.get(&expert.person).cloned().unwrap_or_default();
    let rows: Vec<Row> = experts
        .iter()
        .map(|expert| line(id, expert, &name(expert)))
        .collect();
    let open = seen.manages && seen.committee.pool_open().is_ok();
    let columns = [
        Column::new("姓名"),
        Column::new("库内身份"),
        Column::new("所在单位"),
        Column::new("职称"),
        Column::new("专业"),
        Column::new("第一层次"),
        Column::new("任期至"),
        Column::new("状态"),
    ];
    let empty = Empty::new("专家库还没有人").because("组建单位逐人审核后入库；人数达到要求后报送备案。");
    Ok(PoolPage {
        numbers: KeyNumbers::new([
            KeyNumber::new("在库", count(&experts, |_| true)),
            KeyNumber::new(
                "可主持会议",
                count(&experts, |expert| expert.details.seat.presides()),
            ),
            KeyNumber::new(
                "第一层次评审专家",
                count(&experts, |expert| expert.details.first_tier.is_some()),
            ),
            KeyNumber::new("评委会评审专家人数", u64::from(seen.committee.declared.experts)),
        ]),
        buttons: open.then(|| {
            Buttons::new([
                Button::link("增加专家", NewExpert { id }),
                Button::link("报送备案", FilePool { id }).secondary(),
            ])
        }),
        table: Table::new("专家库名单", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
        units: units(&experts),
        seen,
    })
}

/// `GET /committees/{id}/pool`.
///
/// # Errors
/// The viewer may not see the committee, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PoolPlace { id }): Path<PoolPlace>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}
