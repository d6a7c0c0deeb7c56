//! Takes the record of a defence (UNT-012, UNT-014) from the page of the case.

use actions::panel::record_defence::{Defence, record_defence};
use axum::extract::Path;
use axum::response::Response;

use crate::desk::urls::{RecordDefence, Work};
use crate::desk::{DefenceForm, load_case};
use crate::kit::{App, Fault, Form, Go, SignedIn};

/// `POST /cases/{id}/defence`.
///
/// # Errors
/// The viewer may not see the case, or the database is unavailable.
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(RecordDefence { id }): Path<RecordDefence>,
    form: Form<DefenceForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let cmd = Defence {
            application: id,
            held: form.held,
            way: form.way,
            result: form.result,
        };
        record_defence(tx, &cmd)
    })
    .or_show_again(move |rx, who, state| load_case(rx, who, id, &state))
    .then_go(|()| Go::to(Work).saying("考评结果已登记，申报进入下一环节。"))
    .await
}
