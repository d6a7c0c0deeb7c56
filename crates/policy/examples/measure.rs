//! How long loading, resolving and asking take: `cargo run --release -p policy --example measure policy-packs`.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program prints and reads the clock"
)]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use kernel::Timestamp;
use policy::{Days, FactValue, Facts, Library, Setting, Settings};

/// Seconds this process has spent on a processor (Linux), so that a busy machine does not count.
fn on_processor() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// The mean of `times` runs, in microseconds of processor time (elapsed time where it is not known), after one
/// unmeasured run.
fn mean_us<T>(times: u32, mut run: impl FnMut() -> T) -> f64 {
    run();
    let (start, busy) = (Instant::now(), on_processor());
    for _ in 0..times {
        std::hint::black_box(run());
    }
    let elapsed = start.elapsed().as_secs_f64();
    let spent = busy
        .zip(on_processor())
        .map_or(elapsed, |(before, after)| after - before);
    spent * 1e6 / f64::from(times)
}

fn read(folder: &Path, into: &mut Vec<(String, String)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, into)?;
        } else {
            into.push((path.display().to_string(), std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "policy-packs".to_owned());
    let mut files = Vec::new();
    read(Path::new(&folder), &mut files)?;
    let served = files.iter().filter(|(path, _)| !path.ends_with("算例.kdl"));
    let bytes: usize = served.map(|(_, text)| text.len()).sum();
    let library = Library::load(files.clone())?;
    println!("packs {}, {bytes} bytes", library.packs().count());
    println!(
        "load          {:>10.1} µs",
        mean_us(20, || Library::load(files.clone()))
    );

    let on = "2022-06-01".parse()?;
    let rules = library.effective("nn.中小学教师.2022", on)?;
    let setting = |value: &str| Setting {
        value: value.to_owned(),
        by: "职改办".to_owned(),
        at: Timestamp::from_millis(0),
        note: "测算".to_owned(),
    };
    let settings = ["硕士", "本科", "大专", "博士"]
        .iter()
        .fold(Settings::new(), |settings, schooling| {
            settings.with(format!("申报副高级任职年限·{schooling}"), setting("5年"))
        });
    println!(
        "effective     {:>10.1} µs",
        mean_us(500, || library.effective("nn.中小学教师.2022", on))
    );
    println!(
        "with_settings {:>10.1} µs",
        mean_us(500, || rules.with_settings(settings.clone()))
    );

    println!(
        "for_round     {:>10.3} µs",
        mean_us(100_000, || library.for_round("nn.中小学教师.2022", on, &settings))
    );
    let rules = rules
        .with_settings(settings)
        .map_err(|errors| format!("{errors:?}"))?;
    let facts = Facts::new()
        .with("公务员流动到企事业单位", FactValue::Flag(true))
        .with("学历", FactValue::Word("本科".to_owned()))
        .with("学位", FactValue::Word("学士".to_owned()))
        .with("专技年限", FactValue::Months(143));
    let days = Days::on(on);
    let sheet = rules.sheet(&facts).map_err(|errors| format!("{errors:?}"))?;
    let rule = "流动直接申报副高级";
    println!(
        "sheet         {:>10.3} µs",
        mean_us(100_000, || rules.sheet(&facts))
    );
    println!(
        "truth         {:>10.3} µs",
        mean_us(1_000_000, || rules.truth(rule, &sheet, days))
    );
    println!(
        "evaluate      {:>10.3} µs",
        mean_us(100_000, || rules.evaluate(rule, &facts, days))
    );
    println!(
        "law           {:>10.3} µs",
        mean_us(100_000, || rules.law("一次性告知"))
    );
    println!(
        "vote          {:>10.3} µs",
        mean_us(100_000, || rules.vote("单位推荐"))
    );
    Ok(())
}
