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
