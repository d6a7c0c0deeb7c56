//! The sealer gives waiting log entries their places and signs a checkpoint.

use store::Tx;

use super::Signer;
use crate::{Result, Verb};

/// Sealing; done by the program. It changes no case and is evidenced by its own checkpoint, so it is not journaled.
pub const VERB: Verb = Verb {
    kind: "certificates.seal_log",
    roles: &[],
};

/// Seals what waits; answers how many entries were sealed.
///
/// # Errors
/// Somebody other than the program asks; another sealer was faster; the stored log is damaged.
pub fn seal_log(tx: &mut Tx<'_>, signer: &Signer) -> Result<usize> {
    VERB.permit_program(tx.actor())?;
    store::certificates::log::seal(tx, signer.log())
}
