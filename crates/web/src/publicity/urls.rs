//! Addresses of one unit's posting. The list and the form of a new one stand in [`crate::desk::urls`].

use kernel::{ApplicationId, FileId, ObjectionId, PostingId};

crate::places! {
    /// A posting, for the unit's members.
    PostingPlace { id: PostingId } = "/postings/{id}";
    /// The sheet that hangs on the board.
    PostedSheet { id: PostingId } = "/postings/{id}/sheet";
    /// The materials of a posted case.
    PostedCase { id: PostingId, case: ApplicationId } = "/postings/{id}/cases/{case}";
    /// A file of a posted case.
    PostedFile { id: PostingId, case: ApplicationId, file: FileId } = "/postings/{id}/cases/{case}/files/{file}";
    /// Raising an objection.
    RaiseObjection { id: PostingId } = "/postings/{id}/objection";
    /// An objection with what was written, for the examiner who concludes it.
    ObjectionPlace { id: PostingId, objection: ObjectionId } = "/postings/{id}/objections/{objection}";
    /// Ending the posting; POST only.
    ClosePosting { id: PostingId } = "/postings/{id}/closing";
}
