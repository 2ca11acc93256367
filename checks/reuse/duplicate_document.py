"""重复报送: the same report filed twice or under two names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from auditor import CorpusCheck, Document, Evidence, Factor, Finding, Severity, Span
from auditor.checking.corpus import Corpus, DocumentCard, Row
from auditor.language import say
from checks.reuse.reports import DUPLICATE, same_issuer

LEAST_LETTERS = 100
"""Letters that a document must have; blank forms are alike without anybody's having filed them twice."""


SAME_WORK = 0.5
"""The part that two reports of one kind, body and year must share: they are versions of one."""


class DuplicateDocument(CorpusCheck):
    """The same report filed twice, or under two names.

    ## Why it matters
    A report filed under two issuers is one body's work told as another's. One filed twice is counted twice.

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
            yield self._finding(corpus, rows[second], rows[first], manner, 2.0)

    def _finding(self, corpus: Corpus, row: Row, earlier: Row, manner: str, weight: float) -> Finding:
        card, other = corpus.cards[str(row["document"])], corpus.cards[str(earlier["document"])]
        span, other_span = _span(row), _span(earlier)
        strangers = same_issuer(card, other) is False
        return self.finding(
            card,
            span,
            str(row["text"]),
            "这份报告与{other}{manner}，{parties}。",
            other=_named(other),
            manner=manner,
            parties=_parties(card, other, strangers),
            evidence=[Evidence(other.id, other_span.start, other_span.end, str(earlier["text"]), "conflict")],
            factors=[Factor("same-text", weight, manner)],
            suggestion="核对两份文件是否重复报送，或其中一份署名有误。",
            severity=Severity.WARNING if strangers else Severity.NOTE,
            group=f"duplicate:{other.path}",
        )


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
