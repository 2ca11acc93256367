"""A headless Chromium that sees the pages as a reader does: from disk, and held to stay there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "reporting"))

from report_sample import sample

from auditor.model import Result
from auditor.reporting import write_reports

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The path of Debian's chromium; without it the test is skipped, and under CI=true it fails."""
    for name in CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return found
    message = "chromium is not installed (apt-get install chromium)"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample result's audit."""
    directory = tmp_path_factory.mktemp("audit")
    write_reports(sample(), directory, ["html"])
    return directory


class Reader:
    """A page of an audit; whatever goes wrong on it, or is asked of any network, is kept in `faults`."""

    def __init__(self, context: BrowserContext, directory: Path) -> None:
        self.page: Page = context.new_page()
        self.directory = directory
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", lambda request: self._request(request.url))

    def _console(self, message: object) -> None:
        if getattr(message, "type", "") in ("error", "warning"):
            self.faults.append(f"console: {getattr(message, 'text', message)}")

    def _request(self, address: str) -> None:
        own = (self.directory.as_uri(), "data:,", "blob:null/", f"blob:{self.directory.as_uri()}")
        if not address.startswith(own):
            self.faults.append(f"request: {address}")

    def open(self, address: str = "") -> Page:
        self.page.goto((self.directory / "index.html").as_uri() + address)
        return self.page


Opener = Callable[..., Page]


@pytest.fixture
def reading(browser: Browser, audit: Path) -> Iterator[Opener]:
    """Opens the audit at an address within it; whatever went wrong fails the test at its end."""
    contexts: list[BrowserContext] = []
    readers: list[Reader] = []

    def open_page(
        address: str = "",
        *,
        width: int = 1440,
        height: int = 900,
        theme: str = "light",
        directory: Path = audit,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            accept_downloads=True,
        )
        context.set_default_timeout(5_000)
        contexts.append(context)
        readers.append(Reader(context, directory))
        return readers[-1].open(address)

    yield open_page
    for context in contexts:
        context.close()
    assert [fault for reader in readers for fault in reader.faults] == []


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Result], Path]:
    """Writes another result's audit and gives its folder."""

    def written(result: Result) -> Path:
        write_reports(result, tmp_path, ["html"])
        return tmp_path

    return written
