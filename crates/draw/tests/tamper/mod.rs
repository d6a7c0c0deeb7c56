//! Ways to falsify a bundle, as changes of its JSON.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::semicolon_if_nothing_returned,
    reason = "each test binary uses its own part"
)]

use data_encoding::BASE64;
use serde_json::{Value, json};

/// A falsification: what it is, and the change.
pub type Tamper = (&'static str, fn(&mut Value));

/// Changes a text that holds JSON.
fn inside(bundle: &mut Value, field: &str, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_str(bundle[field].as_str().unwrap()).unwrap();
    change(&mut value);
    bundle[field] = Value::String(value.to_string());
}

fn flip_hex(value: &mut Value) {
    let text = value.as_str().unwrap();
    let first = if text.starts_with('0') { "1" } else { "0" };
    *value = Value::String(format!("{first}{}", &text[1..]));
}

fn add(value: &mut Value, by: i64) {
    *value = json!(value.as_i64().unwrap() + by);
}

fn panels(bundle: &mut Value, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = BASE64
        .decode(bundle["panels"].as_str().unwrap().as_bytes())
        .unwrap();
    change(&mut bytes);
    bundle["panels"] = Value::String(BASE64.encode(&bytes));
}

fn row(bundle: &mut Value, number: usize, change: impl FnOnce(&mut Vec<String>)) {
    let mut fields: Vec<String> = bundle["rows"][number]
        .as_str()
        .unwrap()
        .split(' ')
        .map(str::to_owned)
        .collect();
    change(&mut fields);
    bundle["rows"][number] = Value::String(fields.join(" "));
}

fn swap(list: &mut Value, a: usize, b: usize) {
    list.as_array_mut().unwrap().swap(a, b);
}

fn push(list: &mut Value, value: Value) {
    list.as_array_mut().unwrap().push(value);
}

fn remove(list: &mut Value, place: usize) {
    list.as_array_mut().unwrap().remove(place);
}

/// Every kind. The bundle must have at least three declines, the last by a
/// substitute, and two parties.
pub fn all() -> Vec<Tamper> {
    let mut all = commitment();
    all.extend(texts());
    all.extend(lists());
    all.extend(draws());
    all
}

fn commitment() -> Vec<Tamper> {
    vec![
        ("another format", |b| {
            b["format"] = json!("hengjian-draw-bundle 2")
        }),
        ("another meeting", |b| {
            inside(b, "commitment", |c| c["meeting"] = json!("另一个会"))
        }),
        ("another program", |b| {
            inside(b, "commitment", |c| c["program"] = json!("other 1"))
        }),
        ("pool root", |b| {
            inside(b, "commitment", |c| flip_hex(&mut c["pool_root"]))
        }),
        ("record root", |b| {
            inside(b, "commitment", |c| flip_hex(&mut c["record_root"]))
        }),
        ("rules digest", |b| {
            inside(b, "commitment", |c| flip_hex(&mut c["rules"]))
        }),
        ("plan digest", |b| {
            inside(b, "commitment", |c| flip_hex(&mut c["plan"]))
        }),
        ("certificate digest", |b| {
            inside(b, "commitment", |c| flip_hex(&mut c["certificate"]))
        }),
        ("list root", |b| {
            inside(b, "commitment", |c| flip_hex(&mut c["list_root"]))
        }),
        ("count root", |b| {
            inside(b, "commitment", |c| flip_hex(&mut c["count_root"]))
        }),
        ("number of panels", |b| {
            inside(b, "commitment", |c| add(&mut c["panels"], 1))
        }),
        ("a second attempt without the first", |b| {
            inside(b, "commitment", |c| c["attempt"]["number"] = json!(2));
        }),
        ("parties in another order", |b| {
            inside(b, "commitment", |c| swap(&mut c["parties"], 0, 1))
        }),
        ("a party's digest", |b| {
            inside(b, "commitment", |c| {
                flip_hex(&mut c["parties"][0]["nonce_digest"])
            });
        }),
        ("more throws", |b| {
            inside(b, "commitment", |c| {
                add(&mut c["sources"][0]["dice"]["throws"], 1)
            })
        }),
        ("a space in the text", |b| {
            let text = b["commitment"].as_str().unwrap().replacen(':', ": ", 1);
            b["commitment"] = json!(text);
        }),
        ("no commitment", |b| b["commitment"] = json!("{}")),
    ]
}

fn texts() -> Vec<Tamper> {
    vec![
        ("one seat fewer", |b| {
            inside(b, "rules", |r| add(&mut r["seats"][2], -1))
        }),
        ("a quota lowered", |b| {
            inside(b, "rules", |r| add(&mut r["quotas"][1]["at_least"], -1))
        }),
        ("a quota raised", |b| {
            inside(b, "rules", |r| r["quotas"][1]["at_least"] = json!(9))
        }),
        ("a quota made soft", |b| {
            inside(b, "rules", |r| r["quotas"][0]["soft"] = json!(true))
        }),
        ("the cap widened", |b| {
            inside(b, "rules", |r| r["at_most_per_employer"] = json!(3))
        }),
        ("the cap narrowed", |b| {
            inside(b, "rules", |r| r["at_most_per_employer"] = json!(1))
        }),
        ("a level", |b| inside(b, "rules", |r| add(&mut r["level"], 1))),
        ("somebody fixed", |b| {
            let name = b["panel"][0].clone();
            inside(b, "rules", |r| push(&mut r["fixed"], name));
        }),
        ("a target", |b| {
            inside(b, "plan", |p| add(&mut p["targets"][0], 1))
        }),
        ("somebody shut out", |b| {
            inside(b, "plan", |p| push(&mut p["unreachable"], json!(0)))
        }),
        ("a short plan", |b| {
            inside(b, "plan", |p| remove(&mut p["targets"], 0))
        }),
        ("a multiplier", |b| {
            inside(b, "certificate", |c| add(&mut c["strata"][2], 1_000_000))
        }),
        ("a negative multiplier", |b| {
            inside(b, "certificate", |c| c["low"][0] = json!(-1))
        }),
        ("a better bound", |b| {
            inside(b, "certificate", |c| c["bound"] = json!("1/1"))
        }),
        ("no certificate", |b| b["certificate"] = json!("[]")),
    ]
}

fn lists() -> Vec<Tamper> {
    vec![
        ("rows in another order", |b| swap(&mut b["rows"], 0, 1)),
        ("a row twice", |b| {
            let row = b["rows"][0].clone();
            b["rows"].as_array_mut().unwrap().insert(0, row);
        }),
        ("a row less", |b| {
            b["rows"].as_array_mut().unwrap().pop();
        }),
        ("another pseudonym", |b| row(b, 0, |f| f[0] = "00".repeat(16))),
        ("another stratum", |b| row(b, 3, |f| f[1] = "chair".into())),
        ("a quota's bit", |b| {
            row(b, 3, |f| {
                let bit = if f[2].ends_with('1') { '0' } else { '1' };
                f[2].pop();
                f[2].push(bit);
            });
        }),
        ("another employer", |b| row(b, 3, |f| f[3] = "9".into())),
        ("a row with a field more", |b| row(b, 3, |f| f.push("x".into()))),
        ("a row with an odd number", |b| row(b, 3, |f| f[3] = "01".into())),
        ("a member of a panel", |b| panels(b, |p| p[1] ^= 1)),
        ("two panels exchanged", |b| {
            panels(b, |p| {
                let (first, rest) = p.split_at_mut(18);
                first.swap_with_slice(&mut rest[..18]);
            });
        }),
        ("a member outside the pool", |b| {
            panels(b, |p| p[16..18].copy_from_slice(&[255, 255]))
        }),
        ("a panel less", |b| panels(b, |p| p.truncate(p.len() - 18))),
        ("half a panel less", |b| panels(b, |p| p.truncate(p.len() - 8))),
        ("panels that are no base64", |b| b["panels"] = json!("***")),
    ]
}

fn draws() -> Vec<Tamper> {
    vec![
        ("another nonce", |b| flip_hex(&mut b["reveals"][0]["nonce"])),
        ("a nonce less", |b| remove(&mut b["reveals"], 0)),
        ("a party more", |b| {
            let mut reveal = b["reveals"][0].clone();
            reveal["party"] = json!("旁人");
            push(&mut b["reveals"], reveal);
        }),
        ("a die", |b| {
            let die = b["number"]["value"]["dice"][0].as_i64().unwrap();
            b["number"]["value"]["dice"][0] = json!(die % 6 + 1);
        }),
        ("a die less", |b| remove(&mut b["number"]["value"]["dice"], 0)),
        ("a die of seven", |b| b["number"]["value"]["dice"][0] = json!(7)),
        ("another source", |b| b["number"]["source"] = json!(1)),
        ("a source that was not committed to", |b| {
            b["number"]["source"] = json!(7)
        }),
        ("a reason without a fallback", |b| {
            b["number"]["fallback_reason"] = json!("理由")
        }),
        ("the fallback without a reason", |b| {
            b["number"] =
                json!({"source": 1, "value": {"lottery": [1, 2, 3, 4, 5, 6, 7]}, "fallback_reason": null});
        }),
        ("another index", |b| add(&mut b["index"], 1)),
        ("an index outside the list", |b| b["index"] = json!(60_000)),
        ("another member", |b| {
            let other = b["declines"][0]["who"].clone();
            let last = b["panel"].as_array().unwrap().len() - 1;
            b["panel"][last] = other;
        }),
        ("a decline less", |b| remove(&mut b["declines"], 0)),
        ("declines in another order", |b| {
            b["declines"].as_array_mut().unwrap().reverse()
        }),
        ("a decline of a stranger", |b| {
            let mut decline = b["declines"][0].clone();
            decline["who"] = json!("00".repeat(16));
            push(&mut b["declines"], decline);
        }),
        ("a decline twice", |b| {
            let decline = b["declines"][0].clone();
            push(&mut b["declines"], decline);
        }),
        ("another substitute", |b| {
            let other = b["panel"][0].clone();
            b["standing"]["steps"][0]["asked"] = other;
        }),
        ("a step less", |b| remove(&mut b["standing"]["steps"], 0)),
        ("another level", |b| {
            add(&mut b["standing"]["steps"][0]["level"], 1)
        }),
        ("a seat said to be vacant", |b| {
            push(&mut b["standing"]["vacant"], json!("expert"))
        }),
        ("a quota said to be missed", |b| {
            push(&mut b["standing"]["unmet"], json!("女性"))
        }),
        ("a member of the standing committee", |b| {
            swap(&mut b["standing"]["panel"], 0, 1)
        }),
    ]
}
