//! Typed identifiers: one newtype per kind of thing, all UUIDv7.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, Uuid};

use crate::{Entropy, Timestamp};

/// Marks what an [`Id`] identifies.
pub trait IdKind {
    /// The English name of the thing, as used in logs and error texts.
    const NAME: &'static str;
}

/// The identifier of one thing of kind `K`: a UUIDv7, ordered by the moment it was made.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// Makes a new identifier from a moment and 10 bytes of chance.
    pub fn new(now: Timestamp, entropy: &mut dyn Entropy) -> Self {
        let mut chance = [0_u8; 10];
        entropy.fill(&mut chance);
        let millis = u64::try_from(now.as_millis()).unwrap_or_default();
        Self::from_uuid(Builder::from_unix_timestamp_millis(millis, &chance).into_uuid())
    }

    /// Wraps a UUID that is already known to identify a thing of this kind.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self {
            uuid,
            kind: PhantomData,
        }
    }

    /// The UUID itself.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }

    /// The 16 bytes of the UUID.
    #[must_use]
    pub fn bytes(self) -> [u8; 16] {
        self.uuid.into_bytes()
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.uuid.simple(), f)
    }
}
impl<K: IdKind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", K::NAME, self.uuid.simple())
    }
}

/// The text is not an identifier of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of a {kind}")]
pub struct ParseIdError {
    kind: &'static str,
}

impl<K: IdKind> FromStr for Id<K> {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text)
            .map(Self::from_uuid)
            .map_err(|_| ParseIdError { kind: K::NAME })
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.uuid.simple())
    }
}

impl<'de, K: IdKind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $alias:ident = $marker:ident, $name:literal;)*) => {
        /// The kinds of things that identifiers name.
        pub mod kinds {
            $(
                $(#[$doc])*
                #[derive(Debug)]
                pub enum $marker {}
                impl super::IdKind for $marker {
                    const NAME: &'static str = $name;
                }
            )*
        }
        $(
            $(#[$doc])*
            pub type $alias = Id<kinds::$marker>;
        )*
    };
}

ids! {
    /// A person with an account: applicant, officer, expert, supervisor.
    PersonId = Person, "person";
    /// An organisation or an office inside one (单位、机构).
    OfficeId = Office, "office";
    /// A yearly review plan with its deployment notice (评审部署文件).
    PlanId = Plan, "plan";
    /// One entry of a person's career library.
    DossierEntryId = DossierEntry, "dossier entry";
    /// One application for a title (申报).
    ApplicationId = Application, "application";
    /// A stored file, named by what it is for; its bytes are found by content hash.
    FileId = File, "file";
    /// A unit's deliberation-and-recommendation panel session (审议推荐小组).
    PanelId = Panel, "panel";
    /// A posting with a period and objections (公示).
    PostingId = Posting, "posting";
    /// An objection raised during a posting.
    ObjectionId = Objection, "objection";
    /// A review committee (评委会).
    CommitteeId = Committee, "committee";
    /// An expert in a committee's pool (评审专家).
    ExpertId = Expert, "expert";
    /// A committee's review meeting (评审会议).
    MeetingId = Meeting, "meeting";
    /// An announced list of results.
    AnnouncementId = Announcement, "announcement";
    /// An electronic certificate (职称电子证书).
    CertificateId = Certificate, "certificate";
    /// An in-app message.
    MessageId = Message, "message";
    /// A version of a policy pack (政策包版本).
    PackVersionId = PackVersion, "pack version";
    /// What one applicant is to pay for one application (缴费单).
    FeeOrderId = FeeOrder, "fee order";
    /// A unit's posts of one round and its plan for using vacancies (岗位设置和空岗使用方案).
    PostPlanId = PostPlan, "post plan";
    /// A signed-in session.
    SessionId = Session, "session";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn ids_sort_by_their_moment_and_survive_text() {
        let mut entropy = SeededEntropy::new(7);
        let early = PersonId::new(Timestamp::from_millis(1_000), &mut entropy);
        let late = PersonId::new(Timestamp::from_millis(2_000), &mut entropy);
        assert!(early < late);
        assert_eq!(early.to_string().parse::<PersonId>(), Ok(early));
        assert_eq!(
            "x".parse::<PersonId>().unwrap_err().to_string(),
            "not an identifier of a person"
        );
    }
}
