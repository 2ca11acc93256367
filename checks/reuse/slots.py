"""Where two texts that say the same differ, and what stands there: years, figures, words."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from auditor.facts.differences import pieces
from auditor.model import Span, fold

Kind = Literal["year", "figure", "words", "marks"]

_YEAR = re.compile(r"(?:19|20)\d\d(?:年|$)")


class Slot(NamedTuple):
    """A differing piece: its stretch in the first text and in the second, either of which may be empty."""

    kind: Kind
    first: Span
    second: Span


def slots(first: str, second: str) -> list[Slot]:
    """The differing pieces of two texts in order; a figure is whole (40.86 against 39.94)."""
    one, other = fold(first), fold(second)
    found: list[Slot] = []
    for start, end, other_start, other_end in pieces(one, other):
        left, right = one[start:end], other[other_start:other_end]
        if not left.strip() and not right.strip():
            continue
        span, other_span = _whole_figure(one, start, end), _whole_figure(other, other_start, other_end)
        figures = any(map(str.isdigit, left + right)) or (len(span) > end - start)
        if not figures:
            span, other_span = Span(start, end), Span(other_start, other_end)
        kind = _kind(one, span, other, other_span, figures)
        if found and (found[-1].first.end > span.start or found[-1].second.end > other_span.start):
            last = found.pop()
            span, other_span = (
                Span(last.first.start, max(last.first.end, span.end)),
                Span(last.second.start, max(last.second.end, other_span.end)),
            )
        found.append(Slot(kind, span, other_span))
    return found


def _kind(one: str, span: Span, other: str, other_span: Span, figures: bool) -> Kind:
    if figures:
        year = _YEAR.match(one[span.start : span.end + 1]) and _YEAR.match(
            other[other_span.start : other_span.end + 1]
        )
        return "year" if year else "figure"
    words = one[span.start : span.end] + other[other_span.start : other_span.end]
    return "words" if any(map(str.isalnum, words)) else "marks"


def _whole_figure(text: str, start: int, end: int) -> Span:
    """The piece with the digits that stand right before and behind it."""
    while start > 0 and (
        text[start - 1].isdigit() or (text[start - 1] == "." and text[max(0, start - 2)].isdigit())
    ):
        start -= 1
    while end < len(text) and (
        text[end].isdigit() or (text[end] == "." and text[end + 1 : end + 2].isdigit())
    ):
        end += 1
    return Span(start, end)
