"""Titles in 《》: laws, regulations, plans and notices that a report cites, with their numbers."""

from __future__ import annotations

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
_MARKS = re.compile("[《〈》〉]")


def genre_of(title: str) -> Genre:
    """The kind of text that a title's last word names; 《…办法（试行）》 is a rule."""
    bare = _QUALIFIER.sub("", title)
    for genre, endings in _GENRES:
        if bare.endswith(endings):
            return genre
    return "other"


def of(document: Document) -> tuple[Citation, ...]:
    """All titles in balanced marks, outer before inner, in order of text."""
    return document.remember(of, lambda: tuple(_citations(document)))


def _citations(document: Document) -> list[Citation]:
    text = document.text
    if "《" not in text:
        return []
    numbers = {number.span.start: number for number in document_numbers.of(document)}
    found = []
    for start, end, depth in _pairs(text):
        inner = Span(start + 1, end - 1)
        title = re.sub(r"\s+", "", text[inner.start : inner.end])
        if not title:
            continue
        # The number may stand behind the bracket, with or without a blank.
        behind = re.compile(r"\s?[(（]?\s?").match(text, end)
        number = numbers.get(behind.end()) if behind else None
        found.append(Citation(Span(start, end), inner, title, depth, genre_of(title), number))
    found.sort(key=lambda citation: (citation.span.start, -citation.span.end))
    return found


def _pairs(text: str) -> list[tuple[int, int, int]]:
    """Start, end and depth of every balanced pair; a pair never crosses a line's end."""
    pairs = []
    stack: list[tuple[str, int]] = []
    line_end = -1
    for match in _MARKS.finditer(text):
        if match.start() > line_end:
            stack.clear()
            line_end = text.find("\n", match.start())
            if line_end < 0:
                line_end = len(text)
        mark = match[0]
        if mark in "《〈":
            # A second 《 without a close between them is a nested title or a lost mark: both nest.
            stack.append((mark, match.start()))
        elif stack and (stack[-1][0] == "《") == (mark == "》"):
            _, start = stack.pop()
            pairs.append((start, match.end(), len(stack)))
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
