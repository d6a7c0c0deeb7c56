//! What the program's files are made with: keys for signing, and the press.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use actions::certificates::{Issuer, Signer};
use documents::{DocumentError, Press};
use kernel::SocialCreditCode;
use pdf::{CertificateError, SigningCertificate, Subject};

use crate::Outcome;

/// How long a certificate that a key signs for itself is said to be valid, where the key's use has no end.
const SELF_SIGNED_YEARS: i16 = 20;

/// What files are made with: the keys, the words of the uniform format, the press.
pub struct Printing {
    pub(crate) signer: Arc<Signer>,
    pub(crate) region: String,
    pub(crate) supervised_by: String,
    signatories: BTreeMap<SocialCreditCode, SigningCertificate>,
    /// Made when first needed: reading the fonts takes a moment, and without fonts the rest of the program goes on.
    press: Mutex<Option<Arc<Press>>>,
}

impl core::fmt::Debug for Printing {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Printing")
            .field("signer", &self.signer)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl Printing {
    /// Printing with the keys of `signer`. `region` stands above the title (广西壮族自治区), `supervised_by` at the foot
    /// (…监制, CRT-001).
    #[must_use]
    pub fn new(signer: Arc<Signer>, region: impl Into<String>, supervised_by: impl Into<String>) -> Self {
        Self {
            signer,
            region: region.into(),
            supervised_by: supervised_by.into(),
            signatories: BTreeMap::new(),
            press: Mutex::new(None),
        }
    }

    /// Signs the files of `authority` with a certificate that an authority of trust issued for its key. Without one the
    /// key signs its own.
    #[must_use]
    pub fn with_certificate(mut self, authority: SocialCreditCode, certificate: SigningCertificate) -> Self {
        self.signatories.insert(authority, certificate);
        self
    }

    /// The press; made when first asked for.
    pub(crate) fn press(&self) -> Result<Arc<Press>, DocumentError> {
        let mut press = self.press.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(press) = &*press {
            return Ok(Arc::clone(press));
        }
        let made = Arc::new(Press::with_installed_fonts()?);
        *press = Some(Arc::clone(&made));
        Ok(made)
    }

    /// The certificate that signs the files of `issuer`.
    pub(crate) fn signing_certificate(
        &self,
        issuer: &Issuer,
    ) -> Result<SigningCertificate, CertificateError> {
        if let Some(issued) = self.signatories.get(&issuer.authority) {
            return Ok(issued.clone());
        }
        let subject = Subject {
            organisation: issuer.name.clone(),
            common_name: issuer.name.clone(),
        };
        let until = issuer
            .until
            .unwrap_or_else(|| issuer.from.plus_years(SELF_SIGNED_YEARS));
        SigningCertificate::self_signed(&issuer.key, &subject, issuer.from, until)
    }
}

/// Fonts may be installed later; everything else about a document does not change by waiting. The sentence of a missing
/// glyph names the text, so only the character is noted.
pub(crate) fn waits(error: &DocumentError) -> Outcome {
    match error {
        DocumentError::FontMissing => Outcome::Retry(error.to_string()),
        DocumentError::GlyphMissing { character, .. } => {
            Outcome::Retry(format!("no installed font has the character {character}"))
        }
        other => Outcome::GiveUp(other.to_string()),
    }
}
