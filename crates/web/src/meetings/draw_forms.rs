//! The forms of the steps of a draw.

use actions::meetings as acts;
use axum::extract::Path;
use axum::response::Response;
use domain::meetings::{Draw, DrawParty, Wish};
use draw::{Digest, Number, QUICKNET, Signature, Source, Value, nonce_digest, quicknet_round_at};
use kernel::{MeetingId, Refusal, Role};
use store::Tx;

use super::draw_room::{self, source_words};
use super::urls::{CommitDraw, DrawRoom, EnterNumber, OfferNonce, PrepareDraw, RevealNonce, SignDraw};
use crate::kit::forms::Button;
use crate::kit::inputs::{Choice, Choices, TextArea, TextInput, Width};
use crate::kit::words::Warning;
use crate::kit::{App, Fault, Form, FormPart, FormState, FormToken, Go, Html, ReadForm, Reader, SignedIn};

const MOST_SEATS: i64 = 50;
const LONGEST_MINUTES: i64 = 7 * 24 * 60;

fn seats(reader: &mut Reader<'_>, name: &str, label: &str, least: i64) -> Option<u32> {
    let typed = reader.whole(name, label, least..=MOST_SEATS, " 人")?;
    u32::try_from(typed).ok()
}

/// What the organiser decides about a draw, as typed.
#[derive(Debug)]
pub(super) struct WishForm(Wish);

impl ReadForm for WishForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let chairs = seats(reader, "chairs", "主任委员人数", 0);
        let vice_chairs = seats(reader, "vice_chairs", "副主任委员人数", 0);
        let typed = reader.fields().get("per_employer").unwrap_or_default();
        let per_employer = if typed.trim().is_empty() {
            Some(None)
        } else {
            seats(reader, "per_employer", "同一单位的人数上限", 1).map(Some)
        };
        Some(Self(Wish {
            chairs: chairs?,
            vice_chairs: vice_chairs?,
            per_employer: per_employer?,
        }))
    }
}

fn number_input(name: &str, label: &str, unit: &str) -> TextInput {
    TextInput::new(name, label)
        .digits()
        .unit(unit)
        .width(Width::Chars5)
}

/// Freezing the pool.
pub(super) fn prepare_form(id: MeetingId, token: &FormToken, state: &FormState) -> FormPart {
    FormPart::new(token, PrepareDraw { id })
        .sentence("专业与议程不符、任期不在会期、已出库、回避或者本人申报的，不能抽取。")
        .input(number_input("chairs", "主任委员", "人").fill(state))
        .input(
            number_input("vice_chairs", "副主任委员", "人")
                .hint("其余席位抽取评审专家。")
                .fill(state),
        )
        .input(
            number_input("per_employer", "同一单位最多", "人")
                .hint("不限制的不填。")
                .optional()
                .fill(state),
        )
        .button(Button::submit("冻结专家库"))
}

/// A digest as typed, or the wish that the program makes the number.
#[derive(Debug)]
pub(super) struct OfferForm(Option<Digest>);

fn bytes<const LEN: usize>(text: &str) -> Option<[u8; LEN]> {
    let compact: String = text.split_whitespace().collect::<String>().to_ascii_lowercase();
    let bytes = data_encoding::HEXLOWER.decode(compact.as_bytes()).ok()?;
    bytes.try_into().ok()
}

impl ReadForm for OfferForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let typed = reader.optional_text("digest", "摘要", 200)?;
        if typed.is_empty() {
            return Some(Self(None));
        }
        match bytes(&typed) {
            Some(digest) => Some(Self(Some(Digest(digest)))),
            None => reader.refuse(Refusal::new("摘要应为 64 位十六进制字符").at("digest")),
        }
    }
}

/// Entering the digest of one's own number.
pub(super) fn offer_form(id: MeetingId, token: &FormToken, state: &FormState) -> FormPart {
    FormPart::new(token, OfferNonce { id })
        .sentence("直接提交的，由系统为您产生一个随机数，只在下一页显示一次，系统只留摘要。请抄录或者打印，公开之前不要给任何人看。")
        .above(Warning::new("随机数丢失的，本次抽取只能作废重来。"))
        .input(
            TextInput::new("digest", "自己产生的随机数的摘要")
                .hint("不愿由系统产生的，用自己的工具产生 32 字节随机数，按公开说明计算摘要填在这里。")
                .code()
                .optional()
                .fill(state),
        )
        .button(Button::submit("登记摘要"))
}

/// The sources of the public number, as typed.
#[derive(Debug)]
pub(super) struct SourcesForm {
    drand_minutes: Option<i64>,
    lottery: Option<(String, String)>,
    dice: Option<(u32, Vec<String>)>,
}

impl ReadForm for SourcesForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let chosen =
            |reader: &Reader<'_>, kind: &str| reader.fields().all("sources").any(|value| value == kind);
        let mut form = Self {
            drand_minutes: None,
            lottery: None,
            dice: None,
        };
        let mut complete = true;
        if chosen(reader, "drand") {
            form.drand_minutes = reader.whole("drand_minutes", "多少分钟之后", 1..=LONGEST_MINUTES, " 分钟");
            complete &= form.drand_minutes.is_some();
        }
        if chosen(reader, "lottery") {
            let name = reader.text("lottery_name", "彩票名称", 40);
            let draw = reader.text("lottery_draw", "期号", 40);
            form.lottery = name.zip(draw);
            complete &= form.lottery.is_some();
        }
        if chosen(reader, "dice") {
            let throws = reader.whole("dice_throws", "掷骰子的次数", 1..=200, " 次");
            let witnesses = reader.text("dice_witnesses", "见证人", 200);
            form.dice = throws
                .and_then(|throws| u32::try_from(throws).ok())
                .zip(witnesses)
                .map(|(throws, names)| (throws, split(&names)));
            complete &= form.dice.is_some();
        }
        if complete && form.drand_minutes.is_none() && form.lottery.is_none() && form.dice.is_none() {
            return reader.refuse(Refusal::new("请选择公共随机数的来源").at("sources"));
        }
        complete.then_some(form)
    }
}

fn split(names: &str) -> Vec<String> {
    names
        .split(['\n', '、', '，', ','])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

impl SourcesForm {
    /// The sources in order: what nobody here can touch first.
    fn sources(self, now: kernel::Timestamp) -> Vec<Source> {
        let mut sources = Vec::new();
        if let Some(minutes) = self.drand_minutes {
            let at = now.plus_millis(minutes * 60_000).as_millis() / 1_000;
            sources.push(Source::Drand {
                chain: QUICKNET,
                round: quicknet_round_at(at),
            });
        }
        if let Some((name, draw)) = self.lottery {
            sources.push(Source::Lottery { name, draw });
        }
        if let Some((throws, witnesses)) = self.dice {
            sources.push(Source::Dice { throws, witnesses });
        }
        sources
    }
}

/// Publishing the commitment.
pub(super) fn commit_form(id: MeetingId, token: &FormToken, state: &FormState) -> FormPart {
    let text = |name: &str, label: &str| TextInput::new(name, label).width(Width::Chars20).fill(state);
    let choices = [
        Choice::new("drand", "drand 公共随机数网络")
            .hint("由多家机构共同产生，到时在网上公布，可以验证签名。")
            .reveals(
                number_input("drand_minutes", "多少分钟之后", "分钟")
                    .hint("双方要在这之前公开随机数。")
                    .fill(state),
            ),
        Choice::new("lottery", "国家彩票开奖号码")
            .hint("今后某一期的开奖号码。")
            .reveals(Html::from(text("lottery_name", "彩票名称")).then(text("lottery_draw", "期号"))),
        Choice::new("dice", "当场掷骰子")
            .hint("没有网络时使用，全程记录，至少两名见证人、20 次。")
            .reveals(
                Html::from(number_input("dice_throws", "掷骰子的次数", "次").fill(state))
                    .then(text("dice_witnesses", "见证人")),
            ),
    ];
    FormPart::new(token, CommitDraw { id })
        .sentence("选几项时，按所列次序，前一项不能用时才用后一项，并写明理由。")
        .above(Warning::new("公布后不能更改。公共随机数必须在公布之后才产生。"))
        .input(Choices::any("sources", "公共随机数的来源", choices).fill(state))
        .button(Button::submit("公布抽取承诺"))
}

/// A number as typed.
#[derive(Debug)]
pub(super) struct RevealForm([u8; 32]);

impl ReadForm for RevealForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let typed = reader.text("nonce", "随机数", 200)?;
        match bytes(&typed) {
            Some(nonce) => Some(Self(nonce)),
            None => reader.refuse(Refusal::new("随机数应为 64 位十六进制字符").at("nonce")),
        }
    }
}

/// Revealing one's number.
pub(super) fn reveal_form(id: MeetingId, token: &FormToken, state: &FormState) -> FormPart {
    FormPart::new(token, RevealNonce { id })
        .input(
            TextInput::new("nonce", "您的随机数")
                .hint("登记摘要时抄录的 64 位字符。")
                .code()
                .fill(state),
        )
        .button(Button::submit("公开随机数"))
}

/// The public number as typed; what it means depends on its source.
#[derive(Debug)]
pub(super) struct NumberForm {
    source: usize,
    value: String,
    fallback_reason: String,
}

impl ReadForm for NumberForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let source = match reader.fields().get("source") {
            None | Some("") => Some(0),
            Some(_) => reader.choice("source", "来源", |value| value.parse().ok()),
        };
        let value = reader.text("value", "公共随机数", 2_000);
        let fallback_reason = reader.optional_text("fallback_reason", "使用备用来源的理由", 300);
        Some(Self {
            source: source?,
            value: value?,
            fallback_reason: fallback_reason?,
        })
    }
}

/// Entering the public number.
pub(super) fn number_form(id: MeetingId, draw: &Draw, token: &FormToken, state: &FormState) -> FormPart {
    let sources = draw
        .committed
        .as_ref()
        .map(|made| made.commitment.sources.as_slice())
        .unwrap_or_default();
    let hint = match sources.first() {
        Some(Source::Drand { .. }) => {
            "drand：该轮的签名，96 位十六进制字符。彩票、骰子：各个数字，用空格隔开。"
        }
        Some(Source::Lottery { .. } | Source::Dice { .. }) | None => "各个数字按产生的次序，用空格隔开。",
    };
    let mut part = FormPart::new(token, EnterNumber { id });
    if let [only] = sources {
        part = part.sentence(format!("来源：{}", source_words(only)));
    } else {
        let choices = sources.iter().enumerate().map(|(number, source)| {
            let words = if number == 0 { "首选" } else { "备用" };
            Choice::new(number.to_string(), format!("{words}：{}", source_words(source)))
        });
        part = part.input(Choices::one("source", "来源", choices.collect::<Vec<_>>()).fill(state));
    }
    part = part.input(
        TextArea::new("value", "公共随机数")
            .hint(hint)
            .rows(2)
            .fill(state),
    );
    if sources.len() > 1 {
        part = part.input(
            TextInput::new("fallback_reason", "使用备用来源的理由")
                .optional()
                .fill(state),
        );
    }
    part.button(Button::submit("录入并抽取"))
}

/// Reads the number that was typed as its source wants it.
fn number_of(sources: &[Source], form: NumberForm) -> Result<Number, Refusal> {
    let wrong = |sentence: &'static str| Refusal::new(sentence).at("value");
    let Some(source) = sources.get(form.source) else {
        return Err(Refusal::new("请选择承诺中写明的来源").at("source"));
    };
    let separated = || {
        form.value
            .split([' ', '\n', '\t', ',', '，', '、'])
            .filter(|part| !part.is_empty())
    };
    let value = match source {
        Source::Drand { .. } => {
            let signature = bytes(&form.value).ok_or_else(|| wrong("drand 签名应为 96 位十六进制字符"))?;
            Value::Drand(Signature(signature))
        }
        Source::Lottery { .. } => {
            let numbers: Result<Vec<u32>, _> = separated().map(str::parse).collect();
            Value::Lottery(numbers.map_err(|_| wrong("开奖号码应为用空格隔开的数字"))?)
        }
        Source::Dice { .. } => {
            let numbers: Result<Vec<u8>, _> = separated().map(str::parse).collect();
            Value::Dice(numbers.map_err(|_| wrong("点数应为用空格隔开的数字"))?)
        }
    };
    Ok(Number {
        source: form.source,
        value,
        fallback_reason: Some(form.fallback_reason).filter(|reason| !reason.is_empty()),
    })
}

/// Why the text's demands in principle are passed over, as typed.
#[derive(Debug)]
pub(super) struct SignForm(String);

impl ReadForm for SignForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.optional_text("reason", "理由", 500).map(Self)
    }
}

/// The supervisor's signature.
pub(super) fn sign_form(id: MeetingId, token: &FormToken, state: &FormState) -> FormPart {
    let mut part = FormPart::new(token, SignDraw { id });
    if state.is_refused() {
        part = part.input(
            TextArea::new("reason", "理由")
                .hint("“原则上”的要求没有达到、仍予确认的，写明理由。")
                .rows(3)
                .optional()
                .fill(state),
        );
    }
    part.button(Button::submit("监督员签字"))
}

async fn step<F: Send + 'static>(
    (app, who, id): (App, SignedIn, MeetingId),
    form: Form<F>,
    change: impl FnOnce(&mut Tx<'_>, F) -> store::Result<String> + Send + 'static,
) -> Result<Response, Fault> {
    app.submit(who, form, change)
        .or_show_again(move |rx, who, state| draw_room::load(rx, who, id, &state))
        .then_go(move |said| Go::to(DrawRoom { id }).saying(said))
        .await
}

/// `POST /meetings/{id}/draw/preparation`.
///
/// # Errors
/// The viewer does not organise the meeting.
pub(super) async fn prepare(
    app: App,
    who: SignedIn,
    Path(PrepareDraw { id }): Path<PrepareDraw>,
    form: Form<WishForm>,
) -> Result<Response, Fault> {
    step((app, who, id), form, move |tx, form| {
        acts::prepare_draw::prepare_draw(tx, id, form.0)?;
        Ok("专家库已冻结。".to_owned())
    })
    .await
}

/// `POST /meetings/{id}/draw/digest`. A number the program made is shown once on the next page and kept nowhere.
///
/// # Errors
/// The viewer neither organises nor supervises the meeting.
pub(super) async fn offer(
    app: App,
    who: SignedIn,
    Path(OfferNonce { id }): Path<OfferNonce>,
    form: Form<OfferForm>,
) -> Result<Response, Fault> {
    let party = if who.seat().role == Role::Supervisor {
        DrawParty::Supervisor
    } else {
        DrawParty::Organiser
    };
    step((app, who, id), form, move |tx, form| {
        if let Some(digest) = form.0 {
            acts::offer_nonce::offer_nonce(tx, id, digest)?;
            return Ok("摘要已登记。".to_owned());
        }
        let mut nonce = [0_u8; 32];
        tx.chance(&mut nonce);
        acts::offer_nonce::offer_nonce(tx, id, nonce_digest(party.chinese(), &nonce))?;
        let text = data_encoding::HEXLOWER.encode(&nonce);
        Ok(format!(
            "摘要已登记。您的随机数只在这里显示一次，请立即抄录并保密：{text}"
        ))
    })
    .await
}

/// `POST /meetings/{id}/draw/commitment`.
///
/// # Errors
/// The viewer does not organise the meeting.
pub(super) async fn commit(
    app: App,
    who: SignedIn,
    Path(CommitDraw { id }): Path<CommitDraw>,
    form: Form<SourcesForm>,
) -> Result<Response, Fault> {
    step((app, who, id), form, move |tx, form| {
        let sources = form.sources(tx.now());
        acts::commit_draw::commit_draw(tx, id, sources)?;
        Ok("抽取承诺已向社会公布。".to_owned())
    })
    .await
}

/// `POST /meetings/{id}/draw/reveal`.
///
/// # Errors
/// The viewer neither organises nor supervises the meeting.
pub(super) async fn reveal(
    app: App,
    who: SignedIn,
    Path(RevealNonce { id }): Path<RevealNonce>,
    form: Form<RevealForm>,
) -> Result<Response, Fault> {
    step((app, who, id), form, move |tx, form| {
        acts::reveal_nonce::reveal_nonce(tx, id, form.0)?;
        Ok("您的随机数已公开。".to_owned())
    })
    .await
}

/// `POST /meetings/{id}/draw/number`.
///
/// # Errors
/// The viewer does not organise the meeting.
pub(super) async fn number(
    app: App,
    who: SignedIn,
    Path(EnterNumber { id }): Path<EnterNumber>,
    form: Form<NumberForm>,
) -> Result<Response, Fault> {
    step((app, who, id), form, move |tx, form| {
        let draw = store::meetings::draws::latest(tx, id)?;
        let made = draw.as_ref().and_then(|draw| draw.committed.as_ref());
        let sources = made.map(|made| made.commitment.sources.clone());
        let number = number_of(&sources.unwrap_or_default(), form)?;
        acts::draw::draw(tx, id, number)?;
        Ok("名单已抽出，等待监督员签字。".to_owned())
    })
    .await
}

/// `POST /meetings/{id}/draw/signature`.
///
/// # Errors
/// The viewer does not supervise the meeting.
pub(super) async fn sign(
    app: App,
    who: SignedIn,
    Path(SignDraw { id }): Path<SignDraw>,
    form: Form<SignForm>,
) -> Result<Response, Fault> {
    step((app, who, id), form, move |tx, form| {
        acts::sign_draw::sign_draw(tx, id, Some(&form.0))?;
        Ok("您已签字，专家已收到通知和签到码。".to_owned())
    })
    .await
}
