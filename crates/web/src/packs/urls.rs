//! Addresses of the rules: the calculator and the library everybody reads, and the packs that policy officers keep.

use kernel::PackVersionId;

crate::places! {
    /// What is open to me (申报资格计算).
    Eligibility = "/eligibility";
    /// The instruments (政策库).
    Policies = "/policies";
    /// One instrument, rule by rule.
    Policy { pack: String } = "/policies/{pack}";
    /// What changed between two instruments.
    PolicyChanges { pack: String } = "/policies/{pack}/changes";
    /// A file of a pack in force, as it was written.
    PolicyFile { pack: String, file: String } = "/policies/{pack}/files/{file}";
    /// The packs and their versions, for policy officers.
    Versions = "/packs";
    /// A new version.
    UploadPack = "/packs/new";
    /// One version.
    VersionPage { id: PackVersionId } = "/packs/{id}";
    /// A file of a version, as it was sent.
    VersionFile { id: PackVersionId, file: String } = "/packs/{id}/files/{file}";
    /// An officer's approval.
    ApproveVersion { id: PackVersionId } = "/packs/{id}/approval";
    /// An officer's withdrawal.
    WithdrawVersion { id: PackVersionId } = "/packs/{id}/withdrawal";
}
