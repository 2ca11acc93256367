"""交叉引用: an annex, table, figure or part that is referred to and is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from auditor import Check, Document, Evidence, Factor, Finding, Severity, Span, quote_evidence
from auditor.language import say
from auditor.model import Block
from auditor.structure import outline
from auditor.structure.numbering import NUMERALS, leavings_end, marker_at
from auditor.structure.words import WordList

Target = Literal["annex", "table", "figure", "part", "near-table"]

_NUMBER: Final = r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})"
_REFERENCE: Final = re.compile(
    rf"(?P<annex>(?:详?见|参见|附后的?|按照?|如|填[写报])(?:本文|本报告|所附|后附)?\(?附件 ?(?:{_NUMBER}(?!\d))?)"
    rf"|(?P<bracketed>\((?:详?见|参见)?附件 ?(?:{_NUMBER.replace('number', 'number2')})?\))"
    rf"|(?P<table>(?:详?见|参见|如|列入|填入)(?:附)?表 ?{_NUMBER.replace('number', 'number3')}(?![\d.级月年—-]))"
    rf"|(?P<figure>(?:详?见|参见|如)(?:附)?图 ?{_NUMBER.replace('number', 'number4')}(?![\d.—-]))"
    rf"|(?P<part>(?:详?见|参见)(?:本报告|本文|上述|前述|本方案)?第{_NUMBER.replace('number', 'number5')}(?:大?部分|章|节))"
    r"|(?P<near>(?:详?见|如|列于)(?:下|上|附|后附)表(?:所示)?)"
)
_ANNEX_LINE: Final = re.compile(
    r"\(?附[件录表注]? ?(?:[\d一二三四五六七八九十]{0,2}) ?(?:[:.、]|$|\))|附件 ?\d{1,2}|附 ?[:]"
)
_CAPTION: Final = r"(?:附|续)?{kind} ?(?:\d{{1,2}}[-.—])?{number}(?!\d)"
_BEYOND_LAST: Final = "引用“{quote}”，文中没有对应的{what}；现有的最后一个是“{last}”。"
_NONE_AT_ALL: Final = "引用“{quote}”，文中没有{what}。"
_NEAR: Final = 12
"""Blocks in which a table below or above is looked for."""


class _Reference(msgspec.Struct, frozen=True):
    span: Span
    target: Target
    number: int | None


class CrossReference(Check):
    """A reference to an annex, a table, a figure or a part that the document does not have.

    ## Why it matters
    The reader looks for what is promised and does not find it: it was cut, or it belongs to the report from
    which the sentence was taken.

    ## Wrong
    「详见附件3」 in a report with two annexes, 「如下表所示」 without a table, 「见第五部分」 in a report of four.

    ## Right
    Annexes of another document (《通知》附件2), annexes that are named at the end, tables with a caption,
    tables that follow without one.

    ## False alarms
    A report whose annexes were published beside it and are nowhere named in it.

    ## Source
    《党政机关公文格式》 (GB/T 9704—2012) 7.3.4: 附件说明 stands below the text and names each annex.
    """

    id, title, family, severity = "cross-reference", "交叉引用", "structure", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        hits = _GATES.hits(document)
        if not hits:
            return
        seen: dict[tuple[Target, int | None], list[_Reference]] = {}
        for reference in _references(document, hits[0].start - 12, hits[-1].end + 12):
            seen.setdefault((reference.target, reference.number), []).append(reference)
        for (target, number), references in seen.items():
            evidence = _what_there_is(document, target, number, references[0])
            if evidence is not None:
                yield self._dangling(document, references, evidence)

    def _dangling(
        self, document: Document, references: list[_Reference], evidence: list[Evidence]
    ) -> Finding:
        first = references[0]
        message = _BEYOND_LAST if evidence else _NONE_AT_ALL
        return self.finding(
            document,
            first.span,
            message,
            quote=document.slice(first.span),
            what=say(_NAMES[first.target]),
            last=evidence[-1].text.replace("\n", "")[:30] if evidence else "",
            evidence=evidence,
            places=[reference.span for reference in references[1:]],
            severity=Severity.WARNING if first.number is not None else Severity.NOTE,
            factors=[Factor("absent", 1.9 if evidence else 1.4, "找遍全文没有这一编号的附件、表、图或部分")],
            suggestion="补上所引的内容，或改正引用。",
        )


_NAMES: Final[dict[Target, str]] = {
    "annex": "附件",
    "table": "表",
    "figure": "图",
    "part": "部分",
    "near-table": "表格",
}
_GATES: Final = WordList(
    "cross references",
    lambda: ("附件", "附表", "附图", "见表", "如表", "见图", "如图", "入表", "下表", "上表", "部分", "见第"),
)


def _references(document: Document, start: int, end: int) -> Iterator[_Reference]:
    folded = document.folded
    for found in _REFERENCE.finditer(folded, max(0, start), end):
        if _quoted(folded, found.start()):
            continue
        number = next(
            (value for name, value in found.groupdict().items() if name.startswith("number") and value), None
        )
        target: Target = "annex"
        if found["table"]:
            target = "table"
        elif found["figure"]:
            target = "figure"
        elif found["part"]:
            target = "part"
        elif found["near"]:
            target = "near-table"
        value = None if number is None else int(number) if number.isdigit() else NUMERALS.get(number)
        yield _Reference(Span(*found.span()), target, value)


def _quoted(folded: str, offset: int) -> bool:
    """Whether a title in 《》 is open at the offset."""
    line = folded.rfind("\n", 0, offset) + 1
    return folded.rfind("《", line, offset) > folded.rfind("》", line, offset)


def _what_there_is(
    document: Document, target: Target, number: int | None, reference: _Reference
) -> list[Evidence] | None:
    """None when the target is there; else what there is of its sort, as evidence."""
    if target == "annex":
        return _annexes(document, number)
    if target == "part":
        return _parts(document, number or 0)
    if target == "near-table":
        return None if _table_near(document, reference.span.start) else []
    return _captions(document, "表" if target == "table" else "图", number or 0)


def _annexes(document: Document, number: int | None) -> list[Evidence] | None:
    folded = document.folded
    spans: list[Span] = []
    highest = 0
    in_list = False
    for block in document.blocks:
        start = leavings_end(folded, block.start)
        line = folded[start : min(block.end, start + 60)]
        if _ANNEX_LINE.match(line):
            in_list = True
            spans.append(Span(start, min(block.end, start + 60)))
            numbers = [
                int(value) for value in re.findall(r"(?<!\d)(\d{1,2})(?!\d)", folded[start : block.end])
            ]
            highest = max([highest, 1, *[value for value in numbers if value <= 20]])
        elif in_list:
            marker = marker_at(folded, start, block.end)
            if marker is None or marker.style != "1.":
                in_list = False
                continue
            spans.append(Span(start, min(block.end, start + 60)))
            highest = max(highest, marker.value)
    if number is None:
        return None if spans else []
    if number <= highest:
        return None
    return [quote_evidence(document, spans[-1], "conflict")] if spans else []


def _parts(document: Document, number: int) -> list[Evidence] | None:
    items = [item for item in outline.of(document).items if not item.within]
    named = [item for item in items if item.style in ("第一部分", "第一章", "第一节", "第一编")]
    top = named or [item for item in items if item.level == 1 and item.style != outline.ANNEX]
    if (
        not top
        or any(item.value == number for item in top)
        or all(item.style == outline.PLAIN for item in top)
    ):
        return None
    return [quote_evidence(document, top[-1].heading, "conflict")]


def _captions(document: Document, kind: str, number: int) -> list[Evidence] | None:
    """A caption begins a line, or names the table right before 如下; only such a line counts."""
    folded = document.folded
    values = {str(number), *(word for word, value in NUMERALS.items() if value == number)}
    captions = []
    for block in document.blocks:
        if block.end - block.start > 80 or kind not in folded[block.start : block.start + 3]:
            continue
        found = re.match(
            _CAPTION.format(kind=kind, number=r"(\d{1,2}|[一二三四五六七八九十]{1,3})"),
            folded[block.start : block.end],
        )
        if found:
            captions.append(block.span)
            if found[1] in values:
                return None
    return [quote_evidence(document, captions[-1], "conflict")] if captions else []


def _table_near(document: Document, offset: int) -> bool:
    """Whether cells, columns or a run of very short lines stand near the reference."""
    blocks = document.blocks
    at = next((index for index, block in enumerate(blocks) if block.end > offset), len(blocks))
    near = blocks[max(0, at - _NEAR) : at + _NEAR]
    if any(block.cell is not None for block in near):
        return True
    short = sum(
        block.end - block.start <= 12 and document.text[block.end - 1] not in "。；" for block in near
    )
    return short >= 4 or any(_has_columns(document, block) for block in near)


def _has_columns(document: Document, block: Block) -> bool:
    line = document.text[block.start : block.end]
    return (
        "\t" in line
        or line.count("|") >= 2
        or (len(re.findall(r"\S[ \u3000]+(?=\S)", line)) >= 2 and "。" not in line)
    )
