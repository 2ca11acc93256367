"""Years and dates as they are written, the malformed ones among them."""

from __future__ import annotations

import pytest

from auditor.structure.dates import in_text


@pytest.mark.parametrize(
    ("text", "first", "month", "day"),
    [
        ("2024年2月29日", 2024, 2, 29),
        ("2022年2月30日", 2022, 2, 30),
        ("二〇二四年二月三十日", 2024, 2, 30),
        ("二○二四年十二月三十一日", 2024, 12, 31),
        ("二〇二四年十三月", 2024, 13, None),
        ("二〇二二年十月三五日", 2022, 10, None),
        ("二〇二三年一二月份", 2023, None, None),
        ("2022年度", 2022, None, None),
    ],
)
def test_a_date_is_read_as_written(text: str, first: int, month: int | None, day: int | None) -> None:
    (period,) = in_text(text)
    assert (period.first, period.month, period.day) == (first, month, day)


def test_years_inside_numbers_are_none() -> None:
    assert in_text("12022年 3.2021年 〔2021〕3号") == ()
