//! People, sign-in and seats.

pub mod add_office;
pub mod add_person;
mod password;
pub mod sign_in;
pub mod sign_out;
pub mod switch_seat;
