//! The offices of a small region: one city, three of its districts, the schools under them.

use domain::accounts::{Nature, Office, OfficeKind};
use kernel::{Layer, OfficeId};
use store::Tx;

/// The offices of one district or county.
#[derive(Debug, Clone)]
pub struct District {
    /// Its human resources bureau (人社局), with the title office.
    pub hrss: Office,
    /// Its education bureau (教育局), with the education series' title office.
    pub education: Office,
    /// A school in its seat.
    pub school: Office,
    /// A school in one of its townships.
    pub rural_school: Office,
}

/// The offices that most tests need.
#[derive(Debug, Clone)]
pub struct Offices {
    /// 广西壮族自治区人力资源和社会保障厅
    pub region_hrss: Office,
    /// 广西壮族自治区教育厅
    pub region_education: Office,
    /// 南宁市人力资源和社会保障局
    pub city_hrss: Office,
    /// 南宁市教育局
    pub city_education: Office,
    /// A school directly under the city's education bureau.
    pub city_school: Office,
    /// A private school in the city; nobody above it but the city's human resources bureau.
    pub private_school: Office,
    /// 青秀区
    pub qingxiu: District,
    /// 武鸣区
    pub wuming: District,
    /// 横州市（2021年前为横县）
    pub hengzhou: District,
}

struct Plan<'t, 'c> {
    tx: &'t mut Tx<'c>,
}

impl Plan<'_, '_> {
    fn add(
        &mut self,
        kind: OfficeKind,
        layer: Layer,
        region: &str,
        name: &str,
        parent: Option<OfficeId>,
    ) -> Office {
        self.add_unit(
            kind,
            layer,
            region,
            name,
            parent,
            Nature::PublicInstitution,
            false,
        )
    }

    #[expect(clippy::too_many_arguments, reason = "one call writes one row of a table")]
    fn add_unit(
        &mut self,
        kind: OfficeKind,
        layer: Layer,
        region: &str,
        name: &str,
        parent: Option<OfficeId>,
        nature: Nature,
        rural: bool,
    ) -> Office {
        let nature = if kind == OfficeKind::Unit {
            nature
        } else {
            Nature::StateOrgan
        };
        let office = Office {
            id: self.tx.new_id(),
            parent,
            kind,
            layer,
            region_code: region.to_owned(),
            name: name.to_owned(),
            credit_code: None,
            nature,
            rural,
        };
        actions::accounts::add_office::add_office(self.tx, &office).expect("an office can be added");
        office
    }

    fn district(
        &mut self,
        region: &str,
        name: &str,
        township: &str,
        above: (OfficeId, OfficeId),
    ) -> District {
        let (hrss, education) = above;
        let hrss = self.add(
            OfficeKind::HumanResources,
            Layer::County,
            region,
            &format!("{name}人力资源和社会保障局"),
            Some(hrss),
        );
        let education = self.add(
            OfficeKind::Department,
            Layer::County,
            region,
            &format!("{name}教育局"),
            Some(education),
        );
        let parent = Some(education.id);
        let school = self.add(
            OfficeKind::Unit,
            Layer::County,
            region,
            &format!("{name}朝阳小学"),
            parent,
        );
        let rural_school = self.add_unit(
            OfficeKind::Unit,
            Layer::County,
            region,
            &format!("{name}{township}中心学校"),
            parent,
            Nature::PublicInstitution,
            true,
        );
        District {
            hrss,
            education,
            school,
            rural_school,
        }
    }
}

impl Offices {
    pub(crate) fn add(tx: &mut Tx<'_>) -> Self {
        let mut plan = Plan { tx };
        let (region, city) = ("450000", "450100");
        let region_hrss = plan.add(
            OfficeKind::HumanResources,
            Layer::Region,
            region,
            "广西壮族自治区人力资源和社会保障厅",
            None,
        );
        let region_education = plan.add(
            OfficeKind::Department,
            Layer::Region,
            region,
            "广西壮族自治区教育厅",
            None,
        );
        let city_hrss = plan.add(
            OfficeKind::HumanResources,
            Layer::City,
            city,
            "南宁市人力资源和社会保障局",
            Some(region_hrss.id),
        );
        let city_education = plan.add(
            OfficeKind::Department,
            Layer::City,
            city,
            "南宁市教育局",
            Some(region_education.id),
        );
        let city_school = plan.add(
            OfficeKind::Unit,
            Layer::City,
            city,
            "南宁市邕江中学",
            Some(city_education.id),
        );
        let private_school = plan.add_unit(
            OfficeKind::Unit,
            Layer::City,
            city,
            "南宁市明德双语学校",
            None,
            Nature::Private,
            false,
        );
        let above = (city_hrss.id, city_education.id);
        Self {
            qingxiu: plan.district("450103", "南宁市青秀区", "伶俐镇", above),
            wuming: plan.district("450110", "南宁市武鸣区", "锣圩镇", above),
            hengzhou: plan.district("450181", "横州市", "云表镇", above),
            region_hrss,
            region_education,
            city_hrss,
            city_education,
            city_school,
            private_school,
        }
    }
}
