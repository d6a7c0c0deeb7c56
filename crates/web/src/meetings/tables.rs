//! The tables and small pieces several pages of a meeting share.

use domain::meetings::{Meeting, Opinion, RecusalScope, RecusedBy, Stage};
use kernel::ExpertId;
use policy::VoteRule;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

use super::urls::{Absence, MeetingCase, NewCode};
use super::{Part, Seen};
use crate::desk::urls::Case;
use crate::kit::Html;
use crate::kit::table::{Cell, Column, Row, Table};
use crate::kit::words::{Basis, Link, Tag, Tone};
use crate::row;

/// Where a meeting stands.
pub(crate) fn stage_tag(meeting: &Meeting) -> Tag {
    let tone = match &meeting.stage {
        Stage::Requested { .. } | Stage::Opened { .. } => Tone::Amber,
        Stage::Drawn { .. } | Stage::Convened { .. } | Stage::InSession { .. } | Stage::Voting { .. } => {
            Tone::Blue
        }
        Stage::Counted { outcome, .. } if outcome.sealed.is_some() => Tone::Jade,
        Stage::Counted { .. } => Tone::Amber,
        Stage::Declined { .. } | Stage::CalledOff { .. } => Tone::Red,
    };
    Tag::new(meeting.stage.chinese(), tone)
}

/// The agenda in an order of the expert's own, so that nobody is always read first.
pub(crate) fn in_own_order<T>(expert: ExpertId, mut items: Vec<T>, id: impl Fn(&T) -> String) -> Vec<T> {
    items.sort_by_cached_key(|item| {
        let text = format!("{expert} {}", id(item));
        Sha256::digest(text.as_bytes()).to_vec()
    });
    items
}

/// How far a member is with a case.
pub(super) fn own_state(seen: &Seen, expert: ExpertId, case: kernel::ApplicationId, own: &[Opinion]) -> Tag {
    let assigned = seen
        .meeting
        .session()
        .and_then(|session| session.assigned.get(&case));
    if seen.meeting.is_recused(expert, case) {
        Tag::new("已回避", Tone::Plain)
    } else if own.iter().any(|opinion| opinion.case == case) {
        Tag::new("已提交意见", Tone::Jade)
    } else if assigned.is_some_and(|experts| experts.contains(&expert)) {
        Tag::new("待提交意见", Tone::Amber)
    } else {
        Tag::new("供投票参考", Tone::Plain)
    }
}

#[derive(askama::Template)]
#[template(
    source = r#"<span id="opinions.{{ case }}" tabindex="-1"><span id="agenda.{{ case }}" tabindex="-1">{{ words }}</span></span>"#,
    ext = "html"
)]
struct Anchored {
    case: kernel::ApplicationId,
    words: String,
}

/// How many opinions a case has; what a refusal about the case points to.
fn count(case: kernel::ApplicationId, given: &BTreeMap<kernel::ApplicationId, usize>) -> Anchored {
    let words = match given.get(&case) {
        Some(count) => format!("共 {count} 份意见"),
        None => String::new(),
    };
    Anchored { case, words }
}

/// The agenda as the viewer sees it: members in their own order with their progress, the organiser with the way to each
/// case.
pub(super) fn agenda(seen: &Seen, own: &[Opinion], given: &BTreeMap<kernel::ApplicationId, usize>) -> Table {
    let id = seen.meeting.id;
    let mut cases: Vec<&super::Candidate> = seen.agenda.iter().collect();
    if let Part::Member { expert, .. } = seen.part {
        cases = in_own_order(expert, cases, |candidate| candidate.id.to_string());
    }
    let last_column = match seen.part {
        Part::Member { .. } => Some("我的评议"),
        _ => (!given.is_empty()).then_some("评议意见"),
    };
    let rows = cases.into_iter().map(|candidate| {
        let case = candidate.id;
        let name: Cell = match seen.part {
            Part::Organiser => Link::new(&candidate.name, Case { id: case }).into(),
            Part::Member { expert, .. } if seen.is_seated() && !seen.meeting.is_recused(expert, case) => {
                Link::new(&candidate.name, MeetingCase { id, case }).into()
            }
            _ => candidate.name.as_str().into(),
        };
        let last: Cell = match seen.part {
            Part::Member { expert, .. } => {
                let state = Html::from(own_state(seen, expert, case, own));
                match seen.part.presides() {
                    true => state.then(Html::text(" ")).then(count(case, given)).into(),
                    false => state.into(),
                }
            }
            _ => Html::from(count(case, given)).into(),
        };
        let mut cells = vec![
            name,
            candidate.unit.as_str().into(),
            candidate.level.chinese().into(),
            candidate.specialty.as_str().into(),
        ];
        if last_column.is_some() {
            cells.push(last);
        }
        Row::new(cells)
    });
    let mut columns = vec![
        Column::new("申报人"),
        Column::new("所在单位"),
        Column::new("级别"),
        Column::new("专业"),
    ];
    columns.extend(last_column.map(Column::new));
    Table::new("议程", columns).hide_caption().rows(rows)
}

/// The drawn members, for organiser and supervisor.
pub(super) fn members(seen: &Seen, names: &BTreeMap<ExpertId, String>) -> Table {
    let id = seen.meeting.id;
    let organises = seen.part == Part::Organiser;
    let (drawn, convened) = (
        matches!(seen.meeting.stage, Stage::Drawn { .. }),
        matches!(seen.meeting.stage, Stage::Convened { .. }),
    );
    let presider = seen.meeting.session().map(|session| session.presider);
    let rows = seen.meeting.members.iter().map(|member| {
        let expert = member.expert;
        let name = names.get(&expert).cloned().unwrap_or_default();
        let state = match member.signed_in {
            Some(at) => format!("{} 签到", at.minute_text()),
            None if member.code.is_some() => "签到码已发放".to_owned(),
            None => "未签到".to_owned(),
        };
        let seat = if presider == Some(expert) {
            format!("{}，主持会议", member.seat.chinese())
        } else {
            member.seat.chinese().to_owned()
        };
        let mut ways = Html::default();
        if organises && drawn {
            let link = Link::new("登记不能到会", Absence { id, expert }).about(name.clone());
            ways = ways.then(link).then(Html::text(" "));
        }
        if organises && (drawn || convened) && member.signed_in.is_none() {
            ways = ways.then(Link::new("重发签到码", NewCode { id, expert }).about(name.clone()));
        }
        row![name, member.number, seat, state, ways]
    });
    let columns = [
        Column::new("姓名"),
        Column::numeric("席位"),
        Column::new("身份"),
        Column::new("签到"),
        Column::new("办理").hide_title(),
    ];
    Table::new("评委会名单", columns).hide_caption().rows(rows)
}

/// The recusals on record, for organiser and supervisor; a member sees their own.
pub(super) fn recusals(seen: &Seen, name: impl Fn(ExpertId) -> String) -> Option<Table> {
    let own = match seen.part {
        Part::Member { expert, .. } => Some(expert),
        _ => None,
    };
    let shown = seen
        .meeting
        .recusals
        .iter()
        .filter(|recusal| own.map_or(seen.part.knows_members(), |expert| expert == recusal.expert));
    let rows: Vec<Row> = shown
        .map(|recusal| {
            let scope = match recusal.scope {
                RecusalScope::Meeting => "整场会议".to_owned(),
                RecusalScope::Case(case) => seen
                    .candidate(case)
                    .map(super::Candidate::words)
                    .unwrap_or_default(),
            };
            let by = match recusal.by {
                RecusedBy::Expert => "本人申请",
                RecusedBy::Office => "组建单位核对",
            };
            row![
                name(recusal.expert),
                scope,
                by,
                recusal.reason.clone(),
                recusal.at.day()
            ]
        })
        .collect();
    let columns = [
        Column::new("专家"),
        Column::new("范围"),
        Column::new("提出"),
        Column::new("关系和理由"),
        Column::numeric("登记"),
    ];
    (!rows.is_empty()).then(|| Table::new("回避", columns).hide_caption().rows(rows))
}

fn passed_tag(passed: bool) -> Tag {
    if passed {
        Tag::new("通过", Tone::Jade)
    } else {
        Tag::new("未通过", Tone::Red)
    }
}

/// The result, once announced: with figures for organiser and supervisor, 通过 or 未通过 for the others (VOT-005).
pub(super) fn results(seen: &Seen, vote: Option<&VoteRule>) -> Option<Table> {
    let outcome = seen.meeting.outcome()?;
    outcome.announced?;
    let words = |case| {
        seen.candidate(case)
            .map(super::Candidate::words)
            .unwrap_or_default()
    };
    if !seen.part.knows_members() {
        let rows = outcome
            .results
            .iter()
            .map(|result| row![words(result.case), passed_tag(result.passed)]);
        let columns = [Column::new("申报人"), Column::new("结果")];
        return Some(Table::new("评审结果", columns).hide_caption().rows(rows));
    }
    let rows = outcome.results.iter().map(|result| {
        let counts = &result.counts;
        let mut reckoning = Html::text(&result.explanation);
        if let Some(vote) = vote {
            reckoning = reckoning
                .then(Html::text(" "))
                .then(Basis::new(vote.law.article.clone()));
        }
        if let Some(other) = &result.other_reading {
            let passes = if other.verdict == ::ballot::Verdict::Passed {
                "通过"
            } else {
                "未通过"
            };
            reckoning = reckoning.then(Html::text(format!(" 按另一种分母理解为{passes}。")));
        }
        row![
            words(result.case),
            counts.agree,
            counts.against,
            counts.abstain,
            counts.attending(),
            counts.recused,
            passed_tag(result.passed),
            reckoning,
        ]
    });
    let columns = [
        Column::new("申报人"),
        Column::numeric("同意"),
        Column::numeric("反对"),
        Column::numeric("弃权"),
        Column::numeric("到会"),
        Column::numeric("回避"),
        Column::new("结果"),
        Column::new("计算"),
    ];
    Some(Table::new("评审结果", columns).hide_caption().rows(rows))
}
