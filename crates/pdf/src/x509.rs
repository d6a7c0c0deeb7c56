//! Certificates of signers (RFC 5280): a self-signed one to begin with, or one issued by an authority.

use credential::{Algorithm, PublicKey, SigningKey};
use kernel::Day;
use sha2::{Digest, Sha256};

use super::der::{
    BIT_STRING, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, PRINTABLE, Reader, SEQUENCE, SET, UTC_TIME,
    UTF8, bit_string, context, der_signature, integer, oid, sequence, set_of, tlv,
};

/// ecdsa-with-SHA256
pub(super) const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const PRIME256V1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const COUNTRY: &[u8] = &[0x55, 0x04, 0x06];
const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 0x0e];

/// A certificate that cannot be made or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// PDF readers know P-256, not SM2.
    #[error("PDF 签名只能使用 ES256（P-256）密钥")]
    NotP256,
    /// Not a certificate with a P-256 key.
    #[error("不是带有 P-256 公钥的 X.509 证书")]
    NotACertificate,
    /// The certificate belongs to another key.
    #[error("X.509 证书与签名密钥不是一对")]
    OtherKey,
}

/// Whom a certificate names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Organisation, for example the issuing authority.
    pub organisation: String,
    /// Common name, shown by PDF readers as the signer.
    pub common_name: String,
}

/// The certificate of a signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningCertificate {
    der: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) serial: Vec<u8>,
    subject: Subject,
    key: PublicKey,
}

impl SigningCertificate {
    /// Makes a certificate that the key signs for itself, valid from the first day to the last, Chinese mainland
    /// organisations. The serial follows from the content, so the same arguments give the same certificate.
    ///
    /// # Errors
    /// [`CertificateError::NotP256`] for an SM2 key.
    pub fn self_signed(
        key: &SigningKey,
        subject: &Subject,
        from: Day,
        until: Day,
    ) -> Result<Self, CertificateError> {
        if key.algorithm() != Algorithm::Es256 {
            return Err(CertificateError::NotP256);
        }
        let point = key.public().point();
        let name = name_of(subject);
        let validity = sequence(&[time(from, "000000"), time(until, "235959")]);
        let spki = sequence(&[
            sequence(&[oid(EC_PUBLIC_KEY), oid(PRIME256V1)]),
            bit_string(&point),
        ]);
        let algorithm = sequence(&[oid(ECDSA_SHA256)]);
        let serial_seed = Sha256::digest([point.as_slice(), &name, &validity].concat());
        let mut serial = serial_seed[..16].to_vec();
        serial[0] = serial[0] & 0x3f | 0x40;
        let to_be_signed = sequence(&[
            tlv(context(0), &integer(&[2])),
            integer(&serial),
            algorithm.clone(),
            name.clone(),
            validity,
            name,
            spki,
            tlv(context(3), &extensions(&point)),
        ]);
        let signature = der_signature(&key.sign_message(&to_be_signed));
        Self::from_der(&sequence(&[to_be_signed, algorithm, bit_string(&signature)]))
    }

    /// Reads a certificate, self-signed or issued by an authority. Its own signature is not checked: trust comes from
    /// the key.
    ///
    /// # Errors
    /// [`CertificateError::NotACertificate`].
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        Self::read(der).ok_or(CertificateError::NotACertificate)
    }

    fn read(der: &[u8]) -> Option<Self> {
        let mut outer = Reader::new(der);
        let mut certificate = outer.enter(SEQUENCE)?;
        if !outer.rest().is_empty() {
            return None;
        }
        let mut fields = certificate.enter(SEQUENCE)?;
        fields.optional(context(0));
        let serial = fields.expect(INTEGER)?.whole.to_vec();
        fields.expect(SEQUENCE)?;
        let issuer = fields.expect(SEQUENCE)?.whole.to_vec();
        fields.expect(SEQUENCE)?;
        let subject = read_name(fields.enter(SEQUENCE)?)?;
        let mut spki = fields.enter(SEQUENCE)?;
        let mut algorithm = spki.enter(SEQUENCE)?;
        let kind = (algorithm.expect(OID)?.content, algorithm.expect(OID)?.content);
        if kind != (EC_PUBLIC_KEY, PRIME256V1) {
            return None;
        }
        let point = spki.expect(BIT_STRING)?.content.strip_prefix(&[0])?;
        let key = PublicKey::from_point(Algorithm::Es256, point).ok()?;
        Some(Self {
            der: der.to_vec(),
            issuer,
            serial,
            subject,
            key,
        })
    }

    /// The certificate as stored and embedded.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whom it names.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The key it certifies.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }
}

fn name_of(subject: &Subject) -> Vec<u8> {
    let part = |kind: &[u8], tag, text: &str| set_of(vec![sequence(&[oid(kind), tlv(tag, text.as_bytes())])]);
    sequence(&[
        part(COUNTRY, PRINTABLE, "CN"),
        part(ORGANISATION, UTF8, &subject.organisation),
        part(COMMON_NAME, UTF8, &subject.common_name),
    ])
}

fn read_name(mut name: Reader<'_>) -> Option<Subject> {
    let mut subject = Subject {
        organisation: String::new(),
        common_name: String::new(),
    };
    while !name.rest().is_empty() {
        let mut attribute = name.enter(SET)?.enter(SEQUENCE)?;
        let kind = attribute.expect(OID)?.content;
        let text = String::from_utf8_lossy(attribute.next()?.content).into_owned();
        if kind == ORGANISATION {
            subject.organisation = text;
        } else if kind == COMMON_NAME {
            subject.common_name = text;
        }
    }
    Some(subject)
}

/// A time of validity: two digits of the year until 2049, four from then on (RFC 5280 section 4.1.2.5).
fn time(day: Day, clock: &str) -> Vec<u8> {
    let text = format!("{:04}{:02}{:02}{clock}Z", day.year(), day.month(), day.day());
    if day.year() < 2050 {
        tlv(UTC_TIME, &text.as_bytes()[2..])
    } else {
        tlv(GENERALIZED_TIME, text.as_bytes())
    }
}

/// No authority itself; signs and stands by what it signs; names its key.
fn extensions(point: &[u8]) -> Vec<u8> {
    const CRITICAL: [u8; 3] = [0x01, 0x01, 0xff];
    // digitalSignature and nonRepudiation
    const USAGE: [u8; 4] = [BIT_STRING, 0x02, 0x06, 0xc0];
    let value = |content: &[u8]| tlv(OCTET_STRING, content);
    let key_id = tlv(OCTET_STRING, &Sha256::digest(point)[..20]);
    sequence(&[
        sequence(&[oid(BASIC_CONSTRAINTS), CRITICAL.to_vec(), value(&sequence(&[]))]),
        sequence(&[oid(KEY_USAGE), CRITICAL.to_vec(), value(&USAGE)]),
        sequence(&[oid(SUBJECT_KEY_ID), value(&key_id)]),
    ])
}
