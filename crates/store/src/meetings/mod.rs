//! Rows of review meetings, their agendas, members and opinions.

pub mod board;
pub mod draws;
pub(crate) mod schema;

use diesel::prelude::*;
use domain::meetings::{Meeting, Opinion};
use kernel::{ApplicationId, CommitteeId, ExpertId, MeetingId, OfficeId, PersonId, PlanId};

use crate::{Error, Kept, Result, Rx, Tx};
use schema::{meeting_agenda, meeting_members, meetings, opinions};

fn key_place(id: MeetingId) -> String {
    format!("meetings.box_key.{id}")
}

fn opinion_place(meeting: MeetingId, case: &str, expert: &str) -> String {
    format!("opinions.sealed.{meeting}.{case}.{expert}")
}

/// Adds a meeting with its agenda.
///
/// # Errors
/// A case stands on another live agenda ([`Error::Stale`] from the unique index), or the database is unavailable.
pub fn add(tx: &mut Tx<'_>, meeting: &Meeting) -> Result<()> {
    let id = meeting.id.to_string();
    diesel::insert_into(meetings::table)
        .values((
            meetings::id.eq(&id),
            meetings::version.eq(1),
            meetings::stage.eq(meeting.stage.code()),
            meetings::plan_id.eq(meeting.plan.to_string()),
            meetings::committee_id.eq(meeting.committee.to_string()),
            meetings::organiser_id.eq(meeting.organiser.to_string()),
            meetings::filing_office_id.eq(meeting.filing_office.to_string()),
            meetings::day.eq(meeting.day.to_string()),
            meetings::body.eq(serde_json::to_string(meeting)?),
        ))
        .execute(tx.conn)?;
    for item in &meeting.agenda {
        diesel::insert_into(meeting_agenda::table)
            .values((
                meeting_agenda::application_id.eq(item.case.to_string()),
                meeting_agenda::meeting_id.eq(&id),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Saves a changed meeting.
///
/// # Errors
/// Somebody else changed it meanwhile ([`Error::Stale`]), or the database is unavailable.
pub fn save(tx: &mut Tx<'_>, meeting: &Kept<Meeting>) -> Result<()> {
    let (id, version) = (meeting.id.to_string(), meeting.version());
    let rows = diesel::update(meetings::table.filter(meetings::id.eq(id).and(meetings::version.eq(version))))
        .set((
            meetings::version.eq(version + 1),
            meetings::stage.eq(meeting.stage.code()),
            meetings::body.eq(serde_json::to_string(&**meeting)?),
        ))
        .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Frees the cases of a meeting that was declined or called off, so that another may take them.
///
/// # Errors
/// The database is unavailable.
pub fn free_agenda(tx: &mut Tx<'_>, id: MeetingId) -> Result<()> {
    diesel::delete(meeting_agenda::table.filter(meeting_agenda::meeting_id.eq(id.to_string())))
        .execute(tx.conn)?;
    Ok(())
}

/// Replaces the list by which members find their meetings.
///
/// # Errors
/// The database is unavailable.
pub fn set_members(tx: &mut Tx<'_>, meeting: &Meeting) -> Result<()> {
    let id = meeting.id.to_string();
    diesel::delete(meeting_members::table.filter(meeting_members::meeting_id.eq(&id))).execute(tx.conn)?;
    for member in &meeting.members {
        diesel::insert_into(meeting_members::table)
            .values((
                meeting_members::meeting_id.eq(&id),
                meeting_members::person_id.eq(member.person.to_string()),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// The meeting `id`.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: MeetingId) -> Result<Kept<Meeting>> {
    let (body, version): (String, i64) = meetings::table
        .find(id.to_string())
        .select((meetings::body, meetings::version))
        .first(rx.conn)?;
    Ok(Kept::read(serde_json::from_str(&body)?, version))
}

/// The meeting `id`, to be changed in this transaction: whoever else wants to change it waits, so that members who
/// sign in or vote at the same moment all succeed.
///
/// # Errors
/// There is none.
pub fn find_to_change(tx: &mut Tx<'_>, id: MeetingId) -> Result<Kept<Meeting>> {
    diesel::update(meetings::table.find(id.to_string()))
        .set(meetings::version.eq(meetings::version))
        .execute(tx.conn)?;
    find(tx, id)
}

fn load(bodies: &[String]) -> Result<Vec<Meeting>> {
    bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect()
}

/// An organiser's meetings, latest day first.
///
/// # Errors
/// The database is unavailable.
pub fn of_organiser(rx: &mut Rx<'_>, organiser: OfficeId) -> Result<Vec<Meeting>> {
    let bodies: Vec<String> = meetings::table
        .filter(meetings::organiser_id.eq(organiser.to_string()))
        .order((meetings::day.desc(), meetings::id))
        .select(meetings::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// The meetings whose opening was requested of an authority, latest day first.
///
/// # Errors
/// The database is unavailable.
pub fn of_filing_office(rx: &mut Rx<'_>, office: OfficeId) -> Result<Vec<Meeting>> {
    let bodies: Vec<String> = meetings::table
        .filter(meetings::filing_office_id.eq(office.to_string()))
        .order((meetings::day.desc(), meetings::id))
        .select(meetings::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// The meetings of a round, by id.
///
/// # Errors
/// The database is unavailable.
pub fn of_plan(rx: &mut Rx<'_>, plan: PlanId) -> Result<Vec<Meeting>> {
    let bodies: Vec<String> = meetings::table
        .filter(meetings::plan_id.eq(plan.to_string()))
        .order(meetings::id)
        .select(meetings::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// The meetings a person was drawn for, latest day first.
///
/// # Errors
/// The database is unavailable.
pub fn of_member(rx: &mut Rx<'_>, person: PersonId) -> Result<Vec<Meeting>> {
    let bodies: Vec<String> = meetings::table
        .inner_join(meeting_members::table.on(meeting_members::meeting_id.eq(meetings::id)))
        .filter(meeting_members::person_id.eq(person.to_string()))
        .order((meetings::day.desc(), meetings::id))
        .select(meetings::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// The meetings of a committee, latest day first.
///
/// # Errors
/// The database is unavailable.
pub fn of_committee(rx: &mut Rx<'_>, committee: CommitteeId) -> Result<Vec<Meeting>> {
    let bodies: Vec<String> = meetings::table
        .filter(meetings::committee_id.eq(committee.to_string()))
        .order((meetings::day.desc(), meetings::id))
        .select(meetings::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// The meeting on whose live agenda a case stands, if it stands on one.
///
/// # Errors
/// The database is unavailable.
pub fn of_case(rx: &mut Rx<'_>, case: ApplicationId) -> Result<Option<Meeting>> {
    let body: Option<String> = meetings::table
        .inner_join(meeting_agenda::table.on(meeting_agenda::meeting_id.eq(meetings::id)))
        .filter(meeting_agenda::application_id.eq(case.to_string()))
        .select(meetings::body)
        .first(rx.conn)
        .optional()?;
    body.map(|body| Ok(serde_json::from_str(&body)?)).transpose()
}

/// Keeps the key of the meeting's ballot box, sealed; `None` destroys it.
///
/// # Errors
/// The database is unavailable.
pub fn set_box_key(tx: &mut Tx<'_>, id: MeetingId, key: Option<&[u8; 32]>) -> Result<()> {
    let sealed = key.map(|key| tx.seal(&key_place(id), key)).transpose()?;
    diesel::update(meetings::table.find(id.to_string()))
        .set(meetings::box_key.eq(sealed))
        .execute(tx.conn)?;
    Ok(())
}

/// The key of the meeting's ballot box, while its poll is open.
///
/// # Errors
/// The poll is closed and the key destroyed ([`Error::NotFound`]), or the loaded keys do not open it.
pub fn box_key(rx: &mut Rx<'_>, id: MeetingId) -> Result<[u8; 32]> {
    let sealed: Option<Vec<u8>> = meetings::table
        .find(id.to_string())
        .select(meetings::box_key)
        .first(rx.conn)?;
    let key = rx.keys().open(&key_place(id), &sealed.ok_or(Error::NotFound)?)?;
    key.try_into()
        .map_err(|_| Error::Broken("box key has another length".to_owned()))
}

/// Keeps an opinion, in place of the expert's earlier one on the case.
///
/// # Errors
/// The database is unavailable.
pub fn set_opinion(tx: &mut Tx<'_>, meeting: MeetingId, opinion: &Opinion) -> Result<()> {
    let (case, expert) = (opinion.case.to_string(), opinion.expert.to_string());
    let place = opinion_place(meeting, &case, &expert);
    let sealed = tx.seal(&place, &serde_json::to_vec(opinion)?)?;
    let key = (meeting.to_string(), case.clone(), expert.clone());
    diesel::delete(opinions::table.find(key)).execute(tx.conn)?;
    diesel::insert_into(opinions::table)
        .values((
            opinions::meeting_id.eq(meeting.to_string()),
            opinions::application_id.eq(case),
            opinions::expert_id.eq(expert),
            opinions::given_ms.eq(tx.now().as_millis()),
            opinions::sealed.eq(sealed),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The opinions given at a meeting, of one expert or of all, by case and expert.
///
/// # Errors
/// The database is unavailable, or the loaded keys do not open them.
pub fn opinions(rx: &mut Rx<'_>, meeting: MeetingId, expert: Option<ExpertId>) -> Result<Vec<Opinion>> {
    let mut query = opinions::table
        .filter(opinions::meeting_id.eq(meeting.to_string()))
        .order((opinions::application_id, opinions::expert_id))
        .select((opinions::application_id, opinions::expert_id, opinions::sealed))
        .into_boxed();
    if let Some(expert) = expert {
        query = query.filter(opinions::expert_id.eq(expert.to_string()));
    }
    let rows: Vec<(String, String, Vec<u8>)> = query.load(rx.conn)?;
    rows.into_iter()
        .map(|(case, expert, sealed)| {
            let plain = rx.keys().open(&opinion_place(meeting, &case, &expert), &sealed)?;
            Ok(serde_json::from_slice(&plain)?)
        })
        .collect()
}
