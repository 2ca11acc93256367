"""Tables that a page draws with rules: where their cells are.

Word fills a thin rectangle for each edge of a cell, WPS and LibreOffice stroke lines or boxes; all of
them come out as rules here.  Tables without vertical rules are not found.
"""

from __future__ import annotations

import bisect
import ctypes
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec
import pypdfium2.raw as pdfium

_THICKEST: Final = 2.5  # points; a filled rectangle that is thicker is shading
_TOUCH: Final = 3.0  # points within which rules meet
_SHORTEST: Final = 4.0
_MOST_SEGMENTS: Final = 20_000  # of a page; more is a drawing
_MOST_CELLS: Final = 5_000
_MOST_CROSSINGS: Final = 250_000  # pairs of rules that may cross

Map = Callable[[float, float], tuple[float, float]]
"""From the coordinates of a PDF page to those of the page as shown, from its top left corner."""

Point = tuple[float, float]


class Rule(msgspec.Struct, frozen=True):
    """A horizontal or vertical line: its own coordinate and where it goes from and to."""

    at: float
    start: float
    end: float


class GridCell(msgspec.Struct, frozen=True):
    row: int
    column: int
    row_span: int
    column_span: int


class Grid(msgspec.Struct, frozen=True):
    """A table: edges of columns and rows, its cells, and which of them covers each place of the grid."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[GridCell, ...]
    covering: tuple[tuple[int, ...], ...]

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell in which a point of the page lies."""
        column = bisect.bisect_right(self.columns, x) - 1
        row = bisect.bisect_right(self.rows, y) - 1
        if 0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1:
            return self.covering[row][column]
        return None

    def width(self, cell: int) -> float:
        place = self.cells[cell]
        return self.columns[place.column + place.column_span] - self.columns[place.column]


def grids(page: Any, to_shown: Map) -> list[Grid]:
    """The ruled tables of a page, of at least two cells, from top to bottom."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    segments = 0
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        element = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(element) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        segments += pdfium.FPDFPath_CountSegments(element)
        if segments > _MOST_SEGMENTS:
            return []
        _add_rules(element, to_shown, horizontal, vertical)
    across, down = _merged(horizontal), _merged(vertical)
    if not 0 < len(across) * len(down) <= _MOST_CROSSINGS:
        return []
    found = (_grid(*table) for table in _connected(across, down) if table[0] and table[1])
    return sorted((grid for grid in found if grid is not None), key=lambda grid: grid.rows[0])


def _add_rules(element: Any, to_shown: Map, horizontal: list[Rule], vertical: list[Rule]) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(element, fill, stroke)
    for points in _outlines(element, to_shown):
        if stroke.value:
            for (x0, y0), (x1, y1) in itertools.pairwise(points):
                _add_rule(x0, y0, x1, y1, horizontal, vertical)
        elif fill.value and points:
            xs, ys = [x for x, _y in points], [y for _x, y in points]
            if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THICKEST:
                _add_rule(min(xs), min(ys), max(xs), max(ys), horizontal, vertical)


def _add_rule(
    x0: float, y0: float, x1: float, y1: float, horizontal: list[Rule], vertical: list[Rule]
) -> None:
    across, down = abs(x1 - x0), abs(y1 - y0)
    if down <= _THICKEST and across > max(down, _SHORTEST):
        horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif across <= _THICKEST and down > max(across, _SHORTEST):
        vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _outlines(element: Any, to_shown: Map) -> Iterator[list[Point]]:
    """The corners of each part of a path, closed parts with their first corner again; no curves."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(element, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for index in range(pdfium.FPDFPath_CountSegments(element)):
        segment = pdfium.FPDFPath_GetPathSegment(element, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if points:
                yield points
            points = []
        elif kind != pdfium.FPDF_SEGMENT_LINETO:
            points = []
            continue
        points.append(
            to_shown(
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
        )
        if pdfium.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
            points.append(points[0])
    if points:
        yield points


def _merged(rules: list[Rule]) -> list[Rule]:
    """Rules in one line that touch, drawn together: edges are drawn cell by cell, and twice."""
    merged: list[Rule] = []
    for _at, group in itertools.groupby(_aligned(rules), key=lambda rule: rule.at):
        last: Rule | None = None
        for rule in sorted(group, key=lambda rule: rule.start):
            if last is not None and rule.start <= last.end + _TOUCH:
                last = Rule(last.at, last.start, max(last.end, rule.end))
            else:
                if last is not None:
                    merged.append(last)
                last = rule
        if last is not None:
            merged.append(last)
    return merged


def _aligned(rules: list[Rule]) -> list[Rule]:
    """The rules in order, each moved to the place of the first of those that lie as close as to touch."""
    aligned: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        at = aligned[-1].at if aligned and rule.at - aligned[-1].at <= _TOUCH else rule.at
        aligned.append(Rule(at, rule.start, rule.end))
    return aligned


def _connected(horizontal: list[Rule], vertical: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that cross each other, table by table."""
    free_down = set(range(len(vertical)))
    free_across = set(range(len(horizontal)))
    while free_across:
        across = {free_across.pop()}
        down: set[int] = set()
        fresh = set(across)
        while fresh:
            new_down = {
                index for index in free_down if any(_cross(horizontal[at], vertical[index]) for at in fresh)
            }
            free_down -= new_down
            down |= new_down
            fresh = {
                index
                for index in free_across
                if any(_cross(horizontal[index], vertical[at]) for at in new_down)
            }
            free_across -= fresh
            across |= fresh
        yield [horizontal[at] for at in sorted(across)], [vertical[at] for at in sorted(down)]


def _cross(across: Rule, down: Rule) -> bool:
    return (
        across.start - _TOUCH <= down.at <= across.end + _TOUCH
        and down.start - _TOUCH <= across.at <= down.end + _TOUCH
    )


def _grid(horizontal: list[Rule], vertical: list[Rule]) -> Grid | None:
    """The grid of one table; a side that is left open is where its rules end."""
    left, right = min(rule.start for rule in horizontal), max(rule.end for rule in horizontal)
    top, bottom = min(rule.start for rule in vertical), max(rule.end for rule in vertical)
    columns = _edges([left, *(rule.at for rule in vertical), right])
    rows = _edges([top, *(rule.at for rule in horizontal), bottom])
    if not 2 <= (len(columns) - 1) * (len(rows) - 1) <= _MOST_CELLS or len(columns) < 2 or len(rows) < 2:
        return None
    covering: list[list[int]] = [[-1] * (len(columns) - 1) for _ in rows[1:]]
    cells: list[GridCell] = []
    for row, column in itertools.product(range(len(rows) - 1), range(len(columns) - 1)):
        if covering[row][column] < 0:
            across, down = _extent(row, column, rows, columns, horizontal, vertical)
            for r, c in itertools.product(range(row, down), range(column, across)):
                if covering[r][c] < 0:
                    covering[r][c] = len(cells)
            cells.append(GridCell(row, column, down - row, across - column))
    if len(cells) < 2:
        return None
    return Grid(tuple(columns), tuple(rows), tuple(cells), tuple(map(tuple, covering)))


def _edges(places: Iterable[float]) -> list[float]:
    """Places in order, those that touch made one."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _TOUCH:
            edges.append(place)
    return edges


def _extent(
    row: int,
    column: int,
    rows: list[float],
    columns: list[float],
    horizontal: list[Rule],
    vertical: list[Rule],
) -> tuple[int, int]:
    """The column and the row at which the cell that begins here ends: the next rules that bound it."""
    middle = (rows[row] + rows[row + 1]) / 2
    across = column + 1
    while across < len(columns) - 1 and not _is_ruled(vertical, columns[across], middle):
        across += 1
    middle = (columns[column] + columns[column + 1]) / 2
    down = row + 1
    while down < len(rows) - 1 and not _is_ruled(horizontal, rows[down], middle):
        down += 1
    return across, down


def _is_ruled(rules: list[Rule], at: float, middle: float) -> bool:
    return any(abs(rule.at - at) <= _TOUCH and rule.start <= middle <= rule.end for rule in rules)
