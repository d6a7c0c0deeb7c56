//! 文书 (documents): certificates, minutes, receipts, publicity sheets and audit records as PDF.
//!
//! A [`Press`] holds parsed templates and the machine's fonts and sets documents from plain structures. Every PDF is
//! PDF/A-3u and byte for byte the same when it is set again.

mod certificate;
mod error;
mod fonts;
mod forms;
mod press;
mod qr;

pub use certificate::{Certificate, CertificateParts, CopyNote};
pub use error::DocumentError;
pub use fonts::{FONT_FOLDERS, Fonts};
pub use forms::{
    Attendee, AuditItem, AuditOffice, AuditRecord, BallotRecord, FeeReceipt, Material, Minutes, Proposed,
    PublicitySheet, Receipt, Subject,
};
pub use press::Press;
