"""Titles in 《》: laws, regulations, plans and notices that a report cites, with their numbers."""

from __future__ import annotations

import functools
import re
from typing import Literal

import msgspec

from auditor.facts import document_numbers
from auditor.facts.document_numbers import DocumentNumber
from auditor.model import Document, Span

Genre = Literal["law", "regulation", "rule", "normative", "plan", "other"]


class Citation(msgspec.Struct, frozen=True):
    """A title in 《》.

    `span` covers the marks, `title_span` the words inside, `title` those words without blanks.
    `depth` is 0 for an outermost title and 1 for one inside another (《关于转发〈…〉的通知》).
    `number` is the document number in brackets right behind it.
    """

    span: Span
    title_span: Span
    title: str
    depth: int
    genre: Genre
    number: DocumentNumber | None = None


# What a title's last word says of its kind (立法法 and 规章制定程序条例 name the first three kinds;
# 党政机关公文处理工作条例 the fourth; first match counts, 办法 before 法).
_GENRES: tuple[tuple[Genre, tuple[str, ...]], ...] = (
    ("plan", ("规划", "计划", "纲要", "方案", "要点", "行动", "清单", "目录", "台账", "路线图", "预案")),
    (
        "normative",
        (
            "通知",
            "意见",
            "决定",
            "公告",
            "通告",
            "通报",
            "批复",
            "请示",
            "函",
            "指导意见",
            "报告",
            "命令",
            "公报",
        ),
    ),
    ("rule", ("办法", "规定", "细则", "规则", "规程", "准则", "章程", "制度", "标准", "规范", "指引")),
    ("law", ("法", "法典")),
    ("regulation", ("条例",)),
)
_QUALIFIER = re.compile(r"[（(][^（）()]{1,12}[）)]$")
_MARKS = "《〈》〉"
_NUMBER_BEHIND = re.compile(r"\s?[(（]?\s?")


@functools.lru_cache(maxsize=4096)
def genre_of(title: str) -> Genre:
    """The kind of text that a title's last word names; 《…办法（试行）》 is a rule."""
    bare = _QUALIFIER.sub("", title)
    for genre, endings in _GENRES:
        if bare.endswith(endings):
            return genre
    return "other"


def marks(document: Document) -> list[int]:
    """Where title marks stand, opening and closing, in order."""
    return document.remember(marks, lambda: _marks(document.text))


def _marks(text: str) -> list[int]:
    found = []
    for mark in _MARKS:
        at = text.find(mark)
        while at >= 0:
            found.append(at)
            at = text.find(mark, at + 1)
    found.sort()
    return found


def of(document: Document) -> tuple[Citation, ...]:
    """All titles in balanced marks, outer before inner, in order of text."""
    return document.remember(of, lambda: tuple(_citations(document)))


def _citations(document: Document) -> list[Citation]:
    text = document.text
    pairs = _pairs(text, marks(document))
    numbers = {number.span.start: number for number in document_numbers.of(document)} if pairs else {}
    found = []
    for start, end, depth in pairs:
        title = "".join(text[start + 1 : end - 1].split())
        if not title:
            continue
        # The number may stand behind the bracket, with or without a blank.
        behind = _NUMBER_BEHIND.match(text, end) if numbers else None
        number = numbers.get(behind.end()) if behind else None
        inner = Span(start + 1, end - 1)
        found.append(Citation(Span(start, end), inner, title, depth, genre_of(title), number))
    found.sort(key=lambda citation: (citation.span.start, -citation.span.end))
    return found


def _pairs(text: str, marks: list[int]) -> list[tuple[int, int, int]]:
    """Start, end and depth of every balanced pair; a pair never crosses a line's end."""
    pairs = []
    stack: list[tuple[str, int]] = []
    line_end = -1
    for at in marks:
        if at > line_end:
            stack.clear()
            line_end = text.find("\n", at)
            if line_end < 0:
                line_end = len(text)
        mark = text[at]
        if mark in "《〈":
            # A second 《 without a close between them is a nested title or a lost mark: both nest.
            stack.append((mark, at))
        elif stack and (stack[-1][0] == "《") == (mark == "》"):
            _, start = stack.pop()
            pairs.append((start, at + 1, len(stack)))
        else:
            stack.clear()
    return pairs


def covering(document: Document, span: Span) -> Citation | None:
    """The outermost title that contains `span`, or None."""
    for citation in of(document):
        if citation.span.start > span.start:
            return None
        if citation.depth == 0 and citation.span.contains(span):
            return citation
    return None
