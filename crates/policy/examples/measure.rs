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

const BATCHES: u32 = 10;

/// Microseconds of processor time a run takes (elapsed time where it is not known): `times` runs in ten batches, the
/// fastest batch's mean, since others work on the machine too.
fn mean_us<T>(times: u32, mut run: impl FnMut() -> T) -> f64 {
    run();
    let batch = times.div_ceil(BATCHES);
    let mut least = f64::INFINITY;
    for _ in 0..BATCHES {
        let (start, busy) = (Instant::now(), on_processor());
        for _ in 0..batch {
            std::hint::black_box(run());
        }
        let elapsed = start.elapsed().as_secs_f64();
        let spent = busy
            .zip(on_processor())
            .map_or(elapsed, |(before, after)| after - before);
        least = least.min(spent);
    }
    least * 1e6 / f64::from(batch)
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
        mean_us(1_000_000, || library.for_round(
            "nn.中小学教师.2022",
            on,
            &settings
        ))
    );
    let rules = rules
        .with_settings(settings)
        .map_err(|errors| format!("{errors:?}"))?;
    println!(
        "law           {:>10.3} µs",
        mean_us(1_000_000, || rules.law("一次性告知"))
    );
    println!(
        "vote          {:>10.3} µs",
        mean_us(300_000, || rules.vote("单位推荐"))
    );
    ask(files)
}

/// One rule that asks 第十七条 and 第十八条(三) together.
const BOTH: &str = r#"
政策包 "测算" {
    名称 "测算"
    层级 "单位"
    适用 地区="45" 系列="*"
    有效 自="2022-01-01"
    上位 "gx.评审办法.2021"
}
规则 "第十八条（三）连同第十七条" 条="第十八条(三)" 问于="申报日" {
    依照 "没有不得申报情形"
    依照 "流动直接申报副高级"
}
"#;

/// The same in Rust, as the limit of what any evaluator could reach.
struct ByHand {
    bars: [bool; 5],
    moved: bool,
    schooling: u8,
    degree: u8,
    months: u32,
}

impl ByHand {
    fn meets(&self) -> bool {
        let row = |degree, schooling, months| {
            self.degree >= degree && self.schooling >= schooling && self.months >= months
        };
        let years = row(3, 0, 24) || row(2, 0, 96) || row(0, 3, 144) || row(0, 2, 168);
        !self.bars.iter().any(|bar| *bar) && self.moved && years
    }
}

fn per_second(us: f64) -> String {
    format!("{us:>10.3} µs {:>8.2} million/s", 1.0 / us)
}

fn ask(mut files: Vec<(String, String)>) -> Result<(), Box<dyn Error>> {
    files.push(("测算/测算.kdl".to_owned(), BOTH.to_owned()));
    let on = "2022-06-01".parse()?;
    let rules = Library::load(files)?.effective("测算", on)?;
    let rule = "第十八条（三）连同第十七条";
    let days = Days::on(on);
    for (case, months) in [("met", 144), ("not met", 143)] {
        let facts = Facts::new()
            .with("离退休期间", FactValue::Absent)
            .with("公务员身份期间", FactValue::Absent)
            .with("单位性质", FactValue::Word("事业单位".to_owned()))
            .with("记过以上处分期间", FactValue::Absent)
            .with("立案或处分处罚影响期", FactValue::Absent)
            .with("诚信档案记录期", FactValue::Absent)
            .with("公务员流动到企事业单位", FactValue::Flag(true))
            .with("学历", FactValue::Word("本科".to_owned()))
            .with("学位", FactValue::Word("学士".to_owned()))
            .with("专技年限", FactValue::Months(months));
        let sheet = rules.sheet(&facts).map_err(|errors| format!("{errors:?}"))?;
        println!("第十八条（三）连同第十七条, {case}:");
        let truth = || rules.truth(rule, &sheet, days);
        println!("  facts ready        {}", per_second(mean_us(2_000_000, truth)));
        let converted = || rules.sheet(&facts).map(|sheet| rules.truth(rule, &sheet, days));
        println!(
            "  facts as they come {}",
            per_second(mean_us(1_000_000, converted))
        );
        let explained = || rules.evaluate(rule, &facts, days);
        println!("  with explanation   {}", per_second(mean_us(300_000, explained)));
        let person = ByHand {
            bars: [false; 5],
            moved: true,
            schooling: 3,
            degree: 1,
            months,
        };
        let by_hand = || std::hint::black_box(&person).meets();
        println!(
            "  by hand            {}",
            per_second(mean_us(100_000_000, by_hand))
        );
    }
    Ok(())
}
