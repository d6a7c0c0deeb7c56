//! What became of one meeting's cases, and the organiser's next step: post, conclude objections, close, submit.

use actions::publicity::close::close;
use actions::results::submit::submit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::applications::{Application, Stage};
use domain::meetings::Meeting;
use domain::publicity::{Kind, Posting};
use domain::results::{ResultList, Stage as ListStage};
use kernel::{ApplicationId, MeetingId, PostingId, Refusals};
use policy::StepKind;
use store::{Error, Rx};

use super::list::state_of;
use super::outcomes::committee_name;
use super::urls::{
    CloseResults, ConcludeObjection, ConfirmResults, Outcome, Outcomes, PostResults, ResultPosting,
    SubmitResults,
};
use crate::kit::form::Nothing;
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Link, RefusalList, Tag, Tone};
use crate::kit::{App, Content, Fault, Form, FormState, Go, Head, Html, Page, SignedIn};
use crate::row;

/// A case of the meeting with where it stands now.
pub(super) struct Reviewed {
    pub(super) case: Application,
    pub(super) name: String,
    unit: String,
    passed: bool,
}

impl Reviewed {
    fn stands_at(&self, step: StepKind) -> bool {
        self.case.require(step).is_ok()
    }
}

/// The cases of a sealed meeting, and what was done about them since.
pub(super) struct Progress {
    pub(super) cases: Vec<Reviewed>,
    /// Postings that hold one of the cases, newest first.
    postings: Vec<Posting>,
    lists: Vec<ResultList>,
}

impl Progress {
    /// The progress of a meeting's cases.
    ///
    /// # Errors
    /// Its results are not sealed ([`Error::NotFound`]), or the database is unavailable.
    pub(super) fn of(rx: &mut Rx<'_>, meeting: &Meeting) -> store::Result<Self> {
        let verdicts = meeting.verdicts().ok_or(Error::NotFound)?;
        let mut cases = Vec::with_capacity(verdicts.len());
        let mut lists: Vec<ResultList> = Vec::new();
        for (id, passed) in verdicts {
            let case = store::applications::find(rx, id)?.case;
            let name = store::accounts::names(rx, &[case.applicant])?;
            cases.push(Reviewed {
                name: name.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
                unit: store::accounts::office(rx, case.unit)?.name,
                case,
                passed,
            });
            if let Some(list) = store::results::of_case(rx, id)?
                && lists.iter().all(|known| known.id != list.id)
            {
                lists.push(list);
            }
        }
        let holds = |posting: &Posting| {
            let mut ids = cases.iter().map(|reviewed| reviewed.case.id);
            ids.any(|id| posting.cases.contains(&id))
        };
        let mut postings = store::publicity::of_office(rx, meeting.organiser, Kind::Result)?;
        postings.retain(holds);
        Ok(Self {
            cases,
            postings,
            lists,
        })
    }

    pub(super) fn passed(&self) -> usize {
        self.cases.iter().filter(|reviewed| reviewed.passed).count()
    }

    pub(super) fn failed(&self) -> usize {
        self.cases.len() - self.passed()
    }

    /// The cases that wait to be posted.
    pub(super) fn to_post(&self) -> Vec<ApplicationId> {
        let posted = |id: ApplicationId| {
            let mut open = self.postings.iter().filter(|posting| posting.closed.is_none());
            open.any(|posting| posting.cases.contains(&id))
        };
        let waiting = self
            .cases
            .iter()
            .filter(|reviewed| reviewed.stands_at(StepKind::ResultPublicity) && !posted(reviewed.case.id));
        waiting.map(|reviewed| reviewed.case.id).collect()
    }

    fn to_submit(&self) -> usize {
        let listed = |id: ApplicationId| {
            let mut lines = self.lists.iter().flat_map(|list| &list.lines);
            lines.any(|line| line.case == id)
        };
        let waiting = self
            .cases
            .iter()
            .filter(|reviewed| reviewed.stands_at(StepKind::Confirmation) && !listed(reviewed.case.id));
        waiting.count()
    }

    /// The next thing somebody has to do about it.
    pub(super) fn tag(&self) -> Tag {
        let open = |list: &ResultList| matches!(list.stage, ListStage::Submitted { .. });
        if !self.to_post().is_empty() {
            Tag::new("待公示", Tone::Amber)
        } else if self.postings.iter().any(|posting| posting.closed.is_none()) {
            Tag::new("公示中", Tone::Blue)
        } else if self.to_submit() > 0 {
            Tag::new("待报送确认", Tone::Amber)
        } else if self.lists.iter().any(open) {
            Tag::new("待确认", Tone::Blue)
        } else {
            Tag::new("已办结", Tone::Plain)
        }
    }
}

/// A posting on the organiser's page.
struct Posted {
    title: Html,
    facts: SummaryList,
    objections: Option<Table>,
    against: Option<RefusalList>,
    closing: Option<(PostForm, Buttons)>,
}

#[derive(Template)]
#[template(path = "results/outcome.html")]
struct OutcomePage {
    title: String,
    errors: ErrorSummary,
    facts: SummaryList,
    cases: Table,
    waiting: usize,
    post: Buttons,
    postings: Vec<Posted>,
    to_submit: usize,
    submission: PostForm,
    submit: Buttons,
    lists: Option<Table>,
    refused: bool,
}

impl Content for OutcomePage {
    fn head(&self) -> Head {
        Head::new(&self.title)
            .section(Outcomes)
            .back("评审结果", Outcomes)
            .refused(self.refused)
            .wide()
    }
}

/// The meeting, if the viewer organises it.
///
/// # Errors
/// There is none, or it is another's.
pub(super) fn organised(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId) -> store::Result<Meeting> {
    let meeting = store::meetings::find(rx, id)?.into_inner();
    if domain::meetings::access::may_organise(&who.actor(), &meeting) {
        Ok(meeting)
    } else {
        Err(Error::NotFound)
    }
}

fn case_table(progress: &Progress) -> Table {
    let rows = progress.cases.iter().map(|reviewed| {
        let verdict = if reviewed.passed {
            Tag::new("通过", Tone::Jade)
        } else {
            Tag::new("未通过", Tone::Plain)
        };
        let stands = match reviewed.case.stage {
            Stage::Ended(_) if !reviewed.passed => String::new(),
            _ => reviewed.case.status_chinese().to_owned(),
        };
        row![
            reviewed.name.clone(),
            reviewed.unit.clone(),
            reviewed.case.target.level.chinese(),
            reviewed.case.target.specialty.clone(),
            verdict,
            stands,
        ]
    });
    let columns = [
        Column::new("申报人"),
        Column::new("单位"),
        Column::new("级别"),
        Column::new("专业"),
        Column::new("表决结果"),
        Column::new("现在"),
    ];
    Table::new("表决结果", columns).hide_caption().rows(rows)
}

fn posted(rx: &mut Rx<'_>, who: &SignedIn, progress: &Progress, posting: &Posting) -> store::Result<Posted> {
    let today = rx.today();
    let open = posting.closed.is_none();
    let against = if open { obstacles(rx, posting)? } else { None };
    let name_of = |id: Option<ApplicationId>| {
        let found = progress
            .cases
            .iter()
            .find(|reviewed| Some(reviewed.case.id) == id);
        found.map(|reviewed| reviewed.name.clone()).unwrap_or_default()
    };
    let rows = posting.objections.iter().map(|objection| {
        let place = ConcludeObjection {
            id: posting.id,
            objection: objection.id,
        };
        let conclusion = match objection.conclusion {
            None => Tag::new("待核查", Tone::Amber),
            Some(conclusion) => Tag::new(conclusion.chinese(), Tone::Plain),
        };
        row![
            Link::new(name_of(objection.case), place),
            objection.raised.minute_text(),
            conclusion,
        ]
    });
    let columns = [
        Column::new("所反映的人员"),
        Column::new("收到时间"),
        Column::new("核查结论"),
    ];
    let objections = Table::new("收到的异议", columns).rows(rows);
    let form = PostForm::new(&who.token(), CloseResults { id: posting.id });
    let button = Button::submit("结束公示");
    Ok(Posted {
        title: Html::from(Link::new(
            format!("{} 公示，{} 人", posting.posted, posting.cases.len()),
            ResultPosting { id: posting.id },
        )),
        facts: SummaryList::new([
            Fact::html("状态", state_of(posting, today)),
            Fact::new(
                "公示期",
                format!("{} 个工作日，至 {} 止", posting.period.value, posting.last_day),
            ),
            Fact::new("收到异议", format!("{} 项", posting.objections.len())),
        ]),
        objections: (!posting.objections.is_empty()).then_some(objections),
        closing: (open && against.is_none()).then(|| (form, Buttons::new([button]))),
        against: against.map(|refusals| RefusalList::new(refusals.all().to_vec())),
    })
}

/// What stands against ending the posting now.
fn obstacles(rx: &mut Rx<'_>, posting: &Posting) -> store::Result<Option<Refusals>> {
    match actions::rules::of_plan(rx, posting.plan) {
        Ok(rules) => Ok(posting.clone().close(&rules, rx.now()).err()),
        Err(Error::Refused(refusals)) => Ok(Some(refusals)),
        Err(other) => Err(other),
    }
}

fn list_table(rx: &mut Rx<'_>, lists: &[ResultList]) -> store::Result<Table> {
    let mut rows = Vec::with_capacity(lists.len());
    for list in lists {
        let authority = store::accounts::office(rx, list.authority)?.name;
        let (on, state) = match &list.stage {
            ListStage::Submitted { on } => (*on, Tag::new("待确认", Tone::Blue)),
            ListStage::Decided { document, on } => {
                (*on, Tag::new(format!("已确认 {}", document.number), Tone::Jade))
            }
        };
        rows.push(row![
            Link::new(authority, ConfirmResults { id: list.id }),
            list.lines.len(),
            on,
            state
        ]);
    }
    let columns = [
        Column::new("确认机关"),
        Column::numeric("人数"),
        Column::new("日期"),
        Column::new("状态"),
    ];
    Ok(Table::new("报送确认的名单", columns).hide_caption().rows(rows))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: MeetingId, state: &FormState) -> store::Result<OutcomePage> {
    let meeting = organised(rx, who, id)?;
    let progress = Progress::of(rx, &meeting)?;
    let plan = store::plans::find(rx, meeting.plan)?.plan;
    let mut postings = Vec::with_capacity(progress.postings.len());
    for posting in &progress.postings {
        postings.push(posted(rx, who, &progress, posting)?);
    }
    let waiting = progress.to_post().len();
    Ok(OutcomePage {
        title: format!("{} 评审结果", meeting.day),
        errors: ErrorSummary::of(state),
        facts: SummaryList::new([
            Fact::new("本轮通知", plan.content.title),
            Fact::new("评审委员会", committee_name(rx, &meeting)?),
            Fact::new(
                "结果",
                format!("通过 {} 人，未通过 {} 人", progress.passed(), progress.failed()),
            ),
            Fact::html("进度", progress.tag()),
        ]),
        cases: case_table(&progress),
        waiting,
        post: Buttons::new([Button::link(format!("公示 {waiting} 人"), PostResults { id })]),
        postings,
        to_submit: progress.to_submit(),
        submission: PostForm::new(&who.token(), SubmitResults { id }),
        submit: Buttons::new([Button::submit(format!("报送 {} 人确认", progress.to_submit()))]),
        lists: match progress.lists.is_empty() {
            true => None,
            false => Some(list_table(rx, &progress.lists)?),
        },
        refused: state.is_refused(),
    })
}

/// `GET /outcomes/{id}`.
///
/// # Errors
/// The viewer does not organise the meeting, its results are not sealed, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn, Path(Outcome { id }): Path<Outcome>) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, id, &FormState::blank()))
        .await
}

/// `GET /outcomes/{id}/submission`, as after reloading a refused form: the results themselves.
pub(super) async fn back(_who: SignedIn, Path(SubmitResults { id }): Path<SubmitResults>) -> Go {
    Go::to(Outcome { id })
}

/// `POST /outcomes/{id}/submission`.
///
/// # Errors
/// As [`get`].
pub(super) async fn send(
    app: App,
    who: SignedIn,
    Path(SubmitResults { id }): Path<SubmitResults>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, _| submit(tx, id, None))
        .or_show_again(move |rx, who, state| load(rx, who, id, &state))
        .then_go(move |_| Go::to(Outcome { id }).saying("名单已报送确认机关。"))
        .await
}

/// The meeting a posting's results come from.
fn meeting_of(rx: &mut Rx<'_>, who: &SignedIn, id: PostingId) -> store::Result<MeetingId> {
    let posting = super::find(rx, id)?;
    if !domain::publicity::access::posted_it(&who.actor(), &posting) {
        return Err(Error::NotFound);
    }
    let first = posting.cases.first().copied().ok_or(Error::NotFound)?;
    let meeting = store::meetings::of_case(rx, first)?.ok_or(Error::NotFound)?;
    Ok(meeting.id)
}

/// Where the organiser goes on from a posting.
pub(super) fn after(rx: &mut Rx<'_>, who: &SignedIn, id: PostingId) -> store::Result<Outcome> {
    meeting_of(rx, who, id).map(|id| Outcome { id })
}

/// `GET /results/{id}/closing`, as after reloading a refused form: the meeting's results.
///
/// # Errors
/// The viewer did not post it, or the database is unavailable.
pub(super) async fn back_from_closing(
    app: App,
    who: SignedIn,
    Path(CloseResults { id }): Path<CloseResults>,
) -> Result<Go, Fault> {
    app.work(move |house| Ok(Go::to(house.read(|rx| after(rx, &who, id))?)))
        .await
}

/// `POST /results/{id}/closing`.
///
/// # Errors
/// The viewer did not post it, or the database is unavailable.
pub(super) async fn end(
    app: App,
    who: SignedIn,
    Path(CloseResults { id }): Path<CloseResults>,
    form: Form<Nothing>,
) -> Result<Response, Fault> {
    let viewer = who.clone();
    app.submit(who, form, move |tx, _| {
        let meeting = meeting_of(tx, &viewer, id)?;
        close(tx, id)?;
        Ok(meeting)
    })
    .or_show_again(move |rx, who, state| {
        let meeting = meeting_of(rx, who, id)?;
        load(rx, who, meeting, &state)
    })
    .then_go(|id| Go::to(Outcome { id }).saying("公示已结束。没有异议成立的人员可以报送确认。"))
    .await
}
