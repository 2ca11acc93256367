"""The gold file of the test corpus: what is to be found in each report, and where it stands.

`load(folder)` reads `gold.yaml`; `locate(quote, text, blocks)` gives the span of a quote in a report as
read.  The form of the file is told at its head.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import yaml

from auditor.model import Block, Severity, Span


class CellPosition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Zero-based table, row and grid column, as in `auditor.model.Cell`."""

    table: int
    row: int
    column: int


class GoldQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a report.  `within` or `cell` says where, when they stand more than once."""

    text: str
    within: str = ""
    cell: CellPosition | None = None
    document: str = ""
    """Path of another report of the corpus; empty for the report itself."""


class GoldFault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fault that the audit must find, with both sides."""

    check: str
    severity: Severity
    text: str
    why: str
    within: str = ""
    cell: CellPosition | None = None
    also: tuple[str, ...] = ()
    """Other checks that may rightly show the same words."""
    places: tuple[GoldQuote, ...] = ()
    evidence: tuple[GoldQuote, ...] = ()
    fact: str = ""

    @property
    def quote(self) -> GoldQuote:
        return GoldQuote(self.text, self.within, self.cell)


class AllowedNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note that is right although nothing is wrong."""

    check: str
    text: str
    why: str


class GoldJurisdiction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str


class GoldReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report of the corpus: whose it is, and every fault in it."""

    path: str
    clean: bool
    kind: str
    issuer: str
    jurisdiction: GoldJurisdiction
    year: int
    faults: tuple[GoldFault, ...] = ()
    allowed: tuple[AllowedNote, ...] = ()


class _GoldFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reports: tuple[GoldReport, ...]


class MisplacedQuote(ValueError):
    """A quote of the gold file that stands nowhere in its report, or in more than one place."""


def load(folder: Path) -> tuple[GoldReport, ...]:
    """The reports of `folder/gold.yaml`.  Raises msgspec.ValidationError for what it does not know."""
    content = yaml.safe_load((folder / "gold.yaml").read_text("utf-8"))
    return msgspec.convert(content, _GoldFile).reports


def locate(quote: GoldQuote, text: str, blocks: Sequence[Block]) -> Span:
    """Where the quote stands.  Raises MisplacedQuote unless there is exactly one such place."""
    low, high = 0, len(text)
    if quote.cell is not None:
        area = _cell_span(quote.cell, blocks)
        low, high = area.start, area.end
    elif quote.within:
        low = _only(quote.within, text, 0, high)
        high = low + len(quote.within)
    start = _only(quote.text, text, low, high)
    return Span(start, start + len(quote.text))


def _only(words: str, text: str, low: int, high: int) -> int:
    start = text.find(words, low, high)
    if start < 0:
        raise MisplacedQuote(f"“{words}” is not in the text")
    if text.find(words, start + 1, high) >= 0:
        raise MisplacedQuote(f"“{words}” stands more than once; give `within` or `cell`")
    return start


def _cell_span(position: CellPosition, blocks: Sequence[Block]) -> Span:
    for block in blocks:
        cell = block.cell
        if cell and (cell.table, cell.row, cell.column) == (position.table, position.row, position.column):
            return block.span
    raise MisplacedQuote(
        f"no words in row {position.row}, column {position.column} of table {position.table}"
    )
