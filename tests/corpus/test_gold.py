"""The test corpus holds what its gold file says: every quote stands in its report, at one place only."""

from __future__ import annotations

import collections
import functools
import pathlib
import runpy

import pytest

from auditor.evaluation import gold
from auditor.reading import Reading, read

CORPUS = pathlib.Path(__file__).parents[2] / "corpus"
REPORTS = gold.load(CORPUS)
FOUNDATION = {
    "foreign-place",
    "foreign-statute",
    "heading-year",
    "conflicting-count",
    "repeated-passage",
    "conversion-residue",
}


@functools.cache
def reading_of(path: str) -> Reading:
    return read(CORPUS / path)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.path)
def test_quotes_stand_at_one_place(report: gold.GoldReport) -> None:
    for fault in report.faults:
        for quote in (fault.quote, *fault.places, *fault.evidence):
            document = reading_of(quote.document or report.path)
            span = gold.locate(quote, document.text, document.blocks)
            assert document.text[span.start : span.end] == quote.text


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.path)
def test_faults_have_two_sides_and_a_reason(report: gold.GoldReport) -> None:
    assert report.clean == (not report.faults)
    one_sided = {
        *("conversion-residue", "placeholder", "typo", "repeated-phrase", "impossible-date", "punctuation"),
        *("stray-space", "broken-paragraph", "collocation", "cross-reference", "personal-identifier"),
        *("malformed-document-number", "table-mismatch"),
    }
    for fault in report.faults:
        assert fault.why
        assert fault.check in one_sided or fault.evidence or fault.fact, fault.text


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.path)
def test_reports_name_their_issuer(report: gold.GoldReport) -> None:
    text = reading_of(report.path).text
    assert report.issuer.removesuffix("人民政府") in text
    assert report.jurisdiction.name in text


def test_every_report_is_in_the_gold_file() -> None:
    listed = [report.path for report in REPORTS]
    there = [f"reports/{file.name}" for file in (CORPUS / "reports").iterdir()]
    assert sorted(listed) == sorted(there)


def test_the_corpus_is_broad() -> None:
    assert len({report.jurisdiction.code for report in REPORTS}) >= 10
    assert len({report.jurisdiction.code[:2] for report in REPORTS}) >= 8
    assert len({report.kind for report in REPORTS}) >= 5
    assert {reading_of(report.path).format for report in REPORTS} >= {"txt", "md", "html", "docx"}
    assert sum(report.clean for report in REPORTS) >= 6
    planted = collections.Counter(fault.check for report in REPORTS for fault in report.faults)
    assert set(planted) >= FOUNDATION


def test_word_documents_are_made_of_their_outlines(tmp_path: pathlib.Path) -> None:
    make = runpy.run_path(str(CORPUS / "make_documents.py"))["make"]
    for outline in (CORPUS / "sources").glob("*.outline"):
        made = tmp_path / f"{outline.stem}.docx"
        make(outline, made)
        assert made.read_bytes() == (CORPUS / "reports" / made.name).read_bytes(), outline.name
