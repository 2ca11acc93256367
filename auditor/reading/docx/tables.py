"""The grid of a Word table: which cells begin where, and what they span."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.reading.docx import names as w
from auditor.reading.limits import Limits, check_nesting
from auditor.reading.markup import Element
from auditor.reading.result import refuse


class TableCell:
    """A cell of the grid with its w:tc; cells that a vertical merge covers are not there."""

    __slots__ = ("column", "column_span", "element", "header", "row_span")

    def __init__(self, element: Element, column: int, column_span: int, header: bool) -> None:
        self.element = element
        self.column = column
        self.column_span = column_span
        self.row_span = 1
        self.header = header


def grid(table: Element, limits: Limits) -> list[list[TableCell]]:
    """The rows of a table with the cells that begin in each; rows deleted in revision are left out.

    Raises UnreadableFile `too-large` when spans or cells are out of bounds.
    """
    rows: list[list[TableCell]] = []
    merged: dict[int, TableCell] = {}  # column → the cell that a vertical merge goes on from
    count = 0
    for row in _children(table, w.ROW, limits):
        properties = row.find(w.ROW_PROPERTIES)
        if properties is not None and properties.find(w.DELETED) is not None:
            continue
        cells = _row(row, properties, merged, limits)
        count += len(cells)
        _check(count, limits.table_cells)
        rows.append(cells)
    return rows


def _row(
    row: Element, properties: Element | None, merged: dict[int, TableCell], limits: Limits
) -> list[TableCell]:
    header = properties is not None and w.is_on(properties.find(w.TABLE_HEADER))
    before = None if properties is None else w.number_in(properties.find(w.GRID_BEFORE))
    column = max(0, before or 0)
    cells: list[TableCell] = []
    for element in _children(row, w.CELL, limits):
        cell_properties = element.find(w.CELL_PROPERTIES)
        span, horizontal, vertical, deleted = _merges(cell_properties)
        if deleted:
            continue
        _check(column + span, limits.table_columns)
        if horizontal == "continue" and cells:
            cells[-1].column_span += span
        elif vertical == "continue" and column in merged:
            merged[column].row_span += 1
        else:
            cell = TableCell(element, column, span, header)
            cells.append(cell)
            merged.pop(column, None)
            if vertical == "restart":
                merged[column] = cell
        column += span
    return cells


def _merges(properties: Element | None) -> tuple[int, str | None, str | None, bool]:
    """Columns spanned, the state of horizontal and vertical merging, and whether revision deletes it."""
    if properties is None:
        return 1, None, None, False
    span = w.number_in(properties.find(w.GRID_SPAN)) or 1
    horizontal = properties.find(w.HORIZONTAL_MERGE)
    vertical = properties.find(w.VERTICAL_MERGE)
    return (
        max(1, span),
        None if horizontal is None else horizontal.get(w.VALUE, "continue"),
        None if vertical is None else vertical.get(w.VALUE, "continue"),
        properties.find(w.CELL_DELETED) is not None,
    )


def _check(count: int, limit: int) -> None:
    if count > limit:
        refuse(
            "too-large",
            "表格的行列或合并跨度达{count}，超过上限{limit}。请检查原文件。",
            count=count,
            limit=limit,
        )


def _children(container: Element, tag: str, limits: Limits, depth: int = 0) -> Iterator[Element]:
    """Rows of a table or cells of a row, through content controls and the like."""
    check_nesting(depth, limits)
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag in (w.CONTROL, w.CONTROL_CONTENT, w.CUSTOM, w.INSERTED, w.MOVED_HERE):
            yield from _children(child, tag, limits, depth + 1)
