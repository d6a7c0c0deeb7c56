//! Addresses of results: their posting to society, and the organiser's and the authority's work around it.

use kernel::{AnnouncementId, MeetingId, ObjectionId, PostingId};

crate::places! {
    /// The postings of results (评审结果公示).
    Results = "/results";
    /// One posting.
    ResultPosting { id: PostingId } = "/results/{id}";
    /// Raising an objection (反映问题).
    Object { id: PostingId } = "/results/{id}/objection";
    /// An objection was received.
    Objected { id: PostingId, objection: ObjectionId } = "/results/{id}/objections/{objection}";
    /// An objection with what was written, for the organiser who concludes it.
    ConcludeObjection { id: PostingId, objection: ObjectionId } = "/results/{id}/objections/{objection}/conclusion";
    /// Ending a posting; POST only.
    CloseResults { id: PostingId } = "/results/{id}/closing";
    /// The organiser's review results (评审结果), meeting by meeting.
    Outcomes = "/outcomes";
    /// What became of one meeting's cases.
    Outcome { id: MeetingId } = "/outcomes/{id}";
    /// Posting its passed cases to society.
    PostResults { id: MeetingId } = "/outcomes/{id}/posting";
    /// Submitting them for confirmation (报送确认); POST only.
    SubmitResults { id: MeetingId } = "/outcomes/{id}/submission";
    /// The lists submitted to an authority (结果确认).
    Confirmations = "/confirmations";
    /// One list: what stands against each case, and the decision.
    ConfirmResults { id: AnnouncementId } = "/confirmations/{id}";
}
