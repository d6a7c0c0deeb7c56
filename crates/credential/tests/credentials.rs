//! Signing, the one encoding, the QR, key files.

#![allow(clippy::unwrap_used)]

mod common;

use std::process::Command;

use common::{BASE, credential, key};
use credential::{
    Algorithm, CborError, Credential, KeyFileError, LookupToken, MAX_MODULES, MaskedIdentity, PayloadError,
    PublicKey, QrError, SignedCredential, SignedError, SigningKey, Way, key_file, lookup_url, parse_qr_text,
    qr_modules, qr_svg, qr_text,
};
use data_encoding::{BASE64, HEXLOWER};
use kernel::Level;
use proptest::prelude::*;
use sha2::Digest;

const BOTH: [Algorithm; 2] = [Algorithm::Es256, Algorithm::Sm2];

#[test]
fn a_signed_credential_is_read_back_and_always_the_same() {
    for algorithm in BOTH {
        let signed = key(algorithm).sign(&credential()).unwrap();
        assert_eq!(signed, key(algorithm).sign(&credential()).unwrap());
        let read = SignedCredential::from_bytes(&signed.to_bytes()).unwrap();
        assert_eq!(read, signed);
        assert_eq!(read.credential(), &credential());
        assert_eq!(read.key_id(), key(algorithm).key_id());
    }
}

/// The format is published: these bytes must stay readable for ever.
#[test]
fn the_payload_has_the_published_bytes() {
    let bytes = credential().to_cbor().unwrap();
    let expected = "ac017734353031303032303236303137303532313030313238460269e99fa6e69993e5b29a038366\
        343530313033086430303239040405050672e5bbbae7ad91e5b7a5e7a88be7aea1e790860719019c\
        0801091a013529000a1a013529580b4c00f3f4c65da717b1cb6bc7b70c1a000aaedb";
    assert_eq!(HEXLOWER.encode(&bytes), expected);
    assert_eq!(Credential::from_cbor(&bytes).unwrap(), credential());
}

#[test]
fn names_outside_the_tables_are_written_out() {
    let unusual = Credential {
        title: "副主任中药师".into(),
        series: "未列入目录的系列".into(),
        level: Level::Technician,
        way: Way::Reconfirmation,
        ..credential()
    };
    assert_eq!(
        Credential::from_cbor(&unusual.to_cbor().unwrap()).unwrap(),
        unusual
    );
}

#[test]
fn another_spelling_of_the_same_content_is_refused() {
    let bytes = credential().to_cbor().unwrap();
    // the series as a name although the table has a code
    let at = bytes.windows(2).position(|pair| pair == [0x05, 0x05]).unwrap();
    let name = "工程技术人才".as_bytes();
    let mut longer = bytes[..=at].to_vec();
    longer.push(0x60 + u8::try_from(name.len()).unwrap());
    longer.extend_from_slice(name);
    longer.extend_from_slice(&bytes[at + 2..]);
    assert_eq!(
        Credential::from_cbor(&longer),
        Err(PayloadError::Cbor(CborError::NotDeterministic))
    );
    // one byte after the end
    let mut trailing = bytes.clone();
    trailing.push(0);
    assert_eq!(
        Credential::from_cbor(&trailing),
        Err(PayloadError::Cbor(CborError::Syntax))
    );
    // a 13th field
    let mut more = bytes;
    more[0] = 0xad;
    more.extend_from_slice(&[0x0d, 0x00]);
    assert_eq!(
        Credential::from_cbor(&more),
        Err(PayloadError::Cbor(CborError::UnknownField(13)))
    );
}

#[test]
fn texts_that_must_not_be_signed() {
    for holder in ["", "  ", "韦\n晓岚", "长".repeat(51).as_str()] {
        let wrong = Credential {
            holder: holder.into(),
            ..credential()
        };
        let refused = key(Algorithm::Es256).sign(&wrong);
        assert_eq!(refused, Err(SignedError::Payload(PayloadError::Text(2))));
    }
    for identity in [
        "450103199001010029",
        "4501031990*****029",
        "45010319******90029",
        "******",
        "45**01**0029*****",
    ] {
        let read = MaskedIdentity::parse(identity);
        assert_eq!(read.is_ok(), identity == "******", "{identity}");
    }
}

#[test]
fn an_envelope_with_anything_else_is_refused() {
    let bytes = key(Algorithm::Es256).sign(&credential()).unwrap().to_bytes();
    // untagged; an unprotected header; a protected header with one more entry
    assert!(matches!(
        SignedCredential::from_bytes(&bytes[1..]),
        Err(SignedError::Envelope(_))
    ));
    let unprotected = bytes.iter().position(|byte| *byte == 0xa0).unwrap();
    let mut with_header = bytes.clone();
    with_header.splice(unprotected..=unprotected, [0xa1, 0x18, 0x63, 0x00]);
    assert!(matches!(
        SignedCredential::from_bytes(&with_header),
        Err(SignedError::Envelope(_))
    ));
    assert!(matches!(
        SignedCredential::from_bytes(&bytes[..bytes.len() - 1]),
        Err(SignedError::Envelope(_))
    ));
}

#[test]
fn a_qr_is_a_link_and_a_credential() {
    for algorithm in BOTH {
        let signed = key(algorithm).sign(&credential()).unwrap();
        let text = qr_text(BASE, &signed).unwrap();
        assert!(text.starts_with("HTTPS://ZC.EXAMPLE.GOV.CN/Q/"));
        assert!(qr_modules(&text).unwrap().len() <= MAX_MODULES);
        assert_eq!(parse_qr_text(&text).unwrap(), signed);
        assert_eq!(
            parse_qr_text(&format!(" {}\n", text.to_lowercase())).unwrap(),
            signed
        );
    }
}

#[test]
fn a_qr_that_would_be_too_fine_is_refused() {
    let long = Credential {
        specialty: "专".repeat(40),
        ..credential()
    };
    let signed = key(Algorithm::Es256).sign(&long).unwrap();
    assert!(matches!(qr_text(BASE, &signed), Err(QrError::TooLong(_))));
    for base in [
        "http://zc.example.gov.cn/Q/",
        "https:///Q/",
        "https://zc.example.gov.cn/q/",
        "https://域名/Q/",
    ] {
        assert_eq!(qr_text(base, &signed), Err(QrError::Base(base.into())));
    }
    assert_eq!(parse_qr_text("https://zc.example.gov.cn/"), Err(QrError::NotOurs));
    assert_eq!(parse_qr_text("随便一段文字"), Err(QrError::NotOurs));
    assert!(matches!(
        parse_qr_text("HTTPS://X/MFRGG"),
        Err(QrError::Damaged(_))
    ));
}

#[test]
fn look_up_links_carry_their_token() {
    let token = LookupToken::new([1, 2, 3, 4, 5, 6, 7, 8]);
    let url = lookup_url("https://ZC.example.gov.cn/C", &token).unwrap();
    assert_eq!(url, "https://zc.example.gov.cn/C/AEBAGBAFAYDQQ");
    // A demonstration has no certificate of its own; its links stay on the machine it runs on.
    let here = lookup_url("http://127.0.0.1:8080/Q/", &token).unwrap();
    assert_eq!(here, "http://127.0.0.1:8080/Q/AEBAGBAFAYDQQ");
    assert_eq!("aebagbafaydqq".parse::<LookupToken>(), Ok(token));
    assert_eq!("AEBAGBAFAYDQ".parse::<LookupToken>(), Err(QrError::NotOurs));
    assert_eq!(format!("{token:?}"), "LookupToken(..)");
}

#[test]
fn key_files_are_read_back() {
    for algorithm in BOTH {
        let file = key(algorithm).to_pem_like("示例市人社局 2026\n换行不入");
        let read = SigningKey::from_pem_like(file.as_bytes()).unwrap();
        assert_eq!(read.public(), key(algorithm).public());
        let windows = file.replace('\n', "\r\n");
        assert!(SigningKey::from_pem_like(windows.as_bytes()).is_ok());
    }
    let log = key_file::log_key_to_pem_like("zc.example.gov.cn/log", &[7; 32]);
    let signer = key_file::log_signer_from_pem_like(log.as_bytes()).unwrap();
    assert_eq!(signer.verifier(), common::log_signer().verifier());
}

#[test]
fn wrong_key_files_say_what_is_wrong() {
    use KeyFileError as E;
    let file = key(Algorithm::Es256).to_pem_like("名").to_string();
    let read = |text: &str| SigningKey::from_pem_like(text.as_bytes()).unwrap_err();
    let id = key(Algorithm::Es256).key_id().to_string();
    let body = file.lines().nth(5).unwrap().to_owned();
    let altered = {
        let mut bytes = BASE64.decode(body.as_bytes()).unwrap();
        bytes[3] ^= 1;
        BASE64.encode(&bytes)
    };
    // a well-formed file around the number zero, which is no key
    let sum = sha2::Sha256::digest([b"ES256\0".as_slice(), &[0; 32]].concat());
    let zero = file.replace(&body, &BASE64.encode(&[[0; 32].as_slice(), &sum[..4]].concat()));
    let log = key_file::log_key_to_pem_like("o", &[7; 32]);
    assert_eq!(read(""), E::NotAKeyFile);
    assert_eq!(read("hello"), E::NotAKeyFile);
    assert_eq!(
        read("-----BEGIN EC PRIVATE KEY-----\nx"),
        E::OtherKind("EC PRIVATE KEY".into())
    );
    assert_eq!(read(&file.replace("-----END", "----END")), E::Unfinished);
    assert_eq!(
        read(&file.replace("ES256", "RSA")),
        E::UnknownAlgorithm("RSA".into())
    );
    assert_eq!(
        read(&file.replace("Algorithm: ES256\n", "")),
        E::Head("Algorithm")
    );
    assert_eq!(read(&file.replace("Name: 名\n", "")), E::Head("Name"));
    assert_eq!(read(&file.replace(&body, "AAAA")), E::Body);
    assert_eq!(read(&file.replace(&body, "不是")), E::Body);
    assert_eq!(read(&file.replace(&body, &altered)), E::Checksum);
    assert_eq!(read(&file.replace("ES256", "SM2")), E::Checksum);
    assert_eq!(read(&zero), E::NoKey("ES256"));
    assert_eq!(
        read(&file.replace(&id, "0000000000000000")),
        E::KeyId {
            written: "0000000000000000".into(),
            actual: id
        }
    );
    assert!(matches!(read(&log), E::OtherPurpose { found, .. } if found == "Ed25519"));
    assert!(matches!(
        key_file::log_signer_from_pem_like(file.as_bytes()),
        Err(E::OtherPurpose { .. })
    ));
}

#[test]
fn the_secret_never_shows_itself() {
    let shown = format!("{:?}", key(Algorithm::Sm2));
    assert_eq!(shown, format!("SigningKey(SM2 {})", key(Algorithm::Sm2).key_id()));
}

/// OpenSSL is the independent judge of both signature algorithms.
#[test]
fn openssl_accepts_the_signatures() {
    // SubjectPublicKeyInfo up to the point: id-ecPublicKey with prime256v1 or sm2
    let spki = [
        (
            Algorithm::Es256,
            "3059301306072a8648ce3d020106082a8648ce3d030107034200",
            "-sha256",
        ),
        (
            Algorithm::Sm2,
            "3059301306072a8648ce3d020106082a811ccf5501822d034200",
            "-sm3",
        ),
    ];
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("openssl is not installed: this check did not run");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let message = "关于确认高级工程师资格的通知";
    for (algorithm, head, digest) in spki {
        let mut public = HEXLOWER.decode(head.as_bytes()).unwrap();
        public.extend(key(algorithm).public().point());
        std::fs::write(path("public.der"), public).unwrap();
        std::fs::write(path("message"), message).unwrap();
        let raw = key(algorithm).sign_message(message.as_bytes());
        std::fs::write(path("signature"), der_signature(&raw)).unwrap();
        let mut command = Command::new("openssl");
        command.args(["dgst", digest, "-keyform", "DER", "-verify", &path("public.der")]);
        command.args(["-signature", &path("signature")]);
        if algorithm == Algorithm::Sm2 {
            command.args(["-sigopt", "distid:1234567812345678"]);
        }
        let output = command.arg(path("message")).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

fn der_signature(raw: &[u8; 64]) -> Vec<u8> {
    let integer = |bytes: &[u8]| {
        let mut value: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
        if value.first().is_none_or(|byte| byte & 0x80 != 0) {
            value.insert(0, 0);
        }
        [vec![2, u8::try_from(value.len()).unwrap()], value].concat()
    };
    let body = [integer(&raw[..32]), integer(&raw[32..])].concat();
    [vec![0x30, u8::try_from(body.len()).unwrap()], body].concat()
}

/// Two Python libraries are the independent judges of the envelope: cbor2 takes it apart and builds what RFC 9052
/// says is signed, cryptography verifies it.
#[test]
fn the_envelope_is_a_cose_sign1_to_others_too() {
    let script = "
import sys, cbor2
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives import hashes
message = cbor2.loads(bytes.fromhex(sys.argv[1]))
assert message.tag == 18
protected, unprotected, payload, signature = message.value
assert cbor2.loads(protected)[1] == -7 and len(unprotected) == 0
signed = cbor2.dumps(['Signature1', protected, b'hengjian/credential/1', payload])
key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(sys.argv[2]))
r, s = int.from_bytes(signature[:32], 'big'), int.from_bytes(signature[32:], 'big')
key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
print(cbor2.loads(payload)[2])
";
    let python = |arguments: &[&str]| {
        Command::new("python3")
            .arg("-c")
            .args(arguments)
            .env("PYTHONIOENCODING", "utf-8")
            .output()
    };
    if !python(&["import cbor2, cryptography"]).is_ok_and(|output| output.status.success()) {
        eprintln!("cbor2 and cryptography are not installed: this check did not run");
        return;
    }
    let signed = HEXLOWER.encode(&key(Algorithm::Es256).sign(&credential()).unwrap().to_bytes());
    let point = HEXLOWER.encode(&key(Algorithm::Es256).public().point());
    let output = python(&[script, &signed, &point]).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "韦晓岚");
}

/// ZBar is the independent judge of the QR.
#[test]
fn zbar_reads_the_qr() {
    let signed = key(Algorithm::Sm2).sign(&credential()).unwrap();
    let text = qr_text(BASE, &signed).unwrap();
    let rows = qr_modules(&text).unwrap();
    // a plain PGM picture, 4 pixels a module, 4 modules of quiet zone
    let side = (rows.len() + 8) * 4;
    let mut picture = format!("P5 {side} {side} 255\n").into_bytes();
    for y in 0..side {
        for x in 0..side {
            let dark = (y / 4)
                .checked_sub(4)
                .and_then(|y| rows.get(y)?.get((x / 4).checked_sub(4)?))
                .copied();
            picture.push(if dark == Some(true) { 0 } else { 255 });
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("qr.pgm");
    std::fs::write(&path, picture).unwrap();
    let Ok(output) = Command::new("zbarimg").args(["-q", "--raw"]).arg(&path).output() else {
        eprintln!("zbarimg is not installed: this check did not run");
        return;
    };
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), text);
    assert!(qr_svg(&text).unwrap().starts_with("<svg"));
}

#[test]
fn points_are_read_compressed_or_not() {
    for algorithm in BOTH {
        let public = key(algorithm).public();
        let point = public.point();
        let mut compressed = point[..33].to_vec();
        compressed[0] = 2 + (point[64] & 1);
        assert_eq!(PublicKey::from_point(algorithm, &compressed).unwrap(), public);
        assert!(PublicKey::from_point(algorithm, &point[1..]).is_err());
    }
    assert_ne!(key(Algorithm::Es256).key_id(), key(Algorithm::Sm2).key_id());
}

proptest! {
    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let _ = (SignedCredential::from_bytes(&bytes).is_ok(), Credential::from_cbor(&bytes).is_ok());
        let _ = SigningKey::from_pem_like(&bytes).is_ok();
        // nearly right bytes go deeper
        let mut near = key(Algorithm::Es256).sign(&credential()).unwrap().to_bytes();
        let at = at.index(near.len());
        near[at] = to;
        let _ = SignedCredential::from_bytes(&near).is_ok();
        let mut near = credential().to_cbor().unwrap();
        let at = at % near.len();
        near[at] = to;
        if let Ok(read) = Credential::from_cbor(&near) {
            prop_assert_eq!(read.to_cbor().unwrap(), near);
        }
    }
}
