//! Addresses of the rules: the calculator and the library everybody reads, and the packs that policy officers keep.

crate::places! {
    /// What is open to me (申报资格计算).
    Eligibility = "/eligibility";
    /// The instruments (政策库).
    Policies = "/policies";
    /// One instrument, rule by rule.
    Policy { pack: String } = "/policies/{pack}";
    /// What changed between two instruments.
    PolicyChanges { pack: String } = "/policies/{pack}/changes";
}
