"""Every case of every check, and what a built-in check must bring: cases of both kinds, a full docstring."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from auditor.checking import registry
from auditor.checking.check import BaseCheck
from auditor.testing import MINIMUM_CASES, Case, assert_case, case_files, cases_of, read_cases

FOLDER = Path(__file__).parent
FILES = case_files(FOLDER)
REGISTRY = registry.load()
BUILT_IN = [check for check in REGISTRY.checks if REGISTRY.sources[check.id] == "builtin"]
SECTIONS = ("## Why it matters", "## Wrong", "## Right", "## False alarms", "## Source")


@pytest.mark.parametrize("case", [case for file in FILES for case in cases_of(file)], ids=str)
def test_case(case: Case) -> None:
    assert_case(REGISTRY.find(case.check), case)


def test_every_built_in_check_is_registered() -> None:
    assert REGISTRY.problems == []
    assert BUILT_IN


@pytest.mark.parametrize("check", BUILT_IN, ids=lambda check: check.id)
def test_check_brings_cases_of_both_kinds(check: BaseCheck) -> None:
    file = FOLDER / check.family / f"{check.id}.yaml"
    assert file.is_file(), f"no cases: {file}"
    cases = read_cases(file)
    assert cases.check == check.id
    assert len(cases.fail) >= MINIMUM_CASES
    assert len(cases.passing) >= MINIMUM_CASES
    names = [case.name for case in cases]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("check", BUILT_IN, ids=lambda check: check.id)
def test_docstring_has_its_sections(check: BaseCheck) -> None:
    text = inspect.getdoc(type(check)) or ""
    summary, _, rest = text.partition("\n")
    assert summary.endswith(".")
    assert rest.startswith("\n"), "the summary is one line, with a blank one below"
    places = [text.find(f"\n{section}\n") for section in SECTIONS]
    assert -1 not in places, f"missing: {SECTIONS[places.index(-1)]}"
    assert places == sorted(places)
    bodies = [text[start:].split("\n## ", 2)[1].partition("\n")[2].strip() for start in places]
    assert all(bodies), "an empty section"


@pytest.mark.parametrize("check", BUILT_IN, ids=lambda check: check.id)
def test_check_stands_where_its_name_says(check: BaseCheck) -> None:
    assert type(check).__module__ == f"checks.{check.family}.{check.id.replace('-', '_')}"
