"""How the numbers of labelled paragraphs run on: 问题1：… 问题2：…, 案例一 案例二, the captions 表1 表2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from auditor.model import Document, Span
from auditor.structure import rows
from auditor.structure.numbering import NUMERALS, WORDS
from auditor.structure.outline import Item
from auditor.structure.words import WordList
from checks.structure.sequences import LARGEST_GAP, Break, judge

_LABELS: Final = ("问题", "案例", "措施", "任务", "事项", "表", "图")
_CAPTIONS: Final = frozenset("表图")
_LONGEST_CAPTION: Final = 40
_FEWEST: Final = 3
"""Fewer paragraphs with one label are no series in which a number can be missing."""

_FIRST: Final = WordList(
    "firsts of labelled series",
    lambda: (
        f"{before}{label}{one}"
        for before in ("\n", "*", "# ", "\n典型", "*典型", "# 典型")
        for label in _LABELS
        for one in ("1", " 1", "一")
    ),
)
"""Nothing is looked for in a text without one of them."""

_NUMBER: Final = r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})"


def breaks(document: Document) -> Iterator[Break]:
    """Places where the numbers behind one label skip a number or repeat one."""
    hits = _FIRST.hits(document)
    if hits:
        for label in _LABELS:
            if not any(label in hit.word for hit in hits):
                continue
            items = list(_items(document, label))
            if len(items) >= _FEWEST:
                for run in _runs(items):
                    yield from _faults(document, label, run)


def _items(document: Document, label: str) -> Iterator[Item]:
    """The paragraphs that begin with the label and a number."""
    folded = document.folded
    opening = re.compile(
        rf"(?:\*\*|#{{1,6}} )*(?P<marker>(?:典型)?{label} ?{_NUMBER})(?=[:、. *(]|$)(?! ?\(?续)"
    )
    for index, block in enumerate(document.blocks):
        if block.kind == "cell" or folded[block.start] not in f"典*#{label[0]}":
            continue
        found = opening.match(folded, block.start, block.end)
        if found is None or (label in _CAPTIONS and not _is_caption(folded, block.start, block.end)):
            continue
        number = found["number"]
        value = int(number) if number.isdigit() else NUMERALS.get(number, 0)
        marker = Span(*found.span("marker"))
        if rows.is_row(document, index, marker.end):
            continue
        yield Item(marker, Span(marker.start, block.end), block.end, label, value, 1, None, True)


def _is_caption(folded: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST_CAPTION and "。" not in folded[start:end]


def _runs(items: Sequence[Item]) -> Iterator[list[Item]]:
    """The series: each begins with 1; what stands before the first 1 belongs to none."""
    run: list[Item] = []
    for item in items:
        if item.value == 1:
            if run:
                yield run
            run = [item]
        elif run:
            run.append(item)
    if run:
        yield run


def _faults(document: Document, label: str, run: Sequence[Item]) -> Iterator[Break]:
    """The one gap or repetition of a series; a series with more is a choice from a longer list."""
    found = []
    for at in range(1, len(run)):
        before, item = run[at - 1], run[at]
        following = run[at + 1].value if at + 1 < len(run) else None
        fault, _ = judge(before.value, item.value, following)
        if fault is not None:
            found.append(Break(fault, item, before, before.value + 1))
    if len(found) != 1 or len(run) < _FEWEST:
        return
    only = found[0]
    skipped = range(only.expected, only.item.value)
    if only.fault == "repeat" or (
        only.fault == "gap"
        and len(skipped) < LARGEST_GAP
        and not any(_is_named(document, label, value) for value in skipped)
    ):
        yield only


def _is_named(document: Document, label: str, value: int) -> bool:
    """Whether the number stands behind the label somewhere, or behind a neighbour's: 问题6、7."""
    forms = rf"{value}(?!\d)|{WORDS.get(value, value)}(?![一二三四五六七八九十])"
    return (
        re.search(
            rf"{label} ?(?:[\d一二三四五六七八九十]{{1,2}}[、和及至—-]{{1,2}})?(?:{forms})", document.folded
        )
        is not None
    )
