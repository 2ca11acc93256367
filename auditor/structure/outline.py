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
from auditor.structure import rows, title
from auditor.structure.numbering import (
    DIGITS,
    MARKER_LETTERS,
    RANKS,
    Marker,
    leavings_end,
    marker_at,
    step_at,
)
from auditor.structure.words import WordList

PLAIN: Final = "plain"
ANNEX: Final = "附件"
LONGEST_PATH_ENTRY: Final = 50


class Item(msgspec.Struct, frozen=True):
    """A numbered part: a heading, or one point of a list.

    `heading` runs from the marker to the line's end; where a sentence stands on the line, to its label's
    colon or else to the first 。.
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
_LABEL_STOP: Final = re.compile(r"(?<!\d):")
_LONGEST_LABEL: Final = 45
_CLAUSE_STOP: Final = re.compile(r"[。;:\n]")
# 附件2 over an annex; 附件：1.… over the list of them below the text, where the marker ends at the colon.
_ANNEX: Final = re.compile(
    r"附[件录] ?(\d{1,2}|[一二三四五六七八九十]{1,2})? ?:?$|(附[件录表]? ?:) ?\(?[1一]\)? ?[、.)]"
)
_STEP_WORDS: Final = WordList(
    "steps",
    lambda: (
        *("首先,", "其次,", "再次,"),
        *(f"第{digit}{mark}" for digit in DIGITS for mark in ",、"),
        # With the letter before it, so that 其一是 and 再三要求 are not taken for 一是 and 三要.
        *(
            f"{before}{digit}{verb}"
            for before in ("", *DIGITS, *"首其再第")
            for digit in DIGITS
            for verb in "是要"
        ),
    ),
)
_BOUNDARIES: Final = frozenset('。;:,!?、”"》)* \t\n—')
_NOT_TEXT: Final = frozenset(("cell", "page-header", "page-footer"))
_LEAVINGS: Final = frozenset("[*_#>+-•")
_OPENING_LETTERS: Final = _LEAVINGS | MARKER_LETTERS | {"附"}


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
    for index, block in enumerate(document.blocks):
        start = block.start
        if folded[start] not in _OPENING_LETTERS and block.level is None:
            continue
        if block.kind in _NOT_TEXT or start < title_end:
            continue
        opening = _opening(folded, block)
        if opening is None or (block.level is None and rows.is_row(document, index, opening.marker.end)):
            continue
        found.append(opening)
    steps = list(_steps_within(document, {item.marker.start for item in found}, title_end))
    if steps:
        found = sorted((*found, *steps), key=_start)
    return Outline(_levelled(_real_decimals(found), len(document.text)))


def _start(item: _Found) -> int:
    return item.marker.start


def _opening(folded: str, block: Block) -> _Found | None:
    """The item that a block opens with, if it does."""
    start, end = block.start, block.end
    if folded[start] in _LEAVINGS:
        start = leavings_end(folded, start)
        if start >= end:
            return None
    marker = marker_at(folded, start, end)
    if marker is not None and marker.end <= end:
        stop = _HEADING_STOP.search(folded, marker.end, end)
        if stop is not None:
            # 收费情况：2023年，我局未收费。 is a label with its sentence behind it.
            stop = (
                _LABEL_STOP.search(folded, marker.end, min(stop.start(), marker.end + _LONGEST_LABEL)) or stop
            )
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
            marked = annex.end(2) if annex[2] else end
            return _Found(Marker(start, marked, ANNEX, 0), start, end, block, False, False, None)
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
    for hit in _STEP_WORDS.hits(document):
        start = hit.start
        if start < after:
            continue
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


def _key(item: _Found) -> str | int:
    """What the rank of an item depends on: its style, or the stated level of a plain heading."""
    stated = item.stated_level
    return stated if stated is not None and item.marker.style == PLAIN else item.marker.style


def _ranks(found: list[_Found]) -> dict[str | int, float]:
    """Key of an item → rank, smaller is higher."""
    styles = dict.fromkeys([item.marker.style for item in found])
    first_seen: dict[str | int, int] = {style: at for at, style in enumerate(styles)}
    ranks: dict[str | int, float] = {style: RANKS[style] for style in styles if style in RANKS}
    for higher, lower in itertools.pairwise(sorted(ranks, key=ranks.__getitem__)):
        # Some writers put （一） under 1.: the one that begins anew again and again is the lower.
        if first_seen[lower] < first_seen[higher] and _ones(found, lower) == 1 < _ones(found, higher):
            ranks[higher], ranks[lower] = ranks[lower], ranks[higher]
    highest = min(ranks.values(), default=1.0)
    if PLAIN in styles:
        ranks |= _plain_ranks(found)
    if ANNEX in styles:
        ranks[ANNEX] = min([highest, *ranks.values()])
    return ranks


def _ones(found: list[_Found], style: str | int) -> int:
    return sum(item.marker.value == 1 for item in found if item.marker.style == style)


def _plain_ranks(found: list[_Found]) -> dict[str | int, float]:
    """Stated level of a plain heading → the rank of the numbered headings of that level."""
    numbered: dict[int, float] = {}
    for item in found:
        rank, stated = RANKS.get(item.marker.style), item.stated_level
        if rank is not None and stated is not None:
            numbered[stated] = min(rank, numbered.get(stated, 99.0))
    return {
        item.stated_level: numbered.get(item.stated_level, item.stated_level / 10)
        for item in found
        if item.marker.style == PLAIN and item.stated_level is not None
    }


def _levelled(found: list[_Found], text_end: int) -> tuple[Item, ...]:
    if not found:
        return ()
    ranks = _ranks(found)
    dense = {rank: level for level, rank in enumerate(sorted(set(ranks.values())), 1)}
    levels = [dense[ranks[_key(item)]] for item in found]
    parents: list[int | None] = []
    ends = [text_end] * len(found)
    open_items: list[int] = []
    for at, (item, level) in enumerate(zip(found, levels, strict=True)):
        while open_items and levels[open_items[-1]] >= level:
            ends[open_items.pop()] = item.marker.start
        parents.append(open_items[-1] if open_items else None)
        open_items.append(at)
    return tuple(
        [
            Item(
                Span(item.marker.start, item.marker.end),
                Span(item.heading_start, item.heading_end),
                min(end, item.block.end) if item.within else end,
                item.marker.style,
                item.marker.value,
                level,
                parent,
                item.inline,
                item.within,
            )
            for item, end, level, parent in zip(found, ends, levels, parents, strict=True)
        ]
    )
