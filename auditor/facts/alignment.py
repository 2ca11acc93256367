"""Stretches of two texts, or of one text with itself, that say the same: chains of equal 8-grams.

A text is cut into 8-grams of its letters (Han, Latin, digits; marks and blanks are passed over); equal
grams are pairs of positions; pairs on one diagonal, allowing for a few characters put in or left out,
chain into a run.  Positions are counted in letters; `Letters.offsets` leads back to the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np

from auditor.model import Block, Span

GRAM: Final = 8
"""Letters in a gram: 8 are rarer than set phrases of four and six, and survive one edit in ten."""

GRAM_BETWEEN: Final = 6
"""Between paragraphs of two texts that share fingerprints already, shorter ones bear more edits."""

LARGEST_GAP: Final = 24
"""Letters between two runs that one edit (a swapped clause) can open, or that it adds or removes."""

_MOST_ALIKE: Final = 6
"""A gram that stands more often than this is a set phrase, and pairs nothing."""

_BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)

Array = np.ndarray[Any, np.dtype[Any]]


class Letters(NamedTuple):
    """The letters of a text: their codes, their offsets, and whether each is prose (outside 《》)."""

    codes: Array
    offsets: Array
    prose: Array

    def span(self, first: int, end: int) -> Span:
        """The stretch of text from letter `first` up to letter `end`, exclusive."""
        return Span(int(self.offsets[first]), int(self.offsets[end - 1]) + 1)


class Run(msgspec.Struct):
    """A chain of equal grams: letter positions [first, first_end) and [second, second_end).

    `shared` counts the letters that are equal.
    """

    first: int
    second: int
    first_end: int
    second_end: int
    shared: int


def letters(folded: str, blocks: Iterable[Block]) -> Letters:
    """The letters of a folded text, without those of table cells and of page headers and footers."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letter = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | ((codes >= 0x30) & (codes <= 0x39))
    letter |= ((codes | 0x20) >= 0x61) & ((codes | 0x20) <= 0x7A)
    for block in blocks:
        if block.cell is not None or block.kind in ("page-header", "page-footer"):
            letter[block.start : block.end] = False
    depth = np.cumsum(codes == ord("《"), dtype=np.int64) - np.cumsum(codes == ord("》"), dtype=np.int64)
    offsets = np.flatnonzero(letter)
    return Letters(codes[offsets], offsets, (depth[offsets] <= 0).astype(np.int64))


def _grams(codes: Array, gram: int) -> Array:
    """A hash of the gram that begins at every letter."""
    wide = codes.astype(np.uint64)
    count = len(wide) - gram + 1
    hashes = np.zeros(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for at in range(gram):
            hashes = hashes * _BASE + wide[at : at + count]
        # The last letters sit in the low bits; the high ones are what is compared.
        hashes ^= hashes >> np.uint64(32)
        hashes *= _MIX
    return hashes


def within(codes: Array) -> list[Run]:
    """The unbroken runs of a text with itself in order; the first side is the earlier."""
    if len(codes) < 2 * GRAM:
        return []
    first, second = _pairs(_grams(codes, GRAM))
    apart = second - first >= GRAM  # 好好好好好好好好好 repeats itself
    return _runs(first[apart], second[apart], GRAM)


def between(codes: Array, others: Array) -> list[Run]:
    """The unbroken runs of a text with another one, in order."""
    if len(codes) < GRAM_BETWEEN or len(others) < GRAM_BETWEEN:
        return []
    first, second = _pairs(np.concatenate((_grams(codes, GRAM_BETWEEN), _grams(others, GRAM_BETWEEN))))
    boundary = len(codes) - GRAM_BETWEEN + 1
    across = (first < boundary) & (second >= boundary)
    return _runs(first[across], second[across] - boundary, GRAM_BETWEEN)


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
    return np.concatenate(firsts), np.concatenate(seconds)


def _runs(first: Array, second: Array, gram: int) -> list[Run]:
    """Runs of pairs on one diagonal."""
    if not len(first):
        return []
    diagonal = second - first
    order = np.lexsort((first, diagonal))
    first, second, diagonal = first[order], second[order], diagonal[order]
    breaks = np.flatnonzero((np.diff(diagonal) != 0) | (np.diff(first) > gram)) + 1
    starts = np.concatenate(([0], breaks))
    ends = np.concatenate((breaks, [len(first)]))
    runs = [
        Run(
            int(first[start]),
            int(second[start]),
            int(first[end - 1]) + gram,
            int(second[end - 1]) + gram,
            int(first[end - 1] - first[start]) + gram,
        )
        for start, end in zip(starts, ends, strict=True)
    ]
    runs.sort(key=lambda run: (run.first, run.second))
    return runs


def joined(runs: Iterable[Run], gap: int = LARGEST_GAP) -> list[Run]:
    """The runs with those made one that small edits part, of up to `gap` letters; in no order."""
    open_runs: list[Run] = []
    closed: list[Run] = []
    for run in map(msgspec.structs.replace, runs):
        still_open = []
        taken = False
        for earlier in open_runs:
            if run.first - earlier.first_end > gap:
                closed.append(earlier)
                continue
            still_open.append(earlier)
            if not taken and _continues(earlier, run, gap):
                overlap = max(0, earlier.first_end - run.first, earlier.second_end - run.second)
                earlier.shared += max(0, run.shared - overlap)
                earlier.first_end = max(earlier.first_end, run.first_end)
                earlier.second_end = max(earlier.second_end, run.second_end)
                taken = True
        open_runs = still_open
        if not taken:
            open_runs.append(run)
    return closed + open_runs


def _continues(earlier: Run, run: Run, most: int) -> bool:
    shift = abs((run.second - run.first) - (earlier.second_end - earlier.first_end))
    gap = run.second - earlier.second_end
    return shift <= most and -GRAM <= gap <= most and run.second_end > earlier.second_end
