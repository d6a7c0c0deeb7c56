//! `名录` and `表单`: lists that a text gives in columns, and the fields of its printed forms.

use crate::model::{DirectoryLineRow, DirectoryRow, FieldKind, FieldRow, FormRow, Head, Pack};
use crate::source::{Complaints, Entry, Item, list};

pub(super) fn read_directory(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD, &["列"]], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let text = item.needed_text("列", complaints).unwrap_or_default();
    let columns: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let mut lines: Vec<DirectoryLineRow> = Vec::new();
    for child in item.children() {
        if child.word() != "行" {
            child.unknown(&["行"], complaints);
            continue;
        }
        child.shape(columns.len()..=columns.len(), &[super::HEAD], complaints);
        let cells: Vec<String> = child.args().filter_map(Entry::as_text).collect();
        let first = cells.first().cloned().unwrap_or_default();
        if lines.iter().any(|line| line.cells == cells) {
            complaints.add(child.place(), "这一行与前面某一行相同");
        }
        lines.push(DirectoryLineRow {
            head: super::cited_head(child, first, Some(&head), complaints),
            cells,
        });
    }
    if lines.is_empty() {
        complaints.add(item.place(), "“名录”下面要用“行”写明内容");
    }
    let row = DirectoryRow { head, columns, lines };
    super::insert(&mut pack.directories, name, row, item, complaints);
}

pub(super) fn read_form(item: Item<'_>, pack: &mut Pack, complaints: &mut Complaints) {
    item.shape(1..=1, &[super::HEAD], complaints);
    let Some(name) = item.name(complaints) else {
        return;
    };
    let head = super::cited_head(item, name.clone(), None, complaints);
    let mut fields: Vec<FieldRow> = Vec::new();
    for child in item.children() {
        if child.word() != "栏" {
            child.unknown(&["栏"], complaints);
            continue;
        }
        let Some(field) = read_field(child, &head, complaints) else {
            continue;
        };
        let same = |other: &FieldRow| other.head.name == field.head.name && other.part == field.part;
        if fields.iter().any(same) {
            complaints.add(child.place(), format!("“栏 {}”写了两次", field.head.name));
        }
        fields.push(field);
    }
    for (part, whole) in fields.iter().filter_map(|field| field.share.as_ref()) {
        for name in [part, whole] {
            if !fields.iter().any(|field| field.head.name == *name) {
                complaints.add(item.place(), format!("没有“栏 {name}”，不能用作分子或分母"));
            }
        }
    }
    if fields.is_empty() {
        complaints.add(item.place(), "“表单”下面要用“栏”写明内容");
    }
    super::insert(&mut pack.forms, name, FormRow { head, fields }, item, complaints);
}

fn read_field(item: Item<'_>, form: &Head, complaints: &mut Complaints) -> Option<FieldRow> {
    const OWN: &[&str] = &["部分", "填写", "类型", "必填", "内容", "分子", "分母"];
    item.shape(1..=1, &[super::HEAD, OWN], complaints);
    let name = item.name(complaints)?;
    let word = item.needed_text("类型", complaints)?;
    let Some(kind) = FieldKind::from_chinese(&word) else {
        complaints.add(
            item.place(),
            format!("类型“{word}”不认识，可以写：{}", list(&FieldKind::words())),
        );
        return None;
    };
    Some(FieldRow {
        head: super::cited_head(item, name, Some(form), complaints),
        part: item.text("部分", complaints),
        by: item.needed_text("填写", complaints)?,
        kind,
        required: item.flag("必填", complaints),
        content: item.text("内容", complaints),
        share: match kind {
            FieldKind::Percent => Some((
                item.needed_text("分子", complaints)?,
                item.needed_text("分母", complaints)?,
            )),
            _ => None,
        },
    })
}
