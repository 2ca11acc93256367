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
_SLIPS: Final = 3
"""A document with more blanks than this between words has them by habit."""

_LONGEST_NAME: Final = 4
_CLAUSE_BEFORE: Final = re.compile(r"[,。;、]([一-鿿]{3,40})\Z")
_CLAUSE_AFTER: Final = re.compile(r"[一-鿿]{2,40}(?:[0-9][0-9.%]*[一-鿿]{0,8})?(?=[,。;])")
_ENDS_A_TITLE: Final = re.compile(
    r"(?:[长员任记人师席]|同志|先生|女士|教授|[章节条款项篇]|[局厅部委院会校司站所馆]|政府|中央|中心|公司|集团|办公室)\Z"
)
_BODY_BEFORE: Final = re.compile(
    r"(?:中央|国务院|军委|省委|市委|区委|县委|旗委|州委|镇委|乡委|党委|党组|委员会|政府|办公厅|办公室|[一-鿿][局厅部院])\Z"
)
_BODY_AFTER: Final = re.compile(
    r"(?:国务院|中央军委|全国人大|全国政协|[一-鿿]{1,6}?(?:人民政府|政府|委员会|办公厅|总局|党委|省委|市委|县委|区委|[^全各本][局厅]))"
)
_MARKS: Final = frozenset(",。、;:!?)》”’")


class StraySpace(Check):
    """Blanks where none can be: inside a word, in the middle of a clause, before a comma.

    ## Why it matters
    A word with a blank in it is not found by a search, and the reader stumbles over it. It comes from line
    ends that were joined by hand, or from a page whose layout was lost.

    ## Wrong
    「行政规范性文  件清理」, 「坚持民主集中制 ,严格执行」, a blank between two words of one clause.

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
        between: list[Span] = []
        for block in _prose(document):
            loose: list[Span] = []
            for gap in _GAP.finditer(document.folded, block.start, block.end):
                span = Span(*gap.span())
                if not _after_chinese(document.folded, span):
                    continue
                if document.folded[span.end] in _MARKS:
                    marks.append(span)
                elif _cuts_a_word(document, span, block):
                    words.append(span)
                else:
                    loose.append(span)
            if len(loose) == 1 and _parts_a_clause(document.folded, loose[0], block):
                between += loose
        if words:
            yield self._in_words(document, words)
        if marks:
            yield self._before_marks(document, marks)
        if 0 < len(between) <= _SLIPS:
            yield self._between_words(document, between)

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

    def _between_words(self, document: Document, gaps: list[Span]) -> Finding:
        spans = [Span(gap.start - 2, gap.end + 2) for gap in gaps]
        return self.finding(
            document,
            spans[0],
            "句中“{quote}”之间多了空格；全文共{count}处。",
            quote=document.slice(spans[0]),
            count=len(spans),
            places=spans[1:],
            severity=Severity.NOTE,
            factors=[Factor("clause", 2.0, say("空格两侧同在一个分句，其余各处不空格"))],
            suggestion="删去句中的空格；如原有标点，请补上。",
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
    if _are_joint_issuers(left, right):
        return False
    if _is_single(right) and (_is_single(left[::-1]) or _is_name(left[-1] + right[0])):
        return False
    return not segmentation.is_word_boundary(left + right, len(left))


def _parts_a_clause(folded: str, gap: Span, block: Block) -> bool:
    """Whether the only blank of a paragraph stands in the middle of a clause, between two of its words.

    The first clause may be a heading that runs on; equal halves are a slogan; names and the bodies they
    belong to, quotations and titles are set with blanks on purpose.
    """
    left = _CLAUSE_BEFORE.search(folded, block.start, gap.start)
    right = _CLAUSE_AFTER.match(folded, gap.end, block.end)
    if left is None or right is None or left.end() != gap.start or len(left[1]) == len(right[0]):
        return False
    if folded.rfind("《", block.start, gap.start) > folded.rfind("》", block.start, gap.start):
        return False
    if folded.rfind("“", block.start, gap.start) > folded.rfind("”", block.start, gap.start):
        return False
    if right[0][0] in _SURNAMES and len(right[0]) <= _LONGEST_NAME:
        return False
    return not _ENDS_A_TITLE.search(left[1]) and not _BODY_AFTER.match(right[0])


def _are_joint_issuers(left: str, right: str) -> bool:
    """中共中央 国务院, 中共×县委 ×县人民政府: a blank is the official form between bodies that issue together."""
    return bool(_BODY_BEFORE.search(left)) and bool(_BODY_AFTER.match(right))


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
