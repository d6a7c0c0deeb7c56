//! A QR as the templates take it.

use credential::qr_modules;

use crate::DocumentError;

/// Light modules around a QR, as its standard asks for.
const QUIET_MODULES: usize = 4;

/// A QR as a grey picture of one pixel a module, a tenth of the bytes that its outlines would take.
pub(crate) struct Qr {
    /// Pixels in each direction.
    pub(crate) side: usize,
    /// A byte a pixel, row by row.
    pub(crate) picture: Vec<u8>,
}

impl Qr {
    /// The name under which templates ask for the picture.
    pub(crate) const FILE: &'static str = "qr.luma";

    /// The QR of a text.
    ///
    /// # Errors
    /// The text is too long.
    pub(crate) fn of(text: &str) -> Result<Self, DocumentError> {
        let modules = qr_modules(text)?;
        let side = modules.len() + 2 * QUIET_MODULES;
        let mut picture = vec![0xff; side * side];
        for (y, row) in modules.iter().enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                picture[(y + QUIET_MODULES) * side + x + QUIET_MODULES] = 0;
            }
        }
        Ok(Self { side, picture })
    }
}
