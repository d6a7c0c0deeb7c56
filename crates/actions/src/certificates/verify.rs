//! Verification for everybody (CRT-007): reads that say what is established, what failed and what is not.

use credential::{
    AtHand, BLOCK_SIZE, CertificateNumber, LookupToken, Report, SignedCredential, SignedStatusBlock,
    StatusAtHand, StatusBlock, parse_qr_text,
};
use domain::certificates::Certificate;
use kernel::Refusal;
use store::Rx;

use super::{Signer, issue_entry};
use crate::{Error, Result};

/// A verified credential with what is found about it here.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The credential as it was given or found.
    pub signed: SignedCredential,
    /// The five checks.
    pub report: Report,
    /// The certificate here, when this very credential was issued here; pages show of it what verification may say.
    pub certificate: Option<Certificate>,
}

/// By number and holder's name together: a number alone finds nothing.
///
/// # Errors
/// There is no such certificate ([`Error::NotFound`], also when the name is another), or the number is mistyped.
pub fn by_number(rx: &mut Rx<'_>, signer: &Signer, number: &str, name: &str) -> Result<Verified> {
    let number: CertificateNumber = number.trim().to_ascii_uppercase().parse().map_err(|error| {
        let error: credential::NumberError = error;
        Error::from(Refusal::new(error.to_string()).at("number"))
    })?;
    let found = store::certificates::by_number(rx, number.as_str())?;
    let found = found.filter(|certificate| certificate.holder_name == name.trim());
    kept(rx, signer, found.ok_or(Error::NotFound)?)
}

/// By the token of a look-up link.
///
/// # Errors
/// There is no such certificate.
pub fn by_token(rx: &mut Rx<'_>, signer: &Signer, token: &str) -> Result<Verified> {
    let token: LookupToken = token.parse().map_err(|_| Error::NotFound)?;
    let found = store::certificates::by_token(rx, &token.to_string())?;
    kept(rx, signer, found.ok_or(Error::NotFound)?)
}

/// By the text of a QR code, whatever the address before the credential.
///
/// # Errors
/// The text is not that of a certificate's QR.
pub fn by_qr(rx: &mut Rx<'_>, signer: &Signer, text: &str) -> Result<Verified> {
    let signed = parse_qr_text(text).map_err(|error| {
        Error::from(
            Refusal::new(error.to_string())
                .at("text")
                .remedy("请扫描证书上的二维码后重试"),
        )
    })?;
    given(rx, signer, signed)
}

/// By the signed credential attached to a certificate's file.
///
/// # Errors
/// The bytes are not a credential.
pub fn by_credential(rx: &mut Rx<'_>, signer: &Signer, bytes: &[u8]) -> Result<Verified> {
    let signed = SignedCredential::from_bytes(bytes).map_err(|_| {
        Error::from(
            Refusal::new("文件中没有本系统的证书凭证")
                .at("file")
                .remedy("请选择下载的证书文件"),
        )
    })?;
    given(rx, signer, signed)
}

fn kept(rx: &mut Rx<'_>, signer: &Signer, certificate: Certificate) -> Result<Verified> {
    let bytes = certificate
        .signed_bytes()
        .ok_or_else(|| Error::broken("the stored credential is damaged"))?;
    let signed = SignedCredential::from_bytes(&bytes).map_err(Error::broken)?;
    report(rx, signer, signed, Some(certificate))
}

/// A credential from outside: only when it is byte for byte the one issued here does the live status speak of it.
fn given(rx: &mut Rx<'_>, signer: &Signer, signed: SignedCredential) -> Result<Verified> {
    let number = signed.credential().number.to_string();
    let found = store::certificates::by_number(rx, &number)?;
    let same = found.filter(|certificate| certificate.signed_bytes().as_ref() == Some(&signed.to_bytes()));
    report(rx, signer, signed, same)
}

fn report(
    rx: &mut Rx<'_>,
    signer: &Signer,
    signed: SignedCredential,
    certificate: Option<Certificate>,
) -> Result<Verified> {
    let trust = signer.trust();
    let (mut proof, mut status) = (None, StatusAtHand::None);
    if let Some(certificate) = &certificate {
        let opening = certificate
            .opening()
            .ok_or_else(|| Error::broken("the stored salt is damaged"))?;
        proof = store::certificates::log::evidence(rx, &issue_entry(certificate.id), opening.to_extra())?;
        status = StatusAtHand::Live {
            status: certificate.status(),
            read_at: rx.now(),
        };
    }
    let at_hand = AtHand {
        proof: proof.as_ref(),
        status,
        now: Some(rx.now()),
    };
    let report = signed.verify_with(&trust, &at_hand);
    Ok(Verified {
        signed,
        report,
        certificate,
    })
}

/// The proof that the issue of `certificate` is in the log, for its file; none while it waits to be sealed.
///
/// # Errors
/// The stored certificate or log is damaged.
pub fn proof(rx: &mut Rx<'_>, certificate: &Certificate) -> Result<Option<translog::Evidence>> {
    let opening = certificate
        .opening()
        .ok_or_else(|| Error::broken("the stored salt is damaged"))?;
    store::certificates::log::evidence(rx, &issue_entry(certificate.id), opening.to_extra())
}

/// An authority's signed status block `number`, read now: which of its certificates are not in force.
///
/// # Errors
/// No key of the authority is loaded ([`Error::NotFound`]), or the block has no number.
pub fn status_block(
    rx: &mut Rx<'_>,
    signer: &Signer,
    authority: &str,
    number: u32,
) -> Result<SignedStatusBlock> {
    let issuer = signer
        .issuer(authority, rx.today())
        .map_err(|_| Error::NotFound)?;
    let from = number.checked_mul(BLOCK_SIZE).ok_or(Error::NotFound)?;
    let to = from.saturating_add(BLOCK_SIZE);
    let mut block = StatusBlock::new(number);
    for certificate in store::certificates::not_in_force(rx, authority, from, to)? {
        block.set(certificate.status_index, certificate.status());
    }
    block.sign(&issuer.key, rx.now()).map_err(Error::broken)
}
