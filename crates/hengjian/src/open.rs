//! Opens what the program works on: keys, database, files, policy packs.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::sync::Arc;

use kernel::{Clock, Entropy, SystemEntropy};
use policy::Library;
use rust_embed::RustEmbed;
use store::files::Files;
use store::packs::Shelf;
use store::{Db, House, Keys};
use walkdir::WalkDir;

use crate::config::Config;
use crate::problem::Problem;

/// The policy packs that come with the program.
#[derive(RustEmbed)]
#[folder = "../../policy-packs"]
struct Packs;

/// The house of a configuration: opened, migrated, and known to fit its keys.
pub(crate) fn house(config: &Config, clock: Arc<dyn Clock>) -> Result<House, Problem> {
    let keys = read_keys(&config.keys)?;
    let db = database(config)?;
    let ran = db.migrate()?;
    tracing::info!(database = ?db, migrations = ran, "database opened");
    let files =
        Files::in_folder(&config.files).map_err(|error| Problem::Files(config.files.clone(), error))?;
    let shelf = packs(config.policy_packs.as_deref())?;
    let house = with(db, keys, files, clock, Box::new(SystemEntropy)).with_policies(shelf);
    if house.read(store::accounts::keys_fit)? {
        Ok(house)
    } else {
        Err(Problem::OtherKeys)
    }
}

/// The database of a configuration, not yet migrated.
pub(crate) fn database(config: &Config) -> Result<Db, Problem> {
    Ok(Db::open(&config.database, config.postgres_connections)?)
}

/// A house over parts that are known to fit.
pub(crate) fn with(
    db: Db,
    keys: Keys,
    files: Files,
    clock: Arc<dyn Clock>,
    entropy: Box<dyn Entropy>,
) -> House {
    House::new(db, keys, files, clock, entropy)
}

fn read_keys(file: &Path) -> Result<Keys, Problem> {
    let text = fs::read_to_string(file).map_err(|error| Problem::KeysUnreadable(file.to_owned(), error))?;
    Keys::from_file(&text).map_err(|error| Problem::Keys(file.to_owned(), error))
}

/// Writes new keys to a file that does not exist yet.
pub(crate) fn new_keys(file: &Path) -> Result<(), Problem> {
    write_secret(file, &Keys::generate(&mut SystemEntropy).to_file())
}

/// Writes a secret to a file that does not exist yet, readable by its owner only.
pub(crate) fn write_secret(file: &Path, text: &str) -> Result<(), Problem> {
    let failed = |error| Problem::KeysNotWritten(file.to_owned(), error);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(file).map_err(failed)?;
    written.write_all(text.as_bytes()).map_err(failed)?;
    written.sync_all().map_err(failed)
}

/// The policy packs in `folder`, or those that come with the program.
pub(crate) fn packs(folder: Option<&Path>) -> Result<Shelf, Problem> {
    let files = pack_files(folder)?;
    let library = Library::load(files.clone()).map_err(|errors| Problem::Packs(errors.to_string()))?;
    Ok(Shelf::new(files, Arc::new(library)))
}

/// The files of the packs, examples among them: path and text.
pub(crate) fn pack_files(folder: Option<&Path>) -> Result<Vec<(String, String)>, Problem> {
    if let Some(folder) = folder {
        return packs_in(folder);
    }
    let kdl = Packs::iter().filter(|path| path.ends_with(".kdl"));
    let read = kdl.filter_map(|path| {
        let text = Packs::get(&path)?.data;
        Some((path.into_owned(), String::from_utf8_lossy(&text).into_owned()))
    });
    Ok(read.collect())
}

fn packs_in(folder: &Path) -> Result<Vec<(String, String)>, Problem> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(Problem::PacksUnreadable)?;
        let path = entry.path();
        if entry.file_type().is_file() && path.extension().is_some_and(|ending| ending == "kdl") {
            let text = fs::read_to_string(path).map_err(|error| {
                let why = match error.kind() {
                    ErrorKind::InvalidData => "不是 UTF-8 编码的文本文件".to_owned(),
                    _ => error.to_string(),
                };
                Problem::Packs(format!("{}：{why}", path.display()))
            })?;
            let name = path.strip_prefix(folder).unwrap_or(path);
            files.push((name.to_string_lossy().into_owned(), text));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SystemClock;
    use testkit::{Engine, Town};

    fn config(town: &Town) -> Config {
        Config {
            database: town.url().to_owned(),
            keys: town.folder().join("keys.txt"),
            files: town.folder().join("files"),
            listen: ([127, 0, 0, 1], 0).into(),
            monitor: None,
            public_origin: None,
            proxies: Vec::new(),
            secure: true,
            policy_packs: None,
            log: crate::config::Log::Text,
            workers: 1,
            postgres_connections: 2,
            payment: None,
            certificates: crate::certificates::Settings {
                link: "https://zc.example.gov.cn/Q/".to_owned(),
                number: "{region:6}{year}{serial:5}{check}".to_owned(),
                log_key: town.folder().join("log.key"),
                region: "广西壮族自治区".to_owned(),
                supervised_by: "监制".to_owned(),
                issuers: Vec::new(),
            },
        }
    }

    #[test]
    fn a_house_opens_with_its_own_keys_only() {
        let town = Town::new(Engine::Sqlite);
        let config = config(&town);
        let open = || house(&config, Arc::new(SystemClock)).map(drop);
        assert!(matches!(open(), Err(Problem::KeysUnreadable(..))));
        new_keys(&config.keys).unwrap();
        open().unwrap();
        town.person();
        assert!(matches!(open(), Err(Problem::OtherKeys)));
        fs::write(&config.keys, Town::keys().to_file()).unwrap();
        open().unwrap();
        fs::write(&config.keys, "-----BEGIN CERTIFICATE-----").unwrap();
        assert!(matches!(open(), Err(Problem::Keys(..))));
    }

    #[test]
    fn a_key_file_is_never_overwritten_and_its_owners_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.txt");
        new_keys(&file).unwrap();
        let first = fs::read_to_string(&file).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(matches!(new_keys(&file), Err(Problem::KeysNotWritten(..))));
        assert_eq!(fs::read_to_string(&file).unwrap(), first);
    }

    #[test]
    fn the_packs_in_the_program_are_those_in_the_repository() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy-packs");
        let from_folder = packs_in(&folder).unwrap();
        let in_program = Packs::iter().filter(|path| path.ends_with(".kdl"));
        assert_eq!(in_program.count(), from_folder.len());
        packs(None).unwrap();
        packs(Some(&folder)).unwrap();
        assert!(matches!(
            packs(Some(Path::new("/nowhere"))),
            Err(Problem::PacksUnreadable(_))
        ));
    }
}
