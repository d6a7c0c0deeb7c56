//! The frame in which `tellers.js` works, and the page on which a member registers the device they vote with.

use actions::meetings::certify_seat::certify_seat;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use ballot::Digest;
use domain::meetings::Stage;
use kernel::{MeetingId, Refusal};
use store::{Error, Rx};

use super::urls::{MeetingPlace, Meetings, SeatDevice};
use super::{Part, seen, show};
use crate::kit::forms::{Button, Buttons, PostForm};
use crate::kit::words::Link;
use crate::kit::{App, Content, Fault, Form, Go, Head, Html, Page, ReadForm, Reader, SignedIn, assets};

/// The script of the three pages.
pub(super) const SCRIPT: &str = "tellers.js";

/// The place where the script works: what it loads and knows, and what is said while it cannot begin.
#[derive(Template)]
#[template(path = "meetings/tellers_frame.html")]
pub(super) struct Frame {
    data: Vec<(&'static str, String)>,
    inner: Html,
}

impl Frame {
    /// The frame of `page`, a function of the script.
    pub(super) fn new(page: &str, who: &SignedIn, id: MeetingId, inner: impl Into<Html>) -> Self {
        let data = vec![
            ("page", page.to_owned()),
            ("glue", assets::url(assets::SEAT_GLUE).to_string()),
            ("module", assets::url(assets::SEAT_MODULE).to_string()),
            ("meeting", id.to_string()),
            ("token", who.token().as_str().to_owned()),
        ];
        Self {
            data,
            inner: inner.into(),
        }
    }

    /// Something the script needs to know.
    pub(super) fn data(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.data.push((name, value.into()));
        self
    }
}

/// A digest as the module writes it: 64 hexadecimal digits.
pub(super) fn digest(reader: &mut Reader<'_>, name: &str) -> Option<Digest> {
    let typed = reader.fields().get(name).unwrap_or_default();
    match serde_json::from_value(serde_json::Value::from(typed)) {
        Ok(digest) => Some(digest),
        Err(_) => {
            let refusal =
                Refusal::new("本设备没有生成密钥").remedy("请允许网页运行脚本，或者更换浏览器后重试");
            reader.refuse(refusal.at(name.to_owned()))
        }
    }
}

/// The key a device made.
#[derive(Debug)]
pub(super) struct KeyForm(Digest);

impl ReadForm for KeyForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        digest(reader, "key").map(Self)
    }
}

#[derive(Template)]
#[template(
    source = r#"<p role="status" data-state></p><div data-register>{{ form.open() }}<input type="hidden" name="key">{{ buttons }}{{ form.close() }}</div>"#,
    ext = "html"
)]
struct Register {
    form: PostForm,
    buttons: Buttons,
}

/// The page.
#[derive(Template)]
#[template(path = "meetings/device.html")]
struct DevicePage {
    back: Link,
    seat: u32,
    frame: Html,
}

impl Content for DevicePage {
    fn head(&self) -> Head {
        Head::new("登记投票设备")
            .section(Meetings)
            .back(&self.back.text, &self.back.url)
            .script(SCRIPT)
            .wasm()
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId) -> store::Result<DevicePage> {
    let seen = seen(rx, who, id)?;
    let Part::Member { expert, .. } = seen.part else {
        return Err(Error::NotFound);
    };
    let may = matches!(
        seen.meeting.stage,
        Stage::Convened { .. } | Stage::InSession { .. }
    );
    let mut members = seen.meeting.members.iter();
    let own = members.find(|member| member.expert == expert && member.signed_in.is_some());
    let member = own.filter(|_| may).ok_or(Error::NotFound)?;
    let register = Register {
        form: PostForm::new(&who.token(), SeatDevice { id }),
        buttons: Buttons::new([
            Button::submit("登记本设备"),
            Button::link("返回", MeetingPlace { id }).secondary(),
        ]),
    };
    let mut frame = Frame::new("register", who, id, register);
    if let Some(key) = member.key {
        frame = frame.data("key", key.to_string());
    }
    Ok(DevicePage {
        back: seen.back(),
        seat: member.number,
        frame: frame.into(),
    })
}

/// `GET /meetings/{id}/device`.
///
/// # Errors
/// The viewer has not signed in at the meeting, voting has begun, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(SeatDevice { id }): Path<SeatDevice>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id)).await
}

/// `POST /meetings/{id}/device`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(SeatDevice { id }): Path<SeatDevice>,
    form: Form<KeyForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| certify_seat(tx, id, form.0))
        .or_show_again(move |rx, who, state| show::load(rx, who, id, &state))
        .then_go(move |()| Go::to(MeetingPlace { id }).saying("本设备已登记为您的投票设备。"))
        .await
}
