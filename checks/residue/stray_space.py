"""多余空格: blanks inside words and before punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from auditor import Check, Document, Factor, Finding, Severity, Span
from auditor.facts import segmentation
from auditor.language import say
from auditor.model import Block
from auditor.structure import signoff, title

SHORTEST_PROSE: Final = 14
"""In shorter lines blanks align names, spread headings and part columns."""

_WINDOW: Final = 8
_COMMON: Final = 300
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""The hundred most frequent surnames (公安部户政管理研究中心《二〇二〇年全国姓名报告》)."""

_PLACES: Final = 200

# A blank between two characters of Chinese text, or between one and the mark that follows it.
_GAP: Final = re.compile(r"[ \t]+(?=[一-鿿,。、;:!?)》”’])")
_MARKS: Final = frozenset(",。、;:!?)》”’")


class StraySpace(Check):
    """Blanks where none can be: inside a word, before a comma.

    ## Why it matters
    A word with a blank in it is not found by a search, and the reader stumbles over it. It comes from line
    ends that were joined by hand, or from a page whose layout was lost.

    ## Wrong
    「行政规范性文  件清理」, 「坚持民主集中制 ,严格执行」.

    ## Right
    Names aligned with blanks (张　三), headings spread with blanks, bodies named one after the other
    (中共中央办公厅 国务院办公厅), blanks round numbers and Latin words, columns, sign-offs.

    ## False alarms
    Two words that make a third when read together, parted by a blank on purpose.

    ## Source
    《标点符号用法》 (GB/T 15834—2011): marks follow the text without a blank; word boundaries are jieba's.
    """

    id, title, family, severity = "stray-space", "多余空格", "residue", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        words: list[Span] = []
        marks: list[Span] = []
        for block in _prose(document):
            for gap in _GAP.finditer(document.folded, block.start, block.end):
                span = Span(*gap.span())
                if not _after_chinese(document.folded, span):
                    continue
                if document.folded[span.end] in _MARKS:
                    marks.append(span)
                elif _cuts_a_word(document, span, block):
                    words.append(span)
        if words:
            yield self._in_words(document, words)
        if marks:
            yield self._before_marks(document, marks)

    def _in_words(self, document: Document, gaps: list[Span]) -> Finding:
        spans = [_word_around(document, gap) for gap in gaps]
        quote = document.slice(spans[0])
        return self.finding(
            document,
            spans[0],
            "“{quote}”中间多了空格，应为“{joined}”；全文共{count}处。",
            quote=quote,
            joined=re.sub(r"\s+", "", quote),
            count=len(spans),
            places=spans[1:_PLACES],
            factors=[Factor("word", 2.9, say("空格两侧合为一个词"))],
            suggestion="删去词语中间的空格。",
        )

    def _before_marks(self, document: Document, gaps: list[Span]) -> Finding:
        spans = [Span(gap.start - 1, gap.end + 1) for gap in gaps]
        return self.finding(
            document,
            spans[0],
            "标点前多了空格，如“{quote}”；全文共{count}处。",
            quote=document.slice(spans[0]),
            count=len(spans),
            places=spans[1:_PLACES],
            severity=Severity.NOTE,
            factors=[Factor("mark", 3.2, say("标点紧跟前文，其前不空格"))],
            suggestion="删去标点前的空格。",
        )


def _prose(document: Document) -> Iterator[Block]:
    """The blocks of running text in which a blank stands."""
    folded, text = document.folded, document.text
    top, signed = title.of(document), signoff.of(document)
    last = top.span.end if top else 0
    apart = {span.start for span in signed.issuers} if signed else set()
    blank = folded.find(" ", last)
    for block in document.blocks:
        if blank < 0:
            return
        if block.end <= blank:
            continue
        start, end = block.start, block.end
        if blank < start:
            blank = folded.find(" ", start)
        if not start <= blank < end or start < last or block.kind not in ("paragraph", "heading"):
            continue
        if end - start < SHORTEST_PROSE or any(start <= at < end for at in apart):
            continue
        if "\t" in text[start:end] or not _has_clauses(folded, start, end):
            continue
        yield block


def _has_clauses(folded: str, start: int, end: int) -> bool:
    return folded.find("。", start, end) >= 0 or folded.find(",", start, end) >= 0


def _after_chinese(folded: str, gap: Span) -> bool:
    before = folded[gap.start - 1] if gap.start else ""
    return "一" <= before <= "鿿" or before in "”》)"


def _cuts_a_word(document: Document, gap: Span, block: Block) -> bool:
    """Whether the two sides of the gap, read together, have a word across it."""
    folded = document.folded
    left = folded[max(block.start, gap.start - _WINDOW) : gap.start]
    right = folded[gap.end : min(gap.end + _WINDOW, block.end)]
    if not "一" <= left[-1] <= "鿿":
        return False
    if _is_single(right) and (_is_single(left[::-1]) or _is_name(left[-1] + right[0])):
        return False
    return not segmentation.is_word_boundary(left + right, len(left))


def _is_name(word: str) -> bool:
    """张 三、李 四: names set to one width.  In jieba's dictionary names are rare and words are not."""
    return word[0] in _SURNAMES and segmentation.frequency(word) < _COMMON


def _is_single(letters: str) -> bool:
    return len(letters) == 1 or not "一" <= letters[1] <= "鿿"


def _word_around(document: Document, gap: Span) -> Span:
    """The word across the gap, with the part of it on either side."""
    text = document.text
    before = text[max(0, gap.start - _WINDOW) : gap.start].rpartition("\n")[2]
    after = text[gap.end : gap.end + _WINDOW].partition("\n")[0]
    for start, end, _ in segmentation.segments(before + after):
        if start < len(before) < end:
            return Span(gap.start - (len(before) - start), gap.end + (end - len(before)))
    return Span(gap.start - 1, gap.end + 1)
