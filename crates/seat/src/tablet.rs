//! A seat's tablet.

use std::collections::BTreeMap;

use ballot::tellers::{Opening, Place, Poll, PollDraft, Post, Voter, entry_code};
use ballot::{Digest, Seat};

use crate::Answer;

pub(crate) fn key(secret: &Digest) -> Digest {
    Voter::key(&secret.0)
}

/// The latest entry this tablet made for an item.
struct Made {
    place: Place,
    digest: Digest,
    opening: Opening,
    /// Was opened: does not count any more.
    void: bool,
}

/// A tablet between two questions.
#[derive(Default)]
pub(crate) struct Tablet {
    begun: Option<Begun>,
}

struct Begun {
    poll: &'static Poll,
    seat: Seat,
    voter: Voter<'static>,
    /// The version of the latest entry for an item, by whichever page it was made.
    latest: BTreeMap<u32, u32>,
    made: BTreeMap<u32, Made>,
}

impl Tablet {
    pub(crate) fn enter(&mut self, item: u32, opening: Opening) -> Result<Answer, String> {
        self.begun()?.enter(item, opening)
    }

    pub(crate) fn open(&mut self, item: u32) -> Result<Answer, String> {
        self.begun()?.open(item)
    }

    pub(crate) fn confirm(&mut self) -> Result<Answer, String> {
        self.begun()?.confirm()
    }

    fn begun(&mut self) -> Result<&mut Begun, String> {
        self.begun
            .as_mut()
            .ok_or_else(|| "选票还没有载入，请刷新页面。".to_owned())
    }

    pub(crate) fn start(
        &mut self,
        poll: PollDraft,
        seat: Seat,
        (secret, session): (&Digest, &Digest),
        before: &[Place],
    ) -> Result<Answer, String> {
        let key = key(secret);
        if !poll.seats.iter().any(|s| s.seat == seat && s.key == key) {
            return Err("本设备的密钥与签到时登记的不符，不能用本设备投票。请联系会议工作人员。".to_owned());
        }
        let poll = Poll::try_from(poll).map_err(|why| why.to_string())?;
        // A page begins once; what its voter borrows may live as long as the page.
        let poll: &'static Poll = Box::leak(Box::new(poll));
        self.begun = Some(Begun {
            poll,
            seat,
            voter: Voter::new(poll, seat, &secret.0, &session.0),
            latest: before.iter().map(|place| (place.item, place.version)).collect(),
            made: BTreeMap::new(),
        });
        Ok(Answer::Ready {
            poll: poll.digest(),
            key,
            places: poll.places(seat).collect(),
        })
    }
}

impl Begun {
    fn enter(&mut self, item: u32, opening: Opening) -> Result<Answer, String> {
        let version = self.latest.get(&item).map_or(1, |latest| latest + 1);
        let made = self.voter.enter(item, version, opening.choice, &opening.random.0);
        let (entry, sealed) = made.map_err(|why| why.to_string())?;
        let (place, digest) = (entry.place, entry.digest(self.poll));
        let made = Made {
            place,
            digest,
            opening,
            void: false,
        };
        self.made.insert(item, made);
        self.latest.insert(item, version);
        Ok(Answer::Entered {
            post: Post::Entry {
                entry: Box::new(entry),
                sealed: Box::new(sealed),
            },
            code: entry_code(digest),
        })
    }

    fn open(&mut self, item: u32) -> Result<Answer, String> {
        let made = self.made.get_mut(&item).filter(|made| !made.void);
        let Some(made) = made else {
            return Err("这一项还没有填写，不能检验。请先选择。".to_owned());
        };
        made.void = true;
        let (place, opening) = (made.place, made.opening);
        let signature = self.voter.open(place, &opening);
        let post = Post::Open {
            place,
            opening,
            signature,
        };
        Ok(Answer::Opened { post, opening })
    }

    fn confirm(&self) -> Result<Answer, String> {
        let entries: BTreeMap<u32, Digest> = self
            .made
            .iter()
            .filter(|(_, made)| !made.void)
            .map(|(item, made)| (*item, made.digest))
            .collect();
        let missing = self.poll.places(self.seat).count() - entries.len();
        if missing > 0 {
            return Err(format!("还有{missing}项没有填写。请逐项选择同意、反对或弃权。"));
        }
        let (code, signature) = self.voter.confirm(&entries);
        Ok(Answer::Confirmed {
            post: Post::Confirm {
                seat: self.seat,
                code,
                signature,
            },
            code: entry_code(code),
        })
    }
}
