"""What the styles of a document say of its paragraphs, through the chain of basedOn."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from auditor.reading.docx import names as w
from auditor.reading.markup import Element

_BODY_TEXT_LEVEL: Final = 9  # outlineLvl 9: no heading (17.3.1.20)
_HEADING_NAME: Final = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TITLE_NAMES: Final = frozenset(("title", "标题", "文档标题"))


class NumberReference(msgspec.Struct, frozen=True):
    """Which numbering a paragraph takes part in; either half may be left to the style."""

    numbering: str | None
    level: int | None


class Style(msgspec.Struct, frozen=True):
    """A style with all it inherits.

    `outline` is a heading level from 1; `chain` names the style and those it is based on.
    """

    outline: int | None = None
    is_title: bool = False
    number: NumberReference | None = None
    hidden: bool = False
    chain: tuple[str, ...] = ()


_PLAIN: Final = Style()


class Styles:
    """The styles of a document; an unknown style is a plain one."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._resolved: dict[str, Style] = {}
        self._default_paragraph: str | None = None
        for element in () if root is None else root.iterchildren(w.STYLE):
            identifier = element.get(w.STYLE_ID)
            if identifier is None:
                continue
            self._elements[identifier] = element
            if element.get(w.TYPE) == "paragraph" and element.get(w.DEFAULT) in ("1", "true", "on"):
                self._default_paragraph = identifier

    def of(self, identifier: str | None) -> Style:
        """The style with this id; for None the default paragraph style."""
        identifier = identifier or self._default_paragraph
        if identifier is None:
            return _PLAIN
        if identifier not in self._resolved:
            self._resolved[identifier] = self._resolve(identifier)
        return self._resolved[identifier]

    def _resolve(self, identifier: str) -> Style:
        chain: list[str] = []
        outline: int | None = None
        numbering: str | None = None
        level: int | None = None
        hidden: bool | None = None
        name_level: int | None = None
        next_one: str | None = identifier
        while next_one is not None and next_one in self._elements and next_one not in chain:
            element = self._elements[next_one]
            chain.append(next_one)
            properties = element.find(w.PARAGRAPH_PROPERTIES)
            if properties is not None:
                outline = w.number_in(properties.find(w.OUTLINE_LEVEL)) if outline is None else outline
                reference = number_reference(properties)
                if reference is not None:
                    numbering = numbering or reference.numbering
                    level = reference.level if level is None else level
            hidden = _hidden(element.find(w.RUN_PROPERTIES)) if hidden is None else hidden
            name_level = name_level or _level_in_name(element)
            based_on = element.find(w.BASED_ON)
            next_one = None if based_on is None else based_on.get(w.VALUE)
        return Style(
            heading_level(outline) if outline is not None else name_level,
            bool(chain) and _name(self._elements[identifier]) in _TITLE_NAMES,
            NumberReference(numbering, level) if numbering else None,
            bool(hidden),
            tuple(chain),
        )

    def numbering_of_style(self, identifier: str) -> str | None:
        """The numbering that a numbering style stands for (numStyleLink)."""
        number = self.of(identifier).number
        return number.numbering if number else None


def heading_level(outline: int | None) -> int | None:
    """The heading level from 1 that an outlineLvl stands for; None for body text."""
    return outline + 1 if outline is not None and 0 <= outline < _BODY_TEXT_LEVEL else None


def number_reference(properties: Element) -> NumberReference | None:
    """The numPr of paragraph properties."""
    element = properties.find(w.NUMBERING)
    if element is None:
        return None
    identifier = element.find(w.NUMBERING_ID)
    return NumberReference(
        None if identifier is None else identifier.get(w.VALUE),
        w.number_in(element.find(w.NUMBERING_LEVEL)),
    )


def _hidden(properties: Element | None) -> bool | None:
    element = None if properties is None else properties.find(w.HIDDEN)
    return None if element is None else w.is_on(element)


def _name(style: Element) -> str:
    element = style.find(w.STYLE_NAME)
    return "" if element is None else (element.get(w.VALUE) or "").strip().lower()


def _level_in_name(style: Element) -> int | None:
    match = _HEADING_NAME.match(_name(style))
    return int(match[1]) if match else None
