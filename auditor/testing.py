"""Cases for checks: small texts that must give a finding, or must not.  For authors of plug-ins too.

    import pytest
    from auditor.testing import assert_case, cases_of

    @pytest.mark.parametrize("case", cases_of("my-check.yaml"), ids=str)
    def test_case(case):
        assert_case(MyCheck(), case)

A file of cases is YAML:

    check: heading-year
    fail:
      - name: last year's heading left in
        text: |
          某县司法局2022年工作总结 …
        find: "2021"              # the words that a finding covers exactly; a list for several findings
        message: ["2021", "2022"] # words that the messages of these findings say between them
        severity: error           # optional: that of these findings
    pass:
      - name: a near miss
        text: …
        allow: note               # optional: notes are allowed, errors and warnings are not
    todo:                         # known to be missed: written like `fail`, must not be found yet

Further keys of a case: `path` (its name as a file), `format` (txt; others are read as such a file),
`manifest` with `issuer`, `jurisdiction`, `year`, and for a check of the corpus `others`: a list of further
documents with `text`, `path` and `manifest`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import yaml

from auditor import reading
from auditor.checking import shared_passages
from auditor.checking.check import BaseCheck, CorpusCheck
from auditor.checking.runner import Examination, examine, judge
from auditor.checking.shared_passages import SharedPassages
from auditor.model import ArchiveRecord, Document, Finding, Severity

Expectation = Literal["fail", "pass", "todo"]


class CaseDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text of a case, with what stands around it."""

    text: str
    path: str = ""
    format: str = "txt"
    manifest: ArchiveRecord | None = None

    def document(self, number: int) -> Document:
        """The text as a document of the id `d<number>`."""
        path = self.path or f"case{number}.{self.format}"
        identity: dict[str, Any] = {"id": f"d{number}", "path": path, "record": self.manifest}
        if self.format == "txt":
            return Document(self.text, **identity)
        read = reading.read_bytes(self.text.encode(), path)
        return Document(read.text, format=read.format, blocks=read.blocks, **identity)


class Case(CaseDocument, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case.  `find`, `message` and `severity` are of those that must be found."""

    name: str
    find: str | tuple[str, ...] = ()
    message: str | tuple[str, ...] = ()
    severity: Severity | None = None
    allow: Literal["note"] | None = None
    others: tuple[CaseDocument, ...] = ()
    check: str = ""
    expectation: Expectation = "pass"

    def __str__(self) -> str:
        return f"{self.check}: {self.expectation}: {self.name}"


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"passing": "pass"}):
    """The cases of one check: the content of a file."""

    check: str
    fail: tuple[Case, ...] = ()
    passing: tuple[Case, ...] = ()
    todo: tuple[Case, ...] = ()

    def __iter__(self) -> Iterator[Case]:
        kinds: tuple[tuple[Expectation, tuple[Case, ...]], ...] = (
            ("fail", self.fail),
            ("pass", self.passing),
            ("todo", self.todo),
        )
        for expectation, cases in kinds:
            for case in cases:
                yield msgspec.structs.replace(case, check=self.check, expectation=expectation)


def read_cases(file: Path) -> CaseFile:
    """The cases in a file.  Raises ValueError that names the file for one that is not as it should be."""
    try:
        return msgspec.convert(yaml.safe_load(file.read_text("utf-8")), CaseFile)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ValueError(f"{file}: {error}") from error


def case_files(folder: Path) -> tuple[Path, ...]:
    """The files of cases below a folder, in order of their paths."""
    return tuple(sorted(folder.rglob("*.yaml")))


def cases_of(file: str | Path) -> list[Case]:
    """The cases in a file, failing ones first."""
    return list(read_cases(Path(file)))


def assert_case(check: BaseCheck, case: Case) -> None:
    """Hold a check to a case; raises AssertionError that says what was found and what was expected.

    A case of `fail` allows no other error or warning than the expected ones.
    """
    found = findings_in(check, case)
    if case.expectation == "pass":
        tolerated = {Severity.NOTE} if case.allow == "note" else set()
        wrong = [finding for finding in found if finding.severity not in tolerated]
        assert not wrong, f"{case}\nfalse alarms:\n{_told(wrong)}"
        return
    expected = (case.find,) if isinstance(case.find, str) else case.find
    assert expected, f"{case}: says nothing of what to find"
    missed = _missed(expected, found)
    if case.expectation == "todo":
        assert missed, f"{case}\nis found now: move it to `fail`\n{_told(found)}"
        return
    assert not missed, f"{case}\nmissed: {missed}\nfound:\n{_told(found)}"
    _assert_told(case, expected, found)


def _assert_told(case: Case, expected: Sequence[str], found: Sequence[Finding]) -> None:
    hits = [finding for finding in found if finding.text in expected]
    words = (case.message,) if isinstance(case.message, str) else case.message
    messages = "\n".join(finding.message for finding in hits)
    unsaid = [word for word in words if word not in messages]
    assert not unsaid, f"{case}\nthe message does not say {unsaid}:\n{_told(hits)}"
    if case.severity is not None:
        graded = {finding.severity for finding in hits}
        assert graded == {case.severity}, f"{case}\nseverity {graded}:\n{_told(hits)}"
    others = [
        finding for finding in found if finding.text not in expected and finding.severity is not Severity.NOTE
    ]
    assert not others, f"{case}\nfalse alarms:\n{_told(others)}"


def findings_in(check: BaseCheck, case: Case) -> tuple[Finding, ...]:
    """What a check finds in a case's documents; raises AssertionError when the check itself fails."""
    documents = [case.document(1), *(other.document(at) for at, other in enumerate(case.others, 2))]
    examinations = [examine(document, [check]) for document in documents]
    problems = [problem.message for one in examinations for problem in one.problems]
    assert not problems, f"{case}\n{problems}"
    if isinstance(check, CorpusCheck):
        shared = shared_passages.among(documents) if check.needs_passages else None
        return _judged(check, examinations, shared, case)
    return tuple(finding for one in examinations for finding in one.findings)


def _judged(
    check: CorpusCheck, examinations: Sequence[Examination], shared: SharedPassages | None, case: Case
) -> tuple[Finding, ...]:
    cards = [one.card for one in examinations if one.card is not None]
    rows = [row for one in examinations for row in one.rows.get(check.id, ())]
    judgement = judge(check, cards, rows, shared)
    assert judgement.problem is None, f"{case}\n{judgement.problem}"
    return judgement.findings


def _missed(expected: Sequence[str], found: Sequence[Finding]) -> list[str]:
    """The expected quotes that no finding covers exactly; a quote listed twice needs two findings."""
    texts = [finding.text for finding in found]
    missed = []
    for quote in expected:
        if quote in texts:
            texts.remove(quote)
        else:
            missed.append(quote)
    return missed


def _told(findings: Sequence[Finding]) -> str:
    lines = [f"  {one.severity.value} “{one.text}” {one.message}" for one in findings]
    return "\n".join(lines) or "  nothing"


MINIMUM_CASES: Final = 8
"""How many cases of `fail`, and how many of `pass`, a built-in check must have."""
