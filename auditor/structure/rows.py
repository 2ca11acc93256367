"""Rows of tables that plain text draws with tabs, bars or runs of blanks: lines that are no headings.

A row label such as 「（三）不予公开—2.其他	0	0」 opens like a heading and is none.
"""

from __future__ import annotations

import re
from typing import Final

from auditor.model import Document

_GAP: Final = re.compile("[ \u3000]*[\t|│][ \u3000\t|│]*|[ \u3000]{2,}|\u3000")
_FIGURE: Final = re.compile(r"[(（]?[-−+]?\d[\d,.]*[%％‰]?[)）]?[一-鿿]{0,2}|[-—−/]{1,4}")
_FIGURES_AT_END: Final = re.compile(r"(?:[\s|│]+(?:\(?[-−+]?\d[\d,.]*%?\)?|[-—−/]{1,2})){2,}[\s|│]*$")
_LONGEST_ROW: Final = 200
"""Code points; a longer line is a paragraph, whatever stands in it."""

_FEWEST_FIELDS: Final = 3
"""Fewer fields that only blanks keep apart are a heading spread with blanks, or a name beside its title."""


def is_row(document: Document, index: int, label: int) -> bool:
    """Whether the block at `index` is a row of a drawn table; `label` is where its words begin, past a marker."""
    block = document.blocks[index]
    if block.end - block.start > _LONGEST_ROW:
        return False
    words = document.text[label : block.end].strip()
    if not _is_drawn(words) and " " not in words and "\u3000" not in words:  # as most headings
        return _stands_over_rows(document, index)
    fields = _fields(words)
    if len(fields) < 2:
        return _FIGURES_AT_END.search(words) is not None or _stands_over_rows(document, index)
    if _FIGURE.fullmatch(fields[-1]) or sum(_FIGURE.fullmatch(field) is not None for field in fields) > 1:
        return True
    drawn = _is_drawn(words)
    if len(fields) < (2 if drawn else _FEWEST_FIELDS) or max(map(len, fields)) < 3:
        return False
    # Words alone may be a heading spread over its line; beside a line of as many fields they are a row.
    return any(_is_like(document, beside, len(fields), drawn) for beside in (index - 1, index + 1))


def _stands_over_rows(document: Document, index: int) -> bool:
    """Whether a line alone continues a table: rows of as many figures stand right above and below it.

    Below a heading between two tables stands the head of the second, which has words.
    """
    above = _figures(document, index - 1)
    return above > 1 and abs(above - _figures(document, index + 1)) <= 1


def _figures(document: Document, index: int) -> int:
    """The fields of a line that are figures; none when it is not drawn."""
    if not 0 <= index < len(document.blocks):
        return 0
    block = document.blocks[index]
    if block.end - block.start > _LONGEST_ROW:
        return 0
    words = document.text[block.start : block.end]
    if not _is_drawn(words):
        return 0
    return sum(_FIGURE.fullmatch(field) is not None for field in _fields(words))


def _is_drawn(words: str) -> bool:
    """Whether a tab or a bar keeps fields apart."""
    return "\t" in words or "|" in words or "│" in words


def _is_like(document: Document, index: int, fields: int, drawn: bool) -> bool:
    """Whether a neighbouring block has about as many fields, kept apart in the same way."""
    if not 0 <= index < len(document.blocks):
        return False
    block = document.blocks[index]
    if block.end - block.start > _LONGEST_ROW:
        return False
    words = document.text[block.start : block.end]
    count = len(_fields(words))
    return count > 1 and abs(count - fields) <= 1 and (not drawn or _is_drawn(words))


def _fields(words: str) -> list[str]:
    """The fields of a line, empty ones left out."""
    return [field for field in _GAP.split(words) if field]
