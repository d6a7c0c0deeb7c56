//! Every component in every state, as HTML.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::StatusCode;
use testkit::{Engine, Town};
use web::kit::Html;
use web::style::{PAGES, Sheet};

use crate::browser::Browser;

#[test]
fn components_look_as_they_did() {
    for sheet in Sheet::ALL {
        let html = sheet.specimens().into_iter().map(|specimen| {
            let (title, body): (&str, Html) = specimen.into_parts();
            let lines = body
                .as_str()
                .lines()
                .map(str::trim_end)
                .filter(|line| !line.is_empty());
            format!("<!-- {title} -->\n{}\n", lines.collect::<Vec<_>>().join("\n"))
        });
        insta::assert_snapshot!(sheet.code(), html.collect::<String>());
    }
}

/// Ids are unique on a page, every label, description and summary link points at one.
#[tokio::test]
async fn ids_are_unique_and_everything_points_somewhere() {
    let town = Town::new(Engine::Sqlite);
    let mut browser = Browser::of(&town);
    let sheets = Sheet::ALL.map(Sheet::code);
    for name in sheets.into_iter().chain(PAGES) {
        let page = browser.open(&format!("/style/{name}")).await;
        assert_eq!(page.status, StatusCode::OK, "{name}");
        check_pointers(name, &page.html);
    }
}

fn check_pointers(name: &str, html: &str) {
    let values = |attribute: &str| -> Vec<String> {
        let mark = format!(" {attribute}=\"");
        html.split(&mark)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    let ids = values("id");
    let mut unique = ids.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{name}: an id stands twice");
    let pointers = ["for", "aria-describedby", "aria-labelledby", "data-reveals"];
    for pointer in pointers.into_iter().flat_map(values) {
        for id in pointer.split_whitespace() {
            assert!(
                ids.iter().any(|known| known == id),
                "{name}: nothing has the id {id}"
            );
        }
    }
    for link in values("href")
        .into_iter()
        .filter_map(|href| href.strip_prefix('#').map(str::to_owned))
    {
        assert!(ids.contains(&link), "{name}: the link #{link} points nowhere");
    }
}

/// All text of the files below a folder.
fn text_below(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text_below(&path, text);
        } else {
            text.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_class_of_the_stylesheet_is_used() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut used = std::fs::read_to_string(here.join("assets/enhance.js")).unwrap();
    text_below(&here.join("templates"), &mut used);
    text_below(&here.join("src"), &mut used);
    let words: BTreeSet<&str> = used
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .collect();
    let sheet = std::fs::read_to_string(here.join("assets/app.css")).unwrap();
    let rules = sheet
        .split('{')
        .map(|part| part.rsplit(['}', '/', ';']).next().unwrap());
    let mut unused = BTreeSet::new();
    for class in rules.flat_map(|selector| selector.split('.').skip(1)) {
        let name = class
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .next()
            .unwrap();
        // A tone or state is put behind a dash by the template: `tag-{{ tone }}`.
        let stem = name.rsplit_once('-').map_or("", |(stem, _)| stem);
        let composed = ["{{", "{%"]
            .iter()
            .any(|open| used.contains(&format!("{stem}-{open}")));
        if (stem.is_empty() || !composed) && !words.contains(name) {
            unused.insert(name);
        }
    }
    assert_eq!(unused, BTreeSet::new());
}
