//! The form of a circumstance and the table of those on file.

use domain::integrity::{Circumstance, Record};
use kernel::{Day, PersonId};

use crate::kit::inputs::{Choice, Choices, DateInput, TextArea};
use crate::kit::table::{Column, Table};
use crate::kit::words::Empty;
use crate::kit::{FormState, ReadForm, Reader};
use crate::row;

const MOST_CHARS: usize = 500;

/// A circumstance as typed.
#[derive(Debug)]
pub(crate) struct CircumstanceForm {
    circumstance: Circumstance,
    from: Day,
    to: Option<Day>,
    source: String,
}

impl ReadForm for CircumstanceForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let circumstance = reader.choice("circumstance", "情形", Circumstance::from_code);
        let from = reader.day("from", "起始日");
        let to = reader.optional_day("to", "截止日");
        let source = reader.text("source", "依据", MOST_CHARS);
        Some(Self {
            circumstance: circumstance?,
            from: from?,
            to: to?,
            source: source?,
        })
    }
}

impl CircumstanceForm {
    /// The entry about `person`.
    pub(crate) fn record(self, person: PersonId) -> Record {
        Record {
            person,
            circumstance: self.circumstance,
            from: self.from,
            to: self.to,
            source: self.source,
        }
    }
}

/// The inputs of the form.
pub(crate) struct Inputs {
    /// Which circumstance.
    pub(crate) circumstance: Choices,
    /// First day.
    pub(crate) from: DateInput,
    /// Last day.
    pub(crate) to: DateInput,
    /// What it rests on.
    pub(crate) source: TextArea,
}

impl Inputs {
    /// The inputs with what was typed.
    pub(crate) fn of(state: &FormState) -> Self {
        let kinds = Circumstance::ALL.map(|kind| Choice::new(kind.code(), kind.chinese()));
        Self {
            circumstance: Choices::one("circumstance", "情形", kinds).fill(state),
            from: DateInput::new("from", "起始日").fill(state),
            to: DateInput::new("to", "截止日")
                .optional()
                .hint("仍在持续的不填。")
                .fill(state),
            source: TextArea::new("source", "依据")
                .hint("写明文件名称、文号或者核查材料。")
                .rows(3)
                .most_chars(MOST_CHARS)
                .fill(state),
        }
    }
}

/// What is on file.
pub(crate) fn records(records: &[Record]) -> Table {
    let columns = [
        Column::new("情形"),
        Column::numeric("起始日"),
        Column::new("截止日"),
        Column::new("依据"),
    ];
    let rows = records.iter().map(|record| {
        let to = record
            .to
            .map_or_else(|| "持续中".to_owned(), |day| day.to_string());
        row![
            record.circumstance.chinese(),
            record.from,
            to,
            record.source.clone()
        ]
    });
    let empty = Empty::new("没有登记过").because("登记后，从起始日到截止日计入申报条件的核对。");
    Table::new("已登记的情形", columns).rows(rows).or_empty(empty)
}
