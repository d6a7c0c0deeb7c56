//! Registers who is present and opens the secret vote in the mode the unit chose.

use std::collections::{BTreeMap, BTreeSet};

use ballot::{BoxKey, Mode};
use kernel::{PanelId, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Opens the vote.
pub const VERB: Verb = Verb {
    kind: "panel.open_ballot",
    roles: &[Role::UnitExaminer],
};

/// Opens the vote for the seats in `present`.
///
/// # Errors
/// It was opened already, nobody is present, a member has no account for the plain box, or the round has no threshold.
pub fn open_ballot(tx: &mut Tx<'_>, id: PanelId, mode: Mode, present: BTreeSet<u32>) -> Result<()> {
    let (stored, rules) = super::convened(tx, &VERB, id)?;
    let mut titles = BTreeMap::new();
    let mut people = Vec::new();
    for case in &stored.panel.agenda {
        let case = store::applications::find(tx, *case)?.case;
        people.push(case.applicant);
        titles.insert(
            case.id,
            (case.applicant, case.target.level, case.target.specialty),
        );
    }
    let names: BTreeMap<_, _> = store::accounts::names(tx, &people)?.into_iter().collect();
    let titles = titles.into_iter().map(|(id, (person, level, specialty))| {
        let name = names.get(&person).cloned().unwrap_or_default();
        (id, format!("{name}，{level}，{specialty}"))
    });
    let (mut salt, mut key) = ([0_u8; 32], [0_u8; 32]);
    tx.chance(&mut salt);
    tx.chance(&mut key);
    let titles = titles.collect();
    let changed = stored
        .panel
        .clone()
        .open_ballot(mode, present, &titles, (salt, &BoxKey(key)), &rules)?;
    store::panel::save(tx, &stored, &changed.state, Some(&key))?;
    journal::record(
        tx,
        &Subject::of(id),
        VERB.kind,
        &changed.event,
        Some(&rules.hash().to_string()),
    )?;
    for person in changed.state.members.iter().filter_map(|member| member.person) {
        if mode == Mode::PlainBox {
            store::notices::send(
                tx,
                person,
                &Subject::of(id),
                "审议推荐小组已开始投票，请登录后投票",
            )?;
        }
    }
    Ok(())
}
