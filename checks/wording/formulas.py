"""Set formulas of official language, and how a passage departs from one.

A formula is a fixed list of members (集体领导、民主集中、个别酝酿、会议决定).  A passage is a stretch of items
joined by 、 or ，, or, for formulas written solid (尊法学法守法用法), a run of members.  The members that
stand there exactly carry the comparison; rapidfuzz says whether another item is a member gone wrong.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from checks.wording.near_misses import kind_of_substitution
from checks.wording.tables import rows

_CONJUNCTION = re.compile(r"以及|和|与|及")
_STRIPPED = " \t“”\"'‘’"
_EVERYWHERE = frozenset(("法治政府", "依法行政", "科技创新"))
"""Members that stand in most reports outside their formula: the others betray it."""

_CLAUSE = 7
"""Members from this length are whole clauses (管行业必须管安全), which nobody picks singly."""

_TWO_WORDS = 4
"""Members of so many characters are two words, of which the first may be that of the member beside it."""

_WIDENED = 2
"""So many characters more a member may have grown by inside (人大依法监督 for 人大监督)."""

_ALIKE = 50
_ALIKE_PAIR = 60
"""Similarity (0–100) from which an item is a member gone wrong; higher where only two members speak."""


class Formula(NamedTuple):
    """A row of `formulas.tsv`.

    `judged` says which departures count: m a member missing inside, e one missing at either end,
    w a wrong word in a member, o the order, a an added member, y its use after `last_year`.
    """

    members: tuple[str, ...]
    listed: bool
    solid: bool
    judged: str
    first_year: int
    last_year: int | None
    source: str

    text: str

    @property
    def years(self) -> str:
        return f"{self.first_year}—{self.last_year}年" if self.last_year else f"{self.first_year}年起"

    @property
    def enough(self) -> int:
        """How many of its members a passage must have to be taken for it: all but one, or two of many."""
        size = len(self.members)
        return max(2 if size > 2 else 1, size - (2 if size > 7 else 1))


class Item(NamedTuple):
    """An item of a passage: where it stands, its words, and the member it is or is taken for (or None)."""

    start: int
    end: int
    words: str
    member: int | None
    exact: bool


class Departure(NamedTuple):
    """How [start, end) departs from `formula`: `kind` is one of m, e, w, o, a, y or "" (none)."""

    start: int
    end: int
    formula: Formula
    kind: str
    said: str
    meant: str

    @property
    def faults(self) -> int:
        return 0 if self.kind in ("", "y") else 1


@functools.cache
def formulas() -> tuple[Formula, ...]:
    """The table of formulas."""
    return tuple(
        Formula(
            tuple(row["members"].split("|")),
            "、" in row["form"],
            "连写" in row["form"],
            row["judged"],
            int(row["first_year"]),
            int(row["last_year"]) if row["last_year"] else None,
            row["source"],
            row["members"].replace("|", "、" if "、" in row["form"] else ""),
        )
        for row in rows("formulas.tsv")
    )


@functools.cache
def anchors() -> dict[str, tuple[int, ...]]:
    """Strings that betray a formula → the formulas (by number) that they may belong to.

    Members of three characters and more stand for themselves, shorter ones only in pairs.
    """
    found: dict[str, set[int]] = {}
    for number, formula in enumerate(formulas()):
        members = formula.members
        for at, member in enumerate(members):
            if member in _EVERYWHERE:
                continue
            if len(member) > 2 and formula.listed:
                found.setdefault(member, set()).add(number)
                continue
            for other in members[max(0, at - 2) : at] + members[at + 1 : at + 3]:
                for joint in ("、",) * formula.listed + ("",) * formula.solid:
                    found.setdefault(member + joint + other, set()).add(number)
    return {anchor: tuple(sorted(numbers)) for anchor, numbers in found.items()}


@functools.cache
def telling_alone() -> frozenset[str]:
    """The anchors one of which is enough to look for a passage; of the others a clause must have two."""
    short = {
        number for number, formula in enumerate(formulas()) if formula.solid or len(formula.members) == 2
    }
    return frozenset(
        anchor for anchor, numbers in anchors().items() if "、" in anchor or not short.isdisjoint(numbers)
    )


def departure_of_list(
    text: str, begin: int, end: int, formula: Formula, year: int | None
) -> Departure | None:
    """How the items in text[begin:end] that belong to `formula` depart from it; None when too few do."""
    whole = text.find(formula.text, begin, end)
    if whole >= 0:
        return Departure(
            whole, whole + len(formula.text), formula, _age(formula, year), formula.text, formula.text
        )
    passage = text[begin:end]
    present = sum([member in passage for member in formula.members])
    if present == len(formula.members) - 2 >= 2:
        exchanged = _exchanged(passage, begin, formula)
        if exchanged is not None:
            return exchanged
    if present < formula.enough:
        return None
    items = _run(list(_items(text, begin, passage, formula)))
    return _judge(text, items, formula, year)


def _exchanged(passage: str, begin: int, formula: Formula) -> Departure | None:
    """公正执法、严格司法 for 严格执法、公正司法: two neighbours that took each other's first words."""
    for one, other in itertools.pairwise(formula.members):
        if len(one) == len(other) == _TWO_WORDS and one[:2] != other[:2] and one[2:] != other[2:]:
            said = f"{other[:2]}{one[2:]}、{one[:2]}{other[2:]}"
            at = passage.find(said)
            if at >= 0:
                start = begin + at
                return Departure(start, start + len(said), formula, "w", said, f"{one}、{other}")
    return None


def departure_of_run(text: str, at: int, formula: Formula, year: int | None) -> Departure | None:
    """The same for a formula written solid, around a pair of its members at `at`."""
    size = len(formula.members[0])
    begin = at
    while begin >= size and _member(text[begin - size : begin], formula) is not None:
        begin -= size
    items, position = [], begin
    while (member := _member(text[position : position + size], formula)) is not None:
        words = text[position : position + size]
        items.append(Item(position, position + size, words, member, words in formula.members))
        position += size
    while items and not items[-1].exact and len(items) > len(formula.members):
        items.pop()
    if items and text.startswith(_LONGER_WORDS, items[-1].end):
        items.pop()  # 用法律
    found = _judge(text, items, formula, year)
    # 学法、尊法守法用法: the missing member may stand beside the run.
    return None if found and found.kind == "m" and _goes_on(text, found, size) else found


_LONGER_WORDS = ("律", "规", "治", "制", "院", "官")


def _goes_on(text: str, found: Departure, size: int) -> bool:
    """Whether something of the same ending as the members (普法) stands right beside a run, or beside a 、."""
    ending = text[found.end - 1]
    before = text[max(0, found.start - size) : found.start].rstrip("、和与")
    after = text[found.end : found.end + size + 1].lstrip("、和与")
    return before.endswith(ending) or after.startswith(ending, size - 1)


def _member(words: str, formula: Formula) -> int | None:
    """The member that `words` are, or are one character away from."""
    if words in formula.members:
        return formula.members.index(words)
    return next((n for n, member in enumerate(formula.members) if _is_slip(member, words)), None)


def _is_slip(member: str, words: str) -> bool:
    """Whether words of two characters are a member with one character mistaken for another (遵法 for 尊法)."""
    if len(member) != 2 or len(words) != 2 or member == words:
        return False
    differing = [(right, wrong) for right, wrong in zip(member, words, strict=True) if right != wrong]
    return len(differing) == 1 and kind_of_substitution(*differing[0]) is not None


def _items(text: str, begin: int, passage: str, formula: Formula) -> Iterator[Item]:
    """The items of a passage with what they are in the formula; A和B counts as two when both are members."""
    position = begin
    for part in passage.replace(",", "、").split("、"):
        for start, stop in _halves(part, formula):
            yield _item(text, position + start, position + stop, formula)
        position += len(part) + 1


def _halves(part: str, formula: Formula) -> list[tuple[int, int]]:
    for match in _CONJUNCTION.finditer(part):
        left, right = part[: match.start()].strip(_STRIPPED), part[match.end() :].strip(_STRIPPED)
        if left.endswith(formula.members) and right.startswith(formula.members):
            return [(0, match.start()), (match.end(), len(part))]
    return [(0, len(part))]


def _item(text: str, start: int, end: int, formula: Formula) -> Item:
    while start < end and text[start] in _STRIPPED:
        start += 1
    while start < end and text[end - 1] in _STRIPPED:
        end -= 1
    words, members = text[start:end], formula.members
    if words in members:
        return Item(start, end, words, members.index(words), True)
    if words.endswith(members) or words.startswith(members):
        for number, member in enumerate(members):
            if words.endswith(member):
                return Item(end - len(member), end, member, number, True)
            if words.startswith(member):
                return Item(start, start + len(member), member, number, True)
    return Item(start, end, words, None, False)


def _run(items: list[Item]) -> list[Item]:
    """The longest stretch of items that begins and ends with members and has at most one stranger inside."""
    best: list[Item] = []
    for first, item in enumerate(items):
        if item.member is None:
            continue
        last, strangers = first, 0
        for at in range(first + 1, len(items)):
            if items[at].member is None:
                strangers += 1
                if strangers > 1:
                    break
            else:
                last = at
        stretch = items[max(0, first - 1) : last + 2]
        if sum(one.exact for one in stretch) > sum(one.exact for one in best):
            best = stretch
    return best


def _judge(text: str, items: list[Item], formula: Formula, year: int | None) -> Departure | None:
    exact = [item for item in items if item.exact]
    present = {item.member for item in exact}
    size = len(formula.members)
    if len(present) < formula.enough or len(exact) > len(present):
        return None
    absent = [number for number in range(size) if number not in present]
    start, end = exact[0].start, exact[-1].end
    inner = items[items.index(exact[0]) : items.index(exact[-1]) + 1]
    strangers = [item for item in inner if not item.exact]
    order = [item.member or 0 for item in exact]
    if absent:
        wrong = _wrong_member(text, items, absent, formula) if len(absent) == 1 else None
        if wrong:
            start, end = min(start, wrong.start), max(end, wrong.end)
            return Departure(start, end, formula, "w", wrong.words, formula.members[absent[0]])
        if strangers or text.startswith("等", end) or not _shows_a_gap(formula, len(present)):
            return None
        at_an_end = absent[0] == 0 or absent[-1] == size - 1
        missing = "、".join(formula.members[number] for number in absent)
        return Departure(start, end, formula, "e" if at_an_end else "m", text[start:end], missing)
    if strangers:
        return Departure(start, end, formula, "a", strangers[0].words, formula.text)
    if order != sorted(order):
        return Departure(start, end, formula, "o", text[start:end], formula.text)
    return Departure(start, end, formula, _age(formula, year), text[start:end], formula.text)


def _has_grown(member: str, words: str) -> bool:
    """Whether `words` are the member with a few characters put into its middle."""
    half = len(member) // 2
    return (
        half > 1
        and 0 < len(words) - len(member) <= _WIDENED
        and words.startswith(member[:half])
        and words.endswith(member[half:])
    )


def _shows_a_gap(formula: Formula, present: int) -> bool:
    """Whether so many members cannot have been picked on purpose: three, or two of whole clauses."""
    return present > 2 or (present == 2 and min(map(len, formula.members)) >= _CLAUSE)


def _age(formula: Formula, year: int | None) -> str:
    """«y» when the formula no longer held in `year`, else nothing."""
    return "y" if year is not None and formula.last_year is not None and year > formula.last_year else ""


def _wrong_member(text: str, items: list[Item], absent: list[int], formula: Formula) -> Item | None:
    """The item that stands for the absent member with a wrong word in it."""
    member = formula.members[absent[0]]
    enough = _ALIKE if len(formula.members) > 3 else _ALIKE_PAIR
    for at, item in enumerate(items):
        if item.exact:
            continue
        head, tail = item.words[: len(member)], item.words[-len(member) :]
        words, start = (tail, item.end - len(tail)) if at == 0 else (head, item.start)
        whole = len(item.words) <= len(member) + 1 or at in (0, len(items) - 1)
        beside = text[item.end : item.end + 1] == "、" or text[max(0, item.start - 1) : item.start] in (
            "、",
            ",",
        )
        alike = _is_slip(member, words) if len(member) <= 2 else fuzz.ratio(member, words) >= enough
        if _has_grown(member, item.words) and len(formula.members) > 3:
            words, start, whole, alike = item.words, item.start, True, True
        if whole and alike and (beside or not formula.listed):
            return item._replace(words=words, start=start, end=start + len(words))
    return None
