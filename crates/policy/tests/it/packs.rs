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
            "nn.中小学教师.2021",
            "nn.中小学教师.2022",
            "nn.职称评审.2020",
        ]
    );
}
