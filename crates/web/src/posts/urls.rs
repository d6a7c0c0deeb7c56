//! Addresses of units' posts. They stand apart from their pages, so that cases, postings and home pages can lead to them.

use kernel::{PlanId, PostPlanId};

crate::places! {
    /// The rounds that ask for posts; for a department the plans that wait for it (岗位和空岗).
    Posts = "/posts";
    /// The unit's figures for a round.
    UnitPosts { plan: PlanId } = "/posts/rounds/{plan}";
    /// 空缺岗位汇总表.
    VacancyForm { plan: PlanId } = "/posts/rounds/{plan}/vacancies";
    /// 名册汇总表.
    RosterForm { plan: PlanId } = "/posts/rounds/{plan}/roster";
    /// A unit's post plan.
    PostPlanPage { id: PostPlanId } = "/posts/{id}";
    /// The staff congress's resolution.
    Resolution { id: PostPlanId } = "/posts/{id}/resolution";
    /// Its file.
    ResolutionFile { id: PostPlanId } = "/posts/{id}/resolution/file";
    /// Posting the plan inside the unit.
    PostVacancies { id: PostPlanId } = "/posts/{id}/posting";
    /// The department's decision.
    DecidePosts { id: PostPlanId } = "/posts/{id}/decision";
}
