//! Measures the program on this machine: what requests cost, and how many durable submissions it takes in a second.
//!
//! The requests run through the whole router, one after the other, on a region in its season; CPU time is that of the
//! whole process, the database of SQLite within it. Nothing here is a test: it prints figures and the targets beside them.

mod client;
mod throughput;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use domain::applications::step_code;
use domain::dossier::Section;
use kernel::{ApplicationId, DossierEntryId, FixedClock, SystemEntropy, Timestamp};
use rehearsal::{Candidate, Profile, School, Stage, season};
use rustix::time::{ClockId, clock_gettime};
use store::applications::Filter;
use store::files::Files;
use store::{Db, House, Keys};

use self::client::{Answer, Client};
use crate::problem::Problem;
use crate::serve::Site;
use crate::{open, say, serve};

const SEED: u64 = 2022;
/// Size of an uploaded scan, in bytes.
const SCAN_BYTES: usize = 12 << 10;
/// Requests before counting begins: caches are warm on a running server.
const WARM_UP: usize = 50;

/// What is measured on.
struct Ground {
    house: Arc<House>,
    site: Router,
    stage: Stage,
    season: season::Season,
}

/// A candidate with a complete draft.
struct Draft {
    candidate: Candidate,
    case: ApplicationId,
    achievement: DossierEntryId,
}

/// Measures `requests` of each kind on an empty `postgres://…` database, or on an SQLite file that goes away.
pub(crate) fn bench(database: Option<&str>, requests: usize) -> Result<(), Problem> {
    let folder = tempfile::tempdir().map_err(Problem::System)?;
    let file = folder.path().join("bench.db");
    let url = database.map_or_else(|| file.to_string_lossy().into_owned(), str::to_owned);
    let mut ground = prepare(&url, folder.path())?;
    say(&format!(
        "区域：{}名申报人；数据库：{}；每项{requests}次",
        ground.season.applicants,
        if database.is_some() {
            "PostgreSQL"
        } else {
            "SQLite"
        },
    ))?;
    let drafts = drafts(&mut ground, requests + WARM_UP)?;
    let more = throughput::CASES;
    let flood = drafts_from(&mut ground, requests + WARM_UP, more)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Problem::System)?;
    say("每次请求            CPU毫秒  目标   p50毫秒  p99毫秒  字节")?;
    runtime.block_on(pages(&ground, &drafts, requests))?;
    runtime.block_on(writing(&ground, &drafts))?;
    say(&format!(
        "常驻内存：{} MB（目标 80 MB，含虚构区域的数据）",
        resident_mb()?
    ))?;
    throughput::measure(&ground, &flood)
}

fn prepare(url: &str, folder: &std::path::Path) -> Result<Ground, Problem> {
    let db = Db::open(url, 8)?;
    db.migrate()?;
    let files_folder = folder.join("files");
    let files = Files::in_folder(&files_folder).map_err(|error| Problem::Files(files_folder, error))?;
    let clock = Arc::new(FixedClock::at(Timestamp::from_millis(0)));
    let keys = Keys::generate(&mut SystemEntropy);
    let house =
        open::with(db, keys, files, clock.clone(), Box::new(SystemEntropy)).with_policies(open::packs(None)?);
    let house = Arc::new(house);
    let mut stage = Stage::new(Arc::clone(&house), clock, SEED);
    let signer = Arc::new(rehearsal::signer("https://127.0.0.1/Q/".to_owned())?);
    let season = season::play(&mut stage, &signer, "hengjian-bench")?;
    let site = serve::pages(&house, Site::unheard(signer));
    Ok(Ground {
        house,
        site,
        stage,
        season,
    })
}

fn drafts(ground: &mut Ground, count: usize) -> Result<Vec<Draft>, Problem> {
    drafts_from(ground, 0, count)
}

/// `count` candidates of the region's schools with complete drafts, numbered from `first`.
fn drafts_from(ground: &mut Ground, first: usize, count: usize) -> Result<Vec<Draft>, Problem> {
    let schools: Vec<School> = ground.season.region.schools().cloned().collect();
    let profile = Profile {
        level: kernel::Level::SubSenior,
        specialty: "小学语文",
        title_years: 7,
    };
    let mut drafts = Vec::with_capacity(count);
    for number in first..first + count {
        let school = &schools[number % schools.len()];
        let account = format!("bench{number}");
        let named = (account.as_str(), 10_000 + number);
        let candidate = Candidate::hire(&mut ground.stage, school, named, profile, None)?;
        candidate.fill_library(&ground.stage, school, 2022)?;
        let case = candidate.start(&ground.stage, ground.season.round)?;
        let dossier = ground
            .house
            .read(|rx| store::dossier::of_person(rx, candidate.person))?;
        let achievement = dossier
            .of(Section::Achievement)
            .next()
            .ok_or(store::Error::NotFound)?
            .id;
        drafts.push(Draft {
            candidate,
            case,
            achievement,
        });
    }
    Ok(drafts)
}

/// Pages that are read.
async fn pages(ground: &Ground, drafts: &[Draft], requests: usize) -> Result<(), Problem> {
    let as_actor = |actor| Client::signed_in(ground.site.clone(), &ground.house, actor);
    let anybody = Client::anybody(ground.site.clone());
    let draft = drafts.first().ok_or(store::Error::NotFound)?;
    let applicant = as_actor(&draft.candidate.actor)?;
    let officer = as_actor(&ground.season.region.city_title.actor)?;
    let seat = ground
        .season
        .region
        .city_title
        .actor
        .seat()
        .ok_or(store::Error::NotFound)?;
    let reviewed = Filter {
        plan: Some(ground.season.round),
        status: Some(step_code(policy::StepKind::Review).to_owned()),
        ..Filter::default()
    };
    // Not every case comes by this officer's desk.
    let passed = ground
        .house
        .read(|rx| store::applications::list(rx, seat, &reviewed, 1, 0))?;
    let case = passed.first().ok_or(store::Error::NotFound)?.id;
    let reads = [
        ("首页（公众）", 0.1, &anybody, "/".to_owned()),
        ("首页（申报人）", 0.1, &applicant, "/".to_owned()),
        (
            "申报页（申报人）",
            0.4,
            &applicant,
            format!("/applications/{}", draft.case),
        ),
        ("申报页（审核人）", 0.4, &officer, format!("/cases/{case}")),
        (
            "列表（审核人，200 条一页）",
            1.0,
            &officer,
            "/cases?size=200".to_owned(),
        ),
    ];
    for (name, target_ms, client, path) in &reads {
        let mut line = Line::new(name, *target_ms);
        for number in 0..requests + WARM_UP {
            if number == WARM_UP {
                line.start();
            }
            line.took(&client.open(path).await?, StatusCode::OK)?;
        }
        line.print()?;
    }
    Ok(())
}

/// A draft that is saved, a scan that is uploaded, an application that is submitted.
async fn writing(ground: &Ground, drafts: &[Draft]) -> Result<(), Problem> {
    let education = [
        ("section", "education"),
        ("school", "广西师范大学"),
        ("graduated.year", "2005"),
        ("graduated.month", "7"),
        ("graduated.day", "1"),
        ("field", "教育学"),
        ("schooling", "本科"),
        ("degree", "学士"),
    ];
    let mut lines = [
        Line::new("保存草稿", 0.5),
        Line::new("上传 12 KiB 扫描件", 1.0),
        Line::new("提交", 1.0),
    ];
    for (part, line) in lines.iter_mut().enumerate() {
        for (number, draft) in drafts.iter().enumerate() {
            if number == WARM_UP {
                line.start();
            }
            let client = Client::signed_in(ground.site.clone(), &ground.house, &draft.candidate.actor)?;
            line.resume();
            let answer = match part {
                0 => client.send("/library/education/new", &education).await?,
                1 => {
                    let path = format!("/library/entries/{}/files", draft.achievement);
                    client.upload(&path, &scan(number)).await?
                }
                _ => {
                    let path = format!("/applications/{}/check", draft.case);
                    client.send(&path, &[("agreed", "yes")]).await?
                }
            };
            line.pause();
            line.took(&answer, StatusCode::SEE_OTHER)?;
        }
        line.print()?;
    }
    Ok(())
}

/// A file that looks like a scan and is like no other.
fn scan(number: usize) -> Vec<u8> {
    let mut content = format!("%PDF-1.4\n% {number}\n").into_bytes();
    let mut state = number as u64 ^ 0x9E37_79B9_7F4A_7C15;
    while content.len() < SCAN_BYTES - 6 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let [byte, ..] = state.to_be_bytes();
        content.push(b' ' + byte % 90);
    }
    content.extend_from_slice(b"\n%%EOF");
    content
}

/// One line of the table: what a kind of request took.
struct Line {
    name: String,
    target_ms: f64,
    /// The process's CPU time when counting last went on; none before the warm-up is over or while paused.
    since: Option<Duration>,
    cpu: Duration,
    counting: bool,
    took: Vec<Duration>,
    bytes: usize,
}

impl Line {
    fn new(name: &str, target_ms: f64) -> Self {
        Self {
            name: name.to_owned(),
            target_ms,
            since: None,
            cpu: Duration::ZERO,
            counting: false,
            took: Vec::new(),
            bytes: 0,
        }
    }

    fn start(&mut self) {
        self.counting = true;
        self.took.clear();
        self.resume();
    }

    fn resume(&mut self) {
        if self.counting {
            self.since = Some(cpu_time());
        }
    }

    fn pause(&mut self) {
        if let Some(since) = self.since.take() {
            self.cpu += cpu_time().saturating_sub(since);
        }
    }

    fn took(&mut self, answer: &Answer, expected: StatusCode) -> Result<(), Problem> {
        if answer.status != expected {
            let text = format!("{}：{}（{}）", self.name, answer.status, answer.location);
            return Err(Problem::System(std::io::Error::other(text)));
        }
        self.took.push(answer.took);
        self.bytes = answer.bytes;
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of requests is small")]
    fn print(&mut self) -> Result<(), Problem> {
        self.pause();
        self.took.sort_unstable();
        let at = |per_mille: usize| {
            let place = self.took.len() * per_mille / 1000;
            self.took.get(place).map_or(0.0, |took| took.as_secs_f64() * 1e3)
        };
        let cpu_ms = self.cpu.as_secs_f64() * 1e3 / self.took.len().max(1) as f64;
        let (p50, p99) = (at(500), at(990));
        let width = 20_usize.saturating_sub(self.name.chars().count());
        say(&format!(
            "{}{}{cpu_ms:>7.3}  {:>4.1}  {p50:>8.3} {p99:>8.3}  {}",
            self.name,
            " ".repeat(width),
            self.target_ms,
            self.bytes
        ))
    }
}

/// The CPU time of this process, all threads.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// The memory this process holds, in MB.
fn resident_mb() -> Result<u64, Problem> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(Problem::System)?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    Ok(kb.unwrap_or(0) / 1024)
}
