"""The quantities of a report, statement by statement: what stands between two full stops.

Sentences end at semicolons too; a sum and its parts do not: 「收入100万元，其中：甲60万元；乙40万元。」 is one
statement.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from auditor.facts import quantities
from auditor.facts.quantities import Quantity
from auditor.model import Document, Span

_STOPS: Final = "。!?"
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
    folded = stopped = document.folded
    for mark in _STOPS:
        stopped = stopped.replace(mark, "\n")
    statements = []
    paragraph, line_end = -1, -1
    grouped = itertools.groupby(
        quantities.of(document), key=lambda quantity: stopped.rfind("\n", 0, quantity.number.start) + 1
    )
    for start, group in grouped:
        end = stopped.find("\n", start)
        span = Span(start, end if end >= 0 else len(folded))
        if start > line_end:
            paragraph += 1
            line_end = folded.find("\n", start)
            line_end = len(folded) if line_end < 0 else line_end
        members = tuple(group)
        statements.append(Statement(span, paragraph, members, _depths(folded, span, members)))
    return tuple(statements)


def _depths(folded: str, span: Span, group: Sequence[Quantity]) -> tuple[int, ...]:
    """For each quantity the number of brackets open before it within the statement."""
    if folded.find("(", span.start, span.end) < 0:
        return (0,) * len(group)  # a closing bracket alone leaves the depth at nothing
    brackets = [
        (match.start(), match.group() == "(") for match in _BRACKET.finditer(folded, span.start, span.end)
    ]
    depths = []
    depth = at = 0
    for quantity in group:
        while at < len(brackets) and brackets[at][0] < quantity.number.start:
            depth = max(0, depth + (1 if brackets[at][1] else -1))
            at += 1
        depths.append(depth)
    return tuple(depths)
