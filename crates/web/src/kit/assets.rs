//! Stylesheet, scripts and logo, embedded in the binary under names that carry their hash.
//!
//! A hashed name never changes its content, so browsers may keep it for a year; a new build has new names.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::urls::Url;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// One asset by its plain name, e.g. `app.css`.
struct Asset {
    url: Url,
    name: String,
}

crate::places! {
    /// An embedded file under its hashed name.
    AssetPlace { name: String } = "/assets/{name}";
}

static BY_NAME: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|name| {
            let hashed = hashed_name(&name, &Files::get(&name)?);
            let asset = Asset {
                url: AssetPlace { name: hashed.clone() }.into(),
                name: hashed,
            };
            Some((name.into_owned(), asset))
        })
        .collect()
});

static BY_HASHED_NAME: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    BY_NAME
        .iter()
        .map(|(name, asset)| (asset.name.as_str(), name.as_str()))
        .collect()
});

fn hashed_name(name: &str, file: &EmbeddedFile) -> String {
    let hash = HEXLOWER.encode(&file.metadata.sha256_hash()[..6]);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// The address of an asset by its plain name; the name itself when there is no such asset (a test walks all uses).
pub fn url(name: &str) -> Url {
    BY_NAME.get(name).map_or_else(
        || {
            AssetPlace {
                name: name.to_owned(),
            }
            .into()
        },
        |asset| asset.url.clone(),
    )
}

/// `GET /assets/{name}`: the file, to be kept for a year.
pub async fn get(Path(AssetPlace { name }): Path<AssetPlace>) -> Response {
    let Some((plain, file)) = BY_HASHED_NAME
        .get(name.as_str())
        .and_then(|plain| Some((plain, Files::get(plain)?)))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match plain.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, file.data).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn hashed_names_are_served_for_a_year_and_plain_names_are_not() {
        let hashed = url("app.css").as_str().trim_start_matches("/assets/").to_owned();
        assert!(
            hashed.starts_with("app.") && hashed.ends_with(".css") && hashed.len() == "app.css".len() + 13
        );
        let found = get(Path(AssetPlace { name: hashed })).await;
        assert_eq!(found.status(), StatusCode::OK);
        assert_eq!(
            found.headers()[header::CACHE_CONTROL],
            "public, max-age=31536000, immutable"
        );
        let plain = get(Path(AssetPlace {
            name: "app.css".to_owned(),
        }))
        .await;
        assert_eq!(plain.status(), StatusCode::NOT_FOUND);
    }
}
