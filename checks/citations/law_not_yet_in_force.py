"""尚未施行: a law cited as applied before it took effect."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, fact_evidence
from auditor.facts import citing, statutes
from auditor.facts.statutes import Citation
from auditor.language import say
from auditor.reference import laws
from auditor.reference.laws import Law
from auditor.structure.parts import role_at

# Studying, spreading or preparing for a law that was passed but is not in force yet is usual and right.
_AHEAD = re.compile(
    r"学习|宣传|宣讲|培训|解读|普及|草案|征求意见|立法|起草|修订|出台|颁布|公布|通过|即将|实施前|施行前|做好|准备|迎接|将于"
)
_WINDOW = 24
_TITLE = re.compile(r"《[^《》]*》[、和与及]?")
_APPLIED = re.compile(r"(?:依据|根据|按照|依照|适用|违反|触犯|援引)[^。；，\n]{0,4}$")


class LawNotYetInForce(Check):
    """A law cited as applied before it took effect.

    ## Why it matters
    Nobody can have acted under a law that did not exist: the sentence or the year of the report was copied.

    ## Wrong
    「依据《生态环境法典》作出处罚」 in a report for 2024. 「依据《家庭教育促进法》发出指导令12份」 in a report for
    2021 that was signed in January 2022, when the law had just taken effect: what it tells was done before.

    ## Right
    Studying or spreading a law that was passed and takes effect later; plans for the next year; laws that
    existed in an earlier version.

    ## False alarms
    Acts whose first version the register does not hold.

    ## Source
    The register of laws: auditor/reference/data/README.md.
    """

    id, title, family, severity = "law-not-yet-in-force", "尚未施行", "citations", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        period = citing.period_of(document)
        if period is None:
            raise NotApplicable("未能确定报告年度和成文日期，无法判断法规是否已经施行")
        found: dict[str, list[tuple[Citation, Law]]] = defaultdict(list)
        for citation in statutes.of(document):
            law = laws.find(citation.title)
            if law is None or not _too_early(document, period, citation, law):
                continue
            if role_at(document, citation.span.start) == "plan":
                continue
            if _is_passed(law, period) and _AHEAD.search(_around(document, citation)):
                continue
            found[law.title].append((citation, law))
        for uses in found.values():
            yield self._finding(document, period, uses)

    def _finding(
        self, document: Document, period: citing.CitingPeriod, uses: list[tuple[Citation, Law]]
    ) -> Finding:
        citation, law = uses[0]
        factors = [
            Factor(
                "not-in-force",
                3.0,
                say("《{law}》{day}起施行", law=law.title, day=law.effective or law.promulgated),
            )
        ]
        if not period.stated:
            factors.append(Factor("date-inferred", -1.2, "报告年度为推断"))
        if not law.national:  # an act of the same name may have gone before it
            factors.append(Factor("local-act", -1.0, "地方性法规可能另有更早的版本"))
        return self.finding(
            document,
            citation.span,
            _PASSED if _is_passed(law, period) else _UNKNOWN,
            quote=document.slice(citation.span),
            effective=law.effective or law.promulgated,
            year=period.year,
            evidence=[
                fact_evidence(f"《{law.title}》{law.effective}起施行（{law.source}）"),
                *period.evidence,
            ],
            factors=factors,
            suggestion="核对报告年度，或改引当时有效的法律法规。",
            severity=Severity.ERROR if period.stated and law.national else Severity.WARNING,
            places=[other.span for other, _ in uses[1:]],
        )


_PASSED = "“{quote}”{effective}才施行，本报告是{year}年的，所述工作当时不能以它为依据。"
_UNKNOWN = "“{quote}”{effective}才施行，本报告是{year}年的，当时尚无此法。"


def _is_passed(law: Law, period: citing.CitingPeriod) -> bool:
    return law.promulgated is not None and law.promulgated <= period.last


def _too_early(document: Document, period: citing.CitingPeriod, citation: Citation, law: Law) -> bool:
    """Whether the law took effect after the sign-off, or is applied to what was done before it took effect."""
    if laws.state_at(law, period.last) == "not-yet":
        return True
    if period.reviewed_to >= period.last or laws.state_at(law, period.reviewed_to) != "not-yet":
        return False
    return _APPLIED.search(_clause_before(document, citation)) is not None


def _clause_before(document: Document, citation: Citation) -> str:
    """The words of the sentence before a title, without the other titles of its list."""
    text = document.text
    start = max(text.rfind(mark, 0, citation.span.start) for mark in "。；\n") + 1
    return _TITLE.sub("", text[start : citation.span.start])


def _around(document: Document, citation: Citation) -> str:
    after = document.text[citation.span.end : citation.span.end + _WINDOW]
    return _clause_before(document, citation)[-_WINDOW:] + re.split(r"[。；\n]", after)[0]
