"""list-count-mismatch: a number of items announced, and another number named."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from auditor.checking.check import Check, quote_evidence
from auditor.facts import numerals, quantities
from auditor.facts.quantities import Quantity, vocabulary
from auditor.model import Document, Factor, Finding, Severity, Span
from auditor.structure import outline
from auditor.structure.outline import Item
from auditor.structure.words import Hit, WordList


class ListCountMismatch(Check):
    """A report says how many there are, lists them, and the list is longer or shorter.

    ## Why it matters
    The reader counts along. Behind a wrong count stands an item that was added or struck out without the number,
    or one that was lost when the text was put together.

    ## Wrong
    - 「主要抓好以下三项工作：一是……二是……三是……四是……」
    - 「开展“三项整治”：一是……四是……」, 「“四项工程”，即……工程、……工程、……工程」
    - 「出台规范性文件共计2项，分别是《……》《……》《……》」
    - 「在城关镇、东河镇、西山镇四个镇开展试点」

    ## Right
    - as many as announced; 等 after the list, 主要有, 如, 其中
    - a list whose last two are joined by 和, 与 or 及 counts either way
    - items that are counted themselves (审结4件（驳回3件、撤诉1件）): a sum, and no list of names

    ## False alarms
    Items that are themselves joined by 、 (学习、宣传、贯彻三个环节 beside 政策、法规宣传).

    ## Source
    Reviewers' practice; 《出版物上数字用法》 (GB/T 15835—2011) for how numbers are written.
    """

    id, title, family = "list-count-mismatch", "总数与列举", "numbers"
    severity, version = Severity.ERROR, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        for quantity in quantities.of(document):
            if not _may_announce(quantity):
                continue
            listing = (
                _announced(document, quantity)
                or _under_title(document, quantity)
                or _titles_after(document, quantity)
                or _titles_before(document, quantity)
                or _names_after(document, quantity)
                or _names_before(document, quantity)
            )
            if listing is None or int(quantity.value) in listing.counts:
                continue
            if not _is_sum(document, quantity, listing):
                yield self._report(document, quantity.span, _quote(document, quantity), listing)
        for name, listing in itertools.chain(_named(document), _explained(document)):
            yield self._report(document, name, document.slice(name), listing)

    def _report(self, document: Document, span: Span, quote: str, listing: Listing) -> Finding:
        return self.finding(
            document,
            span,
            "“{quote}”与所列不符：文中列出{count}项（{items}）。",
            evidence=[quote_evidence(document, item, "conflict") for item in listing.items],
            factors=listing.factors,
            severity=listing.severity,
            suggestion="数一数所列各项，改正总数，或补上、删去其中一项。",
            quote=quote,
            count=len(listing.items),
            items="、".join(_short(document.slice(item)) for item in listing.items),
        )


class Listing(msgspec.Struct):
    """The items of a list, the counts that it allows, and how sure it is that they were announced."""

    items: tuple[Span, ...]
    counts: frozenset[int]
    severity: Severity
    factors: tuple[Factor, ...]


def _is_sum(document: Document, quantity: Quantity, listing: Listing) -> bool:
    """Whether most items hold a count in the unit of the announced number: parts of it, and no names."""
    counted = sum(
        any(part.unit == quantity.unit for part in quantities.within(document, item))
        for item in listing.items
    )
    return counted * 2 > len(listing.items)


_ENUMERABLE: Final = frozenset("个项条点家人部件份类种处所座篇套场次名位款组")
_LONGEST_GAP: Final = 36
"""Code points between a number and the first item that it announces."""

_NEAR_TITLE: Final = 24
"""Code points before a number in which a title must end to be counted by it; its document number may follow."""

_ASPECT: Final = re.compile(r"(?:个)?方面|点")
_WRITINGS: Final = re.compile(
    r"[一-鿿]{0,6}?(?:制度|文件|办法|规定|法律|法规|条例|规章|方案|意见|清单|细则|章程|预案|政策|措施|规划|标准|指南|手册|汇编|机制|规则)"
)
_COLLECTIVE: Final = (
    (frozenset("局委办厅部院"), re.compile(r"[一-鿿]{0,4}(?:单位|部门|[局委办])")),
    (frozenset("乡镇道场"), re.compile(r"[一-鿿]{0,4}(?:[乡镇]|街道|地区)")),
    (frozenset("村区居"), re.compile(r"[一-鿿]{0,4}(?:村|社区|小区|园区|县|区)")),
    (frozenset("所站处队心"), re.compile(r"[一-鿿]{0,4}(?:单位|机构|站所|中心|[所站队])")),
    (frozenset("室科股处"), re.compile(r"[一-鿿]{0,4}(?:机构|科室|股室|处室|部门|[科股室处])")),
    (frozenset("司"), re.compile(r"[一-鿿]{0,4}(?:企业|公司|单位)")),
)
"""What members of a kind are called together; a number of anything else (公司5个项目) does not count them."""

_TITLE: Final = re.compile(r"《(?:[^《》\n]|《[^《》\n]*》)*》")
_BETWEEN_TITLES: Final = re.compile(r"(?:[、,和及与\s]|以及|\([^)\n]*\)|\[[^\]\n]*\]|第?[0-9]+号)*")
_OPENS: Final = re.compile(
    r"[^,;:。《》、]{0,12}[,:(]?(?:其中)?(?P<cue>主要是|主要有|主要为|主要包括|分别[是为有]|即|包括|有|为|是)?[:,]?"
)
_LONGEST_OPENING: Final = 21
"""Code points after a number in which a title that `_OPENS` leads to must begin."""

_LONGEST_NOUN: Final = 10
_LIST_OPENS: Final = re.compile(
    rf"(?P<noun>[^,;:。《》、()]{{0,{_LONGEST_NOUN}}})(?P<cue>[,:]?(?:分别[是为]|即|依次[是为]):?|\(|[,:](?:包括|包含):?|:)(?:分别[是为]:?|即)?"
)
_CUE: Final = re.compile("[:(即]|分别|依次|包[括含]")
"""One of these stands in every cue of `_LIST_OPENS`."""

_FAMILIES: Final = (
    frozenset("乡镇道场"),
    frozenset("村区居"),
    frozenset("局委办厅部院"),
    frozenset("所站处队心"),
    frozenset("室科股处委"),
)
"""Ends of names of one kind: 乡、镇、街道; 村、社区; 局、委、办; 所、站、处、队、中心; 室、科、股."""

_BODIES_COUNTED: Final = re.compile("单位|机构|部门")
_BODY_ENDS: Final = frozenset("局委办厅部院站所处队心室科股校园馆会社团场厂司")

_JOINED: Final = re.compile(r"和|与|及|以及|暨")
_DIVISION: Final = re.compile(
    r"方面|环节|层面|领域|维度|层级|阶段|步骤|原则|重点|专项|平台|机制|工程|体系|板块|举措|措施"
)
_LIST_ENDS: Final = re.compile("[,;。:\n)(“]")
_LONGEST_LIST: Final = 160
_CHAIN: Final = re.compile(r"[一-鿿A-Za-z0-9“”\"()]{2,14}")


def _may_announce(quantity: Quantity) -> bool:
    return (
        quantity.kind == "count"
        and quantity.exact
        and quantity.unit in _ENUMERABLE
        and 2 <= quantity.value <= 30
        and quantity.value == int(quantity.value)
        and quantity.scale == 1
    )


def _quote(document: Document, quantity: Quantity) -> str:
    start = max(quantity.lead.start, quantity.span.start - 16)
    end = min(max(quantity.span.end, quantity.tail.end), quantity.span.end + 10)
    return document.slice(Span(start, end)).strip()


def _short(words: str) -> str:
    words = words.replace("\n", "")
    return words if len(words) <= 18 else words[:17] + "…"


def _announced(document: Document, quantity: Quantity) -> Listing | None:
    """以下三项：一是 …: steps or marks behind a colon, or behind words that announce them without one."""
    folded, end = document.folded, quantity.span.end
    colon = folded.find(":", end, end + _LONGEST_GAP)
    if colon < 0 and not _announces_by_itself(quantity, folded[end : end + 3]):
        return None
    return _steps(document, quantity) or _marked(document, quantity)


def _steps(document: Document, quantity: Quantity) -> Listing | None:
    """以下三项：一是 … 二是 …, or the same with 1. （1） ① on the following lines."""
    items = outline.of(document).items
    at = bisect.bisect_right(items, quantity.span.end, key=_marker_start)
    if at >= len(items) or items[at].value != 1 or items[at].marker.start - quantity.span.end > _LONGEST_GAP:
        return None
    first = items[at]
    gap = document.folded[quantity.span.end : first.marker.start]
    between = Span(quantity.span.end, first.marker.start)
    if not _announces(quantity, gap) or quantities.within(document, between):
        return None
    siblings = _siblings(items, at)
    if len(siblings) < 2:
        return None
    listed = _announces_by_itself(quantity, gap)
    weight = 2.0 if listed else 1.0
    severity = Severity.ERROR if listed else Severity.WARNING
    spans = tuple(_beginning(item) for item in siblings)
    factors = (Factor("announced-list", weight, "数目之后紧接逐项列举"),)
    return Listing(spans, frozenset((len(siblings),)), severity, factors)


_LONGEST_TITLE: Final = 30
_TITLE_ENDS: Final = re.compile("[一-鿿]{1,8}")
_FEWEST_UNDER_TITLE: Final = 4


def _under_title(document: Document, quantity: Quantity) -> Listing | None:
    """2024年十件民生实事, alone on its line, and on the next 1. … 9.: one item too many or too few.

    A greater difference is none: the items may be groups of what the title counts.
    """
    folded, span = document.folded, quantity.span
    start, end = folded.rfind("\n", 0, span.start) + 1, folded.find("\n", span.end)
    if end < 0 or end - start > _LONGEST_TITLE or not _TITLE_ENDS.fullmatch(folded, span.end, end):
        return None
    items = outline.of(document).items
    at = bisect.bisect_right(items, end, key=_marker_start)
    if at >= len(items) or items[at].value != 1 or folded[end : items[at].marker.start].strip():
        return None
    siblings = _siblings(items, at)
    if len(siblings) < _FEWEST_UNDER_TITLE or abs(len(siblings) - quantity.value) != 1:
        return None
    factors = (Factor("list-under-title", 1.0, "标题中的数目之下逐项列举"),)
    spans = tuple(_beginning(item) for item in siblings)
    return Listing(spans, frozenset((len(siblings),)), Severity.WARNING, factors)


_MARK: Final = re.compile(
    r"\((?P<chinese>[一二三四五六七八九十]{1,2})\)|\((?P<arabic>[0-9]{1,2})\)|(?P<circled>[①-⑳])"
    r"|(?<=[:。;])(?P<dotted>[0-9]{1,2})[.、](?![0-9])"
)


def _marked(document: Document, quantity: Quantity) -> Listing | None:
    """以下三项：（一）…；（二）… within one line."""
    folded = document.folded
    end = folded.find("\n", quantity.span.end)
    end = len(folded) if end < 0 else end
    first = _MARK.search(folded, quantity.span.end, min(end, quantity.span.end + 24))
    if first is None or not _announces(quantity, folded[quantity.span.end : first.start()]):
        return None
    marks: list[Span] = []
    for mark in _MARK.finditer(folded, first.start(), end):
        if mark.lastgroup == first.lastgroup and _mark_value(mark) == len(marks) + 1:
            marks.append(Span(mark.start(), min(mark.end() + 12, end)))
    if len(marks) < 2 or _mark_value(first) != 1:
        return None
    factors = (Factor("announced-list", 2.0, "数目之后紧接逐项列举"),)
    return Listing(tuple(marks), frozenset((len(marks),)), Severity.ERROR, factors)


def _mark_value(mark: re.Match[str]) -> int:
    if mark["circled"]:
        return ord(mark["circled"]) - 0x245F
    return (
        numerals.chinese(mark["chinese"]) or 0 if mark["chinese"] else int(mark["arabic"] or mark["dotted"])
    )


_QUOTED_NAME: Final = r"“(?P<count>[二两三四五六七八九十]|[2-9])(?:[个项条]|大(?!家))(?P<name>[^”一二两三四五六七八九十0-9]{1,8})”"
_NAME_WITH_COUNT: Final = re.compile(_QUOTED_NAME + r"[^,;。:“”\n]{0,8}:\s*$")
_NAME_ALONE: Final = re.compile(_QUOTED_NAME + "$")
_LONGEST_NAME: Final = 24
"""Code points before the first item in which a quoted name and a colon stand."""


def _named(document: Document) -> Iterator[tuple[Span, Listing]]:
    """“三项整治”：一是 …, with another number of items than the name says."""
    items = outline.of(document).items
    for at, item in enumerate(items):
        start = item.marker.start
        if item.value != 1 or document.folded.find("”", max(0, start - _LONGEST_NAME), start) < 0:
            continue
        name = _NAME_WITH_COUNT.search(document.folded, max(0, start - _LONGEST_NAME), start)
        if name is None or name.group()[1:].startswith(vocabulary.words().set_phrases):
            continue
        siblings = _siblings(items, at)
        if len(siblings) < 2 or len(siblings) == numerals.value(name["count"]):
            continue
        spans = tuple(_beginning(sibling) for sibling in siblings)
        factors = (Factor("named-list", 1.3, "名称中的数目之后紧接逐项列举"),)
        listing = Listing(spans, frozenset((len(siblings),)), Severity.WARNING, factors)
        yield Span(name.start("count"), name.end("name")), listing


_EXPLAINING: Final = ("即", "分别是", "分别为", "包括")
_EXPLAINED: Final = WordList(
    "quoted names that a list explains",
    lambda: tuple(f"”{mark}{cue}" for mark in ("", ",", "(") for cue in _EXPLAINING),
)
_LONGEST_QUOTATION: Final = 14


def _explained(document: Document) -> Iterator[tuple[Span, Listing]]:
    """“四项工程”，即……工程、……工程、……工程: each member ends as the name does, and there are more or fewer."""
    folded = document.folded
    for hit in _EXPLAINED.hits(document):
        name = _NAME_ALONE.search(folded, max(0, hit.start - _LONGEST_QUOTATION), hit.start + 1)
        if name is None or name.group()[1:].startswith(vocabulary.words().set_phrases):
            continue
        listing = _members_of_name(folded, hit, name["name"][-2:])
        if listing is not None and numerals.value(name["count"]) not in listing.counts:
            yield Span(name.start("count"), name.end("name")), listing


def _members_of_name(folded: str, opening: Hit, noun: str) -> Listing | None:
    """The list behind the words that open it, when each member is called by the noun and none follows apart."""
    start = opening.end + folded.startswith(":", opening.end)
    end = _LIST_ENDS.search(folded, start, start + _LONGEST_LIST)
    if end is None:
        return None
    further = _LIST_ENDS.search(folded, end.end(), end.end() + _LONGEST_LIST)
    if end.group() in ",;" and further is not None and noun in folded[end.end() : further.start()]:
        return None  # 即甲工程、乙工程，丙工程、丁工程
    members, open_list = _members(folded, start, end.start())
    words = [folded[member.start : member.end].strip() for member in members]
    if len(members) < 2 or not all(word.endswith(noun) and _CHAIN.fullmatch(word) for word in words):
        return None
    open_list = open_list or "等" in words[-1] or opening.word.endswith("包括")
    return _listing(members, words, open_list, sure=True)


def _beginning(item: Item) -> Span:
    return Span(item.marker.start, min(item.heading.end, item.marker.start + 24))


def _marker_start(item: Item) -> int:
    return item.marker.start


def _announces(quantity: Quantity, gap: str) -> bool:
    """Whether the words between the number and the first item only announce the list."""
    words = gap.rstrip(" \n*_")
    inner = words[:-1] if words[-1:] in (":", "。", ",") else words
    if any(mark in inner for mark in "。;:\n《") or inner.count(",") > 1 or re.search("[0-9]", inner):
        return False
    return _announces_by_itself(quantity, gap) or (words.endswith(":") and len(inner) <= 12)


def _announces_by_itself(quantity: Quantity, tail: str) -> bool:
    """Whether a list is to be expected even without a colon: 以下三项, 三个方面, 三点."""
    return quantity.claim == "listed" or quantity.printed_unit == "点" or bool(_ASPECT.match(tail))


def _siblings(items: tuple[Item, ...], at: int) -> list[Item]:
    """The items that follow the first in its sequence, on its level and of its style."""
    first = items[at]
    found = [first]
    for item in items[at + 1 :]:
        if item.level < first.level or (item.level == first.level and item.style != first.style):
            break
        if item.level == first.level:
            if item.value < found[-1].value:  # another list begins, or the list around this one goes on
                break
            found.append(item)
    return found


def _titles_after(document: Document, quantity: Quantity) -> Listing | None:
    """共计2项，主要是《…》，《…》."""
    folded = document.folded
    if folded.find("《", quantity.span.end, quantity.span.end + _LONGEST_OPENING) < 0:
        return None
    opening = _OPENS.match(folded, quantity.span.end)
    if opening is None or folded[opening.end() : opening.end() + 1] != "《":
        return None
    titles, end = _run_of_titles(folded, opening.end())
    if not titles or end is None:
        return None
    cue = opening["cue"] or ""
    counts = {len(titles)}
    if "主要" in cue or "其中" in opening.group() or cue in ("有", "包括") or folded.startswith("等", end):
        counts |= set(range(len(titles), 31))
    elif not cue and ":" not in opening.group() and "(" not in opening.group():
        return None
    factors = (Factor("titles-named", 2.0, "数目之后列出文件名称"),)
    return Listing(tuple(titles), frozenset(counts), Severity.ERROR, factors)


def _run_of_titles(folded: str, start: int) -> tuple[list[Span], int | None]:
    titles = []
    at = start
    while (title := _TITLE.match(folded, at)) is not None:
        titles.append(Span(title.start(), title.end()))
        between = _BETWEEN_TITLES.match(folded, title.end())
        at = between.end() if between else title.end()
        end = title.end()
    return titles, end if titles else None


def _titles_before(document: Document, quantity: Quantity) -> Listing | None:
    """《A》《B》《C》等3项制度."""
    folded = document.folded
    if folded.find("》", max(0, quantity.span.start - _NEAR_TITLE), quantity.span.start) < 0:
        return None
    limit = max(0, quantity.span.start - 400)
    before = folded[limit : quantity.span.start]
    closing = re.search(r"》(?:\([^)\n]*\))?\s*(?P<open>等|等共计?)?(?:共计?|这|在内的?)?\s*$", before)
    tail = folded[quantity.span.end : quantity.span.end + 12]
    if closing is None or not (quantity.printed_unit == "部" or _WRITINGS.match(tail)):
        return None
    line = max(before.rfind("\n"), before.rfind("。"), before.rfind(";")) + 1
    titles: list[Span] = []
    reach = limit + line
    for title in _TITLE.finditer(folded, limit + line, quantity.span.start):
        between = folded[reach : title.start()]
        if titles and _BETWEEN_TITLES.fullmatch(between) is None:
            titles = []
        titles.append(Span(title.start(), title.end()))
        reach = title.end()
    if len(titles) < 2:
        return None
    counts = set(range(len(titles), 31)) if closing["open"] else {len(titles)}
    factors = (Factor("titles-named", 2.2, "文件名称之后紧接数目"),)
    return Listing(tuple(titles), frozenset(counts), Severity.ERROR, factors)


def _names_after(document: Document, quantity: Quantity) -> Listing | None:
    """内设机构3个：办公室、法规科、执法科; 3个镇（城关镇、东河镇、西山镇）."""
    folded = document.folded
    if _CUE.search(folded, quantity.span.end, quantity.span.end + _LONGEST_NOUN + 3) is None:
        return None
    opening = _LIST_OPENS.match(folded, quantity.span.end)
    if opening is None:
        return None
    closing = ")" if "(" in opening["cue"] else "。;,\n)"
    end = min((at for mark in closing if (at := folded.find(mark, opening.end())) >= 0), default=-1)
    if end < 0 or end - opening.end() > 240:
        return None
    members, open_list = _members(folded, opening.end(), end)
    words = [folded[member.start : member.end].strip() for member in members]
    if len(members) < 2 or any(_CHAIN.fullmatch(word) is None for word in words):
        return None
    alike = _alike(words) or _are_bodies(quantity.thing + opening["noun"], words)
    if "包" in opening["cue"]:  # what is included may be less than all, but not more
        listing = _listing(members, words, True, sure=True)
        return listing if alike and _is_called(quantity, words) else None
    if not alike and "(" in opening["cue"]:  # 17个乡镇（街道、开发区) names other kinds, it does not list
        return None
    if not alike and ":" in opening["cue"] and (folded[end] == "," or not _of_one_length(words)):
        return None
    return _listing(members, words, open_list, sure=alike or "分别" in opening["cue"])


def _names_before(document: Document, quantity: Quantity) -> Listing | None:
    """在城关镇、东河镇、西山镇三个镇."""
    folded, end = document.folded, quantity.span.start
    if folded.find("、", quantity.lead.start, end) < 0 or quantity.printed_unit in ("次", "场", "件", "份"):
        return None
    if folded.endswith(("共", "这"), 0, end):
        end -= 1
    members, open_list = _members(folded, quantity.lead.start, end)
    words = [folded[member.start : member.end].strip() for member in members]
    if len(members) < 2 or any(_CHAIN.fullmatch(word) is None for word in words[1:]):
        return None
    alike = _alike(words) and _counts_them(quantity, folded[quantity.span.end : quantity.span.end + 8], words)
    divided = _DIVISION.match(folded, quantity.span.end) or quantity.printed_unit == "方面"
    if not alike and not (divided and len(members) > 2 and _of_one_length(words[1:])):
        return None
    return _listing(members, words, open_list, sure=alike)


def _counts_them(quantity: Quantity, tail: str, words: list[str]) -> bool:
    """Whether the number counts the members themselves: 镇 … 四个镇, 局 … 三家单位, 建设 … 三个方面."""
    ends = {word[-1:] for word in words}
    if _DIVISION.match(tail) or quantity.printed_unit in ("方面", "家") or not _HAN.match(tail):
        return True
    for family, noun in _COLLECTIVE:
        if ends <= family:
            return noun.match(tail) is not None
    return any(end in tail[:6] for end in ends)


def _is_called(quantity: Quantity, words: list[str]) -> bool:
    """Whether what is counted names the members: 机构 … 科、室, 镇 … 镇."""
    ends = {word[-1:] for word in words}
    if quantity.thing[-1:] in ends:
        return True
    return any(ends <= family and noun.search(quantity.thing) for family, noun in _COLLECTIVE)


_HAN: Final = re.compile("[一-鿿]")


def _members(folded: str, start: int, end: int) -> tuple[list[Span], bool]:
    """The stretches between 、 in [start, end), and whether 等 leaves the list open."""
    open_list = folded.endswith("等", start, end)
    if open_list:
        end -= 1
    members: list[Span] = []
    at = start
    for part in folded[start:end].split("、"):
        members.append(Span(at, at + len(part)))
        at += len(part) + 1
    return members, open_list


def _listing(members: list[Span], words: list[str], open_list: bool, *, sure: bool) -> Listing:
    """The list with the counts that 和, 与, 及 between two members, and 等 after the last, allow."""
    joints = len(_JOINED.findall(words[-1])) + sum(_joints_of_names(word) for word in words[:-1])
    counts = set(range(len(members), len(members) + joints + 1))
    if open_list:
        counts |= set(range(len(members), 31))
    factors = (Factor("named-one-by-one", 1.8 if sure else 0.9, "逐一列出名称"),)
    return Listing(tuple(members), frozenset(counts), Severity.ERROR if sure else Severity.WARNING, factors)


def _joints_of_names(word: str) -> int:
    """How often 和 joins two names within one member: 东河镇和西山镇, not 西和县."""
    *before, _ = _JOINED.split(word)
    return sum(len(part) > 1 and _alike([part, word]) for part in before)


def _alike(words: list[str]) -> bool:
    """Whether all members end in one character (镇, 局, 建设), or in ends of one family (乡, 镇, 街道)."""
    ends = {word[-1:] for word in words}
    return len(ends) == 1 or any(ends <= family for family in _FAMILIES)


def _are_bodies(counted: str, words: list[str]) -> bool:
    """Whether bodies are counted, of any kind, and every member is called like one: 单位 … 院、站、所、中心."""
    return _BODIES_COUNTED.search(counted) is not None and all(word[-1:] in _BODY_ENDS for word in words)


def _of_one_length(words: list[str]) -> bool:
    lengths = [len(_JOINED.split(word)[-1]) for word in words]
    return max(lengths) <= 12 and max(lengths) - min(lengths) <= 2
