//! Unit panels: the minutes as a file, once the votes are counted.

use std::collections::BTreeMap;

use actions::panel::RenderMinutes;
use actions::panel::keep_minutes::keep_minutes;
use documents::{Attendee, BallotRecord, Subject};
use domain::panel::{CaseResult, Member, Panel, Poll, State};
use kernel::{ApplicationId, PersonId};
use policy::Rules;
use store::{Error, Result, Rx};

use crate::printing::{Printing, waits};
use crate::{Outcome, Task};

/// Makes the minutes of a counted vote and keeps them. Minutes that are kept already stay.
pub(crate) fn render_minutes(task: &Task<'_, RenderMinutes>, printing: &Printing) -> Outcome {
    let RenderMinutes { panel: id, by } = task.job;
    let found = task.house.read(|rx| {
        let panel = store::panel::find(rx, id)?.panel;
        match panel.minutes_file {
            Some(_) => Ok(None),
            None => Record::read(rx, panel)?.document().map(Some),
        }
    });
    let document = match found {
        Ok(Some(document)) => document,
        Ok(None) => return Outcome::Done,
        Err(error) => return Err::<(), _>(error).into(),
    };
    match printing.press().and_then(|press| press.minutes(&document)) {
        Ok(pdf) => task.change(|tx| keep_minutes(tx, id, by, &pdf)).into(),
        Err(error) => waits(&error),
    }
}

/// A counted panel with the names its minutes give.
struct Record {
    panel: Panel,
    unit: String,
    round: String,
    /// Name of the applicant and what is applied for, by case.
    cases: BTreeMap<ApplicationId, (String, String)>,
    rules: Rules,
}

impl Record {
    fn read(rx: &mut Rx<'_>, panel: Panel) -> Result<Self> {
        let mut cases = Vec::with_capacity(panel.agenda.len());
        for id in &panel.agenda {
            cases.push(store::applications::find(rx, *id)?.case);
        }
        let people: Vec<PersonId> = cases.iter().map(|case| case.applicant).collect();
        let names: BTreeMap<PersonId, String> = store::accounts::names(rx, &people)?.into_iter().collect();
        let plan = store::plans::find(rx, panel.plan)?.plan;
        let line = |case: domain::applications::Application| {
            let name = names.get(&case.applicant).cloned().unwrap_or_default();
            let target = format!("{}，{}", case.target.level, case.target.specialty);
            (case.id, (name, target))
        };
        Ok(Self {
            unit: store::accounts::office(rx, panel.unit)?.name,
            rules: actions::rules::of(rx, &plan)?,
            round: plan.content.title,
            cases: cases.into_iter().map(line).collect(),
            panel,
        })
    }

    fn document(&self) -> Result<documents::Minutes> {
        let State::Counted {
            present,
            poll,
            results,
            at,
        } = &self.panel.state
        else {
            return Err(Error::NotFound);
        };
        let here = |member: &&Member| present.contains(&member.seat);
        let attending: Vec<Attendee> = self.panel.members.iter().filter(here).map(attendee).collect();
        let facts = [
            ("计票时间", at.minute_text()),
            ("本轮通知", self.round.clone()),
            ("应到人数", format!("{} 人", self.panel.members.len())),
            ("到会人数", format!("{} 人", attending.len())),
        ];
        let vote = self.rules.vote("单位推荐");
        Ok(documents::Minutes {
            number: self.panel.minutes_number().ok_or(Error::NotFound)?,
            title: "单位审议推荐小组会议记录".to_owned(),
            committee: self.unit.clone(),
            facts: facts.map(|(name, value)| (name.to_owned(), value)).into(),
            attending,
            quorum: String::new(),
            agenda: vec![
                "登记到会成员".to_owned(),
                "对申报人逐一审议".to_owned(),
                "无记名投票表决并计票".to_owned(),
            ],
            subjects: results.iter().map(|result| self.subject(result)).collect(),
            pass_rule: vote.map(|vote| vote.law.to_string()).unwrap_or_default(),
            remarks: self.remarks(results),
            ballot: ballot_record(poll),
            recorder: String::new(),
            signers: vec!["单位（盖章）：".to_owned()],
            closed: *at,
        })
    }

    fn subject(&self, result: &CaseResult) -> Subject {
        let (name, title) = self.cases.get(&result.case).cloned().unwrap_or_default();
        Subject {
            name,
            employer: self.unit.clone(),
            title,
            opinion: self.panel.opinions.get(&result.case).cloned().unwrap_or_default(),
            votes_for: result.agree,
            votes_against: result.against,
            abstained: result.abstain,
            result: if result.passed { "通过" } else { "未通过" }.to_owned(),
        }
    }

    /// The reckoning of each case, the second question, other readings, who was absent.
    fn remarks(&self, results: &[CaseResult]) -> Vec<String> {
        let mut remarks = Vec::new();
        for result in results {
            let name = self.cases.get(&result.case).map(|(name, _)| name.as_str());
            let mut parts = vec![result.explanation.clone()];
            parts.extend(result.truth.map(|truth| truth.words()));
            parts.extend(result.readings.iter().cloned());
            remarks.push(format!("{}：{}。", name.unwrap_or_default(), parts.join("；")));
        }
        if let Some(deviation) = &self.panel.deviation {
            remarks.push(format!("小组未按一般要求组成，理由：{deviation}"));
        }
        if let State::Counted { present, .. } = &self.panel.state {
            let absent = self
                .panel
                .members
                .iter()
                .filter(|member| !present.contains(&member.seat));
            let absent: Vec<&str> = absent.map(|member| member.name.as_str()).collect();
            if !absent.is_empty() {
                remarks.push(format!("缺席：{}。", absent.join("、")));
            }
        }
        remarks
    }
}

fn attendee(member: &Member) -> Attendee {
    let role = if member.professional {
        "专业技术人才"
    } else {
        "管理人员"
    };
    let outside = if member.outside { "，外单位" } else { "" };
    Attendee {
        name: member.name.clone(),
        role: format!("{role}{outside}"),
        title: member.title.map_or("", kernel::Level::chinese).to_owned(),
    }
}

fn ballot_record(poll: &Poll) -> BallotRecord {
    let mut digests = vec![(
        "投票设置摘要（SHA-256）".to_owned(),
        poll.setup().digest().to_string(),
    )];
    if let Some(record) = poll.record() {
        digests.push(("票箱摘要（SHA-256）".to_owned(), record.to_string()));
    }
    let sentence = match poll {
        Poll::Paper(_) => "投票方式：无记名投票，纸质选票，两人分别录入。原始选票封存备查。",
        Poll::PlainBox(_) => "投票方式：无记名投票，电子票箱。票箱的摘要如下。",
    };
    BallotRecord {
        sentence: sentence.to_owned(),
        digests,
    }
}
