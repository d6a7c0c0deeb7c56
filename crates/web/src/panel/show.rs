//! A panel's own page: agenda, members, and what can be done where it stands.

use askama::Template;
use axum::extract::Path;
use ballot::Mode;
use domain::panel::{CaseResult, Member, Poll, State};
use kernel::PanelId;
use policy::VoteRule;
use store::Rx;

use super::list::state_tag;
use super::urls::{AgendaCase, Ballot, CountSheet, Minutes, MinutesFile, OpenBallot, Opinions, PanelPlace};
use super::{Seen, close, open, seen};
use crate::desk::urls::{Case, Panels};
use crate::kit::forms::{Button, Buttons, ErrorSummary};
use crate::kit::lists::{Fact, Progress, SummaryList};
use crate::kit::table::{Column, Row, Table};
use crate::kit::words::{Basis, Inset, Link, RefusalList, Tag, Tone};
use crate::kit::{App, Content, Fault, FormState, Go, Head, Html, Page, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "panel/show.html")]
struct PanelPage {
    title: String,
    errors: ErrorSummary,
    facts: SummaryList,
    ballot: Option<Html>,
    progress: Option<Progress>,
    opening: Option<Html>,
    closing: Option<Html>,
    results: Option<Table>,
    rule: Option<Inset>,
    no_rule: Option<RefusalList>,
    agenda: Table,
    members: Table,
    buttons: Option<Buttons>,
    refused: bool,
}

impl Content for PanelPage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Panels)
            .back("审议推荐", Panels)
            .refused(self.refused)
            .wide()
    }
}

/// How a vote is taken, in words.
pub(super) const fn mode_words(mode: Mode) -> &'static str {
    match mode {
        Mode::Paper => "纸质选票，两人分别录入",
        Mode::PlainBox => "电子票箱",
    }
}

/// Loads the page; `state` belongs to its forms.
///
/// # Errors
/// The viewer may not see the panel, or the database is unavailable.
pub(super) fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PanelId, state: &FormState) -> store::Result<Page> {
    let seen = seen(rx, who, id)?;
    let vote = match &seen.rules {
        Ok(rules) => rules.vote("单位推荐").map_err(|open| open.refusal().into()),
        Err(refusals) => Err(refusals.clone()),
    };
    let token = who.token();
    let forms = seen.convenes;
    let page = PanelPage {
        title: seen.title(),
        errors: ErrorSummary::of(state),
        facts: facts(&seen),
        ballot: own_ballot(&seen),
        progress: progress(&seen.panel.state),
        opening: (forms && seen.panel.state == State::Appointed).then(|| open::form(&seen, &token, state)),
        closing: (forms && matches!(seen.panel.state, State::Voting { .. }))
            .then(|| close::form(&seen, &token, state)),
        results: results(&seen, vote.as_ref().ok()),
        rule: vote.as_ref().ok().map(rule),
        no_rule: vote
            .as_ref()
            .err()
            .map(|refusals: &kernel::Refusals| RefusalList::new(refusals.all().to_vec())),
        agenda: agenda(&seen),
        members: members(&seen.panel.members),
        buttons: buttons(&seen),
        refused: state.is_refused(),
    };
    Ok(page.into())
}

/// Fewer present than the least panel are pointed out, not refused (AMB-28).
const FEW: usize = 5;

fn facts(seen: &Seen) -> SummaryList {
    let panel = &seen.panel;
    let mut facts = vec![
        Fact::new("单位", &seen.unit),
        Fact::new("本轮通知", &seen.plan.content.title),
        Fact::html("状态", state_tag(&panel.state)),
    ];
    match &panel.state {
        State::Appointed => {}
        State::Voting { present, poll } => {
            facts.push(Fact::new("投票方式", mode_words(poll.setup().mode())));
            facts.push(Fact::new(
                "到会",
                format!("{} 人，应到 {} 人", present.len(), panel.members.len()),
            ));
        }
        State::Counted {
            present, poll, at, ..
        } => {
            facts.push(Fact::new("投票方式", mode_words(poll.setup().mode())));
            facts.push(Fact::new(
                "到会",
                format!("{} 人，应到 {} 人", present.len(), panel.members.len()),
            ));
            facts.push(Fact::new("计票时间", at.minute_text()));
        }
    }
    if let State::Voting { present, .. } | State::Counted { present, .. } = &panel.state
        && present.len() < FEW
    {
        let words = format!("到会不足 {FEW} 人。文件没有规定最低到会人数，请在会议记录中说明情况。");
        facts.push(Fact::new("提示", words));
    }
    if let Some(deviation) = &panel.deviation {
        facts.push(Fact::new("未按一般要求组成的理由", deviation));
    }
    SummaryList::new(facts)
}

/// The threshold that will decide, or has decided.
fn rule(vote: &VoteRule) -> Inset {
    let sentence = format!("{}：同意票{}，无记名投票。", vote.law.sentence, vote.agree);
    Inset::text(&sentence).under(vote.law.article.clone())
}

fn progress(state: &State) -> Option<Progress> {
    let State::Voting { present, poll } = state else {
        return None;
    };
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Some(match &**poll {
        Poll::PlainBox(plain_box) => {
            Progress::new("投票进度", count(plain_box.voted().len()), count(present.len())).unit("人")
        }
        Poll::Paper(paper) => Progress::new("计票单录入", count(paper.sheets_in()), 2).unit("份"),
    })
}

/// What a member of the panel is told about their own ballot.
fn own_ballot(seen: &Seen) -> Option<Html> {
    let seat = seen.seat?;
    let State::Voting { present, poll } = &seen.panel.state else {
        return None;
    };
    let Poll::PlainBox(plain_box) = &**poll else {
        return Some(Html::from(Inset::text(
            "本次采用纸质选票，请在会场填写并投入票箱。",
        )));
    };
    if !present.contains(&seat) {
        return Some(Html::from(Inset::text(
            "您没有登记到会，本次不能投票。不能委托他人或者会后补投。",
        )));
    }
    if plain_box.voted().contains(&::ballot::Seat(seat)) {
        return Some(Html::from(Inset::text("您已投票。计票后在这里查看结果。")));
    }
    let button = Button::link("去投票", Ballot { id: seen.panel.id });
    Some(Html::from(Buttons::new([button])))
}

fn results(seen: &Seen, vote: Option<&VoteRule>) -> Option<Table> {
    let State::Counted { results, .. } = &seen.panel.state else {
        return None;
    };
    let columns = [
        Column::new("申报人"),
        Column::numeric("同意"),
        Column::numeric("反对"),
        Column::numeric("弃权"),
        Column::numeric("投票总数"),
        Column::numeric("到会"),
        Column::new("结果"),
        Column::new("计算"),
    ];
    let rows = results.iter().map(|result| result_row(seen, result, vote));
    Some(Table::new("表决结果", columns).hide_caption().rows(rows))
}

/// The words of a case in the order of the agenda.
pub(super) fn words_of(seen: &Seen, result: &CaseResult) -> String {
    let found = seen.agenda.iter().find(|candidate| candidate.id == result.case);
    found.map(super::Candidate::words).unwrap_or_default()
}

fn result_row(seen: &Seen, result: &CaseResult, vote: Option<&VoteRule>) -> Row {
    let tag = if result.passed {
        Tag::new("同意推荐", Tone::Jade)
    } else {
        Tag::new("不予推荐", Tone::Red)
    };
    let mut words = vec![result.explanation.clone()];
    words.extend(result.truth.map(|truth| truth.words()));
    words.extend(result.readings.iter().cloned());
    let reckoning = Html::text(format!("{}。", words.join("；")));
    let reckoning = match vote {
        Some(vote) => reckoning
            .then(Html::text(" "))
            .then(Basis::new(vote.law.article.clone())),
        None => reckoning,
    };
    row![
        words_of(seen, result),
        result.agree,
        result.against,
        result.abstain,
        result.cast,
        result.present,
        tag,
        reckoning,
    ]
}

fn agenda(seen: &Seen) -> Table {
    let id = seen.panel.id;
    let rows = seen.agenda.iter().map(|candidate| {
        let link = if seen.convenes {
            Link::new(&candidate.name, Case { id: candidate.id })
        } else {
            Link::new(
                &candidate.name,
                AgendaCase {
                    id,
                    case: candidate.id,
                },
            )
        };
        row![link, candidate.level.chinese(), candidate.specialty.clone()]
    });
    let columns = [Column::new("申报人"), Column::new("级别"), Column::new("专业")];
    Table::new("提交审议的申报", columns).hide_caption().rows(rows)
}

fn members(members: &[Member]) -> Table {
    let rows = members.iter().map(|member| {
        row![
            member.name.clone(),
            member.seat,
            if member.professional {
                "专业技术人才"
            } else {
                "管理人员"
            },
            member.title.map_or("", kernel::Level::chinese),
            if member.outside { "外单位" } else { "本单位" },
            if member.person.is_some() { "有" } else { "没有" },
        ]
    });
    let columns = [
        Column::new("姓名"),
        Column::numeric("席位"),
        Column::new("身份"),
        Column::new("职称"),
        Column::new("所属"),
        Column::new("账号"),
    ];
    Table::new("小组成员", columns).hide_caption().rows(rows)
}

fn buttons(seen: &Seen) -> Option<Buttons> {
    let id = seen.panel.id;
    let opinions = || Button::link("填写审议意见", Opinions { id }).secondary();
    let buttons = match &seen.panel.state {
        State::Appointed if seen.convenes => vec![opinions()],
        State::Voting { poll, .. } if seen.convenes => match &**poll {
            Poll::Paper(_) => vec![Button::link("录入计票单", CountSheet { id }), opinions()],
            Poll::PlainBox(_) => vec![opinions()],
        },
        State::Counted { .. } => {
            let mut buttons = vec![Button::link("查看会议记录", Minutes { id }).secondary()];
            if seen.panel.minutes_file.is_some() {
                buttons.push(Button::link("下载会议记录（PDF）", MinutesFile { id }).secondary());
            }
            buttons
        }
        State::Appointed | State::Voting { .. } => return None,
    };
    Some(Buttons::new(buttons))
}

/// `GET /panels/{id}`.
///
/// # Errors
/// The viewer may not see the panel, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PanelPlace { id }): Path<PanelPlace>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `GET` of a form's address, as after reloading a refused form: the panel itself.
pub(super) async fn back(_who: SignedIn, Path(OpenBallot { id }): Path<OpenBallot>) -> Go {
    Go::to(PanelPlace { id })
}
