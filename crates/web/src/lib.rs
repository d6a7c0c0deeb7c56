//! The pages of Hengjian (衡鉴): server-rendered HTML that reads and submits without scripts.

pub mod accounts;
pub mod applications;
pub mod cashier;
pub mod certificates;
pub mod committees;
pub mod demo;
pub mod desk;
pub mod dossier;
pub mod fees;
pub mod home;
pub mod integrity;
pub mod kit;
pub mod meetings;
pub mod packs;
pub mod panel;
pub mod plans;
pub mod posts;
pub mod publicity;
pub mod results;
mod site;
pub mod staffing;
pub mod style;

pub use site::{navigation, routes, site, site_with};
