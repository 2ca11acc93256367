"""Whose an issuing mark is: the letters before the year of a document number (国办发, 鲁政办发, 诸科).

Marks of central bodies and of provinces stand in a table.  A city or county mostly takes a character of
its own name, usually the first (沂政发 of 沂源县, 沂水县 or 沂南县), so that many places share a mark: the caller has
to ask whether one of them is the report's own (`fits`).  What is not known stays unknown.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final, Literal

import msgspec

from auditor.reference import divisions
from auditor.reference.divisions import Division
from auditor.reference.tables import cached, rows

MarkKind = Literal["national", "province", "local", "unknown"]

_GOVERNMENT: Final = "政府"
# Second characters of a place's marks: its party committee, offices and departments.
_DEPARTMENTS: Final = frozenset(
    "政府委党办发字函人科教财法司公民卫农水交建环自市应文审统税国工信商林医退纪组宣编安食综城住招金数行营普依全档粮体旅监检"
)
# First characters with which departments without a place begin their marks (科发, 文旅, 安委): after these
# only 政 and 府 say that a place is meant.
_SUBJECTS: Final = frozenset(
    "科教文卫农林水商建交公民法司财审统环安应信体广旅金税海国中人纪组宣编综城土住工团妇残武军大普扶移防河创招投行数医药食质物"
    "粮盐烟邮电气地震测矿煤能节绿园房拆征路铁航港口运督巡考改史志机供台侨外渔畜老关红总生自退消救景管执长高东西南北平双乡振营优放评价"
)
_GENERIC: Final = frozenset("县市区州镇乡党委政府局厅省旗盟办")


class MarkPlace(msgspec.Struct, frozen=True, gc=False):
    """Whose a mark is.  `candidates` are the places that it can belong to, the likeliest first; none for national
    and unknown marks.  `body` is the central body or place of the table, else empty."""

    kind: MarkKind
    candidates: tuple[Division, ...] = ()
    body: str = ""


class _Entry(msgspec.Struct, frozen=True, gc=False):
    kind: MarkKind
    code: str
    body: str


_UNKNOWN: Final = MarkPlace("unknown")


@cached
def _table() -> dict[str, list[_Entry]]:
    found: defaultdict[str, list[_Entry]] = defaultdict(list)
    for mark, kind, code, body in rows("issuing_marks.tsv", "mark", "kind", "code", "body"):
        found[mark].append(_Entry(msgspec.convert(kind, MarkKind), code, body))
    return dict(found)


@cached
def _by_first_character() -> dict[str, tuple[Division, ...]]:
    """Today's prefectures and counties by the first character of their names, prefectures first."""
    found: defaultdict[str, list[Division]] = defaultdict(list)
    for division in sorted(divisions.everything(), key=lambda division: (division.level, division.code)):
        if division.current and division.level > 1:
            found[division.short[0]].append(division)
    return {character: tuple(named) for character, named in found.items()}


def _entries(mark: str, *kinds: MarkKind) -> list[_Entry]:
    """The table's entries of some kinds for the longest beginning of a mark that has any."""
    table = _table()
    for length in range(len(mark), 0, -1):
        entries = [entry for entry in table.get(mark[:length], ()) if entry.kind in kinds]
        if entries:
            return entries
    return []


@cached
def place_of_mark(mark: str) -> MarkPlace:
    """Whose a mark is, by the table first and then by the characters of places' names."""
    mark = "".join(mark.split())
    if len(mark) < 2:
        return _UNKNOWN
    national = _entries(mark, "national")
    if national:
        return MarkPlace("national", body=national[0].body)
    government = mark[1] in _GOVERNMENT and mark[0] not in _GENERIC
    if not government and (mark[0] in _GENERIC or _entries(mark, "unknown")):
        return _UNKNOWN
    return _of_place(mark, government)


def _of_place(mark: str, government: bool) -> MarkPlace:
    provinces = _entries(mark, "province")
    named = _listed(_entries(mark, "local")) + _whose_name_begins(mark)
    if provinces and (government or mark[1] in _DEPARTMENTS):
        return MarkPlace("province", _once(_listed(provinces) + named), provinces[0].body)
    own_characters = government or (mark[0] not in _SUBJECTS and mark[1] in _DEPARTMENTS)
    if not named or not own_characters:
        return _UNKNOWN
    return MarkPlace("local", _once(named))


def _listed(entries: list[_Entry]) -> list[Division]:
    found = (divisions.by_code(entry.code) for entry in entries)
    return [division for division in found if division is not None]


def _whose_name_begins(mark: str) -> list[Division]:
    """Places whose names begin like the mark; 吉市政 leaves only cities."""
    named = list(_by_first_character().get(mark[0], ()))
    if mark[1] in "市县区旗州盟":
        return [division for division in named if division.name.endswith(mark[1])]
    return named


def _once(found: list[Division]) -> tuple[Division, ...]:
    return tuple(dict.fromkeys(found))


def fits(mark: str, division: Division) -> bool:
    """Whether a mark can be that of a division or of one above or below it.

    Besides the candidates of `place_of_mark` a city or county may take a later character of its name (皋政发 of
    如皋市), so for a mark that is no province's any character of its own or its prefecture's name will do.
    """
    mark = "".join(mark.split())
    place = place_of_mark(mark)
    if place.kind != "province":
        line = (division, *divisions.parents(division))
        if any(mark[:1] in part.short for part in line if part.level > 1):
            return True
    return any(
        divisions.is_within(division, candidate) or divisions.is_within(candidate, division)
        for candidate in place.candidates
    )
