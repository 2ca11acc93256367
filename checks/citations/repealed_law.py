"""失效法规: a law cited as in force that was repealed before the report."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, fact_evidence
from auditor.facts import citing, statutes
from auditor.facts.citing import CitingPeriod
from auditor.facts.statutes import Citation
from auditor.language import say
from auditor.reference import laws
from auditor.reference.laws import Law


class RepealedLaw(Check):
    """A law not in force at the report's date, with what replaced it.

    ## Why it matters
    Work on the basis of a repealed law has no basis. The title was taken over from an old report.

    ## Wrong
    「学习宣传《技术合同法》」 in a report of 2022 (repealed in 1999 by the 合同法); 《合同法》 in a report of 2023.

    ## Right
    A law that was in force at the report's date: a report for 2020 cites the 合同法 rightly; a law that was
    repealed in the second half of the year. A repealed law
    named as history (原《合同法》, 《……》同时废止).

    ## False alarms
    Cases that are judged by the law of the time of the facts.

    ## Source
    The register of laws with the repealing acts: auditor/reference/data/README.md.
    """

    id, title, family, severity = "repealed-law", "失效法规", "citations", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        period = citing.period_of(document)
        if period is None:
            raise NotApplicable("未能确定报告年度和成文日期，无法判断法规是否有效")
        found: dict[str, list[tuple[Citation, Law]]] = defaultdict(list)
        for citation in statutes.of(document):
            law = laws.find(citation.title)
            if law is None or laws.state_at(law, _judged_on(period)) != "repealed":
                continue
            if not citing.as_history(document, citation):
                found[law.title].append((citation, law))
        for uses in found.values():
            yield self._finding(document, period, uses)

    def _finding(self, document: Document, period: CitingPeriod, uses: list[tuple[Citation, Law]]) -> Finding:
        citation, law = uses[0]
        successor = say("，由《{law}》取代", law=law.repealed_by) if law.repealed_by else ""
        within = laws.state_at(law, period.first) != "repealed"
        factors = [Factor("repealed", 3.4, say("《{law}》已于{day}废止", law=law.title, day=law.repealed_on))]
        if not period.stated:
            factors.append(Factor("date-inferred", -1.2, "报告年度为推断"))
        if within:
            factors.append(
                Factor("repealed-within-the-year", -1.6, "报告年度之初尚未废止，所述可能是废止以前的工作")
            )
        return self.finding(
            document,
            citation.span,
            "“{quote}”已于{repealed}废止{successor}，本报告是{year}年的，不应作为现行法律引用。",
            quote=document.slice(citation.span),
            repealed=law.repealed_on,
            successor=successor,
            year=period.year,
            evidence=[
                fact_evidence(f"《{law.title}》{law.repealed_on}废止{successor}（{law.source}）"),
                *period.evidence,
            ],
            factors=factors,
            suggestion="改引现行有效的{law}。",
            law=f"《{law.repealed_by}》" if law.repealed_by else "法律法规",
            severity=Severity.ERROR if period.stated and not within else Severity.WARNING,
            places=[other.span for other, _ in uses[1:]],
        )


def _judged_on(period: CitingPeriod) -> datetime.date:
    """The day on which a law must be in force: the middle of what is reviewed, or the sign-off before it.

    A law that was repealed in the second half of the year was rightly cited in most of it.
    """
    middle = datetime.date(period.first.year, 6, 30)
    return max(period.first, min(middle, period.last))
