"""重复报送: the same report filed twice or under two names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from auditor import CorpusCheck, Document, Evidence, Factor, Finding, Severity, Span
from auditor.checking.corpus import Corpus, DocumentCard, Row
from auditor.checking.shared_passages import SharedPassage
from auditor.language import say
from checks.reuse.reports import DUPLICATE, same_issuer
from checks.reuse.slots import slots

LEAST_LETTERS = 100
"""Letters that a document must have; blank forms are alike without anybody's having filed them twice."""


SAME_WORK = 0.5
"""The part that two reports of one kind, body and year must share: they are versions of one."""


MOST_SHOWN = 4
MOST_DIFFERENCES = 20
"""Differences of two versions that a message quotes, and that make them two texts rather than one corrected."""

_LONGEST = 40
"""Code points of a clause that is quoted for a difference in it."""


_MARKS = "，。；：、\n"


class _Difference(msgspec.Struct, frozen=True):
    """A clause of one version, and that of the other."""

    own: Span
    own_text: str
    other: Span
    other_text: str


class DuplicateDocument(CorpusCheck):
    """The same report filed twice, or under two names.

    ## Why it matters
    A report filed under two issuers is one body's work told as another's. One filed twice is counted twice;
    where its two versions differ (17所 here, 14所 there), one of them is wrong.

    ## Wrong
    The file of 甲县 holds, word for word, the report of 乙县; a report lies in the archive as
    2022.docx and as 2022-final.pdf.

    ## Right
    Two reports from one template that differ in what was done; one body's reports of two years.

    ## False alarms
    A report that is published once more after correction, with both versions kept on purpose.

    ## Source
    SHA-256 of the bytes, and of the text without blanks; three quarters of both texts in shared
    passages.
    """

    id, title, family, severity = "duplicate-document", "重复报送", "reuse", Severity.NOTE
    needs_passages = True

    def collect(self, document: Document) -> Iterator[Row]:
        letters = "".join(document.folded.split())
        first = next((block for block in document.blocks if document.slice(block.span).strip()), None)
        if len(letters) < LEAST_LETTERS or first is None:
            return
        yield {
            "bytes": document.sha256,
            "letters": hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest(),
            "start": first.start,
            "end": first.end,
            "text": document.slice(first.span),
        }

    def inspect(self, corpus: Corpus) -> Iterator[Finding]:
        table = corpus.rows
        if table.empty:
            return
        in_pairs = {document for pair in corpus.shared.pairs for document in pair}
        candidates = table[table.duplicated("letters", keep=False) | table["document"].isin(in_pairs)]
        rows = {str(row["document"]): row for row in candidates.to_dict("records")}
        first_with: dict[str, str] = {}
        told: set[str] = set()
        for document, row in rows.items():
            earlier = first_with.setdefault(str(row["letters"]), document)
            if earlier != document:
                told.add(document)
                same = row["bytes"] and row["bytes"] == rows[earlier]["bytes"]
                manner = say("文件完全相同") if same else say("文字完全相同")
                yield self._finding(corpus, row, rows[earlier], manner, 5.0)
        for first, second in corpus.shared.pairs:
            shares = corpus.shared.share(first, second), corpus.shared.share(second, first)
            cards = corpus.cards[first], corpus.cards[second]
            if min(shares) < _least(*cards) or second in told or first not in rows or second not in rows:
                continue
            told.add(second)
            manner = say("{share:.0%}的文字相同", share=min(shares))
            apart = _differences(second, corpus.shared.pairs[first, second]) if same_issuer(*cards) else []
            yield self._finding(corpus, rows[second], rows[first], manner, 2.0, apart)

    def _finding(
        self,
        corpus: Corpus,
        row: Row,
        earlier: Row,
        manner: str,
        weight: float,
        apart: Sequence[_Difference] = (),
    ) -> Finding:
        card, other = corpus.cards[str(row["document"])], corpus.cards[str(earlier["document"])]
        span, other_span = _span(row), _span(earlier)
        strangers = same_issuer(card, other) is False
        return self.finding(
            card,
            span,
            str(row["text"]),
            "这份报告与{other}{manner}，{parties}{differing}。",
            other=_named(other),
            manner=manner,
            parties=_parties(card, other, strangers),
            differing=_told(apart),
            evidence=[
                Evidence(other.id, other_span.start, other_span.end, str(earlier["text"]), "conflict"),
                *(
                    Evidence(other.id, one.other.start, one.other.end, one.other_text, "conflict")
                    for one in apart
                ),
            ],
            factors=[Factor("same-text", weight, manner)],
            suggestion="核对两份文件是否重复报送，或其中一份署名有误。",
            severity=Severity.WARNING if strangers else Severity.NOTE,
            places=[(one.own, one.own_text) for one in apart],
            group=f"duplicate:{other.path}",
        )


def _differences(document: str, shared: Sequence[SharedPassage]) -> list[_Difference]:
    """The clauses in which two versions have other words or figures; none where they are two texts."""
    found: dict[Span, _Difference] = {}
    for passage in (one.seen_from(document) for one in shared):
        for slot in slots(passage.first_text, passage.second_text):
            if slot.kind in {"figure", "words"}:
                own, other = (
                    _clause(passage.first_text, slot.first),
                    _clause(passage.second_text, slot.second),
                )
                if max(len(own), len(other)) <= _LONGEST:
                    placed, other_placed = _moved(own, passage.first_span), _moved(other, passage.second_span)
                    found[placed] = _Difference(
                        placed,
                        passage.first_text[own.start : own.end],
                        other_placed,
                        passage.second_text[other.start : other.end],
                    )
    return [found[place] for place in sorted(found)] if len(found) <= MOST_DIFFERENCES else []


def _clause(text: str, span: Span) -> Span:
    """The clause around a difference, as far as its nearest marks."""
    start = max(text.rfind(mark, 0, span.start) for mark in _MARKS) + 1
    end = min(at if (at := text.find(mark, span.end)) >= 0 else len(text) for mark in _MARKS)
    return Span(start, end)


def _moved(span: Span, base: Span) -> Span:
    return Span(base.start + span.start, base.start + span.end)


def _told(apart: Sequence[_Difference]) -> str:
    if not apart:
        return ""
    shown = "、".join(
        say("“{own}”对“{other}”", own=one.own_text, other=one.other_text) for one in apart[:MOST_SHOWN]
    )
    return say("；两份有{count}处不同：{shown}", count=len(apart), shown=shown)


def _least(first: DocumentCard, second: DocumentCard) -> float:
    """The part that both reports must share; more than all for reports that are not of one work."""
    if not same_issuer(first, second):
        return DUPLICATE
    if first.year != second.year:
        return 2.0  # a body's reports of two years: recycled, not filed twice
    return SAME_WORK if first.kind == second.kind else DUPLICATE


def _span(row: Row) -> Span:
    return Span(int(str(row["start"])), int(str(row["end"])))


def _named(card: DocumentCard) -> str:
    return say("《{title}》（{path}）", title=card.title, path=card.path) if card.title else card.path


def _parties(card: DocumentCard, other: DocumentCard, strangers: bool) -> str:
    if strangers:
        return say(
            "却分别属于{own}和{other}",
            own=card.issuer or card.jurisdiction,
            other=other.issuer or other.jurisdiction,
        )
    return say("可能重复报送")
