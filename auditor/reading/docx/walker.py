"""Goes through a document's parts in order of reading and collects its text.

What a reader of the printed page sees is text: automatic numbers, results of fields, inserted text,
text boxes.  What he does not see is none: instructions of fields, deleted text, hidden text, the old
place of moved text, the fallback of a drawing.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable, Iterator
from importlib import resources
from typing import Final

import msgspec

from auditor.model import BlockKind, Cell
from auditor.reading.assembly import TextBuilder
from auditor.reading.docx import names as w
from auditor.reading.docx.numbering import Numbering
from auditor.reading.docx.styles import Styles, heading_level, number_reference
from auditor.reading.docx.tables import TableCell, grid
from auditor.reading.limits import Limits, check_nesting
from auditor.reading.markup import Element
from auditor.reading.page_lines import is_page_number
from auditor.reading.result import note

Piece = tuple[str, Element | None]
"""Some text and the run it stands in; None for text that no run holds."""

# Containers that add nothing of their own, among blocks and inside paragraphs.
_TRANSPARENT: Final = frozenset(
    {
        w.INSERTED,
        w.MOVED_HERE,
        w.CUSTOM,
        w.SMART_TAG,
        w.HYPERLINK,
        w.SIMPLE_FIELD,
        w.DIRECTION,
        w.DIRECTION_OVERRIDE,
    }
)
_EMBEDDED_TEXT: Final = ("Word.", "Excel.", "WPS.", "ET.", "KWPS.", "PowerPoint.", "Package", "AcroExch.")


class RunText(msgspec.Struct, frozen=True):
    """Which run a stretch of the text stands in; offsets are code points, `end` exclusive."""

    start: int
    end: int
    part: str
    run: Element


class _OpenCell:
    """A table cell whose paragraphs are being collected."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.number = ""  # the automatic number of its first paragraph
        self.pieces: list[Piece] = []

    def add(self, pieces: list[Piece], number: str) -> None:
        if not self.pieces and not self.number:
            self.number = number
            self.pieces += pieces
        elif pieces or number:
            self.pieces += [("\n", None), (number, None), *pieces]


class Walker:
    """One pass over the parts; `builder` gets the blocks, `runs` what stands where."""

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits) -> None:
        self.builder = TextBuilder(limits)
        self.runs: list[RunText] = []
        self.notes_referred: list[tuple[str, str]] = []  # element name and id, in order of reference
        self.sections: list[Element] = []
        self._styles = styles
        self._numbering = numbering
        self._limits = limits
        self._part = ""
        self._kind: BlockKind = "paragraph"
        self._depth = 0
        self._cell: _OpenCell | None = None
        self._pieces: list[Piece] = []  # of the paragraph that is being read
        self._boxes: list[Element] = []  # text boxes anchored in it
        self._fields: list[bool] = []  # open fields; True while its instruction goes on
        self._embedded_noted = False

    def walk(self, container: Element, part: str, kind: BlockKind = "paragraph") -> None:
        """Read the blocks of a part's container: the body, a footnote, a header."""
        self._part, self._kind = part, kind
        self._fields.clear()
        self._blocks(container)
        if self._pieces:  # the last paragraph mark was deleted
            self._end_paragraph("", None, False)

    # blocks

    def _blocks(self, container: Element) -> None:
        self._depth += 1
        check_nesting(self._depth, self._limits)
        for child in container:
            tag = child.tag
            if tag == w.PARAGRAPH:
                self._paragraph(child)
            elif tag == w.TABLE:
                self._table(child)
            elif tag in _TRANSPARENT:
                self._blocks(child)
            elif tag == w.CONTROL:
                content = child.find(w.CONTROL_CONTENT)
                if content is not None:
                    self._blocks(content)
            elif tag == w.ALTERNATE:
                for branch in _branches(child):
                    self._blocks(branch)
            elif tag == w.SECTION:
                self.sections.append(child)
            elif tag in (w.FOREIGN_CHUNK, w.SUB_DOCUMENT):
                self._note_embedded()
            elif tag in (w.MATH, w.MATH_PARAGRAPH):
                self._inline(child)
                self._end_paragraph("", None, False)
        self._depth -= 1

    def _paragraph(self, paragraph: Element) -> None:
        properties = paragraph.find(w.PARAGRAPH_PROPERTIES)
        style = self._styles.of(_value(properties, w.PARAGRAPH_STYLE))
        direct = mark_deleted = None
        level = style.outline
        if properties is not None:
            direct = number_reference(properties)
            outline = properties.find(w.OUTLINE_LEVEL)
            if outline is not None:
                level = heading_level(w.number_in(outline))
            mark = properties.find(w.RUN_PROPERTIES)
            if mark is not None:
                mark_deleted = (
                    mark.find(w.DELETED) if mark.find(w.DELETED) is not None else mark.find(w.MOVED_AWAY)
                )
            section = properties.find(w.SECTION)
            if section is not None:
                self.sections.append(section)
        if not style.hidden:
            self._inline(paragraph)
        if mark_deleted is not None:  # its text runs on into the next paragraph, which has the say
            return
        number = "" if style.hidden else self._numbering.next_number(direct, style)
        self._end_paragraph(number, level, style.is_title)

    def _end_paragraph(self, number: str, level: int | None, is_title: bool) -> None:
        pieces, self._pieces = self._pieces, []
        boxes, self._boxes = self._boxes, []
        if self._cell is not None:
            self._cell.add(pieces, number)
        elif level is not None or is_title:
            self._emit(pieces, "heading" if self._kind == "paragraph" else self._kind, level, number)
        else:
            for line in _lines(pieces):
                self._emit(line, self._kind, None, number)
                number = ""
        for box in boxes:
            self._blocks(box)

    def _emit(
        self,
        pieces: list[Piece],
        kind: BlockKind,
        level: int | None = None,
        number: str = "",
        cell: Cell | None = None,
    ) -> None:
        text = "".join([piece for piece, _run in pieces])
        if kind in ("page-header", "page-footer") and is_page_number(text):
            return
        at = self.builder.add(text, kind, level=level, number=number, cell=cell)
        if at < 0:
            return
        begin = len(text) - len(text.lstrip())
        end = len(text.rstrip())
        shift = at - begin
        offset = 0
        for piece, run in pieces:
            first, last = max(offset, begin), min(offset + len(piece), end)
            if run is not None and first < last:
                self.runs.append(RunText(first + shift, last + shift, self._part, run))
            offset += len(piece)

    # tables

    def _table(self, table: Element) -> None:
        self._depth += 1
        check_nesting(self._depth, self._limits)
        rows = grid(table, self._limits)
        filled = [cell for row in rows for cell in row if _holds_words(cell.element)]
        if len(filled) <= 1 or self._kind != "paragraph":  # a frame for layout, no table
            for cell in filled:
                self._blocks(cell.element)
        else:
            number = self.builder.new_table()
            for index, row in enumerate(rows):
                self._row(row, number, index)
        self._depth -= 1

    def _row(self, row: list[TableCell], table: int, index: int) -> None:
        outer, self._cell = self._cell, None
        if outer is not None:
            self._flush(outer)
        self.builder.begin_row()
        for cell in row:
            self.builder.begin_cell()
            place = Cell(table, index, cell.column, cell.row_span, cell.column_span, cell.header)
            self._cell = _OpenCell(place)
            self._blocks(cell.element)
            if self._pieces:
                self._end_paragraph("", None, False)
            self._flush(self._cell)
        self.builder.end_row()
        self._cell = outer

    def _flush(self, cell: _OpenCell) -> None:
        pieces, cell.pieces = cell.pieces, []
        number, cell.number = cell.number, ""
        self._emit(pieces, "cell", number=number, cell=cell.cell)

    # inside a paragraph

    def _inline(self, container: Element) -> None:
        self._depth += 1
        check_nesting(self._depth, self._limits)
        for child in container:
            tag = child.tag
            if tag == w.RUN:
                self._run(child)
            elif tag in _TRANSPARENT:
                self._inline(child)
            elif tag == w.CONTROL:
                content = child.find(w.CONTROL_CONTENT)
                if content is not None:
                    self._inline(content)
            elif tag == w.ALTERNATE:
                for branch in _branches(child):
                    self._inline(branch)
            elif tag in (w.MATH, w.MATH_PARAGRAPH):
                self._pieces += [(text.text or "", None) for text in child.iter(w.MATH_TEXT)]
        self._depth -= 1

    def _run(self, run: Element) -> None:
        properties = run.find(w.RUN_PROPERTIES)
        if properties is not None and self._is_hidden(properties):
            return
        self._run_content(run, run)

    def _is_hidden(self, properties: Element) -> bool:
        hidden = properties.find(w.HIDDEN)
        if hidden is not None:
            return w.is_on(hidden)
        style = _value(properties, w.RUN_STYLE)
        return style is not None and self._styles.of(style).hidden

    def _run_content(self, container: Element, run: Element) -> None:
        for child in container:
            tag = child.tag
            if tag == w.TEXT:
                text = child.text
                if text and not self._in_instruction:
                    self._pieces.append((text.replace("\n", " "), run))
            elif tag == w.FIELD_CHARACTER:
                self._field_character(child.get(w.FIELD_CHARACTER_TYPE))
            else:
                handle = _RUN_CONTENT.get(tag)
                if handle is not None:
                    handle(self, child, run)

    @property
    def _in_instruction(self) -> bool:
        return bool(self._fields) and any(self._fields)

    def _field_character(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _sign(self, sign: str, run: Element) -> None:
        if not self._in_instruction:
            self._pieces.append((sign, run))

    def _symbol(self, element: Element, run: Element) -> None:
        code = element.get(w.CHARACTER, "").upper().zfill(4)
        try:
            character = _symbols().get((element.get(w.FONT, ""), code)) or chr(int(code, 16))
        except (ValueError, OverflowError):
            return
        if not "\ud800" <= character <= "\udfff":
            self._sign(character, run)

    def _refer(self, element: Element) -> None:
        self.notes_referred.append((element.tag, element.get(w.ID, "")))

    def _drawing(self, element: Element) -> None:
        """Remember the text boxes in a drawing, to be read after the paragraph it is anchored in."""
        if next(element.iter(w.BOX_CONTENT), None) is not None:
            self._boxes.extend(_boxes(element, self._limits, 0))
        embedded = next(element.iter(w.OLE_OBJECT), None)
        if embedded is not None and embedded.get("ProgID", "").startswith(_EMBEDDED_TEXT):
            self._note_embedded()

    def _ruby(self, element: Element, run: Element) -> None:
        base = element.find(w.RUBY_BASE)
        if base is not None:
            for inner in base.iter(w.TEXT):
                self._sign(inner.text or "", run)

    def _alternate(self, element: Element, run: Element) -> None:
        for branch in _branches(element):
            self._run_content(branch, run)

    def _note_embedded(self) -> None:
        if not self._embedded_noted:
            self._embedded_noted = True
            self.builder.notes.append(
                note(
                    "embedded-part",
                    "文档里嵌入了其他文件（如Excel表格），其中的文字没有读取。请把内容粘贴进正文或单独审读。",
                )
            )


_RUN_CONTENT: Final[dict[str, Callable[[Walker, Element, Element], None]]] = {
    w.TAB: lambda walker, _element, run: walker._sign("\t", run),
    w.POSITIONED_TAB: lambda walker, _element, run: walker._sign("\t", run),
    w.BREAK: lambda walker, _element, run: walker._sign("\n", run),
    w.CARRIAGE_RETURN: lambda walker, _element, run: walker._sign("\n", run),
    w.NO_BREAK_HYPHEN: lambda walker, _element, run: walker._sign("-", run),
    w.SYMBOL: lambda walker, element, run: walker._symbol(element, run),
    w.RUBY: lambda walker, element, run: walker._ruby(element, run),
    w.ALTERNATE: lambda walker, element, run: walker._alternate(element, run),
    w.DRAWING: lambda walker, element, _run: walker._drawing(element),
    w.PICTURE: lambda walker, element, _run: walker._drawing(element),
    w.OBJECT: lambda walker, element, _run: walker._drawing(element),
    w.FOOTNOTE_REFERENCE: lambda walker, element, _run: walker._refer(element),
    w.ENDNOTE_REFERENCE: lambda walker, element, _run: walker._refer(element),
}


def _value(properties: Element | None, name: str) -> str | None:
    element = None if properties is None else properties.find(name)
    return None if element is None else element.get(w.VALUE)


def _branches(alternate: Element) -> Iterator[Element]:
    """The branch of an AlternateContent that is read: the first choice that holds text, else the fallback."""
    for branch in alternate.iterchildren(w.CHOICE, w.FALLBACK):
        if next(branch.iter(w.TEXT, w.MATH_TEXT), None) is not None:
            yield branch
            return


def _boxes(element: Element, limits: Limits, depth: int) -> Iterator[Element]:
    """The outermost text boxes in a drawing, one branch of each AlternateContent."""
    check_nesting(depth, limits)
    if element.tag == w.BOX_CONTENT:
        yield element
        return
    for child in _branches(element) if element.tag == w.ALTERNATE else element:
        yield from _boxes(child, limits, depth + 1)


def _holds_words(element: Element) -> bool:
    return any(text.text and not text.text.isspace() for text in element.iter(w.TEXT))


def _lines(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces of a paragraph, cut at line breaks."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece[0] == "\n":
            lines.append([])
        else:
            lines[-1].append(piece)
    return lines


@functools.cache
def _symbols() -> dict[tuple[str, str], str]:
    """(font, code) → the character that a sign of a symbol font stands for."""
    file = resources.files("auditor.reading.docx") / "symbols.tsv"
    rows = csv.DictReader(file.read_text("utf-8").splitlines(), delimiter="\t")
    return {(row["font"], row["code"]): row["character"] for row in rows}
