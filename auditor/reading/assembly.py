"""Puts the text of a document together from its pieces, and the blocks that go with it.

Blocks are joined by a line feed; the cells of a table row by a tab, its rows by a line feed.
"""

from __future__ import annotations

from auditor.model import Block, BlockKind, Cell
from auditor.reading.limits import Limits
from auditor.reading.result import Content, ReadingNote, refuse


class TextBuilder:
    """Collects blocks in order of reading.  Blank blocks leave no trace but a cell's tab."""

    def __init__(self, limits: Limits) -> None:
        self.notes: list[ReadingNote] = []
        self.blocks: list[Block] = []
        self._limits = limits
        self._pieces: list[str] = []
        self._length = 0
        self._separator = ""
        self._tables = 0
        self._rows: list[tuple[str, int, bool]] = []  # separator, blocks before the row, first cell

    def add(
        self,
        text: str,
        kind: BlockKind = "paragraph",
        *,
        level: int | None = None,
        number: str = "",
        cell: Cell | None = None,
    ) -> int:
        """Append a block, blanks at both ends left out, and return the offset at which `text` begins.

        `number` is an automatic number that stands before the text.  Returns -1 for a blank block.
        Raises UnreadableFile `too-large` past the limits.
        """
        text = text.strip()
        if not text:
            number = number.rstrip()
            if not number:
                return -1
        start = self._length + len(self._separator)
        content = number + text
        self._pieces.append(self._separator)
        self._pieces.append(content)
        self._length = start + len(content)
        self._separator = "\n"
        self.blocks.append(Block(start, self._length, kind, level, len(number), cell))
        if self._length > self._limits.text_characters or len(self.blocks) > self._limits.blocks:
            refuse(
                "too-large",
                "文件的文字超过{characters}字或{blocks}段，超出上限。请拆分文件后重试。",
                characters=self._limits.text_characters,
                blocks=self._limits.blocks,
            )
        return start + len(number)

    def new_table(self) -> int:
        """The number of a table that begins now, counted from 0."""
        self._tables += 1
        return self._tables - 1

    def begin_row(self) -> None:
        self._rows.append((self._separator, len(self.blocks), True))

    def begin_cell(self) -> None:
        separator, blocks, first = self._rows[-1]
        if first:
            self._rows[-1] = (separator, blocks, False)
            return
        if len(self.blocks) > blocks:  # what stands before the tab is of this row: no line feed between
            self._separator = self._separator.rstrip("\n")
        self._separator += "\t"

    def end_row(self) -> None:
        """Close the row; a row without any text leaves nothing behind."""
        separator, blocks, _first = self._rows.pop()
        if len(self.blocks) == blocks:
            self._separator = separator
        elif self._separator != "\n":
            self._separator += "\n"

    def content(self) -> Content:
        return Content("".join(self._pieces), tuple(self.blocks), tuple(self.notes))
