//! Hybrid public-key encryption (RFC 9180) as far as it is used here: base mode, DHKEM(X25519, HKDF-SHA256),
//! HKDF-SHA256, export-only. A session's context gives a key of its own for every entry, so entries may be sent
//! again, skipped or taken up after a restart, in any order.

use curve25519_dalek::montgomery::MontgomeryPoint;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// DHKEM(X25519, HKDF-SHA256).
const KEM: [u8; 2] = [0, 0x20];
/// HKDF-SHA256.
const KDF: [u8; 2] = [0, 1];
/// Export-only: this context encrypts nothing itself.
const EXPORT_ONLY: [u8; 2] = [0xff, 0xff];

/// 32 secret bytes.
pub(super) type Secret = Zeroizing<[u8; 32]>;

/// The public key of a secret key.
pub(super) fn public_key(secret: &[u8; 32]) -> [u8; 32] {
    MontgomeryPoint::mul_base_clamped(*secret).0
}

/// Whether shares can be sealed to a public key: it is not one of the few that give everybody the same secret.
pub(super) fn is_usable(public: &[u8; 32]) -> bool {
    exchange(&[1; 32], public).is_some()
}

/// The shared point, unless the other side's key makes it a constant (RFC 9180 section 7.1.4).
fn exchange(secret: &[u8; 32], public: &[u8; 32]) -> Option<Secret> {
    let shared = Zeroizing::new(MontgomeryPoint(*public).mul_clamped(*secret).0);
    (*shared != [0; 32]).then_some(shared)
}

fn extract(suite: &[u8], salt: &[u8], label: &str, parts: &[u8]) -> Secret {
    let text = Zeroizing::new([&b"HPKE-v1"[..], suite, label.as_bytes(), parts].concat());
    Zeroizing::new(Hkdf::<Sha256>::extract(Some(salt), &text).0.into())
}

fn expand(suite: &[u8], key: &[u8; 32], label: &str, info: &[u8]) -> Secret {
    let info = [&[0, 32][..], b"HPKE-v1", suite, label.as_bytes(), info].concat();
    let mut out = Zeroizing::new([0; 32]);
    // A key of 32 bytes is long enough, and 32 bytes are within what HKDF can give.
    let _ = Hkdf::<Sha256>::from_prk(key).map(|hkdf| hkdf.expand(&info, &mut out[..]));
    out
}

/// A context of which both sides know the exporter secret.
pub(super) struct Context {
    suite: [u8; 10],
    exporter: Secret,
}

impl Context {
    /// The sender's side, with a fresh secret of its own; the receiver needs its public key.
    pub(super) fn sender(secret: &[u8; 32], receiver: &[u8; 32], info: &[u8]) -> Option<Self> {
        let shared = exchange(secret, receiver)?;
        Some(Self::new(
            EXPORT_ONLY,
            &shared,
            &public_key(secret),
            receiver,
            info,
        ))
    }

    /// The receiver's side, with its own secret and public key.
    pub(super) fn receiver(
        (secret, public): (&[u8; 32], &[u8; 32]),
        sender: &[u8; 32],
        info: &[u8],
    ) -> Option<Self> {
        let shared = exchange(secret, sender)?;
        Some(Self::new(EXPORT_ONLY, &shared, sender, public, info))
    }

    fn new(aead: [u8; 2], shared: &Secret, sender: &[u8; 32], receiver: &[u8; 32], info: &[u8]) -> Self {
        let kem = [&b"KEM"[..], &KEM].concat();
        let prk = extract(&kem, &[], "eae_prk", &shared[..]);
        let shared = expand(&kem, &prk, "shared_secret", &[&sender[..], receiver].concat());
        let mut suite = *b"HPKE......";
        suite[4..6].copy_from_slice(&KEM);
        suite[6..8].copy_from_slice(&KDF);
        suite[8..].copy_from_slice(&aead);
        let (none, info) = (
            extract(&suite, &[], "psk_id_hash", &[]),
            extract(&suite, &[], "info_hash", info),
        );
        let context = [&[0][..], &none[..], &info[..]].concat();
        let secret = extract(&suite, &shared[..], "secret", &[]);
        Self {
            suite,
            exporter: expand(&suite, &secret, "exp", &context),
        }
    }

    /// A key for one purpose.
    pub(super) fn export(&self, purpose: &[u8]) -> Secret {
        expand(&self.suite, &self.exporter, "sec", purpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> [u8; 32] {
        data_encoding::HEXLOWER
            .decode(hex.as_bytes())
            .unwrap()
            .try_into()
            .unwrap()
    }

    /// RFC 9180, A.1.1: the same key exchange and key schedule with another cipher's number.
    #[test]
    fn the_exports_of_the_rfc() {
        let sender = bytes("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736");
        let receiver = bytes("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8");
        let (from, to) = (public_key(&sender), public_key(&receiver));
        assert_eq!(
            from,
            bytes("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431")
        );
        assert_eq!(
            to,
            bytes("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d")
        );
        let shared = exchange(&sender, &to).unwrap();
        assert_eq!(shared, exchange(&receiver, &from).unwrap());
        let context = Context::new([0, 1], &shared, &from, &to, b"Ode on a Grecian Urn");
        let exports = [
            (
                &b""[..],
                "3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee",
            ),
            (
                &[0][..],
                "2e8f0b54673c7029649d4eb9d5e33bf1872cf76d623ff164ac185da9e88c21a5",
            ),
            (
                &b"TestContext"[..],
                "e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931",
            ),
        ];
        for (purpose, expected) in exports {
            assert_eq!(*context.export(purpose), bytes(expected));
        }
    }

    #[test]
    fn both_sides_agree_and_constant_keys_are_refused() {
        let (a, b) = ([3; 32], [4; 32]);
        let one = Context::sender(&a, &public_key(&b), b"x").unwrap();
        let other = Context::receiver((&b, &public_key(&b)), &public_key(&a), b"x").unwrap();
        assert_eq!(one.export(b"y"), other.export(b"y"));
        assert_ne!(one.export(b"y"), other.export(b"z"));
        assert!(is_usable(&public_key(&a)));
        assert!(!is_usable(&[0; 32]) && Context::sender(&a, &[0; 32], b"x").is_none());
    }
}
