//! Rows of unit panels.

pub(crate) mod schema;

use diesel::prelude::*;
use domain::panel::Panel;
use kernel::{OfficeId, PanelId, PersonId};

use crate::{Error, Result, Rx, Tx};
use schema::{panel_members, panels};

/// A panel with the version it was read at.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The panel.
    pub panel: Panel,
    version: i64,
    sealed_key: Option<Vec<u8>>,
}

fn key_place(id: PanelId) -> String {
    format!("panels.box_key.{id}")
}

/// Adds a panel with the seats of its members.
///
/// # Errors
/// The database is unavailable.
pub fn add(tx: &mut Tx<'_>, panel: &Panel) -> Result<()> {
    diesel::insert_into(panels::table)
        .values((
            panels::id.eq(panel.id.to_string()),
            panels::version.eq(1),
            panels::unit_id.eq(panel.unit.to_string()),
            panels::plan_id.eq(panel.plan.to_string()),
            panels::status.eq(panel.state.code()),
            panels::made_ms.eq(tx.now().as_millis()),
            panels::body.eq(serde_json::to_string(panel)?),
        ))
        .execute(tx.conn)?;
    for person in panel.members.iter().filter_map(|member| member.person) {
        diesel::insert_into(panel_members::table)
            .values((
                panel_members::panel_id.eq(panel.id.to_string()),
                panel_members::person_id.eq(person.to_string()),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Saves a changed panel; `key` replaces the box's key, and `None` destroys it.
///
/// # Errors
/// Somebody else changed the panel since it was read.
pub fn save(tx: &mut Tx<'_>, before: &Stored, panel: &Panel, key: Option<&[u8; 32]>) -> Result<()> {
    let sealed = key.map(|key| tx.seal(&key_place(panel.id), key)).transpose()?;
    let row = panels::table
        .find(panel.id.to_string())
        .filter(panels::version.eq(before.version));
    let changed = diesel::update(row)
        .set((
            panels::version.eq(before.version + 1),
            panels::status.eq(panel.state.code()),
            panels::body.eq(serde_json::to_string(panel)?),
            panels::box_key.eq(sealed),
        ))
        .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Saves a changed panel and leaves the key of its box as it is.
///
/// # Errors
/// Somebody else changed the panel since it was read.
pub fn save_record(tx: &mut Tx<'_>, before: &Stored, panel: &Panel) -> Result<()> {
    let row = panels::table
        .find(panel.id.to_string())
        .filter(panels::version.eq(before.version));
    let changed = diesel::update(row)
        .set((
            panels::version.eq(before.version + 1),
            panels::body.eq(serde_json::to_string(panel)?),
        ))
        .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The panel `id`.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: PanelId) -> Result<Stored> {
    let (version, body, sealed_key): (i64, String, Option<Vec<u8>>) = panels::table
        .find(id.to_string())
        .select((panels::version, panels::body, panels::box_key))
        .first(rx.conn)?;
    Ok(Stored {
        panel: serde_json::from_str(&body)?,
        version,
        sealed_key,
    })
}

/// The key of the panel's plain box, while its vote is open.
///
/// # Errors
/// The vote is closed and the key destroyed, or the loaded keys do not open it.
pub fn box_key(rx: &mut Rx<'_>, stored: &Stored) -> Result<[u8; 32]> {
    let sealed = stored.sealed_key.as_ref().ok_or(Error::NotFound)?;
    let key = rx.keys().open(&key_place(stored.panel.id), sealed)?;
    key.try_into()
        .map_err(|_| Error::Broken("box key has another length".to_owned()))
}

fn load(bodies: &[String]) -> Result<Vec<Panel>> {
    bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect()
}

/// A unit's panels, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_unit(rx: &mut Rx<'_>, unit: OfficeId) -> Result<Vec<Panel>> {
    let bodies: Vec<String> = panels::table
        .filter(panels::unit_id.eq(unit.to_string()))
        .order((panels::made_ms.desc(), panels::id))
        .select(panels::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// The panels a person sits on, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_member(rx: &mut Rx<'_>, person: PersonId) -> Result<Vec<Panel>> {
    let bodies: Vec<String> = panels::table
        .inner_join(panel_members::table.on(panel_members::panel_id.eq(panels::id)))
        .filter(panel_members::person_id.eq(person.to_string()))
        .order((panels::made_ms.desc(), panels::id))
        .select(panels::body)
        .load(rx.conn)?;
    load(&bodies)
}
