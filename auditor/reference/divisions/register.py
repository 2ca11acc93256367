"""Administrative divisions: provinces, prefectures and counties, today's and those since 1999.

A division is known by its name within its parents, because 28 full names belong to two or more counties.
Divisions that were renamed, moved, upgraded or merged stand beside today's with their last year and with
the codes of the divisions in which they continue.  Years are those of approval at a year's end, so every comparison
of years allows one year on both sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from auditor.reference.tables import cached, lately, rows

Relation = Literal[
    "same",
    "above",
    "below",
    "sibling",
    "parent-sibling",
    "sibling-child",
    "same-province",
    "stranger",
]

ALLOWANCE: Final = 1
"""Years before the first and after the last in which a division may still be spoken of as existing."""

# Longest first: 自治县 is not a 县, 特别行政区 is not a 区.
_KINDS: Final = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "特区",
    "省",
    "市",
    "县",
    "区",
    "旗",
    "盟",
)
# What a report of such a division calls it after 我, 全, 本.
_OWN_WORDS: Final = {
    "特别行政区": "特区",
    "自治区": "区",
    "自治州": "州",
    "自治县": "县",
    "自治旗": "旗",
    "林区": "区",
    "特区": "区",
}


class Division(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """A province (level 1), prefecture (2) or county (3), as it was named and placed in a span of years.

    `province` and `prefecture` are the names of those above it, empty where there is none (a county of a 直辖市, a county-level
    city under its province).  `first_year` and `last_year` are None where it reaches beyond the table (1980) or
    still exists.  `now` holds the codes of today's divisions in which a former one continues; with `renamed` it is
    the same place under another name or parent, without it was merged or divided.  `host` is the code of the
    division in which a functional area lies (a 高新区, a 新区), empty for a division of the state.
    """

    code: str
    level: int
    name: str
    short: str
    province: str = ""
    prefecture: str = ""
    first_year: int | None = None
    last_year: int | None = None
    now: tuple[str, ...] = ()
    renamed: bool = False
    host: str = ""

    @property
    def current(self) -> bool:
        return self.last_year is None

    @property
    def kind(self) -> str:
        """The last part of its name: 县, 自治县, 区, 市, 旗, 省 …; 直辖市 for a municipality."""
        if self.level == 1 and self.name.endswith("市"):
            return "直辖市"
        return next((kind for kind in _KINDS if self.name.endswith(kind)), "")

    @property
    def own_word(self) -> str:
        """The word with which its own report names it: 我县, 全区, 本市, 我州."""
        kind = self.kind
        return "市" if kind == "直辖市" else _OWN_WORDS.get(kind, kind)

    @property
    def path(self) -> tuple[str, ...]:
        """Names from the province down to this division, as ("山东省", "淄博市", "沂源县")."""
        return (*(parent.name for parent in reversed(parents(self))), self.name)

    def exists_in(self, year: int) -> bool:
        """Whether the division existed in `year`, with the allowance on both sides."""
        began = self.first_year is None or self.first_year - ALLOWANCE <= year
        return began and (self.last_year is None or year <= self.last_year + ALLOWANCE)


class _Register:
    """All divisions and the ways to them."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self.all = tuple(divisions)
        self.by_code: dict[str, Division] = {}
        self.by_name: defaultdict[str, list[Division]] = defaultdict(list)
        self.by_short: defaultdict[str, list[Division]] = defaultdict(list)
        self.by_parent: defaultdict[tuple[str, str], list[Division]] = defaultdict(list)
        self.by_seat: defaultdict[str, list[Division]] = defaultdict(list)
        for division in self.all:
            self.by_name[division.name].append(division)
            self.by_short[division.short].append(division)
            self.by_seat[seat(division)].append(division)
            if division.last_year is None:
                self.by_code[division.code] = division
                self.by_parent[division.province, division.prefecture].append(division)


def _year(cell: str) -> int | None:
    return int(cell) if cell else None


@cached
def _register() -> _Register:
    columns = ("code", "level", "name", "short", "province", "prefecture", "first_year", "last_year", "now")
    return _Register(
        Division(
            code,
            int(level),
            name,
            short,
            province,
            prefecture,
            _year(first),
            _year(last),
            tuple(now[1:].split()) if now else (),
            now.startswith("="),
        )
        for code, level, name, short, province, prefecture, first, last, now in rows(
            "divisions.tsv", *columns
        )
    )


def seat(division: Division) -> str:
    """What stays the same when a place is renamed or moved: the code of today's division, else a key of its own."""
    if division.host:
        return f"{division.host} {division.name}"
    if division.last_year is None:
        return division.code
    if division.renamed:
        return division.now[0]
    return f"{division.province} {division.prefecture} {division.name}"


def everything() -> tuple[Division, ...]:
    """All divisions of the table: today's first, in order of code, then the former ones."""
    return _register().all


def by_code(code: str) -> Division | None:
    """Today's division with a code of six digits."""
    return _register().by_code.get(code)


def by_name(name: str, year: int | None = None) -> tuple[Division, ...]:
    """The divisions that bear a full name, each place once.

    With a year those that bore it then; without, today's and those former ones that bear another name now.
    """
    return _distinct(_register().by_name.get(name, ()), year)


def by_short(short: str, year: int | None = None) -> tuple[Division, ...]:
    """The divisions whose name without its last part is `short` (沂源 → 沂源县), as in `by_name`."""
    return _distinct(_register().by_short.get(short, ()), year)


def _distinct(found: Iterable[Division], year: int | None) -> tuple[Division, ...]:
    """Each place once: the version of the year (or today's) before those that only the allowance lets in."""
    chosen: dict[str, Division] = {}
    candidates = [division for division in found if year is None or division.exists_in(year)]
    for division in sorted(candidates, key=lambda division: _distance(division, year)):
        chosen.setdefault(seat(division), division)
    return tuple(chosen.values())


def _distance(division: Division, year: int | None) -> int:
    if year is None:
        return 0 if division.last_year is None else 10_000 - division.last_year
    if division.first_year is not None and year < division.first_year:
        return 1
    return 1 if division.last_year is not None and year > division.last_year else 0


def versions(division: Division) -> tuple[Division, ...]:
    """The same place under all its names and parents, today's first."""
    if division.host:
        return (division,)
    return tuple(_register().by_seat[seat(division)])


def version_in(division: Division, year: int | None) -> Division:
    """The place as it was in `year`; as it is today, or was at its end, without one or when nothing fits."""
    return next(iter(_distinct(versions(division), year)), division)


@lately(8192)
def parents(division: Division) -> tuple[Division, ...]:
    """Those above it, nearest first: (淄博市, 山东省) of 沂源县; none for a province."""
    if division.host:
        host = by_code(division.host)
        return () if host is None else (host, *parents(host))
    register = _register()
    found: list[Division] = []
    if division.prefecture:
        prefectures = [
            candidate
            for candidate in register.by_name.get(division.prefecture, ())
            if candidate.level == 2 and candidate.province == division.province
        ]
        found.extend(prefectures[:1])
    if division.province:
        found.extend(candidate for candidate in register.by_name[division.province] if candidate.level == 1)
    return tuple(found)


@lately(8192)
def _line(division: Division) -> tuple[str, ...]:
    """The seats of the division and of those above it, nearest first."""
    return tuple(seat(one) for one in (division, *parents(division)))


def children(division: Division) -> tuple[Division, ...]:
    """Today's divisions directly below: counties of a prefecture; prefectures of a province with the counties that
    stand directly under it."""
    below = _register().by_parent
    if division.level == 1:
        return tuple(below.get((division.name, ""), ()))
    return tuple(below.get((division.province, division.name), ())) if division.level == 2 else ()


def siblings(division: Division) -> tuple[Division, ...]:
    """Today's divisions under the same parent, without the division itself."""
    above = parents(division)
    if not above:
        return tuple(other for other in _register().by_parent["", ""] if other != division)
    return tuple(other for other in children(above[0]) if seat(other) != seat(division))


def is_within(inner: Division, outer: Division, year: int | None = None) -> bool:
    """Whether `inner` is `outer` or lies in it: today, or with a year in any version of that year.

    A former division lies in what it was merged into (崇文区 in 东城区) and in all that this lies in.
    """
    target = seat(outer)
    for version in (inner,) if year is None else (inner, *_distinct(versions(inner), year)):
        if target in _line(version):
            return True
    if year is not None and any(target == seat(parent) for parent in _parents_in(inner, year)):
        return True
    if not inner.now:
        return False
    return all(heir is not None and is_within(heir, outer) for heir in map(by_code, inner.now))


def _parents_in(division: Division, year: int) -> list[Division]:
    """All that stood above the place in the versions of a year, the allowance included."""
    return [
        parent for version in versions(division) if version.exists_in(year) for parent in parents(version)
    ]


def relation(own: Division, other: Division, year: int | None = None) -> Relation:
    """What `other` is to `own`, in a year or today.

    `above` and `below` at any distance; `sibling` has the same parent; `parent-sibling` is a sibling of one above
    (another prefecture of the own province, another province), `sibling-child` lies in a sibling.
    """
    if seat(own) == seat(other):
        return "same"
    if is_within(other, own, year):
        return "below"
    if is_within(own, other, year):
        return "above"
    own_line, other_line = _line(own)[1:], _line(other)[1:]
    if own_line[:1] == other_line[:1]:
        return "sibling" if own_line else "stranger"
    if other_line and other_line[0] in own_line:
        return "parent-sibling"
    if own_line and own_line[0] in other_line:
        return "sibling-child"
    return "same-province" if own_line and other_line and own_line[-1] == other_line[-1] else "stranger"


def chain_text(division: Division) -> str:
    """The division and those above it for a reader: 高台县 → 张掖市 → 甘肃省."""
    return " → ".join(part.name for part in (division, *parents(division)))
