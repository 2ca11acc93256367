"""The kind and the year of a report, from what its title, its opening and its headings say."""

from __future__ import annotations

import pytest

from auditor.model import Document
from auditor.structure import identity

_PROSE = (
    "坚持以习近平新时代中国特色社会主义思想为指导，深入贯彻各项决策部署，扎实推进各项工作，取得新的成效。"
)


@pytest.mark.parametrize(
    ("title", "kind", "year"),
    [
        ("望江县民政局2021年工作总结及2022年工作计划", "work-summary", 2021),
        ("望江县民政局2021年工作情况及2022年重点工作安排", "work-summary", 2021),
        ("望江县民政局2021年度重点工作推进情况暨2022年工作思路", "work-summary", 2021),
        ("望江县民政局2021年工作小结和2022年工作要点", "work-summary", 2021),
        ("望江县民政局2021年工作成效及2022年工作打算", "work-summary", 2021),
        ("望江县民政局2021年工作回顾与2022年工作谋划", "work-summary", 2021),
        ("望江县民政局关于2021年工作和2022年工作安排的报告", "work-summary", 2021),
        ("望江县民政局2022年重点工作安排", "work-plan", 2022),
        ("望江县民政局2022年重点工作安排情况", "work-plan", 2022),
        ("望江县民政局2022年安全生产工作方案", "work-plan", 2022),
        ("望江县2021年财政预算执行情况和2022年财政预算草案的报告", "budget", 2022),
        (
            "关于望江县2021年国民经济和社会发展计划执行情况与2022年国民经济和社会发展计划草案的报告",
            "government-work-report",
            2022,
        ),
    ],
)
def test_a_title_with_two_years(title: str, kind: str, year: int) -> None:
    known = identity.of(Document(f"{title}\n\n我局{_PROSE}\n\n一、工作开展情况\n（一）{_PROSE}\n"))
    assert known.year is not None
    assert (known.kind.id, known.year.value) == (kind, year)


@pytest.mark.parametrize(
    "held",
    [
        "——2023年1月5日在望江县第十七届人民代表大会第三次会议上",
        "（2023年2月在望江县第十七届人民代表大会会议上）",
        "2023年1月5日在望江县十七届人大三次会议上",
        "——2022年12月29日在望江县第十七届人民代表大会第三次会议上",
        "",
    ],
)
def test_the_year_of_a_report_before_a_congress(held: str) -> None:
    known = identity.of(
        Document(
            f"望江县人民政府工作报告\n{held}\n\n各位代表：\n现在，我代表县人民政府向大会报告政府工作，请予审议，"
            "并请政协委员和列席人员提出意见。\n\n一、2021年工作回顾\n"
            f"刚刚过去的2022年，我们{_PROSE}\n二、2023年工作安排\n2023年是起步之年，{_PROSE}\n"
        )
    )
    assert known.year is not None
    assert known.year.value == 2023


@pytest.mark.parametrize(
    ("path", "year"),
    [
        ("民政局2022年工作总结.txt", 2022),
        ("2022民政局总结.txt", 2022),
        ("民政局总结.txt", None),
        ("20220105民政局总结.txt", None),
        ("2022年1月报民政局总结.txt", None),
        ("民政局2021年总结2022年计划.txt", None),
    ],
)
def test_the_name_of_the_file_is_asked_last(path: str, year: int | None) -> None:
    silent = identity.of(Document(f"望江县民政局工作总结\n\n今年以来，我局{_PROSE}\n", path=path))
    assert (silent.year.value if silent.year else None) == year
    stated = identity.of(Document(f"望江县民政局2020年工作总结\n\n今年以来，我局{_PROSE}\n", path=path))
    assert stated.year is not None
    assert stated.year.value == 2020
