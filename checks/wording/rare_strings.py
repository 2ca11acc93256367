"""Strings that a report writes once, one character away from what it writes again and again.

The report itself is the dictionary: 科学枝术局 once and 科学技术局 five times.  One vectorised pass
finds the runs of five characters whose outer four (AB?DE) are frequent, and the runs of four that would
be such a frame with nothing between (ABDE); these few are then compared one by one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from auditor.model import Document, Span
from checks.wording.mark_kinds import Array
from checks.wording.near_misses import kind_of_substitution
from checks.wording.tables import lone_characters
from checks.wording.windows import orphans

_USUAL = 3
"""How often the usual string must stand in the report."""

_HAN = re.compile("[一-鿿]+")

_FACTORS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=np.uint32)
"""Of the hashes: odd, and without a pattern in their bits."""

_SHARED = 4
"""How many characters more on either side are quoted when both places have them."""

_ENOUGH = 60
"""A shorter text has no habits."""


class RareString(NamedTuple):
    """A string that stands once (`span`), where the report usually (`times` times) has `usual`."""

    span: Span
    usual: Span
    times: int
    kind: str


def of(document: Document) -> tuple[RareString, ...]:
    """The rare strings of a document that look like slips, in order."""
    return document.remember(__name__, lambda: tuple(_rare_strings(document.folded, document.codes)))


def _rare_strings(text: str, points: Array) -> Iterator[RareString]:
    if len(points) < _ENOUGH:
        return
    framed, closed = _candidates(points)
    runs = Counter([text[at : at + 5] for at in framed])
    middles: dict[str, dict[str, int]] = {}
    for run, times in runs.items():
        middles.setdefault(run[:2] + run[3:], {})[run[2]] = times
    for run, times in runs.items():
        rare = _substitution(text, run, middles[run[:2] + run[3:]]) if times == 1 else None
        if rare:
            yield rare
    for at in closed:
        usual = middles.get(text[at : at + 4])
        rare = _loss(text, at, usual) if usual else None
        if rare:
            yield rare


def _candidates(points: Array) -> tuple[list[int], list[int]]:
    """Offsets of the runs AB?DE whose frame is frequent, and of the runs ABDE with such a frame.

    Frames are compared by the first bits of their hashes: a few of the runs have rarer ones.
    """
    first, second, third = _FACTORS
    pairs = points[:-1] * first + points[1:] * second
    second_pairs = pairs * third
    framed = pairs[:-3] + second_pairs[3:]
    closed = pairs[:-3] + second_pairs[2:-1]
    ordered = framed.copy()
    ordered.sort()
    later_ones = ordered[_USUAL:]
    frequent = later_ones[later_ones == ordered[:-_USUAL]]
    bits = max(14, len(points).bit_length() + 2)
    shift = np.uint32(32 - bits)
    is_frequent = np.zeros(1 << bits, dtype=bool)
    is_frequent[frequent >> shift] = True
    return (
        is_frequent.take(framed >> shift, mode="clip").nonzero()[0].tolist(),
        is_frequent.take(closed >> shift, mode="clip").nonzero()[0].tolist(),
    )


def _substitution(text: str, run: str, middles: dict[str, int]) -> RareString | None:
    """The slip in `run`, which stands once, when its middle character is another than usual."""
    left, wrong, right = run[:2], run[2], run[3:]
    if wrong in lone_characters() or not _HAN.fullmatch(run):
        return None
    usual, times = _most_frequent(middles)
    kind = kind_of_substitution(usual, wrong)
    at = text.find(run)
    if times < _USUAL or kind is None or not orphans(text, at + 2, at + 3):
        return None
    other = text.find(left + usual + right)
    if usual in lone_characters() and orphans(text, other + 2, other + 3):
        return None
    return RareString(*_widened(text, Span(at, at + 5), Span(other, other + 5)), times, kind)


def _loss(text: str, at: int, middles: dict[str, int]) -> RareString | None:
    """The slip in text[at:at+4], where a character that usually stands in its middle is lost."""
    run = text[at : at + 4]
    if sum(middles.values()) <= _USUAL or not _HAN.fullmatch(run) or text.count(run) != 1:
        return None
    usual, times = _most_frequent(middles)
    if times < _USUAL or usual in lone_characters():
        return None
    if all(text[offset] in lone_characters() for offset in orphans(text, at + 1, at + 3)):
        return None
    other = text.find(run[:2] + usual + run[2:])
    if orphans(text, other + 1, other + 4):
        return None
    return RareString(*_widened(text, Span(at, at + 4), Span(other, other + 5)), times, "漏字")


def _most_frequent(middles: dict[str, int]) -> tuple[str, int]:
    return max(middles.items(), key=itemgetter(1))


def _widened(text: str, one: Span, other: Span) -> tuple[Span, Span]:
    """Both spans with the characters that they share to the left and right, so that no word is cut."""
    left = right = 0
    while (
        left < _SHARED and left < other.start and _shares(text, one.start - left - 1, other.start - left - 1)
    ):
        left += 1
    while right < _SHARED and _shares(text, one.end + right, other.end + right):
        right += 1
    return Span(one.start - left, one.end + right), Span(other.start - left, other.end + right)


def _shares(text: str, one: int, other: int) -> bool:
    return (
        min(one, other) >= 0 and text[one : one + 1] == text[other : other + 1] and "一" <= text[one] <= "鿿"
    )
