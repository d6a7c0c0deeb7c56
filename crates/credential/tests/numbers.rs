//! Templates and certificate numbers.

#![allow(clippy::unwrap_used)]

use credential::{CertificateNumber, NumberError, NumberTemplate, Segments, TemplateError};
use proptest::prelude::*;

const TEMPLATE: &str = "{region:6}{year}{committee:3}{series:2}{level:1}{way:1}{serial:5}{check}";

fn segments() -> Segments<'static> {
    Segments {
        region: "450100",
        year: 2026,
        committee: "17",
        series: "05",
        level: "2",
        way: "1",
    }
}

#[test]
fn a_number_carries_the_facts_and_its_serial() {
    let template = NumberTemplate::parse(TEMPLATE).unwrap();
    let number = template.number(&segments(), 128).unwrap();
    assert_eq!(&number.as_str()[..22], "4501002026017052100128");
    assert_eq!(number.as_str().len(), 23);
    assert_eq!(number.as_str().parse::<CertificateNumber>(), Ok(number.clone()));
    assert_eq!(template.serial_of(&number), Some(128));
}

#[test]
fn short_years_hyphens_and_literals() {
    let template = NumberTemplate::parse("GX-{year:2}-{serial:4}-{check}").unwrap();
    let number = template.number(&segments(), 7).unwrap();
    assert!(number.as_str().starts_with("GX-26-0007-"));
    assert_eq!(template.serial_of(&number), Some(7));
    assert_eq!(NumberTemplate::parse(TEMPLATE).unwrap().serial_of(&number), None);
}

#[test]
fn templates_that_cannot_be_used() {
    for (text, error) in [
        ("{serial:5", TemplateError::Braces),
        ("}{serial:5}{check}", TemplateError::Braces),
        ("{year}{check}", TemplateError::NoSerial),
        ("{serial:5}", TemplateError::CheckNotLast),
        ("{check}{serial:5}", TemplateError::CheckNotLast),
        ("{serial:5}{check:2}", TemplateError::CheckNotLast),
        ("桂{serial:5}{check}", TemplateError::Literal('桂')),
        ("{serial}{check}", TemplateError::Width("serial".into())),
        ("{serial:13}{check}", TemplateError::Width("serial".into())),
        ("{year:3}{serial:5}{check}", TemplateError::Width("year".into())),
        (
            "{serial:5}{serial:5}{check}",
            TemplateError::Repeated("serial".into()),
        ),
        (
            "{city:5}{serial:5}{check}",
            TemplateError::UnknownSegment("city".into()),
        ),
        (
            "{region:12}{committee:12}{serial:12}{check}",
            TemplateError::TooLong(37),
        ),
    ] {
        assert_eq!(NumberTemplate::parse(text), Err(error), "{text}");
    }
}

#[test]
fn serials_and_values_must_fit() {
    let template = NumberTemplate::parse(TEMPLATE).unwrap();
    for serial in [0, 100_000] {
        assert_eq!(
            template.number(&segments(), serial),
            Err(NumberError::Serial { serial, width: 5 })
        );
    }
    assert!(template.number(&segments(), 99_999).is_ok());
    for committee in ["", "1234", "A1", "1 2", "十七", "a12"] {
        let result = template.number(
            &Segments {
                committee,
                ..segments()
            },
            1,
        );
        let error = NumberError::Value {
            segment: "committee",
            width: 3,
            value: committee.into(),
        };
        assert_eq!(result, Err(error));
    }
    assert!(
        template
            .number(
                &Segments {
                    committee: "A12",
                    ..segments()
                },
                1
            )
            .is_ok()
    );
}

/// MOD 37,36 notices every single wrong character and nearly every swap of neighbours.
#[test]
fn neighbours_swapped_are_nearly_always_noticed() {
    let template = NumberTemplate::parse(TEMPLATE).unwrap();
    let (mut swaps, mut missed) = (0, 0);
    for serial in (1..100_000).step_by(97) {
        let number = template.number(&segments(), serial).unwrap();
        for at in 0..22 {
            let mut bytes = number.as_str().as_bytes().to_vec();
            bytes.swap(at, at + 1);
            let altered = String::from_utf8(bytes).unwrap();
            if altered != number.as_str() {
                swaps += 1;
                missed += u32::from(altered.parse::<CertificateNumber>().is_ok());
            }
        }
    }
    assert!(missed * 100 < swaps, "{missed} of {swaps}");
}

proptest! {
    #[test]
    fn a_slip_of_the_pen_is_noticed(serial in 1_u64..100_000, at in 0_usize..23, to in prop::sample::select(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".to_vec())) {
        let number = NumberTemplate::parse(TEMPLATE).unwrap().number(&segments(), serial).unwrap();
        let mut bytes = number.as_str().as_bytes().to_vec();
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        let altered = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(altered.parse::<CertificateNumber>(), Err(NumberError::Check));
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC{0,40}", template in "[-A-Z0-9{}:a-z]{0,40}") {
        let _ = (text.parse::<CertificateNumber>().is_ok(), NumberTemplate::parse(&template).is_ok());
    }
}
