//! Addresses of review fees. They stand apart from their pages, so that cases and home pages can lead to them.

use kernel::{FeeOrderId, PlanId};

crate::places! {
    /// What one is to pay for an application (缴费单).
    OrderPage { id: FeeOrderId } = "/fees/{id}";
    /// To the payment gateway.
    PayOrder { id: FeeOrderId } = "/fees/{id}/payment";
    /// The receipt (收据).
    FeeReceipt { id: FeeOrderId } = "/fees/{id}/receipt";
    /// The receipt as a file.
    FeeReceiptFile { id: FeeOrderId } = "/fees/{id}/receipt/file";
    /// The organiser's orders (评审收费).
    Charges = "/charges";
    /// Orders and money by day (对账).
    ChargeDays = "/charges/days";
    /// Making the orders of a round that were not made; POST only.
    CallFees { plan: PlanId } = "/charges/rounds/{plan}/calling";
    /// One order, as the organiser sees it.
    Charge { id: FeeOrderId } = "/charges/{id}";
    /// Entering a payment from its slip; POST only.
    EnterPayment { id: FeeOrderId } = "/charges/{id}/payment";
    /// Asking for a waiver; POST only.
    AskWaiver { id: FeeOrderId } = "/charges/{id}/waiver";
    /// Entering a refund; POST only.
    EnterRefund { id: FeeOrderId } = "/charges/{id}/refund";
    /// Requests for a waiver that wait for the series office (减免审批).
    Waivers = "/waivers";
    /// One of them.
    WaiverPage { id: FeeOrderId } = "/waivers/{id}";
}
