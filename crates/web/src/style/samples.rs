//! The sample values of `/style`. All names, offices and numbers are invented.

use kernel::{Article, Day, Refusal, Refusals, Timestamp};

use super::{Specimen, Style, StyleSheet};
use crate::kit::chart::{Bars, Columns, Datum, Stack};
use crate::kit::fields::Fields;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{
    Choice, Choices, DateInput, FileUpload, KeptFile, Select, TextArea, TextInput, Width,
};
use crate::kit::lists::{Fact, KeyNumber, KeyNumbers, Progress, SummaryList, Task, TaskList, TaskState};
use crate::kit::page::{NavItem, SignedInView};
use crate::kit::table::{Column, Filters, ListQuery, Pagination, Table};
use crate::kit::timeline::{Left, Step, Timeline};
use crate::kit::words::{
    Banner, Basis, Confirmation, Details, Empty, Inset, Link, RefusalList, Tabs, Tag, Tone, Warning,
};
use crate::kit::{Fault, FormState, FormToken, Html, Viewer};
use crate::row;

/// The sheets of `/style`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// 文字: tags, banners, insets, links.
    Words,
    /// 表单: inputs, untouched.
    Forms,
    /// 出错的表单: the same inputs, refused.
    Refused,
    /// 清单: task list, summary list, key numbers.
    Lists,
    /// 表格: filters, sorting, pages.
    Tables,
    /// 时间线.
    Timelines,
    /// 图表.
    Charts,
}

impl Sheet {
    /// All sheets.
    pub const ALL: [Self; 7] = [
        Self::Words,
        Self::Forms,
        Self::Refused,
        Self::Lists,
        Self::Tables,
        Self::Timelines,
        Self::Charts,
    ];

    /// The word in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Forms => "forms",
            Self::Refused => "refused",
            Self::Lists => "lists",
            Self::Tables => "tables",
            Self::Timelines => "timelines",
            Self::Charts => "charts",
        }
    }

    /// The title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Words => "文字",
            Self::Forms => "表单",
            Self::Refused => "出错的表单",
            Self::Lists => "清单",
            Self::Tables => "表格",
            Self::Timelines => "时间线",
            Self::Charts => "图表",
        }
    }

    /// Its components.
    pub fn specimens(self) -> Vec<Specimen> {
        match self {
            Self::Words => words(),
            Self::Forms => form(&FormState::blank().with("unit", "南宁市第一示范学校")),
            Self::Refused => form(&refused()),
            Self::Lists => lists(),
            Self::Tables => tables(),
            Self::Timelines => timelines(),
            Self::Charts => charts(),
        }
    }
}

pub(super) fn token() -> FormToken {
    FormToken::new("sample")
}

pub(super) fn measure(place: &'static str) -> Article {
    Article::new("《广西壮族自治区职称评审管理服务暂行办法》", place)
}

pub(super) fn day(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).unwrap_or(Timestamp::from_millis(0).day())
}

pub(super) fn sheet(sheet: Sheet) -> StyleSheet {
    StyleSheet {
        sheet: sheet.code().to_owned(),
    }
}

/// A signed-in officer with several seats.
pub fn viewer() -> Viewer {
    let person = SignedInView {
        name: "韦晓岚".to_owned(),
        role: "职改办工作人员".to_owned(),
        office: "示范市职称改革工作办公室".to_owned(),
        account: Style.into(),
        switch: Some(Style.into()),
        inbox: Style.into(),
        unread: 3,
        sign_out: Style.into(),
        token: token(),
        idle_seconds: 1_800,
        extend: Style.into(),
    };
    let nav = [
        NavItem::new("样式", Style),
        NavItem::new("待办", sheet(Sheet::Lists)).count(12),
        NavItem::new("申报", sheet(Sheet::Tables)),
        NavItem::new("评委会", sheet(Sheet::Timelines)),
        NavItem::new("统计", sheet(Sheet::Charts)),
    ];
    Viewer::signed_in(person, nav)
}

/// The sample fault of an address, so that every error page can be looked at.
pub(super) fn fault(code: &str) -> Option<Fault> {
    Some(match code {
        "fault-400" => Fault::BadRequest,
        "fault-403" => Fault::CrossSite,
        "fault-404" => Fault::NotFound,
        "fault-405" => Fault::WrongMethod,
        "fault-409" => Fault::Changed {
            look: Some(Style.into()),
        },
        "fault-413" => Fault::TooLarge {
            most_bytes: Some(20 << 20),
        },
        "fault-422" => Fault::Refused(refusals()),
        "fault-429" => Fault::TooMany { wait_seconds: 900 },
        "fault-500" => Fault::Internal,
        "fault-503" => Fault::Unavailable,
        _ => return None,
    })
}

fn words() -> Vec<Specimen> {
    let tags = [
        ("草稿", Tone::Plain),
        ("审核中", Tone::Blue),
        ("已受理", Tone::Jade),
        ("待补正", Tone::Amber),
        ("已逾期", Tone::Red),
    ]
    .into_iter()
    .fold(Html::default(), |html, (text, tone)| {
        html.then(Tag::new(text, tone)).then(Html::text(" "))
    });
    let inset = Inset::text("不具备申报条件或者提供的申报材料不完整的，应当一次性告知需要补充的全部内容。");
    let tabs = Tabs::new("申报视图")
        .counted(Link::new("待审核", Style), 12, true)
        .counted(Link::new("已退回", Style), 3, false)
        .tab(Link::new("全部", Style), false);
    vec![
        Specimen::new("状态", tags),
        Specimen::new("依据", Basis::new(measure("第二十条(二)"))),
        Specimen::new("引文", inset.under(measure("第二十二条"))),
        Specimen::new(
            "注意",
            Warning::new("提交后不能自行修改。退回补正只有一次，请核对后再提交。"),
        ),
        Specimen::new(
            "提示",
            Banner::info("本年度申报于 2026-08-31 截止。")
                .link(Link::new("查看申报通知", Style))
                .id("b1"),
        ),
        Specimen::new(
            "办结提示",
            Banner::done("补正通知已发出，申报人将收到站内消息。").id("b2"),
        ),
        Specimen::new(
            "待办提示",
            Banner::waiting("有 3 处需要补正，请在 2026-07-10 前提交。").id("b3"),
        ),
        Specimen::new(
            "折叠",
            Details::new(
                "什么是同级转评？",
                Html::text("因岗位变动，申请转换为同级别其他系列职称的评审。"),
            ),
        ),
        Specimen::new("标签页", tabs),
        Specimen::new(
            "空列表",
            Empty::new("没有等待审核的申报")
                .because("单位推荐后，申报会出现在这里。")
                .link(Link::new("查看全部申报", Style)),
        ),
        Specimen::new(
            "办结页",
            Confirmation::new("申报已提交", "申报编号", "2026-0771-000123"),
        ),
        Specimen::new("不能办理的原因", RefusalList::new(refusals().all())),
    ]
}

fn refusals() -> Refusals {
    Refusals::check(vec![
        Refusal::new("公示期还没有结束")
            .under(measure("第二十条(二)"))
            .remedy("公示不少于 5 个工作日，最早可在 2026-07-08 办理。"),
        Refusal::new("有 1 件异议没有办结"),
    ])
    .err()
    .unwrap_or_else(|| Refusal::new("不能办理").into())
}

fn refused() -> FormState {
    let fields = Fields::from([
        ("unit", ""),
        ("hours", "很多"),
        ("born.year", "1990"),
        ("born.month", "2"),
        ("born.day", "30"),
        ("summary", "任现职以来……"),
        ("level", ""),
    ]);
    let found = vec![
        Refusal::new("请填写工作单位").at("unit"),
        Refusal::new("学时应为整数").at("hours"),
        Refusal::new("请填写密码").at("password"),
        Refusal::new("出生日期应为真实存在的日期")
            .at("born")
            .remedy("请按年、月、日填写，例如 1990 年 3 月 12 日。"),
        Refusal::new("请选择申报级别").at("level"),
        Refusal::new("请选择申报类型").at("channel"),
        Refusal::new("请选择已有材料，没有请选“以上都没有”").at("materials"),
        Refusal::new("工作总结最少 200 个字").at("summary"),
        Refusal::new("请选择学历证书的文件")
            .at("diploma")
            .under(measure("第十九条")),
    ];
    match Refusals::check(found) {
        Ok(()) => FormState::blank(),
        Err(refusals) => FormState::refused(fields, &refusals),
    }
}

fn form(state: &FormState) -> Vec<Specimen> {
    let form = PostForm::new(&token(), sheet(Sheet::Refused)).files();
    let buttons = Buttons::new([
        Button::submit("保存并继续"),
        Button::submit("只保存").secondary().sends("then", "stay"),
        Button::link("返回清单", Style).secondary(),
        Button::submit("删除草稿").danger().sends("then", "delete"),
    ]);
    let parts = Html::from(ErrorSummary::of(state))
        .then(form.open())
        .then(typed_inputs(state))
        .then(chosen_inputs(state))
        .then(long_inputs(state))
        .then(buttons)
        .then(form.close());
    vec![Specimen::new("填写", parts)]
}

fn typed_inputs(state: &FormState) -> Html {
    let unit = TextInput::new("unit", "工作单位").hint("填写单位全称，与公章一致。");
    let phone = TextInput::new("phone", "手机号")
        .tel()
        .autocomplete("tel")
        .width(Width::Chars20);
    let hours = TextInput::new("hours", "继续教育学时")
        .digits()
        .unit("学时")
        .width(Width::Chars5);
    let password = TextInput::new("password", "密码")
        .password()
        .autocomplete("current-password");
    let born = DateInput::new("born", "出生日期").hint("例如 1990 年 3 月 12 日，与身份证一致。");
    Html::from(unit.fill(state))
        .then(phone.optional().fill(state))
        .then(hours.fill(state))
        .then(password.width(Width::Chars20).fill(state))
        .then(born.birthday().fill(state))
}

fn chosen_inputs(state: &FormState) -> Html {
    let levels = ["正高级", "副高级", "中级", "助理级", "员级"].map(|level| Choice::new(level, level));
    let unit_name = TextInput::new("transfer_from", "原系列").width(Width::Chars20);
    let channels = [
        Choice::new("normal", "正常申报").hint("符合学历、资历等全部条件。"),
        Choice::new("exceptional", "破格申报").hint("业绩突出，不具备规定的学历或资历。"),
        Choice::new("transfer", "转系列评审").reveals(unit_name.fill(state)),
    ];
    let materials = [
        Choice::new("degree", "学历学位证书"),
        Choice::new("title", "现任职称证书"),
        Choice::new("training", "继续教育证明"),
        Choice::new("none", "以上都没有").apart(),
    ];
    let materials = Choices::any("materials", "已有材料", materials).hint("可以多选。");
    Html::from(
        Select::new("level", "申报级别", levels)
            .width(Width::Chars20)
            .fill(state),
    )
    .then(Choices::one("channel", "申报类型", channels).fill(state))
    .then(Choices::yes_no("abroad", "是否有留学经历").fill(state))
    .then(materials.fill(state))
}

fn long_inputs(state: &FormState) -> Html {
    let summary = TextArea::new("summary", "工作总结").hint("写任现职以来的主要工作和成果。");
    let kept = [
        KeptFile::new("硕士学位证书.pdf", 482_113).at(Style).remove(Style),
        KeptFile::new("现任职称证书（扫描件）.jpg", 2_482_113)
            .at(Style)
            .remove(Style),
    ];
    let diploma = FileUpload::new("diploma", "学历证书", 20 << 20).kept(kept);
    Html::from(summary.most_chars(3_000).fill(state)).then(diploma.fill(state))
}

fn lists() -> Vec<Specimen> {
    let tasks = TaskList::new()
        .group(
            "个人情况",
            [
                Task::new("基本信息", Style, TaskState::Done),
                Task::new("学历学位", Style, TaskState::MustCorrect { points: 2 })
                    .hint("退回：学位证书扫描件不清晰。"),
                Task::new("工作经历", Style, TaskState::Started),
            ],
        )
        .group(
            "业绩成果",
            [
                Task::new("论文著作", Style, TaskState::NotStarted).hint("没有论文也要确认一次。"),
                Task::new("工作总结", Style, TaskState::NotStarted),
                Task::new(
                    "核对并提交",
                    Style,
                    TaskState::Blocked {
                        because: "完成其他各项后可以提交。".to_owned(),
                    },
                ),
            ],
        );
    let facts = [
        Fact::new("姓名", "韦晓岚").note(Html::text("来源：公安人口信息，2026-06-01 核验")),
        Fact::new("身份证号", "450103********1234"),
        Fact::html(
            "现任职称",
            Html::text("讲师 ").then(Tag::new("已核验", Tone::Jade)),
        )
        .action("修改", Style),
        Fact::new("联系电话", "").action("填写", Style),
        Fact::new(
            "主要工作",
            "2018 年起讲授数据结构、操作系统两门课程，\n指导学生竞赛获自治区级奖项 3 项。",
        )
        .action("修改", Style),
    ];
    let numbers = [
        KeyNumber::new("已逾期", 1).tone(Tone::Red).url(Style),
        KeyNumber::new("今天到期", 4).tone(Tone::Amber).url(Style),
        KeyNumber::new("待办", 12).url(Style),
        KeyNumber::new("本轮已办结", 1_286),
    ];
    let entry = [
        Fact::new("学校", "广西大学"),
        Fact::new("学位", "工学硕士"),
        Fact::new("毕业时间", "2012-06-30"),
    ];
    vec![
        Specimen::new("任务清单", tasks),
        Specimen::new("关键数字", KeyNumbers::new(numbers)),
        Specimen::new("核对信息", SummaryList::new(facts)),
        Specimen::new(
            "条目",
            SummaryList::new(entry)
                .title("研究生阶段")
                .action("修改", Style)
                .action("删除", Style),
        ),
        Specimen::new("进度", Progress::new("材料审核进度", 37, 120).unit("份")),
        Specimen::new("没有内容的进度", Progress::new("投票进度", 0, 0).unit("票")),
    ]
}

fn tables() -> Vec<Specimen> {
    let typed = Fields::from([("state", "overdue"), ("sort", "-due"), ("page", "3")]);
    let query = ListQuery::read(Style, &typed, &["name", "due"]);
    let state = FormState::stored(typed.clone());
    let states = [("waiting", "待审核"), ("overdue", "已逾期")].map(|(value, text)| Choice::new(value, text));
    let fields = Html::from(TextInput::new("q", "姓名或编号").fill(&state))
        .then(Select::new("state", "状态", states).fill(&state));
    let filters = Filters::new(&query, fields).in_force("state", "状态：已逾期");
    let columns = [
        Column::new("申报人").sorted_by(&query, "name"),
        Column::new("单位"),
        Column::new("申报职称"),
        Column::new("状态"),
        Column::numeric("截止").sorted_by(&query, "due"),
    ];
    let people = [
        (
            "韦晓岚",
            "示范市第一中学",
            "高级教师",
            Left::Overdue(2),
            day(2026, 6, 29),
        ),
        (
            "农志远",
            "示范市职业技术学院",
            "副教授",
            Left::Today,
            day(2026, 7, 1),
        ),
        (
            "覃雨桐",
            "示范区教育局教研室",
            "一级教师",
            Left::WorkingDays(8),
            day(2026, 7, 13),
        ),
    ];
    let rows = people.into_iter().map(|(name, unit, title, left, due)| {
        row![Link::new(name, Style), unit, title, left.tag(), due].tick(name, name)
    });
    let table = Table::new("待审核的申报", columns).rows(rows).ticks("cases");
    let numbers = Table::new(
        "各级别申报情况（人）",
        [
            Column::new("级别"),
            Column::numeric("申报"),
            Column::numeric("受理"),
            Column::numeric("通过"),
        ],
    )
    .dense()
    .rows([
        row!["正高级", 42_u32, 40_u32, 18_u32],
        row!["副高级", 318_u32, 301_u32, 166_u32],
        row!["中级", 1_024_u32, 1_001_u32, 790_u32],
        row!["合计", 1_384_u32, 1_342_u32, 974_u32].strong(),
    ]);
    let none = Table::new("没有内容", [Column::new("申报人")])
        .or_empty(Empty::new("没有符合条件的申报").link(Link::new("取消筛选", Style)));
    vec![
        Specimen::new("筛选", filters),
        Specimen::new("列表", Html::from(table).then(Pagination::new(&query, 486))),
        Specimen::new("数字表", numbers),
        Specimen::new("空表", none),
    ]
}

/// A case on its way, at the supervising department.
pub(super) fn running_timeline() -> Timeline {
    Timeline::new([
        Step::done("提交申报", day(2026, 6, 1)).office("本人"),
        Step::done("单位审核", day(2026, 6, 8))
            .office("示范市第一中学")
            .event("2026-06-02 09:12", "单位开始审核")
            .event("2026-06-08 16:40", "审核通过，提交审议推荐小组"),
        Step::done("单位公示", day(2026, 6, 16))
            .office("示范市第一中学")
            .sentence("公示 5 个工作日，没有异议。")
            .under(measure("第二十条(二)")),
        Step::current("主管部门审核", day(2026, 6, 17))
            .office("示范市教育局")
            .left(Left::WorkingDays(3), Some(day(2026, 7, 1)))
            .sentence("核对申报条件、推荐程序和材料是否齐全。")
            .next("报送系列职改办")
            .under(measure("第二十条(三)")),
        Step::ahead("系列职改办审核").office("示范市教育系列职改办"),
        Step::ahead("评委会组建单位受理"),
        Step::ahead("评审"),
        Step::ahead("结果公示与确认"),
        Step::ahead("颁发电子证书"),
    ])
}

fn timelines() -> Vec<Specimen> {
    let running = running_timeline();
    let returned = Timeline::new([
        Step::done("提交申报", day(2026, 6, 1)),
        Step::current("补正材料", day(2026, 6, 20))
            .office("申报人")
            .left(Left::Overdue(2), Some(day(2026, 6, 30)))
            .sentence("评委会组建单位一次性告知了 3 处需要补正的内容。")
            .action(Link::new("去补正", Style))
            .under(measure("第二十二条")),
        Step::ahead("重新审核"),
    ]);
    let stopped = Timeline::new([
        Step::done("单位审核", day(2026, 6, 8)),
        Step::stopped("审议推荐", day(2026, 6, 12))
            .office("示范市第一中学")
            .sentence("同意票没有超过投票人数的三分之二，不予推荐。"),
    ]);
    vec![
        Specimen::new("办理中", running),
        Specimen::new("待本人办理，已逾期", returned),
        Specimen::new("已终止", stopped),
    ]
}

fn charts() -> Vec<Specimen> {
    let stages = [
        ("单位审核", 128),
        ("主管部门审核", 86),
        ("系列职改办审核", 43),
        ("职改办审核", 12),
        ("已受理", 240),
    ];
    let bars = Bars::new(
        "各环节在办数量",
        "环节",
        "件",
        stages.map(|(label, value)| Datum::new(label, value)),
    );
    let stack = Stack::new(
        "本轮申报进展",
        "件",
        [
            Datum::new("已办结", 974).tone(Tone::Jade),
            Datum::new("办理中", 268).tone(Tone::Blue),
            Datum::new("待补正", 61).tone(Tone::Amber),
            Datum::new("未通过", 81).tone(Tone::Red),
            Datum::new("草稿", 140).tone(Tone::Plain),
        ],
    );
    let years = [
        ("2019", 812),
        ("2020", 906),
        ("2021", 1_120),
        ("2022", 1_043),
        ("2023", 1_208),
        ("2024", 1_377),
        ("2025", 1_384),
    ];
    let columns = Columns::new(
        "years",
        "历年申报人数",
        "年度",
        "人",
        years.map(|(label, value)| Datum::new(label, value)),
    );
    vec![
        Specimen::new("条形图", bars),
        Specimen::new("堆叠条", stack),
        Specimen::new("柱形图", columns),
    ]
}
