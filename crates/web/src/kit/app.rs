//! What handlers work with, and the two shapes a handler has: read a page, or submit a form.
//!
//! Each runs as one unit of work in one blocking closure; nothing below is `async`.

use std::marker::PhantomData;
use std::sync::Arc;

use actions::certificates::Signer;
use actions::fees::gateway::Gateway;
use axum::extract::FromRequestParts;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, StatusCode, request::Parts};
use axum::response::{IntoResponse as _, Response};
use kernel::Role;
use store::{House, Rx, Tx};

use super::client::ClientAddress;
use super::fault::Fault;
use super::form::{Form, FormState};
use super::limit::Limiter;
use super::page::{Go, NavItem, Page, SignedInView, Viewer};
use super::session::{self, SessionSpan, SignedIn, Visitor};
use crate::accounts::urls::{Account, ExtendSession, Inbox, Seats, SignIn, SignOut};

/// The navigation of a role; of nobody, for `None`.
pub type Navigation = fn(Option<Role>) -> Vec<NavItem>;

/// The application a handler is given.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    house: Arc<House>,
    setup: Setup,
    checks: Limiter,
}

/// What an application is made with, besides its house.
#[derive(Debug)]
pub struct Setup {
    /// The keys with which certificates are issued, and by which they are checked.
    pub signer: Arc<Signer>,
    /// How long sessions live.
    pub span: SessionSpan,
    /// Where fees are paid online, if they are.
    pub gateway: Option<Arc<Gateway>>,
    /// As in [`super::Settings`].
    pub secure: bool,
    /// The navigation of each role.
    pub navigation: Navigation,
}

/// How many public checks of certificates one address may ask for within a minute.
const MOST_CHECKS: u32 = 120;

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

impl FromRequestParts<Self> for App {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, app: &Self) -> Result<Self, Self::Rejection> {
        Ok(app.clone())
    }
}

impl App {
    /// An application over a house.
    pub fn new(house: Arc<House>, setup: Setup) -> Self {
        Self(Arc::new(Inner {
            house,
            setup,
            checks: Limiter::new(MOST_CHECKS),
        }))
    }

    /// The keys of certificates.
    pub fn signer(&self) -> Arc<Signer> {
        Arc::clone(&self.0.setup.signer)
    }

    /// Where fees are paid online, if they are.
    pub fn gateway(&self) -> Option<Arc<Gateway>> {
        self.0.setup.gateway.clone()
    }

    /// Counts a public check by `address`.
    ///
    /// # Errors
    /// The address has asked as often as it may within a minute.
    pub fn count_check(&self, address: ClientAddress) -> Result<(), Fault> {
        self.0.checks.count(address, self.0.house.clock().now())
    }

    pub(super) fn span(&self) -> SessionSpan {
        self.0.setup.span
    }

    /// `__Host-` binds the cookie to this host and to TLS; without TLS browsers refuse the prefix.
    pub(super) fn session_cookie(&self) -> &'static str {
        if self.0.setup.secure {
            "__Host-session"
        } else {
            "session"
        }
    }

    /// The cookie that begins a session in the browser.
    pub fn begin_session(&self, token: &str) -> HeaderValue {
        session::begun(self.session_cookie(), token, self.0.setup.secure)
    }

    /// The cookie that ends it.
    pub fn end_session(&self) -> HeaderValue {
        session::ended(self.session_cookie(), self.0.setup.secure)
    }

    /// `__Host-` as for the session.
    fn half_cookie(&self) -> &'static str {
        if self.0.setup.secure {
            "__Host-half"
        } else {
            "half"
        }
    }

    /// The cookie of a sign-in whose second factor is due.
    pub fn begin_half(&self, token: &str) -> HeaderValue {
        session::begun(self.half_cookie(), token, self.0.setup.secure)
    }

    /// The cookie that ends it.
    pub fn end_half(&self) -> HeaderValue {
        session::ended(self.half_cookie(), self.0.setup.secure)
    }

    /// The secret of a sign-in whose second factor is due, if this browser has one.
    pub fn half_token(&self, headers: &HeaderMap) -> Option<String> {
        session::cookie(headers, self.half_cookie()).map(str::to_owned)
    }

    /// A way on for a signed-in person, with the sentence for the next page in its cookie.
    pub fn go(who: &SignedIn, go: Go) -> Response {
        answered(go, &who.session().form_token)
    }

    /// Takes a form to an action that runs its units of work itself. Answers what came of it, or the state of the
    /// refused form.
    ///
    /// # Errors
    /// What is not a refusal of the form: not found, changed meanwhile, unavailable.
    pub async fn take<F, T>(
        &self,
        form: Form<F>,
        change: impl FnOnce(&House, &F) -> store::Result<T> + Send + 'static,
    ) -> Result<Result<T, FormState>, Fault>
    where
        F: Send + 'static,
        T: Send + 'static,
    {
        self.work(move |house| {
            let came = match &form.read {
                Ok(typed) => change(house, typed),
                Err(refusals) => Err(store::Error::Refused(refusals.clone())),
            };
            match came {
                Ok(answer) => Ok(Ok(answer)),
                Err(store::Error::Refused(refusals)) => Ok(Err(FormState::refused(form.fields, &refusals))),
                Err(other) => Err(other.into()),
            }
        })
        .await
    }

    /// Runs something with the house on a thread that may wait.
    ///
    /// # Errors
    /// What the work answers, as a fault.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&House) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let house = Arc::clone(&self.0.house);
        tokio::task::spawn_blocking(move || work(&house))
            .await
            .map_err(|error| {
                tracing::error!(%error, "a unit of work ended in a panic");
                Fault::Internal
            })?
    }

    /// Reads a page for a signed-in person, with the frame's own facts on the same snapshot.
    ///
    /// # Errors
    /// What the work answers, as a fault.
    pub async fn read<P: Into<Page>>(
        &self,
        who: SignedIn,
        work: impl FnOnce(&mut Rx<'_>, &SignedIn) -> store::Result<P> + Send + 'static,
    ) -> Result<Page, Fault> {
        let app = self.clone();
        self.work(move |house| {
            let page = house.read(|rx| {
                let page = work(rx, &who)?.into();
                Ok(page.seen_by(app.viewer(rx, &who)?))
            })?;
            Ok(page)
        })
        .await
    }

    /// Reads a page for anybody.
    ///
    /// # Errors
    /// What the work answers, as a fault.
    pub async fn show<P: Into<Page>>(
        &self,
        visitor: Visitor,
        work: impl FnOnce(&mut Rx<'_>, &Visitor) -> store::Result<P> + Send + 'static,
    ) -> Result<Page, Fault> {
        let app = self.clone();
        self.work(move |house| {
            let page = house.read(|rx| {
                let page = work(rx, &visitor)?.into();
                Ok(page.seen_by(app.viewer_of(rx, &visitor)?))
            })?;
            Ok(page)
        })
        .await
    }

    /// Takes a form to an action. Say what a refused form shows with [`Submission::or_show_again`].
    pub fn submit<F, T, C>(&self, who: SignedIn, form: Form<F>, change: C) -> Submission<F, T, C>
    where
        C: FnOnce(&mut Tx<'_>, F) -> store::Result<T> + Send + 'static,
    {
        Submission {
            app: self.clone(),
            who,
            form,
            change,
            answer: PhantomData,
        }
    }

    /// A page in the frame of its visitor, on the snapshot it was read from.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn framed(&self, rx: &mut Rx<'_>, visitor: &Visitor, page: Page) -> store::Result<Page> {
        Ok(page.seen_by(self.viewer_of(rx, visitor)?))
    }

    /// The frame of a visitor.
    fn viewer_of(&self, rx: &mut Rx<'_>, visitor: &Visitor) -> store::Result<Viewer> {
        match &visitor.0 {
            Some(who) => self.viewer(rx, who),
            None => Ok(self.public_viewer()),
        }
    }

    /// The frame of somebody who has not signed in.
    pub fn public_viewer(&self) -> Viewer {
        Viewer::public((self.0.setup.navigation)(None), SignIn)
    }

    fn viewer(&self, rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<Viewer> {
        let today = rx.today();
        let seat = who.seat();
        let seats = store::accounts::seats_of(rx, who.person())?;
        let office = seats
            .iter()
            .find(|(held, _)| held.seat == seat)
            .map(|(_, office)| office.clone());
        let several = seats.iter().filter(|(held, _)| held.on(today)).count() > 1;
        let unread = store::notices::unread(rx, who.person())?;
        let view = SignedInView {
            name: who.session().name.clone(),
            role: seat.role.chinese().to_owned(),
            office: office.unwrap_or_default(),
            account: Account.into(),
            switch: several.then(|| Seats.into()),
            inbox: Inbox.into(),
            unread: u64::try_from(unread).unwrap_or(0),
            sign_out: SignOut.into(),
            token: who.token(),
            idle_seconds: self.0.setup.span.idle_seconds(),
            extend: ExtendSession.into(),
        };
        Ok(Viewer::signed_in(view, (self.0.setup.navigation)(Some(seat.role))).said(who.said()))
    }
}

/// A form on its way to an action.
#[must_use = "say what a refused form shows, and where to go"]
pub struct Submission<F, T, C> {
    app: App,
    who: SignedIn,
    form: Form<F>,
    change: C,
    answer: PhantomData<fn() -> T>,
}

impl<F, T, C> Submission<F, T, C>
where
    F: Send + 'static,
    T: Send + 'static,
    C: FnOnce(&mut Tx<'_>, F) -> store::Result<T> + Send + 'static,
{
    /// The page that shows a refused form again: what was typed, each refusal beside its field.
    pub fn or_show_again<P, A>(self, again: A) -> ShownAgain<F, T, C, A>
    where
        P: Into<Page>,
        A: FnOnce(&mut Rx<'_>, &SignedIn, FormState) -> store::Result<P> + Send + 'static,
    {
        ShownAgain {
            submission: self,
            again,
        }
    }
}

/// A form on its way to an action, with the page that shows it again.
#[must_use = "say where to go"]
pub struct ShownAgain<F, T, C, A> {
    submission: Submission<F, T, C>,
    again: A,
}

/// What came of a submission inside the unit of work.
enum Came<T> {
    Done(T),
    Refused(Box<Page>),
}

impl<F, T, C, A> ShownAgain<F, T, C, A>
where
    F: Send + 'static,
    T: Send + 'static,
    C: FnOnce(&mut Tx<'_>, F) -> store::Result<T> + Send + 'static,
{
    /// Does it, and goes where `done` says.
    ///
    /// # Errors
    /// What is not a refusal of the form: not found, changed meanwhile, unavailable.
    pub async fn then_go<P>(self, done: impl FnOnce(T) -> Go) -> Result<Response, Fault>
    where
        P: Into<Page>,
        A: FnOnce(&mut Rx<'_>, &SignedIn, FormState) -> store::Result<P> + Send + 'static,
    {
        let Self {
            submission:
                Submission {
                    app,
                    who,
                    form,
                    change,
                    ..
                },
            again,
        } = self;
        let token = who.session().form_token.clone();
        let inner = app.clone();
        let came = app
            .work(move |house| {
                let refusals = match form.read {
                    Err(refusals) => refusals,
                    Ok(form) => match house.change(&who.actor(), |tx| change(tx, form)) {
                        Ok(answer) => return Ok(Came::Done(answer)),
                        Err(store::Error::Refused(refusals)) => refusals,
                        Err(other) => return Err(other.into()),
                    },
                };
                let state = FormState::refused(form.fields, &refusals);
                let page = house.read(|rx| {
                    let page: Page = again(rx, &who, state)?.into();
                    Ok(page.seen_by(inner.viewer(rx, &who)?))
                })?;
                let page = page.status(StatusCode::UNPROCESSABLE_ENTITY);
                Ok(Came::Refused(Box::new(page)))
            })
            .await?;
        Ok(match came {
            Came::Done(answer) => answered(done(answer), &token),
            Came::Refused(page) => page.into_response(),
        })
    }
}

/// A way on, with the sentence for the next page in its cookie.
fn answered(go: Go, form_token: &str) -> Response {
    let said = go.said().map(|said| session::said(said, form_token));
    let mut response = go.into_response();
    if let Some(cookie) = said {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Refused(refusals) => Self::Refused(refusals),
            store::Error::Stale => Self::Changed { look: None },
            store::Error::Unavailable(why) => {
                tracing::error!(why, "the store does not answer");
                Self::Unavailable
            }
            store::Error::Broken(why) => {
                tracing::error!(why, "stored data or the program is wrong");
                Self::Internal
            }
        }
    }
}
