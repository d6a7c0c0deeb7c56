//! Versions of policy packs: rules that officers change as data, two of them together.

pub mod approve;
pub mod check;
pub mod examine;
pub mod upload;
pub mod withdraw;

use domain::accounts::Office;
use domain::packs::{PackVersion, Signed, access};
use kernel::{Actor, PackVersionId, Refusal, Refusals, Role};
use policy::LoadErrors;
use store::journal::Subject;
use store::outbox;
use store::{Kept, Rx, Tx, notices};

use crate::{Error, Result, Verb};
use check::CheckPack;

/// So many faults of a pack are told; more would not be read.
const MOST_FAULTS: usize = 50;

/// The version, if the actor's office keeps its pack.
///
/// # Errors
/// There is none, or it is not theirs to know ([`Error::NotFound`]).
pub fn kept(rx: &mut Rx<'_>, actor: &Actor, id: PackVersionId) -> Result<Kept<PackVersion>> {
    let seat = actor.seat().filter(|seat| access::ROLES.contains(&seat.role));
    let office = store::accounts::office(rx, seat.ok_or(Error::NotFound)?.office)?;
    let version = store::packs::find(rx, id)?;
    if access::keeps(&office.region_code, &version.area) {
        Ok(version)
    } else {
        Err(Error::NotFound)
    }
}

/// The actor's signature and office.
fn signing(tx: &mut Tx<'_>, verb: &Verb) -> Result<(Signed, Office)> {
    let seat = verb.permit(tx.actor())?;
    let person = tx.actor().person().ok_or(Error::NotFound)?;
    let office = store::accounts::office(tx, seat.office)?;
    let signed = Signed {
        person,
        office: office.id,
        at: tx.now(),
    };
    Ok((signed, office))
}

/// Faults of pack files as refusals of the form's files, each with file, line and column.
fn faults(errors: &LoadErrors) -> Refusals {
    let all = errors.all();
    let mut found: Vec<Refusal> = all
        .iter()
        .take(MOST_FAULTS)
        .map(|error| Refusal::new(error.to_string()).at("files"))
        .collect();
    if all.len() > MOST_FAULTS {
        let rest = all.len() - MOST_FAULTS;
        found.push(Refusal::new(format!("还有{rest}处问题没有列出，请先改正以上各处")).at("files"));
    }
    match Refusals::check(found) {
        Err(refusals) => refusals,
        Ok(()) => Refusal::new("政策包不能加载").at("files").into(),
    }
}

/// Tells every officer who keeps the pack, other than the actor.
fn tell(tx: &mut Tx<'_>, version: &PackVersion, text: &str) -> Result<()> {
    let own = tx.actor().person();
    let mut told = Vec::new();
    for (person, office) in store::accounts::everybody_in(tx, Role::PolicyOfficer)? {
        let office = store::accounts::office(tx, office)?;
        let new = Some(person) != own && !told.contains(&person);
        if new && access::keeps(&office.region_code, &version.area) {
            notices::send(tx, person, &Subject::of(version.id), text)?;
            told.push(person);
        }
    }
    Ok(())
}

/// What is in force has changed: versions that wait are checked anew against it.
fn moved(tx: &mut Tx<'_>) -> Result<()> {
    store::packs::changed(tx)?;
    for version in store::packs::all(tx)? {
        if version.stage.is_pending() {
            let id = version.id;
            let version = version.decide(|was| Ok::<_, Error>(was.overtaken()))?;
            store::packs::save(tx, &version)?;
            let now = tx.now();
            outbox::queue(tx, &CheckPack { version: id }, now, None)?;
        }
    }
    Ok(())
}
