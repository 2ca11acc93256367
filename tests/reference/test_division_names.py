"""Forms of divisions' names, and the places in a text where they only seem to stand."""

from __future__ import annotations

import pytest

from auditor.reference import divisions


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("沂源县", "full", "沂源县"),
        ("沂源", "short", "沂源县"),
        ("张家川县", "abbreviated", "张家川回族自治县"),
        ("阿坝州", "abbreviated", "阿坝藏族羌族自治州"),
        ("科左中旗", "abbreviated", "科尔沁左翼中旗"),
        ("前郭县", "abbreviated", "前郭尔罗斯蒙古族自治县"),
        ("内蒙古", "short", "内蒙古自治区"),
        ("宁夏", "short", "宁夏回族自治区"),
        ("雄安新区", "area", "雄安新区"),
        ("襄樊市", "full", "襄樊市"),
    ],
)
def test_forms(text: str, kind: str, name: str) -> None:
    form = divisions.all_names()[text]
    assert form.kind == kind
    assert [division.name for division in form.divisions] == [name]


@pytest.mark.parametrize(
    "text", ["资源", "合作", "东方", "和平", "平安", "通道", "新和", "高台", "城区", "南部县", "合作市"]
)
def test_ordinary_words_are_marked(text: str) -> None:
    assert divisions.all_names()[text].ordinary


@pytest.mark.parametrize("text", ["诸暨", "沂源", "淄博", "张店区", "高台县", "敦煌", "义乌", "遵义"])
def test_names_that_mean_only_the_place_are_not(text: str) -> None:
    assert not divisions.all_names()[text].ordinary


def test_shared_and_former() -> None:
    names = divisions.all_names()
    assert names["鼓楼区"].shared
    assert names["朝阳"].shared
    assert not names["沂源县"].shared
    assert names["莱芜市"].former
    assert not names["莱芜"].former


def test_a_full_name_beats_the_short_name_of_another() -> None:
    form = divisions.all_names()["吉林市"]
    assert form.kind == "full"
    assert [division.level for division in form.divisions] == [2]


def hit(text: str, name: str) -> bool:
    start = text.rindex(name)
    return divisions.collides(text, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("主动适应城市发展", "应城市"),
        ("上海城市更新", "海城市"),
        ("新兴城市建设", "兴城市"),
        ("各项城市管理工作", "项城市"),
        ("县管理局和县工商局", "和县"),
        ("沿街开张店铺", "张店"),
        ("迈上新高台阶", "高台"),
        ("提高青年干部能力", "高青"),
        ("规范合作市场秩序", "合作市"),
        ("培育新兴区域", "新兴区"),
        ("山东城区", "东城区"),
        ("云南山区", "南山区"),
        ("集中山区力量", "中山区"),
        ("长江海区", "江海区"),
        ("办理县级事项", "理县"),
        ("清单县级部分", "单县"),
        ("现任县委书记", "任县"),
        ("沿海港区", "海港区"),
        ("推动更新城区面貌", "新城区"),
        ("召开县委常委会", "开县"),
        ("组成县级专班", "成县"),
        ("提高县域治理水平", "高县"),
        ("整合资源县级统筹", "资源县"),
        ("加上城区面积", "上城区"),
        ("落实主任县长接访", "任县"),
        ("一般消费县城", "费县"),
        ("梳理内容县级", "容县"),
        ("湖南县级医院", "南县"),
        ("建设新县城", "新县"),
        ("探索县域模式", "索县"),
        ("按相应县委要求", "应县"),
    ],
)
def test_boundary_collisions(text: str, name: str) -> None:
    assert hit(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("马鞍山市和县", "和县"),
        ("赴和县考察", "和县"),
        ("和县人民政府", "和县"),
        ("济南市历城区", "历城区"),
        ("江门市江海区", "江海区"),
        ("江海区科技局", "江海区"),
        ("根据江海区安排", "江海区"),
        ("我们沂源县科技局", "沂源县"),
        ("菏泽市单县", "单县"),
        ("秦皇岛市海港区", "海港区"),
        ("呼和浩特市新城区", "新城区"),
        ("陇南市成县", "成县"),
        ("宜宾市高县", "高县"),
        ("在东城区开展", "东城区"),
        ("资源县委", "资源县"),
        ("临夏回族自治州合作市", "合作市"),
        ("落实《高台县县级科技计划资金管理办法》", "高台县"),
        ("东阳市场", "东阳市"),
        ("淄博市张店区域", "张店区"),
        ("南县人民政府", "南县"),
        ("大同市应县", "应县"),
        ("信阳市新县", "新县"),
        ("到理县调研", "理县"),
        ("四川省理县", "理县"),
    ],
)
def test_true_names_do_not_collide(text: str, name: str) -> None:
    assert not hit(text, name)


def test_an_empty_surrounding_is_no_collision() -> None:
    assert not divisions.collides("和县", 0, 2)
    assert not divisions.collides("沂源县", 0, 3)
