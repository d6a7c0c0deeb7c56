//! People, organisations and the seats people hold in them.

use kernel::{Day, IdentityNumber, Layer, OfficeId, PersonId, Refusal, Seat};
use serde::{Deserialize, Serialize};

/// What an organisation is, as far as review procedure asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeKind {
    /// 用人单位: the applicant's employer.
    Unit,
    /// 行业主管部门, for schools the education bureau; its title office is the series office.
    Department,
    /// 人力资源社会保障行政部门, with the title office (职改办).
    HumanResources,
}

impl OfficeKind {
    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Department => "department",
            Self::HumanResources => "human_resources",
        }
    }

    /// The kind with this stored word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Unit, Self::Department, Self::HumanResources]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// The nature of an employer (单位性质), GEN-004.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// 事业单位
    PublicInstitution,
    /// 国有企业
    StateEnterprise,
    /// 非公有制经济组织, private schools included
    Private,
    /// 社会团体
    SocialOrganisation,
    /// 机关
    StateOrgan,
}

impl Nature {
    /// The Chinese name.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::PublicInstitution => "事业单位",
            Self::StateEnterprise => "国有企业",
            Self::Private => "非公有制经济组织",
            Self::SocialOrganisation => "社会团体",
            Self::StateOrgan => "机关",
        }
    }
}

/// An organisation or an office inside one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Its id.
    pub id: OfficeId,
    /// The supervising department, none at the top.
    pub parent: Option<OfficeId>,
    /// What it is.
    pub kind: OfficeKind,
    /// The layer it stands on.
    pub layer: Layer,
    /// GB/T 2260 code of its area, six digits: 450000 the region, 450100 a city, 450103 a district.
    pub region_code: String,
    /// Its full name.
    pub name: String,
    /// Its unified social credit code, where it has one.
    pub credit_code: Option<String>,
    /// The nature of the employer.
    pub nature: Nature,
    /// 乡镇及以下学校: a school below the county seat (POS-006).
    pub rural: bool,
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub account: String,
    /// Their identity number; sealed at rest.
    pub identity: IdentityNumber,
    /// Their mobile phone number; sealed at rest.
    pub phone: String,
}

/// A seat somebody holds, with its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The seat.
    pub seat: Seat,
    /// First day.
    pub since: Day,
    /// Last day; none while open-ended.
    pub until: Option<Day>,
}

impl Held {
    /// Whether the seat is held on `day`.
    #[must_use]
    pub fn on(&self, day: Day) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Shortest password.
pub const PASSWORD_MIN_CHARACTERS: usize = 10;
/// Longest password; more would only feed the hash.
pub const PASSWORD_MAX_CHARACTERS: usize = 128;

/// Checks a new password's shape.
///
/// # Errors
/// It is too short or too long, or is one character repeated.
pub fn check_new_password(password: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    let first = password.chars().next();
    let monotone = password.chars().all(|character| Some(character) == first);
    if (PASSWORD_MIN_CHARACTERS..=PASSWORD_MAX_CHARACTERS).contains(&length) && !monotone {
        return Ok(());
    }
    Err(Refusal::new(format!(
        "密码应为{PASSWORD_MIN_CHARACTERS}至{PASSWORD_MAX_CHARACTERS}个字符，且不能由同一字符重复组成"
    ))
    .at("password")
    .remedy("请换一个更长、别人猜不到的密码"))
}

/// Checks a mainland mobile phone number: 11 digits beginning with 1.
///
/// # Errors
/// It has another shape.
pub fn check_phone(phone: &str) -> Result<(), Refusal> {
    let sound =
        phone.len() == 11 && phone.starts_with('1') && phone.bytes().all(|byte| byte.is_ascii_digit());
    if sound {
        Ok(())
    } else {
        Err(Refusal::new("手机号码应为以1开头的11位数字").at("phone"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, Role};

    #[test]
    fn a_seat_ends_after_its_last_day() {
        let office = Id::new(
            kernel::Timestamp::from_millis(1),
            &mut kernel::SeededEntropy::new(1),
        );
        let day = |text: &str| text.parse::<Day>().unwrap();
        let held = Held {
            seat: Seat {
                role: Role::Department,
                office,
            },
            since: day("2022-01-01"),
            until: Some(day("2022-06-30")),
        };
        assert!(!held.on(day("2021-12-31")) && held.on(day("2022-06-30")) && !held.on(day("2022-07-01")));
    }

    #[test]
    fn passwords_and_phones_are_checked() {
        assert!(check_new_password("qingxiu-2022").is_ok());
        assert!(check_new_password("短密码").is_err());
        assert!(check_new_password("aaaaaaaaaaaa").is_err());
        assert!(check_phone("13807710001").is_ok());
        assert!(check_phone("23807710001").is_err());
        assert!(check_phone("1380771000").is_err());
    }
}
