"""How official writing numbers its parts: 一、（一）1.（1）① 第一章 第一条 一是.

The grammar of the markers alone.  What a marker opens, and at which level, is `outline`'s business.
The order of ranks follows 《党政机关公文格式》 (GB/T 9704—2012), 7.3.3: 一、 then （一） then 1. then （1）.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

_UNITS: Final = "一二三四五六七八九"

DIGITS: Final = _UNITS + "十"
"""The letters that Chinese numerals to 九十九 are written with."""

NUMERALS: Final[dict[str, int]] = {
    **{digit: value for value, digit in enumerate(_UNITS, 1)},
    **{
        ("" if tens == 1 else _UNITS[tens - 1]) + "十" + ("" if ones == 0 else _UNITS[ones - 1]): 10 * tens
        + ones
        for tens in range(1, 10)
        for ones in range(10)
    },
}
"""The Chinese numerals from 一 to 九十九."""

WORDS: Final = {value: numeral for numeral, value in NUMERALS.items()}
"""1 → 一 … 99 → 九十九."""

RANKS: Final[dict[str, float]] = {
    style: float(rank)
    for rank, style in enumerate(
        (
            "第一编",
            "第一部分",
            "第一章",
            "第一节",
            "第一条",
            "一、",
            "（一）",
            "1.",
            "1.1",
            "（1）",
            "1）",
            "①",
            "第一，",
            "首先",
            "一要",
            "一是",
        ),
        1,
    )
}
"""Style → where it usually stands, 1 the highest."""

_ENCLOSED: Final[dict[str, tuple[str, int]]] = {
    **{chr(0x2460 + n): ("①", n + 1) for n in range(20)},  # ① … ⑳
    **{chr(0x2474 + n): ("（1）", n + 1) for n in range(20)},  # ⑴ … ⒇
    **{chr(0x2488 + n): ("1.", n + 1) for n in range(20)},  # ⒈ … ⒛
    **{chr(0x3220 + n): ("（一）", n + 1) for n in range(10)},  # ㈠ … ㈩
}

_STEPS: Final = {"首先": 1, "其次": 2, "再次": 3}


class Marker(msgspec.Struct, frozen=True):
    """A number that opens a part; `end` is exclusive and leaves out the blanks that follow."""

    start: int
    end: int
    style: str
    value: int


# What a converter or Markdown may leave before the marker of a line.
_LEAVINGS: Final = re.compile(r"(?:\[(?:bookmark|image)\b[^\]\n]{0,60}\]|\*\*|__|#{1,6} |[-*+>] |[ \t•])+")
_LEAVING_LETTERS: Final = frozenset("[*_#-+> \t•")

_ORDINAL: Final = re.compile(
    r"第 ?([一二三四五六七八九十]{1,3}|\d{1,2}) ?(部分|[编章节条])(?=([ \t:、]*)(\S?))"
)
# One after another: 一、 or 一.; 一）; 一是 or 一要.
_CHINESE: Final = re.compile(
    r"([一二三四五六七八九十]{1,3})(?:( ?(?:[、.]|,(?=[一-鿿])(?![一二三四五六七八九十])))|(\))|([是要])(?!否|(?<=要)[素求点害件事闻]))"
)
_CHINESE_BRACKETED: Final = re.compile(r"\( ?([一二三四五六七八九十]{1,3}) ?\)[、.,]?")
_DECIMAL: Final = re.compile(r"\d{1,2}((?:\.\d{1,2}){1,3})(?=[ \t]+[^\d\s(]|[一-鿿])")
_ARABIC: Final = re.compile(r"(\d{1,2}) ?(?:[、.]|,(?=[一-鿿]))(?!\.)", re.M)
_ARABIC_BRACKETED: Final = re.compile(r"\( ?(\d{1,2}) ?\)[、.]?|(\d{1,2})\)")
_FIRST: Final = re.compile(r"第([一二三四五六七八九十])[,、:]")
_STEP: Final = re.compile(r"(首先|其次|再次)[,:]")
_IS: Final = re.compile(r"([一二三四五六七八九十]{1,3})([是要])(?!否|(?<=要)[素求点害件事闻])")

# 一、二、三等奖 / 三、四季度 / 5、6月: neighbours in a series, not a heading's number.
_SERIES: Final = re.compile(
    r"[ \t]*(?:([一二三四五六七八九十]{1,3})(?=[、,|]|[季级等类产期档批线层楼月号])"
    r"|(\d{1,2})(?=[、,~-]|月|日|号|年级|季|级|等奖|类|楼|层))"
)
_FIGURE: Final = re.compile(
    r"[ \t]*(?!(?:19|20)\d\d ?年)\d[\d.,]*[ \t]*(?:$|%|[万亿]?元|月|日|[ \t-]\d)", re.M
)


def leavings_end(folded: str, start: int) -> int:
    """Where the line that begins at `start` begins in earnest, after marks that only a converter left."""
    if folded[start : start + 1] not in _LEAVING_LETTERS:
        return start
    leavings = _LEAVINGS.match(folded, start)
    return leavings.end() if leavings else start


def marker_at(folded: str, start: int, end: int) -> Marker | None:
    """The marker that opens the line of `folded` from `start` to `end`, if one does.

    `folded` is `Document.folded`; `start` is past any leavings.  Numbers that open a sentence but
    no part (dates, decimals, series as in 三、四季度) are not markers.
    """
    if start >= end:
        return None
    first = folded[start]
    reader = _READERS.get(first)
    if reader is not None:
        return reader(folded, start, end)
    enclosed = _ENCLOSED.get(first)
    if enclosed is not None:
        return Marker(start, start + 1, *enclosed)
    return None


def step_at(folded: str, start: int) -> Marker | None:
    """The marker 一是, 二要, 第一， or 首先 that opens a clause at `start`, if one does."""
    first = folded[start : start + 1]
    if first in "首其再":
        step = _STEP.match(folded, start)
        return Marker(start, step.end() - 1, "首先", _STEPS[step[1]]) if step else None
    if first == "第":
        ordinal = _FIRST.match(folded, start)
        return Marker(start, ordinal.end(), "第一，", NUMERALS[ordinal[1]]) if ordinal else None
    found = _IS.match(folded, start)
    if found is None or found[1] not in NUMERALS:
        return None
    return Marker(start, found.end(), "一" + found[2], NUMERALS[found[1]])


def _ordinal(folded: str, start: int, end: int) -> Marker | None:
    found = _ORDINAL.match(folded, start)
    if found is None or found.end() > end:
        return step_at(folded, start)
    value = int(found[1]) if found[1].isdecimal() else NUMERALS.get(found[1])
    # 第一条规定了… and 第二章介绍… are sentences: without a blank only a short line is a heading.
    apart = bool(found[3]) or found.end() == end
    short = found[2] != "条" and end - start <= 30 and "。" not in folded[start:end]
    if value is None or not (apart or short) or found[4] in ",，。;和与至":
        return None
    return Marker(start, found.end(), "第一" + found[2], value)


def _chinese(folded: str, start: int, end: int) -> Marker | None:
    found = _CHINESE.match(folded, start)
    if found is None:
        return None
    number, listed, bracket, verb = found.groups()
    value = NUMERALS.get(number)
    if value is None:
        return None
    if listed:
        if found.end() > end or _goes_on(folded, found.end(), value):
            return None
        return Marker(start, found.end(), "一、", value)
    return Marker(start, found.end(), "（一）" if bracket else "一" + verb, value)


def _arabic(folded: str, start: int, end: int) -> Marker | None:
    if folded[start : start + 3].isdecimal():  # a year or an amount
        return None
    decimal = _DECIMAL.match(folded, start)
    if decimal is not None:
        return Marker(start, decimal.end(), "1.1", int(decimal[1].rpartition(".")[2]))
    found = _ARABIC.match(folded, start)
    if found is None:
        bracketed = _ARABIC_BRACKETED.match(folded, start)
        if bracketed is not None and bracketed[2]:
            return Marker(start, bracketed.end(), "1）", int(bracketed[2]))
        return None
    value = int(found[1])
    if not value or found.end() >= end or _goes_on(folded, found.end(), value):
        return None
    return Marker(start, found.end(), "1.", value)


def _bracketed(folded: str, start: int, end: int) -> Marker | None:
    found = _CHINESE_BRACKETED.match(folded, start)
    if found is not None and (value := NUMERALS.get(found[1])) is not None:
        return Marker(start, found.end(), "（一）", value)
    found = _ARABIC_BRACKETED.match(folded, start)
    if found is not None and found[1] and found.end() < end:
        return Marker(start, found.end(), "（1）", int(found[1]))
    return None


def _step(folded: str, start: int, _end: int) -> Marker | None:
    return step_at(folded, start)


def _goes_on(folded: str, offset: int, value: int) -> bool:
    """Whether the number goes on as a series (一、二等奖), a date or an amount."""
    series = _SERIES.match(folded, offset)
    if series is not None:
        # In 一、二三产业 the numerals are two neighbours: the first of them decides.
        following = int(series[2]) if series[2] else NUMERALS.get(series[1]) or NUMERALS[series[1][0]]
        if following == value + 1 or (series[2] and following > value):
            return True
    return _FIGURE.match(folded, offset) is not None


_READERS: Final = {
    **dict.fromkeys("第", _ordinal),
    **dict.fromkeys(DIGITS, _chinese),
    **dict.fromkeys("0123456789", _arabic),
    **dict.fromkeys("(", _bracketed),
    **dict.fromkeys("首其再", _step),
}

MARKER_LETTERS: Final = frozenset((*_READERS, *_ENCLOSED))
"""No marker begins with another letter than these."""
