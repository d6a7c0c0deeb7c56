//! The committee: registered and approved with its pool, opened, drawn, in session, sealed.

use kernel::{ApplicationId, ExpertId, MeetingId, PlanId};
use rehearsal::Officer;

use super::{Fields, Walk, fields};

const THROW: &str = "2 3 1 4 1 5 6 2 6 5 3 5 2 4 6 1 3 2 4 5";

/// Registers a committee and its pool through the pages of the organiser and the city's authority.
pub(super) async fn registers(walk: &Walk, from: &str, to: &str) {
    let (organiser, authority) = (&walk.region.organiser.actor, &walk.region.city_title.actor);
    let committee = fields(&[
        ("name", "南宁市中小学教师系列中级评审委员会"),
        ("series", "中小学教师"),
        ("grade", "intermediate"),
        ("specialties", "小学语文\n小学数学"),
        ("range", "南宁市中小学教师"),
        ("method", "材料评审"),
        ("basis", "series"),
        ("members", "9"),
        ("experts", "9"),
        ("main_series", "yes"),
        ("influence", "yes"),
        ("enough_experts", "yes"),
        ("sound_institution", "yes"),
    ]);
    let new = "/committees/new";
    let page = walk.fill(organiser, new, new, &committee).await;
    let filing = |number: &str| {
        let mut form = fields(&[("number", number), ("code", "017")]);
        for (name, day) in [("from", from), ("to", to)] {
            for (part, value) in ["year", "month", "day"].iter().zip(day.split('-')) {
                form.push((format!("{name}.{part}"), value.trim_start_matches('0').to_owned()));
            }
        }
        form
    };
    let approval = format!("{page}/approval");
    walk.fill(authority, &approval, &approval, &filing("南人社函〔2022〕3号"))
        .await;
    for (index, expert) in walk.region.experts.iter().enumerate() {
        admits(walk, &page, (index, expert), (from, to)).await;
    }
    let pool = format!("{page}/pool");
    for (who, to, form) in [
        (organiser, format!("{pool}/filing"), Fields::new()),
        (
            authority,
            format!("{pool}/approval"),
            filing("南人社函〔2022〕4号"),
        ),
    ] {
        walk.fill(who, &to, &to, &form).await;
    }
}

async fn admits(walk: &Walk, page: &str, (index, expert): (usize, &Officer), (from, to): (&str, &str)) {
    let person = walk.town.read(|rx| store::accounts::person(rx, expert.person));
    let employer = format!("南宁市第{}小学", index % 12 + 1);
    let seat = match index {
        0 | 1 => "chair",
        2..=5 => "vice_chair",
        _ => "expert",
    };
    let form = fields(&[
        ("name", &person.name),
        ("identity", person.identity.as_str()),
        ("intake", "unit"),
        ("seat", seat),
        ("title", "高级教师"),
        ("title_series", "中小学教师"),
        ("title_level", "sub_senior"),
        ("title_since", "2015-12-01"),
        ("field_since", "2005-09-01"),
        ("specialty", "小学语文"),
        ("employer", &employer),
        ("unit_type", "学校"),
        ("situation", "in_post"),
        ("lawful", "yes"),
        ("ethical", "yes"),
        ("able", "yes"),
        ("term_from", from),
        ("term_to", to),
    ]);
    let new = format!("{page}/pool/new");
    walk.fill(&walk.region.organiser.actor, &new, &new, &form).await;
}

/// Asks to open the review on `day`; the authority agrees.
pub(super) async fn opens(walk: &Walk, plan: PlanId, day: &str) -> MeetingId {
    let committee = walk.town.read(|rx| {
        let organiser = walk.region.organiser.actor.seat().unwrap().office;
        store::committees::of_organiser(rx, organiser)
    })[0]
        .id;
    let form = fields(&[
        ("plan", &plan.to_string()),
        ("committee", &committee.to_string()),
        ("day", day),
        ("place", "市教育局三楼"),
    ]);
    let new = "/meetings/new";
    let page = walk.fill(&walk.region.organiser.actor, new, new, &form).await;
    let answer = format!("{page}/answer");
    let agreed = fields(&[("agreed", "yes")]);
    walk.fill(&walk.region.city_title.actor, &answer, &answer, &agreed)
        .await;
    page.strip_prefix("/meetings/").unwrap().parse().unwrap()
}

/// The draw: pool frozen, numbers offered, committed, revealed, dice thrown, signed.
pub(super) async fn draws(walk: &Walk, meeting: MeetingId) {
    let (organiser, supervisor) = (&walk.region.organiser.actor, &walk.region.supervisor.actor);
    let room = format!("/meetings/{meeting}/draw");
    let step = |name: &str| format!("{room}/{name}");
    let wish = fields(&[("chairs", "1"), ("vice_chairs", "2"), ("per_employer", "2")]);
    walk.fill(organiser, &room, &step("preparation"), &wish).await;
    let mut nonces = Vec::new();
    for party in [organiser, supervisor] {
        let mut browser = walk.browser(party);
        let token = browser.open(&room).await.token();
        browser.send(&step("digest"), &[("token", &token)]).await;
        let page = browser.open(&room).await.html;
        let (_, rest) = page.split_once("请立即抄录并保密：").unwrap();
        nonces.push(
            rest.chars()
                .take_while(char::is_ascii_hexdigit)
                .collect::<String>(),
        );
    }
    let dice = fields(&[
        ("sources", "dice"),
        ("dice_throws", "20"),
        ("dice_witnesses", "甲、乙"),
    ]);
    walk.fill(organiser, &room, &step("commitment"), &dice).await;
    for (party, nonce) in [organiser, supervisor].into_iter().zip(&nonces) {
        walk.fill(party, &room, &step("reveal"), &fields(&[("nonce", nonce)]))
            .await;
    }
    let number = fields(&[("value", THROW)]);
    walk.fill(organiser, &room, &step("number"), &number).await;
    walk.fill(supervisor, &room, &step("signature"), &Fields::new())
        .await;
    let public = walk.anybody().open(&format!("/draws/{meeting}/1")).await;
    assert!(public.html.contains("种子"), "{}", public.html);
}

/// The drawn members in the order of their seats.
fn members(walk: &Walk, meeting: MeetingId) -> Vec<(ExpertId, Officer)> {
    let state = walk.town.read(|rx| store::meetings::find(rx, meeting));
    let of = |member: &domain::meetings::Member| {
        let mut experts = walk.region.experts.iter();
        let officer = experts.find(|officer| officer.person == member.person);
        (member.expert, officer.unwrap().clone())
    };
    state.members.iter().map(of).collect()
}

/// The meeting: everybody signs in, three give opinions, nine vote, the chair announces, supervisor and seal.
pub(super) async fn meets(walk: &Walk, meeting: MeetingId, case: ApplicationId, agree: usize) {
    let (organiser, supervisor) = (&walk.region.organiser.actor, &walk.region.supervisor.actor);
    let page = format!("/meetings/{meeting}");
    let step = |name: &str| format!("{page}/{name}");
    walk.fill(organiser, &page, &step("session"), &Fields::new())
        .await;
    let members = members(walk, meeting);
    for (_, member) in &members {
        let inbox = walk.town.inbox(member.person).pop().unwrap();
        let (_, rest) = inbox.split_once("签到码为").unwrap();
        let code: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        walk.fill(
            &member.actor,
            &page,
            &step("sign-in"),
            &fields(&[("code", &code)]),
        )
        .await;
    }
    let chair = &members[0].1.actor;
    let presider = fields(&[("presider", &members[0].0.to_string())]);
    walk.fill(organiser, &page, &step("roll"), &presider).await;
    let mut assigned = fields(&[("on_agenda", &case.to_string())]);
    for (entry, _) in &members[..3] {
        assigned.push((format!("assigned.{case}"), entry.to_string()));
    }
    let form = step("assignment");
    walk.fill(organiser, &form, &form, &assigned).await;
    for (_, member) in &members[..3] {
        let read = format!("{page}/cases/{case}");
        let opinion = fields(&[("text", "业绩符合条件")]);
        walk.fill(&member.actor, &read, &format!("{read}/opinion"), &opinion)
            .await;
    }
    walk.fill(chair, &page, &step("presentation"), &Fields::new())
        .await;
    let in_the_box = fields(&[("method", "plain_box")]);
    walk.fill(chair, &page, &step("opening"), &in_the_box).await;
    let ballot = step("ballot");
    for (index, (_, member)) in members.iter().enumerate() {
        let choice = if index < agree { "agree" } else { "against" };
        let vote = fields(&[("case", &case.to_string()), (&format!("vote.{case}"), choice)]);
        walk.fill(&member.actor, &ballot, &ballot, &vote).await;
    }
    let confirmed = fields(&[("confirmed", "yes")]);
    walk.fill(chair, &page, &step("closing"), &confirmed).await;
    let late = fields(&[("case", &case.to_string()), (&format!("vote.{case}"), "agree")]);
    let refused = walk.try_to_fill(chair, &page, &ballot, &late).await;
    assert!(!refused.status.is_redirection(), "the ballot is closed");
    walk.fill(chair, &page, &step("announcement"), &Fields::new())
        .await;
    walk.fill(supervisor, &page, &step("supervision"), &Fields::new())
        .await;
    let seal = fields(&[("register", "用印〔2022〕31")]);
    walk.fill(organiser, &page, &step("seal"), &seal).await;
    let minutes = walk.read(organiser, &step("minutes")).await;
    assert!(minutes.contains("无记名投票表决"), "{minutes}");
}
