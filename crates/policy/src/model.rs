//! What a pack says, as read from its files and before layers and dates are resolved.

use std::collections::BTreeMap;

use kernel::{Day, Fraction, Layer, Level, RuleId};
use serde::{Deserialize, Serialize};

use crate::law::Way;
use crate::source::Place;
use crate::words::{Force, Kind, OfficeWord, Span, Threshold, Value};

/// What every row of a pack may carry: its name, article, sentence and the rules it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) article: Option<String>,
    /// 出处: the document the article is in, when it is not the pack's own.
    pub(crate) document: Option<String>,
    pub(crate) rules: Vec<RuleId>,
    pub(crate) sentence: Option<String>,
    pub(crate) remedy: Option<String>,
    pub(crate) basis: Option<String>,
    pub(crate) reading: Option<String>,
    pub(crate) force: Force,
    pub(crate) place: Place,
}

/// Which cases a row is for; an empty list means all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selector {
    pub(crate) levels: Vec<Level>,
    pub(crate) layers: Vec<Layer>,
}

impl Selector {
    pub(crate) fn fits(&self, level: Level, layer: Option<Layer>) -> bool {
        let level_fits = self.levels.is_empty() || self.levels.contains(&level);
        let layer_fits = self.layers.is_empty() || layer.is_none_or(|layer| self.layers.contains(&layer));
        level_fits && layer_fits
    }
}

/// The administrative tier a pack stands on; lower packs change rows of higher ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 国家
    National,
    /// 省级 (the region)
    Region,
    /// 设区市
    City,
    /// 单位
    Unit,
}

impl Tier {
    pub(crate) const WORDS: [&'static str; 4] = ["国家", "省级", "设区市", "单位"];

    /// The tier's Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::National => "国家",
            Self::Region => "省级",
            Self::City => "设区市",
            Self::Unit => "单位",
        }
    }

    pub(crate) fn from_chinese(word: &str) -> Option<Self> {
        match word {
            "国家" => Some(Self::National),
            "省级" => Some(Self::Region),
            "设区市" => Some(Self::City),
            "单位" => Some(Self::Unit),
            _ => None,
        }
    }
}

/// The areas, series and levels a pack is for (适用).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Prefix of the area's administrative code, e.g. `45` for Guangxi, `4501` for Nanning.
    pub area: String,
    /// The series' name; `None` for every series.
    pub series: Option<String>,
    /// The levels; empty for every level.
    pub levels: Vec<Level>,
}

/// A pack this one stands on.
#[derive(Debug, Clone)]
pub(crate) struct Parent {
    pub(crate) id: String,
    pub(crate) from: Option<Day>,
    /// From `from` on the parent's rows go before this pack's own (第五十四条: 不一致的，以本办法为准).
    pub(crate) prevails: bool,
    pub(crate) place: Place,
}

#[derive(Debug, Clone)]
pub(crate) struct PackHead {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) number: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) tier: Tier,
    pub(crate) scope: Scope,
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
    pub(crate) parents: Vec<Parent>,
    /// 依据未收录: texts the instrument stands on that were not supplied, and what is missing in them.
    pub(crate) not_supplied: Vec<(String, String)>,
    pub(crate) place: Place,
}

/// How a declared fact is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "values")]
pub enum FactType {
    /// 是否
    Flag,
    /// 日期
    Day,
    /// 期间: stretches of days; the last may still run.
    Periods,
    /// 等级: ordered values, lowest first.
    Rank(Vec<String>),
    /// 类别: unordered values.
    Category(Vec<String>),
    /// 时长: a summed length in months.
    Months,
    /// 数: a whole number.
    Number,
}

/// A declared fact: what it is, where it comes from and which proof settles it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactDecl {
    /// Its name.
    pub name: String,
    /// How it is measured.
    pub measure: FactType,
    /// 取自: where it comes from.
    pub source: String,
    /// 证明: which proof settles it.
    pub proof: String,
    /// 空值: how its source states that there is none; `None` when absence cannot be stated.
    pub absence: Option<String>,
    /// 单位, for numbers.
    pub unit: Option<String>,
    #[serde(skip)]
    pub(crate) place: Option<Place>,
}

/// A constant or a parameter that an atom compares with.
#[derive(Debug, Clone)]
pub(crate) enum Operand {
    Constant(String),
    Parameter(String),
    /// 当日: the day the question is asked on.
    AskedDay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    AtLeast,
    Over,
    Under,
    AtMost,
    Equal,
    OneOf,
    /// 满: the span since the fact's day is complete on the day asked.
    Full,
    /// 以内: the day asked lies in the span from the fact's day, both ends included (AMB-23).
    Inside,
    /// 覆盖: a period runs on the day asked.
    Covers,
    Odd,
    /// No comparison: the fact must be true.
    Holds,
}

impl Op {
    /// The words of comparison; `不少于` includes the number, `超过` does not.
    pub(crate) const WORDS: [(&'static str, Self); 17] = [
        ("不少于", Self::AtLeast),
        ("不低于", Self::AtLeast),
        ("不早于", Self::AtLeast),
        ("超过", Self::Over),
        ("高于", Self::Over),
        ("晚于", Self::Over),
        ("少于", Self::Under),
        ("低于", Self::Under),
        ("早于", Self::Under),
        ("不超过", Self::AtMost),
        ("不高于", Self::AtMost),
        ("不晚于", Self::AtMost),
        ("等于", Self::Equal),
        ("属于", Self::OneOf),
        ("满", Self::Full),
        ("以内", Self::Inside),
        ("覆盖", Self::Covers),
    ];

    pub(crate) fn from_chinese(word: &str) -> Option<Self> {
        Self::WORDS
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, op)| *op)
    }
}

/// A node of a rule with the words to explain it.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    pub(crate) body: Body,
    pub(crate) article: Option<String>,
    pub(crate) sentence: Option<String>,
    pub(crate) remedy: Option<String>,
    pub(crate) rules: Vec<RuleId>,
    pub(crate) place: Place,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    All(Vec<Clause>),
    AtLeast(usize, Vec<Clause>),
    None(Vec<Clause>),
    Rule(String),
    Atom {
        fact: String,
        op: Op,
        word: String,
        operand: Operand,
    },
    /// `部分` of `整体` reaches or exceeds a share, cross-multiplied.
    Ratio {
        part: String,
        whole: String,
        strict: bool,
        share: Fraction,
    },
    Lookup {
        table: String,
        bound: BTreeMap<String, String>,
    },
}

/// The days a rule is asked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// 申报日
    Application,
    /// 申报截止日
    Deadline,
    /// 受理日
    Acceptance,
    /// 评审日
    Review,
    /// 确认日
    Confirmation,
}

impl Moment {
    const NAMES: [(&'static str, Self); 5] = [
        ("申报日", Self::Application),
        ("申报截止日", Self::Deadline),
        ("受理日", Self::Acceptance),
        ("评审日", Self::Review),
        ("确认日", Self::Confirmation),
    ];

    pub(crate) fn words() -> Vec<&'static str> {
        Self::NAMES.iter().map(|(name, _)| *name).collect()
    }

    pub(crate) fn from_chinese(word: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, moment)| *moment)
    }

    /// The moment's Chinese name.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, moment)| *moment == self)
            .map_or("", |(name, _)| name)
    }
}

/// When a rule is asked: on one moment's day, or on every day between two moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedOn {
    /// First moment.
    pub from: Moment,
    /// Last moment; the same as `from` for a single day.
    pub to: Moment,
}

#[derive(Debug, Clone)]
pub(crate) struct RuleRow {
    pub(crate) head: Head,
    pub(crate) asked: AskedOn,
    pub(crate) body: Clause,
}

/// A value with the days it is in force.
#[derive(Debug, Clone)]
pub(crate) struct Dated<T> {
    pub(crate) from: Day,
    pub(crate) to: Option<Day>,
    pub(crate) value: T,
}

impl<T> Dated<T> {
    pub(crate) fn covers(&self, on: Day) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }
}

/// In which direction a parameter becomes stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stricter {
    /// 越大越严
    Larger,
    /// 越小越严
    Smaller,
}

#[derive(Debug, Clone)]
pub(crate) struct ParameterRow {
    pub(crate) head: Head,
    pub(crate) kind: Kind,
    pub(crate) values: Vec<Dated<Value>>,
    /// Why no text gives a value (未载明).
    pub(crate) silent: Option<String>,
    pub(crate) stricter: Option<Stricter>,
    /// 可设: the value is a reading that a round may set otherwise.
    pub(crate) adjustable: bool,
}

/// What a text asks of a window that a plan proposes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Within {
    NotAfter(Day),
    NotBefore(Day),
    AtLeast(Span),
}

#[derive(Debug, Clone)]
pub(crate) struct LimitRow {
    pub(crate) head: Head,
    pub(crate) stage: String,
    pub(crate) levels: Vec<Level>,
    pub(crate) within: Within,
}

#[derive(Debug, Clone)]
pub(crate) struct TableRow {
    pub(crate) cells: Vec<Cell>,
    /// How many of the first cells choose the row.
    pub(crate) chosen_by: usize,
    pub(crate) article: Option<String>,
    pub(crate) sentence: Option<String>,
    pub(crate) from: Option<Day>,
    pub(crate) to: Option<Day>,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Any,
    Constant(String),
    Parameter(String),
}

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) head: Head,
    pub(crate) columns: Vec<String>,
    /// 要求列: how many of the last columns are demands; the others choose the row.
    pub(crate) demands: usize,
    pub(crate) rows: Vec<TableRow>,
    pub(crate) answers: Vec<AnswerRow>,
}

/// 释义 in a table: what holds for cases that no row is for.
#[derive(Debug, Clone)]
pub(crate) struct AnswerRow {
    pub(crate) head: Head,
    /// The values it speaks about, by column or fact.
    pub(crate) about: BTreeMap<String, Vec<String>>,
}

/// 放宽: what a higher text itself allows lower ones to relax.
#[derive(Debug, Clone)]
pub(crate) struct RelaxationRow {
    pub(crate) head: Head,
    /// The tiers that may; empty for every lower one.
    pub(crate) tiers: Vec<Tier>,
}

/// A threshold of a vote: given by the text, or left open for a reason.
#[derive(Debug, Clone)]
pub(crate) struct ThresholdRow {
    pub(crate) head: Head,
    pub(crate) given: Result<Threshold, String>,
}

#[derive(Debug, Clone)]
pub(crate) struct VoteRow {
    pub(crate) head: Head,
    pub(crate) secret: bool,
    pub(crate) agree: ThresholdRow,
    pub(crate) quorum: Option<ThresholdRow>,
}

#[derive(Debug, Clone)]
pub(crate) enum Demand {
    /// A count compared with constants.
    Count {
        op: Op,
        word: String,
        constants: Vec<i64>,
    },
    /// A count as a share of another.
    Share {
        whole: String,
        strict: bool,
        share: Fraction,
    },
    /// No text gives the least count (未载明): a round sets it, and why.
    Silent { why: String },
}

#[derive(Debug, Clone)]
pub(crate) struct DemandRow {
    pub(crate) head: Head,
    pub(crate) demand: Demand,
    pub(crate) levels: Vec<Level>,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) waiver: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct CompositionRow {
    pub(crate) head: Head,
    pub(crate) counters: Vec<String>,
    pub(crate) attributes: BTreeMap<String, Vec<String>>,
    pub(crate) demands: Vec<DemandRow>,
}

/// What a step of a round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// 个人申报
    Application,
    /// 单位审核
    UnitAudit,
    /// 面试答辩（答辩或说课）
    Defence,
    /// 单位公示
    UnitPublicity,
    /// 单位审议
    Panel,
    /// 单位推荐
    Recommendation,
    /// 主管部门审核
    DepartmentAudit,
    /// 系列职改办审核
    SeriesOfficeAudit,
    /// 人社部门（职改办）审核推荐
    TitleOfficeAudit,
    /// 组建单位受理审核
    Acceptance,
    /// 评委会评审
    Review,
    /// 结果公示
    ResultPublicity,
    /// 确认
    Confirmation,
    /// 发证
    Issue,
}

impl StepKind {
    const NAMES: [(&'static str, Self); 14] = [
        ("个人申报", Self::Application),
        ("单位审核", Self::UnitAudit),
        ("答辩", Self::Defence),
        ("单位公示", Self::UnitPublicity),
        ("单位审议", Self::Panel),
        ("单位推荐", Self::Recommendation),
        ("主管部门审核", Self::DepartmentAudit),
        ("系列职改办审核", Self::SeriesOfficeAudit),
        ("人社部门审核", Self::TitleOfficeAudit),
        ("受理审核", Self::Acceptance),
        ("评审", Self::Review),
        ("结果公示", Self::ResultPublicity),
        ("确认", Self::Confirmation),
        ("发证", Self::Issue),
    ];

    pub(crate) fn words() -> Vec<&'static str> {
        Self::NAMES.iter().map(|(name, _)| *name).collect()
    }

    /// The step of this Chinese name.
    #[must_use]
    pub fn from_chinese(word: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, kind)| *kind)
    }

    /// The step's Chinese name.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(name, _)| name)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct StepRow {
    pub(crate) head: Head,
    pub(crate) kind: StepKind,
    pub(crate) office: OfficeWord,
    pub(crate) selector: Selector,
}

#[derive(Debug, Clone)]
pub(crate) struct Process {
    pub(crate) steps: Vec<StepRow>,
}

#[derive(Debug, Clone)]
pub(crate) struct AuthorityRow {
    pub(crate) head: Head,
    pub(crate) office: Option<OfficeWord>,
    pub(crate) silent: Option<String>,
    pub(crate) selector: Selector,
}

#[derive(Debug, Clone)]
pub(crate) struct Authority {
    pub(crate) head: Head,
    pub(crate) rows: Vec<AuthorityRow>,
}

#[derive(Debug, Clone)]
pub(crate) struct MaterialRow {
    pub(crate) head: Head,
    pub(crate) section: String,
    pub(crate) proof: String,
    pub(crate) waived_when: Option<String>,
    pub(crate) only_when: Option<String>,
    pub(crate) levels: Vec<Level>,
}

#[derive(Debug, Clone)]
pub(crate) struct ScoreRow {
    pub(crate) head: Head,
    pub(crate) content: String,
    pub(crate) by_expert: bool,
    pub(crate) maximum: Option<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct ScoreSheetRow {
    pub(crate) head: Head,
    pub(crate) items: Vec<ScoreRow>,
    pub(crate) silent: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct CommitmentRow {
    pub(crate) head: Head,
    pub(crate) paragraphs: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct GroundRow {
    pub(crate) head: Head,
    pub(crate) way: Way,
    pub(crate) levels: Vec<Level>,
    pub(crate) rules: Vec<String>,
}

/// One line of a list that a text gives in columns.
#[derive(Debug, Clone)]
pub(crate) struct DirectoryLineRow {
    pub(crate) head: Head,
    pub(crate) cells: Vec<String>,
}

/// 名录: a list that a text gives in columns.
#[derive(Debug, Clone)]
pub(crate) struct DirectoryRow {
    pub(crate) head: Head,
    pub(crate) columns: Vec<String>,
    pub(crate) lines: Vec<DirectoryLineRow>,
}

/// How a field of a printed form is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// 文字
    Text,
    /// 长文
    LongText,
    /// 日期
    Day,
    /// 年月
    Month,
    /// 起止日期
    Period,
    /// 整数
    Number,
    /// 小数
    Decimal,
    /// 百分数: reckoned from two other fields (分子, 分母).
    Percent,
    /// 选择
    Choice,
    /// 证件号
    IdentityNumber,
    /// 照片
    Photo,
    /// 签名
    Signature,
    /// 签章: a signature or an organisation's seal.
    Seal,
    /// 意见: an opinion with signature, seal and date.
    Opinion,
    /// 表格: lines of several columns.
    Lines,
}

impl FieldKind {
    const NAMES: [(&'static str, Self); 15] = [
        ("文字", Self::Text),
        ("长文", Self::LongText),
        ("日期", Self::Day),
        ("年月", Self::Month),
        ("起止日期", Self::Period),
        ("整数", Self::Number),
        ("小数", Self::Decimal),
        ("百分数", Self::Percent),
        ("选择", Self::Choice),
        ("证件号", Self::IdentityNumber),
        ("照片", Self::Photo),
        ("签名", Self::Signature),
        ("签章", Self::Seal),
        ("意见", Self::Opinion),
        ("表格", Self::Lines),
    ];

    pub(crate) fn words() -> Vec<&'static str> {
        Self::NAMES.iter().map(|(name, _)| *name).collect()
    }

    pub(crate) fn from_chinese(word: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names.find(|(name, _)| *name == word).map(|(_, kind)| *kind)
    }

    /// The kind's Chinese name.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names.find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// 栏: a field of a printed form.
#[derive(Debug, Clone)]
pub(crate) struct FieldRow {
    pub(crate) head: Head,
    /// 部分: the part of the form.
    pub(crate) part: Option<String>,
    /// 填写: who fills it in.
    pub(crate) by: String,
    pub(crate) kind: FieldKind,
    pub(crate) required: bool,
    /// 内容: what belongs in it.
    pub(crate) content: Option<String>,
    /// 分子 and 分母 of a percentage: the names of two fields.
    pub(crate) share: Option<(String, String)>,
}

/// 表单: a printed form of a text with its fields.
#[derive(Debug, Clone)]
pub(crate) struct FormRow {
    pub(crate) head: Head,
    pub(crate) fields: Vec<FieldRow>,
}

/// Everything one pack's files say.
#[derive(Debug, Clone)]
pub(crate) struct Pack {
    pub(crate) head: PackHead,
    pub(crate) facts: BTreeMap<String, FactDecl>,
    pub(crate) rules: BTreeMap<String, RuleRow>,
    pub(crate) parameters: BTreeMap<(String, Option<Level>), ParameterRow>,
    /// 时段: the windows of a round, by stage.
    pub(crate) windows: BTreeMap<(String, Option<Level>), ParameterRow>,
    pub(crate) limits: BTreeMap<String, LimitRow>,
    pub(crate) tables: BTreeMap<String, Table>,
    pub(crate) votes: BTreeMap<String, VoteRow>,
    pub(crate) compositions: BTreeMap<String, CompositionRow>,
    pub(crate) processes: BTreeMap<String, Process>,
    pub(crate) authorities: BTreeMap<String, Authority>,
    pub(crate) materials: BTreeMap<String, MaterialRow>,
    pub(crate) material_order: Vec<String>,
    pub(crate) sheets: BTreeMap<String, ScoreSheetRow>,
    pub(crate) commitments: BTreeMap<String, CommitmentRow>,
    pub(crate) grounds: BTreeMap<String, GroundRow>,
    pub(crate) obligations: BTreeMap<String, Head>,
    pub(crate) directories: BTreeMap<String, DirectoryRow>,
    pub(crate) forms: BTreeMap<String, FormRow>,
    /// 放宽, by the name of the rule or parameter.
    pub(crate) relaxations: BTreeMap<String, RelaxationRow>,
}

impl Pack {
    pub(crate) const fn new(head: PackHead) -> Self {
        Self {
            head,
            facts: BTreeMap::new(),
            rules: BTreeMap::new(),
            parameters: BTreeMap::new(),
            windows: BTreeMap::new(),
            limits: BTreeMap::new(),
            tables: BTreeMap::new(),
            votes: BTreeMap::new(),
            compositions: BTreeMap::new(),
            processes: BTreeMap::new(),
            authorities: BTreeMap::new(),
            materials: BTreeMap::new(),
            material_order: Vec::new(),
            sheets: BTreeMap::new(),
            commitments: BTreeMap::new(),
            grounds: BTreeMap::new(),
            obligations: BTreeMap::new(),
            directories: BTreeMap::new(),
            forms: BTreeMap::new(),
            relaxations: BTreeMap::new(),
        }
    }
}
