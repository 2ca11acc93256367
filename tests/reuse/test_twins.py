"""The report that says nearly everything twice: its twin passages, and what each copy shows of the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.facts import passages
from auditor.model import Document, Finding
from auditor.running.audit import audit
from auditor.running.settings import Settings

REPORT = "004_65ab4452a8706f7e.txt"

TWINS = (
    "每月至少进行1次法治专题学习",
    "切实做到广泛讨论、集体决策",
    "规范性文件“三统一”制度",
    "专项资金使用管理办法",
    "科技政策法规、规划计划",
    "江门市科技局委托和下放到我区",
    "强有力的法律保障，提前防范",
)
"""Words of each passage that stands twice, found by reading."""

DIVERGENCES = (("强廉洁自律", "加强廉洁自律"), ("科创局", "科技局"), ("时履行", "及时履行"), ("20", "23"))


@pytest.fixture(scope="module")
def report(seeds: list[Path]) -> Path:
    return next(file for file in seeds if file.name == REPORT)


@pytest.mark.parametrize("words", TWINS)
def test_every_pair_of_twins_is_found(report: Path, words: str) -> None:
    document = Document(report.read_text("utf-8"))
    pairs = [(document.slice(one.first), document.slice(one.second)) for one in passages.twins(document)]
    assert any(words in first and words in second for first, second in pairs)


@pytest.fixture(scope="module")
def findings(report: Path) -> tuple[Finding, ...]:
    settings = Settings(select=("diverging-copy",), jobs=1, texts=False)
    return audit([str(report.parent)], settings).findings


@pytest.mark.parametrize(("here", "there"), DIVERGENCES)
def test_each_copy_proofreads_the_other(findings: tuple[Finding, ...], here: str, there: str) -> None:
    (finding,) = findings
    wrong = [finding.text, *(place.text for place in finding.places)]
    assert (here, there) in zip(wrong, (one.text for one in finding.evidence), strict=True)
    assert f"“{here}”对“{there}”" in finding.message


def test_all_that_the_twins_differ_in_is_one_finding(findings: tuple[Finding, ...]) -> None:
    assert [len(finding.evidence) for finding in findings] == [len(DIVERGENCES)]
