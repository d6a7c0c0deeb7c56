//! The list of everything to be corrected, each point anchored where the applicant will look for it. Rows that are
//! left empty do not count, so that the form needs no script.

use askama::Template;
use domain::applications::{Anchor, Point, ReasonCode};
use domain::dossier::Section;
use kernel::{Refusal, RuleId};

use super::case::Looked;
use crate::kit::inputs::{Choice, Select, TextArea, Width};
use crate::kit::{FormState, Html, ReadForm, Reader};

/// How many points one form takes.
const ROWS: usize = 10;
/// How many of them are open from the start.
const OPEN_ROWS: usize = 3;
const MOST_CHARS: usize = 300;

/// The points as typed.
#[derive(Debug)]
pub(super) struct PointsForm {
    /// The rows that were filled in, in order.
    pub(super) points: Vec<Point>,
}

impl ReadForm for PointsForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut points = Vec::new();
        let mut complete = true;
        for row in 0..ROWS {
            let name = |part: &str| format!("points.{row}.{part}");
            let typed = |part: &str| reader.fields().get(&name(part)).unwrap_or_default().trim();
            if ["anchor", "reason", "sentence"]
                .iter()
                .all(|part| typed(part).is_empty())
            {
                continue;
            }
            let number = row + 1;
            let anchor = reader.choice(&name("anchor"), &format!("第 {number} 项在哪里"), anchor_of);
            let reason = reader.choice(
                &name("reason"),
                &format!("第 {number} 项的原因"),
                ReasonCode::from_code,
            );
            let sentence = reader.text(
                &name("sentence"),
                &format!("第 {number} 项应如何补正"),
                MOST_CHARS,
            );
            match (anchor, reason, sentence) {
                (Some(anchor), Some(reason), Some(sentence)) => points.push(Point {
                    anchor,
                    reason,
                    sentence,
                }),
                _ => complete = false,
            }
        }
        if points.is_empty() && complete {
            let refusal = Refusal::new("请至少列出一项需要补正的内容").by(RuleId::new("SUP-005"));
            return reader.refuse(
                refusal
                    .at("points.0.anchor")
                    .remedy("请一次列全所有需要补正的内容"),
            );
        }
        complete.then_some(Self { points })
    }
}

fn anchor_of(value: &str) -> Option<Anchor> {
    match value.split_once(':') {
        Some(("section", code)) => Section::from_code(code).map(Anchor::Section),
        Some(("material", name)) => Some(Anchor::Material(name.to_owned())),
        _ => (value == "target").then_some(Anchor::Target),
    }
}

/// What a point can be anchored to: what is applied for, the sections, the items of the round's material list.
fn anchors(looked: &Looked) -> Vec<Choice> {
    let mut choices = vec![Choice::new("target", "申报信息")];
    let sections =
        Section::ALL.map(|section| Choice::new(format!("section:{}", section.code()), section.chinese()));
    choices.extend(sections);
    if let Ok(rules) = &looked.rules {
        let materials = rules.materials(looked.case.target.level);
        choices.extend(materials.into_iter().map(|item| {
            let name = item.law.name;
            Choice::new(format!("material:{name}"), format!("材料：{name}"))
        }));
    }
    choices
}

struct RowView {
    number: usize,
    anchor: Select,
    reason: Select,
    sentence: TextArea,
}

#[derive(Template)]
#[template(path = "desk/points.html")]
struct PointsView {
    open: Vec<RowView>,
    more: Vec<RowView>,
    more_open: bool,
}

/// The inputs.
pub(super) fn inputs(looked: &Looked, state: &FormState) -> Html {
    let row = |row: usize| RowView {
        number: row + 1,
        anchor: Select::new(format!("points.{row}.anchor"), "在哪里", anchors(looked))
            .width(Width::Chars20)
            .fill(state),
        reason: Select::new(
            format!("points.{row}.reason"),
            "原因",
            ReasonCode::ALL.map(|reason| Choice::new(reason.code(), reason.chinese())),
        )
        .width(Width::Chars20)
        .fill(state),
        sentence: TextArea::new(format!("points.{row}.sentence"), "应如何补正")
            .rows(2)
            .fill(state),
    };
    let typed = |row: usize| {
        ["anchor", "reason", "sentence"]
            .iter()
            .any(|part| !state.value(&format!("points.{row}.{part}")).trim().is_empty())
    };
    Html::from(PointsView {
        open: (0..OPEN_ROWS).map(row).collect(),
        more: (OPEN_ROWS..ROWS).map(row).collect(),
        more_open: (OPEN_ROWS..ROWS).any(typed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::Form;
    use crate::kit::fields::Fields;

    #[test]
    fn empty_rows_do_not_count_and_half_filled_ones_are_told_where_they_are() {
        let fields = Fields::from([
            ("points.0.anchor", "section:education"),
            ("points.0.reason", "unreadable"),
            ("points.0.sentence", "请重新扫描"),
            ("points.4.anchor", "material:年度考核登记表"),
            ("points.4.reason", "missing"),
            ("points.4.sentence", "请补充"),
        ]);
        let form: Form<PointsForm> = Form::of(fields);
        let points = form.read.unwrap().points;
        assert_eq!(points.len(), 2);
        assert_eq!(points[1].anchor, Anchor::Material("年度考核登记表".to_owned()));

        let half: Form<PointsForm> = Form::of(Fields::from([("points.2.sentence", "请补充")]));
        let refusals = half.read.unwrap_err();
        let fields: Vec<_> = refusals
            .all()
            .iter()
            .filter_map(|refusal| refusal.field.as_deref())
            .collect();
        assert_eq!(fields, ["points.2.anchor", "points.2.reason"]);

        let none: Form<PointsForm> = Form::of(Fields::default());
        assert!(none.read.unwrap_err().by_rule("SUP-005"));
    }
}
