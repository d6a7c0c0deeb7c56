//! Names of areas by their administrative code (GB/T 2260), for the areas that packs are for.

use policy::PackInfo;

/// The cities of Guangxi, and the region for what lies under it directly.
const NAMES: [(&str, &str); 15] = [
    ("450000", "广西壮族自治区（区直）"),
    ("450100", "南宁市"),
    ("450200", "柳州市"),
    ("450300", "桂林市"),
    ("450400", "梧州市"),
    ("450500", "北海市"),
    ("450600", "防城港市"),
    ("450700", "钦州市"),
    ("450800", "贵港市"),
    ("450900", "玉林市"),
    ("451000", "百色市"),
    ("451100", "贺州市"),
    ("451200", "河池市"),
    ("451300", "来宾市"),
    ("451400", "崇左市"),
];

/// The code of a scope with its six digits: `4501` is 450100.
pub(super) fn full(code: &str) -> String {
    format!("{code:0<6}")
}

/// An area's name; its code where the name is not known.
pub(super) fn name(code: &str) -> String {
    let code = full(code);
    let known = NAMES.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, name)| (*name).to_owned())
}

/// The areas one may choose: those that some pack is for.
pub(super) fn covered(packs: &[PackInfo]) -> Vec<(String, String)> {
    let known = NAMES.iter().map(|(code, _)| (*code).to_owned());
    let scopes = packs.iter().map(|pack| full(&pack.scope.area));
    let mut codes: Vec<String> = known
        .filter(|code| packs.iter().any(|pack| code.starts_with(&pack.scope.area)))
        .chain(scopes)
        .collect();
    codes.sort();
    codes.dedup();
    codes
        .into_iter()
        .map(|code| (code.clone(), name(&code)))
        .collect()
}
