//! Addresses of the public posting of results.

use kernel::{ObjectionId, PostingId};

crate::places! {
    /// The postings of results (评审结果公示).
    Results = "/results";
    /// One posting.
    ResultPosting { id: PostingId } = "/results/{id}";
    /// Raising an objection (反映问题).
    Object { id: PostingId } = "/results/{id}/objection";
    /// An objection was received.
    Objected { id: PostingId, objection: ObjectionId } = "/results/{id}/objections/{objection}";
}
