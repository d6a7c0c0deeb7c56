//! The keys and settings with which certificates are issued. They come from files the operator keeps, never from the
//! database.

use credential::{NumberTemplate, Purpose, SigningKey, TrustList, TrustedKey};
use kernel::{Day, Refusal, SocialCreditCode};
use translog::NoteSigner;

/// A confirming authority with its key.
#[derive(Clone)]
pub struct Issuer {
    /// Its unified social credit code, as its office has it.
    pub authority: SocialCreditCode,
    /// Its name, as verifiers show it.
    pub name: String,
    /// The key that signs its credentials and status lists.
    pub key: SigningKey,
    /// First day of the key's use.
    pub from: Day,
    /// Last day of the key's use; none while in use.
    pub until: Option<Day>,
}

/// What signs certificates, status lists and the log. Handed to the actions that issue or verify.
pub struct Signer {
    base_url: String,
    template: NumberTemplate,
    issuers: Vec<Issuer>,
    log: NoteSigner,
}

impl core::fmt::Debug for Signer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Signer")
            .field("base_url", &self.base_url)
            .field("issuers", &self.issuers.len())
            .finish_non_exhaustive()
    }
}

impl Signer {
    /// A signer whose links begin with `base_url` (`https://host/Q/`) and whose numbers follow `template`.
    #[must_use]
    pub const fn new(
        base_url: String,
        template: NumberTemplate,
        issuers: Vec<Issuer>,
        log: NoteSigner,
    ) -> Self {
        Self {
            base_url,
            template,
            issuers,
            log,
        }
    }

    /// The base of all links in QR codes.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// How numbers are made.
    #[must_use]
    pub const fn template(&self) -> &NumberTemplate {
        &self.template
    }

    /// The log's key.
    #[must_use]
    pub const fn log(&self) -> &NoteSigner {
        &self.log
    }

    /// The authority with this credit code and a key in use on `day`.
    ///
    /// # Errors
    /// No such key is loaded: nothing can be issued in its name.
    pub fn issuer(&self, code: &str, day: Day) -> Result<&Issuer, Refusal> {
        let in_use = |issuer: &&Issuer| {
            issuer.authority.as_str() == code
                && issuer.from <= day
                && issuer.until.is_none_or(|until| day <= until)
        };
        self.issuers.iter().find(in_use).ok_or_else(|| {
            Refusal::new("发证机关的签发密钥没有装入，或者不在使用期内，暂不能发证")
                .at("issuer")
                .remedy("请联系系统管理员检查签发密钥")
        })
    }

    /// What verifiers believe: the issuers' keys and the log's.
    #[must_use]
    pub fn trust(&self) -> TrustList {
        let keys = self.issuers.iter().flat_map(|issuer| {
            [Purpose::Issuer, Purpose::Status].map(|purpose| TrustedKey {
                purpose,
                key: issuer.key.public(),
                authority: issuer.authority.clone(),
                from: issuer.from,
                until: issuer.until,
                name: issuer.name.clone(),
            })
        });
        TrustList::new(keys.collect(), vec![self.log.verifier()])
    }
}
