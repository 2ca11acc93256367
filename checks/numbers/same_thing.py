"""When two numbers count one thing: their names are equal, or one leaves out what the other says.

A part of `conflicting-count`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise, permutations
from typing import Final, Literal

from rapidfuzz import fuzz

from auditor.facts import segmentation
from auditor.facts.quantities import Quantity, things
from auditor.facts.quantities.vocabulary import words
from auditor.model import Document
from auditor.structure import identity
from auditor.structure.identity import Issuer

Kinship = Literal["same", "shortened", "elliptical", "of-all"]

MOST: Final = 40
"""Names or statements of one kind that are compared pair by pair; a table in words has more."""

_HOLDING: Final = re.compile(r"(?<=证)持证|(?<!在)持有")
"""Words that change nothing of who is counted: 持有执法证人员, 执法证持证人员."""
_OWNER_ENDS: Final = frozenset("局队心镇乡村院校所站司委办部科股组会县市区统")
"""Last characters of bodies and areas: what else stands before a word belongs to the word (农林牧 and 渔业)."""
_KIND_OF_PEOPLE: Final = re.compile(r"(?:工作)?(?:人员|人数|总数|数量|数)$")
_OWN: Final = re.compile(r"^(?:我|本|全|县|市|区|局|镇|乡|省)+")
_OF_A_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2} ?年(?:度|,|[^0-9月前底末以至—-])")
_ALL: Final = re.compile(r"(?<![在选从])全[县市区镇乡省州旗]$|辖区?内?$")
_ENDS_OF_ALL: Final = tuple("县市区镇乡省州旗辖内")
_WHOLE: Final = frozenset(("全年", "年内", "本年度"))


def name(document: Document, quantity: Quantity) -> str:
    """What is counted, without the report's own issuer before it."""
    counted = quantity.thing
    if "持" in counted:
        counted = _HOLDING.sub("", counted)
    names = _own_names(document)
    if not counted.startswith(names):
        return counted
    own = next(own for own in names if counted.startswith(own))
    return counted[things.without_front(counted, len(own), len(counted)) :]


def _own_names(document: Document) -> tuple[str, ...]:
    """What the report may call its own issuer, the full name first."""
    return document.remember(_own_names, lambda: _names_of_issuer(identity.of(document).issuer))


def _names_of_issuer(issuer: Issuer | None) -> tuple[str, ...]:
    if issuer is None:
        return ()
    parts = issuer.parts
    return tuple(own for own in (issuer.name, parts.level_word + parts.body, parts.body) if len(own) > 2)


def said(document: Document, first: Quantity, second: Quantity) -> str:
    """What is counted, in the report's own words, the longer of the two; without a number where one has none."""
    sides = [side for side in (first, second) if not side.thing_span.contains(side.number)]
    words = max((document.slice(side.thing_span).strip() for side in sides or (first, second)), key=len)
    return words if len(words) <= 30 else "…" + words[-29:]


def line_before(document: Document, quantity: Quantity) -> str:
    """The line of a number up to the number."""
    return document.folded[document.folded.rfind("\n", 0, quantity.span.start) + 1 : quantity.span.start]


def kin(document: Document, by_name: dict[str, list[Quantity]]) -> Iterator[tuple[Kinship, str, str]]:
    """Pairs of different names under which one thing is counted, with how they are kin."""
    if len(by_name) < 2:
        return
    for one, other in _alike(by_name):
        yield "shortened", one, other
    for one, other in _elliptical(document, by_name):
        yield "elliptical", one, other
    for one, other in _of_all(document, by_name):
        yield "of-all", one, other


def _alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different phrases of one head that differ only by words left out of the one."""
    by_head: dict[str, list[str]] = {}
    for name in names:
        if len(name) >= 8:
            by_head.setdefault(name[-3:], []).append(name)
    for heads in by_head.values():
        for one, other in combinations(heads[:MOST], 2):
            if fuzz.ratio(one, other, score_cutoff=80) and _same_but_shorter(one, other):
                yield one, other


def _same_but_shorter(one: str, other: str) -> bool:
    """Whether the longer phrase is the shorter with a few words put in that do not name another thing."""
    shorter, longer = sorted((one, other), key=len)
    prefix = 0
    while prefix < len(shorter) and shorter[prefix] == longer[prefix]:
        prefix += 1
    inserted = longer[prefix : prefix + len(longer) - len(shorter)]
    if shorter[prefix:] != longer[prefix + len(inserted) :]:
        return False
    return not any(word in inserted for word in words().distinguishing)


def _elliptical(document: Document, by_thing: dict[str, list[Quantity]]) -> Iterator[tuple[str, str]]:
    """Pairs of which the shorter leaves out what its own statement has said before.

    「某大队在编25名，持证22名」 and 「某大队持证人员23名」: the short name ends the long one, and the owner in the
    long one stands in the statement of the short one.
    """
    by_end: dict[str, list[tuple[str, str]]] = {}
    for name in by_thing:
        core = _KIND_OF_PEOPLE.sub("", name) if name.endswith(("员", "数", "量")) else name
        by_end.setdefault(core[-2:], []).append((name, core))
    for alike in by_end.values():
        if len(alike) == 1:
            continue
        for (short, core), (long, long_core) in permutations(alike[:MOST], 2):
            if (
                not 2 <= len(core) < len(long_core) - 3
                or not long_core.endswith(core)
                or things.is_generic(core)
            ):
                continue
            owner = _OWN.sub("", long_core[: -len(core)])
            if (
                len(owner) >= 4
                and owner[-1] in _OWNER_ENDS
                and all(owner in line_before(document, each) for each in by_thing[short])
            ):
                yield short, long


def _of_all(document: Document, by_thing: dict[str, list[Quantity]]) -> Iterator[tuple[str, str]]:
    """Pairs that both name all of an area, the one followed by more words: 全镇12个行政村, 全镇15个行政村配备…"""
    if not any(longer.startswith(name) for name, longer in pairwise(sorted(by_thing))):
        return
    whole = [name for name, found in by_thing.items() if all(_is_all(document, each) for each in found)]
    for one, other in combinations(sorted(whole, key=len)[:MOST], 2):
        if len(one) >= 3 and other.startswith(one) and segmentation.is_word_boundary(other, len(one)):
            yield one, other


def _is_all(document: Document, quantity: Quantity) -> bool:
    """Whether 全县, 全镇 … stands right before the number, with no word that picks some of them."""
    lead = document.folded[quantity.lead.start : quantity.lead.end].rstrip()
    return lead.endswith(_ENDS_OF_ALL) and _ALL.search(lead) is not None


def is_whole(document: Document, quantity: Quantity) -> bool:
    """Whether a number is said to be all there is: 共, 全年, 全县12个."""
    front = document.folded[quantity.lead.start : max(quantity.thing_span.start, quantity.lead.start)]
    return (
        quantity.claim == "total"
        or quantity.scope.period in _WHOLE
        or re.search(r"共|一共|总共", front) is not None
        or _OF_A_YEAR.search(document.folded, quantity.sentence.start, quantity.span.start) is not None
        or _is_all(document, quantity)
    )
