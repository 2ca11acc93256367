"""外地地名: a stranger's place that stands where only the report's own can stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditor import (
    Check,
    Document,
    Evidence,
    Factor,
    Finding,
    NotApplicable,
    Severity,
    Span,
    fact_evidence,
    quote_evidence,
)
from auditor.checking.check import confidence_of
from auditor.facts import places, sister_towns
from auditor.facts.places import PlaceMention
from auditor.facts.sister_towns import SisterTown
from auditor.language import translated
from auditor.reference import divisions
from auditor.structure import identity, signoff
from auditor.structure.identity import Issuer, Jurisdiction

REPORTED = 0.7
"""Least confidence of a finding; below it a name is taken as merely mentioned."""

CERTAIN = 0.9
"""From this confidence on, and when the report states its own place, a finding is an error."""


class ForeignPlace(Check):
    """A place that is not the report's own, its parents or its children, used as its own.

    ## Why it matters
    A stranger's name left in shows that the report was copied from a neighbour's: what it says was
    done, somebody else did. The public sees it first.

    ## Wrong
    「利用“张店科技”微信公众号……」 in a report of 沂源县; 「在桓台县委、县政府的正确领导下」 in a report of
    another county; 「为长兴县经济社会发展提供保障」 as the aim of our own work; 「临泽镇党委、政府将……」 in the
    report of another town.

    ## Right
    「赴诸暨市考察学习」, 「与德清县签订合作协议」, 「海东市平安区对口帮扶」, 「青岛海尔集团」, 「淄博市张店区人民法院」,
    lists of the counties of the parent city, 原/更名, titles in 《》, words that only look like a name
    (管理局和县工商局, 适应城市发展).

    ## False alarms
    A report that speaks of a stranger's place in a way the table of slots does not know, such as a
    person's career or a river's course. The named factors on the finding show what was weighed.

    ## Source
    Slots and weights: auditor/facts/place_roles.toml. Divisions: auditor/reference/data/README.md.
    """

    id, title, family, severity = "foreign-place", "外地地名", "jurisdiction", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        issuer, own = identity.of(document).issuer, identity.of(document).jurisdiction
        sisters = [*self._sister_towns(document, issuer)] if issuer is not None else []
        yield from sisters
        if own is None and sisters:
            return  # a town's report that does not name its county
        if own is None:
            raise NotApplicable("未能确定报告属于哪个行政区，无法判断外地地名")
        by_place: dict[str, list[tuple[PlaceMention, tuple[Factor, ...]]]] = defaultdict(list)
        for mention in (*places.of(document), *places.in_slots(document)):
            if mention.relation not in places.STRANGERS:
                continue
            factors = _weighed(mention, own)
            # A stranger's place in the issuer's own name is told by issuer-mismatch.
            if (
                factors
                and confidence_of(factors) >= REPORTED
                and not any(span.overlaps(mention.span) for span in _issuer_spans(document))
            ):
                by_place[mention.name.divisions[0].code].append((mention, factors))
        for uses in by_place.values():
            uses.sort(key=lambda use: use[0].span)
            yield self._finding(document, own, uses)

    def _sister_towns(self, document: Document, issuer: Issuer) -> Iterator[Finding]:
        """Another town in the place of the report's own; the county may be unknown."""
        by_name: dict[str, list[SisterTown]] = defaultdict(list)
        for town in sister_towns.of(document):
            by_name[document.slice(town.span)].append(town)
        for name, towns in by_name.items():
            first = towns[0]
            yield self.finding(
                document,
                first.span,
                "「{context}」中的“{quote}”{reason}，本报告是“{own}”的，应是另一乡镇街道的名称。",
                context=_context(document, first.span),
                quote=name,
                reason=translated(first.reason),
                own=issuer.name,
                evidence=issuer_evidence(document, issuer),
                factors=[Factor("another-town", 2.4, translated(first.reason))],
                suggestion="核对该处是否应为“{town}”。",
                town=issuer.parts.town,
                severity=Severity.WARNING,
                places=[town.span for town in towns[1:]],
            )

    def _finding(
        self,
        document: Document,
        own: Jurisdiction,
        uses: list[tuple[PlaceMention, tuple[Factor, ...]]],
    ) -> Finding:
        mention, factors = max(uses, key=lambda use: confidence_of(use[1]))
        stranger = mention.name.divisions[0]
        certain = own.stated and confidence_of(factors) >= CERTAIN
        return self.finding(
            document,
            mention.span,
            "「{context}」中的“{quote}”是{stranger}，本报告属于{own}：{reason}，不应使用外地地名。",
            context=_context(document, mention.span),
            quote=document.slice(mention.span),
            stranger=" → ".join(stranger.path),
            own=" → ".join(own.division.path),
            reason="、".join(factor.text for factor in factors if factor.weight > 0),
            evidence=own_evidence(document, own),
            factors=factors,
            suggestion="核对该处是否应为“{name}”，或说明为何提及外地。",
            name=own.division.name if mention.name.full else own.division.short,
            severity=Severity.ERROR if certain else Severity.WARNING,
            places=[other.span for other, _ in uses if other is not mention],
        )


def _issuer_spans(document: Document) -> list[Span]:
    """Where title and sign-off name the issuer."""
    spans = []
    in_title = identity.named_in_title(document)
    if in_title is not None:
        spans.append(in_title)
    signed = signoff.of(document)
    if signed is not None:
        spans += signed.issuers
    return spans


def _weighed(mention: PlaceMention, own: Jurisdiction) -> tuple[Factor, ...]:
    """The factors of a mention; none when no slot speaks for its being used as the report's own."""
    if not any(factor.weight >= 1 for factor in mention.factors):
        return ()
    if own.stated:
        return mention.factors
    return (*mention.factors, Factor("place-inferred", -1.0, "报告未写明单位，其所属地区为推断"))


def own_evidence(document: Document, own: Jurisdiction) -> list[Evidence]:
    """Where the report says whose it is; the chain of divisions where it was only given from outside."""
    if own.basis:
        return [quote_evidence(document, own.basis[0], "identity")]
    return [Evidence(None, 0, 0, divisions.chain_text(own.division), "identity")]


def issuer_evidence(document: Document, issuer: Issuer) -> list[Evidence]:
    """Where the report names its issuer; the name alone where it was only given from outside."""
    if issuer.basis:
        return [quote_evidence(document, issuer.basis[0], "identity")]
    return [fact_evidence(issuer.name, "identity")]


def _context(document: Document, span: Span) -> str:
    """The words around a span, within its line, for the message."""
    text = document.text
    start = max(span.start - 12, text.rfind("\n", 0, span.start) + 1)
    line_end = text.find("\n", span.end)
    end = min(span.end + 16, line_end if line_end >= 0 else len(text))
    return text[start:end].strip()
