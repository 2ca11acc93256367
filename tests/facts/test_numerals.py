"""Numerals: what they are worth, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts import numerals

_DIGITS = "零一二三四五六七八九"


def written_out(number: int) -> str:
    """A number below 10,000 as a careful writer puts it."""
    words = ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            words += _DIGITS[digit] + unit
        elif words and not words.endswith("零"):
            words += "零"
    return words.rstrip("零") or "零"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两千零五", 2005),
        ("一百二十", 120),
        ("一百二", 120),
        ("三万五", 35_000),
        ("二〇二三", 2023),
        ("十五", 15),
        ("百", 100),
        ("三亿二千万", 320_000_000),
        ("二十三万四千", 234_000),
        ("一万零五", 10_005),
        ("壹佰贰拾", 120),
    ],
)
def test_chinese(text: str, value: int) -> None:
    assert numerals.chinese(text) == value


@pytest.mark.parametrize("text", ["", "三四", "一两", "十百", "三二百", "万", "第三", "百分"])
def test_not_one_numeral(text: str) -> None:
    assert numerals.chinese(text) is None


@given(st.integers(min_value=1, max_value=9999))
def test_every_number_written_out_is_read_back(number: int) -> None:
    assert numerals.chinese(written_out(number)) == number


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=4))
def test_arabic_with_and_without_separators(number: int, places: int) -> None:
    value = Decimal(number).scaleb(-places)
    assert numerals.arabic(f"{value:,f}") == value
    assert numerals.arabic(f"{value:f}") == value
    assert numerals.decimals(f"{value:,f}") == places


@pytest.mark.parametrize("text", ["1,23", "12,3456", "1.2.3", ".5", "12万", ""])
def test_not_arabic(text: str) -> None:
    assert numerals.arabic(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.5万", "35000"),
        ("12亿", "1200000000"),
        ("三点五", "3.5"),
        ("七十五点五", "75.5"),
        ("5千万", "50000000"),
    ],
)
def test_mixed(text: str, value: str) -> None:
    assert numerals.value(text) == Decimal(value)


@pytest.mark.parametrize("text", ["12件", "三点", "点五", "半", "三点几"])
def test_no_value(text: str) -> None:
    assert numerals.value(text) is None
