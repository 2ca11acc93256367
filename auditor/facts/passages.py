"""Passages that stand twice in one document, verbatim or lightly edited.

A real repeat lies inside longer paragraphs, so whole paragraphs are never compared.  The text is cut
into 8-grams of its letters (Han, Latin, digits; marks and blanks are passed over); equal 8-grams are
pairs of positions; pairs on one diagonal, allowing for a few characters put in or left out, chain into
a run; a long enough run is a repeat.  Lists of law titles repeat everywhere: what stands in 《》 does
not count towards the length.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from auditor.model import Document, Span

GRAM = 8
"""Letters in a gram: 8 are rarer than set phrases of four and six, and survive one edit in ten."""

LEAST_LETTERS = 60
"""Letters that a run must cover: the longest set phrases of official prose have about 50."""

_LARGEST_GAP = 24
"""Letters between two runs that one edit (a swapped clause) can open."""

_LARGEST_SHIFT = 24
"""Letters that an edit inside a passage may add or remove."""

_MOST_ALIKE = 6
"""A gram that stands more often than this is a set phrase, and pairs nothing."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)

Array = np.ndarray[Any, np.dtype[Any]]


class Repeat(msgspec.Struct, frozen=True):
    """Two stretches of one document that say the same; `letters` counts what they share."""

    first: Span
    second: Span
    letters: int


class _Run(msgspec.Struct):
    """A chain of equal grams: letter positions [first, first_end) and [second, second_end)."""

    first: int
    second: int
    first_end: int
    second_end: int
    shared: int


def of(document: Document) -> tuple[Repeat, ...]:
    """Repeats of at least `LEAST_LETTERS` letters, in order of the first stretch."""
    return document.remember(of, lambda: tuple(_repeats(document)))


def _repeats(document: Document) -> list[Repeat]:
    codes, offsets, counted = _letters(document)
    if len(codes) < 2 * LEAST_LETTERS:
        return []
    runs = _chains(*_pairs(_grams(codes)))
    prose = np.concatenate(([0], np.cumsum(counted)))
    repeats = []
    for run in runs:
        prose_letters = int(prose[run.first_end] - prose[run.first])
        length = max(run.first_end - run.first, run.second_end - run.second)
        if run.shared < LEAST_LETTERS or prose_letters < LEAST_LETTERS or run.shared < 0.7 * length:
            continue
        first = Span(int(offsets[run.first]), int(offsets[run.first_end - 1]) + 1)
        second = Span(int(offsets[run.second]), int(offsets[run.second_end - 1]) + 1)
        repeats.append(Repeat(_to_clause(document, first), _to_clause(document, second), run.shared))
    repeats.sort(key=lambda repeat: (repeat.first, repeat.second))
    return _without_shadows(repeats)


def _letters(document: Document) -> tuple[Array, Array, Array]:
    """Codes of the letters, their offsets, and whether each counts (is outside 《》 and tables)."""
    codes = np.frombuffer(document.folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letter = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | ((codes >= 0x30) & (codes <= 0x39))
    letter |= ((codes | 0x20) >= 0x61) & ((codes | 0x20) <= 0x7A)
    for block in document.blocks:
        if block.cell is not None or block.kind in ("page-header", "page-footer"):
            letter[block.start : block.end] = False
    depth = np.cumsum(codes == ord("《"), dtype=np.int64) - np.cumsum(codes == ord("》"), dtype=np.int64)
    offsets = np.flatnonzero(letter)
    return codes[offsets], offsets, (depth[offsets] <= 0).astype(np.int64)


def _grams(codes: Array) -> Array:
    """A hash of the gram that begins at every letter."""
    wide = codes.astype(np.uint64)
    count = len(wide) - GRAM + 1
    hashes = np.zeros(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for at in range(GRAM):
            hashes = hashes * _BASE + wide[at : at + count]
        # The last letters sit in the low bits; the high ones are what is compared.
        hashes ^= hashes >> np.uint64(32)
        hashes *= _MIX
    return hashes


def _pairs(hashes: Array) -> tuple[Array, Array]:
    """Positions (i, j), i < j, of equal grams: each with the next few of its group.

    Hash and position are packed into one number, because sorting such numbers is several times as fast
    as an argsort (measured); 40 bits of hash keep false equals below one in a million documents.
    """
    positions = np.arange(len(hashes), dtype=np.uint64)
    packed = np.sort((hashes >> np.uint64(24) << np.uint64(24)) | positions)
    ranked = packed >> np.uint64(24)
    order = (packed & np.uint64(0xFFFFFF)).astype(np.int64)
    firsts, seconds = [], []
    for step in range(1, _MOST_ALIKE):
        equal = np.flatnonzero(ranked[step:] == ranked[:-step])
        if not len(equal):
            break
        firsts.append(order[equal])
        seconds.append(order[equal + step])
    if not firsts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    apart = second - first >= GRAM  # 好好好好好好好好好 repeats itself
    return first[apart], second[apart]


def _chains(first: Array, second: Array) -> list[_Run]:
    """Runs of pairs on one diagonal, then runs joined over small edits."""
    if not len(first):
        return []
    diagonal = second - first
    order = np.lexsort((first, diagonal))
    first, second, diagonal = first[order], second[order], diagonal[order]
    breaks = np.flatnonzero((np.diff(diagonal) != 0) | (np.diff(first) > GRAM)) + 1
    starts = np.concatenate(([0], breaks))
    ends = np.concatenate((breaks, [len(first)]))
    runs = [
        _Run(
            int(first[start]),
            int(second[start]),
            int(first[end - 1]) + GRAM,
            int(second[end - 1]) + GRAM,
            int(first[end - 1] - first[start]) + GRAM,
        )
        for start, end in zip(starts, ends, strict=True)
    ]
    runs.sort(key=lambda run: (run.first, run.second))
    return _joined(runs)


def _joined(runs: list[_Run]) -> list[_Run]:
    open_runs: list[_Run] = []
    closed: list[_Run] = []
    for run in runs:
        still_open = []
        joined = False
        for earlier in open_runs:
            if run.first - earlier.first_end > _LARGEST_GAP:
                closed.append(earlier)
                continue
            still_open.append(earlier)
            if not joined and _continues(earlier, run):
                overlap = max(0, earlier.first_end - run.first, earlier.second_end - run.second)
                earlier.shared += max(0, run.shared - overlap)
                earlier.first_end = max(earlier.first_end, run.first_end)
                earlier.second_end = max(earlier.second_end, run.second_end)
                joined = True
        open_runs = still_open
        if not joined:
            open_runs.append(run)
    return closed + open_runs


def _continues(earlier: _Run, run: _Run) -> bool:
    shift = abs((run.second - run.first) - (earlier.second_end - earlier.first_end))
    gap = run.second - earlier.second_end
    return shift <= _LARGEST_SHIFT and -GRAM <= gap <= _LARGEST_GAP and run.second_end > earlier.second_end


_CLAUSE_END = "，。；：！？、\n,;:!?"
_REACH = 6
"""Characters by which a stretch may grow to reach the edge of its clause."""


def _to_clause(document: Document, span: Span) -> Span:
    """The span grown to the edges of its clauses, where these are near."""
    text = document.text
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


def _without_shadows(repeats: list[Repeat]) -> list[Repeat]:
    """Without repeats that lie inside a longer one on both sides."""
    kept: list[Repeat] = []
    for repeat in sorted(repeats, key=lambda repeat: -repeat.letters):
        if not any(_shadowed(repeat, other) for other in kept):
            kept.append(repeat)
    kept.sort(key=lambda repeat: (repeat.first, repeat.second))
    return kept


def _shadowed(repeat: Repeat, other: Repeat) -> bool:
    return other.first.overlaps(repeat.first) and other.second.overlaps(repeat.second)
