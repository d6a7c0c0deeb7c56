//! The forms of the library, one per section.

use domain::dossier::{Body, Degree, Grade, Schooling, Section};
use kernel::Level;

use crate::kit::html::Html;
use crate::kit::inputs::{Choice, Choices, DateInput, Select, TextArea, TextInput, Width};
use crate::kit::{FormState, ReadForm, Reader};

/// An entry as typed; a hidden field says of which section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntryForm(pub(super) Body);

const MOST_NAME: usize = 80;
const MOST_SUMMARY: usize = 1_000;

impl ReadForm for EntryForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = reader.choice("section", "栏目", Section::from_code)?;
        let body = match section {
            Section::Education => education(reader),
            Section::Employment => employment(reader),
            Section::Title => title(reader),
            Section::Assessment => assessment(reader),
            Section::ContinuingEducation => continuing_education(reader),
            Section::Achievement => achievement(reader),
        };
        body.map(Self)
    }
}

fn yes_no(value: &str) -> Option<bool> {
    match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn education(reader: &mut Reader<'_>) -> Option<Body> {
    let school = reader.text("school", "毕业院校", MOST_NAME);
    let field = reader.text("field", "所学专业", MOST_NAME);
    let schooling = reader.choice("schooling", "学历", |word| {
        Schooling::ALL.into_iter().find(|kind| kind.chinese() == word)
    });
    let degree = reader.choice("degree", "学位", |word| {
        Degree::ALL.into_iter().find(|kind| kind.chinese() == word)
    });
    let graduated = reader.day("graduated", "毕业日期");
    let number = reader.optional_text("certificate_number", "学历证书编号", 40);
    Some(Body::Education {
        school: school?,
        field: field?,
        schooling: schooling?,
        degree: degree?,
        graduated: graduated?,
        certificate_number: number?,
    })
}

fn employment(reader: &mut Reader<'_>) -> Option<Body> {
    let unit = reader.text("unit", "工作单位", MOST_NAME);
    let post = reader.text("post", "岗位或职务", MOST_NAME);
    let from = reader.day("from", "起始日");
    let to = reader.optional_day("to", "终止日");
    let technical = reader.choice("technical", "是否从事专业技术工作", yes_no);
    let rural = reader.choice("rural", "是否在乡镇及以下学校任教", yes_no);
    Some(Body::Employment {
        unit: unit?,
        post: post?,
        from: from?,
        to: to?,
        technical: technical?,
        rural: rural?,
    })
}

fn title(reader: &mut Reader<'_>) -> Option<Body> {
    let name = reader.text("name", "职称名称", MOST_NAME);
    let level = reader.choice("level", "级别", Level::from_code);
    let series = reader.text("series", "职称系列", 40);
    let obtained = reader.day("obtained", "取得日期");
    let number = reader.optional_text("number", "证书编号", 40);
    let issuer = reader.optional_text("issuer", "发证单位", MOST_NAME);
    Some(Body::Title {
        name: name?,
        level: level?,
        series: series?,
        obtained: obtained?,
        number: number?,
        issuer: issuer?,
    })
}

fn year(reader: &mut Reader<'_>) -> Option<i16> {
    let year = reader.whole("year", "年度", 1950..=2100, "");
    year.and_then(|year| i16::try_from(year).ok())
}

fn assessment(reader: &mut Reader<'_>) -> Option<Body> {
    let year = year(reader);
    let grade = reader.choice("grade", "考核等次", |word| {
        Grade::ALL.into_iter().find(|grade| grade.chinese() == word)
    });
    Some(Body::Assessment {
        year: year?,
        grade: grade?,
    })
}

fn continuing_education(reader: &mut Reader<'_>) -> Option<Body> {
    let year = year(reader);
    let total = reader.whole("total_hours", "总学时", 0..=2000, " 学时");
    let specialised = reader.whole("specialised_hours", "专业科目学时", 0..=2000, " 学时");
    let public_subject = reader.choice("public_subject", "公需科目是否完成", yes_no);
    let credits_met = reader.choice("credits_met", "年度培训学分是否完成", yes_no);
    Some(Body::ContinuingEducation {
        year: year?,
        total_hours: u32::try_from(total?).ok()?,
        specialised_hours: u32::try_from(specialised?).ok()?,
        public_subject: public_subject?,
        credits_met: credits_met?,
    })
}

fn achievement(reader: &mut Reader<'_>) -> Option<Body> {
    let name = reader.text("name", "成果名称", 120);
    let category = reader.text("category", "成果类别", 40);
    let role = reader.optional_text("role", "本人作用", 60);
    let obtained = reader.day("obtained", "取得日期");
    let summary = reader.optional_text("summary", "说明", MOST_SUMMARY);
    Some(Body::Achievement {
        name: name?,
        category: category?,
        role: role?,
        obtained: obtained?,
        summary: summary?,
    })
}

/// The inputs of a section's form.
pub(super) fn inputs(section: Section, state: &FormState) -> Html {
    let html = match section {
        Section::Education => education_inputs(state),
        Section::Employment => employment_inputs(state),
        Section::Title => title_inputs(state),
        Section::Assessment => assessment_inputs(state),
        Section::ContinuingEducation => continuing_education_inputs(state),
        Section::Achievement => achievement_inputs(state),
    };
    html.into_iter().fold(Html::default(), Html::then)
}

fn text(name: &str, label: &str, state: &FormState) -> Html {
    TextInput::new(name, label).fill(state).into()
}

fn day(name: &str, label: &str, state: &FormState) -> Html {
    DateInput::new(name, label)
        .hint("例如：2015 年 7 月 1 日")
        .fill(state)
        .into()
}

fn words(words: impl IntoIterator<Item = &'static str>) -> Vec<Choice> {
    words.into_iter().map(|word| Choice::new(word, word)).collect()
}

fn education_inputs(state: &FormState) -> Vec<Html> {
    let schooling = words(Schooling::ALL.map(Schooling::chinese));
    let degree = words(Degree::ALL.map(Degree::chinese));
    vec![
        text("school", "毕业院校", state),
        text("field", "所学专业", state),
        Select::new("schooling", "学历", schooling).fill(state).into(),
        Select::new("degree", "学位", degree)
            .hint("学历和学位是两件事；没有学位的选“无”。")
            .fill(state)
            .into(),
        day("graduated", "毕业日期", state),
        TextInput::new("certificate_number", "学历证书编号")
            .optional()
            .code()
            .width(Width::Chars20)
            .hint("填写编号，能够网上核查的不用再交证书。")
            .fill(state)
            .into(),
    ]
}

fn employment_inputs(state: &FormState) -> Vec<Html> {
    vec![
        TextInput::new("unit", "工作单位")
            .hint("填写单位全称。")
            .fill(state)
            .into(),
        text("post", "岗位或职务", state),
        day("from", "起始日", state),
        DateInput::new("to", "终止日")
            .optional()
            .hint("现在仍在这个岗位的，不用填写。")
            .fill(state)
            .into(),
        Choices::yes_no("technical", "是否从事专业技术工作")
            .fill(state)
            .into(),
        Choices::yes_no("rural", "是否在乡镇及以下学校任教")
            .fill(state)
            .into(),
    ]
}

fn title_inputs(state: &FormState) -> Vec<Html> {
    let levels = Level::ALL.map(|level| Choice::new(level.code(), level.chinese()));
    vec![
        TextInput::new("name", "职称名称")
            .hint("例如：一级教师")
            .fill(state)
            .into(),
        Choices::one("level", "级别", levels).inline().fill(state).into(),
        TextInput::new("series", "职称系列")
            .hint("例如：中小学教师")
            .width(Width::Chars20)
            .fill(state)
            .into(),
        day("obtained", "取得日期", state),
        TextInput::new("number", "证书编号")
            .optional()
            .code()
            .width(Width::Chars20)
            .fill(state)
            .into(),
        TextInput::new("issuer", "发证单位").optional().fill(state).into(),
    ]
}

fn year_input(state: &FormState) -> Html {
    TextInput::new("year", "年度")
        .digits()
        .width(Width::Chars5)
        .unit("年")
        .fill(state)
        .into()
}

fn assessment_inputs(state: &FormState) -> Vec<Html> {
    let grades = words(Grade::ALL.map(Grade::chinese));
    vec![
        year_input(state),
        Choices::one("grade", "考核等次", grades).fill(state).into(),
    ]
}

fn continuing_education_inputs(state: &FormState) -> Vec<Html> {
    let hours = |name: &str, label: &str| {
        let input = TextInput::new(name, label).digits().width(Width::Chars5);
        Html::from(input.unit("学时").fill(state))
    };
    vec![
        year_input(state),
        hours("total_hours", "总学时"),
        hours("specialised_hours", "其中专业科目学时"),
        Choices::yes_no("public_subject", "公需科目是否完成")
            .fill(state)
            .into(),
        Choices::yes_no("credits_met", "年度培训学分是否完成")
            .fill(state)
            .into(),
    ]
}

fn achievement_inputs(state: &FormState) -> Vec<Html> {
    vec![
        text("name", "成果名称", state),
        TextInput::new("category", "成果类别")
            .hint("例如：教学成果、教研课题、论文、著作、荣誉")
            .width(Width::Chars20)
            .fill(state)
            .into(),
        TextInput::new("role", "本人作用")
            .optional()
            .hint("例如：主持、第一作者、参与")
            .width(Width::Chars20)
            .fill(state)
            .into(),
        day("obtained", "取得日期", state),
        TextArea::new("summary", "说明")
            .optional()
            .hint("写清内容、实施范围和效果。")
            .most_chars(MOST_SUMMARY)
            .fill(state)
            .into(),
    ]
}

const fn no_or_yes(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// A stored entry as a form shows it.
pub(super) fn stored(body: &Body) -> FormState {
    let blank = FormState::blank();
    match body {
        Body::Education {
            school,
            field,
            schooling,
            degree,
            graduated,
            certificate_number,
        } => blank
            .with("school", school)
            .with("field", field)
            .with("schooling", schooling.chinese())
            .with("degree", degree.chinese())
            .with("graduated", graduated)
            .with("certificate_number", certificate_number),
        Body::Employment {
            unit,
            post,
            from,
            to,
            technical,
            rural,
        } => blank
            .with("unit", unit)
            .with("post", post)
            .with("from", from)
            .with("to", to.map(|to| to.to_string()).unwrap_or_default())
            .with("technical", no_or_yes(*technical))
            .with("rural", no_or_yes(*rural)),
        Body::Title {
            name,
            level,
            series,
            obtained,
            number,
            issuer,
        } => blank
            .with("name", name)
            .with("level", level.code())
            .with("series", series)
            .with("obtained", obtained)
            .with("number", number)
            .with("issuer", issuer),
        Body::Assessment { year, grade } => blank.with("year", year).with("grade", grade.chinese()),
        Body::ContinuingEducation {
            year,
            total_hours,
            specialised_hours,
            public_subject,
            credits_met,
        } => blank
            .with("year", year)
            .with("total_hours", total_hours)
            .with("specialised_hours", specialised_hours)
            .with("public_subject", no_or_yes(*public_subject))
            .with("credits_met", no_or_yes(*credits_met)),
        Body::Achievement {
            name,
            category,
            role,
            obtained,
            summary,
        } => blank
            .with("name", name)
            .with("category", category)
            .with("role", role)
            .with("obtained", obtained)
            .with("summary", summary),
    }
}
