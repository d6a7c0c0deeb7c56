//! Policy packs: everything a notice or measure can change, as data.
//!
//! A pack is one folder of KDL 2 per instrument, written in the words of the field. [`Library::load`] reads and checks
//! packs; [`Library::effective`] gives the [`Rules`] in force on a day, layer over layer; every answer carries its
//! sentence, its article, its instrument and where the value came from. What no text says is [`NotSet`] until the office
//! in charge sets it. Rules are asked in three values (是, 否, 待定) and explain themselves whole.
//!
//! Pure: no clock, no files, no floating numbers, no expressions, no loops in packs.

mod calendar;
mod check;
mod compare;
mod compile;
mod composition;
mod decision;
mod diff;
mod eval;
mod examples;
mod facts;
mod findings;
mod gaps;
mod impact;
mod inquiry;
mod law;
mod layers;
mod library;
mod lists;
mod load;
mod model;
mod mutate;
mod names;
mod plan;
mod process;
mod propose;
mod render;
mod rules;
mod source;
mod strictness;
mod text;
mod vote;
mod words;

pub use check::{CheckReport, Unnoticed, check, check_pack};
pub use compare::{Compared, Verdict, compare, compare_all};
pub use composition::{CommitteeBasis, CommitteeCounts, Composition, Finding, PanelCounts, PoolCounts};
pub use decision::{AskError, Asks, Decision, Explained, Ground, Missing, Reason};
pub use diff::{RowChange, ShownChange, diff};
pub use eval::{Days, Truth};
pub use examples::{Awaiting, Examples, Failure, Report};
pub use facts::{FactError, FactValue, Facts, Period, Sheet, read_fact};
pub use findings::{Findings, examine, run};
pub use gaps::{TableFault, TableFinding, check_tables};
pub use impact::{Case, Changed, Impact, Matrix, impact};
pub use inquiry::{Inquiry, Opening, Question, Standing};
pub use law::{Answer, Instrument, Law, NotSet, Origin, Setting, Settings, Way};
pub use library::{Library, NoRules, PackHash, PackHashError, PackInfo};
pub use lists::{Commitment, Directory, Form, FormField, Material, ScoreItem, ScoreSheet};
pub use model::{AskedOn, FactDecl, FactType, FieldKind, Moment, Scope, StepKind, Stricter, Tier};
pub use process::Step;
pub use propose::{PROPOSED_FILE, Proposed, propose};
pub use render::RenderedRow;
pub use rules::{OpenMatter, Rules, SettingError, Version};
pub use source::{LoadError, LoadErrors, Place};
pub use strictness::{Change, ChangedBelow, Unsourced, changed_below, compare_votes, unsourced};
pub use text::Text;
pub use vote::{Quorum, Readings, VoteCounts, VoteOutcome, VoteRule};
pub use words::{Base, DayRange, Force, Kind, Office, Span, Threshold, TitleDate, Value};
