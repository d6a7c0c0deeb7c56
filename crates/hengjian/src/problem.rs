//! Why the program does not start, in sentences for the person who starts it.

use std::net::SocketAddr;
use std::path::PathBuf;

use store::{KeysError, OpenError};

/// Why the program stops before its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// The configuration cannot be used.
    #[error("配置有误：{0}")]
    Config(String),
    /// Certificates cannot be issued as configured.
    #[error("证书设置有误：{0}")]
    Certificates(String),
    /// The key file cannot be read.
    #[error("密钥文件{0}读不出来：{1}。请检查配置项 keys；还没有密钥文件时，用 hengjian keys new 生成")]
    KeysUnreadable(PathBuf, std::io::Error),
    /// The key file is not one.
    #[error("密钥文件{0}：{1}")]
    Keys(PathBuf, KeysError),
    /// A new key file cannot be written.
    #[error("密钥文件{0}没有生成：{1}。已有的文件不会被覆盖")]
    KeysNotWritten(PathBuf, std::io::Error),
    /// The keys are others than those the data were sealed with.
    #[error("密钥文件与数据库不是一套：库中的身份证号码不能用它解开。请换用建立该数据库时的密钥文件")]
    OtherKeys,
    /// The database cannot be used.
    #[error("{0}")]
    Database(#[from] OpenError),
    /// The folder of files cannot be used.
    #[error("附件目录{0}不能使用：{1}。请检查配置项 files 和目录权限")]
    Files(PathBuf, std::io::Error),
    /// The policy packs cannot be used.
    #[error("政策包有误：\n{0}")]
    Packs(String),
    /// A draw or a ballot does not agree with its file.
    #[error("核对不一致，共{0}处，见上。")]
    NotVerified(usize),
    /// The file of a draw or a ballot cannot be read.
    #[error("材料文件{0}读不出来：{1}")]
    NoBundle(PathBuf, String),
    /// The packs load, but something in them is not as it should be.
    #[error("政策包有{0}处问题，见上。")]
    PolicyFindings(usize),
    /// A question to the packs that cannot be answered.
    #[error("{0}")]
    PolicyQuestion(String),
    /// The folder of policy packs cannot be read.
    #[error("政策包目录读不出来：{0}。请检查配置项 policy_packs")]
    PacksUnreadable(walkdir::Error),
    /// The address is taken or not ours.
    #[error("不能监听{0}：{1}。请检查地址是否已被占用")]
    Listen(SocketAddr, std::io::Error),
    /// The system gives no threads or no temporary folder.
    #[error("系统资源不足：{0}")]
    System(std::io::Error),
    /// Nobody reads the terminal.
    #[error("终端不能写入：{0}")]
    Terminal(std::io::Error),
    /// Something in the database failed while starting.
    #[error("启动时读写数据库失败：{0}")]
    Store(#[from] store::Error),
}
