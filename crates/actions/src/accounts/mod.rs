//! People, sign-in, seats, messages.

pub mod add_office;
pub mod add_person;
pub mod answer_code;
pub mod begin_code;
pub mod change_password;
pub mod code;
pub mod confirm_code;
pub mod confirm_member;
pub mod decline_member;
pub mod guard;
mod password;
pub mod read_messages;
pub mod register;
pub mod remove_code;
pub mod sign_in;
pub mod sign_out;
pub mod switch_seat;
