//! Addresses of review committees and their expert pools.

use kernel::{CommitteeId, ExpertId};

crate::places! {
    /// The committees an office organises, or files (评委会).
    Committees = "/committees";
    /// Applying for a committee (申请核准备案).
    NewCommittee = "/committees/new";
    /// One committee.
    CommitteePlace { id: CommitteeId } = "/committees/{id}";
    /// Correcting a returned application.
    CorrectCommittee { id: CommitteeId } = "/committees/{id}/registration";
    /// The filing authority approves (核准备案).
    ApproveCommittee { id: CommitteeId } = "/committees/{id}/approval";
    /// The filing authority returns the application.
    ReturnCommittee { id: CommitteeId } = "/committees/{id}/return";
    /// The expert pool (专家库).
    PoolPlace { id: CommitteeId } = "/committees/{id}/pool";
    /// Admitting an expert (专家入库).
    NewExpert { id: CommitteeId } = "/committees/{id}/pool/new";
    /// Filing the pool (专家库报送备案).
    FilePool { id: CommitteeId } = "/committees/{id}/pool/filing";
    /// The filing authority approves the pool.
    ApprovePool { id: CommitteeId } = "/committees/{id}/pool/approval";
    /// The filing authority returns the pool.
    ReturnPool { id: CommitteeId } = "/committees/{id}/pool/return";
    /// One expert's entry.
    ExpertPlace { id: CommitteeId, expert: ExpertId } = "/committees/{id}/pool/experts/{expert}";
    /// Removing an expert (调整出库).
    RemoveExpert { id: CommitteeId, expert: ExpertId } = "/committees/{id}/pool/experts/{expert}/removal";
}
