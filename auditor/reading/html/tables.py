"""The grid of an HTML table: which cells begin where, and what they span."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from auditor.model import Cell
from auditor.reading.limits import Limits
from auditor.reading.result import refuse

Node = Any
"""A node of selectolax's lexbor tree."""

_SECTIONS: Final = ("thead", "tbody", "tfoot")
_LONG_CELL: Final = 800  # characters; with several paragraphs in it a cell is a page's frame
_MANY_PARAGRAPHS: Final = 8
# Spans past these are read as these (HTML standard, 4.9.11).
_MOST_COLUMNS_SPANNED: Final = 1_000
_MOST_ROWS_SPANNED: Final = 65_534


def rows_of(table: Node) -> list[list[Node]]:
    """The cells of each row, in order; rows of nested tables are not among them."""
    rows = []
    for child in _elements(table):
        if child.tag == "tr":
            rows.append(_cells_of(child))
        elif child.tag in _SECTIONS:
            rows.extend(_cells_of(row) for row in _elements(child) if row.tag == "tr")
    return rows


def _cells_of(row: Node) -> list[Node]:
    return [child for child in _elements(row) if child.tag in ("td", "th")]


def _elements(parent: Node) -> Iterator[Node]:
    child = parent.first_child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next


def is_frame(table: Node, rows: list[list[Node]]) -> bool:
    """Whether a table only arranges the page: one cell has words, or a table or a whole article in it."""
    if table.attributes.get("role") == "presentation" or _holds_tables(table):
        return True
    texts = [(cell, cell.text(strip=True)) for row in rows for cell in row]
    filled = [cell for cell, text in texts if text]
    if len(filled) <= 1:
        return True
    return any(
        len(text) > _LONG_CELL and len(cell.css("p, br, div")) >= _MANY_PARAGRAPHS for cell, text in texts
    )


def _holds_tables(table: Node) -> bool:
    return any(other.mem_id != table.mem_id for other in table.css("table"))


def grid(rows: list[list[Node]], table: int, limits: Limits) -> Iterator[list[tuple[Node, Cell]]]:
    """For each row the cells that begin in it with their places.

    Raises UnreadableFile `too-large` when there are too many cells or columns.
    """
    covered: dict[int, int] = {}  # column → rows that a cell from above still covers
    count = 0
    for index, row in enumerate(rows):
        placed: list[tuple[Node, Cell]] = []
        column = 0
        still = {at: left for at, left in covered.items() if left > 0}
        for node in row:
            while column in still:
                column += 1
            attributes = node.attributes
            columns = _span(attributes.get("colspan"), _MOST_COLUMNS_SPANNED)
            down = min(_span(attributes.get("rowspan"), _MOST_ROWS_SPANNED) or len(rows), len(rows) - index)
            columns = max(1, columns)
            _check(column + columns, limits.table_columns)
            placed.append((node, Cell(table, index, column, down, columns, node.tag == "th")))
            if down > 1:
                covered.update((at, down) for at in range(column, column + columns))
            column += columns
        count += len(placed)
        _check(count, limits.table_cells)
        covered = {at: left - 1 for at, left in covered.items() if left > 1}
        yield placed


def _span(value: str | None, most: int) -> int:
    """A span as written; 1 when it is missing or no number, 0 as written (to the table's end)."""
    digits = (value or "").strip()
    if not digits.isdecimal():
        return 1
    return min(int(digits[:9]), most)


def _check(count: int, limit: int) -> None:
    if count > limit:
        refuse(
            "too-large",
            "表格的行列或合并跨度达{count}，超过上限{limit}。请检查原文件。",
            count=count,
            limit=limit,
        )
