//! From the opened sign-in to the presented opinions.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use kernel::{ApplicationId, Day, ExpertId, MeetingId, Refusal, Refusals, Timestamp};
use policy::Rules;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Meeting, Session, Stage};
use crate::refuse;

/// The digest under which a one-time sign-in code is kept; it is tied to the meeting and the member.
#[must_use]
pub fn code_digest(meeting: MeetingId, expert: ExpertId, code: &str) -> String {
    let text = format!(
        "hengjian-sign-in-1 {meeting} {expert} {}",
        code.trim().to_ascii_uppercase()
    );
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// An expert's written opinion on a case (MTG-003, MTG-004).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The case.
    pub case: ApplicationId,
    /// Who gave it.
    pub expert: ExpertId,
    /// The opinion.
    pub text: String,
    /// Points by the name of the sheet's item, where the round's sheet has its maxima set; empty otherwise.
    pub scores: BTreeMap<String, i64>,
}

/// The items of the round's scoring sheets that experts give points for, with their maxima; empty while a maximum is
/// not set: then only opinions are given.
#[must_use]
pub fn score_items(rules: &Rules) -> BTreeMap<String, i64> {
    let mut items = BTreeMap::new();
    for name in rules.score_sheets() {
        let Some(sheet) = rules.score_sheet(name) else {
            continue;
        };
        for item in sheet.items.into_iter().filter(|item| item.by_expert) {
            match item.maximum {
                Ok(maximum) => {
                    items.insert(format!("{name}·{}", item.law.name), maximum.value);
                }
                Err(_) => return BTreeMap::new(),
            }
        }
    }
    items
}

impl Meeting {
    /// The organiser opens sign-in on the day of the meeting.
    ///
    /// # Errors
    /// The committee is not drawn and signed for, or it is another day.
    pub fn convene(self, now: Timestamp) -> Result<Self, Refusals> {
        let Stage::Drawn { .. } = self.stage else {
            return Err(self.misplaced("开始签到"));
        };
        self.on_its_day(now.day())?;
        Ok(self.into_stage(Stage::Convened { at: now }))
    }

    fn on_its_day(&self, today: Day) -> Result<(), Refusal> {
        if today == self.day {
            Ok(())
        } else {
            Err(Refusal::new(format!("会议日期是{}，当天才能办理签到", self.day)).at("day"))
        }
    }

    /// A member signs in with the one-time code issued for this meeting and this person.
    ///
    /// # Errors
    /// Sign-in is not open, the member is not drawn, has signed in, or the code is another one.
    pub fn sign_in(mut self, expert: ExpertId, code: &str, now: Timestamp) -> Result<Self, Refusals> {
        let Stage::Convened { .. } = self.stage else {
            return Err(self.misplaced("签到"));
        };
        self.on_its_day(now.day())?;
        let digest = code_digest(self.id, expert, code);
        let member = self.members.iter_mut().find(|member| member.expert == expert);
        let Some(member) = member else {
            return Err(Refusal::new("您不在本次会议的评审专家名单中").into());
        };
        if member.signed_in.is_some() {
            return Err(Refusal::new("您已经签到").into());
        }
        if member.code.as_ref() != Some(&digest) {
            return Err(Refusal::new("签到码不正确")
                .at("code")
                .remedy("请核对本次会议的签到码，或联系会议工作人员重新发放")
                .into());
        }
        member.signed_in = Some(now);
        member.code = None;
        Ok(self)
    }

    /// The organiser closes sign-in: the roll is fixed and `presider` takes the chair.
    ///
    /// # Errors
    /// Fewer attend than the text asks for (MTG-002); the presider is neither chair nor vice chair, or is absent
    /// (MTG-001).
    pub fn close_sign_in(self, presider: ExpertId, rules: &Rules) -> Result<Self, Refusals> {
        let Stage::Convened { .. } = self.stage else {
            return Err(self.misplaced("结束签到"));
        };
        let mut found = Vec::new();
        let present: Vec<u32> = self
            .members
            .iter()
            .filter(|member| member.signed_in.is_some())
            .map(|member| member.number)
            .collect();
        let rule = rules.vote("评委会").map_err(|not_set| not_set.refusal())?;
        let attending = u32::try_from(present.len()).unwrap_or(u32::MAX);
        let quorum = rule.quorate(attending, self.size())?;
        if !quorum.passed {
            let refusal = quorum
                .law
                .refusal_saying(format!("{}：{}", quorum.law.sentence, quorum.explanation));
            found.push(
                refusal
                    .rule("MTG-002")
                    .at("roll")
                    .remedy("请等候其他专家签到，或者取消会议另行召开"),
            );
        }
        let able = self
            .members
            .iter()
            .any(|member| member.expert == presider && member.seat.presides() && member.signed_in.is_some());
        if !able {
            let sentence = "会议应由已签到的主任委员或者副主任委员主持";
            found.push(refuse(rules, "会议主持", "MTG-001", sentence).at("presider"));
        }
        Refusals::check(found)?;
        let session = Session {
            presider,
            roll: present,
            assigned: BTreeMap::new(),
            presented: None,
            tellers: None,
            voided: Vec::new(),
        };
        Ok(self.into_stage(Stage::InSession { session }))
    }

    /// Assigns the experts who give opinions on each case (MTG-004).
    ///
    /// # Errors
    /// Not in session or already presented; a case has fewer experts than the text asks for; somebody assigned is
    /// absent or recused for the case; a case is missing or not on the agenda.
    pub fn assign(
        mut self,
        assigned: BTreeMap<ApplicationId, Vec<ExpertId>>,
        rules: &Rules,
    ) -> Result<Self, Refusals> {
        let least = rules
            .count("评议专家最少人数", None)
            .map_err(|not_set| not_set.refusal())?;
        let Stage::InSession { session } = &self.stage else {
            return Err(self.misplaced("安排评议"));
        };
        if session.presented.is_some() {
            return Err(Refusal::new("评议情况已经介绍，不能再调整分工").into());
        }
        let mut found = Vec::new();
        for item in &self.agenda {
            let field = format!("assigned.{}", item.case);
            let experts: BTreeSet<ExpertId> =
                assigned.get(&item.case).into_iter().flatten().copied().collect();
            let able = experts
                .iter()
                .filter(|expert| self.may_assess(session, **expert, item.case))
                .count();
            if able < experts.len() {
                let sentence = "安排的专家没有签到，或者已对该申报回避";
                found.push(refuse(rules, "回避", "EXP-024", sentence).at(field.clone()));
            }
            if i64::try_from(able).unwrap_or(i64::MAX) < least.value {
                let sentence = format!("每名申报人应有{}名以上评审专家评议，现为{able}名", least.value);
                found.push(least.law.refusal_saying(sentence).rule("MTG-004").at(field));
            }
        }
        if assigned
            .keys()
            .any(|case| !self.agenda.iter().any(|item| item.case == *case))
        {
            found.push(Refusal::new("有申报不在本次会议的议程中").at("assigned"));
        }
        Refusals::check(found)?;
        if let Stage::InSession { session } = &mut self.stage {
            session.assigned = assigned;
        }
        Ok(self)
    }

    /// Spreads the cases evenly over those who attend and are not recused; `each` experts a case where so many can.
    #[must_use]
    pub fn suggest_assignment(&self, each: usize) -> BTreeMap<ApplicationId, Vec<ExpertId>> {
        let Some(session) = self.session() else {
            return BTreeMap::new();
        };
        let mut load: BTreeMap<ExpertId, usize> = BTreeMap::new();
        let mut assigned = BTreeMap::new();
        for item in &self.agenda {
            let members = self.members.iter().map(|member| (member.number, member.expert));
            let mut able: Vec<(usize, u32, ExpertId)> = members
                .filter(|(_, expert)| self.may_assess(session, *expert, item.case))
                .map(|(number, expert)| (load.get(&expert).copied().unwrap_or(0), number, expert))
                .collect();
            able.sort_unstable();
            let chosen: Vec<ExpertId> = able.into_iter().take(each).map(|(_, _, expert)| expert).collect();
            for expert in &chosen {
                *load.entry(*expert).or_default() += 1;
            }
            assigned.insert(item.case, chosen);
        }
        assigned
    }

    fn may_assess(&self, session: &Session, expert: ExpertId, case: ApplicationId) -> bool {
        let attends = |number: u32| session.roll.contains(&number);
        let mut members = self.members.iter();
        members.any(|member| member.expert == expert && attends(member.number))
            && !self.is_recused(expert, case)
    }

    /// Checks an opinion before it is kept.
    ///
    /// # Errors
    /// Not in session, or presented already; the expert is not assigned to the case or is recused for it; the text is
    /// empty; points are given where the round has no maxima, are missing, or lie outside 0 and the maximum.
    pub fn check_opinion(&self, opinion: &Opinion, rules: &Rules) -> Result<(), Refusals> {
        let Stage::InSession { session } = &self.stage else {
            return Err(self.misplaced("提交评议意见"));
        };
        if session.presented.is_some() {
            return Err(Refusal::new("评议情况已经介绍，不能再修改评议意见")
                .rule("MTG-005")
                .into());
        }
        let assigned = session.assigned.get(&opinion.case);
        let theirs = assigned.is_some_and(|experts| experts.contains(&opinion.expert));
        if !theirs || self.is_recused(opinion.expert, opinion.case) {
            return Err(refuse(
                rules,
                "评议意见",
                "MTG-004",
                "该申报没有安排给您评议，或者您已回避",
            )
            .into());
        }
        let mut found = Vec::new();
        if opinion.text.trim().is_empty() {
            found.push(
                refuse(rules, "评议意见", "MTG-004", "请填写评议意见")
                    .rule("MTG-004")
                    .at("text"),
            );
        }
        let items = score_items(rules);
        for name in opinion.scores.keys().filter(|name| !items.contains_key(*name)) {
            let sentence = format!("本轮没有设定“{name}”的分值，不能打分");
            found.push(Refusal::new(sentence).at(format!("scores.{name}")));
        }
        for (name, maximum) in &items {
            let sound = opinion
                .scores
                .get(name)
                .is_some_and(|points| (0..=*maximum).contains(points));
            if !sound {
                let sentence = format!("“{name}”应打0至{maximum}分的整数");
                found.push(Refusal::new(sentence).at(format!("scores.{name}")));
            }
        }
        Refusals::check(found)
    }

    /// The opinions were presented at the meeting: deliberation ends and the vote may open (MTG-005).
    ///
    /// # Errors
    /// A case has fewer opinions than the text asks for; opinions of experts recused since do not count.
    pub fn present(mut self, opinions: &[Opinion], rules: &Rules, now: Timestamp) -> Result<Self, Refusals> {
        let least = rules
            .count("评议专家最少人数", None)
            .map_err(|not_set| not_set.refusal())?;
        let Stage::InSession { session } = &self.stage else {
            return Err(self.misplaced("介绍评议情况"));
        };
        if session.presented.is_some() {
            return Err(Refusal::new("评议情况已经介绍").into());
        }
        let mut found = Vec::new();
        for item in &self.agenda {
            let given = opinions
                .iter()
                .filter(|opinion| opinion.case == item.case && !self.is_recused(opinion.expert, item.case))
                .count();
            if i64::try_from(given).unwrap_or(i64::MAX) < least.value {
                let sentence = format!("每名申报人应有{}份以上书面评议意见，现有{given}份", least.value);
                let refusal = refuse(rules, "评议意见", "MTG-004", sentence).rule("MTG-004");
                found.push(refusal.at(format!("opinions.{}", item.case)));
            }
        }
        Refusals::check(found)?;
        if let Stage::InSession { session } = &mut self.stage {
            session.presented = Some(now);
        }
        Ok(self)
    }
}
