//! What verifiers of their own fetch: the keys to believe, the log, the status lists. The same for everybody.

use actions::certificates::verify;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use translog::Tile;

use super::urls::StatusBlock;
use crate::kit::client::ClientAddress;
use crate::kit::{App, Fault, Visitor};

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
const COSE: &str = "application/cose";

/// A live answer is good for a minute; a full tile never changes.
const MINUTE: &str = "public, max-age=60";
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Anybody may keep it; what answers a session is never kept, whatever it is.
fn given(visitor: &Visitor, kind: &'static str, kept: &'static str, body: impl IntoResponse) -> Response {
    let kind = [(header::CONTENT_TYPE, kind)];
    if visitor.0.is_some() {
        (kind, body).into_response()
    } else {
        (kind, [(header::CACHE_CONTROL, kept)], body).into_response()
    }
}

/// `GET /trust-list.txt`: whose keys sign certificates, status lists and the log.
pub(super) async fn trust(app: App, visitor: Visitor) -> Response {
    given(&visitor, TEXT, MINUTE, app.signer().trust().to_text())
}

/// `GET /status/{authority}/{block}`: which of its certificates are not in force, read and signed now.
///
/// # Errors
/// No key of the authority is kept here, or the address asks too often.
pub(super) async fn status(
    app: App,
    visitor: Visitor,
    address: ClientAddress,
    Path(StatusBlock { authority, block }): Path<StatusBlock>,
) -> Result<Response, Fault> {
    app.count_check(address)?;
    let signer = app.signer();
    let block = app
        .work(move |house| {
            let block = house.read(|rx| verify::status_block(rx, &signer, &authority, block))?;
            Ok(block.to_bytes())
        })
        .await?;
    Ok(given(&visitor, COSE, MINUTE, block))
}

/// `GET /log/checkpoint`: the newest signed checkpoint.
///
/// # Errors
/// Nothing was sealed yet.
pub(super) async fn checkpoint(app: App, visitor: Visitor) -> Result<Response, Fault> {
    let head = app
        .work(|house| Ok(house.read(store::certificates::log::head)?))
        .await?;
    let head = head.ok_or(Fault::NotFound)?;
    Ok(given(&visitor, TEXT, "public, max-age=5", head.checkpoint))
}

/// `GET /log/tile/{level}/{place}` and `GET /log/tile/entries/{place}`.
///
/// # Errors
/// There is no such tile.
pub(super) async fn tile(app: App, visitor: Visitor, Path(path): Path<String>) -> Result<Response, Fault> {
    // A bundle of entries lies beside the tile of their hashes.
    let (tile, entries) = match path.strip_prefix("entries/") {
        Some(place) => (Tile::from_path(&format!("tile/0/{place}")), true),
        None => (Tile::from_path(&format!("tile/{path}")), false),
    };
    let tile = tile.map_err(|_| Fault::NotFound)?;
    let bytes = app
        .work(move |house| {
            let read = |rx: &mut store::Rx<'_>| {
                if entries {
                    store::certificates::log::bundle(rx, tile)
                } else {
                    store::certificates::log::tile(rx, &tile.path())
                }
            };
            Ok(house.read(read)?)
        })
        .await?;
    Ok(given(&visitor, BYTES, FOREVER, bytes.ok_or(Fault::NotFound)?))
}
