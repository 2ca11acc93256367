"""文号格式: a document number that departs from the standard form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence
from auditor.facts import document_numbers
from auditor.facts.document_numbers import DocumentNumber
from auditor.language import say

_FAULTS = {
    "open-bracket": "年份前缺少“〔”",
    "close-bracket": "年份后缺少“〕”",
    "square-brackets": "年份应使用六角括号“〔〕”",
    "round-brackets": "年份应使用六角括号“〔〕”",
    "brackets": "年份两侧的括号不成对",
    "blank": "中间有多余的空格",
    "missing-hao": "末尾缺少“号”",
    "superfluous-di": "序号前不加“第”",
    "leading-zero": "序号不编虚位（1不编为01）",
    "year": "括号内只写四位数字的年份",
}
# Faults that come from a converter or an input method and run through a whole report: one cause, one finding.
_LIGHT = frozenset({"square-brackets", "round-brackets", "blank"})

# 鲁政办发〔21〕3号, 〔20211〕3号: the year is not four digits.
_SHORT_YEAR = re.compile(r"〔(?:(?:\d{1,3}|\d{5,}|\d{4}年)〕\s?\d{1,5}号?|\d{4}[-—–]\d{1,5}〕\s?号?)")
_MARK_BEFORE = re.compile(r"[一-鿿]{1,9}$")


class MalformedDocumentNumber(Check):
    """Document numbers that depart from the standard form: 〔202130号, [2021]30号, blanks inside, no 号.

    ## Why it matters
    A number that cannot be read cannot be looked up; a broken one was typed or changed by hand.

    ## Wrong
    「鲁政办发〔202130号」, 「财建[2021]30号」, 「国发〔2021〕第030号」, 「财建〔2016〕841 号」, 「沂政发〔2022〕5」.

    ## Right
    「鲁政办发〔2022〕3号」, court case numbers （2023）鲁03行终5号, years in round brackets that belong to a title.

    ## False alarms
    Numbers of series that follow another standard (national standards, projects).

    ## Source
    GB/T 9704-2012, 7.2.5: the year in full in 〔〕, the number without 第 and without leading zeros.
    """

    id, title, family, severity = "malformed-document-number", "文号格式", "citations", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        by_form: dict[tuple[str, tuple[str, ...]], list[DocumentNumber]] = defaultdict(list)
        for number in document_numbers.of(document):
            if number.faults:
                # One habit of writing in a whole report is one cause: grouped by the faults alone.
                light = set(number.faults) <= _LIGHT
                by_form["" if light else number.canonical, number.faults].append(number)
        for (_, faults), numbers in by_form.items():
            yield self._finding(document, faults, numbers)
        for match in _SHORT_YEAR.finditer(document.folded):
            mark = _MARK_BEFORE.search(document.folded, max(0, match.start() - 10), match.start())
            if mark is not None:
                yield self._report(document, Span(mark.start(), match.end()), ("year",), None, [])

    def _finding(self, document: Document, faults: tuple[str, ...], numbers: list[DocumentNumber]) -> Finding:
        first = numbers[0]
        return self._report(
            document, first.span, faults, first.canonical, [other.span for other in numbers[1:]]
        )

    def _report(
        self,
        document: Document,
        span: Span,
        faults: tuple[str, ...],
        expected: str | None,
        places: list[Span],
    ) -> Finding:
        light = set(faults) <= _LIGHT
        reasons = "、".join(say(_FAULTS[fault]) for fault in faults)
        standard = expected or "发文机关代字〔年份〕序号号"
        return self.finding(
            document,
            span,
            "文号“{quote}”不合格式：{reasons}；规范写法为“{expected}”。",
            quote=document.slice(span),
            reasons=reasons,
            expected=standard,
            evidence=[fact_evidence(f"GB/T 9704-2012 第7.2.5条：{standard}")],
            factors=[Factor("form", 2.5 if light else 3.2, reasons)],
            suggestion="改为“{expected}”，并核对原文件。",
            places=places,
        )
