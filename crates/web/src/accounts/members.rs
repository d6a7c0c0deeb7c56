//! Who registered as a member of the unit (注册确认): the examiner confirms or declines each.

use actions::accounts::confirm_member::confirm_member;
use actions::accounts::decline_member::decline_member;
use askama::Template;
use axum::response::Response;
use kernel::{PersonId, Role};
use store::accounts::requests;
use store::{Error, Rx};

use super::urls::Members;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::{
    App, Content, Fault, Form, FormState, FormToken, Go, Head, Page, ReadForm, Reader, SignedIn,
};

/// The decision on one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionForm {
    person: PersonId,
    confirmed: bool,
}

impl ReadForm for DecisionForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let person = reader.choice("person", "人员", |id| id.parse().ok());
        let confirmed = reader.choice("decision", "核对结果", |word| match word {
            "confirm" => Some(true),
            "decline" => Some(false),
            _ => None,
        });
        Some(Self {
            person: person?,
            confirmed: confirmed?,
        })
    }
}

/// Somebody who waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The request.
    pub request: requests::Request,
    /// Who.
    pub person: domain::accounts::Person,
}

struct Card {
    id: PersonId,
    facts: SummaryList,
    form: PostForm,
    buttons: Buttons,
}

/// The page.
#[derive(Template)]
#[template(path = "accounts/members.html")]
pub struct MembersPage {
    errors: ErrorSummary,
    cards: Vec<Card>,
    refused: bool,
}

impl MembersPage {
    /// The page of who waits.
    pub fn new(token: &FormToken, waiting: Vec<Waiting>, state: &FormState) -> Self {
        let card = |waiting: Waiting| {
            let person = &waiting.person;
            let decide = |text: &str, word: &str| {
                let button = Button::submit(text).sends("decision", word);
                button.about(&person.name)
            };
            let facts = [
                Fact::new("身份证号码", person.identity.masked()),
                Fact::new("手机号码", &person.phone),
                Fact::new("注册时间", waiting.request.asked.minute_text()),
            ];
            Card {
                id: person.id,
                facts: SummaryList::new(facts).title(&person.name),
                form: PostForm::new(token, Members),
                buttons: Buttons::new([
                    decide("确认是本单位人员", "confirm"),
                    decide("不是本单位人员", "decline").danger(),
                ]),
            }
        };
        Self {
            errors: ErrorSummary::of(state),
            cards: waiting.into_iter().map(card).collect(),
            refused: state.is_refused(),
        }
    }
}

impl Content for MembersPage {
    fn head(&self) -> Head {
        Head::new("注册确认").section(Members).refused(self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, state: &FormState) -> store::Result<MembersPage> {
    let seat = who.seat();
    if seat.role != Role::UnitExaminer {
        return Err(Error::NotFound);
    }
    let mut waiting = Vec::new();
    for request in requests::of_office(rx, seat.office)? {
        let person = store::accounts::person(rx, request.person)?;
        waiting.push(Waiting { request, person });
    }
    Ok(MembersPage::new(&who.token(), waiting, state))
}

/// `GET /members`.
///
/// # Errors
/// The viewer is no examiner of a unit, or the database is unavailable.
pub async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| load(rx, who, &FormState::blank())).await
}

/// `POST /members`: confirms or declines one person.
///
/// # Errors
/// The person does not wait for this unit, or the database is unavailable.
pub async fn post(app: App, who: SignedIn, form: Form<DecisionForm>) -> Result<Response, Fault> {
    app.submit(who, form, |tx, form| {
        if form.confirmed {
            confirm_member(tx, form.person).map(|()| "已确认，本人可以登录和申报。")
        } else {
            decline_member(tx, form.person).map(|()| "已退回，本人可以重新注册。")
        }
    })
    .or_show_again(|rx, who, state| load(rx, who, &state))
    .then_go(|said| Go::to(Members).saying(said))
    .await
}
