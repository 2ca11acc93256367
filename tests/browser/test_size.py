"""Ten thousand findings in two thousand documents: quick to open and to filter, and small on disk."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from report_sample import CHECKS, SampleResult

from auditor.model import Evidence, Factor, Severity
from auditor.reporting import write_reports

Opener = Callable[..., Page]

DOCUMENTS = 2_000
FINDINGS_EACH = 5
PARAGRAPHS = 40
LARGEST_AUDIT = 40_000_000
LARGEST_PAGE = 3_000_000
LONGEST_WAIT = 2.0
"""Seconds, from the click to the list."""

# Syllables for made-up reports; with 600 words of them the texts compress as real ones do (to 43%).
SYLLABLES = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]


def paragraph(chance: random.Random, words: list[str]) -> str:
    return "，".join("".join(chance.choices(words, k=chance.randint(3, 6))) for _ in range(9)) + "。"


def large_result(seed: int = 7) -> SampleResult:
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 2, 3, 4)))) for _ in range(600)]
    made = SampleResult()
    checks = list(CHECKS)
    for number in range(DOCUMENTS):
        issuer = f"{words[number % 400]}县{words[number % 23]}局"
        lines = [
            f"{issuer}{2015 + number % 9}年度工作报告",
            *(paragraph(chance, words) for _ in range(PARAGRAPHS)),
        ]
        name = made.document(
            f"{number // 100}/{number}.txt",
            "\n".join(lines),
            issuer=issuer,
            place=(f"{words[number % 30]}省", f"{words[number % 300]}市", f"{words[number % 400]}县"),
            year=2015 + number % 9,
        )
        for at in range(FINDINGS_EACH):
            quote = lines[5 + at * 3][:12]
            other = lines[6 + at * 3][:30]
            made.finding(
                name,
                chance.choice(checks),
                quote,
                f"“{quote}”与“{other}”不一致，前后两处说的是同一件事，请核对后统一。",
                severity=chance.choice(list(Severity)),
                confidence=chance.randint(50, 99) / 100,
                evidence=(
                    made.evidence(name, other, "conflict"),
                    Evidence(None, 0, 0, "依据：行政区划名录，某市某县的隶属关系。", "expected"),
                ),
                factors=(
                    Factor("same-thing", 2.0, "两处说的是同一件事"),
                    Factor("near", 0.7, "两处相距不远"),
                ),
                suggestion="核对原始台账后改成一致。",
            )
    return made


@pytest.fixture(scope="module")
def large_audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("large")
    write_reports(large_result().result(), directory, ["html", "json"])
    return directory


def test_it_is_small_on_disk(large_audit: Path) -> None:
    sizes = [file.stat().st_size for file in large_audit.rglob("*") if file.is_file()]
    assert sum(sizes) < LARGEST_AUDIT
    pages = [file.stat().st_size for file in large_audit.rglob("*") if file.suffix in (".html", ".js")]
    assert max(pages) < LARGEST_PAGE


def test_it_opens_and_filters_quickly(reading: Opener, large_audit: Path) -> None:
    page = reading("", directory=large_audit)
    expect(page.locator(".totals")).to_be_visible()
    found = page.locator("#view-findings .found")

    started = time.perf_counter()
    page.get_by_role("link", name="问题", exact=True).click()
    expect(found).to_have_text("共 10,000 条")
    assert time.perf_counter() - started < LONGEST_WAIT

    started = time.perf_counter()
    page.get_by_label("错误").check()
    expect(found).to_contain_text("条，共 10,000 条")
    assert time.perf_counter() - started < LONGEST_WAIT

    started = time.perf_counter()
    page.locator("#search").fill("1234.txt")
    expect(page.locator("#view-findings .row").first).to_be_visible()
    assert time.perf_counter() - started < LONGEST_WAIT


def test_a_long_list_draws_only_what_is_in_sight(reading: Opener, large_audit: Path) -> None:
    page = reading("#view=findings", directory=large_audit)
    rows = page.locator("#view-findings .row")
    expect(rows.first).to_be_visible()
    assert rows.count() < 60
    page.locator("#view-findings .virtual-list").focus()
    page.keyboard.press("End")
    expect(page.locator("#view-findings [aria-posinset='10000']")).to_have_attribute("aria-selected", "true")
    assert rows.count() < 60
