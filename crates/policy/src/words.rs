//! The words of the field that packs and settings are written in: values, levels, layers, offices.

use core::fmt;

use kernel::{Day, Fraction, Layer, Level, Money};
use serde::{Deserialize, Serialize};

use crate::vote::VoteCounts;

/// Whether a rule binds or warns (strength of the text's wording).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// 应当、不得、须: not to be passed over.
    Hard,
    /// 原则上、一般: a warning that may be overridden with a recorded reason and approver.
    Soft,
}

impl Force {
    pub(crate) const WORDS: [&'static str; 3] = ["应当", "原则上", "一般"];

    pub(crate) fn from_chinese(word: &str) -> Option<Self> {
        match word {
            "应当" => Some(Self::Hard),
            "原则上" | "一般" => Some(Self::Soft),
            _ => None,
        }
    }
}

/// A length of time in whole years or months (满几年、几个月).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Full years.
    Years(i16),
    /// Full months.
    Months(i32),
}

impl Span {
    /// The day on which the span since `start` is complete; 29 February plus one year is 28 February.
    #[must_use]
    pub fn after(self, start: Day) -> Day {
        match self {
            Self::Years(years) => start.plus_years(years),
            Self::Months(months) => start.plus_months(months),
        }
    }

    /// The last day of a period of this span that begins on `start` (AMB-19): `start` + span − 1 day.
    #[must_use]
    pub fn last_day(self, start: Day) -> Day {
        self.after(start).previous()
    }

    /// The span in months.
    #[must_use]
    pub fn months(self) -> i64 {
        match self {
            Self::Years(years) => i64::from(years) * 12,
            Self::Months(months) => i64::from(months),
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(years) = text.strip_suffix('年') {
            return years
                .parse()
                .ok()
                .filter(|years| (0..=100).contains(years))
                .map(Self::Years);
        }
        let months = text.strip_suffix("个月").or_else(|| text.strip_suffix('月'))?;
        months
            .parse()
            .ok()
            .filter(|months| (0..=1200).contains(months))
            .map(Self::Months)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Years(years) => write!(f, "{years}年"),
            Self::Months(months) => write!(f, "{months}个月"),
        }
    }
}

/// What a share of votes is a share of (表决的分母).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// 投票总数: ballots cast, abstentions and spoiled ones among them (AMB-01).
    Cast,
    /// 实到人数: panel members actually present.
    Present,
    /// 出席人数: experts attending the meeting.
    Attending,
    /// 评委会人数: the members of the committee drawn for the meeting (AMB-04).
    Members,
}

impl Base {
    pub(crate) const WORDS: [&'static str; 4] = ["投票总数", "实到人数", "出席人数", "评委会人数"];

    /// The base's Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Cast => "投票总数",
            Self::Present => "实到人数",
            Self::Attending => "出席人数",
            Self::Members => "评委会人数",
        }
    }

    pub(crate) fn from_chinese(word: &str) -> Option<Self> {
        [Self::Cast, Self::Present, Self::Attending, Self::Members]
            .into_iter()
            .find(|base| base.chinese() == word)
    }
}

/// A share of a named base that must be reached or exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// The share.
    pub share: Fraction,
    /// 超过: the share itself is not enough. 以上、不少于: it is.
    pub strict: bool,
    /// What it is a share of.
    pub base: Base,
}

impl Threshold {
    /// Whether `part` of `whole` meets the threshold.
    #[must_use]
    pub const fn met_by(self, part: u32, whole: u32) -> bool {
        if self.strict {
            self.share.exceeded_by(part, whole)
        } else {
            self.share.reached_by(part, whole)
        }
    }

    /// Whether the agreeing votes of `counts` meet the threshold; a figure that is missing or zero never does.
    pub(crate) fn passes(self, counts: &VoteCounts) -> bool {
        let whole = match self.base {
            Base::Cast => counts.cast,
            Base::Present | Base::Attending => counts.present,
            Base::Members => counts.members,
        };
        whole.is_some_and(|whole| whole > 0 && self.met_by(counts.agree, whole))
    }

    /// `超过投票总数的2/3` or `不少于出席人数的2/3`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (strict, rest) = match text.strip_prefix("超过") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("不少于")?),
        };
        let (base, share) = rest.split_once('的')?;
        Some(Self {
            share: share_of(share)?.ok()?,
            strict,
            base: Base::from_chinese(base)?,
        })
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.strict { "超过" } else { "不少于" };
        write!(f, "{word}{}的{}", self.base.chinese(), self.share)
    }
}

/// `2/3`; `None` when the text is no fraction, an error when its denominator is zero.
pub(crate) fn share_of(text: &str) -> Option<Result<Fraction, kernel::FractionError>> {
    let (upper, lower) = text.split_once('/')?;
    let (upper, lower) = (upper.trim().parse().ok()?, lower.trim().parse().ok()?);
    Some(Fraction::new(upper, lower))
}

/// A stretch of days, both ends inside (起止时间).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRange {
    /// First day.
    pub from: Day,
    /// Last day, not before `from`.
    pub to: Day,
}

impl DayRange {
    /// Whether `day` lies in the range.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('至')?;
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        (from <= to).then_some(Self { from, to })
    }
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 至 {}", self.from, self.to)
    }
}

/// Who acts in a step or decides a matter, before it is known which organisation that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "layer")]
pub enum Office {
    /// 申报人
    Applicant,
    /// 用人单位
    Employer,
    /// 审议推荐小组
    Panel,
    /// 主管部门; where there is none the employer performs its function (第二十条(三)).
    Department,
    /// 系列职改办 of a layer.
    SeriesOffice(Layer),
    /// 职改办（人社部门） of a layer.
    TitleOffice(Layer),
    /// 行业主管部门 of a layer.
    Industry(Layer),
    /// 自治区直属单位 that approved a junior committee.
    RegionUnit,
    /// 评委会组建单位
    Organiser,
    /// 评委会
    Committee,
    /// 委托单位
    Entrusting,
    /// 确认机关: whoever confirms the result (确认与发证相统一).
    Confirming,
}

impl Office {
    const PLAIN: [(&'static str, Self); 9] = [
        ("申报人", Self::Applicant),
        ("用人单位", Self::Employer),
        ("审议推荐小组", Self::Panel),
        ("主管部门", Self::Department),
        ("自治区直属单位", Self::RegionUnit),
        ("评委会组建单位", Self::Organiser),
        ("评委会", Self::Committee),
        ("委托单位", Self::Entrusting),
        ("确认机关", Self::Confirming),
    ];

    /// The office's Chinese name.
    #[must_use]
    pub fn chinese(self) -> String {
        let layered = |layer: Layer, what: &str| format!("{}{what}", layer.chinese());
        match self {
            Self::SeriesOffice(layer) => layered(layer, "系列职改办"),
            Self::TitleOffice(layer) => layered(layer, "职改办（人社部门）"),
            Self::Industry(layer) => layered(layer, "行业主管部门"),
            plain => Self::PLAIN
                .iter()
                .find(|(_, office)| *office == plain)
                .map_or_else(String::new, |(name, _)| (*name).to_owned()),
        }
    }
}

/// An office as a pack writes it: its layer may be 本级, the layer of the applicant's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OfficeWord {
    Fixed(Office),
    OwnSeriesOffice,
    OwnTitleOffice,
    OwnIndustry,
}

impl OfficeWord {
    pub(crate) const HINT: &'static str = "申报人、用人单位、审议推荐小组、主管部门、自治区直属单位、评委会组建单位、评委会、委托单位、确认机关，\
        或者 本级/县/设区市/自治区 加 系列职改办/人社部门/行业主管部门";

    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some((_, office)) = Office::PLAIN.iter().find(|(name, _)| *name == text) {
            return Some(Self::Fixed(*office));
        }
        let (layer, what) = ["本级", "县", "设区市", "自治区"]
            .into_iter()
            .find_map(|layer| text.strip_prefix(layer).map(|what| (layer, what)))?;
        let layer = layer_of(layer);
        match (what, layer) {
            ("系列职改办", Some(layer)) => Some(Self::Fixed(Office::SeriesOffice(layer))),
            ("人社部门", Some(layer)) => Some(Self::Fixed(Office::TitleOffice(layer))),
            ("行业主管部门", Some(layer)) => Some(Self::Fixed(Office::Industry(layer))),
            ("系列职改办", None) => Some(Self::OwnSeriesOffice),
            ("人社部门", None) => Some(Self::OwnTitleOffice),
            ("行业主管部门", None) => Some(Self::OwnIndustry),
            _ => None,
        }
    }

    /// The office in words, for reading.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Fixed(office) => office.chinese(),
            Self::OwnSeriesOffice => "本级系列职改办".to_owned(),
            Self::OwnTitleOffice => "本级职改办（人社部门）".to_owned(),
            Self::OwnIndustry => "本级行业主管部门".to_owned(),
        }
    }

    pub(crate) const fn at(self, own: Layer) -> Office {
        match self {
            Self::Fixed(office) => office,
            Self::OwnSeriesOffice => Office::SeriesOffice(own),
            Self::OwnTitleOffice => Office::TitleOffice(own),
            Self::OwnIndustry => Office::Industry(own),
        }
    }
}

/// `县`, `设区市` or `自治区`.
pub(crate) fn layer_of(word: &str) -> Option<Layer> {
    match word {
        "县" => Some(Layer::County),
        "设区市" => Some(Layer::City),
        "自治区" => Some(Layer::Region),
        _ => None,
    }
}

/// The levels a word stands for: a level's own name, or 高级 or 初级 for two of them.
pub(crate) fn levels_of(word: &str) -> Option<Vec<Level>> {
    match word {
        "高级" => Some(vec![Level::SubSenior, Level::FullSenior]),
        "初级" => Some(vec![Level::Technician, Level::Assistant]),
        name => Level::from_chinese(name).map(|level| vec![level]),
    }
}

/// From which day a title counts as obtained (取得职称时间).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TitleDate {
    /// The day of the committee's vote.
    Vote,
    /// The day on which the posting of the result is over.
    PublicityEnd,
    /// The day of confirmation.
    Confirmation,
    /// The day of recognition (CRT-016).
    Recognition,
    /// The day the labour relation with the unit at recognition began (doctors, CRT-016).
    RelationBegan,
    /// The day of leaving the post-doctoral station (CRT-017).
    LeftStation,
    /// The day the original title was obtained (reconfirmation, CRT-014).
    Original,
}

impl TitleDate {
    const NAMES: [(&'static str, Self); 7] = [
        ("评审表决之日", Self::Vote),
        ("结果公示期满之日", Self::PublicityEnd),
        ("结果确认之日", Self::Confirmation),
        ("认定之日", Self::Recognition),
        ("与认定时所在单位建立劳动（人事）关系之日", Self::RelationBegan),
        ("出站之日", Self::LeftStation),
        ("原取得之日", Self::Original),
    ];

    /// The Chinese words.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, date)| *date == self)
            .map_or("", |(name, _)| name)
    }

    fn from_chinese(word: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, date)| *date)
    }
}

/// The kinds of values a parameter may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `5个工作日`
    WorkingDays,
    /// `5天`, calendar days
    Days,
    /// `24小时`, clock hours
    Hours,
    /// `3年` or `18个月`
    Span,
    /// `90` or `90学时`
    Count,
    /// `2/3`
    Share,
    /// `450元`
    Money,
    /// `2021-08-31`
    Day,
    /// `2021-08-01 至 2021-08-20`
    Range,
    /// `超过投票总数的2/3`
    Threshold,
    /// `设区市人社部门`
    Office,
    /// `结果确认之日`
    TitleDate,
    /// Anything in words.
    Text,
}

impl Kind {
    /// All kinds with their Chinese names and an example of how a value is written.
    const NAMES: [(Self, &'static str, &'static str); 13] = [
        (Self::WorkingDays, "工作日", "5个工作日"),
        (Self::Days, "天数", "5天"),
        (Self::Hours, "小时", "24小时"),
        (Self::Span, "年限", "3年 或 18个月"),
        (Self::Count, "数", "90"),
        (Self::Share, "比例", "2/3"),
        (Self::Money, "金额", "450元"),
        (Self::Day, "日期", "2021-08-31"),
        (Self::Range, "时段", "2021-08-01 至 2021-08-20"),
        (Self::Threshold, "表决比例", "不少于出席人数的2/3"),
        (Self::Office, "机关", "设区市人社部门"),
        (Self::TitleDate, "取得时间", "结果确认之日"),
        (Self::Text, "文字", "简短文字"),
    ];

    /// The kind's Chinese name.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        self.entry().1
    }

    /// How a value of this kind is written.
    #[must_use]
    pub fn example(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> (Self, &'static str, &'static str) {
        Self::NAMES
            .into_iter()
            .find(|(kind, ..)| *kind == self)
            .unwrap_or((self, "文字", ""))
    }

    pub(crate) fn words() -> Vec<&'static str> {
        Self::NAMES.iter().map(|(_, name, _)| *name).collect()
    }

    pub(crate) fn from_chinese(word: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, name, _)| *name == word)
            .map(|(kind, ..)| *kind)
    }
}

/// A parameter's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Value {
    /// Working days.
    WorkingDays(u32),
    /// Calendar days.
    Days(u32),
    /// Clock hours.
    Hours(u32),
    /// Full years or months.
    Span(Span),
    /// A plain number.
    Count(i64),
    /// A share.
    Share(Fraction),
    /// An amount.
    Money(Money),
    /// A day.
    Day(Day),
    /// A stretch of days.
    Range(DayRange),
    /// A threshold of a vote.
    Threshold(Threshold),
    /// An office.
    Office(Office),
    /// From which day a title counts.
    TitleDate(TitleDate),
    /// Words.
    Text(String),
    /// 不适用: the office in charge says that the matter does not arise.
    NotApplicable,
}

impl Value {
    /// The value's kind; `None` for 不适用, which fits every kind.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::WorkingDays(_) => Kind::WorkingDays,
            Self::Days(_) => Kind::Days,
            Self::Hours(_) => Kind::Hours,
            Self::Span(_) => Kind::Span,
            Self::Count(_) => Kind::Count,
            Self::Share(_) => Kind::Share,
            Self::Money(_) => Kind::Money,
            Self::Day(_) => Kind::Day,
            Self::Range(_) => Kind::Range,
            Self::Threshold(_) => Kind::Threshold,
            Self::Office(_) => Kind::Office,
            Self::TitleDate(_) => Kind::TitleDate,
            Self::Text(_) => Kind::Text,
            Self::NotApplicable => return None,
        })
    }

    /// Reads `text` as a value of `kind`, or says in Chinese what is wrong.
    pub(crate) fn parse(text: &str, kind: Kind) -> Result<Self, String> {
        let text = text.trim();
        if text == "不适用" {
            return Ok(Self::NotApplicable);
        }
        if let Some(Err(_)) = share_of(text.rsplit('的').next().unwrap_or(text)) {
            return Err(format!("“{text}”的分母不能为零"));
        }
        let number = |unit: &str| {
            text.strip_suffix(unit)
                .and_then(|digits| digits.parse::<u32>().ok())
        };
        let found = match kind {
            Kind::WorkingDays => number("个工作日").map(Self::WorkingDays),
            Kind::Days => number("天").map(Self::Days),
            Kind::Hours => number("小时").map(Self::Hours),
            Kind::Span => Span::parse(text).map(Self::Span),
            Kind::Count => count(text).map(Self::Count),
            Kind::Share => share_of(text).and_then(Result::ok).map(Self::Share),
            Kind::Money => money(text).map(Self::Money),
            Kind::Day => text.parse().ok().map(Self::Day),
            Kind::Range => DayRange::parse(text).map(Self::Range),
            Kind::Threshold => Threshold::parse(text).map(Self::Threshold),
            Kind::Office => match OfficeWord::parse(text) {
                Some(OfficeWord::Fixed(office)) => Some(Self::Office(office)),
                Some(_) | None => None,
            },
            Kind::TitleDate => TitleDate::from_chinese(text).map(Self::TitleDate),
            Kind::Text => (!text.is_empty()).then(|| Self::Text(text.to_owned())),
        };
        found.ok_or_else(|| {
            format!(
                "“{text}”不是有效的{}，应写成“{}”的样子",
                kind.chinese(),
                kind.example()
            )
        })
    }

    /// The kind that `text` looks like; words that look like nothing else are text.
    pub(crate) fn guess(text: &str) -> Kind {
        let precise = Kind::NAMES.iter().map(|(kind, ..)| *kind);
        precise
            .filter(|kind| *kind != Kind::Text)
            .find(|kind| !matches!(Self::parse(text, *kind), Err(_) | Ok(Self::NotApplicable)))
            .unwrap_or_else(|| {
                if matches!(share_of(text), Some(Err(_))) {
                    Kind::Share
                } else {
                    Kind::Text
                }
            })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingDays(days) => write!(f, "{days}个工作日"),
            Self::Days(days) => write!(f, "{days}天"),
            Self::Hours(hours) => write!(f, "{hours}小时"),
            Self::Span(span) => span.fmt(f),
            Self::Count(number) => number.fmt(f),
            Self::Share(share) => share.fmt(f),
            Self::Money(money) => money.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Range(range) => range.fmt(f),
            Self::Threshold(threshold) => threshold.fmt(f),
            Self::Office(office) => f.write_str(&office.chinese()),
            Self::TitleDate(date) => f.write_str(date.chinese()),
            Self::Text(text) => f.write_str(text),
            Self::NotApplicable => f.write_str("不适用"),
        }
    }
}

fn count(text: &str) -> Option<i64> {
    const UNITS: [&str; 7] = ["人", "学时", "岁", "次", "分", "票", "个"];
    let digits = UNITS
        .into_iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text);
    digits.trim().parse().ok()
}

fn money(text: &str) -> Option<Money> {
    let amount = text.strip_suffix('元')?;
    let (yuan, cents) = match amount.split_once('.') {
        Some((yuan, cents)) if cents.len() == 2 => (yuan, cents.parse::<u32>().ok()?),
        Some(_) => return None,
        None => (amount, 0),
    };
    let yuan: u32 = yuan.parse().ok()?;
    Some(Money::from_cents(i64::from(yuan) * 100 + i64::from(cents)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_and_written_in_the_fields_words() {
        for (text, kind) in [
            ("5个工作日", Kind::WorkingDays),
            ("5天", Kind::Days),
            ("24小时", Kind::Hours),
            ("3年", Kind::Span),
            ("18个月", Kind::Span),
            ("90", Kind::Count),
            ("2/3", Kind::Share),
            ("450.00元", Kind::Money),
            ("2021-08-31", Kind::Day),
            ("2021-08-01 至 2021-08-20", Kind::Range),
            ("超过投票总数的2/3", Kind::Threshold),
            ("不少于出席人数的2/3", Kind::Threshold),
            ("按组建单位通知", Kind::Text),
        ] {
            assert_eq!(Value::guess(text), kind, "{text}");
            assert_eq!(Value::parse(text, kind).unwrap().to_string(), text);
        }
        assert_eq!(
            Value::parse("2/0", Kind::Share),
            Err("“2/0”的分母不能为零".to_owned())
        );
        assert_eq!(
            Value::parse("超过投票总数的2/0", Kind::Threshold),
            Err("“超过投票总数的2/0”的分母不能为零".to_owned())
        );
        assert!(Value::parse("2021-02-30", Kind::Day).is_err());
    }

    #[test]
    fn a_three_year_filing_ends_the_day_before_the_anniversary() {
        let start = Day::new(2022, 3, 1).unwrap();
        assert_eq!(Span::Years(3).last_day(start).to_string(), "2025-02-28");
    }
}
