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

/// The project's packs in a folder of their own, with one text in the place of another in one file.
fn packs_with(folder: &Path, (file, old, new): (&str, &str, &str)) -> String {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy-packs");
    let to = folder.join("packs");
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.unwrap();
        let place = to.join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(place).unwrap();
        } else {
            let text = fs::read_to_string(entry.path()).unwrap();
            let changed = if place.ends_with(file) {
                assert!(text.contains(old), "{file} does not say {old}");
                text.replacen(old, new, 1)
            } else {
                text
            };
            fs::write(place, changed).unwrap();
        }
    }
    to.to_str().unwrap().to_owned()
}

#[test]
fn a_faulty_pack_is_refused_with_file_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = "gx.评审办法.2021/办法.kdl";
    let typo = packs_with(folder, (file, "参数 \"单位公示期\"", "叁数 \"单位公示期\""));
    let (passed, text) = run(folder, &["policy", "test", "--packs", &typo]);
    assert!(!passed && text.contains(&format!("{file}:")), "{text}");
    assert!(text.contains("叁数"), "{text}");
    let without = packs_with(
        folder,
        (
            file,
            "参数 \"单位公示期\" 条=\"第二十条(二)\"",
            "参数 \"单位公示期\"",
        ),
    );
    let (passed, text) = run(folder, &["policy", "test", "--packs", &without]);
    assert!(
        !passed && text.contains(&format!("{file}:")) && text.contains("条"),
        "{text}"
    );
}

#[test]
fn questions_that_cannot_be_answered_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let pack = "gx.评审办法.2021";
    let ask = |facts: &str, more: &[&str]| {
        fs::write(folder.join("facts.json"), facts).unwrap();
        let mut arguments = vec!["policy", "ask", "--pack", pack, "--facts", "facts.json"];
        arguments.extend(more);
        run(folder, &arguments)
    };
    let day = ["--date", "2022-09-01"];
    for (facts, sentence) in [
        (r#"{"学历": "小学"}"#, "学历"),
        (r#"{"现职称取得日": "2022-02-30"}"#, "2022-02-30"),
        (r#"{"专技年限": "9223372036854775807年1个月"}"#, "应填时长"),
        (r#"{"没有的事实": "是"}"#, "没有的事实"),
        (r#"{"学历": "#, "读不出来"),
    ] {
        let (answered, text) = ask(facts, &day);
        assert!(!answered && text.contains(sentence), "{facts}: {text}");
    }
    let (answered, text) = ask("{}", &["--date", "2019-01-01"]);
    assert!(!answered && text.contains("2019-01-01不是有效的"), "{text}");
    let (answered, text) = ask("{}", &["--date", "2022-09-01", "--until", "2022-08-01"]);
    assert!(!answered && text.contains("不早于"), "{text}");
    let (answered, text) = ask("{}", &["--date", "2022-09-01", "--rule", "没有的规则"]);
    assert!(!answered && text.contains("现有："), "{text}");
}

#[test]
fn two_packs_are_compared_by_what_they_put_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (old, new) = ("nn.中小学教师.2021", "nn.中小学教师.2022");
    let (told, text) = run(folder, &["policy", "diff", old, new]);
    assert!(told && text.contains("2021-07-20有效的规则"), "{text}");
    let kept = |text: &str| text.contains("删去 参数 单位公示期");
    assert!(!kept(&text), "the posting comes from the measure: {text}");
    let (told, text) = run(folder, &["policy", "diff", old, new, "--as-written"]);
    assert!(told && kept(&text), "in the city's own words it is gone: {text}");
    let (told, text) = run(folder, &["policy", "diff", old, new, "--new-date", "2021-12-31"]);
    assert!(!told && text.contains("2021-12-31不是有效的"), "{text}");
    let (checked, text) = run(folder, &["policy", "check", "--write-missing"]);
    assert!(!checked && text.contains("--packs"), "{text}");
}
