"""RTF files, by striprtf.  Its table marks are made unmistakable first, so that cells can be told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from striprtf import striprtf

from auditor.model import Cell
from auditor.reading.assembly import TextBuilder
from auditor.reading.limits import Limits, check_size
from auditor.reading.result import Content, note, refuse

# striprtf writes `|` and a line feed for the ends of cells and rows; a quarter space before them, which
# no Chinese document contains, tells them from a bar and a paragraph.
_TABLE_MARK: Final = re.compile(r"(?<!\\)\\(?=(?:nest)?(?:cell|row)(?![a-z]))")
_MARK: Final = "\u2005"
_END_OF_CELL: Final = _MARK + "|"
_END_OF_ROW: Final = _MARK + "\n"
# Link targets that striprtf would write behind the words of a link.
_LINK: Final = re.compile(r"\\fldinst\b[^{}]{0,20}HYPERLINK", re.IGNORECASE)
_to_text: Final[Callable[..., str]] = striprtf.rtf_to_text
_SYMBOL: Final = re.compile("^[ \t]*[\uf000-\uf0ff]", re.MULTILINE)
_LOST: Final = (
    (
        b"\\deleted",
        "revisions-kept",
        "RTF文件带有修订痕迹，已删除的文字也读了进来。请接受全部修订后重新审读。",
    ),
    (b"\\footnote", "footnotes-lost", "RTF文件的脚注没有读取。请另存为docx后重新审读。"),
)


def read(data: bytes, limits: Limits) -> Content:
    """Raises UnreadableFile: `too-large`, `no-text`, `broken`."""
    check_size(len(data), limits.text_bytes)
    source = _TABLE_MARK.sub(r"\\qmspace\\", data.decode("latin-1"))
    source = _LINK.sub(r"\\fldinst ", source)
    text = _to_text(source, errors="replace")
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _SYMBOL.sub("•", text.replace("\r\n", "\n").replace("\r", "\n"))
    builder = TextBuilder(limits)
    _add(text, builder)
    builder.notes += [note(kind, message) for mark, kind, message in _LOST if mark in data]
    content = builder.content()
    if not content.blocks:
        refuse("no-text", "文档可以打开，但里面没有文字。请换上有内容的文件。")
    return content


def _add(text: str, builder: TextBuilder) -> None:
    """Paragraphs and rows; rows that follow each other are one table."""
    table, row = -1, 0
    pieces = text.split(_END_OF_ROW)
    for index, piece in enumerate(pieces):
        if index == len(pieces) - 1:
            _add_paragraphs(piece, builder)
            return
        # What stands before the first cell's text is the paragraphs above the table: they end with a
        # line feed, and a cell's own first paragraph does not.
        first_cell, *others = piece.split(_END_OF_CELL)
        above, feed, first_cell = first_cell.rpartition("\n")
        if feed and above.strip():
            _add_paragraphs(above, builder)
            table = -1
        if table < 0:
            table, row = builder.new_table(), 0
        builder.begin_row()
        for column, cell in enumerate([first_cell, *others][: max(1, len(others))]):
            builder.begin_cell()
            builder.add(cell, "cell", cell=Cell(table, row, column))
        builder.end_row()
        row += 1


def _add_paragraphs(text: str, builder: TextBuilder) -> None:
    for line in text.split("\n"):
        builder.add(line.replace(_MARK, ""))
