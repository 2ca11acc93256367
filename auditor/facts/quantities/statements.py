"""The quantities of a report, statement by statement: what stands between two full stops.

Sentences end at semicolons too; a sum and its parts do not: 「收入100万元，其中：甲60万元；乙40万元。」 is one
statement.
"""

from __future__ import annotations

import bisect
import re
from typing import Final

import msgspec

from auditor.facts import quantities
from auditor.facts.quantities import Quantity
from auditor.model import Document, Span

_STOP: Final = re.compile(r"[。!?\n]")
_BRACKET: Final = re.compile(r"[()]")


class Statement(msgspec.Struct, frozen=True):
    """What stands between two full stops, with its quantities and how deep in brackets each stands.

    `paragraph` numbers the lines of the text that hold quantities, so that two statements with one
    number stand in one line.
    """

    span: Span
    paragraph: int
    quantities: tuple[Quantity, ...]
    depths: tuple[int, ...]


def of(document: Document) -> tuple[Statement, ...]:
    """All statements with at least one quantity, in order; computed once."""
    return document.remember("facts.quantities.statements", lambda: _read(document))


def _read(document: Document) -> tuple[Statement, ...]:
    found = quantities.of(document)
    if not found:
        return ()
    folded = document.folded
    stops = [-1, *(match.start() for match in _STOP.finditer(folded)), len(folded)]
    grouped: dict[int, list[Quantity]] = {}
    for quantity in found:
        grouped.setdefault(bisect.bisect_right(stops, quantity.number.start) - 1, []).append(quantity)
    statements = []
    paragraph, line_end = -1, -1
    for index, group in grouped.items():
        span = Span(stops[index] + 1, stops[index + 1])
        if span.start > line_end:
            paragraph += 1
            line_end = folded.find("\n", span.start)
            line_end = len(folded) if line_end < 0 else line_end
        statements.append(Statement(span, paragraph, tuple(group), _depths(folded, span, group)))
    return tuple(statements)


def _depths(folded: str, span: Span, group: list[Quantity]) -> tuple[int, ...]:
    """For each quantity the number of brackets open before it within the statement."""
    brackets = [
        (match.start(), match.group() == "(") for match in _BRACKET.finditer(folded, span.start, span.end)
    ]
    if not brackets:
        return (0,) * len(group)
    depths = []
    depth = at = 0
    for quantity in group:
        while at < len(brackets) and brackets[at][0] < quantity.number.start:
            depth = max(0, depth + (1 if brackets[at][1] else -1))
            at += 1
        depths.append(depth)
    return tuple(depths)
