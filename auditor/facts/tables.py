"""The tables of a report as rows and columns of values with their labels.

From the cells that a format states (docx, html, md, xlsx), and from lines of plain text whose fields
are kept apart by tabs or runs of blanks.  A table whose labels stand in two places side by side (收入 | 决算数
| 支出 | 决算数) comes as two panels, each with its own labels.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from auditor.facts import numerals
from auditor.model import Document, Span


class Entry(msgspec.Struct, frozen=True):
    """A cell: its words, where it stands, and its number when it holds one.

    `value` is as printed, without regard to the table's unit; a dash has the value 0 and is `blank`.
    `step` is what one in the last printed place is worth.
    """

    span: Span
    text: str
    row: int
    column: int
    value: Decimal | None = None
    step: Decimal = Decimal(1)
    percent: bool = False
    blank: bool = False


class Row(msgspec.Struct, frozen=True):
    """A row of a panel: the labels that stand before it, from the widest to its own, and its entries by column.

    `unit` is that of its own cell in a column 单位 (万吨, 户), or an empty string.
    """

    index: int
    labels: tuple[str, ...]
    entries: dict[int, Entry]
    unit: str = ""

    @property
    def label(self) -> str:
        return self.labels[-1] if self.labels else ""


class Panel(msgspec.Struct, frozen=True):
    """Labels with the values to the right of them.  `headers` gives the header words of a column, top first."""

    rows: tuple[Row, ...]
    columns: tuple[int, ...]
    headers: dict[int, tuple[str, ...]]


class Table(msgspec.Struct, frozen=True):
    """A table with the unit that stands above it (万元), or an empty string."""

    span: Span
    unit: str
    panels: tuple[Panel, ...]


_NUMBER: Final = re.compile(
    rf"\(?(?P<sign>[-−+])?\s*(?P<number>{numerals.ARABIC})\s*(?P<percent>%)?\)?[一-鿿]{{0,2}}"
)
_BLANK: Final = re.compile(r"[-—–/\\.]{1,4}")
_FIELDS: Final = re.compile(r"\t+| {2,}|\s*\|\s*")
_UNIT: Final = re.compile(r"单位\s*:?\s*(?P<unit>[一-鿿]{1,6})")
_NUMBERED: Final = re.compile(r"行次|栏次|序号|编码|代码|编号|年份|电话|^年度$|名次|排名")
_LINE_NUMBER: Final = re.compile(r"^(?:行次|栏次)$")
_MEASURED_IN: Final = re.compile(r"^(?:计量|计算)?单位$")
_BODY: Final = re.compile(
    r"..(?:局|所|站|队|科|室|院|校|中心|公司|学|园|厂|场|委|办|部|会|村|镇|乡|街道|社区)$"
)
"""What ends the names of a column 单位 that is of bodies, and not of measures."""

_ROW_NUMBER: Final = re.compile(r"^(?:行次|序号)$")
_YEARS: Final = frozenset(range(1980, 2051))
_ONE: Final = Decimal(1)
_NOTHING: Final = Decimal(0)
_FEWEST_LINES: Final = 3
_WIDE: Final = 4
"""Lines of text that make a table: three, or two of at least four fields each."""

Grid = list[list["Entry | None"]]


def of(document: Document) -> tuple[Table, ...]:
    """All tables with numbers, in order; computed once."""
    return document.remember("facts.tables", lambda: tuple(_read(document)))


def _read(document: Document) -> Iterator[Table]:
    for grid in [*_stated(document), *_drawn(document)]:
        table = _table(document, grid)
        if table is not None:
            yield table


def _stated(document: Document) -> Iterator[Grid]:
    """The grids that the format states, cells repeated over what they span."""
    grouped: dict[int, list[tuple[int, int, int, int, Entry]]] = {}
    for block in document.blocks:
        place = block.cell
        if place is not None:
            entry = entry_of(document, block.span, place.row, place.column)
            grouped.setdefault(place.table, []).append(
                (place.row, place.column, place.row_span, place.column_span, entry)
            )
    for cells in grouped.values():
        rows = max(row + down for row, _, down, _, _ in cells)
        columns = max(column + across for _, column, _, across, _ in cells)
        if rows * columns > 200_000:
            continue
        grid: Grid = [[None] * columns for _ in range(rows)]
        for row, column, down, across, entry in cells:
            for r in range(row, row + down):
                for c in range(column, column + across):
                    grid[r][c] = grid[r][c] or entry
        yield grid


def _drawn(document: Document) -> Iterator[Grid]:
    """The grids that plain text draws with tabs, bars or runs of blanks."""
    folded = document.folded
    if "\t" not in folded and "  " not in folded:
        return
    lines: list[list[Span]] = []
    for block in document.blocks:
        if block.cell is not None:
            continue
        fields = _fields(folded, block.start, block.end)
        if fields and (not lines or abs(len(fields) - len(lines[-1])) <= 2):
            lines.append(fields)
            continue
        if lines:
            yield from _as_grid(document, lines)
        lines = [fields] if fields else []
    if lines:
        yield from _as_grid(document, lines)


def _fields(folded: str, start: int, end: int) -> list[Span]:
    """The fields of a line, two or more; none for a line of running text."""
    words = folded[start:end]
    if "\t" not in words and "  " not in words and "|" not in words:
        return []  # nearly every line of a report
    fields = []
    for gap in _FIELDS.finditer(folded, start, end):
        if gap.start() > start:
            fields.append(Span(start, gap.start()))
        start = gap.end()
    if start < end:
        fields.append(Span(start, end))
    return fields if len(fields) > 1 else []


def _as_grid(document: Document, lines: Sequence[Sequence[Span]]) -> Iterator[Grid]:
    """The lines as a grid when enough of them have one number of fields; short lines are set to the right."""
    widths = [len(fields) for fields in lines]
    width = max(set(widths), key=lambda each: (widths.count(each), each), default=0)
    if len(lines) < (2 if width >= _WIDE else _FEWEST_LINES) or widths.count(width) < max(2, len(lines) // 2):
        return
    grid: Grid = []
    for index, fields in enumerate(lines):
        if len(fields) > width:
            return
        row: list[Entry | None] = [None] * width
        for offset, span in enumerate(fields, width - len(fields)):
            row[offset] = entry_of(document, span, index, offset)
        grid.append(row)
    counted = sum(row[-1] is not None and row[-1].value is not None for row in grid)
    if counted * 2 >= len(grid):
        yield grid


def entry_of(document: Document, span: Span, row: int, column: int) -> Entry:
    """The cell at a span, with its number read."""
    text = "".join(document.folded[span.start : span.end].split())
    match = _NUMBER.fullmatch(text)
    if match is None:
        blank = _BLANK.fullmatch(text) is not None
        return Entry(span, text, row, column, _NOTHING if blank else None, blank=blank)
    sign, number, percent = match.group("sign", "number", "percent")
    value, step = _value_and_step(number)
    if sign in ("-", "−") or (text.startswith("(") and text.endswith(")")):
        value = -value
    return Entry(span, text, row, column, value, step, percent is not None)


@functools.lru_cache(maxsize=1024)
def _value_and_step(number: str) -> tuple[Decimal, Decimal]:
    """What a printed number is worth, and one in its last place; small numbers recur."""
    return Decimal(number.replace(",", "")), _ONE.scaleb(-numerals.decimals(number))


def _table(document: Document, grid: Grid) -> Table | None:
    entries = [entry for row in grid for entry in row if entry is not None]
    if not any(entry.value is not None for entry in entries):
        return None
    span = Span(min(entry.span.start for entry in entries), max(entry.span.end for entry in entries))
    panels = tuple(panel for panel in _panels(grid) if panel.rows)
    above = document.folded[max(0, span.start - 80) : span.start]
    units = _UNIT.findall(above + "".join(entry.text for entry in grid[0] if entry is not None))
    return Table(span, units[-1] if units else "", panels) if panels else None


def _panels(grid: Grid) -> Iterator[Panel]:
    """The table cut before every column of labels that follows a column of values."""
    body = _body(grid)
    if not body:
        return
    labelled = [_is_label_column(grid, body, column) for column in range(len(grid[0]))]
    starts = [0]
    for column in range(1, len(labelled)):
        if labelled[column] and not labelled[column - 1]:
            starts.append(column)
    for start, end in zip(starts, [*starts[1:], len(labelled)], strict=True):
        columns = tuple(column for column in range(start, end) if not labelled[column])
        if columns:
            names = [column for column in range(start, end) if labelled[column]]
            yield _panel(grid, body, names, columns)


def _body(grid: Grid) -> list[int]:
    """The rows that state values; above the first of them rows of column numbers and of years are headers."""
    body: list[int] = []
    for index, row in enumerate(grid):
        cells = [entry for entry in row if entry is not None]
        values = [entry for entry in cells if entry.value is not None and not entry.blank]
        if values and (body or not _only_numbers_columns(cells, values)):
            body.append(index)
    return body


def _only_numbers_columns(cells: Sequence[Entry], values: Sequence[Entry]) -> bool:
    """Whether a row numbers the columns (栏次 1 2 3 …) or names years."""
    if any(_LINE_NUMBER.search(entry.text) for entry in cells if entry.value is None):
        return True
    numbers = [entry.value for entry in values]
    counting = len(numbers) > 2 and numbers == list(range(1, len(numbers) + 1))
    return counting or all(entry.step == 1 and entry.value in _YEARS for entry in values)


def _numbers_lines(grid: Grid, body: Sequence[int], column: int) -> bool:
    """Whether a column only numbers the rows: 行次, 序号."""
    return any(
        (entry := grid[index][column]) is not None and _ROW_NUMBER.search(entry.text) is not None
        for index in range(body[0])
    )


def _states_units(grid: Grid, body: Sequence[int], column: int) -> bool:
    """Whether a column says what the rows are measured in: 单位 over 万吨, 户, %."""
    top = [entry.text for row in grid[: body[0]] if (entry := row[column]) is not None]
    return any(map(_MEASURED_IN.match, top)) and not any(
        (entry := grid[index][column]) is not None and _BODY.search(entry.text) for index in body
    )


def _is_row_number(cell: Entry | None, numbered: frozenset[int]) -> bool:
    return cell is not None and cell.value is not None and cell.column in numbered


def _is_label_column(grid: Grid, body: Sequence[int], column: int) -> bool:
    """Whether a column holds names, or numbers that only number the rows."""
    words = values = 0
    for index in body:
        entry = grid[index][column]
        if entry is not None and entry.text:
            words += entry.value is None
            values += entry.value is not None
    top = "".join(entry.text for row in grid[: body[0] + 1] if (entry := row[column]) is not None)
    return words > values or (values > 0 and _NUMBERED.search(top) is not None)


def _panel(grid: Grid, body: Sequence[int], names: Sequence[int], columns: tuple[int, ...]) -> Panel:
    rows = []
    numbered = frozenset(column for column in names if _numbers_lines(grid, body, column))
    measures = next((column for column in names[1:] if _states_units(grid, body, column)), None)
    names = [column for column in names if column != measures]
    above: list[Entry | None] = [None] * len(names)
    for index in body:
        above = _filled([grid[index][column] for column in names], above)
        entries = {
            column: entry
            for column in columns
            if (entry := grid[index][column]) is not None and entry.value is not None
        }
        if entries:
            labels = [cell for cell in above if not _is_row_number(cell, numbered)]
            measured = grid[index][measures] if measures is not None else None
            rows.append(Row(index, _labels(labels), entries, measured.text if measured is not None else ""))
    headers = {column: _header(grid, rows[0].index if rows else 0, column) for column in columns}
    return Panel(tuple(rows), columns, headers)


def _filled(cells: list[Entry | None], above: Sequence[Entry | None]) -> list[Entry | None]:
    """The label cells of a row; leading blanks before a further label repeat the labels of the row above.

    So Markdown and spreadsheets draw what other formats state as merged cells.
    """
    first = next((at for at, cell in enumerate(cells) if cell is not None), len(cells))
    if first == len(cells):
        return cells
    return [*above[:first], *cells[first:]]


def _labels(cells: Iterable[Entry | None]) -> tuple[str, ...]:
    """The words of the label cells, a cell that spans several columns once."""
    labels: list[str] = []
    last: Entry | None = None
    for cell in cells:
        if cell is not None and cell.text and (last is None or cell.span != last.span):
            labels.append(cell.text)
        last = cell or last
    return tuple(labels)


def _header(grid: Grid, first: int, column: int) -> tuple[str, ...]:
    """The header words above a column, top first; a blank before a further header repeats its neighbour's."""
    words: list[str] = []
    last: Entry | None = None
    for index in range(first):
        cell = grid[index][column]
        if cell is None and any(grid[below][column] is not None for below in range(index + 1, first)):
            cell = next((left for left in grid[index][column::-1] if left is not None), None)
        if cell is None or not cell.text or (last is not None and cell.span == last.span):
            continue
        if cell.value is None or cell.value in _YEARS:  # not the number of the column
            words.append(cell.text)
        last = cell
    return tuple(words)
