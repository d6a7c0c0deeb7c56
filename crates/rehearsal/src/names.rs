//! Invented names and numbers.

use domain::accounts::Person;
use kernel::{Day, IdentityNumber, SeededEntropy};
use store::{Error, Result, Tx};

const SURNAMES: [&str; 40] = [
    "韦", "黄", "覃", "陆", "莫", "梁", "蒙", "农", "李", "陈", "罗", "蓝", "卢", "周", "何", "邓", "谢",
    "吴", "苏", "杨", "廖", "唐", "石", "刘", "潘", "玉", "岑", "甘", "凌", "林", "张", "王", "曾", "班",
    "闭", "磨", "欧", "滕", "庞", "施",
];

const GIVEN: [&str; 60] = [
    "秀兰", "建华", "丽萍", "志强", "美玲", "国强", "春燕", "永康", "雪梅", "文彬", "海燕", "少军", "桂芳",
    "振宇", "素珍", "立新", "晓琳", "家豪", "凤英", "承志", "彩云", "开明", "玉洁", "俊杰", "小红", "光明",
    "慧敏", "景行", "月娥", "宏伟", "静怡", "思远", "翠珍", "学文", "冬梅", "耀祖", "婉清", "德才", "碧莲",
    "永福", "若兰", "天佑", "金凤", "成林", "巧云", "维新", "雅琴", "大勇", "淑贞", "启航", "爱华", "书林",
    "晓月", "兴邦", "艳红", "远山", "紫荆", "一鸣", "采薇", "守信",
];

/// Where an invented person was registered: Nanning's districts.
const AREAS: [&str; 6] = ["450102", "450103", "450105", "450107", "450108", "450122"];

/// The `number`-th invented person, not yet saved.
pub(crate) fn person(
    tx: &Tx<'_>,
    chance: &mut SeededEntropy,
    number: usize,
    account: &str,
) -> Result<Person> {
    let name = format!(
        "{}{}",
        SURNAMES[chance.below(SURNAMES.len())],
        GIVEN[chance.below(GIVEN.len())]
    );
    let year = 1968 + chance.below(28);
    let (month, day) = (1 + chance.below(12), 1 + chance.below(28));
    let digits = format!(
        "{}{year:04}{month:02}{day:02}{:03}",
        AREAS[number % AREAS.len()],
        number / AREAS.len() % 1000
    );
    let check = IdentityNumber::check_character(&digits).map_err(Error::broken)?;
    Ok(Person {
        id: tx.new_id(),
        name,
        account: account.to_owned(),
        identity: format!("{digits}{check}").parse().map_err(Error::broken)?,
        phone: format!("199{:08}", 71_000_000 + number),
    })
}

/// The day on which a person born on `birth` turns sixty; the rehearsal's stand-in for the prescribed retirement day.
pub(crate) fn sixtieth(birth: Day) -> Day {
    birth.plus_years(60)
}
