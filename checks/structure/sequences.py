"""How the numbers of sibling headings and points run on: for the checks of sequences and of forms."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, Literal

import msgspec

from auditor.model import Document
from auditor.structure import outline, title
from auditor.structure.numbering import WORDS
from auditor.structure.outline import Item, Outline

STEPS: Final = frozenset(("一是", "一要", "第一，", "首先"))
"""Styles that open points inside a paragraph or paragraph by paragraph."""

UNNUMBERED: Final = frozenset((outline.PLAIN, outline.ANNEX))

_MOST_LINES: Final = 6
_LONGEST_QUOTE: Final = 24
_LONGEST_LINE: Final = 40

_MOST_BREAKS: Final = 2
"""With more breaks in one group the numbers themselves make no sense: the lines are of another kind."""

LARGEST_GAP: Final = 4
"""A larger jump is no lost heading but a number of something else."""

Fault = Literal["gap", "repeat", "wrong", "swap", "late-start", "restart"]


class Break(msgspec.Struct, frozen=True):
    """A place where the numbers do not run on.

    `before` is the item with which `item` should run on (None for a late start); `expected` is the value
    that should stand at `item`.  `also` are the further items of a group in which hardly any number runs on.
    """

    fault: Fault
    item: Item
    before: Item | None
    expected: int
    also: tuple[Item, ...] = ()


def quote(document: Document, item: Item) -> str:
    """The item's heading, cut where it is long."""
    words = document.slice(item.heading).replace("\n", "")
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"


def marker_with(document: Document, item: Item, value: int) -> str:
    """The item's marker with another number, in its own form: （四） → （三）."""
    marker = document.slice(item.marker)
    if item.style == "首先":
        return _STEP_WORDS.get(value, marker)
    number = _NUMBER.search(marker)
    if number is None:
        return _ENCLOSED[item.style].format(value, WORDS.get(value, value))
    written = str(value) if number[0].isdigit() else WORDS.get(value, str(value))
    return marker[: number.start()] + written + marker[number.end() :]


_NUMBER: Final = re.compile(r"[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2}(?![^\W\d])")
_STEP_WORDS: Final = {1: "首先", 2: "其次", 3: "再次"}
_ENCLOSED: Final = {"①": "（{0}）", "（1）": "（{0}）", "1.": "{0}.", "（一）": "（{1}）"}


def strays(document: Document) -> dict[int, Item]:
    """Items in another style than their neighbours: 一、二、3、四、.

    Index of the stray item → the sibling before it.  They belong to the sequence of that sibling.
    """
    return document.remember("checks.structure.strays", lambda: _strays(outline.of(document)))


def _strays(found: Outline) -> dict[int, Item]:
    items = found.items
    strays: dict[int, Item] = {}
    groups: dict[tuple[int | None, str], list[int]] = {}
    for at, item in enumerate(items):
        groups.setdefault((item.parent, item.style), []).append(at)
    for (parent, style), members in groups.items():
        if len(members) > 1 or parent is None or style in UNNUMBERED or style in STEPS:
            continue
        at, before = members[0], items[parent]
        item = items[at]
        if item.within or item.value < 2 or before.style in STEPS or before.value != item.value - 1:
            continue
        # 二、 then 3、 then 四、: the number runs on from the heading above and no list of its own begins with 1.
        after = next((one for one in islice(items, at + 1, None) if _are_siblings(one, before)), None)
        if after is None or after.value in (item.value + 1, 1):
            strays[at] = before
    return strays


def _are_siblings(item: Item, other: Item) -> bool:
    return item.parent == other.parent and item.style == other.style


def breaks(document: Document) -> Iterator[Break]:
    """All places of a document where numbers do not run on, in no particular order."""
    found = outline.of(document)
    stray = strays(document)
    groups: dict[tuple[int | None, str], list[int]] = {}
    steps: dict[str, list[int]] = {}
    unnumbered: list[int] = []
    for at, item in enumerate(found.items):
        if item.style in STEPS:
            steps.setdefault(item.style, []).append(at)
        elif item.style in UNNUMBERED:
            unnumbered.append(at)
        elif at in stray:
            groups.setdefault((stray[at].parent, stray[at].style), []).append(at)
        else:
            # The articles of a statute are numbered through all its chapters.
            parent = None if item.style == "第一条" else item.parent
            groups.setdefault((parent, item.style), []).append(at)
    last: dict[str, int] = {}
    for (_, style), members in groups.items():
        for run in _apart(members, unnumbered, found):
            yield from _at_once([*_run(document, run, last.get(style, 0))])
            last[style] = run[-1].value
    for points in steps.values():
        by_parent = itertools.groupby(_series(document, found, points), key=lambda one: one.item.parent)
        for _, broken in by_parent:
            yield from _at_once([*broken])


def _at_once(broken: Sequence[Break]) -> Sequence[Break]:
    """The breaks of one group; of many only the first, with the others in it: they have one cause."""
    if len(broken) <= _MOST_BREAKS:
        return broken
    return [msgspec.structs.replace(broken[0], also=tuple(one.item for one in broken[1:]))]


def _apart(members: Sequence[int], unnumbered: Sequence[int], found: Outline) -> Iterator[list[Item]]:
    """The runs of a group: an annex or an unnumbered heading between two items begins a new one."""
    if not unnumbered:
        yield [found.items[at] for at in members]
        return
    run: list[Item] = []
    previous = members[0]
    for at in members:
        if any(previous < one < at for one in unnumbered):
            yield run
            run = []
        run.append(found.items[at])
        previous = at
    yield run


def _run(document: Document, run: Sequence[Item], last_elsewhere: int) -> Iterator[Break]:
    """Breaks in one run.  A run may hold another: a table with 一、二、 of its own between 三、 and 四、."""
    first = run[0]
    if first.value == 1 and [item.value for item in run] == [*range(1, len(run) + 1)]:
        return
    if first.value > 1 and first.value != last_elsewhere + 1 and _starts_late(document, run):
        yield Break("late-start", first, None, 1)
    open_series = [_Series(first, first.value)]
    swapped = False
    for at in range(1, len(run)):
        item = run[at]
        top = open_series[-1]
        following = run[at + 1].value if at + 1 < len(run) else None
        fault, value = (None, top.value) if swapped else judge(top.value, item.value, following)
        swapped = fault == "swap"
        outer = [depth for depth, one in enumerate(open_series) if one.value == item.value - 1]
        if fault is not None and fault != "restart" and outer:
            del open_series[outer[-1] + 1 :]
            fault, value = None, item.value
        if fault is not None and _is_sure(document, fault, item, top.last, top.value):
            yield Break(fault, item, top.last, top.value + 1)
        if item.value == 1:
            open_series.append(_Series(item, 1))
        else:
            open_series[-1] = _Series(item, value)


def _is_sure(document: Document, fault: Fault, item: Item, before: Item, value: int) -> bool:
    if fault == "restart":
        return _restarts_badly(document, item, value)
    if fault == "gap":
        return item.value - value <= LARGEST_GAP and not _stands_between(document, before, item, value + 1)
    return True


def judge(before: int, value: int, following: int | None) -> tuple[Fault | None, int]:
    """What is wrong with `value` after `before`, and from which value the sequence goes on.

    `following` is the value of the next item, which tells a wrong number from a lost item.
    """
    if value == before + 1:
        return None, value
    if value == 1:
        return "restart", 1
    if value == before + 2 and following == before + 1:
        return "swap", before + 2
    if following == before + 2:
        return "wrong", before + 1
    if value == before:
        return "repeat", before
    return ("gap" if value > before else "wrong"), value


def _starts_late(document: Document, run: Sequence[Item]) -> bool:
    first = run[0]
    if first.value > LARGEST_GAP or len(run) < 2:
        return False
    items = outline.of(document).items
    above = items[first.parent] if first.parent is not None else None
    if above is None and (first.style != "一、" or title.of(document) is None):
        return False
    start = above.heading.start if above is not None else 0
    return not _number_in(document.folded, start, first.marker.start, first, 1)


def _restarts_badly(document: Document, item: Item, before: int) -> bool:
    """Whether the numbers begin anew after prose, without a heading in between."""
    if item.style not in ("一、", "（一）") or before < 2:
        return False
    starts = document.remember(
        "checks.structure.block_starts", lambda: [one.start for one in document.blocks]
    )
    at = bisect.bisect_left(starts, item.marker.start) - 1
    if at < 0:
        return False
    above = document.blocks[at]
    return document.text[above.end - 1] in "。；" and above.end - above.start > _LONGEST_LINE


def _stands_between(document: Document, before: Item, item: Item, expected: int) -> bool:
    """Whether every number that seems to be missing stands there after all, in a form that is no marker."""
    return all(
        _number_in(document.folded, before.marker.end, item.marker.start, item, value)
        for value in range(expected, item.value)
    )


def _number_in(folded: str, start: int, end: int, item: Item, value: int) -> bool:
    forms = f"{WORDS.get(value, value)}|{value}"
    if item.style.startswith("第一") and item.style != "第一，":
        pattern = re.compile(rf"第 ?(?:{forms}) ?{item.style[2:]}")
    else:
        word = "首先" if value == 1 else "其次"
        pattern = re.compile(rf"(?:^|[\s。;:,、(第*])(?:{forms}) ?[)、.,是要则来]|{word}", re.M)
    return pattern.search(folded, start, end) is not None


class _Series(msgspec.Struct, frozen=True):
    """An open series 一是 … 二是 …: its last item, and the value from which it goes on."""

    last: Item
    value: int


def _series(document: Document, found: Outline, members: Sequence[int]) -> Iterator[Break]:
    """Breaks in 一是…二是…: series may nest, and may run over several paragraphs."""
    stack: list[_Series] = []
    parent: int | None = -1
    for position, at in enumerate(members):
        item = found.items[at]
        if item.parent != parent:
            stack, parent = [], item.parent
        if item.value == 1:
            stack.append(_Series(item, 1))
            continue
        fitting = [depth for depth, series in enumerate(stack) if series.value == item.value - 1]
        if fitting:
            del stack[fitting[-1] + 1 :]
            stack[-1] = _Series(item, item.value)
        elif stack:
            after = found.items[members[position + 1]] if position + 1 < len(members) else None
            following = after.value if after is not None and after.parent == parent else None
            before = stack[-1]
            fault, value = judge(before.value, item.value, following)
            if (
                fault is not None
                and _is_near(document, before, item)
                and _is_sure(document, fault, item, before.last, before.value)
            ):
                yield Break(fault, item, before.last, before.value + 1)
            stack[-1] = _Series(item, value)


def _is_near(document: Document, series: _Series, item: Item) -> bool:
    """Whether an item can belong to a series at all: not many lines and not many numbers away."""
    lines = document.text.count("\n", series.last.marker.start, item.marker.start)
    return lines <= _MOST_LINES and abs(item.value - series.value) <= LARGEST_GAP
