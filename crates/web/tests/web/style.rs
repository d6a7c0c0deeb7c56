//! Every component in every state, as HTML.

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
