//! Stored files: found by id, unreadable on the disk, noticed when changed.

use std::fs;
use std::path::PathBuf;

use rstest::rstest;
use store::{Error, files};
use testkit::{Engine, Town};

const CONTENT: &[u8] = "扫描件：本科学历证书".as_bytes();

fn on_disk(town: &Town) -> Vec<PathBuf> {
    let folders = fs::read_dir(town.folder().join("files")).unwrap();
    folders
        .flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .collect()
}

#[rstest]
fn a_file_is_kept_with_its_name_and_digest(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let town = Town::new(engine);
    let owner = town.person().id;
    let stored = town.program(|tx| files::store(tx, owner, "学历证书.pdf", "application/pdf", CONTENT));
    assert_eq!(town.read(|rx| files::find(rx, stored.id)), stored);
    assert_eq!(town.read(|rx| files::content(rx, stored.id)), CONTENT);
    assert_eq!(stored.digest, store::journal::digest_of_bytes(CONTENT));
    assert_eq!((stored.owner, stored.size_bytes), (owner, 30));
    let unknown = town.program(|tx| Ok(tx.new_id()));
    let missing = town.house.read(|rx| files::content(rx, unknown));
    assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
}

#[test]
fn the_disk_holds_equal_content_once_and_never_plain() {
    let town = Town::new(Engine::Sqlite);
    let owner = town.person().id;
    for name in ["学历证书.pdf", "学历证书（副本）.pdf"] {
        town.program(|tx| files::store(tx, owner, name, "application/pdf", CONTENT));
    }
    let paths = on_disk(&town);
    assert_eq!(paths.len(), 1);
    let bytes = fs::read(&paths[0]).unwrap();
    assert!(!bytes.windows(9).any(|window| window == "扫描件".as_bytes()));
    let digest = store::journal::digest_of_bytes(CONTENT);
    assert!(
        !paths[0].to_str().unwrap().contains(&digest[2..]),
        "the address is keyed"
    );
}

#[test]
fn a_changed_or_missing_file_is_told_from_a_readable_one() {
    let town = Town::new(Engine::Sqlite);
    let owner = town.person().id;
    let stored = town.program(|tx| files::store(tx, owner, "学历证书.pdf", "application/pdf", CONTENT));
    let path = on_disk(&town).remove(0);
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let changed = town.house.read(|rx| files::content(rx, stored.id));
    assert!(matches!(changed, Err(Error::Broken(_))), "{changed:?}");
    fs::remove_file(&path).unwrap();
    let missing = town.house.read(|rx| files::content(rx, stored.id));
    assert!(matches!(missing, Err(Error::Unavailable(_))), "{missing:?}");
}
