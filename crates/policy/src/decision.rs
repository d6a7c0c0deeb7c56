//! Decisions with everything that explains them: reasons, what is missing, and the whole tree with its articles.

use core::fmt;
use core::ops::Deref;
use std::sync::Arc;

use kernel::{Article, Day, Level, Refusal, RuleId};
use serde::{Deserialize, Serialize};

use crate::compile::{Atom, Compiled, Node, NodeKind, Program, Ratio, Row, Test};
use crate::eval::{
    Days, Truth, all, any, at_least, atom_truth, days_of_change, ratio_truth, row_chosen, row_truth, truth,
};
use crate::facts::{FactError, Facts, Sheet, Slot, read_fact, sheet, shown};
use crate::law::{Law, NotSet, Way};
use crate::model::AskedOn;
use crate::rules::{Rules, Version};
use crate::text::Text;
use crate::words::Force;

/// Why the answer is 否, in the text's words, with the case's own figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What the text says.
    pub sentence: String,
    /// Where it says so.
    pub article: Article,
    /// The rules of the catalogue it stands for; empty when only the whole rule's are known.
    pub rules: Vec<RuleId>,
    /// What would settle it.
    pub remedy: Option<String>,
    /// What is known of the case, e.g. `专技年限：23个月`.
    pub shows: Option<String>,
}

/// What must still be known before the answer can be 是 or 否.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "missing")]
pub enum Missing {
    /// A fact of the case.
    Fact {
        /// The fact.
        name: String,
        /// 取自: where it comes from.
        source: String,
        /// 证明: which proof settles it.
        proof: String,
    },
    /// A value that no text gives and the office in charge has not set.
    Setting(NotSet),
}

impl Missing {
    /// The fact's or setting's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Fact { name, .. } => name,
            Self::Setting(open) => &open.name,
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact { name, source, proof } => {
                write!(f, "{name}（取自：{source}；证明：{proof}）")
            }
            Self::Setting(open) => open.fmt(f),
        }
    }
}

/// What a node of the explanation asks; the same for every case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asks {
    /// What it asks.
    pub says: String,
    /// The article it stands on.
    pub article: Article,
}

impl Asks {
    pub(crate) fn new(says: String, article: Article) -> Arc<Self> {
        Arc::new(Self { says, article })
    }
}

impl Default for Asks {
    fn default() -> Self {
        Self {
            says: String::new(),
            article: Article::new("", ""),
        }
    }
}

/// One node of the explanation. What it asks is read as if it were its own: `explained.says`, `explained.article`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The node's own answer.
    pub truth: Truth,
    /// What it asks, shared with the rules.
    #[serde(flatten, with = "shared")]
    pub asks: Arc<Asks>,
    /// What is known of the case.
    pub shows: Option<Text>,
    /// Its parts.
    pub parts: Vec<Explained>,
}

impl Deref for Explained {
    type Target = Asks;

    fn deref(&self) -> &Asks {
        &self.asks
    }
}

/// What is shared is written as if it were each one's own.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        value: &Arc<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (**value).serialize(serializer)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<T>, D::Error> {
        T::deserialize(deserializer).map(Arc::new)
    }
}

/// The answer to one rule about one case. The same version, settings, facts and days give the same bytes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Under which version of the rules.
    pub version: Version,
    /// The rule.
    pub rule: String,
    /// The rules of the catalogue it stands for.
    pub rules: Vec<RuleId>,
    /// Whether 否 binds or warns (原则上).
    pub force: Force,
    /// The days asked about.
    pub days: Days,
    /// The first day that decides.
    pub decided_on: Day,
    /// 是, 否 or 待定.
    pub outcome: Truth,
    /// Every reason for 否, all at once.
    pub reasons: Vec<Reason>,
    /// Everything missing, all at once.
    pub missing: Vec<Missing>,
    /// The whole tree on `decided_on`.
    pub explanation: Explained,
}

impl Decision {
    /// The refusals of this decision, one per reason; empty unless the outcome is 否.
    #[must_use]
    pub fn refusals(&self) -> Vec<Refusal> {
        if self.outcome != Truth::No {
            return Vec::new();
        }
        let refuse = |reason: &Reason| {
            let mut refusal = Refusal::new(reason.sentence.clone()).under(reason.article.clone());
            if let Some(rule) = reason.rules.first().or(self.rules.first()) {
                refusal = refusal.by(rule.clone());
            }
            match &reason.remedy {
                Some(remedy) => refusal.remedy(remedy.clone()),
                None => refusal,
            }
        };
        self.reasons.iter().map(refuse).collect()
    }
}

impl fmt::Display for Decision {
    /// The whole answer as text: outcome, reasons, what is missing, and the tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}：{}", self.rule, self.outcome.chinese())?;
        for reason in &self.reasons {
            write!(f, "  理由：{}（{}）", reason.sentence, reason.article)?;
            match &reason.shows {
                Some(shows) => writeln!(f, "；{shows}")?,
                None => writeln!(f)?,
            }
        }
        for missing in &self.missing {
            writeln!(f, "  尚缺：{missing}")?;
        }
        write_tree(&self.explanation, 1, f)
    }
}

fn write_tree(node: &Explained, depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let indent = "  ".repeat(depth);
    write!(
        f,
        "{indent}［{}］{}（{}）",
        node.truth.chinese(),
        node.says,
        node.article
    )?;
    match &node.shows {
        Some(shows) => writeln!(f, "；{shows}")?,
        None => writeln!(f)?,
    }
    node.parts
        .iter()
        .try_for_each(|part| write_tree(part, depth + 1, f))
}

/// A question that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskError {
    /// These rules have no rule of this name.
    NoRule(String),
    /// Facts do not fit their declarations.
    Facts(Vec<FactError>),
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRule(name) => write!(f, "没有规则“{name}”"),
            Self::Facts(errors) => {
                let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
                f.write_str(&shown.join("；"))
            }
        }
    }
}

impl std::error::Error for AskError {}

/// A way to apply (申报途径) and the rules that must all be met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// Its row.
    pub law: Law,
    /// What kind of way it is.
    pub way: Way,
    /// The rules to ask, by name.
    pub rules: Vec<String>,
}

impl Rules {
    /// The ways to apply in a round at `level`, in the order of their names.
    #[must_use]
    pub fn grounds(&self, level: Level) -> Vec<Ground> {
        let mut grounds = self.ways(level);
        grounds.retain(|ground| ground.way.in_rounds());
        grounds
    }

    /// Every way to a title of `level`, in the order of their names: those of a round, and series transfer,
    /// recognition and reconfirmation.
    #[must_use]
    pub fn ways(&self, level: Level) -> Vec<Ground> {
        let fits = |levels: &[Level]| levels.is_empty() || levels.contains(&level);
        let grounds = self.merged.grounds.values();
        grounds
            .filter(|found| fits(&found.row.levels))
            .map(|found| Ground {
                law: Law::of(&found.row.head, &found.by),
                way: found.row.way,
                rules: found.row.rules.clone(),
            })
            .collect()
    }

    /// The rule names, sorted.
    pub fn rule_names(&self) -> impl Iterator<Item = &str> {
        self.program.rules.iter().map(|rule| rule.law.name.as_str())
    }

    /// On which day or days rule `name` is to be asked.
    #[must_use]
    pub fn asked_on(&self, name: &str) -> Option<AskedOn> {
        self.program
            .index
            .get(name)
            .map(|at| self.program.rules[*at].asked)
    }

    /// Reads facts written as in an example: `(name, text)`, e.g. `("学历", "本科")`; what is left out is unknown.
    ///
    /// # Errors
    /// Facts that are not declared, or whose text does not fit.
    pub fn read_facts<'t>(
        &self,
        texts: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Facts, Vec<FactError>> {
        let (mut facts, mut errors) = (Facts::new(), Vec::new());
        for (name, text) in texts {
            let declared = self.facts();
            match declared.binary_search_by(|fact| fact.name.as_str().cmp(name)) {
                Ok(at) => match read_fact(&declared[at], text) {
                    Ok(value) => facts.set(name, value),
                    Err(error) => errors.push(error),
                },
                Err(_) => errors.push(FactError {
                    name: name.to_owned(),
                    sentence: "没有声明过的事实".to_owned(),
                }),
            }
        }
        if errors.is_empty() { Ok(facts) } else { Err(errors) }
    }

    /// Checks `facts` against the declarations and makes them ready to be asked many times. Facts these rules do not
    /// declare are left out.
    ///
    /// # Errors
    /// Facts that do not fit their declarations.
    pub fn sheet(&self, facts: &Facts) -> Result<Sheet, Vec<FactError>> {
        sheet(&self.program.facts, &self.program.fact_names, facts)
    }

    /// The bare answer of rule `name`, without explanation; `None` when there is no such rule.
    #[must_use]
    pub fn truth(&self, name: &str, sheet: &Sheet, days: Days) -> Option<Truth> {
        let rule = &self.program.rules[*self.program.index.get(name)?];
        if days.from == days.to {
            return Some(truth(&self.program, &rule.body, sheet, days.from));
        }
        let changes = days_of_change(&self.program, &rule.body, sheet, days);
        let truths = changes
            .into_iter()
            .map(|day| truth(&self.program, &rule.body, sheet, day));
        truths.min()
    }

    /// Asks rule `name` about `facts` on `days` and explains the answer. Over several days the rule must hold on each:
    /// what arises on any day in between counts (第十七条).
    ///
    /// # Errors
    /// There is no such rule, or facts do not fit their declarations.
    pub fn evaluate(&self, name: &str, facts: &Facts, days: Days) -> Result<Decision, AskError> {
        let at = self.program.index.get(name);
        let rule = at.map(|at| &self.program.rules[*at]);
        let rule = rule.ok_or_else(|| AskError::NoRule(name.to_owned()))?;
        let sheet = self.sheet(facts).map_err(AskError::Facts)?;
        let program = &*self.program;
        let mut decided_on = days.from;
        let (mut reasons, mut missing) = (Vec::new(), Vec::new());
        let explain = |day| {
            Explainer {
                program,
                sheet: &sheet,
                day,
            }
            .rule(rule)
        };
        let mut explanation = explain(days.from);
        let mut walk = |day, explained: &Explained| {
            let (reasons, missing) = (&mut reasons, &mut missing);
            Walk {
                program,
                sheet: &sheet,
                day,
                reasons,
                missing,
            }
            .rule(rule, explained, Truth::Yes);
        };
        walk(days.from, &explanation);
        if days.from < days.to {
            for day in days_of_change(program, &rule.body, &sheet, days)
                .into_iter()
                .skip(1)
            {
                let explained = explain(day);
                walk(day, &explained);
                if explained.truth < explanation.truth {
                    (explanation, decided_on) = (explained, day);
                }
            }
        }
        Ok(Decision {
            version: self.version(),
            rule: name.to_owned(),
            rules: rule.law.rules.clone(),
            force: rule.law.force,
            days,
            decided_on,
            outcome: explanation.truth,
            reasons,
            missing,
            explanation,
        })
    }
}

struct Explainer<'a> {
    program: &'a Program,
    sheet: &'a Sheet,
    day: Day,
}

impl Explainer<'_> {
    fn rule(&self, rule: &Compiled) -> Explained {
        let inner = self.node(&rule.body);
        Explained {
            truth: inner.truth,
            asks: Arc::clone(&rule.asks),
            shows: None,
            parts: vec![inner],
        }
    }

    fn node(&self, node: &Node) -> Explained {
        let (truth, shows, parts) = match &node.kind {
            NodeKind::All(nodes) => {
                let parts = self.nodes(nodes);
                (all(parts.iter().map(|part| part.truth)), None, parts)
            }
            NodeKind::AtLeast(wanted, nodes) => {
                let parts = self.nodes(nodes);
                (
                    at_least(*wanted, parts.iter().map(|part| part.truth)),
                    None,
                    parts,
                )
            }
            NodeKind::None(nodes) => {
                let parts = self.nodes(nodes);
                (any(parts.iter().map(|part| part.truth)).not(), None, parts)
            }
            NodeKind::Rule(at) => return self.rule(&self.program.rules[*at]),
            NodeKind::Atom(atom) => (
                atom_truth(atom, self.sheet, self.day),
                Some(shows(self.program, atom.fact, self.sheet)),
                Vec::new(),
            ),
            NodeKind::Ratio(ratio) => (
                ratio_truth(ratio, self.sheet),
                Some(ratio_shows(self.program, ratio, self.sheet).into()),
                Vec::new(),
            ),
            NodeKind::Rows(rows) => {
                let parts = self.rows(rows);
                (any(parts.iter().map(|part| part.truth)), None, parts)
            }
        };
        Explained {
            truth,
            asks: Arc::clone(&node.asks),
            shows,
            parts,
        }
    }

    fn nodes(&self, nodes: &[Node]) -> Vec<Explained> {
        nodes.iter().map(|node| self.node(node)).collect()
    }

    /// The rows that concern the case; those that do not are never met.
    fn rows(&self, rows: &[Row]) -> Vec<Explained> {
        rows.iter()
            .filter(|row| row_chosen(row, self.sheet, self.day) != Truth::No)
            .map(|row| Explained {
                truth: row_truth(row, self.sheet, self.day),
                asks: Arc::clone(&row.asks),
                shows: Some(row_shows(self.program, row, self.sheet).into()),
                parts: Vec::new(),
            })
            .collect()
    }
}

/// Gathers what keeps a node from being as wanted.
struct Walk<'a> {
    program: &'a Program,
    sheet: &'a Sheet,
    day: Day,
    reasons: &'a mut Vec<Reason>,
    missing: &'a mut Vec<Missing>,
}

impl Walk<'_> {
    fn rule(&mut self, rule: &Compiled, explained: &Explained, wanted: Truth) {
        for inner in &explained.parts {
            self.collect(&rule.body, inner, wanted);
        }
    }

    /// `explained` is the explanation of `node`: the same parts with their answers.
    fn collect(&mut self, node: &Node, explained: &Explained, wanted: Truth) {
        let found = explained.truth;
        if found == wanted {
            return;
        }
        match &node.kind {
            NodeKind::Rule(at) => self.rule(&self.program.rules[*at], explained, wanted),
            NodeKind::Atom(atom) => self.atom(node, atom),
            NodeKind::Ratio(ratio) => self.ratio(node, ratio),
            NodeKind::Rows(rows) => self.rows(node, rows, found),
            NodeKind::AtLeast(..) | NodeKind::All(_) if found != Truth::Unknown && speaks(node, wanted) => {
                self.reason(node, node.asks.says.clone(), None);
            }
            NodeKind::All(nodes) | NodeKind::AtLeast(_, nodes) => self.parts(nodes, explained, wanted),
            NodeKind::None(nodes) => self.parts(nodes, explained, wanted.not()),
        }
    }

    /// The parts of a node: while its answer is 待定, only the undecided ones matter. A bar of two facts, one of which
    /// holds and one of which is not known, is no reason yet.
    fn parts(&mut self, nodes: &[Node], explained: &Explained, wanted: Truth) {
        for (node, part) in nodes.iter().zip(&explained.parts) {
            if explained.truth != Truth::Unknown || part.truth == Truth::Unknown {
                self.collect(node, part, wanted);
            }
        }
    }

    fn reason(&mut self, node: &Node, sentence: String, shows: Option<String>) {
        self.put(Reason {
            sentence,
            article: node.asks.article.clone(),
            rules: node.rules.clone(),
            remedy: node.remedy.clone(),
            shows,
        });
    }

    fn put(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    fn missing_fact(&mut self, at: usize) {
        let fact = &self.program.facts[at];
        self.miss(Missing::Fact {
            name: fact.name.clone(),
            source: fact.source.clone(),
            proof: fact.proof.clone(),
        });
    }

    fn miss(&mut self, missing: Missing) {
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    /// What an undecided comparison lacks: the fact, the setting, or both.
    fn missing_of(&mut self, atom: &Atom) {
        if self.sheet.0[atom.fact] == Slot::Unknown {
            self.missing_fact(atom.fact);
        }
        if let Test::Open(at) = atom.test {
            self.miss(Missing::Setting(self.program.open[at].clone()));
        }
    }

    fn atom(&mut self, node: &Node, atom: &Atom) {
        if atom_truth(atom, self.sheet, self.day) == Truth::Unknown {
            self.missing_of(atom);
        } else {
            let shows = shows(self.program, atom.fact, self.sheet).to_string();
            self.reason(node, node.asks.says.clone(), Some(shows));
        }
    }

    fn ratio(&mut self, node: &Node, ratio: &Ratio) {
        if ratio_truth(ratio, self.sheet) != Truth::Unknown {
            let shows = ratio_shows(self.program, ratio, self.sheet);
            self.reason(node, node.asks.says.clone(), Some(shows));
            return;
        }
        for at in [ratio.part, ratio.whole] {
            if self.sheet.0[at] == Slot::Unknown {
                self.missing_fact(at);
            }
        }
    }

    /// The first row that concerns the case speaks for the table; rows for other cases are no reasons.
    fn rows(&mut self, node: &Node, rows: &[Row], found: Truth) {
        let (sheet, day) = (self.sheet, self.day);
        let undecided = rows
            .iter()
            .filter(|row| row_truth(row, sheet, day) == Truth::Unknown);
        for row in undecided {
            let atoms = row.chosen_by.iter().chain(&row.demands);
            for atom in atoms.filter(|atom| atom_truth(atom, sheet, day) == Truth::Unknown) {
                self.missing_of(atom);
            }
        }
        if found == Truth::Unknown {
            return;
        }
        let concerned = rows.iter().find(|row| row_chosen(row, sheet, day) == Truth::Yes);
        match concerned {
            Some(row) => self.put(Reason {
                sentence: row.asks.says.clone(),
                article: row.asks.article.clone(),
                rules: node.rules.clone(),
                remedy: node.remedy.clone(),
                shows: Some(row_shows(self.program, row, sheet)),
            }),
            None => {
                let own = || "申报人的情形不在表列各行之内".to_owned();
                self.reason(node, node.sentence.clone().unwrap_or_else(own), None);
            }
        }
    }
}

/// Whether a composite's own sentence says more than those of its parts: alternatives that all fail, or a bar made of
/// several facts that all hold.
fn speaks(node: &Node, wanted: Truth) -> bool {
    let alternatives = matches!(node.kind, NodeKind::AtLeast(..));
    node.sentence.is_some() && alternatives == (wanted == Truth::Yes)
}

fn shows(program: &Program, at: usize, sheet: &Sheet) -> Text {
    shown(&program.facts[at], &program.fact_texts[at], &sheet.0[at])
}

fn ratio_shows(program: &Program, ratio: &Ratio, sheet: &Sheet) -> String {
    let (part, whole) = (ratio.part, ratio.whole);
    format!(
        "{}；{}",
        shows(program, part, sheet),
        shows(program, whole, sheet)
    )
}

fn row_shows(program: &Program, row: &Row, sheet: &Sheet) -> String {
    let mut text = String::with_capacity(96);
    for atom in row.chosen_by.iter().chain(&row.demands) {
        if !text.is_empty() {
            text.push('；');
        }
        text.push_str(&shows(program, atom.fact, sheet));
    }
    text
}
