"""Automatic numbers: what Word writes before a paragraph that takes part in a numbering.

Rules: ECMA-376 part 1, 17.9.  Counters belong to the abstract numbering, so that two instances of
it count on from each other unless one overrides the start.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from auditor.reading.docx import names as w
from auditor.reading.docx.styles import NumberReference, Style, Styles
from auditor.reading.markup import Element
from auditor.reading.number_formats import render

_LEVELS: Final = 9
_PLACEHOLDER: Final = re.compile(r"%([1-9])")
_LONGEST_TEXT: Final = 200
_BULLET: Final = "•"
_NO_NUMBERING: Final = "0"


class Level(msgspec.Struct, frozen=True):
    """How one level of a numbering is written."""

    number_format: str = "decimal"
    text: str = ""
    start: int = 0
    restart: int | None = None  # restarts after this level (from 1); 0 never
    legal: bool = False
    suffix: str = "tab"
    style: str | None = None
    hidden: bool = False


class _Instance(msgspec.Struct, frozen=True):
    """A w:num: an abstract numbering with levels and starts of its own."""

    abstract: str
    starts: dict[int, int]
    levels: dict[int, Level]


class Numbering:
    """Counts through the paragraphs of a document in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._instances: dict[str, _Instance] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root)

    def _load(self, root: Element) -> None:
        for element in root.iterchildren(w.ABSTRACT_NUMBERING):
            identifier = element.get(w.ABSTRACT_NUMBERING_ID, "")
            written = (_level(child) for child in element.iterchildren(w.LEVEL))
            self._abstract[identifier] = {index: level for index, level in written if index is not None}
            link = element.find(w.NUMBERING_STYLE_LINK)
            if link is not None:
                self._links[identifier] = link.get(w.VALUE, "")
        for element in root.iterchildren(w.NUMBERING_INSTANCE):
            reference = element.find(w.ABSTRACT_NUMBERING_ID)
            starts, levels = _overrides(element)
            abstract = "" if reference is None else reference.get(w.VALUE, "")
            self._instances[element.get(w.NUMBERING_ID, "")] = _Instance(abstract, starts, levels)

    def next_number(self, direct: NumberReference | None, style: Style) -> str:
        """The number before the next paragraph, with its blank; empty when it has none."""
        inherited = style.number
        identifier = (direct and direct.numbering) or (inherited and inherited.numbering)
        if not identifier or identifier == _NO_NUMBERING:
            return ""
        instance = self._resolve(identifier)
        if instance is None:
            return ""
        index = self._level_index(direct, style, instance)
        level = self._level_of(instance, index)
        if level is None:
            return ""
        counters = self._count(identifier, instance, index)
        return self._written(instance, level, counters)

    def _resolve(self, identifier: str) -> _Instance | None:
        """The instance, with the link of its abstract numbering to a numbering style followed."""
        instance = self._instances.get(identifier)
        if instance is None or instance.abstract not in self._links or self._abstract.get(instance.abstract):
            return instance
        linked = self._styles.numbering_of_style(self._links[instance.abstract])
        target = self._instances.get(linked or "")
        if target is None:
            return None
        return _Instance(target.abstract, instance.starts or target.starts, instance.levels or target.levels)

    def _level_index(self, direct: NumberReference | None, style: Style, instance: _Instance) -> int:
        """A level that names the paragraph's style belongs to it; else what numPr says."""
        if direct is not None and direct.level is not None:
            return max(0, min(_LEVELS - 1, direct.level))
        levels = self._abstract.get(instance.abstract, {})
        for name in style.chain:
            for index, level in levels.items():
                if level.style == name:
                    return index
        inherited = style.number
        return max(0, min(_LEVELS - 1, (inherited and inherited.level) or 0))

    def _level_of(self, instance: _Instance, index: int) -> Level | None:
        return instance.levels.get(index) or self._abstract.get(instance.abstract, {}).get(index)

    def _start(self, instance: _Instance, index: int) -> int:
        level = self._level_of(instance, index)
        return instance.starts.get(index, 1 if level is None else level.start)

    def _count(self, identifier: str, instance: _Instance, index: int) -> list[int]:
        """Count this paragraph and return the values of all levels; unused ones stand at their start."""
        counters = self._counters.setdefault(instance.abstract, [None] * _LEVELS)
        value = counters[index]
        if index in instance.starts and (identifier, index) not in self._started:
            self._started.add((identifier, index))
            counters[index] = instance.starts[index]
        else:
            counters[index] = self._start(instance, index) if value is None else value + 1
        for deeper in range(index + 1, _LEVELS):
            level = self._level_of(instance, deeper)
            after = None if level is None else level.restart
            if after is None or 0 < index + 1 <= after:
                counters[deeper] = None
        return [self._start(instance, at) if value is None else value for at, value in enumerate(counters)]

    def _written(self, instance: _Instance, level: Level, counters: list[int]) -> str:
        if level.hidden:
            return ""
        if level.number_format == "bullet":
            number = level.text if level.text and not _is_private(level.text) else _BULLET
        else:

            def value(match: re.Match[str]) -> str:
                index = int(match[1]) - 1
                shown = self._level_of(instance, index)
                number_format = "decimal" if shown is None or level.legal else shown.number_format
                return render(counters[index], number_format)

            number = _PLACEHOLDER.sub(value, level.text)
        return number + _suffix(number, level.suffix) if number.strip() else ""


def _suffix(number: str, suffix: str) -> str:
    """What stands between number and text; the tab after a mark of punctuation is mere distance."""
    if suffix == "nothing" or (suffix == "tab" and not (number[-1].isalnum() or number[-1] in ".•")):
        return ""
    return " "


def _is_private(text: str) -> bool:
    """Whether a bullet is a code point of a symbol font, which has no meaning by itself."""
    return any("\ue000" <= character <= "\uf8ff" for character in text)


def _level(element: Element) -> tuple[int | None, Level]:
    number_format = element.find(w.NUMBER_FORMAT)
    alternate = element.find(w.ALTERNATE)
    if alternate is not None:  # newer formats come with a fallback
        number_format = next(alternate.iter(w.NUMBER_FORMAT), number_format)
    style = element.find(w.PARAGRAPH_STYLE)
    properties = element.find(w.RUN_PROPERTIES)
    text = element.find(w.LEVEL_TEXT)
    suffix = element.find(w.LEVEL_SUFFIX)
    legal = element.find(w.LEGAL_NUMBERING)
    start = w.number_in(element.find(w.START))
    return w.number_in(element, w.NUMBERING_LEVEL), Level(
        _format_name(number_format),
        "" if text is None else text.get(w.VALUE, "")[:_LONGEST_TEXT],
        0 if start is None else start,
        w.number_in(element.find(w.LEVEL_RESTART)),
        w.is_on(legal),
        "tab" if suffix is None else suffix.get(w.VALUE, "tab"),
        None if style is None else style.get(w.VALUE),
        properties is not None and w.is_on(properties.find(w.HIDDEN)),
    )


def _format_name(element: Element | None) -> str:
    if element is None:
        return "decimal"
    name: str = element.get(w.VALUE, "decimal")
    if name == "custom":  # the only custom formats are those that pad with zeros: 001, 002, …
        digits = len(element.get(w.FORMAT, "").partition(",")[0].strip())
        return f"zeros{min(digits, 9)}"
    return name


def _overrides(instance: Element) -> tuple[dict[int, int], dict[int, Level]]:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for override in instance.iterchildren(w.LEVEL_OVERRIDE):
        index = w.number_in(override, w.NUMBERING_LEVEL)
        if index is None:
            continue
        start = w.number_in(override.find(w.START_OVERRIDE))
        if start is not None:
            starts[index] = start
        replaced = override.find(w.LEVEL)
        if replaced is not None:
            levels[index] = _level(replaced)[1]
    return starts, levels
