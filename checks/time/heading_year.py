"""标题年份: a heading whose year does not fit its part of the report."""

from __future__ import annotations

import bisect
import re
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
from auditor.facts import periods, statutes
from auditor.language import translated
from auditor.structure import identity, outline, parts, title
from auditor.structure.dates import Period
from auditor.structure.identity import Identity, ReportingYear
from auditor.structure.outline import Item
from auditor.structure.parts import PartRole

LONGEST_HEADING = 60
"""Code points; a longer numbered line is a paragraph, and its years are the stale-year check's."""

# A year that the heading compares with, begins from or quotes is not the year of its part.
_NOT_OF_PART_BEFORE = re.compile(r"(?:较|比|与|同|自|从|对照|相比|截至|至|到|针对|对|上年|[“\"（(])\s*$")
_NOT_OF_PART_AFTER = re.compile(
    r"^\s*(?:以来|起|始|相比|同期|基数|为基|之前|以前|前|后|底|末|初|第|[)）]|至|—|-|“|\")"
)
_EVENT = re.compile(r"(?:颁布|出台|印发|成立|修订|实施|通过|获|荣获|批准|建成|开工)")

# A budget looks ahead: its headings on 收支, 收入 and 支出 bear the year that it plans.
_CARRIED_OUT = re.compile(r"执行|完成|决算|上年|回顾|总结|成效")

# Words that head the year's work and the next year's alike; 重点工作 so only over the first part.
_DONE_OR_PLANNED = re.compile(r"主要工作\s*$")
_DONE_OR_PLANNED_FIRST = re.compile(r"重点工作\s*$")

_FIVE_YEARS = re.compile(r"“?十[一二三四五六]五”?|第十[一二三四五六]个五年")
_LOOKS_BACK = re.compile(r"以来|回顾|基础|背景|末|期间|时期|比较|对比|相比|衔接|成就|延续|收官|遗留|到“?十")


class HeadingYear(Check):
    """Headings whose year does not fit their part of the report.

    ## Why it matters
    Last year's heading over this year's part says that the part was not rewritten. What it reports may
    be last year's too.

    ## Wrong
    「三、2021年度推进法治政府建设的不足」 in a report for 2022; 「四、2022年工作打算」 as its plan for the
    next year; 「“十三五”规划指标完成情况」 in the evaluation of “十四五”.

    ## Right
    Next year in the heading of the plan, last year in a part that looks back on last year's problems or
    plan, spans (2021—2025年), comparisons (较2021年), titles in 《》. A 政府工作报告 of 2025 reviews 2024
    and plans 2025, and may be called after either; 主要工作 may head both; an evaluation looks back on the plan before it and names any year of its plan.

    ## False alarms
    A numbered list of events, each with its year, that is not told apart from headings.

    ## Source
    What the year of each kind of document means: auditor/structure/kinds.toml.
    """

    id, title, family, severity = "heading-year", "标题年份", "time", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        known = identity.of(document)
        if known.kind.evaluates:
            yield from self._other_plans(document)
            return
        if known.year is None:
            raise NotApplicable("未能确定报告年度，无法核对标题年份")
        for item, period in _headings_with_years(document):
            finding = self._judge(document, known, known.year, item, period)
            if finding is not None:
                yield finding

    def _other_plans(self, document: Document) -> Iterator[Finding]:
        """Headings that name an earlier plan than the one that the report evaluates."""
        named = title.of(document)
        evaluated = _FIVE_YEARS.search(document.folded, named.span.start, named.span.end) if named else None
        if evaluated is None:
            return
        for item in outline.of(document).items:
            heading = document.folded[item.heading.start : item.heading.end]
            if item.within or "五" not in heading or len(heading) > LONGEST_HEADING:
                continue
            other = _FIVE_YEARS.search(heading)
            if other is None or _number_of(other) >= _number_of(evaluated) or _LOOKS_BACK.search(heading):
                continue
            start = item.heading.start
            yield self.finding(
                document,
                Span(start + other.start(), start + other.end()),
                "标题“{heading}”写的是“{quote}”，而本报告评估的是“{plan}”，应是沿用前一个规划的评估时未改。",
                heading=heading.strip(),
                quote=other[0].strip("“”"),
                plan=evaluated[0].strip("“”"),
                evidence=[quote_evidence(document, Span(*evaluated.span()), "identity")],
                factors=[Factor("other-plan", 2.4, "标题所写不是本报告评估的规划")],
                suggestion="核对标题，改为本报告评估的规划。",
                severity=Severity.WARNING,
            )

    def _judge(
        self, document: Document, known: Identity, year: ReportingYear, item: Item, period: Period
    ) -> Finding | None:
        heading = document.slice(item.heading)
        either = _DONE_OR_PLANNED.search(heading) or (
            item.value == 1 and _DONE_OR_PLANNED_FIRST.search(heading)
        )
        role = "other" if either else parts.role_of(document, item)
        if known.kind.id == "budget" and not _CARRIED_OUT.search(heading):
            role = "plan"
        allowed = _allowed_years(known, year, role)
        if allowed is None or period.first in allowed:
            return None
        expected = min(allowed, key=lambda value: (abs(value - period.first), value))
        if role == "plan":
            expected = max(allowed)
        factors = [Factor("year-of-part", 2.6, _REASONS[role])]
        if abs(period.first - expected) > 3:
            factors.append(Factor("far-off", -1.5, "年份相差较远，可能是所述事项的年份"))
        if role == "other" and not either:
            factors.append(Factor("part-unknown", -1.4, "标题没有写明是总结还是计划"))
        if not year.stated:
            factors.append(Factor("year-inferred", -1.2, "报告年度为推断"))
        sure = (role != "other" or bool(either)) and year.stated and len(factors) == 1
        return self.finding(
            document,
            period.span,
            "标题“{heading}”写的是{quote}，而本报告是{year}年的{kind}，{part}应为{expected}年。",
            heading=heading.strip(),
            quote=document.slice(period.span),
            year=year.value,
            kind=known.kind.name,
            part=translated(_PARTS[role]),
            expected=expected,
            evidence=_year_evidence(document, year),
            factors=factors,
            suggestion="将“{quote}”改为“{expected}年”，并核对该部分内容是否为{expected}年的情况。",
            severity=Severity.ERROR if sure else Severity.WARNING,
        )


_REASONS: dict[PartRole, str] = {
    "review": "该部分总结本报告年度的情况",
    "plan": "该部分安排下一步工作",
    "other": "标题年份与报告年度不同",
    "earlier": "",
}
_PARTS: dict[PartRole, str] = {"review": "总结部分", "plan": "计划部分", "other": "该部分", "earlier": ""}


def _headings_with_years(document: Document) -> Iterator[tuple[Item, Period]]:
    """Headings, each with a year that dates its part."""
    headings = [item for item in outline.of(document).items if not item.within]
    starts = [item.heading.start for item in headings]
    for period in periods.of(document):
        at = bisect.bisect_right(starts, period.span.start) - 1
        if at < 0 or period.span.end > headings[at].heading.end:
            continue
        item = headings[at]
        if item.style != "第一条" and len(item.heading) <= LONGEST_HEADING and _dates(document, item, period):
            yield item, period


def _dates(document: Document, item: Item, period: Period) -> bool:
    """Whether a period in a heading dates its part: a year, outside 《》, not compared with or quoted."""
    if period.is_range or period.unit not in {"year", "fiscal-year"}:
        return False
    if statutes.covering(document, period.span) is not None:
        return False
    before = document.folded[item.heading.start : period.span.start]
    after = document.folded[period.span.end : item.heading.end]
    return not (
        _NOT_OF_PART_BEFORE.search(before) or _NOT_OF_PART_AFTER.search(after) or _EVENT.search(after)
    )


def _allowed_years(known: Identity, year: ReportingYear, role: PartRole) -> set[int] | None:
    """The years that a heading of this part may bear; None when any may stand."""
    reviewed, planned = year.value + known.kind.reviews, year.value + known.kind.plans
    if known.kind.spans:
        span = set(range(year.value, year.last + 1))
        return span | {year.last + 1} if role == "plan" else None
    if role == "review":
        # A report on the year that also says how the next begins names the next year rightly in its plan.
        return {reviewed}
    if role == "plan":
        return {planned}
    if role == "earlier":
        return None
    return {reviewed, planned, year.value}


def _number_of(plan: re.Match[str]) -> int:
    """Which five-year plan is named: 14 for “十四五”."""
    return 10 + "一二三四五六".index(plan[0].partition("十")[2][0]) + 1


def _year_evidence(document: Document, year: ReportingYear) -> list[Evidence]:
    if year.basis:
        return [quote_evidence(document, year.basis[0], "identity")]
    return [fact_evidence(f"{year.value}年", "identity")]
