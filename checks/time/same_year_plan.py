"""年度重合: a title with one year for both the review and the plan."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, quote_evidence
from auditor.model import Span
from auditor.structure import dates, title

_REVIEWED = re.compile(r"总结|情况|工作情况|完成情况|执行情况|落实情况|报告|回顾|成效|开展情况|决算|汇报")
_PLANNED = re.compile(r"计划|打算|安排|思路|要点|预算|谋划|展望|工作重点|预算草案")
_PART_OF_YEAR = re.compile(r"上半年|下半年|季度|半年|阶段")
_JOINED = re.compile(r"[和及与暨、,，]|以及|\s")


class SameYearPlan(Check):
    """A title that gives one year to both the review and the plan.

    ## Why it matters
    「2022年工作总结和2022年工作计划」 cannot both be: one year was not moved when last year's file was
    taken. Which part is stale has to be looked up.

    ## Wrong
    「某局2022年工作总结暨2022年工作计划」, 「关于2023年预算执行情况和2023年预算草案的报告」.

    ## Right
    「2022年工作总结和2023年工作计划」, 「2022年工作计划完成情况」, 「2022年度工作总结」.

    ## False alarms
    A report at mid-year on the first half and the plan for the second half of one year.

    ## Source
    Usage of official writing: a review of a year is followed by the plan of the next (kinds.toml).
    """

    id, title, family, severity = "same-year-plan", "年度重合", "time", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        named = title.of(document)
        if named is None:
            raise NotApplicable("没有识别出标题")
        words = document.folded[named.span.start : named.span.end]
        if not _PLANNED.search(words) or _PART_OF_YEAR.search(words):
            return
        years = [period for period in dates.in_text(words) if not period.is_range]
        for first, second in itertools.pairwise(years):
            between = words[first.span.end : second.span.start]
            reviewed = _REVIEWED.search(between)
            planned = _PLANNED.search(words, second.span.end)
            if first.first != second.first or not reviewed or not planned:
                continue
            if not _JOINED.search(between):
                continue
            span = Span(named.span.start + second.span.start, named.span.start + second.span.end)
            other = Span(named.span.start + first.span.start, named.span.start + first.span.end)
            yield self.finding(
                document,
                span,
                "标题中总结的是“{reviewed}”，计划的也是“{quote}”，两个年度重合；计划一般为{expected}年。",
                reviewed=document.slice(other),
                quote=document.slice(span),
                expected=first.first + 1,
                evidence=[quote_evidence(document, other, "conflict")],
                factors=[Factor("one-year-twice", 3.5, "总结与计划写的是同一年")],
                suggestion="核对总结与计划各自的年度，改正其中一个。",
            )
