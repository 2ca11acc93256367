"""Divisions: who they are, under whom, in which year, and what one is to another."""

from __future__ import annotations

import pytest

from auditor.reference import divisions
from auditor.reference.divisions import Division


def one(name: str, prefecture: str = "") -> Division:
    found = [division for division in divisions.by_name(name) if prefecture in ("", division.prefecture)]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("张店区", "张店区 → 淄博市 → 山东省"),
        ("沂源县", "沂源县 → 淄博市 → 山东省"),
        ("高青县", "高青县 → 淄博市 → 山东省"),
        ("高台县", "高台县 → 张掖市 → 甘肃省"),
        ("江海区", "江海区 → 江门市 → 广东省"),
        ("诸暨市", "诸暨市 → 绍兴市 → 浙江省"),
        ("莱芜区", "莱芜区 → 济南市 → 山东省"),
        ("绥中县", "绥中县 → 葫芦岛市 → 辽宁省"),
        ("仙桃市", "仙桃市 → 湖北省"),
        ("济源市", "济源市 → 河南省"),
        ("云阳县", "云阳县 → 重庆市"),
        ("浦东新区", "浦东新区 → 上海市"),
        ("两江新区", "两江新区 → 重庆市"),
        ("张家川回族自治县", "张家川回族自治县 → 天水市 → 甘肃省"),
        ("阿荣旗", "阿荣旗 → 呼伦贝尔市 → 内蒙古自治区"),
        ("神农架林区", "神农架林区 → 湖北省"),
        ("广东省", "广东省"),
    ],
)
def test_chain(name: str, chain: str) -> None:
    assert divisions.chain_text(one(name)) == chain


def test_path_runs_down_from_the_province() -> None:
    assert one("沂源县").path == ("山东省", "淄博市", "沂源县")
    assert one("重庆市").path == ("重庆市",)


def test_a_shared_name_has_all_its_bearers() -> None:
    cities = {division.prefecture for division in divisions.by_name("鼓楼区")}
    assert cities == {"南京市", "徐州市", "福州市", "开封市"}
    assert len({division.province for division in divisions.by_short("朝阳")}) >= 3


@pytest.mark.parametrize(
    ("name", "kind", "own_word"),
    [
        ("沂源县", "县", "县"),
        ("诸暨市", "市", "市"),
        ("张家川回族自治县", "自治县", "县"),
        ("鄂温克族自治旗", "自治旗", "旗"),
        ("恩施土家族苗族自治州", "自治州", "州"),
        ("锡林郭勒盟", "盟", "盟"),
        ("喀什地区", "地区", "地区"),
        ("神农架林区", "林区", "区"),
        ("宁夏回族自治区", "自治区", "区"),
        ("上海市", "直辖市", "市"),
        ("滨海新区", "区", "区"),
    ],
)
def test_kind_and_the_word_for_oneself(name: str, kind: str, own_word: str) -> None:
    assert (one(name).kind, one(name).own_word) == (kind, own_word)


@pytest.mark.parametrize(
    ("name", "year", "chain"),
    [
        ("莱芜市", 2015, "莱芜市 → 山东省"),
        ("莱芜市", 2018, "莱芜市 → 山东省"),  # approved in 2018, in effect from January 2019
        ("襄樊市", 2009, "襄樊市 → 湖北省"),
        ("公主岭市", 2018, "公主岭市 → 四平市 → 吉林省"),
        ("公主岭市", 2022, "公主岭市 → 长春市 → 吉林省"),
        ("枞阳县", 2012, "枞阳县 → 安庆市 → 安徽省"),
        ("枞阳县", 2020, "枞阳县 → 铜陵市 → 安徽省"),
        ("高台县", 2000, "高台县 → 张掖地区 → 甘肃省"),
    ],
)
def test_names_and_parents_in_their_year(name: str, year: int, chain: str) -> None:
    assert [divisions.chain_text(division) for division in divisions.by_name(name, year)] == [chain]


@pytest.mark.parametrize(
    ("name", "year"), [("莱芜市", 2022), ("莱芜区", 2010), ("襄樊市", 2015), ("崇文区", 2013)]
)
def test_a_name_out_of_its_time_is_nobody(name: str, year: int) -> None:
    assert divisions.by_name(name, year) == ()


def test_without_a_year_a_place_that_was_moved_is_one_place() -> None:
    assert len(divisions.by_name("高台县")) == 1
    assert [division.current for division in divisions.by_name("崇文区")] == [False]


def test_versions_hold_together_through_renaming() -> None:
    names = {division.name for division in divisions.versions(one("襄阳市"))}
    assert names >= {"襄阳市", "襄樊市"}
    assert divisions.version_in(one("襄阳市"), 2005).name == "襄樊市"
    assert divisions.version_in(one("襄阳市"), None).name == "襄阳市"
    assert divisions.seat(one("襄樊市")) == divisions.seat(one("襄阳市"))


@pytest.mark.parametrize(
    ("own", "other", "relation"),
    [
        ("沂源县", "沂源县", "same"),
        ("沂源县", "淄博市", "above"),
        ("沂源县", "山东省", "above"),
        ("淄博市", "沂源县", "below"),
        ("沂源县", "张店区", "sibling"),
        ("淄博市", "济南市", "sibling"),
        ("沂源县", "济南市", "parent-sibling"),
        ("沂源县", "浙江省", "stranger"),
        ("淄博市", "章丘区", "sibling-child"),
        ("沂源县", "章丘区", "same-province"),
        ("沂源县", "江海区", "stranger"),
        ("沂源县", "江门市", "stranger"),
        ("湖北省", "仙桃市", "below"),
        ("云阳县", "奉节县", "sibling"),
        ("襄阳市", "襄樊市", "same"),
        ("东城区", "崇文区", "below"),
        ("崇文区", "北京市", "above"),
        ("莱芜市", "济南市", "above"),
    ],
)
def test_relation(own: str, other: str, relation: str) -> None:
    first, second = divisions.by_name(own), divisions.by_name(other)
    assert divisions.relation(first[0], second[0]) == relation


def test_relation_follows_the_hierarchy_of_the_year() -> None:
    county, old, new = one("枞阳县"), one("安庆市"), one("铜陵市")
    assert divisions.relation(county, old, 2012) == "above"
    assert divisions.relation(county, old, 2022) == "parent-sibling"
    assert divisions.relation(county, new, 2022) == "above"
    assert divisions.is_within(county, old, 2012)
    assert not divisions.is_within(county, old)


def test_children_and_siblings() -> None:
    children = {division.name for division in divisions.children(one("淄博市"))}
    assert children == {"淄川区", "张店区", "博山区", "临淄区", "周村区", "桓台县", "高青县", "沂源县"}
    assert {division.name for division in divisions.siblings(one("沂源县"))} == children - {"沂源县"}
    assert {"武汉市", "仙桃市"} <= {division.name for division in divisions.children(one("湖北省"))}
    assert divisions.children(one("沂源县")) == ()
    assert len(divisions.siblings(one("山东省"))) == 33


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("江门高新区", "江门高新区 → 江门市 → 广东省"),
        ("高台县工业园区", "高台县工业园区 → 高台县 → 张掖市 → 甘肃省"),
        ("安阳高新区", "安阳高新区 → 安阳市 → 河南省"),
        ("雄安新区", "雄安新区 → 保定市 → 河北省"),
        ("苏州工业园区", "苏州工业园区 → 苏州市 → 江苏省"),
    ],
)
def test_functional_areas_lie_in_their_host(name: str, chain: str) -> None:
    area = divisions.area(name)
    assert area is not None
    assert divisions.chain_text(area) == chain
    assert divisions.relation(divisions.parents(area)[0], area) == "below"


@pytest.mark.parametrize("name", ["鼓楼高新区", "某某高新区", "滨海新区", "高新区"])
def test_areas_without_a_host_are_none(name: str) -> None:
    assert divisions.area(name) is None


def test_every_division_has_its_parents_and_heirs() -> None:
    for division in divisions.everything():
        expected = (division.level > 1) + bool(division.prefecture)
        assert len(divisions.parents(division)) == expected, division
        assert all(divisions.by_code(code) for code in division.now), division
        if division.first_year is not None and division.last_year is not None:
            assert division.first_year <= division.last_year


def test_the_table_is_whole() -> None:
    current = [division for division in divisions.everything() if division.current]
    levels = [sum(division.level == level for division in current) for level in (1, 2, 3)]
    assert levels == [34, 333, 2847]
