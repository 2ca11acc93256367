"""status-mismatch: called all done, or more than done, where the numbers say otherwise."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from auditor.checking.check import Check, quote_evidence
from auditor.facts import quantities
from auditor.facts.quantities import Quantity, statements
from auditor.facts.quantities.statements import Statement
from auditor.model import Document, Factor, Finding, Severity, Span
from auditor.structure.words import WordList
from checks.numbers.reckoning import clause, written


class StatusMismatch(Check):
    """「已全部整改完成」 where fewer were solved than found, 「超额完成」 under the target.

    ## Why it matters
    What is left undone is what a reader of a report of rectification looks for. 「全部完成」 beside 13 of 14 hides it.

    ## Wrong
    - 「反馈问题共14个，整改到位13个，整改完成率92.86%。……已全部整改完成」
    - 「受理投诉120件，办结118件，均已办结」, 「排查隐患9处，完成整改8处，目前9处隐患已全部整改」
    - 「排查纠纷46件，化解44件，其中邻里纠纷30件、土地纠纷14件，目前排查出的纠纷已全部化解」
    - 「完成年度投资计划的95%，超额完成年度任务」

    ## Right
    - all solved; 「其余1个正在整改」 with nothing further; 「当场整改8处，限期整改1处，9处隐患已全部整改」
    - 全部 said of other things, of a part (立行立改的9个问题已全部完成), of last year's

    ## False alarms
    A sentence with 全部 that has no subject of its own but speaks of a wider matter.

    ## Source
    《中国共产党巡视工作条例》 (2024): 整改 is reported as it stands; reviewers' practice.
    """

    id, title, family = "status-mismatch", "完成情况", "numbers"
    severity, version = Severity.ERROR, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        if not quantities.of(document):
            return
        for match in _said(document, _ALL_DONE):
            words = _BEFORE_ALL.search(document.folded, max(0, match.start() - 4), match.start())
            start = words.start() if words else match.start()
            shortfall = _shortfall(document, start, match["verb"] or match["did"], match["what"] or "")
            if shortfall is not None:
                yield self._report(document, Span(start, match.end()), shortfall)
        for match in _said(document, _SURPASSED):
            span = Span(match.start(), match.end())
            under = _under_target(document, match)
            missed = _target_missed(document, match)
            if under is not None:
                yield self._report_rate(document, span, under)
            elif missed is not None:
                yield self._report(document, span, missed)

    def _report(self, document: Document, span: Span, shortfall: Shortfall) -> Finding:
        whole, done = shortfall.whole, shortfall.done
        return self.finding(
            document,
            span,
            "“{quote}”与前文数字不符：“{whole}”，“{done}”，{calculation}，尚有{rest}{unit}未完成。",
            evidence=[
                quote_evidence(document, done.span, "conflict"),
                quote_evidence(document, whole.span, "conflict"),
            ],
            factors=shortfall.factors,
            suggestion="核实完成情况：如已全部完成，更新前文数字；如未完成，改写“{quote}”。",
            quote=document.slice(span),
            whole=clause(document, whole),
            done=clause(document, done),
            calculation=f"{written(whole.value, whole)} − {written(done.value, done)} = "
            f"{written(whole.value - done.value, whole)}",
            rest=written(whole.value - done.value, whole),
            unit=whole.printed_unit,
        )

    def _report_rate(self, document: Document, span: Span, rate: Quantity) -> Finding:
        return self.finding(
            document,
            span,
            "“{quote}”与完成比例不符：“{rate}”，不足100%。",
            evidence=[quote_evidence(document, rate.span, "conflict")],
            factors=[Factor("under-target", 2.2, "完成比例就在前文")],
            suggestion="核实完成比例与“{quote}”的表述，改正其中一处。",
            quote=document.slice(span),
            rate=clause(document, rate),
        )


def _said(document: Document, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Where one of the patterns that begin with a word of `_OPENINGS` stands, without overlaps."""
    end = 0
    for opening in _OPENINGS.hits(document):
        match = pattern.match(document.folded, opening.start) if opening.start >= end else None
        if match is not None:
            end = match.end()
            yield match


class Shortfall(msgspec.Struct):
    """How many there were, how many of them were done, and why the sentence speaks of them."""

    whole: Quantity
    done: Quantity
    factors: tuple[Factor, ...]


_VERBS: Final = (
    r"整改|整治|办结|办理|完成|解决|化解|销号|答复|回复|办复|处置|处理|审结|结案|落实(?!责任|措施|专人|时限|整改|监管|防范|管控)|兑付|拨付|发放|清偿|清零|到位"
    r"|验收|录入|反馈|完工|竣工|交付|建成"
)
_ALL_DONE: Final = re.compile(
    rf"(?:全[部都]|均已(?:全部)?|百分之百|100%)(?:按期|按时|如期)?"
    rf"(?P<verb>{_VERBS})(?:完成|到位|完毕|办结|销号|清零|结束|落实)?"
    rf"|(?:全部|所有)(?P<what>[一-鿿]{{2,8}}?)(?:现|目前)?(?<![均都])已(?:经|按期|如期)?"
    rf"(?P<did>{_VERBS})(?:完成|到位|完毕|办结|销号|清零)?(?=[,;。\n])"
)
"""已全部整改到位, and with the subject in between 全部图斑现已整改到位."""
_SURPASSED: Final = re.compile(r"超额完成|(?:全面|圆满)完成(?=[^。;]{0,12}(?:任务|目标|计划|指标))")
_OPENINGS: Final = WordList(
    "openings of statements that all is done",
    lambda: ("全部", "全都", "所有", "均已", "百分之百", "100%", "超额完成", "全面完成", "圆满完成"),
)
"""What `_ALL_DONE` and `_SURPASSED` begin with."""

_BEFORE_ALL: Final = re.compile(r"(?:现|目前|均|已经|已)+$")
_DONE_LABEL: Final = re.compile(_VERBS)
_DONE_ALREADY: Final = re.compile(
    rf"已[^,]{{0,4}}(?:{_VERBS})|基本完成|(?<!应)(?<!需)(?:办结|完成整改|整改到位|整改完成)[^,]{{0,2}}$"
)
_PARTIAL: Final = re.compile(
    r"立行立改|限期|基本完成|其他|其余|其中|剩余|余下|上年|去年|第一批|首批|已[^,]{2,6}的$|需要|涉及"
)
_FILLING: Final = re.compile(
    r"截至目前|截止目前|目前|现在|至此|上述|以上|反馈|交办|督办|巡[视察]|督察|整改|所有|全部|各项|该|这些|有关|相关|问题|投诉|案件|事项|任务|线索|件|已|均|[0-9年月日,、的]"
)


def _shortfall(document: Document, at: int, verb: str, what: str) -> Shortfall | None:
    """The count of the whole and of the done before 全部… at `at`, when the latter is less.

    `what` is the subject where it follows 全部.
    """
    if not what and (named := _named_count(document, at)) is not None:
        return _just_before(document, named, at, verb) or _elsewhere(document, named, verb)
    near = _before(document, at)
    if near is None:
        return None
    here, earlier = near
    start = max(document.folded.rfind(mark, 0, at) for mark in ",;。\n、:") + 1
    clause_before = _BY_NOW_FIRST.sub("", document.folded[start:at])
    said = what or _SAID_OF_ALL.split(clause_before, maxsplit=1)[0]
    pair = _pair(document, here.quantities, verb, at, said, of_all=bool(what))
    if pair is None and earlier is not None:
        here = earlier
        pair = _pair(document, earlier.quantities, verb, at, said, of_all=bool(what))
    if pair is None:
        return None
    whole, done = pair
    subject = document.folded[max(start, done.span.end) : at] + what
    between = document.folded[done.span.end : at]
    if _PARTIAL.search(subject) or _REST_DONE.search(between):
        return None
    counted = document.folded[here.span.start : done.span.end]
    says_what = (len(whole.thing) >= 4 and whole.thing in subject) or _is_taken_in(document, said, whole)
    open_stated = _rest_is_open(document, here, whole, done)
    if not says_what and not _speaks_of(_FILLING.sub("", subject), counted, loosely=open_stated):
        return None
    factors = [Factor("counted-before", 2.4, "应办数与已办数均在前文列明")]
    if between.count("。") > 1:
        factors.append(Factor("further-away", -0.6, "相隔一句以上"))
    return Shortfall(whole, done, tuple(factors))


_REST_DONE: Final = re.compile(
    r"(?:其余|剩余|余下|另外?有?|还有)[0-9]*[^。;正尚未待]{0,16}(?:已|均|也|(?<![拟将划计])[于在])[^,。;正尚未待]{0,12}"
    r"(?:整改|化解|办结|完成|解决|销号|完毕|到位|审结|答复|处理)"
)
"""What was left was done as well: 其余2处已于1月底整改完毕."""


def _rest_is_open(document: Document, statement: Statement, whole: Quantity, done: Quantity) -> bool:
    """Whether the statement itself counts as open what is not done."""
    return any(
        q.unit == whole.unit
        and q.value == whole.value - done.value
        and (q.claim == "rest" or _is_open(document, q))
        for q in statement.quantities
        if q.number.start > done.number.start
    )


def _named_count(document: Document, at: int) -> Quantity | None:
    """The number that opens the clause of 全部…: 反馈的6个问题已全部整改完成."""
    start = max(document.folded.rfind(mark, 0, at) for mark in ",;。\n:") + 1
    counts = [q for q in quantities.within(document, Span(start, at)) if q.kind == "count" and q.exact]
    return counts[0] if len(counts) == 1 and at - counts[0].span.end <= 12 else None


_EARLIER: Final = re.compile(
    "当场|现场|立即|即时|当[日天时]|先行|率先|首|此前|[前限]期|[0-9]月|季度|[上下]半年"
)
"""Words of a first step, after which the rest may have been done as well."""
_STILL_OPEN: Final = re.compile(rf"(?:正在|尚未|未|待)(?:{_VERBS})")
_NO_LESS: Final = re.compile("整改|化解|办结|完成|解决|销号|完毕|到位|审结|答复|处理")


_BY_NOW: Final = re.compile("已|均|都|(?<![发出])现|目前|截至")
_YET_TO_BE: Final = re.compile("力争|确保|要求|争取|务必|保证|督促|推动|将|须|应当|[底末日月]前")


def _just_before(document: Document, named: Quantity, at: int, verb: str) -> Shortfall | None:
    """排查隐患9处，完成整改8处，目前9处隐患已全部整改: as many counted in the statement itself, and fewer done."""
    pair = _pair(document, _counted_in_line(document, named.number.start), verb, named.number.start)
    if pair is None or pair[0].value != named.value or pair[0].unit != named.unit:
        return None
    folded, done = document.folded, pair[1]
    said = folded[named.lead.start : at + 4]
    if _BY_NOW.search(said) is None or _YET_TO_BE.search(said):
        return None
    if _EARLIER.search(folded, pair[0].span.end, named.span.start):
        return None
    rest = folded[done.span.end : named.span.start].partition(",")[2]
    if _NO_LESS.search(_STILL_OPEN.sub("", rest)):
        return None  # 剩余1处年底整改完毕
    return Shortfall(*pair, (Factor("counted-before", 2.0, "应办数与已办数均在前文列明"),))


_SENTENCES_BACK: Final = 3


def _counted_in_line(document: Document, at: int) -> tuple[Quantity, ...]:
    """The quantities of the last few sentences before an offset in its line."""
    folded = document.folded
    line = start = folded.rfind("\n", 0, at) + 1
    end = at
    for _ in range(_SENTENCES_BACK):
        end = folded.rfind("。", line, end)
        if end < 0:
            break
    else:
        start = end + 1
    return quantities.within(document, Span(start, at))


def _elsewhere(document: Document, named: Quantity, verb: str) -> Shortfall | None:
    """Another statement that counts as many of the same, and fewer of them as done."""
    words = _around(document, named)
    wanted = {words[at : at + 2] for at in range(len(words) - 1)}
    for statement in statements.of(document):
        if statement.span.contains(named.span):
            continue
        pair = _pair(document, statement.quantities, verb, statement.span.end)
        if pair is None or pair[0].value != named.value or pair[0].unit != named.unit:
            continue
        said = document.folded[statement.span.start : pair[1].span.end]
        shared = [word for word in wanted if word in said and word not in _EVERYWHERE]
        years = {pair[0].scope.year, named.scope.year} - {None}
        line = document.folded[
            min(statement.span.start, named.span.start) : max(statement.span.end, named.span.start)
        ]
        alike = len(shared) >= 2 or ("\n" not in line and words[:2] in said)
        if (alike or _is_named_alike(document, named, pair[0])) and len(years) < 2:
            factors = (
                Factor("counted-elsewhere", 1.6, "同一数目在另一处分列已办、未办"),
                Factor("same-words", 0.2 * min(len(shared), 5), "两处用语相同"),
            )
            return Shortfall(pair[0], pair[1], factors)
    return None


_BY_NOW_FIRST: Final = re.compile("^(?:截[至止])?(?:目前|现在|年底|年末|至此|现已|现)")
_SAID_OF_ALL: Final = re.compile(r"(?:目前|现在|(?<![发出实体])现|均|已|都|也|全|百分之百)")


def _is_named_alike(document: Document, named: Quantity, whole: Quantity) -> bool:
    """Whether the subject (9个反馈问题) says nothing that is not said of the whole (反馈我局的问题共9个)."""
    folded = document.folded
    tail = _SAID_OF_ALL.split(folded[named.tail.start : named.tail.end], maxsplit=1)[0]
    return _says_no_more(folded[named.lead.start : named.lead.end] + tail, _around(document, whole))


def _says_no_more(subject: str, said: str, shortest: int = 4) -> bool:
    """Whether a subject of some length is made of what is said elsewhere."""
    subject = subject.replace("的", "")
    return len(subject) >= shortest and all(character in said for character in subject)


def _around(document: Document, quantity: Quantity) -> str:
    """The words before and after a number in its clause."""
    folded = document.folded
    return folded[quantity.lead.start : quantity.lead.end] + folded[quantity.tail.start : quantity.tail.end]


_EVERYWHERE: Final = frozenset(("问题", "整改", "已全", "全部", "完成", "的问", "个问", "办理", "办结"))


def _speaks_of(subject: str, counted: str, *, loosely: bool) -> bool:
    """Whether what is left of a subject without its general words stands where the numbers do.

    `loosely`, in other words of the same characters too (信访 of 来信来访).
    """
    pairs = [subject[at : at + 2] in counted for at in range(len(subject) - 1)]
    return all(character in counted for character in subject) and (loosely or sum(pairs) * 2 >= len(pairs))


def _before(document: Document, at: int) -> tuple[Statement, Statement | None] | None:
    """The statement in which an offset lies or that ends last before it in its paragraph, and the one before."""
    line = document.folded.rfind("\n", 0, at) + 1
    found = statements.of(document)
    last = bisect.bisect_right(found, at, key=lambda statement: statement.span.start)
    inside = [statement for statement in found[max(0, last - 2) : last] if statement.span.start >= line]
    if not inside:
        return None
    return inside[-1], inside[0] if len(inside) > 1 else None


def _pair(
    document: Document,
    counted: Sequence[Quantity],
    verb: str,
    at: int,
    subject: str = "",
    *,
    of_all: bool = False,
) -> tuple[Quantity, Quantity] | None:
    """The last number of things done before `at`, and the number of all of them before it.

    Where the `subject` of 全部 names one of the numbers, it is that one, whatever is counted after it; a short
    subject does where it stands with 全部 itself (`of_all`).
    """
    counts = [
        q for q in counted if q.kind == "count" and q.exact and q.number.start < at and q.claim != "rest"
    ]
    shortest = 2 if of_all else 4
    named = [q for q in counts if _says_no_more(subject, _around(document, q), shortest)]
    for index in range(len(counts) - 1, 0, -1):
        done = counts[index]
        label = _around(document, done)
        if (
            _is_open(document, done)
            or _DONE_LABEL.search(label) is None
            or not _related(verb, label)
            or _PARTIAL.search(label)
        ):
            continue
        wholes = _wholes(document, counts[:index], done)
        if not wholes:
            continue
        if named and wholes[-1] not in named:
            continue
        others = [q for q in counts[index + 1 :] if not _is_open(document, q)]
        if not named and wholes[-1].value > done.value and _is_taken_in(document, subject, wholes[-1]):
            named = [wholes[-1]]
        if named:
            others = others[_kinds_of(document, done, others) :]
        if others and (not named or any(other.unit == done.unit for other in others)):
            return None  # another thing was counted in between: 全部 is said of that
        after = [
            q.value
            for q in counts[counts.index(wholes[-1]) + 1 :]
            if q.unit == done.unit and not _is_open(document, q)
        ]
        if len(after) > 1 and sum(after) == wholes[-1].value:
            return None  # kinds of the whole, all of them done
        if any(whole.value == done.value for whole in wholes):
            return None
        return (wholes[-1], done) if wholes[-1].value > done.value else None
    return None


_TAKING_IN: Final = (
    re.compile("排查|摸排|发现|查出|查找|检查"),
    re.compile("受理|收到|接到|接收|接办|接|收|登记"),
    re.compile("反馈|移交|交办|转办|转来|指出|下达|督办"),
)
"""How a matter comes in; words of one row say the same (收到的线索 of 接收线索54条)."""
_TAKEN_IN: Final = re.compile(r"所?(?P<how>[一-鿿]{2,4}?)[出到]?的(?P<what>[一-鿿]{2,10})")


def _is_taken_in(document: Document, subject: str, whole: Quantity) -> bool:
    """Whether a subject (排查出的纠纷) is all that came in: the noun of the whole, with such a word of coming in."""
    said = _TAKEN_IN.fullmatch(subject)
    if said is None:
        return False
    around = _around(document, whole)
    return said["what"] in around and any(
        _says_no_more(row.sub("", said["how"]), around, 0)
        for row in _TAKING_IN
        if row.search(said["how"]) and row.search(around)
    )


def _kinds_of(document: Document, done: Quantity, after: Sequence[Quantity]) -> int:
    """How many of the numbers after that of the done are its kinds: 化解44件，其中土地纠纷13件、邻里纠纷31件."""
    if not after or "其中" not in document.folded[done.span.end : after[0].number.start]:
        return 0
    left = done.value
    for count, kind in enumerate(after):
        if kind.unit != done.unit or kind.value > left:
            return count
        left -= kind.value
    return len(after)


def _is_open(document: Document, quantity: Quantity) -> bool:
    """Whether a number counts what is not done yet (2项正在推进)."""
    words = document.folded[quantity.lead.start : quantity.lead.end]
    words += document.folded[quantity.tail.start : quantity.tail.end][:6]
    return re.search(r"正在|尚|剩|其余|余下|未|推进|待", words) is not None


def _related(verb: str, label: str) -> bool:
    """Whether the verb of the sentence is that of the count, or so general that it serves for any."""
    return (
        verb in label or verb in ("完成", "到位", "落实", "清零", "销号", "处理", "解决") or "完成" in label
    )


def _wholes(document: Document, before: Sequence[Quantity], done: Quantity) -> list[Quantity]:
    """The numbers of which `done` may be a part: not themselves done, and not parts of something."""
    return [
        q
        for q in before
        if q.unit == done.unit
        and q.claim not in ("growth", "part")
        and not _DONE_ALREADY.search(document.folded, q.lead.start, q.lead.end)
    ]


def _under_target(document: Document, match: re.Match[str]) -> Quantity | None:
    near = _before(document, match.start())
    if near is None:
        return None
    rates = [
        q
        for q in near[0].quantities
        if q.kind == "percent" and q.exact and q.number.start < match.start() and q.value < 100
    ]
    if not rates:
        return None
    lead = document.folded[rates[-1].lead.start : rates[-1].lead.end]
    between = document.folded[rates[-1].span.end : match.start()]
    if (
        re.search(r"(?:完成|占|达到?|为).{0,12}(?:计划|目标|任务|指标|预算)的?$|完成率(?:为|达)?$", lead)
        is None
    ):
        return None
    return rates[-1] if len(between) <= 10 and "其他" not in between else None


def _target_missed(document: Document, match: re.Match[str]) -> Shortfall | None:
    """计划60次，实际完成54次 right before 超额完成."""
    near = _before(document, match.start())
    if near is None:
        return None
    numbers = [q for q in near[0].quantities if q.exact and q.number.start < match.start()]
    if len(numbers) < 2 or numbers[-1].unit != numbers[-2].unit or numbers[-1].kind == "percent":
        return None
    target, done = numbers[-2:]
    leads = [document.folded[q.lead.start : q.lead.end] for q in (target, done)]
    if not re.search(r"计划|目标|任务", leads[0]) or not re.search(r"实际|完成|实现", leads[1]):
        return None
    if done.value >= target.value or match.start() - done.span.end > 10:
        return None
    return Shortfall(target, done, (Factor("target-and-result", 2.2, "目标数与完成数均在前文列明"),))
