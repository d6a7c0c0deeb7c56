//! Verification: the list that the offline page, the command line and the service all say (CRT-007).

use kernel::{SocialCreditCode, Timestamp};
use translog::Evidence;

use crate::signed::CREDENTIAL;
use crate::status::{BLOCK_VALID_MS, LIVE_VALID_MS};
use crate::{Leaf, LeafOpening, Purpose, SignedCredential, SignedStatusBlock, Status, TrustList, TrustedKey};

/// What one check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// 属实: shown to be so.
    Established,
    /// 不符: shown not to be so.
    Failed,
    /// 未能确认: neither could be shown with what was at hand.
    NotEstablished,
}

/// One check with a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The finding.
    pub finding: Finding,
    /// Why, in Chinese.
    pub sentence: String,
}

/// Where the status came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusSource {
    /// The live index of the service.
    Live,
    /// A signed block of the status list.
    Block,
}

/// The status at hand, if any.
#[derive(Clone, Copy, Debug, Default)]
pub enum StatusAtHand<'a> {
    /// None: an offline check without a status block.
    #[default]
    None,
    /// A signed block, downloaded earlier or just now.
    Block(&'a SignedStatusBlock),
    /// Read by the service itself from its live index at `read_at`.
    Live {
        /// The state found.
        status: Status,
        /// When it was read.
        read_at: Timestamp,
    },
}

/// What is at hand besides the credential.
#[derive(Clone, Copy, Debug, Default)]
pub struct AtHand<'a> {
    /// The log proof, for example from the PDF.
    pub proof: Option<&'a Evidence>,
    /// The status.
    pub status: StatusAtHand<'a>,
    /// The moment of the check; without it no status can be called fresh.
    pub now: Option<Timestamp>,
}

/// The five checks and what follows from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// 签名: a trusted key signed exactly this.
    pub signature: Check,
    /// 发证机关: the key belongs to the authority named, and was in use on the day of issue.
    pub issuer: Check,
    /// 存证: the issue is in the log.
    pub inclusion: Check,
    /// 状态: neither revoked nor superseded.
    pub status: Check,
    /// 时效: the status is recent.
    pub freshness: Check,
    /// Name of the issuing authority in the trust list, when the signature stands.
    pub authority: Option<String>,
    /// Where the status came from, when there was one.
    pub status_source: Option<StatusSource>,
    /// The state found, when there was one.
    pub state: Option<Status>,
}

/// The answer in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// 有效: genuine, in force, and freshly so.
    InForce,
    /// 真实: genuine; whether it is still in force could not be shown.
    Genuine,
    /// 已撤销.
    Revoked,
    /// 已换发.
    Superseded,
    /// 不能确认为真: a check of signature, issuer or log failed or the key is unknown.
    NotGenuine,
}

impl Check {
    fn established(sentence: impl Into<String>) -> Self {
        Self {
            finding: Finding::Established,
            sentence: sentence.into(),
        }
    }

    fn failed(sentence: impl Into<String>) -> Self {
        Self {
            finding: Finding::Failed,
            sentence: sentence.into(),
        }
    }

    fn not_established(sentence: impl Into<String>) -> Self {
        Self {
            finding: Finding::NotEstablished,
            sentence: sentence.into(),
        }
    }

    fn stands(&self) -> bool {
        self.finding == Finding::Established
    }
}

impl Conclusion {
    /// The conclusion as a sentence.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::InForce => "证书真实，现行有效。",
            Self::Genuine => "证书真实；目前是否有效未能确认，请联网核验。",
            Self::Revoked => "证书已被撤销，不再有效。",
            Self::Superseded => "证书已换发，请以新证书为准。",
            Self::NotGenuine => "不能确认为真实证书。",
        }
    }
}

impl Report {
    /// The checks with their Chinese names, in the order in which they are shown.
    #[must_use]
    pub fn checks(&self) -> [(&'static str, &Check); 5] {
        [
            ("签名", &self.signature),
            ("发证机关", &self.issuer),
            ("存证", &self.inclusion),
            ("状态", &self.status),
            ("时效", &self.freshness),
        ]
    }

    /// What follows from the checks. A missing log proof does not make a certificate doubtful, a failed one does.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        let genuine =
            self.signature.stands() && self.issuer.stands() && self.inclusion.finding != Finding::Failed;
        match self.state {
            _ if !genuine => Conclusion::NotGenuine,
            Some(Status::Revoked) => Conclusion::Revoked,
            Some(Status::Superseded) => Conclusion::Superseded,
            Some(Status::Valid) if self.status.stands() && self.freshness.stands() => Conclusion::InForce,
            _ => Conclusion::Genuine,
        }
    }
}

impl SignedCredential {
    /// Verifies the credential alone, as an offline reader of the QR can.
    #[must_use]
    pub fn verify(&self, trust: &TrustList) -> Report {
        self.verify_with(trust, &AtHand::default())
    }

    /// Verifies the credential with what else is at hand.
    #[must_use]
    pub fn verify_with(&self, trust: &TrustList, at_hand: &AtHand<'_>) -> Report {
        let key = trust.key(Purpose::Issuer, self.key_id());
        let signature = self.check_signature(key);
        let stands = signature.stands();
        let issuer = match key {
            Some(key) if stands => self.check_issuer(key),
            _ => Check::not_established("签名未通过，不能确认发证机关。"),
        };
        let (status, freshness, status_source, state) = self.check_status(trust, at_hand);
        Report {
            signature,
            issuer,
            inclusion: self.check_inclusion(trust, at_hand.proof),
            status,
            freshness,
            authority: key.filter(|_| stands).map(|key| key.name.clone()),
            status_source,
            state,
        }
    }

    fn check_signature(&self, key: Option<&TrustedKey>) -> Check {
        match key {
            None => Check::not_established(format!("信任列表中没有编号为 {} 的签发密钥。", self.key_id())),
            Some(key) if self.envelope.verifies(CREDENTIAL, &key.key) => {
                Check::established("签名有效，内容未被改动。")
            }
            Some(_) => Check::failed("签名无效：内容被改动，或不是由该密钥签发。"),
        }
    }

    fn check_issuer(&self, key: &TrustedKey) -> Check {
        let credential = self.credential();
        if credential.issuer != key.authority {
            return Check::failed(format!("签发密钥属于{}，与证书写明的发证机关不符。", key.name));
        }
        if !key.in_use_on(credential.issued) {
            return Check::failed(format!("发证日期 {} 不在签发密钥的使用期内。", credential.issued));
        }
        Check::established(format!("由{}签发。", key.name))
    }

    fn check_inclusion(&self, trust: &TrustList, proof: Option<&Evidence>) -> Check {
        let Some(proof) = proof else {
            return Check::not_established("未提供存证证明；证书文件（PDF）内附有证明。");
        };
        let Some(opening) = LeafOpening::from_extra(&proof.extra) else {
            return Check::failed("存证证明不完整。");
        };
        let entry = Leaf::issue(self, &opening).to_bytes();
        match proof.verify(&entry, trust.logs()) {
            Ok((checkpoint, 0)) => Check::established(format!(
                "发证已记入日志 {}（共 {} 条）。",
                checkpoint.origin, checkpoint.size
            )),
            Ok((checkpoint, witnesses)) => Check::established(format!(
                "发证已记入日志 {}（共 {} 条），并有 {witnesses} 个见证方签名。",
                checkpoint.origin, checkpoint.size
            )),
            Err(_) => Check::failed("存证证明不成立。"),
        }
    }

    fn check_status(
        &self,
        trust: &TrustList,
        at_hand: &AtHand<'_>,
    ) -> (Check, Check, Option<StatusSource>, Option<Status>) {
        let found = match at_hand.status {
            StatusAtHand::None => Err("未取得状态信息（离线核验）。"),
            StatusAtHand::Live { status, read_at } => Ok((status, read_at, StatusSource::Live)),
            StatusAtHand::Block(signed) => self
                .state_in_block(trust, signed)
                .map(|status| (status, signed.as_of(), StatusSource::Block)),
        };
        match found {
            Ok((state, as_of, source)) => {
                let status = match state {
                    Status::Valid => Check::established("未被撤销，未换发。"),
                    Status::Revoked => Check::failed("已被撤销。"),
                    Status::Superseded => Check::failed("已换发新证书。"),
                };
                (
                    status,
                    check_freshness(as_of, source, at_hand.now),
                    Some(source),
                    Some(state),
                )
            }
            Err(why) => (
                Check::not_established(why),
                Check::not_established("没有可供判断时效的状态信息。"),
                None,
                None,
            ),
        }
    }

    fn state_in_block(&self, trust: &TrustList, signed: &SignedStatusBlock) -> Result<Status, &'static str> {
        let (block, key) = signed.verify(trust).ok_or("状态列表的签名不可信，未予采用。")?;
        let issuer: &SocialCreditCode = &self.credential().issuer;
        if key.authority != *issuer {
            return Err("状态列表不是发证机关的，未予采用。");
        }
        block
            .get(self.credential().status_index)
            .ok_or("状态列表不含该证书，未予采用。")
    }
}

fn check_freshness(as_of: Timestamp, source: StatusSource, now: Option<Timestamp>) -> Check {
    let Some(now) = now else {
        return Check::not_established("核验端没有可靠的当前时间。");
    };
    let (valid_ms, from) = match source {
        StatusSource::Live => (LIVE_VALID_MS, "联网实时查询"),
        StatusSource::Block => (BLOCK_VALID_MS, "状态列表"),
    };
    let age_ms = now.as_millis().saturating_sub(as_of.as_millis());
    // A clock a minute behind is common; a status from further in the future is not believed.
    if age_ms < -LIVE_VALID_MS {
        return Check::not_established("状态信息的时间晚于当前时间，请检查核验端的时钟。");
    }
    let text = as_of.minute_text();
    if age_ms <= valid_ms {
        Check::established(format!("{from}，状态截至 {text}。"))
    } else {
        Check::not_established(format!("{from}，状态截至 {text}，已超过可采信的时间。"))
    }
}
