"""断行: a paragraph that is cut in mid-sentence, as at the end of a page."""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import pairwise
from typing import Final

import msgspec

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, Span, quote_evidence
from auditor.facts import segmentation
from auditor.language import say
from auditor.model import Block
from auditor.structure import furniture, outline, signoff, title
from auditor.structure.numbering import leavings_end, marker_at

SHORTEST: Final = 18
"""A line that ends a paragraph in mid-sentence is longer; headings, names and labels are shorter."""

_MOST_SHOWN: Final = 3
"""Breaks whose two sides the message joins; the audit marks them all."""

LEAST: Final = 1.0
"""Log-odds below which a break is not reported: an ordinary paragraph without its full stop stays below."""

LONGEST_HEADING: Final = 45

_LONGEST_SLOGAN: Final = 36
_FIGURE: Final = re.compile(r"(?<!\d)\d{1,3}(?!\d)|\d\.\d|\d{4,}(?! ?年)")
_QUANTITY: Final = re.compile(r"\d[\d.,]*(?:余|多|万|亿|%)*(?! ?[年月日.、)])[一-鿿%]")

NARROWEST: Final = 24
"""A page of A4 in the size of type that is prescribed (GB/T 9704: 28 characters) has no shorter lines."""

FEWEST_LINES: Final = 5
"""So many lines of one width are lines of a page."""

_SHOWN: Final = 14
_ENDS: Final = frozenset('。!?;:.…”"’』」)》】>|*_~—-')
_OPENERS: Final = {"《": "》", "(": ")", "“": "”"}


class _Joints(msgspec.Struct, frozen=True):
    """The words of `joints.toml`; `last` are the letters that connectives end with."""

    connectives: frozenset[str]
    last: frozenset[str]
    opening: re.Pattern[str]


@functools.cache
def _joints() -> _Joints:
    table = tomllib.loads((resources.files("checks.residue") / "data/joints.toml").read_text("utf-8"))
    connectives = frozenset(table["connectives"]["words"])
    openings = "|".join(re.escape(word) for word in table["openings"]["words"])
    last = frozenset(word[-1] for word in connectives)
    return _Joints(connectives, last, re.compile(rf"(?:19|20)\d\d ?年|{openings}"))


class _Break(msgspec.Struct, frozen=True):
    """`tail` is the end of the line before the break, `head` the beginning of the line after it."""

    tail: Span
    head: Span
    factors: tuple[Factor, ...]


class BrokenParagraph(Check):
    """A paragraph cut in mid-sentence: the rest of the sentence stands in the next one.

    ## Why it matters
    It shows that a text was copied from pages, and it hides what is lost at the cut: lines, page numbers,
    sometimes a word.

    ## Wrong
    「党组书记定期听取汇报，」 and, as a paragraph of its own, 「及时研究解决问题。」

    ## Right
    Headings, titles over two lines, sign-offs, verse, addresses, tables, list items that end without a
    full stop before the next number, a paragraph before a list.

    ## False alarms
    A paragraph that only lacks its full stop, followed by one that begins like the rest of a sentence.

    ## Source
    Pages of reports published as scans or page by page; the layout of pages is not judged in PDF files,
    whose lines are no paragraphs.
    """

    id, title, family, severity = "broken-paragraph", "断行", "residue", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        if document.format == "pdf":
            raise NotApplicable("PDF 的换行由版面产生，不作判断")
        breaks = list(_breaks(document))
        if len(breaks) == 1:
            yield self._one(document, breaks[0])
        elif breaks:
            yield self._several(document, breaks)

    def _one(self, document: Document, found: _Break) -> Finding:
        return self.finding(
            document,
            found.tail,
            "段落在“{tail}”处断开，句子在下一段“{head}”继续，应连为“{joined}”。",
            tail=document.slice(found.tail),
            head=document.slice(found.head),
            joined=_joined(document, found),
            evidence=[quote_evidence(document, found.head, "conflict")],
            factors=found.factors,
            suggestion="把两段连成一段，并核对断开处有无漏字。",
        )

    def _several(self, document: Document, breaks: list[_Break]) -> Finding:
        """One cause, one finding: the text has the line ends of its pages."""
        surest = max(breaks, key=lambda found: sum(factor.weight for factor in found.factors))
        shown = "”“".join(_joined(document, found) for found in breaks[:_MOST_SHOWN])
        return self.finding(
            document,
            breaks[0].tail,
            "全文有{count}处段落在句中断开，应连为“{joined}”{more}。",
            count=len(breaks),
            joined=shown,
            more=say("等") if len(breaks) > _MOST_SHOWN else "",
            evidence=[quote_evidence(document, found.head, "conflict") for found in breaks],
            factors=surest.factors,
            places=[found.tail for found in breaks[1:]],
            suggestion="原文按页面断开，请恢复为自然段，并核对断开处有无漏字。",
        )


def _joined(document: Document, found: _Break) -> str:
    return document.slice(found.tail) + document.slice(found.head)


def _breaks(document: Document) -> Iterator[_Break]:
    pairs = _pairs(document)
    if not pairs:
        return
    width = _line_width(document.folded, [first for first, _ in pairs])
    for first, second in pairs:
        if _stands_apart(document, first) or _stands_apart(document, second):
            continue
        found = _between(document, first, second, width)
        if found is not None:
            yield found


def _pairs(document: Document) -> list[tuple[Block, Block]]:
    """Paragraphs without a mark at their end, each with a next one that is not numbered."""
    folded, text = document.folded, document.text
    blocks: Sequence[Block] = document.blocks
    if around := furniture.of(document):
        blocks = [block for block in blocks if block.start not in around]
    pairs = [
        (before, after)
        for before, after in pairwise(blocks)
        if folded[before.end - 1] not in _ENDS and _may_be_one(before, after)
    ]
    if not pairs:
        return []
    numbered = {item.marker.start for item in outline.of(document).items}
    # In Markdown a single line end is none.
    return [
        (before, after)
        for before, after in pairs
        if leavings_end(folded, after.start) not in numbered
        and (document.format != "md" or text.count("\n", before.end, after.start) > 1)
    ]


def _may_be_one(before: Block, after: Block) -> bool:
    return before.end - before.start >= SHORTEST and before.kind == after.kind == "paragraph"


def _line_width(folded: str, lines: list[Block]) -> int:
    """The width at which the lines of a page end, or 0 when the text has no such lines."""
    if len(lines) < FEWEST_LINES:
        return 0
    widths = Counter(
        line.end - line.start
        for line in lines
        if line.end - line.start >= NARROWEST and not marker_at(folded, line.start, line.end)
    )
    if sum(widths.values()) < FEWEST_LINES:
        return 0
    # A mark of punctuation may be drawn into a line or pushed out of it: a line is up to two shorter.
    width = max(widths, key=lambda one: (widths[one] + widths[one - 1] + widths[one - 2], one))
    return width if widths[width] + widths[width - 1] + widths[width - 2] >= FEWEST_LINES else 0


def _stands_apart(document: Document, block: Block) -> bool:
    """Whether a block is no prose: the title, what stands above it, the sign-off."""
    top, signed = title.of(document), signoff.of(document)
    if top is not None and block.start < (top.subtitle or top.span).end:
        return True
    if signed is None:
        return False
    spans = [*signed.issuers, *([signed.date_span] if signed.date_span else [])]
    return any(block.start < span.end and span.start < block.end for span in spans)


def _between(document: Document, before: Block, after: Block, width: int) -> _Break | None:
    folded, text = document.folded, document.text
    start = leavings_end(folded, after.start)
    if start >= after.end or not _is_prose(document, before) or _is_row(folded[start : after.end]):
        return None
    last, first = folded[before.end - 1], folded[start]
    if not _continues(last, first):
        return None
    factors = _reasons(document, before, start, after)
    if width and width - 2 <= before.end - before.start <= width:
        factors = [factor for factor in factors if factor.name != "heading"]
        factors.append(Factor("line-width", 2.0, say("许多行都在第{width}字左右断开", width=width)))
    if sum(factor.weight for factor in factors) < LEAST:
        return None
    tail = Span(_clause_start(folded, before), before.end)
    stop = re.compile(r"[，。、；：,;:!?！？]").search(text, start, min(start + _SHOWN, after.end))
    return _Break(tail, Span(start, stop.end() if stop else min(start + _SHOWN, after.end)), tuple(factors))


def _continues(last: str, first: str) -> bool:
    """Whether the characters on both sides of the break can stand inside one sentence of prose."""
    return (_is_hanzi(last) or last in ",、(《“" or last.isdigit()) and (
        _is_hanzi(first) or first in "《“”》)、,。;(" or first.isdigit()
    )


def _is_hanzi(letter: str) -> bool:
    return "一" <= letter <= "鿿"


def _is_prose(document: Document, block: Block) -> bool:
    """Whether a block is running text: no blanks as between columns, no list of annexes."""
    line = document.folded[block.start : block.end]
    columns = line.count("  ") > 2 or (" " in line and line[-1].isdigit() and "。" not in line)
    return not columns and not _is_row(line) and not line.startswith("附")


def _is_row(line: str) -> bool:
    """Whether a line is the row of a table, with a tab or a bar between its cells."""
    return "\t" in line or "|" in line or "│" in line


def _reasons(document: Document, before: Block, start: int, after: Block) -> list[Factor]:
    """What speaks for and against one sentence across the break."""
    folded, text = document.folded, document.text
    last = folded[before.end - 1]
    factors = [Factor("unfinished", 0.0, say("段末没有句末标点"))]
    if last in ",、(《“":
        factors.append(Factor("open-mark", 3.2, say("段末是“{mark}”", mark=text[before.end - 1])))
    elif _opened(folded, before):
        factors.append(Factor("open-pair", 2.8, say("书名号、括号或引号在段末没有闭合")))
    elif _ends_in_connective(text, before):
        factors.append(Factor("connective", 2.4, say("段末是连接词")))
    elif folded[start] in "”》)、,。;":
        factors.append(Factor("leading-mark", 2.8, say("下一段以标点开头")))
    elif _is_hanzi(last) and _cuts_a_word(text, before.end, start):
        factors.append(Factor("cut-word", 2.6, say("词语被断开")))
    elif last.isdigit() and _is_hanzi(folded[start]):
        factors.append(Factor("number", 0.8, say("数字与文字之间断开")))
    elif _QUANTITY.match(folded, start):
        factors.append(Factor("quantity", 1.8, say("下一段以数量开头")))
    if _like_a_heading(folded, before):
        factors.append(_as_heading(folded, before, factors))
    if _joints().opening.match(folded, start):
        factors.append(Factor("new-sentence", -2.4, say("下一段像新的一句")))
    if folded[after.end - 1] in "。;!?" or folded.find("。", start, after.end) >= 0:
        factors.append(Factor("finished-there", 0.6, say("下一段有句末标点")))
    elif after.end - start < SHORTEST:
        factors.append(Factor("short-line", -2.0, say("下一段是短行")))
    if _has_sentences(folded, before):
        factors.append(Factor("prose", 0.5, say("上一段是成段文字")))
    return factors


def _as_heading(folded: str, block: Block, factors: list[Factor]) -> Factor:
    """How much it counts that the line looks like a heading: nothing where no heading could end like that."""
    names = {factor.name for factor in factors}
    numbered = marker_at(folded, leavings_end(folded, block.start), block.end) is not None
    if names & {"open-mark", "open-pair", "connective", "leading-mark"}:
        weight = 0.0
    elif names & {"cut-word", "quantity"} and not numbered:
        weight = -1.2
    else:
        weight = -3.0
    return Factor("heading", weight, say("上一段短而没有句号，像标题"))


def _ends_in_connective(text: str, block: Block) -> bool:
    """Whether the last word is a connective: 园区及, but not 执法行为."""
    if text[block.end - 1] not in _joints().last:
        return False
    return (
        segmentation.segments(text[max(block.start, block.end - _SHOWN) : block.end])[-1][2]
        in _joints().connectives
    )


def _cuts_a_word(text: str, end: int, start: int) -> bool:
    """Whether a word begins before the break at `end` and goes on at `start`."""
    before = text[max(0, end - _SHOWN) : end]
    return not segmentation.is_word_boundary(before + text[start : start + _SHOWN], len(before))


def _like_a_heading(folded: str, block: Block) -> bool:
    """Whether the line before the break is short and holds neither a whole sentence nor several clauses."""
    return block.end - block.start <= LONGEST_HEADING and not _has_sentences(folded, block)


def _has_sentences(folded: str, block: Block) -> bool:
    """Whether a line is prose: a whole sentence, or clauses with figures or at a length that headings have not."""
    line = folded[block.start : block.end]
    if "。" in line or ";" in line:
        return True
    clauses = line.count(",")
    return (clauses >= 1 and _FIGURE.search(line) is not None) or (
        clauses >= 2 and len(line) > _LONGEST_SLOGAN
    )


def _opened(folded: str, block: Block) -> bool:
    """Whether a pair of marks is opened in the block's last sentence and not closed in the block."""
    start = max(folded.rfind("。", block.start, block.end) + 1, block.start)
    return any(
        folded.count(mark, start, block.end) > folded.count(closing, start, block.end)
        for mark, closing in _OPENERS.items()
    )


def _clause_start(folded: str, block: Block) -> int:
    """The beginning of the last clause, at most a few words back."""
    start = max(block.start, block.end - _SHOWN)
    clause = max(folded.rfind(mark, start, block.end - 2) for mark in "。；;！？，,》")
    if clause >= 0:
        return clause + 1
    while start > block.start and start < block.end - 4 and not segmentation.is_word_boundary(folded, start):
        start += 1
    return start
