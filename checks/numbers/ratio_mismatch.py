"""ratio-mismatch: a rate, a share, a growth or a difference that does not follow from the numbers beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from auditor.checking.check import Check, fact_evidence, quote_evidence
from auditor.facts.quantities import Quantity, movements, statements
from auditor.facts.quantities.movements import Movement
from auditor.facts.quantities.statements import Statement
from auditor.model import Document, Factor, Finding, Severity, Span
from checks.numbers import above_all
from checks.numbers.reckoning import (
    BUDGET,
    GAP,
    budget_and_accounts,
    clause,
    is_printed_as,
    plain,
    slack,
    written,
)


class RatioMismatch(Check):
    """A percentage or a difference does not follow from the two numbers that it is drawn from.

    ## Why it matters
    A rate is the figure that is quoted onward. When 120 of 150 is called 75%, either the rate is last year's or one
    of the two counts is wrong, and nobody outside can tell which.

    ## Wrong
    - 「受理投诉150件，办结120件，办结率75%」: 120 ÷ 150 = 80%
    - 「年初预算100万元，支出决算98万元，完成年初预算的89%」
    - 「检查312家，占全县415家的78.2%」: 312 ÷ 415 = 75.2%
    - 「由136项减少到121项，减少16项」: 136 − 121 = 15
    - 「收入总计1560万元，比上年增加60万元，增长6%」: 60 ÷ 1500 = 4%
    - 「群众满意率达103%」: a part in a whole is never more than the whole
    - 「应参保4.62万人，实际参保4.39万人，参保率85%」, 「新增就业4860人，完成年度任务4500人的118%」

    ## Right
    - rounding or cutting off at the printed place (13 of 14 as 92.86%, 92.9% or 93%)
    - a share of something that the report does not give, a rate over another base (按时办结率)
    - the rates of several changes in a row (21起、死亡18人，分别下降12.5%和10%)
    - a rate of something else behind a list of kinds (其中图片解读6篇、文字解读9篇，政策解读率100%)
    - more than 100% where that can be: of a plan, of a quota (毛入学率, 产销率, 拨备覆盖率), growth

    ## False alarms
    Rates whose base is defined elsewhere (满意率 of those asked); they are passed over unless the words tie the rate
    to the two numbers.

    ## Source
    《统计法》 (2024) 第七条; 部门决算公开文本式样; reviewers' practice.
    """

    id, title, family = "ratio-mismatch", "比率与数值", "numbers"
    severity, version = Severity.ERROR, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        told: set[Span] = set()
        for mismatch in self._found(document):
            if mismatch.stated.span not in told:  # the other ways to reckon it say the same
                told.add(mismatch.stated.span)
                yield self._report(document, mismatch)
        rates = (q for statement in statements.of(document) for q in statement.quantities)
        for rate in rates:
            if rate.kind == "percent" and rate.exact and rate.span not in told:
                yield from self._above_all(document, rate)

    def _found(self, document: Document) -> Iterator[Mismatch]:
        before: Statement | None = None
        for statement in statements.of(document):
            near = before if before is not None and before.paragraph == statement.paragraph else None
            before = statement
            for index, stated in enumerate(statement.quantities):
                if stated.exact and stated.kind in ("percent", "money", "measure"):
                    yield from _mismatches(document, statement, near, index)
        for movement in movements.of(document):
            yield from _of_movement(document, movement)

    def _above_all(self, document: Document, rate: Quantity) -> Iterator[Finding]:
        if not above_all.is_above_all(document, rate):
            return
        yield self.finding(
            document,
            rate.span,
            "“{quote}”超过100%：该比率是部分占总数的比例，不会大于100%。",
            evidence=[fact_evidence(above_all.source())],
            factors=[Factor("above-all", 2.4, "部分不会多于总数")],
            suggestion="核实该比率，改正数值；如所据总数另有口径，请写明。",
            quote=clause(document, rate),
        )

    def _report(self, document: Document, found: Mismatch) -> Finding:
        return self.finding(
            document,
            found.stated.span,
            found.template,
            evidence=[quote_evidence(document, operand.span, "conflict") for operand in found.operands],
            factors=found.factors,
            severity=found.severity,
            suggestion="按所列数值重新计算，改正比率或其中一个数值。",
            quote=clause(document, found.stated),
            first=clause(document, found.operands[0]),
            second=clause(document, found.operands[1]),
            calculation=found.calculation,
            stated=document.slice(found.stated.span),
        )


class Mismatch(msgspec.Struct):
    """A stated rate or difference, the two numbers it is drawn from, and the reckoning written out."""

    stated: Quantity
    operands: tuple[Quantity, Quantity]
    calculation: str
    template: str
    severity: Severity
    factors: tuple[Factor, ...]


_RATE: Final = "“{quote}”与“{first}”“{second}”不符：{calculation}，而文中写作{stated}。"
_SHARE_OF_TWO: Final = "“{second}，{first}”的比例不符：{calculation}，而文中写作{stated}。"
_SURPLUS_SAID: Final = "“{quote}”与“{first}”“{second}”之差不符：{calculation}，而文中写作{stated}。"
_GROWTH: Final = "“{quote}”与“{first}”“{second}”之间的变化不符：{calculation}，而文中写作{stated}。"

_RATE_NAME: Final = re.compile(
    r"([一-鿿]{2,8})(?:率|(?<=免疫)密度|(?<=优良|达标|合格|优秀)比例)(?:均|已|分别)?(?:为|达到|达|是|约|:)?$"
)
_OTHER_BASE: Final = re.compile(
    r"按时|按期|及时|限时|一次|首次|重点|群众|增长|利|税|汇|失业|出生|死亡|贡献|城镇化|满意|知晓|平均|综合|上年|总体|优良|比上年|同比|无公害|绿色|生物|统防|专业化"
)
_SHARE: Final = re.compile(
    r"^\s*(?:约|分别|其)?占(?:比|比例|比重)?(?:为|达到|达|约)?$|^\s*占(?:总[数量额计]|全部|合计|总收入|总支出|总人数)[^,]{0,6}$"
)
_SHARE_OF: Final = re.compile(
    r"占(?P<whole>[^,;。占]{2,24}?)(?:的|比重(?:为|达)?|比例(?:为|达)?|的?(?:比重|比例)为?)$"
)
_OF_PLAN: Final = re.compile(
    r"(?:完成|为|占|达到?|执行)(?P<plan>[^,;。完成]{0,8}(?:预算|计划|目标|任务)[^,;。]{0,4}?)的?$"
)
_SHARE_OF_ACCOUNT: Final = re.compile(r"占[^,;。占]{2,10}预算(?:收入|支出)的?$")
"""一般公共预算收入 is the name of an account and no plan."""
_PLANNED: Final = re.compile(rf"{BUDGET.pattern}|计划|目标|任务")
_PERFORMED: Final = re.compile(r"决算|支出|完成|实现|执行|收入|拨付")


def _mismatches(
    document: Document, statement: Statement, near: Statement | None, index: int
) -> Iterator[Mismatch]:
    if statement.quantities[index].kind == "percent":
        found = [_of_rate(document, statement, near, index)]
    else:
        found = [
            _budget_gap(document, statement.quantities, index),
            _average(document, statement.quantities, index),
            _surplus(document, statement.quantities, index),
        ]
    return (mismatch for mismatch in found if mismatch is not None)


def _of_rate(document: Document, statement: Statement, near: Statement | None, index: int) -> Mismatch | None:
    """A percentage against the numbers that its words tie it to."""
    rate = statement.quantities[index]
    lead = document.folded[rate.lead.start : rate.lead.end].rstrip()
    own = _counts(statement.quantities[:index])
    operands = [*_counts(near.quantities if near else ()), *own]
    stated = _share_of_stated(document, statement.quantities, index, lead)
    if stated is not None:
        return _judged_share(rate, stated, operands)
    of_plan = None if _SHARE_OF_ACCOUNT.search(lead) else _OF_PLAN.search(lead)
    if rate.scope.plan and of_plan is None:
        return None
    if rate.claim == "growth":
        return _growth(document, statement.quantities, index, operands)
    if of_plan is not None:
        after = _counts(statement.quantities[index + 1 :])
        return _of_plan(document, rate, operands, lead, after)
    if "占" in lead:
        return _share(document, rate, own, operands, lead, _following(document, statement, rate))
    if _RATE_NAME.search(lead) is None or _any_follows(rate, operands):
        return None
    return _rate(document, rate, own or _alone(near, index), lead)


def _following(document: Document, statement: Statement, rate: Quantity) -> list[Quantity]:
    """The quantities behind a rate in its paragraph."""
    return [
        quantity
        for each in statements.of(document)
        if each.paragraph == statement.paragraph
        for quantity in each.quantities
        if quantity.number.start > rate.number.start
    ]


def _alone(near: Statement | None, index: int) -> list[Quantity]:
    """The two numbers of the statement before, when the rate opens its own and there are but two."""
    counts = _counts(near.quantities) if near is not None and index == 0 else []
    return counts if len(counts) == 2 and counts[0].unit == counts[1].unit else []


def _counts(quantities: Sequence[Quantity]) -> list[Quantity]:
    return [q for q in quantities if q.kind in ("count", "money", "measure") and q.exact]


def _label(document: Document, quantity: Quantity) -> str:
    lead = document.folded[quantity.lead.start : quantity.lead.end]
    return lead + document.folded[quantity.tail.start : quantity.tail.end]


def _follows(rate: Quantity, part: Quantity, whole: Quantity) -> bool:
    """Whether the rate is part of whole, or what is left of it, within rounding."""
    if whole.value == 0 or part.unit != whole.unit:
        return False
    actual = part.value / whole.value * 100
    return any(is_printed_as(each, rate, (part, whole)) for each in (actual, 100 - actual))


def _any_follows(rate: Quantity, operands: Sequence[Quantity]) -> bool:
    return any(_follows(rate, part, whole) for part in operands for whole in operands if part is not whole)


def _mismatch(
    rate: Quantity, part: Quantity, whole: Quantity, severity: Severity, factor: Factor, *, rest: bool = False
) -> Mismatch:
    """The rate against part ÷ whole; with `rest` the part counts what the rate leaves out (不合格)."""
    share = 1 - part.value / whole.value if rest else part.value / whole.value
    units = ("", "") if part.scale == whole.scale else (part.printed_unit, whole.printed_unit)
    above = f"{written(part.value, part)}{units[0]}"
    below = f"{written(whole.value, whole)}{units[1]}"
    numerator = f"({below} − {above})" if rest else above
    calculation = f"{numerator} ÷ {below} = {_in_places_of(share * 100, rate)}%"
    return Mismatch(rate, (whole, part), calculation, _RATE, severity, (factor,))


def _in_places_of(actual: Decimal, rate: Quantity) -> str:
    """A reckoned rate with as many places as the stated one prints; with more where they would read alike."""
    places = max(0, -int(rate.step.normalize().as_tuple().exponent))
    printed = plain(actual, places)
    return plain(actual, places + 2) if Decimal(printed) == rate.value else printed


def _rate(document: Document, rate: Quantity, operands: Sequence[Quantity], lead: str) -> Mismatch | None:
    """办结率 beside what came in and what was finished."""
    name = _RATE_NAME.search(lead)
    if name is None or len(operands) < 2 or "、" in lead or "分别" in lead:
        return None
    named = _of_named_part(document, rate, operands, name[1])
    if named is not None:
        return named
    if _is_of_due_and_actual(document, rate, operands[-2:], name[1]):
        whole, part = operands[-2:]
        return _mismatch(
            rate, part, whole, Severity.ERROR, Factor("due-and-actual", 2.2, "应有数与实有数同在一处")
        )
    other_base = _OTHER_BASE.search(name[1])
    for index in range(len(operands) - 1, 0, -1):
        part = operands[index]
        gap = document.folded[operands[index - 1].span.end : part.number.start]
        if ";" in gap and "其中" not in gap:
            break
        wholes = [q for q in operands[:index] if q.unit == part.unit and q.value >= part.value]
        label = _label(document, part)
        if other_base and other_base.group() not in label:
            continue
        if _OPEN.search(label) and not _OPEN.search(name[1]):
            continue  # 已整改71个，正在整改7个，整改率 speaks of the 71
        among = _kinds_around(document, operands, index)
        if among is not None:
            wholes = [whole for whole in wholes if whole is among.total]
            if not _is_rate_of(document, name[1], part, among):
                continue
        if wholes and _is_numerator(name[1], label):
            factor = Factor("rate-of-both", 2.2, "比率名称与所列数值对应")
            certain = len({whole.value for whole in wholes}) == 1
            severity = Severity.ERROR if certain else Severity.WARNING
            rest = "不" + name[1][-2:] in label
            return _mismatch(rate, part, wholes[-1], severity, factor, rest=rest)
    return None


_BY_TIME: Final = re.compile("按时|按期|及时|限时|提前|一次|首次|增长|满意|合格")
_DUE: Final = re.compile("应(?P<what>[^急用对届诉邀当])")


def _is_of_due_and_actual(document: Document, rate: Quantity, pair: Sequence[Quantity], name: str) -> bool:
    """Whether a rate follows on what should be and what is: 应免326万羽，实免319万羽，免疫率97.9%."""
    due, actual = pair
    folded = document.folded
    said = _DUE.search(folded, due.lead.start, due.lead.end)
    if (
        said is None
        or not name.startswith(said["what"])
        or folded.find("实", actual.lead.start, actual.lead.end) < 0
    ):
        return False
    gaps = (folded[due.span.end : actual.number.start], folded[actual.span.end : rate.number.start])
    beside = all(gap.count(",") <= 1 and not re.search("[;、%]|其中|分别", gap) for gap in gaps)
    return beside and due.unit == actual.unit and due.value >= actual.value > 0 and not _BY_TIME.search(name)


class _Kinds(msgspec.Struct):
    """A total and the two or more parts that 其中 opens behind it."""

    total: Quantity
    parts: list[Quantity]


def _kinds_around(document: Document, operands: Sequence[Quantity], index: int) -> _Kinds | None:
    """The list of 其中 in which the number at `index` stands, when it has further members."""
    if operands[index].claim != "part":
        return None
    first = index
    while (
        first and "其中" not in document.folded[operands[first - 1].span.end : operands[first].number.start]
    ):
        first -= 1
    if not first:
        return None
    total, parts = operands[first - 1], list[Quantity]()
    for part in operands[first:]:
        if part.unit != total.unit or sum(each.value for each in parts) + part.value > total.value:
            break
        parts.append(part)
    return _Kinds(total, parts) if len(parts) > 1 and index < first + len(parts) else None


_OPEN: Final = re.compile("未|正在|尚")


def _is_rate_of(document: Document, name: str, part: Quantity, among: _Kinds) -> bool:
    """Whether a rate's name says what this part alone of its list counts, and of the same things.

    A name that fits several of the parts (视频解读, 文字解读) or that speaks of other things (政府文件解读率) is
    a rate of something else.
    """
    labels = [(each, _label(document, each)) for each in among.parts]
    named = [each for each, label in labels if _is_numerator(name, label) and not _OPEN.search(label)]
    if len(named) != 1 or named[0] is not part:
        return False
    said = _label(document, among.total) + _label(document, part)
    return len(name) < 4 or any(name[at : at + 2] in said for at in range(len(name) - 3))


_MADE_SO: Final = re.compile(r"(?:常住人口|户籍人口|人口)?(?P<kind>[一-鿿]{2})化")


def _of_named_part(
    document: Document, rate: Quantity, operands: Sequence[Quantity], name: str
) -> Mismatch | None:
    """人口 T，其中城镇人口 a，城镇化率 p: the rate is called after the part right before it."""
    whole, part = operands[-2:]
    made = _MADE_SO.fullmatch(name)
    if made is None or part.unit != whole.unit or part.value > whole.value or whole.value == 0:
        return None
    labels = [_label(document, operand) for operand in (whole, part)]
    between = document.folded[whole.span.end : part.number.start]
    near = document.folded[part.span.end : rate.number.start].count(",") <= 1
    if not near or "其中" not in between or made["kind"] not in labels[1]:
        return None
    if ("户籍" in labels[0]) != ("户籍" in name) or re.search(r"上年|去年|比|较", "".join(labels)):
        return None
    return _mismatch(rate, part, whole, Severity.ERROR, Factor("rate-of-both", 2.0, "比率名称与所列数值对应"))


_AVERAGE: Final = re.compile(r"(?P<of>[人户亩场家件])均(?P<what>[^,;。0-9]{0,6}?)(?:达到|达|为|约|近)?$")


def _average(document: Document, quantities: Sequence[Quantity], index: int) -> Mismatch | None:
    """为 n 户落实资金 m 元，户均 p 元: the last two numbers before are the amount and the count."""
    stated = quantities[index]
    if index < 2 or document.folded.find("均", stated.lead.start, stated.lead.end) < 0:
        return None
    found = _AVERAGE.search(document.folded, stated.lead.start, stated.lead.end)
    if found is None:
        return None
    one, other = quantities[index - 2 : index]
    amount, count = (other, one) if one.unit == found["of"] else (one, other)
    if amount.unit != stated.unit or count.unit != found["of"] or count.value == 0:
        return None
    operands = (amount, count)
    if any(not q.exact or q.claim in ("growth", "rest") for q in operands):
        return None
    opening = min(q.lead.start for q in operands)
    said = document.folded[opening : stated.number.start]
    counts = {q.value for q in quantities[:index] if q.unit == found["of"]}
    labels = _label(document, amount)
    if len(counts) > 1 or said.count(",") > 3 or _APART.search(said) or found["what"] not in labels:
        return None
    actual = amount.value / count.value
    if is_printed_as(actual, stated, operands):
        return None
    calculation = (
        f"{written(amount.value, amount)}{amount.printed_unit} ÷ {written(count.value, count)}{count.printed_unit} = "
        f"{plain(actual / stated.scale, max(2, _printed_places(stated)))}{stated.printed_unit}"
    )
    factor = Factor("amount-and-count", 1.8, "总额、数目与平均数同在一处")
    return Mismatch(stated, operands, calculation, _RATE, Severity.ERROR, (factor,))


_SURPLUS: Final = re.compile(r"(?:当[期年]|本[期年]|收支(?:相抵)?)(?:收支)?(?:净?结余|赤字|缺口)(?:为|达)?$")
"""What is left of one year's income; 累计结余 and 结余 alone reach back to earlier ones."""


def _surplus(document: Document, quantities: Sequence[Quantity], index: int) -> Mismatch | None:
    """收入 a，支出 b，当期结余 c: c is what lies between the two."""
    stated = quantities[index]
    if index < 2 or _SURPLUS.search(document.folded, stated.lead.start, stated.lead.end) is None:
        return None
    pair = quantities[index - 2 : index]
    leads = [document.folded[q.lead.start : q.lead.end] for q in pair]
    if "收入" not in leads[0] or "支出" not in leads[1] or re.search("预算|其中|上年|[比较]", "".join(leads)):
        return None
    if any(q.unit != stated.unit or not q.exact or q.claim in ("growth", "part") for q in pair):
        return None
    size = abs(pair[0].value - pair[1].value)
    if abs(size - abs(stated.value)) <= slack((*pair, stated)):
        return None
    larger, smaller = sorted(pair, key=lambda q: -q.value)
    finer = _finer(*pair)
    calculation = f"{written(larger.value, finer)} − {written(smaller.value, finer)} = {written(size, finer)}"
    factors = (Factor("income-and-expense", 2.0, "收入、支出与结余同在一处"),)
    return Mismatch(stated, (pair[0], pair[1]), calculation, _SURPLUS_SAID, Severity.ERROR, factors)


_APART: Final = re.compile("其中|分别|标准|每年|每月|月均|年均|上年|去年|同期|比|较")


def _printed_places(quantity: Quantity) -> int:
    return max(0, -int((quantity.step / quantity.scale).normalize().as_tuple().exponent))


_NUMERATORS: Final = {
    "覆盖": ("覆盖", "建成", "设立", "配备", "建立"),
    "完成": ("实际", "已完成", "完成"),
    "执行": ("支出", "执行"),
}
"""Last characters of a rate's name → what its numerator may be called otherwise."""

_GENERAL: Final = frozenset(("完成", "成功", "到位", "达标", "销号"))
_DONE: Final = re.compile("完成|到位|成功|完毕|销号|达标|合格|办结")


def _is_numerator(name: str, label: str) -> bool:
    """Whether a rate's name (整改完成, 出庭应诉) says what a label counts (整改到位, 实际出庭)."""
    stems = [name[at : at + 2] for at in range(len(name) - 1)]
    if any(word in label for word in _NUMERATORS.get(stems[-1], ())):
        return True
    if stems[-1] in label or _abridged(stems[0], label):
        return True
    if stems[-1] in _GENERAL:
        return any(stem in label for stem in stems[:-1]) and _DONE.search(label) is not None
    return len(name) >= 4 and name[-4:-2] in label


def _abridged(stem: str, label: str) -> bool:
    """Whether the two characters of a rate's name abridge what is counted: 网办率 of 网上办理."""
    return re.search(f"{re.escape(stem[0])}.{{1,3}}{re.escape(stem[1:])}", label[-8:]) is not None


def _share(
    document: Document,
    rate: Quantity,
    own: Sequence[Quantity],
    operands: Sequence[Quantity],
    lead: str,
    around: Sequence[Quantity],
) -> Mismatch | None:
    """占总数的 … beside the number that it is a share of; `around` is what follows in the paragraph."""
    if not own or _any_follows(rate, operands):
        return None
    part = own[-1]
    named = _SHARE_OF.search(lead)
    if _SHARE.search(lead):
        wholes = [q for q in operands if q.unit == part.unit and q is not part and q.value >= part.value]
        if named is not None or "总" in lead or "全部" in lead or "合计" in lead:
            wholes = [q for q in wholes if q.claim == "total"] or wholes
        else:
            wholes = [q for q in wholes if _opens_parts(document, q, part)]
    elif named is not None:
        wholes = _named_wholes(document, named["whole"], part, [*operands, *_counts(around)])
        if any(_follows(rate, part, whole) for whole in wholes):
            return None
    else:
        return None
    if not wholes:
        return None
    factor = Factor("share-of-stated", 1.8, "占比所据的总数已在文中列明")
    certain = len({whole.value for whole in wholes}) == 1
    return _mismatch(rate, part, wholes[-1], Severity.ERROR if certain else Severity.WARNING, factor)


_OF_STATED: Final = re.compile(r"[^,;。、占]{0,8}的(?:比重|比例)?(?:为|约为|达到?)?")
_WHOLE_LEAD: Final = re.compile(
    r"(?P<share>占)[^,;。、占]{0,24}$|^(?:已|均|超额)?完成[^,;。、占]{0,12}(?:任务|目标|计划|指标)[数值量]?(?:的?总数)?$"
)


def _share_of_stated(
    document: Document, quantities: Sequence[Quantity], index: int, lead: str
) -> tuple[Quantity, Quantity] | None:
    """The part and the whole of 「A 312家，占全县B 415家的 p%」: the whole stands between 占 and the rate.

    So does the target in 「新增4860人，完成年度任务4500人的 p%」, of which there may be more.
    """
    if index < 2 or "的" not in lead or _OF_STATED.fullmatch(lead) is None:
        return None
    part, whole = quantities[index - 2 : index]
    lead_of_whole = document.folded[whole.lead.start : whole.lead.end]
    opening = _WHOLE_LEAD.search(lead_of_whole)
    if opening is None or part.unit != whole.unit or part.claim == "growth":
        return None
    if not part.exact or not whole.exact or part.kind not in ("count", "money", "measure"):
        return None
    between = document.folded[part.span.end : whole.lead.start + opening.start()]
    if between.count(",") > 1 or any(mark in between for mark in ";、"):
        return None
    if opening["share"] and part.value > whole.value:
        return None
    return part, whole


def _judged_share(
    rate: Quantity, stated: tuple[Quantity, Quantity], operands: Sequence[Quantity]
) -> Mismatch | None:
    """The mismatch of a share with its part and whole, when no other number before can be the part."""
    part, whole = stated
    if whole.value == 0 or any(_follows(rate, other, whole) for other in operands if other is not whole):
        return None
    factor = Factor("share-of-stated", 2.2, "占比所据的总数已在文中列明")
    mismatch = _mismatch(rate, part, whole, Severity.ERROR, factor)
    mismatch.template = _SHARE_OF_TWO
    return mismatch


def _opens_parts(document: Document, whole: Quantity, part: Quantity) -> bool:
    """Whether 其中 or a colon makes the numbers after `whole` its parts."""
    between = document.folded[whole.span.end : part.number.start]
    return (
        "其中" in between
        or between.startswith(":")
        or "包括" in between
        or _AMONG_COUNTED.match(between) is not None
    )


_AMONG_COUNTED: Final = re.compile(r"[^,;:。]{0,16}中,")
"""The words between a total and its parts: 68项政务服务事项中，可网上办理61项"""


def _named_wholes(
    document: Document, name: str, part: Quantity, operands: Sequence[Quantity]
) -> list[Quantity]:
    wanted = re.sub(r"全年|年度|的|当年|[0-9]{4}年", "", name)
    if len(wanted) < 3:
        return []
    return [
        q
        for q in operands
        if q is not part and q.unit == part.unit and q.value >= part.value and wanted in _label(document, q)
    ]


def _of_plan(
    document: Document,
    rate: Quantity,
    operands: Sequence[Quantity],
    lead: str,
    after: Sequence[Quantity],
) -> Mismatch | None:
    """完成年初预算的 … beside budget and accounts; the budget may follow the rate (`after`)."""
    named = _OF_PLAN.search(lead)
    after = [q for q in after[:1] if not GAP.search(document.folded, q.lead.start, q.lead.end)]
    operands = [q for q in operands if not GAP.search(document.folded, q.lead.start, q.lead.end)]
    if after and _PLANNED.search(_label(document, after[0])) and operands:
        operands = [operands[-1], after[0]]
    if named is None or len(operands) < 2 or _any_follows(rate, operands):
        return None
    planned = [q for q in operands if _PLANNED.search(_label(document, q))]
    for word in ("年初预算", "调整预算", "全年预算"):
        if word in named["plan"]:
            planned = [q for q in planned if word in _label(document, q)]
    if not planned:
        return None
    whole = planned[-1]
    performed = [
        q
        for q in operands
        if q not in planned and q.unit == whole.unit and _PERFORMED.search(_label(document, q))
    ]
    money = [q for q in operands if q.unit == whole.unit]
    if not performed or whole.value == 0 or {id(q) for q in money[-2:]} != {id(whole), id(performed[-1])}:
        return None
    factor = Factor("budget-and-accounts", 2.2, "预算数、决算数与完成比例同在一处")
    return _mismatch(rate, performed[-1], whole, Severity.ERROR, factor)


def _budget_gap(document: Document, quantities: Sequence[Quantity], index: int) -> Mismatch | None:
    """比预算减少 d after budget and accounts."""
    change = quantities[index]
    if change.kind != "money" or change.claim != "growth":
        return None
    lead = document.folded[change.lead.start : change.lead.end]
    if re.search(r"(?:比|较)(?:年初|全年|当年)?预算数?(?:增加|减少|增长|下降)了?$", lead) is None:
        return None
    pair = budget_and_accounts(document, quantities[:index])
    if pair is None or abs(abs(pair[0].value - pair[1].value) - change.value) <= slack((*pair, change)):
        return None
    larger, smaller = (pair[0], pair[1]) if pair[0].value > pair[1].value else (pair[1], pair[0])
    calculation = (
        f"{written(larger.value, larger)} − {written(smaller.value, smaller)} = "
        f"{written(larger.value - smaller.value, _finer(*pair))}"
    )
    factors = (Factor("budget-and-accounts", 2.2, "预算数与决算数就在前文"),)
    return Mismatch(change, pair, calculation, _GROWTH, Severity.ERROR, factors)


def _growth(
    document: Document, quantities: Sequence[Quantity], index: int, operands: Sequence[Quantity]
) -> Mismatch | None:
    """增加 d, 增长 p% after the value itself: p follows from d and the value."""
    rate = quantities[index]
    change = quantities[index - 1] if index else None
    if change is None or change.claim != "growth" or change.kind not in ("count", "money", "measure"):
        return None
    between = document.folded[change.span.end : rate.number.start]
    if not change.exact or between.count(",") > 1 or "分别" in between:
        return None
    if _OTHER_PRICES.search(document.folded, rate.sentence.start, rate.span.end):
        return None
    sign = movements.direction_at(document.folded, change.lead.start, change.lead.end)
    if sign is None or sign[0] == "flat":
        return None
    from_past = _of_past(document, quantities, index)
    if from_past is not None:
        return from_past if not _growth_fits(rate, change, Decimal(0), quantities[index - 2]) else None
    subject = movements.subject_of(document, change)
    values = [
        q
        for q in operands
        if q.claim != "growth"
        and q.unit == change.unit
        and (not subject or subject in _label(document, q))
        and not movements.is_compared_with(document, q)
    ]
    step = change.value if sign[0] == "up" else -change.value
    for value in values:
        if _growth_fits(rate, change, step, value):
            return None
    if not values and not subject and index + 1 < len(quantities):
        following = quantities[index + 1]  # 较上年减少 d，下降 p%，总额为 c
        if following.unit == change.unit and following.claim in ("count", "total"):
            values = [following] if _TOTAL_NAMED.search(_label(document, following)) else []
            if values and _growth_fits(rate, change, step, following):
                return None
    if not values or values[-1].value - step <= 0 or len({value.value for value in values}) > 1:
        return None
    base = values[-1].value - step
    actual = _in_places_of(change.value / base * 100, rate)
    operator = "−" if sign[0] == "up" else "+"
    calculation = (
        f"{written(change.value, change)} ÷ ({written(values[-1].value, values[-1])} {operator} "
        f"{written(change.value, change)}) = {actual}%"
    )
    factor = Factor("change-and-value", 1.8, "增减额、增减幅与本年数同在一处")
    return Mismatch(rate, (values[-1], change), calculation, _GROWTH, Severity.ERROR, (factor,))


def _of_past(document: Document, quantities: Sequence[Quantity], index: int) -> Mismatch | None:
    """与上年的 a 相比，增加 d，增长 p%: p is d ÷ a, and the value itself may stand nowhere."""
    if index < 2:
        return None
    past, change, rate = quantities[index - 2 : index + 1]
    between = document.folded[past.span.end : change.number.start]
    follows = past.exact and past.unit == change.unit and past.claim != "growth" and past.value > 0
    if not follows or between.count(",") > 1 or not movements.is_compared_with(document, past):
        return None
    actual = _in_places_of(change.value / past.value * 100, rate)
    calculation = f"{written(change.value, change)} ÷ {written(past.value, past)} = {actual}%"
    factor = Factor("change-and-past", 2.0, "上年数、增减额与增减幅同在一处")
    return Mismatch(rate, (past, change), calculation, _GROWTH, Severity.ERROR, (factor,))


_TOTAL_NAMED: Final = re.compile("总额|总计|合计|共计|总数|总量")


def _growth_fits(rate: Quantity, change: Quantity, step: Decimal, value: Quantity) -> bool:
    """Whether the rate is the change in per cent of what the value was before it."""
    base = value.value - step
    return base > 0 and is_printed_as(change.value / base * 100, rate, (change, value))


_OTHER_PRICES: Final = re.compile(r"生产总值|GDP|增加值|总产值|不变价|可比|实际增|名义|年均|平均|增速")
"""Growth of these is reckoned at other prices than the printed values, or over several years."""


def _of_movement(document: Document, movement: Movement) -> Iterator[Mismatch]:
    """Growth, difference and percentage points between two printed values."""
    for claim in movement.claims:
        if claim.quantity is None or not claim.quantity.exact or claim.direction == "flat":
            continue
        start = min(movement.before.lead.start, movement.after.lead.start, movement.after.sentence.start)
        said = document.folded[start : claim.quantity.span.end]
        if claim.quantity.kind == "percent" and _OTHER_PRICES.search(said):
            continue
        mismatch = _difference(movement, claim.quantity)
        if mismatch is not None:
            yield mismatch


def _difference(movement: Movement, stated: Quantity) -> Mismatch | None:
    before, after = movement.before, movement.after
    size = abs(after.value - before.value)
    if stated.kind == "percent" and before.kind != "percent":
        if before.value == 0:
            return None
        actual = size / before.value * 100
        if is_printed_as(actual, stated, (after, before)):
            return None
        calculation = (
            f"({written(max(before.value, after.value), after)} − {written(min(before.value, after.value), before)})"
            f" ÷ {written(before.value, before)} = {_in_places_of(actual, stated)}%"
        )
    elif stated.unit == before.unit or (stated.kind == "points" and before.kind == "percent"):
        if abs(size - abs(stated.value)) <= max(
            slack((before, after, stated)), _point_slack(movement, stated)
        ):
            return None
        larger, smaller = (after, before) if after.value > before.value else (before, after)
        calculation = f"{written(larger.value, larger)} − {written(smaller.value, smaller)} = {written(size, _finer(before, after))}"
    else:
        return None
    factors = (Factor("between-two-values", 2.3, "前后两个数值均已列明"),)
    return Mismatch(stated, (before, after), calculation, _GROWTH, Severity.ERROR, factors)


def _point_slack(movement: Movement, stated: Quantity) -> Decimal:
    if stated.kind != "points":
        return Decimal(0)
    steps = movement.before.step + movement.after.step + stated.step
    return Decimal(0) if steps == 3 else steps / 2  # 85% and 92% are compared as they stand


def _finer(one: Quantity, other: Quantity) -> Quantity:
    return one if one.step <= other.step else other
