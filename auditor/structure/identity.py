"""Whose report a document is and for which year, with the words that say so.

Every hint is a claim with a weight in log-odds: the title, the sign-off, the archive's manifest, what
the report calls itself, the places in the names of its own rules.  The claims for one answer are
summed; the best answer wins when it is ahead of the next by `MARGIN`, else nothing is said.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath

import msgspec

from auditor.model import Document, Span
from auditor.reference import bodies, divisions, laws, tables, terms
from auditor.reference.divisions import Division
from auditor.structure import dates, kinds, names, outline, place_names, signoff, title
from auditor.structure.kinds import Kind
from auditor.structure.names import BodyName
from auditor.structure.words import WordList

MARGIN = 0.6
"""Log-odds by which an answer must lead the next best; below it the identity abstains."""

# Weights in log-odds.  What the archive says outweighs all that a report says of itself.  Title and sign-off
# name the issuer by rule (GB/T 9704-2012, 7.2.7 and 7.3.4); the rest was set so that no single hint of
# inference reaches a confidence of 0.9.
_MANIFEST, _TITLE, _SIGNOFF, _OWN_NAME, _PUBLICATION = 20.0, 4.0, 4.0, 3.0, 2.5
_OWN_RULE, _LED_BY, _LOCAL_STATUTE, _MENTION = 1.2, 1.6, 0.5, 0.3
_MOST_INFERRED = 2.0  # log-odds of 0.88, however many hints agree
_OPENING_YEAR, _SIGNED_YEAR, _PLAN_YEAR, _YEAR_MENTION = 2.0, 1.2, 1.0, 0.15
_REVIEW_YEAR, _FILE_YEAR = (
    0.8,
    1.2,
)  # that of a file alone is just enough, and nothing in the text may speak against it


class Issuer(msgspec.Struct, frozen=True):
    """The body that a report is of.  `name` as the report writes it, without 中共 and 党组."""

    name: str
    parts: BodyName
    stated: bool
    confidence: float
    basis: tuple[Span, ...]


class Jurisdiction(msgspec.Struct, frozen=True):
    """The division whose report it is.

    `stated` is False when no title, sign-off, self-reference or manifest says so, and the division
    was inferred from the names of its own rules and from the places it speaks of.
    """

    division: Division
    stated: bool
    confidence: float
    basis: tuple[Span, ...]


class ReportingYear(msgspec.Struct, frozen=True):
    """The year in the report's name; what it reviews and plans, `kind` says."""

    value: int
    stated: bool
    confidence: float
    basis: tuple[Span, ...]
    last: int
    """Equal to `value` unless the document covers a span of years."""


class Identity(msgspec.Struct, frozen=True):
    """All that is known of whose report this is; None where nothing is sure enough."""

    kind: Kind
    issuer: Issuer | None
    jurisdiction: Jurisdiction | None
    year: ReportingYear | None
    level_word: str
    """县, 市, 区 … as the report calls its own area (我县, 县科技局); empty when it never does."""


class _Claim(msgspec.Struct, frozen=True):
    weight: float
    stated: bool
    span: Span | None


def of(document: Document) -> Identity:
    """The identity of the document."""
    return document.remember(of, lambda: _identity(document))


def _identity(document: Document) -> Identity:
    kind = kinds.of(document)
    named = [*_named_bodies(document)]
    year = _year(document, kind)
    jurisdiction = _jurisdiction(document, named, year.value if year else None)
    return Identity(
        kind,
        _issuer(document, named, jurisdiction),
        jurisdiction,
        year,
        _level_word(document, named, jurisdiction),
    )


# --- the issuer ---------------------------------------------------------------------------------


class _Named(msgspec.Struct, frozen=True):
    """A body's name in a place where only the issuer stands."""

    parts: BodyName
    span: Span | None
    weight: float


def _named_bodies(document: Document) -> Iterator[_Named]:
    """The names in the manifest, the title, the sign-off and the publisher's line, as written."""
    if document.record is not None and document.record.issuer:
        yield _Named(names.parse(document.record.issuer), None, _MANIFEST)
    in_title = named_in_title(document)
    if in_title is not None:
        yield _Named(names.parse(_solid(document, in_title)), in_title, _TITLE)
    byline = _byline(document)
    if byline is not None:
        yield _Named(names.parse(_solid(document, byline)), byline, _TITLE)
    signed = signoff.of(document)
    if signed is not None and signed.issuer is not None:
        yield _Named(names.parse(_solid(document, signed.issuer)), signed.issuer, _SIGNOFF)
    published = signoff.publication_of(document)
    if published is not None and published.source is not None:
        yield _Named(names.parse(_solid(document, published.source)), published.source, _PUBLICATION)


def _byline(document: Document) -> Span | None:
    """The body in a line of post and name below the title: 浏阳市永安镇人民政府镇长 李某."""
    folded = document.folded
    for block in document.blocks[:6]:
        found = None if folded[block.end - 1] in "。:" else _BYLINE.match(folded, block.start, block.end)
        if found is not None:
            return Span(*found.span("body"))
    return None


def _solid(document: Document, span: Span) -> str:
    return "".join(document.slice(span).split())


# What ends the issuer's name in a title: the year, 关于, or the first word of what the report is about.
_STRONG_END = re.compile(r"关于|(?:19|20)\s?\d\s?\d|[一二][〇○零九]|《|“|——")
_WEAK_END = re.compile(
    r"全面依法|法治政府|法治建设|依法行政|依法治|政府信息公开|信息公开|政务公开|部门预算|部门决算|单位预算|单位决算|三公|"
    r"年度|工作|预算|决算|推进|贯彻|落实|履行|党政主要|主要负责|整改|巡察|巡视|总结|报告|述职|学习|普法|国民经济|行政执法|行政复议|"
    r"第[一二三四]季度|第[一二三四五六七八九十]+次全国|上半年|下半年|(?:事业)?发展规划|规划|第十[一-九]个|“?十[二三四五六]五|开展|加强|重点|年报|信用|安全生产|绩效"
)


def named_in_title(document: Document) -> Span | None:
    """Where the document's title names its issuer; None without a title or a name in it."""
    named = title.of(document)
    if named is None:
        return None
    return document.remember(named_in_title, lambda: issuer_in_title(document.text, named.span))


def issuer_in_title(text: str, span: Span) -> Span | None:
    """Where a title names its issuer: before the year or 关于, else behind the year; None when nowhere.

    «沂源县科技局2022年度…», «2023年度沂源县科技局部门决算», «关于…的报告» (None).
    """
    words = text[span.start : span.end]
    for start, end in _name_regions(words):
        post = _POST.search(words, start, end)
        if post is not None:
            end = post.start() if post.start() > start + 1 else end
        while start < end and words[start] in " 　\n\t":
            start += 1
        while end > start and words[end - 1] in " 　\n\t的":
            end -= 1
        name = "".join(words[start:end].split())
        if 2 <= len(name) <= 40 and (bodies.body_type(names.parse(name).text) or _is_place(name)):
            return Span(span.start + start, span.start + end)
    return None


def _is_place(name: str) -> bool:
    return names.division_at(name) is not None and names.parse(name).body == ""


# A report by a person names the post: 姚家店镇党委书记 is of 姚家店镇.
_NAME = r"[一-鿿]{1,2}[ 　]?[一-鿿]{1,2}"
_POST = re.compile(rf"{title.POSTS}(?:$|(?=[^一-鿿])|(?={_NAME}\s*$))")
_BYLINE = re.compile(
    r"[ 　]*\(?(?P<body>[一-鿿]{2,24}?(?:局|委|办公室|政府|街道|镇|乡|中心|委员会|办事处|院|学校))"
    rf"{title.POSTS}[ 　]{{0,4}}(?:{_NAME})?\)?[ 　]*$"
)
_LEADING_YEAR = re.compile(
    r"\s*(?:关于)?\s*(?:(?:19|20)\s?\d\s?\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})\s?年?\s?度?\s*"
)
_LEADING_ABOUT = re.compile(r"\s*关于\s*")


def _name_regions(words: str) -> Iterator[tuple[int, int]]:
    strong = _STRONG_END.search(words)
    first = strong.start() if strong else len(words)
    if first > 1:
        weak = _weak_end(words, 0, first)
        yield 0, first
        if weak < first:
            yield 0, weak
    leading = _LEADING_YEAR.match(words) or _LEADING_ABOUT.match(words)
    if leading:
        again = _STRONG_END.search(words, leading.end())
        yield leading.end(), _weak_end(words, leading.end(), again.start() if again else len(words))


_GOES_ON_AS_A_BODY = re.compile(r"[一-鿿]{0,6}(?:委员会|办公室|中心|局(?!部))")


def _weak_end(words: str, start: int, end: int) -> int:
    """Where the subject begins; 工作 and the like inside a body's name (工作委员会) do not count."""
    for weak in _WEAK_END.finditer(words, start, end):
        if weak.start() > start and not _GOES_ON_AS_A_BODY.match(words, weak.start()):
            return weak.start()
    return end


def _issuer(document: Document, named: list[_Named], jurisdiction: Jurisdiction | None) -> Issuer | None:
    if not named:
        own = _self_reference(document)
        if own is None:
            return None
        parts = names.parse(document.slice(own))
        return Issuer(parts.text, parts, False, 0.7, (own,))
    best = max(named, key=lambda name: (bool(name.parts.body), name.weight, len(name.parts.chain)))
    agreeing = [name for name in named if bodies.same_body(name.parts.body, best.parts.body)]
    # Of equal names the one that also says its place: 科技局 in the title, 江门市江海区科学技术局 below.
    fullest = max(agreeing, key=lambda name: (len(name.parts.chain) > 0, name.weight))
    total = sum(name.weight for name in agreeing)
    basis = tuple(name.span for name in agreeing if name.span is not None)
    name = fullest.parts.text
    if jurisdiction is not None and bodies.canonical(name) == "人民政府":
        name = f"{jurisdiction.division.name}人民政府"  # «政府工作报告» before a people's congress
    elif document.record is None or not document.record.issuer:
        name = _joint_issuers(document) or name
    return Issuer(name, fullest.parts, True, _probability(total), basis)


def _joint_issuers(document: Document) -> str:
    """The names of several bodies that sign together; empty when one signs alone."""
    signed = signoff.of(document)
    if signed is None or len(signed.issuers) < 2:
        return ""
    return "、".join(_solid(document, span) for span in signed.issuers)


# 县科技局 as the subject of a sentence: what a report without title and sign-off calls itself.
_SELF_REFERENCE = re.compile(
    r"[省市县区旗州](?<![^。，,；;\n 　年].)[一-鿿]{2,10}?局"
    r"(?=[^一-鿿]|在|认真|严格|坚持|高度|未|共|主要|深入|以|按|积极|紧紧|全面|切实|持续)"
)
_CLAUSE_STARTS = WordList(
    "clauses that begin with a level word",
    lambda: (mark + word for mark in "。,;\n 年" for word in "省市县区旗州"),
)


def _self_reference(document: Document) -> Span | None:
    """What a report without title and sign-off calls itself, at the beginning of a clause."""
    return document.remember(_self_reference, lambda: _first_self_reference(document))


def _first_self_reference(document: Document) -> Span | None:
    found = _SELF_REFERENCE.match(document.text)
    if found is None:
        # The words are folded, the clause begins as the text is written: the pattern looks back itself.
        tried = (_SELF_REFERENCE.match(document.text, hit.end - 1) for hit in _CLAUSE_STARTS.hits(document))
        found = next((match for match in tried if match is not None), None)
    return Span(*found.span()) if found else None


_OUR = re.compile(r"(?:我|全)(县|区|市|旗|州|省|镇|乡)(?!级|域|场|委书记会|直)")


def _level_word(document: Document, named: list[_Named], jurisdiction: Jurisdiction | None) -> str:
    if jurisdiction is not None:
        return jurisdiction.division.name[-1]
    for name in named:
        if name.parts.level_word:
            return name.parts.level_word
    own = _self_reference(document)
    if own is not None:
        return document.text[own.start]
    counts: dict[str, int] = defaultdict(int)
    for match in _OUR.finditer(document.text):
        counts[match[1]] += 1
    return max(counts, key=lambda word: counts[word]) if counts else ""


# --- the jurisdiction ---------------------------------------------------------------------------


def _jurisdiction(document: Document, named: list[_Named], year: int | None) -> Jurisdiction | None:
    claims: dict[Division, list[_Claim]] = defaultdict(list)
    ambiguous: list[tuple[tuple[Division, ...], _Claim]] = []
    for candidates, claim in _place_claims(document, named):
        current = _current(candidates, year)
        if len(current) == 1:
            claims[current[0]].append(claim)
        elif current:
            ambiguous.append((current, claim))
    mentioned = _mentions(document)
    for candidates, claim in ambiguous:
        chosen = _by_context(candidates, claims, mentioned)
        if chosen is not None:
            claims[chosen].append(claim)
    return _decide_place(claims, mentioned)


def _place_claims(document: Document, named: list[_Named]) -> Iterator[tuple[tuple[Division, ...], _Claim]]:
    if document.record is not None and document.record.jurisdiction:
        parts = names.parse(document.record.jurisdiction)
        if parts.chain:
            yield parts.chain[-1], _Claim(_MANIFEST, True, None)
    for name in named:
        if name.parts.chain:
            lowest = name.parts.chain[-1]
            span = name.span and _name_within(document, name.span, lowest[0].name)
            yield lowest, _Claim(name.weight, True, span)
    yield from _congress_claims(document)
    yield from _leadership_claims(document)
    yield from _own_name_claims(document, named)
    yield from _town_claims(document, named)
    yield from _title_claims(document)


def _name_within(document: Document, span: Span, name: str) -> Span:
    """Where the division's own name stands in a longer name; the whole where a blank splits it."""
    at = document.text.find(name, span.start, span.end)
    return Span(at, at + len(name)) if at >= 0 else span


_CONGRESS = re.compile(
    r"在([一-鿿]{2,15}?)(?:第?[一二三四五六七八九十]+届)?(?:人民代表大会|人大)(?:第?[一二三四五六七八九十]+次)?会议"
)


def _congress_claims(document: Document) -> Iterator[tuple[tuple[Division, ...], _Claim]]:
    """«——2025年1月8日在某县第十九届人民代表大会第四次会议上» under a 政府工作报告."""
    for match in _CONGRESS.finditer(document.text[:600]):
        found = names.division_at(match[1])
        if found is not None:
            yield found[1], _Claim(_TITLE, True, Span(match.start(1), match.start(1) + len(found[0])))


_LEADERSHIP = re.compile(r"(?:[县区市旗州]?委|党工委)[^。；\n]{0,16}(?:领导|指导)下")


def _leadership_claims(document: Document) -> Iterator[tuple[tuple[Division, ...], _Claim]]:
    """«在绥中县委、县政府的正确领导下»: what leads a town that does not name its county."""
    for mention in place_names.of(document):
        if mention.full and _LEADERSHIP.match(document.folded, mention.span.end):
            yield mention.divisions, _Claim(_LED_BY, False, mention.span)
            return


def _own_name_claims(
    document: Document, named: list[_Named]
) -> Iterator[tuple[tuple[Division, ...], _Claim]]:
    """The issuer's body with a place before it, in the text: 沂源县科技局 as a subject."""
    known = {name.parts.body for name in named}
    own = _self_reference(document)
    if own is not None:
        known.add(names.parse(document.slice(own)).body)
    known.discard("")
    excluded = [name.span for name in named if name.span is not None]
    full = [mention for mention in place_names.of(document) if mention.full]
    text = document.text
    seen: dict[str, int] = defaultdict(int)
    for body in sorted(known):
        for mention in full:
            if not text.startswith(body, mention.span.end) or seen[mention.text] >= 2:
                continue
            span = mention.span
            if any(span.overlaps(other) for other in excluded):
                continue
            seen[mention.text] += 1
            inside_title_marks = text.rfind("《", 0, span.start) > text.rfind("》", 0, span.start)
            weight = _OWN_RULE if inside_title_marks else _OWN_NAME / (1 + seen[mention.text])
            yield mention.divisions, _Claim(weight, not inside_title_marks, span)


# What a town says of where it is: 沙窝镇位于新县东北部, 我镇隶属平阳县, 作为台江县的历史文化名镇.
_LIES_IN = re.compile(
    r"(?P<town>镇|乡|街道)(?:辖区|全境|境内|总体)?,?(?:位于|地处|坐落于|坐落在|隶属于?|(?P<is>是|系))$"
)
_AS_ONE_OF = re.compile(r"作为(?:[一-鿿]{2,12}[省州市])?$")
_BESIDE = re.compile(r"[与和、及]|以[东南西北外]|交界|接壤|毗邻|相邻|边界")
_OF_TOWNS = re.compile(r"的?[^。;,\n的]{0,12}(?:镇|乡|街道|[东南西北]大门|门户|腹地)(?:之一)?(?=[,。;的])")
_LONGEST_RELATION = 16


def _town_claims(document: Document, named: list[_Named]) -> Iterator[tuple[tuple[Division, ...], _Claim]]:
    """The county that a town names in its text where title and sign-off name the town alone."""
    towns = tuple({name.parts.town for name in named if name.parts.town})
    if not towns or any(name.parts.chain for name in named):
        return
    folded = document.folded
    mentions = place_names.of(document)
    for mention, following in itertools.zip_longest(mentions, mentions[1:]):
        is_parent = following is not None and following.chain.start == mention.chain.start
        if not mention.full or is_parent:
            continue
        before = folded[max(0, mention.chain.start - _LONGEST_RELATION) : mention.chain.start]
        if folded.startswith(towns, mention.span.end) or (
            not _BESIDE.match(folded, mention.span.end)
            and _says_where(before, folded, mention.span.end, towns)
        ):
            yield mention.divisions, _Claim(_OWN_NAME, True, mention.span)
            return


def _says_where(before: str, folded: str, end: int, towns: tuple[str, ...]) -> bool:
    """Whether the words before a place, and those from its `end`, say that the report's own town lies there."""
    if _AS_ONE_OF.search(before):
        return _OF_TOWNS.match(folded, end) is not None
    lies = _LIES_IN.search(before)
    return (
        lies is not None
        and before.endswith((*towns, *_OWN_TOWN), 0, lies.end("town"))
        and (lies["is"] is None or _OF_TOWNS.match(folded, end) is not None)
    )


_OWN_TOWN = ("我镇", "我乡", "本镇", "本乡", "全镇", "全乡", "我街道", "本街道")


_TITLE_MARK = re.compile(r"《([^《》〈〉\n]{4,60})》")

_regions_of_title = functools.lru_cache(maxsize=4096)(laws.regions_of_title)
"""Kept, because every report cites the same laws."""
tables.when_replaced(_regions_of_title.cache_clear)


def _title_claims(document: Document) -> Iterator[tuple[tuple[Division, ...], _Claim]]:
    """Titles of local acts: 《高台县科技特派员管理办法》 points to a county, 《甘肃省…条例》 to a province."""
    seen: dict[str, int] = defaultdict(int)
    for match in _TITLE_MARK.finditer(document.text):
        regions = _regions_of_title(match[1])
        if not regions:
            continue
        region = regions[0]
        if seen[region.name] >= (3 if region.level == 3 else 2):
            continue
        seen[region.name] += 1
        weight = _OWN_RULE if region.level == 3 else _LOCAL_STATUTE
        at = match.start(1)
        name = region.name if match[1].startswith(region.name) else region.short
        yield regions, _Claim(weight, False, Span(at, at + len(name)))


def _mentions(document: Document) -> dict[Division, int]:
    """How often the text speaks of each division by a full name that only one division bears."""
    counts: dict[Division, int] = defaultdict(int)
    for mention in place_names.of(document):
        if mention.full and len(mention.divisions) == 1:
            counts[mention.divisions[0]] += 1
    return counts


def _current(candidates: tuple[Division, ...], year: int | None) -> tuple[Division, ...]:
    """The candidates that exist today, unless only abolished ones bear the name."""
    if len(candidates) == 1:
        return candidates
    living = tuple(
        division
        for division in candidates
        if (division.current if year is None else division.exists_in(year))
    )
    return living or candidates


def _by_context(
    candidates: tuple[Division, ...], claims: dict[Division, list[_Claim]], mentioned: dict[Division, int]
) -> Division | None:
    """The one of several divisions of one name whose parents or children the report speaks of."""
    scores = []
    for candidate in candidates:
        known = [*claims, *mentioned]
        related = sum(
            mentioned.get(other, 0) + 3 * len(claims.get(other, ()))
            for other in set(known)
            if divisions.is_within(candidate, other) or divisions.is_within(other, candidate)
        )
        scores.append((related, candidate))
    scores.sort(key=lambda score: -score[0])
    if scores[0][0] > 0 and (len(scores) == 1 or scores[0][0] > scores[1][0]):
        return scores[0][1]
    return None


def _decide_place(
    claims: dict[Division, list[_Claim]], mentioned: dict[Division, int]
) -> Jurisdiction | None:
    totals: dict[Division, float] = {}
    for division in {*claims, *(division for division in mentioned if division.level == 3)}:
        own = sum(claim.weight for claim in claims.get(division, ()))
        # A parent's claims agree with the child but do not choose between it and its neighbours.
        parents = sum(
            min(1.0, sum(claim.weight for claim in claims[other]))
            for other in claims
            if other != division and divisions.is_within(division, other)
        )
        totals[division] = own + 0.5 * parents + min(1.0, _MENTION * mentioned.get(division, 0))
    if not totals:
        return None
    ranked = sorted(totals, key=lambda division: (-totals[division], -division.level, division.code))
    best = ranked[0]
    rivals = [other for other in ranked[1:] if not divisions.is_within(best, other)]
    if rivals and totals[best] - totals[rivals[0]] < MARGIN:
        return None
    best_claims = claims.get(best, [])
    stated = any(claim.stated for claim in best_claims)
    if not stated and totals[best] < 2 * MARGIN:
        return None
    lead = totals[best] - (totals[rivals[0]] if rivals else 0.0)
    ceiling = 10.0 if stated else _MOST_INFERRED
    basis = tuple(claim.span for claim in best_claims if claim.span is not None)
    return Jurisdiction(best, stated, _probability(min(totals[best], lead + 1, ceiling)), basis)


@functools.lru_cache(maxsize=1024)
def _probability(weight: float) -> float:
    return round(min(0.99, 1 / (1 + math.exp(-weight))), 2)


# --- the reporting year -------------------------------------------------------------------------


def _year(document: Document, kind: Kind) -> ReportingYear | None:
    claims = [*_year_claims(document, kind)] or [*_file_name_claims(document, kind)]
    totals: dict[int, float] = defaultdict(float)
    for value, claim in claims:
        totals[value] += claim.weight
    for value in _years_mentioned(document, kind):
        totals[value] += _YEAR_MENTION
    if not totals:
        return None
    best = max(totals, key=lambda value: (totals[value], value))
    lead = totals[best] - max([total for value, total in totals.items() if value != best], default=0.0)
    if lead < MARGIN or totals[best] < 2 * MARGIN:
        return None
    chosen = [claim for value, claim in claims if value == best]
    stated = any(claim.stated for claim in chosen)
    basis = tuple([claim.span for claim in chosen if claim.span is not None])
    in_title = _year_of_title(document, kind) if kind.spans and not kind.evaluates else None
    last = best if in_title is None else in_title.last
    return ReportingYear(best, stated, _probability(min(totals[best], lead + 1)), basis, last)


def _periods_in(document: Document, start: int, end: int) -> list[dates.Period]:
    """The periods that stand in a stretch of the document as a whole."""
    return [period for period in dates.of(document) if start <= period.span.start and period.span.end <= end]


def _year_of_title(document: Document, kind: Kind) -> dates.Period | None:
    in_title = title.of(document)
    if in_title is None:
        return None
    periods = _periods_in(document, in_title.span.start, in_title.span.end)
    if kind.evaluates:
        return _year_of_evaluation(document, periods)
    if not periods:
        return _span_of_plan(document, in_title.span) if kind.spans else None
    if kind.spans:
        return next((period for period in periods if period.is_range), periods[0])
    # 「2024年预算执行情况和2025年预算草案的报告」 is named by the year it plans, a report by the first.
    return periods[-1] if kind.reviews < 0 else periods[0]


def _year_of_evaluation(document: Document, in_title: list[dates.Period]) -> dates.Period | None:
    """The year in the title that is not the plan's: outside its name, and neither a span nor a distant aim."""
    for period in in_title:
        named = document.text.rfind("《", 0, period.span.start) > document.text.rfind(
            "》", 0, period.span.start
        )
        if not named and not period.is_range and not document.text.startswith("远景", period.span.end):
            return period
    return None


def _span_of_plan(document: Document, span: Span) -> dates.Period | None:
    """The years of a plan whose title gives its number alone: “十四五” is 2021 to 2025."""
    words = document.folded[span.start : span.end]
    for surface, term in terms.by_surface("plan").items():
        at = words.find(surface)
        if at >= 0 and term.began is not None and term.ended is not None:
            where = Span(span.start + at, span.start + at + len(surface))
            return dates.Period(where, term.began.year, term.ended.year, "range")
    return None


_TO_CONGRESS = "government-work-report"
_YEARS_END = (11, 12)
_PLAN_HEADING = re.compile(r"安排|计划|打算|思路|下一步|展望|谋划")
_REVIEW_HEADING = re.compile(r"工作(?:回顾|总结|情况|开展情况|完成情况|成效)|主要工作|(?:开展|进展|完成)情况")


def _year_claims(document: Document, kind: Kind) -> Iterator[tuple[int, _Claim]]:
    if document.record is not None and document.record.year is not None:
        yield document.record.year, _Claim(_MANIFEST, True, None)
    in_title = _year_of_title(document, kind)
    held = _congress_year(document) if kind.id == _TO_CONGRESS else None
    planned, reviewed = _in_headings(document)
    if in_title is not None:
        # A report to the congress may be called after the year that it reviews: its plan tells.
        later = kind.id == _TO_CONGRESS and in_title.first + 1 in {held, *(one.first for one in planned)}
        yield in_title.first + later, _Claim(_TITLE, True, in_title.span)
    opening = _opening_year(document)
    if opening is not None:
        yield opening.first - kind.reviews, _Claim(_OPENING_YEAR, True, opening.span)
    if held is not None and (meeting := _congress_date(document)) is not None:
        yield held, _Claim(_TITLE, True, meeting.span)
    signed = signoff.of(document)
    if kind.evaluates and (written := _written_in(document)) is not None:
        yield written.first, _Claim(_OPENING_YEAR, True, written.span)
    if signed is not None and signed.date is not None and not kind.spans:
        yield _signed_for(signed.date, kind), _Claim(_SIGNED_YEAR, False, signed.date_span)
    for period in planned:
        yield period.first - kind.plans, _Claim(_PLAN_YEAR, False, period.span)
    if reviewed is not None:
        yield reviewed.first - kind.reviews, _Claim(_REVIEW_YEAR, False, reviewed.span)


def _in_headings(document: Document) -> tuple[list[dates.Period], dates.Period | None]:
    """The years in the headings of plans, and that in the first heading of a review."""
    planned: list[dates.Period] = []
    reviewed: dates.Period | None = None
    for item in outline.of(document).items:
        start, end = item.heading.start, item.heading.end
        if item.inline:
            continue
        if _PLAN_HEADING.search(document.text, start, end):
            planned += [period for period in _periods_in(document, start, end) if not period.is_range]
        elif reviewed is None and _REVIEW_HEADING.search(document.text, start, end):
            named = (period for period in _periods_in(document, start, end) if not period.is_range)
            reviewed = next(named, None)
    return planned, reviewed


_YEAR_IN_FILE_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年(?!\d)|(?=[一-鿿])(?!年))")


def _file_name_claims(document: Document, kind: Kind) -> Iterator[tuple[int, _Claim]]:
    """The one year in the name of the file, where nothing in the text claims any: the weakest sign."""
    named = {int(match[1]) for match in _YEAR_IN_FILE_NAME.finditer(PurePath(document.path).stem)}
    if len(named) == 1 and not kind.spans:
        yield named.pop(), _Claim(_FILE_YEAR, False, None)


def _written_in(document: Document) -> dates.Period | None:
    """The date below the text or under the title, a month too: （2023年10月）."""
    signed, published = signoff.of(document), signoff.publication_of(document)
    for span in (signed and signed.date_span, published and published.date_span):
        for period in _periods_in(document, span.start, span.end) if span else ():
            return period
    return None


def _years_mentioned(document: Document, kind: Kind) -> Iterator[int]:
    """The reporting years that the years in the text would be of, a few times each."""
    counted: dict[int, int] = defaultdict(int)
    for period in dates.of(document):
        if period.unit in {"year", "fiscal-year"} and counted[period.first] < 6:
            counted[period.first] += 1
            yield period.first - kind.reviews


def _congress_year(document: Document) -> int | None:
    """The year that a 政府工作报告 plans: that of the congress, or the next when it met at the year's end."""
    held = _congress_date(document)
    return None if held is None else held.first + (held.month in _YEARS_END)


def _congress_date(document: Document) -> dates.Period | None:
    """When the congress met before which a 政府工作报告 was read."""
    found = _CONGRESS.search(document.text[:600])
    if found is None:
        return None
    line = document.text.rfind("\n", 0, found.start()) + 1
    return next(iter(_periods_in(document, line, found.start())), None)


_COURTESY = re.compile(
    r"[ 　]*(?:现在,?)?(?:我(?:代表|受)|受)[^。\n]{2,60}(?:报告|汇报)[^。\n]*,请[^。\n]{0,40}。"
)
"""With it a speaker opens: 「我代表县人民政府，向大会报告工作，请予审议……。」."""


def _opening_year(document: Document) -> dates.Period | None:
    """The year that begins the first paragraph of prose: 「2024年，县科技局在…」, 「现将2023年度…」."""
    for block in document.blocks[:8]:
        if _COURTESY.fullmatch(document.folded, block.start, block.end):
            continue
        if block.kind == "paragraph" and block.end - block.start >= 40:
            for period in _periods_in(document, block.start, min(block.end, block.start + 200)):
                at_start = period.span.start - block.start <= 6
                announced = (
                    "现将" in document.text[max(block.start, period.span.start - 16) : period.span.start]
                )
                if period.unit in {"year", "fiscal-year"} and (at_start or announced):
                    return period
            return None
    return None


def _signed_for(date: datetime.date, kind: Kind) -> int:
    """The reporting year of a document of this kind signed on `date`: before July the year before."""
    earliest, latest = min(kind.signed), max(kind.signed)
    if earliest == latest:
        return date.year - earliest
    return date.year - (latest if date.month <= 6 else earliest)
