"""A number taken up again as something known, and with another value: 公办园69所 … 全县72所公办园与48所民办园.

A part of `conflicting-count`.  A report tells a number once (新修通组道路12公里) and speaks of it later
with the number first and the noun behind it (新修的16公里通组道路).  What is so spoken of has been counted
before; where nothing before has this value and one number has this name, the two do not agree.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from auditor.facts import quantities, segmentation
from auditor.facts.quantities import Quantity, things
from auditor.facts.quantities.vocabulary import longest_first, words
from auditor.model import Document, Span
from checks.numbers.reckoning import is_swap
from checks.numbers.same_scope import is_inflow, may_be_taken_up

_FEWEST: Final = 3
"""Numbers below this are counted anew at every turn (2件案件)."""
_NOUN: Final = re.compile(r"[一-鿿][^,;:。、!?“”《》0-9\n]{1,13}")
_HOLDERS: Final = re.compile(
    r"持有?(?:有效)?的?[一-鿿]{0,6}?证件?的?(?:[一-鿿]{0,4}?(?:人员|干部))?|持证[一-鿿]{0,4}人员"
)
_HOLDER: Final = "持证人员"
_KNOWN: Final = re.compile(
    r"(?:[对将把向就以]|围绕|针对)?(?P<known>这|上述|以上|(?:现有|已有|原有|在册)的?)?"
)
"""Words that make a known thing of a number: 对现有13个; 对13个 alone may tell it for the first time."""
_MADE_SO: Final = re.compile(r"[对将把向就]?(?P<how>[一-鿿]{2,12})的")
_SAID_OF_ALL: Final = re.compile(
    r"的?(?:问题|人员|案件|项目|家庭|任务|事项|企业)?"
    r"(?:[里之]?中(?![心央小学医等])|全[部员都]|[均都]|平均|人均|户均|多数|大多|大都|普遍|分布|分散|大部分)"
)
_BESIDE: Final = re.compile(r"[与和及、]")
_STATED: Final = re.compile(
    r"(?:[一-鿿]{2,6}中)?(?:[现共已实原]?有|[建设配]有|收录|选?聘用?|在[册编岗职营]|登记|核定|设立|配备|落实|组建|纳入|梳理|编制|拥有"
    r"|总数|[共计现]|城乡|全)*"
)
"""What may stand before a noun that counts all there is of it (聘用生态护林员486名)."""
_FILLING: Final = re.compile(
    "主动|依法|累计|全年|本年|年内|当年|[共总]计?|各类|组织|开展|进行|完成|去年|上年|一年来|[了的]"
)
_PICKS: Final = re.compile(
    "未|不予|新增|女|男|党员|专职|兼职|城镇|农村|重点|规上|规模以上|[省市县镇乡村]级|移送|剩余|其余"
)


class TakenUp(msgspec.Struct, frozen=True):
    """A number and the mention that takes it up with another; `swapped` where only two figures changed places."""

    told: Quantity
    again: Quantity
    swapped: bool


def taken_up(document: Document) -> Iterator[TakenUp]:
    """The mentions that take up a number of another value, in order, one for each."""
    by_unit: dict[str, list[Quantity]] = {}
    for quantity in quantities.of(document):
        if quantity.kind in ("count", "measure"):
            before = by_unit.setdefault(quantity.unit, [])
            mention = _mention(document, quantity) if before else None
            if mention is not None:
                yield from _against(document, mention, before)
            before.append(quantity)


class _Mention(msgspec.Struct, frozen=True):
    """A number that is spoken of as known: the noun behind it and what was done to make it so (新修)."""

    quantity: Quantity
    noun: str
    how: str
    known: bool
    """Whether the words before the number make it known."""


def _mention(document: Document, quantity: Quantity) -> _Mention | None:
    if not quantity.exact or quantity.value < _FEWEST or quantity.claim not in ("count", "total", "part"):
        return None
    folded = document.folded
    noun = _NOUN.match(folded, quantity.span.end)
    if noun is None:
        return None
    lead = _when_and_who().sub("", folded[quantity.lead.start : quantity.lead.end].strip())
    made, known = _MADE_SO.fullmatch(lead), _KNOWN.fullmatch(lead)
    if made is None and known is None:
        return None
    how = made["how"] if made is not None and known is None else ""
    sure = known is None or known["known"] is not None
    return _Mention(quantity, _plain(noun.group()), how, sure)


@functools.cache
def _when_and_who() -> re.Pattern[str]:
    """The words of time and of the report's own area that a mention may open with."""
    said = "|".join(map(re.escape, longest_first(words().times, words().own_bodies)))
    return re.compile(
        rf"^(?P<to>[对将把向就以]|围绕|针对|其中)?(?:{said}|[0-9]{{4}} ?年度?|[0-9]{{1,2}}月底?|[ *])+"
    )


def is_mention(document: Document, quantity: Quantity) -> bool:
    """Whether a number may speak of something known: it opens its clause and the noun follows it."""
    return _mention(document, quantity) is not None


def _plain(phrase: str) -> str:
    """A phrase in which those with a certificate are called by one name and 类 is left out (依申请类)."""
    return _HOLDERS.sub(_HOLDER, phrase, count=1).replace("类", "")


def _against(document: Document, mention: _Mention, before: Sequence[Quantity]) -> Iterator[TakenUp]:
    """The one number before that a mention can only mean, when it is another."""
    again = mention.quantity
    named = [(told, noun) for told in before if (noun := _common_noun(document, told, mention.noun))]
    if not named or _has_been_told(document, again, {noun for _, noun in named}):
        return
    fitting = [
        told
        for told, noun in named
        if is_swap(document, told, again) and _may_be_swapped(document, told, mention, noun)
    ]
    swapped = bool(fitting)
    if not swapped and again.claim != "part" and len({told.value for told, _ in named}) == 1:
        fitting = [told for told, noun in named if _is_meant(document, told, mention, noun)]
    if len({told.value for told in fitting}) != 1 or _is_reckoned(document, fitting[0], again):
        return
    told = fitting[0]
    if told.sentence != again.sentence and may_be_taken_up(document, told, again):
        yield TakenUp(told, again, swapped)


def _has_been_told(document: Document, again: Quantity, nouns: set[str]) -> bool:
    """Whether the number of a mention stands before it with such a noun, be it in another unit (62人次, 62名)."""
    return any(
        told.value == again.value and any(noun in _ahead(document, told) + told.thing for noun in nouns)
        for told in quantities.within(document, Span(0, again.number.start))
    )


def _common_noun(document: Document, told: Quantity, noun: str) -> str:
    """With what the words before a number end and the noun of a mention begins."""
    ahead = _ahead(document, told)
    last = noun.rfind(ahead[-1:]) if ahead else -1
    for length in range(min(len(ahead), last + 1), 1, -1):
        if ahead.endswith(noun[:length]) and segmentation.is_word_boundary(noun, length):
            return noun[:length]
    return ""


def _ahead(document: Document, told: Quantity) -> str:
    """The words before a number without linking ones: 全县聘用生态护林员."""
    folded, lead = document.folded, told.lead
    return _plain(folded[lead.start : things.without_linking(folded, lead.start, lead.end)])


def _is_stated(told: Quantity) -> bool:
    return told.exact and told.claim in ("count", "total", "part") and not told.scope.plan


def _is_meant(document: Document, told: Quantity, mention: _Mention, noun: str) -> bool:
    """Whether the words of both say that one thing is meant, all of it."""
    if not _is_stated(told) or things.specific_length(noun) < 2:
        return False
    if is_inflow(document, told) != is_inflow(document, mention.quantity):
        return False
    before = _own_words(document, told, noun)
    if mention.how:
        return _FILLING.sub("", mention.how) == _FILLING.sub("", before) != ""
    if _STATED.fullmatch(before) is None:
        return False
    after = mention.noun[len(noun) :]
    return (
        mention.known
        or _SAID_OF_ALL.match(after) is not None
        or _has_companion(document, told, mention, noun)
    )


def _own_words(document: Document, told: Quantity, noun: str) -> str:
    """What stands before the noun of a number, without who and when."""
    ahead = _ahead(document, told)
    return ahead[things.without_front(ahead, 0, len(ahead)) :].removesuffix(noun)


def _has_companion(document: Document, told: Quantity, mention: _Mention, noun: str) -> bool:
    """Whether both stand beside another number of one value and name: 公办园69所、民办园48所 and 72所公办园与48所民办园."""
    found = quantities.of(document)
    if _BESIDE.match(mention.noun, len(noun)) is None:
        return False
    nexts = [found[found.index(each) + 1 :][:1] for each in (told, mention.quantity)]
    if not all(nexts):
        return False
    (one,), (other,) = nexts
    following = _NOUN.match(document.folded, other.span.end)
    return (
        (one.value, one.unit) == (other.value, other.unit)
        and following is not None
        and bool(_common_noun(document, one, following.group()))
    )


def _may_be_swapped(document: Document, told: Quantity, mention: _Mention, noun: str) -> bool:
    """Whether two numbers that differ by a swap of two figures may be one; their names need less likeness."""
    if not _is_stated(told):
        return False
    before = _own_words(document, told, noun)
    if set(_PICKS.findall(before)) != set(_PICKS.findall(mention.how)):
        return False
    if things.specific_length(noun) >= 2:
        return True
    how = _FILLING.sub("", mention.how)
    return len(how) >= 2 and how in before


def _is_reckoned(document: Document, told: Quantity, again: Quantity) -> bool:
    """Whether a number beside one of them makes the one of the other (69所，新增3所 … 72所)."""
    difference = abs(told.value - again.value)
    return any(
        each.value == difference and each.unit == told.unit
        for anchor in (told, again)
        for each in quantities.within(document, anchor.sentence)
    )
