//! A credential, keys and a trust list for the tests. All secrets here are made up.

#![allow(clippy::unwrap_used, dead_code, unreachable_pub)]

use credential::{
    Algorithm, Credential, LeafOpening, MaskedIdentity, NumberTemplate, Purpose, Segments, SignedCredential,
    SigningKey, TrustList, TrustedKey, Way,
};
use kernel::{Day, Level, SocialCreditCode, Timestamp};
use translog::{Checkpoint, Evidence, NoteSigner, Tail, inclusion_proof, leaf_hash};

pub const BASE: &str = "https://zc.example.gov.cn/Q/";
pub const NAME: &str = "示例市人力资源和社会保障局";

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn authority() -> SocialCreditCode {
    "11220000013544541J".parse().unwrap()
}

pub fn key(algorithm: Algorithm) -> SigningKey {
    SigningKey::from_secret(algorithm, &[0x42; 32]).unwrap()
}

pub fn log_signer() -> NoteSigner {
    NoteSigner::new("zc.example.gov.cn/log", &[7; 32]).unwrap()
}

pub fn credential() -> Credential {
    let template =
        NumberTemplate::parse("{region:6}{year}{committee:3}{series:2}{level:1}{way:1}{serial:5}{check}")
            .unwrap();
    let segments = Segments {
        region: "450100",
        year: 2026,
        committee: "017",
        series: "05",
        level: "2",
        way: "1",
    };
    Credential {
        number: template.number(&segments, 128).unwrap(),
        holder: "韦晓岚".into(),
        identity: MaskedIdentity::parse("450103********0029").unwrap(),
        title: "高级工程师".into(),
        series: "工程技术人才".into(),
        specialty: "建筑工程管理".into(),
        level: Level::SubSenior,
        way: Way::Review,
        obtained: day("2026-11-20"),
        issued: day("2026-12-08"),
        issuer: authority(),
        status_index: 700_123,
    }
}

pub fn trusted(key: &SigningKey, purpose: Purpose) -> TrustedKey {
    TrustedKey {
        purpose,
        key: key.public(),
        authority: authority(),
        from: day("2026-01-01"),
        until: Some(day("2031-12-31")),
        name: NAME.into(),
    }
}

pub fn trust(algorithm: Algorithm) -> TrustList {
    let key = key(algorithm);
    TrustList::new(
        vec![trusted(&key, Purpose::Issuer), trusted(&key, Purpose::Status)],
        vec![log_signer().verifier()],
    )
}

/// A log of `before` other entries and then the issue of `signed`, with the evidence for it.
pub fn evidence(signed: &SignedCredential, before: u64) -> Evidence {
    let opening = LeafOpening {
        salt: [5; 16],
        time: Timestamp::from_millis(1_796_700_000_000),
    };
    let mut tail = Tail::new();
    let mut tiles = Vec::new();
    for index in 0..before {
        tail.append(leaf_hash(&index.to_be_bytes()), |tile, bytes| {
            tiles.push((tile, bytes));
        });
    }
    let leaf = credential::Leaf::issue(signed, &opening).to_bytes();
    let index = tail.append(leaf_hash(&leaf), |tile, bytes| tiles.push((tile, bytes)));
    tiles.extend(tail.partial_tiles());
    let path = inclusion_proof(index, tail.size(), |wanted| {
        tiles
            .iter()
            .find(|(tile, _)| *tile == wanted)
            .map(|(_, bytes)| bytes.clone())
            .ok_or("missing")
    })
    .unwrap();
    let checkpoint = Checkpoint::sign(tail.size(), tail.root(), &log_signer()).unwrap();
    Evidence {
        extra: opening.to_extra(),
        index,
        path,
        checkpoint,
    }
}
