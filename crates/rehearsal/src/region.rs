//! Guangxi's tree of offices as far as Nanning's teachers need it, with staff.

use actions::accounts::add_office::add_office;
use actions::accounts::add_person::{AddPerson, add_person};
use domain::accounts::{Held, Nature, Office, OfficeKind, Person};
use kernel::{Actor, Day, Layer, OfficeId, PersonId, Role, Seat};
use store::{Error, Result, Tx};

use crate::{Stage, keys, names};

/// Somebody with a seat.
#[derive(Debug, Clone)]
pub struct Officer {
    /// Their account name.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Who they are.
    pub person: PersonId,
    /// Acting in their seat.
    pub actor: Actor,
}

/// A school with its examiners and panel members.
#[derive(Debug, Clone)]
pub struct School {
    /// The unit.
    pub office: Office,
    /// Two examiners: the second keys in paper counts independently.
    pub examiners: [Officer; 2],
    /// Seven panel members with accounts.
    pub panel: Vec<Officer>,
}

/// A district or county: education bureau, human resources bureau and schools.
#[derive(Debug, Clone)]
pub struct District {
    /// Its name.
    pub name: &'static str,
    /// 教育局 as supervising department.
    pub department: Officer,
    /// 教育系列职改办.
    pub series: Officer,
    /// 人社局（职改办）.
    pub title: Officer,
    /// Its schools.
    pub schools: Vec<School>,
}

/// The region.
#[derive(Debug, Clone)]
pub struct Region {
    /// 自治区人社厅.
    pub region_title: Officer,
    /// 南宁市人社局.
    pub city_title: Officer,
    /// 南宁市教育局 as supervising department.
    pub city_department: Officer,
    /// 市教育系列职改办.
    pub city_series: Officer,
    /// The committee's organiser, at 南宁市教育局.
    pub organiser: Officer,
    /// The supervisor the organiser appointed (第四十四条).
    pub supervisor: Officer,
    /// Two officers of the region who keep the policy packs.
    pub policy: [Officer; 2],
    /// A system administrator.
    pub administrator: Officer,
    /// Experts for the pool of a committee.
    pub experts: Vec<Officer>,
    /// Schools directly under the city.
    pub city_schools: Vec<School>,
    /// Districts and counties.
    pub districts: Vec<District>,
}

const DISTRICTS: [(&str, &str, [&str; 3]); 4] = [
    (
        "青秀区",
        "450103",
        [
            "青秀区凤岭北路小学",
            "青秀区南阳镇中心学校",
            "青秀区长塘镇中心学校",
        ],
    ),
    (
        "西乡塘区",
        "450107",
        [
            "西乡塘区明秀东路小学",
            "西乡塘区金陵镇中心学校",
            "西乡塘区双定镇中学",
        ],
    ),
    (
        "武鸣区",
        "450110",
        ["武鸣区城东初级中学", "武鸣区罗波镇中心学校", "武鸣区两江镇中学"],
    ),
    (
        "横州市",
        "450181",
        ["横州市横州镇第一小学", "横州市峦城镇中心学校", "横州市云表镇中学"],
    ),
];

/// Three times the seats of an intermediate committee (EXP-010), and some more.
const EXPERTS: usize = 30;

const CITY_SCHOOLS: [&str; 3] = ["南宁市邕江中学", "南宁市青山实验学校", "南宁市特殊教育实验学校"];

/// Everybody's seats begin long before any round.
fn since() -> Day {
    Day::new(2015, 1, 1).unwrap_or_else(|_| unreachable_day())
}

fn unreachable_day() -> Day {
    kernel::Timestamp::from_millis(0).day()
}

/// Builds offices and people in one transaction of the program.
struct Builder<'s, 't, 'c> {
    chance: &'s mut kernel::SeededEntropy,
    tx: &'t mut Tx<'c>,
    people: usize,
    password: Option<String>,
}

impl Builder<'_, '_, '_> {
    fn office(
        &mut self,
        name: &str,
        kind: OfficeKind,
        place: (Layer, &str),
        parent: Option<OfficeId>,
    ) -> Result<Office> {
        let unit = kind == OfficeKind::Unit;
        let office = Office {
            id: self.tx.new_id(),
            parent,
            kind,
            layer: place.0,
            region_code: place.1.to_owned(),
            name: name.to_owned(),
            credit_code: match (kind, place.0) {
                (OfficeKind::HumanResources, Layer::Region) => Some(keys::REGION_AUTHORITY.to_owned()),
                (OfficeKind::HumanResources, Layer::City) => Some(keys::CITY_AUTHORITY.to_owned()),
                _ => None,
            },
            nature: if unit {
                Nature::PublicInstitution
            } else {
                Nature::StateOrgan
            },
            rural: unit && name.contains('镇') && !name.contains("横州镇"),
        };
        add_office(self.tx, &office)?;
        Ok(office)
    }

    fn officer(&mut self, account: &str, roles: &[Role], office: OfficeId) -> Result<Vec<Officer>> {
        let person = self.person(account)?;
        let seats: Vec<Seat> = roles.iter().map(|role| Seat { role: *role, office }).collect();
        let held = seats
            .iter()
            .map(|seat| Held {
                seat: *seat,
                since: since(),
                until: None,
            })
            .collect();
        let cmd = AddPerson {
            person: person.clone(),
            password: self.password.clone(),
            seats: held,
        };
        add_person(self.tx, &cmd)?;
        let officer = |seat: &Seat| Officer {
            account: person.account.clone(),
            name: person.name.clone(),
            person: person.id,
            actor: Actor::Person {
                person: person.id,
                seat: *seat,
            },
        };
        Ok(seats.iter().map(officer).collect())
    }

    fn one(&mut self, account: &str, role: Role, office: OfficeId) -> Result<Officer> {
        let mut officers = self.officer(account, &[role], office)?;
        officers
            .pop()
            .ok_or_else(|| Error::broken("an officer has a seat"))
    }

    fn person(&mut self, account: &str) -> Result<Person> {
        self.people += 1;
        names::person(self.tx, self.chance, self.people, account)
    }

    fn school(
        &mut self,
        name: &str,
        account: &str,
        place: (Layer, &str),
        parent: OfficeId,
    ) -> Result<School> {
        let office = self.office(name, OfficeKind::Unit, place, Some(parent))?;
        let password = self.password.clone();
        let first = self.one(&format!("{account}-审核"), Role::UnitExaminer, office.id)?;
        let second = self.one(&format!("{account}-复核"), Role::UnitExaminer, office.id)?;
        let mut panel = Vec::with_capacity(7);
        for number in 1..=7 {
            if number == 2 {
                self.password = None;
            }
            panel.push(self.one(&format!("{account}-小组{number}"), Role::PanelMember, office.id)?);
        }
        self.password = password;
        Ok(School {
            office,
            examiners: [first, second],
            panel,
        })
    }
}

impl Region {
    /// Builds the region. The officers that a visitor signs in as get `password`; nobody else gets one.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn build(stage: &mut Stage, password: Option<&str>) -> Result<Self> {
        let house = stage.house.clone();
        let chance = &mut stage.chance;
        house.change(&Actor::Program, |tx| {
            let mut builder = Builder {
                chance,
                tx,
                people: 0,
                password: password.map(str::to_owned),
            };
            builder.region()
        })
    }
}

impl Builder<'_, '_, '_> {
    fn region(&mut self) -> Result<Region> {
        let (region, city) = ((Layer::Region, "450000"), (Layer::City, "450100"));
        let hrss = OfficeKind::HumanResources;
        let region_hrss = self.office("广西壮族自治区人力资源和社会保障厅", hrss, region, None)?;
        let region_education = self.office(
            "广西壮族自治区教育厅",
            OfficeKind::Department,
            region,
            Some(region_hrss.id),
        )?;
        let city_hrss = self.office("南宁市人力资源和社会保障局", hrss, city, Some(region_hrss.id))?;
        let bureau = self.office(
            "南宁市教育局",
            OfficeKind::Department,
            city,
            Some(region_education.id),
        )?;
        let region_title = self.one("自治区职改办", Role::TitleOffice, region_hrss.id)?;
        let city_title = self.one("市职改办", Role::TitleOffice, city_hrss.id)?;
        let mut city_staff = self.officer("市教育局", &[Role::Department], bureau.id)?;
        let city_series = self.one("市系列办", Role::SeriesOffice, bureau.id)?;
        let organiser = self.one("评委会办", Role::Organiser, bureau.id)?;
        let supervisor = self.one("监督员", Role::Supervisor, bureau.id)?;
        let policy = [
            self.one("政策管理1", Role::PolicyOfficer, region_hrss.id)?,
            self.one("政策管理2", Role::PolicyOfficer, region_hrss.id)?,
        ];
        let administrator = self.one("管理员", Role::SystemAdmin, region_hrss.id)?;
        let city_department = city_staff
            .pop()
            .ok_or_else(|| Error::broken("the bureau has staff"))?;
        let mut city_schools = Vec::new();
        for (index, name) in CITY_SCHOOLS.into_iter().enumerate() {
            let password = self.password.clone();
            if index > 0 {
                self.password = None;
            }
            city_schools.push(self.school(name, &format!("市直{}", index + 1), city, bureau.id)?);
            self.password = password;
        }
        let mut districts = Vec::new();
        for (index, (name, code, schools)) in DISTRICTS.into_iter().enumerate() {
            districts.push(self.district((index, name, code), schools, (bureau.id, city_hrss.id))?);
        }
        let experts = self.experts(&city_schools)?;
        Ok(Region {
            region_title,
            city_title,
            city_department,
            city_series,
            organiser,
            supervisor,
            policy,
            administrator,
            experts,
            city_schools,
            districts,
        })
    }

    fn experts(&mut self, schools: &[School]) -> Result<Vec<Officer>> {
        (0..EXPERTS)
            .map(|index| {
                let school = &schools[index % schools.len()];
                self.one(&format!("专家{}", index + 1), Role::Expert, school.office.id)
            })
            .collect()
    }

    fn district(
        &mut self,
        (index, name, code): (usize, &'static str, &str),
        schools: [&str; 3],
        (bureau, city_hrss): (OfficeId, OfficeId),
    ) -> Result<District> {
        let password = self.password.clone();
        if index > 0 {
            self.password = None;
        }
        let place = (Layer::County, code);
        let hrss = self.office(
            &format!("{name}人力资源和社会保障局"),
            OfficeKind::HumanResources,
            place,
            Some(city_hrss),
        )?;
        let education = self.office(
            &format!("{name}教育局"),
            OfficeKind::Department,
            place,
            Some(bureau),
        )?;
        let department = self.one(&format!("{name}教育局"), Role::Department, education.id)?;
        let series = self.one(&format!("{name}系列办"), Role::SeriesOffice, education.id)?;
        let title = self.one(&format!("{name}职改办"), Role::TitleOffice, hrss.id)?;
        let mut built = Vec::new();
        for (number, school) in schools.into_iter().enumerate() {
            if number > 0 {
                self.password = None;
            }
            built.push(self.school(school, &format!("{name}{}", number + 1), place, education.id)?);
        }
        self.password = password;
        Ok(District {
            name,
            department,
            series,
            title,
            schools: built,
        })
    }
}
