"""What the number checks share: rounding, and how a reckoning is written out for the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from auditor.facts.quantities import Quantity
from auditor.model import Document, Span

HALF = Decimal("0.5")
NOTHING = Decimal(0)


def slack(parts: Iterable[Quantity]) -> Decimal:
    """How far a sum of printed numbers may be off by rounding alone; nothing for whole pieces and for 0万元."""
    parts = tuple(parts)
    if all(part.kind == "count" and part.step == 1 for part in parts):
        return NOTHING
    return sum((part.step * HALF for part in parts if part.value), NOTHING)


def is_printed_as(actual: Decimal, rate: Quantity, operands: Iterable[Quantity]) -> bool:
    """Whether `rate` may be the printed form of `actual` per cent, reckoned from the operands.

    Rounded or cut off at the printed place, the operands themselves rounded: 92.857 is printed as 92.86, 92.85,
    92.9, 92.8, 93 or 92.
    """
    share = NOTHING
    for operand in operands:
        if (operand.kind != "count" or operand.step != 1) and operand.value:
            share += operand.step * HALF / abs(operand.value)
    slack_of_operands = share * max(abs(rate.value), abs(actual))
    excess = abs(rate.value) - abs(actual)
    return -rate.step - slack_of_operands < excess <= rate.step * HALF + slack_of_operands


FEWEST_FIGURES: Final = 3
"""Numbers of fewer figures differ by a swap too often for it to say anything."""


def is_swapped(one: str, other: str) -> bool:
    """Whether two neighbouring figures are all that differs between two numbers of one length."""
    unlike = [at for at in range(len(one)) if one[at] != other[at]]
    return len(unlike) == 2 and unlike[1] - unlike[0] == 1 and sorted(one) == sorted(other)


def is_swap(document: Document, one: Quantity, other: Quantity) -> bool:
    """Whether two numbers as they are printed (12.6公里, 16.2公里) are one but for a swap of two figures."""
    printed = [document.folded[each.number.start : each.number.end].replace(",", "") for each in (one, other)]
    if (one.unit, one.scale) != (other.unit, other.scale) or printed[0].find(".") != printed[1].find("."):
        return False
    figures = [each.replace(".", "") for each in printed]
    if not all(each.isdigit() and len(each) >= FEWEST_FIGURES for each in figures):
        return False
    return len(figures[0]) == len(figures[1]) and is_swapped(figures[0], figures[1])


def written(value: Decimal, like: Quantity) -> str:
    """A value in the unit and with the places in which `like` is printed: 2160, 1560.05."""
    places = max(0, -int((like.step / like.scale).normalize().as_tuple().exponent))
    return plain(value / like.scale, places)


def plain(number: Decimal, places: int) -> str:
    """A number with at most `places` decimals, rounded half up, without exponent."""
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:f}"


_ITEM_MARK: Final = re.compile(r"^[0-9]{1,2}[.．、]\s*(?![0-9])")


def clause(document: Document, quantity: Quantity) -> str:
    """A number with what it counts, for a message; at most some forty characters."""
    start = max(quantity.lead.start, quantity.span.start - 24)
    end = max(quantity.span.end, min(quantity.thing_span.end, quantity.span.end + 16))
    return _ITEM_MARK.sub("", document.slice(Span(start, end)).strip(" 、"))


BUDGET: Final = re.compile(r"(?:年初|全年|调整|当年|追加后)预算|预算[数为]|预算(?:安排|金额|总额|批复)|预算$")
"""Words of a budgeted sum; 一般公共预算财政拨款 and 预算执行 are none."""

GAP: Final = re.compile(
    r"(?:[大小高低多少]于|超过|超出?|节约|比|较)(?:了)?[^,;。]{0,6}(?:预算|计划|目标|任务)[^,;。]{0,6}$"
)
"""The words before what two sums differ by (决算数小于预算数 d, 比年初预算减少 d); d is neither of the two."""

_PERFORMED: Final = re.compile("支出|实际|执行")


def budget_and_accounts(document: Document, before: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """The last budget and the accounts beside it among the numbers before, when no third sum confuses them."""
    sums = [
        q
        for q in before
        if q.kind == "money"
        and q.exact
        and q.claim != "growth"
        and not GAP.search(document.folded, q.lead.start, q.lead.end)
    ]
    leads = [document.folded[q.lead.start : q.lead.end].strip() for q in sums]
    places = range(len(sums) - 1, -1, -1)
    accounts = next((at for at in places if "决算" in leads[at]), None)
    if accounts is None:
        accounts = next((at for at in places if _PERFORMED.search(leads[at])), None)
    budget = next((at for at in places if at != accounts and BUDGET.search(leads[at])), None)
    if accounts is None or budget is None or abs(accounts - budget) != 1:
        return None
    beside = [at for at in range(len(sums)) if at != accounts and sums[at].sentence == sums[budget].sentence]
    if any(BUDGET.search(leads[at]) and sums[at].value != sums[budget].value for at in beside):
        return None  # 年初预算 and 调整预算 side by side
    return sums[budget], sums[accounts]
