//! The unit enters its posts by level and how it will use the vacancies.

use actions::posts::draft::{Draft, draft};
use axum::extract::Path;
use axum::response::Response;
use domain::posts::{LEVELS, Line, MOST_POSTS, PostPlan, Stage};
use kernel::{Level, PlanId, Role};
use store::{Error, Rx};

use super::round;
use crate::kit::forms::Button;
use crate::kit::html::Html;
use crate::kit::inputs::{TextArea, TextInput, Width};
use crate::kit::words::{Inset, Link};
use crate::kit::{App, Fault, Form, FormPage, FormPart, FormState, Go, Page, ReadForm, Reader, SignedIn};
use crate::posts::urls::{PostPlanPage, Posts, UnitPosts};

const MOST_CHARS: usize = 2_000;

/// The figures as typed.
#[derive(Debug)]
pub(super) struct DraftForm {
    lines: Vec<Line>,
    method: String,
}

fn count(reader: &mut Reader<'_>, field: &str, level: Level, label: &str) -> Option<u32> {
    let name = format!("{field}.{}", level.code());
    let label = format!("{level}{label}");
    let whole = reader.whole(&name, &label, 0..=i64::from(MOST_POSTS), " 个")?;
    u32::try_from(whole).ok()
}

impl ReadForm for DraftForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut lines = Vec::new();
        for level in LEVELS {
            let set = count(reader, "set", level, "核定岗位数");
            let filled = count(reader, "filled", level, "已聘人数");
            let used = count(reader, "used", level, "拟使用空岗数");
            lines.push(set.zip(filled).zip(used).map(|((set, filled), used)| Line {
                level,
                set,
                filled,
                used,
            }));
        }
        let method = reader.text("method", "空岗使用办法", MOST_CHARS);
        Some(Self {
            lines: lines.into_iter().collect::<Option<_>>()?,
            method: method?,
        })
    }
}

fn stored(posts: &PostPlan) -> FormState {
    let state = FormState::blank().with("method", &posts.method);
    posts.lines.iter().fold(state, |state, line| {
        let code = line.level.code();
        state
            .with(&format!("set.{code}"), line.set)
            .with(&format!("filled.{code}"), line.filled)
            .with(&format!("used.{code}"), line.used)
    })
}

fn load(rx: &mut Rx<'_>, who: &SignedIn, id: PlanId, state: FormState) -> store::Result<FormPage> {
    if who.seat().role != Role::UnitExaminer {
        return Err(Error::NotFound);
    }
    let plan = round(rx, who, id)?;
    let rules = crate::plans::shown_rules(rx, &plan)?;
    let before = store::posts::of_unit(rx, id, who.seat().office)?.map(|stored| stored.posts);
    let state = match &before {
        Some(posts) if !state.is_refused() => stored(posts),
        _ => state,
    };
    let mut part = FormPart::new(&who.token(), UnitPosts { plan: id }).guard_unsaved();
    if let Some(law) = rules.law("差额推荐") {
        part = part.above(Inset::text(&law.sentence).under(law.article));
    }
    if let Some(Stage::Draft { reason: Some(reason) }) = before.as_ref().map(|posts| &posts.stage) {
        part = part.above(crate::kit::words::Warning::new(format!(
            "上次退回的原因：{reason}"
        )));
    }
    for level in LEVELS {
        let code = level.code();
        let input = |field: &str, label: &str| {
            TextInput::new(format!("{field}.{code}"), format!("{level}{label}"))
                .digits()
                .unit("个")
                .width(Width::Chars5)
                .fill(&state)
        };
        part = part
            .input(Html::from(input("set", "核定岗位数")))
            .input(Html::from(input("filled", "已聘人数")))
            .input(Html::from(input("used", "拟使用空岗数")));
    }
    let method = TextArea::new("method", "空岗使用办法")
        .hint("写明空缺岗位怎样竞聘、怎样确定推荐人选。提交职代会审议，并在本单位公示。")
        .most_chars(MOST_CHARS)
        .fill(&state);
    let part = part.input(method).button(Button::submit("保存"));
    let back = Link::new("岗位和空岗", Posts);
    Ok(FormPage::new("填报岗位和空岗", Posts, back, part, &state))
}

/// `GET /posts/rounds/{plan}`.
///
/// # Errors
/// The round does not ask the viewer's unit for posts.
pub(super) async fn get(
    app: App,
    who: SignedIn,
    Path(UnitPosts { plan }): Path<UnitPosts>,
) -> Result<Page, Fault> {
    app.read(who, move |rx, who| load(rx, who, plan, FormState::blank()))
        .await
}

/// `POST /posts/rounds/{plan}`.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(
    app: App,
    who: SignedIn,
    Path(UnitPosts { plan }): Path<UnitPosts>,
    form: Form<DraftForm>,
) -> Result<Response, Fault> {
    app.submit(who, form, move |tx, form| {
        let cmd = Draft {
            plan,
            lines: form.lines,
            method: form.method,
        };
        draft(tx, cmd)
    })
    .or_show_again(move |rx, who, state| load(rx, who, plan, state))
    .then_go(|id| Go::to(PostPlanPage { id }).saying("已保存。下一步：提交职代会审议，登记决议。"))
    .await
}
