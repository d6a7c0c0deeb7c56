//! My account (我的账号): what is on record about the person, the password and the second factor.

use askama::Template;
use store::Rx;
use store::accounts::second_factors;

use super::urls::{Account, ChangePassword, CodePage};
use crate::kit::lists::{Fact, SummaryList};
use crate::kit::{App, Content, Fault, Head, Page, SignedIn};

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "accounts/account.html")]
pub struct AccountPage {
    person: SummaryList,
    access: SummaryList,
}

impl AccountPage {
    /// The page of a person; `code` tells whether a second factor counts.
    pub fn new(person: &domain::accounts::Person, code: bool) -> Self {
        let facts = [
            Fact::new("姓名", &person.name),
            Fact::new("登录名", &person.account),
            Fact::new("身份证号码", person.identity.masked()),
            Fact::new("手机号码", masked(&person.phone)),
        ];
        let state = if code { "已启用" } else { "未启用" };
        let access = [
            Fact::new("密码", "已设置").action("修改", ChangePassword),
            Fact::new("动态验证码", state).action("管理", CodePage),
        ];
        Self {
            person: SummaryList::new(facts),
            access: SummaryList::new(access),
        }
    }
}

/// `138****0001`
fn masked(phone: &str) -> String {
    match (phone.get(..3), phone.get(phone.len().saturating_sub(4)..)) {
        (Some(first), Some(last)) if phone.len() == 11 => format!("{first}****{last}"),
        _ => String::new(),
    }
}

impl Content for AccountPage {
    fn head(&self) -> Head {
        Head::new("我的账号").section(Account)
    }
}

fn load(rx: &mut Rx<'_>, who: &SignedIn) -> store::Result<AccountPage> {
    let person = store::accounts::person(rx, who.person())?;
    let factor = second_factors::find(rx, who.person())?;
    Ok(AccountPage::new(
        &person,
        factor.is_some_and(|factor| factor.confirmed),
    ))
}

/// `GET /account`.
///
/// # Errors
/// The database is unavailable.
pub async fn get(app: App, who: SignedIn) -> Result<Page, Fault> {
    app.read(who, load).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_not_shown_whole() {
        assert_eq!(masked("13807710001"), "138****0001");
        assert_eq!(masked("12345"), "");
    }
}
