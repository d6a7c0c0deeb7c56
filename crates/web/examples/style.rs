//! Serves `/style` on a port, to look at the components: `cargo run -p web --example style -- 4100`.

use kernel::SystemEntropy;
use web::kit::{Kit, Settings};
use web::style::{self, Style};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args()
        .nth(1)
        .and_then(|port| port.parse().ok())
        .unwrap_or(4100);
    let mut settings = Settings::new(Style, Style);
    settings.development = true;
    settings.secure = false;
    let site = Kit::new(settings, SystemEntropy).around(style::routes());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, site).await
}
