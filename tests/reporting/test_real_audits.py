"""What the reports make of real audits: of the test corpus and of the real reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import auditor
from auditor.model import Result
from auditor.reporting import FORMATS, write_reports
from auditor.reporting.findings_json import validate

CORPUS = Path(__file__).parent.parent.parent / "corpus" / "reports"


@pytest.fixture(scope="module")
def corpus_result() -> Result:
    return auditor.audit([CORPUS], jobs=1)


@pytest.fixture(scope="module")
def seeds_result(seeds: list[Path]) -> Result:
    return auditor.audit(seeds, jobs=1)


@pytest.fixture(params=["corpus_result", "seeds_result"])
def result(request: pytest.FixtureRequest) -> Result:
    found: Result = request.getfixturevalue(request.param)
    return found


def test_it_follows_the_schema_and_is_written_in_every_format(result: Result, tmp_path: Path) -> None:
    write_reports(result, tmp_path, list(FORMATS))
    validate(json.loads((tmp_path / "findings.json").read_text("utf-8")))
    assert {"index.html", "findings.sarif", "junit.xml", "findings.csv", "ledger.xlsx", "annotated"} <= {
        entry.name for entry in tmp_path.iterdir()
    }


def test_every_quote_is_a_slice_of_its_text(result: Result) -> None:
    texts = {document.id: result.text_of(document.id) for document in result.documents}
    for finding in result.findings:
        text = texts[finding.document]
        for part in (finding, *finding.places):
            assert text[part.start : part.end] == part.text
        for evidence in finding.evidence:
            if evidence.document is not None:
                assert texts[evidence.document][evidence.start : evidence.end] == evidence.text


def test_every_fingerprint_is_one_of_its_own(result: Result) -> None:
    fingerprints = [finding.fingerprint for finding in result.findings]
    assert len(set(fingerprints)) == len(fingerprints)
