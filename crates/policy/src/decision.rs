//! Decisions with everything that explains them: reasons, what is missing, and the whole tree with its articles.

use core::fmt;

use kernel::{Article, Day, Level, Refusal, RuleId};
use serde::{Deserialize, Serialize};

use crate::compile::{Atom, Compiled, Node, NodeKind, Program, Ratio, Row, Test};
use crate::eval::{Days, Truth, atom_truth, days_of_change, ratio_truth, row_chosen, row_truth, truth};
use crate::facts::{FactError, Facts, Sheet, Slot, read_fact, sheet, show};
use crate::law::{Law, NotSet, Way};
use crate::model::AskedOn;
use crate::rules::{Rules, Version};
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

/// One node of the explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The node's own answer.
    pub truth: Truth,
    /// What it asks.
    pub says: String,
    /// The article it stands on.
    pub article: Article,
    /// What is known of the case.
    pub shows: Option<String>,
    /// Its parts.
    pub parts: Vec<Explained>,
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
        self.program.index.keys().map(String::as_str)
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
        sheet(&self.program.facts, facts)
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
        let (mut outcome, mut decided_on) = (Truth::Yes, days.from);
        let (mut reasons, mut missing) = (Vec::new(), Vec::new());
        for day in days_of_change(program, &rule.body, &sheet, days) {
            let found = truth(program, &rule.body, &sheet, day);
            if found < outcome {
                (outcome, decided_on) = (found, day);
            }
            let mut walk = Walk {
                program,
                sheet: &sheet,
                day,
                reasons: &mut reasons,
                missing: &mut missing,
            };
            walk.collect(&rule.body, &rule.law.article, Truth::Yes);
        }
        let explainer = Explainer {
            program,
            sheet: &sheet,
            day: decided_on,
        };
        Ok(Decision {
            version: self.version(),
            rule: name.to_owned(),
            rules: rule.law.rules.clone(),
            force: rule.law.force,
            days,
            decided_on,
            outcome,
            reasons,
            missing,
            explanation: explainer.rule(rule),
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
        let inner = self.node(&rule.body, &rule.law.article);
        Explained {
            truth: inner.truth,
            says: rule.law.sentence.clone(),
            article: rule.law.article.clone(),
            shows: None,
            parts: vec![inner],
        }
    }

    fn node(&self, node: &Node, outer: &Article) -> Explained {
        let article = node.article.as_ref().unwrap_or(outer);
        let parts = |nodes: &[Node]| nodes.iter().map(|node| self.node(node, article)).collect();
        let (own, shows, parts): (String, Option<String>, Vec<Explained>) = match &node.kind {
            NodeKind::All(nodes) => ("以下各项都要符合".to_owned(), None, parts(nodes)),
            NodeKind::AtLeast(wanted, nodes) => (format!("以下至少符合{wanted}项"), None, parts(nodes)),
            NodeKind::None(nodes) => ("以下情形都不能有".to_owned(), None, parts(nodes)),
            NodeKind::Rule(at) => return self.rule(&self.program.rules[*at]),
            NodeKind::Atom(atom) => (
                atom_words(self.program, atom),
                Some(atom_shows(self.program, atom, self.sheet)),
                Vec::new(),
            ),
            NodeKind::Ratio(ratio) => (
                ratio_words(self.program, ratio),
                Some(ratio_shows(self.program, ratio, self.sheet)),
                Vec::new(),
            ),
            NodeKind::Rows(rows) => ("符合表中一行".to_owned(), None, self.rows(rows)),
        };
        Explained {
            truth: truth(self.program, node, self.sheet, self.day),
            says: node.sentence.clone().unwrap_or(own),
            article: article.clone(),
            shows,
            parts,
        }
    }

    /// The rows that concern the case.
    fn rows(&self, rows: &[Row]) -> Vec<Explained> {
        rows.iter()
            .filter(|row| row_chosen(row, self.sheet, self.day) != Truth::No)
            .map(|row| Explained {
                truth: row_truth(row, self.sheet, self.day),
                says: row_words(self.program, row),
                article: row.article.clone(),
                shows: Some(row_shows(self.program, row, self.sheet)),
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
    fn collect(&mut self, node: &Node, outer: &Article, wanted: Truth) {
        let found = truth(self.program, node, self.sheet, self.day);
        if found == wanted {
            return;
        }
        let article = node.article.as_ref().unwrap_or(outer);
        match &node.kind {
            NodeKind::Rule(at) => {
                let rule = &self.program.rules[*at];
                self.collect(&rule.body, &rule.law.article, wanted);
            }
            NodeKind::Atom(atom) => self.atom(node, atom, article),
            NodeKind::Ratio(ratio) => self.ratio(node, ratio, article),
            NodeKind::Rows(rows) => self.rows(node, rows, article),
            NodeKind::AtLeast(..) | NodeKind::All(_) if found != Truth::Unknown && speaks(node, wanted) => {
                self.reason(node, None, String::new(), article);
            }
            NodeKind::All(nodes) | NodeKind::AtLeast(_, nodes) => self.parts(nodes, article, wanted, found),
            NodeKind::None(nodes) => self.parts(nodes, article, wanted.not(), found),
        }
    }

    /// The parts of a node whose answer is `found`: while that is 待定, only the undecided ones matter. A bar of two
    /// facts, one of which holds and one of which is not known, is no reason yet.
    fn parts(&mut self, nodes: &[Node], article: &Article, wanted: Truth, found: Truth) {
        for part in nodes {
            let own = truth(self.program, part, self.sheet, self.day);
            if found != Truth::Unknown || own == Truth::Unknown {
                self.collect(part, article, wanted);
            }
        }
    }

    fn reason(&mut self, node: &Node, shows: Option<String>, own: String, article: &Article) {
        let reason = Reason {
            sentence: node.sentence.clone().unwrap_or(own),
            article: article.clone(),
            rules: node.rules.clone(),
            remedy: node.remedy.clone(),
            shows,
        };
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

    fn atom(&mut self, node: &Node, atom: &Atom, article: &Article) {
        if atom_truth(atom, self.sheet, self.day) == Truth::Unknown {
            self.missing_of(atom);
        } else {
            let shows = atom_shows(self.program, atom, self.sheet);
            self.reason(node, Some(shows), atom_words(self.program, atom), article);
        }
    }

    fn ratio(&mut self, node: &Node, ratio: &Ratio, article: &Article) {
        if ratio_truth(ratio, self.sheet) != Truth::Unknown {
            let shows = ratio_shows(self.program, ratio, self.sheet);
            self.reason(node, Some(shows), ratio_words(self.program, ratio), article);
            return;
        }
        for at in [ratio.part, ratio.whole] {
            if self.sheet.0[at] == Slot::Unknown {
                self.missing_fact(at);
            }
        }
    }

    /// The first row that concerns the case speaks for the table; rows for other cases are no reasons.
    fn rows(&mut self, node: &Node, rows: &[Row], article: &Article) {
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
        if truth(self.program, node, sheet, day) == Truth::Unknown {
            return;
        }
        let concerned = rows.iter().find(|row| row_chosen(row, sheet, day) == Truth::Yes);
        match concerned {
            Some(row) => {
                let words = row_words(self.program, row);
                let reason = Reason {
                    sentence: row.sentence.clone().unwrap_or(words),
                    article: row.article.clone(),
                    rules: node.rules.clone(),
                    remedy: node.remedy.clone(),
                    shows: Some(row_shows(self.program, row, sheet)),
                };
                if !self.reasons.contains(&reason) {
                    self.reasons.push(reason);
                }
            }
            None => {
                let own = "申报人的情形不在表列各行之内".to_owned();
                self.reason(node, None, own, article);
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

fn atom_words(program: &Program, atom: &Atom) -> String {
    format!("{}{}", program.facts[atom.fact].name, atom.words)
}

fn atom_shows(program: &Program, atom: &Atom, sheet: &Sheet) -> String {
    shows(program, atom.fact, sheet)
}

fn shows(program: &Program, at: usize, sheet: &Sheet) -> String {
    let fact = &program.facts[at];
    format!("{}：{}", fact.name, show(fact, &sheet.0[at]))
}

fn ratio_words(program: &Program, ratio: &Ratio) -> String {
    let word = if ratio.strict { "超过" } else { "不少于" };
    format!(
        "{}占{}{word}{}",
        program.facts[ratio.part].name, program.facts[ratio.whole].name, ratio.share
    )
}

fn ratio_shows(program: &Program, ratio: &Ratio, sheet: &Sheet) -> String {
    format!(
        "{}；{}",
        shows(program, ratio.part, sheet),
        shows(program, ratio.whole, sheet)
    )
}

fn row_words(program: &Program, row: &Row) -> String {
    if let Some(sentence) = &row.sentence {
        return sentence.clone();
    }
    let atoms = row.chosen_by.iter().chain(&row.demands);
    let words: Vec<String> = atoms.map(|atom| atom_words(program, atom)).collect();
    words.join("，")
}

fn row_shows(program: &Program, row: &Row, sheet: &Sheet) -> String {
    let atoms = row.chosen_by.iter().chain(&row.demands);
    let shown: Vec<String> = atoms.map(|atom| atom_shows(program, atom, sheet)).collect();
    shown.join("；")
}
