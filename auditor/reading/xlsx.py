"""Spreadsheets (.xlsx, .xls, .et): each sheet a table of cells.

A number is shown as the shortest decimal that means it; the file's own number formats (two
decimals, per cent) are not applied, for calamine does not give them.
"""

from __future__ import annotations

import datetime
import io
import re
from typing import Any, Final

import python_calamine as calamine

from auditor.model import Cell
from auditor.reading.archive import Archive
from auditor.reading.assembly import TextBuilder
from auditor.reading.compound import stream_names
from auditor.reading.limits import Limits
from auditor.reading.markup import check_part
from auditor.reading.result import Content, note, refuse
from auditor.reading.sniffing import is_compound

_DEFAULT_NAMES: Final = ("sheet", "工作表")
_MOST_DECIMALS: Final = 12
_BLANK_SHARE: Final = 20  # cells of a sheet's extent for one that may be filled
_CELL_REFERENCE: Final = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")


def read(data: bytes, limits: Limits) -> Content:
    """Visible sheets in order, each under its name.  Raises UnreadableFile."""
    if not is_compound(data):
        _check_parts(data, limits)
    elif "EncryptedPackage" in stream_names(data):
        refuse("encrypted", "表格文件设有打开密码。请去掉密码后重试。")
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        refuse("encrypted", "表格文件设有打开密码。请去掉密码后重试。")
    builder = TextBuilder(limits)
    for metadata in workbook.sheets_metadata:
        if (
            metadata.visible != calamine.SheetVisibleEnum.Visible
            or metadata.typ != calamine.SheetTypeEnum.WorkSheet
        ):
            continue
        try:
            sheet = workbook.get_sheet_by_name(metadata.name)
        except calamine.CalamineError:
            builder.notes.append(
                note(
                    "broken-sheet",
                    "工作表“{name}”无法读取，未审读。请用原软件打开并另存后重试。",
                    name=metadata.name,
                )
            )
            continue
        _add_sheet(sheet, builder, limits)
    content = builder.content()
    if not content.blocks:
        refuse("no-text", "表格文件可以打开，但里面没有内容。请换上有内容的文件。")
    return content


def _check_parts(data: bytes, limits: Limits) -> None:
    """Unpack every part once: calamine believes what sizes and places a file states."""
    with Archive(data, limits) as archive:
        for name in archive.names:
            if name.lower().endswith((".xml", ".rels")):
                part = archive.read(name)
                check_part(part, name, limits)
                if "worksheets/" in name.lower():
                    rows, columns = _extent(part)
                    _check_extent(name, rows, columns, limits)


def _extent(sheet: bytes) -> tuple[int, int]:
    """The last row and column in which the XML of a sheet has a cell."""
    rows, columns = 0, 0
    for letters, digits in _CELL_REFERENCE.findall(sheet):
        rows = max(rows, int(digits))
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        columns = max(columns, column)
    return rows, columns


def _check_extent(name: str, rows: int, columns: int, limits: Limits) -> None:
    if columns > limits.table_columns or rows * columns > limits.table_cells * _BLANK_SHARE:
        refuse(
            "too-large",
            "工作表“{name}”有{rows}行{columns}列，超出上限。请拆分文件。",
            name=name,
            rows=rows,
            columns=columns,
        )


def _add_sheet(sheet: Any, builder: TextBuilder, limits: Limits) -> None:
    if sheet.start is None:
        return
    _check_extent(sheet.name, sheet.total_height, sheet.total_width, limits)
    rows = sheet.to_python(skip_empty_area=True)
    if not sheet.name.lower().startswith(_DEFAULT_NAMES):
        builder.add(sheet.name, "heading", level=1)
    first_row, first_column = sheet.start
    spans, covered = _merges(sheet, first_row, first_column)
    table = builder.new_table()
    for index, row in enumerate(rows):
        builder.begin_row()
        for column, value in enumerate(row):
            if (index, column) not in covered:
                down, across = spans.get((index, column), (1, 1))
                builder.begin_cell()
                builder.add(_shown(value), "cell", cell=Cell(table, index, column, down, across))
        builder.end_row()


def _merges(
    sheet: Any, first_row: int, first_column: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """What each merged range's first cell spans, and the cells covered; counted from the data's corner."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    last_row, last_column = sheet.end
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        bottom, right = min(bottom, last_row), min(right, last_column)
        if top < first_row or left < first_column or bottom < top or right < left:
            continue
        corner = (top - first_row, left - first_column)
        spans[corner] = (bottom - top + 1, right - left + 1)
        covered.update(
            (row - first_row, column - first_column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        )
        covered.discard(corner)
    return spans, covered


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return (
            str(int(value))
            if value.is_integer() and abs(value) < 1e15
            else repr(round(value, _MOST_DECIMALS))
        )
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)
