//! This repository as the checks see it.

#![allow(
    clippy::expect_used,
    reason = "helpers of tests stop the test where it goes wrong"
)]

use std::path::Path;

use tidy::{Areas, Kept, Rules, Tree};

const RULES: &str = include_str!("../tidy.toml");
const AREAS: &str = include_str!("../areas.toml");
const COVERAGE: &str = include_str!("../coverage.toml");

fn tree() -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Tree::read(&root.canonicalize().expect("the repository")).expect("the repository can be read")
}

fn rules() -> Rules {
    toml::from_str(RULES).expect("tidy.toml")
}

#[track_caller]
fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn the_tree_is_read() {
    let tree = tree();
    assert!(tree.text("Cargo.toml").is_some() && tree.has("crates/kernel/src"));
    assert!(!tree.has("target") && !tree.has(".git"));
}

#[test]
fn crates_stay_on_their_floors() {
    none(&tidy::floors(&tree(), &rules()));
}

#[test]
fn areas_use_their_doors() {
    let areas: Areas = toml::from_str(AREAS).expect("areas.toml");
    none(&tidy::doors(&tree(), &areas));
}

#[test]
fn files_are_short_or_say_why() {
    none(&tidy::sizes(&tree(), &rules()));
}

#[test]
fn both_databases_have_the_same_migrations() {
    none(&tidy::migrations(&tree()));
}

#[test]
fn verbs_say_their_name_and_are_tested() {
    none(&tidy::verbs(&tree(), &rules()));
}

#[test]
fn links_lead_somewhere() {
    none(&tidy::links(&tree()));
}

#[test]
fn banned_words_stand_nowhere() {
    none(&tidy::words(&tree()));
}

#[test]
fn every_rule_is_carried_and_the_page_says_where() {
    let kept: Kept = toml::from_str(COVERAGE).expect("coverage.toml");
    let tree = tree();
    let found = tidy::coverage(&tree, &kept);
    none(&found.findings);
    none(&found.overstated(tree.text("docs/policy-coverage.md").unwrap_or_default()));
}

#[test]
fn every_unclear_place_has_one_reading_and_every_silence_an_open_row() {
    none(&tidy::readings(&tree()));
}

#[test]
fn every_worked_example_has_a_test_of_its_number() {
    none(&tidy::worked_examples(&tree()));
}

#[test]
fn cited_rules_exist() {
    none(&tidy::rules(&tree()));
}

#[test]
fn crates_inherit_what_the_workspace_decides() {
    none(&tidy::manifests(&tree(), &rules()));
}

#[test]
fn dependencies_are_explained() {
    none(&tidy::dependencies_are_explained(&tree()));
}
