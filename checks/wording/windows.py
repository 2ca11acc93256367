"""What stands around a candidate: its words by jieba, in a window that ends at punctuation, and its title."""

from __future__ import annotations

import functools
import re

from auditor.facts import segmentation

_REACH = 8
_TITLE_REACH = 60
_NOT_HAN = re.compile(r"[^一-鿿]")


def words_around(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The words in and around [start, end) as (start, end, word), offsets in `text`.

    The window reaches eight characters to either side, or to the nearest character that is no
    Chinese one: equal surroundings give equal windows, which are kept.
    """
    left, right = _window(text, start, end)
    return [(left + a, left + b, word) for a, b, word in segmentation.segments(text[left:right])]


def stands_apart(text: str, start: int, end: int) -> bool:
    """Whether no word reaches across `start` or `end`: what stands there is not cut from a word."""
    left, right = _window(text, start, end)
    edges = _edges(text[left:right])
    return start - left in edges and end - left in edges


def begins_apart(text: str, start: int) -> bool:
    """Whether no word reaches across `start`."""
    left, right = _window(text, start, start + 1)
    return start - left in _edges(text[left:right])


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    nearest = max(0, start - _REACH)
    before = _NOT_HAN.search(text[nearest:start][::-1])
    after = _NOT_HAN.search(text, end, end + _REACH)
    left = start - before.start() if before else nearest
    return left, after.start() if after else min(len(text), end + _REACH)


@functools.lru_cache(maxsize=8192)
def _edges(window: str) -> frozenset[int]:
    """Offsets at which words of a window begin or end."""
    return frozenset(edge for start, end, _ in segmentation.segments(window) for edge in (start, end))


def orphans(text: str, start: int, end: int) -> list[int]:
    """Offsets in [start, end) of characters that belong to no word of two or more characters."""
    return [a for a, b, _ in words_around(text, start, end) if b - a == 1 and start <= a < end]


def is_in_title(text: str, at: int) -> bool:
    """Whether a title in 《》 that begins shortly before `at` is still open there."""
    opened = text.rfind("《", max(0, at - _TITLE_REACH), at)
    return opened >= 0 and text.find("》", opened, at) < 0
