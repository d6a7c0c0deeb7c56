//! Stylesheet, scripts and logo, embedded in the binary under names that carry their hash.
//!
//! A hashed name never changes its content, so browsers may keep it for a year; a new build has new names. Only these
//! files are sent compressed: they carry no secret, which a page beside an attacker's text would (BREACH).

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

use super::urls::Url;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// The ballot in the browser: built from Rust, with the script that calls it.
pub const SEAT_MODULE: &str = "seat.wasm";
/// See [`SEAT_MODULE`].
pub const SEAT_GLUE: &str = "seat.js";

/// One asset by its plain name, e.g. `app.css`.
struct Asset {
    url: Url,
    name: String,
    content: Bytes,
    /// The content as gzip; none where that does not make it smaller.
    gzip: Option<Bytes>,
}

crate::places! {
    /// An embedded file under its hashed name.
    AssetPlace { name: String } = "/assets/{name}";
}

static BY_NAME: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let files = Files::iter().filter_map(|name| {
        let content = match Files::get(&name)?.data {
            Cow::Borrowed(content) => Bytes::from_static(content),
            Cow::Owned(content) => Bytes::from(content),
        };
        Some((name.into_owned(), content))
    });
    let built = [
        (SEAT_MODULE.to_owned(), Bytes::from_static(seat::MODULE)),
        (SEAT_GLUE.to_owned(), Bytes::from_static(seat::GLUE.as_bytes())),
    ];
    let asset = |(plain, content): (String, Bytes)| {
        let name = hashed_name(&plain, &content);
        let asset = Asset {
            url: AssetPlace { name: name.clone() }.into(),
            name,
            gzip: compressed(&content),
            content,
        };
        (plain, asset)
    };
    files.chain(built).map(asset).collect()
});

/// Once per file, when the first page is drawn.
fn compressed(content: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(content).and_then(|()| encoder.finish()).ok()?;
    (packed.len() < content.len()).then(|| Bytes::from(packed))
}

/// Whether the browser takes gzip: named, and not with a quality of zero.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
    let mut kinds = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    kinds.any(|kind| {
        let (name, quality) = kind.split_once(';').unwrap_or((kind, ""));
        let zero = quality
            .trim()
            .strip_prefix("q=")
            .is_some_and(|q| q.trim().parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case("gzip") && !zero
    })
}

static BY_HASHED_NAME: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    BY_NAME
        .iter()
        .map(|(name, asset)| (asset.name.as_str(), name.as_str()))
        .collect()
});

fn hashed_name(name: &str, content: &[u8]) -> String {
    let hash = HEXLOWER.encode(&Sha256::digest(content)[..6]);
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
pub async fn get(headers: HeaderMap, Path(AssetPlace { name }): Path<AssetPlace>) -> Response {
    let Some((plain, asset)) = BY_HASHED_NAME
        .get(name.as_str())
        .and_then(|plain| Some((plain, BY_NAME.get(*plain)?)))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let gzip = takes_gzip(&headers);
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
        (header::VARY, "Accept-Encoding"),
    ];
    match &asset.gzip {
        Some(packed) if gzip => {
            let encoding = [(header::CONTENT_ENCODING, "gzip")];
            (headers, encoding, packed.clone()).into_response()
        }
        _ => (headers, asset.content.clone()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[tokio::test]
    async fn hashed_names_are_served_for_a_year_and_plain_names_are_not() {
        let hashed = url("app.css").as_str().trim_start_matches("/assets/").to_owned();
        assert!(
            hashed.starts_with("app.") && hashed.ends_with(".css") && hashed.len() == "app.css".len() + 13
        );
        let plain = HeaderMap::new();
        let found = get(plain.clone(), Path(AssetPlace { name: hashed })).await;
        assert_eq!(found.status(), StatusCode::OK);
        assert_eq!(
            found.headers()[header::CACHE_CONTROL],
            "public, max-age=31536000, immutable"
        );
        assert!(!found.headers().contains_key(header::CONTENT_ENCODING));
        let name = "app.css".to_owned();
        let plain = get(plain, Path(AssetPlace { name })).await;
        assert_eq!(plain.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn the_ballots_module_is_sent_as_webassembly_and_small() {
        let name = url(SEAT_MODULE)
            .as_str()
            .trim_start_matches("/assets/")
            .to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, "gzip".parse().unwrap());
        let found = get(headers, Path(AssetPlace { name })).await;
        assert_eq!(found.headers()[header::CONTENT_TYPE], "application/wasm");
        assert_eq!(found.headers()[header::CONTENT_ENCODING], "gzip");
        let sent = axum::body::to_bytes(found.into_body(), 1 << 20).await.unwrap();
        assert!(sent.len() < 250_000, "{} bytes", sent.len());
        assert!(seat::MODULE.starts_with(b"\0asm"));
    }

    #[tokio::test]
    async fn a_browser_that_takes_gzip_gets_less_of_the_same() {
        let name = url("app.css").as_str().trim_start_matches("/assets/").to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_ENCODING,
            "br;q=1.0, gzip, deflate".parse().unwrap(),
        );
        let found = get(headers, Path(AssetPlace { name })).await;
        assert_eq!(found.headers()[header::CONTENT_ENCODING], "gzip");
        let packed = axum::body::to_bytes(found.into_body(), 1 << 20).await.unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(&packed[..])
            .read_to_string(&mut text)
            .unwrap();
        let whole = Files::get("app.css").unwrap();
        assert_eq!(text.as_bytes(), &*whole.data);
        assert!(packed.len() * 3 < whole.data.len(), "{} bytes", packed.len());
    }

    #[test]
    fn gzip_is_taken_only_where_it_is_asked_for() {
        let takes = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, line.parse().unwrap());
            takes_gzip(&headers)
        };
        assert!(takes("gzip") && takes("br, GZIP;q=0.5"));
        assert!(!takes("br") && !takes("gzip;q=0") && !takes("xgzip") && !takes_gzip(&HeaderMap::new()));
    }
}
