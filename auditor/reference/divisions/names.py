"""All the forms in which a division is named: in full, short, and abbreviated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, Literal

import msgspec

from auditor.reference.divisions.areas import area, area_names
from auditor.reference.divisions.register import Division, by_code, everything, seat
from auditor.reference.tables import cached, rows

FormKind = Literal["full", "abbreviated", "area", "short"]

COMMON: Final = 5.0
"""Times in a million characters of official text (counted on 1.5 million) that make a word a common one."""


class NameForm(msgspec.Struct, frozen=True, gc=False):
    """A form of a name with the divisions that it can mean, today's first.

    `kind`: `full` (沂源县), `abbreviated` (张家川县, 恩施州, 科左中旗: as good as a full name), `area` (a functional
    area with a name of its own: 雄安新区), `short` (沂源).  `ordinary` says that the form is also an ordinary
    word or arises between words (资源, 南部县), so that it means the place only where its surroundings say so;
    `common` that the word is a frequent one, at least `COMMON` times in a million characters of official text;
    `shared` that several of today's divisions bear it.  `former` says that no division bears it today.
    """

    text: str
    kind: FormKind
    divisions: tuple[Division, ...]
    ordinary: bool = False
    common: bool = False
    shared: bool = False
    former: bool = False


@cached
def all_names() -> Mapping[str, NameForm]:
    """Every form by its text, for one automaton and for look-ups."""
    found: defaultdict[str, list[tuple[FormKind, Division]]] = defaultdict(list)
    for kind, text, division in _forms():
        found[text].append((kind, division))
    ordinary = {
        name: float(per_million or 0)
        for name, per_million in rows("ordinary_names.tsv", "name", "per_million")
    }
    return {text: _form(text, uses, ordinary.get(text)) for text, uses in found.items()}


def _forms() -> Iterator[tuple[FormKind, str, Division]]:
    for division in everything():
        yield "full", division.name, division
        if division.short != division.name:
            yield "short", division.short, division
        shortened = _without_peoples(division)
        if shortened:
            yield "abbreviated", shortened, division
    for text, code in rows("division_abbreviations.tsv", "name", "code"):
        division_of_code = by_code(code)
        if division_of_code is not None:
            yield "abbreviated", text, division_of_code
    for text in area_names():
        functional = area(text)
        if functional is not None:
            yield "area", text, functional


def _without_peoples(division: Division) -> str:
    """张家川县 for 张家川回族自治县, 恩施州, 鄂伦春旗: how officials write it every day; else empty."""
    name = division.name
    if not name.endswith(("自治县", "自治州", "自治旗")):
        return ""
    return division.short + name[-1]


def _form(text: str, uses: list[tuple[FormKind, Division]], per_million: float | None) -> NameForm:
    """One form from all its uses: a full name beats an abbreviation beats a short name (吉林市, 南县)."""
    order: tuple[FormKind, ...] = ("full", "abbreviated", "area", "short")
    kind = min((use for use, _ in uses), key=order.index)
    distinct: dict[str, Division] = {}
    for _, division in sorted(uses, key=lambda use: not use[1].current):
        distinct.setdefault(seat(division), division)
    current = sum(division.current for division in distinct.values())
    return NameForm(
        text,
        kind,
        tuple(distinct.values()),
        ordinary=per_million is not None,
        common=per_million is not None and per_million >= COMMON,
        shared=current > 1,
        former=current == 0,
    )
