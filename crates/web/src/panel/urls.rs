//! Addresses of one panel. The list and the form of a new one stand in [`crate::desk::urls`].

use kernel::{ApplicationId, FileId, PanelId};

crate::places! {
    /// A panel: its agenda, its members, where it stands.
    PanelPlace { id: PanelId } = "/panels/{id}";
    /// Registering who is present and opening the vote; POST only.
    OpenBallot { id: PanelId } = "/panels/{id}/opening";
    /// A member's ballot.
    Ballot { id: PanelId } = "/panels/{id}/ballot";
    /// One person's count sheet of the paper ballots.
    CountSheet { id: PanelId } = "/panels/{id}/count";
    /// Ending the vote and counting it; POST only.
    CloseBallot { id: PanelId } = "/panels/{id}/closing";
    /// The minutes, for printing.
    Minutes { id: PanelId } = "/panels/{id}/minutes";
    /// The minutes as a file.
    MinutesFile { id: PanelId } = "/panels/{id}/minutes/file";
    /// What the panel says of each case.
    Opinions { id: PanelId } = "/panels/{id}/opinions";
    /// A case of the agenda, for the members.
    AgendaCase { id: PanelId, case: ApplicationId } = "/panels/{id}/cases/{case}";
    /// A file of such a case.
    AgendaFile { id: PanelId, case: ApplicationId, file: FileId } = "/panels/{id}/cases/{case}/files/{file}";
}
