//! A policy officer uploads a new version of a pack. It is checked before anybody may approve it.

use domain::packs::{CALENDARS, PackVersion, access};
use kernel::{PackVersionId, Refusal, Refusals};
use policy::{Examples, Library};
use store::Tx;
use store::journal::{self, Subject};
use store::outbox;
use store::packs::Files;

use super::check::CheckPack;
use crate::{Error, Result, Verb};

/// 上传政策包.
pub const VERB: Verb = Verb {
    kind: "packs.upload",
    roles: &access::ROLES,
};

/// More text than the packs of any region need.
const MOST_BYTES: usize = 2 << 20;
/// Longer than any pack's id.
const ID_MOST_CHARACTERS: usize = 60;

/// A version to upload.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The pack, or [`CALENDARS`].
    pub pack: String,
    /// Why it is made, and on which document it rests.
    pub reason: String,
    /// Names and texts of its files.
    pub files: Files,
}

/// Takes the version in, if all packs load with it, and queues its check.
///
/// # Errors
/// Everything wrong with its files, each with file, line and column; it is not the office's to keep; it is what is in
/// force already. The running packs stay as they are.
pub fn upload(tx: &mut Tx<'_>, cmd: Upload) -> Result<PackVersionId> {
    let (signed, office) = super::signing(tx, &VERB)?;
    let pack = cmd.pack.trim().to_owned();
    let files = in_folder(&pack, cmd.files)?;
    let all = store::packs::supposing(tx, &pack, Some(files.clone()))?;
    let in_force = store::packs::in_force(tx, &pack)?;
    if in_force == files {
        return Err(Refusal::new("与现行版本完全相同，不用上传").at("files").into());
    }
    let library = store::packs::library(all.clone()).map_err(|errors| super::faults(&errors))?;
    Examples::load(all).map_err(|errors| super::faults(&errors))?;
    let (title, area) = about(&library, &pack, &office.region_code)?;
    let known = tx.policies().pack(&pack).map(|info| info.scope.area);
    let mut areas = known.iter().chain([&area]);
    if !areas.all(|area| access::keeps(&office.region_code, area)) {
        let sentence = format!("“{title}”不归{}管理", office.name);
        let refusal = Refusal::new(sentence).at("pack");
        return Err(refusal.remedy("请由适用地区的主管单位上传").into());
    }
    let id = tx.new_id();
    let digest = journal::digest_of(&serde_json::to_string(&files)?);
    let made = PackVersion::upload(id, (&pack, &title, &area), digest, &cmd.reason, signed)?;
    store::packs::add(tx, &made.state, &files)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &made.event, None)?;
    let now = tx.now();
    outbox::queue(tx, &CheckPack { version: id }, now, None)?;
    Ok(id)
}

/// The files under the pack's folder, sorted.
fn in_folder(pack: &str, files: Files) -> Result<Files> {
    let mut found = Vec::new();
    let odd = |mark: char| !(mark.is_alphanumeric() || ".-_".contains(mark));
    if pack.is_empty() || pack.chars().count() > ID_MOST_CHARACTERS || pack.contains(odd) {
        found.push(
            Refusal::new("请填写政策包的编号，如“gx.评审办法.2021”，与文件里“政策包”后面写的相同").at("pack"),
        );
    }
    if files.iter().map(|(_, text)| text.len()).sum::<usize>() > MOST_BYTES {
        found.push(Refusal::new("文件太大，政策包的文件合计应不超过2 MB").at("files"));
    }
    let mut placed: Files = Vec::new();
    for (name, text) in files {
        let path = format!("{pack}/{name}");
        if !name.ends_with(".kdl") || name.contains(['/', '\\']) {
            found.push(Refusal::new(format!("“{name}”不是政策包文件，文件名应以 .kdl 结尾")).at("files"));
        } else if placed.iter().any(|(known, _)| *known == path) {
            found.push(Refusal::new(format!("有两个文件都叫“{name}”")).at("files"));
        }
        placed.push((path, text));
    }
    if placed.is_empty() {
        found.push(Refusal::new("请选择政策包的全部文件").at("files"));
    }
    Refusals::check(found)?;
    placed.sort();
    Ok(placed)
}

/// The title and area of what was uploaded. Calendars are the region's.
fn about(library: &Library, pack: &str, office_code: &str) -> Result<(String, String)> {
    if pack == CALENDARS {
        let area = office_code.get(..2).unwrap_or_default();
        return Ok(("工作日历".to_owned(), area.to_owned()));
    }
    let info = library.pack(pack).ok_or_else(|| {
        let sentence = format!(
            "文件里没有写明“政策包 \"{pack}\"”，请连同写有政策包名称、层级、适用和有效期的文件一起上传"
        );
        Error::from(Refusal::new(sentence).at("files"))
    })?;
    Ok((info.instrument.title, info.scope.area))
}
