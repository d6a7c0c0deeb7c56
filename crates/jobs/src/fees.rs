//! Review fees: the receipt as a file.

use actions::fees::RenderReceipt;
use actions::fees::keep_receipt::keep_receipt;
use documents::FeeReceipt;
use kernel::FeeOrderId;
use store::{Error, Result, Rx};

use crate::printing::{Printing, waits};
use crate::{Outcome, Task};

/// Makes the receipt of a paid order and keeps it. A receipt that is kept already stays.
pub(crate) fn render_receipt(task: &Task<'_, RenderReceipt>, printing: &Printing) -> Outcome {
    let id = task.job.order;
    let receipt = match task.house.read(|rx| document(rx, id)) {
        Ok(Some(receipt)) => receipt,
        Ok(None) => return Outcome::Done,
        Err(error) => return Err::<(), _>(error).into(),
    };
    match printing.press().and_then(|press| press.fee_receipt(&receipt)) {
        Ok(pdf) => task.change(|tx| keep_receipt(tx, id, &pdf)).into(),
        Err(error) => waits(&error),
    }
}

/// What the receipt says; none when it is there already.
fn document(rx: &mut Rx<'_>, id: FeeOrderId) -> Result<Option<FeeReceipt>> {
    let order = store::fees::find(rx, id)?.order;
    let (payment, receipt) = order.payment().ok_or(Error::NotFound)?;
    if receipt.file.is_some() {
        return Ok(None);
    }
    let case = store::applications::find(rx, order.case)?.case;
    let names = store::accounts::names(rx, &[order.payer])?;
    Ok(Some(FeeReceipt {
        number: receipt.number.clone(),
        order: order.number.clone(),
        payer: names.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
        employer: store::accounts::office(rx, case.unit)?.name,
        round: store::plans::find(rx, order.plan)?.plan.content.title,
        title: format!("{}，{}", case.target.level, case.target.specialty),
        amount: payment.amount.to_string(),
        standard: order.standard(),
        way: payment.channel.chinese().to_owned(),
        reference: payment.reference.clone(),
        paid: payment.paid.day(),
        office: store::accounts::office(rx, order.organiser)?.name,
        given: receipt.given,
    }))
}
