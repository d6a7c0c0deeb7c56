//! Documents as they come from the press, judged by poppler and qpdf.

#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use common::{certificate_pdf, credential};
use credential::{Credential, SignedCredential};
use documents::{DocumentError, Fonts, Press};

static PRESS: LazyLock<Press> = LazyLock::new(|| Press::with_installed_fonts().unwrap());

/// Runs a judge on a file and returns what it says. A machine without the judge cannot run these tests: the README
/// names the packages.
fn judge(tool: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("document.pdf");
    std::fs::write(&path, pdf).unwrap();
    let arguments = arguments
        .iter()
        .map(|a| if *a == "FILE" { path.to_str().unwrap() } else { a });
    let output = Command::new(tool).args(arguments).output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool}: {said}");
    said
}

fn text_of(pdf: &[u8]) -> String {
    judge("pdftotext", &["-layout", "FILE", "-"], pdf)
        .split_whitespace()
        .collect()
}

#[test]
fn a_certificate_says_everything_and_is_sound() {
    let pdf = certificate_pdf(&PRESS, &credential(128), None);
    judge("qpdf", &["--check", "FILE"], &pdf);
    let text = text_of(&pdf);
    for part in [
        "职称证书",
        "韦晓岚",
        "450103********0029",
        "高级工程师",
        "副高级",
        "工程技术人才",
        "建筑工程管理",
        "评审",
        "2026年11月20日",
        "示例市工程系列高级职称评审委员会",
        "示人社职〔2026〕88号",
        "示例市城市规划设计研究院",
        "示例市人力资源和社会保障局",
        "2026年12月8日",
        "https://zc.example.gov.cn/C/AEBAGBAFAYDQQ",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let listed = judge("pdfdetach", &["-list", "FILE"], &pdf);
    assert!(
        listed.contains("credential.cose") && listed.contains("issue.tlog-proof"),
        "{listed}"
    );
    // the archival claim stands in the metadata, which are not compressed
    let raw = String::from_utf8_lossy(&pdf);
    assert!(
        raw.contains("<pdfaid:part>3</pdfaid:part>")
            && raw.contains("<pdfaid:conformance>U</pdfaid:conformance>")
    );
}

#[test]
fn a_copy_says_what_it_is_for_and_carries_no_credential() {
    let certificate = common::certificate(&credential(128));
    let pdf = PRESS
        .certificate_copy(&certificate, &common::copy_note(), None)
        .unwrap();
    let text = text_of(&pdf);
    for part in [
        "副本",
        "仅供示例建工集团有限公司用于项目投标，有效期至2027年1月31日",
        "FB-7K2M9Q",
        "韦晓岚",
        "https://zc.example.gov.cn/C/MFRGGZDFMZTWQ",
        "由持证人2026年12月10日生成",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(
        !text.contains("AEBAGBAFAYDQQ"),
        "the original's link stays with the original"
    );
    assert!(judge("pdfdetach", &["-list", "FILE"], &pdf).contains("0 embedded files"));
}

#[test]
fn the_printed_qr_is_read_by_a_camera() {
    let pdf = certificate_pdf(&PRESS, &credential(128), None);
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().join("page");
    judge(
        "pdftoppm",
        &["-r", "300", "-gray", "FILE", base.to_str().unwrap()],
        &pdf,
    );
    let picture = folder.path().join("page-1.pgm");
    let output = Command::new("zbarimg")
        .args(["-q", "--raw"])
        .arg(picture)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let read: SignedCredential = credential::parse_qr_text(&text).unwrap();
    assert_eq!(read.credential(), &credential(128));
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    let again = Press::with_installed_fonts().unwrap();
    assert_eq!(
        certificate_pdf(&PRESS, &credential(7), None),
        certificate_pdf(&again, &credential(7), None)
    );
    assert_eq!(
        PRESS.minutes(&common::minutes()),
        again.minutes(&common::minutes())
    );
    assert_ne!(
        certificate_pdf(&PRESS, &credential(7), None),
        certificate_pdf(&PRESS, &credential(8), None)
    );
}

#[test]
fn the_forms_say_what_they_must() {
    // MTG-007: date, attending, agenda, subjects, opinions, results of the ballot
    let text = text_of(&PRESS.minutes(&common::minutes()).unwrap());
    for part in [
        "2026年11月18日",
        "A13",
        "宣读评审纪律",
        "韦晓岚",
        "深基坑支护",
        "未通过",
        "记录的链头",
        "4bf5122f344554c5",
        "监督员：",
        "签字",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let text = text_of(&PRESS.receipt(&common::receipt()).unwrap());
    for part in [
        "SL-2026-017-000128",
        "9f86d081884c7d65",
        "年度考核表",
        "一次性告知",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let text = text_of(&PRESS.fee_receipt(&common::fee_receipt()).unwrap());
    for part in [
        "2021-000017",
        "380.00元",
        "桂价费字〔2006〕359号",
        "不是财政票据",
        "2021年9月24日",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // UNT-027: name, degree, present title and its date, title and specialty applied for, three groups of materials
    let text = text_of(&PRESS.publicity_sheet(&common::publicity()).unwrap());
    for part in [
        "韦晓岚",
        "大学本科",
        "工程师",
        "2020年12月15日",
        "高级工程师",
        "建筑工程管理",
        "专业技术工作经历",
        "业绩成果",
        "论文、著作",
        "黄一㛃",
        "0771-0000000",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let text = text_of(&PRESS.audit_record(&common::audit()).unwrap());
    for part in ["材料审核记录表", "待补正", "同意推荐", "莫文"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_text_never_becomes_code() {
    let canary = "#panic(1) *粗* $x$ @ref <label> \\ //注 #import \"x\" `raw` [内容]";
    let mut receipt = common::receipt();
    receipt.applicant = canary.into();
    receipt.next_steps = vec![canary.into()];
    let text = text_of(&PRESS.receipt(&receipt).unwrap());
    let plain: String = canary.split_whitespace().collect();
    assert!(text.contains(&plain), "{text}");
}

#[test]
fn rare_characters_are_set_and_unknown_ones_refused() {
    // U+2A6A5 is drawn by HanaMinB alone; U+E000 is private and drawn by none.
    let rare = Credential {
        holder: "黄𪚥".into(),
        ..credential(1)
    };
    assert!(text_of(&certificate_pdf(&PRESS, &rare, None)).contains("黄𪚥"));
    let mut receipt = common::receipt();
    receipt.applicant = "王\u{e000}".into();
    let refused = PRESS.receipt(&receipt);
    let expected = DocumentError::GlyphMissing {
        character: '\u{e000}',
        text: "王\u{e000}".into(),
    };
    assert_eq!(refused, Err(expected));
}

#[test]
fn without_a_font_the_sentence_names_the_package() {
    let empty = tempfile::tempdir().unwrap();
    let Err(error) = Fonts::find([empty.path()]) else {
        panic!("fonts found in an empty folder")
    };
    assert_eq!(error, DocumentError::FontMissing);
    assert!(error.to_string().contains("fonts-noto-cjk"));
    assert!(Fonts::find([Path::new("/does/not/exist")]).is_err());
}

#[test]
fn photos_are_taken_and_other_files_refused() {
    let png = tiny_png();
    let pdf = certificate_pdf(&PRESS, &credential(1), Some(&png));
    let images = judge("pdfimages", &["-list", "FILE"], &pdf);
    assert_eq!(images.lines().count(), 4, "head, rule, QR and photo: {images}");
    for wrong in [
        b"<svg/>".to_vec(),
        b"GIF89a".to_vec(),
        png[..40].to_vec(),
        vec![0xff, 0xd8, 0xff, 0xe0],
    ] {
        let signed = common::key().sign(&credential(1)).unwrap();
        let proof = common::evidence(&signed, 3);
        let parts = documents::CertificateParts {
            photo: Some(&wrong),
            credential: &signed,
            proof: &proof,
            base_url: common::BASE,
        };
        let refused = PRESS.certificate(&common::certificate(&credential(1)), &parts);
        assert_eq!(refused, Err(DocumentError::Photo));
    }
}

/// A grey picture of one pixel.
fn tiny_png() -> Vec<u8> {
    let hex = "89504e470d0a1a0a0000000d4948445200000001000000010800000000\
               3a7e9b550000000a49444154789c6368000000820081\
               77cd72b60000000049454e44ae426082";
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
