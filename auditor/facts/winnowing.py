"""Fingerprints of a document's paragraphs, by which passages shared with other documents are found.

The 6-grams of a paragraph's Han letters are hashed, and of every eight neighbours the smallest hash is
kept: two paragraphs that share 13 letters in a row share a fingerprint, and about two in nine of all hashes
are kept.  Digits and marks are passed over, so that a passage whose figures were changed is still found.

Source of the method: Schleimer, Wilkerson, Aiken: Winnowing: local algorithms for document fingerprinting,
SIGMOD 2003.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from auditor.facts import alignment
from auditor.model import Document

GRAM: Final = 6
WINDOW: Final = 8
PARAGRAPH_BITS: Final = 28
"""Bits of a fingerprint that hold the paragraph's number; the hash has the other 36."""

LEAST_HAN: Final = 20
"""Han letters of a paragraph that has fingerprints: headings have none."""

_PARAGRAPH: Final = np.uint64((1 << PARAGRAPH_BITS) - 1)
_NONE: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_BASE2: Final = np.uint64(0x9E3779B97F4A7C15**2 & 0xFFFFFFFFFFFFFFFF)
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)

Array = np.ndarray[Any, np.dtype[np.uint64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def of(document: Document) -> Array:
    """The fingerprints, each a hash above `PARAGRAPH_BITS` bits of the number of its block; sorted, unique."""
    return document.remember(of, lambda: _fingerprints(document))


def _fingerprints(document: Document) -> Array:
    offsets = np.flatnonzero(document.codes - np.uint32(0x4E00) <= 0x9FFF - 0x4E00)
    if len(offsets) < LEAST_HAN or not document.blocks:
        return np.empty(0, np.uint64)
    paragraphs = _paragraphs(document, offsets)
    hashes = _hashes(document.codes.take(offsets).astype(np.uint64))
    first, last = paragraphs[: len(hashes)], paragraphs[GRAM - 1 :]
    hashes[(first != last) | (first < 0)] = _NONE
    chosen = np.flatnonzero(_is_least(hashes) & (hashes != _NONE))
    # The smallest hashes were chosen: without mixing they would crowd into the lowest partitions.
    mixed = hashes[chosen] * _MIX
    mixed ^= mixed >> 31
    mixed *= _BASE
    packed = (mixed & ~_PARAGRAPH) | paragraphs[chosen].astype(np.uint64)
    packed.sort()
    new = np.ones(len(packed), dtype=bool)
    new[1:] = packed[1:] != packed[:-1]
    fingerprints: Array = packed[new]
    return fingerprints


def _paragraphs(document: Document, offsets: np.ndarray[Any, np.dtype[np.intp]]) -> Any:
    """The number of the block of each letter; -1 in table cells, running heads and short blocks."""
    # Letters before the first block are of block -1.
    edges = np.searchsorted(offsets, [0, *(block.start for block in document.blocks), len(document.text)])
    counts = edges[1:] - edges[:-1]
    numbers = np.arange(-1, len(document.blocks))
    numbers[counts < LEAST_HAN] = -1
    for number in alignment.outside_running_text(document):
        numbers[number + 1] = -1
    return np.repeat(numbers, counts)


def _hashes(codes: Array) -> Array:
    """A hash of the gram that begins at each letter."""
    two = codes[:-1] * _BASE + codes[1:]
    six = two[:-4] * _BASE2
    six += two[2:-2]
    six *= _BASE2
    six += two[4:]
    six ^= six >> 32
    six *= _MIX
    six ^= six >> 29
    return six


def _is_least(hashes: Array) -> Mask:
    """Whether each hash is the smallest of a window: equal to the largest of its windows' smallest."""
    if len(hashes) < WINDOW:
        smallest: Mask = hashes == hashes.min()
        return smallest
    least = np.minimum(hashes[:-1], hashes[1:])
    least = np.minimum(least[:-2], least[2:])
    least = np.minimum(least[:-4], least[4:])
    around = np.zeros(len(least) + 2 * (WINDOW - 1), dtype=np.uint64)
    around[WINDOW - 1 : -(WINDOW - 1)] = least
    most = np.maximum(around[:-1], around[1:])
    most = np.maximum(most[:-2], most[2:])
    most = np.maximum(most[:-4], most[4:])
    chosen: Mask = hashes == most
    return chosen
