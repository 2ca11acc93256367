"""Numbers with a unit in running text: where they stand, what they are worth, how exact they are.

Not taken for quantities: dates, document numbers, ordinals (第3批), clause numbers, outline markers,
telephone numbers, versions (12.4, 5G), what stands inside 《…》 or a short quotation (“三统一”), and set
phrases (三项制度).
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from auditor.facts import numerals
from auditor.facts.quantities.vocabulary import Kind, Unit, units, words


class Mention(msgspec.Struct, frozen=True):
    """A number with its unit at [start, end) of the folded text; values are in the base unit.

    `scale` is what one of the printed unit is worth in the base unit: 10,000 for 万元.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    printed_unit: str
    scale: Decimal
    kind: Kind
    step: Decimal
    exact: bool


_NUMBER: Final = re.compile(numerals.ARABIC)
_CHINESE: Final = re.compile("[一二两三四五六七八九十百千][〇零一二两三四五六七八九十百千万亿]*")
_FRACTION: Final = re.compile(
    "[百千一二三四五六七八九半翻](?:"
    "(?<=[百千])分之(?P<parts>[〇零一二两三四五六七八九十百点]+)"
    "|(?<=[二三四五六七八九十])分之(?P<above>[一二三四五六七八九])"
    "|(?<=[一二三四五六七八九])成(?P<half>[半五])?(?=以上|左右|多|的|[,。、;!)]|$)"
    "|(?<=半)数"
    "|(?<=翻)(?P<doublings>[一两12])?番)"
)
_QUOTED: Final = re.compile(r"《[^》\n]*》?|“[^”\n]{1,14}”|\"[^\"\n]{1,14}\"")
_RANGE: Final = "-—–~～至到"
_LONGEST_UNIT: Final = 5
_BIG: Final = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_ONE: Final = Decimal(1)
_NONE: Final = Decimal(0)
_ENDLESS: Final = Decimal("Infinity")


def quotations(folded: str) -> list[tuple[int, int]]:
    """The stretches in 《…》 and in short quotation marks, in order: names, in which nothing is counted."""
    return [match.span() for match in _QUOTED.finditer(folded)]


def is_within(at: int, stretches: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Whether an offset lies in one of the stretches; `starts` are their beginnings."""
    index = bisect.bisect_right(starts, at) - 1
    return index >= 0 and at < stretches[index][1]


def mentions(folded: str, quoted: Sequence[tuple[int, int]]) -> list[Mention]:
    """All quantities of a folded text in order, those inside the quoted stretches left out."""
    starts = [start for start, _ in quoted]
    found = [*_arabic(folded)]
    count = len(found)
    found += _chinese(folded)
    found += _fractions(folded)
    if len(found) > count:
        found.sort(key=lambda mention: mention.start)
    return [mention for mention in found if not is_within(mention.number_start, quoted, starts)]


def _unit_at(folded: str, at: int) -> Unit | None:
    for unit in _units_by_first().get(folded[at : at + 1], ()):
        if folded.startswith(unit.name, at):
            after = folded[at + len(unit.name) : at + len(unit.name) + 1]
            return None if after and after in unit.unless else unit
    return None


@functools.cache
def _units_by_first() -> dict[str, tuple[Unit, ...]]:
    """The units by their first character, the longest first."""
    grouped: dict[str, list[Unit]] = {}
    for unit in sorted(units().values(), key=lambda unit: -len(unit.name)):
        grouped.setdefault(unit.name[0], []).append(unit)
    return {first: tuple(found) for first, found in grouped.items()}


class _Measure(msgspec.Struct):
    """What stands behind a number: 余 万 份 …, up to `end`."""

    end: int
    factor: int
    more: bool
    unit: Unit


def _measure_at(folded: str, at: int) -> _Measure | None:
    """The multiplier, 余 or 多, and unit that begin at `at`, one blank allowed before each."""
    factor, more = 1, False
    size = len(folded)
    while at < size:
        character = folded[at]
        if character == " " and folded[at + 1 : at + 2] != " ":
            at += 1
            continue
        unit = _unit_at(folded, at)
        if unit is not None:
            return _Measure(at + len(unit.name), factor, more, unit)
        if character in _BIG:
            factor *= _BIG[character]
        elif character in "余多" and not more:
            more = True
        else:
            return None
        at += 1
    return None


def _arabic(folded: str) -> Iterator[Mention]:
    """The quantities written in figures, in order."""
    resume = 0
    for match in _NUMBER.finditer(folded):
        start, end = match.span()
        if start < resume or _is_name_before(folded, start):
            continue
        measure = _measure_at(folded, end)
        if measure is None:
            ranged = _range_after(folded, end)
            if ranged is None:
                continue
            number, measure = ranged
            first, last = _decimal(match), _decimal(number)
            resume = measure.end
            if not _is_date(measure.unit, last) and first < last:
                yield _mention(folded, start, number.end(), match.group(), first, last, measure)
            continue
        first = last = _decimal(match)
        if _is_date(measure.unit, first) or (measure.factor == 1 and measure.unit.name in ("点", "度")):
            continue
        if folded[measure.end : measure.end + 1] in _RANGE:
            closing = _same_unit_range(folded, start, measure)
            if closing is not None:
                number, measure = closing
                last, end, resume = _decimal(number), number.end(), measure.end
        if measure.unit.kind == "percent" and _is_minus(folded, start):
            start, first, last = start - 1, -first, -last
        yield _mention(folded, start, end, match.group(), first, last, measure)


def _decimal(number: re.Match[str]) -> Decimal:
    return Decimal(number.group().replace(",", ""))


def _is_minus(folded: str, start: int) -> bool:
    """Whether the stroke before a number is a sign and not the middle of a range."""
    return folded[start - 1 : start] in ("-", "−") and folded[start - 2 : start - 1] not in _RANGE + "%"


def _is_name_before(folded: str, start: int) -> bool:
    """Whether the character before a number makes it an ordinal, a version, a time or a code."""
    before = folded[start - 1] if start else " "
    if before == " ":
        return folded[start - 2 : start - 1] == "第"
    if before in "第·・〔[/":
        return True
    if before in ".:":
        return start > 1 and folded[start - 2].isdigit()
    return before.isascii() and before.isalpha()


def _is_date(unit: Unit, value: Decimal) -> bool:
    return unit.name == "年" and value >= 1900


def _is_course(folded: str, start: int) -> bool:
    """Whether 从…到… or 由…至… tells a movement and no range."""
    return any(character in "从由" for character in folded[max(0, start - 12) : start])


def _range_after(folded: str, at: int) -> tuple[re.Match[str], _Measure] | None:
    """The second number and the measure of a range such as 3—5次, whose first number has no unit."""
    begin = at
    while begin < len(folded) and folded[begin] in _RANGE and begin - at < 2:
        begin += 1
    if begin == at:
        return None
    number = _NUMBER.match(folded, begin)
    measure = _measure_at(folded, number.end()) if number else None
    return (number, measure) if number and measure else None


def _same_unit_range(folded: str, start: int, first: _Measure) -> tuple[re.Match[str], _Measure] | None:
    """The end of a range that repeats its unit: 3%至5%."""
    closing = _range_after(folded, first.end)
    if closing is None or _is_course(folded, start):
        return None
    if closing[1].unit is not first.unit or closing[1].factor != first.factor:
        return None
    return closing


def _mention(
    folded: str, start: int, number_end: int, printed: str, first: Decimal, last: Decimal, measure: _Measure
) -> Mention:
    """The mention of a number at [start, number_end), from `first` to `last`, printed as `printed`."""
    unit = measure.unit
    factor = unit.factor if measure.factor == 1 else unit.factor * measure.factor
    places = numerals.decimals(printed)
    step = factor.scaleb(-places) if places else factor
    value, high = (first, last) if factor == 1 else (first * factor, last * factor)
    low = value
    begin, end, exact = start, measure.end, first == last
    end_of_unit = end
    if measure.more:
        high, exact = high + _magnitude(high), False
    else:
        outer = _bounds_outside(folded, start, end)
        if outer is not None:
            begin, end, relation = outer
            low, high = _widened(low, high, relation)
            exact = False
    printed_unit = unit.name
    if measure.factor != 1:
        printed_unit = folded[number_end:end_of_unit].replace(" ", "").replace("余", "").replace("多", "")
    return Mention(
        begin,
        end,
        start,
        number_end,
        value,
        low,
        high,
        unit.base,
        printed_unit,
        factor,
        unit.kind,
        step,
        exact,
    )


def _magnitude(value: Decimal) -> Decimal:
    """What 余 may add: up to one of the last place that is not zero (1,200余 is under 1,300)."""
    number = abs(value).normalize()
    return _ONE.scaleb(int(number.as_tuple().exponent))


@functools.cache
def _outer_words() -> tuple[dict[str, str], dict[str, str], frozenset[str], frozenset[str]]:
    """What a word before, and what a word after, a number makes of it; and the characters next to the number."""
    group = words()
    before = (
        dict.fromkeys(group.approximate_before, "about")
        | dict.fromkeys(group.above_before, "above")
        | dict.fromkeys(group.below_before, "below")
    )
    after = (
        dict.fromkeys(group.approximate_after, "about")
        | dict.fromkeys(group.above_after, "above")
        | dict.fromkeys(group.below_after, "below")
    )
    return before, after, frozenset(word[-1] for word in before), frozenset(word[0] for word in after)


def _bounds_outside(folded: str, start: int, end: int) -> tuple[int, int, str] | None:
    """The span widened over 约, 近, 超过, 以上, 左右 …, and what they make of the number."""
    before, after, last_characters, first_characters = _outer_words()
    if folded[end : end + 1] in first_characters:
        for length in (3, 2, 1):
            relation = after.get(folded[end : end + length])
            if relation is not None and not (length == 1 and folded[end + 1 : end + 2] in "数元样种次年"):
                return start, end + length, relation
    if folded[start - 1 : start] in last_characters:
        for length in (5, 4, 3, 2, 1):
            relation = before.get(folded[max(0, start - length) : start])
            if relation is not None:
                return start - length, end, relation
    return None


def _widened(low: Decimal, high: Decimal, relation: str) -> tuple[Decimal, Decimal]:
    if relation == "about":
        return low * Decimal("0.9"), high * Decimal("1.1")
    if relation == "above":
        return low, _ENDLESS
    return _NONE, high


def _chinese(folded: str) -> Iterator[Mention]:
    """The quantities written in Chinese numerals, in order."""
    phrases, units_by_first = _phrases(), _units_by_first()
    for match in _CHINESE.finditer(folded):
        start, end = match.span()
        after = folded[end : end + 1]
        if after not in units_by_first and after not in ("余", "多", " "):
            continue  # 一是, 统一, 进一步: most of them
        measure = _measure_at(folded, end)
        if measure is None or measure.unit.kind not in ("count", "money", "multiple"):
            continue
        before = folded[start - 1] if start else ""
        if before and before in "第周初之十百千万亿.0123456789":
            continue
        text = match.group()
        value = numerals.value(text)
        if value is None or text in ("百", "千") or (value == 1 and before not in "共计仅只"):
            continue
        if any(folded.startswith(phrase, start) for phrase in phrases.get(folded[start : start + 2], ())):
            continue
        yield _mention(folded, start, end, "", value, value, measure)


@functools.cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """The set phrases by their first two characters."""
    grouped: dict[str, list[str]] = {}
    for phrase in words().set_phrases:
        grouped.setdefault(phrase[:2], []).append(phrase)
    return {key: tuple(value) for key, value in grouped.items()}


def _fractions(folded: str) -> Iterator[Mention]:
    """百分之七十五, 三分之二, 七成, 半数, 翻一番, as per cent or as multiples."""
    percent, multiple = units()["%"], units()["倍"]
    for match in _FRACTION.finditer(folded):
        start, end = match.span()
        exact, unit = True, percent
        head = match.group()[0]
        if match["parts"]:
            parts = Decimal(100) if match["parts"] == "百" else numerals.value(match["parts"])
            value = None if parts is None else parts / (1 if head == "百" else 10)
        elif match["above"]:
            below, above = numerals.value(head), numerals.value(match["above"])
            value, exact = (above / below * 100 if above and below else None), False
        elif head == "半":
            value, exact = Decimal(50), False
        elif head == "翻":
            value, unit = Decimal(4 if match["doublings"] in ("两", "2") else 2), multiple
        else:
            tenths = numerals.value(head)
            value, exact = (None if tenths is None else tenths * 10 + (5 if match["half"] else 0)), False
        if value is None:
            continue
        outer = _bounds_outside(folded, start, end)
        low = high = value
        if outer is not None:
            begin, end, relation = outer
            low, high = _widened(low, high, relation)
            exact = False
        else:
            begin = start
        yield Mention(
            begin,
            end,
            start,
            match.end(),
            value,
            low,
            high,
            unit.base,
            unit.name,
            _ONE,
            unit.kind,
            _ONE,
            exact,
        )
