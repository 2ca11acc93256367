"""From fingerprints to pairs of paragraphs that may share a passage."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from auditor.checking.shared_passages.spilling import Keys, Spill
from auditor.facts.winnowing import PARAGRAPH_BITS

LEAST_SHARED: Final = 0.10
"""Fingerprints that two paragraphs must share, of those of the one that has fewer (measured)."""

FEWEST, ENOUGH = 3, 12
"""Shared fingerprints that are always needed, and those that always do: about 15 and 60 letters."""

NEIGHBOURS: Final = 8
"""An entry is paired with so many that follow it in its group; families are closed by their chains."""

_BITS: Final = np.uint64(PARAGRAPH_BITS)
_NUMBER: Final = np.uint64((1 << PARAGRAPH_BITS) - 1)
_MEMORY_FACTOR: Final = 8
"""Bytes in use while a part is joined, for each byte of it (measured: 6 to 7)."""

_TOGETHER: Final = 250
"""Documents that are numbered at a time."""

_MOST_PAIRS: Final = 1 << 21
"""Entries of groups that are paired at a time."""

Array = np.ndarray[Any, np.dtype[Any]]


def most_alike(documents: int) -> int:
    """Paragraphs that may have a fingerprint before it counts as common wording and pairs nothing."""
    return max(20, min(64, documents // 200))


class Index:
    """The fingerprints of a corpus.  Add documents in their order, then ask once for `candidates`.

    `memory` bounds the bytes that are in use at a time; the result does not depend on it.
    """

    def __init__(self, memory: int) -> None:
        self._limit = memory // (2 * _MEMORY_FACTOR)
        self._fingerprints = Spill(self._limit, (1 << 64) - 1)
        self._waiting: list[Keys] = []
        self._first: list[Array] = [np.zeros(1, np.int64)]
        self._counts: list[Array] = []

    def add(self, fingerprints: Keys) -> None:
        """Take the fingerprints of the next document (see `winnowing.of`).

        Raises OverflowError for more than 2^28 paragraphs, about six million documents.
        """
        self._waiting.append(fingerprints)
        if len(self._waiting) == _TOGETHER:
            self._take_waiting()

    def _take_waiting(self) -> None:
        """Number the paragraphs of documents that wait, after those of the documents before."""
        if not self._waiting:
            return
        base = int(self._first[-1][-1])
        sizes = np.array([len(keys) for keys in self._waiting])
        keys = np.concatenate(self._waiting)
        self._waiting = []
        numbers = (keys & _NUMBER).astype(np.int64)
        paragraphs = np.zeros(len(sizes), np.int64)
        ends = np.cumsum(sizes)
        filled = sizes > 0
        if len(keys):
            paragraphs[filled] = np.maximum.reduceat(numbers, (ends - sizes)[filled]) + 1
        following = base + np.cumsum(paragraphs)
        if following[-1] > int(_NUMBER):
            raise OverflowError("more paragraphs than an index can number")
        shift = np.repeat(following - paragraphs, sizes)
        numbers += shift - base
        counts = np.bincount(numbers, minlength=int(following[-1]) - base)
        self._first.append(following)
        self._counts.append(np.minimum(counts, 255).astype(np.uint8))
        self._fingerprints.add(keys + shift.astype(np.uint64))

    def candidates(self) -> Array:
        """Pairs worth aligning: rows of document, paragraph, document, paragraph, in no order."""
        try:
            self._take_waiting()
            first = np.concatenate(self._first)
            counts = np.concatenate([*self._counts, np.empty(0, np.uint8)])
            self._counts = []
            shared = Spill(self._limit, int(first[-1]) << PARAGRAPH_BITS)
            with contextlib.closing(shared):
                cap = most_alike(len(first) - 1)
                for keys in self._fingerprints.parts():
                    for pairs in _paired(keys, cap):
                        shared.add(pairs)
                rows = [_candidates(pairs, first, counts) for pairs in shared.parts()]
            return np.concatenate(rows)
        finally:
            self._fingerprints.close()


def _paired(keys: Keys, cap: int) -> Iterator[Keys]:
    """Pairs of the paragraphs that have a fingerprint, for groups of two up to `cap`."""
    if not len(keys):
        return
    keys.sort()
    hashes = keys >> _BITS
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
    sizes = np.diff(np.append(starts, len(keys)))
    keys = keys[np.repeat((sizes > 1) & (sizes <= cap), sizes)]
    del hashes, starts, sizes
    for begin in range(0, len(keys), _MOST_PAIRS):
        part = keys[begin : begin + _MOST_PAIRS + NEIGHBOURS]
        for step in range(1, NEIGHBOURS + 1):
            left = part[: max(0, min(_MOST_PAIRS, len(part) - step))]
            right = part[step : step + len(left)]
            equal = (left ^ right) <= _NUMBER
            yield ((left[equal] & _NUMBER) << _BITS) | (right[equal] & _NUMBER)


def _candidates(pairs: Keys, first: Array, counts: Array) -> Array:
    """Of pairs as often as they share a fingerprint, those that share enough, in different documents."""
    pairs.sort()
    starts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))) if len(pairs) else pairs
    starts = starts.astype(np.intp)
    shared = np.diff(np.append(starts, len(pairs)))
    often = shared >= FEWEST
    pairs, shared = pairs[starts[often]], shared[often]
    left, right = (pairs >> _BITS).astype(np.int64), (pairs & _NUMBER).astype(np.int64)
    fewer = np.minimum(counts[left], counts[right])
    enough = shared >= np.minimum(LEAST_SHARED * fewer, ENOUGH)
    left, right = left[enough], right[enough]
    one = np.searchsorted(first, left, side="right") - 1
    other = np.searchsorted(first, right, side="right") - 1
    rows = np.column_stack((one, left - first[one], other, right - first[other]))
    apart: Array = rows[one != other]
    return apart
