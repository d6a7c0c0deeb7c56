//! Where a request comes from. Only a named proxy is believed when it says so for somebody else.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::dress::Kit;

/// The client's address, where the server knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let kit = parts.extensions.get::<Arc<Kit>>();
        let proxies = kit.map_or(&[][..], |kit| &kit.settings().proxies);
        Ok(Self(peer.map(|ConnectInfo(peer)| {
            client(peer.ip(), proxies, &parts.headers)
        })))
    }
}

/// The last address in `X-Forwarded-For` that is no proxy of ours; what stands before it anybody may have written.
fn client(peer: IpAddr, proxies: &[IpAddr], headers: &HeaderMap) -> IpAddr {
    if !proxies.contains(&peer.to_canonical()) {
        return peer;
    }
    let lines: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    lines
        .iter()
        .flat_map(|line| line.split(','))
        .rev()
        .map_while(|address| address.trim().parse::<IpAddr>().ok())
        .find(|address| !proxies.contains(&address.to_canonical()))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_named_proxy_is_believed_and_only_its_own_words() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxy = address("10.0.0.1");
        let asked = |peer: &str, forwarded: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            client(address(peer), &[proxy], &headers).to_string()
        };
        assert_eq!(
            asked("203.0.113.7", "198.51.100.1"),
            "203.0.113.7",
            "no proxy of ours"
        );
        assert_eq!(asked("10.0.0.1", "198.51.100.1, 203.0.113.7"), "203.0.113.7");
        assert_eq!(
            asked("10.0.0.1", "198.51.100.1, 203.0.113.7, 10.0.0.1"),
            "203.0.113.7"
        );
        assert_eq!(asked("::ffff:10.0.0.1", "203.0.113.7"), "203.0.113.7");
        assert_eq!(asked("10.0.0.1", "unknown"), "10.0.0.1");
    }
}
