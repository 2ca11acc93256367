"""Quotation marks and brackets: which of them lack their other half."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.model import Document, Span
from checks.wording import mark_kinds

OTHER_HALF = {"“": "”", "‘": "’", "（": "）", "【": "】", "「": "」", "『": "』"}
"""Opening mark → closing mark.  《》 and 〔〕 belong to the citations; [] is left to conversions."""

OPENERS = {closer: opener for opener, closer in OTHER_HALF.items()}
_ENCLOSING = re.compile(bytes([mark_kinds.ENCLOSING]))
_WIDE = {"(": "（", ")": "）"}

_PAIRS = [opener + closer for opener, closer in OTHER_HALF.items()] + [r"\(\)"]
_PAIRED = re.compile(f"(?:{'|'.join(_PAIRS)}|“(?:{'|'.join(_PAIRS[1:])})*”)*")
"""The marks of a block in which nothing is loose or mixed: pairs, and pairs of other kinds in a quotation."""

_LIST_NUMBER = re.compile(r"(?:^|[\s，,。；;：:、）)”》])[0-9a-zA-Z一二三四五六七八九十①-⑳ⅰ-ⅹ]{1,3}\Z")
_REACH = 12
_WORDS_AFTER = re.compile(r"[一-鿿0-9A-Za-z]{0,10}")
_WORDS_BEFORE = re.compile(r"[一-鿿0-9A-Za-z]{0,10}\Z")

_NEAR_BLOCKS = 3
"""A quotation may run on over this many blocks (a paragraph cut by a page end) before it is called open."""


class Loose(NamedTuple):
    """A mark without its other half (`at`), and the next loose mark of its kind, if it has one near."""

    at: int
    mark: str
    other: int | None


class _Waiting(NamedTuple):
    """A mark not yet paired: where, in which block, and whether it opens."""

    at: int
    block: int
    opens: bool


class Mixed(NamedTuple):
    """A pair of brackets one of which is full-width and the other half-width."""

    opener: int
    closer: int


def of(document: Document) -> tuple[tuple[Loose, ...], tuple[Mixed, ...]]:
    """The loose marks of a document, and its brackets of mixed width, both in order."""
    loose: dict[str, list[_Waiting]] = {}
    mixed: list[Mixed] = []
    text = document.text
    for number, marks in _by_block(document).items():
        if not _PAIRED.fullmatch("".join([text[at] for at in marks])):
            _pair_up(text, marks, number, loose, mixed)
    found = [one for mark, waiting in loose.items() for one in _unmatched(document, mark, sorted(waiting))]
    return tuple(sorted(found)), tuple(mixed)


def _by_block(document: Document) -> dict[int, list[int]]:
    """The offsets of the marks by the number of the block that they stand in."""
    starts = [block.start for block in document.blocks]
    blocks: dict[int, list[int]] = {}
    for match in _ENCLOSING.finditer(mark_kinds.of(document)):
        at = match.start()
        number = bisect.bisect_right(starts, at) - 1
        if number >= 0 and at < document.blocks[number].end:
            blocks.setdefault(number, []).append(at)
    return blocks


def _pair_up(
    text: str, marks: list[int], block: int, loose: dict[str, list[_Waiting]], mixed: list[Mixed]
) -> None:
    """Sort the marks of one block into pairs, leaving what is loose and what is of mixed width."""
    open_marks: dict[str, list[int]] = {}
    for at in marks:
        mark = _WIDE.get(text[at], text[at])
        if mark in OTHER_HALF:
            waiting = open_marks.setdefault(mark, [])
            if waiting and mark in "“‘":
                loose.setdefault(mark, []).append(_Waiting(waiting.pop(), block, True))
            waiting.append(at)
        elif open_marks.get(OPENERS[mark]):
            opener = open_marks[OPENERS[mark]].pop()
            if mark == "）" and (text[opener] == "（") != (text[at] == "）"):
                mixed.append(Mixed(opener, at))
        elif not _is_number_or_apostrophe(text, at):
            loose.setdefault(OPENERS[mark], []).append(_Waiting(at, block, False))
    for mark, waiting in open_marks.items():
        loose.setdefault(mark, []).extend(_Waiting(at, block, True) for at in waiting)


def span_of(document: Document, loose: Loose) -> Span:
    """The loose mark with the words that hang on it, for a reader to recognise."""
    text = document.text
    if loose.mark in OTHER_HALF:
        words = _WORDS_AFTER.match(text, loose.at + 1)
        return Span(loose.at, words.end() if words else loose.at + 1)
    words = _WORDS_BEFORE.search(text[max(0, loose.at - _REACH) : loose.at])
    return Span(loose.at - (len(words[0]) if words else 0), loose.at + 1)


def _is_number_or_apostrophe(text: str, at: int) -> bool:
    """1）, a) as the number of an item; don’t, ’90s."""
    if text[at] in "’":
        return True
    return text[at] in "）)" and bool(_LIST_NUMBER.search(text[max(0, at - 5) : at]))


def _unmatched(document: Document, mark: str, marks: list[_Waiting]) -> Iterator[Loose]:
    """Loose marks of one kind, less those that find each other across neighbouring blocks.

    Two loose marks of the same side near each other are one slip (“双随机“): one is given, with the other.
    """
    text, closer = document.text, OTHER_HALF[mark]
    position = 0
    while position < len(marks):
        at, block, opens = marks[position]
        following = marks[position + 1] if position + 1 < len(marks) else None
        position += 1
        if opens and following and not following[2] and following[1] - block <= _NEAR_BLOCKS:
            position += 1
        elif opens and mark in "“‘" and _runs_over_paragraphs(document, at, block):
            continue
        elif following and following[2] == opens and following[1] == block and following[0] - at < 40:
            position += 1
            yield Loose(at, mark if opens else closer, following[0])
        elif opens or text[at] != "’":
            yield Loose(at, mark if opens else closer, None)


def _runs_over_paragraphs(document: Document, at: int, block: int) -> bool:
    """A quotation of several paragraphs opens each of them anew and closes only the last."""
    blocks, text = document.blocks, document.text
    return block + 1 < len(blocks) and text[blocks[block + 1].start] == text[at]
