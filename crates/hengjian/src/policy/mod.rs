//! `hengjian policy`: packs are checked, tested, asked, read and compared without a database.
//!
//! Everything is said on standard output, as text or as JSON; the exit code is 0 only when nothing is wrong.

mod ask;
mod check;
mod compare;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use kernel::Day;
use policy::{Library, PackInfo, RenderedRow};
use serde::Serialize;

use crate::problem::Problem;
use crate::{open, say};

/// Where the packs are, and how the answer is written.
#[derive(Debug, Args)]
pub(crate) struct Where {
    /// 政策包目录；不写则用程序自带的政策包
    #[arg(long, value_name = "FOLDER")]
    packs: Option<PathBuf>,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

/// What is asked.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// 检查政策包：写法、出处、算例，每个数字改动一个单位时是否有算例发现，表有没有空缺和重叠，有没有比上位文件放宽
    Check {
        #[command(flatten)]
        place: Where,
        /// 没有算例发现的数字，先补写一对算例，标明“待确认”；由政策管理人员对照原文核对后才算数
        #[arg(long)]
        write_missing: bool,
    },
    /// 运行政策包中的全部算例
    Test {
        #[command(flatten)]
        place: Where,
    },
    /// 按给定的事实判断规则，说明理由、条款和尚缺的材料
    Ask {
        #[command(flatten)]
        place: Where,
        /// 政策包，如 gx.评审办法.2021
        #[arg(long)]
        pack: String,
        /// 按哪一天判断
        #[arg(long, value_name = "DAY")]
        date: Day,
        /// 一直判断到哪一天（如确认之日）；不写则只判断一天
        #[arg(long, value_name = "DAY")]
        until: Option<Day>,
        /// 事实，JSON 文件，如 {"学历": "本科", "专技年限": "24个月"}
        #[arg(long, value_name = "FILE")]
        facts: PathBuf,
        /// 判断哪些规则；不写则逐条判断全部规则
        #[arg(long, value_name = "NAME")]
        rule: Vec<String>,
    },
    /// 逐条列出政策包的内容：左边是条款，右边是规则
    Render {
        #[command(flatten)]
        place: Where,
        /// 政策包
        pack: String,
    },
    /// 比较两个政策包，或者同一政策包的两个日期、两个版本：连同各自的上位文件，比较当日有效的规则
    Diff {
        #[command(flatten)]
        place: Where,
        /// 旧的政策包
        old: String,
        /// 新的政策包
        new: String,
        /// 旧的按哪一天；不写则按它生效的第一天
        #[arg(long, value_name = "DAY")]
        old_date: Option<Day>,
        /// 新的按哪一天；不写则按它生效的第一天
        #[arg(long, value_name = "DAY")]
        new_date: Option<Day>,
        /// 新版本所在的目录；不写则与旧的在同一目录
        #[arg(long, value_name = "FOLDER")]
        new_packs: Option<PathBuf>,
        /// 只比较两份文件自己写的条目（含以后才生效的数值），不连同上位文件
        #[arg(long, conflicts_with_all = ["old_date", "new_date"])]
        as_written: bool,
    },
    /// 用一批冻结的事实比较新旧两版政策包：谁的结论会变，依据哪一条
    Impact {
        #[command(flatten)]
        place: Where,
        /// 新版本所在的目录
        #[arg(long, value_name = "FOLDER")]
        new_packs: PathBuf,
        /// 政策包
        #[arg(long)]
        pack: String,
        /// 规则
        #[arg(long)]
        rule: String,
        /// 按哪一天判断
        #[arg(long, value_name = "DAY")]
        date: Day,
        /// 一批事实：每行一个 JSON，如 {"编号": "1", "分组": "青秀区·中级", "事实": {"学历": "本科"}}
        #[arg(long, value_name = "FILE")]
        facts: PathBuf,
    },
}

/// Carries out the command.
pub(crate) fn run(command: PolicyCommand) -> Result<(), Problem> {
    match command {
        PolicyCommand::Check { place, write_missing } => check::check(&place, write_missing),
        PolicyCommand::Test { place } => check::test(&place),
        PolicyCommand::Ask {
            place,
            pack,
            date,
            until,
            facts,
            rule,
        } => {
            if until.is_some_and(|until| until < date) {
                let sentence = "--until 的日期应不早于 --date 的日期".to_owned();
                return Err(Problem::PolicyQuestion(sentence));
            }
            let days = policy::Days::between(date, until.unwrap_or(date));
            ask::ask(&place, &pack, days, &facts, &rule)
        }
        PolicyCommand::Render { place, pack } => render(&place, &pack),
        PolicyCommand::Diff {
            place,
            old,
            new,
            old_date,
            new_date,
            new_packs,
            as_written,
        } => {
            let sides = compare::Sides {
                packs: (&old, &new),
                days: (old_date, new_date),
                new_packs: new_packs.as_deref(),
                as_written,
            };
            compare::diff(&place, &sides)
        }
        PolicyCommand::Impact {
            place,
            new_packs,
            pack,
            rule,
            date,
            facts,
        } => compare::impact(&place, &new_packs, (&pack, &rule), policy::Days::on(date), &facts),
    }
}

fn render(place: &Where, pack: &str) -> Result<(), Problem> {
    let rows = rows_of(&library(place.packs.as_deref())?, pack)?;
    if place.json {
        return say_json(&rows);
    }
    for row in rows {
        say(&format!("{}\t{}", row.article, row.name))?;
        for line in row.lines {
            say(&format!("\t\t{line}"))?;
        }
    }
    Ok(())
}

fn library(folder: Option<&Path>) -> Result<Library, Problem> {
    Library::load(open::pack_files(folder)?).map_err(|errors| packs_wrong(&errors))
}

/// The pack of that id.
fn known(library: &Library, pack: &str) -> Result<PackInfo, Problem> {
    library.pack(pack).ok_or_else(|| {
        let ids: Vec<String> = library.packs().map(|info| info.id).collect();
        Problem::PolicyQuestion(format!("没有政策包“{pack}”；现有：{}", ids.join("、")))
    })
}

fn rows_of(library: &Library, pack: &str) -> Result<Vec<RenderedRow>, Problem> {
    known(library, pack)?;
    Ok(library.render(pack).unwrap_or_default())
}

fn packs_wrong(errors: &policy::LoadErrors) -> Problem {
    Problem::Packs(errors.to_string())
}

fn say_json(answer: &impl Serialize) -> Result<(), Problem> {
    let text = serde_json::to_string_pretty(answer)
        .map_err(|error| Problem::PolicyQuestion(format!("不能写成 JSON：{error}")))?;
    say(&text)
}
