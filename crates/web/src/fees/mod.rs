//! What a case's pages say of its fee; the pages of the fee itself are the cashier's.

pub mod urls;

use askama::Template;
use domain::fees::{Order, Stage, terms};
use domain::plans::Plan;
use kernel::{ApplicationId, Level};
use policy::{Answer, NotSet, Origin, Rules};
use store::Rx;

use crate::kit::forms::{Button, Buttons};
use crate::kit::html::{Html, components};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::timeline::Left;
use crate::kit::words::{Basis, Noted, Tag, Tone};
use urls::{FeeReceipt, OrderPage};

/// Where an order stands.
pub(crate) fn stage_tag(stage: &Stage) -> Tag {
    let tone = match stage {
        Stage::Unpaid | Stage::WaiverAsked { .. } => Tone::Amber,
        Stage::Paid { .. } | Stage::Waived { .. } => Tone::Jade,
        Stage::Refunded { .. } | Stage::Dropped { .. } => Tone::Plain,
    };
    Tag::new(stage.chinese(), tone)
}

/// Under a value: the article, or who set it and on what ground.
fn origin<T>(answer: &Answer<T>) -> Html {
    match &answer.origin {
        Origin::Pack { article, .. } => Basis::new(article.clone()).into(),
        Origin::Setting { .. } => Html::text(answer.origin.to_string()),
    }
}

/// Why nothing is said: the text's silence and its article.
fn silent(open: &NotSet) -> Html {
    let basis = open
        .law
        .as_ref()
        .map_or_else(Html::default, |law| Basis::new(law.article.clone()).into());
    Noted::text("未载明").note(&open.why).with(basis).into()
}

/// The amount with its standard: article and the approval it names.
pub(crate) fn amount(order: &Order) -> Fact {
    let approval = order.amount.law.basis.as_ref();
    let note = Html::from(
        Noted::new(origin(&order.amount))
            .note(approval.map_or_else(String::new, |basis| format!("收费依据：{basis}"))),
    );
    Fact::new("金额", order.amount.value.to_string()).note(note)
}

/// By when it is to be paid.
pub(crate) fn due(order: &Order, left: Option<Left>) -> Fact {
    match &order.due {
        Some((day, period)) => {
            let tag = match left {
                Some(left) if order.is_open() => Html::from(left.tag()).then(Html::text(" ")),
                _ => Html::default(),
            };
            let words = format!("{day} 前（开具后 {} 个工作日）", period.value);
            Fact::html("缴费期限", tag.then(Html::text(words))).note(origin(period))
        }
        None => Fact::new("缴费期限", "未载明"),
    }
}

/// The fee on the page of a case: what is to pay, until when, on which article, or the receipt.
#[derive(Clone, Debug, Template)]
#[template(
    source = "<h2>评审费</h2>{{ facts }}{% if let Some(buttons) = buttons %}{{ buttons }}{% endif %}",
    ext = "html"
)]
pub(crate) struct FeeCard {
    facts: SummaryList,
    buttons: Option<Buttons>,
}

components!(FeeCard);

/// Whose fee a card is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub(crate) case: ApplicationId,
    pub(crate) level: Level,
    pub(crate) plan: &'a Plan,
    pub(crate) rules: &'a Rules,
}

impl FeeCard {
    /// The card of a submitted case, for its applicant. `left` reckons what is left until a day.
    ///
    /// # Errors
    /// The database is unavailable.
    pub(crate) fn of(
        rx: &mut Rx<'_>,
        about: About<'_>,
        left: impl Fn(&Rx<'_>, kernel::Day) -> Left,
    ) -> store::Result<Self> {
        let Some(stored) = store::fees::of_case(rx, about.case)? else {
            return Ok(Self::ahead(about));
        };
        let order = stored.order;
        let left = order.due.as_ref().map(|(day, _)| left(rx, day.latest()));
        let facts = vec![
            Fact::html("状态", stage_tag(&order.stage)),
            amount(&order),
            due(&order, left),
            Fact::new("缴费方式", &about.plan.content.payment),
            Fact::new("缴费单号", &order.number),
        ];
        let id = order.id;
        let buttons = match &order.stage {
            Stage::Unpaid => vec![Button::link("去缴费", OrderPage { id })],
            Stage::Paid { .. } | Stage::Refunded { .. } => {
                vec![Button::link("查看收据", FeeReceipt { id }).secondary()]
            }
            _ => Vec::new(),
        };
        Ok(Self {
            facts: SummaryList::new(facts),
            buttons: (!buttons.is_empty()).then(|| Buttons::new(buttons)),
        })
    }

    /// What is ahead while there is no order.
    fn ahead(about: About<'_>) -> Self {
        let fee = match terms::amount(about.rules, about.level) {
            Ok(fee) => Fact::new("金额", fee.value.to_string()).note(origin(&fee)),
            Err(open) => Fact::html("金额", silent(&open)),
        };
        let step = match terms::due_step(about.rules) {
            Ok(step) => {
                let words = format!("申报到“{}”环节时开具缴费单", step.value.chinese());
                Fact::new("何时缴费", words).note(origin(&step))
            }
            Err(open) => Fact::html("何时缴费", silent(&open)),
        };
        Self {
            facts: SummaryList::new([fee, step]),
            buttons: None,
        }
    }
}
