"""What axe-core finds wrong with the pages: nothing serious, in both themes, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from report_sample import sample

Opener = Callable[..., Page]

# axe would fetch the style sheets to look for media queries, which the page's policy rightly forbids.
OPTIONS = {"preload": False}
GRAVE = ("serious", "critical", "moderate")


def addresses() -> list[str]:
    copied = next(one.fingerprint for one in sample().findings if one.check == "copied-passage")
    return [
        "",
        "#view=findings",
        "#view=documents",
        "#document=d4",
        "#document=d6",
        f"#finding={copied}",
        f"#finding={copied}&evidence=1",
    ]


def grave_faults(page: Page) -> list[str]:
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in Axe().run(page, options=OPTIONS).response["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1440, "light"), (1440, "dark")])
@pytest.mark.parametrize("address", addresses())
def test_no_grave_fault(reading: Opener, address: str, width: int, theme: str) -> None:
    page = reading(address, width=width, theme=theme)
    page.wait_for_timeout(2_000 if "evidence" in address else 400)
    assert grave_faults(page) == []


def test_the_help_and_the_menu(reading: Opener) -> None:
    page = reading("#view=findings")
    page.locator(".menu summary").click()
    assert grave_faults(page) == []
    page.keyboard.press("?")
    assert grave_faults(page) == []
