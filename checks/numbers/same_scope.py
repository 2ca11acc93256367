"""When two numbers hold for one time, one owner and one sense.

A part of `conflicting-count`.
"""

from __future__ import annotations

import re
from typing import Final

from auditor.facts import periods
from auditor.facts.quantities import Quantity
from auditor.facts.quantities.vocabulary import words
from auditor.model import Document, Span
from auditor.structure import identity, outline
from auditor.structure.dates import in_text
from checks.numbers.same_thing import line_before

_WHOLE_YEAR: Final = dict.fromkeys(
    (
        *(
            "",
            "全年",
            "今年",
            "今年以来",
            "本年",
            "本年度",
            "年内",
            "一年来",
            "年度",
            "以来",
            "当年",
            "目前",
            "至今",
        ),
        *("截至目前", "截止目前", "到目前为止", "期间", "年来", "年底", "年末"),
    ),
    "",
)
"""Words of time that all say the report's own year."""
_BODY: Final = re.compile(
    r"[一-鿿]{2,8}?(?:局|委员会|办公室|镇|乡(?![村镇])|街道|村|社区|中心|公司|学校|医院|法院|检察院|[支大中]队|派出所|司法所|管理站|常委会|常务会|党组会|党委会|办公会|领导小组)"
)
_NO_BODY: Final = re.compile(r"[各全我本该个等两某其]|乡镇|[县城返下家]乡|镇村|[乡农]村|行政村|直属")
_ACCOUNTS: Final = re.compile("年初预算|预算[数为安]|决算|结转")
_TERM: Final = re.compile(r"[六七八九]五(?=”|普法)|十[一二三四五]五")
"""Terms of five years: 七五普法, “十四五”."""
_ADDED: Final = re.compile(
    "新(?:[增建评创获设办聘招录签购添配认命授入培注登申引]|命名|发展|成立|纳入|确定|改扩建)|净增|增补|(?<!被)(?:命名|授予|评定)(?![的为])"
)
_SPAN_OF_YEARS: Final = re.compile(
    "(?:过去|[近前这])[两三四五]年|[两三四五六七八九十]年来|十[一二三四五]五”?(?:期间|时期|以来)|本届政府"
)
_LONGEST_HEADING: Final = 30
_PROJECT: Final = re.compile(
    r"[(（]?[0-9一二三四五六七八九十]{0,3}[)）.、]?\s*(?P<name>[^,;:。、()（）]{2,24}(?:项目|专项|资金|经费|补助|工程))(?:$|[。:：(（\s])"
)
"""A heading, perhaps with its number, that names a project or a fund: （二）乡村医生补助项目。"""
_STANDING: Final = re.compile("现有|已有|现存|在册|目前(?:共|有)")
_OCCASION: Final = re.compile(
    r"(?:[0-9]{1,2}[-—至到])?[0-9]{1,2}月(?:[0-9]{1,2}日)?|第[一二三四五六七八九十0-9]+[批期次轮届季]"
)


def same_scope(document: Document, first: Quantity, second: Quantity) -> bool:
    """Whether nothing beside the two numbers says that they hold for different times, owners or senses."""
    if (first.claim == "part") != (second.claim == "part"):
        return False
    if not same_circumstances(document, first, second):
        return False
    remarks = [re.findall(r"\([^()]*\)", _with_remark(document, side)) for side in (first, second)]
    if remarks[0] != remarks[1]:  # 12个乡镇 and 14个乡镇（街道）
        return False
    return first.kind != "money" or _accounts(document, first) == _accounts(document, second)


def same_circumstances(document: Document, first: Quantity, second: Quantity, *, since: bool = False) -> bool:
    """Whether both numbers hold for one time, owner and occasion, both of what is or of what is planned.

    With `since` a number reckoned since an earlier year (2014年以来累计) may stand for the present one.
    """
    times = {_time(document, side, spans=not since) for side in (first, second)}
    if len(times) > 1:
        return False
    years = {
        None if since and _is_since(document, side) else other_year(document, side)
        for side in (first, second)
    }
    if len(years) > 1 or not (since or _same_span_of_time(document, first, second)):
        return False
    if _are_apart(first.scope.body, second.scope.body):
        return False
    if not _same_occasion(document, first, second):
        return False
    if is_inflow(document, first) != is_inflow(document, second):
        return False
    for named in (_owners, _projects):
        sides = [named(document, quantity) for quantity in (first, second)]
        if all(sides) and not sides[0] & sides[1]:
            return False
    return is_planned(document, first) == is_planned(document, second)


def _are_apart(one: str, other: str) -> bool:
    """Whether two words for the area or body spoken of cannot mean one: 我局 and 全县, 全省 and 全市."""
    if not one or not other or one[-1] == other[-1]:
        return False
    return one[0] != other[0] or (one[-1] in _LEVELS and other[-1] in _LEVELS)


_LEVELS: Final = frozenset("国省州市县区旗镇乡")


def may_be_taken_up(document: Document, told: Quantity, again: Quantity) -> bool:
    """Whether a later mention of something known (去年新修的16公里道路) can mean what was told before.

    Only what is said in the mention itself tells the two apart: what stands around it speaks of other matters.
    """
    said = document.folded[again.lead.start : again.span.start]
    past = _LAST_YEAR.search(said) is not None
    if not _may_be_of_one_time(document, told, said, past=past):
        return False
    if _are_apart(told.scope.body, again.scope.body):
        return False
    owners = [_bodies(document, _opening(document, side)) for side in (told, again)]
    if owners[0] != owners[1]:
        return False
    known = past or _STANDING.search(said) is not None
    return not is_planned(document, told) and (known or not is_planned(document, again))


_LAST_YEAR: Final = re.compile("去年|上年")
_UP_TO: Final = re.compile("截[至止]")


def _may_be_of_one_time(document: Document, told: Quantity, said: str, *, past: bool) -> bool:
    """Whether the words of a mention (全年查处的) name no other time than that for which a number was told."""
    reviewed = _reviewed(document)
    year, period = told.scope.year or reviewed, told.scope.period
    years = in_text(said)
    if years:
        return years[-1].last == year
    if past:
        return year == reviewed and identity.of(document).kind.reviews < 0
    before = document.folded[told.sentence.start : told.span.start]
    if year != reviewed and not (_UP_TO.search(before) and year and reviewed and year > reviewed):
        return False
    named = [word for word in words().times if word in said]
    if any(word in _WHOLE_YEAR for word in named):
        return period in _WHOLE_YEAR and bool(period)
    return not named and period in _WHOLE_YEAR and _OCCASION.search(said) is None


def _opening(document: Document, quantity: Quantity) -> str:
    """The words that say whose a number is: the heading, a short opening of the line, that of the sentence, its lead."""
    folded = document.folded
    path = outline.section_path(document, quantity.span.start)
    line = _MARK.split(line_before(document, quantity), maxsplit=1)[0]
    sentence = _MARK.split(folded[quantity.sentence.start : quantity.span.start], maxsplit=1)[0]
    opening = line if len(line) <= _SHORT else ""
    return ",".join((*path[-1:], opening, sentence, folded[quantity.lead.start : quantity.lead.end]))


_MARK: Final = re.compile("[,、;:。]")
_SHORT: Final = 12


def _time(document: Document, quantity: Quantity, *, spans: bool) -> str:
    """The words of time before a number, "" where they say the report's own year or nothing.

    With `spans` a number without any is of the years that a heading above it spans (过去五年工作回顾).
    """
    period = quantity.scope.period
    if period or not spans:
        return _WHOLE_YEAR.get(period, period)
    path = outline.section_path(document, quantity.span.start)
    found = (_SPAN_OF_YEARS.search(heading) for heading in path)
    return next((span.group() for span in found if span is not None), "")


def _is_since(document: Document, quantity: Quantity) -> bool:
    """Whether the year said with a number is that since which it is reckoned (2014年以来)."""
    said = document.folded[quantity.sentence.start : quantity.span.start]
    return f"{quantity.scope.year}年以来" in said.replace(" ", "")


def _accounts(document: Document, quantity: Quantity) -> frozenset[str]:
    """Whether a sum is spoken of as budget or as accounts, in its line or heading."""
    path = outline.section_path(document, quantity.span.start)
    return frozenset(_ACCOUNTS.findall("".join(path[-1:]) + line_before(document, quantity)))


def _same_span_of_time(document: Document, first: Quantity, second: Quantity) -> bool:
    """Whether 累计, which may reach back over years, stands with both or neither, or with the smaller."""
    summed = ["累计" in document.folded[side.lead.start : side.lead.end] for side in (first, second)]
    if summed[0] == summed[1]:
        return True
    return (first.value < second.value) == summed[0]


def _same_occasion(document: Document, first: Quantity, second: Quantity) -> bool:
    """Whether no month, day, instalment, range of years or five-year term before them tells the two apart."""
    sides = [(side.sentence.start, side.span.start) for side in (first, second)]
    occasions = [set(_OCCASION.findall(document.folded, *side)) for side in sides]
    ranges = [
        {(period.first, period.last) for period in periods.within(document, Span(*side)) if period.is_range}
        for side in sides
    ]
    if ranges[0] != ranges[1]:
        return False
    terms = [set(_TERM.findall(document.folded, *side)) for side in sides]
    return occasions[0] == occasions[1] and not (all(terms) and terms[0] != terms[1])


def _with_remark(document: Document, quantity: Quantity) -> str:
    """The words that name what is counted, with a remark in brackets that follows them."""
    end = max(quantity.thing_span.end, quantity.span.end)
    if document.folded[end : end + 1] == "(":
        end = max(document.folded.find(")", end, end + 14) + 1, end)
    return document.folded[min(quantity.thing_span.start, quantity.span.start) : end]


def other_year(document: Document, quantity: Quantity) -> int | None:
    """The year a number is said for, when it is another than the report's own."""
    year = quantity.scope.year
    if year is None:
        for heading in reversed(outline.section_path(document, quantity.span.start)):
            named = in_text(heading)
            if named:
                year = named[-1].last
                break
    return None if year == _reviewed(document) else year


def _reviewed(document: Document) -> int | None:
    """The year that the report looks back on."""
    own = identity.of(document)
    return own.year.value + own.kind.reviews if own.year is not None else None


def _owners(document: Document, quantity: Quantity) -> frozenset[str]:
    """The bodies and places named before a number in its line and heading, the issuer left out.

    Only their last three characters: what stands before them is often not part of the name.
    """
    path = outline.section_path(document, quantity.span.start)
    return _bodies(document, "".join(path[-1:]) + line_before(document, quantity))


def _bodies(document: Document, said: str) -> frozenset[str]:
    """The bodies and places that some words name, the issuer left out."""
    issuer = identity.of(document).issuer
    own = issuer.name if issuer is not None else ""
    ends = (match.group()[-3:] for match in _BODY.finditer(said))
    return frozenset(end for end in ends if end not in own and not _NO_BODY.search(end))


def _projects(document: Document, quantity: Quantity) -> frozenset[str]:
    """The project or fund whose paragraph or part a number stands in, told by its heading."""
    path = outline.section_path(document, quantity.span.start)
    line = line_before(document, quantity)
    headings = (path[-1] if path else "", line[: _LONGEST_HEADING + 1])
    return frozenset(match["name"] for heading in headings if (match := _PROJECT.match(heading)))


def is_inflow(document: Document, quantity: Quantity) -> bool:
    """Whether a number counts what was added (年内新命名省级2个、市级5个) and not what there is."""
    folded = document.folded
    start = max(folded.rfind(mark, 0, quantity.lead.end) for mark in ",;:。\n") + 1
    return _ADDED.search(folded, start, max(quantity.lead.end, quantity.thing_span.end)) is not None


def is_planned(document: Document, quantity: Quantity) -> bool:
    """Whether a number stands in a part on what is to be done, and is not what there is already (现有)."""
    if _STANDING.search(document.folded, quantity.lead.start, quantity.lead.end):
        return False
    path = outline.section_path(document, quantity.span.start)
    return any(word in heading for heading in path for word in words().plan_heading)
