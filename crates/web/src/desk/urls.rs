//! Addresses of the officers' work lists and of their view of a case. The lists of panels and postings stand here too,
//! because a case at those steps points to them.

use kernel::{ApplicationId, FileId};

crate::places! {
    /// What waits for the office (待办).
    Work = "/desk";
    /// Several waiting cases at once (批量办理).
    Batch = "/desk/batch";
    /// Every case the office has seen (全部申报).
    Cases = "/cases";
    /// One case, as the offices on its way see it.
    Case { id: ApplicationId } = "/cases/{id}";
    /// A file of the latest submission.
    CaseFile { id: ApplicationId, file: FileId } = "/cases/{id}/files/{file}";
    /// The unit's examination (单位审核).
    VerifyCase { id: ApplicationId } = "/cases/{id}/verification";
    /// The unit's record of it (材料审核记录表) as a file.
    AuditRecord { id: ApplicationId } = "/cases/{id}/record";
    /// Returning a case with everything to be corrected (退回修改).
    ReturnCase { id: ApplicationId } = "/cases/{id}/return";
    /// The record of a defence (答辩).
    RecordDefence { id: ApplicationId } = "/cases/{id}/defence";
    /// The unit's opinion (单位推荐意见).
    Recommend { id: ApplicationId } = "/cases/{id}/recommendation";
    /// The audit of an office above the unit (审核).
    AuditCase { id: ApplicationId } = "/cases/{id}/audit";
    /// The organiser accepts a case (受理).
    AcceptCase { id: ApplicationId } = "/cases/{id}/acceptance";
    /// The organiser's one-time notice (一次性告知补正).
    Correction { id: ApplicationId } = "/cases/{id}/correction";
    /// The organiser does not accept a case (不予受理).
    Decline { id: ApplicationId } = "/cases/{id}/refusal";
    /// Circumstances on file that bar the applicant (不得申报情形).
    Circumstances { id: ApplicationId } = "/cases/{id}/circumstances";
    /// The unit's panels (审议推荐小组).
    Panels = "/panels";
    /// Appointing a panel.
    NewPanel = "/panels/new";
    /// The unit's postings (单位公示).
    Postings = "/postings";
    /// Posting a list.
    NewPosting = "/postings/new";
}
