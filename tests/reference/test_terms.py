"""Terms with their years, in all their written forms."""

from __future__ import annotations

import datetime
from typing import get_args

import pytest

from auditor.reference import terms


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("surface", "on", "state"),
    [
        ("“十三五”", "2018-06-30", "present"),
        ("十三五", "2021-06-30", "present"),  # reports still give account of it
        ("十三五", "2022-01-01", "over"),
        ("“十四五”", "2018-12-31", "not-yet"),
        ("“十四五”", "2023-01-01", "present"),
        ("“十五五”", "2022-01-01", "not-yet"),
        ("“十五五”", "2026-06-01", "present"),
        ("七五普法", "2020-12-31", "present"),
        ("“七五”普法", "2022-01-01", "over"),
        ('"七五"普法', "2022-01-01", "over"),
        ("“八五”普法", "2022-01-01", "present"),
        ("全国法制宣传日", "2013-12-04", "present"),
        ("全国法制宣传日", "2022-12-04", "over"),
        ("国家宪法日", "2022-12-04", "present"),
        ("国家宪法日", "2013-12-04", "not-yet"),
        ("党的二十大精神", "2021-12-31", "not-yet"),
        ("党的二十大", "2021-12-31", "present"),  # to be held next year
        ("党的二十大精神", "2022-12-31", "present"),
        ("扫黑除恶专项斗争", "2023-01-01", "over"),
        ("“不忘初心、牢记使命”主题教育", "2019-10-01", "present"),
        ("“不忘初心、牢记使命”主题教育", "2022-10-01", "over"),
        ("法治政府建设实施纲要（2015-2020年）", "2023-01-01", "over"),
        ("法治政府建设实施纲要(2021－2025年)", "2023-01-01", "present"),
        ("习近平法治思想", "2019-12-31", "not-yet"),
        ("工商局", "2022-01-01", "over"),
        ("工商局", "2018-12-31", "present"),
        ("县旅游局", "2022-01-01", "over"),
        ("国家乡村振兴局", "2020-12-31", "not-yet"),
        ("国家乡村振兴局", "2022-06-30", "present"),
        ("国家乡村振兴局", "2024-06-30", "over"),
    ],
)
def test_state(surface: str, on: str, state: str) -> None:
    term = terms.find(surface)
    assert term is not None
    assert terms.state_at(term, day(on)) == state


@pytest.mark.parametrize(
    ("surface", "successor"),
    [
        ("全国法制宣传日", "国家宪法日"),
        ("“七五”普法", "“八五”普法"),
        ("安全生产监督管理局", "应急管理局"),
        ("国家工商总局", "国家市场监督管理总局"),
        ("法制局", "司法局"),
    ],
)
def test_successor(surface: str, successor: str) -> None:
    term = terms.find(surface)
    assert term is not None
    assert term.successor == successor


@pytest.mark.parametrize(
    "surface", ["文化和旅游局", "旅游局", "农业部门", "农业部", "司法局", "工作计划", "十五"]
)
def test_words_that_are_no_term(surface: str) -> None:
    """旅游局 stands in 文化和旅游局 and 农业部 in 农业部门, so neither is a form."""
    assert terms.find(surface) is None


def test_forms_by_kind_are_folded_and_disjoint() -> None:
    plans = terms.by_surface("plan")
    assert plans["十三五"] is plans["“十三五”"]
    assert all("（" not in surface for surface in plans)
    sizes = [len(terms.by_surface(kind)) for kind in get_args(terms.TermKind)]
    assert all(sizes)
    assert sum(sizes) == len(terms.by_surface())


def test_every_term_has_a_source_and_sound_dates() -> None:
    for term in terms.everything():
        assert term.source, term
        assert term.first is not None or term.last is not None, term
        if term.first is not None and term.last is not None:
            assert term.first < term.last, term
        if term.ended is not None:
            assert term.last is not None
            assert term.ended <= term.last
        if term.kind == "body" and term.ended is not None:
            assert term.successor, term
