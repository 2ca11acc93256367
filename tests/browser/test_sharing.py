"""The picture of who shares with whom: sorted by its headings, followed to a finding, held to the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sharing_sample import shared_result

from auditor.reporting import write_reports

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def shared_audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("shared")
    write_reports(shared_result(24).result(), directory, ["html"])
    return directory


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#sharing tbody tr > :nth-child({number})").all_inner_texts()


def test_the_table_is_sorted_from_the_keyboard(reading: Opener, shared_audit: Path) -> None:
    page = reading(directory=shared_audit)
    heading = page.locator("#sharing th", has_text="字数")
    heading.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    letters = [int(words) for words in column(page, 4)]
    assert letters == sorted(letters, reverse=True)
    assert letters[0] > letters[-1]
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert [int(words) for words in column(page, 4)] == letters[::-1]
    page.locator("#sharing").get_by_role("button", name="文件", exact=True).click()
    expect(page.locator("#sharing [aria-sort]")).to_have_count(1)
    names = column(page, 1)
    assert names == page.evaluate("names => names.toSorted((a, b) => a.localeCompare(b, 'zh'))", names)


def test_a_cell_and_a_row_lead_to_the_finding(reading: Opener, shared_audit: Path) -> None:
    page = reading(directory=shared_audit)
    page.locator("#sharing .matrix a rect").first.click()
    expect(page.locator("#view-document .card-open")).to_contain_text("跨报告照搬")
    page.go_back()
    page.locator("#sharing").get_by_role("link", name="看原文").last.click()
    expect(page.locator("#view-document .card-open")).to_contain_text("跨报告照搬")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_narrow_screen_picture_and_table_scroll_in_their_boxes(
    reading: Opener, shared_audit: Path, theme: str
) -> None:
    page = reading(width=360, theme=theme, directory=shared_audit)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for box in (".matrix-box", ".pairs-box"):
        assert page.locator(box).evaluate("one => one.scrollWidth > one.clientWidth")


def test_nothing_shared_shows_nothing(reading: Opener, write: Callable[..., Path]) -> None:
    page = reading(directory=write(shared_result(0).result()))
    expect(page.locator("#sharing")).to_have_count(0)
