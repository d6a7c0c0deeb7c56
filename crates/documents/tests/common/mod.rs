//! Sample documents for the tests and the examples. Every name, number and key here is made up.

#![allow(clippy::unwrap_used, dead_code, unreachable_pub)]

use credential::{
    Algorithm, Credential, Leaf, LeafOpening, MaskedIdentity, NumberTemplate, Purpose, Segments,
    SignedCredential, SigningKey, TrustList, TrustedKey, Way,
};
use documents::{
    Attendee, AuditItem, AuditOffice, AuditRecord, BallotRecord, Certificate, CertificateParts, CopyNote,
    FeeReceipt, Material, Minutes, Press, Proposed, PublicitySheet, Receipt, Subject,
};
use kernel::{Day, Level, Timestamp};
use translog::{Checkpoint, Evidence, NoteSigner, Tail, inclusion_proof, leaf_hash};

pub const BASE: &str = "https://zc.example.gov.cn/Q/";

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn key() -> SigningKey {
    SigningKey::from_secret(Algorithm::Es256, &[0x42; 32]).unwrap()
}

pub fn log_signer() -> NoteSigner {
    NoteSigner::new("zc.example.gov.cn/log", &[7; 32]).unwrap()
}

pub fn credential(serial: u64) -> Credential {
    let template =
        NumberTemplate::parse("{region:6}{year}{committee:3}{series:2}{level:1}{way:1}{serial:6}{check}")
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
        number: template.number(&segments, serial).unwrap(),
        holder: "韦晓岚".into(),
        identity: MaskedIdentity::parse("450103********0029").unwrap(),
        title: "高级工程师".into(),
        series: "工程技术人才".into(),
        specialty: "建筑工程管理".into(),
        level: Level::SubSenior,
        way: Way::Review,
        obtained: day("2026-11-20"),
        issued: day("2026-12-08"),
        issuer: "11220000013544541J".parse().unwrap(),
        status_index: 700_123,
    }
}

pub fn certificate(credential: &Credential) -> Certificate {
    Certificate {
        region: "广西壮族自治区".into(),
        supervised_by: "广西壮族自治区人力资源和社会保障厅监制".into(),
        number: credential.number.to_string(),
        licence_identifier: Some(
            "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F".into(),
        ),
        holder: credential.holder.clone(),
        identity: credential.identity.to_string(),
        title: credential.title.clone(),
        series: credential.series.clone(),
        specialty: credential.specialty.clone(),
        level: credential.level.chinese().into(),
        way: credential.way.chinese().into(),
        obtained: credential.obtained,
        committee: Some("示例市工程系列高级职称评审委员会".into()),
        committee_filing: Some("桂职评备〔2025〕017号".into()),
        approval: "示人社职〔2026〕88号".into(),
        employer: "示例市城市规划设计研究院".into(),
        authority: "示例市人力资源和社会保障局".into(),
        issued: credential.issued,
        verify_url: "https://zc.example.gov.cn/C/AEBAGBAFAYDQQ".into(),
    }
}

/// Evidence for a credential that is the last entry of a log of `size` leaves.
pub fn evidence(signed: &SignedCredential, size: u64) -> Evidence {
    let opening = LeafOpening {
        salt: [5; 16],
        time: Timestamp::from_millis(1_796_700_000_000),
    };
    let mut tail = Tail::new();
    let mut tiles = std::collections::BTreeMap::new();
    for index in 1..size {
        tail.append(leaf_hash(&index.to_be_bytes()), |tile, bytes| {
            tiles.insert(tile, bytes);
        });
    }
    let index = tail.append(
        leaf_hash(&Leaf::issue(signed, &opening).to_bytes()),
        |tile, bytes| {
            tiles.insert(tile, bytes);
        },
    );
    tiles.extend(tail.partial_tiles());
    let path = inclusion_proof(index, size, |tile| tiles.get(&tile).cloned().ok_or(tile)).unwrap();
    let checkpoint = Checkpoint::sign(size, tail.root(), &log_signer()).unwrap();
    Evidence {
        extra: opening.to_extra(),
        index,
        path,
        checkpoint,
    }
}

pub fn certificate_pdf(press: &Press, credential: &Credential, photo: Option<&[u8]>) -> Vec<u8> {
    let signed = key().sign(credential).unwrap();
    let proof = evidence(&signed, 1000);
    let parts = CertificateParts {
        photo,
        credential: &signed,
        proof: &proof,
        base_url: BASE,
    };
    press.certificate(&certificate(credential), &parts).unwrap()
}

/// A certificate whose issue is the last entry of a log of `size` leaves.
pub fn certificate_pdf_in(press: &Press, credential: &Credential, size: u64) -> Vec<u8> {
    let signed = key().sign(credential).unwrap();
    let proof = evidence(&signed, size);
    let parts = CertificateParts {
        photo: None,
        credential: &signed,
        proof: &proof,
        base_url: BASE,
    };
    press.certificate(&certificate(credential), &parts).unwrap()
}

pub fn trust() -> TrustList {
    let trusted = |purpose| TrustedKey {
        purpose,
        key: key().public(),
        authority: "11220000013544541J".parse().unwrap(),
        from: day("2026-01-01"),
        until: None,
        name: "示例市人力资源和社会保障局".into(),
    };
    let keys = vec![trusted(Purpose::Issuer), trusted(Purpose::Status)];
    TrustList::new(keys, vec![log_signer().verifier()])
}

pub fn copy_note() -> CopyNote {
    CopyNote {
        number: "FB-7K2M9Q".into(),
        recipient: "示例建工集团有限公司".into(),
        purpose: "项目投标".into(),
        made: day("2026-12-10"),
        expires: day("2027-01-31"),
        verify_url: "https://zc.example.gov.cn/C/MFRGGZDFMZTWQ".into(),
    }
}

fn ballot_record() -> BallotRecord {
    BallotRecord {
        sentence: "投票方式：三方计票。".into(),
        digests: vec![
            (
                "投票设置摘要（SHA-256）".into(),
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d".into(),
            ),
            (
                "记录的链头".into(),
                "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a".into(),
            ),
        ],
    }
}

pub fn minutes() -> Minutes {
    let names = [
        "A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11", "A12", "A13",
    ];
    Minutes {
        number: "示工评〔2026〕纪3号".into(),
        title: "职称评审会议纪要".into(),
        committee: "示例市工程系列高级职称评审委员会".into(),
        facts: vec![
            ("会议日期".into(), "2026年11月18日".into()),
            ("会议地点".into(), "市人才服务中心三楼评审室".into()),
            ("主持人".into(), "A01".into()),
            ("出席人数".into(), "13 人".into()),
        ],
        attending: names
            .iter()
            .enumerate()
            .map(|(at, name)| Attendee {
                name: (*name).into(),
                role: if at == 0 {
                    "主任委员".into()
                } else {
                    "委员".into()
                },
                title: if at % 3 == 0 {
                    "正高级工程师".into()
                } else {
                    "高级工程师".into()
                },
            })
            .collect(),
        quorum: "应到 13 人，实到 13 人，符合出席人数要求。".into(),
        agenda: vec![
            "宣读评审纪律和回避要求；".into(),
            "主审委员报告申报人情况；".into(),
            "评议；".into(),
            "无记名投票并当场计票；".into(),
            "宣布结果。".into(),
        ],
        subjects: vec![
            Subject {
                name: "韦晓岚".into(),
                employer: "示例市城市规划设计研究院".into(),
                title: "高级工程师（建筑工程管理）".into(),
                opinion: "主持两项市级重点工程的施工管理，解决深基坑支护的技术难题，论文与工作结合紧密。"
                    .into(),
                votes_for: 12,
                votes_against: 1,
                abstained: 0,
                result: "通过".into(),
            },
            Subject {
                name: "李一鸣".into(),
                employer: "示例建工集团有限公司".into(),
                title: "高级工程师（结构工程）".into(),
                opinion: "工作年限符合要求，但任现职以来的业绩材料不足以证明其独立承担项目的能力。".into(),
                votes_for: 6,
                votes_against: 5,
                abstained: 1,
                result: "未通过".into(),
            },
        ],
        pass_rule: "赞成票达到出席委员的三分之二为通过：13 人出席，须 9 票；12 人表决，须 8 票。".into(),
        remarks: vec!["委员 A07 与申报人李一鸣系同一单位，评议和表决该申报人时已离场回避。".into()],
        ballot: ballot_record(),
        recorder: "评委会办公室 陆".into(),
        signers: vec!["监督员：".into(), "评委会（盖章）：".into()],
        closed: Timestamp::from_millis(1_795_000_000_000),
    }
}

pub fn fee_receipt() -> FeeReceipt {
    FeeReceipt {
        number: "2021-000017".into(),
        order: "2021-000123".into(),
        payer: "韦晓岚".into(),
        employer: "南宁市邕江中学".into(),
        round: "2021年度中小学教师职称评审".into(),
        title: "副高级，小学语文".into(),
        amount: "380.00元".into(),
        standard: "副高级每人次380元（南教职改〔2021〕7号 十(五)，依据桂价费字〔2006〕359号）".into(),
        way: "凭缴款凭证登记".into(),
        reference: "10023".into(),
        paid: day("2021-09-24"),
        office: "南宁市教育局".into(),
        given: Timestamp::from_millis(1_632_448_800_000),
    }
}

pub fn receipt() -> Receipt {
    let material = |name: &str, files| Material {
        name: name.into(),
        files,
    };
    Receipt {
        number: "SL-2026-017-000128".into(),
        applicant: "韦晓岚".into(),
        identity: "450103********0029".into(),
        employer: "示例市城市规划设计研究院".into(),
        title: "高级工程师".into(),
        specialty: "建筑工程管理".into(),
        round: "2026年度示例市工程系列高级职称评审".into(),
        materials: vec![
            material("学历、学位证书", 2),
            material("现职称证书", 1),
            material("年度考核表", 5),
            material("继续教育证明", 5),
            material("业绩成果材料", 9),
            material("论文、著作", 3),
        ],
        office: "示例市工程系列高级职称评审委员会办公室".into(),
        accepted: Timestamp::from_millis(1_792_000_000_000),
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        next_steps: vec![
            "评委会办公室对材料进行审核，如需补正，将一次性告知全部事项。".into(),
            "审核通过的提交评审委员会评审，评审结果在申报系统公示。".into(),
            "凭受理编号可随时在申报系统查询进度。".into(),
        ],
    }
}

pub fn publicity() -> PublicitySheet {
    let person = |name: &str, works: usize| Proposed {
        name: name.into(),
        degree: "大学本科（工学学士）".into(),
        present_title: "工程师".into(),
        present_since: Some(day("2020-12-15")),
        title: "高级工程师".into(),
        specialty: "建筑工程管理".into(),
        experience: vec![
            "2015年7月至今从事建筑工程施工管理工作，先后任项目技术负责人、项目经理。".into(),
            "主持编制大型公共建筑施工组织设计 6 项。".into(),
        ],
        results: vec![
            "市民中心工程（建筑面积 8.6 万平方米），项目经理，2024年竣工，获自治区优质工程奖。".into(),
            "参编自治区地方标准 1 项。".into(),
        ],
        works: (0..works)
            .map(|at| {
                format!(
                    "《深基坑支护监测技术的应用》，《示例建筑》2024年第{}期，独著。",
                    at + 3
                )
            })
            .collect(),
    };
    PublicitySheet {
        number: "示规院公示〔2026〕2号".into(),
        unit: "示例市城市规划设计研究院".into(),
        round: "2026年度职称评审工作".into(),
        persons: vec![person("韦晓岚", 2), person("黄一㛃", 0)],
        from: day("2026-06-08"),
        to: day("2026-06-12"),
        period: "公示时间为 5 个工作日。".into(),
        contacts: vec![
            "受理部门：人力资源部　　电话：0771-0000000".into(),
            "上级主管部门：示例市自然资源局人事科　　电话：0771-0000001".into(),
        ],
        date: day("2026-06-08"),
    }
}

pub fn audit() -> AuditRecord {
    let item = |material: &str, checked: &str, finding: &str, note: &str| AuditItem {
        material: material.into(),
        checked: checked.into(),
        finding: finding.into(),
        note: note.into(),
    };
    AuditRecord {
        number: "SL-2026-017-000128".into(),
        applicant: "韦晓岚".into(),
        employer: "示例市城市规划设计研究院".into(),
        title: "高级工程师".into(),
        specialty: "建筑工程管理".into(),
        items: vec![
            item("学历、学位证书", "与学信网电子注册信息一致", "属实", ""),
            item("现职称证书", "与电子证书核验结果一致", "属实", ""),
            item("年度考核表", "2021 至 2025 年度，均为合格以上", "属实", ""),
            item(
                "业绩成果材料",
                "与原件核对，缺 1 份竣工验收证明",
                "待补正",
                "已一次性告知，补正后复核属实",
            ),
        ],
        conclusion: "申报材料齐全、真实，符合申报条件。".into(),
        offices: vec![
            AuditOffice {
                name: "单位审核意见".into(),
                opinion: "经核对原件，材料属实，公示无异议，同意申报。".into(),
                examiner: "莫文".into(),
                date: Some(day("2026-06-15")),
            },
            AuditOffice {
                name: "主管部门审核意见".into(),
                opinion: "同意推荐。".into(),
                examiner: String::new(),
                date: None,
            },
        ],
        date: day("2026-06-20"),
    }
}
