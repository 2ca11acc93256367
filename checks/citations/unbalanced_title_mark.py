"""书名号: unpaired or wrongly nested 《〈〉》."""

from __future__ import annotations

import bisect
import re
from collections.abc import Generator, Iterator

from auditor import Check, Document, Evidence, Factor, Finding, Severity, Span, fact_evidence, quote_evidence

_MARKS = "《〈》〉"
_MARK = re.compile(f"[{_MARKS}]")
_PAIRED = re.compile("(?:《》|〈〉)*")
_LONGEST_TITLE = 120
"""Code points after which an open mark is taken as never closed."""

_CLOSING = {"《": "》", "〈": "〉"}


class UnbalancedTitleMark(Check):
    """Unpaired or wrongly nested title marks.

    ## Why it matters
    Where a mark is lost, the reader cannot tell where a title ends, and whether half of it was lost too.

    ## Wrong
    「学习《行政处罚法、《行政复议法》」, 「印发实施方案》的通知」, 「《关于印发《……办法》的通知》」 (the inner title takes 〈〉).

    ## Right
    「《关于印发〈……办法〉的通知》」, a title that a page end broke in two, < and > in formulas.

    ## False alarms
    A title over a line break in a text whose paragraphs were cut.

    ## Source
    GB/T 15834-2011, 4.15: 书名号 are used in pairs; inside a title 〈〉 is used.
    """

    id, title, family, severity = "unbalanced-title-mark", "书名号", "citations", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        nested: list[Span] = []
        for number, marks in _by_block(document).items():
            if not _PAIRED.fullmatch("".join([mark for mark, _ in marks])):
                nested += yield from self._inspect_block(document, document.blocks[number].span, marks)
        if nested:
            yield self._nested(document, nested)

    def _inspect_block(
        self, document: Document, block: Span, marks: list[tuple[str, int]]
    ) -> Generator[Finding, None, list[Span]]:
        """Yield what is unpaired in a block; return the double marks inside double marks."""
        stack: list[tuple[str, int]] = []
        nested: list[Span] = []
        for mark, at in marks:
            if mark in _CLOSING:
                if stack and (at - stack[-1][1] > _LONGEST_TITLE or _begins_anew(document, stack[-1][1], at)):
                    yield self._unpaired(document, *stack.pop())
                stack.append((mark, at))
            elif stack and _CLOSING[stack[-1][0]] == mark:
                opened, start = stack.pop()
                if opened == "《" and stack and stack[-1][0] == "《":
                    nested.append(Span(start, at + 1))
            elif any(_CLOSING[opened] == mark for opened, _ in stack):
                while _CLOSING[stack[-1][0]] != mark:
                    yield self._unpaired(document, *stack.pop())
                stack.pop()
            elif stack:
                opened, start = stack.pop()
                yield self._crossed(document, Span(start, at + 1))
            elif not self._continues_from_before(document, block, at, mark):
                yield self._unpaired(document, mark, at)
        for mark, at in stack:
            if not self._goes_on_after(document, block, mark, at):
                yield self._unpaired(document, mark, at)
        return nested

    def _continues_from_before(self, document: Document, block: Span, at: int, mark: str) -> bool:
        """A closing mark whose opening stands in the paragraph before: a cut paragraph, not a lost mark."""
        opening = "《" if mark == "》" else "〈"
        before = document.text[max(0, block.start - _LONGEST_TITLE) : block.start]
        return before.rfind(opening) > before.rfind(mark) and not _MARK.search(document.text, block.start, at)

    def _goes_on_after(self, document: Document, block: Span, mark: str, at: int) -> bool:
        after = document.text[block.end : block.end + _LONGEST_TITLE]
        found = _MARK.search(after)
        tail = document.text[at : block.end]
        return found is not None and found[0] == _CLOSING[mark] and not re.search("[。；]", tail)

    def _unpaired(self, document: Document, mark: str, at: int) -> Finding:
        text = document.text
        opening = mark in _CLOSING
        line = Span(text.rfind("\n", 0, at) + 1, (text.find("\n", at) + len(text) + 1) % (len(text) + 1))
        shown = text[at : min(at + 20, line.end)] if opening else text[max(line.start, at - 20) : at + 1]
        pair = _CLOSING[mark] if opening else {"》": "《", "〉": "〈"}[mark]
        return self.finding(
            document,
            Span(at, at + 1),
            "“{shown}”中的“{quote}”没有与之成对的“{pair}”。",
            shown=shown,
            quote=mark,
            pair=pair,
            evidence=[_neighbour(document, at, opening)],
            factors=[Factor("unpaired", 2.8, "书名号应当成对")],
            suggestion="补上“{pair}”，并核对标题文字是否完整。",
        )

    def _crossed(self, document: Document, span: Span) -> Finding:
        return self.finding(
            document,
            span,
            "“{quote}”的书名号前后不配对：以“{first}”开头，却以“{last}”结尾。",
            quote=document.slice(span),
            first=document.text[span.start],
            last=document.text[span.end - 1],
            evidence=[fact_evidence("GB/T 15834-2011 第4.15条：书名号成对使用")],
            factors=[Factor("crossed", 2.8, "书名号应当成对")],
            suggestion="将两端统一为“《》”，里面再有书名时用“〈〉”。",
        )

    def _nested(self, document: Document, nested: list[Span]) -> Finding:
        return self.finding(
            document,
            nested[0],
            "书名号里面又用了双书名号“{quote}”，里层应使用单书名号“〈〉”。",
            quote=document.slice(nested[0]),
            evidence=[fact_evidence("GB/T 15834-2011 第4.15条：书名号中还需用书名号时，里面用单书名号")],
            factors=[Factor("nested", 2.5, "里层应为单书名号")],
            suggestion="里层书名号改为“〈〉”。",
            places=nested[1:],
        )


def _by_block(document: Document) -> dict[int, list[tuple[str, int]]]:
    """The title marks with their offsets, in order, by the number of the block that they stand in."""
    text, blocks = document.text, document.blocks
    places = sorted([place.start() for mark in _MARKS if mark in text for place in re.finditer(mark, text)])
    starts = [block.start for block in blocks] if places else []
    marks: dict[int, list[tuple[str, int]]] = {}
    for at in places:
        number = bisect.bisect_right(starts, at) - 1
        if number >= 0 and at < blocks[number].end:
            marks.setdefault(number, []).append((text[at], at))
    return marks


def _begins_anew(document: Document, opened: int, at: int) -> bool:
    """Whether a title opened before `at` cannot enclose the one that opens there: 《行政处罚法、《……."""
    between = document.text[opened + 1 : at]
    return bool(re.search("[、，。；]$|[。；]", between)) or bool(
        re.search("(?:法|条例|办法|规定|意见|通知|方案|细则)(?:和|及|与|以及|、|，)?$", between)
    )


def _neighbour(document: Document, at: int, opening: bool) -> Evidence:
    """The words in which the other mark is missing."""
    text = document.text
    if opening:
        end = text.find("\n", at)
        span = Span(at + 1, min(at + 40, end if end >= 0 else len(text)))
    else:
        span = Span(max(text.rfind("\n", 0, at) + 1, at - 40), at)
    if not span:
        return fact_evidence("GB/T 15834-2011 第4.15条：书名号成对使用")
    return quote_evidence(document, span, "conflict")
