//! The order of steps of a round, who acts in each, and who decides what at which level.

use kernel::{Layer, Level};
use serde::{Deserialize, Serialize};

use crate::law::{Answer, Law, NotSet, setting_name};
use crate::model::StepKind;
use crate::rules::{Rules, from_pack};
use crate::words::{Kind, Office, Value};

/// One step of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What happens.
    pub kind: StepKind,
    /// Who acts.
    pub office: Office,
    /// The row: sentence, article, rules.
    pub law: Law,
}

impl Rules {
    /// The steps of the review of an application at `level` by somebody in a unit of `layer`, in order.
    ///
    /// # Errors
    /// No text in force orders the steps.
    pub fn steps(&self, level: Level, layer: Layer) -> Result<Vec<Step>, NotSet> {
        const REVIEW: &str = "评审";
        let Some(found) = self.merged.processes.get(REVIEW) else {
            return Err(NotSet::unknown(REVIEW, Kind::Text));
        };
        let steps = found.row.steps.iter();
        Ok(steps
            .filter(|row| row.selector.fits(level, Some(layer)))
            .map(|row| Step {
                kind: row.kind,
                office: row.office.at(layer),
                law: Law::of(&row.head, &found.by),
            })
            .collect())
    }

    /// Who confirms results at `level` of a committee whose organiser stands on `layer` (RES-003..RES-006).
    ///
    /// # Errors
    /// No text says and nobody has set it.
    pub fn confirming(&self, level: Level, layer: Layer) -> Result<Answer<Office>, NotSet> {
        self.authority("确认", level, layer)
    }

    /// Who issues certificates of titles obtained by review: whoever confirms, where the text unites the two (CRT-002).
    ///
    /// # Errors
    /// No text says and nobody has set it.
    pub fn issuing(&self, level: Level, layer: Layer) -> Result<Answer<Office>, NotSet> {
        let issuing = self.authority("发证", level, layer)?;
        if issuing.value == Office::Confirming {
            let confirming = self.confirming(level, layer)?;
            return Ok(issuing.map(|_| confirming.value));
        }
        Ok(issuing)
    }

    /// With whom a committee of `level` is filed by an organiser on `layer` (评委会备案; COM-008..COM-010).
    ///
    /// # Errors
    /// No text says and nobody has set it.
    pub fn filing(&self, level: Level, layer: Layer) -> Result<Answer<Office>, NotSet> {
        self.authority("评委会备案", level, layer)
    }

    /// Who has the authority `name` (权限) at `level`, for an organiser on `layer`.
    ///
    /// # Errors
    /// No text says and nobody has set it.
    pub fn authority(&self, name: &str, level: Level, layer: Layer) -> Result<Answer<Office>, NotSet> {
        let Some(found) = self.merged.authorities.get(name) else {
            return Err(NotSet::unknown(name, Kind::Office));
        };
        let mut rows = found.row.rows.iter();
        let row = rows.find(|row| row.selector.fits(level, Some(layer)));
        let not_set = |why: String, law: Law| NotSet {
            name: setting_name(name, Some(level)),
            kind: Kind::Office,
            why,
            law: Some(Box::new(law)),
        };
        let Some(row) = row else {
            let law = Law::of(&found.row.head, &found.by);
            return Err(not_set(format!("{name}没有写明{level}由谁办理"), law));
        };
        let law = Law::of(&row.head, &found.by);
        if let Some(office) = row.office {
            return Ok(Answer {
                value: office.at(layer),
                origin: from_pack(&row.head, &found.by),
                law,
            });
        }
        let names = [setting_name(name, Some(level)), name.to_owned()];
        match self.set_value(&names, Kind::Office) {
            Some((Value::Office(value), origin)) => Ok(Answer { value, law, origin }),
            _ => Err(not_set(row.silent.clone().unwrap_or_default(), law)),
        }
    }
}
