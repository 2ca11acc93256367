"""The public loader of cases, and what it holds a check to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor import Check, Document, Finding, Severity, Span
from auditor.model import ArchiveRecord
from auditor.testing import Case, assert_case, cases_of

CASES = """
check: word
fail:
  - name: the word alone
    text: 这里有甲。
    find: 甲
    message: [甲, 不该]
    severity: warning
  - name: twice
    text: |
      甲在前，
      甲在后。
    find: [甲, 甲]
pass:
  - name: another word
    text: 这里有乙。
  - name: only noted
    text: 这里有丙。
    allow: note
todo:
  - name: in another script
    text: 这里有A。
    find: A
"""


class Word(Check):
    """Finds 甲, and notes 丙."""

    id, title, family, severity = "word", "甲", "trial", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        for at, character in enumerate(document.text):
            if character == "甲":
                yield self.finding(document, Span(at, at + 1), "“{q}”不该有", q="甲")
            if character == "丙":
                yield self.finding(document, Span(at, at + 1), "有“{q}”", q="丙", severity=Severity.NOTE)


@pytest.fixture
def cases(tmp_path: Path) -> list[Case]:
    file = tmp_path / "word.yaml"
    file.write_text(CASES, "utf-8")
    return cases_of(file)


def test_cases_hold(cases: list[Case]) -> None:
    assert [case.expectation for case in cases] == ["fail", "fail", "pass", "pass", "todo"]
    assert str(cases[0]) == "word: fail: the word alone"
    for case in cases:
        assert_case(Word(), case)


def case(**fields: object) -> Case:
    return Case(**{"name": "x", "text": "这里有甲。", "find": "甲", "expectation": "fail"} | fields)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (case(find="这里"), "missed"),
        (case(find=("甲", "甲")), "missed"),
        (case(find=()), "nothing of what to find"),
        (case(message="丁"), "does not say"),
        (case(severity=Severity.ERROR), "severity"),
        (case(text="甲，甲。", find="甲。"), "missed"),
        (case(expectation="pass", find=()), "false alarms"),
        (case(expectation="pass", find=(), allow="note"), "false alarms"),
        (case(expectation="todo"), "move it"),
        (case(text="丙", expectation="pass", find=()), "false alarms"),
    ],
)
def test_what_does_not_hold_is_told(wrong: Case, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        assert_case(Word(), wrong)


def test_a_check_that_raises_fails_its_case() -> None:
    class Raising(Word):
        def inspect(self, document: Document) -> Iterator[Finding]:
            raise LookupError(len(document.text))
            yield

    with pytest.raises(AssertionError, match="LookupError: 5"):
        assert_case(Raising(), case())


@pytest.mark.parametrize(
    "content", ["check: word\nfial: []\n", "check: word\nfail:\n  - text: x\n", "a: [", "5"]
)
def test_a_file_with_a_fault_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "faulty.yaml"
    file.write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"faulty\.yaml"):
        cases_of(file)


def test_a_case_may_be_of_another_format_and_bring_a_record() -> None:
    class Seen(Word):
        def inspect(self, document: Document) -> Iterator[Finding]:
            assert document.format == "md"
            assert document.blocks[0].kind == "heading"
            assert document.record is not None
            assert document.record.year == 2022
            yield from super().inspect(document)

    assert_case(Seen(), case(text="# 标题\n\n这里有甲。\n", format="md", manifest=ArchiveRecord(year=2022)))
