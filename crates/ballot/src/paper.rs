//! Paper mode: printed ballots are counted in the room, then two people key in their count sheets
//! independently. Nothing counts until both sheets are equal in every cell.
//!
//! The sheets hold counts, not single papers: a number on a paper that could be typed in again would also be a
//! number a voter could be asked for. The papers themselves, sealed and archived, are the evidence.

use crate::refused::Refused;
use crate::setup::{ItemId, Mode, Setup};
use crate::tally::{Counts, Tally};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The counted marks of one item on one sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    /// 同意
    pub agree: u32,
    /// 反对
    pub against: u32,
    /// 弃权
    pub abstain: u32,
    /// 废票: the mark for this item cannot be read.
    pub spoiled: u32,
}

impl SheetLine {
    fn sum(&self) -> u64 {
        [self.agree, self.against, self.abstain, self.spoiled]
            .into_iter()
            .map(u64::from)
            .sum()
    }
}

/// One person's count sheet (计票单).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keying {
    /// Who keyed it in.
    pub by: String,
    /// Papers taken out of the box (收回票数).
    pub papers: u32,
    /// One line per item, all items.
    pub lines: BTreeMap<ItemId, SheetLine>,
}

/// A cell of the count sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// 收回票数
    Papers,
    /// 同意 for an item
    Agree(ItemId),
    /// 反对 for an item
    Against(ItemId),
    /// 弃权 for an item
    Abstain(ItemId),
    /// 废票 for an item
    Spoiled(ItemId),
}

/// A cell in which the two sheets differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Which cell.
    pub cell: Cell,
    /// What the first person keyed in.
    pub first: u32,
    /// What the second person keyed in.
    pub second: u32,
}

/// A paper ballot being counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperCount {
    setup: Setup,
    sheets: Vec<Keying>,
    accepted: bool,
}

impl PaperCount {
    /// Starts counting.
    ///
    /// # Errors
    /// The set-up is for another mode.
    pub fn new(setup: Setup) -> Result<Self, Refused> {
        if setup.mode() == Mode::Paper {
            Ok(Self {
                setup,
                sheets: Vec::new(),
                accepted: false,
            })
        } else {
            Err(Refused::OtherMode)
        }
    }

    /// What was voted on.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Takes one person's sheet, or that person's correction of it.
    ///
    /// # Errors
    /// The count is accepted already; two other people have keyed in sheets; an item is missing or unknown; a
    /// line has more marks than papers or than people entitled to vote.
    pub fn key_in(&mut self, sheet: Keying) -> Result<(), Refused> {
        if self.accepted {
            return Err(Refused::AlreadyAccepted);
        }
        if sheet.by.trim().is_empty() {
            return Err(Refused::SamePerson);
        }
        self.check(&sheet)?;
        if let Some(own) = self.sheets.iter_mut().find(|s| s.by == sheet.by) {
            *own = sheet;
        } else if self.sheets.len() < 2 {
            self.sheets.push(sheet);
        } else {
            return Err(Refused::TwoAlreadyKeyed);
        }
        Ok(())
    }

    fn check(&self, sheet: &Keying) -> Result<(), Refused> {
        if sheet.papers > self.setup.attending() {
            return Err(Refused::TooManyPapers);
        }
        if let Some(unknown) = sheet
            .lines
            .keys()
            .find(|id| self.setup.items().iter().all(|i| i.id != **id))
        {
            return Err(Refused::UnknownItem(unknown.clone()));
        }
        let mut missing = self
            .setup
            .items()
            .iter()
            .filter(|i| !sheet.lines.contains_key(&i.id));
        if let Some(first) = missing.next() {
            return Err(Refused::Incomplete {
                first: first.id.clone(),
                missing: 1 + missing.count(),
            });
        }
        for item in self.setup.items() {
            let marks = sheet.lines.get(&item.id).map_or(0, SheetLine::sum);
            let entitled = self.setup.roll().len() - item.recused.len();
            let wrong = |what| {
                Err(Refused::Sheet {
                    item: item.id.clone(),
                    what,
                })
            };
            if marks > u64::from(sheet.papers) {
                return wrong("各栏合计多于收回的选票。");
            }
            if marks > entitled as u64 {
                return wrong("各栏合计多于可以对该项投票的人数（回避者不投票）。");
            }
        }
        Ok(())
    }

    /// How many sheets are in; their contents are shown to nobody before both are.
    #[must_use]
    pub fn sheets_in(&self) -> usize {
        self.sheets.len()
    }

    /// Every cell in which the two sheets differ.
    ///
    /// # Errors
    /// One sheet is missing: the second person must not see the first sheet.
    pub fn differences(&self) -> Result<Vec<Difference>, Refused> {
        let [first, second] = self.sheets.as_slice() else {
            return Err(Refused::OneSheetOnly);
        };
        let mut found = Vec::new();
        let mut compare = |cell: Cell, first: u32, second: u32| {
            if first != second {
                found.push(Difference { cell, first, second });
            }
        };
        compare(Cell::Papers, first.papers, second.papers);
        for item in self.setup.items() {
            let id = &item.id;
            if let (Some(a), Some(b)) = (first.lines.get(id), second.lines.get(id)) {
                compare(Cell::Agree(id.clone()), a.agree, b.agree);
                compare(Cell::Against(id.clone()), a.against, b.against);
                compare(Cell::Abstain(id.clone()), a.abstain, b.abstain);
                compare(Cell::Spoiled(id.clone()), a.spoiled, b.spoiled);
            }
        }
        Ok(found)
    }

    /// Accepts the count when both sheets are equal; afterwards nothing changes any more.
    ///
    /// # Errors
    /// A sheet is missing, or the sheets differ.
    pub fn accept(&mut self) -> Result<Tally, Refused> {
        let differences = self.differences()?.len();
        if differences > 0 {
            return Err(Refused::SheetsDiffer(differences));
        }
        let tally = self.tally()?;
        self.accepted = true;
        Ok(tally)
    }

    /// The accepted count.
    ///
    /// # Errors
    /// The sheets are not both in and equal.
    pub fn tally(&self) -> Result<Tally, Refused> {
        let differences = self.differences()?.len();
        if differences > 0 {
            return Err(Refused::SheetsDiffer(differences));
        }
        let sheet = self.sheets.first().ok_or(Refused::OneSheetOnly)?;
        self.check(sheet)?;
        Tally::new(&self.setup, |_, item| {
            let line = sheet
                .lines
                .get(&item.id)
                .ok_or_else(|| Refused::UnknownItem(item.id.clone()))?;
            let recused = u32::try_from(item.recused.len()).unwrap_or(u32::MAX);
            let marks = line.agree + line.against + line.abstain + line.spoiled;
            Ok(Counts {
                agree: line.agree,
                against: line.against,
                abstain: line.abstain,
                spoiled: line.spoiled,
                not_cast: self.setup.attending() - recused - marks,
                recused,
                members: self.setup.members(),
            })
        })
    }
}
