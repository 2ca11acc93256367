"""Findings that stand in a passage shared with another report are told where that passage stands too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from rapidfuzz.distance import Indel

from auditor.checking.corpus import DocumentCard
from auditor.checking.shared_passages.table import SharedPassage, SharedPassages
from auditor.language import say
from auditor.model import Evidence, Factor, Finding, Span, confidence_of
from auditor.reference import divisions

SLIPS: Final = frozenset({"foreign-place", "issuer-mismatch", "stale-year"})
"""Checks whose findings are what copying leaves behind."""

_WEIGHT: Final = 1.5
"""Log-odds that a source adds: a stranger's name in a passage that stands in the stranger's report."""

_CLAUSE_ENDS: Final = "，。；：！？\n,;:!?"


def with_sources(
    findings: Iterable[Finding], shared: SharedPassages, cards: Mapping[str, DocumentCard]
) -> list[Finding]:
    """The findings in their order, those of `SLIPS` in a shared passage with its source as evidence.

    Fingerprints stay as they are: a finding is the same whether its source is among the documents or not.
    """
    return [
        _with_source(finding, shared, cards) if finding.check in SLIPS else finding for finding in findings
    ]


def _with_source(finding: Finding, shared: SharedPassages, cards: Mapping[str, DocumentCard]) -> Finding:
    own = cards.get(finding.document)
    if own is None:
        return finding
    spans = [finding.span, *(Span(place.start, place.end) for place in finding.places)]
    ranked = [
        (_rank(finding, own, cards[passage.second]), number, passage, span)
        for number, passage in enumerate(shared.of(finding.document))
        for span in spans
        if passage.first_span.contains(span) and passage.second in cards
    ]
    fit = [(rank, number, passage, span) for rank, number, passage, span in ranked if rank is not None]
    if not fit:
        return finding
    _, _, passage, span = min(fit, key=lambda one: one[:2])
    return _told(finding, passage, span, cards[passage.second])


def _rank(finding: Finding, own: DocumentCard, other: DocumentCard) -> tuple[int, int] | None:
    """How well a document explains the slip, 0 best; None when it explains nothing."""
    older = own.year is not None and other.year is not None and other.year < own.year
    same = (own.issuer, own.jurisdiction) == (other.issuer, other.jurisdiction)
    if finding.check == "stale-year":
        return (0 if same else 1, 0) if older else None
    if same:
        return None
    places = [division.short for division in divisions.by_name(other.jurisdiction or "")[:1]]
    named = any(place in finding.text + finding.message for place in places)
    return (0 if named else 1, 0 if older else 1)


def _told(finding: Finding, passage: SharedPassage, span: Span, other: DocumentCard) -> Finding:
    stretch = counterpart(passage, span)
    start = stretch.start - passage.second_span.start
    quote = passage.second_text[start : start + len(stretch)]
    section = other.section_path(stretch.start)
    sentence = say(
        "此段与{report}{section}相同。",
        report=report_name(other),
        section=say("“{heading}”", heading=section[-1]) if section else "",
    )
    factors = (*finding.factors, Factor("shared-passage", _WEIGHT, sentence.rstrip("。.")))
    return msgspec.structs.replace(
        finding,
        message=f"{finding.message}{sentence}",
        evidence=(*finding.evidence, Evidence(other.id, stretch.start, stretch.end, quote, "source")),
        factors=factors,
        confidence=max(finding.confidence, confidence_of(factors)),
    )


def report_name(card: DocumentCard) -> str:
    """A report as a sentence names it: 张店区科技局2021年报告, or its title, or its path."""
    if card.issuer and card.year is not None:
        return say("{issuer}{year}年报告", issuer=card.issuer, year=card.year)
    return say("《{title}》", title=card.title) if card.title else card.path


def counterpart(passage: SharedPassage, span: Span) -> Span:
    """What stands on the second side for a stretch of the first, to the edges of its clauses."""
    start = _mapped(passage, span.start - passage.first_span.start)
    end = max(start, _mapped(passage, span.end - passage.first_span.start))
    text = passage.second_text
    while start > 0 and text[start - 1] not in _CLAUSE_ENDS:
        start -= 1
    while end < len(text) and text[end] not in _CLAUSE_ENDS:
        end += 1
    while start < end - 1 and text[start].isspace():
        start += 1
    base = passage.second_span.start
    return Span(base + start, base + max(end, start + 1))


def _mapped(passage: SharedPassage, offset: int) -> int:
    """The offset in the second text that an offset in the first one stands for."""
    for edit in Indel.opcodes(passage.first_text, passage.second_text):
        if edit.src_start <= offset < edit.src_end:
            return min(edit.dest_end, edit.dest_start + offset - edit.src_start)
    return len(passage.second_text)
