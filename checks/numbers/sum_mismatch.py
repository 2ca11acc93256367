"""sum-mismatch: a total that is not the sum of its parts."""

from __future__ import annotations

import bisect
import functools
import re
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from importlib import resources
from itertools import combinations, pairwise
from typing import Final

import msgspec

from auditor.checking.check import Check, quote_evidence
from auditor.facts import quantities
from auditor.facts.quantities import Quantity, statements
from auditor.facts.quantities.statements import Statement
from auditor.model import Document, Factor, Finding, Severity, Span
from auditor.structure import outline
from checks.numbers.reckoning import NOTHING, clause, slack, written


class SumMismatch(Check):
    """A total in running text is not the sum of the parts that are named with it.

    ## Why it matters
    A reader can add up, and does. A sum that does not come out casts doubt on every other figure of the report;
    behind it usually stands one mistyped part or a total taken from an earlier draft.

    ## Wrong
    - 「累计发布信息2139条，其中动态类1744条，政务类393条，解读类21条，回应类2条」: the parts are 2160
    - 「维持8件、驳回3件，共计12件」: 11
    - 「反馈问题14个，已整改11个，剩余2个正在整改」: 14 − 11 = 3
    - 「审结案件271件。审结案件中，维持……」, 「271件案件中，……其他6件」, 「支出271万元。按科目划分，……」, 「决定298件，具体为：」
      over numbered paragraphs, with more than the total
    - 「受理54件中，以部门为被申请人的36件，以乡镇为被申请人的14件，以派出机构为被申请人的6件」: 56
    - 「核定编制60名，实有52名，空编10名」: 62
    - 「收、支总计均为271万元，包括本年收入…；本年支出…」: the one side is 271, the other is not

    ## Right
    - 其中 with parts left out (「其中行政许可类80件」), 主要包括, 等
    - parts that overlap (党员20人，本科以上30人; 已开工8个，已竣工5个), parts of parts in brackets
    - a sibling of the total behind 其中 (养老参保54万人，其中领取16万人、医疗参保97万人), a further state (3项不再实施)
    - a reckoning of its own behind a semicolon (排查90栋，其中校舍6栋；鉴定90栋，C级50栋、D级40栋)
    - sums that are off by the rounding of the printed places

    ## False alarms
    A list after 其中 that mixes two ways of dividing without words that show it. A list of nearly all parts that
    falls short by what one mistyped figure makes (20 of 1846) is told as a warning: 20 may have been left out.

    ## Source
    《统计法》 (2024) 第七条 (数据真实、准确); 部门决算公开文本式样; reviewers' practice.
    """

    id, title, family = "sum-mismatch", "合计与分项", "numbers"
    severity, version = Severity.ERROR, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        before: Statement | None = None
        for statement in statements.of(document):
            near = before if before is not None and before.paragraph == statement.paragraph else None
            before = statement
            if len(statement.quantities) > 1:
                for mismatch in _mismatches(document, statement, near):
                    yield self._report(document, mismatch)
            itemised = _itemised(document, statement)
            if itemised is not None:
                yield self._report(document, itemised)

    def _report(self, document: Document, found: Mismatch) -> Finding:
        total, parts = found.total, found.parts
        terms = " + ".join(written(part.value, part) for part in parts)
        return self.finding(
            document,
            total.span,
            found.template,
            evidence=[quote_evidence(document, part.span, "conflict") for part in parts],
            factors=found.factors,
            severity=found.severity,
            suggestion="核对合计与各分项，改正其中有误的一个。",
            quote=clause(document, total),
            parts="、".join(clause(document, part) for part in parts),
            terms=terms,
            sum=written(_sum(parts), _finest(parts)),
            total=written(total.value, total),
            unit=total.printed_unit,
        )


class Mismatch(msgspec.Struct):
    """A total, the parts that were added up, and how sure it is that they should be the total."""

    total: Quantity
    parts: tuple[Quantity, ...]
    template: str
    severity: Severity
    factors: tuple[Factor, ...]


class _Partition(msgspec.Struct, frozen=True):
    name: str
    members: tuple[tuple[str, ...], ...]
    source: str
    plain: bool = False
    """Whether the members may follow the total without 其中."""


class _Rules(msgspec.Struct, frozen=True):
    partition: tuple[_Partition, ...]
    closing: tuple[str, ...]
    complements: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    overlapping: dict[str, tuple[str, ...]]


@functools.cache
def _rules() -> _Rules:
    text = (resources.files("checks.numbers") / "sum_mismatch.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Rules)


_UNEQUAL: Final = "“{quote}”与所列分项不符：{parts}，{terms} = {sum}，而合计写作{total}{unit}。"
_EXCEEDED: Final = "分项之和超过总数：{parts}，{terms} = {sum}，而“{quote}”只有{total}{unit}。"
_LARGER_PART: Final = "其中的一项大于总数：{parts}，而“{quote}”只有{total}{unit}。"
_SHORT: Final = "所列分项似已列全，但其和与总数不符：{parts}，{terms} = {sum}，而“{quote}”写作{total}{unit}。"
_REST: Final = "总数与“已办”“未办”之和不符：{parts}，{terms} = {sum}，而“{quote}”写作{total}{unit}。"

_NEARLY: Final = Decimal("0.05")
"""Parts of one class that leave less than this share of the total are taken to be all of them."""

_ADDED_LATER: Final = re.compile(
    r"(?:(?:[以上述前]{0,2}[一-鿿]{0,4})(?:合计|共计|总计)|总共|一共|小计|共)(?:为|达)?"
)
_ADDED_BY_NAME: Final = re.compile(r"(?:合计|共计|总计)(?P<name>[一-鿿]{2,8})")
"""共计检查企业206家次, where the list before it is all of its sentence."""
_SURE_TOTAL: Final = re.compile(r"(?:合计|共计|总计)")
_LINK: Final = re.compile(
    r"(?P<open>其中|(?<=[一-鿿]{2})中,|^中,|包括|包含|含)|(?P<closed>分别[为是有]|分为|,由)"
    r"|(?P<by>按[^,;:。]{2,12}(?:划分|分类|(?<![评得积打满百])分)[,:])|(?P<mark>^[^,;、:()]{0,12}[:(](?!其中|含|包括|包含))"
)
_COMPOSED: Final = re.compile(r"[^,;。]{0,6}(?:构成|组成)")
_EXAMPLES: Final = re.compile(r"主要|如:|[:,]如|例如|比如|重点|典型|特别|等")
_APART: Final = re.compile(
    r"比|较|同比|环比|增(?:长|幅|加(?!值))|减少|下降|人均|平均|户均|亩均|上年|去年|同期|年初|预算数|计划数|目标|结转|标准"
)
_NEW_STATEMENT: Final = re.compile(
    r"实有|现有|[空缺]编|共计|合计|总计|累计|共|另|此外|同时|全年|截至|截止|还|并|年末|年底|各项"
)
_REST_LEAD: Final = re.compile(
    r"(?:剩余|其余|余下|剩下|尚余|还剩|尚有|仍有|[空缺]编|正在(?:办理|整改|审理|推进|处理)中?|未(?:办结|整改|审结|完成|解决)|在办|尚未[^,]{0,6})[的为]?$"
)
_REST_TAIL: Final = re.compile(
    r"[^,;。]{0,4}(?:正在|尚在|仍在|尚未|未(?:办结|整改|完成|审结)|待(?:办|整改|审))"
)
_UNDONE: Final = re.compile("未|尚|正在|剩|其余|结转")
_DONE: Final = re.compile(
    r"整改|完成|办结|解决|化解|销号|审结|答复|回复|处理|处置|拨付|支付|兑付|清理|结案|采纳|录入|验收|开工|竣工"
    r"|实有|现有|在编|实际|在岗"
)


def _mismatches(document: Document, statement: Statement, near: Statement | None) -> Iterator[Mismatch]:
    three = len(statement.quantities) > 2  # what the first and the last reckoning take at least
    rests = list(_rest_of_total(document, statement)) if three else []
    yield from rests
    if rests:
        return
    if _may_divide(document, statement):
        yield from _after_total(document, statement, near)
    if three:
        yield from _before_total(document, statement)


_DIVIDES: Final = re.compile("[:(含按]|其中|中,|包括|分[别为]|,由|清理|梳理")
"""One of these stands in every link and in every account of a clearing."""


def _may_divide(document: Document, statement: Statement) -> bool:
    """Whether the words of a statement, or a total in it, let parts of a total follow."""
    span = statement.span
    return (
        "total" in [quantity.claim for quantity in statement.quantities]
        or _DIVIDES.search(document.folded, span.start, span.end) is not None
    )


def _after_total(document: Document, statement: Statement, near: Statement | None) -> Iterator[Mismatch]:
    """T …，其中A a、B b and T（A a、B b）."""
    found = statement.quantities
    closed_until = -1
    for index, part in enumerate(found):
        if index < closed_until:
            continue
        cleared = _of_clearing(document, statement, index)
        if cleared is not None:
            closed_until = index + len(cleared.parts)
            yield cleared
            continue
        if index and _is_of_both_sides(document, found[index - 1]):
            yield from _of_both_sides(document, statement, index)
            return
        start = found[index - 1].span.end if index else statement.span.start
        link = document.folded[start : part.number.start]
        trigger = _LINK.search(link)
        if trigger is None:
            yield from _of_partition(document, statement, index)
            continue
        opens_bracket = trigger["mark"] is not None and trigger["mark"].endswith("(")
        if opens_bracket and statement.depths[index] <= (statement.depths[index - 1] if index else 0):
            continue  # the bracket is closed again before the number: 6个市（州）政府及46个…
        totals = _divided(document, statement, near, index, link, trigger)
        if not totals:
            continue
        parts, end = _parts(document, statement, index, totals[0])
        if not parts:
            continue
        closed_until = end
        if trigger["open"] == "中," and index and not _is_closed(document, parts):
            just_over = _of_one_frame(document, totals[0], parts)
            if just_over is not None:
                yield just_over
            continue
        if trigger["by"] is not None and _stands_elsewhere(document, parts):
            continue
        mismatch = _verdict(document, totals, parts, link, trigger)
        if mismatch is not None:
            yield mismatch


_BOTH_SIDES: Final = re.compile(r"收[^,;:。0-9]{0,6}支[^,;:。0-9]{0,8}$")
"""收、支总计均为 and the like: one number for two sums."""


def _is_of_both_sides(document: Document, total: Quantity) -> bool:
    lead = total.lead
    return (
        document.folded.find("支", lead.start, lead.end) >= 0
        and _BOTH_SIDES.search(document.folded, lead.start, lead.end) is not None
    )


def _of_both_sides(document: Document, statement: Statement, index: int) -> Iterator[Mismatch]:
    """收、支总计均为 T，包括a和b；支出c，结转d: the side that is not T where the other is."""
    total = statement.quantities[index - 1]
    sides: list[list[Quantity]] = [[]]
    end = total.span.end
    for part, depth in zip(statement.quantities[index:], statement.depths[index:], strict=True):
        gap = document.folded[end : part.number.start]
        if part.unit != total.unit or not part.exact or part.claim == "growth" or depth:
            return
        if gap.count(",") + gap.count(";") > 1 or (sides[-1] and "其中" in gap):
            return
        if ";" in gap:
            sides.append([])
        sides[-1].append(part)
        end = part.span.end
    if len(sides) != 2 or not total.exact or any(len(side) < 2 for side in sides):
        return
    wrong = [side for side in sides if not _equal(total, side)]
    if len(wrong) == 1:
        factors = (Factor("listed-in-full", 2.0, "收、支两方各项已列全，另一方与总计相符"),)
        yield Mismatch(total, tuple(wrong[0]), _UNEQUAL, Severity.ERROR, factors)


_CLEARED: Final = re.compile(
    r"(?:其中|共|拟|应|需|已|并|予以|继续|建议|决定|全文|宣布|确认)*"
    r"(?:(?:继续)?有效|保留|修[改订正]|废止|(?:宣布)?失效|停止执行)(?:(?:和|或|并|及)?(?:宣布)?(?:废止|失效|修订))?"
    r"(?:的|行政|规范性|文件|继续|执行|有效)*"
)
_KEPT: Final = re.compile("保留|有效")
_ITEM_END: Final = re.compile(r"[,;:。.!?、()\n]|$")


def _of_clearing(document: Document, statement: Statement, index: int) -> Mismatch | None:
    """清理 T, 保留 a, 修改 b, 废止 c: whatever is gone through is kept, changed or repealed."""
    found = statement.quantities
    total = found[index - 1] if index else None
    if total is None or not total.exact or total.unit != found[index].unit:
        return None
    if re.search("清理|梳理", document.folded[total.lead.start : found[index].number.start]) is None:
        return None
    parts: list[Quantity] = []
    items: list[str] = []
    for part in found[index:]:
        item = _item(document, part)
        if part.unit != total.unit or not part.exact or _CLEARED.fullmatch(item) is None:
            break
        if parts and "其中" in item:
            break
        parts.append(part)
        items.append(item)
    kept = sum(_KEPT.search(item) is not None for item in items)
    if kept != 1 or len(parts) < 2 or _equal(total, parts):
        return None
    more = _sum(parts) > total.value
    if not more and (len(parts) < 3 or document.folded.startswith("等", parts[-1].span.end)):
        return None
    factors = (Factor("listed-in-full", 2.2, "清理结果分为保留、修改、废止，各项已列全"),)
    return Mismatch(total, tuple(parts), _EXCEEDED if more else _UNEQUAL, Severity.ERROR, factors)


def _item(document: Document, part: Quantity) -> str:
    """The words around a number up to the marks beside it: 废止, whether 废止9件 or 9件废止."""
    folded = document.folded
    start = max(folded.rfind(mark, 0, part.span.start) for mark in ",;:。、\n") + 1
    end = _ITEM_END.search(folded, part.span.end)
    assert end is not None
    return (folded[start : part.span.start] + folded[part.span.end : end.start()]).strip()


def _of_partition(document: Document, statement: Statement, index: int) -> Iterator[Mismatch]:
    """A total and right after it, without 其中, all members of a division: “三公”经费共计 T，因公出国 a，…"""
    found = statement.quantities
    total = found[index - 1] if index else None
    if total is None or total.claim != "total" or not total.exact or total.unit != found[index].unit:
        return
    for partition in _rules().partition:
        parts = found[index : index + len(partition.members)]
        names = [_name(document, part) for part in parts]
        if (
            _covers(partition, names)
            and partition.plain
            and all(part.unit == total.unit and part.exact for part in parts)
            and not _equal(total, parts)
        ):
            factors = (Factor("whole-division", 1.6, "所列分项构成完整的分类"),)
            yield Mismatch(total, parts, _UNEQUAL, Severity.ERROR, factors)


def _totals(
    statement: Statement, near: Statement | None, index: int, part: Quantity, *, only_last: bool
) -> list[Quantity]:
    """What the parts that begin at `index` may be parts of, the likeliest first."""
    before = [q for q in statement.quantities[:index] if q.unit == part.unit and q.claim != "growth"]
    if only_last:
        last = statement.quantities[index - 1] if index else None
        return [last] if last is not None and before and last is before[-1] else []
    if not before and near is not None:
        before = [q for q in near.quantities if q.unit == part.unit and q.claim != "growth"]
    return before[::-1]


def _divided(
    document: Document,
    statement: Statement,
    near: Statement | None,
    index: int,
    link: str,
    trigger: re.Match[str],
) -> list[Quantity]:
    """What the parts that begin at `index` behind the words of a link are parts of, the likeliest first."""
    part = statement.quantities[index]
    if trigger["open"] == "中,":
        if _OF_COUNTED.match(link) and index:
            return _counted_before(document, statement, index)
        return _named_again(document, statement, near, part)
    if trigger["by"] is not None:
        return _divided_before(document, statement, index)
    totals = _totals(statement, near, index, part, only_last=trigger["open"] is None)
    at = link.rfind(";", 0, trigger.start())
    subject = _NO_SUBJECT.sub("", link[at + 1 : trigger.start()]) if at >= 0 else ""
    # 收入9万元，…；支出包括: only what is called so has these parts
    return [q for q in totals if all(character in _name(document, q) for character in subject)]


_NO_SUBJECT: Final = re.compile("具体|主要|分别|[^一-鿿]")
_OF_COUNTED: Final = re.compile(r"(?:[一-鿿]{2,12})?中,")
"""The words between a total and its parts: 141件处罚案件中，大气类52件…; 受理的68件中，…"""


def _counted_before(document: Document, statement: Statement, index: int) -> list[Quantity]:
    """The number right before, when it stands alone and not in a row with others (3件复议、8件诉讼案件中)."""
    total = statement.quantities[index - 1]
    before = statement.quantities[index - 2].span.end if index > 1 else statement.span.start
    between = document.folded[before : total.span.start]
    alone = index == 1 or any(mark in between for mark in ",;:")
    return [total] if alone and total.unit == statement.quantities[index].unit else []


def _is_closed(document: Document, parts: Sequence[Quantity]) -> bool:
    """Whether three or more parts end in 其他, or the parts are all members of a division."""
    last = _name(document, parts[-1]) if len(parts) > 2 else ""
    return any(word in last for word in _rules().closing) or _covers_partition(
        [_name(document, part) for part in parts]
    )


_FRAME: Final = 2
"""Characters that the names of parts must have in common before their numbers."""
_SLIGHTLY: Final = Decimal("0.1")


def _of_one_frame(document: Document, total: Quantity, parts: Sequence[Quantity]) -> Mismatch | None:
    """Parts named in one frame (以甲为被申请人的49件，以乙为被申请人的15件) that are a little more than the total.

    Things sorted by one question come under one answer each; where they may come under two (涉及甲的、涉及乙的)
    the sum is seldom so near.
    """
    leads = [document.folded[part.lead.start : part.lead.end].removesuffix("的") for part in parts]
    frame = _common_end(leads)
    excess = _sum(parts) - total.value
    if len(parts) < 2 or len(frame) < _FRAME or min(map(len, leads)) == len(frame):
        return None
    if not 0 < excess <= total.value * _SLIGHTLY or not total.exact or not _ends_here(document, parts[-1]):
        return None
    # 以乡级人民政府为被申请人: the level is that of a body, where it is not all that tells the parts apart.
    plain = [_LEVEL.sub("", lead) for lead in leads]
    if _overlap(_name(document, total) + frame, plain if len(set(plain)) == len(leads) else leads):
        return None
    factors = (Factor("parts-exceed-total", 1.5, "分项之和超过总数"),)
    return Mismatch(total, tuple(parts), _EXCEEDED, Severity.WARNING, factors)


def _common_end(names: Sequence[str]) -> str:
    """With what all the names end."""
    shortest = min(names, key=len)
    ends = (shortest[at:] for at in range(len(shortest)))
    return next((end for end in ends if all(name.endswith(end) for name in names)), "")


def _divided_before(document: Document, statement: Statement, index: int) -> list[Quantity]:
    """The one number before 按…划分: in its statement, or else in the paragraph.

    Statements that divide the same number otherwise (其中, 按支出性质划分) are passed over.
    """
    part = statement.quantities[index]
    totals = _sums(document, statement, part, index)
    if not index:
        found = statements.of(document)
        at = bisect.bisect_left(found, statement.span.start, key=lambda each: each.span.start)
        for earlier in reversed(found[:at]):
            if earlier.paragraph != statement.paragraph:
                break
            if not document.folded.startswith(("按", "其中"), earlier.span.start):
                totals += _sums(document, earlier, part, len(earlier.quantities))
    return totals if len(totals) == 1 else []


def _sums(document: Document, statement: Statement, part: Quantity, before: int) -> list[Quantity]:
    """The first numbers of a statement that are in the unit of a part and neither compared with nor in brackets."""
    return [
        q
        for q, depth in zip(statement.quantities[:before], statement.depths, strict=False)
        if q.unit == part.unit and q.claim != "growth" and not depth and not _is_compared(document, q)
    ]


def _is_compared(document: Document, quantity: Quantity) -> bool:
    """Whether the clause of a number compares (与上年的12件相比, 较2020年的12件)."""
    end = _ITEM_END.search(document.folded, quantity.span.end)
    assert end is not None
    return _APART.search(document.folded, quantity.lead.start, end.start()) is not None


def _stands_elsewhere(document: Document, parts: Sequence[Quantity]) -> bool:
    """Whether the report has what the parts make up as a number of its own: they divide that."""
    value, unit = _sum(parts), parts[0].unit
    return any(q.value == value and q.unit == unit for q in quantities.of(document))


_OF_NAMED: Final = re.compile(r"^(?P<name>[一-鿿]{2,12})中,")
"""The words with which a new sentence takes a total up again: 审结案件中，维持94件…"""


def _named_again(
    document: Document, statement: Statement, near: Statement | None, part: Quantity
) -> list[Quantity]:
    """The number of the statement before whose name the statement takes up, when there is but one."""
    again = _OF_NAMED.match(document.folded[statement.span.start : part.number.start])
    if again is None or near is None:
        return []
    found = [
        q
        for q, depth in zip(near.quantities, near.depths, strict=True)
        if q.unit == part.unit
        and q.claim != "growth"
        and not depth
        and all(character in _name(document, q) for character in again["name"])
    ]
    return found if len(found) == 1 else []


def _parts(
    document: Document, statement: Statement, index: int, total: Quantity
) -> tuple[list[Quantity], int]:
    """The parts listed from `index` on, and the index after the last of them."""
    found, depths = statement.quantities, statement.depths
    parts: list[Quantity] = []
    nested = False
    end = found[index].lead.start
    at = index
    # Where the total itself follows a semicolon, the next one ends its parts.
    opening = document.folded[max(statement.span.start, total.lead.start - 24) : total.lead.start]
    first_gap = document.folded[total.span.end : found[index].number.start]
    among_others = ";" in opening or ";" in first_gap
    for at in range(index, len(found)):
        part, gap = found[at], document.folded[end : found[at].number.start]
        if depths[at] < depths[index] or gap.count(",") + gap.count(";") > 1 or (among_others and ";" in gap):
            break
        if ";" in gap and (_equal(total, parts) or _UNDONE.match(document.folded, part.lead.start)):
            break  # 审结81件：维持60件，驳回21件；未审结5件
        if ";" in gap and len(parts) > 1 and _sum(parts) > total.value:
            break  # 编制18名，其中行政10名、事业9名；在职17人
        if ";" in gap and parts and _reckons_apart(document, found, at, total):
            break  # 排查90栋，其中校舍6栋；鉴定90栋，C级50栋、D级40栋
        if depths[at] > depths[index]:
            continue
        end = part.span.end
        if at > index and "其中" in gap:
            nested = True
        elif ";" in gap:
            nested = False
        if nested or part.kind in ("percent", "points", "multiple") or _APART.search(gap):
            continue
        if part.unit != total.unit or not part.exact or (at > index and _NEW_STATEMENT.search(gap)):
            break
        if _has_own_rate(document, found, at) or _is_sibling(document, total, parts, part):
            break
        if parts and "、" not in gap and _completes(found[:index], total, part):
            break
        if parts and _is_of_other_side(document, total, part):
            break
        parts.append(part)
    else:
        at += 1
    return parts, at


_OTHER_SIDE: Final = re.compile("(?:总|本年|全年|当[年期]|累计|滚存)?(?:支出|结余)")


def _is_of_other_side(document: Document, total: Quantity, part: Quantity) -> bool:
    """Whether a number behind the parts of an income is the expense: 收入1.86亿元，其中补助1.2亿元，支出1.32亿元."""
    name = _name(document, total)
    if "收入" not in name or "支出" in name:
        return False
    return _OTHER_SIDE.match(document.folded, part.lead.start, part.lead.end) is not None


def _completes(before: Sequence[Quantity], total: Quantity, part: Quantity) -> bool:
    """Whether a number makes with the total the one before it: 发现318处，当场整改205处，其中用电类93处，限期整改113处."""
    wholes = {q.value for q in before if q.unit == total.unit and q.number.start < total.number.start}
    return total.value + part.value in wholes


def _is_sibling(document: Document, total: Quantity, parts: Sequence[Quantity], part: Quantity) -> bool:
    """Whether a number that is more than the total stands beside it and not under it, for all the 、 before it.

    养老保险参保54万人，其中领取待遇16万人、医疗保险参保97万人; but of parts of one form the larger is a slip.
    """
    if not parts or part.value <= total.value or _sum(parts) > total.value:
        return False
    return _name(document, parts[0])[-1:] != _name(document, part)[-1:]


def _reckons_apart(document: Document, found: Sequence[Quantity], at: int, total: Quantity) -> bool:
    """Whether the numbers of a clause behind a semicolon begin with the total anew or are a sum of their own."""
    clause_end = _CLAUSE_END.search(document.folded, found[at].span.end)
    end = clause_end.start() if clause_end is not None else len(document.folded)
    own = [q for q in found[at:] if q.unit == total.unit and q.span.start < end]
    if own and own[0].value == total.value:
        return True
    return len(own) > 1 and (_equal(total, own) or _equal(own[0], own[1:]))


_CLAUSE_END: Final = re.compile("[;。\n]")


def _has_own_rate(document: Document, found: Sequence[Quantity], at: int) -> bool:
    """Whether a rate named after the number follows it (列养里程1198公里，列养率95%): done, not a kind."""
    if at + 1 >= len(found) or found[at + 1].kind != "percent":
        return False
    rate = document.folded[found[at + 1].lead.start : found[at + 1].lead.end]
    at_rate = rate.find("率")
    return at_rate >= 2 and rate[at_rate - 2 : at_rate] in _name(document, found[at])


def _verdict(
    document: Document,
    totals: Sequence[Quantity],
    parts: Sequence[Quantity],
    link: str,
    trigger: re.Match[str],
) -> Mismatch | None:
    total = totals[0]
    names = [_name(document, part) for part in parts]
    first_parts = trigger["open"] is not None and not _one_class(names)
    if not total.exact or any(_adds_up(document, each, parts, names, first_parts) for each in totals):
        return None
    if len(parts) == 1:
        if _is_of_another(document, total, parts[0]):
            return None
        return _larger_part(document, totals[:1], parts)
    if _sum(parts) > total.value:
        closed_by_rest = any(word in names[-1] for word in _rules().closing) and "通过" not in names[-1]
        open_list = trigger["closed"] in (None, ",由") and not (closed_by_rest or _covers_partition(names))
        real = [_without_kinds(part, name) for part, name in zip(parts, names, strict=True)]
        if open_list and _overlap(_name(document, total), real):
            return _larger_part(document, totals, parts) or _just_over(document, total, parts, real)
        factors = (Factor("parts-exceed-total", 2.5, "分项之和超过总数"),)
        return Mismatch(total, tuple(parts), _EXCEEDED, Severity.ERROR, factors)
    return _short(document, total, parts, names, link, trigger)


def _is_of_another(document: Document, total: Quantity, part: Quantity) -> bool:
    """Whether more is said between a total and its one part than what the total counts, and the part is not called so.

    28个项目均编制绩效目标，其中二级指标266个 divides the last thing named, which has no number of its own.
    """
    said_until = max(total.span.end, total.thing_span.end)
    between = document.folded[said_until : part.number.start].partition("其中")[0]
    if not between.strip(" ,;:、()。"):
        return False
    whole, own = _name(document, total), _name(document, part).replace("其中", "")
    return not any(own[at : at + 2] in whole for at in range(len(own) - 1))


def _larger_part(
    document: Document, totals: Sequence[Quantity], parts: Sequence[Quantity]
) -> Mismatch | None:
    """A part that alone is more than the total: wrong however the parts overlap."""
    for part in parts:
        exceeds = all(part.value > total.value + slack((total, part)) for total in totals)
        if exceeds and not _APART.search(clause(document, part)):
            factors = (Factor("part-exceeds-total", 2.2, "其中一项大于总数"),)
            return Mismatch(totals[0], (part,), _LARGER_PART, Severity.ERROR, factors)
    return None


_KINDS_IN_A_ROW: Final = 4


def _just_over(
    document: Document, total: Quantity, parts: Sequence[Quantity], names: Sequence[str]
) -> Mismatch | None:
    """A closed row of kinds that is a little more than the total, though one of them is called by a quality.

    Kinds and a quality across them do not come so near to the total by accident.
    """
    kinds = sum(not _qualities(name, _name(document, total)) for name in names)
    in_a_row = _goes_on(document, parts) and _ends_here(document, parts[-1])
    if kinds < _KINDS_IN_A_ROW or len(names) - kinds > 1 or not in_a_row:
        return None
    if _sum(parts) - total.value > total.value * _NEARLY:
        return None
    factors = (Factor("parts-exceed-total", 1.5, "分项之和超过总数"),)
    return Mismatch(total, tuple(parts), _EXCEEDED, Severity.WARNING, factors)


def _short(
    document: Document,
    total: Quantity,
    parts: Sequence[Quantity],
    names: Sequence[str],
    link: str,
    trigger: re.Match[str],
) -> Mismatch | None:
    """The parts are less than the total: wrong only where nothing can have been left out."""
    after = document.folded[parts[-1].span.end : parts[-1].span.end + 2]
    before = document.folded[total.lead.start : total.lead.end]
    if _EXAMPLES.search(link) or "等" in after or "主要" in before:
        return None
    if trigger["closed"] == ",由" and not _COMPOSED.match(document.folded, parts[-1].span.end):
        return None
    if trigger["closed"] or trigger["mark"]:
        sure = trigger["closed"] is not None or trigger["mark"].endswith("(")
        if trigger["mark"] and not _all_counted(document, parts):
            return None
        factors = (Factor("listed-in-full", 2.2 if sure else 1.2, "分项逐一列出，未用“其中”“等”"),)
        return Mismatch(total, tuple(parts), _UNEQUAL, Severity.ERROR if sure else Severity.WARNING, factors)
    if any(word in names[-1] for word in _rules().closing):
        factors = (Factor("closed-by-rest", 2.0, "以“其他”“其余”收尾，分项已列全"),)
        return Mismatch(total, tuple(parts), _UNEQUAL, Severity.ERROR, factors)
    nearly = total.value - _sum(parts) <= total.value * _NEARLY
    if _covers_partition(names) or (nearly and _one_class(names)):
        factors = (Factor("whole-division", 1.3, "所列分项构成完整的分类"),)
        return Mismatch(total, tuple(parts), _SHORT, Severity.WARNING, factors)
    real = [_without_kinds(part, name) for part, name in zip(parts, names, strict=True)]
    closed = _ends_here(document, parts[-1]) and _all_counted(document, parts)
    if closed and not _overlap(_name(document, total), real):
        return _one_figure_off(total, parts)
    return None


_SLIP: Final = re.compile("[1-9]00*")


def _one_figure_off(total: Quantity, parts: Sequence[Quantity]) -> Mismatch | None:
    """Parts that fall short by what one mistyped figure makes (20, 100.00), where nearly all is listed.

    What is left out is seldom so round a number; where all numbers are round it says nothing.
    """
    finest = min(total.step, *(part.step for part in parts))
    missing = (total.value - _sum(parts)) / finest
    places = len(str(missing)) - 1 if missing == int(missing) and _SLIP.fullmatch(f"{missing:f}") else 0
    if places < (1 if total.kind == "count" else 2) or len(parts) < (4 if total.kind == "count" else 3):
        return None
    place = finest.scaleb(places)
    uneven = sum(1 for each in (total, *parts) if each.value % place)
    if missing * finest > total.value * _NEARLY or uneven < 3:
        return None
    factors = (Factor("one-figure-off", 0.9, "所列分项几近全部，差额恰为一位数字之差"),)
    return Mismatch(total, tuple(parts), _SHORT, Severity.WARNING, factors)


def _ends_here(document: Document, part: Quantity) -> bool:
    """Whether a full stop or the end of the line follows the item of a number."""
    end = _ITEM_END.search(document.folded, part.span.end)
    return end is not None and end.group() in ("。", ";", "\n", "")


_ITEMS_FOLLOW: Final = re.compile(
    r"(?:[,。;]|^)(?:[一-鿿]{0,6}(?:具体|分别)(?:情况)?(?:[为是]|如下|包括)?|其中|[一-鿿]{0,6}(?:情况|分类|类别)如下):\s*$"
)


def _itemised(document: Document, statement: Statement) -> Mismatch | None:
    """作出决定298件，具体为： and under it numbered paragraphs, each with its number first."""
    end = statement.span.end
    if not document.folded.endswith(":", statement.span.start, end):
        return None
    opening = _ITEMS_FOLLOW.search(document.folded, statement.quantities[-1].span.end, end)
    parts = _first_numbers(document, end) if opening is not None else []
    if len(parts) < 3 or len({part.unit for part in parts}) > 1:
        return None
    totals = [
        q
        for q, depth in zip(statement.quantities, statement.depths, strict=True)
        if q.unit == parts[0].unit and q.claim in ("count", "total") and not depth
    ]
    if len(totals) != 1 or not totals[0].exact or not all(part.exact for part in parts):
        return None
    names = [_name(document, part) for part in parts]
    if _equal(totals[0], parts) or _overlap(_name(document, totals[0]), names):
        return None
    if _sum(parts) < totals[0].value:
        return _one_figure_off(totals[0], parts)
    factors = (Factor("parts-exceed-total", 2.5, "分项之和超过总数"),)
    return Mismatch(totals[0], tuple(parts), _EXCEEDED, Severity.ERROR, factors)


def _first_numbers(document: Document, start: int) -> list[Quantity]:
    """The first quantity of each item of the numbered list that begins on the next line; none where one lacks it."""
    items = outline.of(document).items
    at = bisect.bisect_right(items, start, key=lambda item: item.marker.start)
    if at == len(items) or items[at].value != 1 or document.folded[start : items[at].marker.start].strip():
        return []
    first = items[at]
    numbers: list[Quantity] = []
    for item in items[at:]:
        if item.level < first.level or (item.level == first.level and item.style != first.style):
            break
        if item.level > first.level:
            continue
        if item.value != len(numbers) + 1:
            break
        line_end = document.folded.find("\n", item.marker.end)
        line = Span(item.marker.end, line_end if line_end >= 0 else len(document.folded))
        inside = quantities.within(document, line)
        if not inside or inside[0].claim == "growth":
            return []
        numbers.append(inside[0])
    return numbers


def _adds_up(
    document: Document,
    total: Quantity,
    parts: Sequence[Quantity],
    names: Sequence[str],
    first_parts: bool,
) -> bool:
    """Whether the parts are the total within rounding; with `first_parts` the first of them may be, when
    what follows is no 其他 and does not go on with the same 、."""
    for count in range(len(parts), 1, -1):
        if _equal(total, parts[:count]) and not (
            count < len(parts) and _goes_on(document, parts[: count + 1])
        ):
            return True
        if not first_parts or any(word in names[count - 1] for word in _rules().closing):
            return False
    return False


def _goes_on(document: Document, parts: Sequence[Quantity]) -> bool:
    """Whether nothing but 、 stands between the parts."""
    gaps = (document.folded[one.span.end : other.number.start] for one, other in pairwise(parts))
    return all("、" in gap and "," not in gap and ";" not in gap for gap in gaps)


_LEVEL: Final = re.compile(r"(?:国家|[省市州县区乡镇本])级(?!重点|示范|项目|以上)")


def _without_kinds(part: Quantity, name: str) -> str:
    """A name without the words that only look like a quality: 高级中学.

    省级 of a sum of money is where it came from, 低保 what it is paid for, and that but once.
    """
    money = part.kind == "money"
    for kind in (*_rules().kinds, *(_rules().overlapping["want"] if money else ())):
        name = name.replace(kind, "")
    return _LEVEL.sub("", name) if money else name


def _name(document: Document, part: Quantity) -> str:
    return document.folded[part.lead.start : part.lead.end] + part.thing


def _overlap(total: str, names: Sequence[str]) -> bool:
    """Whether the parts may share members: they speak of qualities or steps and not of kinds.

    A word that the total's own name has (收入完成 T，其中税收完成 a) says nothing of the parts.
    """
    marked = [_qualities(name, total) for name in names]
    above = any("以上" in name for name in names) and "以上" not in total
    if above and not any("以下" in name for name in names):
        return True  # 本科以上30人，研究生8人
    if not any(marked):
        return False
    common = set.intersection(*marked)
    return not common or bool(common & {"course", "rank", "concern", "penalty", "channel"})


def _qualities(name: str, total: str) -> set[str]:
    """The kinds of quality that a part's name speaks of and its total's does not."""
    return {
        dimension
        for dimension, words in _rules().overlapping.items()
        if any(word in name and word not in total for word in words)
    }


def _covers(partition: _Partition, names: Sequence[str]) -> bool:
    return len(names) == len(partition.members) and all(
        any(word in name for word in member for name in names) for member in partition.members
    )


def _covers_partition(names: Sequence[str]) -> bool:
    if any(_covers(partition, names) for partition in _rules().partition):
        return True
    return len(names) == 2 and any(
        one in names[0] and other in names[1] for one, other in _rules().complements
    )


def _one_class(names: Sequence[str]) -> bool:
    """Whether three or more parts are all called …类 or all …级."""
    ends = {name[-1:] for name in names}
    return len(names) >= 3 and len(ends) == 1 and ends <= {"类", "型"}


def _all_counted(document: Document, parts: Sequence[Quantity]) -> bool:
    """Whether every item between the first and the last part has its number."""
    between = document.folded[parts[0].span.end : parts[-1].span.start]
    return between.count("、") + between.count(",") + between.count(";") <= len(parts) - 1


def _before_total(document: Document, statement: Statement) -> Iterator[Mismatch]:
    """A a、B b，共计T."""
    found, depths = statement.quantities, statement.depths
    for index in range(2, len(found)):
        total = found[index]
        lead = document.folded[total.lead.start : total.lead.end]
        named = _ADDED_BY_NAME.fullmatch(lead.strip())
        if not total.exact or (named is None and _ADDED_LATER.fullmatch(lead.strip()) is None):
            continue
        parts = _listed_before(document, found, depths, index)
        if named is not None and not _may_be_all_of(document, found, parts, total, named["name"]):
            continue
        if len(parts) < 2 or total.value < max(part.value for part in parts):
            continue
        if any(_equal(total, parts[start:]) for start in range(len(parts) - 1)):
            continue
        sure = named is None and _SURE_TOTAL.search(lead) is not None
        factors = (Factor("added-up", 2.2 if sure else 1.0, "列出各项之后以“合计”“共计”作结"),)
        severity = Severity.ERROR if sure else Severity.WARNING
        yield Mismatch(total, tuple(parts), _UNEQUAL, severity, factors)


def _may_be_all_of(
    document: Document, found: Sequence[Quantity], parts: Sequence[Quantity], total: Quantity, name: str
) -> bool:
    """Whether a list is all that its statement counted so far, begins with what the total names and nearly makes it."""
    if len(parts) < 2 or parts[0] is not found[0]:
        return False
    if any(_equal(total, parts[:count]) for count in range(2, len(parts))):
        return False
    named = any(name[at : at + 2] in _name(document, parts[0]) for at in range(len(name) - 1))
    return named and abs(_sum(parts) - total.value) <= total.value * _ROUGHLY


_ROUGHLY: Final = Decimal("0.15")


def _listed_before(
    document: Document, found: Sequence[Quantity], depths: Sequence[int], index: int
) -> list[Quantity]:
    total, end = found[index], found[index].lead.start
    parts: list[Quantity] = []
    for at in range(index - 1, -1, -1):
        part = found[at]
        if at == index - 1 and part.value == _leading_parts(found, at, total):
            end = part.lead.start  # 三家银行合计 counts the parts themselves
            continue
        gap = document.folded[part.span.end : end]
        if part.unit != total.unit and parts and part.kind == "count" and "、" in gap:
            return []  # the list began with things counted in another unit
        if part.unit != total.unit or not part.exact or depths[at] != depths[index] or part.claim == "total":
            break
        if gap.count(",") + gap.count(";") + gap.count("、") > 1 or _APART.search(gap):
            break
        parts.insert(0, part)
        end = part.lead.start
        opened = (
            found[at - 1]
            if at and "其中" in document.folded[found[at - 1].span.end : part.number.start]
            else None
        )
        if opened is not None and opened.unit == total.unit:
            # A total with its parts: they stand for it only where they are all of it.
            return parts if _equal(opened, parts) and not _counts_on(total, opened, parts) else []
    return parts


def _counts_on(total: Quantity, opened: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether the total is that which 其中 opened, alone or with what follows its parts (甲5，其中a 2，乙3，共计8)."""
    return opened.value == total.value or any(
        _equal(total, (opened, *parts[start:])) for start in range(1, len(parts))
    )


def _leading_parts(found: Sequence[Quantity], at: int, total: Quantity) -> int:
    """How many numbers of the total's unit stand in a row before `at`."""
    count = 0
    while count < at and found[at - 1 - count].unit == total.unit:
        count += 1
    return count


def _equal(total: Quantity, parts: Sequence[Quantity]) -> bool:
    summed = _sum(parts)
    return len(parts) > 1 and abs(summed - total.value) <= slack((total, *parts))


def _rest_of_total(document: Document, statement: Statement) -> Iterator[Mismatch]:
    """反馈14个，整改11个，剩余2个."""
    found = statement.quantities
    for index in range(2, len(found)):
        rest = found[index]
        if rest.kind not in ("count", "money") or not rest.exact or not _is_rest(document, rest):
            continue
        line = [q for q in found[:index] if q.unit == rest.unit and q.exact and q.claim != "growth"]
        if len(line) < 2 or "结转" in document.slice(statement.span):
            continue
        done = [q for q in line[1:] if _DONE.search(_name(document, q) + _tail(document, q))]
        whole = line[0]
        if not done or len(line) > 5 or whole.value < done[0].value or _reconciled(line, rest):
            continue
        if _is_completed(document, found[index:], whole.value - done[-1].value):
            continue
        parts = (done[-1], rest)
        factors = (Factor("whole-done-rest", 2.0 if len(line) == 2 else 1.0, "总数、已办与剩余三者应相合"),)
        severity = Severity.ERROR if len(line) == 2 else Severity.WARNING
        yield Mismatch(whole, parts, _REST, severity, factors)


def _is_completed(document: Document, states: Sequence[Quantity], missing: Decimal) -> bool:
    """Whether the numbers listed from the rest on make up what is not done: 正在推进49项，3项提请修改."""
    summed = NOTHING
    end = states[0].number.start
    for state in states:
        gap = document.folded[end : state.number.start]
        if state.unit != states[0].unit or not state.exact or "其中" in gap:
            return False
        summed += state.value
        if summed >= missing:
            return summed == missing
        end = state.span.end
    return False


def _is_rest(document: Document, quantity: Quantity) -> bool:
    lead = document.folded[quantity.lead.start : quantity.lead.end].strip()
    if lead.startswith("其中"):
        return False  # a part of what is left
    return bool(_REST_LEAD.search(lead) or _REST_TAIL.match(_tail(document, quantity)))


def _tail(document: Document, quantity: Quantity) -> str:
    return document.folded[quantity.tail.start : quantity.tail.end]


def _reconciled(line: Sequence[Quantity], rest: Quantity) -> bool:
    """Whether some of the numbers before, with the rest, make another of them or two of them (5件、8件)."""
    wholes = [(whole,) for whole in line] + list(combinations(line, 2))
    for whole in wholes:
        others = [q for q in line if q not in whole]
        total = _sum(whole)
        for size in range(1, len(others) + 1):
            for some in combinations(others, size):
                if abs(_sum((*some, rest)) - total) <= slack((*whole, *some, rest)):
                    return True
    return False


def _sum(parts: Sequence[Quantity]) -> Decimal:
    return sum((part.value for part in parts), NOTHING)


def _finest(parts: Sequence[Quantity]) -> Quantity:
    return min(parts, key=lambda part: (part.step, part.scale))
