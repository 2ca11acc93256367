"""Lines that a site, a converter or a printer put round a report: metadata, navigation, page numbers.

Such a line says nothing of what the report says, so title and sign-off are looked for past it, and
`conversion-residue` reports it.  The words are a table (`furniture.tsv`) with a reason for each row.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from importlib import resources
from typing import Final

import msgspec

from auditor.model import Document
from auditor.structure.numbering import leavings_end
from auditor.structure.words import WordList

LONGEST_LINE: Final = 160

# 2024-02-26 10:13
_CLOCK_LINE: Final = re.compile(
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日? +\d{1,2}:\d\d(?::\d\d)?$", re.M
)
_PAGE_NUMBER: Final = re.compile(r"(?:[-—–] ?\d{1,3} ?[-—–]|第 ?\d{1,3} ?页(?: ?[,/]? ?共 ?\d{1,3} ?页)?)$")


class Furniture(msgspec.Struct, frozen=True):
    """Starts of the blocks that are furniture of a site's page, and of those that are page numbers.

    `operations` are those of `site` that belong to the page alone (打印, 浏览次数, 上一篇); the others tell
    of the document (来源, 发布日期, 索引号).
    """

    site: frozenset[int]
    operations: frozenset[int]
    page_numbers: frozenset[int]

    def __contains__(self, block_start: object) -> bool:
        return block_start in self.site or block_start in self.page_numbers

    def __bool__(self) -> bool:
        return bool(self.site or self.page_numbers)


class _Grammar(msgspec.Struct, frozen=True):
    openings: frozenset[str]
    line: re.Pattern[str]
    inside: re.Pattern[str]
    operation: re.Pattern[str]


def of(document: Document) -> Furniture:
    """The furniture among a document's blocks, computed once."""
    return document.remember("structure.furniture", lambda: _read(document))


def _read(document: Document) -> Furniture:
    folded, grammar = document.folded, _grammar()
    words = (hit.start for hit in _WORDS.hits(document))
    word = next(words, len(folded))
    site, operations, page_numbers = [], [], []
    for block in document.blocks:
        start, end = block.start, block.end
        while word < start:
            word = next(words, len(folded))
        first = folded[start]
        if (
            (word >= end and first not in _WITHOUT_WORDS)
            or end - start > LONGEST_LINE
            or folded[end - 1] == "。"
        ):
            continue
        if first in "-—–第" and end - start <= 20 and _PAGE_NUMBER.match(folded, start, end):
            page_numbers.append(start)
            continue
        begin = leavings_end(folded, start) if first in "[*_#>" else start
        if _CLOCK_LINE.match(folded, begin, end) or (word < end and _has_form(folded, begin, end)):
            site.append(start)
            if grammar.operation.search(folded, start, end):
                operations.append(start)
    return Furniture(frozenset(site), frozenset(operations), frozenset(page_numbers))


def _has_form(folded: str, start: int, end: int) -> bool:
    """Whether a line in which one of the words stands is made as a site makes such lines."""
    grammar = _grammar()
    if folded[start : start + 1] in grammar.openings and grammar.line.match(folded, start, end):
        return True
    return grammar.inside.search(folded, start, end) is not None


@functools.cache
def _rows() -> list[dict[str, str]]:
    table = (resources.files("auditor.structure") / "furniture.tsv").read_text("utf-8")
    return list(csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def _words() -> Iterator[str]:
    """Words of which one stands in every line of a site but those of a clock; 索 of 索 引 号."""
    yield "首页"
    for row in _rows():
        if row["kind"] != "size":
            *spread, last = row["word"].split()
            yield "".join((*spread, last))
            yield from (f"{letter} " for letter in spread)


_WORDS: Final = WordList("furniture", _words)
_WITHOUT_WORDS: Final = frozenset("-—–第12[*_#>")
"""What page numbers and the lines of a clock begin with, and what a converter may leave before it."""


@functools.cache
def _grammar() -> _Grammar:
    rows = _rows()

    def any_of(*kinds: str, of: tuple[str, ...] = ("page", "document")) -> str:
        chosen = {row["word"] for row in rows if row["kind"] in kinds and row["of"] in of}
        longest_first = sorted(chosen, key=lambda word: (-len(word), word))
        return "|".join(re.escape(word).replace("\\ ", " *") for word in longest_first)

    marks = r"[\[\]【】()|·:,、/ ]"
    filler = rf"(?:{marks}|{any_of('label', 'sign', 'button', 'size')}|\d{{1,2}}px)*"
    line = re.compile(
        rf"[\[【(〖]? *(?:{any_of('label')}) *[\]】)〗]? *:"  # 来源:市科技局
        rf"|{filler}(?:{any_of('label', 'sign', 'button')}){filler}$"  # 【打印本页】 【关闭窗口】
        rf"|(?:{any_of('navigation')}) *[:>]"
        r"|(?:网站)?首页 *[>»›/→]",
        re.M,
    )
    inside = re.compile(rf"(?:{any_of('sign')}) *[\]】]? *:|{any_of('footer')}")  # 2024-02-26 浏览次数:
    operation = re.compile(any_of("label", "sign", "button", "navigation", "footer", of=("page",)) + "|首页")
    openings = {row["word"][0] for row in rows if row["kind"] != "footer"}
    return _Grammar(frozenset(openings | set("[]【】(〖|首网12 ")), line, inside, operation)
