"""Numbers with a unit in running text: where they stand, what they are worth, how exact they are.

Not taken for quantities: dates, document numbers, ordinals (第3批), clause numbers, outline markers,
telephone numbers, versions (12.4, 5G), what stands inside 《…》 or a short quotation (“三统一”), and set
phrases (三项制度).
"""

from __future__ import annotations

import bisect
import functools
import operator
import re
import string
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal
from typing import Final

import msgspec
from msgspec.structs import replace

from auditor.facts import numerals
from auditor.facts.quantities.vocabulary import Kind, Unit, units, words
from auditor.model import Document, Span
from auditor.structure.words import WordList


class Amount(msgspec.Struct, frozen=True):
    """What a number with its unit is worth; values are in the base unit.

    `scale` is what one of the printed unit is worth in the base unit: 10,000 for 万元.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    exact: bool
    step: Decimal
    unit: str
    printed_unit: str
    scale: Decimal
    kind: Kind


class Mention(msgspec.Struct, frozen=True):
    """A number with its unit, approximations included, where its figures stand, and what it is worth."""

    span: Span
    number: Span
    amount: Amount


_FRACTION: Final = re.compile(
    "[百千一二三四五六七八九半翻](?:"
    "(?<=[百千])分之(?P<parts>[〇零一二两三四五六七八九十百点]+)"
    "|(?<=[二三四五六七八九十])分之(?P<above>[一二三四五六七八九])"
    "|(?<=[一二三四五六七八九])成(?P<half>[半五])?(?=以上|左右|多|的|[,。、;!)]|$)"
    "|(?<=半)数"
    "|(?<=翻)(?P<doublings>[一两12])?番)"
)
_FRACTIONS: Final = WordList(
    "fractions", lambda: ("分之", "半数", "翻", *(f"{digit}成" for digit in "一二三四五六七八九"))
)
"""Without one of these in it a text has no fraction."""
_CHINESE: Final = "一二两三四五六七八九十百千"
_MULTIPLIERS: Final = "十百千万亿"
_RANGE: Final = "-—–~～至到"
_QUOTES: Final = frozenset('《“"')
_BEFORE_NAMES: Final = frozenset(" 第·・〔[/.:" + string.ascii_letters)
_BEFORE_NO_COUNT: Final = frozenset("第周初之十百千万亿.0123456789")
_ONE: Final = Decimal(1)
_NONE: Final = Decimal(0)
_ENDLESS: Final = Decimal("Infinity")


def mentions(document: Document) -> tuple[list[Mention], list[tuple[int, int]]]:
    """All quantities of a document in order, and its quotations, in which nothing is counted."""
    folded = document.folded
    found: list[Mention] = []
    quoted: list[tuple[int, int]] = []
    _read_numbers(folded, found, quoted)
    if _FRACTIONS.hits(document):
        found += (mention for mention in _fractions(folded) if not is_within(mention.number.start, quoted))
        found.sort(key=lambda mention: mention.span.start)
    return found, quoted


def is_within(at: int, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of the stretches, which are in order."""
    index = bisect.bisect_right(stretches, at, key=operator.itemgetter(0)) - 1
    return index >= 0 and at < stretches[index][1]


@functools.cache
def _measure() -> str:
    """The pattern of what stands behind a number: multiplier, 余 or 多, unit, one blank before each."""
    multipliers = f"(?: ?[{_MULTIPLIERS}])*?"
    between = f"(?:(?=[ 余多{_MULTIPLIERS}]){multipliers}(?: ?[余多]{multipliers})? ?)??"
    by_first: dict[str, list[Unit]] = {}
    for unit in units().values():
        by_first.setdefault(unit.name[0], []).append(unit)
    names = "|".join(map(_names_of_units, by_first.values()))
    firsts = "".join(map(re.escape, by_first))
    return f"(?P<between>{between})(?P<unit>(?=[{firsts}])(?:{names}))"


def _names_of_units(same_first: list[Unit]) -> str:
    """The pattern of units that begin with one character, the longest first."""
    rests = [
        re.escape(unit.name[1:]) + (f"(?![{re.escape(unit.unless)}])" if unit.unless else "")
        for unit in sorted(same_first, key=lambda unit: -len(unit.name))
    ]
    return f"{re.escape(same_first[0].name[0])}(?:{'|'.join(rests)})"


@functools.cache
def _numbers() -> re.Pattern[str]:
    """A quotation, a number in figures, with its measure if there is one, or a Chinese numeral with its measure.

    The match ends with the number.  It begins with one class of characters, which the search runs
    through quickly.
    """
    return re.compile(
        f'[0-9{_CHINESE}《“"](?:'
        r"(?<=《)[^》\n]*》?"
        r"|(?<=“)[^”\n]{1,14}”"
        r"|(?<=\")[^\"\n]{1,14}\""
        f"|(?:(?<=[0-9]){numerals.AFTER_FIRST_DIGIT}|(?<=[{_CHINESE}])[〇零{_CHINESE}万亿]*+)"
        f"(?:(?={_measure()})|(?<=[0-9])))"
    )


def _read_numbers(folded: str, found: list[Mention], quoted: list[tuple[int, int]]) -> None:
    """Add the quantities in figures and in Chinese numerals to `found`, and the quotations to `quoted`."""
    resume = 0
    for match in _numbers().finditer(folded):
        start, end = match.span()
        first = folded[start]
        mention = None
        if first in _QUOTES:
            quoted.append((start, end))
        elif first in _CHINESE:
            mention = _chinese(folded, match)
        elif start >= resume and (
            folded[start - 1 : start] not in _BEFORE_NAMES or not _is_name_before(folded, start)
        ):
            unit_end = match.end("unit")
            if unit_end >= 0:
                mention, resume = _arabic(folded, start, end, unit_end)
            elif folded[end : end + 1] in _RANGE:
                mention, resume = _open_range(folded, start, end)
        if mention is not None:
            found.append(mention)


def _arabic(folded: str, start: int, number_end: int, end: int) -> tuple[Mention | None, int]:
    """The quantity whose figures are at [start, number_end) and whose unit ends at `end`; and where to read on."""
    amount = _amount(folded[start:end])
    if amount.printed_unit[-1] in "年点度" and _is_no_count(amount):
        return None, end
    sign = ""
    if amount.kind == "percent" and _is_minus(folded, start):
        sign = "-"
        amount = _amount(sign + folded[start:end])
    if folded[end : end + 1] in _RANGE and not _is_course(folded, start):
        ranged = _range(folded, start, number_end, end, sign)
        if ranged is not None and ranged.first.printed_unit == amount.printed_unit:  # 3%至5%
            amount, number_end, end = ranged.amount, ranged.number_end, ranged.end
    return _mention(folded, start - len(sign), number_end, end, amount), end


def _open_range(folded: str, start: int, number_end: int) -> tuple[Mention | None, int]:
    """The range whose first number has no unit (3—5次), and where to read on."""
    ranged = _range(folded, start, number_end, number_end, "")
    if ranged is None:
        return None, number_end
    if _is_year(ranged.last) or ranged.first.value >= ranged.last.value:
        return None, ranged.end
    return _mention(folded, start, ranged.number_end, ranged.end, ranged.amount), ranged.end


class _Range(msgspec.Struct):
    """What both ends of a range are worth, and where its second number and its unit end."""

    first: Amount
    last: Amount
    number_end: int
    end: int

    @property
    def amount(self) -> Amount:
        """What the range is worth: its value is the lower end."""
        exact = self.first.exact and self.first.value == self.last.value
        return replace(self.first, high=self.last.high, exact=exact)


@functools.cache
def _second_number() -> re.Pattern[str]:
    return re.compile(f"[{_RANGE}]{{1,2}}+(?P<number>(?>{numerals.ARABIC})){_measure()}")


def _range(folded: str, start: int, number_end: int, at: int, sign: str) -> _Range | None:
    """The range from the figures at [start, number_end) to those behind the stroke at `at`."""
    match = _second_number().match(folded, at)
    if match is None:
        return None
    measure = folded[match.end("number") : match.end()]
    first = _amount(sign + folded[start:number_end] + measure)
    last = _amount(sign + match["number"] + measure)
    return _Range(first, last, match.end("number"), match.end())


def _is_minus(folded: str, start: int) -> bool:
    """Whether the stroke before a number is a sign and not the middle of a range."""
    return folded[start - 1 : start] in ("-", "−") and folded[start - 2 : start - 1] not in _RANGE + "%"


def _is_name_before(folded: str, start: int) -> bool:
    """Whether one of `_BEFORE_NAMES` makes the number behind it an ordinal, a version, a time or a code."""
    before = folded[start - 1]
    if before == " ":
        return folded[start - 2 : start - 1] == "第"
    return before not in ".:" or folded[start - 2 : start - 1].isdigit()


def _is_no_count(amount: Amount) -> bool:
    """Whether a number is a year, an hour or a temperature."""
    return _is_year(amount) or amount.printed_unit in ("点", "度")


def _is_year(amount: Amount) -> bool:
    return amount.unit == "年" and amount.value >= 1900 * amount.scale


def _is_course(folded: str, start: int) -> bool:
    """Whether 从…到… or 由…至… tells a movement and no range."""
    return any(character in "从由" for character in folded[max(0, start - 12) : start])


@functools.cache
def _printed() -> re.Pattern[str]:
    return re.compile(f"(?P<sign>-?)(?P<number>(?>{numerals.ARABIC})){_measure()}")


@functools.lru_cache(maxsize=4096)
def _amount(printed: str) -> Amount:
    """What a number in figures with its measure is worth: 1,560.05万元, -3.5%."""
    match = _printed().fullmatch(printed)
    assert match is not None
    sign, figures, between, unit = match.groups()
    number = Decimal(figures.replace(",", ""))
    return _worth(-number if sign else number, numerals.decimals(figures), between, units()[unit])


def _worth(number: Decimal, places: int, between: str, unit: Unit) -> Amount:
    """What a number is worth that is printed to so many places, with 余 or 万 between it and its unit."""
    multiplier = "".join(character for character in between if character in _MULTIPLIERS)
    factor = unit.factor * (numerals.multiplier(multiplier) or 1)
    value = number if factor == 1 else number * factor
    more = _is_more(between)
    high = value + _magnitude(value) if more else value
    step = factor.scaleb(-places) if places else factor
    return Amount(value, value, high, not more, step, unit.base, multiplier + unit.name, factor, unit.kind)


def _is_more(measure: str) -> bool:
    return "余" in measure or "多" in measure


def _mention(folded: str, start: int, number_end: int, end: int, amount: Amount) -> Mention:
    """The mention of a number at [start, number_end), with the words around it that bound it."""
    number = Span(start, number_end)
    if not amount.exact and _is_more(folded[number_end:end]):
        return Mention(Span(start, end), number, amount)
    touching = _characters_of_bounds()
    if folded[end : end + 1] not in touching and folded[start - 1 : start] not in touching:
        return Mention(Span(start, end), number, amount)
    begin, end, relation = _bounds_outside(folded, start, end)
    return Mention(Span(begin, end), number, _widened(amount, relation) if relation else amount)


def _magnitude(value: Decimal) -> Decimal:
    """What 余 may add: up to one of the last place that is not zero (1,200余 is under 1,300)."""
    number = abs(value).normalize()
    return _ONE.scaleb(int(number.as_tuple().exponent))


@functools.cache
def _words_of_bounds() -> tuple[dict[str, str], dict[str, str]]:
    """What a word before, and what a word after, a number makes of it."""
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
    return before, after


@functools.cache
def _characters_of_bounds() -> Set[str]:
    """The characters of these words that stand next to the number: most numbers have none of them."""
    before, after = _words_of_bounds()
    return {word[-1] for word in before} | {word[0] for word in after}


def _bounds_outside(folded: str, start: int, end: int) -> tuple[int, int, str]:
    """The span widened over 约, 近, 超过, 以上, 左右 …, and what they make of the number; "" for nothing."""
    before, after = _words_of_bounds()
    for length in (3, 2, 1):
        relation = after.get(folded[end : end + length])
        if relation is not None and not (length == 1 and folded[end + 1 : end + 2] in "数元样种次年"):
            return start, end + length, relation
    for length in range(min(5, start), 0, -1):
        relation = before.get(folded[start - length : start])
        if relation is not None:
            return start - length, end, relation
    return start, end, ""


def _widened(amount: Amount, relation: str) -> Amount:
    low, high = amount.low, amount.high
    if relation == "about":
        low, high = low * Decimal("0.9"), high * Decimal("1.1")
    elif relation == "above":
        high = _ENDLESS
    else:
        low = _NONE
    return replace(amount, low=low, high=high, exact=False)


def _chinese(folded: str, match: re.Match[str]) -> Mention | None:
    """The quantity in a Chinese numeral with its measure, if it is one."""
    start, end = match.span()
    text, before = folded[start:end], folded[start - 1 : start]
    if (text == "一" and before not in "共计仅只") or text in ("百", "千") or before in _BEFORE_NO_COUNT:
        return None
    if any(folded.startswith(phrase, start) for phrase in _phrases().get(folded[start : start + 2], ())):
        return None
    unit = units()[match["unit"]]
    value = numerals.chinese(text) if unit.kind in ("count", "money", "multiple") else None
    if value is None:
        return None
    amount = _worth(Decimal(value), 0, match["between"], unit)
    return _mention(folded, start, end, match.end("unit"), amount)


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
        begin, end, relation = _bounds_outside(folded, start, end)
        amount = Amount(value, value, value, exact, _ONE, unit.base, unit.name, _ONE, unit.kind)
        if relation:
            amount = _widened(amount, relation)
        yield Mention(Span(begin, end), Span(start, match.end()), amount)
