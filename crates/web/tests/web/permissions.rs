//! Who may use which route: every route × every role × their own and another office, and those not signed in.
//!
//! `permissions.toml` is the reviewed table. The routes come from the router itself, so a new route without a line in
//! the table fails here, and the message gives the line to add.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use actions::certificates::seal_log::seal_log;
use actions::fees::ask_waiver::ask_waiver;
use actions::packs::upload::{Upload, upload};
use actions::plans::draft::draft;
use actions::publicity::raise_objection::{RaiseObjection, raise_objection};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::meetings::{AgendaItem, Meeting};
use domain::plans::Soft;
use domain::publicity::Kind;
use http_body_util::BodyExt as _;
use kernel::{
    Actor, ApplicationId, CommitteeId, DossierEntryId, ExpertId, FeeOrderId, FileId, Id, MeetingId,
    ObjectionId, PackVersionId, PanelId, PersonId, PlanId, PostingId, Role,
};
use rehearsal::{Candidate, Committee};
use tower::ServiceExt as _;

use crate::browser::Browser;
use crate::line::post_results;
use crate::round::Played;

/// What the places in patterns are filled with: things that exist, so that a 404 means that the viewer may not know it.
struct Subjects {
    case: ApplicationId,
    file: FileId,
    entry: DossierEntryId,
    plan: PlanId,
    draft: PlanId,
    panel: PanelId,
    unit_posting: PostingId,
    result_posting: PostingId,
    result_objection: ObjectionId,
    unit_objection: ObjectionId,
    posted: ApplicationId,
    posted_file: FileId,
    committee: CommitteeId,
    expert: ExpertId,
    meeting: MeetingId,
    member: ExpertId,
    person: PersonId,
    version: PackVersionId,
    fee: FeeOrderId,
}

/// What is done to a plan that is not published yet.
const DRAFTS: [&str; 3] = ["/draft", "/file", "/publish"];
/// An empty form already moves the case, after which its neighbours answer otherwise; asked in this order.
const LAST: [&str; 2] = ["/acceptance", "/withdraw"];

/// Somebody who asks: a persona of the table, or a role of an office that has nothing to do with the case.
struct Asker {
    name: String,
    actor: Actor,
    own: bool,
}

struct Scene {
    played: Played,
    subjects: Subjects,
    askers: Vec<Asker>,
    site: Router,
}

/// A committee with its pool, and a meeting it was drawn for with the first case on its agenda.
fn met(played: &Played) -> (Committee, MeetingId) {
    let committee = played.round().establish_committee().unwrap();
    let (round, case) = (played.round(), played.ids()[0]);
    let (organiser, authority) = (&played.region.organiser.actor, &played.region.city_title.actor);
    let held = played.town.now().day().plus_days(30);
    let id = played.town.program(|tx| {
        let (kept, plan) = (
            store::committees::find(tx, committee.id)?.into_inner(),
            store::plans::find(tx, played.plan)?.plan,
        );
        let rules = actions::rules::of(tx, &plan)?;
        let office = store::accounts::office(tx, organiser.seat().unwrap().office)?;
        let mut item = AgendaItem::of(&store::applications::find(tx, case)?.case);
        // The pool has a quarter of its experts for each of four specialties; the draw wants all of them.
        let others = ["小学数学", "初中英语", "初中物理"].map(|specialty| AgendaItem {
            case: tx.new_id(),
            specialty: specialty.to_owned(),
            ..item.clone()
        });
        item.specialty = "小学语文".to_owned();
        let request = domain::meetings::Request {
            plan: played.plan,
            day: held,
            place: "三楼会议室".to_owned(),
            agenda: vec![item],
        };
        let (id, today) = (tx.new_id(), tx.today());
        let calendar = actions::rules::calendar(tx, &office);
        let meeting = Meeting::request(id, &kept, request, &rules, &calendar, today)?;
        store::meetings::add(tx, &meeting)?;
        let wider = store::meetings::find(tx, id)?.decide(|mut was| {
            was.agenda.extend(others);
            Ok::<_, store::Error>(was)
        })?;
        store::meetings::save(tx, &wider)?;
        Ok(id)
    });
    let agreed = actions::meetings::answer_opening::Answer::Agreed;
    played
        .town
        .by(authority, |tx| {
            actions::meetings::answer_opening::answer_opening(tx, id, &agreed)
        })
        .unwrap();
    let throw = [2, 3, 1, 4, 1, 5, 6, 2, 6, 5, 3, 5, 2, 4, 6, 1, 3, 2, 4, 5];
    round.draw(id, &throw).unwrap();
    (committee, id)
}

/// A new version of the round's pack, still to be checked.
fn uploaded(played: &Played) -> PackVersionId {
    let pack = "nn.中小学教师.2022";
    let files = played.town.read(|rx| store::packs::in_force(rx, pack));
    let cmd = Upload {
        pack: pack.to_owned(),
        reason: "演练".to_owned(),
        files: vec![("本轮.kdl".to_owned(), format!("// 演练\n{}", files[0].1))],
    };
    let officer = &played.region.policy[0].actor;
    played.town.by(officer, |tx| upload(tx, cmd)).unwrap()
}

/// One cell: what somebody was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    /// A page, a file, a way on, or a refusal that tells about the thing.
    Reached(StatusCode),
    /// Not there for them.
    Hidden,
    /// Sent to sign in.
    SignIn,
    /// Anything else is wrong whoever asks.
    Wrong(StatusCode),
}

impl Scene {
    /// A round in which one case has come to the organiser and another is posted in the unit, with an objection.
    fn set() -> Self {
        let mut played = Played::charging(2);
        let examiner = played.school().examiners[0].clone();
        played.to_the_publicity();
        let (first, second) = (played.ids()[0], played.ids()[1]);
        let over = played.round().post(&examiner, Kind::Unit, vec![first]).unwrap();
        played.morning_of("2022-08-10");
        played.round().close(&examiner, over).unwrap();
        played.round().recommend(played.school(), first).unwrap();
        played.round().audit_to_the_organiser(first).unwrap();
        let running = played.round().post(&examiner, Kind::Unit, vec![second]).unwrap();
        let (committee, meeting) = met(&played);
        let subjects = Subjects::of(&played, running, (&committee, meeting));
        played.town.program(|tx| {
            store::certificates::log::queue(tx, "entry", b"entry")?;
            seal_log(tx, &testkit::signer())
        });
        let member = committee.expert(subjects.member).unwrap().clone();
        let askers = askers(&mut played, member.actor);
        let site = Browser::of(&played.town).site();
        Self {
            played,
            subjects,
            askers,
            site,
        }
    }

    async fn ask(&self, method: &Method, path: &str, actor: Option<&Actor>) -> (Answer, String) {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let mut body = String::new();
        if let Some(actor) = actor {
            let tokens = self.played.town.session(actor);
            request = request.header(header::COOKIE, format!("__Host-session={}", tokens.token));
            body = format!("token={}", tokens.form_token);
        }
        let request = request.body(Body::from(body)).unwrap();
        let (parts, body) = self.site.clone().oneshot(request).await.unwrap().into_parts();
        if actor.is_some() {
            let kept = parts.headers[header::CACHE_CONTROL].to_str().unwrap();
            assert_eq!(kept, "private, no-store", "{method} {path} behind sign-in");
        }
        let leads = parts.headers.get(header::LOCATION).map(|to| to.to_str().unwrap());
        let answer = match parts.status {
            StatusCode::NOT_FOUND => Answer::Hidden,
            StatusCode::SEE_OTHER
                if leads.is_some_and(|to| to.starts_with("/sign-in")) && actor.is_none() =>
            {
                Answer::SignIn
            }
            StatusCode::OK
            | StatusCode::NO_CONTENT
            | StatusCode::SEE_OTHER
            | StatusCode::CONFLICT
            | StatusCode::UNPROCESSABLE_ENTITY => Answer::Reached(parts.status),
            other => Answer::Wrong(other),
        };
        let bytes = body.collect().await.unwrap().to_bytes();
        (answer, String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The methods that a path takes, as the router says when it is asked for another.
    async fn methods(&self, path: &str) -> Vec<Method> {
        let request = Request::builder().method("PROPFIND").uri(path);
        let request = request
            .header("sec-fetch-site", "same-origin")
            .body(Body::empty())
            .unwrap();
        let answer = self.site.clone().oneshot(request).await.unwrap();
        let allowed = answer.headers()[header::ALLOW].to_str().unwrap();
        let known = [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
        ];
        known
            .into_iter()
            .filter(|method| allowed.split(',').any(|word| word.trim() == method.as_str()))
            .collect()
    }
}

impl Subjects {
    fn of(played: &Played, unit_posting: PostingId, (committee, meeting): (&Committee, MeetingId)) -> Self {
        let (case, posted) = (played.ids()[0], played.ids()[1]);
        let school = played.school().office.id;
        let result_posting = post_results(&played.town, &played.region, played.plan, vec![case]);
        let plan = played.town.read(|rx| store::plans::find(rx, played.plan)).plan;
        let office = &played.region.city_series.actor;
        let draft = played
            .town
            .by(office, |tx| draft(tx, None, plan.content, &Soft::default()))
            .unwrap();
        let object = |actor: &Actor, posting, case| {
            let letter = RaiseObjection {
                posting,
                case: Some(case),
                name: "黄某".to_owned(),
                contact: "0771-1111111".to_owned(),
                facts: "论文系抄袭".to_owned(),
            };
            played.town.by(actor, |tx| raise_objection(tx, letter)).unwrap()
        };
        let result_objection = object(&Actor::Public, result_posting, case);
        let unit_objection = object(&played.cases[0].0.actor, unit_posting, posted);
        let version = uploaded(played);
        let fee = played
            .town
            .read(|rx| store::fees::of_case(rx, case))
            .unwrap()
            .order
            .id;
        let organiser = &played.region.organiser.actor;
        played
            .town
            .by(organiser, |tx| ask_waiver(tx, fee, "演练"))
            .unwrap();
        played.town.read(|rx| {
            let mut files = Vec::new();
            for (candidate, _) in &played.cases {
                let library = store::dossier::of_person(rx, candidate.person)?;
                let entry = library
                    .entries
                    .into_iter()
                    .find(|entry| !entry.files.is_empty())
                    .unwrap();
                files.push((entry.id, entry.files[0]));
            }
            Ok(Self {
                case,
                file: files[0].1,
                entry: files[0].0,
                plan: played.plan,
                draft,
                panel: store::panel::of_unit(rx, school)?[0].id,
                unit_posting,
                posted,
                posted_file: files[1].1,
                person: played.cases[0].0.person,
                version,
                fee,
                result_posting,
                result_objection,
                unit_objection,
                committee: committee.id,
                expert: committee.pool[0].0,
                meeting,
                member: store::meetings::find(rx, meeting)?.members[0].expert,
            })
        })
    }

    /// The path of a pattern.
    fn fill(&self, pattern: &str) -> String {
        let id = match pattern.split('/').nth(1) {
            Some("applications" | "cases") => self.case.to_string(),
            Some("plans") if DRAFTS.iter().any(|verb| pattern.ends_with(verb)) => self.draft.to_string(),
            Some("rounds" | "plans" | "filings") => self.plan.to_string(),
            Some("panels") => self.panel.to_string(),
            Some("postings") => self.unit_posting.to_string(),
            Some("results") => self.result_posting.to_string(),
            Some("committees") => self.committee.to_string(),
            Some("meetings" | "draws" | "outcomes") => self.meeting.to_string(),
            Some("library") if pattern.contains("/files/") => self.file.to_string(),
            Some("library") => self.entry.to_string(),
            Some("integrity") => self.person.to_string(),
            Some("packs") => self.version.to_string(),
            Some("fees" | "charges" | "waivers") => self.fee.to_string(),
            // Nothing of the kind exists in the played state.
            Some("posts") if !pattern.contains("{plan}") => {
                nothing::<kernel::kinds::PostPlan>(21).to_string()
            }
            Some("confirmations" | "certificates") => nothing::<kernel::kinds::File>(15).to_string(),
            _ => String::new(),
        };
        let posted = pattern.starts_with("/postings");
        let (case, objection) = match posted {
            true => (self.posted, self.unit_objection),
            false => (self.case, self.result_objection),
        };
        let file = match pattern.split('/').nth(1) {
            Some("packs" | "policies") => "%E6%9C%AC%E8%BD%AE.kdl".to_owned(),
            Some("postings") => self.posted_file.to_string(),
            _ => self.file.to_string(),
        };
        let expert = match pattern.starts_with("/meetings") {
            true => self.member,
            false => self.expert,
        };
        let parts = [
            ("{id}", id),
            ("{expert}", expert.to_string()),
            ("{attempt}", "1".to_owned()),
            ("{case}", case.to_string()),
            ("{file}", file),
            ("{plan}", self.plan.to_string()),
            ("{section}", "education".to_owned()),
            ("{number}", "1".to_owned()),
            ("{name}", "%E8%A1%A5%E6%AD%A3%E6%9C%9F%E9%99%90".to_owned()),
            ("{objection}", objection.to_string()),
            ("{text}", "AAAAAAAAAAAAA".to_owned()),
            (
                "{pack}",
                "nn.%E4%B8%AD%E5%B0%8F%E5%AD%A6%E6%95%99%E5%B8%88.2022".to_owned(),
            ),
            ("{authority}", testkit::AUTHORITY_CODE.to_owned()),
            ("{block}", "0".to_owned()),
            ("{*path}", "0/000.p/1".to_owned()),
        ];
        let mut path = pattern.to_owned();
        for (place, value) in parts {
            assert!(
                !path.contains(place) || !value.is_empty(),
                "Subjects::fill does not know what {place} is in {pattern}: add it there"
            );
            path = path.replace(place, &value);
        }
        assert!(
            !path.contains('{'),
            "Subjects::fill does not know {path}: add it there"
        );
        path
    }
}

/// Everybody who asks: the people on the way of the case, and each role at a school that it never came to.
fn askers(played: &mut Played, expert: Actor) -> Vec<Asker> {
    let elsewhere = played.region.districts[1].schools[0].office.id;
    let colleague = colleague(played);
    let (region, town) = (&played.region, &played.town);
    let (district, school) = (&region.districts[0], &region.districts[0].schools[0]);
    let at = |role, officer: &rehearsal::Officer| town.actor(role, officer.actor.seat().unwrap().office);
    let own = [
        ("applicant", played.cases[0].0.actor),
        ("colleague", colleague.actor),
        ("unit_examiner", school.examiners[0].actor),
        ("panel_member", school.panel[0].actor),
        ("department", district.department.actor),
        ("district_series_office", district.series.actor),
        ("city_series_office", region.city_series.actor),
        ("district_title_office", district.title.actor),
        ("city_title_office", region.city_title.actor),
        ("region_title_office", region.region_title.actor),
        ("organiser", region.organiser.actor),
        ("expert", expert),
        ("supervisor", region.supervisor.actor),
        ("policy_officer", region.policy[0].actor),
        ("system_admin", region.administrator.actor),
        ("auditor", at(Role::Auditor, &region.region_title)),
    ];
    let own = own.map(|(name, actor)| Asker {
        name: name.to_owned(),
        actor,
        own: true,
    });
    let others = Role::ALL.map(|role| Asker {
        name: role.code().to_owned(),
        actor: town.actor(role, elsewhere),
        own: false,
    });
    own.into_iter().chain(others).collect()
}

fn colleague(played: &mut Played) -> Candidate {
    let profile = played.cases[0].0.profile;
    let school = played.region.districts[0].schools[0].clone();
    Candidate::hire(&mut played.stage, &school, ("colleague", 977), profile, None).unwrap()
}

/// Who a line of the table lets in.
#[derive(Debug, Default, PartialEq, Eq)]
struct Line {
    public: bool,
    own: BTreeSet<String>,
    other: BTreeSet<String>,
}

impl Line {
    /// Reads `public`, `signed in`, `nobody`, `roles: a b` (in whatever office), `own: a b` (on the
    /// case's way only), `elsewhere: a b` (only off it).
    fn read(text: &str, names: &[(String, Role, bool)]) -> Self {
        let mut line = Self::default();
        let all = |own: bool| names.iter().filter(move |(_, _, is)| *is == own);
        for part in text.split(';').map(str::trim) {
            let everybody = part == "public" || part == "signed in";
            line.public |= part == "public";
            let (kind, words) = part.split_once(':').unwrap_or((part, ""));
            let words: BTreeSet<&str> = words.split_whitespace().collect();
            let known = |word: &&str| {
                names
                    .iter()
                    .any(|(name, role, _)| name == word || role.code() == *word)
            };
            assert!(
                (everybody || ["roles", "own", "elsewhere", "nobody"].contains(&kind))
                    && words.iter().all(known),
                "a line of the table reads {text:?}"
            );
            for (name, role, own) in all(true).chain(all(false)) {
                let named = match kind {
                    "roles" => words.contains(role.code()),
                    "own" => *own && words.contains(name.as_str()),
                    "elsewhere" => !own && words.contains(name.as_str()),
                    _ => everybody,
                };
                if named {
                    let set = if *own { &mut line.own } else { &mut line.other };
                    set.insert(name.clone());
                }
            }
        }
        line
    }

    /// The same in words, for the message that proposes a line.
    fn words(&self, names: &[(String, Role, bool)]) -> String {
        if self.public || self.other.len() == Role::ALL.len() {
            return if self.public { "public" } else { "signed in" }.to_owned();
        }
        let in_any_office = |name: &str| {
            let role = names.iter().find(|(known, _, own)| *own && known == name);
            role.is_some_and(|(_, role, _)| self.other.contains(role.code()))
        };
        let own = self.own.iter().filter(|name| !in_any_office(name));
        let part = |kind: &str, names: Vec<&str>| {
            (!names.is_empty()).then(|| format!("{kind}: {}", names.join(" ")))
        };
        let parts = [
            part("own", own.map(String::as_str).collect()),
            part("roles", self.other.iter().map(String::as_str).collect()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            "nobody".to_owned()
        } else {
            parts.join("; ")
        }
    }
}

/// The table: `"GET /cases/{id}" = "own: …"`.
fn table() -> BTreeMap<String, String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/permissions.toml");
    toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Asks one route as everybody, and says who reached it.
async fn observed(scene: &Scene, method: &Method, path: &str, faults: &mut Vec<String>) -> Line {
    let mut line = Line::default();
    let (answer, _) = scene.ask(method, path, None).await;
    line.public = matches!(answer, Answer::Reached(_));
    if !line.public && answer != Answer::SignIn {
        faults.push(format!(
            "{method} {path}: somebody not signed in was answered {answer:?}"
        ));
    }
    // Strangers first: what they cannot do changes nothing for those who can.
    for asker in scene.askers.iter().rev() {
        let (answer, _) = scene.ask(method, path, Some(&asker.actor)).await;
        if let Answer::Wrong(status) = answer {
            faults.push(format!("{method} {path}: {} was answered {status}", asker.name));
        }
        if matches!(answer, Answer::Reached(_)) {
            let set = if asker.own { &mut line.own } else { &mut line.other };
            set.insert(asker.name.clone());
        }
    }
    line
}

#[tokio::test]
async fn every_route_answers_exactly_those_whom_the_table_names() {
    let scene = Scene::set();
    let table = table();
    let names: Vec<(String, Role, bool)> = scene
        .askers
        .iter()
        .map(|asker| (asker.name.clone(), asker.actor.seat().unwrap().role, asker.own))
        .collect();
    let routes = web::routes();
    let mut asked = Vec::new();
    for pattern in routes.patterns() {
        let path = scene.subjects.fill(pattern);
        for method in scene.methods(&path).await {
            asked.push((method, *pattern, path.clone()));
        }
    }
    // Whoever changes something comes last, so that everybody is asked about the same state.
    let turn = |pattern: &str| {
        LAST.iter()
            .position(|verb| pattern.ends_with(verb))
            .map_or(0, |at| at + 1)
    };
    asked.sort_by_key(|(method, pattern, _)| (*method != Method::GET, turn(pattern)));
    let (mut faults, mut seen) = (Vec::new(), BTreeSet::new());
    for (method, pattern, path) in &asked {
        let key = format!("{method} {pattern}");
        let is = observed(&scene, method, path, &mut faults).await;
        match table.get(&key).map(|text| Line::read(text, &names)) {
            None => faults.push(format!(
                "tests/web/permissions.toml has no line for a route; if these are the people who may use it, add\n\
                 {key:?} = {:?}",
                is.words(&names)
            )),
            Some(wanted) if wanted != is => {
                let differs = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
                faults.push(format!(
                    "{key}: reached although not named: own {:?}, elsewhere {:?}; named but not reached: own {:?}, \
                     elsewhere {:?}; public {} instead of {}",
                    differs(&is.own, &wanted.own),
                    differs(&is.other, &wanted.other),
                    differs(&wanted.own, &is.own),
                    differs(&wanted.other, &is.other),
                    is.public,
                    wanted.public
                ));
            }
            Some(_) => {}
        }
        seen.insert(key);
    }
    faults.extend(
        table
            .keys()
            .filter(|key| !seen.contains(*key))
            .map(|key| format!("permissions.toml has a line for {key}, which is no route")),
    );
    assert!(faults.is_empty(), "{}\n", faults.join("\n"));
}

/// A page without what differs from request to request: its id and its address.
fn plain(html: &str, path: &str) -> String {
    let html = html.replace(path, "@");
    match html.split_once("请告知编号") {
        Some((before, after)) => before.to_owned() + after.split_once("</p>").map_or("", |(_, rest)| rest),
        None => html,
    }
}

#[tokio::test]
async fn what_one_may_not_see_looks_like_what_is_not_there() {
    let scene = Scene::set();
    let mut compared = 0;
    let unknown = Subjects {
        case: nothing(2),
        file: nothing(3),
        entry: nothing(4),
        plan: nothing(5),
        draft: nothing(9),
        panel: nothing(6),
        unit_posting: nothing(7),
        result_posting: nothing(8),
        result_objection: nothing(10),
        unit_objection: nothing(11),
        posted: nothing(12),
        posted_file: nothing(13),
        committee: nothing(14),
        expert: nothing(15),
        meeting: nothing(16),
        member: nothing(17),
        person: nothing(18),
        version: nothing(19),
        fee: nothing(20),
    };
    let routes = web::routes();
    for pattern in routes
        .patterns()
        .iter()
        .filter(|pattern| pattern.contains("{id}"))
    {
        let (there, nowhere) = (scene.subjects.fill(pattern), unknown.fill(pattern));
        for asker in &scene.askers {
            let (answer, hidden) = scene.ask(&Method::GET, &there, Some(&asker.actor)).await;
            if answer != Answer::Hidden {
                continue;
            }
            let (answer, missing) = scene.ask(&Method::GET, &nowhere, Some(&asker.actor)).await;
            assert_eq!(answer, Answer::Hidden, "{pattern}");
            let (hidden, missing) = (plain(&hidden, &there), plain(&missing, &nowhere));
            assert_eq!(
                without_tokens(&hidden),
                without_tokens(&missing),
                "{} at {pattern}",
                asker.name
            );
            compared += 1;
        }
    }
    assert!(compared > 500, "{compared}");
}

/// A page without the token of the session, which each request of this test has anew.
fn without_tokens(html: &str) -> String {
    let mut parts = html.split("token\" value=\"");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    text
}

fn nothing<K>(seed: u64) -> Id<K> {
    Id::new(
        kernel::Timestamp::from_millis(1),
        &mut kernel::SeededEntropy::new(seed),
    )
}
