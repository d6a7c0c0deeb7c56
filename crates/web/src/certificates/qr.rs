//! A certificate's QR code, drawn into the page.

use askama::Template;
use credential::{QrError, SignedCredential, qr_modules, qr_text};

use crate::kit::Html;

/// Light modules around the code, as its standard asks for.
const QUIET: usize = 4;

#[derive(Template)]
#[template(
    source = r##"<svg class="qr" viewBox="0 0 {{ side }} {{ side }}" width="264" height="264" shape-rendering="crispEdges" role="img" aria-label="证书核验二维码"><path fill="#fff" d="M0 0h{{ side }}v{{ side }}H0z"/><path d="{{ dark }}"/></svg>"##,
    ext = "html"
)]
struct Drawn {
    side: usize,
    dark: String,
}

/// The code that a phone reads: the link with the credential in it.
///
/// # Errors
/// The code would be too fine; then the link alone is offered.
pub(super) fn drawn(base_url: &str, signed: &SignedCredential) -> Result<Html, QrError> {
    let rows = qr_modules(&qr_text(base_url, signed)?)?;
    let mut dark = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            let length = run.len();
            if run.first() == Some(&true) {
                dark.push_str(&format!("M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET));
            }
            x += length;
        }
    }
    Ok(Html::from(Drawn {
        side: rows.len() + 2 * QUIET,
        dark,
    }))
}
