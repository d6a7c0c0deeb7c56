//! The record of a unit's examination as a file (材料审核记录表, MAT-026).

use actions::applications::keep_audit_record::{RenderAuditRecord, keep_audit_record};
use documents::{AuditItem, AuditOffice, AuditRecord};
use domain::applications::{Application, Verification};
use domain::plans::Plan;
use store::{Error, Result, Rx};

use crate::printing::{Printing, waits};
use crate::{Outcome, Task};

/// Sets the record and keeps it.
pub(crate) fn render(task: &Task<'_, RenderAuditRecord>, printing: &Printing) -> Outcome {
    let found = task.house.read(|rx| Record::read(rx, &task.job));
    let record = match found {
        Ok(Some(record)) => record,
        Ok(None) => return Outcome::Done,
        Err(error) => return Err::<(), _>(error).into(),
    };
    let set = printing
        .press()
        .and_then(|press| press.audit_record(&record.document()));
    match set {
        Ok(pdf) => task.change(|tx| keep_audit_record(tx, &task.job, &pdf)).into(),
        Err(error) => waits(&error),
    }
}

/// What a record is made of.
struct Record {
    case: Application,
    plan: Plan,
    verification: Verification,
    applicant: String,
    unit: String,
}

impl Record {
    /// The record that the job asks for; none when its file is there, or another examination took its place.
    fn read(rx: &mut Rx<'_>, job: &RenderAuditRecord) -> Result<Option<Self>> {
        let Some((verification, None)) = store::applications::verification(rx, job.application)? else {
            return Ok(None);
        };
        if verification.submission != job.submission {
            return Ok(None);
        }
        let case = store::applications::find(rx, job.application)?.case;
        let names = store::accounts::names(rx, &[case.applicant])?;
        let (_, applicant) = names.into_iter().next().ok_or(Error::NotFound)?;
        Ok(Some(Self {
            plan: store::plans::find(rx, case.plan)?.plan,
            unit: store::accounts::office(rx, case.unit)?.name,
            applicant,
            case,
            verification,
        }))
    }

    fn document(&self) -> AuditRecord {
        let (target, record) = (&self.case.target, &self.verification);
        let items = record.results.iter().map(|result| AuditItem {
            material: result.item.chinese().to_owned(),
            checked: result.words(),
            finding: "真实、完整、规范".to_owned(),
            note: String::new(),
        });
        AuditRecord {
            number: format!("{}-{}", self.case.id, record.submission),
            applicant: self.applicant.clone(),
            employer: self.unit.clone(),
            title: format!("{}（{}）", target.series, target.level),
            specialty: target.specialty.clone(),
            items: items.collect(),
            conclusion: format!(
                "{}：第 {} 次提交的材料已逐项核对，真实、完整、规范，同意进入下一环节。",
                self.plan.content.title, record.submission
            ),
            offices: vec![AuditOffice {
                name: self.unit.clone(),
                opinion: "审查责任人已签署承诺，对审核结果负责。".to_owned(),
                examiner: record.examiner_name.clone(),
                date: Some(record.at.day()),
            }],
            date: record.at.day(),
        }
    }
}
