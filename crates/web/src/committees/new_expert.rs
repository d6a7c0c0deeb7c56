//! Admitting an expert into the pool (第十三条 to 第十五条). Sex and day of birth come from the person's own account.

use actions::committees::add_expert::{AddExpert, add_expert};
use actions::committees::standing_rules;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::accounts::{Office, OfficeKind, Person};
use domain::committees::{Declarations, Declared, Details, FirstTier, Intake, PoolSeat, Situation, Term};
use kernel::{CommitteeId, Day, ExpertId, IdentityNumber, Level, PersonId, Refusal};
use policy::Span;
use store::{Error, Rx, Tx};

use super::expert::{intake_words, situation_words};
use super::urls::{Committees, NewExpert, PoolPlace};
use super::{Seen, seen};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{Choice, Choices, DateInput, Select, TextArea, TextInput, Width};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Html, Page, ReadForm, Reader, SignedIn};

const SEATS: [(&str, PoolSeat); 3] = [
    ("chair", PoolSeat::Chair),
    ("vice_chair", PoolSeat::ViceChair),
    ("expert", PoolSeat::Expert),
];
const INTAKES: [(&str, Intake); 3] = [
    ("unit", Intake::Unit),
    ("nomination", Intake::Nomination),
    ("self_nomination", Intake::SelfNomination),
];
const SITUATIONS: [(&str, Situation); 3] = [
    ("in_post", Situation::InPost),
    ("long_away", Situation::LongAway),
    ("retired", Situation::Retired),
];
const UNIT_TYPES: [&str; 7] = [
    "学校",
    "高等院校",
    "科研院所",
    "医疗卫生机构",
    "企业",
    "行业协会学会",
    "其他",
];
const TIERS: [(&str, &str); 5] = [
    ("honour", "(一)省部级以上专业技术荣誉"),
    ("second_grade_post", "(二)聘任在专业技术二级岗位"),
    ("national_award", "(三)获本领域国家科学技术奖"),
    ("national_project", "(四)本领域国家级科研项目主要完成人"),
    ("relaxed", "设区市以下高级评委会适当放宽的条件"),
];
const DECLARATIONS: [(&str, &str); 3] = [
    ("lawful", "遵守宪法、法律和评审纪律"),
    ("ethical", "具有良好的职业道德，坚持原则、廉洁公正"),
    ("able", "能够履行评审工作职责"),
];

fn find<T: Copy>(words: &[(&'static str, T)], value: &str) -> Option<T> {
    words
        .iter()
        .find(|(code, _)| *code == value)
        .map(|(_, known)| *known)
}

/// An expert as typed.
#[derive(Debug)]
pub(super) struct ExpertForm {
    name: String,
    identity: IdentityNumber,
    intake: Intake,
    seat: PoolSeat,
    leader: bool,
    title: String,
    title_series: String,
    title_level: Level,
    title_since: Day,
    field_since: Day,
    specialty: String,
    employer: String,
    unit_type: String,
    first_tier: Option<FirstTier>,
    situation: Situation,
    declarations: Declarations,
    term: Term,
    reason: String,
}

impl ReadForm for ExpertForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.text("name", "姓名", 40);
        let identity = identity(reader);
        let intake = reader.choice("intake", "产生方式", |value| find(&INTAKES, value));
        let seat = reader.choice("seat", "库内身份", |value| find(&SEATS, value));
        let title = reader.text("title", "职称名称", 40);
        let title_series = reader.text("title_series", "职称系列", 40);
        let title_level = reader.choice("title_level", "职称级别", Level::from_code);
        let title_since = reader.day("title_since", "取得职称的日期");
        let field_since = reader.day("field_since", "从事本领域工作的起始日期");
        let specialty = reader.text("specialty", "专业", 60);
        let employer = reader.optional_text("employer", "所在单位", 60);
        let unit_type = reader.choice("unit_type", "单位性质", |value| {
            UNIT_TYPES.contains(&value).then(|| value.to_owned())
        });
        let situation = reader.choice("situation", "工作状况", |value| find(&SITUATIONS, value));
        let evidence = reader.optional_text("first_tier", "证明材料", 200);
        let from = reader.day("term_from", "任期起始日");
        let to = reader.day("term_to", "任期截止日");
        let reason = reader.optional_text("reason", "理由", 500);
        Some(Self {
            name: name?,
            identity: identity?,
            intake: intake?,
            seat: seat?,
            leader: reader.ticked("leader"),
            title: title?,
            title_series: title_series?,
            title_level: title_level?,
            title_since: title_since?,
            field_since: field_since?,
            specialty: specialty?,
            employer: employer?,
            unit_type: unit_type?,
            first_tier: tier(reader, evidence?),
            situation: situation?,
            declarations: Declarations {
                lawful: reader.ticked("lawful"),
                ethical: reader.ticked("ethical"),
                able: reader.ticked("able"),
            },
            term: Term { from: from?, to: to? },
            reason: reason?,
        })
    }
}

fn identity(reader: &mut Reader<'_>) -> Option<IdentityNumber> {
    let typed = reader.text("identity", "身份证号", 18)?;
    match typed.parse() {
        Ok(identity) => Some(identity),
        Err(_) => reader.refuse(
            Refusal::new("身份证号不正确")
                .at("identity")
                .remedy("请核对 18 位号码"),
        ),
    }
}

fn tier(reader: &Reader<'_>, evidence: String) -> Option<FirstTier> {
    match reader.fields().get("first_tier_ground").unwrap_or_default() {
        "honour" => Some(FirstTier::Honour(evidence)),
        "second_grade_post" => Some(FirstTier::SecondGradePost(evidence)),
        "national_award" => Some(FirstTier::NationalAward(evidence)),
        "national_project" => Some(FirstTier::NationalProject(evidence)),
        "relaxed" => Some(FirstTier::Relaxed(evidence)),
        _ => None,
    }
}

/// The person of that name and number. Both must fit, so that nobody learns from one who has an account.
fn person(tx: &mut Tx<'_>, form: &ExpertForm) -> store::Result<Person> {
    let unknown = || {
        let refusal = Refusal::new("没有找到姓名和身份证号都相符的人员").at("identity");
        Error::from(refusal.remedy("请核对；还没有账号的，请先由所在单位为其开通"))
    };
    let id: PersonId = store::accounts::by_identity(tx, &form.identity)?.ok_or_else(unknown)?;
    let person = store::accounts::person(tx, id)?;
    if person.name == form.name {
        Ok(person)
    } else {
        Err(unknown())
    }
}

/// The unit in the system that somebody works for, if its name is the employer's.
fn employer(tx: &mut Tx<'_>, person: PersonId, name: &str) -> store::Result<Option<Office>> {
    for (held, office) in store::accounts::seats_of(tx, person)? {
        if office == name {
            let office = store::accounts::office(tx, held.seat.office)?;
            return Ok((office.kind == OfficeKind::Unit).then_some(office));
        }
    }
    Ok(None)
}

fn admit(tx: &mut Tx<'_>, id: CommitteeId, form: ExpertForm) -> store::Result<ExpertId> {
    let organiser = store::committees::find(tx, id)?.organiser;
    let rules = standing_rules(tx, organiser)?;
    let person = person(tx, &form)?;
    let unit = employer(tx, person.id, &form.employer)?;
    let region_code = match &unit {
        Some(unit) => unit.region_code.clone(),
        None => store::accounts::office(tx, organiser)?.region_code,
    };
    let details = Details {
        intake: form.intake,
        seat: form.seat,
        leader: form.leader,
        title: form.title,
        title_series: form.title_series,
        title_level: form.title_level,
        title_since: form.title_since,
        field_since: form.field_since,
        specialty: form.specialty,
        employer: form.employer,
        employer_office: unit.map(|unit| unit.id),
        unit_type: form.unit_type,
        region_code,
        sex: person.identity.sex(),
        born: person.identity.birth().map_err(Error::broken)?,
        first_tier: form.first_tier,
        situation: form.situation,
        declarations: form.declarations,
    };
    let cmd = AddExpert {
        committee: id,
        person: person.id,
        details,
        term: form.term,
        reason: Some(form.reason),
    };
    add_expert(tx, &rules, cmd)
}

/// The page.
#[derive(Template)]
#[template(path = "committees/new_expert.html")]
struct NewExpertPage {
    seen: Seen,
    errors: ErrorSummary,
    form: PostForm,
    person: Html,
    entry: Html,
    title: Html,
    tier: Html,
    declarations: Html,
    buttons: Buttons,
    refused: bool,
}

impl Content for NewExpertPage {
    fn head(&self) -> Head {
        let back = self.seen.back_to_pool();
        Head::new("增加专家")
            .section(Committees)
            .back(back.text, back.url)
            .refused(self.refused)
    }
}

fn choices<T: Copy>(words: &[(&'static str, T)], chinese: impl Fn(T) -> &'static str) -> Vec<Choice> {
    words
        .iter()
        .map(|(code, known)| Choice::new(*code, chinese(*known)))
        .collect()
}

fn tick(field: &'static str, label: &str, words: &str, state: &FormState) -> Choices {
    Choices::any(field, label, [Choice::new("yes", words)]).fill(state)
}

fn short(name: &str, label: &str, state: &FormState) -> TextInput {
    TextInput::new(name, label).width(Width::Chars20).fill(state)
}

fn person_inputs(state: &FormState) -> Html {
    let types = UNIT_TYPES.map(|word| Choice::new(word, word));
    Html::from(short("name", "姓名", state))
        .then(
            short("identity", "身份证号", state)
                .hint("用于在系统中找到本人，性别和年龄段由此得出，不用再填。")
                .code(),
        )
        .then(TextInput::new("employer", "所在单位").fill(state))
        .then(
            Select::new("unit_type", "单位性质", types)
                .width(Width::Chars20)
                .fill(state),
        )
        .then(Choices::one("situation", "工作状况", choices(&SITUATIONS, situation_words)).fill(state))
}

fn entry_inputs(declared: &Declared, longest: Option<Span>, state: &FormState) -> Html {
    let term_to = DateInput::new("term_to", "任期截止日").fill(state);
    let specialties = declared.specialties.iter().map(|name| Choice::new(name, name));
    let leader = "由组建单位行政领导担任（限主任、副主任委员，不计入评审专家）";
    Html::from(Choices::one("intake", "产生方式", choices(&INTAKES, intake_words)).fill(state))
        .then(
            Choices::one("seat", "库内身份", choices(&SEATS, PoolSeat::chinese))
                .hint("主任委员、副主任委员和评审专家分别抽取。")
                .fill(state),
        )
        .then(tick("leader", "行政领导", leader, state))
        .then(
            Select::new("specialty", "专业", specialties.collect::<Vec<_>>())
                .width(Width::Chars20)
                .fill(state),
        )
        .then(DateInput::new("term_from", "任期起始日").fill(state))
        .then(match longest {
            Some(longest) => term_to.hint(format!("每届任期不超过{longest}。")),
            None => term_to,
        })
}

fn title_inputs(state: &FormState) -> Html {
    let levels = Level::ALL.map(|level| Choice::new(level.code(), level.chinese()));
    Html::from(short("title", "职称名称", state).hint("例如：高级教师"))
        .then(short("title_series", "职称系列", state))
        .then(
            Select::new("title_level", "职称级别", levels)
                .width(Width::Chars10)
                .fill(state),
        )
        .then(DateInput::new("title_since", "取得职称的日期").fill(state))
        .then(DateInput::new("field_since", "从事本领域工作的起始日期").fill(state))
}

fn tier_inputs(state: &FormState) -> Html {
    let grounds = TIERS.map(|(code, words)| Choice::new(code, words));
    Html::from(
        Select::new("first_tier_ground", "符合哪一项", grounds)
            .hint("不是第一层次评审专家的，不用选择。")
            .optional()
            .fill(state),
    )
    .then(TextInput::new("first_tier", "证明材料").optional().fill(state))
}

fn declaration_inputs(state: &FormState) -> Html {
    let ticks = DECLARATIONS
        .into_iter()
        .fold(Html::default(), |html, (field, words)| {
            html.then(tick(field, words, "符合", state))
        });
    ticks.then(
        TextArea::new("reason", "理由")
            .hint("工作年限未达“原则上”的要求，或者长期脱离专业技术工作，确需入库的，写明理由。")
            .rows(3)
            .optional()
            .fill(state),
    )
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: CommitteeId, state: &FormState) -> store::Result<NewExpertPage> {
    let seen = seen(rx, who, id)?.managed()?;
    if seen.committee.pool_open().is_err() && !state.is_refused() {
        return Err(Error::NotFound);
    }
    let declared = &seen.committee.declared;
    let prefilled = FormState::blank().with("title_series", &declared.series);
    let state = if state.is_refused() { state } else { &prefilled };
    let rules = standing_rules(rx, seen.committee.organiser)?;
    let longest = rules.span("专家任期", None).ok().map(|answer| answer.value);
    Ok(NewExpertPage {
        errors: ErrorSummary::of(state),
        form: PostForm::new(&who.token(), NewExpert { id }).guard_unsaved(),
        person: person_inputs(state),
        entry: entry_inputs(declared, longest, state),
        title: title_inputs(state),
        tier: tier_inputs(state),
        declarations: declaration_inputs(state),
        buttons: Buttons::new([
            Button::submit("入库"),
            Button::link("取消", PoolPlace { id }).secondary(),
        ]),
        refused: state.is_refused(),
        seen,
    })
}

/// `GET /committees/{id}/pool/new`.
///
/// # Errors
/// The viewer's office does not organise the committee, its pool is not open, or the database is unavailable.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(NewExpert { id }): Path<NewExpert>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `POST /committees/{id}/pool/new`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(NewExpert { id }): Path<NewExpert>,
    form: Form<ExpertForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| admit(tx, id, form))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(move |_| Go::to(PoolPlace { id }).saying("专家已入库。"))
        .await
}
