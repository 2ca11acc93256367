"""conflicting-count: one thing counted twice with different results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations
from typing import Final

import msgspec
from rapidfuzz import fuzz

from auditor.checking.check import Check, quote_evidence
from auditor.facts import quantities, segmentation
from auditor.facts.quantities import Quantity, things
from auditor.facts.quantities.vocabulary import words
from auditor.language import say
from auditor.model import Document, Factor, Finding, Severity, Span
from auditor.structure import identity, outline
from auditor.structure.dates import in_text
from checks.numbers.reckoning import clause

_MOST: Final = 40
"""Names or statements of one kind that are compared pair by pair; a table in words has more."""

COPIED_CONTEXT: Final = 75
"""From this likeness (0–100) of the words around two numbers on, the one is a copy of the other."""


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


_PLAIN: Final = "“{quote}”与前文“{other}”说的是同一事项（{thing}），数量不一致：{value}与{other_value}。"
_EXPLAINED: Final = (
    "“{quote}”与前文“{other}”说的是同一事项（{thing}），数量不一致：{value}与{other_value}。"
    "附近有“{step}”，{calculation}，差额可能由此而来，但两处表述仍不一致。"
)


class ConflictingCount(Check):
    """One thing is counted twice in a report, with different results.

    ## Why it matters
    A reader who meets 23 delegated powers in one part and 20 in another cannot know which holds. Usually one of the
    two is last year's figure, or was changed in one place only.

    ## Wrong
    - 「……下放到我区的管理职权共23项」 and further on 「……下放到我区的管理职权共20项」
    - 「全年办理行政复议案件15件」 in the summary and 「全年共办理行政复议案件18件」 in its own part

    ## Right
    - the same number twice; 「1000余份」 beside 「1050份」; 「1560.05万元」 beside 「1560万元」
    - different years, periods, bodies, areas and units; 其中, 新增 and 累计; 计划 and 完成
    - a part beside its total, one stretch of work beside the whole year

    ## False alarms
    Two lists of one form (each village's or each bureau's own count) whose owners the text does not name beside the
    number. Where the report itself does the arithmetic between the two (23 − 3 = 20) the confidence is lowered and
    the finding still shown: the reader should not have to do it.

    ## Source
    《党政机关公文处理工作条例》 (2012) 第十九条: 内容…情况确实, 表述准确; reviewers' practice.
    """

    id, title, family = "conflicting-count", "数量前后矛盾", "numbers"
    severity, version = Severity.ERROR, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        for pair in _one_a_cause(document, _conflicts(document)):
            yield self._report(document, pair)

    def _report(self, document: Document, pair: Conflict) -> Finding:
        first, second = pair.first, pair.second
        arithmetic = _arithmetic(document, first, second)
        factors, message, step, calculation = list(pair.factors), _PLAIN, "", ""
        if arithmetic is not None:
            message, calculation = _EXPLAINED, arithmetic[1]
            step = clause(document, arithmetic[0])
            factors.append(
                Factor("explained-nearby", -1.2, say("附近有{calculation}", calculation=calculation))
            )
        return self.finding(
            document,
            _stated(document, second),
            message,
            evidence=[quote_evidence(document, _stated(document, first), "conflict")]
            + ([quote_evidence(document, arithmetic[0].span, "source")] if arithmetic else []),
            factors=factors,
            suggestion="核实“{thing}”的数量，统一前后两处表述；如两处口径不同，请写明各自的口径。",
            places=_repetitions(document, second),
            quote=clause(document, second),
            other=clause(document, first),
            thing=_said(document, first, second),
            value=document.slice(second.span),
            other_value=document.slice(first.span),
            step=step,
            calculation=calculation,
        )


class Conflict(msgspec.Struct):
    """Two statements of one thing that cannot both hold, the earlier first."""

    first: Quantity
    second: Quantity
    names: tuple[str, str]
    factors: tuple[Factor, ...]

    @property
    def totals(self) -> int:
        """How many of the two are stated as totals."""
        return (self.first.claim == "total") + (self.second.claim == "total")


def _stated(document: Document, quantity: Quantity) -> Span:
    """The number with the word of total before it: 共23项."""
    folded, start = document.folded, quantity.span.start
    for word in ("总共", "共计", "合计", "总计", "累计", "一共", "共有", "共"):
        if folded.endswith(word, quantity.lead.start, start):
            return Span(start - len(word), quantity.span.end)
    return quantity.span


def _one_a_cause(document: Document, conflicts: Iterable[Conflict]) -> list[Conflict]:
    """One conflict for each pair of values in the same two paragraphs; the totals speak for the rest."""
    kept: dict[tuple[object, ...], Conflict] = {}
    totals_first = sorted(conflicts, key=lambda pair: (-pair.totals, pair.second.span.start))
    for pair in totals_first:
        sides = tuple(
            (side.value, document.folded.rfind("\n", 0, side.span.start))
            for side in (pair.first, pair.second)
        )
        kept.setdefault((pair.first.unit, *sides), pair)
    return sorted(kept.values(), key=lambda pair: pair.second.span.start)


def _conflicts(document: Document) -> Iterator[Conflict]:
    groups: dict[str, list[Quantity]] = {}
    for quantity in quantities.of(document):
        if _can_conflict(quantity):
            groups.setdefault(quantity.unit, []).append(quantity)
    for group in groups.values():
        if len(group) > 1:
            yield from _in_unit(document, group)


def _can_conflict(quantity: Quantity) -> bool:
    return (
        quantity.kind in ("count", "money", "measure", "percent")
        and quantity.claim in ("count", "total", "ratio", "part")
        and len(quantity.thing) >= 2
        and not quantity.scope.plan
    )


def _in_unit(document: Document, group: Sequence[Quantity]) -> Iterator[Conflict]:
    """The conflicts among quantities of one unit, one for each thing."""
    by_thing: dict[str, list[Quantity]] = {}
    for quantity in group:
        by_thing.setdefault(_name(document, quantity), []).append(quantity)
    names = list(by_thing)
    for name in names:
        if len(by_thing[name]) > 1:
            yield from _in_thing(document, by_thing[name], "same")
    kinships = (
        ("shortened", _alike(names)),
        ("elliptical", _elliptical(document, by_thing)),
        ("of-all", _of_all(document, by_thing)),
    )
    for kinship, pairs in kinships:
        for one, other in pairs:
            both = sorted(by_thing[one] + by_thing[other], key=_position)
            for conflict in _in_thing(document, both, kinship):
                if conflict.names[0] != conflict.names[1]:
                    yield conflict


def _name(document: Document, quantity: Quantity) -> str:
    """What is counted, without the report's own issuer before it."""
    issuer = identity.of(document).issuer
    name = _HOLDING.sub("", quantity.thing)
    if issuer is not None:
        parts = issuer.parts
        for own in (issuer.name, parts.level_word + parts.body, parts.body):
            if len(own) > 2 and name.startswith(own):
                return name[things.without_front(name, len(own), len(name)) :]
    return name


_HOLDING: Final = re.compile(r"(?<=证)持证|(?<!在)持有")
"""Words that change nothing of who is counted: 持有执法证人员, 执法证持证人员."""


_BODY: Final = re.compile(
    r"[一-鿿]{2,8}?(?:局|委员会|办公室|镇|乡|街道|村|社区|中心|公司|学校|医院|法院|检察院|[支大中]队|派出所|司法所|管理站|常委会|常务会|党组会|党委会|办公会|领导小组)"
)
_NO_BODY: Final = re.compile(r"[各全我本该个等两某其]|乡镇|县乡|镇村|直属")


def _owners(document: Document, quantity: Quantity) -> frozenset[str]:
    """The bodies and places named before a number in its line and heading, the issuer left out.

    Only their last three characters: what stands before them is often not part of the name.
    """
    path = outline.section_path(document, quantity.span.start)
    words = "".join(path[-1:]) + _paragraph(document, quantity)
    issuer = identity.of(document).issuer
    own = issuer.name if issuer is not None else ""
    ends = (match.group()[-3:] for match in _BODY.finditer(words))
    return frozenset(end for end in ends if end not in own and not _NO_BODY.search(end))


def _said(document: Document, first: Quantity, second: Quantity) -> str:
    """What is counted, in the report's own words, the longer of the two."""
    words = max((document.slice(side.thing_span).strip() for side in (first, second)), key=len)
    return words if len(words) <= 30 else "…" + words[-29:]


def _position(quantity: Quantity) -> int:
    return quantity.span.start


def _alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different phrases of one head that differ only by words left out of the one."""
    by_head: dict[str, list[str]] = {}
    for name in names:
        if len(name) >= 8:
            by_head.setdefault(name[-3:], []).append(name)
    for heads in by_head.values():
        for one, other in combinations(heads[:_MOST], 2):
            if fuzz.ratio(one, other, score_cutoff=80) and _same_but_shorter(one, other):
                yield one, other


def _elliptical(document: Document, by_thing: dict[str, list[Quantity]]) -> Iterator[tuple[str, str]]:
    """Pairs of which the shorter leaves out what its own statement has said before.

    「某大队在编25名，持证22名」 and 「某大队持证人员23名」: the short name ends the long one, and the owner in the
    long one stands in the statement of the short one.
    """
    by_end: dict[str, list[tuple[str, str]]] = {}
    for name in by_thing:
        core = _KIND_OF_PEOPLE.sub("", name)
        by_end.setdefault(core[-2:], []).append((name, core))
    for alike in by_end.values():
        for (short, core), (long, long_core) in permutations(alike[:_MOST], 2):
            if (
                not 2 <= len(core) < len(long_core) - 3
                or not long_core.endswith(core)
                or things.is_generic(core)
            ):
                continue
            owner = _OWN.sub("", long_core[: -len(core)])
            if (
                len(owner) >= 4
                and owner[-1] in _OWNER_ENDS
                and all(owner in _paragraph(document, each) for each in by_thing[short])
            ):
                yield short, long


_OWNER_ENDS: Final = frozenset("局队心镇乡村院校所站司委办部科股组会县市区统")
"""Last characters of bodies and areas: what else stands before a word belongs to the word (农林牧 and 渔业)."""

_KIND_OF_PEOPLE: Final = re.compile(r"(?:工作)?(?:人员|人数|总数|数量|数)$")
_OWN: Final = re.compile(r"^(?:我|本|全|县|市|区|局|镇|乡|省)+")


def _paragraph(document: Document, quantity: Quantity) -> str:
    """The line of a number up to the number."""
    return document.folded[document.folded.rfind("\n", 0, quantity.span.start) + 1 : quantity.span.start]


def _of_all(document: Document, by_thing: dict[str, list[Quantity]]) -> Iterator[tuple[str, str]]:
    """Pairs that both name all of an area, the one followed by more words: 全镇12个行政村, 全镇15个行政村配备…"""
    whole = [name for name, found in by_thing.items() if all(_is_all(document, each) for each in found)]
    for one, other in combinations(sorted(whole, key=len)[:_MOST], 2):
        if len(one) >= 3 and other.startswith(one) and segmentation.is_word_boundary(other, len(one)):
            yield one, other


def _is_all(document: Document, quantity: Quantity) -> bool:
    """Whether 全县, 全镇 … stands right before the number, with no word that picks some of them."""
    lead = document.folded[quantity.lead.start : quantity.lead.end].strip()
    return re.search(r"(?<![在选从])全[县市区镇乡省州旗]$|辖区?内?$|(?:共|现)?辖$", lead) is not None


def _same_but_shorter(one: str, other: str) -> bool:
    """Whether the longer phrase is the shorter with a few words put in that do not name another thing."""
    shorter, longer = sorted((one, other), key=len)
    prefix = 0
    while prefix < len(shorter) and shorter[prefix] == longer[prefix]:
        prefix += 1
    inserted = longer[prefix : prefix + len(longer) - len(shorter)]
    if shorter[prefix:] != longer[prefix + len(inserted) :]:
        return False
    return not any(word in inserted for word in words().distinguishing)


def _in_thing(document: Document, stated: Sequence[Quantity], kinship: str) -> Iterator[Conflict]:
    """The first two statements of one thing that cannot both hold.

    Three results or more for one name are a list of one form (every village, every month), not a conflict.
    """
    if len({quantity.value for quantity in stated}) != 2:
        return
    for first, second in combinations(stated[:_MOST], 2):
        factors = _judge(document, first, second, kinship)
        if factors:
            names = (_name(document, first), _name(document, second))
            yield Conflict(first, second, names, factors)
            return


_KINSHIP: Final = {
    "same": Factor("same-thing", 1.5, "两处所计事项的名称相同"),
    "shortened": Factor("nearly-same-thing", 1.0, "两处所计事项的名称只差几个字"),
    "of-all": Factor("all-of-one-area", 1.2, "两处均指全部"),
    "elliptical": Factor("thing-named-before", 1.0, "一处省略了前文已写明的名称"),
}


def _judge(document: Document, first: Quantity, second: Quantity, kinship: str) -> tuple[Factor, ...]:
    """The reasons to call two statements a conflict; none when they can both hold."""
    if first.agrees(second) or first.sentence == second.sentence or not _same_scope(document, first, second):
        return ()
    # Sums of money stand in formulas that are alike everywhere; a count in a copied passage does not.
    copied = first.kind == "count" and _context_likeness(document, first, second) >= COPIED_CONTEXT
    specific = max(things.specific_length(_name(document, side)) for side in (first, second))
    totals = sum(_is_whole(document, side) for side in (first, second))
    if not copied and (
        specific < 2 or (specific < 4 and totals < 2) or (kinship == "shortened" and not totals)
    ):
        return ()
    factors = [_KINSHIP[kinship]]
    if copied:
        factors.append(Factor("copied-context", 1.5, "两处上下文几乎相同"))
    if totals:
        factors.append(Factor("stated-as-total", 0.5 * totals, "表述为合计数或全年数"))
    if not first.exact or not second.exact:
        factors.append(Factor("approximate", -0.5, "其中一处为约数"))
    return tuple(factors)


def _is_whole(document: Document, quantity: Quantity) -> bool:
    """Whether a number is said to be all there is: 共, 全年, 全县12个."""
    front = document.folded[quantity.lead.start : max(quantity.thing_span.start, quantity.lead.start)]
    return (
        quantity.claim == "total"
        or quantity.scope.period in _WHOLE
        or re.search(r"共|一共|总共", front) is not None
        or _OF_A_YEAR.search(document.folded, quantity.sentence.start, quantity.span.start) is not None
        or _is_all(document, quantity)
    )


_OF_A_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2} ?年(?:度|,|[^0-9月前底末以至—-])")

_WHOLE: Final = frozenset(("全年", "年内", "本年度"))


def _same_scope(document: Document, first: Quantity, second: Quantity) -> bool:
    """Whether nothing beside the two numbers says that they hold for different times, owners or senses."""
    one, other = first.scope, second.scope
    periods = {_WHOLE_YEAR.get(period, period) for period in (one.period, other.period)}
    if len(periods) > 1 or _year(document, first) != _year(document, second):
        return False
    if (first.claim == "part") != (second.claim == "part"):
        return False
    if not _same_span_of_time(document, first, second):
        return False
    if one.body and other.body and one.body[0] != other.body[0] and one.body[-1] != other.body[-1]:
        return False
    if not _same_occasion(document, first, second):
        return False
    remarks = [re.findall(r"\([^()]*\)", _with_remark(document, side)) for side in (first, second)]
    if remarks[0] != remarks[1]:  # 12个乡镇 and 14个乡镇（街道）
        return False
    owners = [_owners(document, quantity) for quantity in (first, second)]
    if all(owners) and not owners[0] & owners[1]:
        return False
    return _plan_section(document, first) == _plan_section(document, second)


def _same_span_of_time(document: Document, first: Quantity, second: Quantity) -> bool:
    """Whether 累计, which may reach back over years, stands with both or neither, or with the smaller."""
    summed = ["累计" in document.folded[side.lead.start : side.lead.end] for side in (first, second)]
    if summed[0] == summed[1]:
        return True
    return (first.value < second.value) == summed[0]


_OCCASION: Final = re.compile(
    r"(?:[0-9]{1,2}[-—至到])?[0-9]{1,2}月(?:[0-9]{1,2}日)?|第[一二三四五六七八九十0-9]+[批期次轮届季]"
)


def _same_occasion(document: Document, first: Quantity, second: Quantity) -> bool:
    """Whether no month, day or instalment before the numbers tells the two apart."""
    said = [
        set(_OCCASION.findall(document.folded, side.sentence.start, side.span.start))
        for side in (first, second)
    ]
    return said[0] == said[1]


def _with_remark(document: Document, quantity: Quantity) -> str:
    """The words that name what is counted, with a remark in brackets that follows them."""
    end = max(quantity.thing_span.end, quantity.span.end)
    if document.folded[end : end + 1] == "(":
        end = max(document.folded.find(")", end, end + 14) + 1, end)
    return document.folded[min(quantity.thing_span.start, quantity.span.start) : end]


def _year(document: Document, quantity: Quantity) -> int | None:
    """The year a number is said for, when it is another than the report's own."""
    year = quantity.scope.year
    if year is None:
        for heading in reversed(outline.section_path(document, quantity.span.start)):
            named = in_text(heading)
            if named:
                year = named[-1].last
                break
    own = identity.of(document)
    reviewed = own.year.value + own.kind.reviews if own.year is not None else None
    return None if year == reviewed else year


def _plan_section(document: Document, quantity: Quantity) -> bool:
    path = outline.section_path(document, quantity.span.start)
    return any(word in heading for heading in path for word in words().plan_heading)


_FIGURES: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|\s")


def _context_likeness(document: Document, first: Quantity, second: Quantity) -> float:
    """How alike the words around two numbers are, figures left out, 0–100."""
    return fuzz.ratio(_context(document, first), _context(document, second))


def _context(document: Document, quantity: Quantity, reach: int = 30) -> str:
    folded = document.folded
    before = folded[max(quantity.sentence.start, quantity.span.start - reach) : quantity.span.start]
    after = folded[quantity.span.end : quantity.span.end + reach]
    return _FIGURES.sub("", before + "#" + after)


_CHANGE: Final = re.compile(
    r"调整|减少|取消|划转|移交|下放|承接|增加|新增|剩余|退出|转出|转入|合并|撤销|暂停|废止|划出|划入|核减|增补|补充|删除|扣除"
)
_REACH: Final = 120


def _arithmetic(document: Document, first: Quantity, second: Quantity) -> tuple[Quantity, str] | None:
    """A number near one of the two that makes the one of the other: 3 between 23 and 20, and 23 − 3 = 20."""
    difference = abs(first.value - second.value)
    for anchor in (first, second):
        near = Span(max(0, anchor.span.start - _REACH), anchor.span.end + _REACH)
        for step in quantities.within(document, near):
            if step.unit == anchor.unit and step.value == difference and step.exact:
                around = document.folded[step.span.start - 8 : step.span.end + 10]
                if _CHANGE.search(around):
                    return step, _written(document, first, second, step)
    return None


def _written(document: Document, first: Quantity, second: Quantity, step: Quantity) -> str:
    before, after, change = (document.slice(quantity.number) for quantity in (first, second, step))
    sign = "−" if first.value > second.value else "+"
    return f"{before} {sign} {change} = {after}"


def _repetitions(document: Document, quantity: Quantity) -> list[Span]:
    """The same number with the same unit further on in the paragraph: it would have to change too."""
    end = document.folded.find("\n", quantity.span.end)
    rest = Span(quantity.span.end, len(document.text) if end < 0 else end)
    return [
        other.span
        for other in quantities.within(document, rest)
        if other.unit == quantity.unit and other.value == quantity.value and other.claim == "count"
    ]
