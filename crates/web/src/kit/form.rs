//! Reading a form into a command, and showing a refused form again with what was typed.
//!
//! A form type says how it is read ([`ReadForm`]); the [`Reader`] notes everything that is wrong, so that all errors
//! are told at once. [`FormState`] is what a page draws its inputs from: values as typed and the error of each field.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart};
use axum::http::{Request, header};
use kernel::{Day, Refusal, Refusals};
use subtle::ConstantTimeEq as _;

use super::fault::Fault;
use super::fields::Fields;
use super::upload::{self, Upload};

/// The secret of a session that every changing form carries, so that another site cannot send one in its name.
#[derive(Clone, PartialEq, Eq)]
pub struct FormToken(String);

impl FormToken {
    /// The name of the hidden field.
    pub const FIELD: &'static str = "token";

    /// A token from its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text of the hidden field.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn matches(&self, sent: Option<&str>) -> bool {
        sent.is_some_and(|sent| bool::from(self.0.as_bytes().ct_eq(sent.as_bytes())))
    }
}

impl std::fmt::Debug for FormToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormToken(…)")
    }
}

/// A form that can be read from fields.
pub trait ReadForm: Sized {
    /// Reads the form; notes in `reader` whatever is wrong. `None` only if something was noted.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;
}

/// A form with nothing to fill in: one button that confirms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nothing;

impl ReadForm for Nothing {
    fn read(_: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }
}

/// A submitted form: what was typed, and what it was read as.
#[derive(Debug)]
pub struct Form<T> {
    /// What was typed.
    pub fields: Fields,
    /// What it means, or everything that is wrong with it.
    pub read: Result<T, Refusals>,
}

impl<T: ReadForm> Form<T> {
    /// Reads fields.
    pub fn of(fields: Fields) -> Self {
        let mut reader = Reader::over(&fields);
        let value = T::read(&mut reader);
        let read = match (Refusals::check(reader.found), value) {
            (Err(refusals), _) => Err(refusals),
            (Ok(()), Some(value)) => Ok(value),
            (Ok(()), None) => Err(Refusal::new("表单没有填写完整").into()),
        };
        Self { fields, read }
    }
}

impl<T: ReadForm, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Fault;

    /// Reads the body of a POST, urlencoded or multipart, and checks the session's token when there is a session.
    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, Fault> {
        let token = request.extensions().get::<FormToken>().cloned();
        let mut fields = read_body(request, state).await?;
        let sent = fields.take(FormToken::FIELD);
        if token.is_some_and(|token| !token.matches(sent.as_deref())) {
            return Err(Fault::CrossSite);
        }
        Ok(Self::of(fields))
    }
}

async fn read_body<S: Send + Sync>(request: Request<Body>, state: &S) -> Result<Fields, Fault> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let multipart = Multipart::from_request(request, state)
            .await
            .map_err(|_| Fault::BadRequest)?;
        return read_multipart(multipart).await;
    }
    let body = bytes::Bytes::from_request(request, state)
        .await
        .map_err(|rejection| {
            Fault::from_status(axum::response::IntoResponse::into_response(rejection).status())
        })?;
    Fields::urlencoded(&body).map_err(|_| Fault::BadRequest)
}

async fn read_multipart(mut multipart: Multipart) -> Result<Fields, Fault> {
    let mut fields = Fields::default();
    while let Some(part) = multipart
        .next_field()
        .await
        .map_err(|error| Fault::from_status(error.status()))?
    {
        let name = part.name().unwrap_or_default().to_owned();
        let pushed = if let Some(file_name) = part.file_name().map(str::to_owned) {
            match upload::receive(part, &file_name).await? {
                Some(file) => fields.push_file(name, file),
                None => Ok(()),
            }
        } else {
            let text = part
                .text()
                .await
                .map_err(|error| Fault::from_status(error.status()))?;
            fields.push_text(name, text)
        };
        pushed.map_err(|_| Fault::BadRequest)?;
    }
    Ok(fields)
}

/// The query string of a GET form or a list: filters, sorting, page.
#[derive(Clone, Debug, Default)]
pub struct Query(pub Fields);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Query {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _state: &S) -> Result<Self, Fault> {
        let query = parts.uri.query().unwrap_or_default();
        Fields::urlencoded(query.as_bytes())
            .map(Self)
            .map_err(|_| Fault::BadRequest)
    }
}

/// Reads typed values out of fields and notes everything that is wrong.
///
/// `label` is the field's name as the page shows it; it stands in the sentences.
#[derive(Debug)]
pub struct Reader<'a> {
    fields: &'a Fields,
    found: Vec<Refusal>,
}

impl<'a> Reader<'a> {
    /// A reader for fields whose meaning is only known at run time; ask [`Self::refusals`] at the end.
    pub fn over(fields: &'a Fields) -> Self {
        Self {
            fields,
            found: Vec::new(),
        }
    }

    /// Everything that was wrong.
    pub fn refusals(self) -> Vec<Refusal> {
        self.found
    }

    /// The fields as typed.
    pub fn fields(&self) -> &'a Fields {
        self.fields
    }

    /// Notes that something is wrong.
    pub fn refuse<T>(&mut self, refusal: Refusal) -> Option<T> {
        self.found.push(refusal);
        None
    }

    /// A text that must be there, trimmed, of at most `most` characters.
    pub fn text(&mut self, name: &str, label: &str, most: usize) -> Option<String> {
        match self.optional_text(name, label, most)? {
            text if text.is_empty() => {
                self.refuse(Refusal::new(format!("请填写{label}")).at(name.to_owned()))
            }
            text => Some(text),
        }
    }

    /// A text that may be empty, trimmed, of at most `most` characters. `None` only if it was refused.
    pub fn optional_text(&mut self, name: &str, label: &str, most: usize) -> Option<String> {
        let text = self.fields.get(name).unwrap_or_default().trim();
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return self
                .refuse(Refusal::new(format!("{label}含有不能识别的字符，请重新填写")).at(name.to_owned()));
        }
        let length = text.chars().count();
        if length > most {
            let sentence = format!("{label}最多 {most} 个字，现在有 {length} 个字");
            return self.refuse(Refusal::new(sentence).at(name.to_owned()));
        }
        Some(text.to_owned())
    }

    /// A password: exactly as typed, of at most `most` characters.
    pub fn secret(&mut self, name: &str, label: &str, most: usize) -> Option<String> {
        match self.fields.get(name).unwrap_or_default() {
            "" => self.refuse(Refusal::new(format!("请填写{label}")).at(name.to_owned())),
            typed if typed.chars().count() > most => {
                self.refuse(Refusal::new(format!("{label}最多 {most} 个字")).at(name.to_owned()))
            }
            typed => Some(typed.to_owned()),
        }
    }

    /// A whole number within bounds. `unit` follows the numbers in the sentence, e.g. ` 学时`.
    pub fn whole(&mut self, name: &str, label: &str, bounds: RangeInclusive<i64>, unit: &str) -> Option<i64> {
        let text = self.text(name, label, 20)?;
        let (low, high) = (bounds.start(), bounds.end());
        match text.parse::<i64>() {
            Ok(number) if bounds.contains(&number) => Some(number),
            Ok(_) => {
                let sentence = format!("{label}应在 {low} 到 {high}{unit}之间");
                self.refuse(Refusal::new(sentence).at(name.to_owned()))
            }
            Err(_) => self.refuse(Refusal::new(format!("{label}应为整数")).at(name.to_owned())),
        }
    }

    /// A day, from three fields `name.year`, `name.month`, `name.day` or from one `name` written `2021-03-05`.
    pub fn day(&mut self, name: &str, label: &str) -> Option<Day> {
        match self.optional_day(name, label)? {
            Some(day) => Some(day),
            None => self.refuse(Refusal::new(format!("请填写{label}")).at(name.to_owned())),
        }
    }

    /// A day that may be left empty. The outer `None` only if it was refused.
    pub fn optional_day(&mut self, name: &str, label: &str) -> Option<Option<Day>> {
        let typed = self.parts_of_day(name);
        match typed {
            [None, None, None] => Some(None),
            [Some(year), Some(month), Some(day)] => match day_of(&year, &month, &day) {
                Some(day) => Some(Some(day)),
                None => {
                    let refusal = Refusal::new(format!("{label}应为真实存在的日期"))
                        .remedy("请按年、月、日填写，例如 1990 年 3 月 12 日。");
                    self.refuse(refusal.at(name.to_owned()))
                }
            },
            [year, month, day] => {
                let missing = [("年", year), ("月", month), ("日", day)]
                    .into_iter()
                    .filter_map(|(part, typed)| typed.is_none().then_some(part))
                    .collect::<Vec<_>>()
                    .join("、");
                self.refuse(Refusal::new(format!("{label}还缺少{missing}")).at(name.to_owned()))
            }
        }
    }

    fn parts_of_day(&self, name: &str) -> [Option<String>; 3] {
        let part = |suffix: &str| {
            let typed = self.fields.get(&format!("{name}.{suffix}"))?.trim();
            (!typed.is_empty()).then(|| typed.to_owned())
        };
        if let Some(whole) = self
            .fields
            .get(name)
            .map(str::trim)
            .filter(|whole| !whole.is_empty())
        {
            let mut parts = whole.splitn(3, ['-', '/', '.', '年', '月']);
            let mut next = || {
                parts
                    .next()
                    .map(|part| part.trim_end_matches('日').trim().to_owned())
            };
            return [
                next(),
                next().or(Some(String::new())),
                next().or(Some(String::new())),
            ];
        }
        [part("year"), part("month"), part("day")]
    }

    /// A choice that must be made; `parse` knows the values the page offered.
    pub fn choice<T>(&mut self, name: &str, label: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let chosen = self.fields.get(name).filter(|value| !value.is_empty()).map(parse);
        match chosen {
            Some(Some(value)) => Some(value),
            Some(None) => {
                self.refuse(Refusal::new(format!("{label}中没有这个选项，请重新选择")).at(name.to_owned()))
            }
            None => self.refuse(Refusal::new(format!("请选择{label}")).at(name.to_owned())),
        }
    }

    /// Any number of ticks; values the page did not offer are refused.
    pub fn choices<T>(
        &mut self,
        name: &str,
        label: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let chosen = self
            .fields
            .all(name)
            .filter(|value| !value.is_empty())
            .map(parse)
            .collect::<Option<Vec<_>>>();
        chosen.or_else(|| {
            self.refuse(Refusal::new(format!("{label}中没有这个选项，请重新选择")).at(name.to_owned()))
        })
    }

    /// A single tick.
    pub fn ticked(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(|value| !value.is_empty())
    }

    /// A value that the page itself wrote into the form (an id, a version). `sentence` says what to do if it is broken.
    pub fn written<T: FromStr>(&mut self, name: &str, sentence: &'static str) -> Option<T> {
        match self.fields.get(name).and_then(|value| value.parse().ok()) {
            Some(value) => Some(value),
            None => self.refuse(Refusal::new(sentence).at(name.to_owned())),
        }
    }

    /// One file that must be there.
    pub fn file(&mut self, name: &str, label: &str) -> Option<Upload> {
        match self.fields.files(name).next() {
            Some(file) => Some(file.clone()),
            None => self.refuse(Refusal::new(format!("请选择{label}的文件")).at(name.to_owned())),
        }
    }
}

fn day_of(year: &str, month: &str, day: &str) -> Option<Day> {
    let digits = |text: &str, most: usize| {
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !(digits(year, 4) && year.len() == 4 && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// What a page draws a form from: values as typed (or as stored), and what was refused.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    fields: Fields,
    refusals: Vec<Refusal>,
}

impl FormState {
    /// An empty form.
    pub fn blank() -> Self {
        Self::default()
    }

    /// A form that shows stored values.
    pub fn stored(fields: impl Into<Fields>) -> Self {
        Self {
            fields: fields.into(),
            refusals: Vec::new(),
        }
    }

    /// A refused form: what was typed, and everything that was wrong.
    pub fn refused(fields: Fields, refusals: &Refusals) -> Self {
        Self {
            fields,
            refusals: refusals.all().to_vec(),
        }
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> &str {
        self.fields.get(name).unwrap_or_default()
    }

    /// Whether a tick or choice is made.
    pub fn holds(&self, name: &str, value: &str) -> bool {
        self.fields.all(name).any(|held| held == value)
    }

    /// The same fields with these refusals.
    #[must_use]
    pub fn with_refusals(mut self, refusals: Vec<Refusal>) -> Self {
        self.refusals = refusals;
        self
    }

    /// Sets a stored value, for building a prefilled form.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        // A prefilled form is written by the page, which has far fewer fields than the bound.
        let _ = self.fields.push_text(name.to_owned(), value.to_string());
        self
    }

    /// Everything that was refused, in the order found.
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// What was refused at a field.
    pub fn refusal(&self, name: &str) -> Option<&Refusal> {
        self.refusals
            .iter()
            .find(|refusal| refusal.field.as_deref() == Some(name))
    }

    /// Whether anything was refused.
    pub fn is_refused(&self) -> bool {
        !self.refusals.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Hours {
        unit: String,
        from: Day,
        hours: i64,
    }

    impl ReadForm for Hours {
        fn read(reader: &mut Reader<'_>) -> Option<Self> {
            let unit = reader.text("unit", "主办单位", 10);
            let from = reader.day("from", "开始日期");
            let hours = reader.whole("hours", "学时", 1..=300, " 学时");
            Some(Self {
                unit: unit?,
                from: from?,
                hours: hours?,
            })
        }
    }

    fn sentences(fields: Fields) -> Vec<(String, String)> {
        let form = Form::<Hours>::of(fields);
        let refusals = form.read.unwrap_err();
        let line = |r: &Refusal| {
            (
                r.field.clone().unwrap_or_default().into_owned(),
                r.sentence.clone().into_owned(),
            )
        };
        refusals.all().iter().map(line).collect()
    }

    #[test]
    fn a_sound_form_is_read() {
        let fields = Fields::from([
            ("unit", " 南宁师范大学 "),
            ("from.year", "2021"),
            ("from.month", "3"),
            ("from.day", "05"),
            ("hours", "72"),
        ]);
        let expected = Hours {
            unit: "南宁师范大学".into(),
            from: Day::new(2021, 3, 5).unwrap(),
            hours: 72,
        };
        assert_eq!(Form::<Hours>::of(fields).read, Ok(expected));
    }

    #[test]
    fn everything_wrong_is_told_at_once_in_page_order() {
        let told = sentences(Fields::from([("from.year", "2021"), ("hours", "301")]));
        let expected = [
            ("unit", "请填写主办单位"),
            ("from", "开始日期还缺少月、日"),
            ("hours", "学时应在 1 到 300 学时之间"),
        ];
        assert_eq!(
            told,
            expected.map(|(field, sentence)| (field.to_owned(), sentence.to_owned()))
        );
    }

    #[test]
    fn days_are_real_days() {
        for bad in ["2021-02-30", "21-02-03", "2021-2", "2021", "abc", "2021-02-03-04"] {
            let told = sentences(Fields::from([("unit", "甲"), ("from", bad), ("hours", "1")]));
            assert_eq!(
                told[0],
                ("from".to_owned(), "开始日期应为真实存在的日期".to_owned()),
                "{bad}"
            );
        }
        for good in ["2021-02-03", "2021/2/3", "2021年2月3日", "2021.2.3"] {
            let form = Form::<Hours>::of(Fields::from([("unit", "甲"), ("from", good), ("hours", "1")]));
            assert_eq!(form.read.unwrap().from, Day::new(2021, 2, 3).unwrap(), "{good}");
        }
    }

    #[test]
    fn a_refused_form_keeps_what_was_typed() {
        let form = Form::<Hours>::of(Fields::from([
            ("unit", "一二三四五六七八九十甲"),
            ("hours", "很多"),
        ]));
        let state = FormState::refused(form.fields, &form.read.unwrap_err());
        assert_eq!(state.value("hours"), "很多");
        assert_eq!(
            state.refusal("unit").unwrap().sentence,
            "主办单位最多 10 个字，现在有 11 个字"
        );
        assert_eq!(state.refusal("hours").unwrap().sentence, "学时应为整数");
    }

    #[test]
    fn a_token_is_never_printed_and_compared_whole() {
        let token = FormToken::new("secret");
        assert_eq!(format!("{token:?}"), "FormToken(…)");
        assert!(token.matches(Some("secret")));
        assert!(!token.matches(Some("secre")) && !token.matches(Some("")) && !token.matches(None));
    }
}
