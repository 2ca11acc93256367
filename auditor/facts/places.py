"""The places that a report speaks of: whose they are to the report, and in which role they stand.

Whether a stranger's place is used as the report's own or only mentioned is decided by named factors
(`place_roles.toml`), each a slot in the words around the name with a weight in log-odds.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from typing import Literal

import msgspec

from auditor.facts import slots, statutes
from auditor.facts.slots import Slot, SlotRule, Surroundings
from auditor.model import Document, Factor, Span
from auditor.reference import bodies, divisions
from auditor.reference.divisions import Division
from auditor.structure import identity, place_names, sentences
from auditor.structure.identity import Identity
from auditor.structure.place_names import PlaceName

Relation = Literal["own", "parent", "child", "prefecture", "province", "nation", "unknown"]
"""What a place is to the report: its own, above it, below it, or a stranger's of the same prefecture,
of the same province, or of another province; unknown when the report's own place is."""

BEFORE = 32
AFTER = 40
"""Code points around a name in which its slot is looked for."""


class PlaceMention(msgspec.Struct, frozen=True):
    """A place named in the text.

    `factors` speak for (positive) and against (negative) its being used as the report's own; they are
    only worked out for strangers' places outside 《》.
    """

    name: PlaceName
    relation: Relation
    factors: tuple[Factor, ...]

    @property
    def span(self) -> Span:
        return self.name.span


# Words that follow a place's name in the name of an account: “张店科技”, 沂源融媒, 平安高青.
_ACCOUNT_WORDS = (
    "科技|发布|融媒|普法|司法|政法|公安|应急|卫健|健康|教育|教体|文旅|文化|旅游|生态|环境|环保|水利|水务|农业|三农|农村|财政|审计|"
    "统计|民政|人社|医保|住建|城管|执法|交通|市监|市场监管|税务|气象|消防|检察|法院|在线|政务|资讯|新闻|电视|广播|生活|微生活|信息|"
    "网信|宣传|党建|组工|先锋|纪检|清风|廉洁|工会|青年|团委|妇联|女性|残联|科协|科普|商务|招商|投资|营商|就业|信访|退役军人|双拥|"
    "自然资源|规划|林业|园林|粮食|金融|数据|大数据|政数|行政审批|政务服务|公共资源|电力|疾控|急救|图书馆|发改|工信|民族宗教|统战|政协|人大|头条|观察|云|号|通|网"
)


@functools.cache
def _slots() -> tuple[Slot, ...]:
    return slots.read("auditor.facts", "place_roles.toml", {"account": _ACCOUNT_WORDS})


def _forms_of(body: str) -> tuple[str, ...]:
    if not body or body in {"人民政府", "政府"}:
        return ()
    forms = (body, bodies.canonical(body))
    return tuple(dict.fromkeys((*forms, *(form.replace("委员会", "委") for form in forms))))


def of(document: Document) -> tuple[PlaceMention, ...]:
    """The places named in full, or shortly behind a parent, in order of text."""
    return document.remember(of, lambda: tuple(_mentions(document, place_names.of(document))))


def in_slots(document: Document) -> tuple[PlaceMention, ...]:
    """Strangers' bare short names that stand in a slot which only a place's name can fill."""
    return document.remember(in_slots, lambda: tuple(_in_slots(document)))


def _in_slots(document: Document) -> list[PlaceMention]:
    text = document.folded
    names = [
        name
        for name in place_names.bare(document)
        if _near_slot(text, name.span.start, name.span.end) and _in_slot(document, name)
    ]
    return [
        mention
        for mention in _mentions(document, tuple(names))
        if mention.relation in STRANGERS and any(factor.weight > 0 for factor in mention.factors)
    ]


# A bare name in a slot stands behind 法治, 平安, 惠及 …; or before the words for an account or a site, and
# then in quotation marks or behind 利用, 通过, 登录 …
_BEFORE_SLOT = frozenset("治安明丽康福力慧廉谐用字强居色态代新及足便务暖护了大体")
_BEFORE_ACCOUNT = frozenset("用过托助注挥好在录造通、和及全")
_OPENING_QUOTES = frozenset('“"‘「『')
_LONGEST_IN_QUOTES = 4
_ACCOUNT_NEAR = re.compile(
    r"公众|微信|微博|官微|客户端|[Aa][Pp][Pp]|抖音|视频号|快手|头条|政务号|小程序|网站|网页|平台|融媒|电视|广播|报刊|专栏|账号|矩阵|网|品牌|名片|^(?:本地)?(?:方言|土话|乡音|话)"
)


def _near_slot(text: str, start: int, end: int) -> bool:
    """Whether a slot that speaks for a bare name can hold at all: asked first, because nearly none does."""
    last = text[start - 1 : start]
    if last in _BEFORE_SLOT:
        return True
    if last not in _BEFORE_ACCOUNT:
        quoted_from = max(0, start - 1 - _LONGEST_IN_QUOTES)
        if _OPENING_QUOTES.isdisjoint(text[quoted_from:start]):
            return False
    return _ACCOUNT_NEAR.search(text, end, end + AFTER) is not None


def _in_slot(document: Document, name: PlaceName) -> bool:
    """Whether a slot that speaks for a bare name holds."""
    before = _before(document.folded, name)
    fitting = [slot for slot in _slots_for_bare() if slot.before is None or slot.before.search(before)]
    if not fitting or place_names.by_chance(document, name):
        return False
    around = _surroundings(document, name)
    return any(_concerns(slot.rule, name, "nation") and slots.holds(slot, around) for slot in fitting)


@functools.cache
def _slots_for_bare() -> tuple[Slot, ...]:
    return tuple(slot for slot in _slots() if "bare" in slot.rule.forms and slot.rule.weight > 0)


STRANGERS: frozenset[Relation] = frozenset({"prefecture", "province", "nation"})


def _mentions(document: Document, names: tuple[PlaceName, ...]) -> list[PlaceMention]:
    if not names:
        return []
    known = identity.of(document)
    body = known.issuer.parts.body if known.issuer else ""
    found = []
    town = _own_town(known)
    for name, following in itertools.zip_longest(names, names[1:]):
        if name.text == town or (name.bare and _TOWN_BEHIND.match(document.folded, name.span.end)):
            continue  # 龙山街道 and, in its own report, 龙山 are the street, whatever county bears the name
        if following is not None and following.chain.start < following.span.start == name.span.end:
            continue  # 天津市 before 和平区 only places it; the last name of a chain is what is meant
        relation = relation_of(name.divisions, known)
        factors: tuple[Factor, ...] = ()
        if relation in STRANGERS and statutes.covering(document, name.span) is None:
            factors = _factors(document, name, relation, body)
        found.append(PlaceMention(name, relation, factors))
    return found


_TOWN_BEHIND = re.compile("街道|镇(?![镇乡村])|乡(?![镇乡村亲音贤土愁情])")


def _own_town(known: Identity) -> str:
    """The bare name of the issuer's own town or street; empty when it is no town's report."""
    town = known.issuer.parts.town if known.issuer is not None else ""
    for ending in ("街道", "苏木", "镇", "乡"):
        if town.endswith(ending):
            return town.removesuffix(ending)
    return town


def relation_of(candidates: tuple[Division, ...], known: Identity) -> Relation:
    """What a name is to the report: the nearest of what its candidates are, today or in its year."""
    if known.jurisdiction is None:
        return "unknown"
    own = known.jurisdiction.division
    nearest = min((_relation(candidate, own, None) for candidate in candidates), key=_NEARNESS.index)
    if nearest not in STRANGERS or known.year is None:
        return nearest
    year = known.year.value
    return min((_relation(candidate, own, year) for candidate in candidates), key=_NEARNESS.index)


_NEARNESS: tuple[Relation, ...] = ("own", "parent", "child", "prefecture", "province", "nation")


def _relation(place: Division, own: Division, year: int | None) -> Relation:
    if place.host:  # a 高新区 is no stranger to the divisions that its city consists of
        host = divisions.by_code(place.host)
        if host is not None and (divisions.is_within(own, host) or divisions.is_within(host, own)):
            return "parent"
    relation = divisions.relation(own, place, year)
    if relation in _FAMILIAR:
        return _FAMILIAR[relation]
    if relation == "stranger" or own.level == 1:
        return "nation"
    return "prefecture" if relation == "sibling" and own.prefecture else "province"


_FAMILIAR: dict[str, Relation] = {"same": "own", "above": "parent", "below": "child"}


def _factors(document: Document, name: PlaceName, relation: Relation, body: str) -> tuple[Factor, ...]:
    around = _surroundings(document, name)

    def concerns(rule: SlotRule) -> bool:
        return not rule.behind_issuer and _concerns(rule, name, relation)

    factors = slots.weigh(_slots(), around, concerns)
    written = next((form for form in _forms_of(body) if around.after.startswith(form)), None)
    if written is None:
        return factors
    behind = msgspec.structs.replace(around, after=around.after[len(written) :])
    return factors + slots.weigh(
        _slots(), behind, lambda rule: rule.behind_issuer and _concerns(rule, name, relation), body=body
    )


def _concerns(rule: SlotRule, name: PlaceName, relation: Relation) -> bool:
    """Whether the rule is about a name of this form, level and distance."""
    if ("bare" if name.bare else "full") not in rule.forms:
        return False
    if not rule.common and divisions.all_names()[name.text].common:
        return False
    if rule.level and all(division.level not in rule.level for division in name.divisions):
        return False
    if rule.relation == "province":
        return relation == "nation"
    return not rule.relation or relation in {"province", "nation"}


def _surroundings(document: Document, name: PlaceName) -> Surroundings:
    text = document.folded
    after = text[name.span.end : name.span.end + AFTER].split("\n", 1)[0]
    sentence = _sentence(document, name.span)
    low = name.span.start - sentence.start
    whole = text[sentence.start : sentence.end]
    begin = max(whole.rfind(mark, 0, low) for mark in _CLAUSE_MARKS) + 1
    ends = [match.start() for match in _CLAUSE_END.finditer(whole, low)]
    end = ends[1] if len(ends) > 1 else len(whole)
    return Surroundings(_before(text, name), after, whole, whole[begin:end])


def _before(text: str, name: PlaceName) -> str:
    return text[max(0, name.chain.start - BEFORE) : name.chain.start].rsplit("\n", 1)[-1]


_CLAUSE_MARKS = ",;:"
_CLAUSE_END = re.compile("[,;:]")


def _sentence(document: Document, span: Span) -> Span:
    found = sentences.of(document)
    index = bisect.bisect_right(found, span.start, key=lambda sentence: sentence.start) - 1
    return found[index] if index >= 0 else span
