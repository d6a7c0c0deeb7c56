//! The unit's record of its examination (材料审核记录, MAT-026): on the page of the case, and as a file.

use axum::extract::Path;
use kernel::ApplicationId;
use store::{Error, Rx};

use super::files::fetch;
use super::urls::AuditRecord;
use crate::kit::download::Download;
use crate::kit::table::{Column, Table};
use crate::kit::urls::Url;
use crate::kit::{App, Fault, SignedIn};
use crate::row;

/// The record of a case as a table, and its file once it is made; none before the unit has examined the case.
///
/// # Errors
/// The database is unavailable.
pub(super) fn show(rx: &mut Rx<'_>, id: ApplicationId) -> store::Result<Option<(Table, Option<Url>)>> {
    let Some((record, file)) = store::applications::verification(rx, id)? else {
        return Ok(None);
    };
    let caption = format!(
        "{}于 {} 审核第 {} 次提交的材料",
        record.examiner_name,
        record.at.minute_text(),
        record.submission
    );
    let lines = record
        .results
        .iter()
        .map(|result| row![result.item.chinese(), "真实、完整、规范", result.words()]);
    let columns = [
        Column::new("内容"),
        Column::new("结论"),
        Column::new("核实方式和来源"),
    ];
    let table = Table::new(caption, columns).rows(lines);
    Ok(Some((table, file.map(|_| AuditRecord { id }.into()))))
}

/// `GET /cases/{id}/record`.
///
/// # Errors
/// The viewer may not see the case, the file is not made yet, or the disk is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(AuditRecord { id }): Path<AuditRecord>,
) -> Result<Download, Fault> {
    app.work(move |house| {
        let file = house.read(|rx| {
            super::case::seen(rx, &who, id)?;
            let found = store::applications::verification(rx, id)?;
            found.and_then(|(_, file)| file).ok_or(Error::NotFound)
        })?;
        Ok(fetch(house, file)?)
    })
    .await
}
