//! Addresses of rounds: what everybody reads, and what the drafting office writes.

use kernel::PlanId;

crate::places! {
    /// The rounds everybody may see (申报通知).
    Rounds = "/rounds";
    /// One round's notice.
    Round { id: PlanId } = "/rounds/{id}";
    /// Beginning an application in a round; the applications' pages answer here.
    Apply { id: PlanId } = "/rounds/{id}/apply";
    /// What closes when in all rounds (评审日历).
    Calendar = "/calendar";
    /// The plans of a series office (评审计划).
    Plans = "/plans";
    /// Drafting a plan.
    NewPlan = "/plans/new";
    /// One plan as its office sees it.
    PlanPage { id: PlanId } = "/plans/{id}";
    /// Changing a draft.
    PlanDraft { id: PlanId } = "/plans/{id}/draft";
    /// What the texts leave open, and what was entered (未载明事项).
    PlanSettings { id: PlanId } = "/plans/{id}/settings";
    /// Entering one value.
    PlanSetting { id: PlanId, name: String } = "/plans/{id}/settings/{name}";
    /// Filing the plan (报备).
    FilePlan { id: PlanId } = "/plans/{id}/file";
    /// Publishing the notice (发布).
    PublishPlan { id: PlanId } = "/plans/{id}/publish";
    /// Changing the published notice (补充通知).
    AmendPlan { id: PlanId } = "/plans/{id}/amendment";
    /// Lengthening the window after an outage (因故障顺延).
    ExtendPlan { id: PlanId } = "/plans/{id}/outage";
    /// The plans filed with a title office (报备的评审计划).
    FiledPlans = "/filings";
    /// One plan filed with the office.
    FiledPlan { id: PlanId } = "/filings/{id}";
}
