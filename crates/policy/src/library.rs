//! The library of packs: loaded from texts, checked as a whole, answered layer by layer and day by day.

use core::fmt;
use core::str::FromStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Calendar, Day};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::calendar;
use crate::law::{Instrument, Settings};
use crate::layers::Layer;
use crate::load::{CalendarRow, EXAMPLES_SUFFIX, read_folder};
use crate::model::{Pack, PackHead, Scope, Tier};
use crate::rules::Rules;
use crate::source::{Complaints, LoadErrors};

/// SHA-256 over a pack's content and that of every pack it stands on; spacing, comments and examples do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackHash([u8; 32]);

impl PackHash {
    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for PackHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackHashError;

impl fmt::Display for PackHashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("政策包指纹应是64位十六进制数")
    }
}

impl std::error::Error for PackHashError {}

impl FromStr for PackHash {
    type Err = PackHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 64 || !text.is_ascii() {
            return Err(PackHashError);
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).map_err(|_| PackHashError)?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for PackHash {
    type Error = PackHashError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PackHash> for String {
    fn from(hash: PackHash) -> Self {
        hash.to_string()
    }
}

/// What is known about a pack without asking it anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackInfo {
    /// Id, the same as its folder.
    pub id: String,
    /// Title and number.
    pub instrument: Instrument,
    /// Who issued it, if the text says.
    pub issuer: Option<String>,
    /// National, region, city or unit.
    pub tier: Tier,
    /// Areas, series and levels.
    pub scope: Scope,
    /// First day in force.
    pub from: Day,
    /// Last day in force, if it ends.
    pub to: Option<Day>,
    /// The packs it stands on (上位), by id.
    pub stands_on: Vec<String>,
    /// Its hash.
    pub hash: PackHash,
}

/// A question to the library that has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoRules {
    /// There is no pack of this id.
    Unknown(String),
    /// The pack is not in force on the day.
    NotInForce {
        /// The pack.
        pack: String,
        /// The day asked about.
        on: Day,
    },
    /// The library holds another version than the one a decision names.
    OtherVersion {
        /// The pack.
        pack: String,
        /// The version asked for.
        wanted: PackHash,
    },
}

impl fmt::Display for NoRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(pack) => write!(f, "没有政策包“{pack}”"),
            Self::NotInForce { pack, on } => write!(f, "政策包“{pack}”在{on}不是有效的"),
            Self::OtherVersion { pack, wanted } => {
                write!(f, "政策包“{pack}”现有的版本不是{wanted}，请先载入当时的版本")
            }
        }
    }
}

impl std::error::Error for NoRules {}

#[derive(Clone)]
struct Shelf {
    pack: Arc<Pack>,
    instrument: Arc<Instrument>,
    hash: PackHash,
    files: Arc<[(String, String)]>,
}

/// All loaded packs and calendars.
#[derive(Default)]
pub struct Library {
    shelves: BTreeMap<String, Shelf>,
    calendars: Vec<CalendarRow>,
    /// Calendars already composed, by area; a memo like [`Resolved`].
    composed: RwLock<BTreeMap<String, Arc<Calendar>>>,
    resolved: RwLock<Resolved>,
}

/// Rules already resolved, by pack and day, with the settings they were resolved for. Only a memo: forgetting it changes
/// no answer.
#[derive(Default)]
struct Resolved {
    rules: BTreeMap<(String, Day), Vec<(Settings, Rules)>>,
    count: usize,
}

/// Calendars kept at most: more than a region has counties.
const COMPOSED_AT_MOST: usize = 256;

/// Resolved rules kept at most; a round asks for one day at a time, replays for a few more.
const RESOLVED_AT_MOST: usize = 256;

impl Resolved {
    fn get(&self, id: &str, on: Day, settings: &Settings) -> Option<Rules> {
        let known = self.rules.get(&(id.to_owned(), on))?;
        known
            .iter()
            .find(|(asked, _)| asked == settings)
            .map(|(_, rules)| rules.clone())
    }

    fn put(&mut self, id: &str, on: Day, settings: Settings, rules: Rules) {
        if self.count >= RESOLVED_AT_MOST {
            *self = Self::default();
        }
        self.count += 1;
        self.rules
            .entry((id.to_owned(), on))
            .or_default()
            .push((settings, rules));
    }
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.shelves.keys()).finish()
    }
}

impl Library {
    /// Loads packs from `(path, text)` pairs. Each folder is one pack; files ending in `算例.kdl` hold examples and are
    /// left out. The order of the pairs does not matter.
    ///
    /// # Errors
    /// Everything wrong in any file, each with file, line, column and a Chinese sentence.
    pub fn load<P, T>(files: impl IntoIterator<Item = (P, T)>) -> Result<Self, LoadErrors>
    where
        P: AsRef<str>,
        T: AsRef<str>,
    {
        let mut folders: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (path, text) in files {
            let path = path.as_ref().replace('\\', "/");
            let is_pack = path.ends_with(".kdl") && !path.ends_with(EXAMPLES_SUFFIX);
            if is_pack {
                let folder = folder_of(&path).to_owned();
                folders
                    .entry(folder)
                    .or_default()
                    .push((path, text.as_ref().to_owned()));
            }
        }
        let mut complaints = Complaints::default();
        let mut calendars = Vec::new();
        let mut read = BTreeMap::new();
        for (folder, mut files) in folders {
            files.sort();
            let found = read_folder(&folder, &files, &mut complaints);
            calendars.extend(found.calendars);
            if let Some(pack) = found.pack {
                read.insert(pack.head.id.clone(), (pack, found.canonical, files));
            }
        }
        check_parents(&read, &mut complaints);
        complaints.settle()?;
        let library = Self {
            shelves: shelve(read),
            calendars,
            composed: RwLock::default(),
            resolved: RwLock::default(),
        };
        library.check_links()?;
        Ok(library)
    }

    /// Every pack, by id.
    pub fn packs(&self) -> impl Iterator<Item = PackInfo> + '_ {
        self.shelves.values().map(info)
    }

    /// One pack.
    #[must_use]
    pub fn pack(&self, id: &str) -> Option<PackInfo> {
        self.shelves.get(id).map(info)
    }

    /// The rules of pack `id` in force on `on`: its own rows over those of the packs it stands on, row by row; where a
    /// higher pack claims precedence from a day on, its rows go first from that day.
    ///
    /// # Errors
    /// The pack is unknown or not in force on that day.
    pub fn effective(&self, id: &str, on: Day) -> Result<Rules, NoRules> {
        let shelf = self
            .shelves
            .get(id)
            .ok_or_else(|| NoRules::Unknown(id.to_owned()))?;
        if !in_force(&shelf.pack.head, on) {
            return Err(NoRules::NotInForce {
                pack: id.to_owned(),
                on,
            });
        }
        Ok(self.resolve(shelf, on, &mut Complaints::default()))
    }

    /// As [`effective`](Self::effective), with those of a round's settings that still stand: what a program asks at every
    /// step of a round.
    ///
    /// # Errors
    /// The pack is unknown or not in force on that day.
    pub fn for_round(&self, id: &str, on: Day, settings: &Settings) -> Result<Rules, NoRules> {
        let known = |resolved: &Resolved| resolved.get(id, on, settings);
        if let Some(rules) = known(&self.resolved.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(rules);
        }
        let (rules, _) = self.effective(id, on)?.with_standing_settings(settings);
        let mut resolved = self.resolved.write().unwrap_or_else(PoisonError::into_inner);
        resolved.put(id, on, settings.clone(), rules.clone());
        Ok(rules)
    }

    /// As [`effective`](Self::effective), for replaying a decision made under version `hash`.
    ///
    /// # Errors
    /// As above, or the library holds another version.
    pub fn effective_as(&self, id: &str, hash: PackHash, on: Day) -> Result<Rules, NoRules> {
        let rules = self.effective(id, on)?;
        if rules.hash() == hash {
            Ok(rules)
        } else {
            Err(NoRules::OtherVersion {
                pack: id.to_owned(),
                wanted: hash,
            })
        }
    }

    /// The files of pack `id` and of every pack it stands on: what must be kept to replay its decisions.
    #[must_use]
    pub fn bundle(&self, id: &str) -> Vec<(String, String)> {
        let ids = self.with_ancestors(id);
        let shelves = ids.iter().filter_map(|id| self.shelves.get(id));
        shelves.flat_map(|shelf| shelf.files.iter().cloned()).collect()
    }

    /// The working-day calendar of an area (administrative code): the national announcements and the area's own.
    #[must_use]
    pub fn calendar(&self, area: &str) -> Arc<Calendar> {
        let known = self.composed.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(calendar) = known.get(area) {
            return Arc::clone(calendar);
        }
        drop(known);
        let calendar = Arc::new(calendar::compose(&self.calendars, area, None));
        let mut composed = self.composed.write().unwrap_or_else(PoisonError::into_inner);
        if composed.len() >= COMPOSED_AT_MOST {
            composed.clear();
        }
        composed.insert(area.to_owned(), Arc::clone(&calendar));
        calendar
    }

    /// The calendar of an area as it was known on `known_on`: later amendments are left out, so that a deadline
    /// printed then can be recomputed.
    #[must_use]
    pub fn calendar_known_on(&self, area: &str, known_on: Day) -> Calendar {
        calendar::compose(&self.calendars, area, Some(known_on))
    }

    pub(crate) fn pack_of(&self, id: &str) -> Option<&Arc<Pack>> {
        self.shelves.get(id).map(|shelf| &shelf.pack)
    }

    /// A copy of the library in which one pack says something else; its hash is not renewed, so this is only for asking
    /// what would change.
    pub(crate) fn supposing(&self, pack: Pack) -> Self {
        let mut shelves = self.shelves.clone();
        if let Some(shelf) = shelves.get_mut(&pack.head.id) {
            shelf.pack = Arc::new(pack);
        }
        Self {
            shelves,
            calendars: self.calendars.clone(),
            composed: RwLock::default(),
            resolved: RwLock::default(),
        }
    }

    /// The packs that stand on `id`, and `id` itself.
    pub(crate) fn descendants(&self, id: &str) -> BTreeSet<String> {
        let stands_on = |other: &&String| self.with_ancestors(other).contains(id);
        self.shelves.keys().filter(stands_on).cloned().collect()
    }

    /// The packs that pack `id` stands on, with the first day on which both are in force.
    pub(crate) fn parents_of(&self, id: &str) -> Vec<(String, Day)> {
        let Some(shelf) = self.shelves.get(id) else {
            return Vec::new();
        };
        let head = &shelf.pack.head;
        let parents = head.parents.iter().filter_map(|parent| {
            let upper = &self.shelves.get(&parent.id)?.pack.head;
            let from = parent.from.map_or(head.from, |from| from.max(head.from));
            Some((parent.id.clone(), from.max(upper.from)))
        });
        parents.collect()
    }

    /// Layers of `shelf` on `on`, weakest first.
    fn layers(&self, shelf: &Shelf, on: Day, into: &mut Vec<Layer>) {
        let active = |prevails: bool| {
            shelf
                .pack
                .head
                .parents
                .iter()
                .filter(move |parent| parent.prevails == prevails)
                .filter(move |parent| parent.from.is_none_or(|from| from <= on))
                .filter_map(|parent| self.shelves.get(&parent.id))
                .filter(move |parent| in_force(&parent.pack.head, on))
        };
        for parent in active(false) {
            self.layers(parent, on, into);
        }
        into.push(Layer {
            pack: Arc::clone(&shelf.pack),
            instrument: Arc::clone(&shelf.instrument),
        });
        for parent in active(true) {
            self.layers(parent, on, into);
        }
    }

    fn resolve(&self, shelf: &Shelf, on: Day, complaints: &mut Complaints) -> Rules {
        let mut layers = Vec::new();
        self.layers(shelf, on, &mut layers);
        Rules::of(
            shelf.pack.head.id.clone(),
            shelf.hash,
            Arc::clone(&shelf.instrument),
            on,
            &layers,
            complaints,
        )
    }

    fn with_ancestors(&self, id: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = vec![id.to_owned()];
        while let Some(id) = open.pop() {
            if let Some(shelf) = self.shelves.get(&id)
                && found.insert(id)
            {
                open.extend(shelf.pack.head.parents.iter().map(|parent| parent.id.clone()));
            }
        }
        found
    }

    /// Resolves every pack on every day on which its rows change, so that a fault in any layer is told at once.
    fn check_links(&self) -> Result<(), LoadErrors> {
        let mut complaints = Complaints::default();
        for shelf in self.shelves.values() {
            for on in self.days_of_change(&shelf.pack.head) {
                self.resolve(shelf, on, &mut complaints);
            }
        }
        complaints.settle()
    }

    /// The days on which a pack's rows change.
    pub(crate) fn days_to_ask(&self, id: &str) -> BTreeSet<Day> {
        let shelf = self.shelves.get(id);
        shelf.map_or_else(BTreeSet::new, |shelf| self.days_of_change(&shelf.pack.head))
    }

    /// The texts that pack `id` stands on and that were not supplied, each with what is missing (依据未收录).
    #[must_use]
    pub fn not_supplied(&self, id: &str) -> Vec<(String, String)> {
        let shelf = self.shelves.get(id);
        shelf.map_or_else(Vec::new, |shelf| shelf.pack.head.not_supplied.clone())
    }

    fn days_of_change(&self, head: &PackHead) -> BTreeSet<Day> {
        let ids = self.with_ancestors(&head.id);
        let packs = ids
            .iter()
            .filter_map(|id| self.shelves.get(id))
            .map(|shelf| &shelf.pack);
        let mut days = BTreeSet::from([head.from]);
        for pack in packs {
            days.insert(pack.head.from);
            days.extend(pack.head.parents.iter().filter_map(|parent| parent.from));
            let rows = pack.tables.values().flat_map(|table| &table.rows);
            days.extend(rows.filter_map(|row| row.from));
        }
        days.retain(|day| in_force(head, *day));
        days
    }
}

fn folder_of(path: &str) -> &str {
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    parent.rsplit_once('/').map_or(parent, |(_, name)| name)
}

fn in_force(head: &PackHead, on: Day) -> bool {
    head.from <= on && head.to.is_none_or(|to| on <= to)
}

fn info(shelf: &Shelf) -> PackInfo {
    let head = &shelf.pack.head;
    PackInfo {
        id: head.id.clone(),
        instrument: Instrument::clone(&shelf.instrument),
        issuer: head.issuer.clone(),
        tier: head.tier,
        scope: head.scope.clone(),
        from: head.from,
        to: head.to,
        stands_on: head.parents.iter().map(|parent| parent.id.clone()).collect(),
        hash: shelf.hash,
    }
}

type Read = BTreeMap<String, (Pack, Vec<u8>, Vec<(String, String)>)>;

fn check_parents(read: &Read, complaints: &mut Complaints) {
    for (pack, ..) in read.values() {
        for parent in &pack.head.parents {
            let Some((higher, ..)) = read.get(&parent.id) else {
                complaints.add(parent.place.clone(), format!("找不到上位政策包“{}”", parent.id));
                continue;
            };
            if higher.head.tier > pack.head.tier {
                complaints.add(
                    parent.place.clone(),
                    format!("上位政策包“{}”的层级比本政策包低", parent.id),
                );
            }
        }
        if reaches(read, &pack.head.id) {
            complaints.add(
                pack.head.place.clone(),
                format!("政策包“{}”的上位绕回了自己", pack.head.id),
            );
        }
    }
}

/// Whether `id` is among its own ancestors.
fn reaches(read: &Read, id: &str) -> bool {
    let parents = |id: &str| {
        read.get(id)
            .into_iter()
            .flat_map(|(pack, ..)| pack.head.parents.iter().map(|parent| parent.id.clone()))
            .collect::<Vec<_>>()
    };
    let mut seen = BTreeSet::new();
    let mut open = parents(id);
    while let Some(next) = open.pop() {
        if next == id {
            return true;
        }
        if seen.insert(next.clone()) {
            open.extend(parents(&next));
        }
    }
    false
}

fn shelve(read: Read) -> BTreeMap<String, Shelf> {
    let own: BTreeMap<&str, [u8; 32]> = read
        .iter()
        .map(|(id, (_, canonical, _))| (id.as_str(), Sha256::digest(canonical).into()))
        .collect();
    let mut hashes = BTreeMap::new();
    for id in read.keys() {
        hash_of(id, &read, &own, &mut hashes);
    }
    read.into_iter()
        .filter_map(|(id, (pack, _, files))| {
            let hash = *hashes.get(&id)?;
            let instrument = Arc::new(Instrument {
                pack: id.clone(),
                title: pack.head.title.clone(),
                number: pack.head.number.clone(),
            });
            let shelf = Shelf {
                pack: Arc::new(pack),
                instrument,
                hash,
                files: files.into(),
            };
            Some((id, shelf))
        })
        .collect()
}

fn hash_of(
    id: &str,
    read: &Read,
    own: &BTreeMap<&str, [u8; 32]>,
    hashes: &mut BTreeMap<String, PackHash>,
) -> PackHash {
    if let Some(hash) = hashes.get(id) {
        return *hash;
    }
    let mut digest = Sha256::new();
    digest.update(b"hengjian policy pack v1\n");
    digest.update(own.get(id).copied().unwrap_or_default());
    let parents = read.get(id).map(|(pack, ..)| pack.head.parents.clone());
    for parent in parents.unwrap_or_default() {
        digest.update(hash_of(&parent.id, read, own, hashes).bytes());
    }
    let hash = PackHash(digest.finalize().into());
    hashes.insert(id.to_owned(), hash);
    hash
}
