//! What can go wrong when a document is made.

/// A document that could not be made. The sentences are for the officer or administrator who waits for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// No Chinese serif font on this machine: the job waits until there is one.
    #[error(
        "本机没有可用的中文宋体字体，暂不能生成文件。请安装 Debian 软件包 fonts-noto-cjk \
         （命令：apt-get install fonts-noto-cjk），装好后会自动继续。"
    )]
    FontMissing,
    /// A character that no installed font has; printing a box instead would falsify the document.
    #[error(
        "“{text}”中的字符“{character}”没有对应的字形，文件未生成。\
         请安装生僻字字体（Debian 软件包 fonts-hanazono）或核对该字。"
    )]
    GlyphMissing {
        /// The character.
        character: char,
        /// The text in which it stands.
        text: String,
    },
    /// The photo is no JPEG or PNG picture, or it is damaged.
    #[error("照片不是有效的 JPEG 或 PNG 图片，文件未生成。")]
    Photo,
    /// The QR would be too fine.
    #[error(transparent)]
    Qr(#[from] credential::QrError),
    /// The template does not compile with these data: an error of this program.
    #[error("文件模板出错，请将此信息交给系统维护人员：{0}")]
    Template(String),
}
