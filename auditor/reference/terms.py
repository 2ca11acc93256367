"""Terms that belong to a time: plans, campaigns, days, meetings, set phrases, and bodies since reformed.

Each row of the table has its source.  A term may be spoken of as a present matter from `first` to
`last`: from when it was known to be coming until some months after its end, when reports still give account of it.
"""

from __future__ import annotations

import calendar
import datetime
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

import msgspec

from auditor.model import fold
from auditor.reference.tables import cached, rows

TermKind = Literal["plan", "law-popularisation", "campaign", "day", "meeting", "formula", "body"]
TermState = Literal["present", "over", "not-yet"]


class Term(msgspec.Struct, frozen=True, gc=False):
    """A term with its years.

    `began` and `ended` are its own time (2016 to 2020 of the “十三五”规划), `first` and `last` the days between which
    a report may speak of it as present; each None where there is no such limit.  `forms` are its
    written forms as the table gives them, `successor` what came in its place.
    """

    term: str
    kind: TermKind
    forms: tuple[str, ...]
    first: datetime.date | None
    last: datetime.date | None
    began: datetime.date | None
    ended: datetime.date | None
    successor: str
    source: str
    note: str


_QUOTED: Final = re.compile("“([^“”]+)”")
_QUOTES: Final = (("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("「", "」"), ("", ""))
_DASHES: Final = ("—", "-", "–", "―", "~", "至", "——")


@cached
def everything() -> tuple[Term, ...]:
    """All terms, in the order of the table."""
    return tuple(_read())


def _read() -> Iterator[Term]:
    columns = (
        "term",
        "forms",
        "kind",
        "known_from",
        "first",
        "last",
        "grace_months",
        "successor",
        "source",
        "note",
    )
    for term, forms, kind, known_from, began, ended, grace, successor, source, note in rows(
        "terms.tsv", *columns
    ):
        end = _date(ended)
        yield Term(
            term=term,
            kind=msgspec.convert(kind, TermKind),
            forms=tuple(forms.split("|")),
            first=_date(known_from) or _date(began),
            last=None if end is None else _months_later(end, int(grace)),
            began=_date(began),
            ended=end,
            successor=successor,
            source=source,
            note=note,
        )


def _date(cell: str) -> datetime.date | None:
    return datetime.date.fromisoformat(cell) if cell else None


def _months_later(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@cached
def by_surface(kind: TermKind | None = None) -> Mapping[str, Term]:
    """Every written form of the terms of a kind (of all), width-folded as `Document.folded` is.

    Quotation marks and the dash of a span of years are written in many ways: each form stands here in all.
    """
    return {
        surface: term
        for term in everything()
        if kind is None or term.kind == kind
        for form in term.forms
        for surface in _surfaces(form)
    }


def _surfaces(form: str) -> Iterator[str]:
    quotes = _QUOTES if _QUOTED.search(form) else _QUOTES[:1]
    dashes = _DASHES if "—" in form else _DASHES[:1]
    for (opening, closing), dash in itertools.product(quotes, dashes):
        yield fold(_QUOTED.sub(rf"{opening}\1{closing}", form).replace("—", dash))


def find(surface: str) -> Term | None:
    """The term of a written form, in whatever width, quotation marks and dash."""
    return by_surface().get(fold(surface))


def state_at(term: Term, on: datetime.date) -> TermState:
    """Whether a report may speak of the term as present on a day."""
    if term.first is not None and on < term.first:
        return "not-yet"
    return "over" if term.last is not None and on > term.last else "present"
