//! Shares and thresholds, compared by cross-multiplication.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A share such as 2/3. The denominator is never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u32, u32)", into = "(u32, u32)")]
pub struct Fraction {
    numerator: u32,
    denominator: u32,
}

/// The denominator of a share is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("分母不能为零")]
pub struct FractionError;

impl Fraction {
    /// The share `numerator`/`denominator`, kept as written.
    ///
    /// # Errors
    /// The denominator is zero.
    pub const fn new(numerator: u32, denominator: u32) -> Result<Self, FractionError> {
        if denominator == 0 {
            Err(FractionError)
        } else {
            Ok(Self {
                numerator,
                denominator,
            })
        }
    }

    /// The upper number.
    #[must_use]
    pub const fn numerator(self) -> u32 {
        self.numerator
    }

    /// The lower number, at least 1.
    #[must_use]
    pub const fn denominator(self) -> u32 {
        self.denominator
    }

    /// `part` of `whole` is this share or more (以上, 不少于): `part × denominator ≥ whole × numerator`.
    #[must_use]
    pub const fn reached_by(self, part: u32, whole: u32) -> bool {
        part as u64 * self.denominator as u64 >= whole as u64 * self.numerator as u64
    }

    /// `part` of `whole` is more than this share (超过): `part × denominator > whole × numerator`.
    #[must_use]
    pub const fn exceeded_by(self, part: u32, whole: u32) -> bool {
        part as u64 * self.denominator as u64 > whole as u64 * self.numerator as u64
    }
}

impl TryFrom<(u32, u32)> for Fraction {
    type Error = FractionError;

    fn try_from((numerator, denominator): (u32, u32)) -> Result<Self, Self::Error> {
        Self::new(numerator, denominator)
    }
}

impl From<Fraction> for (u32, u32) {
    fn from(share: Fraction) -> Self {
        (share.numerator, share.denominator)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reaching_and_exceeding_differ_exactly_at_the_share() {
        let two_thirds = Fraction::new(2, 3).unwrap();
        assert!(two_thirds.reached_by(12, 18) && !two_thirds.exceeded_by(12, 18)); // EX-32, EX-02
        assert!(two_thirds.exceeded_by(5, 7)); // EX-01
        assert!(Fraction::new(1, 2).unwrap().reached_by(3, 6)); // EX-06
        assert_eq!(Fraction::new(1, 0), Err(FractionError));
    }
}
