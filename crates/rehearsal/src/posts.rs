//! Units' posts, in rounds that ask for them.

use actions::posts::{adopt, approve, draft};
use actions::publicity::post_vacancies;
use domain::accounts::Nature;
use domain::posts::{LEVELS, Line, asked_by};
use kernel::{PostPlanId, PostingId, Role};
use store::{Error, Result};

use crate::{Round, School};

/// More posts and vacancies than a rehearsal's school has applicants.
const SET: u32 = 60;
const FILLED: u32 = 20;

impl Round<'_> {
    /// Every public school fills in its posts, lets its staff congress pass them and posts them; on the morning after the
    /// period its department approves. The clock stands on that morning; a round that asks for no posts leaves it alone.
    ///
    /// # Errors
    /// A step is refused.
    pub fn fill_posts(&self) -> Result<()> {
        let house = &self.stage.house;
        let rules = house.read(|rx| actions::rules::of_plan(rx, self.plan))?;
        if !asked_by(&rules) {
            return Ok(());
        }
        let mut posted = Vec::new();
        for school in self.region.schools() {
            if school.office.nature == Nature::PublicInstitution {
                posted.push((school, self.post_vacancies(school)?));
            }
        }
        for (school, (posts, posting)) in posted {
            let over = house.read(|rx| store::publicity::find(rx, posting))?;
            let morning = over.posting.closable_from().day();
            if house.clock().today() < morning {
                self.stage.morning_of(morning);
            }
            self.close(&school.examiners[0], posting)?;
            let department = house.read(|rx| store::posts::find(rx, posts))?.posts.department;
            let officer = self.region.holder(Role::Department, department);
            let officer = officer.ok_or(Error::NotFound)?;
            self.stage.by(&officer.actor, |tx| {
                approve::approve(tx, posts, "空岗批复（演练）1号")
            })?;
        }
        Ok(())
    }

    /// A school's posts, up to their posting.
    ///
    /// # Errors
    /// A step is refused.
    pub fn post_vacancies(&self, school: &School) -> Result<(PostPlanId, PostingId)> {
        let examiner = &school.examiners[0].actor;
        let lines = LEVELS.map(|level| Line {
            level,
            set: SET,
            filled: FILLED,
            used: SET - FILLED,
        });
        let cmd = draft::Draft {
            plan: self.plan,
            lines: lines.to_vec(),
            method: "空缺岗位公开竞聘，按考核得分择优推荐。".to_owned(),
        };
        let posts = self.stage.by(examiner, |tx| draft::draft(tx, cmd))?;
        let cmd = adopt::Adopt {
            posts,
            day: self.stage.house.clock().today(),
            present: 40,
            agreed: 38,
            name: "职代会决议.pdf",
            media_type: "application/pdf",
            content: b"%PDF-1.4 resolution",
        };
        self.stage.by(examiner, |tx| adopt::adopt(tx, &cmd))?;
        let cmd = post_vacancies::PostVacancies {
            posts,
            place: "学校公告栏".to_owned(),
            contact: "学校办公室，0771-0000000".to_owned(),
        };
        let posting = self
            .stage
            .by(examiner, |tx| post_vacancies::post_vacancies(tx, cmd))?;
        Ok((posts, posting))
    }
}
