"""Strings that a report writes once, one character away from what it writes again and again.

The report itself is the dictionary: 科学枝术局 once and 科学技术局 five times.  Found in one vectorised
pass: every run of five characters is looked up by its outer four (AB?DE), and by its neighbours
without a gap (ABDE), in tables of counts; the few places where the frame is frequent and the whole is
not are then looked at one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from auditor.model import Document, Span
from checks.wording import codes
from checks.wording.codes import Array
from checks.wording.near_misses import kind_of_substitution
from checks.wording.tables import lone_characters
from checks.wording.windows import orphans

_USUAL = 3
"""How often the usual string must stand in the report."""

_FACTORS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], dtype=np.uint32)

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
    return document.remember(__name__, lambda: tuple(_rare_strings(document.folded, codes.of(document))))


def _rare_strings(text: str, points: Array) -> Iterator[RareString]:
    if len(points) < _ENOUGH:
        return
    substituted, lost = _candidates(points)
    frames = _Frames(text)
    for at in substituted:
        rare = _substitution(frames, at)
        if rare:
            yield rare
    for at in lost:
        rare = _loss(frames, at)
        if rare:
            yield rare


def _candidates(points: Array) -> tuple[list[int], list[int]]:
    """Offsets of runs AB?DE (frame frequent, whole unique) and of runs ABDE (rare, while AB?DE is not)."""
    bits = max(14, len(points).bit_length() + 3)
    shift = np.uint32(32 - bits)
    first, second, third, fourth = _FACTORS
    ab = points[:-4] * first + points[1:-3] * second
    frame = ((ab + points[3:-1] * third + points[4:] * fourth) >> shift).astype(np.intp)
    close = (ab + points[2:-2] * third + points[3:-1] * fourth) >> shift
    frequent = np.bincount(frame, minlength=1 << bits) > _USUAL
    framed = np.flatnonzero(frequent[frame])
    wholes = (frame[framed] << 21) | points[framed + 2]
    order = np.argsort(wholes)
    differs = wholes[order[1:]] != wholes[order[:-1]]
    alone = np.ones(len(framed), dtype=bool)
    alone[1:] &= differs
    alone[:-1] &= differs
    unique = framed[order[alone]]
    lost = np.flatnonzero(frequent[close])
    han = points - np.uint32(0x4E00) < 0x5200
    four = han[:-4] & han[1:-3] & han[2:-2] & han[3:-1]
    five = four & han[4:]
    return sorted(unique[five[unique]].tolist()), lost[four[lost]].tolist()


class _Frames:
    """What stands between two pairs of characters in a text, looked up once for each frame."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._known: dict[tuple[str, str], Counter[str]] = {}

    def middles(self, left: str, right: str) -> Counter[str]:
        """The characters that stand alone between `left` and `right`, and how often."""
        found = self._known.get((left, right))
        if found is None:
            found = self._known[left, right] = Counter()
            at = self.text.find(left)
            while at >= 0:
                if self.text.startswith(right, at + 3):
                    found[self.text[at + 2]] += 1
                at = self.text.find(left, at + 1)
        return found


def _substitution(frames: _Frames, at: int) -> RareString | None:
    """The slip in text[at:at+5], whose middle character is another than usual."""
    text = frames.text
    left, wrong, right = text[at : at + 2], text[at + 2], text[at + 3 : at + 5]
    if wrong in lone_characters():
        return None
    middles = frames.middles(left, right)
    usual, times = middles.most_common(1)[0]
    kind = kind_of_substitution(usual, wrong)
    if times < _USUAL or middles[wrong] != 1 or kind is None or not orphans(text, at + 2, at + 3):
        return None
    other = text.find(left + usual + right)
    if usual in lone_characters() and orphans(text, other + 2, other + 3):
        return None
    return RareString(*_widened(text, Span(at, at + 5), Span(other, other + 5)), times, kind)


def _loss(frames: _Frames, at: int) -> RareString | None:
    """The slip in text[at:at+4], where a character that usually stands in its middle is lost."""
    text = frames.text
    left, right = text[at : at + 2], text[at + 2 : at + 4]
    if text.count(left + right) != 1:
        return None
    middles = frames.middles(left, right)
    if not middles:
        return None
    usual, times = middles.most_common(1)[0]
    if times < _USUAL or usual in lone_characters():
        return None
    if all(text[offset] in lone_characters() for offset in orphans(text, at + 1, at + 3)):
        return None
    other = text.find(left + usual + right)
    if orphans(text, other + 1, other + 4):
        return None
    return RareString(*_widened(text, Span(at, at + 4), Span(other, other + 5)), times, "漏字")


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
