"""Two values of one thing and what a report says of the way from the one to the other.

「由120件增加到150件，增长25%」, 「共150件，比上年的120件增加30件」, 「2022年150件，2021年120件，增长25%」: each is a
movement from 120 to 150 with what is claimed of it.  What is claimed may be wrong: that is for checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

import msgspec

from auditor.facts.quantities import Quantity, statements, things
from auditor.facts.quantities.statements import Statement
from auditor.model import Document, Span
from auditor.structure import identity

Direction = Literal["up", "down", "flat"]

UP: Final = "增长|增加|增收|增支|增产|提高|上升|提升|上涨|扩大|增至|升至|增幅|净增|多|增"
DOWN: Final = "减少|下降|减收|减支|减产|降低|回落|缩减|压减|压缩|下跌|缩小|减至|降至|降幅|下滑|少|减|降"
FLAT: Final = "持平|不变|相同|一致"

_VERB: Final = re.compile(rf"(?P<up>{UP})|(?P<down>{DOWN})|(?P<flat>{FLAT})")
_FROM: Final = re.compile(r"(?:由|从)[^,;。]{0,16}$")
_WHEN: Final = r"(?:(?:(?:19|20)[0-9]{2} ?年(?:度|末|底)?|今年|本年度?|当年|目前|现在)的?)?"
"""The time of the second value: 增长到2022年的 b."""
_TO: Final = re.compile(
    rf"^[^,;。]{{0,8}}?(?P<verb>{UP}|{DOWN})(?:到|至|为)?{_WHEN}[^,;。]{{0,4}}$|^[^,;。]{{0,2}}(?:到|至){_WHEN}$"
)
_PAST: Final = re.compile(r"(?:上一?年|去年|前年|上年度|同期)")
_AGAINST_PAST: Final = re.compile(
    r"(?:比|较|同比|与)[^,;。]{0,8}(?:年|期|年度|原来|原有|此前|以前)[^,;。增减升降涨跌多少高低快慢超压]{0,8}$"
)
_FROM_PAST: Final = re.compile(r"(?:由|从)[^,;。]{0,6}(?:年|期|年度|年末|年底)的?$")
_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2}) ?年")
_PRESENT: Final = re.compile(r"今年|本年|当年|全年")


class Claim(msgspec.Struct, frozen=True):
    """A word of direction and, where it stands with one, the amount or rate that it states."""

    direction: Direction
    verb: Span
    quantity: Quantity | None


class Movement(msgspec.Struct, frozen=True):
    """From one value of a thing to another, with the claims about it in the same statement."""

    before: Quantity
    after: Quantity
    claims: tuple[Claim, ...]


def of(document: Document) -> tuple[Movement, ...]:
    """All movements whose two values are printed, in order; computed once."""
    return document.remember("facts.quantities.movements", lambda: tuple(_read(document)))


def direction_at(folded: str, start: int, end: int) -> tuple[Direction, Span] | None:
    """The last word of direction in [start, end)."""
    found = list(_VERB.finditer(folded, start, end))
    if not found:
        return None
    last = found[-1]
    return last.lastgroup, Span(last.start(), last.end())  # type: ignore[return-value]


def is_compared_with(document: Document, quantity: Quantity) -> bool:
    """Whether a value is a past one that another is compared with: 比上年的96次."""
    return _AGAINST_PAST.search(_lead(document, quantity)) is not None


def _read(document: Document) -> Iterator[Movement]:
    before: list[Statement] = []  # of the paragraph, in order
    for statement in statements.of(document):
        if before and before[-1].paragraph != statement.paragraph:
            before = []
        if len(statement.quantities) > 1:
            said = document.folded[statement.span.start : statement.span.end]
            has_origin = "由" in said or "从" in said
            if has_origin:
                yield from _course(document, statement)
            if has_origin or "比" in said or "较" in said or "与" in said:
                yield from _against_past(document, statement, before)
            if "年" in said or "同期" in said:
                yield from _two_years(document, statement)
                yield from _base_in_brackets(document, statement)
        before.append(statement)


def _lead(document: Document, quantity: Quantity) -> str:
    return document.folded[quantity.lead.start : quantity.lead.end]


def _course(document: Document, statement: Statement) -> Iterator[Movement]:
    """由 a 增加到 b."""
    found = statement.quantities
    for index in range(len(found) - 1):
        before, after = found[index], found[index + 1]
        if before.unit != after.unit or not before.exact or not after.exact:
            continue
        if _FROM.search(_lead(document, before)) is None:
            continue
        between = document.folded[before.span.end : after.number.start]
        step = _TO.search(between)
        if step is None:
            continue
        claims = list(_claims(document, found[index + 2 :], after))
        if step["verb"]:
            direction = _direction(step["verb"])
            at = before.span.end + step.start("verb")
            claims.insert(0, Claim(direction, Span(at, at + len(step["verb"])), None))
        yield Movement(before, after, tuple(claims))


def _against_past(
    document: Document, statement: Statement, before_it: Sequence[Statement]
) -> Iterator[Movement]:
    """b, 比上年的 a 增加 …; b may stand in the statements of the paragraph before it."""
    found = statement.quantities
    for index in range(len(found)):
        before = found[index]
        if (
            not before.exact
            or before.claim == "growth"
            or not (_AGAINST_PAST.search(_lead(document, before)) or _grows_from(document, found, index))
        ):
            continue
        after = found[index + 1] if index + 1 < len(found) else None
        compared = document.folded.startswith("相比", before.span.end)
        if compared and after is not None and after.claim != "growth":
            if after.unit == before.unit:  # 与上年的 a 相比, … b
                yield Movement(before, after, tuple(_claims(document, found[index + 2 :], after)))
            continue
        subject = _subject_of_past(document, before, after if compared else None)
        earlier = _earlier(document, found[:index], before_it, before, subject)
        if earlier:
            claims = tuple(_claims(document, found[index + 1 :], before, subject if compared else ""))
            # Of several values before, that which makes the claim true is meant.
            fitting = [q for q in reversed(earlier) if claims and _fits(before, q, claims[0])]
            yield Movement(before, (fitting or earlier[-1:])[0], claims)


def _subject_of_past(document: Document, before: Quantity, change: Quantity | None) -> str:
    """What is said to change: 立案数较上年的 a, or 与上年的 a 相比, 立案数下降 …; "" where it is not said again."""
    folded = document.folded
    if change is not None:
        verb = direction_at(folded, before.span.end, change.number.start)
        if verb is None:
            return ""
        return _ALL_OF_THEM.sub("", _subject(document, before.span.end, verb[1].start).lstrip(","))
    past = _AGAINST_PAST.search(folded, before.lead.start, before.lead.end)
    if past is None:
        return ""
    start = things.without_front(folded, before.lead.start, past.start())
    return folded[start : past.start()] if past.start() - start > 1 else ""


_ALL_OF_THEM: Final = re.compile("[均都也各共]+$")


def _earlier(
    document: Document,
    own: Sequence[Quantity],
    before_it: Sequence[Statement],
    past: Quantity,
    subject: str,
) -> list[Quantity]:
    """The values that may be what a past one became: those of the subject, of the statement itself first."""
    amount = _AMOUNT.fullmatch(subject)
    name = amount["of"] if amount is not None else subject
    here = [q for q in own if q.unit == past.unit and q.claim != "growth" and q.exact]
    if not name:
        if own or not before_it:
            return here
        near = [q for q in before_it[-1].quantities if q.unit == past.unit]
        return near if len(near) == 1 and near[0].exact else []
    if here:
        label = "".join(_label(document, q) for q in here)
        if amount is not None:
            return [q for q in here if _shares_a_word(name, _label(document, q))]
        return here if all(character in label for character in name) else []
    named = [
        q
        for statement in before_it
        for q in statement.quantities
        if q.unit == past.unit
        and q.exact
        and q.claim in ("count", "total")
        and name in _label(document, q)
        and not is_compared_with(document, q)
    ]
    shortest = min((len(q.thing) for q in named), default=0)  # 党员, not 预备党员
    named = [q for q in named if len(q.thing) == shortest]
    return named if len({q.value for q in named}) == 1 else []


def _label(document: Document, quantity: Quantity) -> str:
    return _lead(document, quantity) + quantity.thing


def _shares_a_word(one: str, other: str) -> bool:
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


def _grows_from(document: Document, found: Sequence[Quantity], index: int) -> bool:
    """Whether 由上年的 a 增长 p% follows the value that it grew to."""
    if index == 0 or index + 1 == len(found) or _FROM_PAST.search(_lead(document, found[index])) is None:
        return False
    value, past, change = found[index - 1 : index + 2]
    between = document.folded[past.span.end : change.number.start]
    return (
        value.unit == past.unit
        and document.folded[value.span.end : past.number.start].count(",") <= 1
        and change.claim == "growth"
        and "," not in between
        and re.search("[到至]", between) is None
    )


def _fits(before: Quantity, after: Quantity, claim: Claim) -> bool:
    """Whether a claim is true of two values, roughly."""
    change, stated = after.value - before.value, claim.quantity
    if stated is None or stated.value == 0:
        return change * {"up": 1, "down": -1, "flat": 0}[claim.direction] > 0
    actual = abs(change) / before.value * 100 if stated.kind == "percent" and before.value else abs(change)
    return abs(actual - stated.value) <= stated.step


def _two_years(document: Document, statement: Statement) -> Iterator[Movement]:
    """2022年 b, 2021年 a, 增长 …: two values of one unit with their years right before them."""
    found = statement.quantities
    for index in range(len(found) - 1):
        one, other = found[index], found[index + 1]
        if one.unit != other.unit or not one.exact or not other.exact or "growth" in (one.claim, other.claim):
            continue
        order = _order(_lead(document, one), _lead(document, other), _year_of(document, one))
        if order is None or not (_same(one, other) or _PAST_ONLY.fullmatch(_lead(document, other))):
            continue
        before, after = (one, other) if order else (other, one)
        claims = tuple(_claims(document, found[index + 2 :], other))
        yield Movement(before, after, claims)


def _base_in_brackets(document: Document, statement: Statement) -> Iterator[Movement]:
    """b, 同比下降 p% (上年 a): the past value stands in brackets behind what is claimed of it."""
    found, depths = statement.quantities, statement.depths
    for index in range(2, len(found)):
        base = found[index]
        if depths[index] <= depths[index - 1] or not base.exact or base.claim == "growth":
            continue
        opened = document.folded[found[index - 1].span.end : base.lead.start].strip() == "("
        if not opened or _PAST_ONLY.fullmatch(_lead(document, base).strip()) is None:
            continue
        at = index - 1
        while at and found[at].claim == "growth":
            at -= 1
        value = found[at]
        if at < index - 1 and value.unit == base.unit and value.exact and value.claim != "part":
            yield Movement(base, value, tuple(_claims(document, found[at + 1 : index], value)))


def _order(one: str, other: str, own: int) -> bool | None:
    """Whether the first of two leads names the earlier year; None when that does not show.

    The first may name none; then `own` is its year.
    """
    if _AGAINST_PAST.search(other):
        return None
    years = [_YEAR.findall(lead) for lead in (one, other)]
    if not years[0] and _PAST_ONLY.fullmatch(other):  # b, 而2018年为 a
        return None if years[1] and int(years[1][-1]) >= own else False
    if years[0] and years[1]:
        first, second = int(years[0][-1]), int(years[1][-1])
        return None if first == second else first < second
    if _PAST.search(one) and (years[1] or _PRESENT.search(other)):
        return True
    if (_PAST.search(other) and not _PAST.search(one)) or (years[1] and _PRESENT.search(one)):
        return False
    return None


_PAST_ONLY: Final = re.compile(
    r"(?:而|[与和])?(?:(?:19|20)[0-9]{2} ?年度?|上一?年度?|去年)(?:同期)?(?:仅|只)?[为是有]?"
)


def _year_of(document: Document, quantity: Quantity) -> int:
    """The year a number is said for: named before it, or the report's; 0 where neither is known."""
    if quantity.scope.year is not None:
        return quantity.scope.year
    own = identity.of(document)
    return own.year.value + own.kind.reviews if own.year is not None else 0


def _same(one: Quantity, other: Quantity) -> bool:
    """Whether the two name one thing, the second perhaps in short (一般公共服务支出 … 支出)."""
    first, second = _thing(one), _thing(other)
    return bool(first) and (first == second or (len(second) >= 2 and first.endswith(second)))


def _thing(quantity: Quantity) -> str:
    return _YEAR.sub("", quantity.thing)


def _claims(
    document: Document, following: Sequence[Quantity], last: Quantity, known: str = ""
) -> Iterator[Claim]:
    """What the words right after a movement say of it, until something else is spoken of.

    `known` is a subject that is known to be what moved.
    """
    end = last.span.end
    for quantity in following:
        between = document.folded[end : quantity.number.start]
        if between.count(",") + between.count(";") + between.count("、") > 1 or quantity.claim != "growth":
            return
        if "分别" in between:
            return  # the rates of several changes follow one after the other
        found = direction_at(document.folded, end, quantity.number.start)
        if found is None:
            return
        subject = _subject(document, end, found[1].start).lstrip(",")
        if _ALL_OF_THEM.sub("", subject) != known and _another(document, last, subject):
            return
        yield Claim(found[0], found[1], quantity)
        end = quantity.span.end
    bare = _BARE.match(document.folded, end)
    if bare:
        direction: Direction = "up" if bare["up"] else "down"
        yield Claim(direction, Span(bare.start("verb"), bare.end("verb")), None)
    level = _LEVEL.match(document.folded, end)
    if level:
        yield Claim("flat", Span(level.start("flat"), level.end("flat")), None)


_BARE: Final = re.compile(
    r"(?:[,、](?:比|较|与)(?:(?:19|20)[0-9]{2} ?年度?|上一?年度?|去年)(?:同期)?(?:相比,?)?(?:数|决算数)?(?=[有略明大小均])"
    r"|(?:相比)?(?=有所|略有|明显|大幅|小幅|均有)|[,、](?:同比|环比)(?=[^,。;]{2,4}[,。;\n]))"
    r"(?:有所|略有|明显|大幅|小幅|均有)?(?P<verb>(?P<up>增加|增长|上升|提高)|减少|下降|降低)"
)
_LEVEL: Final = re.compile(
    rf"[,、]?(?:与|同|和|较)?(?:(?:19|20)[0-9]{{2}} ?年度?|上一?年度?|去年)?(?:同期|相比)?(?:的|数|决算数)?(?P<flat>{FLAT})"
)
_COMPARISON: Final = re.compile(
    r"(?:比|较|与|同比|环比)?(?:[0-9]{4} ?年度?|上一?年度?|去年|前年)?(?:同期|年初)?(?:决算数?|预算数?|执行数|相比)?(?:的|各|均|共|分别|同|净)?"
)
_COMPARING: Final = re.compile(
    r"[,、(;\s]*(?:(?:与|比|较|同比|环比|相比|上一?年度?|去年|同期|[0-9]{4}年度?|的|相比,?|分别|各|共|同|增减)*)"
)


_AMOUNT: Final = re.compile(r"(?P<of>[一-鿿]{0,6}?)(?:总|数)?[数量额]")


def _another(document: Document, last: Quantity, subject: str) -> bool:
    """Whether a subject is another than what was counted: not 案件数量 after 案件150件, …"""
    amount = _AMOUNT.fullmatch(subject)
    if amount is None:
        return bool(subject)
    return amount["of"] not in document.folded[max(0, last.span.start - 60) : last.span.end]


def _subject(document: Document, start: int, end: int) -> str:
    """What stands between a value and a word of direction besides words of comparison."""
    match = _COMPARING.match(document.folded, start, end)
    return document.folded[match.end() if match else start : end]


def subject_of(document: Document, change: Quantity) -> str:
    """What an amount of change (收入比上年增加60万元) names as its subject: 收入; empty for none."""
    found = direction_at(document.folded, change.lead.start, change.lead.end)
    end = found[1].start if found else change.lead.end
    words = document.folded[change.lead.start : end]
    return _COMPARISON.sub("", words).strip()


def _direction(verb: str) -> Direction:
    return "up" if re.fullmatch(UP, verb) else "down"
