"""conflicting-count: one thing counted twice with different results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

import msgspec
from rapidfuzz import fuzz

from auditor.checking.check import Check, quote_evidence
from auditor.facts import quantities
from auditor.facts.quantities import Quantity, things
from auditor.language import say
from auditor.model import Document, Factor, Finding, Severity, Span
from checks.numbers import none_and_some, same_thing
from checks.numbers.reckoning import clause
from checks.numbers.same_scope import same_scope
from checks.numbers.same_thing import MOST, Kinship
from checks.numbers.swapped_figures import swapped
from checks.numbers.taken_up import taken_up

COPIED_CONTEXT: Final = 75
"""From this likeness (0–100) of the words around two numbers on, the one is a copy of the other."""
_REACH: Final = 120

_PLAIN: Final = "“{quote}”与前文“{other}”说的是同一事项（{thing}），数量不一致：{value}与{other_value}。"
_EXPLAINED: Final = (
    "“{quote}”与前文“{other}”说的是同一事项（{thing}），数量不一致：{value}与{other_value}。"
    "附近有“{step}”，{calculation}，差额可能由此而来，但两处表述仍不一致。"
)
_SWAPPED: Final = "“{quote}”与前文“{other}”疑为同一个数，只是相邻两位数字的先后不同：{value}与{other_value}。"
_KINSHIP: Final = {
    "same": Factor("same-thing", 1.5, "两处所计事项的名称相同"),
    "shortened": Factor("nearly-same-thing", 1.0, "两处所计事项的名称只差几个字"),
    "of-all": Factor("all-of-one-area", 1.2, "两处均指全部"),
    "elliptical": Factor("thing-named-before", 1.0, "一处省略了前文已写明的名称"),
}
_FIGURES: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|\s")
_CHANGE: Final = re.compile(
    r"调整|减少|取消|划转|移交|下放|承接|增加|新增|剩余|退出|转出|转入|合并|撤销|暂停|废止|划出|划入|核减|增补|补充|删除|扣除"
)


class ConflictingCount(Check):
    """One thing is counted twice in a report, with different results.

    ## Why it matters
    A reader who meets 23 delegated powers in one part and 20 in another cannot know which holds. Usually one of the
    two is last year's figure, or was changed in one place only.

    ## Wrong
    - 「……下放到我区的管理职权共23项」 and further on 「……下放到我区的管理职权共20项」
    - 「全年办理行政复议案件15件」 in the summary and 「全年共办理行政复议案件18件」 in its own part
    - 「办理行政诉讼案件3件」 and 「全年未发生行政诉讼案件」
    - 「在册低保户1263户」 and 「1236户低保家庭」: one number, two figures of it swapped
    - 「新修通组道路12公里」 and 「新修的16公里通组道路」: a number taken up again as known, with another value

    ## Right
    - the same number twice; 「1000余份」 beside 「1050份」; 「1560.05万元」 beside 「1560万元」
    - different years, periods, bodies, areas, projects and units; 其中, 新增 and 累计; 计划 and 完成
    - a part beside its total, one stretch of work beside the whole year
    - what a comparison begins from: 「比2023年的91件」, 「恢复到2019年的72%」
    - some of all that did something: 「全县98个村实现……」 beside 「行政村126个」

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
        conflicts = list(_conflicts(document))
        found = [*conflicts, *_swaps(document, conflicts), *_taken_up(document)]
        for pair in _one_a_cause(document, found):
            yield self._report(document, pair)
        for denied in none_and_some.denied(document):
            yield self.finding(
                document,
                denied.span,
                "“{quote}”与“{other}”矛盾：一处说没有，一处有{count}。",
                evidence=[quote_evidence(document, denied.counted.span, "conflict")],
                factors=[Factor("denied-and-counted", 2.2, "同一事项一处称无、一处有数")],
                suggestion="核实“{thing}”的数量，统一两处表述。",
                places=[denied.counted.span],
                quote=document.slice(denied.span),
                other=clause(document, denied.counted),
                count=document.slice(denied.counted.span),
                thing=denied.thing,
            )

    def _report(self, document: Document, pair: Conflict) -> Finding:
        first, second = pair.first, pair.second
        arithmetic = _arithmetic(document, first, second)
        factors, message, step, calculation = list(pair.factors), pair.template, "", ""
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
            severity=pair.severity,
            suggestion="核实“{thing}”的数量，统一前后两处表述；如两处口径不同，请写明各自的口径。",
            places=[_stated(document, first), *_repetitions(document, second)],
            quote=clause(document, second),
            other=clause(document, first),
            thing=same_thing.said(document, first, second),
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
    template: str = _PLAIN
    severity: Severity = Severity.ERROR

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


def _swaps(document: Document, told: Sequence[Conflict]) -> Iterator[Conflict]:
    """Numbers that stand a second time with two figures swapped, those told as conflicts left out."""
    known = [{pair.first.value, pair.second.value} for pair in told]
    for first, second, named in swapped(document, quantities.of(document)):
        if {first.value, second.value} in known:
            continue
        names = (same_thing.name(document, first), same_thing.name(document, second))
        sure = named and min(map(things.specific_length, names)) >= 2
        severity = Severity.ERROR if sure else Severity.WARNING
        factors = [Factor("swapped-figures", 1.2, "两数只差相邻两位数字的先后")]
        if sure:
            factors.append(_KINSHIP["same"])
        yield Conflict(first, second, names, tuple(factors), _SWAPPED, severity)


def _taken_up(document: Document) -> Iterator[Conflict]:
    """Numbers spoken of as known that have another value than where they are told."""
    for found in taken_up(document):
        names = (same_thing.name(document, found.told), same_thing.name(document, found.again))
        factors = [Factor("taken-up-again", 1.2, "后一处把该数作为已知数重提")]
        if found.swapped:
            factors.append(Factor("swapped-figures", 1.2, "两数只差相邻两位数字的先后"))
        yield Conflict(found.told, found.again, names, tuple(factors))


def _can_conflict(quantity: Quantity) -> bool:
    return (
        quantity.kind in ("count", "money", "measure", "percent")
        and quantity.claim in ("count", "total", "ratio", "part")
        and len(quantity.thing) >= 2
        and not (quantity.kind == "percent" and "占" in quantity.thing)  # each thing has its own share
        and not quantity.scope.plan
    )


def _in_unit(document: Document, group: Sequence[Quantity]) -> Iterator[Conflict]:
    """The conflicts among quantities of one unit, one for each thing."""
    by_thing: dict[str, list[Quantity]] = {}
    for quantity in group:
        by_thing.setdefault(same_thing.name(document, quantity), []).append(quantity)
    names = list(by_thing)
    for name in names:
        if len(by_thing[name]) > 1:
            yield from _in_thing(document, by_thing[name], "same")
    for kinship, one, other in same_thing.kin(document, by_thing):
        both = sorted(by_thing[one] + by_thing[other], key=_position)
        for conflict in _in_thing(document, both, kinship):
            if conflict.names[0] != conflict.names[1]:
                yield conflict


def _position(quantity: Quantity) -> int:
    return quantity.span.start


def _in_thing(document: Document, stated: Sequence[Quantity], kinship: Kinship) -> Iterator[Conflict]:
    """The first two statements of one thing that cannot both hold.

    Three results or more for one name are a list of one form (every village, every month), not a conflict.
    """
    if len({quantity.value for quantity in stated}) != 2:
        return
    for first, second in combinations(stated[:MOST], 2):
        factors = _judge(document, first, second, kinship)
        if factors:
            names = (same_thing.name(document, first), same_thing.name(document, second))
            yield Conflict(first, second, names, factors)
            return


def _judge(document: Document, first: Quantity, second: Quantity, kinship: Kinship) -> tuple[Factor, ...]:
    """The reasons to call two statements a conflict; none when they can both hold."""
    if first.agrees(second) or first.sentence == second.sentence or not same_scope(document, first, second):
        return ()
    if _may_be_some(document, first, second):
        return ()
    # Sums of money stand in formulas that are alike everywhere; a count in a copied passage does not.
    copied = first.kind == "count" and _context_likeness(document, first, second) >= COPIED_CONTEXT
    specific = max(things.specific_length(same_thing.name(document, side)) for side in (first, second))
    totals = sum(same_thing.is_whole(document, side) for side in (first, second))
    if not copied and not _is_specific(first, specific, totals, kinship):
        return ()
    factors = [_KINSHIP[kinship]]
    if copied:
        factors.append(Factor("copied-context", 1.5, "两处上下文几乎相同"))
    if totals:
        factors.append(Factor("stated-as-total", 0.5 * totals, "表述为合计数或全年数"))
    if not first.exact or not second.exact:
        factors.append(Factor("approximate", -0.5, "其中一处为约数"))
    return tuple(factors)


_SOME_OF_THEM: Final = re.compile(
    "(?:已|先后)?(?:实现|开展|达到?|获|通过|开通|建成|完成|建立|设立|成立|参[加与]|进行|享受|纳入|启动|推行)"
)
"""What some of all may have done: 全县98个行政村实现 …, though there are 126."""


def _may_be_some(document: Document, first: Quantity, second: Quantity) -> bool:
    """Whether the smaller number may count those of the larger that did something."""
    smaller = first if first.value < second.value else second
    after = max(smaller.span.end, smaller.thing_span.end)
    return smaller.thing_span.end > smaller.span.end and (
        _SOME_OF_THEM.match(document.folded, after) is not None
    )


def _is_specific(quantity: Quantity, specific: int, totals: int, kinship: str) -> bool:
    """Whether a name of `specific` telling characters is enough to say that one thing is meant.

    Rates and sums of money of one name are often said of several things (按期办结率, 公务接待费).
    """
    if specific < 2 or (specific < 4 and (totals < 2 or quantity.kind == "percent")):
        return False
    return totals > 0 or (kinship != "shortened" and quantity.kind != "money")


def _context_likeness(document: Document, first: Quantity, second: Quantity) -> float:
    """How alike the words around two numbers are, figures left out, 0–100."""
    return fuzz.ratio(_context(document, first), _context(document, second))


def _context(document: Document, quantity: Quantity, reach: int = 30) -> str:
    folded = document.folded
    before = folded[max(quantity.sentence.start, quantity.span.start - reach) : quantity.span.start]
    after = folded[quantity.span.end : quantity.span.end + reach]
    return _FIGURES.sub("", before + "#" + after)


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
