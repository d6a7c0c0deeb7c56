//! The program 衡鉴: it serves the pages and does the queued work; everything it does is in the crates below it.

mod bench;
mod certificates;
mod config;
mod demo;
mod logs;
mod open;
mod payment;
mod policy;
mod problem;
mod serve;
mod verify;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use kernel::{Clock as _, SystemClock};

use crate::config::Config;
use crate::problem::Problem;

/// A page is hundreds of short-lived strings; the system's allocator took a sixth of a request's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 衡鉴：职称评审，从部署到发证。
#[derive(Debug, Parser)]
#[command(name = "hengjian", version, about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动网站和后台任务，直到收到停止信号
    Serve {
        /// 配置文件
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// 把数据库升级到本程序的版本，然后退出
    Migrate {
        /// 配置文件
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// 用虚构的数据演示：不需要配置，退出后数据即删除
    Demo {
        /// 监听地址
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
        listen: std::net::SocketAddr,
    },
    /// 核对公开的材料：抽取和投票
    Verify {
        #[command(subcommand)]
        command: verify::VerifyCommand,
    },
    /// 检查、运行、询问、阅读和比较政策包
    Policy {
        #[command(subcommand)]
        command: policy::PolicyCommand,
    },
    /// 在本机测量各类请求的用时和每秒可受理的申报数
    Bench {
        /// 空的 PostgreSQL 数据库，如 postgres://…；不写则用临时的 SQLite 文件
        #[arg(long, value_name = "URL")]
        database: Option<String>,
        /// 每类请求的次数
        #[arg(long, value_name = "COUNT", default_value_t = 300)]
        requests: usize,
    },
    /// 密钥文件
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// 生成新的密钥文件；文件已存在时不覆盖
    New {
        /// 密钥文件
        file: PathBuf,
    },
    /// 生成签发证书的密钥和日志密钥，并给出配置；文件已存在时不覆盖
    Certificates {
        /// 存放密钥文件的目录
        folder: PathBuf,
        #[arg(
            long,
            value_name = "URL",
            help = "证书二维码的链接，如 https://zc.example.gov.cn/Q/"
        )]
        link: String,
        /// 发证机关的统一社会信用代码
        #[arg(long, value_name = "CODE")]
        authority: kernel::SocialCreditCode,
        /// 发证机关名称
        #[arg(long)]
        name: String,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // The last words go to the terminal even when nobody reads it any more.
            let _ = writeln!(std::io::stderr(), "{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Problem> {
    match command {
        Command::Serve { config } => {
            let config = Config::read(&config)?;
            logs::start(config.log);
            serve::serve(&config)
        }
        Command::Migrate { config } => {
            let config = Config::read(&config)?;
            let ran = open::database(&config)?.migrate()?;
            say(&format!("数据库已是最新，本次执行了{ran}个迁移。"))
        }
        Command::Demo { listen } => {
            logs::start(config::Log::Text);
            demo::demo(listen)
        }
        Command::Verify { command } => verify::run(command),
        Command::Policy { command } => policy::run(command),
        Command::Bench { database, requests } => bench::bench(database.as_deref(), requests),
        Command::Keys { command } => keys(command),
    }
}

fn keys(command: KeysCommand) -> Result<(), Problem> {
    match command {
        KeysCommand::New { file } => {
            open::new_keys(&file)?;
            say(&format!(
                "已生成密钥文件{}。请立即另行备份：丢失后，数据库中的身份证号码、手机号码和附件无法恢复。",
                file.display()
            ))
        }
        KeysCommand::Certificates {
            folder,
            link,
            authority,
            name,
        } => {
            let settings = certificates::new_keys(&folder, &link, &authority, &name, SystemClock.today())?;
            say(&format!(
                "已生成证书签发密钥和日志密钥。请立即另行备份，并妥善保管：持有签发密钥的人能以发证机关名义签发证书。\n\
                 请把以下内容加入配置文件：\n\n{settings}"
            ))
        }
    }
}

/// Says something on the terminal.
fn say(text: &str) -> Result<(), Problem> {
    writeln!(std::io::stdout(), "{text}").map_err(Problem::Terminal)
}
