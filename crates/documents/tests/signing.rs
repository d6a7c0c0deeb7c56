//! Signed PDFs, judged by pdfsig, qpdf, openssl and, where it is installed, pyHanko.

#![allow(clippy::unwrap_used)]

mod common;

use std::process::Command;
use std::sync::LazyLock;

use common::{certificate_pdf, credential, day, key, trust};
use credential::{Algorithm, AtHand, Conclusion, Finding, SigningKey, TrustList};
use documents::Press;
use kernel::Timestamp;
use pdf::{
    CertificateError, CmsError, FileError, SignError, SigningCertificate, Subject, VerifyError, sign_pdf,
    verify_pdf,
};
use proptest::prelude::*;

const AT: Timestamp = Timestamp::from_millis(1_796_700_000_000);

static UNSIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let press = Press::with_installed_fonts().unwrap();
    certificate_pdf(&press, &credential(128), None)
});

static SIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| sign_pdf(&UNSIGNED, &key(), &certificate(), AT).unwrap());

fn certificate() -> SigningCertificate {
    let subject = Subject {
        organisation: "示例市人力资源和社会保障局".into(),
        common_name: "示例市人力资源和社会保障局（职称证书）".into(),
    };
    SigningCertificate::self_signed(&key(), &subject, day("2026-01-01"), day("2036-01-01")).unwrap()
}

/// Runs a judge in a folder with the signed file and returns what it says and whether it was content.
fn judge(tool: &str, arguments: &[&str]) -> Option<(bool, String)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("signed.pdf"), &*SIGNED).unwrap();
    std::fs::write(folder.path().join("certificate.der"), certificate().der()).unwrap();
    let output = Command::new(tool)
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .ok()?;
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Some((output.status.success(), said))
}

#[test]
fn the_public_check_by_file_says_everything() {
    let verified = verify_pdf(&SIGNED).unwrap();
    assert_eq!(verified.signer, certificate());
    assert_eq!(
        verified.signer.subject().common_name,
        "示例市人力资源和社会保障局（职称证书）"
    );
    assert_eq!(verified.signing_time, Some(AT));
    assert_eq!(
        verified.signed_by(&trust()).unwrap().name,
        "示例市人力资源和社会保障局"
    );
    assert!(verified.signed_by(&TrustList::default()).is_none());
    let signed = verified.credential.unwrap();
    assert_eq!(signed.credential(), &credential(128));
    let at_hand = AtHand {
        proof: verified.proof.as_ref(),
        ..AtHand::default()
    };
    let report = signed.verify_with(&trust(), &at_hand);
    assert_eq!(report.inclusion.finding, Finding::Established);
    assert_eq!(report.conclusion(), Conclusion::Genuine);
}

#[test]
fn signing_is_repeatable_and_small() {
    assert_eq!(*SIGNED, sign_pdf(&UNSIGNED, &key(), &certificate(), AT).unwrap());
    assert!(
        SIGNED.starts_with(&UNSIGNED),
        "an incremental update leaves the signed bytes alone"
    );
    assert!(SIGNED.len() < 66 * 1024, "{} bytes", SIGNED.len());
}

#[test]
fn pdfsig_finds_the_signature_intact_and_whole() {
    let (_, said) = judge("pdfsig", &["signed.pdf"]).expect("poppler-utils");
    assert!(said.contains("Signature is Valid."), "{said}");
    assert!(said.contains("Total document signed"), "{said}");
    assert!(said.contains("ETSI.CAdES.detached"), "{said}");
}

#[test]
fn qpdf_finds_the_file_sound() {
    let (content, said) = judge("qpdf", &["--check", "signed.pdf"]).expect("qpdf");
    assert!(content, "{said}");
}

#[test]
fn openssl_accepts_the_certificate() {
    let arguments = [
        "verify",
        "-check_ss_sig",
        "-CAfile",
        "certificate.pem",
        "certificate.pem",
    ];
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("certificate.pem");
    std::fs::write(folder.path().join("certificate.der"), certificate().der()).unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new("openssl")
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said
    };
    run(&[
        "x509",
        "-inform",
        "DER",
        "-in",
        "certificate.der",
        "-out",
        pem.to_str().unwrap(),
    ]);
    // the certificate is of 2026: judged as of that year's December
    run(&[&arguments[..1], &["-attime", "1796700000"], &arguments[1..]].concat());
    let said = run(&[
        "x509",
        "-in",
        "certificate.pem",
        "-noout",
        "-subject",
        "-dates",
        "-nameopt",
        "utf8",
    ]);
    assert!(
        said.contains("notAfter=Jan  1 23:59:59 2036 GMT") && said.contains("示例市"),
        "{said}"
    );
}

#[test]
fn openssl_accepts_the_cms() {
    let folder = tempfile::tempdir().unwrap();
    // the four numbers of the byte range lead to the two parts and to the signature between them
    let text = String::from_utf8_lossy(&SIGNED).into_owned();
    let range = &text[text.find("/ByteRange").unwrap() + 10..];
    let numbers: Vec<usize> = range[range.find('[').unwrap() + 1..range.find(']').unwrap()]
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    let (end, start) = (numbers[1], numbers[2]);
    let hex: Vec<u8> = SIGNED[end + 1..start - 1].to_vec();
    let cms = data_encoding::HEXLOWER.decode(&hex).unwrap();
    let base64 = data_encoding::BASE64.encode(certificate().der());
    let lines: Vec<&str> = base64
        .as_bytes()
        .chunks(64)
        .map(|line| str::from_utf8(line).unwrap())
        .collect();
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    );
    std::fs::write(folder.path().join("certificate.pem"), pem).unwrap();
    std::fs::write(folder.path().join("cms.der"), cms).unwrap();
    std::fs::write(
        folder.path().join("content"),
        [&SIGNED[..end], &SIGNED[start..]].concat(),
    )
    .unwrap();
    let output = Command::new("openssl")
        .args([
            "cms", "-verify", "-inform", "DER", "-in", "cms.der", "-binary", "-content", "content",
        ])
        // the certificate is of 2026: judged as of that year's December
        .args([
            "-CAfile",
            "certificate.pem",
            "-purpose",
            "any",
            "-attime",
            "1796700000",
        ])
        .args(["-cades", "-out", "/dev/null"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && said.contains("Verification successful"),
        "{said}"
    );
}

#[test]
fn pyhanko_finds_a_pades_signature_over_the_entire_file() {
    let script = "
import sys
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from asn1crypto import x509
root = x509.Certificate.load(open('certificate.der', 'rb').read())
with open('signed.pdf', 'rb') as f:
    signature = PdfFileReader(f).embedded_signatures[0]
    context = ValidationContext(trust_roots=[root])
    status = validate_pdf_signature(signature, signer_validation_context=context)
    print('intact', status.intact, 'valid', status.valid, 'coverage', status.coverage.name)
";
    if !matches!(judge("python3", &["-c", "import pyhanko"]), Some((true, _))) {
        eprintln!("pyHanko is not installed: this check did not run");
        return;
    }
    let (content, said) = judge("python3", &["-c", script]).unwrap();
    assert!(
        content && said.contains("intact True valid True coverage ENTIRE_FILE"),
        "{said}"
    );
}

#[test]
fn changes_and_additions_are_noticed() {
    let at = SIGNED
        .windows(8)
        .position(|window| window == b"/Subject")
        .unwrap();
    let mut altered = SIGNED.clone();
    altered[at + 1] = b's';
    assert_eq!(
        verify_pdf(&altered).unwrap_err(),
        VerifyError::Signature(CmsError::OtherContent)
    );

    let mut longer = SIGNED.clone();
    longer.extend_from_slice(b"% something after the signature\n");
    assert_eq!(verify_pdf(&longer).unwrap_err(), VerifyError::NotWhole);

    // a proper incremental update that hides the page
    let update = b"1 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n";
    let file = String::from_utf8_lossy(&SIGNED).into_owned();
    let previous = file
        .rsplit("startxref\n")
        .next()
        .unwrap()
        .split('\n')
        .next()
        .unwrap()
        .to_owned();
    let trailer_at = file.rfind("trailer\n<<").unwrap();
    let root: String = file[trailer_at..]
        .split("/Root ")
        .nth(1)
        .unwrap()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let mut updated = SIGNED.clone();
    let object_at = updated.len();
    updated.extend_from_slice(update);
    let table_at = updated.len();
    updated.extend_from_slice(
        format!(
            "xref\n1 1\n{object_at:010} 00000 n\r\ntrailer\n<</Size 200/Root {root} 0 R/Prev {previous}>>\nstartxref\n{table_at}\n%%EOF\n"
        )
        .as_bytes(),
    );
    assert_eq!(verify_pdf(&updated).unwrap_err(), VerifyError::NotWhole);

    assert_eq!(verify_pdf(&UNSIGNED).unwrap_err(), VerifyError::Unsigned);
    assert_eq!(
        verify_pdf(b"hello").unwrap_err(),
        VerifyError::File(FileError::Damaged)
    );
    assert_eq!(
        verify_pdf(b"%PDF-1.7\nstartxref\n0\n%%EOF").unwrap_err(),
        VerifyError::File(FileError::NotOurs)
    );
}

#[test]
fn what_cannot_sign_says_why() {
    let other = SigningKey::from_secret(Algorithm::Es256, &[9; 32]).unwrap();
    let sm2 = SigningKey::from_secret(Algorithm::Sm2, &[9; 32]).unwrap();
    let certificate = certificate();
    let sign = |pdf: &[u8], key: &SigningKey| sign_pdf(pdf, key, &certificate, AT).unwrap_err();
    assert_eq!(
        sign(&UNSIGNED, &other),
        SignError::Certificate(CertificateError::OtherKey)
    );
    assert_eq!(
        sign(&UNSIGNED, &sm2),
        SignError::Certificate(CertificateError::NotP256)
    );
    assert_eq!(sign(&SIGNED, &key()), SignError::AlreadySigned);
    assert_eq!(sign(b"%PDF", &key()), SignError::File(FileError::Damaged));
    let subject = Subject {
        organisation: "甲".into(),
        common_name: "乙".into(),
    };
    let refused = SigningCertificate::self_signed(&sm2, &subject, day("2026-01-01"), day("2027-01-01"));
    assert_eq!(refused, Err(CertificateError::NotP256));
    assert_eq!(
        SigningCertificate::from_der(b"0"),
        Err(CertificateError::NotACertificate)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_changed_byte_is_noticed(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut altered = SIGNED.clone();
        let at = at.index(altered.len());
        prop_assume!(altered[at] != to);
        // the same digit of the signature in capitals is the same signature
        prop_assume!(!altered[at].eq_ignore_ascii_case(&to));
        altered[at] = to;
        prop_assert!(verify_pdf(&altered).is_err());
    }

    #[test]
    fn a_changed_tail_does_not_make_the_reader_panic(at in 0_usize..6000, to in any::<u8>(), cut in 0_usize..6000) {
        let mut altered = SIGNED.clone();
        let length = altered.len();
        altered[length - 1 - at] = to;
        let _ = verify_pdf(&altered).is_ok();
        altered.truncate(length - cut);
        let _ = verify_pdf(&altered).is_ok();
    }
}
