//! What other pages say of a unit's posts; the pages of the posts themselves are the staffing's.

pub mod urls;

use domain::posts::{PostPlan, Stage};

use crate::kit::table::{Column, Table};
use crate::kit::words::{Tag, Tone};
use crate::row;

/// Where a post plan stands.
pub(crate) fn stage_tag(stage: &Stage) -> Tag {
    let tone = match stage {
        Stage::Draft { .. } => Tone::Plain,
        Stage::Adopted | Stage::Publicised { .. } => Tone::Amber,
        Stage::Posted { .. } => Tone::Blue,
        Stage::Approved { .. } => Tone::Jade,
    };
    Tag::new(stage.chinese(), tone)
}

/// The figures by level.
pub(crate) fn figures(posts: &PostPlan) -> Table {
    let rows = posts.lines.iter().map(|line| {
        row![
            line.level.chinese(),
            line.set,
            line.filled,
            line.vacant(),
            line.used,
        ]
    });
    let columns = [
        Column::new("级别"),
        Column::numeric("核定岗位数"),
        Column::numeric("已聘人数"),
        Column::numeric("空缺岗位数"),
        Column::numeric("拟使用空岗数"),
    ];
    Table::new("岗位设置和空缺", columns).hide_caption().rows(rows)
}
