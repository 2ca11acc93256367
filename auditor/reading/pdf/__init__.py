"""PDF files with a text layer; lines become paragraphs by geometry.

Scans are not read: their files are refused, single scanned pages in a text are noted.
"""

from __future__ import annotations

import ctypes
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
import pypdfium2
import pypdfium2.raw as pdfium

from auditor.reading.assembly import TextBuilder
from auditor.reading.limits import Limits
from auditor.reading.page_lines import (
    Line,
    PageLines,
    RuledTable,
    TableCell,
    add_paragraphs,
    moved_together,
)
from auditor.reading.pdf.ruling import Grid, Map, grids
from auditor.reading.result import Content, note, refuse

_PASSWORD_ERRORS: Final = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
_FEW_CHARACTERS: Final = 30  # a scan may bear a page number or the scanner app's mark
_SCAN_SHARE: Final = 0.5  # of the page's area that a picture covers
_UNMAPPED_SHARE: Final = 0.3
_HYPHEN_MARK: Final = 0x02  # what pdfium writes for a hyphen at a line's end
_NARROW_GAP: Final = 0.7  # em; distance between Chinese and digits, not a blank
_COLUMN_GAP: Final = 1.5  # em; between cells of a table
_WIDE_COLUMN_GAP: Final = 3.0
# Code points that fonts give for characters that look the same: radicals and compatibility forms.
_LOOKALIKE: Final = re.compile("[\u2e80-\u2fd5\uf900-\ufaff]")
_UNMAPPED: Final = re.compile("[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd-\uffff]")
_CELL_BLANK: Final = 2.4  # em; a line that leaves no more of its cell's width is full
_CLOSING: Final = tuple(
    "，。、；：！？）》」』】〕”’"
)  # never begin a line: the character before comes along
_MOST_PAGES_NAMED: Final = 12


class _Character(msgspec.Struct):
    sign: str
    left: float
    right: float
    top: float
    bottom: float


def read(data: bytes, limits: Limits) -> Content:
    """Raises UnreadableFile: `encrypted`, `broken`, `no-text-layer`, `undecodable`, `too-large`."""
    document = _open(data)
    try:
        count = len(document)
        if count > limits.pages:
            refuse(
                "too-large",
                "文件有{count}页，超过上限{limit}页。请拆分文件。",
                count=count,
                limit=limits.pages,
            )
        pages: list[PageLines] = []
        scanned: list[int] = []
        broken: list[int] = []
        for index in range(count):
            try:
                lines, is_scan = _read_page(document, index)
            except pypdfium2.PdfiumError:
                broken.append(index + 1)
                continue
            pages.append(lines)
            if is_scan:
                scanned.append(index + 1)
    finally:
        document.close()
    return _content(pages, scanned, broken, limits)


def _open(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in _PASSWORD_ERRORS:
            refuse("encrypted", "PDF设有打开密码。请去掉密码后重试。")
        refuse(
            "broken",
            "PDF已损坏，多半是下载或传输不完整（{reason}）。请重新获取文件。",
            reason=error,
        )


def _content(pages: list[PageLines], scanned: list[int], broken: list[int], limits: Limits) -> Content:
    text = "".join(line.text for page in pages for line in page.lines)
    text += "".join(cell.text for page in pages for table in page.tables for cell in table.cells)
    if len(scanned) == len(pages) or not text.strip():
        if scanned:
            refuse("no-text-layer", "PDF是扫描件，没有文字层。请先做文字识别（OCR）后重试。")
        if broken and not pages:
            refuse("broken", "PDF的所有页面都无法解析，文件已损坏。请重新获取文件。")
        refuse("no-text", "PDF可以打开，但里面没有文字。如果文字显示为图形，请先做文字识别（OCR）。")
    if len(_UNMAPPED.findall(text)) > len(text) * _UNMAPPED_SHARE:
        refuse(
            "undecodable",
            "PDF的字体缺少文字对照表，复制出来是乱码。请换用原始文档，或先做文字识别（OCR）。",
        )
    builder = TextBuilder(limits)
    add_paragraphs(pages, builder)
    if scanned:
        builder.notes.append(
            note(
                "pages-without-text",
                "第{pages}页是扫描图片，没有文字层，未审读。请先做文字识别（OCR）。",
                pages=_named(scanned),
            )
        )
    if broken:
        builder.notes.append(
            note("broken-pages", "第{pages}页无法解析，未审读。请重新获取文件。", pages=_named(broken))
        )
    return builder.content()


def _named(numbers: list[int]) -> str:
    """Page numbers for a message, with runs drawn together: 2、5-9."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    written = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    more = "等" if len(written) > _MOST_PAGES_NAMED else ""
    return "、".join(written[:_MOST_PAGES_NAMED]) + more


def _read_page(document: Any, index: int) -> tuple[PageLines, bool]:
    """The lines and tables of a page, and whether it is a scan."""
    page = document[index]
    try:
        to_shown, width, height = _geometry(page)
        text_page = page.get_textpage()
        try:
            characters = list(_characters(text_page.raw, to_shown))
        finally:
            text_page.close()
        tables: list[RuledTable] = []
        for grid in grids(page, to_shown) if characters else ():
            characters, table = _taken_into(grid, characters)
            if table is not None:
                tables.append(table)
        lines = tuple(line for line in _lines(characters) if line.text.strip())
        few = not tables and sum(len(line.text) for line in lines) < _FEW_CHARACTERS
        return PageLines(width, height, lines, tuple(tables)), few and _is_scan(page)
    finally:
        page.close()


def _taken_into(grid: Grid, characters: list[_Character]) -> tuple[list[_Character], RuledTable | None]:
    """The characters that lie outside a grid, and the table of those inside; None for an empty frame."""
    inside: dict[int, list[_Character]] = {}
    outside: list[_Character] = []
    last = outside
    for character in characters:
        if character.sign != "\n":
            middle = (character.left + character.right) / 2, (character.top + character.bottom) / 2
            cell = grid.cell_at(*middle)
            last = outside if cell is None else inside.setdefault(cell, [])
        last.append(character)
    texts = {cell: _cell_text(_lines_of_cell(inside[cell]), grid.width(cell)) for cell in inside}
    if sum(1 for text in texts.values() if text) < 2:
        return characters, None
    cells = tuple(
        TableCell(place.row, place.column, place.row_span, place.column_span, texts.get(index, ""))
        for index, place in enumerate(grid.cells)
    )
    return outside, RuledTable(grid.rows[0], grid.rows[-1], grid.columns, cells)


def _cell_text(lines: list[Line], width: float) -> str:
    """Lines that fill a cell run on; after a short one a paragraph begins."""
    text = lines[0].text.strip() if lines else ""
    for last, line in itertools.pairwise(lines):
        following = line.text.strip()
        room = _CELL_BLANK + moved_together(following) + (following[1:2] in _CLOSING)
        is_full = width - (last.right - last.left) <= room * (last.size or last.bottom - last.top)
        text += following if is_full else "\n" + following
    return text.strip()


def _geometry(page: Any) -> tuple[Map, float, float]:
    """How coordinates become those of the page as shown; its width and height as shown."""
    left, bottom, right, top = page.get_cropbox()
    width, height = right - left, top - bottom
    rotation = page.get_rotation()
    if rotation == 90:
        return lambda x, y: (y - bottom, x - left), height, width
    if rotation == 180:
        return lambda x, y: (right - x, y - bottom), width, height
    if rotation == 270:
        return lambda x, y: (top - y, right - x), height, width
    return lambda x, y: (x - left, top - y), width, height


def _characters(text_page: Any, to_shown: Map) -> Iterator[_Character]:
    """The characters in order of the content; a line feed ends a line."""
    box = pdfium.FS_RECTF()
    pointer = ctypes.byref(box)
    high = 0
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code == 0x0D:
            continue
        if code == 0x20 and pdfium.FPDFText_IsGenerated(text_page, index):
            continue  # the gap itself tells what it is
        pdfium.FPDFText_GetLooseCharBox(text_page, index, pointer)
        left, top = to_shown(box.left, box.top)
        right, bottom = to_shown(box.right, box.bottom)
        sign = "-" if code == _HYPHEN_MARK else chr(code)
        yield _Character(sign, min(left, right), max(left, right), min(top, bottom), max(top, bottom))


def _lines(characters: Iterable[_Character]) -> Iterator[Line]:
    """Lines in order of the content.  Pieces of one line that follow each other are drawn together."""
    line: list[_Character] = []
    broken = False
    for character in characters:
        if character.sign == "\n":
            broken = True
            continue
        if line and (broken or character.top > line[-1].bottom) and not _is_level(line[-1], character):
            yield _line(line)
            line = []
        broken = False
        line.append(character)
    if line:
        yield _line(line)


def _is_level(one: _Character, other: _Character) -> bool:
    """Whether two characters stand on one line: half of the lower one lies beside the higher one."""
    beside = min(one.bottom, other.bottom) - max(one.top, other.top)
    return beside * 2 > min(one.bottom - one.top, other.bottom - other.top)


def _lines_of_cell(characters: list[_Character]) -> list[Line]:
    """Lines from top to bottom, whatever the order of the content."""
    lines: list[list[_Character]] = []
    for character in sorted(characters, key=lambda it: it.top + it.bottom):
        if character.sign == "\n":
            continue
        if lines and _is_level(lines[-1][0], character):
            lines[-1].append(character)
        else:
            lines.append([character])
    return [_line(line) for line in lines]


def _line(characters: list[_Character]) -> Line:
    """A line, with gaps between its characters made nothing, a blank or a tab."""
    characters.sort(key=lambda it: it.left)
    widths = sorted(it.right - it.left for it in characters if _is_wide(it.sign))
    size = widths[len(widths) // 2] if widths else None
    em = size or max(0.1, max(it.bottom - it.top for it in characters))
    pieces = [characters[0].sign]
    columns = wide_columns = 0
    for previous, character in itertools.pairwise(characters):
        gap = character.left - previous.right
        if gap > em * _COLUMN_GAP:
            columns += 1
            wide_columns += gap > em * _WIDE_COLUMN_GAP
            pieces.append("\t")
        elif gap > em * _NARROW_GAP or (gap > em * 0.15 and _are_latin(previous.sign, character.sign)):
            pieces.append(" ")
        pieces.append(character.sign)
    text = "".join(pieces)
    if _LOOKALIKE.search(text):
        text = _LOOKALIKE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    inked = [it for it in characters if not it.sign.isspace()] or characters
    return Line(
        text,
        min(it.left for it in inked),
        max(it.right for it in inked),
        min(it.top for it in inked),
        max(it.bottom for it in inked),
        size,
        columns >= 2 or wide_columns >= 1,
    )


def _is_wide(sign: str) -> bool:
    return "\u2e80" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or sign >= "\U00020000"


def _are_latin(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before != " " and after != " "


def _is_scan(page: Any) -> bool:
    """Whether a picture covers most of the page."""
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(covered >= width * height * _SCAN_SHARE)
