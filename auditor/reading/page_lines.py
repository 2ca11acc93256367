"""Lines of text as a page shows them, and how geometry joins them to paragraphs again.

A line goes on in the next one when it reaches the right margin, the next one is not indented, and
size and distance stay the same; across a page break too.  Lengths are in any unit, measured from
the top left corner of the page; `em` is the width of a Chinese character.
"""

from __future__ import annotations

import bisect
import collections
import itertools
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from auditor.model import BlockKind, Cell
from auditor.reading.assembly import TextBuilder

_ORNAMENTS: Final = re.compile(r"[\s\-—–－―·•./|~,，]+")
_NUMBER: Final = r"(?:[\d０-９]{1,4}|[ivxlc]{1,6}|[一二三四五六七八九十百〇零]{1,5})"
_PAGE_NUMBER: Final = re.compile(rf"(?:第|page)?{_NUMBER}?页?(?:共|of)?{_NUMBER}?页?", re.IGNORECASE)
_LONGEST_PAGE_NUMBER: Final = 40
_DIGITS: Final = re.compile(r"[\d０-９]+")
# What a line break does not cut: Latin words and numbers, brackets and what they begin with, quotation
# marks with the characters on both sides, closing marks (Unicode line breaking, classes OP, CL, QU).
_UNBREAKABLE: Final = re.compile(
    r"(?:[!-~]+|[（《〈「『【〔［]+.?|[）》〉」』】〕］]+|.?[“”‘’]+[、，。；：！？）》“”‘’]*.?)+|."
    r"[、，。；：！？）》〉」』】〕］]{2,}"
)
_LEADER: Final = re.compile(r"[.…·．]{4,}\s*[\d０-９]{0,4}\s*$")  # of a line in a table of contents
_SENTENCE_END: Final = tuple("。！？；：!?;:")
_LATIN_END: Final = re.compile(r"[A-Za-z0-9,.;:%)]$")
_LATIN_START: Final = re.compile(r"[A-Za-z0-9(]")

_MARGIN_ZONE: Final = 0.15  # share of the page's height at either end in which running heads stand
_RUNNING_LINES: Final = 3  # lines at either end of a page that may be running heads
_SHORT: Final = 2.2  # em; 避头尾 moves at most two characters to the next line
_INDENT: Final = 0.8  # em; less is a hanging mark of punctuation or an uneven margin
_FIRST_LINE: Final = (1.4, 2.6)  # em by which the first line of a paragraph is indented
_CENTRED: Final = 1.0  # em by which the blanks on both sides of a centred line may differ
_LARGE: Final = 1.15  # × body size: a title
_SAME_SIZE: Final = 0.12
_SAME_PLACE: Final = 4.0  # points by which the columns of a table may differ from page to page
_WIDE_GAP: Final = 1.3  # × usual distance of lines: a new paragraph
_DEEPEST_INDENT: Final = 6  # em; what stands further right is set to the right, as a sign-off is


_Place = tuple[int, int]
"""A page and a line on it, both counted from 0."""


class Line(msgspec.Struct, frozen=True):
    """A line as it stands on a page; `size` is the em, None when it has no Chinese character.

    `is_row`: the line has wide gaps inside, as the row of a table has.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float | None = None
    is_row: bool = False


class TableCell(msgspec.Struct, frozen=True):
    """A cell of a ruled table with its place, what it spans, and its text (maybe empty)."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


class RuledTable(msgspec.Struct, frozen=True):
    """A table drawn with rules; `columns` are the edges of its columns, cells stand in order of rows."""

    top: float
    bottom: float
    columns: tuple[float, ...]
    cells: tuple[TableCell, ...]


class PageLines(msgspec.Struct, frozen=True):
    """The lines of a page in the order of its content, those in ruled tables left out, and the tables."""

    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[RuledTable, ...] = ()


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a page number: `- 3 -`, `第3页 共10页`, `3/10`."""
    if len(text) > _LONGEST_PAGE_NUMBER:
        return False
    return _PAGE_NUMBER.fullmatch(_ORNAMENTS.sub("", text)) is not None


def add_paragraphs(pages: Sequence[PageLines], builder: TextBuilder) -> None:
    """Add the paragraphs of all pages, then each running head and foot once; page numbers go."""
    running = _running_lines(pages)
    body: list[list[Line]] = []
    for index, page in enumerate(pages):
        lines = [line for at, line in enumerate(page.lines) if (index, at) not in running]
        body.append(_in_reading_order(lines))
    tables = _TableWriter(builder)
    for part in _parts(pages, body):
        if isinstance(part, RuledTable):
            tables.add(part)
        else:
            tables.end()
            builder.add(_joined(part))
    heads: dict[tuple[BlockKind, str], str] = {}
    for (index, at), kind in running.items():
        text = pages[index].lines[at].text.strip()
        if kind is not None:
            heads.setdefault((kind, _without_digits(text)), text)
    for kind in ("page-header", "page-footer"):
        for (its_kind, _key), text in heads.items():
            if its_kind == kind:
                builder.add(text, kind)


# running heads


def _running_lines(pages: Sequence[PageLines]) -> dict[_Place, BlockKind | None]:
    """(page, line) of heads and feet → their kind; None for a page number.

    A head is a line in the margin zone that other pages repeat at the same height and size, and that stands
    off from the text or differs from it in size: repeated text at the top of two pages is no head.
    """
    groups: dict[tuple[BlockKind, str, int, int], list[_Place]] = collections.defaultdict(list)
    found: dict[_Place, BlockKind | None] = {}
    for index, page in enumerate(pages):
        step = page.height / 60
        for kind, at in _margin_lines(page):
            line = page.lines[at]
            if is_page_number(line.text):
                found[index, at] = None
                continue
            for shift in (0, 1):  # two grids, so that no height falls between two steps in both
                height = 2 * round(line.top / step + shift / 2) + shift
                key = (kind, _without_digits(line.text), height, round(2 * (line.size or _height(line))))
                groups[key].append((index, at))
    needed = max(2, min(5, round(len(pages) * 0.4)))
    repeated = {key: group for key, group in groups.items() if len({index for index, _at in group}) >= needed}
    apart = set(found).union(*repeated.values())
    usual = _usual_distance(pages)
    for (kind, *_key), group in repeated.items():
        if sum(_stands_off(pages, place, apart, usual) for place in group) * 2 >= len(group):
            found.update(dict.fromkeys(group, kind))
    return found


def _usual_distance(pages: Sequence[PageLines]) -> float:
    distances = [
        below.top - above.top
        for page in pages
        for above, below in itertools.pairwise(page.lines)
        if below.top > above.bottom - (above.bottom - above.top) / 2
    ]
    return statistics.median(distances) if distances else 0.0


def _stands_off(pages: Sequence[PageLines], place: _Place, apart: set[_Place], usual: float) -> bool:
    """Whether the text nearest to a line set apart is further away than lines are, or of another size."""
    index, at = place
    line = pages[index].lines[at]
    body = [other for number, other in enumerate(pages[index].lines) if (index, number) not in apart]
    if not body:
        return True
    nearest = min(body, key=lambda other: abs(other.top - line.top))
    size, text_size = (
        (line.size, nearest.size) if line.size and nearest.size else (_height(line), _height(nearest))
    )
    if abs(size - text_size) > _SAME_SIZE * text_size:
        return True
    return abs(nearest.top - line.top) > usual * 1.25


def _height(line: Line) -> float:
    return line.bottom - line.top


def _margin_lines(page: PageLines) -> Iterator[tuple[BlockKind, int]]:
    order = sorted(range(len(page.lines)), key=lambda at: page.lines[at].top)
    for at in order[:_RUNNING_LINES]:
        if page.lines[at].bottom < page.height * _MARGIN_ZONE:
            yield "page-header", at
    for at in order[-_RUNNING_LINES:]:
        if page.lines[at].top > page.height * (1 - _MARGIN_ZONE):
            yield "page-footer", at


def _without_digits(text: str) -> str:
    return _DIGITS.sub("0", "".join(text.split()))


def _in_reading_order(lines: list[Line]) -> list[Line]:
    """Top to bottom when the lines are one column that was written out of order."""
    disorder = sum(1 for above, below in itertools.pairwise(lines) if below.bottom < above.top)
    if not disorder or not lines:
        return lines
    widest = max(line.right for line in lines) - min(line.left for line in lines)
    broad = sum(1 for line in lines if line.right - line.left > widest * 0.55)
    return sorted(lines, key=lambda line: (line.top, line.left)) if broad * 2 >= len(lines) else lines


# paragraphs


class _Column(msgspec.Struct, frozen=True):
    """Where the text of pages of one size stands, and the usual size and distance of its lines.

    `pitches` are the distances of lines by their size in half units: notes and rows are set closer.
    """

    left: float
    right: float
    em: float
    pitch: float
    pitches: dict[int, float] = {}

    def pitch_of(self, line: Line) -> float:
        size = line.size or self.em
        return self.pitches.get(round(2 * size)) or self.pitch * max(1.0, size / self.em)


def _parts(pages: Sequence[PageLines], body: list[list[Line]]) -> Iterator[list[Line] | RuledTable]:
    """Paragraphs, as their lines, and tables in order of reading."""
    columns = _columns(pages, body)
    paragraph: list[Line] = []
    for page, lines in zip(pages, body, strict=True):
        column = columns[_shape(page)]
        new_page = True
        for part in _with_tables(lines, page.tables):
            goes_on = isinstance(part, Line) and _goes_on(paragraph, part, column, new_page=new_page)
            new_page = False
            if paragraph and not goes_on:
                yield paragraph
                paragraph = []
            if isinstance(part, Line):
                paragraph.append(part)
            else:
                yield part
    if paragraph:
        yield paragraph


def _with_tables(lines: list[Line], tables: Iterable[RuledTable]) -> Iterator[Line | RuledTable]:
    waiting = sorted(tables, key=lambda table: -table.top)
    for line in lines:
        while waiting and waiting[-1].top <= line.top:
            yield waiting.pop()
        yield line
    yield from reversed(waiting)


class _TableWriter:
    """Adds tables; one that continues at the top of the next page goes on where it stopped."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._last: RuledTable | None = None
        self._number = 0
        self._rows = 0  # of the table so far, over all its pages

    def end(self) -> None:
        """Text follows: no table continues."""
        self._last = None

    def add(self, table: RuledTable) -> None:
        rows = _rows(table)
        if self._last is not None and _same_columns(self._last, table):
            head = [(cell.column, cell.text) for cell in _rows(self._last)[0]]
            if [(cell.column, cell.text) for cell in rows[0]] == head:
                rows = rows[1:]  # the head row, repeated on each page
        else:
            self._number, self._rows = self._builder.new_table(), 0
        first = rows[0][0].row if rows and rows[0] else 0
        for row in rows:
            self._builder.begin_row()
            for cell in row:
                self._builder.begin_cell()
                at = self._rows + cell.row - first
                place = Cell(self._number, at, cell.column, cell.row_span, cell.column_span)
                self._builder.add(cell.text, "cell", cell=place)
            self._builder.end_row()
        self._rows += len(rows)
        self._last = table


def _rows(table: RuledTable) -> list[list[TableCell]]:
    return [list(row) for _at, row in itertools.groupby(table.cells, key=lambda cell: cell.row)]


def _same_columns(above: RuledTable, below: RuledTable) -> bool:
    return len(above.columns) == len(below.columns) and all(
        abs(first - second) <= _SAME_PLACE for first, second in zip(above.columns, below.columns, strict=True)
    )


def _shape(page: PageLines) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _columns(pages: Sequence[PageLines], body: list[list[Line]]) -> dict[tuple[int, int], _Column]:
    """The column of each page size in the document."""
    lines: dict[tuple[int, int], list[Line]] = collections.defaultdict(list)
    pairs: dict[tuple[int, int], list[tuple[Line, Line]]] = collections.defaultdict(list)
    for page, of_page in zip(pages, body, strict=True):
        lines[_shape(page)] += of_page
        pairs[_shape(page)] += itertools.pairwise(of_page)
    return {shape: _column(of_shape, pairs[shape]) for shape, of_shape in lines.items()}


def _column(lines: list[Line], pairs: list[tuple[Line, Line]]) -> _Column:
    """The distance of lines is that below full lines, which mostly go on; all distances when none is full."""
    if not lines:
        return _Column(0, 0, 1, 1)
    sizes = [size for line in lines if (size := line.size) for _ in range(min(len(line.text), 80))]
    em = statistics.median_low(sizes or [max(line.bottom - line.top, 0.1) for line in lines])
    text = [line for line in lines if not line.is_row] or lines
    widest = max(line.right - line.left for line in text)
    long = [line for line in text if line.right - line.left >= widest / 2]  # not cells and captions
    right = _edge([line.right for line in long], em * 1.2)
    left = -_edge([-line.left for line in long], em * 0.5)
    distances: dict[int, list[float]] = collections.defaultdict(list)
    after_full: dict[int, list[float]] = collections.defaultdict(list)
    for above, below in pairs:
        distance = below.top - above.top
        size = round(2 * (above.size or em))
        if distance > em * 0.5 and size == round(2 * (below.size or em)):
            distances[size].append(distance)
            if right - above.right <= em * _SHORT:
                after_full[size].append(distance)
    pitches = {size: _most_common(after_full[size] or distances[size], em * 0.1) for size in distances}
    return _Column(left, right, em, pitches.get(round(2 * em), em * 1.5), pitches)


def _edge(ends: Iterable[float], tolerance: float) -> float:
    """The outermost place at which more than a stray line ends."""
    ordered = sorted(ends)
    needed = max(2, len(ordered) // 30)
    for index in range(len(ordered) - 1, -1, -1):
        if index + 1 - bisect.bisect_left(ordered, ordered[index] - tolerance) >= needed:
            return ordered[index]
    return ordered[-1]


def _most_common(values: list[float], step: float) -> float:
    counted = collections.Counter(round(value / step) for value in values)
    most = max(counted.values())
    return step * min(value for value, count in counted.items() if count == most)


def _goes_on(paragraph: list[Line], line: Line, column: _Column, *, new_page: bool) -> bool:
    """Whether a line belongs to the paragraph that ends with the line before it."""
    if not paragraph:
        return False
    last = paragraph[-1]
    em = column.em
    if last.is_row or line.is_row or _LEADER.search(last.text[-40:]):
        return False
    if last.size and line.size and abs(last.size - line.size) > _SAME_SIZE * max(last.size, line.size):
        return False
    pitch = line.top - last.top
    if not new_page and pitch > column.pitch_of(last) * _WIDE_GAP:
        return False
    if _is_title(last, column) and _is_title(line, column):
        return not new_page
    if column.right - last.right > em * (_SHORT + moved_together(line.text)):
        return False
    indent = line.left - column.left
    if indent <= em * _INDENT:
        return True
    if em * _FIRST_LINE[0] <= indent <= em * _FIRST_LINE[1]:
        return False
    # Indented as a whole, as a list is.
    evenly = abs(line.left - last.left) <= em * 0.3 and indent <= em * _DEEPEST_INDENT
    return evenly and not last.text.rstrip().endswith(_SENTENCE_END)


def moved_together(text: str) -> float:
    """How many em a line break moves down at once before `text`, beyond a single character."""
    unbreakable = _UNBREAKABLE.match(text)
    return sum(0.55 if sign.isascii() else 1.0 for sign in unbreakable[0]) if unbreakable else 0.0


def _is_title(line: Line, column: _Column) -> bool:
    """Large and centred."""
    if not line.size or line.size < column.em * _LARGE:
        return False
    before, after = line.left - column.left, column.right - line.right
    return abs(before - after) <= column.em * _CENTRED * 2


def _joined(lines: list[Line]) -> str:
    text = lines[0].text.strip()
    for line in lines[1:]:
        following = line.text.strip()
        if text.endswith("-") and text[-2:-1].isalpha() and text[-2:-1].isascii() and following[:1].islower():
            text = text[:-1] + following
        elif _LATIN_END.search(text) and _LATIN_START.match(following) and _is_word_break(text, following):
            text += " " + following
        else:
            text += following
    return text


def _is_word_break(text: str, following: str) -> bool:
    """Whether two Latin pieces are two words; a number broken at a line's end is one."""
    return not (text[-1].isdigit() and following[0].isdigit()) and not text.endswith((",", ".", "("))
