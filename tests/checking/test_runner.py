"""Running checks on one document: what they find is held to the contract, what fails costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest

from auditor import Check, CorpusCheck, Document, Evidence, Finding, NotApplicable, Severity, Span
from auditor.checking.corpus import Corpus, DocumentCard, Row
from auditor.checking.runner import Examination, examine, judge

TEXT = "临河县水务局2022年度工作报告\n一、工作情况\n某事三项。某事三项。\n二、不足\n没有某事。\n"

Look = Callable[["Probe", Document], Iterator[Finding]]


class Probe(Check):
    """A check that does what a test tells it to."""

    id, title, family, severity = "probe", "试验", "trial", Severity.WARNING

    def __init__(self, look: Look) -> None:
        self._look = look

    def inspect(self, document: Document) -> Iterator[Finding]:
        return self._look(self, document)


def every(word: str) -> Look:
    def look(check: Probe, document: Document) -> Iterator[Finding]:
        at = document.text.rfind(word)
        while at >= 0:  # from the end, so that the order of the result is not the order of finding
            yield check.finding(document, Span(at, at + len(word)), "有“{word}”", word=word)
            at = document.text.rfind(word, 0, at)

    return look


def examined(*looks: Look, text: str = TEXT, path: str = "a.txt") -> Examination:
    return examine(Document(text, path=path), [Probe(look) for look in looks])


def test_findings_stand_in_the_order_of_the_text() -> None:
    starts = [finding.start for finding in examined(every("某事")).findings]
    assert starts == sorted(starts)
    assert len(starts) == 3


def test_time_is_measured_for_each_check() -> None:
    assert examined(every("某事")).seconds["probe"] > 0


def raising(_check: Probe, document: Document) -> Iterator[Finding]:
    if document.text:
        raise ZeroDivisionError("half a report")
    yield from ()


def leaving(_check: Probe, _document: Document) -> Iterator[Finding]:
    raise SystemExit(4)
    yield


@pytest.mark.parametrize(("look", "words"), [(raising, "half a report"), (leaving, "SystemExit")])
def test_a_check_that_raises_costs_only_itself(look: Look, words: str) -> None:
    examination = examined(look, every("某事"))
    assert len(examination.findings) == 3
    (problem,) = examination.problems
    assert (problem.kind, problem.check, problem.document) == ("check-failed", "probe", "d1")
    assert words in problem.message
    assert "test_runner.py" in problem.message


def test_a_check_that_does_not_apply_says_why() -> None:
    def abstaining(_check: Probe, _document: Document) -> Iterator[Finding]:
        raise NotApplicable("未识别出{what}", what="年度")
        yield

    (unchecked,) = examined(abstaining).summary.unchecked
    assert (unchecked.check, unchecked.reason) == ("probe", "未识别出年度")


def changed(**fields: object) -> Look:
    def look(check: Probe, document: Document) -> Iterator[Finding]:
        for finding in every("某事")(check, document):
            yield msgspec.structs.replace(finding, **fields)

    return look


@pytest.mark.parametrize(
    "look",
    [
        changed(start=5000, end=5002),
        changed(start=3, end=3, text=""),
        changed(start=-2),
        changed(text="别的"),
        changed(check="someone-else"),
        changed(family="elsewhere"),
        changed(document="d9"),
        changed(confidence=1.5),
        changed(severity="error"),
        changed(message=""),
        changed(evidence=(Evidence("d1", 0, 2, "不在", "conflict"),)),
        lambda _check, _document: iter(["a word"]),
        lambda _check, _document: None,
    ],
)
def test_a_finding_that_breaks_the_contract_is_the_failure_of_its_check(look: Look) -> None:
    examination = examined(look, every("没有"))
    assert [finding.text for finding in examination.findings] == ["没有"]
    assert [problem.kind for problem in examination.problems] == ["check-failed"]


def prints(examination: Examination) -> list[str]:
    return [finding.fingerprint for finding in examination.findings]


def test_fingerprints_are_distinct_and_survive_edits_elsewhere() -> None:
    before = prints(examined(every("某事")))
    assert len(set(before)) == 3
    assert all(len(fingerprint) == 16 for fingerprint in before)
    edited = TEXT.replace("\n一、工作情况", "\n\n　　序言一段。\n一、工作情况")
    assert prints(examined(every("某事"), text=edited)) == before
    renumbered = TEXT.replace("一、工作情况", "一、总述\n略。\n二、工作情况").replace("二、不足", "三、不足")
    assert prints(examined(every("某事"), text=renumbered)) == before
    widened = TEXT.replace("某事", "某 事")
    assert prints(examined(every("某 事"), text=widened)) == before


def test_fingerprints_differ_by_path_check_and_evidence() -> None:
    before = set(prints(examined(every("某事"))))
    assert before.isdisjoint(prints(examined(every("某事"), path="b.txt")))
    with_evidence = changed(evidence=(Evidence(None, 0, 0, "依据", "expected"),))
    assert before.isdisjoint(prints(examined(with_evidence)))


class Titles(CorpusCheck):
    """Documents with one title."""

    id, title, family, severity = "titles", "同题", "trial", Severity.NOTE

    def collect(self, document: Document) -> Iterator[Row]:
        yield {"title": document.text.split("\n", 1)[0]}

    def inspect(self, corpus: Corpus) -> Iterator[Finding]:
        for title, rows in corpus.rows.groupby("title"):
            first, *others = rows["document"]
            for other in others:
                evidence = Evidence(first, 0, len(title), title, "source")
                card = corpus.cards[other]
                yield self.finding(
                    card, Span(0, len(title)), title, "“{t}”重名", t=title, evidence=[evidence]
                )


def collected(*texts: str) -> tuple[list[DocumentCard], list[Row]]:
    examinations = [
        examine(Document(text, id=f"d{number}", path=f"{number}.txt"), [Titles()])
        for number, text in enumerate(texts, 1)
    ]
    cards = [one.card for one in examinations if one.card]
    return cards, [row for one in examinations for row in one.rows["titles"]]


def test_a_check_of_the_corpus_judges_the_rows_of_all() -> None:
    judgement = judge(Titles(), *collected(TEXT, "另一题\n文。", TEXT))
    (finding,) = judgement.findings
    assert (finding.document, finding.evidence[0].document) == ("d3", "d1")
    assert (finding.line, finding.column) == (1, 1)


def test_a_card_knows_lines_and_sections() -> None:
    (card,), _ = collected(TEXT)
    assert card.line_and_column(TEXT.index("没有某事")) == (5, 1)
    assert card.section_path(TEXT.index("没有某事")) == ("二、不足",)


def test_a_check_of_the_corpus_that_fails_is_a_problem() -> None:
    class Failing(Titles):
        def inspect(self, corpus: Corpus) -> Iterator[Finding]:
            raise KeyError(len(corpus.rows))
            yield

    judgement = judge(Failing(), *collected(TEXT))
    assert judgement.problem is not None
    assert (judgement.problem.check, judgement.problem.document) == ("titles", None)


def test_a_corpus_finding_must_lie_within_its_document() -> None:
    class Straying(Titles):
        def inspect(self, corpus: Corpus) -> Iterator[Finding]:
            for card in corpus:
                yield self.finding(card, Span(0, 10**6), "x", "超出")

    assert judge(Straying(), *collected(TEXT)).problem is not None
