"""What stands around a candidate: its words by jieba, in a window that ends at punctuation."""

from __future__ import annotations

import re

from auditor.facts import segmentation

_REACH = 8
_NOT_HAN = re.compile(r"[^一-鿿]")


def words_around(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The words in and around [start, end) as (start, end, word), offsets in `text`.

    The window reaches eight characters to either side, or to the nearest character that is no
    Chinese one: equal surroundings give equal windows, which are kept.
    """
    left = max(0, start - _REACH)
    for match in _NOT_HAN.finditer(text, left, start):
        left = match.end()
    after = _NOT_HAN.search(text, end, end + _REACH)
    right = after.start() if after else min(len(text), end + _REACH)
    return [(left + a, left + b, word) for a, b, word in segmentation.segments(text[left:right])]


def stands_apart(text: str, start: int, end: int) -> bool:
    """Whether no word reaches across `start` or `end`: what stands there is not cut from a word."""
    return not any(a < start < b or a < end < b for a, b, _ in words_around(text, start, end))


def begins_apart(text: str, start: int) -> bool:
    """Whether no word reaches across `start`."""
    return not any(a < start < b for a, b, _ in words_around(text, start, start + 1))


def orphans(text: str, start: int, end: int) -> list[int]:
    """Offsets in [start, end) of characters that belong to no word of two or more characters."""
    return [a for a, b, _ in words_around(text, start, end) if b - a == 1 and start <= a < end]
