//! The application as a list of tasks that can be done in any order.

use std::collections::BTreeMap;

use domain::applications::{CorrectionNotice, Stage};
use domain::dossier::{Declarations, Dossier, Section};
use policy::Truth;
use store::{Error, Rx};

use super::urls::{CheckAnswers, Conditions, Describe};
use super::{Own, conditions, section_of};
use crate::dossier::section_url;
use crate::kit::lists::{Task, TaskList, TaskState};

/// How many points of a notice concern each section; those about the application itself stand under none.
fn points(own: &Own) -> BTreeMap<Option<Section>, usize> {
    let notice: Option<&CorrectionNotice> = match &own.case.stage {
        Stage::Returned { notice, .. } => Some(notice),
        Stage::Draft | Stage::With { .. } | Stage::Ended(_) => None,
    };
    let mut counts = BTreeMap::new();
    for point in notice.into_iter().flat_map(|notice| &notice.points) {
        *counts.entry(section_of(&point.anchor, own)).or_insert(0) += 1;
    }
    counts
}

fn must_correct(points: &BTreeMap<Option<Section>, usize>, section: Option<Section>) -> Option<TaskState> {
    points
        .get(&section)
        .map(|count| TaskState::MustCorrect { points: *count })
}

fn described(own: &Own) -> TaskState {
    let declared = &own.case.declared;
    if *declared == Declarations::default() {
        TaskState::NotStarted
    } else if declared.no_bars && declared.good_conduct {
        TaskState::Done
    } else {
        TaskState::Started
    }
}

fn filled(dossier: &Dossier, section: Section) -> (TaskState, String) {
    match dossier.of(section).count() {
        0 if dossier.none.contains(&section) => (TaskState::Done, "本人没有".to_owned()),
        0 => (TaskState::NotStarted, "还没有填写".to_owned()),
        count => (TaskState::Done, format!("已填 {count} 项")),
    }
}

/// The condition task: what the rules say today.
fn asked(rx: &mut Rx<'_>, own: &Own, dossier: &Dossier) -> store::Result<(TaskState, String)> {
    match conditions::ask_of(rx, own, dossier) {
        Ok(found) => {
            let (_, summary) = conditions::verdict(&found);
            let all = found
                .decisions
                .iter()
                .all(|decision| decision.outcome == Truth::Yes);
            let state = if all { TaskState::Done } else { TaskState::Started };
            Ok((state, summary))
        }
        Err(Error::Refused(refusals)) => Ok((TaskState::Started, refusals.to_string())),
        Err(other) => Err(other),
    }
}

/// The tasks of a draft or of a returned application.
///
/// # Errors
/// The database is unavailable.
pub(super) fn tasks(rx: &mut Rx<'_>, own: &Own) -> store::Result<TaskList> {
    let id = own.case.id;
    let points = points(own);
    let dossier = store::dossier::of_person(rx, own.case.applicant)?;
    let target = &own.case.target;
    let described = must_correct(&points, None).unwrap_or_else(|| described(own));
    let describe = Task::new("申报信息与声明", Describe { id }, described).hint(format!(
        "{}，{}，{}",
        target.level, target.specialty, target.ground
    ));
    let sections = Section::ALL.map(|section| {
        let (state, hint) = filled(&dossier, section);
        let state = must_correct(&points, Some(section)).unwrap_or(state);
        Task::new(section.chinese(), section_url(section), state).hint(hint)
    });
    let (state, hint) = asked(rx, own, &dossier)?;
    let submit = match own.case.stage {
        Stage::Returned { .. } => "检查并再次提交",
        _ => "检查并提交",
    };
    Ok(TaskList::new()
        .group("申报内容", [describe])
        .group("我的业绩库", sections)
        .group(
            "检查和提交",
            [
                Task::new("申报条件", Conditions { id }, state).hint(hint),
                Task::new(submit, CheckAnswers { id }, TaskState::NotStarted)
                    .hint("核对全部内容，签署诚信承诺书。"),
            ],
        ))
}
