//! Who may do and see what about versions of policy packs.

use kernel::Role;

/// The role in which packs are kept.
pub const ROLES: [Role; 1] = [Role::PolicyOfficer];

/// Whether an office keeps what applies to `area`: the region's office everything in the region, a city's office what
/// applies to the city alone. Both are administrative codes (GB/T 2260); an office's code has six digits, the area of a
/// pack as many as it needs. National texts are kept by nobody below.
#[must_use]
pub fn keeps(office_code: &str, area: &str) -> bool {
    let mut own = office_code;
    while let Some(shorter) = own.strip_suffix("00") {
        own = shorter;
    }
    !own.is_empty() && area.starts_with(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_keep_the_texts_of_their_own_area() {
        assert!(keeps("450000", "45") && keeps("450000", "4501") && keeps("450100", "4501"));
        assert!(!keeps("450100", "45"), "a city does not touch the region's text");
        assert!(!keeps("450100", "4502") && !keeps("450103", "4501"));
        assert!(!keeps("450000", ""), "national texts come with the program");
        assert!(!keeps("", "45"));
    }
}
