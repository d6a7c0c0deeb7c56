//! Records the defence or lesson demonstration of a senior applicant (UNT-012, UNT-014).

use kernel::{ApplicationId, Day, Refusal, Refusals, Role};
use policy::StepKind;
use store::Tx;

use crate::{Result, Verb, applications};

/// Records a defence.
pub const VERB: Verb = Verb {
    kind: "panel.record_defence",
    roles: &[Role::UnitExaminer],
};

/// A held defence.
#[derive(Debug, Clone)]
pub struct Defence {
    /// The case.
    pub application: ApplicationId,
    /// The day it was held.
    pub held: Day,
    /// 面试答辩 or 说课.
    pub way: String,
    /// What came of it.
    pub result: String,
}

/// Records the defence and sends the case on.
///
/// # Errors
/// The case does not stand there, the day lies ahead, or way or result is missing.
pub fn record_defence(tx: &mut Tx<'_>, cmd: &Defence) -> Result<()> {
    let turn = applications::turn(tx, &VERB, cmd.application, StepKind::Defence)?;
    let mut found = Vec::new();
    if cmd.held > tx.today() {
        found.push(Refusal::new("答辩日期不能晚于今天").at("held").rule("UNT-012"));
    }
    if cmd.way.trim().is_empty() {
        found.push(
            Refusal::new("请填写考评方式，例如面试答辩或说课")
                .at("way")
                .rule("UNT-012"),
        );
    }
    if cmd.result.trim().is_empty() {
        found.push(Refusal::new("请填写考评结果").at("result").rule("UNT-012"));
    }
    Refusals::check(found)?;
    let opinion = format!("{}，{}：{}", cmd.held, cmd.way, cmd.result);
    applications::go_on(tx, &VERB, &turn, StepKind::Defence, ("已答辩", &opinion))
}
