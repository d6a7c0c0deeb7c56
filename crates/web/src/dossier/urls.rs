//! Addresses of one's own career library.

use kernel::{DossierEntryId, FileId};

crate::places! {
    /// My library (我的业绩库).
    Library = "/library";
    /// One section of it.
    SectionPage { section: String } = "/library/{section}";
    /// Adding an entry to a section.
    NewEntry { section: String } = "/library/{section}/new";
    /// Ticking that there is nothing in a section; POST only.
    DeclareNone { section: String } = "/library/{section}/none";
    /// Changing an entry.
    EntryPage { id: DossierEntryId } = "/library/entries/{id}";
    /// The scans of an entry.
    EntryFiles { id: DossierEntryId } = "/library/entries/{id}/files";
    /// Removing an entry, after being asked once more.
    RemoveEntry { id: DossierEntryId } = "/library/entries/{id}/remove";
    /// A file of one's own.
    OwnFile { id: FileId } = "/library/files/{id}";
}
