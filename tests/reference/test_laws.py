"""The register of laws: titles, states on a day, titles near a wrong one, regions of local acts."""

from __future__ import annotations

import datetime

import pytest

from auditor.reference import divisions, laws


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def known(title: str) -> laws.Law:
    law = laws.find(title)
    assert law is not None, title
    return law


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("《中华人民共和国科学技术进步法》", "中华人民共和国科学技术进步法"),
        ("科学技术进步法", "中华人民共和国科学技术进步法"),
        ("科技进步法", "中华人民共和国科学技术进步法"),
        ("促进科技成果转化法", "中华人民共和国促进科技成果转化法"),
        ("宪法", "中华人民共和国宪法"),
        ("民法典", "中华人民共和国民法典"),
        ("中小企业促进法", "中华人民共和国中小企业促进法"),
        ("政府信息公开条例", "中华人民共和国政府信息公开条例"),
        ("信息公开条例", "中华人民共和国政府信息公开条例"),
        ("中华人民共和国行政处罚法（2021年修订）", "中华人民共和国行政处罚法"),
        ("行政诉讼 法", "中华人民共和国行政诉讼法"),
        ("反有组织犯罪法", "中华人民共和国反有组织犯罪法"),
        ("中国人民银行法", "中华人民共和国中国人民银行法"),
        ("党章", "中国共产党章程"),
        ("中国共产党党务公开条例(试行)", "中国共产党党务公开条例（试行）"),
        ("中国共产党纪律处分条例", "中国共产党纪律处分条例"),
        ("法治政府建设与责任落实督察工作规定", "法治政府建设与责任落实督察工作规定"),
        ("重大行政决策程序暂行条例", "重大行政决策程序暂行条例"),
        ("技术合同法", "中华人民共和国技术合同法"),
        ("合同法", "中华人民共和国合同法"),
    ],
)
def test_find(written: str, title: str) -> None:
    assert known(written).title == title


@pytest.mark.parametrize(
    "title",
    [
        "中国监察法",
        "中华人民共和国中华人民共和国宪法",
        "政府信息公开条列",
        "甘肃省某某条例",
        "高台县科技特派员管理办法",
        "党员网络行为规范",
        "",
    ],
)
def test_titles_that_the_register_does_not_hold(title: str) -> None:
    assert laws.find(title) is None


@pytest.mark.parametrize(
    ("title", "on", "state"),
    [
        ("技术合同法", "1999-09-30", "in-force"),
        ("技术合同法", "1999-10-01", "repealed"),
        ("合同法", "2020-12-31", "in-force"),
        ("合同法", "2021-01-01", "repealed"),
        ("民法典", "2020-06-01", "not-yet"),
        ("民法典", "2021-01-01", "in-force"),
        ("环境保护法", "2025-12-31", "in-force"),
        ("环境保护法", "2026-08-15", "repealed"),
        ("行政监察法", "2019-01-01", "repealed"),
        ("监察法", "2017-12-31", "not-yet"),
        ("科技进步法", "2010-01-01", "in-force"),  # existed before its revision of 2021
        ("政府信息公开条例", "2010-01-01", "in-force"),
        ("政府信息公开条例", "2007-01-01", "not-yet"),
        ("治安管理处罚法", "2020-01-01", "in-force"),
        ("食品安全法", "2012-01-01", "in-force"),
        ("食品卫生法", "2010-01-01", "repealed"),
        ("农业税条例", "2006-01-01", "repealed"),
        ("国家公务员暂行条例", "2010-01-01", "repealed"),
        ("国家行政机关公文处理办法", "2013-01-01", "repealed"),
        ("信访条例", "2021-12-31", "in-force"),
        ("信访条例", "2022-05-01", "repealed"),
        ("信访工作条例", "2022-12-31", "in-force"),
        ("反有组织犯罪法", "2021-12-31", "not-yet"),
        ("优化营商环境条例", "2022-12-31", "in-force"),
        ("行政执法监督条例", "2024-12-31", "not-yet"),
        ("中国共产党纪律处分条例", "2022-12-31", "in-force"),
        ("乡镇企业法", "2025-01-01", "unknown"),  # repealed on a day that the sources do not give
    ],
)
def test_state(title: str, on: str, state: str) -> None:
    assert laws.state_at(known(title), day(on)) == state


@pytest.mark.parametrize(
    ("title", "heir"),
    [
        ("技术合同法", "中华人民共和国合同法"),
        ("物权法", "中华人民共和国民法典"),
        ("侵权责任法", "中华人民共和国民法典"),
        ("行政监察法", "中华人民共和国监察法"),
        ("城市规划法", "中华人民共和国城乡规划法"),
        ("信访条例", "信访工作条例"),
        ("企业劳动争议处理条例", "中华人民共和国劳动争议调解仲裁法"),
    ],
)
def test_what_replaced_it(title: str, heir: str) -> None:
    law = known(title)
    assert law.repealed_by == heir
    assert law.repealed_on is not None
    assert laws.find(heir) is not None


@pytest.mark.parametrize(
    ("wrong", "title", "least"),
    [
        ("中国监察法", "中华人民共和国监察法", 95),
        ("中华人民共和国中华人民共和国宪法", "中华人民共和国宪法", 95),
        ("政府信息公开条列", "中华人民共和国政府信息公开条例", 85),
        ("中华人民共和国政府信息公开法", "中华人民共和国政府信息公开条例", 75),
        ("行政处法罚", "中华人民共和国行政处罚法", 75),
        ("优化营商环境条列", "优化营商环境条例", 85),
        ("促进科技成果转换法", "中华人民共和国促进科技成果转化法", 85),
        ("中国共产党廉洁自律准侧", "中国共产党廉洁自律准则", 85),
        ("公职人员政务处分条例", "中华人民共和国公职人员政务处分法", 75),
        ("保障农民工工资支付条列", "保障农民工工资支付条例", 85),
    ],
)
def test_nearest(wrong: str, title: str, least: float) -> None:
    law, score = laws.nearest(wrong)[0]
    assert law.title == title
    assert least <= score < 100


def test_nearest_of_a_known_title_is_itself_and_of_nonsense_nothing() -> None:
    assert laws.nearest("科技进步法")[0][1] == 100
    assert laws.nearest("深刻领会核心要义和创新观点") == []
    assert laws.nearest("") == []
    assert all(law.national for law, _ in laws.nearest("某省行政执法监督条例", 10))


@pytest.mark.parametrize(
    ("title", "national"),
    [
        ("中国监察法", True),
        ("中华人民共和国某某法", True),
        ("长江保护法", True),
        ("某某管理条例", True),
        ("宪法", True),
        ("甘肃省社会信用条例", False),
        ("高台县科技特派员管理办法", False),
        ("科技特派员管理办法", False),
        ("中国共产党党组工作条例", False),
        ("党员网络行为规范", False),
        ("领导干部学法", False),
        ("调研工作方法", False),
        ("关于开展清理工作的通知", False),
        ("法治政府建设实施纲要（2021-2025年）", False),
        ("国家法律汇编", False),
    ],
)
def test_national_looking(title: str, national: bool) -> None:
    assert laws.national_looking(title) is national


@pytest.mark.parametrize(
    ("title", "statute"),
    [
        ("宪法", True),
        ("高台县科技特派员管理办法", True),
        ("某某规定（试行）", True),
        ("领导干部学法", False),
        ("好做法", False),
        ("普法工作要点", False),
        ("党内法规汇编", False),
    ],
)
def test_statute_like(title: str, statute: bool) -> None:
    assert laws.statute_like(title) is statute


@pytest.mark.parametrize(
    ("title", "chain"),
    [
        ("甘肃省社会信用条例", "甘肃省"),
        ("《山东省行政执法监督条例》", "山东省"),
        ("高台县科技特派员管理办法", "高台县 → 张掖市 → 甘肃省"),
        ("江门市人民政府关于印发〈权限目录〉的通知", "江门市 → 广东省"),
        ("江门高新区（江海区）专项资金管理办法", "江海区 → 江门市 → 广东省"),
        ("江门高新区专项资金管理办法", "江门市 → 广东省"),
        ("雄安新区条例", "保定市 → 河北省"),
        ("云南省大理白族自治州洱海保护管理条例", "大理白族自治州 → 云南省"),
        ("济南市历城区规定", "历城区 → 济南市 → 山东省"),
        ("江苏省南京市鼓楼区办法", "鼓楼区 → 南京市 → 江苏省"),
        ("甘肃祁连山国家级自然保护区管理条例", "甘肃省"),
        ("深圳经济特区科技创新条例", "深圳市 → 广东省"),
        ("海南经济特区道路旅游客运管理若干规定", "海南省"),
        ("张家川县管理办法", "张家川回族自治县 → 天水市 → 甘肃省"),
        ("中共江门市委关于全面依法治市的意见", "江门市 → 广东省"),
        ("内蒙古自治区气象条例", "内蒙古自治区"),
        ("临夏回族自治州物业管理条例", "临夏回族自治州 → 甘肃省"),
        ("上海市市场监督条例", "上海市"),
    ],
)
def test_region_of_title(title: str, chain: str) -> None:
    region = laws.region_of_title(title)
    assert region is not None
    assert divisions.chain_text(region) == chain


@pytest.mark.parametrize(
    "title",
    [
        "长江保护法",
        "黄河保护法",
        "青藏高原生态保护法",
        "海南自由贸易港法",
        "中华人民共和国香港特别行政区基本法",
        "香港特别行政区基本法",
        "习近平总书记视察广东重要讲话精神",
        "青海湖流域生态环境保护条例",
        "鼓楼区办法",  # four cities have one
        "新县城建设办法",
        "平安建设条例",
        "资源综合利用条例",
        "东方红条例",
        "关于在全区普遍建立政府法律顾问制度的实施方案",
        "北京2022年冬奥会条例读本",
        "",
    ],
)
def test_titles_without_a_region(title: str) -> None:
    assert laws.region_of_title(title) is None


def test_the_register_is_consistent() -> None:
    titles = [law.title for law in laws.everything()]
    assert len(set(titles)) == len(titles)
    for law in laws.everything():
        assert law.status in {"in-force", "repealed", "listed"}, law
        assert law.source, law
        if law.repealed_on is not None:
            assert law.status == "repealed", law
            assert law.effective is None or law.effective < law.repealed_on, law
        for short in law.short_titles:
            assert known(short).title == law.title


def test_the_national_laws_are_there() -> None:
    in_force = [law for law in laws.everything() if law.level == "法律" and law.status == "in-force"]
    assert len(in_force) >= 300


def test_dates_of_taking_effect_are_of_the_first_version() -> None:
    """No act waits two years: a date so much later is a later version's, and the act is not new at it."""
    for law in laws.everything():
        if law.promulgated is not None and law.effective is not None:
            assert 0 <= (law.effective - law.promulgated).days < 730, law
    known = laws.find("未成年人保护法")
    assert known is not None
    assert laws.state_at(known, datetime.date(2018, 12, 31)) == "in-force"
