//! People, sign-in and seats.

mod add_office;
mod add_person;
mod sign_in;
mod sign_out;
mod switch_seat;
