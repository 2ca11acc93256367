"""隶属错误: a place named under a province or city that it does not belong to."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence
from auditor.facts import statutes
from auditor.language import say
from auditor.reference import divisions
from auditor.reference.divisions import Division
from auditor.structure import place_names
from auditor.structure.place_names import PlaceName


class PlaceHierarchy(Check):
    """A place right behind a province or city that it does not belong to.

    ## Why it matters
    Half of such a name was changed and half was not: one of the two is a stranger's.

    ## Wrong
    「湖北省张家界」, 「甘肃银川」, 「浙江省杭州市诸暨市」.

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
    return [division.level for division in candidates]
