"""What a report counts and measures: every number with a unit, what it counts, in what scope, as what.

`of(document)` reads them once.  Offsets are code points in `Document.text`, ends exclusive; values are
`Decimal` in the unit's base: yuan for 万元 and 亿元, pieces for 3.2万份, 75 for 75% and 百分之七十五.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal

import msgspec

from auditor.facts import periods
from auditor.facts.quantities import things
from auditor.facts.quantities.recognition import Mention, is_within, mentions, quotations
from auditor.facts.quantities.vocabulary import Kind, words
from auditor.model import Document, Span
from auditor.structure import sentences
from auditor.structure.words import Hit, WordList

Claim = Literal["count", "total", "part", "listed", "growth", "ratio", "rest"]


class Scope(msgspec.Struct, frozen=True):
    """For when, for whom and in what sense a number is said to hold; empty strings where nothing is said.

    `year` is the nearest year named before the number in its paragraph, `period` the nearest other word of
    time (全年, 上半年); what a comparison names (较2021年, 比上年) does not count.  `body` is the area or
    body spoken of (我局, 全县), `plan` says that it is a target or a rule.
    """

    year: int | None
    period: str
    body: str
    plan: bool


class Quantity(msgspec.Struct, frozen=True):
    """A number with its unit, as the report states it.

    `span` covers approximations and unit (约1,200余份), `number` the figures alone.  `low` and `high` bound
    what the words allow (1,200余 is 1,200 to 1,300); both equal `value` when `exact`.  `step` is what
    one unit in the last printed place is worth: 100 yuan for 1,560.05万元; `scale` what one of the
    printed unit is worth in the base unit: 10,000 for 万元.  `lead` and `tail` are the words
    before and after in the same clause, `thing` the normalised name of what is counted.
    """

    span: Span
    number: Span
    value: Decimal
    low: Decimal
    high: Decimal
    exact: bool
    step: Decimal
    unit: str
    printed_unit: str
    scale: Decimal
    kind: Kind
    lead: Span
    tail: Span
    sentence: Span
    thing: str
    thing_span: Span
    claim: Claim
    scope: Scope

    def agrees(self, other: Quantity) -> bool:
        """Whether both can be the same number: their ranges meet, rounding allowed at the coarser step."""
        coarser = max(self.step, other.step)
        slack = coarser / 2 if self.step != other.step or self.step < 1 else Decimal(0)
        return self.low - slack <= other.high and other.low - slack <= self.high


_BOUNDARY: Final = re.compile(r"[,;:。!?\n()]")
_REMARK: Final = re.compile(r"\((?![一二三四五六七八九十]{1,3}\))[^(),;:。!?\n0-9]{1,12}\)")
"""A short remark in brackets (因公出国（境）费, 示范村（社区）) belongs to the words around it; （一） opens a part."""
_CHANGE: Final = re.compile("[增减升降涨跌快慢高低多少超]")
_COMPARES: Final = re.compile("比|较|环比|净")
_RATE: Final = re.compile(r"率|占|比重|比例|比值")


@functools.cache
def _marker_kinds() -> dict[str, str]:
    """Words that the automaton looks for → what they say: time, body, plan or part."""
    group = words()
    return (
        dict.fromkeys(group.times, "time")
        | dict.fromkeys(group.own_bodies, "body")
        | dict.fromkeys(group.plan, "plan")
        | {"其中": "part"}
    )


_AROUND: Final = WordList("words around numbers", lambda: _marker_kinds())


def of(document: Document) -> tuple[Quantity, ...]:
    """All quantities of the running text and of table cells, in order; computed once."""
    return document.remember("facts.quantities", lambda: _read(document))


def within(document: Document, span: Span) -> tuple[Quantity, ...]:
    """The quantities whose numbers stand inside `span`."""
    found = of(document)
    first = bisect.bisect_left(found, span.start, key=_number_start)
    last = bisect.bisect_left(found, span.end, key=_number_start)
    return found[first:last]


def _number_start(quantity: Quantity) -> int:
    return quantity.number.start


class _Setting(msgspec.Struct):
    """What is looked up for every number of a document."""

    folded: str
    boundaries: list[int]
    sentences: tuple[Span, ...]
    sentence_starts: list[int]
    markers: Sequence[tuple[int, int, str, str]]
    marker_starts: list[int]


def _read(document: Document) -> tuple[Quantity, ...]:
    folded = document.folded
    quoted = quotations(folded)
    found = mentions(folded, quoted)
    if not found:
        return ()
    spans = sentences.of(document)
    markers = _markers(document, quoted)
    setting = _Setting(
        folded,
        _boundaries(folded),
        spans,
        [span.start for span in spans],
        markers,
        [marker[0] for marker in markers],
    )
    quantities = []
    for index, mention in enumerate(found):
        previous_end = found[index - 1].end if index else 0
        next_start = found[index + 1].start if index + 1 < len(found) else len(folded)
        quantities.append(_quantity(setting, mention, previous_end, next_start))
    return tuple(quantities)


def _boundaries(folded: str) -> list[int]:
    """Where clauses end, in order; the brackets of a short remark end none."""
    found = [match.start() for match in _BOUNDARY.finditer(folded)]
    remarks = {at for match in _REMARK.finditer(folded) for at in (match.start(), match.end() - 1)}
    return [at for at in found if at not in remarks] if remarks else found


def _markers(document: Document, quoted: Sequence[tuple[int, int]]) -> list[tuple[int, int, str, str]]:
    """(start, end, word, kind) of all words of time, body and plan, the years among them."""
    kinds = _marker_kinds()
    starts = [start for start, _ in quoted]
    hits: Sequence[Hit] = _AROUND.hits(document)
    markers = [
        (hit.start, hit.end, hit.word, kinds[hit.word])
        for hit in hits
        if not is_within(hit.start, quoted, starts)
    ]
    years = [
        (period.span.start, period.span.end, str(period.last), "year")
        for period in periods.of(document)
        if not period.is_range and not is_within(period.span.start, quoted, starts)
    ]
    return sorted(markers + years)


def _quantity(setting: _Setting, mention: Mention, previous_end: int, next_start: int) -> Quantity:
    folded, boundaries = setting.folded, setting.boundaries
    at = bisect.bisect_left(boundaries, mention.start)
    clause_start = boundaries[at - 1] + 1 if at else 0
    after = bisect.bisect_left(boundaries, mention.end)
    clause_end = boundaries[after] if after < len(boundaries) else len(folded)
    lead_start = max(clause_start, previous_end)
    while lead_start < mention.start and folded[lead_start] in "、 ":
        lead_start += 1
    lead = Span(lead_start, mention.start)
    # Before a further number in the clause the words belong to that number, not to this one.
    tail = Span(mention.end, mention.end if next_start < clause_end else clause_end)
    sentence = _sentence(setting, mention.start)
    name, name_span = things.thing(folded, lead, tail)
    if not name and tail.end < clause_end:  # 为全镇15个行政村配备网格员46名: no other words name it
        name, name_span = things.thing(folded, lead, Span(mention.end, min(next_start, clause_end)))
    claim, scope = _claim_and_scope(setting, mention, lead, sentence)
    return Quantity(
        Span(mention.start, mention.end),
        Span(mention.number_start, mention.number_end),
        mention.value,
        mention.low,
        mention.high,
        mention.exact,
        mention.step,
        mention.unit,
        mention.printed_unit,
        mention.scale,
        mention.kind,
        lead,
        tail,
        sentence,
        name,
        name_span,
        claim,
        scope,
    )


def _sentence(setting: _Setting, at: int) -> Span:
    index = bisect.bisect_right(setting.sentence_starts, at) - 1
    return setting.sentences[index] if index >= 0 else Span(0, len(setting.folded))


@functools.cache
def _claim_words() -> tuple[dict[str, Claim], int, frozenset[str]]:
    """The last words before a number → what they make of it, the longest's length, and their last characters."""
    group = words()
    groups: tuple[tuple[Claim, tuple[str, ...]], ...] = (
        ("growth", group.growth),
        ("total", group.total),
        ("rest", group.rest),
        ("listed", ("以下", "下列", "如下")),
    )
    table = {word: claim for claim, words_of_claim in groups for word in words_of_claim}
    return table, max(map(len, table)), frozenset(word[-1] for word in table)


def _claim_and_scope(setting: _Setting, mention: Mention, lead: Span, sentence: Span) -> tuple[Claim, Scope]:
    folded = setting.folded
    last = bisect.bisect_left(setting.marker_starts, mention.start)
    period = body = ""
    year: int | None = None
    plan = part = False
    paragraph_start = folded.rfind("\n", 0, mention.start) + 1
    statement_start = folded.rfind("。", paragraph_start, mention.start) + 1
    for index in range(last - 1, -1, -1):
        start, end, word, kind = setting.markers[index]
        if start < paragraph_start:
            break
        if kind == "time":
            if not period and not _compares(folded, start, end):
                period = word
        elif kind == "year":
            if year is None and not _compares(folded, start, end):
                year = int(word)
        elif start < statement_start:
            if period and year is not None:
                break
        elif kind == "part":
            part = True
        elif start < sentence.start:
            continue
        elif kind == "plan":
            plan = True
        elif not body:
            body = word
    return _claim(folded, mention, lead, part), Scope(year, period, body, plan)


def _compares(folded: str, start: int, end: int) -> bool:
    """Whether a word of time only names what is compared with (较2021年, 比上年, 与去年同期相比)."""
    return folded[start - 1 : start] in ("比", "较", "与", "同") or folded.startswith("相比", end)


def _claim(folded: str, mention: Mention, lead: Span, part: bool) -> Claim:
    table, longest, last_characters = _claim_words()
    end = lead.end
    if end == lead.start:
        return "part" if part else "count"
    while end > lead.start and folded[end - 1] in "了约近 为达到":
        if folded[end - 1] == "到" and not folded.endswith("达到", lead.start, end):
            return "part" if part else "count"  # 减少到112人 gives the value, not the change
        end -= 1
    if end > lead.start and folded[end - 1] in last_characters:
        for length in range(min(longest, end - lead.start), 0, -1):
            claim = table.get(folded[end - length : end])
            if claim is not None:
                return claim
    if _CHANGE.search(folded, max(lead.start, lead.end - 4), lead.end) and _COMPARES.search(
        folded, lead.start, lead.end
    ):
        return "growth"
    if mention.kind == "percent" and _RATE.search(folded, lead.start, lead.end):
        return "ratio"
    return "part" if part else "count"
