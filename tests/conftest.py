"""What every test may ask for, and what CI holds them to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"

SEEDS_ABSENT = "the real reports (shared/seeds, beside the repository) are absent"
"""The one reason for which a test may be skipped in CI: the reports are not part of a clone."""


@pytest.fixture(scope="session")
def seeds() -> list[Path]:
    """The real reports that the project exists for; they are not part of the repository."""
    files = sorted(SEEDS.glob("*.txt"))
    if not files:
        pytest.skip(SEEDS_ABSENT)
    return files


def _fail_instead_of_skipping(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Under CI=true, what is skipped for a missing component fails and says so."""
    if os.environ.get("CI") != "true" or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if SEEDS_ABSENT not in reason:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    _fail_instead_of_skipping(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    _fail_instead_of_skipping(report)
    return report
