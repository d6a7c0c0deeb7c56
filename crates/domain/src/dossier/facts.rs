//! From a library, declarations and records to the facts that packs ask about.
//!
//! A fact that nothing here knows is left out: unknown, never zero or false.

use kernel::{Day, Level};
use policy::{FactValue, Facts, Period};
use serde::{Deserialize, Serialize};

use super::{Body, Degree, Dossier, Schooling, Section};
use crate::accounts::{Nature, Office};
use crate::integrity::{Circumstance, Record};

/// What the applicant declares about themself for this application, under the integrity commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Declarations {
    /// 没有不得申报的情形 (第十七条): none of the circumstances holds that no authority has on record.
    pub no_bars: bool,
    /// 遵守宪法和法律，具备良好的职业道德.
    pub good_conduct: bool,
    /// 在岗教师或教研员.
    pub teaching_in_post: bool,
    /// The day on which the prescribed retirement age is reached.
    pub retirement_day: Option<Day>,
    /// 由公务员（含参公）流动到企事业单位 (第十八条(三)).
    pub moved_from_civil_service: bool,
}

/// Everything known about a case, as facts.
#[must_use]
pub fn facts(
    dossier: &Dossier,
    declared: &Declarations,
    unit: &Office,
    records: &[Record],
    (series, year, other_claims): (&str, i16, u32),
) -> Facts {
    let mut facts = Facts::new();
    add_bars(&mut facts, declared, records);
    add_unit(&mut facts, dossier, declared, unit);
    add_schooling(&mut facts, dossier);
    add_title(&mut facts, dossier, series);
    add_work(&mut facts, dossier);
    add_continuing_education(&mut facts, dossier, year);
    facts.set(
        "本年度已申报同级别职称数",
        FactValue::Number(i64::from(other_claims)),
    );
    facts
}

/// The bars that other authorities' records know, with what is entered here of them (第十七条(一) to (三)).
const BARS: [(&str, Circumstance); 4] = [
    ("离退休期间", Circumstance::Retired),
    ("公务员身份期间", Circumstance::CivilServant),
    ("记过以上处分期间", Circumstance::Demerit),
    ("立案或处分处罚影响期", Circumstance::Investigation),
];

/// What lifts a bar; having none of them is said together with having no bar.
const WAIVERS: [&str; 2] = ["退出参公过渡期", "延长退休期间"];

/// An authority looked a person up and found nothing (查无记录): every bar of which nothing is known is absent. What is
/// on file stays.
pub fn nothing_found(facts: &mut Facts) {
    let names = BARS.iter().map(|(name, _)| *name).chain(WAIVERS);
    for name in names {
        if facts.get(name).is_none() {
            facts.set(name, FactValue::Absent);
        }
    }
}

/// Records on file speak first; where there are none, the applicant's declaration does.
fn add_bars(facts: &mut Facts, declared: &Declarations, records: &[Record]) {
    let on_file = |circumstance: Circumstance| {
        let found = records
            .iter()
            .filter(|record| record.circumstance == circumstance);
        found
            .map(|record| Period {
                from: record.from,
                to: record.to,
            })
            .collect::<Vec<_>>()
    };
    for (name, circumstance) in BARS {
        let periods = on_file(circumstance);
        if !periods.is_empty() {
            facts.set(name, FactValue::Periods(periods));
        } else if declared.no_bars {
            facts.set(name, FactValue::Absent);
        }
    }
    // The archive is this program's own: having nothing in it is known.
    for name in ["诚信档案记录期", "黑名单期间"] {
        let periods = on_file(Circumstance::IntegrityRecord);
        let value = if periods.is_empty() {
            FactValue::Absent
        } else {
            FactValue::Periods(periods)
        };
        facts.set(name, value);
    }
    if declared.no_bars {
        for name in WAIVERS {
            facts.set(name, FactValue::Absent);
        }
    }
    if let Some(day) = declared.retirement_day {
        facts.set("达到退休年龄日", FactValue::Day(day));
    }
    if declared.good_conduct {
        facts.set("遵守法律和职业道德", FactValue::Flag(true));
    }
}

fn add_unit(facts: &mut Facts, dossier: &Dossier, declared: &Declarations, unit: &Office) {
    let (nature, school) = match unit.nature {
        Nature::PublicInstitution => ("事业单位", Some("公办普通中小学")),
        Nature::StateEnterprise => ("国有企业", None),
        Nature::Private => ("非公有制企业", Some("民办学校")),
        Nature::SocialOrganisation => ("社会组织", Some("其他社会力量举办的学校")),
        Nature::StateOrgan => return,
    };
    facts.set("单位性质", FactValue::Word(nature.to_owned()));
    if let Some(school) = school {
        facts.set("任教单位类别", FactValue::Word(school.to_owned()));
    }
    facts.set("申报时在乡村学校任教", FactValue::Flag(unit.rural));
    if declared.teaching_in_post {
        facts.set("在岗教师或教研员", FactValue::Flag(true));
    }
    facts.set(
        "公务员流动到企事业单位",
        FactValue::Flag(declared.moved_from_civil_service),
    );
    let here: Vec<Period> = dossier
        .of(Section::Employment)
        .filter_map(|entry| match &entry.body {
            Body::Employment {
                unit: name, from, to, ..
            } if *name == unit.name => Some(Period { from: *from, to: *to }),
            _ => None,
        })
        .collect();
    if !here.is_empty() {
        facts.set("本单位在职期间", FactValue::Periods(here));
    }
}

fn add_schooling(facts: &mut Facts, dossier: &Dossier) {
    let mut best: Option<(Schooling, Degree)> = None;
    for entry in dossier.of(Section::Education) {
        if let Body::Education {
            schooling, degree, ..
        } = entry.body
        {
            let (before_schooling, before_degree) = best.unwrap_or((schooling, degree));
            best = Some((before_schooling.max(schooling), before_degree.max(degree)));
        }
    }
    if let Some((schooling, degree)) = best {
        facts.set("学历", FactValue::Word(schooling.chinese().to_owned()));
        facts.set("学位", FactValue::Word(degree.chinese().to_owned()));
    }
}

fn add_title(facts: &mut Facts, dossier: &Dossier, wanted: &str) {
    let mut best: Option<(Level, Day)> = None;
    for entry in dossier.of(Section::Title) {
        if let Body::Title {
            level,
            series,
            obtained,
            ..
        } = &entry.body
            && series == wanted
            && best.is_none_or(|(highest, _)| *level > highest)
        {
            best = Some((*level, *obtained));
        }
    }
    match best {
        Some((level, obtained)) => {
            facts.set("现职称级别", FactValue::Word(level.chinese().to_owned()));
            facts.set("现职称取得日", FactValue::Day(obtained));
        }
        None if dossier.none.contains(&Section::Title) => {
            facts.set("现职称级别", FactValue::Word("无".to_owned()));
            facts.set("现职称取得日", FactValue::Absent);
        }
        None => {}
    }
}

fn add_work(facts: &mut Facts, dossier: &Dossier) {
    let mut stretches: Vec<(Day, Option<Day>)> = dossier
        .of(Section::Employment)
        .filter_map(|entry| match &entry.body {
            Body::Employment {
                technical: true,
                from,
                to,
                ..
            } => Some((*from, *to)),
            _ => None,
        })
        .collect();
    stretches.sort_unstable();
    if let Some((first, _)) = stretches.first() {
        facts.set("从教起始日", FactValue::Day(*first));
    }
}

/// Adds the months of technical work up to `until`, which only a question with a day can have.
pub fn add_working_months(facts: &mut Facts, dossier: &Dossier, until: Day) {
    let stretches = dossier
        .of(Section::Employment)
        .filter_map(|entry| match &entry.body {
            Body::Employment {
                technical: true,
                from,
                to,
                ..
            } => Some((*from, to.map_or(until, |to| to.next().min(until)))),
            _ => None,
        });
    let stretches: Vec<(Day, Day)> = stretches.filter(|(from, end)| from < end).collect();
    if !stretches.is_empty() {
        facts.set("专技年限", FactValue::Months(merged_months(stretches)));
    }
}

/// Adds the months worked in rural schools up to `until` (POS-005), as the library says and the unit verified.
pub fn add_rural_months(facts: &mut Facts, dossier: &Dossier, until: Day) {
    let (mut worked, mut stretches) = (false, Vec::new());
    for entry in dossier.of(Section::Employment) {
        if let Body::Employment { from, to, rural, .. } = &entry.body {
            worked = true;
            let end = to.map_or(until, |to| to.next().min(until));
            if *rural && *from < end {
                stretches.push((*from, end));
            }
        }
    }
    if worked {
        facts.set("乡村学校累计年限", FactValue::Months(merged_months(stretches)));
    }
}

/// Full months in the union of stretches `[from, end)`: overlaps are merged before counting, each merged stretch is
/// counted in full months.
fn merged_months(mut stretches: Vec<(Day, Day)>) -> u32 {
    stretches.sort_unstable();
    let mut merged: Vec<(Day, Day)> = Vec::new();
    for (from, end) in stretches {
        match merged.last_mut() {
            Some((_, last)) if from <= *last => *last = (*last).max(end),
            _ => merged.push((from, end)),
        }
    }
    merged
        .iter()
        .map(|(from, end)| from.full_months_until(*end))
        .sum()
}

fn add_continuing_education(facts: &mut Facts, dossier: &Dossier, wanted: i16) {
    let entry = dossier
        .of(Section::ContinuingEducation)
        .find_map(|entry| match entry.body {
            Body::ContinuingEducation {
                year,
                total_hours,
                specialised_hours,
                public_subject,
                credits_met,
            } if year == wanted => Some((total_hours, specialised_hours, public_subject, credits_met)),
            _ => None,
        });
    let Some((total, specialised, public_subject, credits_met)) = entry else {
        return;
    };
    facts.set("年度继续教育总学时", FactValue::Number(i64::from(total)));
    facts.set("年度专业科目学时", FactValue::Number(i64::from(specialised)));
    facts.set("完成公需科目任务", FactValue::Flag(public_subject));
    facts.set("完成年度培训学分", FactValue::Flag(credits_met));
    facts.set("完成规定的继续教育", FactValue::Flag(public_subject && total > 0));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn overlapping_work_counts_once() {
        let stretches = vec![
            (day("2010-09-01"), day("2014-09-01")),
            (day("2013-09-01"), day("2015-09-01")),
            (day("2016-09-01"), day("2016-12-15")),
        ];
        assert_eq!(merged_months(stretches), 60 + 3);
    }
}
