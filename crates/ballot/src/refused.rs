//! Why a ballot operation was refused. The sentences are what the voter or the clerk reads.

use crate::setup::{ItemId, Seat};
use thiserror::Error;

/// A refusal: nothing was changed.
///
/// The sentence says what is wrong and what to do; the article comes from the caller's policy pack. The rule
/// ids in the comments are those of the requirements catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The box is closed (VOT-003: nobody votes later, 不得补充投票).
    #[error("投票已经截止，不能补投。")]
    Late,
    /// The box is still open: contents and counts do not exist for anybody yet (VOT-005).
    #[error("投票尚未截止，截止前任何人不能查看选票和计票结果。")]
    NotClosed,
    /// The seat did not sign in before the roll was fixed (VOT-003: no proxy, no later vote).
    #[error("{0}号席位不在本次会议的签到名单中，不能投票。")]
    NotOnRoll(Seat),
    /// One ballot for each seat.
    #[error("{0}号席位已经投过票，每人只投一票。")]
    AlreadyVoted(Seat),
    /// The ballot names something that is not on the list.
    #[error("选票中有名单以外的事项（{0}），请重新载入选票。")]
    UnknownItem(ItemId),
    /// The ballot leaves items unanswered; the first is named.
    #[error("还有{missing}项没有填写，第一项是{first}。请逐项选择同意、反对或弃权。")]
    Incomplete {
        /// First unanswered item in the order of the list.
        first: ItemId,
        /// How many are unanswered.
        missing: usize,
    },
    /// The seat is recused (回避) for this item (EXP-024).
    #[error("{seat}号席位对{item}已经回避，不能对该项投票。")]
    Recused {
        /// The recused seat.
        seat: Seat,
        /// The item it must leave alone.
        item: ItemId,
    },
    /// The seat is recused for every item.
    #[error("{0}号席位对全部事项都已回避，没有需要投票的事项。")]
    NothingToVote(Seat),
    /// The key does not belong to this box, or its stored state was altered.
    #[error("票箱校验未通过：密钥不符，或者保存的票箱内容被改动过。请停止投票并报告监督员。")]
    SealBroken,
    /// The set-up itself is wrong.
    #[error("投票设置有误：{0}")]
    Setup(&'static str),
    /// The operation belongs to another mode of voting.
    #[error("本次投票采用另一种方式，不能这样操作。")]
    OtherMode,
    /// Both sheets must be keyed in by different people.
    #[error("两份计票单必须由两个人分别录入。")]
    SamePerson,
    /// A third person tried to key in a sheet.
    #[error("两份计票单已经由另外两个人录入，只能由他们本人更正。")]
    TwoAlreadyKeyed,
    /// A sheet cannot be true; `what` says why.
    #[error("计票单有误（{item}）：{what}")]
    Sheet {
        /// The line at fault.
        item: ItemId,
        /// Why it cannot be.
        what: &'static str,
    },
    /// The number of papers handed in cannot be true.
    #[error("收回的选票多于出席人数，请重新清点。")]
    TooManyPapers,
    /// The second sheet is missing.
    #[error("还缺第二份计票单，两份都录入后才能核对。")]
    OneSheetOnly,
    /// The two sheets differ.
    #[error("两份计票单有{0}处不一致，请对照纸质选票分别更正。")]
    SheetsDiffer(usize),
    /// The count was accepted already.
    #[error("计票结果已经确认，不能再更改。")]
    AlreadyAccepted,
    /// The list has no item at this place.
    #[error("名单中没有第{0}项，请重新载入选票。")]
    NoSuchPlace(u32),
    /// The entry is not the next one of its seat and item, or was replaced.
    #[error("这一项已经有更新的填写，请刷新后再操作。")]
    Outdated,
    /// A proof, a code or a signature does not hold.
    #[error("校验未通过，这次提交没有记入。请重试；再次失败请报告监督员。")]
    ProofWrong,
    /// The platform shows a teller another board than the teller's own copy.
    #[error("平台公布的记录与计票方保存的记录不一致，请立即报告监督员。")]
    BoardsDiffer,
    /// A teller has no share of a confirmed entry.
    #[error("计票方缺少已确认选票的份额，无法计票，需要重新投票。")]
    ShareMissing,
    /// A teller's sums are missing or do not fit its commitments; counted from 0.
    #[error("第{}计票方的合计缺失，或者与公开的承诺不符。", .0 + 1)]
    SumsWrong(usize),
}
