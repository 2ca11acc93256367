"""陈旧年份: last year's date left as the current one in the text."""

from __future__ import annotations

import bisect
import functools
import re
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
from auditor.facts import periods, slots, statutes
from auditor.facts.slots import Slot, Surroundings
from auditor.language import say
from auditor.structure import identity, outline, parts, sentences, signoff, title
from auditor.structure.dates import Period
from auditor.structure.identity import Identity, ReportingYear

OLDEST = 4
"""Years back from the year under review; what lies further back is history."""

REPORTED = 0.75
CERTAIN = 0.9


_OWN_SUBJECTS = (
    r"我[局委办院校厅镇乡县区市旗州中站]|本[局委办院校厅镇乡县区市机部单行]|全[局委办院校厅镇乡县区市旗]|[省市县区旗州]"
    r"(?:人民)?[一-鿿]{2,8}(?:局|委|办|厅)"
)


@functools.cache
def _slots() -> tuple[Slot, ...]:
    return slots.read("checks.time", "stale_year.toml", {"own": _OWN_SUBJECTS})


class StaleYear(Check):
    """Last year's date left in the text as the current one.

    ## Why it matters
    The sentence was taken over from last year's report; its figures are probably last year's too.

    ## Wrong
    「截至2021年12月31日，我局共有……」, 「2021年，我局未发生……」, 「现将2021年度……报告如下」 in a report for
    2022; 今年 for the reporting year in a text signed in the next (a note).

    ## Right
    Comparisons (较2021年), history (2021年，我局成立了……), names of plans, standing facts that began
    then, the part on last year's problems.

    ## False alarms
    A retrospect over several years whose sentences name one year each.

    ## Source
    Slots and weights: stale_year.toml beside this module.
    """

    id, title, family, severity = "stale-year", "陈旧年份", "time", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        known = identity.of(document)
        if known.year is None:
            raise NotApplicable("未能确定报告年度，无法核对文中年份")
        yield from self._past_targets(document, known, known.year)
        if known.kind.spans:
            return
        reviewed = known.year.value + known.kind.reviews
        found: dict[int, list[tuple[Period, tuple[Factor, ...]]]] = defaultdict(list)
        for period in periods.of(document):
            if reviewed - OLDEST <= period.first < reviewed and not period.is_range:
                factors = self._weigh(document, known, period, reviewed)
                if factors and confidence_of(factors) >= REPORTED:
                    found[period.first].append((period, factors))
        yield from self._against_manifest(document)
        for uses in found.values():
            yield self._finding(document, known.year, reviewed, uses)
        yield from self._this_year(document, reviewed)

    def _past_targets(self, document: Document, known: Identity, year: ReportingYear) -> Iterator[Finding]:
        """A target of the plan that lies before the plan: 到2024年底前 in the plan for 2025."""
        begins = year.value if known.kind.spans else year.value + known.kind.plans
        spans = [
            period.span
            for period in periods.of(document)
            if begins - OLDEST <= period.first < begins
            and not period.is_range
            and _is_target(document, period.span)
            and parts.role_at(document, period.span.start) == "plan"
        ]
        if spans:
            yield self.finding(
                document,
                spans[0],
                "计划部分写“{context}”，时限“{quote}”早于计划的{begins}年。",
                context=document.slice(_sentence(document, spans[0])).strip()[:40],
                quote=document.slice(spans[0]),
                begins=begins,
                evidence=_year_evidence(document, year),
                factors=[Factor("target-in-the-past", 2.4, "计划的时限不会早于计划年度")],
                suggestion="核对时限的年份，应是沿用往年计划时未改。",
                places=spans[1:],
            )

    def _weigh(
        self, document: Document, known: Identity, period: Period, reviewed: int
    ) -> tuple[Factor, ...]:
        """The factors of a past year; none when no slot speaks for its being left in."""
        if statutes.covering(document, period.span) is not None or _in_heading(document, period.span):
            return ()
        if known.year is not None and any(span.overlaps(period.span) for span in known.year.basis):
            return ()
        if parts.role_at(document, period.span.start) == "earlier" and not _opens_with(
            document, period.span, reviewed
        ):
            return ()
        around = _surroundings(document, period.span, known.issuer.name if known.issuer else "", reviewed)
        factors = slots.weigh(
            _slots(),
            around,
            lambda rule: period.unit in rule.units and (not rule.kinds or known.kind.id in rule.kinds),
        )
        if not any(factor.weight > 0 for factor in factors):
            return ()
        if known.year is not None and not known.year.stated:
            factors = (*factors, Factor("year-inferred", -1.2, say("报告年度为推断")))
        return factors

    def _finding(
        self,
        document: Document,
        year: ReportingYear,
        reviewed: int,
        uses: list[tuple[Period, tuple[Factor, ...]]],
    ) -> Finding:
        period, factors = max(uses, key=lambda use: confidence_of(use[1]))
        certain = year.stated and confidence_of(factors) >= CERTAIN
        sentence = _sentence(document, period.span)
        return self.finding(
            document,
            period.span,
            "“{context}”写的是“{quote}”，而本报告总结的是{reviewed}年：{reason}，应是沿用往年文字时未改。",
            context=document.slice(sentence).strip()[:40],
            quote=document.slice(period.span),
            reviewed=reviewed,
            reason="、".join(factor.text for factor in factors if factor.weight > 0),
            evidence=_year_evidence(document, year),
            factors=factors,
            suggestion="将年份改为{reviewed}年，并核对该句中的数字是否也是往年的。",
            severity=Severity.ERROR if certain else Severity.WARNING,
            places=[other.span for other, _ in uses if other is not period],
        )

    def _against_manifest(self, document: Document) -> Iterator[Finding]:
        """A title of another year than the archive has the report down for."""
        record, named = document.record, title.of(document)
        if record is None or record.year is None or named is None:
            return
        years = [period for period in periods.within(document, named.span) if not period.is_range]
        if years and all(period.first != record.year for period in years):
            yield self.finding(
                document,
                years[0].span,
                "标题写的是“{quote}”，档案登记的是{year}年的报告。",
                quote=document.slice(years[0].span),
                year=record.year,
                evidence=[fact_evidence(say("档案登记：{year}年", year=record.year), "identity")],
                factors=[Factor("manifest", 3.0, "与档案登记不一致")],
                suggestion="核对是否报送了往年的报告，或登记有误。",
            )

    def _this_year(self, document: Document, reviewed: int) -> Iterator[Finding]:
        """今年 for the year under review in a text that was signed in the next year."""
        signed = signoff.of(document)
        if signed is None or signed.date is None or signed.date_span is None or signed.date.year <= reviewed:
            return
        said = [
            Span(*match.span())
            for match in _THIS_YEAR.finditer(document.folded)
            if parts.role_at(document, match.start()) == "review"
        ]
        if said:
            yield self.finding(
                document,
                said[0],
                "报告成文于“{signed}”，文中“{quote}”按成文时间是{now}年，所指却是{reviewed}年。",
                signed=document.slice(signed.date_span),
                quote=document.slice(said[0]),
                now=signed.date.year,
                reviewed=reviewed,
                evidence=[quote_evidence(document, signed.date_span, "conflict")],
                suggestion="将“今年”写明为“{reviewed}年”。",
                severity=Severity.NOTE,
                confidence=0.8,
                places=said[1:],
            )


_THIS_YEAR = re.compile("今年(?!内将|计划|打算|拟)")
_TARGET_BEFORE = ("到", "至", "在", "力争", "确保", "争取", "于")
_TARGET_AFTER = re.compile(
    r"^(?:年?底|年?末|全年)?(?:前|之前|以前)|^(?:年?底|年?末)?,?(?:实现|达到|力争|建成|基本|全面(?:完成|建成|实现)|完成|确保)"
)


def _is_target(document: Document, span: Span) -> bool:
    """Whether a date is a time by which something is to be done."""
    if not document.folded.endswith(_TARGET_BEFORE, 0, span.start):
        return False
    after = document.folded[span.end : span.end + 12]
    return _TARGET_AFTER.match(after) is not None


def _year_evidence(document: Document, year: ReportingYear) -> list[Evidence]:
    if year.basis:
        return [quote_evidence(document, year.basis[0], "identity")]
    return [fact_evidence(f"{year.value}年", "identity")]


def _surroundings(document: Document, span: Span, issuer: str, reviewed: int) -> Surroundings:
    """The words around a date; the issuer's name reads 我局 and the year under review 报告年度."""
    text = document.folded
    line = text.rfind("\n", 0, span.start) + 1
    before = text[max(line, span.start - 40) : span.start]
    after = text[span.end : span.end + 60].split("\n", 1)[0]
    # A series 2021年，9件；2022年，12件 is one sentence to its full stop.
    begins = max(line, text.rfind("。", line, span.start) + 1)
    stops = [at for mark in "。\n" if (at := text.find(mark, span.end)) >= 0]
    sentence = text[begins : min(stops, default=len(text))].replace(str(reviewed), "报告年度")
    if issuer:
        after = after.replace(issuer, "我局")
    return Surroundings(before, after, sentence)


def _sentence(document: Document, span: Span) -> Span:
    found = sentences.of(document)
    index = bisect.bisect_right(found, span.start, key=lambda sentence: sentence.start) - 1
    return found[index] if index >= 0 else span


def _opens_with(document: Document, span: Span, year: int) -> bool:
    """Whether the paragraph is on one year of those in its heading: 2020年…… under 「2020年及“十三五”工作回顾」."""
    line = document.folded.rfind("\n", 0, span.start) + 1
    begins = document.folded.startswith(f"{year}年", line)
    return begins and any(str(year) in heading for heading in outline.section_path(document, span.start))


def _in_heading(document: Document, span: Span) -> bool:
    """Whether a heading holds the span; a numbered line of whole sentences (1.依据……，2021年，……。) is none."""
    return any(
        item.heading.contains(span) and not _is_sentence(document.folded, item.heading)
        for item in outline.of(document).items
        if not item.inline
    )


def _is_sentence(text: str, heading: Span) -> bool:
    return text.startswith("。", heading.end) and "," in text[heading.start : heading.end]
