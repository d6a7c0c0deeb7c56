//! Serves a committee that has deliberated and is about to vote, for tests in a real browser:
//! `cargo run -p web --example meeting_room -- 4200`. Prints the meeting's address, and a session for the organiser, the
//! supervisor and each member; everything lives in a temporary folder and is gone at the end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program for tests stops at the first surprise and tells what it made"
)]

use std::sync::Arc;

use domain::publicity::Kind;
use kernel::{Actor, Day, Level, MeetingId, SystemEntropy};
use rehearsal::{Candidate, Committee, Profile, Region, Round, RoundPlan, Stage};
use testkit::{Engine, Town};
use web::accounts::urls::SignIn;
use web::home::Home;
use web::kit::{App, Kit, SessionSpan, Settings, Setup};

const SPECIALTIES: [&str; 2] = ["小学语文", "小学数学"];
const THROW: [u8; 20] = [2, 3, 1, 4, 1, 5, 6, 2, 6, 5, 3, 5, 2, 4, 6, 1, 3, 2, 4, 5];

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Cases from the application to the presented opinions.
fn deliberated(stage: &mut Stage, region: &Region) -> (MeetingId, Vec<Actor>) {
    let school = &region.districts[0].schools[0];
    stage.morning_of(day("2022-08-01"));
    let round_plan = RoundPlan::teachers_2022().unwrap();
    let plan = Round::publish(stage, region, &round_plan).unwrap().plan;
    let mut cases = Vec::new();
    for (number, specialty) in SPECIALTIES.into_iter().enumerate() {
        let profile = Profile {
            level: Level::Intermediate,
            specialty,
            title_years: 7,
        };
        let account = format!("teacher{number}");
        let candidate = Candidate::hire(stage, school, (&account, 901 + number), profile, None).unwrap();
        candidate.fill_library(stage, school, 2022).unwrap();
        let id = candidate.start(stage, plan).unwrap();
        candidate.submit(stage, id).unwrap();
        cases.push(id);
    }
    let round = Round { stage, region, plan };
    for id in &cases {
        round.verify(school, *id).unwrap();
    }
    let panel = round.appoint(school, cases.clone()).unwrap();
    let votes = cases.iter().map(|id| (*id, 7)).collect();
    round.vote_in_box(school, panel, &votes).unwrap();
    let posting = round
        .post(&school.examiners[0], Kind::Unit, cases.clone())
        .unwrap();
    stage.morning_of(day("2022-08-10"));
    round.close(&school.examiners[0], posting).unwrap();
    for id in cases {
        round.recommend(school, id).unwrap();
        round.audit_to_the_organiser(id).unwrap();
        round.accept(id).unwrap();
    }
    let committee: Committee = round.establish_committee().unwrap();
    stage.morning_of(day("2022-09-05"));
    let meeting = round.open_review(&committee, day("2022-09-20")).unwrap();
    round.draw(meeting, &THROW).unwrap();
    stage.morning_of(day("2022-09-20"));
    round.deliberate(&committee, meeting).unwrap();
    let members = round.members(&committee, meeting).unwrap();
    (meeting, members.into_iter().map(|member| member.actor).collect())
}

#[tokio::main]
async fn main() {
    let port: u16 = std::env::args()
        .nth(1)
        .map_or(4200, |port| port.parse().expect("a port"));
    let town = Town::new(Engine::Sqlite);
    let mut stage = Stage::new(town.house(), town.clock(), 7);
    stage.morning_of(day("2022-08-01"));
    let region = Region::build(&mut stage, None).unwrap();
    let (meeting, members) = deliberated(&mut stage, &region);

    let mut settings = Settings::new(Home, SignIn);
    settings.secure = false;
    let kit = Kit::new(settings, SystemEntropy);
    let setup = Setup {
        signer: Arc::new(testkit::signer()),
        gateway: None,
        span: SessionSpan::default(),
        secure: false,
        navigation: web::navigation,
    };
    let app = App::new(Arc::clone(&town.house), setup);
    let site = web::site(app, &kit);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    println!("meeting /meetings/{meeting}");
    println!("organiser {}", town.session(&region.organiser.actor).token);
    println!("supervisor {}", town.session(&region.supervisor.actor).token);
    for (number, member) in (1..).zip(&members) {
        println!("seat{number} {}", town.session(member).token);
    }
    println!("ready");
    axum::serve(listener, site).await.unwrap();
}
