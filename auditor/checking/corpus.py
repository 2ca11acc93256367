"""The corpus half of checks: what is kept of each document, and the table of all rows."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from auditor.model import Document, DocumentSummary
from auditor.structure import outline

if TYPE_CHECKING:
    from pandas import DataFrame

    from auditor.checking.shared_passages.table import SharedPassages

Row: TypeAlias = dict[str, str | int | float | bool | None]
"""One row of a check's table.  The column `document` (its id) is added by the house."""


class CardHeading(msgspec.Struct, frozen=True, array_like=True):
    """A heading with the stretch it governs: from `start` to the end of its part, exclusive."""

    start: int
    end: int
    text: str


class DocumentCard(msgspec.Struct, frozen=True):
    """What a check of the corpus knows of a document when its text is no longer at hand.

    `headings` and `line_starts` turn an offset into the section and the line it stands in.
    """

    id: str
    path: str
    title: str
    kind: str
    issuer: str | None
    jurisdiction: str | None
    year: int | None
    characters: int
    line_starts: list[int]
    headings: tuple[CardHeading, ...]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (in code points) of an offset."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def section_path(self, offset: int) -> tuple[str, ...]:
        """The headings above an offset, outermost first."""
        return tuple(heading.text for heading in self.headings if heading.start <= offset < heading.end)


def card_of(document: Document, summary: DocumentSummary) -> DocumentCard:
    """The card of a document as read, with the identity that its summary states."""
    headings = tuple(
        CardHeading(item.heading.start, item.body_end, document.slice(item.heading))
        for item in outline.of(document).items
        if not item.inline
    )
    return DocumentCard(
        id=document.id,
        path=document.path,
        title=summary.title,
        kind=summary.kind,
        issuer=summary.issuer,
        jurisdiction=summary.jurisdiction.name if summary.jurisdiction else None,
        year=summary.year.value if summary.year else None,
        characters=summary.characters,
        line_starts=document.line_starts,
        headings=headings,
    )


class Corpus:
    """All documents as one check of the corpus sees them: their cards, and the table of its rows.

    `shared` are the passages that documents share, for a check that asks for them (`needs_passages`).
    """

    def __init__(self, cards: Sequence[DocumentCard], rows: Sequence[Row], shared: SharedPassages) -> None:
        self.shared = shared
        self.cards: Mapping[str, DocumentCard] = {card.id: card for card in cards}
        self._rows = rows
        self._table: DataFrame | None = None

    @property
    def rows(self) -> DataFrame:
        """The rows as a pandas table, in the order of the documents, with a column `document`."""
        if self._table is None:
            import pandas as pd

            self._table = pd.DataFrame.from_records(self._rows)
            if not self._rows:
                self._table = pd.DataFrame({"document": pd.Series(dtype="str")})
        return self._table

    def __iter__(self) -> Iterator[DocumentCard]:
        return iter(self.cards.values())

    def __len__(self) -> int:
        return len(self.cards)
