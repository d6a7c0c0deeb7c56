//! Tables officers work from: filters, sorting and page stand in the address, so a list can be sent on and returned to.

use askama::Template;

use super::fields::Fields;
use super::html::{Html, components};
use super::urls::{Place, Url};
use super::words::{Basis, Empty, Link, Noted, Tag};

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell(Html);

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self(Html::text(text))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self(Html::text(text))
    }
}

macro_rules! cells {
    ($($ty:ty),+) => { $(impl From<$ty> for Cell {
        fn from(value: $ty) -> Self {
            Self(Html::from(value))
        }
    })+ };
}
cells!(Tag, Link, Html, Basis, Noted);

macro_rules! number_cells {
    ($($ty:ty),+) => { $(impl From<$ty> for Cell {
        fn from(number: $ty) -> Self {
            Self(Html::text(number.to_string()))
        }
    })+ };
}
number_cells!(u32, u64, usize, i64, kernel::Day, kernel::Money);

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    title: String,
    numeric: bool,
    hidden_title: bool,
    sort: Option<(Url, Option<Direction>)>,
}

impl Column {
    /// A column of words.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            numeric: false,
            hidden_title: false,
            sort: None,
        }
    }

    /// A column of numbers, right-aligned.
    pub fn numeric(title: impl Into<String>) -> Self {
        Self {
            numeric: true,
            ..Self::new(title)
        }
    }

    /// The title is only read out, as over a column of links.
    #[must_use]
    pub fn hide_title(mut self) -> Self {
        self.hidden_title = true;
        self
    }

    /// Can be sorted by `key` of the list's query.
    #[must_use]
    pub fn sorted_by(mut self, query: &ListQuery, key: &str) -> Self {
        self.sort = Some((query.sorted(key), query.direction(key)));
        self
    }

    fn aria_sort(&self) -> Option<&'static str> {
        match self.sort.as_ref()?.1? {
            Direction::Up => Some("ascending"),
            Direction::Down => Some("descending"),
        }
    }
}

/// One row; with a value it can be ticked for bulk actions.
#[derive(Clone, Debug)]
pub struct Row {
    cells: Vec<Cell>,
    tick: Option<(String, String)>,
    strong: bool,
}

impl Row {
    /// A row of cells, one per column. The first cell names the row.
    pub fn new(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self {
            cells: cells.into_iter().collect(),
            tick: None,
            strong: false,
        }
    }

    /// Adds a cell at the end, for a column that only some viewers have.
    #[must_use]
    pub fn and(mut self, cell: impl Into<Cell>) -> Self {
        self.cells.push(cell.into());
        self
    }

    /// Can be ticked: the value sent, and whose row it is for screen readers.
    #[must_use]
    pub fn tick(mut self, value: impl Into<String>, about: impl Into<String>) -> Self {
        self.tick = Some((value.into(), about.into()));
        self
    }

    /// A sum or another row that stands out.
    #[must_use]
    pub fn strong(mut self) -> Self {
        self.strong = true;
        self
    }
}

/// Makes a [`Row`] of mixed values: `row![link, "中级", 3_u32]`.
#[macro_export]
macro_rules! row {
    ($($cell:expr),+ $(,)?) => { $crate::kit::table::Row::new([$($crate::kit::table::Cell::from($cell)),+]) };
}

/// A table with a caption. On a narrow screen every row becomes a small card.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/table.html")]
pub struct Table {
    caption: String,
    caption_hidden: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    empty: Option<Empty>,
    ticks: Option<&'static str>,
    dense: bool,
}

impl Table {
    /// A table of what its caption says.
    pub fn new(caption: impl Into<String>, columns: impl Into<Vec<Column>>) -> Self {
        Self {
            caption: caption.into(),
            caption_hidden: false,
            columns: columns.into(),
            rows: Vec::new(),
            empty: None,
            ticks: None,
            dense: false,
        }
    }

    /// The caption is only read out, where a heading above says the same.
    #[must_use]
    pub fn hide_caption(mut self) -> Self {
        self.caption_hidden = true;
        self
    }

    /// Fills the table.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// What is shown instead of a table without rows.
    #[must_use]
    pub fn or_empty(mut self, empty: Empty) -> Self {
        self.empty = Some(empty);
        self
    }

    /// Rows can be ticked; the ticks are sent under this name with the form around the table.
    #[must_use]
    pub fn ticks(mut self, name: &'static str) -> Self {
        self.ticks = Some(name);
        self
    }

    /// Less space between rows and no cards on a narrow screen: tables of numbers.
    #[must_use]
    pub fn dense(mut self) -> Self {
        self.dense = true;
        self
    }

    /// Its columns and rows in plain words, for a file; columns whose title is only read out are left out.
    pub(super) fn plain(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let shown = |column: &&Column| !column.hidden_title;
        let heads = self
            .columns
            .iter()
            .filter(shown)
            .map(|column| column.title.clone());
        let rows = self.lines().map(|(_, cells)| {
            let cells = cells.into_iter().filter(|(_, column)| !column.hidden_title);
            cells.map(|(cell, _)| cell.0.words()).collect()
        });
        (heads.collect(), rows.collect())
    }

    /// Rows with their cells paired to the columns.
    fn lines(&self) -> impl Iterator<Item = (&Row, Vec<(&Cell, &Column)>)> {
        self.rows
            .iter()
            .map(|row| (row, row.cells.iter().zip(&self.columns).collect()))
    }
}

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest, earliest first.
    Up,
    /// Largest, latest first.
    Down,
}

/// How many rows a page of a list may hold; the first unless the reader chooses.
pub const SIZES: [u32; 3] = [50, 100, 200];

/// What a list's address says: filters, sorting, page and rows on a page. `sort=-due&size=100&page=2&state=…`
#[derive(Clone, Debug)]
pub struct ListQuery {
    base: Url,
    filters: Vec<(String, String)>,
    sort: Option<(String, Direction)>,
    page: u32,
    size: u32,
}

impl ListQuery {
    /// Reads the query of a list. Sort keys outside `sortable`, sizes outside [`SIZES`] and broken
    /// page numbers are ignored, empty filters dropped.
    pub fn read(base: impl Place, query: &Fields, sortable: &[&str]) -> Self {
        let sort = query.get("sort").and_then(|sort| {
            let (key, direction) = match sort.strip_prefix('-') {
                Some(key) => (key, Direction::Down),
                None => (sort, Direction::Up),
            };
            sortable.contains(&key).then(|| (key.to_owned(), direction))
        });
        let filters = query
            .texts()
            .filter(|(name, value)| {
                !matches!(*name, "sort" | "page" | "size" | "export") && !value.trim().is_empty()
            })
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        let page = query
            .get("page")
            .and_then(|page| page.parse().ok())
            .filter(|page| *page > 0)
            .unwrap_or(1);
        let size = query.get("size").and_then(|size| size.parse().ok());
        Self {
            base: base.into(),
            filters,
            sort,
            page,
            size: size.filter(|size| SIZES.contains(size)).unwrap_or(SIZES[0]),
        }
    }

    /// The value of a filter.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filters
            .iter()
            .find(|(filter, _)| filter == name)
            .map(|(_, value)| value.as_str())
    }

    /// The sort key and its direction, if one was chosen.
    pub fn sort(&self) -> Option<(&str, Direction)> {
        self.sort
            .as_ref()
            .map(|(key, direction)| (key.as_str(), *direction))
    }

    /// The page, from 1.
    pub fn page(&self) -> u32 {
        self.page
    }

    /// How many rows a page holds, one of [`SIZES`].
    pub fn size(&self) -> u32 {
        self.size
    }

    /// How many pages `total` rows fill; one when there are none.
    fn pages(&self, total: u64) -> u32 {
        u32::try_from(total.div_ceil(u64::from(self.size)))
            .unwrap_or(u32::MAX)
            .max(1)
    }

    /// The same list, on its last page where this one is beyond it: lists grow shorter while they are worked through.
    #[must_use]
    pub fn within(mut self, total: u64) -> Self {
        self.page = self.page.min(self.pages(total));
        self
    }

    /// How many rows come before this page.
    pub fn offset(&self) -> u64 {
        u64::from(self.page - 1) * u64::from(self.size)
    }

    fn direction(&self, key: &str) -> Option<Direction> {
        self.sort
            .as_ref()
            .filter(|(sorted, _)| sorted == key)
            .map(|(_, direction)| *direction)
    }

    fn url(&self, filters: impl Iterator<Item = usize>, sort: Option<(&str, Direction)>, page: u32) -> Url {
        let mut url = self.base.clone();
        for (name, value) in filters.filter_map(|index| self.filters.get(index)) {
            url = url.with(name, value);
        }
        if let Some((key, direction)) = sort {
            let mark = if direction == Direction::Down { "-" } else { "" };
            url = url.with("sort", format_args!("{mark}{key}"));
        }
        if self.size != SIZES[0] {
            url = url.with("size", self.size);
        }
        if page > 1 { url.with("page", page) } else { url }
    }

    /// The list sorted by a column: upwards first, then the other way. Goes back to the first page.
    pub fn sorted(&self, key: &str) -> Url {
        let direction = if self.direction(key) == Some(Direction::Up) {
            Direction::Down
        } else {
            Direction::Up
        };
        self.url(0..self.filters.len(), Some((key, direction)), 1)
    }

    /// Another page of the same list.
    pub fn at_page(&self, page: u32) -> Url {
        self.url(0..self.filters.len(), self.sort(), page)
    }

    /// The same list with `size` rows on a page, from its first page.
    pub fn of_size(&self, size: u32) -> Url {
        let sized = Self { size, ..self.clone() };
        sized.at_page(1)
    }

    /// The list without one filter.
    pub fn without(&self, name: &str) -> Url {
        let kept = (0..self.filters.len()).filter(|index| self.filters[*index].0 != name);
        self.url(kept, self.sort(), 1)
    }

    /// The list without any filter.
    pub fn cleared(&self) -> Url {
        self.url(0..0, self.sort(), 1)
    }
}

/// The way through a long list.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/pagination.html")]
pub struct Pagination {
    query: ListQuery,
    total: u64,
}

impl Pagination {
    /// For a list of `total` rows; `query` is [`ListQuery::within`] them.
    pub fn new(query: &ListQuery, total: u64) -> Self {
        Self {
            query: query.clone(),
            total,
        }
    }

    fn pages(&self) -> u32 {
        self.query.pages(self.total)
    }

    fn from(&self) -> u64 {
        (self.query.offset() + 1).min(self.total)
    }

    fn to(&self) -> u64 {
        (self.query.offset() + u64::from(self.query.size)).min(self.total)
    }

    fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// The sizes a page may have, where there are more rows than the smallest holds: the size, its address, whether it is
    /// this page's.
    fn sizes(&self) -> Vec<(u32, Url, bool)> {
        let offered = SIZES.into_iter().filter(|_| self.total > u64::from(SIZES[0]));
        offered
            .map(|size| (size, self.query.of_size(size), size == self.query.size))
            .collect()
    }

    /// First, last and the neighbours of the current page, with their addresses; `None` is a gap.
    fn marks(&self) -> Vec<Option<(u32, Url, bool)>> {
        let (here, last) = (self.query.page, self.pages());
        let mut marks = Vec::new();
        let mut before = 0;
        let near = here.saturating_sub(1).max(1)..=here.saturating_add(1).min(last);
        let shown = [1, last].into_iter().chain(near);
        let mut shown: Vec<u32> = shown.filter(|page| *page <= last).collect();
        shown.sort_unstable();
        shown.dedup();
        for page in shown {
            if page > before + 1 {
                marks.push(None);
            }
            marks.push(Some((page, self.query.at_page(page), page == here)));
            before = page;
        }
        marks
    }
}

/// The filters above a list: a GET form, and what is in force with a way to drop it.
#[derive(Clone, Debug, Template)]
#[template(path = "kit/filters.html")]
pub struct Filters {
    query: ListQuery,
    fields: Html,
    chips: Vec<(String, Url)>,
}

impl Filters {
    /// The filter inputs of a list.
    pub fn new(query: &ListQuery, fields: impl Into<Html>) -> Self {
        Self {
            query: query.clone(),
            fields: fields.into(),
            chips: Vec::new(),
        }
    }

    /// Says that a filter is in force, in words: `状态：逾期`.
    #[must_use]
    pub fn in_force(mut self, name: &str, words: impl Into<String>) -> Self {
        self.chips.push((words.into(), self.query.without(name)));
        self
    }

    fn size_value(&self) -> Option<u32> {
        Some(self.query.size).filter(|size| *size != SIZES[0])
    }

    fn sort_value(&self) -> Option<String> {
        self.query.sort().map(|(key, direction)| match direction {
            Direction::Up => key.to_owned(),
            Direction::Down => format!("-{key}"),
        })
    }
}

components!(Table, Pagination, Filters);

#[cfg(test)]
mod tests {
    use super::*;

    crate::places! {
        /// A list.
        List = "/list";
    }

    fn query(text: &str) -> ListQuery {
        ListQuery::read(
            List,
            &Fields::urlencoded(text.as_bytes()).unwrap(),
            &["due", "name"],
        )
    }

    #[test]
    fn the_address_says_filters_sorting_and_page() {
        let query = query("state=late&q=&sort=-due&page=3");
        assert_eq!((query.filter("state"), query.filter("q")), (Some("late"), None));
        assert_eq!(query.sort(), Some(("due", Direction::Down)));
        assert_eq!((query.size(), query.offset()), (50, 100));
        assert_eq!(query.at_page(4).as_str(), "/list?state=late&sort=-due&page=4");
        assert_eq!(query.sorted("due").as_str(), "/list?state=late&sort=due");
        assert_eq!(query.sorted("name").as_str(), "/list?state=late&sort=name");
        assert_eq!(query.without("state").as_str(), "/list?sort=-due");
        assert_eq!(query.cleared().as_str(), "/list?sort=-due");
    }

    #[test]
    fn what_the_page_does_not_offer_is_ignored() {
        let query = query("sort=password&page=0&size=7");
        assert_eq!((query.sort(), query.page(), query.size()), (None, 1, 50));
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        assert_eq!(query("page=99").within(130).page(), 3);
        assert_eq!(query("page=2").within(130).page(), 2);
        assert_eq!(query("page=2").within(0).page(), 1);
    }

    #[test]
    fn the_reader_chooses_how_long_a_page_is() {
        let long = query("state=late&size=200&page=3");
        assert_eq!((long.size(), long.offset()), (200, 400));
        assert_eq!(long.at_page(4).as_str(), "/list?state=late&size=200&page=4");
        assert_eq!(long.of_size(100).as_str(), "/list?state=late&size=100");
        assert_eq!(long.of_size(50).as_str(), "/list?state=late");
        let sizes = |total| Pagination::new(&long, total).sizes().len();
        assert_eq!((sizes(50), sizes(51)), (0, 3));
    }

    fn marks(page: u32, total: u64) -> String {
        let pagination = Pagination::new(&query(&format!("page={page}")), total);
        let marks = pagination.marks();
        let word = |mark: &Option<(u32, Url, bool)>| {
            mark.as_ref()
                .map_or("…".to_owned(), |(page, ..)| page.to_string())
        };
        marks.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_pagination_shows_first_last_and_neighbours() {
        assert_eq!(marks(1, 0), "1");
        assert_eq!(marks(1, 125), "1 2 3");
        assert_eq!(marks(6, 1_000), "1 … 5 6 7 … 20");
        assert_eq!(marks(20, 1_000), "1 … 19 20");
        assert_eq!(marks(99, 130), "1 … 3");
    }
}
