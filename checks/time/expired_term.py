"""过期表述: a plan, campaign or day of another time as the present one."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, Span, fact_evidence
from auditor.facts import citing, periods, statutes
from auditor.facts.citing import CitingPeriod
from auditor.language import say
from auditor.reference import terms
from auditor.reference.tables import cached
from auditor.reference.terms import Term, TermKind
from auditor.structure import identity
from auditor.structure.parts import role_at
from auditor.structure.words import Hit, WordList

_KINDS: tuple[TermKind, ...] = ("plan", "law-popularisation", "campaign", "day", "meeting", "formula", "body")


@cached
def _known() -> dict[str, Term]:
    """Every written form of the terms that this check judges."""
    return {word: term for kind in _KINDS for word, term in terms.by_surface(kind).items()}


_TERMS = WordList("terms with their years", _known)

# Looking back on what is over, or ahead to what is to come, is right at any time.
_BACK_BEFORE = re.compile(
    r"(?:原|曾|自|从|总结|回顾|完成|收官|巩固|拓展|评估|验收|较|比|延续|继|历经|经过|衔接|整理|归档|以来)[^。;,\n]{0,10}$"
)
_BACK_AFTER = re.compile(
    r"^[^。;\n]{0,16}?(?:以来|末|收官|结束|圆满|总结|成果|成效|评估|验收|回顾|已(?!经?成为)|后|之后|更名|改为|调整为|中期|终期)"
    r"|^(?:规划|计划)?(?:时期|期间)[^。;,\n]{0,6}?(?:就(?![业地近医诊学餐])|曾)|^(?:规划|计划)?时(?![期代间段])"
    r"|^[^。;\n]{0,20}?[一-鿿](?<![超通经透])过(?:的|,|。|$)|^的(?:经验|历史|历程|岁月)"
)
# The sentence goes on to what came after: “十三五”时期……，为“十四五”打下基础.
_BACK_SENTENCE = re.compile(r"十四五|十五五|奠定|打下|基础|累计完成|历史")
_AHEAD_BEFORE = re.compile(
    r"(?:谋划|编制|研究|做好|展望|启动|面向|制定|起草|申报|前期|迎接|筹备|喜迎|衔接)[^。;,\n]{0,10}$"
)
_AHEAD_AFTER = re.compile(r"^[^。;\n]{0,16}?(?:规划编制|前期|谋划|召开|即将|编制|调研|研究|起草|思路)")

# The first and the last year of a plan have their names; so have those between.
_STAGE = re.compile(
    r"(?:规划|计划|时期|普法)*(?:实施|建设|发展)?的?(?:重要|全面)?"
    r"(?:(?P<first>开局起步|开局|起步)|(?P<last>收官|收关)|(?P<within>关键|攻坚|冲刺|决胜|承上启下|承前启后))"
    r"之年(?!的?前|以来|[后起打奠创蓄夯]|做好|开好|提供)"
)
_PREDICATE = re.compile(r"(?:是|系|作为|正值|恰逢|适逢|迎来|^度?为)(?P<said>[^。;,是]{0,50})$")
_AIMED_AT = re.compile(r"为|迎|准备|谋|编制|做好|确保|研究|启动|收官|[下明来]一?年|前夕|向$")
_BETWEEN_PLANS = re.compile(r"[与和及、到]$")
_OTHER_YEAR = re.compile(r"[去前上当次]一?年|历史|回顾|以来")


# In the months in which a plan that is over is still reviewed, who says that it is being carried out is late.
_CARRIED_OUT_BEFORE = re.compile(
    r"(?:深入|全面|认真|扎实|大力|持续|继续|积极|严格|切实|稳步)(?:地)?(?:组织)?(?:实施|推进|贯彻落实|贯彻|落实|开展|执行)$"
)
_CLOSED = re.compile(r"先进|表彰|荣获|获评|评为|验收|总结|收官|收尾|扫尾|结束|完工")
_CARRIED_OUT_AFTER = re.compile(r"(?:普法|法治宣传教育)?(?:规划|工作)?[,。;\n]")


class ExpiredTerm(Check):
    """A plan, campaign or body of another time as the present one.

    ## Why it matters
    Who still carries out the 七五普法规划 in 2022 copied the sentence from an old report.

    ## Wrong
    “十三五”时期 work in 2022 as current, 七五普法 in 2022, 全国法制宣传日 after 2014, 二十大精神 in a report for 2019;
    2020年是“十二五”规划的收官之年.

    ## Right
    History, a review of the finished plan, preparing the next plan.

    ## False alarms
    A plan that was prolonged at one place.

    ## Source
    Terms with their years, each with its source: auditor/reference/data/terms.tsv.
    """

    id, title, family, severity = "expired-term", "过期表述", "time", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        period = citing.period_of(document)
        if period is None:
            raise NotApplicable("未能确定报告年度，无法判断表述是否过期")
        known = _known()
        found: dict[str, list[tuple[Hit, Term, bool]]] = defaultdict(list)
        for hit in _TERMS.hits(document):
            term = known[hit.word]
            misplaced = _misplaced(document, hit, term, period)
            if misplaced is not None:
                yield self._wrong_stage(document, term, *misplaced)
                continue
            over = _is_over(document, hit, term, period)
            ahead = term.first is not None and term.first > period.last
            if (over or ahead) and not _looks_elsewhere(document, hit, term, over):
                found[term.term].append((hit, term, over))
        for uses in found.values():
            yield self._finding(document, period, uses)

    def _wrong_stage(self, document: Document, term: Term, span: Span, right: str, said: str) -> Finding:
        return self.finding(
            document,
            span,
            "“{quote}”是{right}年，文中说的却是{said}年。",
            quote=_unquoted(document.slice(span)),
            right=right,
            said=said,
            evidence=[
                fact_evidence(
                    f"{_unquoted(term.term)}：{term.began or ''}—{term.ended or ''}（{term.source}）"
                )
            ],
            factors=[Factor("stage-of-another-year", 2.6, "规划的起止年份与所说的年份不符")],
            suggestion="核对是哪一个规划、哪一年，应是沿用往年文字时未改。",
        )

    def _finding(
        self, document: Document, period: CitingPeriod, uses: list[tuple[Hit, Term, bool]]
    ) -> Finding:
        hit, term, over = uses[0]
        span = Span(hit.start, hit.end)
        when = (
            say("{day}已撤并" if term.kind == "body" else "{day}已结束", day=term.ended or term.last)
            if over
            else say("{day}才有", day=term.began or term.first)
        )
        replaced = over and term.successor
        successor = say("，现为“{term}”", term=_unquoted(term.successor)) if replaced else ""
        factors = [Factor("out-of-time", 2.6, f"{_unquoted(term.term)}{when}")]
        if not period.stated:
            factors.append(Factor("date-inferred", -1.0, "报告年度为推断"))
        template = "“{quote}”{when}{successor}，本报告是{year}年的。"
        if not over:
            template = "“{quote}”{when}，而本报告成文不晚于{last}。"
        return self.finding(
            document,
            span,
            template,
            quote=_unquoted(document.slice(span)),
            when=when,
            successor=successor,
            year=period.year,
            last=period.last,
            evidence=[
                fact_evidence(
                    f"{_unquoted(term.term)}：{term.began or ''}—{term.ended or ''}{successor}（{term.source}）"
                ),
                *period.evidence,
            ],
            factors=factors,
            suggestion="改为现在的机构名称，或写明“原”。"
            if term.kind == "body"
            else "改为现行的表述，或写明是往年的工作。",
            places=[Span(other.start, other.end) for other, _, _ in uses[1:]],
        )


def _unquoted(words: str) -> str:
    """Without quotation marks, which the message sets itself."""
    return words.translate(str.maketrans("", "", '“”"'))


def _misplaced(
    document: Document, hit: Hit, term: Term, period: CitingPeriod
) -> tuple[Span, str, str] | None:
    """The words that give a five-year plan's first, last or middle year to another year; its year, and that."""
    text = document.folded
    stage = _STAGE.match(text, hit.end) if term.began and term.ended and "五”" in term.term else None
    if stage is None or term.began is None or term.ended is None:
        return None
    first, last = term.began.year, term.ended.year
    years = range(first, last + 1)
    if not stage["within"]:
        years = range(first, first + 1) if stage["first"] else range(last, last + 1)
    said = _years_said(document, hit, stage, period)
    if not said or not said.isdisjoint(years):
        return None
    right = str(years[0]) if len(years) == 1 else f"{first}—{last}"
    return Span(hit.start, stage.end()), right, str(min(said, key=lambda year: abs(year - period.year)))


def _years_said(document: Document, hit: Hit, stage: re.Match[str], period: CitingPeriod) -> set[int]:
    """The year whose stage is told: 2020年是……; without a year those that the report can speak of as its own."""
    text = document.folded
    start = max(text.rfind(mark, 0, hit.start) for mark in "。;\n") + 1
    named = periods.within(document, Span(start, hit.start))
    predicate = _PREDICATE.search(text, named[-1].span.end if named else start, hit.start)
    if predicate is None or _AIMED_AT.search(predicate["said"]):
        return set()
    if stage["within"] and _BETWEEN_PLANS.search(predicate["said"]):
        return set()
    if named:
        return set() if named[-1].is_range or named[-1].month is not None else {named[-1].first}
    ends = text[stage.end() : stage.end() + 8]
    if (
        identity.of(document).kind.spans
        or _OTHER_YEAR.search(text, start, hit.start)
        or re.search(r"\d{4}", ends)
        or role_at(document, hit.start) == "earlier"
    ):
        return set()
    return {period.first.year, period.reviewed_to.year, period.reviewed_to.year + 1, period.last.year}


def _is_over(document: Document, hit: Hit, term: Term, period: CitingPeriod) -> bool:
    """Whether the term's time had passed: before what is planned begins, elsewhere when accounts of it end."""
    planned_from = datetime.date(period.reviewed_to.year + 1, 1, 1)
    ends = [end for end in (term.ended, term.last) if end is not None]
    if not ends or min(ends) >= planned_from:
        return False
    if term.ended is not None and term.ended < period.first and _is_carried_out(document, hit, term):
        return True
    if term.ended is not None and role_at(document, hit.start) == "plan":
        return term.ended < planned_from
    return term.last is not None and term.last < period.first


def _is_carried_out(document: Document, hit: Hit, term: Term) -> bool:
    """Whether the sentence carries out a plan as the present one and does not go on to the next: 深入实施“七五”普法规划."""
    text = document.folded
    sentence = text[hit.end : hit.end + 60].split("。", 1)[0]
    return (
        _CARRIED_OUT_BEFORE.search(text, max(0, hit.start - 8), hit.start) is not None
        and _CARRIED_OUT_AFTER.match(text, hit.end) is not None
        and _CLOSED.search(sentence) is None
        and (not term.successor or term.successor[:4] not in sentence)
    )


def _dated_within(document: Document, hit: Hit, term: Term) -> bool:
    """Whether the sentence dates itself into the term's own time: 2020年“七五”普法总结验收顺利通过."""
    text = document.folded
    start = max(text.rfind(mark, 0, hit.start) for mark in "。;\n") + 1
    ended = term.ended.year if term.ended is not None else None
    before = periods.within(document, Span(start, hit.start))
    return any(ended is not None and period.last <= ended for period in before)


def _looks_elsewhere(document: Document, hit: Hit, term: Term, over: bool) -> bool:
    """Whether the words speak of the term as of what was, or of what is to come."""
    text = document.folded
    line = text.rfind("\n", 0, hit.start) + 1
    before = text[max(line, hit.start - 20) : hit.start]
    after = text[hit.end : hit.end + 60].split("\n", 1)[0].split("。", 1)[0]
    if over and (_BACK_BEFORE.search(before) or _BACK_AFTER.match(after) or _BACK_SENTENCE.search(after)):
        return True
    if over and _dated_within(document, hit, term):
        return True
    if not over and (_AHEAD_BEFORE.search(before) or _AHEAD_AFTER.match(after)):
        return True
    role = role_at(document, hit.start)
    if role == "earlier" or (role == "plan" and not over):
        return True
    return statutes.covering(document, Span(hit.start, hit.end)) is not None
