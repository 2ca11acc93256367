"""跨报告照搬: a passage shared with another body's report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from auditor import CorpusCheck, Evidence, Factor, Finding, Severity
from auditor.checking.corpus import Corpus, DocumentCard
from auditor.checking.shared_passages import SharedPassage
from auditor.checking.shared_passages.telling import report_name
from auditor.language import say
from auditor.model import Span
from checks.reuse.reports import DUPLICATE, same_issuer, stranger_names
from checks.reuse.slots import Slot, slots

MOST_SHOWN = 4
"""Differences quoted in the message; the audit marks them all."""


def common(documents: int) -> int:
    """So many other reports with a passage make it common wording: a quarter of a small corpus, 12 of any."""
    return max(4, min(12, documents // 4))


class _Copy(msgspec.Struct, frozen=True):
    """A passage of `passage.first`, taken from `passage.second` as far as `reasons` (log-odds) tell."""

    passage: SharedPassage
    reasons: tuple[Factor, ...]
    strangers: tuple[str, ...]
    companions: int


class CopiedPassage(CorpusCheck):
    """A passage shared with another body's report.

    ## Why it matters
    What a body reports as its own work, another body did. The copy often keeps a stranger's name, year or
    figure.

    ## Wrong
    A paragraph on 基金监管 of 乙县 that is 甲县's with other figures, and once with 甲县's name.

    ## Right
    Wording common to much of the corpus, titles in 《》, slogans and set phrases, explanations of terms
    (名词解释); one body's own earlier report (see recycled-report).

    ## False alarms
    Two bodies that took the same text from a superior's circular that is not among the reports.

    ## Source
    Winnowed fingerprints, joined and aligned: auditor/checking/shared_passages. Sixty letters of prose;
    the longest set phrases have about fifty.
    """

    id, title, family, severity = "copied-passage", "跨报告照搬", "reuse", Severity.WARNING
    needs_passages = True

    def inspect(self, corpus: Corpus) -> Iterator[Finding]:
        copies: dict[str, list[_Copy]] = defaultdict(list)
        for (first, second), passages in corpus.shared.pairs.items():
            cards = corpus.cards[first], corpus.cards[second]
            duplicate = min(corpus.shared.share(first, second), corpus.shared.share(second, first))
            if same_issuer(*cards) is not False or duplicate >= DUPLICATE:
                continue
            for copy in _copies(corpus, *cards, passages):
                copies[copy.passage.first].append(copy)
        for document in corpus.cards:
            for copy, others in _best(copies.get(document, [])):
                yield self._finding(corpus, copy, others)

    def _finding(self, corpus: Corpus, copy: _Copy, others: int) -> Finding:
        passage = copy.passage
        card, source = corpus.cards[passage.first], corpus.cards[passage.second]
        section = source.section_path(passage.second_span.start)
        return self.finding(
            card,
            passage.first_span,
            passage.first_text,
            "“{beginning}……”一段与{source}{section}相同{differing}{strangers}；本报告{share:.0%}的文字见于该报告{others}。",
            beginning=passage.first_text[:24].replace("\n", ""),
            source=report_name(source),
            section=say("“{heading}”", heading=section[-1]) if section else "",
            differing=_differing(passage),
            strangers=_kept(copy.strangers),
            share=corpus.shared.share(card.id, source.id),
            others=say("，另有{count}份报告也有这一段", count=others) if others else "",
            evidence=[
                Evidence(
                    source.id,
                    passage.second_span.start,
                    passage.second_span.end,
                    passage.second_text,
                    "source",
                )
            ],
            factors=[_length(passage), *copy.reasons, *_weighed_down(copy)],
            suggestion="核对这一段所述是否为本单位的工作，并逐处核对改动过和应改动的内容。",
            group=f"copied:{card.path}:{source.path}",
        )


def _copies(
    corpus: Corpus, first: DocumentCard, second: DocumentCard, passages: Sequence[SharedPassage]
) -> Iterator[_Copy]:
    """The passages of two reports, each turned so that its first side is the likely copy."""
    left = {name for one in passages for name in stranger_names(one.first_text, first, second)}
    right = {name for one in passages for name in stranger_names(one.second_text, second, first)}
    turned = _is_source(first, second, bool(left), bool(right))
    copy, source = (second, first) if turned else (first, second)
    reasons = _reasons(copy, source, sorted(right if turned else left))
    limit = common(len(corpus))
    for one in passages:
        passage = one.seen_from(copy.id)
        if _explains_terms(copy, passage.first_span) and _explains_terms(source, passage.second_span):
            continue
        companions = len(corpus.shared.companions(passage.first, passage.first_span))
        if companions < limit:
            strangers = tuple(stranger_names(passage.first_text, copy, source))
            yield _Copy(passage, reasons, strangers, companions)


def _explains_terms(card: DocumentCard, span: Span) -> bool:
    """Whether a passage stands where accounts explain their terms, in the words of those who prescribe them."""
    return any("名词解释" in heading for heading in card.section_path(span.start))


def _is_source(first: DocumentCard, second: DocumentCard, left: bool, right: bool) -> bool:
    """Whether the first report is the likely source: its names stand in the other, or it is the earlier."""
    if left != right:
        return right
    if first.year is not None and second.year is not None and first.year != second.year:
        return first.year < second.year
    return True


def _reasons(copy: DocumentCard, source: DocumentCard, strangers: Sequence[str]) -> tuple[Factor, ...]:
    reasons = []
    if strangers:
        text = say("保留了来源的名称“{name}”", name=strangers[0])
        reasons.append(Factor("stranger-name", 2.0, text))
    if copy.year is not None and source.year is not None and source.year < copy.year:
        reasons.append(Factor("earlier-report", 0.5, say("来源的报告年度较早（{year}年）", year=source.year)))
    if not reasons:
        reasons.append(Factor("either-may-be-source", -0.5, say("无法判断哪一份是来源")))
    return tuple(reasons)


def _best(copies: Sequence[_Copy]) -> Iterator[tuple[_Copy, int]]:
    """Of passages that overlap, the one with the best source, and how many other reports have it too."""
    kept: list[_Copy] = []
    for copy in sorted(copies, key=lambda one: (-_weight(one), -one.passage.letters, one.passage.second)):
        if not any(copy.passage.first_span.overlaps(other.passage.first_span) for other in kept):
            kept.append(copy)
    for copy in sorted(kept, key=lambda one: one.passage.first_span):
        yield copy, copy.companions - 1


def _weight(copy: _Copy) -> float:
    return sum(reason.weight for reason in copy.reasons) + bool(copy.strangers)


def _length(passage: SharedPassage) -> Factor:
    text = say("{letters}字相同", letters=passage.letters)
    return Factor("shared-letters", 1.5 + min(2.5, passage.letters / 80), text)


def _weighed_down(copy: _Copy) -> list[Factor]:
    others = copy.companions - 1
    if others <= 0:
        return []
    return [Factor("common-wording", -0.4 * others, say("另有{count}份报告也有这一段", count=others))]


def _differing(passage: SharedPassage) -> str:
    found = [slot for slot in slots(passage.first_text, passage.second_text) if slot.kind != "marks"]
    if not found:
        return say("，一字不差")
    shown = [_shown(passage, slot) for slot in found[:MOST_SHOWN]]
    rest = say("等{count}处", count=len(found)) if len(found) > MOST_SHOWN else ""
    return say("，改动为{shown}{rest}", shown="、".join(shown), rest=rest)


def _shown(passage: SharedPassage, slot: Slot) -> str:
    own = passage.first_text[slot.first.start : slot.first.end].replace("\n", "")
    other = passage.second_text[slot.second.start : slot.second.end].replace("\n", "")
    return say("“{own}”（原作“{other}”）", own=own[:20] or say("无"), other=other[:20] or say("无"))


def _kept(strangers: Sequence[str]) -> str:
    return say("，仍留有“{name}”", name=strangers[0]) if strangers else ""
