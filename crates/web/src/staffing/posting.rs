//! Posting the plan inside the unit: where it hangs, to whom objections go; the period is the round's.

use actions::publicity::post_vacancies;
use axum::extract::Path;
use axum::response::Response;
use domain::posts::Stage;
use domain::publicity::Kind;
use kernel::PostPlanId;
use store::{Error, Rx};

use super::own;
use crate::kit::forms::Button;
use crate::kit::html::Html;
use crate::kit::inputs::{TextArea, TextInput};
use crate::kit::words::{Inset, Link, RefusalList};
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, ReadForm, Reader, SignedIn};
use crate::posts::figures;
use crate::posts::urls::{PostPlanPage, PostVacancies, Posts};
use crate::publicity::urls::PostingPlace;

const MOST_CHARS: usize = 200;

/// A posting as typed.
#[derive(Debug)]
pub(super) struct PostingForm {
    place: String,
    contact: String,
}

impl ReadForm for PostingForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let place = reader.text("place", "公示地点", MOST_CHARS);
        let contact = reader.text("contact", "受理异议的联系人和电话", MOST_CHARS);
        Some(Self {
            place: place?,
            contact: contact?,
        })
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PostPlanId, state: &FormState) -> store::Result<FormPage> {
    let posts = own(rx, who, id)?;
    if posts.stage != Stage::Adopted && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let plan = store::plans::find(rx, posts.plan)?.plan;
    let rules = crate::plans::shown_rules(rx, &plan)?;
    let office = store::accounts::office(rx, posts.unit)?;
    let period: Html = match rules.working_days(Kind::Vacancy.period()) {
        Ok(days) => {
            let last = actions::rules::calendar(rx, &office).after(rx.today(), days.value);
            let words = format!(
                "公示期为 {} 个工作日，今天张贴的到 {last} 止，张贴当天不计。",
                days.value
            );
            Inset::text(&words).under(days.law.article).into()
        }
        Err(open) => RefusalList::new([open.refusal()]).into(),
    };
    let part = FormPart::new(&who.token(), PostVacancies { id })
        .above(period)
        .above(figures(&posts))
        .input(
            TextArea::new("place", "公示地点")
                .rows(2)
                .most_chars(MOST_CHARS)
                .fill(state),
        )
        .input(TextInput::new("contact", "受理异议的联系人和电话").fill(state))
        .button(Button::submit("张贴公示"));
    let back = Link::new("空缺岗位使用方案", PostPlanPage { id });
    Ok(FormPage::new("公示空缺岗位使用情况", Posts, back, part, state))
}

/// `GET /posts/{id}/posting`.
///
/// # Errors
/// The viewer is not the unit's examiner, or the plan does not wait to be posted.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(PostVacancies { id }): Path<PostVacancies>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /posts/{id}/posting`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(PostVacancies { id }): Path<PostVacancies>,
    form: Form<PostingForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let cmd = post_vacancies::PostVacancies {
            posts: id,
            place: form.place,
            contact: form.contact,
        };
        post_vacancies::post_vacancies(tx, cmd)
    })
    .or_show_again(move |rx, who, state| load(rx, who, id, &state))
    .then_go(|id| Go::to(PostingPlace { id }).saying("公示已开始。期满无异议后，方案报主管部门审批。"))
    .await
}
