//! Addresses of sign-in, seats and messages.

crate::places! {
    /// Signing in (登录).
    SignIn = "/sign-in";
    /// The second factor (动态验证码), after the password.
    SecondFactor = "/sign-in/code";
    /// Signing out (退出); POST only.
    SignOut = "/sign-out";
    /// Extending the session; POST only.
    ExtendSession = "/session/extend";
    /// Choosing the seat to act in (切换身份).
    Seats = "/seats";
    /// Messages (消息).
    Inbox = "/messages";
}
