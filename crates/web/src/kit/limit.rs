//! How often one address may ask for what anybody may ask.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use kernel::Timestamp;

use super::client::ClientAddress;
use super::fault::Fault;

const WINDOW_MS: i64 = 60_000;
/// More addresses than this within a minute share one count, so that the table stays small.
const MOST_ADDRESSES: usize = 100_000;

/// Counts what each address asks within a minute. Kept in memory, per node, and forgotten with the minute.
#[derive(Debug)]
pub struct Limiter {
    most: u32,
    window: Mutex<Window>,
}

#[derive(Debug)]
struct Window {
    began: Timestamp,
    counts: HashMap<Option<IpAddr>, u32>,
}

impl Limiter {
    /// At most `most` requests a minute from one address.
    pub fn new(most: u32) -> Self {
        Self {
            most,
            window: Mutex::new(Window {
                began: Timestamp::from_millis(0),
                counts: HashMap::new(),
            }),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// The address has asked as often as it may ([`Fault::TooMany`]).
    pub fn count(&self, address: ClientAddress, now: Timestamp) -> Result<(), Fault> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let age_ms = now.as_millis() - window.began.as_millis();
        if !(0..WINDOW_MS).contains(&age_ms) {
            window.began = now;
            window.counts.clear();
        }
        let mut key = address.0.map(neighbourhood);
        if window.counts.len() >= MOST_ADDRESSES && !window.counts.contains_key(&key) {
            key = None;
        }
        let asked = window.counts.entry(key).or_default();
        *asked = asked.saturating_add(1);
        if *asked > self.most {
            Err(Fault::TooMany { wait_seconds: 60 })
        } else {
            Ok(())
        }
    }
}

/// Whoever has one address of version 6 has its whole network of 64 bits.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_that_asks_too_often_waits_for_the_next_minute() {
        let limiter = Limiter::new(2);
        let at = Timestamp::from_millis;
        let (one, other) = (
            ClientAddress(Some(ip("2001:db8::1"))),
            ClientAddress(Some(ip("10.0.0.1"))),
        );
        let neighbour = ClientAddress(Some(ip("2001:db8::2")));
        assert_eq!(limiter.count(one, at(0)), Ok(()));
        assert_eq!(limiter.count(neighbour, at(1)), Ok(()));
        assert_eq!(
            limiter.count(one, at(2)),
            Err(Fault::TooMany { wait_seconds: 60 })
        );
        assert_eq!(limiter.count(other, at(3)), Ok(()));
        assert_eq!(limiter.count(one, at(60_000)), Ok(()));
    }
}
