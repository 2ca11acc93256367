"""Whose an issuing mark is, and whether it can be the report's own."""

from __future__ import annotations

import pytest

from auditor.reference import divisions, marks


@pytest.mark.parametrize(
    "mark",
    [
        *("国发", "国办发", "国办函", "国办公开办函", "国科发政", "国卫办", "国函", "国市监"),
        *(
            "中发",
            "中办发",
            "中宣发",
            "财建",
            "财预",
            "财库",
            "发改",
            "人社部发",
            "教政法",
            "司发通",
            "建办标",
        ),
        *("自然资规", "环办法规", "民发", "公通字", "税总发", "银发", "农办", "法释", "高检发", "文旅办"),
    ],
)
def test_national(mark: str) -> None:
    place = marks.place_of_mark(mark)
    assert place.kind == "national"
    assert place.candidates == ()
    assert place.body


@pytest.mark.parametrize(
    ("mark", "province"),
    [
        ("鲁政办发", "山东省"),
        ("浙政发", "浙江省"),
        ("粤府", "广东省"),
        ("粤办函", "广东省"),
        ("甘政办发", "甘肃省"),
        ("川办发", "四川省"),
        ("川府发", "四川省"),
        ("内政发", "内蒙古自治区"),
        ("京政发", "北京市"),
        ("沪府规", "上海市"),
        ("渝府发", "重庆市"),
        ("黔府发", "贵州省"),
        ("赣府厅发", "江西省"),
        ("桂政发", "广西壮族自治区"),
        ("琼府", "海南省"),
        ("藏政发", "西藏自治区"),
        ("鲁科字", "山东省"),
    ],
)
def test_province(mark: str, province: str) -> None:
    place = marks.place_of_mark(mark)
    assert place.kind == "province"
    assert place.candidates[0].name == province


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        ("诸政办发", "诸暨市"),
        ("诸科", "诸暨市"),
        ("沂政发", "沂源县"),
        ("江府", "江门市"),
        ("江法治办", "江门市"),
        ("甬政发", "宁波市"),
        ("穗府", "广州市"),
        ("张政发", "张掖市"),
        ("高政办发", "高台县"),
        ("商政发", "商丘市"),
        ("环政发", "环县"),
        ("青政发", "青岛市"),  # and 青海省
        ("晋政文", "晋江市"),  # and 山西省
    ],
)
def test_a_place_is_among_the_candidates_and_fits(mark: str, place: str) -> None:
    candidates = marks.place_of_mark(mark).candidates
    assert place in [division.name for division in candidates]
    assert marks.fits(mark, divisions.by_name(place)[0])


@pytest.mark.parametrize(
    "mark",
    ["高新组通", "平安办", "科发", "县政发", "市政办", "法治办", "大数据发", "安委办", "农发", "", "鲁"],
)
def test_unknown(mark: str) -> None:
    assert marks.place_of_mark(mark).kind == "unknown"


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        ("皋政发", "如皋市"),
        ("澄政发", "江阴市"),
        ("宜政发", "怀宁县"),
        ("淄政办发", "高青县"),
        ("鲁政发", "高青县"),
        ("江府", "江海区"),
    ],
)
def test_a_mark_fits_its_own_place_and_those_below(mark: str, place: str) -> None:
    assert marks.fits(mark, divisions.by_name(place)[0])


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        ("鲁政办发", "诸暨市"),
        ("诸政办发", "沂源县"),
        ("江府", "诸暨市"),
        ("粤府", "高台县"),
        ("浙政发", "沂源县"),
        ("沂科发", "高台县"),
    ],
)
def test_a_mark_does_not_fit_a_stranger(mark: str, place: str) -> None:
    assert not marks.fits(mark, divisions.by_name(place)[0])


def test_blanks_do_not_matter() -> None:
    assert marks.place_of_mark("鲁 政办发") == marks.place_of_mark("鲁政办发")
