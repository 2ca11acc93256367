"""Lines that a site, a converter or a printer put round a report: metadata, navigation, mastheads.

Such a line says nothing of what the report says, so title and sign-off are looked for past it, and
`conversion-residue` reports it.  The words are a table (`furniture.tsv`) with a reason for each row.
"""

from __future__ import annotations

import csv
import functools
import re
from importlib import resources
from typing import Final

LONGEST_LINE: Final = 160

_CLOCK: Final = r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: +\d{1,2}:\d\d(?::\d\d)?)?"
_PAGE_NUMBER: Final = re.compile(r"(?:[-—–] ?\d{1,3} ?[-—–]|第 ?\d{1,3} ?页(?: ?[,/]? ?共 ?\d{1,3} ?页)?)$")


@functools.cache
def _words(kind: str) -> str:
    """The words of a kind as one alternation, longest first; a blank in a word stands for any."""
    table = (resources.files("auditor.structure") / "furniture.tsv").read_text("utf-8")
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = sorted((row["word"] for row in rows if row["kind"] == kind), key=len, reverse=True)
    return "|".join(re.escape(word).replace("\\ ", " *") for word in words)


@functools.cache
def _pattern() -> re.Pattern[str]:
    label, button, size = _words("label"), _words("button"), _words("size")
    return re.compile(
        rf"[\[【(〖]? *(?:{label}) *[\]】)〗]? *:"  # 信息来源:市科技局
        rf"|{_CLOCK}[ |]+(?:[^。\n]{{0,40}})(?:{label}) *:"  # 2024-02-26 10:13 浏览次数:
        rf"|{_CLOCK}(?<=:\d\d)$"  # 2024-02-26 10:13
        rf"|(?:[\[\]【】()|·:,、/ ]|{label}|{button}|{size}|\d{{1,2}}px)*(?:{button}|{label})"
        rf"(?:[\[\]【】()|·:,、/ ]|{label}|{button}|{size}|\d{{1,2}}px)*$"  # 【打印本页】 【关闭窗口】
        rf"|(?:{_words('navigation')}) *[:>]"
        rf"|(?:网站)?首页 *[>»›/→]"
        rf"|(?:[^。\n]{{0,60}})(?:{_words('footer')})",
        re.M,
    )


def is_line(folded: str, start: int, end: int) -> bool:
    """Whether the line of `Document.folded` from `start` to `end` is furniture of a site's page."""
    if end - start > LONGEST_LINE or folded[end - 1] == "。":
        return False
    found = _pattern().match(folded, start, end)
    return found is not None


def is_page_number(folded: str, start: int, end: int) -> bool:
    """Whether the line is a page number: - 3 -, 第3页 共8页."""
    return end - start <= 20 and _PAGE_NUMBER.match(folded, start, end) is not None
