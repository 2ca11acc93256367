"""层级用语: 我县 in a district's report, 我区 in a county's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, Span
from auditor.facts import places, statutes
from auditor.language import say
from auditor.structure import identity, place_names
from auditor.structure.identity import Jurisdiction
from auditor.structure.words import Hit, WordList
from checks.jurisdiction.foreign_place import issuer_evidence, own_evidence

# A level word in a use that only the own area can have: behind 我/全 or before 委/政府/直.  Fixed terms
# (县域, 县级, 各县区, 社区, 园区, 市场) never match.  The list only finds places to look at, fast.
_OWN = "我全本"
_LEVELS = "县区市旗州盟"
_ORGANS = ("委", "政府", "人民政府", "直", "人大", "政协", "纪委", "监委", "行署")
_PLACES = WordList(
    "level words",
    lambda: [
        *(own + level for own in _OWN for level in _LEVELS),
        *(level + organ for level in _LEVELS for organ in _ORGANS),
    ],
)
_WHOLE = re.compile(
    r"(?:[我本]|(?<![健安齐完保周])全)(?P<word>[县区市旗州盟])(?![域级委场长]|[县区市旗]|\(|(?<=州)镇)"
)
_ORGAN = re.compile(
    r"(?<![社园辖地城市县战军省库景片林矿厂校小牧灾疆各])"
    # 广州, 贵州 and 民盟 end in these two: they begin a word only where nothing or a preposition stands before.
    r"(?:(?=[县区市旗])|(?<![一-鿿])|(?<=[在由向对经按和与及报给被受从把将]))(?P<word>[县区市旗州盟])"
    r"(?:委[、和及]?(?P=word)(?:(?:人民)?政府|行署)|委(?=的(?:坚强|正确|统一)?领导|办公室|[、,。]|书记|常委|宣传部|组织部|统战部|政法委"
    r"|依法治|全面依法治|部署|要求|决策|工作|分管|主要领导)"
    r"|(?:人大|政协|纪委|监委)(?!代表大会常务委员会|员会)"
    r"|(?<!委[、和及].)(?<!委.)(?:政府|行署)(?=的|[、,。]|办|门户|网站|常务会议|统一|部署|工作|领导|关于)"
    r"|直(?=各?部门|单位|机关)(?:各?部门|单位|机关))"
)
_OWN_DUTY_BEFORE = re.compile(r"(?:我局|本局|我委|我办|全局)[^。;,]{0,8}(?:负责|承担|牵头|统筹|指导)$")
# 全市上下要…… calls upon the own people, unless the sentence also names the own area or the city's leaders.
_CALLED_UPON = re.compile(
    r"(?:上下|(?:各族|广大|全体)*(?:党员)?(?:干部)?(?:群众|人民)|各级各部门|各级各单位|各部门)[^。;,\n的]{0,6}?"
    r"(?:要(?!求)|必须|务必|应当|同心|齐心|团结|众志成城|勠力|戮力|锚定|凝心聚力|万众一心|上下一心)"
)
_BEGINS_SENTENCE = "。;!\n "
_OF_THE_CITY = re.compile(r"市委|市政府|市长|[我全](?:县|区|旗)|提出|强调|号召|指出|要求")
_LONGEST_DUTY = 12
_SAME_PLEA = 60
_TOWNSHIPS_AFTER = re.compile(r"各镇|各乡镇|各街道|\d+个(?:镇|乡镇|街道|乡)")
_HISTORY = re.compile(r"撤县|撤市|设区|设市|改区|改市|更名|原县|原区|建县|建区|旧称|时任")
_REGIONS_CALLED_QU = frozenset(
    {"内蒙古自治区", "广西壮族自治区", "西藏自治区", "宁夏回族自治区", "新疆维吾尔自治区"}
)


_HIGHER = "州盟"
_NEAR = 600
"""Code points within which 全州 may still be of the 自治州 that was named."""


class WrongLevelWord(Check):
    """Words of another level for the report's own area: 我县 in a district's report, 我区 in a county's.

    ## Why it matters
    县 and 区 are not interchangeable: the word shows that the text was written for another place, or
    before the division was changed.

    ## Wrong
    「我县」「全县」「县委、县政府」 in a report of a 区; 「我区」「区委」 in a report of a 县; 「我局负责全市……」 in a
    county's report; 「全州」 in a report of a city; 「我县」 in one of a prefecture's bureau.

    ## Right
    The parent city's 市委、市政府; 全市 where the parent is meant; 县域经济, 县级以上, 各县区, 社区, 园区;
    a county-level city says 市; 全区 and 我区 where the autonomous region is meant; 全州 and 州委
    below an autonomous prefecture, or of one that was just named; a prefecture's counties (全县), a county's
    people quoted, a zone of a city that calls itself 我区.

    ## False alarms
    A report that tells how the county became a district.

    ## Source
    宪法第三十条: the divisions and their names.
    """

    id, title, family, severity = "wrong-level-word", "层级用语", "jurisdiction", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        own = identity.of(document).jurisdiction
        if own is None or own.division.level == 1:
            raise NotApplicable("未能确定报告属于哪个县、市、区，无法核对层级用语")
        found: dict[str, list[Span]] = defaultdict(list)
        for word, span in _uses(document, _allowed(own), _not_ours(document, own)):
            if not _is_strangers(document, span, word):
                found[word].append(span)
        for word, spans in found.items():
            if not _too_few(word, spans, own):
                yield self._finding(document, own, word, spans)
        if own.division.level == 3 and not own.division.name.endswith("市"):
            yield from self._whole_city(document, own)
        yield from self._town(document, own)

    def _finding(self, document: Document, own: Jurisdiction, word: str, spans: list[Span]) -> Finding:
        factors = [
            Factor(
                "other-level",
                2.4,
                say(
                    "本报告的“{own}”是{level}，不是{word}",
                    own=own.division.name,
                    level=own.division.name[-1],
                    word=word,
                ),
            ),
            Factor("times", min(1.2, 0.4 * len(spans)), say("共出现{count}处", count=len(spans))),
        ]
        if not own.stated:
            factors.append(Factor("place-inferred", -1.5, "报告未写明单位，其所属地区为推断"))
        return self.finding(
            document,
            spans[0],
            "“{quote}”用的是“{word}”，本报告属于{own}，应称“{right}”。",
            quote=document.slice(spans[0]),
            word=word,
            own=" → ".join(own.division.path),
            right=document.slice(spans[0]).replace(word, own.division.name[-1]),
            evidence=own_evidence(document, own),
            factors=factors,
            suggestion="改为“{right}”；如确指上级或其他地方，请写明名称。",
            severity=Severity.ERROR if own.stated else Severity.WARNING,
            places=spans[1:],
        )

    def _town(self, document: Document, own: Jurisdiction) -> Iterator[Finding]:
        """我乡 in a report of a 镇, 我镇 in one of a street."""
        issuer = identity.of(document).issuer
        town = issuer.parts.town if issuer is not None else ""
        level = next((ending for ending in ("街道", "镇", "乡") if town.endswith(ending)), "")
        if not level:
            return
        spans = [
            Span(*match.span()) for match in _TOWN_WORD.finditer(document.folded) if match["word"] != level
        ]
        if spans:
            yield self.finding(
                document,
                spans[0],
                "“{quote}”的说法与本报告的“{town}”不符，应称“{right}”。",
                quote=document.slice(spans[0]),
                town=town,
                right=level,
                evidence=own_evidence(document, own)
                if not issuer or not issuer.basis
                else issuer_evidence(document, issuer),
                factors=[Factor("other-town-level", 1.8, "乡、镇、街道不能混称")],
                suggestion="改为“{right}”相应的说法；如确指其他乡镇，请写明名称。",
                severity=Severity.WARNING,
                places=spans[1:],
            )

    def _whole_city(self, document: Document, own: Jurisdiction) -> Iterator[Finding]:
        folded = document.folded
        spans = [
            Span(hit.start, hit.end)
            for hit in _PLACES.hits(document)
            if hit.word == "全市"
            and (
                _TOWNSHIPS_AFTER.match(folded, hit.end)
                or _is_called_upon(folded, hit)
                or _OWN_DUTY_BEFORE.search(folded, max(0, hit.start - _LONGEST_DUTY), hit.start)
            )
        ]
        if spans:
            yield self.finding(
                document,
                spans[0],
                "“{quote}”把本报告的工作范围说成“市”，本报告属于{own}，应为“全{right}”。",
                quote=document.slice(spans[0]),
                own=" → ".join(own.division.path),
                right=own.division.name[-1],
                evidence=own_evidence(document, own),
                factors=[Factor("city-for-county", 1.4, "县、区部门的工作范围是本县、区")],
                suggestion="核对是否应为“全{right}”。",
                severity=Severity.WARNING,
                places=spans[1:],
            )


def _is_called_upon(text: str, hit: Hit) -> bool:
    """Whether 全市 is the own people at the beginning of a sentence: 全市上下要锚定目标."""
    if text[hit.start - 1 : hit.start] not in _BEGINS_SENTENCE or not _CALLED_UPON.match(text, hit.end):
        return False
    sentence = text[max(0, hit.start - _SAME_PLEA) : hit.end + _SAME_PLEA].replace("\n", "。")
    begins = sentence.rfind("。", 0, min(hit.start, _SAME_PLEA)) + 1
    return _OF_THE_CITY.search(sentence[begins:].split("。", 1)[0]) is None


_TOWN_WORD = re.compile(r"(?:我|全|整|本)(?P<word>[乡镇])(?![镇乡村土亲情音]|领导小组)")


def _uses(document: Document, allowed: set[str], not_ours: set[str]) -> Iterator[tuple[str, Span]]:
    """Level words of the report's own area that are not among those that it may use, or not behind 我."""
    folded = document.folded
    for hit in _PLACES.hits(document):
        behind_own = hit.word[0] in _OWN
        word = hit.word[1 if behind_own else 0]
        if word in allowed and not (hit.word[0] == "我" and word in not_ours):
            continue
        match = (_WHOLE if behind_own else _ORGAN).match(folded, hit.start)
        if match is None:
            continue
        around = folded[max(0, match.start() - 12) : match.end() + 12]
        if statutes.covering(document, Span(*match.span())) is None and not _HISTORY.search(around):
            yield match["word"], Span(match.start(), match.end())


def _allowed(own: Jurisdiction) -> set[str]:
    """The level words that the report may use of its own area and of those above it."""
    division = own.division
    words = {name[-1] for name in division.path if name[-1] in _HIGHER}
    words |= {division.name[-1] if division.name[-1] in "县区市旗" else "", "市"}
    if division.province in _REGIONS_CALLED_QU:
        words.add("区")
    if division.level == 2:
        # A prefecture speaks of its counties one by one: 全县 may be the county that was just named.
        words |= {"县", "区", "旗"}
    return words


def _not_ours(document: Document, own: Jurisdiction) -> set[str]:
    """The level words that may stand in a report, but not behind 我.

    A prefecture uses those of its counties so; a county below no city (of a 州 or 盟) uses 市 so.  A zone or a
    branch of a bureau reports on a part of the prefecture, which it calls 我区.
    """
    if own.division.level == 3 and own.stated and not any(name[-1] == "市" for name in own.division.path):
        return {"市"}
    issuer = identity.of(document).issuer
    if (
        own.division.level != 2
        or not own.stated
        or issuer is None
        or issuer.parts.area
        or issuer.parts.body.endswith(_PARTS)
    ):
        return set()
    return (
        set("县区旗")
        - {own.division.name[-1]}
        - ({"区"} if own.division.province in _REGIONS_CALLED_QU else set())
    )


_PARTS = ("分局", "管委会", "管理委员会", "大队", "支队", "所", "站")


def _is_strangers(document: Document, span: Span, word: str) -> bool:
    """Whether the word is of a division named before it: its last letter (高台县委), or 凉山州……全州."""
    text = document.folded
    if text.startswith("我", span.start) and word in _COUNTIES and _is_quoted(document, span):
        return True
    if word in _HIGHER:
        if text.startswith("全州", span.start) and "桂林" in text:
            return True  # 全州 is a county there
        near = Span(max(0, span.start - _NEAR), span.start)
        named = (mention for mention in place_names.of(document) if near.contains(mention.span))
        return any(place.name.endswith(word) for mention in named for place in mention.divisions)
    return any(
        mention.span.start < span.start and mention.span.end > span.start for mention in places.of(document)
    )


_COUNTIES = "县区旗"
_SPOKEN = re.compile(r"[“「][^”」\n]{0,80}$|(?:说|表示|反映|汇报|介绍)[:,][^。\n]{0,60}$")


def _is_quoted(document: Document, span: Span) -> bool:
    """Whether somebody of a county is speaking: 「……我县……」某县负责人说."""
    return _SPOKEN.search(document.folded, max(0, span.start - 90), span.start) is not None


def _too_few(word: str, spans: list[Span], own: Jurisdiction) -> bool:
    return not own.stated and len(spans) < 2 and word in {"区"}
