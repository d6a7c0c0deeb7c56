//! `材料清单`, `量化评分`, `承诺`, `途径` and `义务`: lists that pages and actions read.

use crate::law::Way;
use crate::model::{CommitmentRow, GroundRow, MaterialRow, Pack, ScoreRow, ScoreSheetRow};
use crate::source::{Complaints, Entry, Item};

pub(super) fn read_materials(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let outer = super::cited_head(item, name, None, complaints);
    for child in item.children() {
        if child.word() != "材料" {
            child.unknown(&["材料"], complaints);
            continue;
        }
        child.shape(
            1..=1,
            &[super::HEAD, &["栏目", "证明", "免交", "情形", "级别"]],
            complaints,
        );
        let Some(name) = child.name(complaints) else {
            continue;
        };
        let row = MaterialRow {
            head: super::cited_head(child, name.clone(), Some(&outer), complaints),
            section: child.needed_text("栏目", complaints).unwrap_or_default(),
            proof: child.needed_text("证明", complaints).unwrap_or_default(),
            waived_when: child.text("免交", complaints),
            only_when: child.text("情形", complaints),
            levels: super::levels(child, complaints),
        };
        pack.material_order.push(name.clone());
        super::insert(&mut pack.materials, name, row, child, complaints);
    }
}

pub(super) fn read_sheet(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD, &["最高分未载明"]], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let silent = item.text("最高分未载明", complaints);
    let mut items = Vec::new();
    for child in item.children() {
        if child.word() != "项" {
            child.unknown(&["项"], complaints);
            continue;
        }
        child.shape(1..=1, &[super::HEAD, &["内容", "评分", "最高分"]], complaints);
        let Some(title) = child.name(complaints) else {
            continue;
        };
        let by_expert = match child.needed_text("评分", complaints).as_deref() {
            Some("专家") => true,
            Some("程序") | None => false,
            Some(other) => {
                complaints.add(child.place(), format!("评分“{other}”不认识，可以写：程序、专家"));
                false
            }
        };
        let maximum = child
            .prop("最高分")
            .and_then(Entry::as_text)
            .and_then(|text| text.parse().ok());
        if maximum.is_none() && silent.is_none() {
            complaints.add(
                child.place(),
                "没有写“最高分”；文件没有规定的，请在“量化评分”上写 最高分未载明",
            );
        }
        items.push(ScoreRow {
            head: super::cited_head(child, title, Some(&head), complaints),
            content: child.needed_text("内容", complaints).unwrap_or_default(),
            by_expert,
            maximum,
        });
    }
    let row = ScoreSheetRow { head, items, silent };
    super::insert(&mut pack.sheets, name, row, item, complaints);
}

pub(super) fn read_commitment(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let mut paragraphs = Vec::new();
    for child in item.children() {
        if child.word() == "文" {
            child.shape(1..=1, &[], complaints);
            paragraphs.extend(child.name(complaints));
        } else {
            child.unknown(&["文"], complaints);
        }
    }
    if paragraphs.is_empty() {
        complaints.add(item.place(), "“承诺”下面要用“文”写明内容");
    }
    let row = CommitmentRow { head, paragraphs };
    super::insert(&mut pack.commitments, name, row, item, complaints);
}

pub(super) fn read_ground(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD, &["级别", "方式"]], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let mut rules = Vec::new();
    for child in item.children() {
        if child.word() == "依照" {
            child.shape(1..=1, &[], complaints);
            rules.extend(child.name(complaints));
        } else {
            child.unknown(&["依照"], complaints);
        }
    }
    let way = match item.text("方式", complaints) {
        None => Some(Way::Ordinary),
        Some(word) => Way::from_chinese(&word),
    };
    if way.is_none() {
        let known: Vec<&str> = Way::ALL.iter().map(|way| way.chinese()).collect();
        complaints.add(item.place(), format!("“方式”只能写：{}", known.join("、")));
    }
    let row = GroundRow {
        head,
        way: way.unwrap_or(Way::Ordinary),
        levels: super::levels(item, complaints),
        rules,
    };
    super::insert(&mut pack.grounds, name, row, item, complaints);
}

pub(super) fn read_obligation(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    if head.sentence.is_none() {
        complaints.add(item.place(), "“义务”要用“说”写明一句话");
    }
    super::insert(&mut pack.obligations, name, head, item, complaints);
}
