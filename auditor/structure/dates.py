"""The grammar of years and dates as reports write them: 2022年, 2021—2025年, 二〇二四年一月二十五日.

It repairs nothing: 2月30日 is read as written, for a check to judge.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from auditor.model import Document, Span
from auditor.structure.numbering import NUMERALS

Unit = Literal["year", "fiscal-year", "month", "day", "range"]


class Period(msgspec.Struct, frozen=True):
    """A year, a month, a day or a range of years with the words that say it.

    `first` and `last` are the years it covers (equal unless it is a range); `month` and `day` are
    those written, valid or not, or None.
    """

    span: Span
    first: int
    last: int
    unit: Unit
    month: int | None = None
    day: int | None = None

    @property
    def year(self) -> int:
        return self.last

    @property
    def is_range(self) -> bool:
        return self.first != self.last


_YEAR = r"(?:19|20)\d\d"
_DASH = r"[-—–－~～至到]{1,2}"
_CHINESE_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
_CHINESE_NUMBER = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
# It begins with one class of characters, which the search runs through quickly; blanks are allowed where
# converters leave them (2024 年度).
_PATTERN = re.compile(
    r"[12一二](?:"
    r"(?:(?<=1)9|(?<=2)0)\d\d[ ]?"
    rf"(?:年?度?[ ]?{_DASH}[ ]?(?P<last>{_YEAR})[ ]?(?:年度?|学年)"
    rf"|(?P<short>{_DASH}\d\d)(?=[ ]?年(?!\d))"
    r"|(?P<year>年(?:[ ]?度)?)"
    r"(?:[ ]?(?P<month>\d{1,2})[ ]?月(?:份|底|初|中旬|上旬|下旬)?(?:[ ]?(?P<day>\d{1,2})[ ]?[日号])?)?)"
    r"|(?<=[一二])(?P<digits>[〇○零九][〇○零一二三四五六七八九]{2})年"
    rf"(?:度|(?P<chinese_month>{_CHINESE_NUMBER})月(?:(?P<chinese_day>{_CHINESE_NUMBER})日)?)?"
    r")"
)
# A year does not follow these: 12022, 3.2021, 〔2021〕.
_NOT_BEFORE = frozenset("0123456789.〔[")


def in_text(text: str) -> tuple[Period, ...]:
    """The periods in a piece of folded text, in order, offsets counted from its beginning."""
    return tuple(
        _chinese(match) if match["digits"] else _arabic(match)
        for match in _PATTERN.finditer(text)
        if match["digits"] or text[match.start() - 1 : match.start()] not in _NOT_BEFORE
    )


def _arabic(match: re.Match[str]) -> Period:
    span = Span(*match.span())
    first = int(match.group()[:4])
    last, short, year, month, day = match.group("last", "short", "year", "month", "day")
    if last:
        return Period(span, first, int(last), "range")
    if short:
        return Period(span, first, first // 100 * 100 + int(short[-2:]), "range")
    if day:
        return Period(span, first, first, "day", int(month), int(day))
    if month:
        return Period(span, first, first, "month", int(month))
    return Period(span, first, first, "fiscal-year" if year.endswith("度") else "year")


def _chinese(match: re.Match[str]) -> Period:
    year = int("".join(_CHINESE_DIGITS[digit] for digit in match.group()[:4]))
    month = NUMERALS[match["chinese_month"]] if match["chinese_month"] else None
    day = NUMERALS[match["chinese_day"]] if match["chinese_day"] else None
    unit: Unit = "day" if day is not None else "month" if month is not None else "year"
    if unit == "year" and match[0].endswith("度"):
        unit = "fiscal-year"
    return Period(Span(match.start(), match.end()), year, year, unit, month, day)


def of(document: Document) -> tuple[Period, ...]:
    """All periods of the document that name a year, in order of text."""
    return document.remember(of, lambda: in_text(document.folded))
