"""转换残留: what a conversion, a web page or a tool left in the text."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Final

import msgspec

from auditor import Check, Document, Factor, Finding, Severity, Span
from auditor.language import say
from auditor.structure import furniture
from auditor.structure.furniture import Furniture
from auditor.structure.words import WordList

MOST_PLACES: Final = 200
_REACH: Final = 400
"""No stretch of residue is longer: the patterns are tried only this far round the words that open them."""


class Leaving(msgspec.Struct, frozen=True):
    """One row of `leavings.toml`; one cause, so one finding a document."""

    name: str
    gates: tuple[str, ...]
    pattern: str
    source: str
    rendered: tuple[str, ...] = ()


class ConversionResidue(Check):
    """Marks of a file format, a web page or a tool that stand in the text as if they were words.

    ## Why it matters
    They are the first thing a reader sees: the text was pasted or converted and nobody read it again.
    A field code or an error text also hides the number or the name that should stand there.

    ## Wrong
    [bookmark: _GoBack] before a heading, [image: image1.png], 一是**高度重视** in a text file, &nbsp;, a
    field code, 错误!未找到引用源。, the line 「浏览次数: 信息来源:…」 of the page from which the
    report was taken.

    ## Right
    Marks that the document's own format renders (Markdown in a .md file), masked names and numbers
    (张**, 138****1234), comparison signs, the words 打印 and 来源 in a sentence; the date of publication
    that a report writes of itself (公开时间：2023年10月10日) where nothing else of a page stands.

    ## False alarms
    A report about web pages that quotes tags or error texts.

    ## Source
    ECMA-376 (field codes, bookmarks), HTML 4.01 (entities), CommonMark; the tables `leavings.toml` and
    `furniture.tsv` name the source of each row.
    """

    id, title, family, severity = "conversion-residue", "转换残留", "residue", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        if _ANY_GATE.hits(document):
            yield from self._leavings(document)
        around = furniture.of(document)
        if around.site and not _is_own_date(document, around):
            yield self._furniture(document, around)
        if len(around.page_numbers) > 1 or (around.page_numbers and document.format == "txt"):
            yield self._page_numbers(document, sorted(around.page_numbers))

    def _leavings(self, document: Document) -> Iterator[Finding]:
        taken: list[Span] = []
        for (leaving, pattern), gates in zip(_leavings(), _GATES, strict=True):
            hits = gates.hits(document)
            if not hits or document.format in leaving.rendered:
                continue
            first = max(0, hits[0].start - _REACH)
            found = pattern.finditer(document.folded, first, hits[-1].end + _REACH)
            spans = [span for span in (Span(*hit.span()) for hit in found) if not _overlaps(span, taken)]
            taken += spans
            if spans:
                yield self._residue(document, leaving, spans)

    def _residue(self, document: Document, leaving: Leaving, spans: list[Span]) -> Finding:
        return self.finding(
            document,
            spans[0],
            "文中残留{kind}“{quote}”，共{count}处。",
            kind=say(leaving.name),
            quote=document.slice(spans[0]),
            count=len(spans),
            places=spans[1:MOST_PLACES],
            factors=[Factor("form", 3.5, leaving.source)],
            suggestion="删去标记，保留应有的文字；如标记处原有编号、页码或图片，请补上。",
        )

    def _furniture(self, document: Document, around: Furniture) -> Finding:
        """One finding for all such lines; where they only tell of source and date it is a note."""
        spans = _blocks(document, sorted(around.operations or around.site))
        others = _blocks(document, sorted(around.site - around.operations)) if around.operations else []
        return self.finding(
            document,
            spans[0],
            "网页的稿件信息或操作栏“{quote}”混入正文，共{count}行。",
            quote=document.slice(spans[0]),
            count=len(around.site),
            places=[*spans[1:MOST_PLACES], *others],
            severity=self.severity if around.operations else Severity.NOTE,
            factors=[Factor("words", 3.0, say("整行由政府网站正文页的栏目词组成"))],
            suggestion="归档或再次使用时删去网页信息，只留报告本身。",
        )

    def _page_numbers(self, document: Document, starts: list[int]) -> Finding:
        spans = _blocks(document, starts)
        return self.finding(
            document,
            spans[0],
            "页码“{quote}”混入正文，共{count}处。",
            quote=document.slice(spans[0]),
            count=len(spans),
            places=spans[1:MOST_PLACES],
            severity=Severity.NOTE,
            factors=[Factor("words", 3.0, say("整行只有页码"))],
            suggestion="删去混入正文的页码，并核对前后段落是否被断开。",
        )


_OWN_DATE: Final = re.compile(
    r"(?:公开时间|公开日期|成文日期) *: *(?:19|20)[0-9]{2} ?年 ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日)?"
)
"""As the forms of final accounts prescribe it; a page writes 2023-10-10 and has further lines."""


def _is_own_date(document: Document, around: Furniture) -> bool:
    """Whether all that looks like a page's is one line with the date, written as in a report."""
    if len(around.site) > 1:
        return False
    (line,) = _blocks(document, list(around.site))
    return _OWN_DATE.fullmatch(document.folded, line.start, line.end) is not None


def _overlaps(span: Span, taken: list[Span]) -> bool:
    return any(span.overlaps(other) for other in taken)


def _blocks(document: Document, starts: list[int]) -> list[Span]:
    chosen = set(starts)
    return [block.span for block in document.blocks if block.start in chosen]


@functools.cache
def _leavings() -> tuple[tuple[Leaving, re.Pattern[str]], ...]:
    table = tomllib.loads((resources.files("checks.residue") / "data/leavings.toml").read_text("utf-8"))
    rows = msgspec.convert(table["leaving"], list[Leaving])
    return tuple((row, re.compile(row.pattern, re.M)) for row in rows)


_GATES: Final = tuple(
    WordList(f"conversion residue: {leaving.name}", functools.partial(tuple, leaving.gates))
    for leaving, _ in _leavings()
)
_ANY_GATE: Final = WordList(
    "conversion residue", lambda: (gate for leaving, _ in _leavings() for gate in leaving.gates)
)
"""All of them in one list: most texts have none, and then nothing more is asked."""
