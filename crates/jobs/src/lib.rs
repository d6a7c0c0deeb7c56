//! What the program does after a change or at a moment: messages of the outbox, handled by threads of this crate.
//!
//! A change queues a [`store::outbox::Job`] in its own transaction; a [`Worker`] takes it when it is due and hands it
//! to the handler of its topic. A timer is a message with a later moment. Several workers, in one process or on several
//! nodes, share the queue: a message is held by one at a time, and work done through [`Task::change`] is saved with the
//! mark that it is done, or not at all.
//!
//! One file per job. `docs/recipes/job.md` tells how to add one.

mod applications;
mod audit_records;
mod certificates;
mod fees;
mod handlers;
pub mod housekeeping;
mod meetings;
mod packs;
mod panel;
mod printing;
mod publicity;
mod timer;
mod worker;

use std::sync::Arc;

pub use handlers::{Handlers, Outcome, Task};
pub use printing::Printing;
pub use timer::queue_daily;
pub use worker::{Running, Worker};

/// Every job of the program with its handler; files are made with `printing`.
#[must_use]
pub fn all(printing: Printing) -> Handlers {
    let printing = Arc::new(printing);
    let sealing = Arc::clone(&printing);
    let minutes = Arc::clone(&printing);
    let receipts = Arc::clone(&printing);
    let panels = Arc::clone(&printing);
    let records = Arc::clone(&printing);
    Handlers::new()
        .on(applications::correction_deadline)
        .on(applications::correction_reminder)
        .on(applications::round_changed)
        .on(applications::stage_over)
        .on(move |task| audit_records::render(task, &records))
        .on(move |task| certificates::render(task, &printing))
        .on(move |task| certificates::seal(task, &sealing))
        .on(move |task| meetings::render_minutes(task, &minutes))
        .on(move |task| fees::render_receipt(task, &receipts))
        .on(move |task| panel::render_minutes(task, &panels))
        .on(housekeeping::handle)
        .on(packs::check_version)
        .on(publicity::close_when_over)
}
