//! The names of titles by series and level (职称名称), for series whose levels have one name each.

use kernel::Level;

/// Series and the names at 员级, 助理级, 中级, 副高级, 正高级; empty where there is none. Series whose levels carry
/// several names (卫生, 农业, 新闻, 技工院校, 中职, 艺术, 公共法律, 船舶) are not here: their title cannot be derived.
const NAMES: [(&str, [&str; 5]); 19] = [
    ("高等学校教师", ["", "助教", "讲师", "副教授", "教授"]),
    (
        "哲学社会科学研究人员",
        ["", "研究实习员", "助理研究员", "副研究员", "研究员"],
    ),
    (
        "自然科学研究人员",
        ["", "研究实习员", "助理研究员", "副研究员", "研究员"],
    ),
    (
        "工程技术人才",
        ["技术员", "助理工程师", "工程师", "高级工程师", "正高级工程师"],
    ),
    ("出版专业技术人员", ["", "助理编辑", "编辑", "副编审", "编审"]),
    (
        "图书资料专业人员",
        ["管理员", "助理馆员", "馆员", "副研究馆员", "研究馆员"],
    ),
    (
        "文物博物专业人员",
        ["", "助理馆员", "馆员", "副研究馆员", "研究馆员"],
    ),
    (
        "档案专业人员",
        ["管理员", "助理馆员", "馆员", "副研究馆员", "研究馆员"],
    ),
    (
        "工艺美术专业人员",
        [
            "工艺美术员",
            "助理工艺美术师",
            "工艺美术师",
            "高级工艺美术师",
            "正高级工艺美术师",
        ],
    ),
    (
        "体育专业人员",
        ["", "初级教练", "中级教练", "高级教练", "国家级教练"],
    ),
    ("翻译专业人员", ["", "三级翻译", "二级翻译", "一级翻译", "译审"]),
    (
        "播音主持专业人员",
        [
            "",
            "二级播音员主持人",
            "一级播音员主持人",
            "主任播音员主持人",
            "播音指导",
        ],
    ),
    (
        "会计人员",
        ["", "助理会计师", "会计师", "高级会计师", "正高级会计师"],
    ),
    (
        "统计专业人员",
        ["", "助理统计师", "统计师", "高级统计师", "正高级统计师"],
    ),
    (
        "经济专业人员",
        ["", "助理经济师", "经济师", "高级经济师", "正高级经济师"],
    ),
    (
        "实验技术人才",
        ["实验员", "助理实验师", "实验师", "高级实验师", "正高级实验师"],
    ),
    (
        "中小学教师",
        ["三级教师", "二级教师", "一级教师", "高级教师", "正高级教师"],
    ),
    (
        "民用航空飞行技术人员",
        ["", "三级飞行员", "二级飞行员", "一级飞行员", "正高级飞行员"],
    ),
    (
        "审计专业人员",
        ["", "助理审计师", "审计师", "高级审计师", "正高级审计师"],
    ),
];

/// The name of the title of `series` at `level`, if the series has exactly one.
#[must_use]
pub fn title_name(series: &str, level: Level) -> Option<&'static str> {
    let (_, names) = NAMES.iter().find(|(name, _)| *name == series)?;
    let place = Level::ALL.iter().position(|known| *known == level)?;
    names.get(place).copied().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_follow_from_series_and_level() {
        assert_eq!(title_name("中小学教师", Level::Intermediate), Some("一级教师"));
        assert_eq!(title_name("中小学教师", Level::FullSenior), Some("正高级教师"));
        assert_eq!(title_name("高等学校教师", Level::Technician), None);
        assert_eq!(title_name("卫生技术人员", Level::Intermediate), None);
    }
}
