"""文号不一: one title with two document numbers, in one report or against the rest of the corpus."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor import CorpusCheck, Document, Evidence, Factor, Finding, Severity, Span, fact_evidence
from auditor.facts import statutes
from auditor.language import say
from auditor.reference import circulars

if TYPE_CHECKING:
    from auditor.checking.corpus import Corpus, Row
    from auditor.reference.circulars import Circular

LEAST_TITLE = 8
"""Letters of a title; shorter ones (《通知》) are not the name of one document."""

LEAST_AGREEMENT = 3
"""Documents that must agree on a number before a report that gives another is told so."""


class InconsistentDocumentNumber(CorpusCheck):
    """One title with two numbers: in one report, against the agreement of the corpus, or against its known number.

    ## Why it matters
    A document has one number. Where two are given, one was mistyped or belongs to another document, and
    nobody can look it up.

    ## Wrong
    《……格式〉的通知》（国办公开办函〔2022〕30号） where all others write 〔2021〕30号; 《……实施方案》 with 〔2020〕5号
    in one section and 〔2020〕15号 in the next.

    ## Right
    Documents of one title issued every year (《……工作要点》) by one body, each with the number of its year;
    a notice and the reply to it.

    ## False alarms
    Two bodies that issued documents of the same title.

    ## Source
    党政机关公文处理工作条例第九条：发文字号由发文机关代字、年份、发文顺序号组成, one for each document. Known numbers:
    auditor/reference/data/circulars.tsv.
    """

    id, title, family, severity = "inconsistent-document-number", "文号不一", "citations", Severity.ERROR

    def collect(self, document: Document) -> Iterator[Row]:
        for citation in statutes.of(document):
            number = citation.number
            if number is None:
                continue
            title = _key(citation.title)
            if len(title) < LEAST_TITLE:
                continue
            yield {
                "title": title,
                "written": citation.title,
                "number": number.canonical,
                "mark": number.mark,
                "year": number.year,
                "start": number.span.start,
                "end": number.span.end,
                "text": document.slice(number.span),
            }

    def inspect(self, corpus: Corpus) -> Iterator[Finding]:
        if corpus.rows.empty:
            return
        for _, rows in corpus.rows.groupby("title", sort=True):
            circular = circulars.by_title().get(circulars.core_of(rows["written"].iloc[0]))
            if circular is not None:
                yield from self._against_known(corpus, rows.to_dict("records"), circular)
            elif rows["number"].nunique() > 1:
                yield from self._within_documents(corpus, rows.to_dict("records"))
                yield from self._against_corpus(corpus, rows.to_dict("records"))

    def _against_known(self, corpus: Corpus, rows: list[Row], circular: Circular) -> Iterator[Finding]:
        mark, _, tail = circular.number.partition("〔")
        told: set[str] = set()
        for row in rows:
            document, number = str(row["document"]), str(row["number"])
            claims_it = row["mark"] == mark or number.endswith(f"〔{tail}")
            if number == circular.number or not claims_it or document in told:
                continue
            told.add(document)
            yield self.finding(
                corpus.cards[document],
                _span(row),
                str(row["text"]),
                "《{title}》的文号此处为“{quote}”，应为“{number}”。",
                title=row["written"],
                quote=row["text"],
                number=circular.number,
                evidence=[
                    fact_evidence(f"《{circular.title}》（{circular.number}）：{circular.source}", "expected")
                ],
                factors=[
                    Factor("known-number", 3.2, say("该文件的文号是“{number}”", number=circular.number))
                ],
                suggestion="查对原文件，改正文号。",
            )

    def _within_documents(self, corpus: Corpus, rows: list[Row]) -> Iterator[Finding]:
        by_document: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_document[str(row["document"])].append(row)
        for document, own in by_document.items():
            first = own[0]
            for other in own[1:]:
                if other["number"] != first["number"] and _one_series(first, other):
                    yield self._finding(
                        corpus, document, other, first, "conflict", 3.0, "同一份报告中两处文号不同"
                    )
                    break

    def _against_corpus(self, corpus: Corpus, rows: list[Row]) -> Iterator[Finding]:
        documents_of: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            documents_of[str(row["number"])].add(str(row["document"]))
        agreed, count = Counter({number: len(found) for number, found in documents_of.items()}).most_common(
            1
        )[0]
        if count < LEAST_AGREEMENT:
            return
        expected = next(row for row in rows if row["number"] == agreed)
        told: set[str] = set()
        for row in rows:
            document = str(row["document"])
            if row["number"] == agreed or document in told or document in documents_of[agreed]:
                continue
            # Equal support on both sides is no agreement: the rarer one must be rare.
            if len(documents_of[str(row["number"])]) * 3 > count or not _one_series(row, expected):
                continue
            told.add(document)
            reason = say("另有{count}份报告写作“{number}”", count=count, number=agreed)
            yield self._finding(
                corpus, document, row, expected, "expected", 2.0 + min(2.0, count / 5), reason
            )

    def _finding(
        self,
        corpus: Corpus,
        document: str,
        row: Row,
        other: Row,
        role: str,
        weight: float,
        reason: str,
    ) -> Finding:
        return self.finding(
            corpus.cards[document],
            _span(row),
            str(row["text"]),
            "《{title}》的文号此处为“{quote}”，{where}为“{other}”，同一文件只有一个文号。",
            title=row["written"],
            quote=row["text"],
            where=say("另一处") if role == "conflict" else say("其他报告中"),
            other=other["text"],
            evidence=[
                Evidence(
                    str(other["document"]),
                    _span(other).start,
                    _span(other).end,
                    str(other["text"]),
                    "conflict" if role == "conflict" else "expected",
                )
            ],
            factors=[Factor("two-numbers", weight, reason)],
            suggestion="查对原文件，统一文号。",
            group=f"number:{row['title']}" if role != "conflict" else None,
        )


def _span(row: Row) -> Span:
    start, end = row["start"], row["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    return Span(start, end)


def _key(title: str) -> str:
    """The title without marks, blanks and a leading issuer that some reports leave out."""
    bare = re.sub(r"[〈〉《》“”\"'\s()（）、，,]", "", title)
    return re.sub(r"^.{2,20}?(?=关于)", "", bare)


def _one_series(first: Row, other: Row) -> bool:
    """Whether two numbers claim to be one document's: the same mark, or the same year and number."""
    if first["mark"] == other["mark"]:
        return True
    tail = slice(str(first["number"]).find("〔"), None)
    return str(first["number"])[tail] == str(other["number"])[str(other["number"]).find("〔") :]
