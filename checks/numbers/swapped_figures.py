"""One number written twice, the second time with two neighbouring figures swapped: 1,263 and 1,236.

A part of `conflicting-count`.  Two counts that differ by a swap alone are seldom two counts, so their
names need not agree as closely as those of other numbers: for long numbers it is enough that what names the
one is said in the sentence of the other, while those of three figures must count one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from auditor.facts.quantities import Quantity, things
from auditor.model import Document
from checks.numbers import same_thing
from checks.numbers.reckoning import FEWEST_FIGURES, is_swapped
from checks.numbers.same_scope import may_be_taken_up, same_circumstances
from checks.numbers.taken_up import is_mention

_LONG: Final = 4
"""From so many figures on a swap is no accident."""
_AROUND: Final = 40
_FILLING: Final = re.compile(
    r"(?:案件|案|件|人员|群众|问题|事项|企业|单位|项目|申请|家庭|对象|总数|数量|数|等|内|里|共|仍有?)*"
    r"(?:(?:全员|全体|全部|均|都|中).*)?"
)
"""What a name may have more than another that counts the same."""
_STANDING: Final = re.compile("全[局队站所院校县市区镇乡]|[现共已]有")
_AFTER: Final = re.compile("[一-鿿]{1,4}")
_ANY: Final = re.compile("·|家庭|对象|城乡|建档立卡|各类|[户人件项个条次中内的了等仍有]")
"""What a word of naming is left without when it is looked for in the other sentence."""
_STEPS: Final = re.compile(
    "收[到案]|受理|接[到待]|办[结理]|审结|结案|立案|查处|处罚|整改|完成|发现|排查|移送|化解|调解|采纳|建成|开工|竣工|退出|发放|培训"
    "|检查|答复|撤销|维持|纠正"
)
"""The step of the work that was counted."""
_OF_ALL: Final = re.compile(
    "持证|未|不予|新增|女|男|党员|专职|兼职|城镇|城市|农村|重点|规上|规模以上|[省市县镇乡村]级"
)
"""Words that pick some of all, or some of their kind."""


def swapped(document: Document, group: Iterable[Quantity]) -> Iterator[tuple[Quantity, Quantity, bool]]:
    """Pairs of one unit that are one number but for a swap, the earlier first, and whether they name one thing."""
    by_figures: dict[tuple[str, str], dict[str, list[Quantity]]] = {}
    for quantity in group:
        start, end = quantity.number.start, quantity.number.end
        if end - start < FEWEST_FIGURES or quantity.kind != "count" or not quantity.exact:
            continue
        figures = document.folded[start:end].replace(",", "")
        stated = quantity.claim in ("count", "total", "part") and not quantity.scope.plan
        if stated and len(figures) >= FEWEST_FIGURES and figures.isdigit():
            key = quantity.printed_unit, "".join(sorted(figures))
            by_figures.setdefault(key, {}).setdefault(figures, []).append(quantity)
    for alike in by_figures.values():
        if len(alike) != 2:
            continue
        (one, firsts), (other, seconds) = alike.items()
        if is_swapped(one, other):
            yield from _first_pair(document, firsts, seconds, len(one) >= _LONG)


def _first_pair(
    document: Document, firsts: Sequence[Quantity], seconds: Sequence[Quantity], long: bool
) -> Iterator[tuple[Quantity, Quantity, bool]]:
    """The first two of them that count one thing; none where both stand in one statement."""
    pairs = [pair for pair in product(firsts, seconds) if not _is_part_told_later(*pair)]
    if any(_in_one_statement(document, *pair) for pair in pairs):
        return
    for pair in pairs:
        named = _name_one_thing(document, *pair)
        kin = named or (long and _share_a_word(document, *pair))
        first, second = sorted(pair, key=lambda quantity: quantity.span.start)
        if kin and (
            same_circumstances(document, first, second, since=long)
            or (long and is_mention(document, second) and may_be_taken_up(document, first, second))
        ):
            yield first, second, named
            return


def _is_part_told_later(one: Quantity, other: Quantity) -> bool:
    """Whether the later number is told as a part (其中流通环节1245批次) and the earlier is not: it may be its whole."""
    first, second = sorted((one, other), key=lambda quantity: quantity.span.start)
    return second.claim == "part" and first.claim != "part"


def _in_one_statement(document: Document, one: Quantity, other: Quantity) -> bool:
    first, second = sorted((one.span, other.span))
    return not any(mark in document.folded[first.end : second.start] for mark in "。\n")


def _name_one_thing(document: Document, one: Quantity, other: Quantity) -> bool:
    """Whether the name of the one is that of the other but for words that say nothing of their own."""
    names = (_STANDING.sub("", same_thing.name(document, side)) for side in (one, other))
    shorter, longer = sorted(names, key=len)
    at = longer.find(shorter)
    if len(shorter) < 2 or at < 0:
        return False
    return _FILLING.fullmatch(longer[:at] + longer[at + len(shorter) :]) is not None


def _share_a_word(document: Document, one: Quantity, other: Quantity) -> bool:
    """Whether what names the one is said in the sentence of the other, and both count one step of the same."""
    names = [_naming(document, side) for side in (one, other)]
    steps = [set(_STEPS.findall(name)) for name in names]
    picked = [set(_OF_ALL.findall(name)) for name in names]
    if picked[0] != picked[1] or (all(steps) and not steps[0] & steps[1]):
        return False
    if _are_one_turned_round(*names):
        return True
    return any(
        _is_said(name, _sentence(document, beside)) for name, beside in zip(names, (other, one), strict=True)
    )


_TURNED: Final = 4


def _are_one_turned_round(one: str, other: str) -> bool:
    """Whether two names are made of the same words in another order: 检查企业, 企业检查."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _TURNED and set(shorter) <= set(longer)


def _naming(document: Document, quantity: Quantity) -> str:
    """The words before a number that name what is counted, or else the first words after it."""
    folded = document.folded
    start = things.without_front(folded, quantity.lead.start, quantity.lead.end)
    end = things.without_linking(folded, start, quantity.lead.end)
    after = _AFTER.match(folded, quantity.span.end)
    return folded[start:end] or (after.group() if after else "")


def _is_said(name: str, sentence: str) -> bool:
    """Whether all characters of a name that are its own, and not only a step of the work, stand in a sentence."""
    own = _ANY.sub("", _STEPS.sub("", things.without_generic(name)))
    return len(own) >= 2 and all(character in sentence for character in own)


def _sentence(document: Document, quantity: Quantity) -> str:
    start = max(quantity.sentence.start, quantity.span.start - _AROUND)
    return document.folded[start : min(quantity.sentence.end, quantity.span.end + _AROUND)]
