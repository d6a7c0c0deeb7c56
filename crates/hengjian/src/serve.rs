//! Serves the site and does queued work until it is told to stop.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use actions::certificates::Signer;
use actions::fees::gateway::Gateway;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use jobs::Worker;
use kernel::{SystemClock, SystemEntropy};
use store::{House, outbox};
use tokio::net::TcpListener;
use web::accounts::urls::SignIn;
use web::home::Home;
use web::kit::page::DemoBar;
use web::kit::{App, Kit, SessionSpan, Settings, Setup};

use crate::config::Config;
use crate::problem::Problem;
use crate::{certificates, open, payment};

/// How the site is served.
pub(crate) struct Site {
    pub(crate) signer: Arc<Signer>,
    pub(crate) listen: SocketAddr,
    pub(crate) monitor: Option<SocketAddr>,
    pub(crate) public_origin: Option<String>,
    pub(crate) proxies: Vec<IpAddr>,
    pub(crate) secure: bool,
    pub(crate) workers: usize,
    pub(crate) span: SessionSpan,
    pub(crate) demo: Option<DemoBar>,
    pub(crate) gateway: Option<Arc<Gateway>>,
    pub(crate) more: Router,
}

impl Site {
    /// A site that is asked inside the process only.
    pub(crate) fn unheard(signer: Arc<Signer>) -> Self {
        Self {
            signer,
            proxies: Vec::new(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            monitor: None,
            public_origin: None,
            secure: false,
            workers: 1,
            span: SessionSpan::default(),
            demo: None,
            gateway: None,
            more: Router::new(),
        }
    }
}

/// Serves as configured.
pub(crate) fn serve(config: &Config) -> Result<(), Problem> {
    let (signer, printing) = certificates::load(&config.certificates)?;
    let house = Arc::new(open::house(config, Arc::new(SystemClock))?);
    let site = Site {
        signer,
        listen: config.listen,
        monitor: config.monitor,
        public_origin: config.public_origin.clone(),
        proxies: config.proxies.clone(),
        secure: config.secure,
        workers: config.workers,
        span: SessionSpan::default(),
        demo: None,
        gateway: payment::gateway(config.payment.as_ref())?,
        more: Router::new(),
    };
    let worker = Worker::new(Arc::clone(&house), jobs::all(printing));
    run(&house, site, &worker)
}

/// Serves `house` until SIGTERM or Ctrl-C; then no new request and no new message is taken, and those in hand are
/// finished.
pub(crate) fn run(house: &Arc<House>, site: Site, worker: &Worker) -> Result<(), Problem> {
    jobs::housekeeping::ensure(house)?;
    let running = worker.start(site.workers).map_err(Problem::System)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Problem::System)?;
    let served = runtime.block_on(listen(house, site));
    running.ask_to_stop();
    drop(runtime);
    running.stop();
    tracing::info!("stopped");
    served
}

async fn listen(house: &Arc<House>, site: Site) -> Result<(), Problem> {
    let (address, monitor) = (site.listen, site.monitor);
    let router = pages(house, site).merge(health(house));
    let listener = bind(address).await?;
    if let Some(address) = monitor {
        let listener = bind(address).await?;
        let router = health(house).merge(metrics(house));
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    tracing::info!(%address, "serving");
    // Sign-in counts failures by address, and so does the public check of certificates.
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router)
        .with_graceful_shutdown(told_to_stop())
        .await
        .map_err(|error| Problem::Listen(address, error))
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Problem> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Problem::Listen(address, error))
}

pub(crate) fn pages(house: &Arc<House>, site: Site) -> Router {
    let mut settings = Settings::new(Home, SignIn);
    settings.public_origin = site.public_origin;
    settings.proxies = site.proxies;
    settings.secure = site.secure;
    settings.demo = site.demo;
    let kit = Kit::new(settings, SystemEntropy);
    let setup = Setup {
        signer: site.signer,
        span: site.span,
        gateway: site.gateway.clone(),
        secure: site.secure,
        navigation: web::navigation,
    };
    let app = App::new(Arc::clone(house), setup);
    let pages = web::site_with(app, &kit, site.more);
    match site.gateway {
        Some(gateway) => pages.merge(web::cashier::gateway::routes(Arc::clone(house), gateway)),
        None => pages,
    }
}

/// `/healthz`: whether the database answers.
fn health(house: &Arc<House>) -> Router {
    Router::new()
        .route("/healthz", get(answers))
        .with_state(Arc::clone(house))
}

/// `/metrics`: the outbox in numbers, in the text form that Prometheus reads.
fn metrics(house: &Arc<House>) -> Router {
    Router::new()
        .route("/metrics", get(numbers))
        .with_state(Arc::clone(house))
}

async fn answers(State(house): State<Arc<House>>) -> (StatusCode, &'static str) {
    match backlog(house).await {
        Some(_) => (StatusCode::OK, "ok\n"),
        None => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

async fn numbers(State(house): State<Arc<House>>) -> (StatusCode, String) {
    backlog(house).await.map_or_else(
        || (StatusCode::SERVICE_UNAVAILABLE, String::new()),
        |(due, set_aside)| {
            let text = format!(
                "# TYPE hengjian_outbox_due gauge\nhengjian_outbox_due {due}\n\
                 # TYPE hengjian_outbox_set_aside gauge\nhengjian_outbox_set_aside {set_aside}\n"
            );
            (StatusCode::OK, text)
        },
    )
}

async fn backlog(house: Arc<House>) -> Option<(i64, i64)> {
    tokio::task::spawn_blocking(move || house.read(outbox::backlog))
        .await
        .ok()?
        .inspect_err(|error| tracing::warn!(?error, "the database does not answer"))
        .ok()
}

async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("told to stop; finishing what is in hand");
}
