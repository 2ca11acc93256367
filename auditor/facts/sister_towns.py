"""Other towns where a town's report can only speak of itself: their committee as the leadership, their future.

No table knows all 40,000 towns, so that another town is told only where its name is cut out on both sides:
behind a clause's beginning or a preposition, before 党委、政府, 的明天 …
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.model import Document, Span
from auditor.structure import identity
from auditor.structure.words import Hit, WordList

_NAME = r"(?![原各全我本该此每乡村县市区某两三四五六七八九十几小中])(?P<name>[一-鿿]{1,4}?(?:镇|乡|街道))"
_BODIES = r"(?:党委|党工委)(?:[、和]?(?:镇|乡)?(?:人民)?(?:政府|办事处))"
_OFFICES = "便民服务中心|党群服务中心|综合行政执法[队办]|综合执法[队办]|党政(?:综合)?办公室|综治中心|退役军人服务站|文化站|农业综合服务中心"
_LONGEST_BEFORE = 28
_LONGEST_AFTER = 40


class _Slot(NamedTuple):
    """A pattern for the words around a town's name, and the reason as a reviewer reads it."""

    pattern: re.Pattern[str]
    reason: str


_SLOTS = (
    _Slot(
        re.compile(
            rf"(?:^|[。;,\n])\s*{_NAME}{_BODIES}(?=将|始终|坚持|高度|认真|全面|紧紧|积极|统筹|以|严格|切实|多次|每|主动|承诺|把|立足|聚焦|深入)",
            re.M,
        ),
        "作为本单位工作的主语",
    ),
    _Slot(
        re.compile(
            rf"(?:在|按照|根据){_NAME}(?:{_BODIES}|(?:党委|党工委))[^。;,\n]{{0,10}}(?:领导下|指导下|部署|要求)"
        ),
        "作为领导本单位的党委、政府",
    ),
    _Slot(
        re.compile(rf"代表{_NAME}(?:人民政府|党委|人大|办事处)[^。;\n]{{0,10}}(?:报告|汇报|述职)"),
        "作为作报告的单位",
    ),
    _Slot(
        re.compile(
            rf"(?:让|为了?|把|共创|描绘|共绘|建设[^。;,\n]{{0,16}}的){_NAME}的?(?:明天|未来|美好|更加)"
        ),
        "作为本单位建设的目标",
    ),
    _Slot(
        re.compile(
            rf"(?:谱写|开创|书写|续写|奋力推进)(?:了)?{_NAME}[^。;,\n]{{0,14}}(?:篇章|局面|新华章|现代化建设|高质量发展)"
        ),
        "作为本单位建设的目标",
    ),
    _Slot(
        re.compile(
            rf"(?:^|[。;\n])\s*{_NAME}(?:{_OFFICES})[^。;,\n]{{0,6}}?(?:在|将|共|全年|累计|设[立置]?|开展|办理|受理|组织|坚持|推行|实行)",
            re.M,
        ),
        "作为本单位所属机构的名称",
    ),
    _Slot(re.compile(rf"全{_NAME}(?:上下|人民|广大|干部群众|党员干部|各级)"), "以“全”领属"),
)
_WITH_OTHERS = re.compile(r"联合|协作|合作|交流|学习|考察|结对|共建|友好|邻|兄弟|来我|支援|感谢|比学")
_ENDING = re.compile("(?:街道|镇|乡)$")
_COMMON_NOUN = re.compile(
    r"[城乡村集小市重名强大古新老美卫][镇乡]$|[家故城下返水侨茶果花老回还梦他之][乡]$|[的和与在是为了让以]"
)
_ANCHORS = WordList(
    "towns where a report speaks of itself",
    lambda: (
        town + word
        for town in ("镇", "乡", "街道")
        for word in (
            "党委",
            "党工委",
            "人民政府",
            "的明天",
            "的未来",
            "明天",
            "未来",
            "更加",
            "的美好",
            "高质量",
            "上下",
            "人民",
            "干部群众",
            "乡村振兴",
            "现代化",
            "发展",
            "便民服务",
            "党群服务",
            "综合行政执法",
            "综合执法",
            "党政办公室",
            "党政综合办公室",
            "综治中心",
            "退役军人服务",
            "文化站",
            "农业综合服务",
        )
    ),
)


class SisterTown(NamedTuple):
    """Another town's name, and why it stands for the report's own."""

    span: Span
    reason: str


def own_town(document: Document) -> str:
    """The town whose report it is, with its ending; empty when it is no town's."""
    issuer = identity.of(document).issuer
    return issuer.parts.town if issuer is not None else ""


def of(document: Document) -> tuple[SisterTown, ...]:
    """Other towns in the place of the report's own, in order of text; none in a report of another level."""
    own = own_town(document)
    return document.remember(of, lambda: tuple(_sister_towns(document, own))) if own else ()


def _sister_towns(document: Document, own: str) -> list[SisterTown]:
    found: dict[Span, SisterTown] = {}
    for hit in _ANCHORS.hits(document):
        for town in _in_slots(document.folded, hit):
            name = document.folded[town.span.start : town.span.end]
            if _is_another(own, name) and not _WITH_OTHERS.search(_sentence(document.folded, town.span)):
                found.setdefault(town.span, town)
    return [found[span] for span in sorted(found)]


def _is_another(own: str, name: str) -> bool:
    """Whether two towns' names cannot mean one: 新店乡 is short for 新店回族乡, 新店镇 became 新店街道."""
    stem, own_stem = (_ENDING.sub("", town) for town in (name, own))
    return stem not in own and own_stem not in name and not _COMMON_NOUN.search(name)


def _in_slots(text: str, hit: Hit) -> Iterator[SisterTown]:
    """The name that ends with the first characters of a hit, for each slot that it stands in."""
    begin, end = max(0, hit.start - _LONGEST_BEFORE), hit.end + _LONGEST_AFTER
    for slot in _SLOTS:
        for match in slot.pattern.finditer(text, begin, end):
            if hit.start < match.end("name") <= hit.start + len("街道"):
                yield SisterTown(Span(*match.span("name")), slot.reason)


def _sentence(text: str, span: Span) -> str:
    begins = max(text.rfind(mark, 0, span.start) for mark in "。\n") + 1
    ends = [at for mark in "。\n" if (at := text.find(mark, span.end)) >= 0]
    return text[begins : min(ends, default=len(text))]
