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

from auditor.model import Document, Span

GRAM: Final = 8
"""Letters in a gram: 8 are rarer than set phrases of four and six, and survive one edit in ten."""

GRAM_BETWEEN: Final = 6
"""Between paragraphs of two texts that share fingerprints already, shorter ones bear more edits."""

LARGEST_GAP: Final = 24
"""Letters between two runs that one edit (a swapped clause) can open, or that it adds or removes."""

_MOST_ALIKE: Final = 6
"""A gram that stands more often than this is a set phrase, and pairs nothing."""

_POSITION_BITS: Final = 24
_POSITION: Final = np.uint64((1 << _POSITION_BITS) - 1)
"""The low bits of a number that hold a position, where it shares the number with something else."""

_POWERS: Final = [np.uint64(0x9E3779B97F4A7C15**power & 0xFFFFFFFFFFFFFFFF) for power in range(6)]
"""Powers of an odd number without a pattern, in 64 bits."""

Array = np.ndarray[Any, np.dtype[Any]]


def _letter_table() -> Array:
    table = np.zeros(0x10000, dtype=bool)
    for first, last in ("一\u9fff", "09", "AZ", "az"):
        table[ord(first) : ord(last) + 1] = True
    return table


_IS_LETTER: Final = _letter_table()


class Letters(NamedTuple):
    """The letters of a text: their codes and their offsets."""

    codes: Array
    offsets: Array

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


def outside_running_text(document: Document) -> list[int]:
    """The numbers of the blocks that are table cells, page headers or page footers."""
    return document.remember(
        outside_running_text,
        lambda: [
            number
            for number, block in enumerate(document.blocks)
            if block.cell is not None or block.kind in ("page-header", "page-footer")
        ],
    )


def letters(document: Document) -> Letters:
    """The letters of a document's running text, widths folded."""
    letter = _IS_LETTER.take(document.codes, mode="clip")
    for number in outside_running_text(document):
        block = document.blocks[number]
        letter[block.start : block.end] = False
    offsets = np.flatnonzero(letter)
    return Letters(document.codes.take(offsets), offsets)


def prose(document: Document, letters: Letters) -> Array:
    """1 for each of the document's letters that stands outside 《》, 0 for one inside."""
    codes = document.codes
    depth = np.cumsum(codes == ord("《"), dtype=np.int64) - np.cumsum(codes == ord("》"), dtype=np.int64)
    return (depth[letters.offsets] <= 0).astype(np.int64)


def _grams(codes: Array, gram: int) -> Array:
    """A hash of the gram, of 4 to 8 letters, that begins at every letter: a polynomial in `_POWERS`."""
    letters = codes.astype(np.uint64)
    twos = letters[:-1] * _POWERS[1] + letters[1:]
    fours = twos[:-2] * _POWERS[2] + twos[2:]
    # Not even the last letter may sit in the low bits alone: the high ones are what is compared.
    return fours[: len(codes) - gram + 1] * _POWERS[5] + fours[gram - 4 :] * _POWERS[1]


def within(codes: Array) -> list[Run]:
    """The unbroken runs of a text with itself in order; the first side is the earlier."""
    if len(codes) < 2 * GRAM:
        return []
    pairs = _pairs(_grams(codes, GRAM))
    return _runs(pairs[pairs >= GRAM << _POSITION_BITS], GRAM)  # 好好好好好好好好好 repeats itself


def between(codes: Array, others: Array) -> list[Run]:
    """The unbroken runs of a text with another one, in order."""
    if len(codes) < GRAM_BETWEEN or len(others) < GRAM_BETWEEN:
        return []
    pairs = _pairs(np.concatenate((_grams(codes, GRAM_BETWEEN), _grams(others, GRAM_BETWEEN))))
    boundary = len(codes) - GRAM_BETWEEN + 1
    first = pairs & _POSITION
    across = (first < boundary) & (first + (pairs >> _POSITION_BITS) >= boundary)
    return _runs(pairs[across], GRAM_BETWEEN, boundary)


def _pairs(hashes: Array) -> Array:
    """Equal grams, each with the next few of its group; how far apart they stand, and the first's position.

    Hash and position are packed into one number, because sorting such numbers is several times as fast
    as an argsort (measured); 40 bits of hash keep false equals below one in a million documents.
    """
    packed = (hashes & ~_POSITION) | np.arange(len(hashes), dtype=np.uint64)
    packed.sort()
    equal = np.flatnonzero((packed[1:] ^ packed[:-1]) <= _POSITION)
    firsts, seconds = [equal], [equal + 1]
    for step in range(2, _MOST_ALIKE):
        # Sorted, a gram equals the one `step` further on where both equal what stands between.
        equal = equal[:-1][equal[1:] == equal[:-1] + 1]
        if not len(equal):
            break
        firsts.append(equal)
        seconds.append(equal + step)
    first, second = packed[np.concatenate(firsts)], packed[np.concatenate(seconds)]
    return ((second - first) << _POSITION_BITS) | (first & _POSITION)


def _runs(pairs: Array, gram: int, boundary: int = 0) -> list[Run]:
    """Runs of pairs on one diagonal; second positions are counted from `boundary`."""
    if not len(pairs):
        return []
    ordered = np.sort(pairs)
    lasts = np.flatnonzero(ordered[1:] - ordered[:-1] > gram).tolist()
    begins = ordered[[0, *(at + 1 for at in lasts)]].tolist()
    ends = ordered[[*lasts, -1]].tolist()
    runs = []
    for begin, end in zip(begins, ends, strict=True):
        first = begin & int(_POSITION)
        second = first + (begin >> _POSITION_BITS) - boundary
        shared = end - begin + gram
        runs.append(Run(first, second, first + shared, second + shared, shared))
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
    gap = run.second - earlier.second_end
    if not -GRAM <= gap <= most or run.second_end <= earlier.second_end:
        return False
    return abs(gap - (run.first - earlier.first_end)) <= most
