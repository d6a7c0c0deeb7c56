//! Versions of policy packs (政策包版本): uploaded, checked, approved by two officers, in force, withdrawn.
//!
//! Nothing takes effect on one person's word: a version comes into force, and one in force is withdrawn, by the
//! signatures of two different officers. A version that what is in force has overtaken is checked anew.

pub mod access;

use kernel::{OfficeId, PackVersionId, PersonId, Refusal, Refusals, Timestamp};
use policy::{RowChange, Truth};
use serde::{Deserialize, Serialize};

use crate::Changed;

/// The folder of the working-day calendars (日历), which are kept like packs.
pub const CALENDARS: &str = "日历";
/// Longer than any reason for a new version.
pub const REASON_MOST_CHARACTERS: usize = 500;

/// An officer's word for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Who.
    pub person: PersonId,
    /// In which office.
    pub office: OfficeId,
    /// When.
    pub at: Timestamp,
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 检查中: it loads; the checker is at work.
    Draft,
    /// 检查未通过
    Faulty,
    /// 检查通过
    Checked,
    /// 一人已批准
    Approved,
    /// 已启用: approved by two.
    Adopted,
    /// 已被取代: another version of the pack is in use.
    Replaced,
    /// 已撤回
    Withdrawn,
}

impl Stage {
    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Faulty => "faulty",
            Self::Checked => "checked",
            Self::Approved => "approved",
            Self::Adopted => "adopted",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on pages.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Draft => "检查中",
            Self::Faulty => "检查未通过",
            Self::Checked => "检查通过，待批准",
            Self::Approved => "一人已批准",
            Self::Adopted => "两人已批准，已启用",
            Self::Replaced => "已被取代",
            Self::Withdrawn => "已撤回",
        }
    }

    /// Whether it may still come into force.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Draft | Self::Faulty | Self::Checked | Self::Approved)
    }
}

/// How many cases went from one answer to another under one rule; rows are the old answers, columns the new ones, in
/// the order 否, 待定, 是.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactGroup {
    /// The rule.
    pub rule: String,
    /// Area, series, level and nature of the unit.
    pub group: String,
    /// The counts.
    pub matrix: [[u32; 3]; 3],
}

/// A submitted case whose answer would change, by the number of its application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedCase {
    /// The application's id.
    pub case: String,
    /// Its group.
    pub group: String,
    /// The rule.
    pub rule: String,
    /// The answer of the rules in force.
    pub old: Truth,
    /// The answer of this version.
    pub new: Truth,
    /// What decides it, with articles.
    pub because: Vec<String>,
}

/// What the checker found in a version, and what it would change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// How often what is in force had changed when this was computed.
    pub basis: i64,
    /// Examples that came out as written.
    pub passed: usize,
    /// Those that did not, each with its place.
    pub failures: Vec<String>,
    /// Examples that no officer has confirmed (待确认).
    #[serde(default)]
    pub awaiting: Vec<String>,
    /// Constants changed on trial.
    pub tried: usize,
    /// Those that no example notices.
    pub unnoticed: Vec<String>,
    /// Gaps, overlaps and idle rows of tables; numbers without direction or basis.
    pub numbers: Vec<String>,
    /// Rules laxer than those of the text above (第六条).
    pub laxer: Vec<String>,
    /// Rules, votes and periods that differ from the text above without breaking 第六条.
    pub differs: Vec<String>,
    /// Comparisons that could not be settled.
    pub not_established: Vec<String>,
    /// What differs from the version in force, row by row.
    pub changes: Vec<RowChange>,
    /// How many submitted cases were asked again.
    pub cases: usize,
    /// What would become of them.
    pub impact: Vec<ImpactGroup>,
    /// Those whose answer would change.
    pub changed: Vec<ChangedCase>,
}

impl Report {
    /// Whether nothing stands against the version.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.failures.is_empty()
            && self.unnoticed.is_empty()
            && self.numbers.is_empty()
            && self.laxer.is_empty()
    }
}

/// A version of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackVersion {
    /// Its id.
    pub id: PackVersionId,
    /// The pack, or [`CALENDARS`].
    pub pack: String,
    /// The instrument's title.
    pub title: String,
    /// The administrative code the pack is for.
    pub area: String,
    /// SHA-256 of its files.
    pub digest: String,
    /// Why it was made, in the officer's words.
    pub reason: String,
    /// Who uploaded it.
    pub uploaded: Signed,
    /// Where it stands.
    pub stage: Stage,
    /// Who approved it, one after the other.
    pub approvals: Vec<Signed>,
    /// Who wants it out of force, one after the other.
    pub withdrawals: Vec<Signed>,
    /// The version that was in use before it.
    pub replaces: Option<PackVersionId>,
}

/// A version was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Uploaded {
    /// The pack.
    pub pack: String,
    /// SHA-256 of its files.
    pub digest: String,
}

/// A version was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WasChecked {
    /// Whether nothing stands against it.
    pub sound: bool,
    /// Failed examples, unnoticed constants, faulty tables and numbers, laxer rules, open comparisons.
    pub found: [usize; 5],
}

/// An officer approved or withdrew a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WasSigned {
    /// Whose signature it is, from 1.
    pub number: usize,
    /// Whether it took effect.
    pub effective: bool,
}

impl PackVersion {
    /// A version that loads.
    ///
    /// # Errors
    /// No reason is given, or it is too long.
    pub fn upload(
        id: PackVersionId,
        (pack, title, area): (&str, &str, &str),
        digest: String,
        reason: &str,
        uploaded: Signed,
    ) -> Result<Changed<Self, Uploaded>, Refusals> {
        let reason = reason.trim();
        let length = reason.chars().count();
        if length == 0 || length > REASON_MOST_CHARACTERS {
            let sentence = format!("请用不超过{REASON_MOST_CHARACTERS}字说明为什么修改、依据哪份文件");
            return Err(Refusal::new(sentence).at("reason").into());
        }
        let event = Uploaded {
            pack: pack.to_owned(),
            digest: digest.clone(),
        };
        let version = Self {
            id,
            pack: pack.to_owned(),
            title: title.to_owned(),
            area: area.to_owned(),
            digest,
            reason: reason.to_owned(),
            uploaded,
            stage: Stage::Draft,
            approvals: Vec::new(),
            withdrawals: Vec::new(),
            replaces: None,
        };
        Ok(Changed::new(version, event))
    }

    /// The checker is done.
    ///
    /// # Errors
    /// It was withdrawn or decided meanwhile.
    pub fn checked(self, report: &Report) -> Result<Changed<Self, WasChecked>, Refusals> {
        if self.stage != Stage::Draft {
            return Err(Refusal::new("这一版本不在检查中").into());
        }
        let sound = report.is_sound();
        let found = [
            report.failures.len(),
            report.unnoticed.len(),
            report.numbers.len(),
            report.laxer.len(),
            report.not_established.len(),
        ];
        let stage = if sound { Stage::Checked } else { Stage::Faulty };
        Ok(Changed::new(Self { stage, ..self }, WasChecked { sound, found }))
    }

    /// An officer approves it; the second approval brings it into force in place of `replaces`. `now_in_force` is how
    /// often what is in force has changed, `basis` how often it had when this version was checked.
    ///
    /// # Errors
    /// It is not checked, was checked against other packs, or the officer approved it before.
    pub fn approve(
        self,
        by: Signed,
        (basis, now_in_force): (i64, i64),
        replaces: Option<PackVersionId>,
    ) -> Result<Changed<Self, WasSigned>, Refusals> {
        let refusal = match self.stage {
            Stage::Checked | Stage::Approved if basis != now_in_force => {
                "检查之后现行政策包有变化，请等重新检查完成后再批准"
            }
            Stage::Approved if self.approvals.iter().any(|one| one.person == by.person) => {
                "您已经批准过；须由另一位政策管理人员批准，才能启用"
            }
            Stage::Checked | Stage::Approved => "",
            Stage::Draft => "还在检查，请等检查完成后再批准",
            Stage::Faulty => "检查没有通过，不能批准；请改正后上传新的版本",
            Stage::Adopted | Stage::Replaced | Stage::Withdrawn => "这一版本已经办结，不能再批准",
        };
        if !refusal.is_empty() {
            return Err(Refusal::new(refusal).into());
        }
        let mut approvals = self.approvals;
        approvals.push(by);
        let effective = approvals.len() == 2;
        let (stage, replaces) = if effective {
            (Stage::Adopted, replaces)
        } else {
            (Stage::Approved, None)
        };
        let event = WasSigned {
            number: approvals.len(),
            effective,
        };
        let version = Self {
            stage,
            approvals,
            replaces,
            ..self
        };
        Ok(Changed::new(version, event))
    }

    /// An officer takes it back: at once while it is pending, with a second officer once it is in use.
    ///
    /// # Errors
    /// It is out of use already, or the officer asked for it before.
    pub fn withdraw(self, by: Signed) -> Result<Changed<Self, WasSigned>, Refusals> {
        let in_use = self.stage == Stage::Adopted;
        if !in_use && !self.stage.is_pending() {
            return Err(Refusal::new("这一版本已经不在使用，不用撤回").into());
        }
        if self.withdrawals.iter().any(|one| one.person == by.person) {
            let sentence = "您已经提出撤回；须由另一位政策管理人员同意，才能停用";
            return Err(Refusal::new(sentence).into());
        }
        let mut withdrawals = self.withdrawals;
        withdrawals.push(by);
        let effective = !in_use || withdrawals.len() == 2;
        let event = WasSigned {
            number: withdrawals.len(),
            effective,
        };
        let stage = if effective { Stage::Withdrawn } else { self.stage };
        let version = Self {
            stage,
            withdrawals,
            ..self
        };
        Ok(Changed::new(version, event))
    }

    /// Another version takes its place.
    #[must_use]
    pub fn replaced(self) -> Self {
        Self {
            stage: Stage::Replaced,
            withdrawals: Vec::new(),
            ..self
        }
    }

    /// The version that took its place is gone: it is in use again.
    #[must_use]
    pub fn restored(self) -> Self {
        Self {
            stage: Stage::Adopted,
            ..self
        }
    }

    /// What is in force has changed: it is to be checked anew, and approved anew.
    #[must_use]
    pub fn overtaken(self) -> Self {
        Self {
            stage: Stage::Draft,
            approvals: Vec::new(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, SeededEntropy};

    fn signed(person: u64) -> Signed {
        let at = Timestamp::from_millis(1);
        Signed {
            person: Id::new(at, &mut SeededEntropy::new(person)),
            office: Id::new(at, &mut SeededEntropy::new(99)),
            at,
        }
    }

    fn uploaded() -> PackVersion {
        let id = Id::new(Timestamp::from_millis(1), &mut SeededEntropy::new(50));
        let about = ("nn.试.2023", "试行办法", "4501");
        PackVersion::upload(id, about, "ab".to_owned(), "依据新文件", signed(1))
            .unwrap()
            .state
    }

    fn checked() -> PackVersion {
        uploaded().checked(&Report::default()).unwrap().state
    }

    #[test]
    fn a_version_needs_a_reason() {
        let id = Id::new(Timestamp::from_millis(1), &mut SeededEntropy::new(50));
        for reason in ["  ", &"长".repeat(501)] {
            let refused = PackVersion::upload(id, ("a", "b", "45"), String::new(), reason, signed(1));
            assert_eq!(refused.unwrap_err().all()[0].field.as_deref(), Some("reason"));
        }
    }

    #[test]
    fn two_different_officers_bring_it_into_force() {
        let basis = (3, 3);
        assert!(
            uploaded().approve(signed(1), basis, None).is_err(),
            "not checked yet"
        );
        let first = checked().approve(signed(1), basis, None).unwrap();
        assert_eq!(
            (first.state.stage, first.event.effective),
            (Stage::Approved, false)
        );
        let again = first.state.clone().approve(signed(1), basis, None);
        assert!(again.unwrap_err().to_string().contains("另一位"));
        let second = first.state.approve(signed(2), basis, None).unwrap();
        assert_eq!(
            (second.state.stage, second.event.effective),
            (Stage::Adopted, true)
        );
        assert!(second.state.approve(signed(3), basis, None).is_err());
    }

    #[test]
    fn a_faulty_or_overtaken_version_is_not_approved() {
        let report = Report {
            laxer: vec!["本科120个月".to_owned()],
            not_established: vec!["说不准".to_owned()],
            ..Report::default()
        };
        let faulty = uploaded().checked(&report).unwrap();
        assert_eq!(
            (faulty.state.stage, faulty.event.found),
            (Stage::Faulty, [0, 0, 0, 1, 1])
        );
        assert!(faulty.state.approve(signed(1), (0, 0), None).is_err());
        let stale = checked().approve(signed(1), (3, 4), None);
        assert!(stale.unwrap_err().to_string().contains("重新检查"));
        let anew = checked()
            .approve(signed(1), (3, 3), None)
            .unwrap()
            .state
            .overtaken();
        assert_eq!((anew.stage, anew.approvals.len()), (Stage::Draft, 0));
    }

    #[test]
    fn what_is_in_use_is_withdrawn_by_two_and_a_draft_by_one() {
        let drafted = uploaded().withdraw(signed(1)).unwrap();
        assert_eq!(
            (drafted.state.stage, drafted.event.effective),
            (Stage::Withdrawn, true)
        );
        assert!(drafted.state.withdraw(signed(2)).is_err());
        let first = checked().approve(signed(1), (0, 0), None).unwrap().state;
        let used = first.approve(signed(2), (0, 0), None).unwrap().state;
        let asked = used.withdraw(signed(2)).unwrap();
        assert_eq!(
            (asked.state.stage, asked.event.effective),
            (Stage::Adopted, false)
        );
        assert!(asked.state.clone().withdraw(signed(2)).is_err());
        let done = asked.state.withdraw(signed(1)).unwrap();
        assert_eq!((done.state.stage, done.event.effective), (Stage::Withdrawn, true));
    }
}
