//! What is applied for: level, specialty, ground, as the round offers them.

use domain::applications::Target;
use domain::plans::Plan;
use kernel::Level;
use policy::Rules;

use crate::kit::inputs::{Choice, Choices, Select, Width};
use crate::kit::{FormState, ReadForm, Reader};

/// What is applied for, as chosen; the level comes from a field the page wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TargetForm {
    pub(super) level: Level,
    pub(super) specialty: String,
    pub(super) ground: String,
}

impl ReadForm for TargetForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let level = reader.choice("level", "申报级别", Level::from_code);
        let specialty = reader.choice("specialty", "申报专业", |value| Some(value.to_owned()));
        let ground = reader.choice("ground", "申报途径", |value| Some(value.to_owned()));
        Some(Self {
            level: level?,
            specialty: specialty?,
            ground: ground?,
        })
    }
}

impl TargetForm {
    /// The target; the round knows its series.
    pub(super) fn target(self) -> Target {
        Target {
            series: String::new(),
            level: self.level,
            specialty: self.specialty,
            ground: self.ground,
        }
    }
}

/// The specialties of the round.
pub(super) fn specialty(plan: &Plan, state: &FormState) -> Select {
    let specialties: Vec<Choice> = plan
        .content
        .specialties
        .iter()
        .map(|name| Choice::new(name, name))
        .collect();
    Select::new("specialty", "申报专业", specialties)
        .width(Width::Chars20)
        .fill(state)
}

/// The ways to apply at `level`, each with its sentence and article.
pub(super) fn ground(rules: &Rules, level: Level, state: &FormState) -> Choices {
    let grounds: Vec<Choice> = rules
        .grounds(level)
        .into_iter()
        .map(|ground| {
            let hint = format!("{}（{}）", ground.law.sentence, ground.law.article);
            Choice::new(&ground.law.name, &ground.law.name).hint(hint)
        })
        .collect();
    Choices::one("ground", "申报途径", grounds)
        .hint("选择与您情况相符的一种；一般逐级申报。")
        .fill(state)
}
