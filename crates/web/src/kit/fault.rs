//! What can go wrong with a request, and the page each thing gets: a title, one plain sentence, a way out, an id to quote.
//!
//! Status codes are decided here and nowhere else:
//! - 404 also for what exists but may not be seen: existence itself is a secret;
//! - 403 only for requests another site sent in the viewer's name;
//! - 409 when the thing changed meanwhile, 422 when the rules refuse it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Refusal, Refusals};

use super::page::{Head, Page};
use super::upload::size_text;
use super::urls::Url;
use super::words::{Link, RefusalList};

/// Why a request was not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request cannot be understood.
    BadRequest,
    /// Nobody is signed in; after signing in, go on to this address.
    SignInFirst {
        /// Where the person wanted to go.
        then: Option<Url>,
    },
    /// Another site sent the form, or the page was open longer than the session.
    CrossSite,
    /// Not there, or not for this viewer.
    NotFound,
    /// The address is right, the method is not.
    WrongMethod,
    /// Somebody else changed it meanwhile; the page as it is now is there.
    Changed {
        /// Where the present state is seen.
        look: Option<Url>,
    },
    /// More than fits.
    TooLarge {
        /// The most that is taken, if known here.
        most_bytes: Option<u64>,
    },
    /// The rules refuse it, and no form stands on the page.
    Refused(Refusals),
    /// Too many tries.
    TooMany {
        /// After how many seconds to try again.
        wait_seconds: u32,
    },
    /// A fault of ours.
    Internal,
    /// We cannot answer now: database away, disk full, time over.
    Unavailable,
}

impl From<Refusals> for Fault {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl Fault {
    /// The fault behind a bare status, as the router and the extractors answer.
    pub fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::CONFLICT => Self::Changed { look: None },
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge { most_bytes: None },
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany { wait_seconds: 60 },
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => {
                Self::Unavailable
            }
            status if status.is_client_error() => Self::BadRequest,
            _ => Self::Internal,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::SignInFirst { .. } => StatusCode::SEE_OTHER,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Changed { .. } => StatusCode::CONFLICT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::BadRequest => "没有看懂这个请求",
            Self::SignInFirst { .. } => "请先登录",
            Self::CrossSite => "这次提交没有被接受",
            Self::NotFound => "没有找到这个页面",
            Self::WrongMethod => "这个地址不能这样打开",
            Self::Changed { .. } => "内容已被更新",
            Self::TooLarge { .. } => "提交的内容太大",
            Self::Refused(_) => "现在不能这样办理",
            Self::TooMany { .. } => "尝试次数过多",
            Self::Internal => "系统出了问题",
            Self::Unavailable => "系统暂时不能办理",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::BadRequest => "请求的内容不完整或格式不对，请返回上一页重新操作。".to_owned(),
            Self::SignInFirst { .. } => "登录后会回到您要去的页面。".to_owned(),
            Self::CrossSite => {
                "请求不是从本系统的页面发出的，或者页面打开得太久。为保护您的账号，没有作任何改动。请重新打开页面后再提交。"
                    .to_owned()
            }
            Self::NotFound => "地址可能不完整或已失效，也可能您没有查看权限。请核对地址，或从首页进入。".to_owned(),
            Self::WrongMethod => "请从页面上的链接或按钮进入，不要直接输入地址。".to_owned(),
            Self::Changed { .. } => "在您填写时，其他人已经办理了这一事项。您的这次提交没有保存，请先查看最新内容。".to_owned(),
            Self::TooLarge { most_bytes: Some(most) } => {
                format!("单个文件不能超过 {}。请压缩或分成几个文件后重新上传，原来保存的内容没有变化。", size_text(*most))
            }
            Self::TooLarge { most_bytes: None } => {
                "请压缩或分成几个文件后重新上传，原来保存的内容没有变化。".to_owned()
            }
            Self::Refused(_) => "原因如下，没有作任何改动。".to_owned(),
            Self::TooMany { wait_seconds } => {
                format!("短时间内尝试过多，请在 {} 分钟后再试。", wait_seconds.div_ceil(60).max(1))
            }
            Self::Internal => "问题已经记录，您保存过的内容没有受影响。请稍后重试；如仍不行，请把下面的编号告诉技术支持。".to_owned(),
            Self::Unavailable => "您保存过的内容没有受影响。请过几分钟再试。".to_owned(),
        }
    }

    /// The way out, besides the home page.
    fn way_out(&self) -> Option<Link> {
        match self {
            Self::Changed { look: Some(url) } => Some(Link::new("查看最新内容", url)),
            _ => None,
        }
    }

    /// The page, under the id of the request.
    pub(super) fn page(&self, request_id: &str, home: Url) -> Page {
        let content = FaultPage {
            title: self.title(),
            sentence: self.sentence(),
            refusals: match self {
                Self::Refused(refusals) => Some(RefusalList::new(refusals.all())),
                _ => None,
            },
            way_out: self.way_out(),
            home,
            request_id,
        };
        Page::new(Head::new(self.title()), content).status(self.status())
    }
}

#[derive(Template)]
#[template(path = "kit/fault.html")]
struct FaultPage<'a> {
    title: &'static str,
    sentence: String,
    refusals: Option<RefusalList>,
    way_out: Option<Link>,
    home: Url,
    request_id: &'a str,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooMany { wait_seconds } = self {
            response
                .headers_mut()
                .insert(axum::http::header::RETRY_AFTER, wait_seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}
