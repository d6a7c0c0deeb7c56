//! Rosters (花名册) and other tables as XLSX. Apart from `documents`, so that pages export lists without typesetting.

use kernel::{Day, Money};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// The workbook cannot be written: too many rows or too long a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("表格无法写出：{0}")]
pub struct SheetError(String);

/// A table to export: what it is called, its columns and its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Roster {
    /// Title above the table, also the name of the sheet (shortened to 31 characters).
    pub title: String,
    /// A note below the title, for example the source and the moment of the export. Empty for none.
    pub note: String,
    /// Columns, at least one.
    pub columns: Vec<Column>,
    /// Rows; a row shorter than the columns is filled with empty cells.
    pub rows: Vec<Vec<Cell>>,
    /// The day written into the file as the day of its creation.
    pub date: Day,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Head.
    pub head: String,
    /// Width in Latin characters; a Chinese character takes two.
    pub width: u16,
}

/// A cell. A text is always text: what looks like a formula stays what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, for numbers with leading zeros and identity numbers too.
    Text(String),
    /// A count.
    Count(u32),
    /// A day.
    Day(Day),
    /// Money, shown in yuan with two places.
    Money(Money),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Self::Count(count)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl From<Money> for Cell {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

/// Rows of the sheet: title, note, heads, then the table.
const HEAD_ROW: u32 = 2;

impl Roster {
    /// The bytes of the workbook: one sheet with a frozen head, a filter, repeated heads in print, A4 landscape.
    ///
    /// # Errors
    /// [`SheetError`] for more than 1,048,576 rows or a text of more than 32,767 characters.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, SheetError> {
        self.workbook().map_err(|cause| SheetError(cause.to_string()))
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let created = excel_day(self.date)?;
        let properties = rust_xlsxwriter::DocProperties::new()
            .set_title(&self.title)
            .set_author("衡鉴")
            .set_creation_datetime(&created);
        workbook.set_properties(&properties);
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&self.title))?;
        self.write_head(sheet)?;
        self.write_rows(sheet)?;
        self.set_page(sheet)?;
        workbook.save_to_buffer()
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.columns.len().max(1) - 1).unwrap_or(u16::MAX)
    }

    fn write_head(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let title = Format::new().set_font_name("宋体").set_font_size(16).set_bold();
        let note = Format::new()
            .set_font_name("宋体")
            .set_font_size(10)
            .set_font_color(0x6b_6660);
        let head = cell_format()
            .set_bold()
            .set_background_color(0xf4_f0ea)
            .set_text_wrap();
        sheet.write_string_with_format(0, 0, &self.title, &title)?;
        sheet.set_row_height(0, 30)?;
        sheet.write_string_with_format(1, 0, &self.note, &note)?;
        for (at, column) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(HEAD_ROW, at, &column.head, &head)?;
            sheet.set_column_width(at, f64::from(column.width))?;
        }
        Ok(())
    }

    fn write_rows(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let text = cell_format().set_num_format("@").set_text_wrap();
        let count = cell_format().set_align(FormatAlign::Center);
        let day = cell_format()
            .set_num_format("yyyy-mm-dd")
            .set_align(FormatAlign::Center);
        let money = cell_format().set_num_format("0.00").set_align(FormatAlign::Right);
        for (row, cells) in (HEAD_ROW + 1..).zip(&self.rows) {
            for (at, _) in (0..).zip(&self.columns) {
                match cells.get(usize::from(at)).unwrap_or(&Cell::Empty) {
                    Cell::Empty => sheet.write_blank(row, at, &text)?,
                    Cell::Text(value) => sheet.write_string_with_format(row, at, value, &text)?,
                    Cell::Money(value) => {
                        // A workbook knows no integers; whole 分 below 2^53 are shown exactly.
                        #[expect(clippy::cast_precision_loss, reason = "shown, never reckoned with")]
                        let yuan = value.cents() as f64 / 100.0;
                        sheet.write_number_with_format(row, at, yuan, &money)?
                    }
                    Cell::Count(value) => sheet.write_number_with_format(row, at, *value, &count)?,
                    Cell::Day(value) => {
                        sheet.write_datetime_with_format(row, at, excel_day(*value)?, &day)?
                    }
                };
            }
        }
        Ok(())
    }

    fn set_page(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW.saturating_add(rows), self.last_column())?;
        sheet.set_landscape();
        sheet.set_paper_size(9);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
        sheet.set_footer("&C第 &P 页，共 &N 页");
        Ok(())
    }
}

fn cell_format() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_font_size(11)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_border_color(0xb9_b2a8)
}

fn excel_day(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(1900);
    let part = |value: i8| u8::try_from(value).unwrap_or(1);
    ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))
}

/// A sheet's name has at most 31 characters and none of `[]:*?/\`.
fn sheet_name(title: &str) -> String {
    let name: String = title
        .chars()
        .filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control())
        .take(31)
        .collect();
    if name.is_empty() {
        "名册".to_owned()
    } else {
        name
    }
}
