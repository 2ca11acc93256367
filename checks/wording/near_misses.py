"""Strings one slip away from a string that is known to be right.

A slip is what a keyboard, an input method or a recogniser does: another character of the same sound
or the same look, two characters swapped, one lost inside.  (A doubled one belongs to the check
`repeated-phrase`.)
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from checks.wording.tables import shapes, sounds

_COMMON = 16
"""How many characters of a sound are tried: they stand by frequency, as an input method offers them."""

_OMITTED = frozenset("一二三四五六七八九十的地得了性化类型式及和与")
"""Characters that are left out on purpose: 下步打算, 规范文件."""

_SHORTEST = 4
"""Terms of fewer characters are not looked at; of this length none is thought lost, for what three
characters make stands in many right places (微信工作 and 信访工作)."""


class NearMiss(NamedTuple):
    """A slip of `term`: what is written, how it came about, and where in it the slip is.

    [at, to) bounds the wrong characters in `wrong`; for a lost character, its two neighbours.
    """

    wrong: str
    term: str
    kind: str
    at: int
    to: int


def kind_of_substitution(right: str, wrong: str) -> str | None:
    """«音近» or «形近» when the one character is mistaken for the other, else None."""
    if any(wrong in reading for reading in sounds().get(right, ())):
        return "音近"
    if wrong in shapes().get(right, ()):
        return "形近"
    return None


@functools.cache
def _alike(character: str) -> tuple[tuple[str, str], ...]:
    """What is written for a character by mistake, and why."""
    alike = [(other, "音近") for reading in sounds().get(character, ()) for other in reading[:_COMMON]]
    alike += [(other, "形近") for other in shapes().get(character, ())]
    return tuple(pair for pair in alike if pair[0] != character)


def near_misses(term: str) -> Iterator[NearMiss]:
    """Every string one slip away from `term`."""
    for at, character in enumerate(term):
        before, after = term[:at], term[at + 1 :]
        for other, kind in _alike(character):
            yield NearMiss(before + other + after, term, kind, at, at + 1)
    for at in range(1, len(term) - 1) if len(term) > _SHORTEST else ():
        if term[at] not in _OMITTED:
            yield NearMiss(term[:at] + term[at + 1 :], term, "漏字", at - 1, at + 1)
    for distance in (1, 2):
        for at in range(len(term) - distance):
            swapped = list(term)
            swapped[at], swapped[at + distance] = swapped[at + distance], swapped[at]
            yield NearMiss("".join(swapped), term, "颠倒", at, at + distance + 1)


def slips_of_stems(words: Iterable[str]) -> dict[str, NearMiss]:
    """What words of three characters may be written as by one wrong character before their suffix.

    准却性 for 准确性.  The suffix itself is left: 实用型 beside 实用性 is no slip.
    """
    return {
        slip.wrong: slip
        for word in words
        for slip in near_misses(word)
        if slip.to - slip.at == 1 and slip.to < len(word)
    }


def table_of(terms: Iterable[str]) -> dict[str, NearMiss]:
    """What may be written wrongly → the slip it is, for all `terms` of four characters and more.

    A slip inside a listed term that is part of a longer one is kept once, for the shorter; strings
    that are right themselves, or part of the right string, are left out.
    """
    right = {term for term in terms if len(term) >= _SHORTEST}
    table: dict[str, NearMiss] = {}
    for term in sorted(right, key=lambda term: (len(term), term)):
        parts = _listed_parts(term, right)
        for slip in near_misses(term):
            inner = parts and any(start <= slip.at and slip.to <= end for start, end in parts)
            if not inner and slip.wrong not in right and slip.wrong not in term:
                table.setdefault(slip.wrong, slip)
    return table


def _listed_parts(term: str, right: set[str]) -> list[tuple[int, int]]:
    """Where shorter listed terms stand inside `term`."""
    return [
        (at, at + size)
        for size in range(_SHORTEST, len(term))
        for at in range(len(term) - size + 1)
        if term[at : at + size] in right
    ]
