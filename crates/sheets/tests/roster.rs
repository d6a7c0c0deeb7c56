//! The workbook as another program reads it.

#![allow(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

use std::process::Command;

use kernel::Day;
use sheets::{Cell, Column, Roster};

#[test]
fn a_roster_is_a_workbook_that_keeps_text_as_text() {
    let roster = Roster {
        title: "评审通过人员花名册".into(),
        note: "2026年度，共 2 人".into(),
        columns: ["序号", "姓名", "证件号码", "取得时间"]
            .map(|head| Column {
                head: head.into(),
                width: 18,
            })
            .to_vec(),
        rows: vec![
            vec![
                1.into(),
                "韦晓岚".into(),
                "450103********0029".into(),
                "2026-11-20".parse::<Day>().unwrap().into(),
            ],
            vec![Cell::Count(2), "=HYPERLINK(\"http://x\")".into(), "000123".into()],
        ],
        date: "2026-12-08".parse().unwrap(),
    };
    let bytes = roster.to_xlsx().unwrap();
    assert_eq!(bytes, roster.to_xlsx().unwrap());
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("r.xlsx"), &bytes).unwrap();
    let script = "import sys,zipfile,re\n\
        z=zipfile.ZipFile(sys.argv[1])\n\
        sheet=z.read('xl/worksheets/sheet1.xml').decode()\n\
        strings=z.read('xl/sharedStrings.xml').decode()\n\
        assert '<f>' not in sheet, sheet\n\
        assert '=HYPERLINK' in strings and '000123' in strings and '韦晓岚' in strings\n\
        assert z.testzip() is None\n";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(folder.path().join("r.xlsx"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
