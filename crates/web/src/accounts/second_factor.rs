//! The second step of signing in (动态验证码), for staff and experts.

use askama::Template;

use super::urls::{SecondFactor, SignIn};
use crate::kit::forms::{Button, Buttons, ErrorSummary, PostForm};
use crate::kit::inputs::{TextInput, Width};
use crate::kit::{Content, FormState, Head, ReadForm, Reader};
use kernel::Refusal;

/// The six digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactorForm {
    /// Six digits, without spaces.
    pub code: String,
}

impl ReadForm for SecondFactorForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let typed = reader.text("code", "验证码", 20)?;
        let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
            Some(Self { code })
        } else {
            reader.refuse(Refusal::new("验证码为 6 位数字").at("code"))
        }
    }
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/second_factor.html")]
pub struct SecondFactorPage {
    errors: ErrorSummary,
    form: PostForm,
    code: TextInput,
    buttons: Buttons,
    refused: bool,
}

impl SecondFactorPage {
    /// The page for a form's state.
    pub fn new(state: &FormState) -> Self {
        let code = TextInput::new("code", "验证码")
            .digits()
            .autocomplete("one-time-code")
            .width(Width::Chars10);
        Self {
            errors: ErrorSummary::of(state),
            form: PostForm::public(SecondFactor),
            code: code
                .hint("打开手机上的身份验证器，填写显示的 6 位数字。")
                .fill(state),
            buttons: Buttons::new([
                Button::submit("继续"),
                Button::link("重新登录", SignIn).secondary(),
            ]),
            refused: state.is_refused(),
        }
    }
}

impl Content for SecondFactorPage {
    fn head(&self) -> Head {
        Head::new("验证身份").refused(self.refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::Form;
    use crate::kit::fields::Fields;

    #[test]
    fn a_code_is_six_digits_however_spaced() {
        let read = |code: &str| {
            Form::<SecondFactorForm>::of(Fields::from([("code", code)]))
                .read
                .map(|form| form.code)
        };
        assert_eq!(read("123 456").unwrap(), "123456");
        for bad in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
