//! A house for one test, and short ways to fill it and to look at it.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use actions::accounts::add_person::{AddPerson, add_person};
use domain::accounts::{Held, Person};
use kernel::{
    Actor, Calendar, Clock, Day, FixedClock, IdentityNumber, OfficeId, PersonId, Refusals, Role, Seat,
    SeededEntropy, Timestamp,
};
use policy::Library;
use store::files::Files;
use store::journal::{self, Entry, Subject};
use store::packs::{Files as PackFiles, Shelf};
use store::{Db, Error, House, Keys, Result, Rx, Tx, notices};
use tempfile::TempDir;

use crate::database::{Database, Engine};
use crate::{Offices, Schema, holidays};

const KEY_SEED: u64 = 42;
const CHANCE_SEED: u64 = 2022;
const CONNECTIONS: u32 = 4;
const MILLIS_PER_MINUTE: i64 = 60_000;
const SURNAMES: [&str; 10] = ["韦", "黄", "覃", "陆", "农", "梁", "蒙", "莫", "李", "陈"];
const GIVEN_NAMES: [&str; 10] = [
    "青兰", "建国", "春柳", "志远", "秀英", "海燕", "文斌", "桂花", "明宇", "丽萍",
];

/// A migrated house on a fresh database, with a clock at 2022-08-01 09:00, repeatable chance and its own folder.
#[derive(Debug)]
pub struct Town {
    /// The house; pages and jobs share it.
    pub house: Arc<House>,
    /// Its clock, which moves only when told.
    pub clock: Arc<FixedClock>,
    engine: Engine,
    offices: OnceLock<Offices>,
    people: AtomicU32,
    tampered: bool,
    database: Database,
    folder: TempDir,
}

/// What the browser of a signed-in person holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionTokens {
    /// The secret of the cookie.
    pub token: String,
    /// The token that every form carries.
    pub form_token: String,
}

/// The refusals of a unit of work that must be refused.
///
/// # Panics
/// It was done, or failed otherwise.
#[track_caller]
pub fn refused<T: core::fmt::Debug>(outcome: Result<T>) -> Refusals {
    match outcome {
        Err(Error::Refused(refusals)) => refusals,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Reads `2022-08-01 09:00` in Beijing.
fn moment(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    let day: Day = day.parse().expect("a day like 2022-08-01");
    let (hours, minutes) = time.split_once(':').expect("a time like 09:00");
    let minutes = hours.parse::<i64>().expect("hours") * 60 + minutes.parse::<i64>().expect("minutes");
    Timestamp::start_of(day).plus_millis(minutes * MILLIS_PER_MINUTE)
}

impl Town {
    /// A town on `engine`.
    ///
    /// # Panics
    /// The database or the temporary folder cannot be made.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = Database::fresh(engine, folder.path());
        let clock = Arc::new(FixedClock::at(moment("2022-08-01 09:00")));
        let house = Arc::new(open(database.url(), folder.path(), clock.clone(), CHANCE_SEED));
        Self {
            house,
            clock,
            engine,
            offices: OnceLock::new(),
            people: AtomicU32::new(0),
            tampered: false,
            database,
            folder,
        }
    }

    /// The house itself, for what plays on it longer than one unit of work.
    #[must_use]
    pub fn house(&self) -> Arc<House> {
        self.house.clone()
    }

    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> Arc<FixedClock> {
        self.clock.clone()
    }

    /// The engine it runs on.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The address of its database, as the configuration names it.
    #[must_use]
    pub fn url(&self) -> &str {
        self.database.url()
    }

    /// A folder of its own, removed with the town. Stored files lie in `files` below it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The keys it was opened with.
    #[must_use]
    pub fn keys() -> Keys {
        Keys::generate(&mut SeededEntropy::new(KEY_SEED))
    }

    /// Another node over the same database, files, keys and clock; `chance_seed` must differ between nodes.
    #[must_use]
    pub fn another_node(&self, chance_seed: u64) -> House {
        open(
            self.database.url(),
            self.folder.path(),
            self.clock.clone(),
            chance_seed,
        )
    }

    /// Sets the clock: `2022-08-01 09:00`, or a day for its midnight.
    ///
    /// # Panics
    /// The text is neither.
    pub fn at(&self, text: &str) {
        self.clock.set(moment(text));
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The present day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// Moves the clock by `minutes`.
    pub fn pass_minutes(&self, minutes: i64) {
        self.clock.advance_millis(minutes * MILLIS_PER_MINUTE);
    }

    /// Moves the clock by `days` calendar days.
    pub fn pass_days(&self, days: i64) {
        self.pass_minutes(days * 24 * 60);
    }

    /// Moves the clock to the same time on the `count`-th working day after today.
    ///
    /// # Panics
    /// That day's calendar is not in the testkit.
    pub fn pass_working_days(&self, count: u32) {
        let end = Self::calendar()
            .after(self.today(), count)
            .exact()
            .expect("a day in 2021 or 2022");
        let passed = Timestamp::start_of(end).as_millis() - Timestamp::start_of(self.today()).as_millis();
        self.clock.advance_millis(passed);
    }

    /// The announced days off of 2021 and 2022, without Guangxi's own.
    #[must_use]
    pub fn calendar() -> Calendar {
        holidays::calendar()
    }

    /// Reads, and expects to succeed.
    ///
    /// # Panics
    /// It did not.
    #[track_caller]
    pub fn read<T>(&self, work: impl FnOnce(&mut Rx<'_>) -> Result<T>) -> T {
        self.house
            .read(work)
            .unwrap_or_else(|error| panic!("reading failed: {error:?}"))
    }

    /// Changes as the program itself, and expects to succeed.
    ///
    /// # Panics
    /// It did not.
    #[track_caller]
    pub fn program<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
        self.house
            .change(&Actor::Program, work)
            .unwrap_or_else(|error| panic!("the program's change failed: {error:?}"))
    }

    /// Changes as `actor`; the outcome is the test's question.
    ///
    /// # Errors
    /// What `work` answers.
    pub fn by<T>(&self, actor: &Actor, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.house.change(actor, work)
    }

    /// The offices of a small region, added when first asked for.
    pub fn offices(&self) -> &Offices {
        self.offices
            .get_or_init(|| self.program(|tx| Ok(Offices::add(tx))))
    }

    /// A new person in `role` at `office` since 2000.
    pub fn actor(&self, role: Role, office: OfficeId) -> Actor {
        let person = self.person();
        self.seat(person.id, role, office)
    }

    /// A new person without a seat; name, account, identity number and phone differ from all others'.
    pub fn person(&self) -> Person {
        let person = self.somebody();
        let cmd = AddPerson {
            person: person.clone(),
            password: None,
            seats: Vec::new(),
        };
        self.program(|tx| add_person(tx, &cmd));
        person
    }

    /// A person who is not in the database yet.
    pub fn somebody(&self) -> Person {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let index = number as usize;
        let born = Day::new(1980, 1, 1)
            .expect("a day")
            .plus_days(i32::try_from(number).expect("few people"));
        let digits = format!(
            "450103{:04}{:02}{:02}{:03}",
            born.year(),
            born.month(),
            born.day(),
            number % 1000
        );
        let check = IdentityNumber::check_character(&digits).expect("17 digits");
        Person {
            id: self.program(|tx| Ok(tx.new_id())),
            name: format!(
                "{}{}",
                SURNAMES[index % 10],
                GIVEN_NAMES[(index / 10 + index) % 10]
            ),
            account: format!("user{number}"),
            identity: format!("{digits}{check}").parse().expect("an identity number"),
            phone: format!("138077{number:05}"),
        }
    }

    /// A new person with a seat who can sign in under their account name with `password` (slow: it is hashed).
    pub fn account(&self, role: Role, office: OfficeId, password: &str) -> (Person, Actor) {
        let person = self.somebody();
        let cmd = AddPerson {
            person: person.clone(),
            password: Some(password.to_owned()),
            seats: vec![since_2000(role, office)],
        };
        self.program(|tx| add_person(tx, &cmd));
        let seat = Seat { role, office };
        let actor = Actor::Person {
            person: person.id,
            seat,
        };
        (person, actor)
    }

    /// Gives `person` a seat since 2000 and answers them acting in it.
    pub fn seat(&self, person: PersonId, role: Role, office: OfficeId) -> Actor {
        let held = since_2000(role, office);
        self.program(|tx| store::accounts::add_seat(tx, person, &held));
        Actor::Person {
            person,
            seat: held.seat,
        }
    }

    /// Begins a session for `actor` without a password, as their browser would hold it.
    ///
    /// # Panics
    /// `actor` is not a person.
    pub fn session(&self, actor: &Actor) -> SessionTokens {
        let Actor::Person { person, seat } = *actor else {
            panic!("only people have sessions");
        };
        self.program(|tx| {
            let tokens = SessionTokens {
                token: tx.new_id::<kernel::kinds::Session>().to_string(),
                form_token: tx.new_id::<kernel::kinds::Session>().to_string(),
            };
            store::accounts::sessions::begin(tx, &tokens.token, &tokens.form_token, person, seat)?;
            Ok(tokens)
        })
    }

    /// The sentences in a person's inbox, oldest first.
    pub fn inbox(&self, person: PersonId) -> Vec<String> {
        let mut messages = self.read(|rx| notices::inbox(rx, person, 1_000));
        messages.reverse();
        messages.into_iter().map(|message| message.text).collect()
    }

    /// The journal of `subject`, first to last.
    pub fn journal(&self, subject: &Subject) -> Vec<Entry> {
        self.read(|rx| journal::of(rx, subject))
    }

    /// The kinds of the journal entries of `subject`, first to last.
    pub fn kinds(&self, subject: &Subject) -> Vec<String> {
        self.journal(subject)
            .into_iter()
            .map(|entry| entry.kind)
            .collect()
    }

    /// How many rows `from` has: a table's name, with or without a `WHERE`.
    pub fn count(&self, from: &str) -> i64 {
        self.database.count(from)
    }

    /// The tables with their columns, keys, indexes and references, in words that both engines share.
    #[must_use]
    pub fn schema(&self) -> Schema {
        self.database.schema()
    }

    /// Runs every down migration; the town is of no further use but for migrating again.
    pub fn revert_migrations(&mut self) {
        self.tampered = true;
        self.database.revert_migrations();
    }

    /// Changes the database behind the program's back; the chains are then not checked at the end.
    pub fn tamper(&mut self, statements: &str) {
        self.tampered = true;
        self.database.sql(statements);
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        if self.tampered || std::thread::panicking() {
            return;
        }
        for (kind, id) in self.database.journaled_subjects() {
            let subject = Subject { kind, id };
            if let Err(error) = self.house.read(|rx| journal::check_chain(rx, &subject)) {
                panic!("at the end of the test: {error:?}");
            }
        }
    }
}

fn since_2000(role: Role, office: OfficeId) -> Held {
    Held {
        seat: Seat { role, office },
        since: Day::new(2000, 1, 1).expect("a day"),
        until: None,
    }
}

fn open(url: &str, folder: &Path, clock: Arc<FixedClock>, chance_seed: u64) -> House {
    let db = Db::open(url, CONNECTIONS).expect("the test's database opens");
    let files = Files::in_folder(&folder.join("files")).expect("a folder for files");
    let chance = Box::new(SeededEntropy::new(chance_seed));
    House::new(db, Town::keys(), files, clock, chance).with_policies(packs())
}

/// The project's policy packs, read once per process.
fn packs() -> Shelf {
    static PACKS: OnceLock<(PackFiles, Arc<Library>)> = OnceLock::new();
    let read = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy-packs");
        let entries = walkdir::WalkDir::new(&folder)
            .sort_by_file_name()
            .into_iter()
            .map(|entry| entry.expect("a folder of packs"));
        let packs = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "kdl"));
        let files = packs.map(|entry| {
            let path = entry
                .path()
                .strip_prefix(&folder)
                .expect("a path below the folder")
                .display()
                .to_string();
            (
                path,
                std::fs::read_to_string(entry.path()).expect("a readable pack"),
            )
        });
        let files: PackFiles = files.collect();
        let library = Library::load(files.clone()).expect("the project's packs are sound");
        (files, Arc::new(library))
    };
    let (files, library) = PACKS.get_or_init(read);
    Shelf::new(files.clone(), Arc::clone(library))
}
