//! Review meetings: the minutes as a file, once the committee's seal is affixed.

use std::collections::BTreeMap;

use actions::meetings::RenderMinutes;
use actions::meetings::keep_minutes::keep_minutes;
use documents::{Attendee, BallotRecord, Subject};
use domain::committees::{Expert, PoolSeat};
use domain::meetings::{AgendaItem, CaseResult, Meeting, Method, Minutes, Opinion};
use kernel::{ExpertId, OfficeId, PersonId};
use policy::Rules;
use store::{Error, Result, Rx};

use crate::printing::{Printing, waits};
use crate::{Outcome, Task};

/// Makes the minutes of a sealed meeting and keeps them. Minutes that are kept already stay.
pub(crate) fn render_minutes(task: &Task<'_, RenderMinutes>, printing: &Printing) -> Outcome {
    let id = task.job.meeting;
    let found = task.house.read(|rx| {
        let meeting = store::meetings::find(rx, id)?.into_inner();
        match meeting.minutes_file {
            Some(_) => Ok(None),
            None => Record::read(rx, meeting).map(Some),
        }
    });
    let record = match found {
        Ok(Some(record)) => record,
        Ok(None) => return Outcome::Done,
        Err(error) => return Err::<(), _>(error).into(),
    };
    let set = printing
        .press()
        .and_then(|press| press.minutes(&record.document()));
    match set {
        Ok(pdf) => task.change(|tx| keep_minutes(tx, id, &pdf)).into(),
        Err(error) => waits(&error),
    }
}

/// A sealed meeting with the names its minutes give.
struct Record {
    meeting: Meeting,
    minutes: Minutes,
    committee: String,
    pool: BTreeMap<ExpertId, Expert>,
    names: BTreeMap<PersonId, String>,
    units: BTreeMap<OfficeId, String>,
    rules: Rules,
}

impl Record {
    fn read(rx: &mut Rx<'_>, meeting: Meeting) -> Result<Self> {
        let opinions: Vec<Opinion> = store::meetings::opinions(rx, meeting.id, None)?;
        let minutes = meeting.minutes(&opinions).ok_or(Error::NotFound)?;
        let members = meeting.members.iter().map(|member| member.person);
        let applicants = meeting.agenda.iter().map(|line| line.applicant);
        let people: Vec<PersonId> = members.chain(applicants).collect();
        let units: Vec<OfficeId> = meeting.agenda.iter().map(|line| line.unit).collect();
        let units = store::accounts::offices(rx, &units)?.into_iter();
        let pool = store::committees::pool(rx, meeting.committee)?.into_iter();
        let plan = store::plans::find(rx, meeting.plan)?.plan;
        Ok(Self {
            committee: store::committees::find(rx, meeting.committee)?
                .declared
                .name
                .clone(),
            pool: pool.map(|expert| (expert.id, expert)).collect(),
            names: store::accounts::names(rx, &people)?.into_iter().collect(),
            units: units.map(|unit| (unit.id, unit.name)).collect(),
            rules: actions::rules::of(rx, &plan)?,
            minutes,
            meeting,
        })
    }

    fn name(&self, person: PersonId) -> String {
        self.names.get(&person).cloned().unwrap_or_default()
    }

    fn expert(&self, expert: ExpertId) -> String {
        let entry = self.pool.get(&expert);
        entry.map(|entry| self.name(entry.person)).unwrap_or_default()
    }

    fn document(&self) -> documents::Minutes {
        let vote = self.rules.vote("评委会").ok();
        let quorum = vote.as_ref().and_then(|vote| vote.quorum.as_ref());
        let sealed = self.minutes.sealed.as_ref();
        documents::Minutes {
            number: self.meeting.minutes_number(),
            title: "职称评审会议纪要".to_owned(),
            committee: self.committee.clone(),
            facts: self.facts(),
            attending: self.attending(),
            quorum: quorum.map(|quorum| quorum.law.to_string()).unwrap_or_default(),
            agenda: self.minutes.agenda.iter().map(item).collect(),
            subjects: self
                .meeting
                .agenda
                .iter()
                .map(|line| self.subject(line))
                .collect(),
            pass_rule: vote.map(|vote| vote.law.to_string()).unwrap_or_default(),
            remarks: self.remarks(),
            ballot: self.ballot(),
            recorder: String::new(),
            signers: vec!["监督员：".to_owned(), "评委会（盖章）：".to_owned()],
            closed: sealed.map_or(self.minutes.announced.at, |seal| seal.at),
        }
    }

    fn facts(&self) -> Vec<(String, String)> {
        let attending = self
            .meeting
            .members
            .iter()
            .filter(|member| member.signed_in.is_some());
        let facts = [
            ("会议日期", self.minutes.day.prose()),
            ("会议地点", self.minutes.place.clone()),
            ("主持人", self.expert(self.minutes.presider)),
            ("出席人数", format!("{} 人", attending.count())),
        ];
        facts.map(|(name, value)| (name.to_owned(), value)).into()
    }

    fn attending(&self) -> Vec<Attendee> {
        let members = self.meeting.members.iter();
        let present = members.filter(|member| member.signed_in.is_some());
        present
            .map(|member| Attendee {
                name: self.name(member.person),
                role: role(member.seat),
                title: self
                    .pool
                    .get(&member.expert)
                    .map(|entry| entry.details.title.clone())
                    .unwrap_or_default(),
            })
            .collect()
    }

    fn subject(&self, line: &AgendaItem) -> Subject {
        let opinions = self
            .minutes
            .subjects
            .iter()
            .filter(|subject| subject.case == line.case);
        let opinions: Vec<String> = opinions
            .flat_map(|subject| &subject.opinions)
            .map(|(expert, text)| format!("{}：{text}", self.expert(*expert)))
            .collect();
        let of_case = |result: &&CaseResult| result.case == line.case;
        let mut results = self.minutes.results.iter().map(|line| &line.result);
        let result = results.find(of_case);
        Subject {
            name: self.name(line.applicant),
            employer: self.units.get(&line.unit).cloned().unwrap_or_default(),
            title: format!("{}，{}", line.level, line.specialty),
            opinion: opinions.join("\n"),
            votes_for: result.map_or(0, |result| result.counts.agree),
            votes_against: result.map_or(0, |result| result.counts.against),
            abstained: result.map_or(0, |result| result.counts.abstain),
            result: result.map_or("", |result| verdict(result.passed)).to_owned(),
        }
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let members = self.meeting.members.iter();
        let absent: Vec<String> = members
            .filter(|member| member.signed_in.is_none())
            .map(|member| self.name(member.person))
            .collect();
        if !absent.is_empty() {
            remarks.push(format!("缺席：{}。", absent.join("、")));
        }
        for subject in self
            .minutes
            .subjects
            .iter()
            .filter(|subject| !subject.recused.is_empty())
        {
            let recused: Vec<String> = subject
                .recused
                .iter()
                .map(|expert| self.expert(*expert))
                .collect();
            let applicant = self.name(subject.applicant);
            remarks.push(format!(
                "回避：{}不参加{applicant}的评议和表决。",
                recused.join("、")
            ));
        }
        remarks.extend(self.other_readings());
        remarks.push(self.signatures());
        for (at, reason) in &self.minutes.voided {
            remarks.push(format!("{}作废一次投票：{reason}。", at.minute_text()));
        }
        remarks
    }

    fn ballot(&self) -> BallotRecord {
        let method = self.minutes.method;
        let mut digests = vec![(
            "投票设置摘要（SHA-256）".to_owned(),
            self.minutes.ballot_setup.clone(),
        )];
        let record = match method {
            Method::Paper => "原始选票封存备查",
            Method::PlainBox => "票箱的摘要如下",
            Method::ThreeTellers => "投票记录的链头如下，与会场屏幕和投票核对文件上的应当相同",
        };
        if let Some(digest) = &self.minutes.ballot_record {
            let name = if method == Method::ThreeTellers {
                "记录的链头"
            } else {
                "票箱摘要（SHA-256）"
            };
            digests.push((name.to_owned(), digest.clone()));
        }
        BallotRecord {
            sentence: format!("投票方式：{}。{record}。", method.chinese()),
            digests,
        }
    }

    /// Results that the other reading of the denominator would turn (AMB-05).
    fn other_readings(&self) -> impl Iterator<Item = String> {
        self.minutes.results.iter().filter_map(|line| {
            let (passes, of) = line.result.passes_otherwise()?;
            let subject = self
                .minutes
                .subjects
                .iter()
                .find(|subject| subject.case == line.result.case)?;
            let verdict = verdict(passes);
            let applicant = self.name(subject.applicant);
            Some(format!("{applicant}的表决按另一种分母（{of}）理解为{verdict}。"))
        })
    }

    fn signatures(&self) -> String {
        let mut signed = vec![format!(
            "主持人于{}宣布结果并签字",
            self.minutes.announced.at.minute_text()
        )];
        if let Some(supervised) = self.minutes.supervised {
            signed.push(format!("监督员于{}签字", supervised.at.minute_text()));
        }
        if let Some(seal) = &self.minutes.sealed {
            let at = seal.at.minute_text();
            signed.push(format!("评委会印章于{at}加盖，用印登记号{}", seal.register));
        }
        format!("{}。", signed.join("；"))
    }
}

fn item((what, at): &(String, Option<kernel::Timestamp>)) -> String {
    match at {
        Some(at) => format!("{what}（{}）", at.minute_text()),
        None => what.clone(),
    }
}

fn verdict(passed: bool) -> &'static str {
    if passed { "通过" } else { "未通过" }
}

fn role(seat: PoolSeat) -> String {
    match seat {
        PoolSeat::Expert => "委员".to_owned(),
        PoolSeat::Chair | PoolSeat::ViceChair => seat.chinese().to_owned(),
    }
}
