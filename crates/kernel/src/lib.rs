//! The ground floor: what every other crate speaks in.
//!
//! Nothing here reads a clock, a random source, a file or a database by itself:
//! [`Clock`] and [`Entropy`] are handed in, everything else is a value.

mod actor;
mod calendar;
mod chance;
mod day;
mod fraction;
mod id;
mod identity;
mod level;
mod money;
mod refusal;
mod time;

pub use actor::{Actor, Role, Seat};
pub use calendar::{Calendar, DayKind, Reckoned, YearCalendar};
pub use chance::{Entropy, SeededEntropy, SystemEntropy};
pub use day::{Day, DayError};
pub use fraction::{Fraction, FractionError};
pub use id::{
    AnnouncementId, ApplicationId, CertificateId, CommitteeId, DossierEntryId, ExpertId, FeeOrderId, FileId,
    Id, IdKind, MeetingId, MessageId, ObjectionId, OfficeId, PackVersionId, PanelId, ParseIdError, PersonId,
    PlanId, PostPlanId, PostingId, SessionId, kinds,
};
pub use identity::{
    IdentityNumber, IdentityNumberError, LicenceIdentifier, LicenceIdentifierError, Sex, SocialCreditCode,
    SocialCreditCodeError, iso7064_mod37_36,
};
pub use level::{Layer, Level};
pub use money::Money;
pub use refusal::{Article, Refusal, Refusals, RuleId};
pub use time::{Clock, FixedClock, SystemClock, Timestamp};
