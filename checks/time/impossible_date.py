"""不存在的日期: a date that no calendar has."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence
from auditor.facts import periods
from auditor.language import say
from auditor.structure import identity
from auditor.structure.dates import Period
from auditor.structure.parts import role_at

# Read backwards and forwards from every 月 behind a digit and 日 behind many, which are few.
# 1-2023月: a year in the place of a month.  202311日, 20231月: digits run together where 年 or 月 was lost.
_ANCHORS = (re.compile("月(?<=[0-9]月)"), re.compile("日(?<=[0-9]{5}日)"))
_YEAR_AS_MONTH = re.compile(r"\d{1,2}[-—–～~至到](?:19|20)\d\d月$")
_RUN_TOGETHER = re.compile(r"(?<![\d.〔\[年月-])(?:19|20)\d{3,4}[月日]$")
_BEFORE_MONTH = re.compile(r"(?<![\d.年个第满近约前后每共达历])(\d{1,2})月$")
# 1-13月, 1至13月; 6-36月龄 is an age, 历时10-13月 a length.
_RANGE_TO_MONTH = re.compile(r"(?<![\d.历时约需满第用])(\d{1,2})月?[-—–～~至到]{1,2}(\d{1,2})月$")
_AFTER_MONTH = re.compile(r"(?:份|(\d{1,2})[日号](?!\d))")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS_OF_YEAR = 12


class ImpossibleDate(Check):
    """Dates that cannot be: 2月30日, 13月, 2023年1-2023月, 202311日.

    ## Why it matters
    Such a date is a slip of the keyboard or half of a date that was changed for the new year. What it
    dates cannot be checked.

    ## Wrong
    「2023年2月30日」, 「2022年13月」, 「2023年1-2023月」, 「于202311日召开」, 「2023年2月29日」 (no leap year), 「2月29日，
    召开会议」 in the review of 2019, 「2019年1-13月」.

    ## Right
    「2024年2月29日」, 「18个月」, document numbers, amounts, versions (12.4), 「历时13月」.

    ## False alarms
    Lunar dates such as 腊月三十 written in digits.

    ## Source
    GB/T 7408.1-2023 (dates); GB/T 15835-2011 (digits in publications).
    """

    id, title, family, severity = "impossible-date", "不存在的日期", "time", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        seen: list[Span] = []
        for span, reason in self._impossible(document):
            if any(span.overlaps(other) for other in seen):
                continue
            seen.append(span)
            yield self.finding(
                document,
                span,
                "“{quote}”不是一个存在的日期：{reason}。",
                quote=document.slice(span),
                reason=reason,
                evidence=[fact_evidence(reason)],
                factors=[Factor("no-such-date", 4.0, reason)],
                suggestion="核对原始记录后改正日期。",
            )

    def _impossible(self, document: Document) -> Iterator[tuple[Span, str]]:
        folded = document.folded
        for period in periods.of(document):
            reason = _reason(period)
            if reason:
                yield period.span, reason
        for end in sorted(found.end() for anchor in _ANCHORS for found in anchor.finditer(folded)):
            yield from _around(folded, end)
        yield from _no_leap_day(document)


_LEAP_DAY = re.compile(r"(?<![\d年])2月29[日号]")


def _no_leap_day(document: Document) -> Iterator[tuple[Span, str]]:
    """2月29日 without its year in the review of a year that has none, when no other year can be meant."""
    if "2月29" not in document.folded:
        return
    known = identity.of(document)
    if known.year is None or known.kind.spans or not known.year.stated:
        return
    year = known.year.value + known.kind.reviews
    if calendar.isleap(year):
        return
    for match in _LEAP_DAY.finditer(document.folded):
        paragraph = Span(document.folded.rfind("\n", 0, match.start()) + 1, match.end())
        named = (period.first for period in periods.within(document, paragraph))
        if not any(map(calendar.isleap, named)) and role_at(document, match.start()) == "review":
            yield Span(*match.span()), _words(2, 29, year)


def _around(folded: str, end: int) -> Iterator[tuple[Span, str]]:
    """What is wrong with the date of the 月 or 日 that ends at `end`, years aside."""
    low = max(0, end - 12)
    before = folded[low:end]
    if before[-5:-1].isdecimal():
        if match := _YEAR_AS_MONTH.search(before):
            yield Span(low + match.start(), end), say("月份写成了年份“{words}”", words=match[0][-5:])
        elif match := _RUN_TOGETHER.search(before):
            yield Span(low + match.start(), end), say("年、月、日的数字连在一起，缺少“年”或“月”")
    elif (match := _RANGE_TO_MONTH.search(before)) and _is_range_past_december(match, folded[end : end + 1]):
        yield Span(low + match.start(), end), say("一年没有{month}月", month=match[2])
    elif match := _BEFORE_MONTH.search(before):
        after = _AFTER_MONTH.match(folded, end)
        if after is None:
            return
        month = int(match[1])
        if not 1 <= month <= _MONTHS_OF_YEAR or (after[1] and not 1 <= int(after[1]) <= _DAYS[month - 1]):
            words = _words(month, int(after[1] or 1), None)
            yield Span(low + match.start(), after.end()), words


def _is_range_past_december(match: re.Match[str], after: str) -> bool:
    return 1 <= int(match[1]) <= _MONTHS_OF_YEAR < int(match[2]) <= 31 and after not in ("龄", "内", "子")


def _reason(period: Period) -> str:
    """Why the period cannot be; empty when it can."""
    if period.month is None:
        return ""
    if not 1 <= period.month <= _MONTHS_OF_YEAR:
        return say("一年没有{month}月", month=period.month)
    if period.day is not None and not 1 <= period.day <= calendar.monthrange(period.first, period.month)[1]:
        return _words(period.month, period.day, period.first)
    return ""


def _words(month: int, day: int, year: int | None) -> str:
    if not 1 <= month <= _MONTHS_OF_YEAR:
        return say("一年没有{month}月", month=month)
    days = calendar.monthrange(year, month)[1] if year else _DAYS[month - 1]
    if year:
        return say("{year}年{month}月只有{days}天，没有{day}日", year=year, month=month, days=days, day=day)
    return say("{month}月只有{days}天，没有{day}日", month=month, days=days, day=day)
