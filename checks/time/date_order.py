"""日期矛盾: dates that cannot stand in this order."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, Span, quote_evidence
from auditor.facts import document_numbers, periods
from auditor.structure import identity, signoff
from auditor.structure.dates import Period
from auditor.structure.parts import role_at
from auditor.structure.signoff import Publication, SignOff


class DateOrder(Check):
    """A sign-off before the period ends or before what it cites; a publication before the sign-off.

    ## Why it matters
    A report cannot tell of what had not happened when it was signed: one of the dates was copied.

    ## Wrong
    A report on the whole of 2023 signed on 2023年3月5日; a report signed in January 2023 that cites
    〔2024〕5号; a page published on 2024-01-10 of a report signed on 2024年1月25日.

    ## Right
    A draft dated in December for that year; a plan or budget signed before its year; a document number
    of the year of the sign-off.

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
        done = [
            period
            for period in periods.of(document)
            if period.unit in {"month", "day"}
            and (period.first, period.month or 0) > (date.year, date.month)
            and period.span.end <= span.start
            and role_at(document, period.span.start) == "review"
            and (_told_as_done(document, period.span) or _counted_as_of(document, period, date))
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


_AS_OF = re.compile(r"截[至止](?:到)?$")


def _counted_as_of(document: Document, period: Period, signed: datetime.date) -> bool:
    """Whether figures are given as of a day that lies more than a month after the sign-off."""
    before = document.folded[max(0, period.span.start - 4) : period.span.start]
    after = re.split("[。;\n]", document.folded[period.span.end : period.span.end + 40])[0]
    apart = (period.first - signed.year) * 12 + (period.month or 0) - signed.month
    return (
        bool(_AS_OF.search(before)) and apart >= 1 and not re.search("预计|计划|将|力争|完成期限|底前", after)
    )


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
    "完成",
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
    "确保",
    "有效期",
    "截至",
    "截止",
    "任期",
    "止",
)


def _told_as_done(document: Document, span: Span) -> bool:
    after = document.folded[span.end : span.end + 24].split("。", 1)[0]
    before = document.folded[max(0, span.start - 12) : span.start]
    if after.startswith(("前", "底前", "止", "届满", "到期")) or any(word in before for word in _TO_COME):
        return False
    return any(word in after for word in _DONE) and "将" not in after and "拟" not in after
