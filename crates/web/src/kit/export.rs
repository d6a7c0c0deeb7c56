//! Lists as workbooks: the same columns, filters and rights as on the page, all pages of it in one file.

use axum::response::{IntoResponse as _, Response};
use kernel::{Day, Timestamp};
use sheets::{Cell, Column, Roster};

use super::download::Download;
use super::fault::Fault;
use super::fields::Fields;
use super::table::{ListQuery, Table};
use super::urls::Url;

/// The most rows one file holds; a list that is longer says so in the file.
pub const MOST_ROWS: i64 = 50_000;
const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const NARROWEST: usize = 8;
const WIDEST: usize = 60;

/// The address of a list as a workbook, narrowed as the page is.
pub fn link(query: &ListQuery) -> Url {
    query.at_page(1).with("export", "xlsx")
}

/// Whether a list is asked for as a workbook.
pub fn is_wanted(fields: &Fields) -> bool {
    fields.get("export") == Some("xlsx")
}

/// The workbook of a table.
///
/// # Errors
/// It cannot be written.
pub fn workbook(title: &str, table: &Table, now: Timestamp) -> Result<Response, Fault> {
    let roster = roster(title, table, now);
    let content = roster.to_xlsx().map_err(|error| {
        tracing::error!(%error, "a list could not be exported");
        Fault::Internal
    })?;
    let name = format!("{title}_{}.xlsx", now.day());
    Ok(Download::new(name, MEDIA_TYPE, content).into_response())
}

fn roster(title: &str, table: &Table, now: Timestamp) -> Roster {
    let (heads, rows) = table.plain();
    let longest = i64::try_from(rows.len()).is_ok_and(|rows| rows >= MOST_ROWS);
    let more = if longest {
        "；行数较多，只导出前面的部分，请缩小筛选范围"
    } else {
        ""
    };
    let column = |(at, head): (usize, &String)| {
        let cells = rows.iter().take(200).filter_map(|row| row.get(at));
        let widest = cells
            .map(|cell| width(cell))
            .chain([width(head)])
            .max()
            .unwrap_or(0);
        Column {
            head: head.clone(),
            width: u16::try_from(widest.clamp(NARROWEST, WIDEST) + 2).unwrap_or(u16::MAX),
        }
    };
    Roster {
        title: title.to_owned(),
        note: format!("{}导出，共 {} 行{more}", now.minute_text(), rows.len()),
        columns: heads.iter().enumerate().map(column).collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().map(|cell| read(cell)).collect())
            .collect(),
        date: now.day(),
    }
}

/// How wide a text is in Latin characters.
fn width(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter.is_ascii() { 1 } else { 2 })
        .sum()
}

/// A day or an amount as what it is, so that it can be sorted and summed; everything else stays text.
fn read(text: &str) -> Cell {
    if text.is_empty() {
        return Cell::Empty;
    }
    if let Ok(day) = text.parse::<Day>() {
        return Cell::Day(day);
    }
    match money(text) {
        Some(money) => Cell::Money(money),
        None => Cell::Text(text.to_owned()),
    }
}

/// An amount as [`kernel::Money`] writes it.
fn money(text: &str) -> Option<kernel::Money> {
    let number = text.strip_suffix('元')?;
    let (negative, number) = number
        .strip_prefix('-')
        .map_or((false, number), |rest| (true, rest));
    let (yuan, cents) = number.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(yuan) && digits(cents) && cents.len() == 2) {
        return None;
    }
    let whole = yuan.parse::<i64>().ok()?.checked_mul(100)? + cents.parse::<i64>().ok()?;
    Some(kernel::Money::from_cents(if negative { -whole } else { whole }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::words::{Tag, Tone};
    use crate::row;

    #[test]
    fn days_and_amounts_stay_what_they_are_and_the_rest_stays_text() {
        let money = |cents| Cell::Money(kernel::Money::from_cents(cents));
        assert_eq!(read("380.00元"), money(38_000));
        assert_eq!(read("-0.05元"), money(-5));
        assert_eq!(read("2021-09-24"), Cell::Day("2021-09-24".parse().unwrap()));
        for text in ["=SUM(A1)", "000123", "380", "38.0元", "2021-000001"] {
            assert_eq!(read(text), Cell::Text(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_table_is_exported_in_plain_words_without_its_links_column() {
        let columns = [
            crate::kit::table::Column::new("姓名"),
            crate::kit::table::Column::numeric("金额"),
            crate::kit::table::Column::new("操作").hide_title(),
        ];
        let name = Tag::new("韦<晓>岚", Tone::Blue);
        let table = Table::new("名册", columns).rows([row![name, kernel::Money::from_yuan(380), "查看"]]);
        let roster = roster("名册", &table, Timestamp::from_millis(1_632_448_800_000));
        assert_eq!(roster.columns.len(), 2);
        assert_eq!(roster.rows[0][0], Cell::Text("韦<晓>岚".to_owned()));
        assert_eq!(roster.rows[0][1], Cell::Money(kernel::Money::from_yuan(380)));
        assert!(roster.note.contains("共 1 行"));
    }
}
