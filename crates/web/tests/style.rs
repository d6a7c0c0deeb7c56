//! Every component in every state, as HTML.

use web::kit::Html;
use web::style::Sheet;

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

/// Ids are unique on a sheet, every label, description and summary link points at one.
#[test]
fn ids_are_unique_and_everything_points_somewhere() {
    for sheet in Sheet::ALL {
        let html: String = sheet
            .specimens()
            .into_iter()
            .map(|specimen| specimen.into_parts().1.to_string())
            .collect();
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
        assert_eq!(unique.len(), ids.len(), "{sheet:?}: an id stands twice");
        let pointers = ["for", "aria-describedby", "aria-labelledby", "data-reveals"];
        for pointer in pointers.into_iter().flat_map(values) {
            for id in pointer.split_whitespace() {
                assert!(
                    ids.iter().any(|known| known == id),
                    "{sheet:?}: nothing has the id {id}"
                );
            }
        }
        for link in values("href")
            .into_iter()
            .filter_map(|href| href.strip_prefix('#').map(str::to_owned))
        {
            assert!(ids.contains(&link), "{sheet:?}: the link #{link} points nowhere");
        }
    }
}
