//! Addresses of sign-in, seats and messages.

crate::places! {
    /// Signing in (登录).
    SignIn = "/sign-in";
    /// The second factor (动态验证码), after the password.
    SecondFactor = "/sign-in/code";
    /// Registering as an applicant (申报人注册).
    Registration = "/register";
    /// What comes after registering.
    Registered = "/register/received";
    /// Who registered as a member of the unit (注册确认).
    Members = "/members";
    /// Signing out (退出); POST only.
    SignOut = "/sign-out";
    /// Extending the session; POST only.
    ExtendSession = "/session/extend";
    /// Choosing the seat to act in (切换身份).
    Seats = "/seats";
    /// My account (我的账号).
    Account = "/account";
    /// Changing one's password (修改密码).
    ChangePassword = "/account/password";
    /// The second factor (动态验证码): as it stands, and beginning it.
    CodePage = "/account/code";
    /// Confirming it with its first code; POST only.
    ConfirmCode = "/account/code/confirmation";
    /// Turning it off; POST only.
    RemoveCode = "/account/code/removal";
    /// Messages (消息).
    Inbox = "/messages";
}
