//! The program keeps the receipt of a payment as a file.

use domain::fees::{Order, Receipt, Stage};
use kernel::{FeeOrderId, FileId};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// Keeping the file; done by the program.
pub const VERB: Verb = Verb {
    kind: "fees.keep_receipt",
    roles: &[],
};

#[derive(Serialize)]
struct Kept {
    file: FileId,
    digest: String,
}

/// Keeps `pdf` as the receipt of order `id`. A receipt that is there already stays, so that making it twice changes nothing.
///
/// # Errors
/// Somebody other than the program asks, there is no such order, it was not paid, or the disk is unavailable.
pub fn keep_receipt(tx: &mut Tx<'_>, id: FeeOrderId, pdf: &[u8]) -> Result<FileId> {
    VERB.permit_program(tx.actor())?;
    let before = store::fees::find(tx, id)?;
    let (_, receipt) = before.order.payment().ok_or(Error::NotFound)?;
    if let Some(kept) = receipt.file {
        return Ok(kept);
    }
    let name = format!("评审费收据{}.pdf", receipt.number);
    let file = store::files::store(tx, before.order.payer, &name, "application/pdf", pdf)?;
    let order = with_file(before.order.clone(), file.id);
    store::fees::save(tx, &before, &order)?;
    let body = Kept {
        file: file.id,
        digest: file.digest,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)?;
    Ok(file.id)
}

fn with_file(order: Order, id: FileId) -> Order {
    let filed = |receipt: Receipt| Receipt {
        file: Some(id),
        ..receipt
    };
    let stage = match order.stage {
        Stage::Paid { payment, receipt } => Stage::Paid {
            payment,
            receipt: filed(receipt),
        },
        Stage::Refunded {
            payment,
            receipt,
            refund,
        } => Stage::Refunded {
            payment,
            receipt: filed(receipt),
            refund,
        },
        other => other,
    };
    Order { stage, ..order }
}
