//! Circumstances on file that bar a person.

pub mod record;
