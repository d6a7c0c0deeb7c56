//! The payment gateway's protocol: a signed link that sends the payer there, and a signed notice that comes back.
//!
//! Both are authenticated by HMAC-SHA256 with a key that only the gateway and this program hold. The simulator of the
//! demonstration is the other end of the same protocol.

use core::fmt;

use data_encoding::HEXLOWER;
use domain::fees::Order;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::FeeOrderId;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

const LINK: &[u8] = b"hengjian-pay-1\n";
const NOTICE: &[u8] = b"hengjian-notice-1\n";
/// The shortest key.
pub const KEY_MIN_BYTES: usize = 32;
/// The longest transaction number that a notice may carry.
pub const REFERENCE_MAX_CHARACTERS: usize = 64;

/// Where payers are sent, and the shared key.
#[derive(Clone)]
pub struct Gateway {
    address: String,
    key: Vec<u8>,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// A payment as the gateway tells it; the body of its notice, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The order that was paid.
    pub order: FeeOrderId,
    /// How much.
    pub amount_cents: i64,
    /// The gateway's transaction number.
    pub reference: String,
    /// When, in milliseconds since 1970.
    pub paid_ms: i64,
}

impl Gateway {
    /// A gateway at `address`; none when the key has fewer than [`KEY_MIN_BYTES`] bytes.
    #[must_use]
    pub fn new(address: impl Into<String>, key: Vec<u8>) -> Option<Self> {
        (key.len() >= KEY_MIN_BYTES).then(|| Self {
            address: address.into(),
            key,
        })
    }

    fn mac(&self, purpose: &[u8], body: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(purpose);
        mac.update(body);
        Some(mac)
    }

    fn sign(&self, purpose: &[u8], body: &[u8]) -> String {
        let mac = self.mac(purpose, body).map(|mac| mac.finalize().into_bytes());
        mac.map_or_else(String::new, |bytes| HEXLOWER.encode(&bytes))
    }

    fn is_signed(&self, purpose: &[u8], body: &[u8], signature: &str) -> bool {
        let signature = HEXLOWER.decode(signature.trim().as_bytes());
        match (self.mac(purpose, body), signature) {
            (Some(mac), Ok(signature)) => mac.verify_slice(&signature).is_ok(),
            _ => false,
        }
    }

    /// The address at which the payer pays `order`.
    #[must_use]
    pub fn pay_link(&self, order: &Order) -> String {
        let (id, cents) = (order.id, order.amount.value.cents());
        let query = format!("order={id}&amount_cents={cents}");
        let sign = self.sign(LINK, query.as_bytes());
        format!("{}?{query}&sign={sign}", self.address)
    }

    /// Whether a link for this order and amount comes from this program; the gateway's own check.
    #[must_use]
    pub fn is_link(&self, order: FeeOrderId, amount_cents: i64, signature: &str) -> bool {
        let query = format!("order={order}&amount_cents={amount_cents}");
        self.is_signed(LINK, query.as_bytes(), signature)
    }

    /// The signature that goes with a notice.
    #[must_use]
    pub fn sign_notice(&self, body: &[u8]) -> String {
        self.sign(NOTICE, body)
    }

    /// The notice in `body`, if its signature is the gateway's and it says what a notice says.
    #[must_use]
    pub fn read(&self, body: &[u8], signature: &str) -> Option<Notice> {
        if !self.is_signed(NOTICE, body, signature) {
            return None;
        }
        let notice: Notice = serde_json::from_slice(body).ok()?;
        let characters = notice.reference.chars().count();
        let sound = (1..=REFERENCE_MAX_CHARACTERS).contains(&characters)
            && !notice.reference.chars().any(char::is_control)
            && notice.amount_cents > 0;
        sound.then_some(notice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gateway() -> Gateway {
        Gateway::new("https://pay.example/", vec![7; 32]).unwrap()
    }

    fn body(reference: &str, cents: i64) -> Vec<u8> {
        let order = "018f0000000070008000000000000001";
        format!(r#"{{"order":"{order}","amount_cents":{cents},"reference":"{reference}","paid_ms":1632448800000}}"#)
            .into_bytes()
    }

    #[test]
    fn a_notice_counts_only_with_the_gateways_signature() {
        let gateway = gateway();
        let body = body("T1", 38_000);
        let signature = gateway.sign_notice(&body);
        let notice = gateway.read(&body, &signature).unwrap();
        assert_eq!((notice.amount_cents, notice.reference.as_str()), (38_000, "T1"));
        assert_eq!(gateway.read(&body, ""), None);
        assert_eq!(gateway.read(&body, &signature.replace(|_| true, "0")), None);
        let changed = String::from_utf8(body.clone()).unwrap().replace("38000", "1");
        assert_eq!(gateway.read(changed.as_bytes(), &signature), None);
        let other = Gateway::new("https://pay.example/", vec![8; 32]).unwrap();
        assert_eq!(other.read(&body, &signature), None);
        let order = notice.order;
        let link = gateway.sign(LINK, format!("order={order}&amount_cents=38000").as_bytes());
        assert!(gateway.is_link(order, 38_000, &link) && !gateway.is_link(order, 1, &link));
        assert_eq!(
            gateway.read(&body, &link),
            None,
            "a link's signature is no notice's"
        );
    }

    #[test]
    fn a_signed_notice_must_still_say_something_sound() {
        let gateway = gateway();
        for bad in [
            body("", 38_000),
            body("T1", 0),
            body("T1", -1),
            body(&"9".repeat(65), 1),
            b"{}".to_vec(),
        ] {
            let signature = gateway.sign_notice(&bad);
            assert_eq!(gateway.read(&bad, &signature), None);
        }
        assert!(Gateway::new("https://pay.example/", vec![7; 31]).is_none());
    }
}
