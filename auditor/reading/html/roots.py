"""Which part of a page is the article, and what its title is."""

from __future__ import annotations

import csv
import functools
import re
from importlib import resources
from typing import Any, Final

Node = Any

_ENOUGH: Final = 200  # characters that make a sure root the article whatever else the page holds
_SHARE_OF_SURE: Final = 0.2
_SHARE_OF_GENERIC: Final = 0.5
_TITLE_METAS: Final = ('meta[name="ArticleTitle" i]', 'meta[property="og:title" i]')
_TITLE_JOINTS: Final = re.compile(r"[_|｜]|\s+[-–—]+\s+|-{2,}|——")
_SITE_NAME: Final = re.compile(
    r"\s*[-–—]\s*[^-–—]{0,30}(?:人民政府|政府网|网站|门户网?|官网|信息网)[^-–—]{0,6}$"
)
_BLANKS: Final = re.compile(r"\s+")
_SHORTEST_TITLE: Final = 4
_LONGEST_TITLE: Final = 120


@functools.cache
def _selectors() -> tuple[tuple[str, bool], ...]:
    file = resources.files("auditor.reading.html") / "content_roots.tsv"
    rows = csv.DictReader(file.read_text("utf-8").splitlines(), delimiter="\t")
    return tuple((row["selector"], row["sure"] == "yes") for row in rows)


def content_root(body: Node) -> Node | None:
    """The element that holds the article, by the selectors of content_roots.tsv in their order.

    A sure selector needs a fair share of the page's words outside links (an abstract or a notice
    may bear it too), a generic one half of them.  None when the whole body must be read.
    """
    words = _words_outside_links(body)
    if not words:
        return None
    for selector, sure in _selectors():
        candidates = body.css(selector)
        if not candidates:
            continue
        best = max(candidates, key=_words_outside_links)
        found = _words_outside_links(best)
        if found >= words * (_SHARE_OF_SURE if sure else _SHARE_OF_GENERIC) or (sure and found >= _ENOUGH):
            return best
    return None


def _words_outside_links(node: Node) -> int:
    total = len(node.text(strip=True))
    return total - sum(len(link.text(strip=True)) for link in node.css("a, script, style, option, noscript"))


def page_title(parser: Any, root: Node | None) -> str:
    """The title that the page states outside the article; empty when it states none.

    The order: the meta element that the standard for government sites asks for, the longest heading
    outside the article that the title of the window holds, that title without the site's name.
    """
    for selector in _TITLE_METAS:
        meta = parser.css_first(selector)
        title = _clean((meta.attributes.get("content") or "") if meta is not None else "")
        if title:
            return title
    window = parser.css_first("head > title")
    window_title = _clean(window.text()) if window is not None else ""
    stated = max(_TITLE_JOINTS.split(_SITE_NAME.sub("", window_title)), key=len).strip()
    if root is None:
        return stated
    headings = (_clean(heading.text()) for heading in parser.css("h1, h2, h3"))
    return max((title for title in headings if title and title in stated), key=len, default=stated)


def _clean(text: str) -> str:
    text = _BLANKS.sub(" ", text).strip()
    return text if _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE else ""


def squeezed(text: str) -> str:
    """The text without blanks, for comparing titles."""
    return _BLANKS.sub("", text)
