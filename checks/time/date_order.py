"""日期矛盾: dates that cannot stand in this order."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, Span, quote_evidence
from auditor.facts import document_numbers, periods
from auditor.structure import identity, signoff
from auditor.structure.dates import Period, Unit
from auditor.structure.parts import role_at
from auditor.structure.signoff import Publication, SignOff


class DateOrder(Check):
    """A sign-off before the period ends or before what it cites; a publication before the sign-off.

    ## Why it matters
    A report cannot tell of what had not happened when it was signed: one of the dates was copied.

    ## Wrong
    A report on the whole of 2023 signed on 2023年3月5日; a report signed in January 2023 that cites
    〔2024〕5号; figures as of 2023年12月31日 in one signed on 2023年12月8日; a page published on 2024-01-10
    of a report signed on 2024年1月25日.

    ## Right
    A draft dated in December for that year, its figures as of the year's last day in its last two weeks; what is
    due after the sign-off; a plan or budget signed before its year; a document number of the year of the
    sign-off.

    ## False alarms
    A report for part of a year whose title gives only the year.

    ## Source
    The order of events; when each kind of document is signed: auditor/structure/kinds.toml.
    """

    id, title, family, severity = "date-order", "日期矛盾", "time", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        signed = signoff.of(document)
        published = signoff.publication_of(document)
        if (signed is None or signed.date is None) and (published is None or published.date is None):
            raise NotApplicable("没有识别出成文日期或发布日期")
        if signed is not None and signed.date is not None and signed.date_span is not None:
            yield from self._before_period_ends(document, signed.date, signed.date_span)
            yield from self._before_cited(document, signed.date, signed.date_span)
            yield from self._published_before(document, signed, published)

    def _before_period_ends(self, document: Document, date: datetime.date, span: Span) -> Iterator[Finding]:
        known = identity.of(document)
        if known.year is None or known.kind.spans or min(known.kind.signed) < 0:
            return
        reviewed = known.year.value + known.kind.reviews
        # A draft of November or December tells of a year that is as good as over.
        if date >= datetime.date(reviewed, 11, 1) or not _covers_year(document):
            return
        basis = known.year.basis[0] if known.year.basis else span
        if basis == span:
            return
        yield self.finding(
            document,
            span,
            "成文日期“{quote}”早于报告所述的{year}年（“{basis}”）结束，不可能总结全年工作。",
            quote=document.slice(span),
            year=reviewed,
            basis=document.slice(basis),
            evidence=[quote_evidence(document, basis, "identity")],
            factors=[
                Factor("signed-before-end", 3.2 if known.year.stated else 1.2, "成文时所述年度尚未结束")
            ],
            suggestion="核对成文日期的年份与报告年度。",
            severity=Severity.ERROR if known.year.stated else Severity.WARNING,
        )

    def _before_cited(self, document: Document, date: datetime.date, span: Span) -> Iterator[Finding]:
        late = [number for number in document_numbers.of(document) if number.year > date.year]
        if late:
            yield self.finding(
                document,
                late[0].span,
                "所引文号“{quote}”是{cited}年的文件，而本报告成文于“{signed}”，成文时该文件尚未发出。",
                quote=document.slice(late[0].span),
                cited=late[0].year,
                signed=document.slice(span),
                evidence=[quote_evidence(document, span, "conflict")],
                factors=[Factor("cites-later-document", 3.2, "引用了成文之后的文件")],
                suggestion="核对文号的年份和成文日期。",
                places=[*(number.span for number in late[1:]), span],
            )
        later = [
            period
            for period in periods.of(document)
            if (period.first, period.month or 0) >= (date.year, date.month)
            and period.unit in {"month", "day"}
            and period.span.end <= span.start
        ]
        if later:
            yield from self._counted_later(document, date, span, later)
        yield from self._done_later(document, date, span, [*later, *_days_of_the_year(document, date, span)])

    def _done_later(
        self, document: Document, date: datetime.date, span: Span, later: list[Period]
    ) -> Iterator[Finding]:
        """Work of a month or a day after the sign-off, told as done."""
        done = [
            period
            for period in later
            if _comes_after(period, date)
            and (_is_stamped(document, period.span) or _reviewed_as_done(document, period.span))
        ]
        if done:
            yield self.finding(
                document,
                done[0].span,
                "文中讲述“{quote}”已完成的工作，而本报告成文于“{signed}”。",
                quote=document.slice(done[0].span),
                signed=document.slice(span),
                evidence=[quote_evidence(document, span, "conflict")],
                factors=[Factor("tells-of-the-future", 2.6, "讲述了成文之后的事")],
                suggestion="核对该处日期和成文日期。",
                places=[*(period.span for period in done[1:]), span],
            )

    def _counted_later(
        self, document: Document, date: datetime.date, span: Span, later: list[Period]
    ) -> Iterator[Finding]:
        """Figures as of a day after the sign-off."""
        counted = [period for period in later if _counted_as_of(document, period, date)]
        if counted:
            yield self.finding(
                document,
                counted[0].span,
                "文中列报截至“{quote}”的情况，而本报告成文于“{signed}”，成文时还没有到这一天。",
                quote=document.slice(counted[0].span),
                signed=document.slice(span),
                evidence=[quote_evidence(document, span, "conflict")],
                factors=[Factor("counts-the-future", 2.6, "列报了成文之后的情况")],
                suggestion="核对该处日期和成文日期。",
                places=[*(period.span for period in counted[1:]), span],
            )

    def _published_before(
        self, document: Document, signed: SignOff, published: Publication | None
    ) -> Iterator[Finding]:
        if published is None or published.date is None or published.date_span is None:
            return
        if signed.date is None or signed.date_span is None or published.date >= signed.date:
            return
        yield self.finding(
            document,
            published.date_span,
            "发布日期“{quote}”早于成文日期“{signed}”。",
            quote=document.slice(published.date_span),
            signed=document.slice(signed.date_span),
            evidence=[quote_evidence(document, signed.date_span, "conflict")],
            factors=[Factor("published-before-signed", 3.0, "发布在成文之前")],
            suggestion="核对成文日期与发布日期。",
        )


def _comes_after(period: Period, date: datetime.date) -> bool:
    """Whether a month begins, or a day comes, after the day of the sign-off."""
    return (period.first, period.month or 0, period.day or 0) > (date.year, date.month, date.day) and (
        period.day is not None or (period.first, period.month) != (date.year, date.month)
    )


_NO_DAY_AFTER = frozenset("0123456789年每、—–~至到自从由前历-")
"""What stands before a number that is not the month of a day without a year: 2019年12月, 1-12月, 每12月."""


@functools.cache
def _day_from(month: int) -> re.Pattern[str]:
    """A day, a third or the whole of a month from this one to December."""
    months = "|".join(str(number) for number in range(month, 13))
    return re.compile(rf"(?P<month>{months})月(?:(?P<day>\d{{1,2}})日|份|底|[上中下]旬)(?!前|至|到|[-—–~])")


_YEAR = re.compile(
    r"(?<![年\d每、—–~至到自从由前历-])(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>\d{1,2})日|份|底|[上中下]旬)(?!前|至|到|[-—–~])"
)
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_OF_ANOTHER_TIME = re.compile(
    r"[去上前明来次]一?年|每年|往年|历年|计划|方案|安排|筹备|准备|迎接|预约|报名|通知|公告"
)
_TOLD_PAST = re.compile(r"了|已|圆满|顺利(?!完成)|通报表扬")


def _days_of_the_year(document: Document, date: datetime.date, span: Span) -> list[Period]:
    """Days and months without a year, told as past, in a report that was signed within the year it reviews."""
    known = identity.of(document)
    if known.year is None or known.kind.spans or known.year.value + known.kind.reviews != date.year:
        return []
    text = document.folded
    return [
        Period(Span(*match.span()), *_when(match, date.year))
        for match in _day_from(date.month).finditer(text, 0, span.start)
        if text[match.start() - 1 : match.start()] not in _NO_DAY_AFTER
        and _is_told_past(text, match, date.year)
    ]


def _when(match: re.Match[str], year: int) -> tuple[int, int, Unit, int, int | None]:
    day = int(match["day"]) if match["day"] else None
    return year, year, "month" if day is None else "day", int(match["month"]), day


def _is_told_past(text: str, match: re.Match[str], year: int) -> bool:
    """Whether the sentence of a date tells what happened, in the year that its paragraph named last."""
    line = text.rfind("\n", 0, match.start()) + 1
    named = _YEAR.findall(text, line, match.start())
    before = text[max(line, text.rfind("。", line, match.start()) + 1) : match.start()]
    after = re.split("[。\n]", text[match.end() : match.end() + 80])[0]
    return (
        (not named or int(named[-1]) == year)
        and _OF_ANOTHER_TIME.search(before) is None
        and re.search(r"[“《(][^”》)]*$|[待俟]$", before) is None
        and _TOLD_PAST.search(after) is not None
    )


_AS_OF = re.compile(r"(?<![以将按到对])截[至止](?:到)?$")
# A term that runs until a day is no count as of that day.
_TERM = re.compile(
    r"[任聘效租保]期|期限|日期|自|从|起|延期|延长|报名|申报|申请|征集|征求|公示|缓缴|减免|优惠|政策|执行|合同|协议|保险|有效"
    r"|[应须需将拟]|预计|计划|预测"
)
_NO_COUNT = re.compile(
    r"^(?:前|之前|以前|届满|到期|的?[^,]{0,4}[应须])|预计|计划|将|拟|力争|争取|确保|预测|预估|期限|有效|期内"
)


_HAPPENED = re.compile(r"^,?[^,]{0,16}(?:未发生|没有发生|未出现|未收到|没有收到|已有)")


def _counted_as_of(document: Document, period: Period, signed: datetime.date) -> bool:
    """Whether figures are given as of a month or a day that lies after the sign-off."""
    text, span = document.folded, period.span
    if not _AS_OF.search(text, max(0, span.start - 4), span.start) or not _is_after(period, signed):
        return False
    before = re.split("[。;,\n]", text[max(0, span.start - 16) : span.start])[-1]
    after = re.split("[。;\n]", text[span.end : span.end + 40])[0]
    if _TERM.search(before) or _NO_COUNT.search(after):
        return False
    return role_at(document, span.start) == "review" or _HAPPENED.search(after) is not None


_DRAFTED = datetime.timedelta(days=14)
"""Not longer than this before a day, a draft gives the figures as of that day."""


def _is_after(period: Period, signed: datetime.date) -> bool:
    """Whether a month or a day came after the sign-off, and not just after a draft was drawn up."""
    if period.month is None:
        return False
    try:
        return datetime.date(period.first, period.month, period.day or 1) - signed > (
            _DRAFTED if period.day else datetime.timedelta()
        )
    except ValueError:  # impossible-date tells of it
        return False


def _covers_year(document: Document) -> bool:
    """Whether the report is on a whole year: it says so, and its head does not speak of a part of it."""
    head = document.folded[:200]
    if not any(word in head for word in ("年度", "总结", "年报", "决算", "全年")):
        return False
    return not any(
        word in head for word in ("上半年", "季度", "半年", "1-6月", "1—6月", "截至目前", "前三季度")
    )


_DONE = (
    "召开",
    "开展",
    "印发",
    "制定",
    "出台",
    "组织",
    "举办",
    "举行",
    "通过",
    "获",
    "成立",
    "印制",
    "参加",
    "实施",
    "办理",
    "启动",
)
_COMPLETED = re.compile(r"完成了|(?:已|均|顺利|圆满|全部|全面)[^,。;]{0,8}完成|^(?:份)?,[^,。;]{0,6}完成")
_TO_COME = (
    "计划",
    "将",
    "拟",
    "预计",
    "前",
    "底前",
    "到",
    "至",
    "力争",
    "争取",
    "确保",
    "有效期",
    "截至",
    "截止",
    "任期",
    "止",
)
# What is due is told some words before its date: 按照方案应于……, 须在……, 要求……于.
_DUE = re.compile(
    r"[应须需限定拟将](?:当|要)?[于在]|应当|必须|预计|计划|力争|争取|原定|约定|责令|限期|期限|时限|要求"
)
_DUE_AFTER = re.compile(
    r"^(?:起|前|之前|以前|[年月]?底前|[年月]?末前|内|止|届满|到期)|[将拟]|预计|计划|力争|争取|确保|之?前(?:完成|实现)"
)


_STAMPED = re.compile(r"(?:正式)?(?:印发|发布|公布|出台|颁布|通过|签发)[)、,，]")


def _is_stamped(document: Document, span: Span) -> bool:
    """(2023年2月20日印发): the date of a paper that exists, be it cited in the review or in the plan."""
    return (
        document.folded.startswith("(", span.start - 1)
        and _STAMPED.match(document.folded, span.end) is not None
    )


def _reviewed_as_done(document: Document, span: Span) -> bool:
    return role_at(document, span.start) == "review" and _told_as_done(document, span)


def _told_as_done(document: Document, span: Span) -> bool:
    after = document.folded[span.end : span.end + 24].split("。", 1)[0]
    before = document.folded[max(0, span.start - 12) : span.start]
    if _DUE_AFTER.search(after) or any(word in before for word in _TO_COME):
        return False
    sentence = re.split("[。;\n]", document.folded[max(0, span.start - 40) : span.start])[-1]
    if _DUE.search(sentence):
        return False
    return any(word in after for word in _DONE) or _COMPLETED.search(after) is not None
