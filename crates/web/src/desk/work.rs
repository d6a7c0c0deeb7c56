//! What waits for the office (待办), most urgent first.

use askama::Template;
use domain::applications::{step_code, waiting_chinese};
use kernel::{Level, Role};
use policy::StepKind;
use store::Rx;

use super::standing::{self, Waiting};
use super::urls::{Batch, Case, Cases, NewPanel, NewPosting, Work};
use crate::kit::fields::Fields;
use crate::kit::forms::{Button, Buttons};
use crate::kit::inputs::{Choice, Select, TextInput, Width};
use crate::kit::lists::{KeyNumber, KeyNumbers};
use crate::kit::table::{Column, Direction, Filters, ListQuery, Pagination, Row, Table};
use crate::kit::words::{Empty, Link, Tabs, Tag, Tone};
use crate::kit::{App, Content, Fault, FormState, Head, Html, Page, Query, SignedIn};
use crate::row;

/// The tabs over both lists.
pub(super) fn tabs(waiting: usize, here_waits: bool) -> Tabs {
    let count = u64::try_from(waiting).unwrap_or(u64::MAX);
    Tabs::new("申报列表")
        .counted(Link::new("待我办理", Work), count, here_waits)
        .tab(Link::new("全部申报", Cases), !here_waits)
}

/// The page.
#[derive(Template)]
#[template(path = "desk/work.html")]
struct WorkPage {
    tabs: Tabs,
    numbers: KeyNumbers,
    batch: Option<Buttons>,
    filters: Filters,
    table: Table,
    pagination: Pagination,
}

impl Content for WorkPage {
    fn head(&self) -> Head {
        Head::new("待我办理").section(Work).wide()
    }
}

/// How many cases are overdue, due today, and waiting at all.
pub(crate) fn numbers(cases: &[Waiting]) -> KeyNumbers {
    let count = |pick: fn(&Waiting) -> bool| {
        let found = cases.iter().filter(|case| pick(case)).count();
        u64::try_from(found).unwrap_or(u64::MAX)
    };
    KeyNumbers::new([
        KeyNumber::new("已逾期", count(Waiting::is_overdue)).tone(Tone::Red),
        KeyNumber::new("今天到期", count(Waiting::is_due_today)).tone(Tone::Amber),
        KeyNumber::new("待办", count(|_| true)),
    ])
}

/// The columns of a list of waiting cases.
pub(crate) fn columns(query: Option<&ListQuery>) -> Vec<Column> {
    let sorted = |column: Column, key| match query {
        Some(query) => column.sorted_by(query, key),
        None => column,
    };
    vec![
        sorted(Column::new("申报人"), "name"),
        Column::new("单位"),
        Column::new("申报职称"),
        Column::new("待办事项"),
        sorted(Column::numeric("已等待"), "since"),
        sorted(Column::new("期限"), "due"),
    ]
}

/// One line of such a list.
pub(crate) fn line(case: &Waiting) -> Row {
    let row = &case.row;
    let left = match case.due {
        Some((day, left)) => Html::from(left.tag()).then(Html::text(format!(" {day}"))),
        None => Html::from(Tag::new("未规定办理期限", Tone::Plain)),
    };
    row![
        Link::new(&row.applicant_name, Case { id: row.id }),
        row.unit_name.clone(),
        format!("{} · {}", row.level, row.specialty),
        waiting_chinese(case.step),
        format!("{} 个工作日", case.waited),
        left,
    ]
}

/// What the address narrows the list to.
struct Wanted {
    step: Option<StepKind>,
    level: Option<Level>,
    name: Option<String>,
}

impl Wanted {
    fn read(query: &ListQuery) -> Self {
        Self {
            step: query.filter("step").and_then(standing::step_of),
            level: query.filter("level").and_then(Level::from_code),
            name: query.filter("name").map(str::to_owned),
        }
    }

    fn takes(&self, case: &Waiting) -> bool {
        self.step.is_none_or(|step| step == case.step)
            && self.level.is_none_or(|level| level == case.row.level)
            && self
                .name
                .as_ref()
                .is_none_or(|name| case.row.applicant_name.contains(name))
    }

    fn filters(&self, query: &ListQuery, steps: &[StepKind], state: &FormState) -> Filters {
        let mut fields = Html::from(TextInput::new("name", "姓名").width(Width::Chars20).fill(state));
        if steps.len() > 1 {
            let steps = steps
                .iter()
                .map(|step| Choice::new(step_code(*step), step.chinese()));
            fields = fields.then(Select::new("step", "待办事项", steps.collect::<Vec<_>>()).fill(state));
        }
        fields = fields.then(Select::new("level", "级别", standing::level_choices()).fill(state));
        let mut filters = Filters::new(query, fields);
        if let Some(name) = &self.name {
            filters = filters.in_force("name", format!("姓名：{name}"));
        }
        if let Some(step) = self.step {
            filters = filters.in_force("step", format!("待办事项：{}", step.chinese()));
        }
        if let Some(level) = self.level {
            filters = filters.in_force("level", format!("级别：{level}"));
        }
        filters
    }
}

fn sort(cases: &mut [Waiting], query: &ListQuery) {
    let Some((key, direction)) = query.sort() else {
        return;
    };
    match key {
        "name" => cases.sort_by(|a, b| a.row.applicant_name.cmp(&b.row.applicant_name)),
        "since" => cases.sort_by_key(|case| case.waited),
        _ => cases.sort_by_key(|case| case.due.map(|(day, _)| day)),
    }
    if direction == Direction::Down {
        cases.reverse();
    }
}

/// The steps that are done for several cases at once.
fn batch(role: Role, cases: &[Waiting]) -> Option<Buttons> {
    let at = |step: StepKind| cases.iter().filter(|case| case.step == step).count();
    let mut buttons = Vec::new();
    if role == Role::UnitExaminer {
        let (panel, posting) = (at(StepKind::Panel), at(StepKind::UnitPublicity));
        if panel > 0 {
            buttons
                .push(Button::link(format!("组成审议推荐小组（待审议 {panel} 人）"), NewPanel).secondary());
        }
        if posting > 0 {
            buttons.push(Button::link(format!("张贴公示（待公示 {posting} 人）"), NewPosting).secondary());
        }
    }
    if super::batch::ROLES.contains(&role) && cases.len() > 1 {
        buttons.push(Button::link("批量办理", Batch).secondary());
    }
    (!buttons.is_empty()).then(|| Buttons::new(buttons))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, fields: &Fields) -> store::Result<WorkPage> {
    super::officer(who)?;
    let seat = who.seat();
    let query = ListQuery::read(Work, fields, &["name", "since", "due"]);
    let wanted = Wanted::read(&query);
    let state = FormState::stored(fields.clone());
    let all = standing::waiting(rx, seat)?;
    let (tabs, numbers) = (tabs(all.len(), true), numbers(&all));
    let batch = batch(seat.role, &all);
    let nothing_waits = all.is_empty();
    let mut shown: Vec<Waiting> = all.into_iter().filter(|case| wanted.takes(case)).collect();
    sort(&mut shown, &query);
    let total = u64::try_from(shown.len()).unwrap_or(u64::MAX);
    let query = query.within(total);
    let first = usize::try_from(query.offset()).unwrap_or(usize::MAX);
    let page = shown.iter().skip(first).take(query.size() as usize);
    let empty = if nothing_waits {
        Empty::new("没有等待办理的申报")
            .because(before(seat.role))
            .link(Link::new("查看全部申报", Cases))
    } else {
        Empty::new("没有符合条件的申报").link(Link::new("取消筛选", query.cleared()))
    };
    Ok(WorkPage {
        tabs,
        numbers,
        batch,
        filters: wanted.filters(&query, &standing::steps_of(seat.role), &state),
        table: Table::new("等待本机构办理的申报", columns(Some(&query)))
            .hide_caption()
            .rows(page.map(line))
            .or_empty(empty),
        pagination: Pagination::new(&query, total),
    })
}

/// Where cases come from, for a desk without any.
pub(crate) const fn before(role: Role) -> &'static str {
    match role {
        Role::UnitExaminer => "本单位的申报人提交后，申报会出现在这里。",
        Role::Organiser => "各级审核通过后，报送到评委会的申报会出现在这里。",
        _ => "下级机构审核通过并报送后，申报会出现在这里。",
    }
}

/// `GET /desk`.
///
/// # Errors
/// The viewer is no officer, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, query: Query) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, &query.0)).await
}
