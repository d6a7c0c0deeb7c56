//! The home page of somebody who has not signed in.

use askama::Template;
use store::Rx;

use super::{Door, Doors, Home};
use crate::accounts::urls::SignIn;
use crate::certificates::urls::Check;
use crate::kit::urls::Url;
use crate::kit::{Content, Head};
use crate::meetings::urls::Draws;
use crate::packs::urls::{Eligibility, Policies};
use crate::plans::RoundList;
use crate::plans::urls::{Calendar, Rounds};
use crate::results::urls::Results;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "home/public.html")]
pub struct PublicHome {
    /// Where one signs in.
    pub sign_in: Url,
    /// The rounds, open ones first.
    pub rounds: RoundList,
    /// Eligibility, publicity, certificate check, draws.
    pub doors: Doors,
}

impl Content for PublicHome {
    fn head(&self) -> Head {
        Head::new("职称评审管理服务").section(Home).wide()
    }
}

/// The page with what is published today.
pub(super) fn load(rx: &mut Rx<'_>) -> store::Result<PublicHome> {
    let doors = [
        Door::new(
            "申报资格计算",
            "回答几个问题，就知道哪些方式可以申报、还缺什么、最早哪一天符合。",
            Eligibility,
        ),
        Door::new(
            "申报通知",
            "各轮评审的条件、时间、收费、材料清单和办理程序。",
            Rounds,
        ),
        Door::new(
            "评审日历",
            "各轮评审正在进行和即将开始的环节，按截止先后。",
            Calendar,
        ),
        Door::new("政策库", "每份文件逐条写成的规则，和它们的变化。", Policies),
        Door::new("结果公示", "查看正在公示的评审结果，反映问题。", Results),
        Door::new(
            "抽取公开",
            "每次抽取评审专家的承诺、公共随机数和结果，任何人可以复算。",
            Draws,
        ),
        Door::new("证书核验", "按编号、二维码或者证书文件核验，不需要登录。", Check),
    ];
    Ok(PublicHome {
        sign_in: SignIn.into(),
        rounds: crate::plans::rounds::published(rx)?,
        doors: Doors::new(doors),
    })
}
