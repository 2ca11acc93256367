"""Markdown: the text stays as it is; headings and pipe tables become blocks of their own.

Every other line is a paragraph, as in plain text: the reports that come as Markdown were converted
from Word, and their paragraphs are lines.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from auditor.model import Block, Cell
from auditor.reading import txt
from auditor.reading.limits import Limits
from auditor.reading.result import Content, refuse

_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_UNDERLINE: Final = re.compile(r"(=+|-{3,})[ \t]*$")
_DELIMITER_ROW: Final = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CELL_BORDER: Final = re.compile(r"(?<!\\)\|")
_FENCE: Final = ("```", "~~~")


def read(data: bytes, limits: Limits) -> Content:
    """Raises UnreadableFile as plain text does, and `too-large` for a table out of bounds."""
    content = txt.read(data, limits)
    return Content(content.text, _Blocks(content, limits).of_lines(), content.notes)


class _Blocks:
    """Goes through the lines of a Markdown text once."""

    def __init__(self, content: Content, limits: Limits) -> None:
        self._text = content.text
        self._lines = content.blocks  # one for each line that is not blank
        self._limits = limits
        self._tables = 0
        self._blocks: list[Block] = []

    def of_lines(self) -> tuple[Block, ...]:
        lines, at, fence = self._lines, 0, ""
        while at < len(lines):
            line = self._text[lines[at].start : lines[at].end]
            if line.startswith(_FENCE):
                fence = "" if fence and line.startswith(fence) else fence or line[:3]
            if not fence:
                after = self._heading(line, at) or self._table(line, at)
                if after:
                    at = after
                    continue
            self._blocks.append(lines[at])
            at += 1
        return tuple(self._blocks)

    def _heading(self, line: str, at: int) -> int:
        """The index after a heading that stands at this line; 0 when none does."""
        block = self._lines[at]
        match = _HEADING.match(line)
        if match:
            words = line[match.end() :]
            closed = words.rstrip("#")  # a heading may be closed by the same signs
            words = closed.rstrip() if closed != closed.rstrip() else words
            start = block.start + match.end()
            if words:
                self._blocks.append(Block(start, start + len(words), "heading", len(match[1])))
                return at + 1
        if self._follows(at) and "|" not in line:
            below = self._lines[at + 1]
            underline = _UNDERLINE.match(self._text, below.start, below.end)
            if underline:
                level = 1 if underline[1].startswith("=") else 2
                self._blocks.append(Block(block.start, block.end, "heading", level))
                return at + 2
        return 0

    def _follows(self, at: int) -> bool:
        """Whether the next line that is not blank stands right below."""
        lines = self._lines
        return at + 1 < len(lines) and self._text.count("\n", lines[at].end, lines[at + 1].start) == 1

    def _table(self, line: str, at: int) -> int:
        """The index after a table whose header row stands at this line; 0 when none does."""
        if "|" not in line or not self._follows(at):
            return 0
        below = self._lines[at + 1]
        delimiter = _DELIMITER_ROW.match(self._text, below.start, below.end)
        if delimiter is None or len(_borders(delimiter[0])) != len(_borders(line)):
            return 0
        self._row(at, 0, header=True)
        row, previous, at = 1, at + 1, at + 2
        while at < len(self._lines) and self._follows(previous):
            if "|" not in self._text[self._lines[at].start : self._lines[at].end]:
                break
            self._row(at, row, header=False)
            row, previous, at = row + 1, at, at + 1
        self._tables += 1
        return at

    def _row(self, at: int, row: int, *, header: bool) -> None:
        line = self._lines[at]
        borders = _borders(self._text[line.start : line.end])
        if len(borders) > self._limits.table_columns:
            refuse(
                "too-large",
                "表格有{count}列，超过上限{limit}列。请检查原文件。",
                count=len(borders),
                limit=self._limits.table_columns,
            )
        for column, (begin, end) in enumerate(itertools.pairwise(borders)):
            content = self._text[line.start + begin + 1 : line.start + end]
            stripped = content.strip()
            if stripped:
                start = line.start + begin + 1 + content.index(stripped[0])
                cell = Cell(self._tables, row, column, header=header)
                self._blocks.append(Block(start, start + len(stripped), "cell", cell=cell))


def _borders(line: str) -> list[int]:
    """Where the borders of a row's cells stand: one more than cells; an outer one may be implied."""
    borders = [match.start() for match in _CELL_BORDER.finditer(line)]
    if not borders or borders[0] != 0:
        borders.insert(0, -1)
    if borders[-1] != len(line) - 1 or len(borders) == 1:
        borders.append(len(line))
    return borders
