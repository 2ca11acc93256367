"""The register of laws, regulations, party rules and what local acts the sources hold.

Complete for national laws (to 2026-08-28) and nearly so for administrative regulations (to mid-2025); a
selection of party rules, departmental rules, judicial interpretations; about 7% of local regulations.
So an unknown national-looking title means something, an unknown local one never does.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, Literal

import msgspec
from rapidfuzz import fuzz

from auditor.reference import divisions
from auditor.reference.divisions import Division
from auditor.reference.tables import cached, lately, rows

State = Literal["in-force", "not-yet", "repealed", "unknown"]

STATE_NAME: Final = "中华人民共和国"

_MARKS: Final = re.compile(r"[\s《》〈〉“”\"'‘’]+")
_FOLDED: Final = str.maketrans("()[]【】〔〕", "（）（）（）（）")
_UNCLEAN: Final = re.compile(r"[\s《》〈〉“”\"'‘’()\[\]【】〔〕]")
_LAST_BRACKET: Final = re.compile(
    r"（(?:试行|暂行|草案|征求意见稿|[^（）]*\d{4}[^（）]*|[^（）]*修[订正][^（）]*)）$"
)
_STATE_NAMES: Final = re.compile(rf"^(?:{STATE_NAME}|中国(?!共产党))+")


class Law(msgspec.Struct, frozen=True, gc=False):
    """An act that the register knows.

    `promulgated` and `effective` are of the first version, None where the sources do not say; `revised` and
    `revision_effective` of the latest.  `status`: "in-force", "repealed", or "listed" for local acts of
    which the sources do not say whether they still hold.  `region` is the province or city of a local act.
    """

    title: str
    level: str
    issuer: str = ""
    region: str = ""
    promulgated: datetime.date | None = None
    effective: datetime.date | None = None
    revised: datetime.date | None = None
    revision_effective: datetime.date | None = None
    repealed_on: datetime.date | None = None
    repealed_by: str = ""
    status: str = "in-force"
    source: str = ""
    short_titles: tuple[str, ...] = ()

    @property
    def national(self) -> bool:
        return self.level != "地方性法规"


class _Register:
    """The acts and the keys under which they are found."""

    def __init__(self, laws: tuple[Law, ...]) -> None:
        self.laws = laws
        self.by_key: dict[str, Law] = {}
        for law in laws:
            for key in (_key(law.title), _bare(law.title), *law.short_titles):
                self._file(key, law)

    def _file(self, key: str, law: Law) -> None:
        """Of two acts with one key the exact title counts, then the one in force."""
        held = self.by_key.setdefault(key, law)
        if held is law or _key(held.title) == key:
            return
        if _key(law.title) == key or (held.status == "repealed" and law.status != "repealed"):
            self.by_key[key] = law


class _Pieces(msgspec.Struct, frozen=True, gc=False):
    """National titles without the state's name, and which of them hold a piece of two characters."""

    laws: tuple[Law, ...]
    titles: tuple[str, ...]
    postings: dict[str, list[int]]


def _pieces(title: str) -> set[str]:
    return {title[at : at + 2] for at in range(len(title) - 1)}


def _key(title: str) -> str:
    """A title without marks and blanks, its brackets of one kind."""
    return _MARKS.sub("", title).translate(_FOLDED) if _UNCLEAN.search(title) else title


def _bare(title: str) -> str:
    """The key without the state's name and without （试行）, （2019年修订） at the end."""
    key = _key(title)
    if key.endswith("）"):
        key = _LAST_BRACKET.sub("", key)
    return key.removeprefix(STATE_NAME) or key


def _date(cell: str) -> datetime.date | None:
    return datetime.date.fromisoformat(cell) if cell else None


def _read() -> Iterator[Law]:
    columns = (
        *("title", "level", "issuer", "region", "promulgated", "effective", "revised"),
        *("revision_effective", "repealed_on", "repealed_by", "status", "source"),
    )
    for row in rows("laws.tsv", *columns):
        title, level, issuer, region, promulgated, effective, revised, revision_effective = row[:8]
        yield Law(
            title,
            level,
            issuer,
            region,
            _date(promulgated),
            _date(effective),
            _date(revised),
            _date(revision_effective),
            _date(row[8]),
            row[9],
            row[10],
            row[11],
        )
    further = (
        "title",
        "level",
        "issuer",
        "promulgated",
        "effective",
        "revised",
        "revision_effective",
        "source",
    )
    for title, level, issuer, promulgated, effective, revised, revision_effective, source in rows(
        "laws_further.tsv", *further
    ):
        yield Law(
            title,
            level,
            issuer,
            "",
            _date(promulgated),
            _date(effective),
            _date(revised),
            _date(revision_effective),
            source=source,
        )


@cached
def _national_pieces() -> _Pieces:
    laws = tuple(law for law in everything() if law.national and law.level != "司法解释")
    titles = tuple(_bare(law.title) for law in laws)
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, title in enumerate(titles):
        for piece in _pieces(title):
            postings[piece].append(number)
    return _Pieces(laws, titles, dict(postings))


@cached
def _register() -> _Register:
    laws = {law.title: law for law in _read()}
    columns = ("title", "level", "promulgated", "effective", "repealed_on", "repealed_by", "source")
    for title, level, promulgated, effective, repealed_on, repealed_by, source in rows(
        "laws_repeals.tsv", *columns
    ):
        laws[title] = msgspec.structs.replace(
            laws.get(title) or Law(title, level),
            promulgated=_date(promulgated),
            effective=_date(effective),
            repealed_on=_date(repealed_on),
            repealed_by=repealed_by,
            status="repealed",
            source=source,
        )
    shorts: defaultdict[str, list[str]] = defaultdict(list)
    for short, title in rows("law_short_forms.tsv", "short", "title"):
        shorts[title].append(short)
    for title, forms in shorts.items():
        if title in laws:
            laws[title] = msgspec.structs.replace(laws[title], short_titles=tuple(forms))
    return _Register(tuple(laws.values()))


def everything() -> tuple[Law, ...]:
    """All acts of the register."""
    return _register().laws


@lately(4096)
def find(title: str) -> Law | None:
    """The act of a title, with or without 《》, the state's name, （试行） or a year of revision, or by a usual short
    form (科技进步法, 党章); None when the register does not hold it."""
    by_key = _register().by_key
    key = _key(title)
    bare = _bare(key)
    # What still begins with the state's name had it twice, and no act is called so.
    return by_key.get(key) or (None if bare.startswith(STATE_NAME) else by_key.get(bare))


def state_at(law: Law, on: datetime.date) -> State:
    """Whether the act, in any of its versions, was in force on a day.

    `unknown` where the sources do not give the day of its repeal or, for local acts, its state.
    """
    if law.status == "repealed" and (law.repealed_on is None or on >= law.repealed_on):
        return "unknown" if law.repealed_on is None else "repealed"
    began = law.effective or law.promulgated
    if began is not None and on < began:
        return "not-yet"
    return "unknown" if law.status == "listed" else "in-force"


_MOST_POSTINGS: Final = 400
_MOST_CANDIDATES: Final = 40


def nearest(title: str, limit: int = 3, at_least: float = 60.0) -> list[tuple[Law, float]]:
    """National acts and party rules whose titles are like `title`, best first, with a score from 0 to 100.

    The state's name at the front does not count, however often it stands there: 中国监察法 is 95 from
    中华人民共和国监察法, as is a title that repeats the state's name; 100 is a title that the register holds.
    """
    known = find(title)
    if known is not None:
        return [(known, 100.0)]
    key = _key(title)
    bare = _LAST_BRACKET.sub("", _STATE_NAMES.sub("", key)) or key
    if bare != key and (held := find(bare)) is not None:
        return [(held, 95.0)]
    pieces = _national_pieces()
    scored = []
    for number in _candidates(pieces, bare):
        score = fuzz.ratio(bare, pieces.titles[number], score_cutoff=at_least)
        if score:
            scored.append((pieces.laws[number], round(score, 1)))
    scored.sort(key=lambda pair: (-pair[1], pair[0].status == "repealed", pair[0].title))
    return scored[:limit]


def _candidates(pieces: _Pieces, bare: str) -> list[int]:
    """Acts that share the rarest pieces of a title, most shared first."""
    shared: defaultdict[int, int] = defaultdict(int)
    read = 0
    for posting in sorted((pieces.postings.get(piece, []) for piece in _pieces(bare)), key=len):
        if read and read + len(posting) > _MOST_POSTINGS:
            break
        read += len(posting)
        for number in posting:
            shared[number] += 1
    ranked = sorted(shared, key=lambda number: (-shared[number], abs(len(pieces.titles[number]) - len(bare))))
    return ranked[:_MOST_CANDIDATES]


# Words that end like a statute and are none (做法, 书法 …): 法 alone is not enough.
_NOT_A_LAW: Final = re.compile(
    r"(?:办|方|做|说|看|用|手|想|书|兵|语|笔|章|技|戏|打|针|疗|算|刑|执|司|立|普|守|学|知|尊|懂|讲|违|犯|合|非|依)法$"
)
_STATUTE: Final = re.compile(r"(?:法|法典|条例|办法|规定|规则|细则|准则|章程)$")
_PARTY: Final = re.compile(r"^(?:中国共产党|中共|党[的内政员章组委支务纪]|共产党|关于新形势下党)")


def statute_like(title: str) -> bool:
    """Whether a title's last word is that of a statute (法, 条例, 办法, 规定 …) and not of a plan, notice or book."""
    bare = _LAST_BRACKET.sub("", _key(title))
    return bare == "宪法" or (
        _STATUTE.search(bare) is not None and (bare.endswith("办法") or not _NOT_A_LAW.search(bare))
    )


def national_looking(title: str) -> bool:
    """Whether a title claims to be a national law or regulation: 中华人民共和国…法, …法, …条例 without a place or
    a party body before it.  Says nothing of whether the register holds it."""
    bare = _LAST_BRACKET.sub("", _key(title))
    if _PARTY.match(bare) or bare.startswith("关于") or not statute_like(bare):
        return False
    if bare.startswith((STATE_NAME, "中国")):
        return True
    return bare.endswith(("法", "法典", "条例")) and not bare.endswith("办法") and not regions_of_title(bare)


# What may stand before the place in a title that names it.
_BEFORE_PLACE: Final = re.compile(r"^(?:中共|中国共产党)")
# A short name counts where the title goes on as only a local act's does.
_AFTER_SHORT: Final = re.compile(r"经济特区|自治[区州县旗]|省委|市委|县委|区委|省政府|市政府|县政府|区政府")
_AREA: Final = re.compile(
    r"[一-鿿]{2,8}?(?:高新技术产业开发区|高新区|经济技术开发区|经济开发区|经开区|综合保税区|工业园区|新区|开发区)"
)
# Local acts may begin with a province's short name (甘肃祁连山国家级自然保护区管理条例); these are other things.
_SHORT_ELSEWHERE: Final = ("青海湖", "海南自由贸易港", "吉林市")
_LONGEST_NAME: Final = 16


@lately(4096)
def regions_of_title(title: str) -> tuple[Division, ...]:
    """The divisions that a local act's title can name at its front, the innermost of a chain; none for a national
    act, whatever place it speaks of (长江保护法, 海南自由贸易港法, 香港特别行政区基本法)."""
    key = _BEFORE_PLACE.sub("", _key(title))
    bare = _LAST_BRACKET.sub("", key)
    if bare.endswith("法") and not bare.endswith(("办法", "方法", "做法")):
        return ()
    found: tuple[Division, ...] = ()
    at = 0
    while step := _place_at(key, at, found):
        found, at = step
    return found or _host_of_area(key) or _province_in_short(bare)


def region_of_title(title: str) -> Division | None:
    """The one division that a local act's title names at its front; None without one or when several bear the name."""
    found = regions_of_title(title)
    return found[0] if len(found) == 1 else None


def _place_at(key: str, at: int, above: tuple[Division, ...]) -> tuple[tuple[Division, ...], int] | None:
    """The longest name of a division at an offset that fits those before it, and where it ends."""
    forms = divisions.all_names()
    for end in range(min(len(key), at + _LONGEST_NAME), at + 1, -1):
        form = forms.get(key[at:end])
        if form is None or form.kind == "area" or end == len(key):
            continue
        candidates = form.divisions if form.kind != "short" else _named_shortly(form.divisions, key, end)
        fitting = tuple(
            division
            for division in candidates
            if not above or any(division != upper and divisions.is_within(division, upper) for upper in above)
        )
        if fitting and (above or not divisions.collides(key, at, end)):
            return fitting, end
    return None


def _host_of_area(key: str) -> tuple[Division, ...]:
    """Where the functional area lies that a title names at its front: 江门高新区 in 江门市.

    Areas share their offices with the district in which they lie, and often name it behind in brackets
    (江门高新区（江海区）): then it is the district's act.
    """
    match = _AREA.match(key)
    area = divisions.area(match[0]) if match else None
    if match is None or area is None:
        return ()
    host = divisions.parents(area)[:1]
    if key.startswith("（", match.end()):
        twin, _ = _place_at(key, match.end() + 1, host) or ((), 0)
        return twin or host
    return host


def _named_shortly(candidates: tuple[Division, ...], key: str, end: int) -> tuple[Division, ...]:
    """Of the bearers of a short name those that the words behind it allow: 海南经济特区 is the province's,
    朝阳县委 the county's."""
    after = _AFTER_SHORT.match(key, end)
    if after is None:
        return ()
    if after[0] == "经济特区":
        highest = min(division.level for division in candidates)
        return tuple(division for division in candidates if division.level == highest)
    level = after[0][2] if after[0].startswith("自治") else after[0][0]
    return tuple(division for division in candidates if division.name.endswith(level))


def _province_in_short(bare: str) -> tuple[Division, ...]:
    if bare.startswith(_SHORT_ELSEWHERE) or not bare.endswith(("条例", "办法", "规定", "规则")):
        return ()
    for length in (3, 2):
        found = [division for division in divisions.by_short(bare[:length]) if division.level == 1]
        if found:
            return tuple(found)
    return ()
