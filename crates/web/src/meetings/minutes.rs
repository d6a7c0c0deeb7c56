//! The minutes (会议记录, 第二十七条), for printing: with names and figures, so for organiser and supervisor only.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use domain::meetings::access;
use kernel::{ExpertId, MeetingId};
use store::{Error, Rx};

use super::urls::{MeetingMinutes, Meetings, MinutesFile};
use super::{Seen, member_names, seen};
use crate::kit::download::Download;
use crate::kit::forms::{Button, Buttons};
use crate::kit::words::Link;
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

struct MemberLine {
    words: String,
    present: bool,
}

struct SubjectLine {
    words: String,
    recused: Vec<String>,
    opinions: Vec<(String, String)>,
}

struct ResultLine {
    words: String,
    agree: u32,
    against: u32,
    abstain: u32,
    attending: u32,
    passed: bool,
    explanation: String,
}

/// The page.
#[derive(Template)]
#[template(path = "meetings/minutes.html")]
struct MinutesPage {
    committee: String,
    organiser: String,
    round: String,
    day: String,
    place: String,
    back: Link,
    presider: String,
    members: Vec<MemberLine>,
    agenda: Vec<(String, String)>,
    subjects: Vec<SubjectLine>,
    results: Vec<ResultLine>,
    rule: String,
    setup: String,
    digest: Option<String>,
    method: &'static str,
    voided: Vec<String>,
    signatures: Vec<(&'static str, String)>,
    /// The file, once it is made; before the seal nothing is promised.
    buttons: Option<Buttons>,
    awaited: bool,
}

impl Content for MinutesPage {
    fn head(&self) -> Head {
        Head::new("评审会议记录")
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
            .wide()
    }
}

impl MinutesPage {
    fn present(&self) -> impl Iterator<Item = &MemberLine> {
        self.members.iter().filter(|member| member.present)
    }

    fn absent(&self) -> impl Iterator<Item = &MemberLine> {
        self.members.iter().filter(|member| !member.present)
    }
}

fn name_of(names: &BTreeMap<ExpertId, String>, expert: ExpertId) -> String {
    names.get(&expert).cloned().unwrap_or_default()
}

fn results(seen: &Seen) -> Vec<ResultLine> {
    let outcome = seen.meeting.outcome();
    let results = outcome
        .map(|outcome| outcome.results.as_slice())
        .unwrap_or_default();
    let line = |result: &domain::meetings::CaseResult| ResultLine {
        words: seen
            .candidate(result.case)
            .map(super::Candidate::words)
            .unwrap_or_default(),
        agree: result.counts.agree,
        against: result.counts.against,
        abstain: result.counts.abstain,
        attending: result.counts.attending(),
        passed: result.passed,
        explanation: result.explanation.clone(),
    };
    results.iter().map(line).collect()
}

/// Who signed and sealed, and when.
fn signatures(minutes: &domain::meetings::Minutes) -> Vec<(&'static str, String)> {
    let mut signatures = vec![("主持人签字", minutes.announced.at.minute_text())];
    if let Some(signed) = minutes.supervised {
        signatures.push(("监督员签字", signed.at.minute_text()));
    }
    if let Some(seal) = &minutes.sealed {
        signatures.push((
            "盖章",
            format!("{}，用印登记号 {}", seal.at.minute_text(), seal.register),
        ));
    }
    signatures
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId) -> store::Result<MinutesPage> {
    let seen = seen(rx, who, id)?;
    if !access::may_see_figures(&who.actor(), &seen.meeting) {
        return Err(Error::NotFound);
    }
    let opinions = store::meetings::opinions(rx, id, None)?;
    let minutes = seen.meeting.minutes(&opinions).ok_or(Error::NotFound)?;
    let names = member_names(rx, &seen.meeting)?;
    let members = seen.meeting.members.iter().map(|member| MemberLine {
        words: format!("{}（{}）", name_of(&names, member.expert), member.seat.chinese()),
        present: member.signed_in.is_some(),
    });
    let subjects = minutes.subjects.iter().map(|subject| SubjectLine {
        words: seen
            .candidate(subject.case)
            .map(super::Candidate::words)
            .unwrap_or_default(),
        recused: subject
            .recused
            .iter()
            .map(|expert| name_of(&names, *expert))
            .collect(),
        opinions: subject
            .opinions
            .iter()
            .map(|(expert, text)| (name_of(&names, *expert), text.clone()))
            .collect(),
    });
    let vote = seen
        .rules
        .as_ref()
        .ok()
        .and_then(|rules| rules.vote("评委会").ok());
    Ok(MinutesPage {
        round: seen.plan.content.title.clone(),
        day: minutes.day.prose(),
        place: minutes.place.clone(),
        back: seen.back(),
        presider: name_of(&names, minutes.presider),
        members: members.collect(),
        agenda: minutes
            .agenda
            .iter()
            .map(|(what, at)| {
                (
                    what.clone(),
                    at.map(kernel::Timestamp::minute_text).unwrap_or_default(),
                )
            })
            .collect(),
        subjects: subjects.collect(),
        results: results(&seen),
        rule: vote.map(|vote| vote.law.to_string()).unwrap_or_default(),
        setup: minutes.ballot_setup.clone(),
        digest: minutes.ballot_record.clone(),
        method: minutes.method.chinese(),
        voided: minutes
            .voided
            .iter()
            .map(|(at, reason)| format!("{}作废一次投票：{reason}", at.minute_text()))
            .collect(),
        signatures: signatures(&minutes),
        buttons: seen
            .meeting
            .minutes_file
            .map(|_| Buttons::new([Button::link("下载会议记录（PDF）", MinutesFile { id }).secondary()])),
        awaited: minutes.sealed.is_some() && seen.meeting.minutes_file.is_none(),
        committee: seen.committee,
        organiser: seen.organiser,
    })
}

/// `GET /meetings/{id}/minutes`.
///
/// # Errors
/// The viewer may not see the figures, nothing is announced, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(MeetingMinutes { id }): Path<MeetingMinutes>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}

/// `GET /meetings/{id}/minutes/file`.
///
/// # Errors
/// The viewer may not see the figures, the file is not made yet, or the disk is unavailable.
pub(super) async fn file(
    app: App,
    who: SignedIn,
    Path(MinutesFile { id }): Path<MinutesFile>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let (number, content) = house.read(|rx| {
            let meeting = store::meetings::find(rx, id)?.into_inner();
            if !access::may_see_figures(&who.actor(), &meeting) {
                return Err(Error::NotFound);
            }
            let content = store::files::content(rx, meeting.minutes_file.ok_or(Error::NotFound)?)?;
            Ok((meeting.minutes_number(), content))
        })?;
        Ok(Download::new(
            format!("会议记录 {number}.pdf"),
            "application/pdf",
            content,
        ))
    })
    .await
}
