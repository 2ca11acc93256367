"""Statements of the text that repeat a cell of a table, and say another number.

A part of `table-mismatch`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from importlib import resources
from typing import Final

import msgspec
from rapidfuzz.distance import OSA

from auditor.facts import quantities, tables
from auditor.facts.quantities import Quantity
from auditor.facts.tables import Entry, Panel, Row, Table
from auditor.model import Document
from auditor.structure import outline


class RepeatedCell(msgspec.Struct, frozen=True):
    """A number of the text and the cell that it should repeat; `sure` when the cell can be no other."""

    quantity: Quantity
    entry: Entry
    label: str
    unit: str
    sure: bool


class _Statement(msgspec.Struct, frozen=True):
    statement: str
    row: str
    column: str
    source: str


class _Cell(msgspec.Struct, frozen=True):
    """A row's values with the unit they are in.

    `entries` are those that a text speaks of unless it names a year; `dated` are those of each year that the
    headers name, and `everything` are all, with last year's and the changes.  `budgeted` says that the values are
    of a budget, in which one name stands for other scopes in other sections.
    """

    table: Table
    row: Row
    entries: tuple[Entry, ...]
    dated: dict[str, tuple[Entry, ...]]
    everything: tuple[Entry, ...]
    unit: str
    budgeted: bool


class _Total(msgspec.Struct, frozen=True):
    """A total of a table with its figures, the unit they are in and what it is called."""

    table: Table
    entry: Entry
    figures: str
    unit: str
    header: str
    label: str


class _Cells(msgspec.Struct, frozen=True):
    """The cells with which a text is compared.

    `rows` by their label, numbering and brackets left out; the `totals`; and `ruled`, for each rule of
    `table_mismatch.toml` the labels and entries that it names, empty where it names none at all.
    """

    rows: dict[str, list[_Cell]]
    totals: list[_Total]
    ruled: list[tuple[re.Pattern[str], list[tuple[str, Entry]]]]


_NUMBERING: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十0-9]+\)|[0-9]+[.、]|其中:?|#)+"
)
_FRONT: Final = re.compile(r"^(?:其中:?|[0-9]{4}年度?|本年度?|全年|当年|截至[^,]*|我[局县市区]|全[县市区])+")
_END: Final = re.compile(r"(?:数量|金额|数|额|为|达到?|共|约|\s|的)+$")
_DOING: Final = re.compile(
    r"^(?:共|累计|先后|已)*(?:办理|查办|查处|受理|完成|实现|处理|审结|开展|立案查处|立案|发放|审查)(?:了|各类)?"
)
_BRACKETS: Final = re.compile(r"\([^)]*\)")
_OTHER_COLUMN: Final = "%|率|比|增|占|上年|去年|同期|计划|目标"
_BUDGETED: Final = "预算"
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?= ?年)")
_PREFIXES: Final = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(10**8)}
_BASE: Final = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(10**8), "千元": Decimal(1000)}


@functools.cache
def _statements() -> tuple[tuple[re.Pattern[str], _Statement], ...]:
    text = (resources.files("checks.numbers") / "table_mismatch.toml").read_text("utf-8")
    rules = msgspec.convert(tomllib.loads(text)["statements"], tuple[_Statement, ...])
    return tuple((re.compile(rule.statement), rule) for rule in rules)


@functools.lru_cache(maxsize=4096)
def matches(pattern: str, words: str) -> bool:
    """Whether a rule's pattern is found in labels or headers; the same few words come again and again."""
    return re.search(pattern, words) is not None


def contradicted(document: Document) -> Iterator[RepeatedCell]:
    """The numbers of the text that differ from the cell that they repeat, in order."""
    found = tables.of(document)
    if not found:
        return
    cells = _Cells(_rows(found), _totals(found), _ruled(found))
    for quantity in quantities.of(document):
        if (
            quantity.kind not in ("count", "money", "measure")
            or not quantity.exact
            or quantity.claim == "growth"
        ):
            continue
        lead = document.folded[quantity.lead.start : quantity.lead.end]
        repeated = (
            _by_label(document, quantity, lead, cells.rows)
            or _by_statement(quantity, lead, cells.ruled)
            or _by_figures(document, quantity, lead, cells.totals)
        )
        if repeated is None or any(table.span.contains(quantity.number) for table in found):
            continue
        if not _elsewhere(quantity, lead):
            yield repeated


def _elsewhere(quantity: Quantity, lead: str) -> bool:
    """Whether the sentence speaks of another year or of what is planned."""
    return quantity.scope.plan or re.search(r"上年(?!度?结转)|去年|同期|预算|较|比", lead) is not None


def _rows(found: Iterable[Table]) -> dict[str, list[_Cell]]:
    """The rows of all tables by the names of their labels."""
    rows: dict[str, list[_Cell]] = {}
    for table in found:
        for panel in table.panels:
            headers = {column: "".join(words) for column, words in panel.headers.items()}
            for row in panel.rows:
                label = _name_of_row(row.label)
                if len(label) < 4:
                    continue
                unit = (
                    row.unit or table.unit or _money_unit("".join(headers[column] for column in row.entries))
                )
                cell = _cell(table, row, headers, unit)
                if cell.entries:
                    rows.setdefault(label, []).append(cell)
    return rows


def _cell(table: Table, row: Row, headers: dict[int, str], unit: str) -> _Cell:
    """The row with the values of its own year: what is budgeted only where nothing else is stated."""
    stated = {
        column: entry
        for column, entry in row.entries.items()
        if not entry.percent and not matches(_OTHER_COLUMN, headers[column])
    }
    carried_out = [column for column in stated if not matches(_BUDGETED, headers[column])]
    chosen = {column: stated[column] for column in carried_out or stated}
    dated: dict[str, tuple[Entry, ...]] = {}
    for column, entry in chosen.items():
        for year in _YEAR.findall(headers[column])[:1]:
            dated[year] = (*dated.get(year, ()), entry)
    own = dated[max(dated)] if len(dated) > 1 else tuple(chosen.values())
    return _Cell(table, row, own, dated, tuple(row.entries.values()), unit, not carried_out)


@functools.lru_cache(maxsize=1024)
def _name_of_row(label: str) -> str:
    return _plain(_NUMBERING.sub("", label))


def _plain(words: str) -> str:
    words = _BRACKETS.sub("", words).replace("“", "").replace("”", "")
    return _END.sub("", _FRONT.sub("", words.strip()))


def _totals(found: Iterable[Table]) -> list[_Total]:
    """The totals of all tables, of rows and of columns."""
    return [
        _Total(
            table,
            entry,
            _figures(entry.value or Decimal(0)),
            row.unit or table.unit or _money_unit("".join(panel.headers[column])),
            "".join(panel.headers[column]),
            "／".join((*row.labels[-1:], *panel.headers[column][-1:])),
        )
        for table in found
        for panel in table.panels
        for row in panel.rows
        for column, entry in row.entries.items()
        if not entry.percent
        and (matches(_TOTAL, row.label) or matches(_TOTAL, "".join(panel.headers[column])))
    ]


def _ruled(found: Iterable[Table]) -> list[tuple[re.Pattern[str], list[tuple[str, Entry]]]]:
    """For each rule what it names; nothing at all where the tables have none of it."""
    panels = [panel for table in found for panel in table.panels]
    ruled = [
        (statement, [cell for panel in panels for cell in _named(panel, rule)])
        for statement, rule in _statements()
    ]
    return ruled if any(cells for _, cells in ruled) else []


def _named(panel: Panel, rule: _Statement) -> list[tuple[str, Entry]]:
    return [
        (row.label, row.entries[column])
        for row in panel.rows
        if matches(rule.row, " ".join(row.labels))
        for column in panel.columns
        if column in row.entries and panel.headers[column] and matches(rule.column, panel.headers[column][-1])
    ]


def _by_label(
    document: Document, quantity: Quantity, lead: str, rows: dict[str, list[_Cell]]
) -> RepeatedCell | None:
    """A row with the very name that stands before the number."""
    bare = _BRACKETS.sub("", lead) if "(" in lead else lead
    for label in rows:
        if label in bare:
            break
    else:
        return None
    name = _plain(lead)
    cells = rows.get(name)
    alone_only = cells is None
    if cells is None:  # 查办食品安全案件 for the row 食品安全案件
        cells = rows.get(_DOING.sub("", name))
    if not cells:
        return None
    units = [cell.unit or _unit_by_text(document, quantity, cell.table) for cell in cells]
    scaled = [
        (cell, unit, scale)
        for cell, unit in zip(cells, units, strict=True)
        if (scale := _scale(quantity, unit))
    ]
    if len(scaled) < len(cells):
        return None
    if any(_agrees(quantity, entry, scale) for cell, _, scale in scaled for entry in cell.everything):
        return None
    if any(cell.budgeted and not _in_one_section(document, quantity, cell.table) for cell in cells):
        return None
    years = _YEAR.findall(lead)
    alone = len(cells) == 1 and len(cells[0].entries) == 1
    if alone_only and not alone:
        return None
    for cell, unit, scale in scaled:
        for entry in cell.dated.get(years[-1], ()) if years and cell.dated else cell.entries:
            near = _alike(quantity, entry, scale)
            if alone or near:
                return RepeatedCell(quantity, entry, cell.row.label, unit, near)
    return None


def _in_one_section(document: Document, quantity: Quantity, table: Table) -> bool:
    return outline.section_path(document, quantity.span.start) == outline.section_path(
        document, table.span.start
    )


_FEWEST_REPEATED: Final = 2


def _unit_by_text(document: Document, quantity: Quantity, table: Table) -> str:
    """The unit of money of a table that states none: that in which the text repeats several of its cells."""
    if quantity.kind != "money":
        return ""

    def counted() -> str:
        values = {
            entry.value
            for panel in table.panels
            for row in panel.rows
            for entry in row.entries.values()
            if entry.value and entry.step < 1 and not entry.percent
        }
        for unit, scale in _BASE.items():
            said = {
                one.value for one in quantities.of(document) if one.kind == "money" and one.scale == scale
            }
            if len(values & {value / scale for value in said}) >= _FEWEST_REPEATED:
                return unit
        return ""

    return document.remember(("checks.repeated_cells.unit", table.span), counted)


def _by_statement(
    quantity: Quantity, lead: str, ruled: Sequence[tuple[re.Pattern[str], list[tuple[str, Entry]]]]
) -> RepeatedCell | None:
    """A cell that a rule names for these words."""
    if quantity.claim == "part":
        return None
    for statement, cells in ruled:
        if statement.search(lead.strip()) is None and statement.search(quantity.thing) is None:
            continue
        if cells and all(entry.value != quantity.value for _, entry in cells):
            label, entry = cells[0]
            return RepeatedCell(quantity, entry, label, "", True)
        return None
    return None


_FEWEST_FIGURES: Final = 4
_TOTAL: Final = "合计|总计"
_TITLE_MARKS: Final = re.compile(r"[#*\s]+")


def _by_figures(
    document: Document, quantity: Quantity, lead: str, totals: Sequence[_Total]
) -> RepeatedCell | None:
    """A total of a table that has the number's figures but for one slip, and shares its words.

    「全年完成水利工程投资5292.1万元」 over a table 水利工程投资情况 with the total 5992.1.
    """
    if quantity.claim == "part" or not _has_enough_figures(quantity):
        return None
    near = [
        total
        for total in totals
        if _slipped(quantity, total) and _shared(lead, _title(document, total.table) + total.header) >= 2
    ]
    if len(near) != 1 or _stands_in(quantity, tables.of(document)):
        return None
    return RepeatedCell(quantity, near[0].entry, near[0].label, near[0].table.unit, True)


def _has_enough_figures(quantity: Quantity) -> bool:
    if quantity.step == quantity.scale and quantity.value < 1000 * quantity.scale:
        return False  # a whole number under 1000: most of them
    return len(_figures(quantity.value / quantity.scale)) >= _FEWEST_FIGURES


def _title(document: Document, table: Table) -> str:
    return _TITLE_MARKS.sub("", document.folded[max(0, table.span.start - 60) : table.span.start])


def _stands_in(quantity: Quantity, found: Iterable[Table]) -> bool:
    """Whether the number stands in some cell of the tables as well."""
    for table in found:
        for panel in table.panels:
            units = {
                column: table.unit or _money_unit("".join(panel.headers[column])) for column in panel.columns
            }
            for row in panel.rows:
                for column, entry in row.entries.items():
                    scale = _scale(quantity, units[column])
                    if scale is not None and not entry.percent and _agrees(quantity, entry, scale):
                        return True
    return False


def _money_unit(header: str) -> str:
    return next((unit for unit in ("亿元", "万元", "千元", "元") if unit in header), "")


def _slipped(quantity: Quantity, total: _Total) -> bool:
    scale = _scale(quantity, total.unit)
    if scale is None:
        return False
    figures = _figures(quantity.value / scale)
    return len(figures) == len(total.figures) and OSA.distance(figures, total.figures) == 1


def _shared(words: str, title: str) -> int:
    """How many pairs of neighbouring characters the words share with a title, units left out."""
    pairs = {words[at : at + 2] for at in range(len(words) - 1)} - {"万元", "全年", "年度", "合计", "总计"}
    return sum(pair in title for pair in pairs)


def _scale(quantity: Quantity, unit: str) -> Decimal | None:
    """What one in the table is worth in the quantity's base unit; None when that is not known."""
    if quantity.kind == "money":
        return _BASE.get(unit) if quantity.unit == "元" else None
    if unit == quantity.unit or (not unit and quantity.kind == "count"):
        return Decimal(1)
    if unit == quantity.printed_unit:
        return quantity.scale
    return _PREFIXES.get(unit[:1]) if unit[1:] == quantity.unit else None


def _agrees(quantity: Quantity, entry: Entry, scale: Decimal) -> bool:
    value = (entry.value or Decimal(0)) * scale
    return abs(value - quantity.value) <= max(quantity.step, entry.step * scale)


def _alike(quantity: Quantity, entry: Entry, scale: Decimal) -> bool:
    """Whether the two numbers differ by a slip of the pen: one or two figures."""
    one = _figures(quantity.value / scale)
    other = _figures(entry.value or Decimal(0))
    return len(one) >= 2 and len(other) >= 2 and OSA.distance(one, other) <= (2 if len(one) >= 5 else 1)


def _figures(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", "")


__all__: Sequence[str] = ("RepeatedCell", "contradicted", "matches")
