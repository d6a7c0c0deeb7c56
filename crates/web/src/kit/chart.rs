//! Charts drawn on the server. Bars are tables with a drawn bar in each row; columns are an SVG with a table behind it.

use askama::Template;

use super::html::components;
use super::words::Tone;

/// A named number of a chart. Values are whole: people, cases, days, 分.
#[derive(Clone, Debug)]
pub struct Datum {
    label: String,
    value: u64,
    tone: Tone,
}

impl Datum {
    /// A number with its name.
    pub fn new(label: impl Into<String>, value: u64) -> Self {
        Self {
            label: label.into(),
            value,
            tone: Tone::Blue,
        }
    }

    /// Another tone than blue.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

/// Parts per thousand of `of`, rounded to the nearest; 0 of 0 is 0.
fn per_mille(value: u64, of: u64) -> u64 {
    (value.saturating_mul(1000) + of / 2).checked_div(of).unwrap_or(0)
}

/// Horizontal bars: names, bars and numbers in one table.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/bars.html")]
pub struct Bars {
    caption: String,
    label_title: String,
    value_title: String,
    data: Vec<Datum>,
}

impl Bars {
    /// E.g. `各环节在办数量`, `环节`, `件`.
    pub fn new(
        caption: impl Into<String>,
        label_title: impl Into<String>,
        value_title: impl Into<String>,
        data: impl Into<Vec<Datum>>,
    ) -> Self {
        Self {
            caption: caption.into(),
            label_title: label_title.into(),
            value_title: value_title.into(),
            data: data.into(),
        }
    }

    fn rows(&self) -> impl Iterator<Item = (&Datum, u64)> {
        let most = self.data.iter().map(|datum| datum.value).max().unwrap_or(0);
        self.data
            .iter()
            .map(move |datum| (datum, per_mille(datum.value, most)))
    }
}

/// A whole and its parts: one stacked bar with its legend as a table.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/stack.html")]
pub struct Stack {
    caption: String,
    unit: String,
    data: Vec<Datum>,
}

/// A part of the stacked bar: where it starts, how long it is, and its share in words.
struct StackPart<'a> {
    datum: &'a Datum,
    start: u64,
    length: u64,
    share: String,
}

impl Stack {
    /// E.g. `本轮申报进展`, `件`.
    pub fn new(caption: impl Into<String>, unit: impl Into<String>, data: impl Into<Vec<Datum>>) -> Self {
        Self {
            caption: caption.into(),
            unit: unit.into(),
            data: data.into(),
        }
    }

    fn all(&self) -> u64 {
        self.data.iter().map(|datum| datum.value).sum()
    }

    fn parts(&self) -> Vec<StackPart<'_>> {
        let all = self.all();
        let mut before = 0;
        let mut parts = Vec::new();
        for datum in &self.data {
            let (start, end) = (per_mille(before, all), per_mille(before + datum.value, all));
            let share = per_mille(datum.value, all);
            let share = format!("{}.{}%", share / 10, share % 10);
            parts.push(StackPart {
                datum,
                start,
                length: end - start,
                share,
            });
            before += datum.value;
        }
        parts
    }
}

/// Columns over time: an SVG, and the same numbers in a table behind it.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/columns.html")]
pub struct Columns {
    caption: String,
    label_title: String,
    value_title: String,
    data: Vec<Datum>,
    id: &'static str,
}

/// A drawn column, in the units of the view box.
struct DrawnColumn<'a> {
    datum: &'a Datum,
    x: u64,
    y: u64,
    height: u64,
}

const COLUMN_STEP: u64 = 56;
const COLUMN_TOP: u64 = 24;
const COLUMN_HEIGHT: u64 = 160;

impl Columns {
    /// E.g. `历年申报人数`, `年度`, `人`. `id` is unique on the page.
    pub fn new(
        id: &'static str,
        caption: impl Into<String>,
        label_title: impl Into<String>,
        value_title: impl Into<String>,
        data: impl Into<Vec<Datum>>,
    ) -> Self {
        let (label_title, value_title) = (label_title.into(), value_title.into());
        Self {
            caption: caption.into(),
            label_title,
            value_title,
            data: data.into(),
            id,
        }
    }

    fn width(&self) -> u64 {
        self.data.len() as u64 * COLUMN_STEP
    }

    fn base(&self) -> u64 {
        COLUMN_TOP + COLUMN_HEIGHT
    }

    fn drawn(&self) -> impl Iterator<Item = DrawnColumn<'_>> {
        let most = self.data.iter().map(|datum| datum.value).max().unwrap_or(0);
        (0_u64..).zip(&self.data).map(move |(index, datum)| {
            let height = per_mille(datum.value, most) * COLUMN_HEIGHT / 1000;
            let y = COLUMN_TOP + COLUMN_HEIGHT - height;
            DrawnColumn {
                datum,
                x: index * COLUMN_STEP,
                y,
                height,
            }
        })
    }
}

components!(Bars, Stack, Columns);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_stack_fill_the_whole_bar() {
        let stack = Stack::new(
            "进展",
            "件",
            [Datum::new("甲", 1), Datum::new("乙", 1), Datum::new("丙", 1)],
        );
        let parts = stack.parts();
        assert_eq!(parts.iter().map(|part| part.length).sum::<u64>(), 1000);
        assert_eq!(parts[1].start, parts[0].length);
        assert_eq!(parts[0].share, "33.3%");
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(per_mille(0, 0), 0);
        assert_eq!(Stack::new("空", "件", [Datum::new("甲", 0)]).parts()[0].length, 0);
    }
}
