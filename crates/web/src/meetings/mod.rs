//! Review meetings (评审会议): opening request, draw, session, secret ballot, minutes; and the public record of draws.

mod answer;
mod assign;
mod ballot;
mod board;
mod call_off;
mod case;
mod codes;
mod count;
mod device;
mod draw_forms;
mod draw_room;
mod list;
mod members;
mod minutes;
mod public_draw;
mod recuse;
mod request;
mod show;
mod steps;
mod tables;
mod teller;
pub mod urls;
mod void_ballot;
mod voting;

use std::collections::BTreeMap;

use axum::routing::get;
use domain::committees::access::FILING_ROLES;
use domain::meetings::{Meeting, Stage, access};
use domain::plans::Plan;
use kernel::{ApplicationId, ExpertId, MeetingId, OfficeId, PersonId, Refusals, Role};
use policy::Rules;
use store::{Error, Rx};

pub(crate) use list::{meetings_of, waits_for};
pub(crate) use tables::{in_own_order, stage_tag};

use crate::kit::page::NavItem;
use crate::kit::urls::Place as _;
use crate::kit::words::Link;
use crate::kit::{Routes, SignedIn};

/// The routes of the area.
pub fn routes() -> Routes {
    Routes::new()
        .route(urls::Meetings::PATTERN, get(list::get))
        .route(urls::NewMeeting::PATTERN, get(request::get).post(request::post))
        .route(urls::MeetingPlace::PATTERN, get(show::get))
        .route(urls::AnswerOpening::PATTERN, get(answer::get).post(answer::post))
        .route(urls::CallOff::PATTERN, get(call_off::get).post(call_off::post))
        .route(urls::Recuse::PATTERN, get(recuse::get).post(recuse::post))
        .route(
            urls::Absence::PATTERN,
            get(members::get_absence).post(members::post_absence),
        )
        .route(
            urls::NewCode::PATTERN,
            get(members::get_code).post(members::post_code),
        )
        .route(urls::Assignment::PATTERN, get(assign::get).post(assign::post))
        .route(urls::MeetingCase::PATTERN, get(case::get))
        .route(urls::MeetingFile::PATTERN, get(case::file))
        .route(urls::GiveOpinion::PATTERN, get(case::back).post(case::post))
        .route(urls::Vote::PATTERN, get(ballot::get).post(ballot::post))
        .route(urls::MeetingMinutes::PATTERN, get(minutes::get))
        .route(urls::MinutesFile::PATTERN, get(minutes::file))
        .merge(steps())
        .merge(tellers())
        .merge(draws())
}

fn steps() -> Routes {
    Routes::new()
        .route(urls::Convene::PATTERN, get(show::back).post(steps::convene))
        .route(urls::SignInHere::PATTERN, get(show::back).post(steps::sign_in))
        .route(
            urls::CloseRoll::PATTERN,
            get(show::back).post(steps::close_sign_in),
        )
        .route(urls::Present::PATTERN, get(show::back).post(steps::present))
        .route(urls::OpenVote::PATTERN, get(show::back).post(voting::open_ballot))
        .route(
            urls::CloseVote::PATTERN,
            get(show::back).post(voting::close_ballot),
        )
        .route(urls::Announce::PATTERN, get(show::back).post(steps::announce))
        .route(urls::Supervise::PATTERN, get(show::back).post(steps::supervise))
        .route(urls::AffixSeal::PATTERN, get(show::back).post(steps::affix_seal))
}

fn tellers() -> Routes {
    Routes::new()
        .route(urls::SeatDevice::PATTERN, get(device::get).post(device::post))
        .route(
            urls::NameTellers::PATTERN,
            get(show::back).post(voting::name_tellers),
        )
        .route(urls::TellerTable::PATTERN, get(teller::get).post(teller::post))
        .route(urls::BoardPlace::PATTERN, get(board::get).post(board::add))
        .route(urls::PublishSums::PATTERN, get(show::back).post(board::publish))
        .route(
            urls::DestroyShares::PATTERN,
            get(show::back).post(voting::destroy_shares),
        )
        .route(urls::Codes::PATTERN, get(codes::get))
        .route(urls::BallotFile::PATTERN, get(board::file))
        .route(urls::PaperSheet::PATTERN, get(count::get).post(count::post))
        .route(
            urls::VoidBallot::PATTERN,
            get(void_ballot::get).post(void_ballot::post),
        )
}

fn draws() -> Routes {
    Routes::new()
        .route(urls::DrawRoom::PATTERN, get(draw_room::get))
        .route(
            urls::PrepareDraw::PATTERN,
            get(draw_room::back).post(draw_forms::prepare),
        )
        .route(
            urls::OfferNonce::PATTERN,
            get(draw_room::back).post(draw_forms::offer),
        )
        .route(
            urls::CommitDraw::PATTERN,
            get(draw_room::back).post(draw_forms::commit),
        )
        .route(
            urls::RevealNonce::PATTERN,
            get(draw_room::back).post(draw_forms::reveal),
        )
        .route(
            urls::EnterNumber::PATTERN,
            get(draw_room::back).post(draw_forms::number),
        )
        .route(
            urls::SignDraw::PATTERN,
            get(draw_room::back).post(draw_forms::sign),
        )
        .route(
            urls::VoidDraw::PATTERN,
            get(draw_room::get_void).post(draw_room::post_void),
        )
        .route(urls::Draws::PATTERN, get(public_draw::list))
        .route(urls::PublicDraw::PATTERN, get(public_draw::get))
        .route(urls::DrawFile::PATTERN, get(public_draw::file))
        .route(urls::OwnProofFile::PATTERN, get(public_draw::own))
}

/// The navigation entry of everybody with a part in meetings.
pub(crate) fn navigation(role: Role) -> Vec<NavItem> {
    let has_part = matches!(role, Role::Organiser | Role::Supervisor | Role::Expert);
    if has_part || FILING_ROLES.contains(&role) {
        vec![NavItem::new("评审会议", urls::Meetings)]
    } else {
        Vec::new()
    }
}

/// The viewer's part in a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// 组建单位
    Organiser,
    /// 核准备案单位
    Authority,
    /// 监督员
    Supervisor,
    /// A drawn member.
    Member {
        /// Their entry.
        expert: ExpertId,
        /// They preside over the session.
        presides: bool,
    },
}

impl Part {
    /// Organiser and supervisor: they know who was drawn.
    const fn knows_members(self) -> bool {
        matches!(self, Self::Organiser | Self::Supervisor)
    }

    const fn presides(self) -> bool {
        matches!(self, Self::Member { presides: true, .. })
    }
}

/// A case of the agenda as lists name it.
struct Candidate {
    id: ApplicationId,
    name: String,
    unit: String,
    level: kernel::Level,
    specialty: String,
}

impl Candidate {
    /// `韦晓岚，中级，小学语文`
    fn words(&self) -> String {
        format!("{}，{}，{}", self.name, self.level, self.specialty)
    }

    /// As the count sheet of paper ballots names it.
    fn on_sheet(&self) -> crate::kit::count::Candidate<ApplicationId> {
        crate::kit::count::Candidate {
            id: self.id,
            name: self.name.clone(),
            words: self.words(),
        }
    }
}

/// A meeting with what its pages need.
struct Seen {
    meeting: Meeting,
    plan: Plan,
    rules: Result<Rules, Refusals>,
    committee: String,
    organiser: String,
    authority: String,
    agenda: Vec<Candidate>,
    part: Part,
}

fn part_of(who: &SignedIn, meeting: &Meeting) -> Option<Part> {
    let actor = who.actor();
    if access::may_organise(&actor, meeting) {
        Some(Part::Organiser)
    } else if access::may_file(&actor, meeting) {
        Some(Part::Authority)
    } else if access::may_supervise(&actor, meeting) {
        Some(Part::Supervisor)
    } else {
        access::member(&actor, meeting).map(|member| Part::Member {
            expert: member.expert,
            presides: access::presides(&actor, meeting),
        })
    }
}

/// The meeting, for everybody with a part in it.
///
/// # Errors
/// There is none, or the viewer may not know that there is.
fn seen(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId) -> store::Result<Seen> {
    let meeting = store::meetings::find(rx, id)?.into_inner();
    let part = part_of(who, &meeting).ok_or(Error::NotFound)?;
    let plan = store::plans::find(rx, meeting.plan)?.plan;
    let rules = match actions::rules::of(rx, &plan) {
        Ok(rules) => Ok(rules),
        Err(Error::Refused(refusals)) => Err(refusals),
        Err(other) => return Err(other),
    };
    Ok(Seen {
        committee: store::committees::find(rx, meeting.committee)?
            .declared
            .name
            .clone(),
        organiser: store::accounts::office(rx, meeting.organiser)?.name,
        authority: store::accounts::office(rx, meeting.filing_office)?.name,
        agenda: candidates(rx, &meeting)?,
        meeting,
        plan,
        rules,
        part,
    })
}

fn candidates(rx: &mut Rx<'_>, meeting: &Meeting) -> store::Result<Vec<Candidate>> {
    let people: Vec<PersonId> = meeting.agenda.iter().map(|item| item.applicant).collect();
    let names: BTreeMap<PersonId, String> = store::accounts::names(rx, &people)?.into_iter().collect();
    let units: Vec<OfficeId> = meeting.agenda.iter().map(|item| item.unit).collect();
    let units = store::accounts::offices(rx, &units)?;
    let candidate = |item: &domain::meetings::AgendaItem| Candidate {
        id: item.case,
        name: names.get(&item.applicant).cloned().unwrap_or_default(),
        unit: units
            .iter()
            .find(|unit| unit.id == item.unit)
            .map(|unit| unit.name.clone())
            .unwrap_or_default(),
        level: item.level,
        specialty: item.specialty.clone(),
    };
    Ok(meeting.agenda.iter().map(candidate).collect())
}

impl Seen {
    /// The meeting, if the viewer has one of these parts in it.
    ///
    /// # Errors
    /// The viewer has another.
    fn of(self, may: impl FnOnce(Part) -> bool) -> store::Result<Self> {
        if may(self.part) {
            Ok(self)
        } else {
            Err(Error::NotFound)
        }
    }

    fn title(&self) -> String {
        format!("{}评审会议", self.meeting.day.prose())
    }

    /// The way back to the meeting's own page.
    fn back(&self) -> Link {
        Link::new(self.title(), urls::MeetingPlace { id: self.meeting.id })
    }

    fn candidate(&self, case: ApplicationId) -> Option<&Candidate> {
        self.agenda.iter().find(|candidate| candidate.id == case)
    }

    /// Whether the committee is drawn and the meeting neither over nor called off.
    fn is_seated(&self) -> bool {
        matches!(
            self.meeting.stage,
            Stage::Drawn { .. } | Stage::Convened { .. } | Stage::InSession { .. } | Stage::Voting { .. }
        )
    }
}

/// The names of the drawn members, by entry.
fn member_names(rx: &mut Rx<'_>, meeting: &Meeting) -> store::Result<BTreeMap<ExpertId, String>> {
    let people: Vec<PersonId> = meeting.members.iter().map(|member| member.person).collect();
    let names: BTreeMap<PersonId, String> = store::accounts::names(rx, &people)?.into_iter().collect();
    let members = meeting.members.iter();
    Ok(members
        .filter_map(|member| Some((member.expert, names.get(&member.person)?.clone())))
        .collect())
}
