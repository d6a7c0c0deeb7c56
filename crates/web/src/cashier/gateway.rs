//! The door of the payment gateway: `POST /payment-notices`, a JSON body with its HMAC in `X-Signature`. No session, no
//! form token: the signature is what lets a notice in. It stands outside the frame of the pages and their guards.

use std::sync::Arc;

use actions::fees::gateway::Gateway;
use actions::fees::notify::{Told, notify};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use kernel::Actor;
use store::{Error, House};

/// Where the gateway sends its notices.
pub const PATH: &str = "/payment-notices";
/// The header of the signature, in hexadecimal.
pub const SIGNATURE: &str = "x-signature";
const MOST_BYTES: usize = 4 << 10;

/// The gateway's route over a house.
pub fn routes(house: Arc<House>, gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route(PATH, post(hear))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state((house, gateway))
}

/// Takes a signed notice: 200 when it is settled, kept or known, so that it is not sent again; 401 without the gateway's
/// signature; 404 for an order that is not there; 409 for a transaction number of another payment; 503 to try again.
pub fn take(house: &House, gateway: &Gateway, body: &[u8], signature: &str) -> StatusCode {
    let Some(notice) = gateway.read(body, signature) else {
        tracing::warn!("a payment notice without the gateway's signature was refused");
        return StatusCode::UNAUTHORIZED;
    };
    match house.change(&Actor::Program, |tx| notify(tx, &notice)) {
        Ok(Told::Settled | Told::Known | Told::Kept) => StatusCode::OK,
        Err(Error::NotFound) => StatusCode::NOT_FOUND,
        Err(Error::Refused(_)) => StatusCode::CONFLICT,
        Err(Error::Stale | Error::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
        Err(Error::Broken(why)) => {
            tracing::error!(why, "a payment notice could not be taken");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

async fn hear(
    State((house, gateway)): State<(Arc<House>, Arc<Gateway>)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let signature = headers
        .get(SIGNATURE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let taken = tokio::task::spawn_blocking(move || take(&house, &gateway, &body, &signature));
    taken.await.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
