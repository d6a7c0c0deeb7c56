//! The whole site: all areas, the navigation of each role, and the kit around them.

use std::sync::Arc;

use axum::Router;
use kernel::Role;

use crate::home::Home;
use crate::kit::page::NavItem;
use crate::kit::{App, Kit};
use crate::{accounts, style};

/// The site over an application. `/style` is there only in development.
pub fn site(app: App, kit: &Arc<Kit>) -> Router {
    let areas = Router::new().merge(accounts::routes()).with_state(app);
    let areas = if kit.settings().development {
        areas.merge(style::routes())
    } else {
        areas
    };
    kit.around(areas)
}

/// The main navigation of a role; of everybody, for `None`.
pub fn navigation(_role: Option<Role>) -> Vec<NavItem> {
    vec![NavItem::new("首页", Home)]
}
