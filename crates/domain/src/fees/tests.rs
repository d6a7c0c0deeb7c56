use super::*;
use kernel::{SeededEntropy, YearCalendar};
use policy::{Library, Setting, Settings};

const PACK: &str = r#"政策包 "x.评审.2021" {
    名称 "评审通知"
    层级 "设区市"
    适用 地区="4501" 系列="*"
    有效 自="2021-01-01"
}
参数 "评审费" 级别="中级" 条="十(五)" 规则号="FEE-002" 依据="桂价费字〔2006〕359号" 说="中级每人次230元" 值="230元"
参数 "缴费环节" 条="十(五)" 类型="文字" 未载明="没有写明"
参数 "缴费期限" 条="十(五)" 类型="工作日" 未载明="没有写明"
参数 "未缴费处理" 条="十(五)" 类型="文字" 未载明="没有写明"
参数 "减免评审费" 条="十(五)" 类型="文字" 未载明="没有写明"
参数 "退费办法" 条="十(五)" 类型="文字" 未载明="没有写明"
"#;

fn now() -> Timestamp {
    Timestamp::start_of("2021-09-24".parse().unwrap())
}

fn rules(set: &[(&str, &str)]) -> Rules {
    let library = Library::load([("x.评审.2021/通知.kdl".to_owned(), PACK.to_owned())]).unwrap();
    let rules = library.effective("x.评审.2021", now().day()).unwrap();
    let settings = set.iter().fold(Settings::new(), |settings, (name, value)| {
        let setting = Setting {
            value: (*value).to_owned(),
            by: "市职改办".to_owned(),
            at: now(),
            note: "会议纪要".to_owned(),
        };
        settings.with(*name, setting)
    });
    rules.with_settings(settings).unwrap()
}

fn charge(level: Level, entropy: &mut SeededEntropy) -> Charge {
    Charge {
        case: kernel::Id::new(now(), entropy),
        plan: kernel::Id::new(now(), entropy),
        payer: kernel::Id::new(now(), entropy),
        organiser: kernel::Id::new(now(), entropy),
        series_office: kernel::Id::new(now(), entropy),
        level,
    }
}

fn raise(rules: &Rules, level: Level) -> Result<Order, Refusals> {
    let mut entropy = SeededEntropy::new(5);
    let id = kernel::Id::new(now(), &mut entropy);
    let charge = charge(level, &mut entropy);
    let calendar = Calendar::new([YearCalendar::new(2021, "国办发明电〔2020〕27号")]);
    Order::raise(id, "2021-000001".to_owned(), charge, rules, &calendar, now()).map(|changed| changed.state)
}

fn payment(yuan: i64) -> Payment {
    Payment {
        channel: Channel::Slip,
        reference: "10023".to_owned(),
        amount: Money::from_yuan(yuan),
        paid: now(),
    }
}

fn paid(order: Order, yuan: i64) -> Result<Order, Refusals> {
    let (reference, receipt) = ("digest".to_owned(), "2021-000001".to_owned());
    order
        .pay(payment(yuan), reference, receipt, now())
        .map(|changed| changed.state)
}

fn waiver(basis: &str, by: PersonId) -> Waiver {
    Waiver {
        basis: basis.to_owned(),
        asked_by: by,
        asked: now(),
        approved_by: None,
    }
}

fn person(seed: u64) -> PersonId {
    kernel::Id::new(now(), &mut SeededEntropy::new(seed))
}

#[test]
fn an_order_carries_the_approved_standard_and_the_rounds_period() {
    let silent = raise(&rules(&[]), Level::Intermediate).unwrap();
    assert_eq!(silent.amount.value.cents(), 23_000);
    assert_eq!(silent.amount.law.basis.as_deref(), Some("桂价费字〔2006〕359号"));
    assert_eq!(silent.due, None, "no text gives a period");
    let set = raise(&rules(&[("缴费期限", "5个工作日")]), Level::Intermediate).unwrap();
    let (day, period) = set.due.unwrap();
    assert_eq!(period.value, 5);
    assert_eq!(day.latest().to_string(), "2021-10-01");
    let none = raise(&rules(&[]), Level::FullSenior).unwrap_err();
    assert!(none.to_string().contains("评审费"), "{none}");
}

#[test]
fn only_the_exact_amount_is_taken_and_only_once() {
    let order = raise(&rules(&[]), Level::Intermediate).unwrap();
    for wrong in [229, 231, 0, 2_300] {
        let refused = paid(order.clone(), wrong).unwrap_err();
        assert!(refused.by_rule("FEE-002"), "{refused}");
        assert_eq!(refused.all()[0].field.as_deref(), Some("amount"));
    }
    let order = paid(order, 230).unwrap();
    assert!(order.is_settled() && !order.is_open());
    assert!(paid(order, 230).unwrap_err().by_rule("FEE-004"));
}

#[test]
fn a_waiver_needs_a_provision_a_basis_and_a_second_person() {
    let order = raise(&rules(&[]), Level::Intermediate).unwrap();
    let provided = rules(&[("减免评审费", "建档立卡人员免缴")]);
    let ask = |rules: &Rules, basis: &str| {
        order
            .clone()
            .ask_waiver(waiver(basis, person(1)), "digest".to_owned(), rules)
    };
    assert!(ask(&rules(&[]), "证明").is_err(), "no text provides for one");
    assert!(ask(&provided, " ").is_err(), "no basis");
    let asked = ask(&provided, "证明").unwrap().state;
    assert!(asked.is_open() && !asked.is_settled());
    assert!(asked.clone().answer_waiver(true, person(1)).is_err());
    let refused = asked.clone().answer_waiver(false, person(2)).unwrap().state;
    assert_eq!(refused.stage, Stage::Unpaid);
    let given = asked.answer_waiver(true, person(2)).unwrap().state;
    assert!(given.is_settled());
    assert!(given.answer_waiver(true, person(2)).is_err(), "answered once");
}

#[test]
fn money_is_given_back_only_under_a_provision() {
    let order = paid(raise(&rules(&[]), Level::Intermediate).unwrap(), 230).unwrap();
    let refund = Refund {
        reason: "评审取消".to_owned(),
        reference: "T1".to_owned(),
        at: now(),
        by: person(1),
    };
    let ask =
        |order: Order, set: &[(&str, &str)]| order.refund(refund.clone(), "digest".to_owned(), &rules(set));
    let provided = [("退费办法", "评审取消的全额退还")];
    assert!(ask(order.clone(), &[]).is_err());
    let back = ask(order, &provided).unwrap().state;
    assert_eq!(back.stage.code(), "refunded");
    assert!(!back.stands(), "a new order may be made");
    assert!(ask(back, &provided).is_err(), "given back once");
}

#[test]
fn an_unpaid_case_is_barred_only_where_the_round_says_so() {
    let silent = rules(&[]);
    let strict = rules(&[("未缴费处理", "不予受理")]);
    let mild = rules(&[("未缴费处理", "不影响受理")]);
    let order = raise(&silent, Level::Intermediate).unwrap();
    assert_eq!(bar(Some(&order), &silent), None);
    assert_eq!(bar(Some(&order), &mild), None);
    assert!(bar(Some(&order), &strict).unwrap().sentence.contains("230.00元"));
    assert!(bar(None, &strict).unwrap().sentence.contains("缴费单"));
    let settled = paid(order.clone(), 230).unwrap();
    assert_eq!(bar(Some(&settled), &strict), None);
    let dropped = order.dropped(now()).unwrap().state;
    assert!(bar(Some(&dropped), &strict).is_some());
    assert_eq!(settled.dropped(now()), None, "what was paid stays");
}

#[test]
fn the_moment_is_a_step_of_the_round() {
    assert!(terms::due_step(&rules(&[])).is_err());
    let set = |value| terms::due_step(&rules(&[("缴费环节", value)]));
    assert_eq!(set("受理审核").unwrap().value, policy::StepKind::Acceptance);
    assert!(set("九月").unwrap_err().why.contains("九月"));
}
