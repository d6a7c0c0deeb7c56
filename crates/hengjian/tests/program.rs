//! The program as the operator meets it: commands, sentences, signals.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests stop the test where it goes wrong"
)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

fn hengjian(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hengjian"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

fn said(output: &Output) -> (bool, String) {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    said(&hengjian(folder, arguments).output().unwrap())
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

fn configure(folder: &Path, more: &str) {
    let certificates = [
        "keys",
        "certificates",
        ".",
        "--link",
        "https://zc.example.gov.cn/Q/",
        "--authority",
        "11220000013544541J",
        "--name",
        "南宁市人力资源和社会保障局",
    ];
    if !folder.join("log.key").exists() {
        let (made, text) = run(folder, &certificates);
        assert!(made, "{text}");
        let settings = text.find("[certificates]").unwrap();
        fs::write(folder.join("certificates.toml"), &text[settings..]).unwrap();
    }
    let certificates = fs::read_to_string(folder.join("certificates.toml")).unwrap();
    let text =
        format!("database = 'data/hengjian.db'\nkeys = 'keys'\nfiles = 'data/files'\n{more}{certificates}");
    fs::write(folder.join("hengjian.toml"), text).unwrap();
}

fn wait_for(port: u16, path: &str, child: &mut Child) -> String {
    for _ in 0..600 {
        if let Some(answer) = get(port, path) {
            return answer;
        }
        assert!(child.try_wait().unwrap().is_none(), "the program ended by itself");
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nobody answers on port {port}");
}

#[test]
fn keys_and_migrations_are_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (made, text) = run(folder, &["keys", "new", "keys"]);
    assert!(made && text.contains("请立即另行备份"), "{text}");
    let (again, text) = run(folder, &["keys", "new", "keys"]);
    assert!(!again && text.contains("已有的文件不会被覆盖"), "{text}");
    configure(folder, "");
    let (migrated, text) = run(folder, &["migrate", "--config", "hengjian.toml"]);
    assert!(migrated && text.starts_with("数据库已是最新"), "{text}");
    let (_, text) = run(folder, &["migrate", "--config", "hengjian.toml"]);
    assert_eq!(text, "数据库已是最新，本次执行了0个迁移。\n");
}

#[test]
fn what_keeps_it_from_starting_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    configure(folder, "colour = 'red'\n");
    let serve = ["serve", "--config", "hengjian.toml"];
    let (_, text) = run(folder, &serve);
    assert!(text.starts_with("配置有误：没有“colour”这一项"), "{text}");
    configure(folder, "");
    let (started, text) = run(folder, &serve);
    assert!(!started && text.contains("用 hengjian keys new 生成"), "{text}");
    fs::write(folder.join("keys"), "hengjian-keys-1\n").unwrap();
    let (_, text) = run(folder, &serve);
    assert!(text.contains("请从备份恢复"), "{text}");
}

#[test]
fn it_serves_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (port, monitor) = (free_port(), free_port());
    run(folder, &["keys", "new", "keys"]);
    configure(
        folder,
        &format!("listen = '127.0.0.1:{port}'\nmonitor = '127.0.0.1:{monitor}'\nlog = 'json'\n"),
    );
    let mut child = hengjian(folder, &["serve", "--config", "hengjian.toml"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let health = wait_for(monitor, "/healthz", &mut child);
    assert!(
        health.starts_with("HTTP/1.1 200") && health.ends_with("ok\n"),
        "{health}"
    );
    let metrics = get(monitor, "/metrics").unwrap();
    assert!(metrics.contains("hengjian_outbox_set_aside 0"), "{metrics}");
    assert!(get(port, "/metrics").unwrap().starts_with("HTTP/1.1 404"));
    assert!(get(port, "/healthz").unwrap().starts_with("HTTP/1.1 200"));

    let told = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(told.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let (ended_well, log) = said(&output);
    assert!(ended_well, "{log}");
    let lines: Vec<&str> = log.lines().collect();
    assert!(lines.iter().all(|line| line.starts_with('{')), "{log}");
    assert!(lines.last().unwrap().contains("\"message\":\"stopped\""), "{log}");
}
