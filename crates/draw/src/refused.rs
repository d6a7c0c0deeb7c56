//! Why a step of the draw was refused. The sentences are what the organiser reads.

use crate::relax::Relaxation;
use thiserror::Error;

/// A refusal: nothing was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The rules contradict themselves.
    #[error("抽取规则有误：{0}")]
    Rules(&'static str),
    /// The pool has a fault: an id twice, a name missing, too many rows.
    #[error("专家库名单有误：{0}")]
    Pool(&'static str),
    /// A fixed member is not an eligible chair or vice chair of the pool.
    #[error("指定的主任委员或者副主任委员{0}不在可用的主任、副主任名单中。")]
    FixedNotInPool(String),
    /// No panel meets the hard rules; the smallest change that would do is named.
    #[error("按现有规则组不成评委会。最小的调整是：{}。", list(.0))]
    Infeasible(Vec<Relaxation>),
    /// The solver could not decide; numbers out of any reasonable range.
    #[error("无法计算抽取概率，请检查名单和规则（{0}）。")]
    Solver(&'static str),
    /// The number of panels is out of range.
    #[error("名单数量应当在{min}至{max}之间。")]
    ListSize {
        /// Fewest panels.
        min: u32,
        /// Most panels.
        max: u32,
    },
    /// The commitment itself is incomplete.
    #[error("抽取承诺有误：{0}")]
    Commitment(&'static str),
    /// The commitment is for another list.
    #[error("抽取承诺与本次准备的名单不一致。")]
    OtherCommitment,
    /// A party did not reveal its number: the draw is void, to be recorded; a new attempt is needed.
    #[error("{0}没有公开随机数，本次抽取作废。请记录后重新组织抽取。")]
    NonceMissing(String),
    /// A revealed number is not the one committed to.
    #[error("{0}公开的随机数与承诺不符，本次抽取作废。请记录后重新组织抽取。")]
    NonceWrong(String),
    /// The public number is not of a source that was committed to, or is not genuine.
    #[error("公共随机数无效：{0}")]
    PublicNumber(&'static str),
    /// A decline of somebody who does not sit on the panel at that point of the log.
    #[error("第{0}条谢绝记录有误：此人当时不在名单上。")]
    NotSeated(usize),
    /// A fixed member cannot be replaced by lot.
    #[error("第{0}条谢绝记录是指定的主任委员或者副主任委员，不能抽取替补，需要重新组织抽取。")]
    FixedDeclined(usize),
    /// The public bundle would let people be recognised.
    #[error("名单过小，公开材料可能使人认出专家：有{groups}类人少于{at_least}人。请只向监督部门提供。")]
    TooFine {
        /// Kinds of people with too few in them.
        groups: usize,
        /// The bound that was asked for.
        at_least: usize,
    },
    /// Nobody of that id is in the frozen pool.
    #[error("冻结的名单中没有此人。")]
    Unknown,
}

fn list(relaxations: &[Relaxation]) -> String {
    relaxations
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("；")
}
