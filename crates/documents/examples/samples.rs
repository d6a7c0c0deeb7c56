//! Sets one sample of every document into a folder: `cargo run -p documents --example samples -- FOLDER`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/common/mod.rs"]
mod common;

use documents::Press;

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".into()));
    let press = Press::with_installed_fonts().unwrap();
    let write = |name: &str, bytes: Vec<u8>| {
        println!("{name} {} bytes", bytes.len());
        std::fs::write(folder.join(name), bytes).unwrap();
    };
    write(
        "certificate.pdf",
        common::certificate_pdf(&press, &common::credential(128), None),
    );
    let certificate = common::certificate(&common::credential(128));
    write(
        "copy.pdf",
        press
            .certificate_copy(&certificate, &common::copy_note(), None)
            .unwrap(),
    );
    write("minutes.pdf", press.minutes(&common::minutes()).unwrap());
    write("receipt.pdf", press.receipt(&common::receipt()).unwrap());
    write(
        "publicity.pdf",
        press.publicity_sheet(&common::publicity()).unwrap(),
    );
    write("audit.pdf", press.audit_record(&common::audit()).unwrap());
    write("fee.pdf", press.fee_receipt(&common::fee_receipt()).unwrap());
}
