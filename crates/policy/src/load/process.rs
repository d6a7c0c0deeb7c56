//! `流程` and `权限`: the order of steps of a round, and who decides what at which level.

use crate::model::{Authority, AuthorityRow, Pack, Process, StepKind, StepRow};
use crate::source::{Complaints, Item, list};
use crate::words::OfficeWord;

pub(super) fn read_process(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let mut steps = Vec::new();
    for child in item.children() {
        if child.word() != "步骤" {
            child.unknown(&["步骤"], complaints);
            continue;
        }
        child.shape(1..=1, &[super::HEAD, &["机关", "级别", "单位层级"]], complaints);
        let Some(step) = child.name(complaints) else {
            continue;
        };
        let Some(kind) = StepKind::from_chinese(&step) else {
            complaints.add(
                child.place(),
                format!("步骤“{step}”不认识，可以写：{}", list(&StepKind::words())),
            );
            continue;
        };
        let Some(office) = read_office(child, complaints) else {
            continue;
        };
        steps.push(StepRow {
            head: super::cited_head(child, step, Some(&head), complaints),
            kind,
            office,
            selector: super::selector(child, "单位层级", complaints),
        });
    }
    super::insert(&mut pack.processes, name, Process { steps }, item, complaints);
}

fn read_office(item: Item<'_>, complaints: &mut Complaints) -> Option<OfficeWord> {
    let word = item.needed_text("机关", complaints)?;
    let office = OfficeWord::parse(&word);
    if office.is_none() {
        complaints.add(
            item.place(),
            format!("机关“{word}”不认识，可以写：{}", OfficeWord::HINT),
        );
    }
    office
}

pub(super) fn read_authority(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let mut rows = Vec::new();
    for child in item.children() {
        if child.word() != "行" {
            child.unknown(&["行"], complaints);
            continue;
        }
        child.shape(
            0..=0,
            &[super::HEAD, &["机关", "级别", "组建单位层级", "未载明"]],
            complaints,
        );
        let silent = child.text("未载明", complaints);
        let office = if silent.is_some() {
            None
        } else {
            let Some(office) = read_office(child, complaints) else {
                continue;
            };
            Some(office)
        };
        rows.push(AuthorityRow {
            head: super::cited_head(child, name.clone(), Some(&head), complaints),
            office,
            silent,
            selector: super::selector(child, "组建单位层级", complaints),
        });
    }
    super::insert(
        &mut pack.authorities,
        name,
        Authority { head, rows },
        item,
        complaints,
    );
}
