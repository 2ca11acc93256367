"""沿用往年: how much of a report is its own body's earlier one, and which figures stayed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from auditor import CorpusCheck, Evidence, Factor, Finding, Severity, Span
from auditor.checking.corpus import Corpus, DocumentCard
from auditor.checking.shared_passages import SharedPassage
from auditor.checking.shared_passages.table import covered
from auditor.checking.shared_passages.telling import report_name
from auditor.language import say
from auditor.model import fold
from checks.reuse.reports import same_issuer
from checks.reuse.slots import Slot, slots

LEAST_SHARE = 0.15
LARGE_SHARE = 0.5
"""Parts of a report that were kept: from the first it is told, from the second it is a warning."""

REACH = 16
"""Code points within which a figure's neighbour stands."""

MOST_SHOWN = 4

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_STANDING = re.compile(
    r"\s*(?:%|％|以上|以下|以内|左右|个(?:乡|镇|街道|社区|行政村|自然村|村|县|区|股|科室)|平方公里|号|条|项制度|年|届|次全)"
)
_QUOTED = re.compile(r"《[^《》]{0,60}》|〔\d+〕\d+号")


class _Stale(msgspec.Struct, frozen=True):
    """A figure that did not move, its place in the earlier report, and a neighbour that did."""

    span: Span
    text: str
    earlier: Span
    neighbour: str
    earlier_neighbour: str


class RecycledReport(CorpusCheck):
    """How much of a report is its own body's earlier report, and which figures stayed as they were.

    ## Why it matters
    A report taken over from last year tells last year's work. A figure that stayed where all around it moved
    was probably forgotten.

    ## Wrong
    「资助1.88万人，资助金额386万元」 where last year's report has 「资助1.93万人，资助金额386万元」; half of a report
    word for word last year's.

    ## Right
    Standing facts (10个乡镇), rates held constant (97%以上), a body's duties told in the same words each year.

    ## False alarms
    An amount that is fixed by rule and does not change with the numbers beside it.

    ## Source
    Passages aligned with the earlier report of the same issuer: auditor/checking/shared_passages.
    """

    id, title, family, severity = "recycled-report", "沿用往年", "reuse", Severity.NOTE
    needs_passages = True

    def inspect(self, corpus: Corpus) -> Iterator[Finding]:
        earlier: dict[str, list[DocumentCard]] = defaultdict(list)
        for pair in corpus.shared.pairs:
            first, second = (corpus.cards[document] for document in pair)
            if same_issuer(first, second) and first.year is not None and second.year is not None:
                if first.year < second.year:
                    earlier[second.id].append(first)
                elif second.year < first.year:
                    earlier[first.id].append(second)
        for card in corpus:
            if card.id in earlier:
                last = max(earlier[card.id], key=lambda one: one.year or 0)
                yield from self._against(corpus, card, last)

    def _against(self, corpus: Corpus, card: DocumentCard, last: DocumentCard) -> Iterator[Finding]:
        passages = [one for one in corpus.shared.of(card.id) if one.second == last.id]
        share = corpus.shared.share(card.id, last.id)
        if share >= LEAST_SHARE:
            yield self._kept(card, last, passages, share)
        for passage in passages:
            stale = _stale_figures(passage)
            if stale:
                yield self._stayed(card, last, passage, stale)

    def _kept(
        self, card: DocumentCard, last: DocumentCard, passages: Sequence[SharedPassage], share: float
    ) -> Finding:
        longest = max(passages, key=lambda one: one.letters)
        text = say("{share:.0%}的文字沿用", share=share)
        return self.finding(
            card,
            longest.first_span,
            longest.first_text,
            "本报告{share:.0%}的文字沿用{last}，共{count}段：{sections}。",
            share=share,
            last=report_name(last),
            count=len(passages),
            sections=_sections(card, passages),
            evidence=[_source(last, longest.second_span, longest.second_text)],
            factors=[Factor("share-kept", 1.5 + 2 * share, text)],
            suggestion="核对沿用的段落是否如实反映本年度工作。",
            places=[(one.first_span, one.first_text) for one in passages if one is not longest],
            severity=Severity.WARNING if share >= LARGE_SHARE else Severity.NOTE,
            group=f"recycled:{last.path}",
        )

    def _stayed(
        self, card: DocumentCard, last: DocumentCard, passage: SharedPassage, stale: Sequence[_Stale]
    ) -> Finding:
        shown = "、".join(
            say(
                "“{figure}”未变，而其旁的“{old}”改为“{new}”",
                figure=one.text,
                old=one.earlier_neighbour,
                new=one.neighbour,
            )
            for one in stale[:MOST_SHOWN]
        )
        return self.finding(
            card,
            stale[0].span,
            stale[0].text,
            "这一段沿用{last}，{shown}，可能漏改。",
            last=report_name(last),
            shown=shown,
            evidence=[_source(last, *_clause(passage, stale[0].earlier))],
            factors=[
                Factor("neighbour-moved", 1.2, say("相邻的数字已改")),
                Factor(
                    "figures-kept", -0.2 * (len(stale) - 1), say("同段{count}个数字未变", count=len(stale))
                ),
            ],
            suggestion="核对未变的数字是否为本年度数据。",
            places=[(one.span, one.text) for one in stale[1:]],
            group=f"recycled:{last.path}",
        )


def _source(last: DocumentCard, span: Span, text: str) -> Evidence:
    return Evidence(last.id, span.start, span.end, text, "source")


def _sections(card: DocumentCard, passages: Sequence[SharedPassage]) -> str:
    """The code points kept in each section, most first."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for one in passages:
        path = card.section_path(one.first_span.start)
        spans[path[-1] if path else say("开头")].append(one.first_span)
    sizes = sorted(((covered(found), name) for name, found in spans.items()), reverse=True)
    return "；".join(say("“{name}”{size}字", name=name[:20], size=size) for size, name in sizes[:MOST_SHOWN])


def _stale_figures(passage: SharedPassage) -> list[_Stale]:
    """Figures of three digits and more that stand in both texts, right beside one that was changed."""
    text, earlier = fold(passage.first_text), fold(passage.second_text)
    moved = [slot for slot in slots(text, earlier) if slot.kind == "figure"]
    found = []
    for figure in _FIGURE.finditer(text):
        start, end = figure.span()
        if len(figure[0].replace(".", "")) < 3 or _STANDING.match(text, end) or _quoted(text, start):
            continue
        slot = _neighbour(moved, text, start, end)
        at = -1 if slot is None else _same_figure(earlier, figure[0], slot, start)
        if slot is None or at < 0:
            continue
        base, other = passage.first_span.start, passage.second_span.start
        found.append(
            _Stale(
                Span(base + start, base + end),
                passage.first_text[start:end],
                Span(other + at, other + at + len(figure[0])),
                passage.first_text[slot.first.start : slot.first.end],
                passage.second_text[slot.second.start : slot.second.end],
            )
        )
    return found


def _neighbour(moved: Sequence[Slot], text: str, start: int, end: int) -> Slot | None:
    """The changed figure that stands nearest to one, in its sentence; None when it was changed itself."""
    if any(slot.first.start < end and start < slot.first.end for slot in moved):
        return None
    near = []
    for slot in moved:
        between = text[slot.first.end : start] if slot.first.end <= start else text[end : slot.first.start]
        if len(between) <= REACH and not any(mark in between for mark in "。；\n") and len(slot.first):
            near.append((len(between), slot))
    return min(near, key=lambda one: one[0])[1] if near else None


def _same_figure(earlier: str, figure: str, slot: Slot, start: int) -> int:
    """Where the figure stands in the earlier text, as far from the changed one; -1 when it does not."""
    expected = slot.second.start + start - slot.first.start
    for figures in _FIGURE.finditer(earlier, max(0, expected - REACH), expected + REACH):
        if figures[0] == figure:
            return figures.start()
    return -1


def _quoted(text: str, offset: int) -> bool:
    return any(one.start() <= offset < one.end() for one in _QUOTED.finditer(text))


def _clause(passage: SharedPassage, span: Span) -> tuple[Span, str]:
    """The clauses of the earlier text around a figure, with the one before them."""
    text, base = passage.second_text, passage.second_span.start
    start, end = span.start - base, span.end - base
    commas = 0
    while start > 0 and text[start - 1] not in "。；\n":
        commas += text[start - 1] in "，,"
        if commas == 2:
            break
        start -= 1
    while end < len(text) and text[end] not in "，。；,\n":
        end += 1
    return Span(base + start, base + end), text[start:end]
