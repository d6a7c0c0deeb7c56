//! Filing the pool with the authority that approved the committee: first what the text says against it.

use actions::committees::file_pool::file_pool;
use actions::committees::standing_rules;
use axum::extract::Path;
use axum::response::Response;
use kernel::CommitteeId;
use store::{Error, Rx};

use super::seen;
use super::urls::{CommitteePlace, Committees, FilePool};
use crate::kit::forms::Button;
use crate::kit::inputs::TextArea;
use crate::kit::words::RefusalList;
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, ReadForm, Reader, SignedIn};

const MOST_CHARS: usize = 500;

/// Why what is asked in principle is not met, as typed.
#[derive(Debug)]
pub(super) struct FileForm(String);

impl ReadForm for FileForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.optional_text("reason", "理由", MOST_CHARS).map(Self)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: CommitteeId, state: &FormState) -> store::Result<FormPage> {
    let seen = seen(rx, who, id)?.managed()?;
    if seen.committee.pool_open().is_err() && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let rules = standing_rules(rx, seen.committee.organiser)?;
    let experts = store::committees::pool(rx, id)?;
    let today = rx.today();
    let wanting = seen
        .committee
        .clone()
        .file_pool(&experts, None, &rules, today)
        .err();
    let count = super::pool::in_pool(rx, id)?;
    let mut part = FormPart::new(&who.token(), FilePool { id }).sentence(format!(
        "专家库现有 {count} 人，报送{}备案。审核期间不能增加专家。",
        seen.authority
    ));
    if let Some(found) = wanting {
        part = part
            .sentence("与规定相比，还有下列情况：")
            .above(RefusalList::new(found.all().to_vec()))
            .input(
                TextArea::new("reason", "理由")
                    .hint("“一般”“原则上”的要求没有达到、确需报送的，写明理由。其他要求必须达到。")
                    .rows(3)
                    .most_chars(MOST_CHARS)
                    .optional()
                    .fill(state),
            );
    } else {
        part = part.sentence("人数和结构符合规定。");
    }
    let part = part.button(Button::submit("报送备案"));
    Ok(FormPage::new(
        "专家库报送备案",
        Committees,
        seen.back_to_pool(),
        part,
        state,
    ))
}

/// `GET /committees/{id}/pool/filing`.
///
/// # Errors
/// The viewer's office does not organise the committee, the pool is not open, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(FilePool { id }): Path<FilePool>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /committees/{id}/pool/filing`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(FilePool { id }): Path<FilePool>,
    form: Form<FileForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let organiser = store::committees::find(tx, id)?.organiser;
        let rules = standing_rules(tx, organiser)?;
        file_pool(tx, &rules, id, Some(&form.0))
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(move |()| Go::to(CommitteePlace { id }).saying("专家库已报送备案。"))
    .await
}
