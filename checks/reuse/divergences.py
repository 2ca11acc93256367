"""Differences between two texts that are one, judged: which side lost a character, or has a strange name.

The dictionary of segmentation decides: where one side has a word (加强, 及时) and the other, with a character
less or another one, only a remnant of it that is no word (强, 时), the other side is the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from auditor.facts import segmentation
from auditor.model import Span, fold
from auditor.reference import bodies
from checks.reuse.slots import Slot, slots

Reason = Literal["lost", "swapped", "doubled", "transposed", "body", "figure"]

_WINDOW = 8
_USUAL = 20
"""How often the dictionary must have seen a word for its remnant to be a slip."""

_REDUPLICATED = 200
"""How often the dictionary must have seen 常常 for it to be a word."""

_NAME_ENDS = "省市县区旗州镇乡村局委厅"

_CONTEXT = 6
"""Equal characters before a figure, without a mark, that make it the same figure."""

_SMALL_WORDS = frozenset(
    "的了和与及并等地得在对为从向以把被将让由于就都也还又再更最很已未不可能会要应须且而但则即若如各该本我他她它此这那每某"
    "一二三四五六七八九十百千万亿个项件次名人年月日区县市省"
)
"""Characters that stand alone in good prose."""

_COMPOUND_ENDS = frozenset("链网房车船库楼费款案票卡店线")
"""Characters that end compounds as well as the word they begin: 证据链 and 证据链条, 运输车 and 运输车辆."""

_END = re.compile(r"[一-鿿]{0,3}?(?:局|委员会|办公室|厅|中心|总队|支队)")

_LONGEST_SHARED = 4
"""Characters before a difference that may be part of a body's name: 科创局 and 科技局 share one."""

_HAN = re.compile(r"[一-鿿]+")


class Divergence(NamedTuple):
    """A place where two texts differ, to be shown as `first` against `second`.

    `wrong` is 1 or 2 for the side that is wrong, 0 when that cannot be told; `right_word` says why.
    """

    reason: Reason
    first: Span
    second: Span
    wrong: int
    right_word: str


def divergences(first: str, second: str, own: str, *, within: bool) -> list[Divergence]:
    """The judged differences between two texts.

    `own` is the issuer's name without its places.  Names and figures are judged only `within` one report:
    those of two reports must differ.
    """
    one, other = fold(first), fold(second)
    found: list[Divergence] = []
    all_slots = slots(one, other)
    for slot in all_slots:
        if slot.kind == "words":
            judged = (
                (_name(one, other, slot, own) if within else None)
                or _doubled(one, other, slot)
                or _transposed(one, other, slot)
                or _word(one, other, slot)
            )
        else:
            judged = _figure(one, other, slot) if within and slot.kind == "figure" else None
        if judged is not None:
            found.append(judged)
    return found


def _word(one: str, other: str, slot: Slot) -> Divergence | None:
    """A character lost, or swapped, that broke a word."""
    left, right = slot.first, slot.second
    if max(len(left), len(right)) > 1 or _in_a_name(one, left) or _in_a_name(other, right):
        return None
    broken, other_broken = _broken(one, left, other, right), _broken(other, right, one, left)
    if broken is not None and other_broken is None:
        remnant, word = broken
        shown, counterpart = _readable(one, remnant, left), _readable(other, word, right)
        reason: Reason = "swapped" if len(left) else "lost"
        return Divergence(reason, shown, counterpart, 1, other[word.start : word.end])
    if other_broken is not None and broken is None:
        remnant, word = other_broken
        shown, counterpart = _readable(other, remnant, right), _readable(one, word, left)
        reason = "swapped" if len(right) else "lost"
        return Divergence(reason, counterpart, shown, 2, one[word.start : word.end])
    return None


def _doubled(one: str, other: str, slot: Slot) -> Divergence | None:
    """A character that stands twice on one side: 部部门."""
    if len(slot.first) == 1 and not len(slot.second):
        wrong, text, piece, counterpart, right = 1, one, slot.first, other, slot.second
    elif len(slot.second) == 1 and not len(slot.first):
        wrong, text, piece, counterpart, right = 2, other, slot.second, one, slot.first
    else:
        return None
    letter = text[piece.start]
    if not _HAN.fullmatch(letter) or letter not in (
        text[piece.start - 1 : piece.start],
        text[piece.end : piece.end + 1],
    ):
        return None
    pair = Span(piece.start - (text[piece.start - 1 : piece.start] == letter), piece.start + 1)
    pair = Span(pair.start, pair.start + 2)
    if segmentation.frequency(letter * 2) >= _REDUPLICATED or text[pair.end : pair.end + 1] == letter:
        return None  # 常常 is a word
    shown = Span(pair.start, min(len(text), pair.end + 1))
    single = Span(right.start - (pair.start < piece.start), right.start - (pair.start < piece.start) + 2)
    sides = (shown, single) if wrong == 1 else (single, shown)
    return Divergence("doubled", *sides, wrong, counterpart[single.start : single.end])


def _transposed(one: str, other: str, slot: Slot) -> Divergence | None:
    """Characters that changed places and left no word: 理管 for 管理."""
    left, right = one[slot.first.start : slot.first.end], other[slot.second.start : slot.second.end]
    if not 2 <= len(left) <= 3 or left == right or sorted(left) != sorted(right) or not _HAN.fullmatch(left):
        return None
    covered, other_covered = (
        _covered(one, slot.first, other, slot.second),
        _covered(other, slot.second, one, slot.first),
    )
    if bool(covered) == bool(other_covered):
        if segmentation.frequency(left) and segmentation.frequency(right):
            return None  # 力量 and 量力 are both words
        return Divergence("transposed", slot.first, slot.second, 0, "")
    wrong, word = (1, other_covered) if other_covered else (2, covered)
    return Divergence("transposed", slot.first, slot.second, wrong, word)


def _covered(text: str, piece: Span, other: str, other_piece: Span) -> str:
    """The usual word that a piece lies in, when the other side has no word there; else an empty string."""
    for start, end, word in _words(text, piece):
        if start <= piece.start and piece.end <= end and segmentation.frequency(word) >= _USUAL:
            counterpart = other[
                other_piece.start - (piece.start - start) : other_piece.end + (end - piece.end)
            ]
            return "" if segmentation.frequency(counterpart) else word
    return ""


def _in_a_name(text: str, piece: Span) -> bool:
    """Whether a piece is part of a place's or body's name: 邱县 and 成县 are both right."""
    return any(character in _NAME_ENDS for character in text[piece.end : piece.end + 2])


def _broken(text: str, piece: Span, other: str, other_piece: Span) -> tuple[Span, Span] | None:
    """The remnant on this side of a word that the other side has, and that word; None where none is broken."""
    for word in _words_at(other, other_piece):
        remnant = Span(
            piece.start - (other_piece.start - word.start), piece.end + (word.end - other_piece.end)
        )
        usual = segmentation.frequency(other[word.start : word.end]) >= _USUAL
        if usual and _is_remnant(text, remnant, piece):
            return remnant, word
    return None


def _words_at(text: str, piece: Span) -> Iterator[Span]:
    """The word that a character is a part of, then the pairs of characters in it: 自觉遵守, 自觉."""
    for start, end, _ in _words(text, piece):
        if end - start >= 2 and start < piece.end and end > piece.start:
            yield Span(start, end)
            for at in (piece.start, piece.start - 1):
                if start <= at and at + 2 <= end and end - start > 2:
                    yield Span(at, at + 2)


def _is_remnant(text: str, remnant: Span, piece: Span) -> bool:
    """Whether what this side has in place of a word is no word: characters that stand alone at the edit."""
    if remnant.start < 0 or not _HAN.fullmatch(text[remnant.start : remnant.end]):
        return False
    alone = {start for start, end, _ in _words(text, remnant) if end - start == 1}
    beside = [at for at in (piece.start - 1, piece.end) if remnant.start <= at < remnant.end]
    left_over = [at for at in beside if at in alone and text[at] not in _SMALL_WORDS]
    if not len(piece) and left_over == [piece.start - 1] and _ends_a_compound(text, piece.start - 1):
        return False
    return bool(left_over) and all(
        at in alone and text[at] not in _SMALL_WORDS for at in range(piece.start, piece.end)
    )


def _ends_a_compound(text: str, at: int) -> bool:
    return text[at] in _COMPOUND_ENDS and _HAN.match(text, at - 1, at) is not None


def _words(text: str, span: Span) -> Iterator[tuple[int, int, str]]:
    """The words in and around a span, in a window that ends at marks."""
    left, right = max(0, span.start - _WINDOW), min(len(text), span.end + _WINDOW)
    for at in range(span.start - 1, left - 1, -1):
        if not _HAN.match(text[at]):
            left = at + 1
            break
    for at in range(span.end, right):
        if not _HAN.match(text[at]):
            right = at
            break
    for start, end, word in segmentation.segments(text[left:right]):
        yield left + start, left + end, word


def _name(one: str, other: str, slot: Slot, own: str) -> Divergence | None:
    """Another body's name in the place of the issuer's own."""
    left_end, right_end = _END.match(one, slot.first.end), _END.match(other, slot.second.end)
    if not own or not len(slot.first) or not len(slot.second) or left_end is None or right_end is None:
        return None
    for back in range(_LONGEST_SHARED + 1):
        first = Span(slot.first.start - back, left_end.end())
        second = Span(slot.second.start - back, right_end.end())
        if first.start < 0 or second.start < 0 or (one[first.start] != other[second.start] and back):
            return None
        left, right = one[first.start : first.end], other[second.start : second.end]
        own_left, own_right = bodies.same_body(left, own), bodies.same_body(right, own)
        if own_left != own_right:
            return Divergence("body", first, second, 2 if own_left else 1, left if own_left else right)
    return None


def _figure(one: str, other: str, slot: Slot) -> Divergence | None:
    """Another figure behind the same words and before the same unit."""
    first, second = slot.first, slot.second
    figures = one[first.start : first.end], other[second.start : second.end]
    if not all(re.fullmatch(r"\d+(?:\.\d+)?", figure) for figure in figures):
        return None
    before = one[max(0, first.start - _CONTEXT) : first.start]
    after, other_after = one[first.end : first.end + 1], other[second.end : second.end + 1]
    same_before = before == other[max(0, second.start - _CONTEXT) : second.start]
    if not same_before or not _HAN.fullmatch(before) or after != other_after or after[:1] in "号年月日%％":
        return None
    return Divergence("figure", first, second, 0, "")


def _readable(text: str, word: Span, piece: Span) -> Span:
    """The word, or what is left of it, with the word behind it."""
    end = word.end
    for start, stop, _ in _words(text, Span(min(word.start, piece.start), max(word.end, piece.end))):
        if start <= end < stop:
            end = stop
            break
    return Span(word.start, end)
