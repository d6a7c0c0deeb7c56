//! The packs of the project load without a fault.

#[test]
fn the_packs_load() {
    let library = crate::common::library();
    let ids: Vec<String> = library.packs().map(|pack| pack.id).collect();
    assert_eq!(
        ids,
        [
            "gx.中小学教师条件.2019",
            "gx.评审办法.2021",
            "gx.资格评审.2017",
            "gx.重新确认.2020",
            "nn.中小学教师.2021",
            "nn.中小学教师.2022",
            "nn.职称评审.2020",
        ]
    );
}

#[test]
fn every_example_beside_the_packs_comes_out() {
    let examples = match policy::Examples::load(crate::common::files()) {
        Ok(examples) => examples,
        Err(errors) => panic!("{errors}"),
    };
    let report = examples.run(&crate::common::library());
    let shown: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    assert!(report.passed >= 250, "{} examples", report.passed);
    let expected = (1..=13)
        .chain(15..=35)
        .chain([
            39, 40, 41, 42, 43, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57,
        ])
        .chain(58..=69)
        .chain([72, 73, 74])
        .map(|number| format!("EX-{number:02}"));
    for number in expected {
        assert!(
            report.numbers.contains(&number),
            "{number} is not among the examples"
        );
    }
}

/// Mutation of every constant: the packs' own examples notice each change of one unit.
#[test]
fn the_examples_notice_every_changed_constant() {
    let examples = policy::Examples::load(crate::common::files()).unwrap();
    let report = policy::check(&crate::common::library(), &examples);
    assert!(report.tried > 300, "{} changes", report.tried);
    let shown: Vec<String> = report.unnoticed.iter().map(ToString::to_string).collect();
    assert!(
        shown.is_empty(),
        "{} of {}:\n{}",
        shown.len(),
        report.tried,
        shown.join("\n")
    );
}

#[test]
fn a_pack_can_be_read_article_by_article() {
    let rows = crate::common::library().render("gx.评审办法.2021").unwrap();
    let row = |name: &str| rows.iter().find(|row| row.name == name).unwrap();
    let publicity = row("参数 单位公示期");
    assert_eq!(publicity.article, "第二十条(二)");
    assert_eq!(
        publicity.lines,
        [
            "对拟推荐对象在单位内部公示，公示期不少于5个工作日",
            "2022-01-01起：5个工作日",
            "越大越严",
            "释义：公示当日不计入，第5个工作日结束后方可进入下一步",
        ]
    );
    let vote = row("表决 单位推荐");
    assert!(vote.lines.contains(&"同意票超过投票总数的2/3".to_owned()));
    let bars = row("规则 没有不得申报情形");
    assert!(bars.lines.contains(&"问于申报日至确认日的每一天".to_owned()));
    assert!(
        bars.lines
            .iter()
            .any(|line| line.starts_with("　离退休期间覆盖当日：离退休人员不得申报"))
    );
    assert_eq!(crate::common::library().render("没有这个包"), None);
}
