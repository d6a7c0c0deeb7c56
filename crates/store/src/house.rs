//! What a unit of work needs, and the unit of work itself.

use core::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use domain::plans::Plan;
use kernel::{Actor, Clock, Day, Entropy, Id, PlanId, Refusal, Timestamp};
use policy::{Library, Rules, Settings};

use crate::files::Files;
use crate::packs::Shelf;
use crate::remembered::Remembered;
use crate::{Conn, Db, Keys, Result};

/// The database, the keys, the files, the clock and the source of chance, together.
pub struct House {
    db: Db,
    keys: Keys,
    files: Files,
    clock: Arc<dyn Clock>,
    entropy: Mutex<Box<dyn Entropy>>,
    shelf: Shelf,
    plans: Remembered<PlanId, Plan>,
}

impl core::fmt::Debug for House {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("House")
            .field("db", &self.db)
            .finish_non_exhaustive()
    }
}

impl House {
    /// A house over an opened and migrated database.
    #[must_use]
    pub fn new(db: Db, keys: Keys, files: Files, clock: Arc<dyn Clock>, entropy: Box<dyn Entropy>) -> Self {
        Self {
            db,
            keys,
            files,
            clock,
            entropy: Mutex::new(entropy),
            shelf: Shelf::new([], Arc::default()),
            plans: Remembered::default(),
        }
    }

    /// The same house with the policy packs that come with the program.
    #[must_use]
    pub fn with_policies(mut self, shelf: Shelf) -> Self {
        self.shelf = shelf;
        self
    }

    pub(crate) const fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// The database, for health checks and migrations.
    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// The clock everything here goes by.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Reads on a snapshot.
    ///
    /// # Errors
    /// What `work` answers, or that the database is unavailable.
    pub fn read<T>(&self, work: impl FnOnce(&mut Rx<'_>) -> Result<T>) -> Result<T> {
        self.db.read(|conn| {
            let policies = self.shelf.library(conn)?;
            work(&mut Rx {
                conn,
                house: self,
                policies,
                now: self.clock.now(),
                reads_only: true,
            })
        })
    }

    /// Changes in one transaction, on behalf of `actor`.
    ///
    /// # Errors
    /// What `work` answers, or that the database is unavailable; nothing is saved then.
    pub fn change<T>(&self, actor: &Actor, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.db.write(|conn| self.changing(conn, actor, work))
    }

    /// Tries a change and undoes it, whatever comes of it: what bulk work would do is decided by the change itself.
    ///
    /// # Errors
    /// What `work` answers, or that the database is unavailable; nothing is saved either way.
    pub fn try_out<T>(&self, actor: &Actor, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.db.undo(|conn| self.changing(conn, actor, work))
    }

    fn changing<T>(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let policies = self.shelf.library(conn)?;
        let rx = Rx {
            conn,
            house: self,
            policies,
            now: self.clock.now(),
            reads_only: false,
        };
        work(&mut Tx { rx, actor: *actor })
    }
}

/// A unit of work that reads.
#[derive(Debug)]
pub struct Rx<'c> {
    pub(crate) conn: &'c mut Conn,
    pub(crate) house: &'c House,
    policies: Arc<Library>,
    now: Timestamp,
    reads_only: bool,
}

impl Rx<'_> {
    /// The moment of this unit of work; it does not move while it runs.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The day of this unit of work in Beijing.
    #[must_use]
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// The rules of `pack` on `on` with a round's settings. The library keeps compiled ones ready; a setting that a
    /// higher text has settled meanwhile falls (第五十四条).
    ///
    /// # Errors
    /// The pack is not loaded or not in force on that day ([`crate::Error::Refused`]).
    pub fn rules(&self, pack: &str, on: Day, settings: &Settings) -> Result<Rules> {
        let found = self.policies.for_round(pack, on, settings);
        found.map_err(|error| {
            Refusal::new(error.to_string())
                .at("pack")
                .remedy("请选择现行有效的政策包")
                .into()
        })
    }

    /// The policy packs in force; they stay the same while this unit of work runs.
    #[must_use]
    pub fn policies(&self) -> &Library {
        &self.policies
    }

    /// The same, to keep beyond this unit of work.
    #[must_use]
    pub fn library(&self) -> Arc<Library> {
        Arc::clone(&self.policies)
    }

    /// Plans kept decoded, for a unit of work that only reads.
    pub(crate) fn remembered_plans(&self) -> Option<&'_ Remembered<PlanId, Plan>> {
        self.reads_only.then_some(&self.house.plans)
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.house.keys
    }

    pub(crate) fn files(&self) -> &Files {
        &self.house.files
    }

    /// Fills `bytes` with chance.
    pub fn chance(&self, bytes: &mut [u8]) {
        self.house
            .entropy
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill(bytes);
    }

    /// A new identifier made now.
    #[must_use]
    pub fn new_id<K>(&self) -> Id<K> {
        let mut entropy = self.house.entropy.lock().unwrap_or_else(PoisonError::into_inner);
        Id::new(self.now, &mut **entropy)
    }

    pub(crate) fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let mut entropy = self.house.entropy.lock().unwrap_or_else(PoisonError::into_inner);
        self.keys().seal(place, plain, &mut **entropy)
    }
}

/// A unit of work that changes. It reads like an [`Rx`].
#[derive(Debug)]
pub struct Tx<'c> {
    rx: Rx<'c>,
    actor: Actor,
}

impl Tx<'_> {
    /// On whose behalf this is done.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = Rx<'c>;

    fn deref(&self) -> &Rx<'c> {
        &self.rx
    }
}

impl<'c> DerefMut for Tx<'c> {
    fn deref_mut(&mut self) -> &mut Rx<'c> {
        &mut self.rx
    }
}
