"""Columns of growth in tables: 指标 | 本年 | 上年 | 增长（%）, with the two columns that it follows from.

A part of `table-mismatch`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from auditor.facts.tables import Entry, Panel, Row

_GROWTH: Final = re.compile(
    r"^(?:[一-鿿]{0,4})(?:同比|[比较](?:上年|去年|上期)|增长|增减|增幅|增速|升降|[±＋+]/?[-－]?)"
)
_POINTS: Final = re.compile(r"[额量数值点]$|百分点|亿元|万元")
_PER_CENT: Final = re.compile(r"%|率$|增幅|增速")
_PRIOR: Final = re.compile(r"上年|去年|上期|同期|基期")
_CURRENT: Final = re.compile(r"本年|本期|今年|当年|报告期")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_REAL_TERMS: Final = re.compile(
    r"生产总值|GDP|增加值|[产商工农建林牧渔筑融输餐务]业(?:$|\()|总产值|零售|固定资产投资|规模以上|规上|限额以上"
    r"|人均|指数|价格|率(?:$|\()|比重|比例|能耗",
    re.M,
)
"""What grows at comparable prices or on a revised base, or is itself a rate: its growth follows from no two cells."""


class Growth(msgspec.Struct, frozen=True):
    """A cell of growth in per cent, with the value that grew and the one it grew from."""

    row: Row
    result: Entry
    current: Entry
    prior: Entry

    @property
    def value(self) -> Decimal:
        return (_value(self.current) / _value(self.prior) - 1) * 100

    @property
    def holds(self) -> bool:
        """Whether the printed growth can come from the values, whichever way each of the three was rounded."""
        half_current, half_prior = self.current.step / 2, self.prior.step / 2
        lowest = (_value(self.current) - half_current) / (_value(self.prior) + half_prior)
        highest = (_value(self.current) + half_current) / (_value(self.prior) - half_prior)
        printed = _value(self.result)
        return (lowest - 1) * 100 - self.result.step <= printed <= (highest - 1) * 100 + self.result.step


def contradicted(panel: Panel) -> Iterator[Growth]:
    """The cells of growth that do not follow, where most of the others in their column do."""
    columns = _columns(panel)
    if columns is None:
        return
    found = [*_lines(panel, *columns)]
    wrong = [growth for growth in found if not growth.holds]
    if wrong and len(found) - len(wrong) >= 2 * len(wrong):
        yield from wrong


def _columns(panel: Panel) -> tuple[int, int, int] | None:
    """The columns of growth, of this year and of the last; None unless each is one and plain."""
    headers = {column: "".join(panel.headers[column]) for column in panel.columns}
    growing = [column for column, words in headers.items() if _is_growth(panel, column, words)]
    if len(growing) != 1 or len(headers) < 3:
        return None
    values = {column: words for column, words in headers.items() if column != growing[0]}
    pair = _by_year(values) or _by_word(values)
    return (growing[0], *pair) if pair is not None else None


def _is_growth(panel: Panel, column: int, words: str) -> bool:
    last = panel.headers[column][-1] if panel.headers[column] else ""
    return _says_growth(last) and (
        _PER_CENT.search(words) is not None
        or any(row.entries[column].percent for row in panel.rows if column in row.entries)
    )


@functools.lru_cache(maxsize=256)
def _says_growth(words: str) -> bool:
    return _GROWTH.match(words) is not None and _POINTS.search(words) is None


def _by_year(values: dict[int, str]) -> tuple[int, int] | None:
    """The columns of the latest year and of the year before it."""
    years: dict[int, list[int]] = {}
    for column, words in values.items():
        for year in _YEAR.findall(words)[:1]:
            years.setdefault(int(year), []).append(column)
    latest = max(years, default=0)
    pair = (*years.get(latest, ()), *years.get(latest - 1, ()))
    alone = len(years.get(latest, ())) == len(years.get(latest - 1, ())) == 1
    return (pair[0], pair[1]) if alone else None


def _by_word(values: dict[int, str]) -> tuple[int, int] | None:
    """本年 and 上年, or two columns of which only one says 上年."""
    prior = [column for column, words in values.items() if _PRIOR.search(words)]
    current = [column for column, words in values.items() if column not in prior and _CURRENT.search(words)]
    if not current and len(values) == 2:
        current = [column for column in values if column not in prior]
    return (current[0], prior[0]) if len(prior) == len(current) == 1 else None


def _lines(panel: Panel, growing: int, current: int, prior: int) -> Iterator[Growth]:
    for row in panel.rows:
        result, now, before = (row.entries.get(column) for column in (growing, current, prior))
        if (
            result is None
            or now is None
            or before is None
            or any(_is_bare(one) for one in (result, now, before))
        ):
            continue
        if (
            now.percent
            or before.percent
            or _value(before) <= before.step / 2
            or _is_real("\n".join(row.labels))
        ):
            continue
        yield Growth(row, result, now, before)


@functools.lru_cache(maxsize=1024)
def _is_real(labels: str) -> bool:
    return _REAL_TERMS.search(labels) is not None


def _is_bare(entry: Entry) -> bool:
    return entry.value is None or entry.blank


def _value(entry: Entry) -> Decimal:
    return entry.value if entry.value is not None else Decimal(0)
