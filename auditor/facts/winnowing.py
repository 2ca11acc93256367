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

from auditor.model import Document

GRAM: Final = 6
WINDOW: Final = 8
PARAGRAPH_BITS: Final = 28
"""Bits of a fingerprint that hold the paragraph's number; the hash has the other 36."""

LEAST_HAN: Final = 20
"""Han letters of a paragraph that has fingerprints: headings have none."""

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
    codes = np.frombuffer(document.folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    offsets = np.flatnonzero((codes - np.uint32(0x4E00)) <= np.uint32(0x9FFF - 0x4E00))
    if len(offsets) < LEAST_HAN or not document.blocks:
        return np.empty(0, np.uint64)
    paragraphs = _paragraphs(document, offsets)
    hashes = _hashes(codes[offsets].astype(np.uint64))
    count = len(hashes)
    hashes[(paragraphs[:count] != paragraphs[GRAM - 1 :]) | (paragraphs[:count] < 0)] = _NONE
    chosen = np.flatnonzero(_is_least(hashes) & (hashes != _NONE))
    # The smallest hashes were chosen: without mixing they would crowd into the lowest partitions.
    mixed = hashes[chosen] * _MIX
    mixed ^= mixed >> np.uint64(31)
    mixed *= _BASE
    mixed = (mixed >> np.uint64(PARAGRAPH_BITS)) << np.uint64(PARAGRAPH_BITS)
    packed = np.sort(mixed | paragraphs[chosen].astype(np.uint64))
    first = np.ones(len(packed), dtype=bool)
    first[1:] = packed[1:] != packed[:-1]
    return packed[first]


def _paragraphs(document: Document, offsets: np.ndarray[Any, np.dtype[np.intp]]) -> Any:
    """The number of the block of each letter; -1 in table cells, running heads and short blocks."""
    starts = np.array([block.start for block in document.blocks])
    numbers = np.searchsorted(starts, offsets, side="right") - 1
    counts = np.bincount(numbers[numbers >= 0], minlength=len(starts))
    prose = np.array(
        [block.cell is None and block.kind not in ("page-header", "page-footer") for block in document.blocks]
    )
    numbers[(numbers < 0) | ~(prose & (counts >= LEAST_HAN))[numbers]] = -1
    return numbers


def _hashes(codes: Array) -> Array:
    """A hash of the gram that begins at each letter."""
    with np.errstate(over="ignore"):
        two = codes[:-1] * _BASE + codes[1:]
        six = two[:-4] * _BASE2
        six += two[2:-2]
        six *= _BASE2
        six += two[4:]
        six ^= six >> np.uint64(32)
        six *= _MIX
        six ^= six >> np.uint64(29)
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
