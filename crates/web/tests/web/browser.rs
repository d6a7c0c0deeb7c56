//! A browser without a screen: keeps cookies, follows nothing, reads forms.

use std::collections::BTreeMap;
use std::sync::Arc;

use actions::certificates::Signer;
use actions::fees::gateway::Gateway;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use kernel::{Actor, SeededEntropy};
use testkit::Town;
use tower::ServiceExt as _;
use web::accounts::urls::SignIn;
use web::home::Home;
use web::kit::{App, Kit, SessionSpan, Settings, Setup};

/// A browser in front of a town's site.
pub(crate) struct Browser {
    site: Router,
    cookies: BTreeMap<String, String>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// Where it leads.
    pub(crate) fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |location| location.to_str().unwrap())
    }

    /// The token in its forms.
    pub(crate) fn token(&self) -> String {
        let Some((_, rest)) = self.html.split_once("name=\"token\" value=\"") else {
            panic!("a form with a token: {}", self.html);
        };
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

/// A payment gateway far away, with a key that tests know.
pub(crate) fn gateway() -> Gateway {
    Gateway::new("https://pay.example/order", vec![7; 32]).unwrap()
}

impl Browser {
    /// Nobody is signed in.
    pub(crate) fn of(town: &Town) -> Self {
        Self::trusting(town, testkit::signer())
    }

    /// Nobody is signed in, on a site whose certificates are signed and checked with these keys.
    pub(crate) fn trusting(town: &Town, signer: Signer) -> Self {
        let mut settings = Settings::new(Home, SignIn);
        settings.development = true;
        let kit = Kit::new(settings, SeededEntropy::new(7));
        let setup = Setup {
            signer: Arc::new(signer),
            gateway: Some(Arc::new(gateway())),
            span: SessionSpan::default(),
            secure: true,
            navigation: web::navigation,
        };
        let app = App::new(Arc::clone(&town.house), setup);
        Self {
            site: web::site(app, &kit),
            cookies: BTreeMap::new(),
        }
    }

    /// The site itself.
    pub(crate) fn site(&self) -> Router {
        self.site.clone()
    }

    /// Somebody is signed in, without a password.
    pub(crate) fn signed_in(town: &Town, actor: &Actor) -> Self {
        Self::of(town).by(town, actor)
    }

    /// The same browser, with somebody signed in.
    pub(crate) fn by(mut self, town: &Town, actor: &Actor) -> Self {
        let session = town.session(actor).token;
        self.cookies.insert("__Host-session".to_owned(), session);
        self
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Sets a cookie, as an attacker might.
    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    async fn ask(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .header(header::COOKIE, cookies.join("; "))
            .body(Body::from(body))
            .unwrap();
        let (parts, body) = self.site.clone().oneshot(request).await.unwrap().into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line
                .split(';')
                .next()
                .and_then(|cookie| cookie.split_once('='))
                .unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            html: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// Opens an address.
    pub(crate) async fn open(&mut self, path: &str) -> Answer {
        self.ask(Request::get(path), String::new()).await
    }

    /// Sends a form from one of our own pages.
    pub(crate) async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| {
            text.bytes()
                .map(|byte| format!("%{byte:02X}"))
                .collect::<String>()
        };
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, pairs.join("&")).await
    }

    /// Sends a form with files under one name from one of our own pages.
    pub(crate) async fn send_files(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        name: &str,
        files: &[(&str, &str)],
    ) -> Answer {
        let mut body = String::new();
        for (field, value) in fields {
            body += &format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        }
        for (file, content) in files {
            body += &format!(
                "--edge\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n{content}\r\n"
            );
        }
        body += "--edge--\r\n";
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.ask(request, body).await
    }

    /// Sends a form with one file from one of our own pages.
    pub(crate) async fn send_file(&mut self, path: &str, token: &str, name: &str, content: &str) -> Answer {
        let body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--edge\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{content}\r\n--edge--\r\n"
        );
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.ask(request, body).await
    }
}
