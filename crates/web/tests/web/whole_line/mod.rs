//! The whole line through the pages: from the drafted plan to a certificate that a stranger checks, in both rounds and
//! on both databases.

mod applicant;
mod certificate;
mod committee;
mod offices;
mod unit;

use axum::http::StatusCode;
use kernel::{Actor, ApplicationId, Level, PlanId};
use rehearsal::{Candidate, Profile, Region, Round, RoundPlan, School, Stage};
use testkit::{Engine, Town};

use crate::browser::{Answer, Browser};

/// What differs between the rounds.
#[derive(Clone, Copy)]
struct Year {
    year: i16,
    notice: &'static str,
    apply: &'static str,
    verify: &'static str,
    corrected: &'static str,
    /// The first morning after five working days of publicity.
    publicity_over: &'static str,
    audit: &'static str,
    opening: &'static str,
    draw: &'static str,
    meeting: &'static str,
    /// The first morning after five working days of the results' publicity.
    results_over: &'static str,
    /// Whether four of seven votes suffice in the unit's panel.
    four_of_seven: bool,
}

const ROUND_2021: Year = Year {
    year: 2021,
    notice: "2021-07-20",
    apply: "2021-08-09",
    verify: "2021-08-20",
    corrected: "2021-08-23",
    publicity_over: "2021-08-31",
    audit: "2021-09-26",
    opening: "2021-10-27",
    draw: "2021-11-05",
    meeting: "2021-11-08",
    results_over: "2021-11-16",
    four_of_seven: true,
};

const ROUND_2022: Year = Year {
    year: 2022,
    notice: "2022-08-01",
    apply: "2022-08-01",
    verify: "2022-08-02",
    corrected: "2022-08-03",
    publicity_over: "2022-08-11",
    audit: "2022-08-12",
    opening: "2022-09-05",
    draw: "2022-09-16",
    meeting: "2022-09-20",
    results_over: "2022-09-28",
    four_of_seven: false,
};

/// A town, its region and one round, walked through the pages.
struct Walk {
    town: Town,
    stage: Stage,
    region: Region,
    year: Year,
}

/// Pairs of a form, as it sends them.
type Fields = Vec<(String, String)>;

fn fields(pairs: &[(&str, &str)]) -> Fields {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

impl Walk {
    fn begin(engine: Engine, year: Year) -> Self {
        let town = Town::new(engine);
        let mut stage = Stage::new(town.house(), town.clock(), 7);
        stage.morning_of(year.notice.parse().unwrap());
        let region = Region::build(&mut stage, None).unwrap();
        Self {
            town,
            stage,
            region,
            year,
        }
    }

    fn morning_of(&self, day: &str) {
        self.stage.morning_of(day.parse().unwrap());
    }

    fn school(&self) -> &School {
        &self.region.districts[0].schools[0]
    }

    /// Nobody signed in, on a site that has the keys of the region's authorities.
    fn anybody(&self) -> Browser {
        let signer = rehearsal::signer("https://zc.example.gov.cn/Q/".to_owned());
        Browser::trusting(&self.town, signer.unwrap())
    }

    fn browser(&self, actor: &Actor) -> Browser {
        self.anybody().by(&self.town, actor)
    }

    /// Opens a page as `actor` and sends its form to `to`; answers where it leads.
    async fn fill(&self, actor: &Actor, page: &str, to: &str, fields: &Fields) -> String {
        let answer = self.try_to_fill(actor, page, to, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{to}: {}", answer.html);
        answer.location().to_owned()
    }

    async fn try_to_fill(&self, actor: &Actor, page: &str, to: &str, fields: &Fields) -> Answer {
        let mut browser = self.browser(actor);
        let shown = browser.open(page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.html);
        let token = shown.token();
        let mut all = vec![("token", token.as_str())];
        all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        browser.send(to, &all).await
    }

    async fn read(&self, actor: &Actor, page: &str) -> String {
        let shown = self.browser(actor).open(page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}");
        shown.html
    }

    fn status(&self, case: ApplicationId) -> &'static str {
        self.town
            .read(|rx| store::applications::find(rx, case))
            .case
            .status()
    }

    fn hire(&mut self, account: &str, number: usize) -> Candidate {
        let profile = Profile {
            level: Level::Intermediate,
            specialty: "小学语文",
            title_years: 6,
        };
        let school = self.school().clone();
        Candidate::hire(&mut self.stage, &school, (account, number), profile, None).unwrap()
    }
}

/// Drafts, sets, files and publishes the round through the series office's pages.
async fn notice(walk: &Walk) -> PlanId {
    let office = &walk.region.city_series.actor;
    let plan = if walk.year.year == 2021 {
        RoundPlan::teachers_2021()
    } else {
        RoundPlan::teachers_2022()
    }
    .unwrap();
    let organiser = walk.region.organiser.actor.seat().unwrap().office.to_string();
    let (year, from, to) = (
        plan.year.to_string(),
        plan.window.from.to_string(),
        plan.window.to.to_string(),
    );
    let draft = fields(&[
        ("title", plan.title),
        ("year", &year),
        ("pack", plan.pack),
        ("series", "中小学教师"),
        ("levels", "sub_senior"),
        ("levels", "intermediate"),
        ("specialties", "小学语文\n小学数学\n初中英语\n初中物理"),
        ("application_from", &from),
        ("application_to", &to),
        ("organiser", &organiser),
        ("contact", "市教育局，0771-0000000"),
        ("payment", "网上缴费"),
    ]);
    let page = walk.fill(office, "/plans/new", "/plans/new", &draft).await;
    for (name, value, note) in &plan.settings {
        let form = encoded(&format!("{page}/settings/{name}"));
        walk.fill(office, &form, &form, &fields(&[("value", value), ("note", note)]))
            .await;
    }
    let filing = format!("{page}/file");
    walk.fill(office, &filing, &filing, &Vec::new()).await;
    let publishing = format!("{page}/publish");
    let public = walk
        .fill(
            office,
            &publishing,
            &publishing,
            &fields(&[("number", plan.number)]),
        )
        .await;
    let shown = walk.anybody().open(&public).await;
    assert!(shown.html.contains(plan.number), "everybody reads the notice");
    public.strip_prefix("/rounds/").unwrap().parse().unwrap()
}

/// In rounds that ask for them, the school's posts through its own pages: figures, resolution, posting, approval.
async fn fill_posts(walk: &Walk, plan: PlanId) {
    let examiner = &walk.school().examiners[0].actor;
    let form = format!("/posts/rounds/{plan}");
    if walk.browser(examiner).open(&form).await.status == StatusCode::NOT_FOUND {
        assert_eq!(walk.year.year, 2022, "the notice of 2021 asks for posts");
        return;
    }
    let mut figures = fields(&[("method", "空缺岗位公开竞聘")]);
    for level in ["full_senior", "sub_senior", "intermediate"] {
        for (name, value) in [("set", "6"), ("filled", "2"), ("used", "4")] {
            figures.push((format!("{name}.{level}"), value.to_owned()));
        }
    }
    let page = walk.fill(examiner, &form, &form, &figures).await;
    let resolution = format!("{page}/resolution");
    let mut browser = walk.browser(examiner);
    let token = browser.open(&resolution).await.token();
    let typed = [
        ("token", token.as_str()),
        ("day", "2021-07-19"),
        ("present", "40"),
        ("agreed", "38"),
    ];
    let file = [("决议.pdf", "%PDF-1.4\nresolution\n%%EOF\n")];
    let sent = browser.send_files(&resolution, &typed, "file", &file).await;
    assert_eq!(sent.location(), page, "{}", sent.html);
    let posting = format!("{page}/posting");
    let place = fields(&[("place", "学校公告栏"), ("contact", "学校办公室 0771-0000000")]);
    let posted = walk.fill(examiner, &posting, &posting, &place).await;
    // Five working days after 20 July 2021 end on the 27th; approval is due by the 31st.
    walk.morning_of("2021-07-28");
    walk.fill(examiner, &posted, &format!("{posted}/closing"), &Vec::new())
        .await;
    let department = &walk.region.districts[0].department.actor;
    let decision = format!("{page}/decision");
    let approval = fields(&[("approved", "yes"), ("number", "青教批〔2021〕3号")]);
    walk.fill(department, &decision, &decision, &approval).await;
    assert!(walk.read(examiner, &page).await.contains("已批准"));
}

fn encoded(path: &str) -> String {
    let encode = |byte: u8| match byte {
        b'/' => "/".to_owned(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    path.bytes().map(encode).collect()
}

#[tokio::test]
async fn the_2021_round_on_sqlite() {
    walk(Engine::Sqlite, ROUND_2021).await;
}

#[tokio::test]
async fn the_2021_round_on_postgresql() {
    walk(Engine::Postgres, ROUND_2021).await;
}

#[tokio::test]
async fn the_2022_round_on_sqlite() {
    walk(Engine::Sqlite, ROUND_2022).await;
}

#[tokio::test]
async fn the_2022_round_on_postgresql() {
    walk(Engine::Postgres, ROUND_2022).await;
}

async fn walk(engine: Engine, year: Year) {
    let mut walk = Walk::begin(engine, year);
    let plan = notice(&walk).await;
    fill_posts(&walk, plan).await;
    walk.morning_of(year.apply);
    let certified = walk.hire("t1", 901);
    let twin = walk.hire("t2", 902);
    let first = applicant::applies(&walk, &certified, plan).await;
    let second = applicant::applies(&walk, &twin, plan).await;
    walk.morning_of(year.verify);
    unit::returns(&walk, first).await;
    applicant::corrects(&walk, &certified, first).await;
    walk.morning_of(year.corrected);
    for case in [first, second] {
        unit::verifies(&walk, case).await;
    }
    if year.four_of_seven {
        unit::publicises(&walk, &[first, second]).await;
        unit::votes_on_paper(&walk, &[(first, 6), (second, 4)]).await;
        assert_eq!(walk.status(second), "recommendation");
        unit::recommends(&walk, second).await;
    } else {
        unit::votes_in_the_box(&walk, &[(first, 6), (second, 4)]).await;
        assert_eq!(walk.status(second), "not_recommended");
        unit::publicises(&walk, &[first]).await;
    }
    unit::recommends(&walk, first).await;
    walk.morning_of(year.audit);
    offices::audit(&walk, first).await;
    offices::accepts_after_one_correction(&walk, &certified, first).await;
    assert_eq!(walk.status(first), "review");
    to_the_certificate(&walk, plan, &certified, first).await;
}

async fn to_the_certificate(walk: &Walk, plan: PlanId, who: &Candidate, case: ApplicationId) {
    let year = walk.year;
    if year.year == 2021 {
        // What committees of 2021 stood on (桂人社发〔2017〕35号) is not at hand: its pages have nothing to go by.
        let round = Round {
            stage: &walk.stage,
            region: &walk.region,
            plan,
        };
        round.establish_committee().unwrap();
    } else {
        committee::registers(walk, year.audit, "2025-08-11").await;
    }
    walk.morning_of(year.opening);
    let meeting = committee::opens(walk, plan, year.meeting).await;
    walk.morning_of(year.draw);
    committee::draws(walk, meeting).await;
    walk.morning_of(year.meeting);
    committee::meets(walk, meeting, case, 6).await;
    certificate::publicises(walk, meeting, case, year.results_over).await;
    certificate::confirms(walk, year.results_over).await;
    assert_eq!(walk.status(case), "certified");
    certificate::checked(walk, who, case, year.results_over).await;
}
