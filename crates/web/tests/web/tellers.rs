//! A vote before three tellers and one on paper, through the pages and what their scripts send.

use axum::http::{StatusCode, header};
use ballot::tellers::{Bundle, HeadSignature, Poll, Post, Teller, TellerSecret, Voter, verify};
use ballot::{Choice, Seat};
use domain::meetings::{ELECTED, SUPERVISOR};
use kernel::{MeetingId, Role};
use seat::Shown;
use serde_json::Value;
use testkit::Engine;

use crate::browser::{Answer, Browser};
use crate::meetings::{Called, DAY, fill, led, refused};

const SEATS: u32 = 9;

/// A committee after its deliberation.
struct Room {
    called: Called,
    id: MeetingId,
    page: String,
}

fn secret(seat: u32) -> [u8; 32] {
    [u8::try_from(seat).unwrap(); 32]
}

fn teller_secret(teller: usize) -> TellerSecret {
    TellerSecret::new(&[100 + u8::try_from(teller).unwrap(); 32])
}

impl Room {
    fn new(engine: Engine) -> Self {
        let called = Called::on(engine);
        let id = called.drawn();
        called.played.morning_of(DAY);
        let round = called.played.round();
        round.deliberate(&called.committee, id).unwrap();
        let page = format!("/meetings/{id}");
        Self { called, id, page }
    }

    fn place(&self, part: &str) -> String {
        format!("{}/{part}", self.page)
    }

    fn member(&self, seat: u32) -> Browser {
        self.called
            .browser(&self.called.members(self.id)[seat as usize - 1].1)
    }

    /// The second member is elected.
    fn teller(&self, teller: usize) -> Browser {
        if teller == SUPERVISOR {
            self.called.supervisor()
        } else {
            self.member(2)
        }
    }

    fn sheet(&self) -> Poll {
        let state = self.called.town().read(|rx| store::meetings::find(rx, self.id));
        state.tellers_poll().unwrap().sheet.clone()
    }

    async fn step(&self, who: &mut Browser, part: &str, fields: &[(&str, &str)]) -> Answer {
        fill(who, &self.page, &self.place(part), fields).await
    }

    async fn keys(&self) {
        for seat in 1..=SEATS {
            let key = Voter::key(&secret(seat)).to_string();
            let device = self.place("device");
            let mut member = self.member(seat);
            led(&fill(&mut member, &device, &device, &[("key", &key)]).await);
        }
        let elected = self.called.members(self.id)[1].0.to_string();
        led(&self
            .step(&mut self.member(1), "tellers", &[("elected", &elected)])
            .await);
        for teller in [SUPERVISOR, ELECTED] {
            let keys = teller_secret(teller).keys("");
            let (sealing, signing) = (keys.sealing.to_string(), keys.signing.to_string());
            let table = self.place("counting");
            let fields = [("sealing", sealing.as_str()), ("signing", signing.as_str())];
            led(&fill(&mut self.teller(teller), &table, &table, &fields).await);
        }
    }

    /// Sends a post as the script does.
    async fn post(&self, who: &mut Browser, page: &str, post: &Post) -> Answer {
        let token = data(&who.open(&self.place(page)).await.html, "token");
        let post = serde_json::to_string(post).unwrap();
        let fields = [("token", token.as_str()), ("post", post.as_str())];
        who.send(&self.place("board"), &fields).await
    }

    /// A member's device fills in the whole ballot and confirms it.
    async fn vote(&self, seat: u32, agrees: bool) {
        let mut browser = self.member(seat);
        let sheet = self.sheet();
        let voter = Voter::new(&sheet, Seat(seat), &secret(seat), &secret(seat));
        let choice = if agrees { Choice::Agree } else { Choice::Against };
        let mut entries = std::collections::BTreeMap::new();
        for item in sheet.places(Seat(seat)) {
            let random = [u8::try_from(seat * 10 + item).unwrap(); 32];
            let (entry, sealed) = voter.enter(item, 1, choice, &random).unwrap();
            entries.insert(item, entry.digest(&sheet));
            let post = Post::Entry {
                entry: Box::new(entry),
                sealed: Box::new(sealed),
            };
            let answer = self.post(&mut browser, "ballot", &post).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
        }
        let (code, signature) = voter.confirm(&entries);
        let confirm = Post::Confirm {
            seat: Seat(seat),
            code,
            signature,
        };
        let answer = self.post(&mut browser, "ballot", &confirm).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.html);
    }

    /// What a teller's device receives.
    async fn shown(&self, teller: usize) -> (Vec<Shown>, bool) {
        let answer = self.teller(teller).open(&self.place("board?after=0")).await;
        let mut further: Value = serde_json::from_str(&answer.html).unwrap();
        let posts = serde_json::from_value(further["posts"].take()).unwrap();
        (posts, further["closed"] == true)
    }

    async fn publish(&self, teller: usize) -> Answer {
        let (shown, closed) = self.shown(teller).await;
        assert!(closed);
        let posts = shown.into_iter().map(|shown| shown.post);
        let secret = teller_secret(teller);
        let (device, complaints) = Teller::replay(self.sheet(), teller, secret, posts).unwrap();
        assert_eq!(complaints, []);
        let head = HeadSignature {
            teller,
            signature: device.sign_head().unwrap(),
        };
        let (head, sums) = (
            serde_json::to_string(&head).unwrap(),
            serde_json::to_string(&device.sums().unwrap()).unwrap(),
        );
        let mut browser = self.teller(teller);
        let token = data(&browser.open(&self.place("counting")).await.html, "token");
        let fields = [("token", token.as_str()), ("head", &head), ("sums", &sums)];
        browser.send(&self.place("sums"), &fields).await
    }
}

/// What the page tells its script.
fn data(html: &str, name: &str) -> String {
    let Some((_, rest)) = html.split_once(&format!("data-{name}=\"")) else {
        panic!("a frame with {name}: {html}");
    };
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn wasm_is_allowed(answer: &Answer) -> bool {
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    policy.contains("'wasm-unsafe-eval'")
}

async fn from_the_keys_to_the_record(engine: Engine) {
    let room = Room::new(engine);
    let mut chair = room.member(1);
    let early = room
        .step(&mut chair, "opening", &[("method", "three_tellers")])
        .await;
    refused(&early, &["还没有推选计票人"]);
    let device = room.member(5).open(&room.place("device")).await;
    assert!(wasm_is_allowed(&device) && device.html.contains("Safari 15"));
    assert!(
        !wasm_is_allowed(&chair.open(&room.page).await),
        "only where it runs"
    );
    room.keys().await;
    let unmade = room.place("device");
    refused(
        &fill(&mut room.member(5), &unmade, &unmade, &[]).await,
        &["本设备没有生成密钥"],
    );
    led(&room
        .step(&mut chair, "opening", &[("method", "three_tellers")])
        .await);

    let ballot = room.member(5).open(&room.place("ballot")).await;
    assert!(wasm_is_allowed(&ballot) && ballot.html.contains("不能保证的"));
    for seat in 1..=SEATS {
        room.vote(seat, seat <= 6).await;
    }
    let (shown, closed) = room.shown(ELECTED).await;
    assert_eq!((shown.len(), closed), (9 * 5, false));
    let shares = shown[0].post.shares().unwrap();
    assert!(shares[0].sealed.is_empty() && shares[1].sealed.is_empty() && !shares[2].sealed.is_empty());
    let others = room.member(5).open(&room.place("board?after=0")).await;
    assert_eq!(others.status, StatusCode::NOT_FOUND, "shares are for tellers");
    let codes = room.member(5).open(&room.place("codes")).await;
    let state = room.called.town().read(|rx| store::meetings::find(rx, room.id));
    for held in &state.tellers_poll().unwrap().codes {
        assert!(codes.html.contains(&ballot::tellers::entry_code(held.code)));
    }
    led(&room.step(&mut chair, "closing", &[("confirmed", "yes")]).await);
    assert!(chair.open(&room.page).await.html.contains("已公布 1 方"));
    assert_eq!(room.publish(SUPERVISOR).await.status, StatusCode::OK);
    let file = room.place("ballot/bundle");
    assert_eq!(
        room.called.organiser().open(&file).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(room.publish(ELECTED).await.status, StatusCode::OK);
    recorded(&room).await;
}

/// Announced, destroyed, signed and sealed; the file verifies.
async fn recorded(room: &Room) {
    let (mut chair, mut supervisor) = (room.member(1), room.called.supervisor());
    led(&room.step(&mut chair, "announcement", &[]).await);
    let told = supervisor.open(&room.page).await;
    assert!(told.html.contains("见证销毁"));
    led(&room.step(&mut supervisor, "destruction", &[]).await);
    led(&room.step(&mut supervisor, "supervision", &[]).await);
    let mut organiser = room.called.organiser();
    let seal = [("register", "用印〔2022〕32")];
    led(&room.step(&mut organiser, "seal", &seal).await);
    let file = organiser.open(&room.place("ballot/bundle")).await;
    let bundle = Bundle::from_bytes(&file.bytes).unwrap();
    assert_eq!(verify(&bundle), []);
    assert_eq!(bundle.items[0].counts.agree, 6);
    let minutes = organiser.open(&room.place("minutes")).await;
    assert!(minutes.html.contains("三方计票") && minutes.html.contains(&bundle.head.to_string()));
}

#[tokio::test]
async fn three_tellers_count_what_nine_devices_sealed() {
    from_the_keys_to_the_record(Engine::Sqlite).await;
}

#[tokio::test]
async fn three_tellers_count_what_nine_devices_sealed_on_postgres() {
    from_the_keys_to_the_record(Engine::Postgres).await;
}

#[tokio::test]
async fn devices_are_told_in_words_and_strangers_nothing() {
    let room = Room::new(Engine::Sqlite);
    room.keys().await;
    let mut chair = room.member(1);
    led(&room
        .step(&mut chair, "opening", &[("method", "three_tellers")])
        .await);
    let mut member = room.member(4);
    let token = data(&member.open(&room.place("ballot")).await.html, "token");
    let board = room.place("board");
    let broken = member.send(&board, &[("token", &token), ("post", "{}")]).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.html.contains("选票记录不能识别"), "{}", broken.html);
    let sheet = room.sheet();
    let (entry, sealed) = Voter::new(&sheet, Seat(3), &secret(3), &secret(3))
        .enter(0, 1, Choice::Agree, &[1; 32])
        .unwrap();
    let foreign = Post::Entry {
        entry: Box::new(entry),
        sealed: Box::new(sealed),
    };
    let foreign = room.post(&mut member, "ballot", &foreign).await;
    assert!(foreign.html.contains("不能替他人提交"), "{}", foreign.html);
    let stranger = room.called.town().actor(
        Role::Expert,
        room.called.played.region.districts[1].schools[0].office.id,
    );
    let mut stranger = Browser::signed_in(room.called.town(), &stranger);
    for part in [
        "ballot",
        "board",
        "codes",
        "counting",
        "device",
        "ballot/void",
        "count",
    ] {
        let answer = stranger.open(&room.place(part)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{part}");
    }
    let void = room.place("ballot/void");
    refused(&fill(&mut chair, &void, &void, &[]).await, &["请写明理由"]);
    led(&fill(&mut chair, &void, &void, &[("reason", "计票人的设备损坏")]).await);
    assert!(chair.open(&room.page).await.html.contains("计票人的设备损坏"));
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test]
async fn papers_are_keyed_in_by_two_people() {
    let room = Room::new(Engine::Sqlite);
    let mut chair = room.member(1);
    led(&room.step(&mut chair, "opening", &[("method", "paper")]).await);
    let office = room
        .called
        .town()
        .read(|rx| store::meetings::find(rx, room.id))
        .organiser;
    let second = room.called.town().actor(Role::Organiser, office);
    let (mut first, mut second) = (
        room.called.organiser(),
        Browser::signed_in(room.called.town(), &second),
    );
    let sheet = room.place("count");
    let cases: Vec<String> = room.called.played.ids().iter().map(ToString::to_string).collect();
    let marks = |agree: &str, against: &str| -> Vec<(String, String)> {
        let mut fields = vec![("papers".to_owned(), "9".to_owned())];
        for case in &cases {
            fields.push(("case".to_owned(), case.clone()));
            for (mark, votes) in [
                ("agree", agree),
                ("against", against),
                ("abstain", "0"),
                ("spoiled", "0"),
            ] {
                fields.push((format!("count.{case}.{mark}"), votes.to_owned()));
            }
        }
        fields
    };
    for (who, fields) in [(&mut first, marks("6", "3")), (&mut second, marks("5", "4"))] {
        led(&fill(who, &sheet, &sheet, &borrowed(&fields)).await);
    }
    assert!(first.open(&sheet).await.html.contains("两份计票单不一致"));
    let close = [("confirmed", "yes")];
    refused(&room.step(&mut chair, "closing", &close).await, &["不一致"]);
    led(&fill(&mut second, &sheet, &sheet, &borrowed(&marks("6", "3"))).await);
    led(&room.step(&mut chair, "closing", &close).await);
    led(&room.step(&mut chair, "announcement", &[]).await);
    assert!(first.open(&room.page).await.html.contains("纸质投票"));
}
