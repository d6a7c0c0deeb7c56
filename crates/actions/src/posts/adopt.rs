//! The unit records that its staff congress passed the plan, with the resolution as a file (五(二)1).

use domain::posts::Resolution;
use kernel::{Day, PostPlanId, Refusal, Role};
use store::Tx;

use crate::{Error, Result, Verb};

/// Records the resolution.
pub const VERB: Verb = Verb {
    kind: "posts.adopt",
    roles: &[Role::UnitExaminer],
};

/// A resolution to record; its file's type was told by its content.
#[derive(Debug, Clone)]
pub struct Adopt<'a> {
    /// The post plan.
    pub posts: PostPlanId,
    /// When the congress met.
    pub day: Day,
    /// How many members were present.
    pub present: u32,
    /// How many agreed.
    pub agreed: u32,
    /// The file's name.
    pub name: &'a str,
    /// Its media type by content.
    pub media_type: &'a str,
    /// Its bytes.
    pub content: &'a [u8],
}

/// Records the resolution; the plan may now be posted inside the unit.
///
/// # Errors
/// The plan is no draft with figures, the file is empty, or the numbers do not fit.
pub fn adopt(tx: &mut Tx<'_>, cmd: &Adopt<'_>) -> Result<()> {
    let before = super::own(tx, &VERB, cmd.posts)?;
    if cmd.content.is_empty() {
        let refusal = Refusal::new("所选文件是空的").at("file").rule("POS-003");
        return Err(refusal.remedy("请重新选择文件").into());
    }
    let person = tx.actor().person().ok_or(Error::NotFound)?;
    let today = tx.today();
    let file = store::files::store(tx, person, cmd.name, cmd.media_type, cmd.content)?;
    let resolution = Resolution {
        day: cmd.day,
        present: cmd.present,
        agreed: cmd.agreed,
        file: file.id,
    };
    let changed = before.posts.clone().adopt(resolution, today)?;
    super::keep(tx, VERB.kind, &before, (&changed.state, &changed.event), None)
}
