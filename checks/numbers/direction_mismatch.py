"""direction-mismatch: more called less, a fall called a rise."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

import msgspec

from auditor.checking.check import Check, quote_evidence
from auditor.facts import quantities
from auditor.facts.quantities import Quantity, movements, statements
from auditor.facts.quantities.movements import Movement
from auditor.facts.quantities.statements import Statement
from auditor.model import Document, Factor, Finding, Severity, Span
from checks.numbers.reckoning import budget_and_accounts, clause, slack, written


class DirectionMismatch(Check):
    """The words say more or less, rise or fall, and the numbers beside them say the contrary.

    ## Why it matters
    「决算数大于预算数的主要原因」 under a smaller figure explains what did not happen. Such sentences are carried over from
    a form or from last year, and the explanation after them is then about nothing.

    ## Wrong
    - 「年初预算为1560.05万元，支出决算为1511.89万元。决算数大于预算数的主要原因……」
    - 「比上年的150件增加到120件」, 「由136项增加到121项」, 「23件，较上年的31件有所增加」
    - 「比上年减少50万元，增长3.1%」

    ## Right
    - 大于 with more, 小于 with less, 持平 with the same number
    - 基本持平, a budget that was adjusted in between, rises and falls of other things

    ## False alarms
    A sentence of reasons that speaks of another pair of numbers than the last one before it.

    ## Source
    部门决算公开文本式样 (决算数大于（小于）预算数的主要原因); reviewers' practice.
    """

    id, title, family = "direction-mismatch", "增减方向", "numbers"
    severity, version = Severity.ERROR, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        speaks_of_budget = "预算" in document.folded
        found = list(_compared(document)) if speaks_of_budget else []
        for movement in movements.of(document):
            found += _of_movement(movement)
        for statement in statements.of(document):
            if len(statement.quantities) > 1:
                found += _amount_and_rate(document, statement)
                if speaks_of_budget:
                    found += _budget_gap(document, statement)
        reported: set[int] = set()
        for mismatch in sorted(found, key=lambda each: each.span):
            if mismatch.span.start not in reported:
                reported.add(mismatch.span.start)
                yield self._report(document, mismatch)

    def _report(self, document: Document, found: Mismatch) -> Finding:
        first, second = found.operands
        return self.finding(
            document,
            found.span,
            found.template,
            evidence=[quote_evidence(document, operand.span, "conflict") for operand in found.operands],
            factors=found.factors,
            severity=found.severity,
            suggestion="核对数值与“{quote}”的表述，改正其中一处；其后的原因说明也需一并核对。",
            quote=document.slice(found.span),
            first=clause(document, first),
            second=clause(document, second),
            relation=_relation(first, second),
        )


class Mismatch(msgspec.Struct):
    """Words of direction, the two numbers they speak of, and how sure it is that they do."""

    span: Span
    operands: tuple[Quantity, Quantity]
    template: str
    severity: Severity
    factors: tuple[Factor, ...]


_CONTRARY: Final = "“{quote}”与数值相反：“{first}”“{second}”，{relation}。"
_BOTH_WAYS: Final = "“{first}”与“{second}”方向相反：一处为增，一处为减，说的是同一变化。"
_PERCENT: Final = "“{quote}”与完成比例相反：“{first}”，{relation}。"

_COMPARED: Final = re.compile(
    r"(?P<left>决算数?|预算数?|实际支出|实际完成|支出决算|执行数)(?P<words>较|比|与)?(?P<right_first>[^,;。()]{0,6}?(?:预算|决算)数?)?"
    r"(?P<relation>大于|高于|多于|超过|超出|小于|低于|少于|等于|增加|减少|持平|一致|相等|相同)"
    r"(?P<right>[^,;。()]{0,4}?(?:预算|决算)数?)?"
)
_ACCOUNTS: Final = ("决算", "实际支出", "实际完成", "执行数")
"""One of these is compared with 预算 wherever `_COMPARED` is followed up."""

_AGAINST_BUDGET: Final = re.compile(
    r"(?:比|较)(?:年初|全年|当年)?预算数?(?P<verb>增加|减少|增长|下降|多|少|节约|节省|超支)(?:了)?$"
)
_SAME_CHANGE: Final = re.compile(
    rf"[,、(]?(?:同比|比上年|较上年|环比|即|相应)?(?:{movements.UP}|{movements.DOWN})(?:了|约|达)?"
)
_SIGN: Final = {
    **dict.fromkeys(("大于", "高于", "多于", "超过", "超出", "增加"), 1),
    **dict.fromkeys(("小于", "低于", "少于", "减少"), -1),
    **dict.fromkeys(("等于", "持平", "一致", "相等", "相同"), 0),
}
_LEVEL: Final = Decimal("0.02")
"""Two numbers this close (as a share of the larger) may be called 持平 by people who round."""


def _compared(document: Document) -> Iterator[Mismatch]:
    """决算数大于预算数 after the two numbers."""
    folded = document.folded
    if not any(word in folded for word in _ACCOUNTS):
        return
    found = quantities.of(document)
    for match in _COMPARED.finditer(folded):
        right = match["right_first"] or match["right"]
        if right is None or ("预算" in match["left"]) == ("预算" in right):
            continue
        if folded[match.start("relation") - 2 : match.start("relation")] in ("基本", "大致", "总体"):
            continue
        line = folded.rfind("\n", 0, match.start()) + 1
        index = bisect.bisect_left(found, match.start(), key=lambda quantity: quantity.number.start)
        before = [q for q in found[max(0, index - 8) : index] if q.number.start >= line]
        sign = _SIGN[match["relation"]] * (-1 if "预算" in match["left"] else 1)
        mismatch = _judged(document, before, sign, Span(match.start(), match.end()))
        if mismatch is not None:
            yield mismatch


def _budget_gap(document: Document, statement: Statement) -> Iterator[Mismatch]:
    """比预算增加 d after budget and accounts."""
    if document.folded.find("预算", statement.span.start, statement.span.end) < 0:
        return
    for index, change in enumerate(statement.quantities):
        words = _AGAINST_BUDGET.search(_lead(document, change))
        if words is None or change.value < 0:
            continue
        pair = budget_and_accounts(document, statement.quantities[:index])
        if pair is None:
            continue
        sign = 1 if words["verb"] in ("增加", "增长", "多", "超支") else -1
        if (pair[1].value - pair[0].value) * sign < 0:
            start = change.lead.start + words.start("verb")
            factors = (Factor("budget-and-accounts", 2.5, "预算数与决算数就在前文"),)
            span = Span(start, start + len(words["verb"]))
            yield Mismatch(span, pair, _CONTRARY, Severity.ERROR, factors)


def _judged(document: Document, before: Sequence[Quantity], sign: int, span: Span) -> Mismatch | None:
    """The sign that the words give to accounts minus budget, against the last such pair before them."""
    pair = budget_and_accounts(document, before)
    if pair is None:
        return _against_percent(document, before, sign, span)
    budget, accounts = pair
    actual = accounts.value - budget.value
    if sign == 0:
        largest = max(budget.value, accounts.value)
        contrary = abs(actual) > max(slack(pair), largest * _LEVEL)
    else:
        contrary = actual * sign < 0 or (actual == 0 and budget.step == accounts.step)
    if not contrary:
        return None
    factors = (Factor("budget-and-accounts", 2.5, "预算数与决算数就在前文"),)
    return Mismatch(span, pair, _CONTRARY, Severity.ERROR, factors)


def _against_percent(
    document: Document, before: Sequence[Quantity], sign: int, span: Span
) -> Mismatch | None:
    rates = [q for q in before if q.kind == "percent" and q.exact and "预算" in _lead(document, q)]
    if not rates or re.search(r"完成|为", _lead(document, rates[-1])) is None:
        return None
    rate = rates[-1]
    actual = rate.value - 100
    contrary = abs(actual) > 2 if sign == 0 else actual * sign < 0
    if not contrary:
        return None
    factors = (Factor("completion-rate", 2.2, "完成预算的比例就在前文"),)
    return Mismatch(span, (rate, rate), _PERCENT, Severity.ERROR, factors)


def _lead(document: Document, quantity: Quantity) -> str:
    return document.folded[quantity.lead.start : quantity.lead.end]


def _of_movement(movement: Movement) -> list[Mismatch]:
    before, after = movement.before, movement.after
    difference = after.value - before.value
    found = []
    for claim in movement.claims:
        if claim.quantity is not None and claim.quantity.value < 0:
            continue
        sign = {"up": 1, "down": -1, "flat": 0}[claim.direction]
        unmoved = claim.quantity is None and sign and not difference and before.step == after.step
        if difference * sign < 0 or unmoved or (not sign and abs(difference) > slack((before, after))):
            factors = (Factor("between-two-values", 2.5, "前后两个数值均已列明"),)
            found.append(Mismatch(claim.verb, (before, after), _CONTRARY, Severity.ERROR, factors))
    return found[:1]


def _amount_and_rate(document: Document, statement: Statement) -> list[Mismatch]:
    """减少 d, 增长 p%: one change told in two directions."""
    found = []
    for amount, rate in pairwise(statement.quantities):
        if rate.claim != "growth" or amount.claim != "growth" or rate.kind != "percent":
            continue
        if amount.kind not in ("count", "money", "measure") or rate.value < 0 or amount.value == 0:
            continue
        gap = document.folded[amount.span.end : rate.number.start]
        if _SAME_CHANGE.fullmatch(gap) is None:
            continue
        one = movements.direction_at(document.folded, amount.lead.start, amount.lead.end)
        other = movements.direction_at(document.folded, rate.lead.start, rate.lead.end)
        if one is None or other is None or "flat" in (one[0], other[0]) or one[0] == other[0]:
            continue
        factors = (Factor("one-change", 2.5, "增减额与增减幅紧接，说的是同一变化"),)
        span = Span(other[1].start, rate.span.end)
        found.append(Mismatch(span, (amount, rate), _BOTH_WAYS, Severity.ERROR, factors))
    return found


def _relation(first: Quantity, second: Quantity) -> str:
    """The two numbers with the sign between them: 1511.89 < 1560.05."""
    if first is second:
        return f"{written(first.value, first)}% {'<' if first.value < 100 else '>'} 100%"
    sign = "<" if second.value < first.value else ">" if second.value > first.value else "="
    return f"{written(second.value, second)} {sign} {written(first.value, first)}"
