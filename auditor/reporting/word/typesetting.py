"""A Word file made from a document's text and blocks, for files that are not Word files themselves.

It is set as official documents are (GB/T 9704): the title in the middle, 一、 in 黑体, （一） in 楷体,
the body in 仿宋 with two characters of indent, the sign-off to the right.  The package is the smallest
that Word, WPS and LibreOffice open.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from typing import Final

import msgspec
from lxml import etree

from auditor.model import Block, Cell, Document, Finding
from auditor.reporting.parts import parts_of
from auditor.reporting.word import comments
from auditor.reporting.word.anchors import Anchors, Element, Stretch
from auditor.reporting.word.names import (
    COMMENTS_TYPE,
    CONTENT_TYPES,
    DOCUMENT_TYPE,
    OFFICE_RELATIONSHIP,
    RELATIONSHIPS,
    STYLES_TYPE,
    WORD,
    XML_SPACE,
)

_W: Final = f"{{{WORD}}}"


class _Look(msgspec.Struct, frozen=True):
    """How a part of a document is set; looks.toml says what the fields mean."""

    font: str
    size: int
    align: str
    bold: bool = False
    indent: int = 0
    exact: bool = False


_NOTE_KINDS: Final = frozenset(("footnote", "page-header", "page-footer"))


def annotated(
    document: Document, findings: Sequence[Finding], lines_of: Callable[[Finding], Sequence[str]], date: str
) -> bytes:
    """A docx of the document's text with a comment for each finding."""
    setting = _Setting(document)
    part = comments.empty_part(WORD)
    anchors = Anchors(setting.stretches, (cut for one in findings for cut in (one.start, one.end)))
    for number, finding in enumerate(findings):
        if anchors.place(number, finding.start, finding.end):
            comments.add(part, WORD, number, lines_of(finding), date)
    return _package(setting.root, part)


class _Setting:
    """The main part, and which run of it holds which words."""

    def __init__(self, document: Document) -> None:
        self._text = comments.clean(document.text)
        self._styles = {start: name for start, _end, name in parts_of(document)}
        self.root = etree.Element(f"{_W}document", nsmap={"w": WORD})
        self._body = etree.SubElement(self.root, f"{_W}body")
        self.stretches: list[Stretch] = []
        for group in _groups(document.blocks):
            first = group[0].cell
            if first is None:
                self._paragraph(self._body, group[0], self._style_of(group[0]))
            else:
                self._table(group)
        section = etree.SubElement(self._body, f"{_W}sectPr")
        _put(section, "pgSz", w="11906", h="16838")
        _put(section, "pgMar", top="2098", right="1474", bottom="1984", left="1588")

    def _style_of(self, block: Block) -> str:
        if block.kind in _NOTE_KINDS:
            return "note"
        if block.start in self._styles:
            return self._styles[block.start]
        return f"h{min(block.level or 1, 3)}" if block.kind == "heading" else "body"

    def _paragraph(self, container: Element, block: Block, style: str) -> None:
        paragraph = etree.SubElement(container, f"{_W}p")
        _put(etree.SubElement(paragraph, f"{_W}pPr"), "pStyle", val=style)
        for start, words in _lines(self._text, block):
            if start > block.start:
                etree.SubElement(etree.SubElement(paragraph, f"{_W}r"), f"{_W}br")
            if words:
                run = etree.SubElement(paragraph, f"{_W}r")
                text = etree.SubElement(run, f"{_W}t")
                text.set(XML_SPACE, "preserve")
                text.text = words
                self.stretches.append(Stretch(start, words, run))

    def _table(self, blocks: Sequence[Block]) -> None:
        table = etree.SubElement(self._body, f"{_W}tbl")
        borders = etree.SubElement(etree.SubElement(table, f"{_W}tblPr"), f"{_W}tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            _put(borders, side, val="single", sz="4", space="0", color="auto")
        cells: dict[tuple[int, int], list[Block]] = {}
        for block in blocks:
            if block.cell is not None:
                cells.setdefault((block.cell.row, block.cell.column), []).append(block)
        width = max(cell.column + cell.column_span for cell in _cells(blocks))
        grid = etree.SubElement(table, f"{_W}tblGrid")
        for _ in range(width):
            _put(grid, "gridCol", w=str(8844 // width))
        for row in range(max(cell.row + cell.row_span for cell in _cells(blocks))):
            self._row(etree.SubElement(table, f"{_W}tr"), row, width, cells)

    def _row(self, line: Element, row: int, width: int, cells: dict[tuple[int, int], list[Block]]) -> None:
        column = 0
        while column < width:
            above, held = _cell_at(cells, row, column)
            cell = etree.SubElement(line, f"{_W}tc")
            properties = etree.SubElement(cell, f"{_W}tcPr")
            span = above.column_span if above else 1
            if span > 1:
                _put(properties, "gridSpan", val=str(span))
            if above and above.row_span > 1:
                _put(properties, "vMerge", val="restart" if above.row == row else "continue")
            for block in held if above and above.row == row else ():
                self._paragraph(cell, block, "cell")
            if len(cell) == 1:
                etree.SubElement(cell, f"{_W}p")
            column += span


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks one by one, and those of a table together."""
    table: list[Block] = []
    for block in sorted(blocks, key=lambda one: one.start):
        same = table and block.cell and table[0].cell and block.cell.table == table[0].cell.table
        if table and not same:
            yield table
            table = []
        if block.cell is None:
            yield [block]
        else:
            table.append(block)
    if table:
        yield table


def _cells(blocks: Sequence[Block]) -> Iterator[Cell]:
    return (block.cell for block in blocks if block.cell is not None)


def _cell_at(
    cells: dict[tuple[int, int], list[Block]], row: int, column: int
) -> tuple[Cell | None, list[Block]]:
    """The cell that begins at a place or, beginning in a row above, reaches down to it."""
    for above in range(row, -1, -1):
        held = cells.get((above, column))
        cell = held[0].cell if held else None
        if held and cell and above + cell.row_span > row:
            return cell, held
    return None, []


def _lines(text: str, block: Block) -> Iterator[tuple[int, str]]:
    """The lines of a block with the offsets at which they begin."""
    start = block.start
    for words in text[block.start : block.end].split("\n"):
        yield start, words
        start += len(words) + 1


def _put(container: Element, name: str, **attributes: str) -> Element:
    element = etree.SubElement(container, _W + name)
    for key, value in attributes.items():
        element.set(_W + key, value)
    return element


def _styles_part() -> Element:
    looks = resources.files("auditor.reporting.word").joinpath("looks.toml").read_bytes()
    root = etree.Element(f"{_W}styles", nsmap={"w": WORD})
    for name, look in msgspec.toml.decode(looks, type=dict[str, _Look]).items():
        style = _put(root, "style", type="paragraph", styleId=name)
        _put(style, "name", val=name)
        paragraph = etree.SubElement(style, f"{_W}pPr")
        if look.exact:
            _put(paragraph, "spacing", line="560", lineRule="exact")
        if look.indent:
            first_line = str(look.indent * look.size // 10)
            _put(paragraph, "ind", firstLineChars=str(look.indent), firstLine=first_line)
        _put(paragraph, "jc", val=look.align)
        run = etree.SubElement(style, f"{_W}rPr")
        _put(run, "rFonts", ascii="Times New Roman", hAnsi="Times New Roman", eastAsia=look.font)
        if look.bold:
            _put(run, "b")
        _put(run, "sz", val=str(look.size))
    return root


def _package(document: Element, comments_part: Element) -> bytes:
    types = etree.Element(f"{{{CONTENT_TYPES}}}Types", nsmap={None: CONTENT_TYPES})
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    for extension, kind in (("rels", rels), ("xml", "application/xml")):
        etree.SubElement(types, f"{{{CONTENT_TYPES}}}Default", {"Extension": extension, "ContentType": kind})
    parts = {"document": DOCUMENT_TYPE, "styles": STYLES_TYPE, "comments": COMMENTS_TYPE}
    for name, kind in parts.items():
        override = {"PartName": f"/word/{name}.xml", "ContentType": kind}
        etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", override)
    contents = {
        "[Content_Types].xml": types,
        "_rels/.rels": _relationships({"officeDocument": "word/document.xml"}),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relationships({"styles": "styles.xml", "comments": "comments.xml"}),
        "word/styles.xml": _styles_part(),
        "word/comments.xml": comments_part,
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        for name, root in contents.items():
            data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def _relationships(targets: dict[str, str]) -> Element:
    root = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
    for number, (kind, target) in enumerate(targets.items(), 1):
        attributes = {"Id": f"rId{number}", "Type": OFFICE_RELATIONSHIP + kind, "Target": target}
        etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", attributes)
    return root
