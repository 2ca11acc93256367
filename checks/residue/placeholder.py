"""未填占位: what the template left open and nobody filled in."""

from __future__ import annotations

import bisect
import functools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Final

import msgspec

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, Span
from auditor.language import say
from auditor.structure import outline, title
from auditor.structure.words import WordList

_REACH: Final = 80
"""How far round the words that give it away an open place can reach."""

_IS_A_FORM: Final = re.compile(
    r"范本|模板|样本|示范文本|格式|填报说明|填写说明|指南|教程|案例|判决|裁定|申请表|登记表"
)
_STOPS: Final = "。；;！？!?\n"
_QUOTES: Final = {"“": "”", "《": "》", "‘": "’", "「": "」"}
_LONGEST_SENTENCE: Final = 300
_FOUND: Final = 200


class Placeholder(msgspec.Struct, frozen=True):
    """One row of `placeholders.toml`."""

    name: str
    gates: tuple[str, ...]
    pattern: str
    source: str
    silent: str = ""
    quoted: bool = False
    cells: bool = False


class PlaceholderCheck(Check):
    """A place that a template leaves open: XX局, ×月×日, 【待补充】, 增加（减少）.

    ## Why it matters
    The report went out as a form. What should stand there, a number, a name, a date, is missing, and
    nobody saw it.

    ## Wrong
    「XX局高度重视」, 「2024年×月×日」, 「全年办理案件XX件」, 「（此处填写具体数据）」,
    「比上年增加（减少）12.3万元」.

    ## Right
    XX in a quotation or in a rule about forms (格式为“XX关于XX的报告”), 某公司 and masked names in a case
    report, 3×5, a form's blanks in an annex or a table, 「增加（减少）情况」 as a column's heading.

    ## False alarms
    A report that leaves out a name on purpose with ×× in its running text.

    ## Source
    Templates of official writing as they circulate; `placeholders.toml` names the source of each row.
    """

    id, title, family, severity = "placeholder", "未填占位", "residue", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        own_title = title.of(document)
        if own_title is not None and _IS_A_FORM.search(own_title.text):
            raise NotApplicable("“{title}”本身是范本、案例或填报说明", title=own_title.text)
        if not _ANY_GATE.hits(document):
            return
        taken: list[Span] = []
        for (row, pattern, silent), gates in zip(_rows(), _GATES, strict=True):
            hits = gates.hits(document)
            if not hits:
                continue
            spans = []
            first, last = max(0, hits[0].start - _REACH), hits[-1].end + _REACH
            for found in pattern.finditer(document.folded, first, last):
                span = Span(*found.span())
                if not any(span.overlaps(other) for other in taken) and _is_open(document, span, row, silent):
                    spans.append(span)
            if spans:
                taken += spans
                yield self._open(document, row, spans)

    def _open(self, document: Document, row: Placeholder, spans: list[Span]) -> Finding:
        return self.finding(
            document,
            spans[0],
            "“{quote}”是模板占位，{kind}没有填写，共{count}处。",
            quote=document.slice(spans[0]),
            kind=say(row.name),
            count=len(spans),
            places=spans[1:_FOUND],
            factors=[Factor("form", 2.9, row.source)],
            suggestion="补上应有的{kind}；不需要的删去。",
        )


def _is_open(document: Document, span: Span, row: Placeholder, silent: re.Pattern[str] | None) -> bool:
    """Whether nothing round the place makes it right."""
    folded = document.folded
    first, last = max(0, span.start - _LONGEST_SENTENCE), min(len(folded), span.end + _LONGEST_SENTENCE)
    start = max(first, 1 + max(folded.rfind(stop, first, span.start) for stop in _STOPS))
    end = min((at for at in (folded.find(stop, span.end, last) for stop in _STOPS) if at >= 0), default=last)
    if silent is not None and silent.search(folded, start, end):
        return False
    if not row.quoted and _inside_quotes(document.text, start, span):
        return False
    if _in_annex(document, span.start):
        return False
    return row.cells or not _in_cell(document, span.start)


def _inside_quotes(text: str, start: int, span: Span) -> bool:
    """Whether a quotation that was opened in the sentence is still open at the span."""
    before = text[start : span.start]
    return any(before.rfind(mark) > before.rfind(closing) for mark, closing in _QUOTES.items())


def _in_annex(document: Document, offset: int) -> bool:
    first = document.remember("checks.residue.first_annex", lambda: _first_annex(document))
    return offset > first


def _first_annex(document: Document) -> int:
    """Where the first annex begins, past the first quarter of the text; the text's end when there is none."""
    quarter = len(document.text) // 4
    annexes = [
        item.marker.start
        for item in outline.of(document).items
        if item.style == outline.ANNEX and item.marker.end == item.heading.end  # no list of annexes
    ]
    return next((start for start in annexes if start > quarter), len(document.text))


def _in_cell(document: Document, offset: int) -> bool:
    starts = document.remember("checks.residue.block_starts", lambda: [one.start for one in document.blocks])
    at = bisect.bisect_right(starts, offset) - 1
    return at >= 0 and document.blocks[at].cell is not None


@functools.cache
def _rows() -> tuple[tuple[Placeholder, re.Pattern[str], re.Pattern[str] | None], ...]:
    table = tomllib.loads((resources.files("checks.residue") / "data/placeholders.toml").read_text("utf-8"))
    rows = msgspec.convert(table["placeholder"], list[Placeholder])
    return tuple(
        (row, re.compile(row.pattern), re.compile(row.silent) if row.silent else None) for row in rows
    )


_GATES: Final = tuple(
    WordList(f"placeholder: {row.name}", functools.partial(tuple, row.gates)) for row, _, _ in _rows()
)
_ANY_GATE: Final = WordList("placeholder", lambda: (gate for row, _, _ in _rows() for gate in row.gates))
"""All of them in one list: most texts have none, and then nothing more is asked."""
