"""The outline of a report: its numbered headings and the items of its lists, with their levels.

Read from the line openings (一、（一）1.（1）第一章), from the heading levels that a format states, and
inside paragraphs from 一是…二是… and first steps.  Offsets are code points in `Document.text`.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable
from typing import Final

import msgspec

from auditor.model import Block, Document, Span
from auditor.structure import title
from auditor.structure.numbering import RANKS, Marker, leavings_end, marker_at, step_at

PLAIN: Final = "plain"
ANNEX: Final = "附件"
LONGEST_PATH_ENTRY: Final = 50


class Item(msgspec.Struct, frozen=True):
    """A numbered part: a heading, or one point of a list.

    `heading` runs from the marker to the line's end, or to the first 。 where body text follows.
    `inline` says that body text follows on the line or that the item stands inside a paragraph;
    `within` says the latter.  `level` is 1 for the document's highest; `parent` is an index.
    """

    marker: Span
    heading: Span
    body_end: int
    style: str
    value: int
    level: int
    parent: int | None
    inline: bool
    within: bool = False


class Outline(msgspec.Struct, frozen=True):
    """All items in the order of the text."""

    items: tuple[Item, ...]

    def children(self, index: int | None) -> tuple[int, ...]:
        """Indexes of the items directly under an item; under None the highest ones."""
        return tuple(at for at, item in enumerate(self.items) if item.parent == index)


class _Found(msgspec.Struct):
    """An item before levels are known."""

    marker: Marker
    heading_start: int
    heading_end: int
    block: Block
    inline: bool
    within: bool
    stated_level: int | None


_HEADING_STOP: Final = re.compile(r"[。\n]")
_CLAUSE_STOP: Final = re.compile(r"[。;:\n]")
_ANNEX: Final = re.compile(r"附[件录] ?(\d{1,2}|[一二三四五六七八九十]{1,2})? ?:?$")
# One leading class and no alternatives before it: three times as fast as the words spelled out.
_STEP_WORD: Final = re.compile(
    r"[一二三四五六七八九十首其再第](?:[是要](?!否)|[先次],|[一二三四五六七八九十][,、是要])"
)
_BOUNDARIES: Final = frozenset('。;:,!?、”"》)* \t\n—')
_NOT_TEXT: Final = frozenset(("cell", "page-header", "page-footer"))


def of(document: Document) -> Outline:
    """The outline of a document, computed once."""
    return document.remember("structure.outline", lambda: _read(document))


def section_path(document: Document, offset: int) -> tuple[str, ...]:
    """The headings above an offset, highest first, cut at 50 code points.

    Points of a list inside a paragraph (一是 …) are not headings and are left out.
    """
    items = of(document).items
    starts = document.remember("structure.outline.starts", lambda: [item.marker.start for item in items])
    at: int | None = bisect.bisect_right(starts, offset) - 1
    path = []
    if at is None or at < 0:
        return ()
    while at is not None:
        item = items[at]
        if not item.within and item.style != ANNEX and offset < item.body_end:
            path.append(_entry(document.text[item.heading.start : item.heading.end]))
        at = item.parent
    return tuple(reversed(path))


def _entry(heading: str) -> str:
    heading = " ".join(heading.replace("**", "").split())
    return heading if len(heading) <= LONGEST_PATH_ENTRY else heading[: LONGEST_PATH_ENTRY - 1] + "…"


def _read(document: Document) -> Outline:
    folded = document.folded
    own_title = title.of(document)
    title_end = own_title.span.end if own_title else -1
    found: list[_Found] = []
    for block in document.blocks:
        if block.kind in _NOT_TEXT or block.start < title_end:
            continue
        opening = _opening(folded, block)
        if opening is not None:
            found.append(opening)
    found.extend(_steps_within(document, {item.marker.start for item in found}, title_end))
    found.sort(key=_start)
    return Outline(_levelled(_real_decimals(found), len(document.text)))


def _start(item: _Found) -> int:
    return item.marker.start


def _opening(folded: str, block: Block) -> _Found | None:
    """The item that a block opens with, if it does."""
    start, end = block.start, block.end
    if folded[start] in "[*_#>+-•":
        start = leavings_end(folded, start)
        if start >= end:
            return None
    marker = marker_at(folded, start, end)
    if marker is not None and marker.end <= end:
        stop = _HEADING_STOP.search(folded, marker.end, end)
        heading_end = _without_trailing_marks(folded, marker.end, stop.start() if stop else end)
        inline = stop is not None and stop.end() < _without_trailing_marks(folded, stop.end(), end)
        return _Found(marker, start, heading_end, block, inline, False, block.level)
    if block.level is not None:
        plain = Marker(start, start, PLAIN, 0)
        return _Found(
            plain, start, _without_trailing_marks(folded, start, end), block, False, False, block.level
        )
    if folded[start] == "附":
        annex = _ANNEX.match(folded, start, end)
        if annex:
            return _Found(Marker(start, end, ANNEX, 0), start, end, block, False, False, None)
    return None


def _without_trailing_marks(folded: str, start: int, end: int) -> int:
    while end > start and folded[end - 1] in "*_# \t":
        end -= 1
    return end


def _steps_within(document: Document, taken: set[int], after: int) -> Iterable[_Found]:
    """一是, 第一， and 首先 where they open a clause inside a paragraph."""
    folded, blocks = document.folded, document.blocks
    starts: list[int] | None = None
    unsure: Marker | None = None
    for hit in _STEP_WORD.finditer(folded, max(after, 0)):
        start = hit.start()
        if start in taken:
            unsure = None
            continue
        marker = step_at(folded, start)
        if marker is None:
            continue
        if start and folded[start - 1] not in _BOUNDARIES:
            # 我局一是…，二是…: the first may stand in its sentence; the second tells whether it counts.
            unsure = marker if marker.value == 1 else None
            continue
        if starts is None:
            starts = [block.start for block in blocks]
        block = blocks[max(bisect.bisect_right(starts, start) - 1, 0)]
        if block.kind in _NOT_TEXT or not block.start <= start < block.end:
            continue
        if (
            unsure is not None
            and marker.value == 2
            and marker.style == unsure.style
            and unsure.start >= block.start
        ):
            yield _step(folded, unsure, block)
        unsure = None
        yield _step(folded, marker, block)


def _step(folded: str, marker: Marker, block: Block) -> _Found:
    stop = _CLAUSE_STOP.search(folded, marker.end, block.end)
    heading_end = _without_trailing_marks(folded, marker.end, stop.start() if stop else block.end)
    return _Found(marker, marker.start, heading_end, block, True, True, None)


def _real_decimals(found: list[_Found]) -> list[_Found]:
    """Without the lines that begin with a decimal (12.4 …) but belong to no sequence 1.1, 1.2 …"""
    decimals = [item.marker.value for item in found if item.marker.style == "1.1"]
    if not decimals or (1 in decimals and 2 in decimals):
        return found
    return [item for item in found if item.marker.style != "1.1"]


def _ranks(found: list[_Found]) -> dict[tuple[str, int], float]:
    """(style, stated level of a plain heading) → rank, smaller is higher."""
    first_seen: dict[str, int] = {}
    ones: dict[str, int] = {}
    by_stated_level: dict[int, float] = {}
    for at, item in enumerate(found):
        style = item.marker.style
        first_seen.setdefault(style, at)
        ones[style] = ones.get(style, 0) + (item.marker.value == 1)
        if item.stated_level is not None and style in RANKS:
            best = by_stated_level.get(item.stated_level, 99.0)
            by_stated_level[item.stated_level] = min(best, RANKS[style])
    ranks = {style: RANKS[style] for style in first_seen if style in RANKS}
    order = sorted(ranks, key=ranks.__getitem__)
    for higher, lower in itertools.pairwise(order):
        # Some writers put （一） under 1.: the one that begins anew again and again is the lower.
        if first_seen[lower] < first_seen[higher] and ones[lower] == 1 < ones[higher]:
            ranks[higher], ranks[lower] = ranks[lower], ranks[higher]
    keys: dict[tuple[str, int], float] = {(style, 0): rank for style, rank in ranks.items()}
    highest = min(ranks.values(), default=1.0)
    for item in found:
        if item.marker.style == PLAIN and item.stated_level is not None:
            stated = item.stated_level
            keys[PLAIN, stated] = by_stated_level.get(stated, stated / 10)
    if ANNEX in first_seen:
        keys[ANNEX, 0] = min([highest, *keys.values()])
    return keys


def _levelled(found: list[_Found], text_end: int) -> tuple[Item, ...]:
    if not found:
        return ()
    ranks = _ranks(found)
    dense = {rank: level for level, rank in enumerate(sorted(set(ranks.values())), 1)}
    levels = [
        dense[ranks[item.marker.style, (item.stated_level or 0) if item.marker.style == PLAIN else 0]]
        for item in found
    ]
    parents: list[int | None] = []
    ends = [text_end] * len(found)
    open_items: list[int] = []
    for at, item in enumerate(found):
        while open_items and levels[open_items[-1]] >= levels[at]:
            ends[open_items.pop()] = item.marker.start
        parents.append(open_items[-1] if open_items else None)
        open_items.append(at)
    return tuple(
        Item(
            Span(item.marker.start, item.marker.end),
            Span(item.heading_start, item.heading_end),
            min(ends[at], item.block.end) if item.within else ends[at],
            item.marker.style,
            item.marker.value,
            levels[at],
            parents[at],
            item.inline,
            item.within,
        )
        for at, item in enumerate(found)
    )
