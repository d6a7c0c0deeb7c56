//! The detached signature inside a PDF: CMS SignedData (RFC 5652) with the attributes of CAdES.

use credential::SigningKey;
use sha2::{Digest, Sha256};

use super::der::{
    INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, SET, context, der_signature, integer, oid, raw_signature,
    sequence, set_of, tlv,
};
use super::x509::{ECDSA_SHA256, SigningCertificate};

const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
const SIGNING_CERTIFICATE_V2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f];

/// A CMS signature that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CmsError {
    /// Not the structure we write: one signer, ECDSA on P-256 with SHA-256, its certificate enclosed.
    #[error("签名的结构不是本系统所用的形式")]
    Structure,
    /// The signed digest is of other content.
    #[error("文件内容与签名时不同")]
    OtherContent,
    /// The signature is not by the enclosed certificate's key.
    #[error("签名值不正确")]
    BadSignature,
}

fn attribute(kind: &[u8], value: Vec<u8>) -> Vec<u8> {
    sequence(&[oid(kind), set_of(vec![value])])
}

/// The attributes that are signed: the kind of content, its digest, and which certificate the signer means.
fn signed_attributes(digest: &[u8; 32], certificate: &SigningCertificate) -> Vec<Vec<u8>> {
    let certificate_hash = tlv(OCTET_STRING, &Sha256::digest(certificate.der()));
    // SHA-256 is the default algorithm of ESSCertIDv2 and left out therefore.
    let certificate_id = sequence(&[sequence(&[sequence(&[certificate_hash])])]);
    vec![
        attribute(CONTENT_TYPE, oid(DATA)),
        attribute(MESSAGE_DIGEST, tlv(OCTET_STRING, digest)),
        attribute(SIGNING_CERTIFICATE_V2, certificate_id),
    ]
}

/// The signature over content with this SHA-256 digest.
pub(super) fn sign(digest: &[u8; 32], key: &SigningKey, certificate: &SigningCertificate) -> Vec<u8> {
    let attributes = set_of(signed_attributes(digest, certificate));
    enclose(
        &attributes,
        &der_signature(&key.sign_message(&attributes)),
        certificate,
    )
}

/// The number of bytes that [`sign`] takes at most.
pub(super) fn longest(certificate: &SigningCertificate) -> usize {
    let attributes = set_of(signed_attributes(&[0; 32], certificate));
    // Two integers of 33 bytes: the longest form of an ECDSA signature on P-256.
    enclose(&attributes, &der_signature(&[0xff; 64]), certificate).len()
}

fn enclose(attributes: &[u8], signature: &[u8], certificate: &SigningCertificate) -> Vec<u8> {
    let sha256 = || sequence(&[oid(SHA256)]);
    let mut implicit = attributes.to_vec();
    implicit[0] = context(0);
    let signer = sequence(&[
        integer(&[1]),
        sequence(&[certificate.issuer.clone(), certificate.serial.clone()]),
        sha256(),
        implicit,
        sequence(&[oid(ECDSA_SHA256)]),
        tlv(OCTET_STRING, signature),
    ]);
    let signed_data = sequence(&[
        integer(&[1]),
        set_of(vec![sha256()]),
        sequence(&[oid(DATA)]),
        tlv(context(0), certificate.der()),
        set_of(vec![signer]),
    ]);
    sequence(&[oid(SIGNED_DATA), tlv(context(0), &signed_data)])
}

/// Verifies a signature over content with this digest and returns the certificate of the signer. Zero bytes may
/// follow the structure, because a PDF reserves room before it knows the length.
pub(super) fn verify(bytes: &[u8], digest: &[u8; 32]) -> Result<SigningCertificate, CmsError> {
    let parts = read(bytes).ok_or(CmsError::Structure)?;
    let certificate = SigningCertificate::from_der(parts.certificate).map_err(|_| CmsError::Structure)?;
    let issuer_and_serial = [certificate.issuer.as_slice(), &certificate.serial].concat();
    if parts.signer != issuer_and_serial {
        return Err(CmsError::Structure);
    }
    // The attributes are exactly those we write, for this content and this certificate.
    let mut attributes = parts.attributes.to_vec();
    attributes[0] = SET;
    let digest_named = named_digest(&attributes).ok_or(CmsError::Structure)?;
    if digest_named != digest {
        return Err(CmsError::OtherContent);
    }
    if attributes != set_of(signed_attributes(digest, &certificate)) {
        return Err(CmsError::Structure);
    }
    let signature = raw_signature(parts.signature).ok_or(CmsError::Structure)?;
    if certificate.key().verifies(&attributes, &signature) {
        Ok(certificate)
    } else {
        Err(CmsError::BadSignature)
    }
}

struct Parts<'a> {
    certificate: &'a [u8],
    signer: &'a [u8],
    attributes: &'a [u8],
    signature: &'a [u8],
}

fn read(bytes: &[u8]) -> Option<Parts<'_>> {
    let mut outer = Reader::new(bytes);
    let mut info = outer.enter(SEQUENCE)?;
    if outer.rest().iter().any(|byte| *byte != 0) || info.expect(OID)?.content != SIGNED_DATA {
        return None;
    }
    let mut data = info.enter(context(0))?.enter(SEQUENCE)?;
    data.expect(INTEGER)?;
    data.expect(SET)?;
    let mut content = data.enter(SEQUENCE)?;
    if content.expect(OID)?.content != DATA || !content.rest().is_empty() {
        return None;
    }
    let certificate = data.expect(context(0))?.content;
    let mut signers = data.enter(SET)?;
    let mut signer = signers.enter(SEQUENCE)?;
    if !signers.rest().is_empty() || !data.rest().is_empty() {
        return None;
    }
    signer.expect(INTEGER)?;
    let name = signer.expect(SEQUENCE)?.content;
    let digest_algorithm = signer.enter(SEQUENCE)?.expect(OID)?.content;
    let attributes = signer.expect(context(0))?.whole;
    let signature_algorithm = signer.enter(SEQUENCE)?.expect(OID)?.content;
    let signature = signer.expect(OCTET_STRING)?.content;
    let known = digest_algorithm == SHA256 && signature_algorithm == ECDSA_SHA256 && signer.rest().is_empty();
    known.then_some(Parts {
        certificate,
        signer: name,
        attributes,
        signature,
    })
}

/// The digest in the attributes.
fn named_digest(attributes: &[u8]) -> Option<&[u8]> {
    let mut members = Reader::new(attributes).enter(SET)?;
    while !members.rest().is_empty() {
        let mut member = members.enter(SEQUENCE)?;
        if member.expect(OID)?.content == MESSAGE_DIGEST {
            return Some(member.enter(SET)?.expect(OCTET_STRING)?.content);
        }
    }
    None
}
