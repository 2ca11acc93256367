"""Lines that a site, a converter or a printer put round a report: metadata, navigation, page numbers.

Such a line says nothing of what the report says, so title and sign-off are looked for past it, and
`conversion-residue` reports it.  The words are a table (`furniture.tsv`) with a reason for each row.
"""

from __future__ import annotations

import csv
import functools
import re
from importlib import resources
from typing import Final

import msgspec

from auditor.model import Document
from auditor.structure.numbering import leavings_end

LONGEST_LINE: Final = 160

_CLOCK: Final = r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: +\d{1,2}:\d\d(?::\d\d)?)?"
_PAGE_NUMBER: Final = re.compile(r"(?:[-—–] ?\d{1,3} ?[-—–]|第 ?\d{1,3} ?页(?: ?[,/]? ?共 ?\d{1,3} ?页)?)$")


class Furniture(msgspec.Struct, frozen=True):
    """Starts of the blocks that are furniture of a site's page, and of those that are page numbers."""

    site: frozenset[int]
    page_numbers: frozenset[int]

    def __contains__(self, block_start: object) -> bool:
        return block_start in self.site or block_start in self.page_numbers


class _Grammar(msgspec.Struct, frozen=True):
    openings: frozenset[str]
    line: re.Pattern[str]
    sign: re.Pattern[str]
    footers: tuple[str, ...]


def of(document: Document) -> Furniture:
    """The furniture among a document's blocks, computed once."""
    return document.remember("structure.furniture", lambda: _read(document))


def _read(document: Document) -> Furniture:
    folded = document.folded
    site, page_numbers = [], []
    for block in document.blocks:
        start, end = block.start, block.end
        if end - start > LONGEST_LINE or folded[end - 1] == "。":
            continue
        if end - start <= 20 and folded[start] in "-—–第" and _PAGE_NUMBER.match(folded, start, end):
            page_numbers.append(start)
        elif _is_site_line(folded, leavings_end(folded, start) if folded[start] in "[*_#>" else start, end):
            site.append(start)
    return Furniture(frozenset(site), frozenset(page_numbers))


def _is_site_line(folded: str, start: int, end: int) -> bool:
    grammar = _grammar()
    if folded[start : start + 1] in grammar.openings and grammar.line.match(folded, start, end):
        return True
    if grammar.sign.search(folded, start, end):
        return True
    line = folded[start:end]
    return any(footer in line for footer in grammar.footers)


@functools.cache
def _grammar() -> _Grammar:
    table = (resources.files("auditor.structure") / "furniture.tsv").read_text("utf-8")
    words: dict[str, list[str]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        words.setdefault(row["kind"], []).append(row["word"])

    def any_of(*kinds: str) -> str:
        chosen = sorted((word for kind in kinds for word in words[kind]), key=len, reverse=True)
        return "|".join(re.escape(word).replace("\\ ", " *") for word in chosen)

    marks = r"[\[\]【】()|·:,、/ ]"
    filler = rf"(?:{marks}|{any_of('label', 'sign', 'button', 'size')}|\d{{1,2}}px)*"
    line = re.compile(
        rf"[\[【(〖]? *(?:{any_of('label')}) *[\]】)〗]? *:"  # 来源:市科技局
        rf"|{_CLOCK}(?<=:\d\d)$"  # 2024-02-26 10:13
        rf"|{filler}(?:{any_of('label', 'sign', 'button')}){filler}$"  # 【打印本页】 【关闭窗口】
        rf"|(?:{any_of('navigation')}) *[:>]"
        r"|(?:网站)?首页 *[>»›/→]",
        re.M,
    )
    openings = {word[0] for kind, all_words in words.items() if kind != "footer" for word in all_words}
    sign = re.compile(rf"(?:{any_of('sign')}) *[\]】]? *:")  # 2024-02-26 10:13 浏览次数:
    return _Grammar(frozenset(openings | set("[]【】(〖|首网12 ")), line, sign, tuple(words["footer"]))
