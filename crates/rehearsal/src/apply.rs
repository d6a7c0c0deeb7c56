//! Candidates: invented teachers who fill their library and apply.

use actions::accounts::add_person::{AddPerson, add_person};
use actions::applications::{describe, start, submit};
use actions::dossier::{attach_file, write_entry};
use domain::accounts::Held;
use domain::applications::Target;
use domain::dossier::{Body, Declarations, Degree, Grade, Schooling};
use kernel::{Actor, ApplicationId, Day, Level, PersonId, PlanId, Role, Seat};
use store::{Error, Result, Tx};

use crate::{School, Stage, names};

/// A small valid PDF page that stands in for a scan.
const SCAN: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// What a candidate brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// The level applied for.
    pub level: Level,
    /// The specialty applied for.
    pub specialty: &'static str,
    /// Years the title below was held when the round opens.
    pub title_years: i16,
}

/// A teacher who applies.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Their account name.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Who they are.
    pub person: PersonId,
    /// Acting as an applicant of their school.
    pub actor: Actor,
    /// What they bring.
    pub profile: Profile,
    /// The day on which they reach the prescribed retirement age.
    pub retirement_day: Day,
}

fn day(year: i16, month: i8, day: i8) -> Result<Day> {
    Day::new(year, month, day).map_err(Error::broken)
}

const fn below(level: Level) -> Level {
    match level {
        Level::FullSenior => Level::SubSenior,
        Level::SubSenior => Level::Intermediate,
        Level::Intermediate => Level::Assistant,
        Level::Assistant | Level::Technician => Level::Technician,
    }
}

const fn title_name(level: Level) -> &'static str {
    match level {
        Level::FullSenior => "正高级教师",
        Level::SubSenior => "高级教师",
        Level::Intermediate => "一级教师",
        Level::Assistant => "二级教师",
        Level::Technician => "三级教师",
    }
}

impl Profile {
    /// An applicant for the intermediate level, the `place`-th of a group: specialties and years vary with the place.
    pub(crate) fn intermediate(place: usize) -> Self {
        Self {
            level: Level::Intermediate,
            specialty: ["小学语文", "小学数学", "初中英语", "初中物理"][place % 4],
            title_years: 5 + i16::try_from(place).unwrap_or(0),
        }
    }
}

impl Candidate {
    /// A teacher who fills the library for a round of that year and submits an application.
    pub(crate) fn enter(
        stage: &mut Stage,
        school: &School,
        (plan, year): (PlanId, i16),
        named: (&str, usize),
        profile: Profile,
        password: Option<&str>,
    ) -> Result<(Self, ApplicationId)> {
        let candidate = Self::hire(stage, school, named, profile, password)?;
        candidate.fill_library(stage, school, year)?;
        let id = candidate.start(stage, plan)?;
        candidate.submit(stage, id)?;
        Ok((candidate, id))
    }

    /// Makes a teacher at `school`; only those a visitor signs in as get `password`.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn hire(
        stage: &mut Stage,
        school: &School,
        (account, number): (&str, usize),
        profile: Profile,
        password: Option<&str>,
    ) -> Result<Self> {
        let house = stage.house.clone();
        let chance = &mut stage.chance;
        house.change(&Actor::Program, |tx| {
            let person = names::person(tx, chance, number, account)?;
            let seat = Seat {
                role: Role::Applicant,
                office: school.office.id,
            };
            let held = Held {
                seat,
                since: day(2015, 1, 1)?,
                until: None,
            };
            let cmd = AddPerson {
                person: person.clone(),
                password: password.map(str::to_owned),
                seats: vec![held],
            };
            add_person(tx, &cmd)?;
            let birth = person.identity.birth().map_err(Error::broken)?;
            Ok(Self {
                account: account.to_owned(),
                name: person.name,
                person: person.id,
                actor: Actor::Person {
                    person: person.id,
                    seat,
                },
                profile,
                retirement_day: names::sixtieth(birth),
            })
        })
    }

    /// Fills the library for a round of `year`.
    ///
    /// # Errors
    /// An entry is refused.
    pub fn fill_library(&self, stage: &Stage, school: &School, year: i16) -> Result<()> {
        stage.by(&self.actor, |tx| {
            for body in self.entries(school, year)? {
                let education = matches!(body, Body::Education { .. });
                let id = write_entry::write_entry(tx, None, body)?;
                if education {
                    let upload = attach_file::Upload {
                        name: "毕业证书.pdf",
                        media_type: "application/pdf",
                        content: SCAN,
                    };
                    attach_file::attach_file(tx, id, &upload)?;
                }
            }
            Ok(())
        })
    }

    fn entries(&self, school: &School, year: i16) -> Result<Vec<Body>> {
        let obtained = day(year - self.profile.title_years, 7, 1)?;
        let lower = below(self.profile.level);
        let mut entries = vec![
            Body::Education {
                school: "广西师范大学".to_owned(),
                field: "教育学".to_owned(),
                schooling: Schooling::Bachelor,
                degree: Degree::Bachelor,
                graduated: day(obtained.year() - 6, 6, 30)?,
                certificate_number: format!("10602{}05{:06}", obtained.year() - 6, 4000 + obtained.year()),
            },
            Body::Employment {
                unit: school.office.name.clone(),
                post: format!("{}教师", self.profile.specialty),
                from: day(obtained.year() - 6, 9, 1)?,
                to: None,
                technical: true,
                rural: school.office.rural,
            },
            Body::ContinuingEducation {
                year,
                total_hours: 96,
                specialised_hours: 66,
                public_subject: true,
                credits_met: true,
            },
            Body::Achievement {
                name: format!("{}单元整体教学设计与实践", self.profile.specialty),
                category: "教学成果".to_owned(),
                role: "主持".to_owned(),
                obtained: day(year - 1, 12, 20)?,
                summary: "在本校三个年级实施，形成教学案例十二篇，获市级教学成果二等奖。".to_owned(),
            },
        ];
        if self.profile.level > Level::Assistant {
            entries.push(Body::Title {
                name: title_name(lower).to_owned(),
                level: lower,
                series: "中小学教师".to_owned(),
                obtained,
                number: format!("桂教{}{:04}", obtained.year(), 1207),
                issuer: "南宁市职称改革工作领导小组办公室".to_owned(),
            });
        }
        for back in 1..=3 {
            let grade = if back == 2 {
                Grade::Excellent
            } else {
                Grade::Qualified
            };
            entries.push(Body::Assessment {
                year: year - back,
                grade,
            });
        }
        Ok(entries)
    }

    /// Begins an application and declares what is asked.
    ///
    /// # Errors
    /// The round does not offer it, or its window is over.
    pub fn start(&self, stage: &Stage, plan: PlanId) -> Result<ApplicationId> {
        stage.by(&self.actor, |tx| {
            let target = self.target(tx, plan)?;
            let id = start::start(tx, plan, target.clone())?;
            let declared = Declarations {
                no_bars: true,
                good_conduct: true,
                teaching_in_post: true,
                retirement_day: Some(self.retirement_day),
                moved_from_civil_service: false,
            };
            describe::describe(tx, id, target, declared)?;
            Ok(id)
        })
    }

    fn target(&self, tx: &mut Tx<'_>, plan: PlanId) -> Result<Target> {
        let rules = actions::rules::of_plan(tx, plan)?;
        let grounds = rules.grounds(self.profile.level);
        let ladder = grounds.into_iter().find(|ground| {
            ground.law.name.starts_with("逐级申报")
                || ground.law.name == format!("申报{}", self.profile.level)
        });
        let ground = ladder.ok_or_else(|| Error::broken("the round has no ladder ground"))?;
        Ok(Target {
            series: "中小学教师".to_owned(),
            level: self.profile.level,
            specialty: self.profile.specialty.to_owned(),
            ground: ground.law.name,
        })
    }

    /// Submits the application under the commitment.
    ///
    /// # Errors
    /// Something stands against it.
    pub fn submit(&self, stage: &Stage, id: ApplicationId) -> Result<submit::Receipt> {
        stage.by(&self.actor, |tx| submit::submit(tx, id, true))
    }
}
