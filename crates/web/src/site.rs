//! The whole site: all areas, the navigation of each role, and the kit around them.

use std::sync::Arc;

use axum::Router;
use kernel::Role;

use crate::accounts::urls::Members;
use crate::applications::urls::Applications;
use crate::certificates::urls::Check;
use crate::dossier::urls::Library;
use crate::home::Home;
use crate::kit::page::NavItem;
use crate::kit::{App, Kit, Routes};
use crate::meetings::urls::Draws;
use crate::packs::urls::{Eligibility, Policies};
use crate::plans::urls::{Plans, Rounds};
use crate::results::urls::Results;
use crate::{
    accounts, applications, cashier, certificates, committees, desk, dossier, home, integrity, meetings,
    packs, panel, plans, publicity, results, staffing, style,
};

/// The site over an application. `/style` is there only in development.
pub fn site(app: App, kit: &Arc<Kit>) -> Router {
    site_with(app, kit, Router::new())
}

/// The site with `more` inside the same frame and guards: the demonstration's own page.
pub fn site_with(app: App, kit: &Arc<Kit>, more: Router) -> Router {
    let areas = routes().over(app);
    let areas = if kit.settings().development {
        areas.merge(style::routes())
    } else {
        areas
    };
    kit.around(areas.merge(more))
}

/// The routes of all areas.
pub fn routes() -> Routes {
    Routes::new()
        .merge(home::routes())
        .merge(accounts::routes())
        .merge(plans::routes())
        .merge(results::routes())
        .merge(dossier::routes())
        .merge(desk::routes())
        .merge(panel::routes())
        .merge(applications::routes())
        .merge(publicity::routes())
        .merge(staffing::routes())
        .merge(cashier::routes())
        .merge(committees::routes())
        .merge(meetings::routes())
        .merge(certificates::routes())
        .merge(integrity::routes())
        .merge(packs::routes())
}

/// The main navigation of a role; of everybody, for `None`.
pub fn navigation(role: Option<Role>) -> Vec<NavItem> {
    let home = NavItem::new("首页", Home);
    let public = || {
        [
            NavItem::new("申报通知", Rounds),
            NavItem::new("申报资格", Eligibility),
            NavItem::new("政策库", Policies),
            NavItem::new("结果公示", Results),
            NavItem::new("抽取公开", Draws),
            NavItem::new("证书核验", Check),
        ]
    };
    let offices = [
        role.map(desk::navigation).unwrap_or_default(),
        role.map(panel::navigation).unwrap_or_default(),
        role.map(publicity::navigation).unwrap_or_default(),
        role.map(committees::navigation).unwrap_or_default(),
        role.map(meetings::navigation).unwrap_or_default(),
        role.map(cashier::navigation).unwrap_or_default(),
        role.map(packs::navigation).unwrap_or_default(),
        role.map(plans::navigation).unwrap_or_default(),
    ];
    let mut items = vec![home];
    items.extend(offices.into_iter().flatten());
    if let Some(role) = role.filter(|role| *role != Role::Applicant) {
        let further = [
            results::navigation,
            certificates::navigation,
            integrity::navigation,
        ];
        items.extend(further.into_iter().filter_map(|of| of(role)));
    }
    match role {
        None => items.extend(public()),
        Some(Role::Applicant) => {
            items.push(NavItem::new("我的申报", Applications));
            items.push(NavItem::new("我的业绩库", Library));
            items.extend(certificates::navigation(Role::Applicant));
            items.extend(public());
        }
        Some(Role::SeriesOffice) => items.push(NavItem::new("评审计划", Plans)),
        Some(Role::UnitExaminer) => items.push(NavItem::new("注册确认", Members)),
        Some(_) => {}
    }
    items
}
