//! Addresses of circumstances on file.

use kernel::PersonId;

crate::places! {
    /// Finding a person by identity number (不得申报情形登记).
    Integrity = "/integrity";
    /// What is on file about a person, and entering more.
    PersonRecords { id: PersonId } = "/integrity/{id}";
}
