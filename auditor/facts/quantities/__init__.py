"""What a report counts and measures: every number with a unit, what it counts, in what scope, as what.

`of(document)` reads them once.  Offsets are code points in `Document.text`, ends exclusive; values are
`Decimal` in the unit's base: yuan for 万元 and 亿元, pieces for 3.2万份, 75 for 75% and 百分之七十五.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, Literal

import msgspec

from auditor.facts.quantities import things
from auditor.facts.quantities.recognition import Mention, is_within, mentions
from auditor.facts.quantities.scope import Scope as Scope
from auditor.facts.quantities.scope import Surroundings
from auditor.facts.quantities.vocabulary import Kind, words
from auditor.model import Document, Span
from auditor.structure.words import Hit, WordList

Claim = Literal["count", "total", "part", "listed", "growth", "ratio", "rest"]


class Quantity(msgspec.Struct, frozen=True):
    """A number with its unit, as the report states it.

    `span` covers approximations and unit (约1,200余份), `number` the figures alone.  `low` and `high` bound
    what the words allow (1,200余 is 1,200 to 1,300); both equal `value` when `exact`.  `step` is what
    one unit in the last printed place is worth: 100 yuan for 1,560.05万元; `scale` what one of the
    printed unit is worth in the base unit: 10,000 for 万元.  `lead` and `tail` are the words
    before and after in the same clause, `thing` the normalised name of what is counted.  `planned` says that
    it is a target or a rule; `sentence` and `scope` are read from the `surroundings` when asked for.
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
    thing: str
    thing_span: Span
    claim: Claim
    planned: bool
    surroundings: Surroundings

    @property
    def sentence(self) -> Span:
        return self.surroundings.sentence(self.span.start)

    @property
    def scope(self) -> Scope:
        return Scope(self.surroundings, self.span.start, self.number.start, self.planned)

    def agrees(self, other: Quantity) -> bool:
        """Whether both can be the same number: their ranges meet, rounding allowed at the coarser step."""
        coarser = max(self.step, other.step)
        slack = coarser / 2 if self.step != other.step or self.step < 1 else Decimal(0)
        return self.low - slack <= other.high and other.low - slack <= self.high


_PARTS: Final = WordList("words of parts", lambda: ("其中",))
_PLANS: Final = WordList("words of plans", lambda: words().plan)
_STATEMENT_END: Final = re.compile(r"[。\n]")
_BOUNDARIES: Final = ",;:。!?()"
_REMARK: Final = re.compile(r"\(((?![一二三四五六七八九十]{1,3}\))[^(),;:。!?\n0-9]{1,12})\)")
"""A short remark in brackets (因公出国（境）费, 示范村（社区）) belongs to the words around it; （一） opens a part."""
_CHANGE: Final = re.compile("[增减升降涨跌快慢高低多少超]")
_COMPARES: Final = re.compile("比|较|环比|净")
_RATE: Final = re.compile(r"率|占|比重|比例|比值")


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


def _read(document: Document) -> tuple[Quantity, ...]:
    folded = document.folded
    found, quoted = mentions(document)
    if not found:
        return ()
    surroundings = Surroundings(document, quoted)
    words_around = _words_around(folded, found)
    starts = [mention.span.start for mention in found]
    parts = _last_before(folded, _PARTS.hits(document), starts, quoted)
    plans = _last_before(folded, _PLANS.hits(document), starts, quoted)
    return tuple(map(_quantity, found, words_around, parts, plans, itertools.repeat(surroundings)))


def _words_around(folded: str, found: Sequence[Mention]) -> Iterator[tuple[Span, Span, str, Span]]:
    """For each number its lead and tail and the thing with its words; a short remark does not end a clause."""
    clauses = _REMARK.sub(r"（\1）", folded)  # as wide brackets, which folded text has not
    for mark in _BOUNDARIES:
        clauses = clauses.replace(mark, "\n")
    lead_start = 0
    for mention, following in zip(found, [*found[1:], None], strict=True):
        start, end = mention.span.start, mention.span.end
        boundary = clauses.rfind("\n", lead_start, start)
        if boundary >= 0:
            lead_start = boundary + 1
        while lead_start < start and folded[lead_start] in "、 ":
            lead_start += 1
        lead = Span(lead_start, start)
        next_start = len(folded) if following is None else following.span.start
        stop = clauses.find("\n", end, next_start)
        if stop >= 0 or following is None:
            tail = further = Span(end, stop if stop >= 0 else next_start)
        else:  # before a further number in the clause the words belong to that number, not to this one
            tail, further = Span(end, end), Span(end, next_start)
        name, name_span = things.thing(folded, lead, tail)
        if not name and further is not tail:  # 为全镇15个行政村配备网格员46名: no other words name it
            name, name_span = things.thing(folded, lead, further)
        yield lead, tail, name, name_span
        lead_start = end


def _last_before(
    folded: str, hits: Sequence[Hit], starts: Sequence[int], quoted: Sequence[tuple[int, int]]
) -> list[int]:
    """For each number where the last of the hits stands before it in its statement, -1 where none does."""
    last = [-1] * len(starts)
    for hit in hits:
        at = hit.start
        following = bisect.bisect_right(starts, at)
        if following == len(starts):
            break
        if folded.find("。", at, starts[following]) < 0 and not is_within(at, quoted):
            stop = _STATEMENT_END.search(folded, at)
            for index in range(following, bisect.bisect_left(starts, stop.start() if stop else len(folded))):
                last[index] = at
    return last


def _quantity(
    mention: Mention,
    words_around: tuple[Span, Span, str, Span],
    part: int,
    plan: int,
    surroundings: Surroundings,
) -> Quantity:
    amount = mention.amount
    lead, tail, name, name_span = words_around
    return Quantity(
        mention.span,
        mention.number,
        amount.value,
        amount.low,
        amount.high,
        amount.exact,
        amount.step,
        amount.unit,
        amount.printed_unit,
        amount.scale,
        amount.kind,
        lead,
        tail,
        name,
        name_span,
        _claim(surroundings.folded, amount.kind, lead, part >= 0),
        plan >= 0
        and plan >= surroundings.sentence(mention.span.start).start
        and not (plan < lead.start and surroundings.folded.startswith("实际", lead.start)),
        surroundings,
    )


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


def _claim(folded: str, kind: Kind, lead: Span, part: bool) -> Claim:
    table, longest, last_characters = _claim_words()
    end = lead.end
    if end == lead.start:
        return "part" if part else "count"
    while end > lead.start and folded[end - 1] in "了约近 为达到至":
        if folded[end - 1] in "到至" and not folded.endswith("达到", lead.start, end):
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
    if kind == "percent" and _RATE.search(folded, lead.start, lead.end):
        return "ratio"
    return "part" if part else "count"
