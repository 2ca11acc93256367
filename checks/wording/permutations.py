"""Pairs of strings in one document that say one thing with the same characters in another order.

Three kinds are sure enough to report: an affix that stands before its word in one place and after it in
another (行政性规范文件, 行政规范性文件), two words swapped in a name that begins with a quotation
(“三重一大”事项决策制度, “三重一大”决策事项制度), and two words swapped in a body's name that goes on before them
(流浪乞讨人员救助管理站, 流浪乞讨人员管理救助站).  Other words change places freely in good prose.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from auditor.model import Document, Span

_AFFIXES = "性化型"
_HEADS = ("制度", "机制", "原则", "体系", "工程", "行动", "责任", "平台", "活动")
"""What ends a name whose words may have been swapped."""

_BODIES = ("中心", "委员会", "领导小组", "办公室", "指挥部", "管理站", "大队", "协会")
"""What ends a body's name, and no common noun, behind words that may have been swapped."""

_NOT_IN_A_NAME = frozenset("、，。；：（）“”《》的和与及为在到由对将了县市区\n")
_MOST_SHARED = 4
_AROUND = 2
"""Characters on either side that both wordings share."""


class Permuted(NamedTuple):
    """`first` and `second` say one thing in two orders; `second` comes later in the text."""

    first: Span
    second: Span


def of(document: Document) -> tuple[Permuted, ...]:
    """The permuted pairs of a document; each pair of wordings once."""
    return document.remember(
        __name__, lambda: (*_affixes(document.folded), *_swaps(document.folded), *_bodies(document.folded))
    )


def _affixes(text: str) -> Iterator[Permuted]:
    for affix in _AFFIXES:
        places = list(_places(text, affix))
        behind = {text[at - 2 : at]: at for at in reversed(places) if at >= 2 + _AROUND}
        for at in places:
            other = behind.get(text[at + 1 : at + 3])
            if other is not None and abs(other - at) > 2 + _AROUND and at >= _AROUND:
                before = Span(at - _AROUND, at + 3 + _AROUND)
                after = Span(other - 2 - _AROUND, other + 1 + _AROUND)
                if text[before.start : at] == text[after.start : other - 2] and (
                    text[at + 3 : before.end] == text[other + 1 : after.end]
                ):
                    yield Permuted(*sorted((before, after)))
                    break


def _swaps(text: str) -> Iterator[Permuted]:
    named: dict[tuple[str, str], int] = {}
    for at in _places(text, "”"):
        if text.startswith(_HEADS, at + 5):
            quoted, first, second = text[max(0, at - 4) : at], text[at + 1 : at + 3], text[at + 3 : at + 5]
            other = named.get((quoted, second + first))
            if other is not None and first != second:
                yield Permuted(Span(other + 1, other + 7), Span(at + 1, at + 7))
                return
            named.setdefault((quoted, first + second), at)


def _bodies(text: str) -> Iterator[Permuted]:
    """某某人员救助管理中心 and 某某人员管理救助中心: the two words before the ending, behind two equal characters."""
    for ending in _BODIES:
        named: dict[str, int] = {}
        for at in _places(text, ending):
            name = text[max(0, at - 4 - _AROUND) : at]
            if len(name) < 4 + _AROUND or not _NOT_IN_A_NAME.isdisjoint(name):
                continue
            shared, first, second = name[:_AROUND], name[_AROUND:-2], name[-2:]
            other = named.get(shared + second + first)
            if other is not None and first != second:
                left, size = _shared_before(text, other, at - len(name)), len(name) + len(ending)
                yield Permuted(
                    Span(other - left, other + size), Span(at - len(name) - left, at + len(ending))
                )
                break
            named.setdefault(name, at - len(name))


def _shared_before(text: str, one: int, other: int) -> int:
    """How many characters of a name both places have before the two offsets."""
    shared = 0
    while (
        shared < min(one, other, _MOST_SHARED)
        and text[one - shared - 1] == text[other - shared - 1]
        and text[one - shared - 1] not in _NOT_IN_A_NAME
    ):
        shared += 1
    return shared


def _places(text: str, character: str) -> Iterator[int]:
    at = text.find(character)
    while at >= 0:
        yield at
        at = text.find(character, at + 1)
