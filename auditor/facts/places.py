"""The places that a report speaks of: whose they are to the report, and in which role they stand.

Whether a stranger's place is used as the report's own or only mentioned is decided by named factors
(`place_roles.toml`), each a slot in the words around the name with a weight in log-odds.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
import tomllib
from importlib import resources
from typing import Literal

import msgspec

from auditor.facts import statutes
from auditor.language import say
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


class _Rule(msgspec.Struct, frozen=True):
    name: str
    weight: float
    forms: tuple[str, ...]
    text: str
    source: str
    before: str = ""
    after: str = ""
    sentence: str = ""
    clause: str = ""
    common: bool = True
    relation: str = ""
    level: tuple[int, ...] = ()


class _Rules(msgspec.Struct, frozen=True):
    factor: tuple[_Rule, ...]


# Words that follow a place's name in the name of an account: “张店科技”, 沂源融媒, 平安高青.
_ACCOUNT_WORDS = (
    "科技|发布|融媒|普法|司法|政法|公安|应急|卫健|健康|教育|教体|文旅|文化|旅游|生态|环境|环保|水利|水务|农业|三农|农村|财政|审计|"
    "统计|民政|人社|医保|住建|城管|执法|交通|市监|市场监管|税务|气象|消防|检察|法院|在线|政务|资讯|新闻|电视|广播|生活|微生活|信息|"
    "网信|宣传|党建|组工|先锋|纪检|清风|廉洁|工会|青年|团委|妇联|女性|残联|科协|科普|商务|招商|投资|营商|就业|信访|退役军人|双拥|"
    "自然资源|规划|林业|园林|粮食|金融|数据|大数据|政数|行政审批|政务服务|公共资源|电力|疾控|急救|图书馆|发改|工信|民族宗教|统战|政协|人大|头条|观察|云|号|通|网"
)


class _Compiled(msgspec.Struct, frozen=True):
    rule: _Rule
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    sentence: re.Pattern[str] | None
    clause: re.Pattern[str] | None


@functools.lru_cache(maxsize=256)
def _rules(issuer_body: str) -> tuple[_Compiled, ...]:
    """The table with the report's own body filled in (own-body asks for the same bureau elsewhere)."""
    file = resources.files("auditor.facts") / "place_roles.toml"
    rules = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _Rules).factor
    forms = "|".join(re.escape(form) for form in _forms_of(issuer_body))
    compiled = []
    for rule in rules:
        if "{issuer_body}" in rule.after and not forms:
            continue
        before = rule.before.replace("{account}", _ACCOUNT_WORDS)
        after = rule.after.replace("{account}", _ACCOUNT_WORDS).replace("{issuer_body}", f"(?:{forms})")
        compiled.append(
            _Compiled(
                rule,
                re.compile(before) if before else None,
                re.compile(after) if after else None,
                re.compile(rule.sentence) if rule.sentence else None,
                re.compile(rule.clause) if rule.clause else None,
            )
        )
    return tuple(compiled)


def _forms_of(body: str) -> tuple[str, ...]:
    if not body or body in {"人民政府", "政府"}:
        return ()
    return tuple(dict.fromkeys((body, bodies.canonical(body))))


def of(document: Document) -> tuple[PlaceMention, ...]:
    """The places named in full, or shortly behind a parent, in order of text."""
    return document.remember(of, lambda: tuple(_mentions(document, place_names.of(document))))


def in_slots(document: Document) -> tuple[PlaceMention, ...]:
    """Strangers' bare short names that stand in a slot which only a place's name can fill."""
    return document.remember(
        in_slots,
        lambda: tuple(
            mention
            for mention in _mentions(
                document, tuple(name for name in place_names.bare(document) if _in_slot(document, name))
            )
            if mention.relation in STRANGERS and any(factor.weight > 0 for factor in mention.factors)
        ),
    )


# A bare name in a slot stands behind 全, 我们 or 法治, 平安 …, or before the words for an account or a site.
_BEFORE_SLOT = frozenset("全们治安明丽康福力慧廉谐用字强居色态代新")
_ACCOUNT_NEAR = re.compile(
    r"公众|微信|微博|官微|客户端|[Aa][Pp][Pp]|抖音|视频号|快手|头条|政务号|小程序|网站|网页|平台|融媒|电视|广播|报刊|专栏|账号|矩阵|网"
)


def _in_slot(document: Document, name: PlaceName) -> bool:
    """Whether a slot that speaks for a bare name holds: asked first, because nearly none does."""
    text = document.folded
    start, end = name.chain.start, name.span.end
    if text[start - 1 : start] not in _BEFORE_SLOT and _ACCOUNT_NEAR.search(text, end, end + AFTER) is None:
        return False
    context = _context(document, name)
    return any(
        "bare" in compiled.rule.forms
        and compiled.rule.weight > 0
        and _concerns(compiled.rule, name, "nation")
        and _fits(compiled, context)
        for compiled in _rules("")
    )


STRANGERS: frozenset[Relation] = frozenset({"prefecture", "province", "nation"})


def _mentions(document: Document, names: tuple[PlaceName, ...]) -> list[PlaceMention]:
    known = identity.of(document)
    body = known.issuer.parts.body if known.issuer else ""
    found = []
    for name, following in itertools.zip_longest(names, names[1:]):
        if following is not None and following.chain.start < following.span.start == name.span.end:
            continue  # 天津市 before 和平区 only places it; the last name of a chain is what is meant
        relation = relation_of(name.divisions, known)
        factors: tuple[Factor, ...] = ()
        if relation in STRANGERS and statutes.covering(document, name.span) is None:
            factors = _factors(document, name, relation, body)
        found.append(PlaceMention(name, relation, factors))
    return found


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


class _Context(msgspec.Struct, frozen=True):
    """The words in which a name's slot is looked for, all within its line."""

    before: str
    after: str
    sentence: str
    clause: str


def _factors(document: Document, name: PlaceName, relation: Relation, body: str) -> tuple[Factor, ...]:
    context = _context(document, name)
    kind = "bare" if name.bare else "full"
    factors: dict[str, Factor] = {}
    for compiled in _rules(body):
        rule = compiled.rule
        if kind not in rule.forms or rule.name in factors:
            continue
        if _concerns(rule, name, relation) and _fits(compiled, context):
            factors[rule.name] = Factor(rule.name, rule.weight, say(rule.text, body=body))
    return tuple(factors.values())


def _concerns(rule: _Rule, name: PlaceName, relation: Relation) -> bool:
    """Whether the rule is about a place of this level and distance."""
    if not rule.common and divisions.all_names()[name.text].common:
        return False
    if rule.level and all(division.level not in rule.level for division in name.divisions):
        return False
    if rule.relation == "province":
        return relation == "nation"
    return not rule.relation or relation in {"province", "nation"}


def _fits(compiled: _Compiled, context: _Context) -> bool:
    return (
        (compiled.before is None or compiled.before.search(context.before) is not None)
        and (compiled.after is None or compiled.after.search(context.after) is not None)
        and (compiled.sentence is None or compiled.sentence.search(context.sentence) is not None)
        and (compiled.clause is None or compiled.clause.search(context.clause) is not None)
    )


def _context(document: Document, name: PlaceName) -> _Context:
    text = document.folded
    before = text[max(0, name.chain.start - BEFORE) : name.chain.start].rsplit("\n", 1)[-1]
    after = text[name.span.end : name.span.end + AFTER].split("\n", 1)[0]
    sentence = _sentence(document, name.span)
    low = name.span.start - sentence.start
    whole = text[sentence.start : sentence.end]
    begin = max(whole.rfind(mark, 0, low) for mark in _CLAUSE_MARKS) + 1
    ends = [match.start() for match in _CLAUSE_END.finditer(whole, low)]
    end = ends[1] if len(ends) > 1 else len(whole)
    return _Context(before, after, whole, whole[begin:end])


_CLAUSE_MARKS = ",;:"
_CLAUSE_END = re.compile("[,;:]")


def _sentence(document: Document, span: Span) -> Span:
    found = sentences.of(document)
    index = bisect.bisect_right(found, span.start, key=lambda sentence: sentence.start) - 1
    return found[index] if index >= 0 else span
