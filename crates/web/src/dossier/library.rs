//! My library at a glance: what is filled in, what is not.

use askama::Template;
use domain::dossier::{Dossier, Section};
use store::Rx;

use super::urls::Library;
use super::{applicant, section_url};
use crate::kit::lists::{Task, TaskList, TaskState};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

#[derive(Clone, Debug, Template)]
#[template(path = "dossier/library.html")]
struct LibraryPage {
    sections: TaskList,
}

impl Content for LibraryPage {
    fn head(&self) -> Head {
        Head::new("我的业绩库").section(Library)
    }
}

fn task(dossier: &Dossier, section: Section) -> Task {
    let count = dossier.of(section).count();
    let (state, hint) = match count {
        0 if dossier.none.contains(&section) => (TaskState::Done, "本人没有".to_owned()),
        0 => (TaskState::NotStarted, super::section::hint(section).to_owned()),
        count => (TaskState::Done, format!("已填 {count} 项")),
    };
    Task::new(section.chinese(), section_url(section), state).hint(hint)
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<LibraryPage> {
    let dossier = store::dossier::of_person(rx, applicant(who)?)?;
    let tasks: Vec<Task> = Section::ALL.map(|section| task(&dossier, section)).to_vec();
    Ok(LibraryPage {
        sections: TaskList::new().group("栏目", tasks),
    })
}

/// `GET /library`.
///
/// # Errors
/// The person does not act as an applicant.
pub(super) async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}
