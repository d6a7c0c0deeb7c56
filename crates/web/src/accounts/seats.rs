//! Choosing the seat to act in (切换身份): one office and one role at a time.

use actions::accounts::switch_seat::switch_seat;
use askama::Template;
use axum::response::Response;
use kernel::{Day, OfficeId, Role, Seat};

use super::urls::Seats;
use crate::home::Home;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices};
use crate::kit::{
    App, Content, Fault, Form, FormState, FormToken, Go, Head, Page, ReadForm, Reader, SignedIn,
};
use store::Rx;

/// A seat the person holds, as the page offers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedSeat {
    /// The seat.
    pub seat: Seat,
    /// The office's name.
    pub office: String,
    /// The last day of the term, if it has one.
    pub until: Option<Day>,
}

/// The chosen seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatForm {
    /// The seat.
    pub seat: Seat,
}

fn value_of(seat: Seat) -> String {
    format!("{}@{}", seat.role.code(), seat.office)
}

fn seat_of(value: &str) -> Option<Seat> {
    let (role, office) = value.split_once('@')?;
    Some(Seat {
        role: Role::from_code(role)?,
        office: office.parse::<OfficeId>().ok()?,
    })
}

impl ReadForm for SeatForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            seat: reader.choice("seat", "要使用的身份", seat_of)?,
        })
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/seats.html")]
pub struct SeatsPage {
    errors: ErrorSummary,
    form: PostForm,
    seats: Choices,
    buttons: Buttons,
    refused: bool,
}

impl SeatsPage {
    /// The page for the seats a person holds; `now` is the one in use.
    pub fn new(token: &FormToken, offered: &[OfferedSeat], now: Seat, state: FormState) -> Self {
        let state = if state.is_refused() {
            state
        } else {
            state.with("seat", value_of(now))
        };
        let choices: Vec<Choice> = offered.iter().map(|seat| choice(seat, now)).collect();
        Self {
            errors: ErrorSummary::of(&state),
            form: PostForm::new(token, Seats),
            seats: Choices::one("seat", "以哪个身份办理", choices)
                .heading()
                .hint("同一时间只能使用一个身份；办理记录会写明单位和角色。")
                .fill(&state),
            buttons: Buttons::new([Button::submit("使用这个身份")]),
            refused: state.is_refused(),
        }
    }
}

fn choice(offered: &OfferedSeat, now: Seat) -> Choice {
    let choice = Choice::new(
        value_of(offered.seat),
        format!("{} · {}", offered.office, offered.seat.role.chinese()),
    );
    match (offered.seat == now, offered.until) {
        (true, _) => choice.hint("当前使用"),
        (false, Some(until)) => choice.hint(format!("任期至 {until}")),
        (false, None) => choice,
    }
}

impl Content for SeatsPage {
    fn head(&self) -> Head {
        Head::new("切换身份").refused(self.refused)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, state: FormState) -> store::Result<SeatsPage> {
    let today = rx.today();
    let seats = store::accounts::seats_of(rx, who.person())?;
    let current = seats.into_iter().filter(|(held, _)| held.on(today));
    let offered: Vec<OfferedSeat> = current
        .map(|(held, office)| OfferedSeat {
            seat: held.seat,
            office,
            until: held.until,
        })
        .collect();
    Ok(SeatsPage::new(&who.token(), &offered, who.seat(), state))
}

/// `GET /seats`.
///
/// # Errors
/// The database is unavailable.
pub async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, |rx, who| load(rx, who, FormState::blank())).await
}

/// `POST /seats`: acts in the chosen seat from now on.
///
/// # Errors
/// The person does not hold the seat today, or the database is unavailable.
pub async fn post(app: App, who: SignedIn, form: Form<SeatForm>) -> Result<Response, Fault> {
    let session = who.session().clone();
    app.submit(who, form, move |tx, form| switch_seat(tx, &session, form.seat))
        .or_show_again(load)
        .then_go(|()| Go::to(Home).saying("已切换身份。"))
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{SeededEntropy, Timestamp};

    #[test]
    fn a_seat_survives_the_way_through_the_form() {
        let office = OfficeId::new(Timestamp::from_millis(0), &mut SeededEntropy::new(1));
        for role in Role::ALL {
            let seat = Seat { role, office };
            assert_eq!(seat_of(&value_of(seat)), Some(seat));
        }
        for bad in ["", "applicant", "applicant@", "king@", &format!("king@{office}")] {
            assert_eq!(seat_of(bad), None, "{bad}");
        }
    }
}
