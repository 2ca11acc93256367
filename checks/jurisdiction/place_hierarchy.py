"""隶属错误: a place named under a province or city that it does not belong to."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence
from auditor.facts import statutes
from auditor.language import say
from auditor.reference import divisions
from auditor.reference.divisions import Division
from auditor.reference.tables import cached
from auditor.structure import place_names
from auditor.structure.place_names import PlaceName


class PlaceHierarchy(Check):
    """A place right behind a province or city that it does not belong to.

    ## Why it matters
    Half of such a name was changed and half was not: one of the two is a stranger's.

    ## Wrong
    「湖北省张家界」, 「甘肃银川」, 「浙江省杭州市诸暨市」; 「黔南苗族侗族自治州」, whose peoples are 布依族 and 苗族.

    ## Right
    「浙江省绍兴市诸暨市」, names that really exist twice (北京市朝阳区, 长春市朝阳区), the hierarchy of the time
    (重庆 under 四川 before 1997), neighbours in a list.

    ## False alarms
    A firm whose name strings two places together.

    ## Source
    Divisions with their history: auditor/reference/data/README.md.
    """

    id, title, family, severity = "place-hierarchy", "隶属错误", "jurisdiction", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        found: dict[tuple[str, str], list[tuple[PlaceName, PlaceName]]] = defaultdict(list)
        for parent, child in itertools.pairwise(place_names.with_bare(document)):
            if parent.span.end == child.span.start and _contradict(document, parent, child):
                found[parent.text, child.text].append((parent, child))
        for pairs in found.values():
            yield self._finding(document, pairs)
        for span, right in _misnamed(document):
            yield self._misnamed(document, span, right)

    def _misnamed(self, document: Document, span: Span, right: Division) -> Finding:
        chain = divisions.chain_text(right)
        return self.finding(
            document,
            span,
            "“{quote}”：没有这样的自治地方，{short}的全称是{right}。",
            quote=document.slice(span),
            short=right.short,
            right=right.name,
            evidence=[fact_evidence(chain)],
            factors=[
                Factor(
                    "other-peoples", 3.0, say("{short}的全称是{right}", short=right.short, right=right.name)
                )
            ],
            suggestion="核对地名和所列民族，改正其中一个。",
        )

    def _finding(self, document: Document, pairs: list[tuple[PlaceName, PlaceName]]) -> Finding:
        parent, child = pairs[0]
        span = Span(parent.span.start, child.span.end)
        chains = "或".join(dict.fromkeys(divisions.chain_text(division) for division in child.divisions[:3]))
        sure = parent.full or parent.divisions[0].level == 1
        return self.finding(
            document,
            span,
            "“{quote}”：{child}不属于{parent}，而是{chain}。",
            quote=document.slice(span),
            child=child.text,
            parent=parent.text,
            chain=chains,
            evidence=[fact_evidence(chains)],
            factors=[
                Factor(
                    "other-chain",
                    3.2 if sure else 1.8,
                    say("{child}属于{chain}", child=child.text, chain=chains),
                )
            ],
            suggestion="核对两个地名，改正其中一个。",
            severity=Severity.ERROR if sure and child.full else Severity.WARNING,
            places=[Span(first.span.start, second.span.end) for first, second in pairs[1:]],
        )


def _contradict(document: Document, parent: PlaceName, child: PlaceName) -> bool:
    """Whether the second name is of a lower level and lies in none of the places the first can mean."""
    forms = divisions.all_names()
    if child.bare and (forms[child.text].ordinary or len(child.text) < 2):
        return False
    if parent.bare and (forms[parent.text].ordinary or parent.divisions[0].level != 1):
        return False
    if statutes.covering(document, child.span) is not None:
        return False
    if any(name.bare and place_names.by_chance(document, name) for name in (parent, child)):
        return False
    if any(divisions.is_within(low, high) for low in child.divisions for high in parent.divisions):
        return False
    return min(_levels(child.divisions)) > max(_levels(parent.divisions))


def _levels(candidates: tuple[Division, ...]) -> list[int]:
    """The levels of today's divisions among the candidates; of all where none is today's."""
    today = [division.level for division in candidates if division.current]
    return today or [division.level for division in candidates]


@cached
def _peoples() -> re.Pattern[str]:
    """The peoples in the names of autonomous places, one or more, at the end of a text."""
    named = (
        people + "族"
        for division in divisions.everything()
        if division.name.endswith(_AUTONOMOUS)
        for people in division.name[len(division.short) : -3].split("族")[:-1]
    )
    return re.compile(f"(?:{'|'.join(sorted(set(named), key=len, reverse=True))})+$")


def _misnamed(document: Document) -> Iterator[tuple[Span, Division]]:
    """Full names of autonomous places with other peoples than theirs: 黔南苗族侗族自治州."""
    folded = document.folded
    at = folded.find("族自治")
    known = {name.span.end for name in place_names.of(document)} if at >= 0 else set()
    while at >= 0:
        at, end = at + 1, at + 4
        if folded[at:end] in _AUTONOMOUS and end not in known:
            start, right = _nearest(folded, at)
            if right is not None and statutes.covering(document, Span(start, end)) is None:
                yield Span(start, end), right
        at = folded.find("族自治", end)


def _nearest(folded: str, at: int) -> tuple[int, Division | None]:
    """Where a name that ends with 自治州 at `at` begins, and the division it should name if it names none."""
    level = folded[at : at + 3]
    peoples = _peoples().search(folded, max(0, at - _LONGEST_NAME), at)
    if peoples is None:
        return at, None
    named_to = peoples.start()
    for start in range(max(0, named_to - _LONGEST_SHORT), named_to - 1):
        meant = [
            division
            for division in divisions.by_short(folded[start:named_to])
            if division.name.endswith(level)
        ]
        if meant:
            return start, None if divisions.by_name(folded[start : at + 3]) else meant[0]
    return at, None


_AUTONOMOUS = ("自治州", "自治县", "自治旗")
_LONGEST_NAME = 20
_LONGEST_SHORT = 5
