//! Rows of the board of a vote before three tellers: every post with the head of the chain after it.

use ballot::tellers::{Post, Receipt, SealedShare};
use diesel::prelude::*;
use kernel::MeetingId;

use super::schema::board_posts;
use crate::{Error, Result, Rx, Tx};

/// The board of one ballot of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Board {
    /// The meeting.
    pub meeting: MeetingId,
    /// Which ballot of the meeting, from 1.
    pub round: u32,
}

type Row = (i32, String, String, Option<Vec<u8>>);

fn small(number: impl TryInto<i32>) -> Result<i32> {
    number
        .try_into()
        .map_err(|_| Error::Broken("a board outgrew its rows".to_owned()))
}

fn read((number, head, post, shares): Row) -> Result<(Receipt, Post)> {
    let receipt = Receipt {
        number: usize::try_from(number).map_err(Error::broken)?,
        head: serde_json::from_str(&head)?,
    };
    let post: Post = serde_json::from_str(&post)?;
    let shares: Option<[SealedShare; 3]> =
        shares.map(|shares| serde_json::from_slice(&shares)).transpose()?;
    Ok(match shares {
        Some(shares) => (receipt, post.with_shares(shares)),
        None => (receipt, post),
    })
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of_board(meeting: String, round: i32) -> _ {
    let this = board_posts::meeting_id
        .eq(meeting)
        .and(board_posts::round.eq(round));
    board_posts::table.filter(this)
}

/// What [`read`] takes.
type Columns = (
    board_posts::number,
    board_posts::head,
    board_posts::post,
    board_posts::shares,
);
const COLUMNS: Columns = (
    board_posts::number,
    board_posts::head,
    board_posts::post,
    board_posts::shares,
);

impl Board {
    fn key(self) -> Result<(String, i32)> {
        Ok((self.meeting.to_string(), small(self.round)?))
    }

    /// Adds a post the board has taken.
    ///
    /// # Errors
    /// Its number is taken ([`Error::Stale`]), or the database is unavailable.
    pub fn add(self, tx: &mut Tx<'_>, receipt: Receipt, post: &Post) -> Result<()> {
        let (meeting, round) = self.key()?;
        let shares = post.shares().map(serde_json::to_vec).transpose()?;
        let seat = post.seat().map(|seat| small(seat.0)).transpose()?;
        diesel::insert_into(board_posts::table)
            .values((
                board_posts::meeting_id.eq(meeting),
                board_posts::round.eq(round),
                board_posts::number.eq(small(receipt.number)?),
                board_posts::seat.eq(seat),
                board_posts::head.eq(serde_json::to_string(&receipt.head)?),
                board_posts::post.eq(serde_json::to_string(&post.clone().public())?),
                board_posts::shares.eq(shares),
            ))
            .execute(tx.conn)?;
        Ok(())
    }

    /// The end of the chain; `None` before the first post.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn end(self, rx: &mut Rx<'_>) -> Result<Option<Receipt>> {
        let (meeting, round) = self.key()?;
        let row: Option<(i32, String)> = of_board(meeting, round)
            .order(board_posts::number.desc())
            .select((board_posts::number, board_posts::head))
            .first(rx.conn)
            .optional()?;
        row.map(|(number, head)| {
            Ok(Receipt {
                number: usize::try_from(number).map_err(Error::broken)?,
                head: serde_json::from_str(&head)?,
            })
        })
        .transpose()
    }

    /// The posts from and about a seat, in their order.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn of_seat(self, rx: &mut Rx<'_>, seat: u32) -> Result<Vec<(Receipt, Post)>> {
        let (meeting, round) = self.key()?;
        let rows: Vec<Row> = of_board(meeting, round)
            .filter(board_posts::seat.eq(small(seat)?))
            .order(board_posts::number)
            .select(COLUMNS)
            .load(rx.conn)?;
        rows.into_iter().map(read).collect()
    }

    /// At most `most` posts after the `number`-th, in their order.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn after(self, rx: &mut Rx<'_>, number: usize, most: i64) -> Result<Vec<(Receipt, Post)>> {
        let (meeting, round) = self.key()?;
        let rows: Vec<Row> = of_board(meeting, round)
            .filter(board_posts::number.gt(small(number)?))
            .order(board_posts::number)
            .limit(most)
            .select(COLUMNS)
            .load(rx.conn)?;
        rows.into_iter().map(read).collect()
    }

    /// The posts by which seats opened entries to test their devices, in their order.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn openings(self, rx: &mut Rx<'_>) -> Result<Vec<(Receipt, Post)>> {
        let (meeting, round) = self.key()?;
        let rows: Vec<Row> = of_board(meeting, round)
            .filter(board_posts::post.like("{\"open\":%"))
            .order(board_posts::number)
            .select(COLUMNS)
            .load(rx.conn)?;
        rows.into_iter().map(read).collect()
    }

    /// All posts, in their order.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn posts(self, rx: &mut Rx<'_>) -> Result<Vec<Post>> {
        let rows = self.after(rx, 0, i64::from(i32::MAX))?;
        Ok(rows.into_iter().map(|(_, post)| post).collect())
    }

    /// Destroys the sealed shares; the record stays.
    ///
    /// # Errors
    /// The database is unavailable.
    pub fn destroy_shares(self, tx: &mut Tx<'_>) -> Result<usize> {
        let (meeting, round) = self.key()?;
        let rows = of_board(meeting, round).filter(board_posts::shares.is_not_null());
        Ok(diesel::update(rows)
            .set(board_posts::shares.eq(None::<Vec<u8>>))
            .execute(tx.conn)?)
    }
}
