"""A reviewer's morning from end to end: audit, judge ten findings by key, export, audit again with the verdicts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import auditor
from auditor.ledger.decisions import read_decisions

Opener = Callable[..., Page]

CORPUS = Path(__file__).parent.parent.parent / "corpus" / "reports"
JUDGED = 10


@pytest.fixture(scope="module")
def first_audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("first")
    auditor.write(auditor.audit([CORPUS], jobs=1), directory, ["html"])
    return directory


def test_ten_judged_findings_are_gone_from_the_next_count(
    reading: Opener, first_audit: Path, tmp_path: Path
) -> None:
    page = reading(directory=first_audit)
    before = total(page)
    assert before > JUDGED

    page.get_by_role("link", name="问题", exact=True).click()
    first = page.locator("#view-findings .row").first
    expect(first).to_have_attribute("aria-selected", "true")
    for number in range(JUDGED):
        page.keyboard.press("f" if number % 2 else "a")
        page.keyboard.press("j")
    expect(page.locator("#judged")).to_have_text(str(JUDGED))
    page.locator(".facet", has_text="复核状态").get_by_label("误报").check()
    expect(page.locator("#view-findings .found")).to_contain_text(f"{JUDGED // 2} 条")

    page.locator(".menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 decisions.json").click()
    decisions = tmp_path / "decisions.json"
    download.value.save_as(decisions)

    with page.expect_download() as download:
        page.get_by_role("button", name="导出 decisions.csv").click()
    table = tmp_path / "decisions.csv"
    download.value.save_as(table)
    findings = auditor.audit([CORPUS], jobs=1, texts=False).findings
    for file in (decisions, table):
        decided = read_decisions(file).laid_over(findings)
        assert sum(finding.state != "open" for finding in decided) == JUDGED

    again = auditor.audit([CORPUS], jobs=1, decisions=decisions)
    auditor.write(again, tmp_path / "second", ["html"])
    page = reading(directory=tmp_path / "second")
    assert total(page) == before - JUDGED
    expect(page.locator("#view-overview")).to_contain_text("予以认可 5")
    page.goto(page.url + "#view=findings&state=accepted")
    expect(page.locator("#view-findings .found")).to_contain_text("5 条")


def total(page: Page) -> int:
    """The findings that count, as the overview says."""
    return sum(int(number.replace(",", "")) for number in page.locator(".total strong").all_inner_texts())
