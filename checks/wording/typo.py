"""Wrong characters: known confusions of official writing, and slips in strings that should be known."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence, quote_evidence
from auditor.facts import segmentation
from auditor.structure.words import Hit, WordList
from checks.wording import rare_strings
from checks.wording.near_misses import NearMiss, slips_of_stems, table_of
from checks.wording.tables import alternatives, lone_characters, rows
from checks.wording.windows import begins_apart, orphans, stands_apart, words_around


class Confusion(NamedTuple):
    """A row of `confusions.tsv`: what is written, what is meant, and where it may be right after all."""

    wrong: str
    right: str
    kind: str
    unless_before: tuple[str, ...]
    unless_after: tuple[str, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    severity: Severity
    source: str


@functools.cache
def confusions() -> dict[str, Confusion]:
    """The table of confusions by its wrong forms."""
    return {
        row["wrong"]: Confusion(
            row["wrong"],
            row["right"],
            row["kind"],
            alternatives(row["unless_before"]),
            alternatives(row["unless_after"]),
            alternatives(row["only_before"]),
            alternatives(row["only_after"]),
            Severity(row["severity"]),
            row["source"],
        )
        for row in rows("confusions.tsv")
    }


@functools.cache
def official_terms() -> dict[str, str]:
    """Fixed official terms, each with the document that fixes it."""
    return {row["term"]: row["source"] for row in rows("official_terms.tsv")}


@functools.cache
def suffixed_words() -> dict[str, str]:
    """Words of a stem of two characters and a suffix, each with its source."""
    return {word: row["source"] for row in rows("suffixed_words.tsv") for word in row["words"].split()}


@functools.cache
def slips_of_terms() -> dict[str, NearMiss]:
    """What fixed official terms and suffixed words look like after a slip, less what the table of confusions has."""
    known = confusions()
    slips = slips_of_stems(suffixed_words()) | table_of(official_terms())
    return {wrong: slip for wrong, slip in slips.items() if wrong not in known}


_TWO = 2
_SWAPPED = "颠倒"
"""The kind of a confusion whose wrong form has the right characters, as names have them too."""

_UNMISTAKABLE = 3
"""A wrong form this long is one whatever its last characters make with the next; a shorter one may be
cut from other words on either side."""

_PLACE_NAMED = re.compile(
    r"[东西南北中]?(?:路(?!面|段|长|基|灯|网|政|域|径|线|况|障|口)|大道|大街|街(?!道办|面|长|区|头)|巷(?!道)|[山桥](?![区体脉林上下洪梁面])"
    r"|祠|庙(?!会)|塔|阁|亭|书院|祖?墓|故里|故居|纪念馆)"
)
"""What makes the two characters before it the name of a street, a hill or a shrine."""

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范石廖"
    "贾韦夏付邹熊孟秦邱侯江尹薛闫段雷龙陶贺郝龚邵钱覃武戴莫孔汤"
)
_PERSON_NAMED = re.compile(rf"(?:^|[、,。:;( \n]|[长任记员士者志由])[{_SURNAMES}]\Z")
"""A surname at the beginning of an item, or behind a post: the two characters after it may be a given name."""

_CONFUSIONS = WordList("wording: confusions", lambda: confusions())
_SLIPS = WordList("wording: slips of official terms", lambda: slips_of_terms())


class Typo(Check):
    """Wrong, lost, surplus or swapped characters.

    A table of confusions known from official writing, and a second way that needs no table: a string
    one slip (same sound, same look, one lost, two swapped) away from a fixed official term, or from a
    string that the report itself uses again and again.

    ## Why it matters
    A wrong character in a published report is what its readers quote; 权利监督 for 权力监督 even says
    something else.

    ## Wrong
    进一度压实责任； 年初布署任务； 执法人员持岗上证； 强化权利监督； 把要求贯切到底

    ## Right
    按排名先后公示 (排名 is the word)； 一贯落实； 市场机制质量； 保障公民权利； names and quotations

    ## False alarms
    Names of firms and persons that happen to hold a wrong form; dialect or historical spellings in a
    quotation.  A string that both its neighbours claim for their own words is left alone.

    ## Source
    《现代汉语词典》（第7版）; 《第一批异形词整理表》（GF 1001—2001）; rows name theirs in `confusions.tsv`.
    """

    id, title, family, severity, version = "typo", "错别字", "wording", Severity.WARNING, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        taken: list[Span] = []
        for wrong, spans in _by_word(_CONFUSIONS.hits(document), _confused, document).items():
            taken += spans
            yield self._confusion(document, confusions()[wrong], spans)
        for wrong, spans in _by_word(_SLIPS.hits(document), _slipped, document).items():
            free = [span for span in spans if not any(span.overlaps(other) for other in taken)]
            if free:
                taken += free
                yield self._slip(document, slips_of_terms()[wrong], free)
        for rare in rare_strings.of(document):
            if not any(rare.span.overlaps(other) for other in taken):
                yield self._rarity(document, rare)

    def _confusion(self, document: Document, row: Confusion, spans: list[Span]) -> Finding:
        return self.finding(
            document,
            spans[0],
            "“{wrong}”应为“{right}”（{kind}）",
            evidence=[fact_evidence(f"{row.right}（{row.source}）")],
            factors=[Factor("known-confusion", 3.5, f"{row.kind}：{row.wrong}→{row.right}")],
            suggestion="改为“{right}”",
            severity=row.severity,
            places=spans[1:],
            wrong=row.wrong,
            right=row.right,
            kind=row.kind,
        )

    def _slip(self, document: Document, slip: NearMiss, spans: list[Span]) -> Finding:
        source = official_terms().get(slip.term) or suffixed_words()[slip.term]
        evidence = [fact_evidence(f"{slip.term}（{source}）")]
        factors = [Factor("near-official-term", 2.6, f"{slip.kind}：{slip.wrong}→{slip.term}")]
        elsewhere = document.text.find(slip.term)
        if elsewhere >= 0:
            evidence.append(quote_evidence(document, Span(elsewhere, elsewhere + len(slip.term)), "expected"))
            factors.append(Factor("right-elsewhere", 1.0, slip.term))
        return self.finding(
            document,
            spans[0],
            "“{wrong}”与固定用语“{right}”仅一字之差，疑有误（{kind}）",
            evidence=evidence,
            factors=factors,
            suggestion="核对是否应为“{right}”",
            places=spans[1:],
            wrong=slip.wrong,
            right=slip.term,
            kind=slip.kind,
        )

    def _rarity(self, document: Document, rare: rare_strings.RareString) -> Finding:
        return self.finding(
            document,
            rare.span,
            "“{wrong}”仅此一处，文中{times}处作“{right}”，疑有误（{kind}）",
            evidence=[quote_evidence(document, rare.usual, "expected")],
            factors=[
                Factor("usual-elsewhere", 2.5, f"{rare.kind}：{document.slice(rare.usual)}×{rare.times}")
            ],
            suggestion="核对是否应为“{right}”",
            wrong=document.slice(rare.span),
            right=document.slice(rare.usual),
            times=rare.times,
            kind=rare.kind,
        )


def known_confusions(document: Document) -> list[Span]:
    """Where the table of confusions finds a wrong form, for checks that would report the same."""
    return [Span(hit.start, hit.end) for hit in _CONFUSIONS.hits(document) if _confused(document, hit)]


def _by_word(
    hits: tuple[Hit, ...], holds: Callable[[Document, Hit], bool], document: Document
) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for hit in hits:
        if holds(document, hit):
            found.setdefault(hit.word, []).append(Span(hit.start, hit.end))
    return found


def _confused(document: Document, hit: Hit) -> bool:
    """Whether the wrong form at `hit` is one: its guards allow it and no other word has a part in it.

    The word that ends a title (《…条列》) is left to the citations, which know the titles.
    """
    text, row = document.folded, confusions()[hit.word]
    if text.startswith("》", hit.end):
        return False
    if row.unless_before and text.endswith(row.unless_before, 0, hit.start):
        return False
    if row.unless_after and text.startswith(row.unless_after, hit.end):
        return False
    if row.only_before and not text.endswith(row.only_before, 0, hit.start):
        return False
    if row.only_after and not text.startswith(row.only_after, hit.end):
        return False
    if row.kind == _SWAPPED and _may_be_a_name(text, hit):
        return False
    if len(row.wrong) >= _UNMISTAKABLE:
        return begins_apart(text, hit.start)
    return stands_apart(text, hit.start, hit.end)


def _falls_apart(text: str, hit: Hit) -> bool:
    """Whether what is written is cut from no other words, and no two of its characters are a word."""
    alone = len(orphans(text, hit.start, hit.end)) == hit.end - hit.start
    return alone and stands_apart(text, hit.start, hit.end)


def _may_be_a_name(text: str, hit: Hit) -> bool:
    """Whether two swapped characters stand where a name does: 文公山, 副局长王建创."""
    if len(hit.word) != _TWO:
        return False
    before = text[max(0, hit.start - _TWO) : hit.start]
    return _PLACE_NAMED.match(text, hit.end) is not None or _PERSON_NAMED.search(before) is not None


def _slipped(document: Document, hit: Hit) -> bool:
    """Whether the slip at `hit` broke a word of the term: what is left of that word stands alone.

    Characters that are words of their own do not show it; one of the others must stand alone.
    """
    text, slip = document.folded, slips_of_terms()[hit.word]
    if len(slip.term) <= _UNMISTAKABLE:
        return _falls_apart(text, hit)
    at, to = hit.start + slip.at, hit.start + slip.to
    for start, end, _ in words_around(text, hit.start, hit.end):
        across = start < hit.start < end or start < hit.end < end
        if across and start < to and at < end:
            return False
    reach = len(slip.wrong) - len(slip.term)
    broken = [
        (start, end + reach)
        for start, end, _ in segmentation.segments(slip.term)
        if start < slip.to and slip.at < end
    ]
    first, last = min(start for start, _ in broken), max(end for _, end in broken)
    loose = orphans(text, at, to)
    beside = orphans(text, hit.start + first, hit.start + last)
    return bool(loose) and any(text[at] not in lone_characters() for at in beside)
