"""Statements of the text that repeat a cell of a table, and say another number.

A part of `table-mismatch`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from importlib import resources
from typing import Final

import msgspec
from rapidfuzz.distance import OSA

from auditor.facts import quantities, tables
from auditor.facts.quantities import Quantity
from auditor.facts.tables import Entry, Panel, Row
from auditor.model import Document


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
    """A row's values with the unit they are in."""

    row: Row
    entries: tuple[Entry, ...]
    unit: str


_NUMBERING: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十0-9]+\)|[0-9]+[.、]|其中:?|#)+"
)
_FRONT: Final = re.compile(r"^(?:其中:?|[0-9]{4}年度?|本年度?|全年|当年|截至[^,]*|我[局县市区]|全[县市区])+")
_END: Final = re.compile(r"(?:数量|金额|数|额|为|达到?|共|约|\s|的)+$")
_DOING: Final = re.compile(
    r"^(?:共|累计|先后|已)*(?:办理|查办|查处|受理|完成|实现|处理|审结|开展|立案查处|立案|发放|审查)(?:了|各类)?"
)
_BRACKETS: Final = re.compile(r"\([^)]*\)")
_OTHER_COLUMN: Final = re.compile(r"%|率|比|增|占|上年|预算|计划|目标")
_BASE: Final = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(10**8), "千元": Decimal(1000)}


@functools.cache
def _statements() -> tuple[tuple[re.Pattern[str], _Statement], ...]:
    text = (resources.files("checks.numbers") / "table_mismatch.toml").read_text("utf-8")
    rules = msgspec.convert(tomllib.loads(text)["statements"], tuple[_Statement, ...])
    return tuple((re.compile(rule.statement), rule) for rule in rules)


def contradicted(document: Document) -> Iterator[RepeatedCell]:
    """The numbers of the text that differ from the cell that they repeat, in order."""
    found = tables.of(document)
    if not found:
        return
    rows = _rows(document)
    spans = [table.span for table in found]
    for quantity in quantities.of(document):
        if quantity.kind not in ("count", "money") or not quantity.exact or quantity.claim == "growth":
            continue
        if any(span.contains(quantity.number) for span in spans):
            continue
        lead = document.folded[quantity.lead.start : quantity.lead.end]
        repeated = (
            _by_label(quantity, lead, rows)
            or _by_statement(document, quantity, lead)
            or _by_figures(document, quantity)
        )
        if repeated is not None and not _elsewhere(quantity, lead):
            yield repeated


def _elsewhere(quantity: Quantity, lead: str) -> bool:
    """Whether the sentence speaks of another year or of what is planned."""
    return quantity.scope.plan or re.search(r"上年(?!度?结转)|去年|同期|预算|较|比", lead) is not None


def _rows(document: Document) -> dict[str, list[_Cell]]:
    """The rows of all tables by their label, numbering and brackets left out."""
    rows: dict[str, list[_Cell]] = {}
    for table in tables.of(document):
        for panel in table.panels:
            for row in panel.rows:
                label = _plain(_NUMBERING.sub("", row.label))
                unit = table.unit or _money_unit(
                    "".join(word for c in row.entries for word in panel.headers[c])
                )
                entries = tuple(
                    entry
                    for column, entry in row.entries.items()
                    if not entry.percent and not _OTHER_COLUMN.search("".join(panel.headers[column]))
                )
                if len(label) >= 4 and entries:
                    rows.setdefault(label, []).append(_Cell(row, entries, unit))
    return rows


def _plain(words: str) -> str:
    words = _BRACKETS.sub("", words).replace("“", "").replace("”", "")
    return _END.sub("", _FRONT.sub("", words.strip()))


def _by_label(quantity: Quantity, lead: str, rows: dict[str, list[_Cell]]) -> RepeatedCell | None:
    """A row with the very name that stands before the number."""
    bare = _BRACKETS.sub("", lead) if "(" in lead else lead
    if not any(label in bare for label in rows):
        return None
    name = _plain(lead)
    cells = rows.get(name)
    alone_only = cells is None
    if cells is None:  # 查办食品安全案件 for the row 食品安全案件
        cells = rows.get(_DOING.sub("", name))
    if not cells:
        return None
    scales = [_scale(quantity, cell.unit) for cell in cells]
    if any(scale is None for scale in scales):
        return None
    for cell, scale in zip(cells, scales, strict=True):
        if scale is not None and any(_agrees(quantity, entry, scale) for entry in cell.entries):
            return None
    alone = len(cells) == 1 and len(cells[0].entries) == 1
    if alone_only and not alone:
        return None
    for cell, scale in zip(cells, scales, strict=True):
        for entry in cell.entries:
            if scale is not None and (alone or _alike(quantity, entry, scale)):
                return RepeatedCell(
                    quantity, entry, cell.row.label, cell.unit, _alike(quantity, entry, scale)
                )
    return None


def _by_statement(document: Document, quantity: Quantity, lead: str) -> RepeatedCell | None:
    """A cell that a rule names for these words."""
    lead = lead.strip()
    if quantity.claim == "part":
        return None
    for pattern, rule in _statements():
        if pattern.search(lead) is None and pattern.search(quantity.thing) is None:
            continue
        cells = [
            cell for table in tables.of(document) for panel in table.panels for cell in _cells(panel, rule)
        ]
        if cells and all(entry.value != quantity.value for _, entry in cells):
            label, entry = cells[0]
            return RepeatedCell(quantity, entry, label, "", True)
        return None
    return None


_FEWEST_FIGURES: Final = 4
_TOTAL: Final = re.compile(r"合计|总计")
_TITLE_MARKS: Final = re.compile(r"[#*\s]+")


def _by_figures(document: Document, quantity: Quantity) -> RepeatedCell | None:
    """A total of a table that has the number's figures but for one slip, and shares its words.

    「全年完成水利工程投资5292.1万元」 over a table 水利工程投资情况 with the total 5992.1.
    """
    if quantity.claim == "part" or len(_figures(quantity.value / quantity.scale)) < _FEWEST_FIGURES:
        return None
    near: list[RepeatedCell] = []
    words = document.folded[quantity.lead.start : quantity.lead.end]
    for table in tables.of(document):
        title = _TITLE_MARKS.sub("", document.folded[max(0, table.span.start - 60) : table.span.start])
        for panel in table.panels:
            for row in panel.rows:
                for column, entry in row.entries.items():
                    header = "".join(panel.headers[column])
                    inner = re.search(r"元|万元|亿元", header)
                    scale = _scale(quantity, table.unit or (_money_unit(header) if inner else ""))
                    if scale is None or entry.percent:
                        continue
                    if _agrees(quantity, entry, scale):
                        return None
                    total = _TOTAL.search(row.label) or _TOTAL.search(header)
                    if total and _slipped(quantity, entry, scale) and _shared(words, title + header) >= 2:
                        label = "／".join((*row.labels[-1:], *panel.headers[column][-1:]))
                        near.append(RepeatedCell(quantity, entry, label, table.unit, True))
    return near[0] if len(near) == 1 else None


def _money_unit(header: str) -> str:
    return next((unit for unit in ("亿元", "万元", "千元", "元") if unit in header), "")


def _slipped(quantity: Quantity, entry: Entry, scale: Decimal) -> bool:
    one, other = _figures(quantity.value / scale), _figures(entry.value or Decimal(0))
    return len(one) == len(other) and OSA.distance(one, other) == 1


def _shared(words: str, title: str) -> int:
    """How many pairs of neighbouring characters the words share with a title, units left out."""
    pairs = {words[at : at + 2] for at in range(len(words) - 1)} - {"万元", "全年", "年度", "合计", "总计"}
    return sum(pair in title for pair in pairs)


def _cells(panel: Panel, rule: _Statement) -> list[tuple[str, Entry]]:
    return [
        (row.label, row.entries[column])
        for row in panel.rows
        if re.search(rule.row, " ".join(row.labels))
        for column in panel.columns
        if column in row.entries
        and panel.headers[column]
        and re.search(rule.column, panel.headers[column][-1])
    ]


def _scale(quantity: Quantity, unit: str) -> Decimal | None:
    """What one in the table is worth in the quantity's base unit; None when that is not known."""
    if quantity.kind == "money":
        return _BASE.get(unit) if quantity.unit == "元" else None
    return Decimal(1) if unit in ("", quantity.unit, quantity.printed_unit) else None


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


__all__: Sequence[str] = ("RepeatedCell", "contradicted")
