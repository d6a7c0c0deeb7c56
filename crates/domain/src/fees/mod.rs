//! The review fee of one application (评审费): order, payment, waiver, refund. Amounts are whole 分 and never anything but
//! the approved standard (FEE-004).

pub mod access;
pub mod terms;

use kernel::{
    ApplicationId, Calendar, FeeOrderId, FileId, Level, Money, OfficeId, PersonId, PlanId, Reckoned, Refusal,
    Refusals, Timestamp,
};
use policy::{Answer, Rules};
use serde::{Deserialize, Serialize};

use crate::{Changed, refuse};

/// How money came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 网上缴费: told by the payment gateway with its signature.
    Gateway,
    /// 银行转账、现场缴费: entered by the organiser from the slip.
    Slip,
}

impl Channel {
    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Slip => "slip",
        }
    }

    /// The channel with this stored word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Gateway, Self::Slip]
            .into_iter()
            .find(|channel| channel.code() == code)
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Gateway => "网上缴费",
            Self::Slip => "凭缴款凭证登记",
        }
    }
}

/// Money received, as the gateway or the slip says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// How it came in.
    pub channel: Channel,
    /// The gateway's transaction number or the number of the slip; counts once per channel.
    pub reference: String,
    /// The amount.
    pub amount: Money,
    /// When it was paid.
    pub paid: Timestamp,
}

/// The receipt of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its number in the organiser's year: `2021-000017`.
    pub number: String,
    /// When it was given.
    pub given: Timestamp,
    /// The PDF, once it is made.
    pub file: Option<FileId>,
}

/// A waiver somebody asks for, or was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The document or provision it stands on.
    pub basis: String,
    /// Who asked for it.
    pub asked_by: PersonId,
    /// When.
    pub asked: Timestamp,
    /// Who approved it; none while it waits.
    pub approved_by: Option<PersonId>,
}

/// Money given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Why, under the round's provision.
    pub reason: String,
    /// The number of the slip of the transfer back.
    pub reference: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
}

/// Where an order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "stage")]
pub enum Stage {
    /// 待缴费
    Unpaid,
    /// 减免待批
    WaiverAsked {
        /// What is asked for.
        waiver: Waiver,
    },
    /// 已缴费
    Paid {
        /// The payment.
        payment: Payment,
        /// Its receipt.
        receipt: Receipt,
    },
    /// 已减免
    Waived {
        /// What was given.
        waiver: Waiver,
    },
    /// 已退费
    Refunded {
        /// The payment that was given back.
        payment: Payment,
        /// The receipt it had.
        receipt: Receipt,
        /// How it was given back.
        refund: Refund,
    },
    /// 已作废: the application was withdrawn or ended before anything was paid.
    Dropped {
        /// When.
        at: Timestamp,
    },
}

impl Stage {
    /// The stored words, in the order in which lists offer them, with the words on pages.
    pub const WORDS: [(&'static str, &'static str); 6] = [
        ("unpaid", "待缴费"),
        ("waiver_asked", "减免待批"),
        ("paid", "已缴费"),
        ("waived", "已减免"),
        ("refunded", "已退费"),
        ("dropped", "已作废"),
    ];

    /// The stored word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::WaiverAsked { .. } => "waiver_asked",
            Self::Paid { .. } => "paid",
            Self::Waived { .. } => "waived",
            Self::Refunded { .. } => "refunded",
            Self::Dropped { .. } => "dropped",
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn chinese(&self) -> &'static str {
        let found = Self::WORDS.iter().find(|(code, _)| *code == self.code());
        found.map_or("", |(_, words)| words)
    }
}

/// What one applicant is to pay for one application (缴费单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: FeeOrderId,
    /// Its number in the organiser's year: `2021-000123`; what the payer writes on a transfer.
    pub number: String,
    /// The application, per person and application (每人次).
    pub case: ApplicationId,
    /// The round.
    pub plan: PlanId,
    /// Who is to pay.
    pub payer: PersonId,
    /// Who charges.
    pub organiser: OfficeId,
    /// The office that set up the round and answers requests for a waiver.
    pub series_office: OfficeId,
    /// For which level.
    pub level: Level,
    /// The standard in force when the order was made, with the sentence, article and approval behind it.
    pub amount: Answer<Money>,
    /// The last day to pay and the period behind it; none where the round sets no period.
    pub due: Option<(Reckoned, Answer<u32>)>,
    /// When it was made.
    pub raised: Timestamp,
    /// Where it stands.
    pub stage: Stage,
}

/// An order was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Raised {
    /// Its number.
    pub number: String,
    /// The application.
    pub case: ApplicationId,
    /// The amount.
    pub amount_cents: Money,
    /// The last day to pay.
    pub due: Option<Reckoned>,
}

/// An order was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paid {
    /// How.
    pub channel: Channel,
    /// Digest of the transaction's or slip's number.
    pub reference: String,
    /// The amount.
    pub amount_cents: Money,
    /// The receipt's number.
    pub receipt: String,
}

/// A waiver was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaiverAsked {
    /// Digest of its basis.
    pub basis: String,
}

/// A waiver was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaiverAnswered {
    /// Whether it was given.
    pub given: bool,
}

/// A payment was given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refunded {
    /// The amount.
    pub amount_cents: Money,
    /// Digest of the reason.
    pub reason: String,
}

/// An unpaid order fell with its application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// The application.
    pub case: ApplicationId,
}

/// What an order is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// The application.
    pub case: ApplicationId,
    /// The round.
    pub plan: PlanId,
    /// Who is to pay.
    pub payer: PersonId,
    /// Who charges.
    pub organiser: OfficeId,
    /// The office that set up the round.
    pub series_office: OfficeId,
    /// For which level.
    pub level: Level,
}

impl Order {
    /// Makes the order for `charge` at `now`; the working days of the period count from the next one.
    ///
    /// # Errors
    /// The round has no amount for the level (FEE-004: nothing but an approved standard is charged).
    pub fn raise(
        id: FeeOrderId,
        number: String,
        charge: Charge,
        rules: &Rules,
        calendar: &Calendar,
        now: Timestamp,
    ) -> Result<Changed<Self, Raised>, Refusals> {
        let amount = terms::amount(rules, charge.level).map_err(|open| open.refusal())?;
        let due = terms::period(rules)
            .ok()
            .map(|period| (calendar.after(now.day(), period.value), period));
        let event = Raised {
            number: number.clone(),
            case: charge.case,
            amount_cents: amount.value,
            due: due.as_ref().map(|(day, _)| day.clone()),
        };
        let order = Self {
            id,
            number,
            case: charge.case,
            plan: charge.plan,
            payer: charge.payer,
            organiser: charge.organiser,
            series_office: charge.series_office,
            level: charge.level,
            amount,
            due,
            raised: now,
            stage: Stage::Unpaid,
        };
        Ok(Changed::new(order, event))
    }

    /// Takes a payment of exactly the amount; paying after the last day is still paying.
    ///
    /// # Errors
    /// The amount is another one (FEE-004), or there is nothing to pay.
    pub fn pay(
        self,
        payment: Payment,
        reference: String,
        receipt: String,
        now: Timestamp,
    ) -> Result<Changed<Self, Paid>, Refusals> {
        if !self.is_open() {
            let text = format!("缴费单{}{}，不能再登记缴费", self.number, self.stage.chinese());
            return Err(Refusal::new(text).at("reference").rule("FEE-004").into());
        }
        if payment.amount != self.amount.value {
            let text = format!("应缴{}，登记的是{}", self.amount.value, payment.amount);
            let refusal = self.amount.law.refusal_saying(text).at("amount");
            let remedy = "金额不符的，请核对凭证；多缴、少缴的按原渠道退回后重新缴纳";
            return Err(refusal.remedy(remedy).into());
        }
        let event = Paid {
            channel: payment.channel,
            reference,
            amount_cents: payment.amount,
            receipt: receipt.clone(),
        };
        let receipt = Receipt {
            number: receipt,
            given: now,
            file: None,
        };
        let stage = Stage::Paid { payment, receipt };
        Ok(Changed::new(Self { stage, ..self }, event))
    }

    /// Asks for a waiver on a named basis.
    ///
    /// # Errors
    /// The round provides for none, the basis is missing, or the order is not open.
    pub fn ask_waiver(
        self,
        waiver: Waiver,
        digest: String,
        rules: &Rules,
    ) -> Result<Changed<Self, WaiverAsked>, Refusals> {
        let mut found = Vec::new();
        if let Err(open) = terms::waivers(rules) {
            found.push(open.refusal());
        }
        if waiver.basis.trim().is_empty() {
            found.push(Refusal::new("请填写减免的依据").at("basis").rule("FEE-004"));
        }
        if self.stage != Stage::Unpaid {
            let text = format!("缴费单{}，不能申请减免", self.stage.chinese());
            found.push(Refusal::new(text).rule("FEE-004"));
        }
        Refusals::check(found)?;
        let stage = Stage::WaiverAsked { waiver };
        Ok(Changed::new(
            Self { stage, ..self },
            WaiverAsked { basis: digest },
        ))
    }

    /// Answers the request for a waiver; whoever asked does not answer it.
    ///
    /// # Errors
    /// Nothing was asked for, or the same person asked.
    pub fn answer_waiver(self, given: bool, by: PersonId) -> Result<Changed<Self, WaiverAnswered>, Refusals> {
        let Stage::WaiverAsked { waiver } = self.stage else {
            let text = format!("缴费单{}，没有待批的减免申请", self.stage.chinese());
            return Err(Refusal::new(text).rule("FEE-004").into());
        };
        if waiver.asked_by == by {
            let refusal = Refusal::new("减免申请不能由提出人自己审批").rule("FEE-004");
            return Err(refusal.remedy("请由本机构其他人员审批").into());
        }
        let stage = if given {
            let approved_by = Some(by);
            Stage::Waived {
                waiver: Waiver {
                    approved_by,
                    ..waiver
                },
            }
        } else {
            Stage::Unpaid
        };
        Ok(Changed::new(Self { stage, ..self }, WaiverAnswered { given }))
    }

    /// Gives the whole payment back.
    ///
    /// # Errors
    /// The round provides for no refund, nothing was paid, or reason or slip is missing.
    pub fn refund(
        self,
        refund: Refund,
        digest: String,
        rules: &Rules,
    ) -> Result<Changed<Self, Refunded>, Refusals> {
        let mut found = Vec::new();
        if let Err(open) = terms::refunds(rules) {
            found.push(open.refusal());
        }
        for (value, field, what) in [
            (&refund.reason, "reason", "退费事由"),
            (&refund.reference, "reference", "退款凭证号"),
        ] {
            if value.trim().is_empty() {
                found.push(Refusal::new(format!("请填写{what}")).at(field).rule("FEE-004"));
            }
        }
        let Stage::Paid { payment, receipt } = self.stage else {
            let text = format!("缴费单{}，没有可以退的费用", self.stage.chinese());
            found.push(Refusal::new(text).rule("FEE-004"));
            let refused = Refusals::check(found).err();
            return Err(refused.unwrap_or_else(|| Refusal::new("没有可以退的费用").into()));
        };
        Refusals::check(found)?;
        let event = Refunded {
            amount_cents: payment.amount,
            reason: digest,
        };
        let stage = Stage::Refunded {
            payment,
            receipt,
            refund,
        };
        Ok(Changed::new(Self { stage, ..self }, event))
    }

    /// The application is no longer under way: what is unpaid is no longer asked for.
    #[must_use]
    pub fn dropped(self, now: Timestamp) -> Option<Changed<Self, Dropped>> {
        let case = self.case;
        let stage = Stage::Dropped { at: now };
        self.is_open()
            .then(|| Changed::new(Self { stage, ..self }, Dropped { case }))
    }

    /// The standard it stands on, in one sentence: what the text says, its article, the approval it names, or who set it.
    #[must_use]
    pub fn standard(&self) -> String {
        let (law, origin) = (&self.amount.law, &self.amount.origin);
        let approval = law
            .basis
            .as_ref()
            .map_or_else(String::new, |basis| format!("，依据{basis}"));
        format!("{}（{origin}{approval}）", law.sentence)
    }

    /// Whether money is still expected.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Unpaid | Stage::WaiverAsked { .. })
    }

    /// Whether the order stands in for a new one: open, or settled by payment or waiver.
    #[must_use]
    pub const fn stands(&self) -> bool {
        !matches!(self.stage, Stage::Dropped { .. } | Stage::Refunded { .. })
    }

    /// Whether the fee is settled, by payment or by a waiver.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self.stage, Stage::Paid { .. } | Stage::Waived { .. })
    }

    /// The payment and its receipt, if one was made, given back or not.
    #[must_use]
    pub const fn payment(&self) -> Option<(&Payment, &Receipt)> {
        match &self.stage {
            Stage::Paid { payment, receipt } | Stage::Refunded { payment, receipt, .. } => {
                Some((payment, receipt))
            }
            _ => None,
        }
    }
}

/// Why a case is not accepted yet: the round says so (未缴费处理), and the fee is not settled. `order` is the case's.
#[must_use]
pub fn bar(order: Option<&Order>, rules: &Rules) -> Option<Refusal> {
    let rule = terms::bars_acceptance(rules)?;
    if order.is_some_and(Order::is_settled) {
        return None;
    }
    let (text, remedy) = match order {
        Some(order) if order.is_open() => (
            format!("评审费{}尚未缴纳，不能受理", order.amount.value),
            "请提醒申报人缴费；已经转账的，请凭缴款凭证登记",
        ),
        _ => (
            "还没有开具缴费单，不能受理".to_owned(),
            "请先在“评审收费”中补开缴费单",
        ),
    };
    Some(refuse(rules, "未缴费处理", "FEE-004", text).remedy(format!("{remedy}（{}）", rule.origin)))
}

#[cfg(test)]
mod tests;
