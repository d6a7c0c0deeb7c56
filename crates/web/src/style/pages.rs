//! Sample pages of `/style`: whole pages as each role sees them. All names, offices and numbers are invented.

use kernel::{OfficeId, Refusal, Refusals, Role, Seat, SeededEntropy, Timestamp};
use policy::DayRange;

use super::samples::{self, day, measure, sheet, token, viewer};
use super::{Sheet, Style};
use crate::accounts::seats::{OfferedSeat, SeatsPage};
use crate::accounts::second_factor::SecondFactorPage;
use crate::accounts::sign_in::SignInPage;
use crate::accounts::urls::SignIn;
use crate::certificates::{CheckPage, CheckedPage, Line as CheckLine};
use crate::home::{
    ApplicantHome, Block, Door, Doors, ExpertHome, HeldCertificate, NextMeeting, OfficerHome, OrganiserHome,
    OwnCase, Phase, PublicHome, RoundBoard, Todo,
};
use crate::kit::chart::{Bars, Datum};
use crate::kit::fields::Fields;
use crate::kit::forms::Button;
use crate::kit::lists::{Fact, KeyNumber, KeyNumbers, Progress, SummaryList};
use crate::kit::page::NavItem;
use crate::kit::table::{Column, Table};
use crate::kit::timeline::Left;
use crate::kit::words::{Banner, Basis, Empty, Link, Tag, Tone};
use crate::kit::{FormState, Page, Viewer};
use crate::plans::{OpenRound, RoundList, RoundState};
use crate::row;

/// The names of the sample pages, as in `/style/{name}`.
pub const PAGES: [&str; 16] = [
    "page-sign-in",
    "page-sign-in-refused",
    "page-second-factor",
    "page-seats",
    "page-check",
    "page-check-refused",
    "page-checked-forged",
    "page-home-public",
    "page-home-public-empty",
    "page-home-applicant",
    "page-home-applicant-new",
    "page-home-officer",
    "page-home-officer-empty",
    "page-home-organiser",
    "page-home-expert",
    "page-home-expert-empty",
];

/// The sample page with this name.
pub(super) fn page(name: &str) -> Option<Page> {
    Some(match name {
        "page-sign-in" => Page::from(SignInPage::new(&FormState::blank(), None)).seen_by(nobody()),
        "page-sign-in-refused" => sign_in_refused().seen_by(nobody()),
        "page-second-factor" => {
            Page::from(SecondFactorPage::new(&FormState::blank(), None)).seen_by(nobody())
        }
        "page-seats" => seats().seen_by(viewer()),
        "page-check" => Page::from(CheckPage::new(&FormState::blank())).seen_by(nobody()),
        "page-check-refused" => check_refused().seen_by(nobody()),
        "page-checked-forged" => forged().seen_by(nobody()),
        "page-home-public" => Page::from(public_home(rounds())).seen_by(nobody()),
        "page-home-public-empty" => Page::from(public_home(Vec::new())).seen_by(nobody()),
        "page-home-applicant" => Page::from(applicant_home()).seen_by(viewer()),
        "page-home-applicant-new" => Page::from(new_applicant_home()).seen_by(viewer()),
        "page-home-officer" => Page::from(officer_home(false)).seen_by(viewer()),
        "page-home-officer-empty" => Page::from(officer_home(true)).seen_by(viewer()),
        "page-home-organiser" => Page::from(organiser_home()).seen_by(viewer()),
        "page-home-expert" => Page::from(expert_home()).seen_by(viewer()),
        "page-home-expert-empty" => Page::from(idle_expert_home()).seen_by(viewer()),
        _ => return None,
    })
}

fn nobody() -> Viewer {
    let nav = [
        NavItem::new("首页", Style),
        NavItem::new("申报通知", Style),
        NavItem::new("结果公示", Style),
        NavItem::new("证书查验", Style),
    ];
    Viewer::public(nav, SignIn)
}

fn check_refused() -> Page {
    let fields = Fields::from([("number", "45010020220170531100001A"), ("name", "")]);
    let refusals: Refusals = Refusal::new("请填写持证人姓名").at("name").into();
    Page::from(CheckPage::new(&FormState::refused(fields, &refusals)))
}

fn forged() -> Page {
    let line = CheckLine::new(
        "文件签名",
        credential::Finding::Failed,
        "签名没有覆盖整个文件，文件可能在签名后被添加内容。",
    );
    let sentence = "这份文件不是发证机关签发的原件，或者签发后被改动过。请不要采信。";
    Page::from(CheckedPage::not_genuine(sentence, vec![line]))
}

fn sign_in_refused() -> Page {
    let found = Refusal::new("登录名或密码不正确")
        .at("password")
        .remedy("请核对后重新输入");
    let state = FormState::refused(Fields::from([("account", "13800000000")]), &Refusals::from(found));
    Page::from(
        SignInPage::new(&state, None).notice(Banner::info("为保护您的账号，较长时间没有操作已自动退出。")),
    )
}

fn seats() -> Page {
    let mut entropy = SeededEntropy::new(1);
    let mut office = || OfficeId::new(Timestamp::from_millis(0), &mut entropy);
    let offered = [
        (Role::TitleOffice, "示范市职称改革工作办公室", None),
        (Role::Applicant, "示范市第一中学", None),
        (
            Role::Expert,
            "示范市中小学教师系列高级职称评审委员会",
            Some(day(2028, 12, 31)),
        ),
    ]
    .map(|(role, name, until)| OfferedSeat {
        seat: Seat {
            role,
            office: office(),
        },
        office: name.to_owned(),
        until,
    });
    Page::from(SeatsPage::new(
        &token(),
        &offered,
        offered[0].seat,
        FormState::blank(),
    ))
}

fn public_home(rounds: Vec<OpenRound>) -> PublicHome {
    let doors = [
        Door::new(
            "我能申报吗",
            "回答几个问题，逐条看到符合和不符合的条件及依据。",
            Style,
        ),
        Door::new("结果公示", "查看正在公示的评审结果，反映问题。", Style),
        Door::new("查验证书", "扫码或输入编号，核对电子证书真伪和状态。", Style),
        Door::new(
            "专家抽取公开",
            "核对每一次抽取：名单封存、公开数、抽取结果。",
            Style,
        ),
    ];
    PublicHome {
        sign_in: SignIn.into(),
        rounds: RoundList::new(rounds),
        doors: Doors::new(doors),
    }
}

fn rounds() -> Vec<OpenRound> {
    let round = |title: &str, organiser: &str, (from, to), state: RoundState| OpenRound {
        title: title.to_owned(),
        organiser: organiser.to_owned(),
        window: DayRange { from, to },
        state,
        left: crate::plans::rounds::time_left(DayRange { from, to }, day(2026, 7, 1)),
        notice: Style.into(),
    };
    vec![
        round(
            "2026 年中小学教师系列副高级职称评审",
            "示范市教育局",
            (day(2026, 6, 1), day(2026, 8, 31)),
            RoundState::Open,
        ),
        round(
            "2026 年工程系列中级职称评审",
            "示范市工业和信息化局",
            (day(2026, 7, 15), day(2026, 9, 15)),
            RoundState::Ahead,
        ),
        round(
            "2026 年卫生系列高级职称评审",
            "示范市卫生健康委员会",
            (day(2026, 4, 1), day(2026, 5, 31)),
            RoundState::Closed,
        ),
    ]
}

fn doors_of_applicant() -> Doors {
    Doors::new([
        Door::new("业绩档案", "学历、任职、论文和成果，填一次，每年可用。", Style),
        Door::new("我能申报吗", "按今年的条件逐条核对。", Style),
    ])
}

fn applicant_home() -> ApplicantHome {
    ApplicantHome {
        name: "韦晓岚".to_owned(),
        todos: vec![
            Todo {
                link: Link::new("补正 3 处材料", Style),
                sentence: "评委会组建单位于 2026-06-20 一次性告知。".to_owned(),
                left: Left::WorkingDays(2),
            },
            Todo {
                link: Link::new("确认 2025 年继续教育学时", Style),
                sentence: "主管部门已导入 90 学时，请核对。".to_owned(),
                left: Left::NotSet,
            },
        ],
        case: Some(OwnCase {
            title: "2026 年副高级职称申报".to_owned(),
            number: Some("2026-0771-000123".to_owned()),
            url: Style.into(),
            timeline: samples::running_timeline(),
        }),
        begin: None,
        certificates: vec![HeldCertificate {
            title: "一级教师（中级）".to_owned(),
            number: "45012019ZX0100123".to_owned(),
            url: Style.into(),
        }],
        doors: doors_of_applicant(),
    }
}

fn new_applicant_home() -> ApplicantHome {
    ApplicantHome {
        name: "农志远".to_owned(),
        todos: Vec::new(),
        case: None,
        begin: Some(Button::link("开始申报", Style)),
        certificates: Vec::new(),
        doors: doors_of_applicant(),
    }
}

fn officer_home(empty: bool) -> OfficerHome {
    let all = sheet(Sheet::Tables);
    let counts = if empty { [0, 0, 0] } else { [1, 4, 12] };
    let numbers = [
        KeyNumber::new("已逾期", counts[0])
            .tone(Tone::Red)
            .url(all.clone()),
        KeyNumber::new("今天到期", counts[1])
            .tone(Tone::Amber)
            .url(all.clone()),
        KeyNumber::new("待办", counts[2]).url(all.clone()),
        KeyNumber::new("本年度已办结", 486).url(all.clone()),
    ];
    let columns = [
        Column::new("申报人"),
        Column::new("单位"),
        Column::new("事项"),
        Column::new("期限"),
        Column::numeric("截止"),
    ];
    let people = [
        (
            "韦晓岚",
            "示范市第一中学",
            "审核",
            Left::Overdue(2),
            day(2026, 6, 29),
        ),
        (
            "农志远",
            "示范市职业技术学院",
            "审核",
            Left::Today,
            day(2026, 7, 1),
        ),
        (
            "覃雨桐",
            "示范区教育局教研室",
            "补正后复核",
            Left::WorkingDays(2),
            day(2026, 7, 3),
        ),
    ];
    let shown = if empty { 0 } else { people.len() };
    let rows = people.into_iter().take(shown);
    let rows =
        rows.map(|(name, unit, what, left, due)| row![Link::new(name, Style), unit, what, left.tag(), due]);
    OfficerHome {
        office: "示范市职称改革工作办公室".to_owned(),
        numbers: KeyNumbers::new(numbers),
        urgent: Table::new("最紧的事项", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(Empty::new("没有待办事项").because("下级单位报送后会出现在这里。")),
        all: all.into(),
        stages: (!empty).then(|| {
            let data = [("待人社部门审核", 12), ("待受理", 240), ("待补正", 3)];
            let data = data.map(|(words, count)| Datum::new(words, count));
            Bars::new("经过本机构的申报现在在哪里", "状态", "件", data)
        }),
        doors: Doors::new([
            Door::new("申报审核", "按流程报送到本办的全部申报。", Style),
            Door::new("评委会备案", "组建、调整和换届的备案。", Style),
            Door::new("统计报表", "各级各系列申报和通过情况。", Style),
        ]),
    }
}

fn organiser_home() -> OrganiserHome {
    let phases = vec![
        Phase::done("计划", "2026-03-12 备案", Style),
        Phase::done("受理", "受理 486 件，不予受理 12 件", Style),
        Phase::current("评委会", "应到 25 人，已确认 21 人", Style),
        Phase::ahead("评审会议", "计划 2026-09-20", Style),
        Phase::ahead("结果", "公示不少于 5 个工作日", Style),
    ];
    let blocks = vec![
        Block {
            refusal: Refusal::new("还有 4 名专家没有答复").remedy("可按替补次序通知下一位。"),
            link: Some(Link::new("查看名单", Style)),
        },
        Block {
            refusal: Refusal::new("监督员还没有确认抽取记录").under(measure("第四十四条")),
            link: None,
        },
    ];
    let ready = RoundBoard {
        title: "2026 年中小学教师系列正高级职称评审".to_owned(),
        url: Style.into(),
        phases: vec![
            Phase::done("计划", "2026-03-12 备案", Style),
            Phase::current("受理", "待受理 0 件，已受理 42 件", Style),
            Phase::ahead("评委会", "未抽取", Style),
            Phase::ahead("评审会议", "未定", Style),
            Phase::ahead("结果", "未开始", Style),
        ],
        next: "申请召开评审会议".to_owned(),
        blocks: Vec::new(),
        go: Link::new("提出申请", Style),
    };
    OrganiserHome {
        office: "示范市教育局".to_owned(),
        rounds: vec![
            RoundBoard {
                title: "2026 年中小学教师系列副高级职称评审".to_owned(),
                url: Style.into(),
                phases,
                next: "召开评审会议".to_owned(),
                blocks,
                go: Link::new("进入会议", Style),
            },
            ready,
        ],
    }
}

fn expert_home() -> ExpertHome {
    let facts = [
        Fact::new("时间", "2026-09-20 08:30 至 2026-09-22"),
        Fact::new("地点", "示范市会议中心 3 楼"),
        Fact::new("身份", "评审专家（语文组）"),
        Fact::html("回避", Tag::new("尚未申报", Tone::Amber)).note(Basis::new(measure("第二十九条"))),
    ];
    let columns = [
        Column::new("材料"),
        Column::new("申报职称"),
        Column::new("进度"),
        Column::new("我的备注"),
    ];
    let rows = [
        (
            "第 1 号",
            "高级教师",
            "已阅",
            Tone::Jade,
            "教学业绩突出，论文一般",
        ),
        ("第 2 号", "高级教师", "阅读中", Tone::Blue, ""),
        ("第 3 号", "高级教师", "未开始", Tone::Plain, ""),
    ];
    let rows = rows.map(|(name, title, word, tone, note)| {
        row![Link::new(name, Style), title, Tag::new(word, tone), note]
    });
    ExpertHome {
        duty: Some(Banner::waiting("会前请申报是否需要回避。").link(Link::new("申报回避", Style))),
        meeting: Some(NextMeeting {
            title: "2026 年中小学教师系列副高级职称评审会议".to_owned(),
            facts: SummaryList::new(facts),
            actions: vec![Link::new("确认参加", Style), Link::new("不能参加", Style)],
        }),
        progress: Some(Progress::new("阅读进度", 1, 38).unit("份")),
        stack: Table::new("分配给我的材料", columns).rows(rows),
    }
}

fn idle_expert_home() -> ExpertHome {
    let empty = Empty::new("没有分配给您的材料").because("会议开始前由组建单位分配。");
    ExpertHome {
        duty: None,
        meeting: None,
        progress: None,
        stack: Table::new("分配给我的材料", []).or_empty(empty),
    }
}
