//! A season of a made-up region on a database that goes away, on a clock that only its visitors move.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use actions::fees::gateway::{Gateway, KEY_MIN_BYTES};
use jobs::{Printing, Worker, housekeeping};
use kernel::{Clock as _, Entropy as _, FixedClock, SystemEntropy, Timestamp};
use rehearsal::{Stage, season};
use store::files::Files;
use store::{Db, Keys};
use web::demo::{Cashier, CashierPlace, Demo, DemoPlace};
use web::kit::SessionSpan;
use web::kit::page::DemoBar;
use web::kit::urls::Place as _;
use web::kit::words::Link;

use crate::problem::Problem;
use crate::serve::Site;
use crate::{open, say, serve};

const SEED: u64 = 2022;
/// Known to everybody who can reach the demo; its data are invented and go away.
const PASSWORD: &str = "hengjian-demo";
/// A visitor who moves the clock by months stays signed in.
const SESSION_DAYS: u16 = 600;
const SESSIONS: SessionSpan = SessionSpan {
    idle_minutes: SESSION_DAYS as u32 * 24 * 60,
    longest_hours: SESSION_DAYS as u32 * 24,
};

/// A gateway whose cashier is a page of this demonstration, with a key of this run.
fn gateway() -> Option<Gateway> {
    let mut key = vec![0; KEY_MIN_BYTES];
    SystemEntropy.fill(&mut key);
    Gateway::new(CashierPlace::PATTERN, key)
}

/// Plays the season and serves its site until told to stop.
pub(crate) fn demo(listen: SocketAddr) -> Result<(), Problem> {
    let folder = tempfile::tempdir().map_err(Problem::System)?;
    let file = folder.path().join("demo.db");
    let db = Db::open(&file.to_string_lossy(), 1)?;
    db.migrate()?;
    let files_folder = folder.path().join("files");
    let files = Files::in_folder(&files_folder).map_err(|error| Problem::Files(files_folder, error))?;
    let clock = Arc::new(FixedClock::at(Timestamp::from_millis(0)));
    let keys = Keys::generate(&mut SystemEntropy);
    let house =
        open::with(db, keys, files, clock.clone(), Box::new(SystemEntropy)).with_policies(open::packs(None)?);
    let house = Arc::new(house);
    let mut stage = Stage::new(Arc::clone(&house), Arc::clone(&clock), SEED);
    // Codes and links lead to this machine, whatever addresses the demonstration listens on.
    let signer = Arc::new(rehearsal::signer(format!(
        "http://127.0.0.1:{}/Q/",
        listen.port()
    ))?);
    let season = season::play(&mut stage, &signer, PASSWORD)?;
    let printing = Printing::new(Arc::clone(&signer), "广西壮族自治区", "演示用，不具有任何效力");
    // Timers of periods that ended during the season, and the files of its certificates.
    let handlers =
        jobs::all(printing).on(|task| housekeeping::keeping_sessions(task, i64::from(SESSION_DAYS)));
    let worker = Worker::new(Arc::clone(&house), handlers);
    worker.until_idle()?;

    let mut text = format!(
        "演示已就绪：http://{listen}\n今天是{}，共有{}名申报人。以下账号的密码都是 {PASSWORD}：\n",
        clock.today(),
        season.applicants
    );
    for (account, who) in &season.sign_ins {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {account}  {who}");
    }
    say(&text)?;
    let gateway = gateway().map(Arc::new);
    let mut offered = Demo::new(clock.clone(), season.sign_ins, PASSWORD);
    if let Some(gateway) = &gateway {
        offered = offered.with_cashier(Cashier::new(Arc::clone(&house), Arc::clone(gateway)));
    }
    let site = Site {
        signer,
        gateway,
        listen,
        monitor: None,
        public_origin: None,
        proxies: Vec::new(),
        secure: false,
        workers: 1,
        span: SESSIONS,
        demo: Some(DemoBar {
            clock,
            url: Some(Link::new("调整日期、查看演示账号", DemoPlace)),
        }),
        more: web::demo::routes(offered),
    };
    serve::run(&house, site, &worker)
}
