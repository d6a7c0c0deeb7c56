//! The second half of a round: opening, draw, meeting, publicity of results, confirmation.

use std::collections::BTreeMap;

use ::draw::{Number, Source, Value};
use actions::certificates::Signer;
use actions::meetings::{
    affix_seal, announce, answer_opening, assign, close_ballot, close_sign_in, commit_draw, convene, draw,
    give_opinion, offer_nonce, open_ballot, prepare_draw, present_opinions, request_opening, reveal_nonce,
    sign_draw, sign_in, supervise, vote,
};
use actions::results::{confirm, submit};
use ballot::Choice;
use domain::certificates::Document;
use domain::meetings::{Meeting, Method, Wish};
use domain::publicity::Kind;
use kernel::{AnnouncementId, ApplicationId, Day, MeetingId, PersonId, PostingId};
use policy::{FactValue, Facts};
use store::{Error, Result};

use crate::{Committee, Officer, Round, Stage};

const WISH: Wish = Wish {
    chairs: 1,
    vice_chairs: 2,
    per_employer: Some(2),
};
/// Experts who give an opinion on each case (第二十四条).
const OPINIONS: usize = 3;
const DICE: u32 = 20;

impl Round<'_> {
    /// The organiser asks to open a review of every waiting case on `day`; the authority agrees.
    ///
    /// # Errors
    /// A step is refused.
    pub fn open_review(&self, committee: &Committee, day: Day) -> Result<MeetingId> {
        let cmd = request_opening::RequestOpening {
            plan: self.plan,
            committee: committee.id,
            day,
            place: "南宁市教育局三楼会议室".to_owned(),
        };
        let organiser = &self.region.organiser.actor;
        let meeting = self
            .stage
            .by(organiser, |tx| request_opening::request_opening(tx, cmd))?;
        self.stage.by(&self.region.city_title.actor, |tx| {
            answer_opening::answer_opening(tx, meeting, &answer_opening::Answer::Agreed)
        })?;
        Ok(meeting)
    }

    /// The draw: two nonces, a throw of dice, and the supervisor's signature.
    ///
    /// # Errors
    /// A step is refused.
    pub fn draw(&self, meeting: MeetingId, throw: &[u8]) -> Result<()> {
        let stage = self.stage;
        let (organiser, supervisor) = (&self.region.organiser.actor, &self.region.supervisor.actor);
        stage.by(organiser, |tx| prepare_draw::prepare_draw(tx, meeting, WISH))?;
        let parties = [
            (organiser, "组建单位", [1_u8; 32]),
            (supervisor, "监督员", [2; 32]),
        ];
        for (actor, party, nonce) in parties {
            let digest = ::draw::nonce_digest(party, &nonce);
            stage.by(actor, |tx| offer_nonce::offer_nonce(tx, meeting, digest))?;
        }
        let source = Source::Dice {
            throws: DICE,
            witnesses: vec![
                self.region.organiser.name.clone(),
                self.region.supervisor.name.clone(),
            ],
        };
        stage.by(organiser, |tx| {
            commit_draw::commit_draw(tx, meeting, vec![source])
        })?;
        for (actor, _, nonce) in parties {
            stage.by(actor, |tx| reveal_nonce::reveal_nonce(tx, meeting, nonce))?;
        }
        let number = Number {
            source: 0,
            value: Value::Dice(throw.to_vec()),
            fallback_reason: None,
        };
        stage.by(organiser, |tx| draw::draw(tx, meeting, number))?;
        stage.by(supervisor, |tx| sign_draw::sign_draw(tx, meeting, None))
    }

    /// The drawn members in the order of their seats; the first of them presides.
    ///
    /// # Errors
    /// One of them is not of the committee.
    pub fn members<'c>(&self, committee: &'c Committee, meeting: MeetingId) -> Result<Vec<&'c Officer>> {
        let state = self.meeting(meeting)?;
        let members = state.members.iter();
        members.map(|member| committee.expert(member.expert)).collect()
    }

    /// The meeting from the convening to the presented opinions: everybody attends.
    ///
    /// # Errors
    /// A step is refused.
    pub fn deliberate(&self, committee: &Committee, meeting: MeetingId) -> Result<()> {
        let stage = self.stage;
        let organiser = &self.region.organiser.actor;
        stage.by(organiser, |tx| convene::convene(tx, meeting))?;
        let state = self.meeting(meeting)?;
        for member in self.members(committee, meeting)? {
            let code = code_of(stage, member.person)?;
            stage.by(&member.actor, |tx| sign_in::sign_in(tx, meeting, &code))?;
        }
        let presider = state.members.first().ok_or(Error::NotFound)?.expert;
        let chair = &committee.expert(presider)?.actor;
        stage.by(organiser, |tx| {
            close_sign_in::close_sign_in(tx, meeting, presider)
        })?;
        self.opinions(committee, meeting)?;
        stage.by(chair, |tx| present_opinions::present_opinions(tx, meeting))
    }

    /// The meeting from the convening to the seal: everybody attends and votes in the plain box; `agree` gives the
    /// number of agreeing votes of each case.
    ///
    /// # Errors
    /// A step is refused.
    pub fn sit(
        &self,
        committee: &Committee,
        meeting: MeetingId,
        agree: &BTreeMap<ApplicationId, usize>,
    ) -> Result<()> {
        let stage = self.stage;
        let (organiser, supervisor) = (&self.region.organiser.actor, &self.region.supervisor.actor);
        let members = self.open_vote(committee, meeting)?;
        for (index, member) in members.iter().enumerate() {
            self.vote(meeting, (index, member), agree)?;
        }
        let chair = &members.first().ok_or(Error::NotFound)?.actor;
        stage.by(chair, |tx| close_ballot::close_ballot(tx, meeting))?;
        stage.by(chair, |tx| announce::announce(tx, meeting))?;
        stage.by(supervisor, |tx| supervise::supervise(tx, meeting))?;
        stage.by(organiser, |tx| {
            affix_seal::affix_seal(tx, meeting, "用印登记演练31")
        })
    }

    /// The meeting from the convening to the plain box open for ballots: everybody attends, the first member presides.
    /// Answers the members.
    ///
    /// # Errors
    /// A step is refused.
    pub fn open_vote<'c>(&self, committee: &'c Committee, meeting: MeetingId) -> Result<Vec<&'c Officer>> {
        self.deliberate(committee, meeting)?;
        let members = self.members(committee, meeting)?;
        let chair = &members.first().ok_or(Error::NotFound)?.actor;
        self.stage.by(chair, |tx| {
            open_ballot::open_ballot(tx, meeting, Method::PlainBox)
        })?;
        Ok(members)
    }

    /// The member at place `index` votes: they agree to each case that still lacks agreeing votes at their place.
    ///
    /// # Errors
    /// It is refused.
    pub fn vote(
        &self,
        meeting: MeetingId,
        (index, member): (usize, &Officer),
        agree: &BTreeMap<ApplicationId, usize>,
    ) -> Result<()> {
        let choices = choices(&self.meeting(meeting)?, index, agree);
        vote::vote(&self.stage.house, &member.actor, meeting, &choices)?;
        Ok(())
    }

    fn meeting(&self, id: MeetingId) -> Result<Meeting> {
        let kept = self.stage.house.read(|rx| store::meetings::find(rx, id))?;
        Ok(kept.into_inner())
    }

    fn opinions(&self, committee: &Committee, meeting: MeetingId) -> Result<()> {
        let assigned = self.meeting(meeting)?.suggest_assignment(OPINIONS);
        let organiser = &self.region.organiser.actor;
        self.stage
            .by(organiser, |tx| assign::assign(tx, meeting, assigned.clone()))?;
        for (case, experts) in &assigned {
            for expert in experts {
                let actor = &committee.expert(*expert)?.actor;
                let text = "教书育人成效较好，业绩符合申报条件，同意提交表决。";
                self.stage.by(actor, |tx| {
                    give_opinion::give_opinion(tx, meeting, *case, text, BTreeMap::new())
                })?;
            }
        }
        Ok(())
    }

    /// The organiser posts to society the cases of a meeting that passed.
    ///
    /// # Errors
    /// It is refused.
    pub fn post_results(&self, meeting: MeetingId) -> Result<PostingId> {
        let agenda = self.meeting(meeting)?.agenda;
        let cases: Vec<ApplicationId> = agenda.iter().map(|item| item.case).collect();
        self.post_passed(&cases)
    }

    /// The organiser posts to society those of `cases` that passed.
    ///
    /// # Errors
    /// It is refused.
    pub fn post_passed(&self, cases: &[ApplicationId]) -> Result<PostingId> {
        let mut passed = Vec::new();
        for case in cases {
            let house = &self.stage.house;
            let stored = house.read(|rx| store::applications::find(rx, *case))?;
            if stored.case.require(policy::StepKind::ResultPublicity).is_ok() {
                passed.push(*case);
            }
        }
        self.post(&self.region.organiser, Kind::Result, passed)
    }

    /// The organiser submits the meeting's results; the authority finds no bar and confirms them. `retiring` has the
    /// day on which each applicant reaches the retirement age.
    ///
    /// # Errors
    /// A step is refused.
    pub fn confirm(
        &self,
        signer: &Signer,
        meeting: MeetingId,
        retiring: &BTreeMap<ApplicationId, Day>,
        document: &str,
    ) -> Result<AnnouncementId> {
        let stage = self.stage;
        let list = stage.by(&self.region.organiser.actor, |tx| {
            submit::submit(tx, meeting, None)
        })?;
        let lines = stage.house.read(|rx| store::results::find(rx, list))?;
        let facts = lines.lines.iter().map(|line| {
            let day = retiring.get(&line.case).copied().ok_or(Error::NotFound)?;
            Ok((line.case, unbarred(day)))
        });
        let cmd = confirm::Confirm {
            list,
            document: Document {
                number: document.to_owned(),
                day: stage.house.clock().today(),
            },
            facts: facts.collect::<Result<_>>()?,
            looked_up: BTreeMap::new(),
            not_confirmed: BTreeMap::new(),
        };
        stage.by(&self.region.city_title.actor, |tx| {
            confirm::confirm(tx, signer, &cmd)
        })?;
        Ok(list)
    }
}

fn choices(
    meeting: &Meeting,
    index: usize,
    agree: &BTreeMap<ApplicationId, usize>,
) -> BTreeMap<ApplicationId, Choice> {
    let choice = |case: ApplicationId| {
        if agree.get(&case).is_some_and(|votes| index < *votes) {
            Choice::Agree
        } else {
            Choice::Against
        }
    };
    let cases = meeting.agenda.iter().map(|item| item.case);
    cases.map(|case| (case, choice(case))).collect()
}

/// The sign-in code in the latest message to a member.
fn code_of(stage: &Stage, person: PersonId) -> Result<String> {
    let messages = stage.house.read(|rx| store::notices::inbox(rx, person, 20))?;
    let text = messages
        .iter()
        .find_map(|message| message.text.split_once("签到码为"));
    let (_, rest) = text.ok_or(Error::NotFound)?;
    Ok(rest.chars().take_while(char::is_ascii_alphanumeric).collect())
}

/// Facts under which nobody who reaches the retirement age on `retiring` is barred before it (第十七条).
fn unbarred(retiring: Day) -> Facts {
    let bars = [
        "离退休期间",
        "公务员身份期间",
        "立案或处分处罚影响期",
        "诚信档案记录期",
        "记过以上处分期间",
        "延长退休期间",
        "黑名单期间",
    ];
    bars.into_iter()
        .fold(Facts::new(), |facts, name| facts.with(name, FactValue::Absent))
        .with("达到退休年龄日", FactValue::Day(retiring))
        .with("单位性质", FactValue::Word("事业单位".to_owned()))
}
