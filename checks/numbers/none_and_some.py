"""Statements that there was none of a thing of which the report counts some.

A part of `conflicting-count`: 「全年未发生行政诉讼案件」 beside 「办理行政诉讼案件3件」.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from auditor.facts import quantities
from auditor.facts.quantities import Quantity, things
from auditor.model import Document, Span
from checks.numbers.same_scope import is_planned, other_year

_NONE: Final = re.compile(
    r"[未没无零](?:(?<=[未])(?:发生|出现|收到|接到|产生|受理)|(?<=没)有(?:发生|出现|收到|产生)?|(?<=[无零]))"
    r"(?:过|任何|一起|1起|1件|一件)?(?P<thing>[一-鿿、]{4,20}?)(?=[,。;\n)]|发生|的情况|情形)"
)
_HANDLING: Final = re.compile(r"^(?:共|累计)?(?:办理|受理|审结|收到|接到|发生|办结|处理|新收|出现)+(?:各类)?")
_KINDS: Final = re.compile("案件|事故|事件|申请|诉讼|复议|投诉|败诉")
_SHORTEST: Final = 5


class Denied(msgspec.Struct, frozen=True):
    """Where a thing is said not to exist, and a number of it."""

    span: Span
    thing: str
    counted: Quantity


def denied(document: Document) -> Iterator[Denied]:
    """The denials that a number of the same name, year and part of the report contradicts, in order."""
    counted: dict[str, list[Quantity]] = {}
    for quantity in quantities.of(document):
        stated = quantity.kind == "count" and quantity.claim in ("count", "total")
        if stated and _KINDS.search(quantity.thing) and quantity.low > 0:
            thing = _HANDLING.sub("", quantity.thing)
            if _is_telling(thing):
                counted.setdefault(thing, []).append(quantity)
    for match in _NONE.finditer(document.folded) if counted else ():
        for thing in _things(match["thing"]):
            for quantity in counted.get(thing, ()):
                if not quantity.scope.plan and _one_year(document, match.start(), quantity):
                    yield Denied(Span(match.start(), match.end()), thing, quantity)
                    break


def _things(said: str) -> list[str]:
    """行政复议、行政诉讼案件 → 行政复议案件, 行政诉讼案件."""
    *firsts, last = said.split("、")
    kind = _KINDS.search(last)
    names = [first + (kind.group() if kind and not _KINDS.search(first) else "") for first in firsts] + [last]
    return [things.normalised(name) for name in names]


def _is_telling(thing: str) -> bool:
    """Whether a name is neither too short nor too general."""
    return len(thing) >= _SHORTEST and bool(_KINDS.search(thing)) and things.specific_length(thing) >= 2


_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2}) ?年|上年|去年|上半年|下半年|季度|[0-9]{1,2}月")


def _one_year(document: Document, at: int, quantity: Quantity) -> bool:
    """Whether neither side names another time or belongs to the plan for the next."""
    start = max(document.folded.rfind(mark, 0, at) for mark in "。\n") + 1
    own = _YEAR.search(document.folded, start, at)
    if own is not None and own.group(1) is None:
        return False
    year = int(own.group(1)) if own else None
    counted = other_year(document, quantity)
    said_before = _YEAR.search(document.folded, quantity.sentence.start, quantity.span.start)
    if said_before is not None and said_before.group(1) is None:
        return False
    return (year is None or counted is None or year == counted) and not is_planned(document, quantity)
