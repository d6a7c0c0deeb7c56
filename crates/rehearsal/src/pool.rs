//! A committee and its pool of experts, registered by the organiser and approved by the city's 人社局.

use actions::committees::{add_expert, approve, approve_pool, file_pool, register};
use domain::committees::{
    Conditions, Declarations, Declared, Details, Filing, FirstTier, Grade, Intake, PoolSeat, Situation, Term,
};
use kernel::{CommitteeId, Day, ExpertId, Level, Sex};
use policy::CommitteeBasis;
use store::{Error, Result};

use crate::{Officer, Round};

/// Seats of an intermediate committee of the rehearsal.
pub(crate) const COMMITTEE_SEATS: u32 = 9;
/// Chairs among the first people of the pool, and vice chairs after them.
const CHAIRS: usize = 2;
const VICE_CHAIRS: usize = 4;

/// A committee with an approved pool.
#[derive(Debug, Clone)]
pub struct Committee {
    /// The committee.
    pub id: CommitteeId,
    /// Its pool: the entry and the person.
    pub pool: Vec<(ExpertId, Officer)>,
}

impl Committee {
    /// The person behind a pool entry.
    ///
    /// # Errors
    /// Nobody of the pool has it.
    pub fn expert(&self, entry: ExpertId) -> Result<&Officer> {
        let mut pool = self.pool.iter();
        let found = pool.find(|(id, _)| *id == entry);
        found.map(|(_, officer)| officer).ok_or(Error::NotFound)
    }
}

fn declared() -> Declared {
    Declared {
        name: "南宁市中小学教师系列中级职称评审委员会".to_owned(),
        series: "中小学教师".to_owned(),
        grade: Grade::Intermediate,
        specialties: ["小学语文", "小学数学", "初中英语", "初中物理"]
            .map(str::to_owned)
            .to_vec(),
        range: "南宁市教育局直属学校和各县（市、区）中小学教师".to_owned(),
        method: "材料评审、专家评议、无记名投票表决".to_owned(),
        basis: CommitteeBasis::Series,
        members: COMMITTEE_SEATS,
        experts: COMMITTEE_SEATS,
        conditions: Conditions {
            main_series: true,
            influence: true,
            enough_experts: true,
            sound_institution: true,
        },
    }
}

fn day((year, month, day): (i16, i8, i8)) -> Result<Day> {
    Day::new(year, month, day).map_err(Error::broken)
}

fn details(index: usize, employer: &str) -> Result<Details> {
    let seat = if index < CHAIRS {
        PoolSeat::Chair
    } else if index < CHAIRS + VICE_CHAIRS {
        PoolSeat::ViceChair
    } else {
        PoolSeat::Expert
    };
    let years = i16::try_from(index % 12).unwrap_or(0);
    Ok(Details {
        intake: Intake::Unit,
        seat,
        leader: false,
        title: "高级教师".to_owned(),
        title_series: "中小学教师".to_owned(),
        title_level: Level::SubSenior,
        title_since: day((2008 + years / 2, 12, 1))?,
        field_since: day((1996 + years, 9, 1))?,
        specialty: ["小学语文", "小学数学", "初中英语", "初中物理"][index % 4].to_owned(),
        employer: employer.to_owned(),
        employer_office: None,
        unit_type: "学校".to_owned(),
        region_code: "450100".to_owned(),
        sex: if index.is_multiple_of(2) {
            Sex::Female
        } else {
            Sex::Male
        },
        born: day((1972 + years, 5, 6))?,
        first_tier: index
            .is_multiple_of(5)
            .then(|| FirstTier::Honour("特级教师证书".to_owned())),
        situation: Situation::InPost,
        declarations: Declarations {
            lawful: true,
            ethical: true,
            able: true,
        },
    })
}

impl Round<'_> {
    /// Registers an intermediate committee, admits the region's experts, and gets committee and pool approved for a
    /// term that begins today.
    ///
    /// # Errors
    /// A step is refused.
    pub fn establish_committee(&self) -> Result<Committee> {
        let (stage, region) = (self.stage, self.region);
        let (organiser, authority) = (&region.organiser.actor, &region.city_title.actor);
        let rules = stage.house.read(|rx| actions::rules::of_plan(rx, self.plan))?;
        let today = stage.house.clock().today();
        let last = today.plus_years(3).previous();
        let cmd = register::Register {
            committee: None,
            declared: declared(),
            filing_office: None,
        };
        let id = stage.by(organiser, |tx| register::register(tx, &rules, cmd))?;
        let filing = Filing {
            number: "南人社函〔2021〕演练3号".to_owned(),
            code: "017".to_owned(),
            from: today,
            to: last,
            size_consent: None,
        };
        stage.by(authority, |tx| approve::approve(tx, &rules, id, filing))?;
        let mut pool = Vec::with_capacity(region.experts.len());
        let schools: Vec<&str> = region
            .schools()
            .map(|school| school.office.name.as_str())
            .collect();
        for (index, expert) in region.experts.iter().enumerate() {
            let cmd = add_expert::AddExpert {
                committee: id,
                person: expert.person,
                details: details(index, schools[index % schools.len()])?,
                term: Term {
                    from: today,
                    to: last,
                },
                reason: None,
            };
            let entry = stage.by(organiser, |tx| add_expert::add_expert(tx, &rules, cmd))?;
            pool.push((entry, expert.clone()));
        }
        stage.by(organiser, |tx| file_pool::file_pool(tx, &rules, id, None))?;
        stage.by(authority, |tx| {
            approve_pool::approve_pool(tx, &rules, id, "南人社函〔2021〕演练4号", today, last)
        })?;
        Ok(Committee { id, pool })
    }
}
