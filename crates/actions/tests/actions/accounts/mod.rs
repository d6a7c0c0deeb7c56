//! People, sign-in, seats and messages.

mod add_office;
mod add_person;
mod change_password;
mod code;
mod read_messages;
mod register;
mod sign_in;
mod sign_out;
mod switch_seat;
