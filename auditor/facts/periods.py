"""Years and periods of time that a report names: 2022年, 2021—2025年, 截至2021年12月31日."""

from __future__ import annotations

import bisect

from auditor.model import Document, Span
from auditor.structure.dates import Period as Period
from auditor.structure.dates import of as of


def within(document: Document, span: Span) -> tuple[Period, ...]:
    """The periods that stand inside `span`, in order of text."""
    periods = of(document)
    first = bisect.bisect_left(periods, span.start, key=lambda period: period.span.start)
    inside = []
    for period in periods[first:]:
        if period.span.end > span.end:
            break
        inside.append(period)
    return tuple(inside)
