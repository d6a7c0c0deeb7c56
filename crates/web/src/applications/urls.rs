//! Addresses of one's own applications.

use kernel::ApplicationId;

crate::places! {
    /// My applications (我的申报).
    Applications = "/applications";
    /// One application: its tasks while a draft, its way afterwards.
    CasePage { id: ApplicationId } = "/applications/{id}";
    /// What is applied for, and what is declared (申报信息与声明).
    Describe { id: ApplicationId } = "/applications/{id}/target";
    /// Is one eligible, and why (申报条件).
    Conditions { id: ApplicationId } = "/applications/{id}/conditions";
    /// Checking everything, and submitting (检查并提交).
    CheckAnswers { id: ApplicationId } = "/applications/{id}/check";
    /// Every submission with its receipt.
    Submissions { id: ApplicationId } = "/applications/{id}/submissions";
    /// The receipt of one submission.
    ReceiptPage { id: ApplicationId, number: u32 } = "/applications/{id}/submissions/{number}";
    /// Withdrawing, after being asked once more (撤回).
    Withdraw { id: ApplicationId } = "/applications/{id}/withdraw";
}
