//! One committee: what was filed, where filing and pool stand, what can be done.

use askama::Template;
use axum::extract::Path;
use domain::committees::{Filing, Pool, Stage};
use kernel::CommitteeId;
use store::Rx;

use super::urls::{
    ApproveCommittee, ApprovePool, CommitteePlace, Committees, CorrectCommittee, FilePool, NewExpert,
    PoolPlace, ReturnCommittee, ReturnPool,
};
use super::{Seen, pool_tag, seen, stage_tag};
use crate::kit::forms::{Button, Buttons};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::words::Banner;
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

/// The page.
#[derive(Template)]
#[template(path = "committees/show.html")]
struct CommitteePage {
    title: String,
    next: Option<Banner>,
    buttons: Option<Buttons>,
    facts: SummaryList,
    filing: Option<SummaryList>,
    pool: SummaryList,
}

impl Content for CommitteePage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Committees)
            .back("评委会", Committees)
    }
}

fn facts(seen: &Seen) -> SummaryList {
    let declared = &seen.committee.declared;
    SummaryList::new([
        Fact::html("状态", stage_tag(&seen.committee.stage)),
        Fact::new("组建单位", &seen.organiser),
        Fact::new("备案机关", &seen.authority),
        Fact::new("评审系列", &declared.series),
        Fact::new("评审层级", declared.grade.chinese()),
        Fact::new("评审专业", declared.specialties.join("、")),
        Fact::new("评审人员范围", &declared.range),
        Fact::new("评审办法", &declared.method),
        Fact::new("组建方式", declared.basis.chinese()),
        Fact::new(
            "评委会人数",
            format!(
                "组成人员 {} 人，其中评审专家 {} 人",
                declared.members, declared.experts
            ),
        ),
    ])
}

fn filing_facts(filing: &Filing) -> SummaryList {
    let mut facts = vec![
        Fact::new("备案文号", &filing.number),
        Fact::new("评委会代码", &filing.code),
        Fact::new("有效期", format!("{} 至 {}", filing.from, filing.to)),
    ];
    if let Some(consent) = &filing.size_consent {
        facts.push(Fact::new("人数调整的同意文件", consent));
    }
    SummaryList::new(facts)
}

fn pool_facts(stage: &Stage, experts: usize) -> SummaryList {
    let mut facts = vec![Fact::html("状态", pool_tag(stage))];
    if let Stage::Filed { pool, .. } = stage {
        facts.push(Fact::new("在库人数", format!("{experts} 人")));
        match pool {
            Pool::Draft => {}
            Pool::Submitted { on, reason } => {
                facts.push(Fact::new("报送日期", on.to_string()));
                if let Some(reason) = reason {
                    facts.push(Fact::new("未达一般要求的理由", reason));
                }
            }
            Pool::Returned { on, reason } => {
                facts.push(Fact::new("退回日期", on.to_string()));
                facts.push(Fact::new("退回理由", reason));
            }
            Pool::Filed { number, from, to } => {
                facts.push(Fact::new("备案文号", number));
                facts.push(Fact::new("有效期", format!("{from} 至 {to}")));
            }
        }
    }
    SummaryList::new(facts)
}

/// What is to be done next, by whom, and the ways to it for the viewer.
fn next(seen: &Seen, experts: usize) -> (Option<Banner>, Vec<Button>) {
    let id = seen.committee.id;
    let banner = |mine: bool, sentence: String| {
        Some(if mine {
            Banner::waiting(sentence).title("轮到本机构办理")
        } else {
            Banner::info(sentence).title("正在办理")
        })
    };
    match &seen.committee.stage {
        Stage::Submitted { on } => {
            let buttons = [
                Button::link("核准备案", ApproveCommittee { id }),
                Button::link("退回", ReturnCommittee { id }).secondary(),
            ];
            let sentence = format!("{on} 申请核准备案，由{}办理。", seen.authority);
            (banner(seen.files, sentence), kept(seen.files, buttons))
        }
        Stage::Returned { on, reason } => {
            let sentence = format!("{on} 被退回，请按理由修改后重新提交。理由：{reason}");
            let buttons = [Button::link("修改并重新提交", CorrectCommittee { id })];
            (banner(seen.manages, sentence), kept(seen.manages, buttons))
        }
        Stage::Filed { pool, .. } => match pool {
            Pool::Draft | Pool::Returned { .. } => {
                let sentence = match pool {
                    Pool::Returned { reason, .. } => {
                        format!("专家库被退回，请修改后重新报送。理由：{reason}")
                    }
                    _ => format!("评委会已备案，请组建专家库并报送备案。现有 {experts} 人。"),
                };
                let buttons = [
                    Button::link("增加专家", NewExpert { id }),
                    Button::link("报送备案", FilePool { id }).secondary(),
                ];
                (banner(seen.manages, sentence), kept(seen.manages, buttons))
            }
            Pool::Submitted { on, .. } => {
                let sentence = format!("专家库 {on} 报送备案，由{}办理。", seen.authority);
                let buttons = [
                    Button::link("核准专家库", ApprovePool { id }),
                    Button::link("退回专家库", ReturnPool { id }).secondary(),
                ];
                (banner(seen.files, sentence), kept(seen.files, buttons))
            }
            Pool::Filed { .. } => (None, Vec::new()),
        },
    }
}

fn kept<const LEN: usize>(may: bool, buttons: [Button; LEN]) -> Vec<Button> {
    if may { buttons.into() } else { Vec::new() }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: CommitteeId) -> store::Result<CommitteePage> {
    let seen = seen(rx, who, id)?;
    let experts = super::pool::in_pool(rx, id)?;
    let (next, mut buttons) = next(&seen, experts);
    if matches!(seen.committee.stage, Stage::Filed { .. }) {
        buttons.push(Button::link("查看专家库", PoolPlace { id }).secondary());
    }
    Ok(CommitteePage {
        title: seen.committee.declared.name.clone(),
        next,
        buttons: (!buttons.is_empty()).then(|| Buttons::new(buttons)),
        facts: facts(&seen),
        filing: match &seen.committee.stage {
            Stage::Filed { filing, .. } => Some(filing_facts(filing)),
            Stage::Submitted { .. } | Stage::Returned { .. } => None,
        },
        pool: pool_facts(&seen.committee.stage, experts),
    })
}

/// `GET /committees/{id}`.
///
/// # Errors
/// The viewer may not see the committee, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(CommitteePlace { id }): Path<CommitteePlace>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}
