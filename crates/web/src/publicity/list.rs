//! The unit's postings, for its members; the examiner also sees who waits to be posted and which objections are open.

use askama::Template;
use domain::accounts::OfficeKind;
use domain::publicity::{Kind, Posting};
use kernel::Role;
use store::{Error, Rx};

use super::urls::PostingPlace;
use super::{open_objections, posted, state_tag};
use crate::desk::urls::{NewPosting, Postings};
use crate::kit::forms::{Button, Buttons};
use crate::kit::table::{Column, Table};
use crate::kit::words::{Empty, Link};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};
use crate::row;

/// The page.
#[derive(Template)]
#[template(path = "publicity/list.html")]
struct ListPage {
    unit: String,
    posts: bool,
    buttons: Option<Buttons>,
    table: Table,
}

impl Content for ListPage {
    fn head(&self) -> Head {
        Head::new("单位公示").section(Postings).wide()
    }
}

/// What a posting shows: the first names, or the vacancies.
fn content(rx: &mut Rx<'_>, posting: &Posting) -> store::Result<String> {
    if posting.vacancies.is_some() {
        return Ok("空缺岗位使用情况".to_owned());
    }
    let cases = posted(rx, &posting.cases)?;
    let names: Vec<&str> = cases.iter().take(3).map(|case| case.name.as_str()).collect();
    let more = if cases.len() > 3 {
        format!("等 {} 人", cases.len())
    } else {
        String::new()
    };
    Ok(format!("{}{more}", names.join("、")))
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<ListPage> {
    let seat = who.seat();
    let office = store::accounts::office(rx, seat.office)?;
    if office.kind != OfficeKind::Unit {
        return Err(Error::NotFound);
    }
    let posts = seat.role == Role::UnitExaminer;
    let waiting = if posts {
        super::post::ready(rx, seat)?.len()
    } else {
        0
    };
    let today = rx.today();
    let mut rows = Vec::new();
    let mut postings = store::publicity::of_office(rx, seat.office, Kind::Unit)?;
    postings.extend(store::publicity::of_office(rx, seat.office, Kind::Vacancy)?);
    postings.sort_by_key(|posting| core::cmp::Reverse((posting.posted, posting.id)));
    for posting in postings {
        let mut cells = row![
            Link::new(
                format!("{} 至 {}", posting.posted, posting.last_day),
                PostingPlace { id: posting.id }
            ),
            content(rx, &posting)?,
            state_tag(&posting, today),
        ];
        if posts {
            let objections = match (posting.objections.len(), open_objections(&posting)) {
                (0, _) => "没有".to_owned(),
                (all, 0) => format!("{all} 项，都有结论"),
                (all, open) => format!("{all} 项，{open} 项待核查"),
            };
            cells = cells.and(objections);
        }
        rows.push(cells);
    }
    let mut columns = vec![
        Column::new("公示期"),
        Column::new("公示内容"),
        Column::new("状态"),
    ];
    if posts {
        columns.push(Column::new("异议"));
    }
    let empty = if posts {
        Empty::new("本单位还没有张贴过公示").because("审议通过的拟推荐人选，可以在这里张贴公示。")
    } else {
        Empty::new("本单位现在没有公示").because("本单位公示职称申报人选时，会出现在这里。")
    };
    Ok(ListPage {
        unit: office.name,
        posts,
        buttons: (waiting > 0).then(|| {
            Buttons::new([Button::link(
                format!("张贴公示（待公示 {waiting} 人）"),
                NewPosting,
            )])
        }),
        table: Table::new("本单位的公示", columns)
            .hide_caption()
            .rows(rows)
            .or_empty(empty),
    })
}

/// `GET /postings`.
///
/// # Errors
/// The viewer's seat is not in a unit, or the database is unavailable.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
