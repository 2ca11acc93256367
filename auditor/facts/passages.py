"""Passages that stand twice in one document, verbatim or lightly edited.

A real repeat lies inside longer paragraphs, so whole paragraphs are never compared: chains of equal
8-grams are (`alignment`), and a long enough chain is a repeat.  Lists of law titles repeat everywhere:
what stands in 《》 does not count towards the length.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
import numpy as np

from auditor.facts import alignment
from auditor.facts.alignment import Array, Letters, Run
from auditor.model import Document, Span
from auditor.structure import outline

LEAST_LETTERS: Final = 60
"""Letters that a run must cover: the longest set phrases of official prose have about 50."""

LEAST_TWIN_LETTERS: Final = 20
"""Letters of a twin: too few for a repeat, enough to hold two wordings of one thing side by side."""

LEAST_LETTERS_WITH_FIGURES: Final = 24
"""Letters of a sentence that stands twice with the same figures in it, which no set phrase has."""

LEAST_FIGURES: Final = 2

LONGEST_HEADING: Final = 40
"""Code points of a heading that is no sentence of its own."""

_ALIKE: Final = 0.7
_ALIKE_TWIN: Final = 0.5
"""The part of the longer side that must be equal letters."""

_TWIN_GAP: Final = 40
"""Letters that may stand between two equal stretches of a twin: a clause reworded."""


class Repeat(msgspec.Struct, frozen=True):
    """Two stretches of one document that say the same; `letters` counts what they share."""

    first: Span
    second: Span
    letters: int


def of(document: Document) -> tuple[Repeat, ...]:
    """Repeats of at least `LEAST_LETTERS` letters, in order of the first stretch."""
    return document.remember(
        of, lambda: tuple(_repeats(document, LEAST_LETTERS, _ALIKE, alignment.LARGEST_GAP))
    )


def twins(document: Document) -> tuple[Repeat, ...]:
    """Stretches that say the same more loosely than repeats do, in order of the first stretch."""
    return document.remember(
        twins, lambda: tuple(_repeats(document, LEAST_TWIN_LETTERS, _ALIKE_TWIN, _TWIN_GAP))
    )


def with_figures(document: Document) -> tuple[Repeat, ...]:
    """Shorter stretches that stand twice word for word with `LEAST_FIGURES` and more figures, years aside."""
    return tuple(
        repeat
        for repeat in _repeats(document, LEAST_LETTERS_WITH_FIGURES, _ALIKE, alignment.LARGEST_GAP)
        if repeat.letters < LEAST_LETTERS and _share_figures(document, repeat)
    )


def _share_figures(document: Document, repeat: Repeat) -> bool:
    sides = (document.slice(side).rstrip(_CLAUSE_END) for side in (repeat.first, repeat.second))
    shorter, longer = sorted(sides, key=len)
    return shorter in longer and len(set(_FIGURE.findall(shorter))) >= LEAST_FIGURES


_FIGURE: Final = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d年)\d+(?:\.\d+)?")


def _aligned(document: Document) -> tuple[Letters, list[Run]]:
    letters = alignment.letters(document)
    return letters, alignment.within(letters.codes)


def _prose_before(document: Document, letters: Letters) -> Array:
    """How many letters of prose, without headings, stand before each letter, and before the end.

    Where only tables stand below headings, these follow on one another, and the opening that lists the parts of
    a report says the same.
    """
    prose = alignment.prose(document, letters)
    for item in outline.of(document).items:
        if not item.inline and len(item.heading) <= LONGEST_HEADING:
            first, last = np.searchsorted(letters.offsets, (item.heading.start, item.heading.end))
            prose[first:last] = 0
    return np.concatenate(([0], np.cumsum(prose)))


def _repeats(document: Document, least: int, alike: float, gap: int) -> list[Repeat]:
    letters, runs = document.remember(_aligned, lambda: _aligned(document))
    if sum(run.shared for run in runs) < least:
        return []
    repeats = []
    for run in alignment.joined(runs, gap):
        length = max(run.first_end - run.first, run.second_end - run.second)
        if run.shared < least or run.shared < alike * length:
            continue
        prose_before = document.remember(_prose_before, lambda: _prose_before(document, letters))
        sides = ((run.first, run.first_end), (run.second, run.second_end))
        if min(prose_before[end] - prose_before[start] for start, end in sides) < least:
            continue
        first = to_clause(document.text, letters.span(run.first, run.first_end))
        second = to_clause(document.text, letters.span(run.second, run.second_end))
        repeats.append(Repeat(first, second, run.shared))
    return without_shadows(repeats)


_CLAUSE_END = "，。；：！？、\n,;:!?"
_REACH = 6
"""Characters by which a stretch may grow to reach the edge of its clause."""


def to_clause(text: str, span: Span) -> Span:
    """The span grown to the edges of its clauses, where these are near."""
    start, end = span.start, span.end
    for at in range(start, max(-1, start - _REACH - 1), -1):
        if at == 0 or text[at - 1] in _CLAUSE_END:
            start = at
            break
    for at in range(end, min(len(text), end + _REACH) + 1):
        if at == len(text) or text[at] in _CLAUSE_END:
            end = at + 1 if at < len(text) and text[at] in "。；！？" else at
            break
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def without_shadows(repeats: list[Repeat]) -> list[Repeat]:
    """Without repeats that lie inside a longer one on both sides."""
    kept: list[Repeat] = []
    for repeat in sorted(repeats, key=lambda repeat: -repeat.letters):
        if not any(_shadowed(repeat, other) for other in kept):
            kept.append(repeat)
    kept.sort(key=lambda repeat: (repeat.first, repeat.second))
    return kept


def _shadowed(repeat: Repeat, other: Repeat) -> bool:
    return other.first.overlaps(repeat.first) and other.second.overlaps(repeat.second)
