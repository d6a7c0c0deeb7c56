//! A teller's device.

use ballot::Digest;
use ballot::tellers::{Complaint, HeadSignature, Poll, PollDraft, Post, Teller, TellerKeys, TellerSecret};

use crate::{Answer, Shown};

pub(crate) fn keys(secret: &Digest, name: &str) -> TellerKeys {
    TellerSecret::new(&secret.0).keys(name)
}

/// The teller that works on this page.
#[derive(Default)]
pub(crate) struct Table {
    teller: Option<(usize, Teller)>,
}

const NOT_YET: &str = "计票程序还没有载入，请刷新页面。";

impl Table {
    pub(crate) fn watch(
        &mut self,
        poll: PollDraft,
        number: usize,
        secret: &Digest,
        posts: Vec<Shown>,
    ) -> Result<Answer, String> {
        let poll = Poll::try_from(poll).map_err(|why| why.to_string())?;
        let secret = TellerSecret::new(&secret.0);
        let own = poll.tellers().get(number);
        if own.is_none_or(|keys| secret.keys(&keys.name) != *keys) {
            return Err(
                "本设备的密钥与登记的计票方密钥不符，不能用本设备计票。请联系会议工作人员。".to_owned(),
            );
        }
        let shown = posts.last().map(|last| last.head);
        let posts = posts.into_iter().map(|shown| shown.post);
        let (teller, complaints) =
            Teller::replay(poll, number, secret, posts).map_err(|why| why.to_string())?;
        if shown.is_some_and(|head| head != teller.board().head()) {
            return Err(ballot::Refused::BoardsDiffer.to_string());
        }
        let answer = received(&teller, complaints);
        self.teller = Some((number, teller));
        Ok(answer)
    }

    pub(crate) fn receive(&mut self, posts: Vec<Shown>) -> Result<Answer, String> {
        let (_, teller) = self.teller.as_mut().ok_or(NOT_YET)?;
        let mut complaints = Vec::new();
        for Shown { post, head } in posts {
            complaints.extend(teller.receive(post, head).map_err(|why| why.to_string())?);
        }
        Ok(received(teller, complaints))
    }

    pub(crate) fn sums(&mut self) -> Result<Answer, String> {
        let (number, teller) = self.teller.as_ref().ok_or(NOT_YET)?;
        let signature = teller.sign_head().map_err(|why| why.to_string())?;
        let head = HeadSignature {
            teller: *number,
            signature,
        };
        // Summing up takes the shares with it.
        let (_, teller) = self.teller.take().ok_or(NOT_YET)?;
        let sums = teller.sums().map_err(|why| why.to_string())?;
        Ok(Answer::Sums { head, sums })
    }
}

fn received(teller: &Teller, complaints: Vec<Complaint>) -> Answer {
    Answer::Received {
        number: teller.board().posts().len(),
        head: teller.board().head(),
        complaints: complaints.into_iter().map(Post::Complain).collect(),
    }
}
