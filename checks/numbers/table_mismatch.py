"""table-mismatch: a table whose totals, or whose own reckoning, do not come out; a text that repeats a cell wrongly."""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from importlib import resources
from itertools import pairwise
from typing import Final

import msgspec

from auditor.checking.check import Check, quote_evidence
from auditor.facts import tables
from auditor.facts.tables import Entry, Panel, Row, Table
from auditor.language import say
from auditor.model import Document, Factor, Finding, Severity, Span
from checks.numbers import growth_columns, repeated_cells
from checks.numbers.reckoning import clause, plain
from checks.numbers.repeated_cells import RepeatedCell, matches


class TableMismatch(Check):
    """The figures of a table do not agree with each other.

    ## Why it matters
    Tables are taken over into other tables. A total that is not the sum of its rows spreads, and the form of the
    openness report even prints the reckoning that must hold.

    ## Wrong
    - 合计 635.80 over rows that add up to 625.80
    - the openness report's 「第一项加第二项之和，等于第三项加第四项之和」 with 15 + 2 against 16 + 0
    - 收入总计 that differs from 支出总计
    - 增长（%） of 3.9 beside 208.00 this year and 196.50 last year

    ## Right
    - totals off by the rounding of the printed places
    - 其中 rows, subtotals, rows and columns of averages, rates and ranks, merged cells
    - growth at comparable prices (生产总值, 增加值) or on a revised base, changes in 百分点

    ## False alarms
    A table that leaves out rows on purpose and does not say so.

    ## Source
    政府信息公开年度报告格式 (国办公开办函〔2021〕30号); 部门决算报表 (财决01表); reviewers' practice.
    """

    id, title, family = "table-mismatch", "表内勾稽", "numbers"
    severity, version = Severity.ERROR, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        wrong: set[Span] = set()
        for table in tables.of(document):
            failing = [relation for relation in _relations(table) if not relation.holds]
            for culprits in _one_a_rule(_culprits(failing)):
                wrong |= {entry.span for entry, _ in culprits}
                yield self._report(document, table, culprits)
        for repeated in repeated_cells.contradicted(document):
            if repeated.entry.span not in wrong:
                yield self._report_repeated(document, repeated)

    def _report(self, document: Document, table: Table, culprits: Sequence[Culprit]) -> Finding:
        entry, broken = culprits[0]
        # The reckoning in which the marked cell is the result says directly what it should be.
        relation = next((each for each in broken if each.total is entry), broken[0])
        others = [
            other
            for each in broken
            for other in each.entries
            if other is not entry and (_value(other) or other is each.total)
        ]
        return self.finding(
            document,
            entry.span,
            _TEMPLATES[relation.kind],
            evidence=[
                quote_evidence(document, span, "conflict") for span in {other.span: 0 for other in others}
            ],
            factors=(
                Factor("table-arithmetic", 2.0, "表内勾稽关系不成立"),
                *((Factor("fails-both-ways", 1.0, "横向、纵向均不成立"),) if len(broken) > 1 else ()),
            ),
            suggestion="核对该单元格及其所涉各项，改正有误的数。",
            places=[further.span for further, _ in culprits[1:]],
            marked=""
            if relation.total is entry and relation.kind != "rule"
            else say(_MARKED, place=_place(table, entry), quote=document.slice(entry.span)),
            label=relation.label,
            calculation=relation.calculation(),
            words=relation.words,
            result=relation.other_side(),
        )

    def _report_repeated(self, document: Document, found: RepeatedCell) -> Finding:
        return self.finding(
            document,
            found.quantity.span,
            "正文“{quote}”与表中“{label}”的数不一致：表中为{cell}{unit}。",
            evidence=[quote_evidence(document, found.entry.span, "conflict")],
            factors=[Factor("repeats-a-cell", 2.0 if found.sure else 0.9, "正文复述表中一项")],
            severity=Severity.ERROR if found.sure else Severity.WARNING,
            suggestion="以核定的表为准，统一正文与表格。",
            quote=clause(document, found.quantity),
            label=found.label,
            cell=document.slice(found.entry.span),
            unit=found.unit,
        )


_TEMPLATES: Final = {
    "rows": "表中“{label}”与各行之和不符：{calculation}，而表中为{result}{marked}。",
    "columns": "表中“{label}”与同一行各列之和不符：{calculation}，而表中为{result}{marked}。",
    "rule": "表内勾稽关系不成立（{words}）：{calculation}，而另一侧为{result}{marked}。",
    "sides": "表中两侧“{label}”不相等（{words}）：{calculation}，而另一侧为{result}{marked}。",
    "part": "表中“{label}”大于其所属的一项：{calculation}，而所属项为{result}{marked}。",
    "growth": "表中“{label}”的增减幅度与两列数值不符：{calculation}，而表中为{result}{marked}。",
    "ratio": "表中“{label}”的比例与数值不符（{words}）：{calculation}，而表中为{result}{marked}。",
}
_MARKED: Final = "（所标的是“{place}”的{quote}）"
"""Added where the marked cell is one of the parts."""


class Relation(msgspec.Struct):
    """What must be equal: a total and the sum of its parts."""

    kind: str
    label: str
    total: Entry
    parts: tuple[Entry, ...]
    words: str = ""
    right: tuple[Entry, ...] = ()
    rate: bool = False
    """Whether the total is the first part in per cent of the second, and not their sum."""
    growth: growth_columns.Growth | None = None
    """The growth in per cent that the total should be, and not a sum."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (self.total, *self.parts, *self.right)

    @property
    def sum(self) -> Decimal:
        if self.growth is not None:
            return self.growth.value
        if self.rate:
            return _value(self.parts[0]) / _value(self.parts[1]) * 100
        return sum((_value(part) for part in self.parts), Decimal(0))

    @property
    def holds(self) -> bool:
        if self.growth is not None:
            return self.growth.holds
        if self.rate:
            tolerance = self.total.step + self.sum * Decimal("0.0001")
            return abs(self.sum - _value(self.total)) <= tolerance
        other = _value(self.total) + sum((_value(part) for part in self.right), Decimal(0))
        return abs(self.sum - other) <= _slack((*self.parts, *self.right, self.total))

    def other_side(self) -> str:
        """The total, with what is added to it: 20 + 2 = 22."""
        if not self.right:
            return _shown(self.total)
        terms = (self.total, *self.right)
        total = sum((_value(entry) for entry in terms), Decimal(0))
        return " + ".join(map(_shown, terms)) + f" = {plain(total, max(map(_places, terms)))}"

    def calculation(self) -> str:
        """The parts added up, zeros left out, or divided."""
        if self.growth is not None:
            now, before = map(_shown, self.parts)
            return f"({now} - {before}) ÷ {before} = {plain(self.sum, _places(self.total))}%"
        if self.rate:
            return (
                f"{_shown(self.parts[0])} ÷ {_shown(self.parts[1])} = {plain(self.sum, _places(self.total))}%"
            )
        parts = [part for part in self.parts if _value(part)] or list(self.parts[:1])
        places = max(_places(part) for part in self.parts)
        terms = " + ".join(_shown(part) for part in parts[:12]) + (" + …" if len(parts) > 12 else "")
        return f"{terms} = {plain(self.sum, places)}" if len(parts) > 1 else terms


def _value(entry: Entry) -> Decimal:
    return entry.value if entry.value is not None else Decimal(0)


def _places(entry: Entry) -> int:
    return max(0, -int(entry.step.as_tuple().exponent))


def _shown(entry: Entry) -> str:
    return plain(_value(entry), _places(entry))


def _slack(entries: Sequence[Entry]) -> Decimal:
    """What rounding may add; nothing where all numbers are whole."""
    if all(entry.step == 1 for entry in entries):
        return Decimal(0)
    return sum((entry.step / 2 for entry in entries if not entry.blank and entry.step < 1), Decimal(0))


Culprit = tuple[Entry, list[Relation]]
"""A cell and the broken relations that meet in it."""


def _place(table: Table, entry: Entry) -> str:
    """Where a cell stands, in the table's words: 二中队／聘用."""
    for panel in table.panels:
        for row in panel.rows:
            if row.entries.get(entry.column) is entry:
                return "／".join((*row.labels[-1:], *panel.headers[entry.column][-1:]))
    return ""


_TOTAL: Final = re.compile(r"(?:合计|总计|小计|共计|总数|累计)(?:数|额|值)?(?:\([^)]*\))?:?$")
_GRAND: Final = re.compile(r"总计|总数")
_PART: Final = re.compile(r"^(?:#|其中:?|[-—]*其中)")
_NOT_ADDED: Final = re.compile(
    r"率(?:$|[(:,])|%|比[上去年重例]|同比|环比|增[长减幅速](?:$|[(:,率额数])|占(?![道地用线补])|[人户亩年月日场单平]均|均(?:$|\()"
    r"|排名|名次|序号|行次|年份|栏次|编码|单价|标准(?![化厂地房件体])|备注|现行有效|累计|±|指数(?:$|\()|倍(?:$|\()"
)
_LEVELS: Final = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^\([一二三四五六七八九十]+\)"),
    re.compile(r"^[0-9]+[.、](?![0-9])"),
    re.compile(r"^\([0-9]+\)"),
)
_CODE: Final = re.compile(r"^[0-9]{3,9}$")


# The same few labels and headers come again and again, in one table and from report to report.


@functools.lru_cache(maxsize=1024)
def _is_total(words: str) -> bool:
    return _TOTAL.search(words) is not None


@functools.lru_cache(maxsize=1024)
def _is_part(words: str) -> bool:
    return _PART.search(words) is not None


@functools.lru_cache(maxsize=1024)
def _is_added(words: str) -> bool:
    return _NOT_ADDED.search(words) is None


@functools.lru_cache(maxsize=1024)
def _level(labels: tuple[str, ...]) -> int:
    """How deep a row stands by its numbering (一、 0 … （1） 3), by its code, or -1 for none."""
    for label in labels:
        if _CODE.match(label):
            return 10 + len(label)
    for level, pattern in enumerate(_LEVELS):
        if pattern.search(_last(labels)):
            return level
    return -1


def _relations(table: Table) -> Iterator[Relation]:
    for panel in table.panels:
        rows = [row for row in panel.rows if _is_added(row.label) or _is_total(row.label)]
        columns = [column for column in panel.columns if _is_added(_last(panel.headers[column]))]
        prescribed = list(_prescribed(panel))
        yield from _down(panel, rows, columns, prescribed)
        yield from _across(panel, rows, columns)
        yield from _parts_within(rows, columns)
        yield from _by_rule(panel, prescribed)
        yield from _between_columns(panel)
        for growth in growth_columns.contradicted(panel):
            parts = (growth.current, growth.prior)
            yield Relation("growth", growth.row.label, growth.result, parts, growth=growth)
    yield from _sides(table)


def _last(words: Sequence[str]) -> str:
    """The innermost of the headers or labels; empty where there is none."""
    return words[-1] if words else ""


def _down(
    panel: Panel, rows: Sequence[Row], columns: Sequence[int], prescribed: Sequence[_Prescribed]
) -> Iterator[Relation]:
    """Totals of rows, column by column."""
    apart = {
        row.index for each in prescribed if not each.rule.optional for row in each.left if row is not None
    }
    for at, row in enumerate(rows):
        if not _is_total(row.label):
            continue
        candidates = (
            candidate
            for candidate in _row_candidates(rows, at)
            if not any(rows[i].index in apart for i in candidate)
        )
        lines = [(column, row.entries[column]) for column in columns if column in row.entries]

        def parts(column: int, indexes: Sequence[int]) -> tuple[Entry, ...]:
            return tuple(entry for i in indexes if (entry := rows[i].entries.get(column)) is not None)

        simple = functools.partial(_is_simple, rows, at)
        for column, total, chosen in _calibrated(lines, candidates, parts, simple):
            header = panel.headers[column][-1:] if len(columns) > 1 else ()
            yield Relation("rows", "／".join((row.label, *header)), total, chosen)


def _across(panel: Panel, rows: Sequence[Row], columns: Sequence[int]) -> Iterator[Relation]:
    """Totals of columns, row by row."""
    for at, column in enumerate(columns):
        header = _last(panel.headers[column])
        if not _is_total(header):
            continue
        candidates = _column_candidates(panel, columns, at)
        lines = [(index, row.entries[column]) for index, row in enumerate(rows) if column in row.entries]

        def parts(index: int, chosen: Sequence[int]) -> tuple[Entry, ...]:
            return tuple(entry for c in chosen if (entry := rows[index].entries.get(columns[c])) is not None)

        for index, total, chosen in _calibrated(lines, candidates, parts, lambda: True):
            yield Relation("columns", "／".join((*rows[index].labels[-1:], header)), total, chosen)


def _calibrated(
    lines: Sequence[tuple[int, Entry]],
    candidates: Iterable[Sequence[int]],
    parts: Callable[[int, Sequence[int]], tuple[Entry, ...]],
    simple: Callable[[], bool],
) -> Iterator[tuple[int, Entry, tuple[Entry, ...]]]:
    """(line, total, parts) under the reading of the table that comes out on most lines.

    A table does not say which rows its total adds up.  The reading that is right on the other lines is
    the table's own; where there is no other line only a `simple` table, one without levels, is judged.
    """
    best: Sequence[int] = ()
    hits = -1
    counted = [(line, total) for line, total in lines if _value(total) and not total.percent]
    if not counted:
        return
    for candidate in candidates:
        fits = 0
        for line, total in counted:
            chosen = parts(line, candidate)
            fits += bool(chosen) and Relation("", "", total, chosen).holds
        if fits > hits:
            best, hits = candidate, fits
        if hits == len(counted):
            break
    misses = len(counted) - hits
    if misses and not (hits >= misses or (hits * 2 + 1 >= misses and simple())):
        return
    for line, total in lines:
        chosen = parts(line, best)
        if len(chosen) >= 2 and not total.percent and not any(part.percent for part in chosen):
            yield line, total, chosen


def _is_simple(rows: Sequence[Row], total: int) -> bool:
    return _is_flat(rows, total) or _closes_flat(rows, total)


def _is_flat(rows: Sequence[Row], total: int) -> bool:
    """Whether the rows beside a total are of one level, without 其中 and without other totals."""
    others = [row for index, row in enumerate(rows) if index != total]
    return (
        len({_level(row.labels) for row in others}) == 1
        and len({row.labels[:-1] for row in others if len(row.labels) > 1 and _level(row.labels) < 10}) <= 1
        and not any(_is_part(row.label) or _is_total(row.label) for row in others)
    )


def _closes_flat(rows: Sequence[Row], total: int) -> bool:
    """Whether a total is a 小计, or the first total, and closes a stretch of rows of one level."""
    start = max((i for i in range(total) if _is_total(rows[i].label)), default=-1) + 1
    if start > 0 and "小计" not in rows[total].label:
        return False
    stretch = rows[start:total]
    return len({_level(row.labels) for row in stretch}) == 1 and not any(
        _is_part(row.label) for row in stretch
    )


def _row_candidates(rows: Sequence[Row], total: int) -> Iterator[list[int]]:
    """The different sets of rows that a total may add up, the likeliest first."""
    seen: set[tuple[int, ...]] = set()
    for candidate in _row_readings(rows, total):
        if len(candidate) >= 2 and tuple(candidate) not in seen:
            seen.add(tuple(candidate))
            yield candidate


def _row_readings(rows: Sequence[Row], total: int) -> Iterator[list[int]]:
    is_total = [_is_total(row.label) for row in rows]
    group = rows[total].labels[:1] if len(rows[total].labels) > 1 else ()
    for stretch in _stretches(rows, is_total, total):
        if group:
            yield [i for i in stretch if rows[i].labels[:1] == group]
        yield stretch
        yield [i for i in stretch if not _is_part(rows[i].label)]
        yield _without_parts(rows, stretch)
        for level in sorted({_level(rows[i].labels) for i in stretch} - {-1}):
            yield [i for i in stretch if _level(rows[i].labels) == level]
    yield [i for i in range(total) if is_total[i] and "小计" not in rows[total].label]
    yield [i for i in range(total + 1, len(rows)) if is_total[i]]


def _stretches(rows: Sequence[Row], is_total: Sequence[bool], total: int) -> list[list[int]]:
    """The rows above and below a total, up to the next total or to the end."""
    above_from = max((i for i in range(total) if is_total[i]), default=-1) + 1
    below_to = min((i for i in range(total + 1, len(rows)) if is_total[i]), default=len(rows))
    above, below = list(range(above_from, total)), list(range(total + 1, below_to))
    if "小计" in rows[total].label:  # adds up what stands next to it
        return [above, below]
    stretches = [
        above,
        [i for i in range(total) if not is_total[i]],
        below,
        [i for i in range(total + 1, len(rows)) if not is_total[i]],
    ]
    if above_from > 0:
        stretches.append(list(range(above_from - 1, total)))  # 合计 and what stands between it and 总计
    return stretches


def _without_parts(rows: Sequence[Row], stretch: Sequence[int]) -> list[int]:
    """Without 其中 rows and the unnumbered rows that go on under them until they use up the row above."""
    kept: list[int] = []
    rest: Decimal | None = None
    for i in stretch:
        column = next(iter(rows[i].entries), None)
        value = _value(rows[i].entries[column]) if column is not None else Decimal(0)
        if _is_part(rows[i].label) and kept:
            owner = rows[kept[-1]].entries.get(column) if column is not None else None
            rest = (_value(owner) if owner is not None else Decimal(0)) - value
            continue
        if rest is not None and 0 < value <= rest and _level(rows[i].labels) in (-1, 3):
            rest -= value
            continue
        rest = None
        kept.append(i)
    return kept


def _column_candidates(panel: Panel, columns: Sequence[int], total: int) -> list[list[int]]:
    """The sets of columns that a total may add up, the likeliest first."""
    headers = [panel.headers[column] for column in columns]
    is_total = [_is_total(_last(header)) for header in headers]
    before_from = max((i for i in range(total) if is_total[i]), default=-1) + 1
    after_to = min((i for i in range(total + 1, len(columns)) if is_total[i]), default=len(columns))
    top = headers[total][:1] if len(headers[total]) > 1 else ()
    stretches = [
        list(range(total + 1, after_to)),
        list(range(before_from, total)),
        [i for i in range(len(columns)) if i != total and not is_total[i]],
    ]
    if top:
        parent = headers[total][:-1]
        under = [i for i in range(len(columns)) if i != total and headers[i][: len(parent)] == parent]
        family = [i for i in range(len(columns)) if i != total and headers[i][:1] == top]
        stretches = [_collapsed(headers, is_total, under), family, *stretches]
    everything = [i for i in range(len(columns)) if i != total]
    stretches.append(_collapsed(headers, is_total, everything))
    unique = {tuple(stretch): None for stretch in stretches if len(stretch) >= 2}
    return [list(stretch) for stretch in unique]


def _collapsed(
    headers: Sequence[tuple[str, ...]], is_total: Sequence[bool], chosen: Sequence[int]
) -> list[int]:
    """Columns with a subtotal in place of the columns that stand under one header with it."""
    covered = {headers[i][:-1] for i in chosen if is_total[i] and len(headers[i]) > 1}
    return [i for i in chosen if is_total[i] or headers[i][:-1] not in covered]


def _parts_within(rows: Sequence[Row], columns: Sequence[int]) -> Iterator[Relation]:
    """其中 rows that are larger than the row above them."""
    for above, row in pairwise(rows):
        if not _is_part(row.label) or _is_part(above.label):
            continue
        for column in columns:
            whole, part = above.entries.get(column), row.entries.get(column)
            if whole is None or part is None or whole.percent or part.percent:
                continue
            if _value(whole) >= 0 and _value(part) > _value(whole) + _slack((whole, part)):
                yield Relation("part", row.label, whole, (part,))


class _RowRule(msgspec.Struct, frozen=True):
    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    words: str
    source: str
    optional: bool = False


class _SideRule(msgspec.Struct, frozen=True):
    label: str
    words: str
    source: str


class _ColumnRule(msgspec.Struct, frozen=True):
    parts: tuple[str, ...]
    total: str
    words: str
    source: str


class _DifferenceRule(msgspec.Struct, frozen=True):
    minuend: str
    subtrahend: str
    result: str
    words: str
    source: str


class _RatioRule(msgspec.Struct, frozen=True):
    numerator: str
    denominator: str
    result: str
    words: str
    source: str


class _Rules(msgspec.Struct, frozen=True):
    rows: tuple[_RowRule, ...]
    sides: tuple[_SideRule, ...]
    columns: tuple[_ColumnRule, ...]
    differences: tuple[_DifferenceRule, ...]
    ratios: tuple[_RatioRule, ...]


@functools.cache
def _rules() -> _Rules:
    text = (resources.files("checks.numbers") / "table_mismatch.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Rules)  # the statements are read by `repeated_cells`


class _Prescribed(msgspec.Struct, frozen=True):
    """A reckoning that the form of a table prescribes, with the rows of its terms; None for one left out."""

    rule: _RowRule
    left: tuple[Row | None, ...]
    right: tuple[Row | None, ...]


def _prescribed(panel: Panel) -> Iterator[_Prescribed]:
    """The reckonings whose rows a panel has."""
    names = [" ".join(row.labels) for row in panel.rows]

    def row_of(pattern: str) -> Row | None:
        return next(
            (row for row, name in zip(panel.rows, names, strict=True) if matches(pattern, name)), None
        )

    for rule in _rules().rows:
        if row_of(rule.left[0]) is None:
            continue
        left, right = tuple(map(row_of, rule.left)), tuple(map(row_of, rule.right))
        if right[0] is None or (None in (*left, *right) and not rule.optional):
            continue
        if rule.optional and all(row is None for row in left[1:]):
            continue
        yield _Prescribed(rule, left, right)


def _by_rule(panel: Panel, prescribed: Iterable[_Prescribed]) -> Iterator[Relation]:
    """The prescribed reckonings, column by column."""
    for each in prescribed:
        name, words = each.rule.name, each.rule.words
        for column in panel.columns:
            terms = [row.entries[column] for row in each.left if row is not None and column in row.entries]
            others = [row.entries[column] for row in each.right if row is not None and column in row.entries]
            if len(terms) > 1 and others:
                yield Relation("rule", name, others[0], tuple(terms), words, tuple(others[1:]))


def _sides(table: Table) -> Iterator[Relation]:
    """收入总计 against 支出总计 in panels side by side."""
    if len(table.panels) != 2:
        return
    left, right = table.panels
    if len(left.columns) != len(right.columns):
        return
    for rule in _rules().sides:
        rows = [[row for row in panel.rows if matches(rule.label, row.label)] for panel in (left, right)]
        if len(rows[0]) == len(rows[1]) == 1:
            for one, other in zip(left.columns, right.columns, strict=True):
                first, second = rows[0][0].entries.get(one), rows[1][0].entries.get(other)
                if first is not None and second is not None:
                    yield Relation("sides", rows[0][0].label, second, (first,), rule.words)


def _between_columns(panel: Panel) -> Iterator[Relation]:
    """Columns of differences, of sums and of rates against the columns that they are drawn from."""
    if len(panel.columns) < 3:  # the fewest that any of them takes
        return
    headers = {column: "".join(panel.headers[column]) for column in panel.columns}
    lasts = {column: "".join(panel.headers[column][-1:]) for column in panel.columns}
    for difference in _rules().differences:
        found = _matching(headers, (difference.subtrahend, difference.result, difference.minuend))
        for row, (subtrahend, result, minuend) in _lines(panel, found):
            if not result.percent:
                drawn = (subtrahend, result)
                yield Relation("rule", row.label, minuend, drawn, f"{difference.words}：{row.label}")
    for sums in _rules().columns:
        found = _matching(lasts, (*sums.parts, sums.total))
        for row, (*parts, total) in _lines(panel, found):
            if not total.percent:
                yield Relation("rule", row.label, total, tuple(parts), f"{sums.words}：{row.label}")
    for ratio in _rules().ratios:
        found = _matching(headers, (ratio.numerator, ratio.denominator, ratio.result))
        for row, (numerator, denominator, result) in _lines(panel, found):
            # A rate printed as 0.98 is left alone.
            if _value(denominator) and (_value(result) > 2 or result.percent):
                of_both = (numerator, denominator)
                yield Relation("ratio", row.label, result, of_both, ratio.words, rate=True)


def _lines(panel: Panel, columns: Sequence[int] | None) -> Iterator[tuple[Row, list[Entry]]]:
    """The rows that have an entry in each of the columns, with these entries."""
    for row in panel.rows if columns else ():
        entries = [row.entries[column] for column in columns or () if column in row.entries]
        if len(entries) == len(columns or ()):
            yield row, entries


def _matching(headers: dict[int, str], patterns: Sequence[str]) -> tuple[int, ...] | None:
    """One column for each pattern, each column for one pattern only; None unless that is so."""
    found = []
    for pattern in patterns:
        columns = [column for column, words in headers.items() if matches(pattern, words)]
        if len(columns) != 1:
            return None
        found.append(columns[0])
    return tuple(found) if len(set(found)) == len(found) else None


def _one_a_rule(culprits: Iterable[Culprit]) -> list[list[Culprit]]:
    """The culprits, those of one prescribed reckoning together: it fails in several columns for one cause."""
    grouped: dict[object, list[Culprit]] = {}
    for entry, broken in culprits:
        cause = broken[0].words if broken[0].kind == "rule" and len(broken) == 1 else entry.span
        grouped.setdefault(cause, []).append((entry, broken))
    return list(grouped.values())


def _culprits(failing: Sequence[Relation]) -> Iterator[Culprit]:
    """The cells in which most broken relations meet, each with the relations that it breaks."""
    left = list(failing)
    while left:
        counts = Counter(entry.span for relation in left for entry in set(relation.entries))
        most = max(counts.values())
        totals = [relation.total for relation in left if counts[relation.total.span] == most]
        entry = totals[0] if totals else None
        if entry is None:
            entry = next(
                entry for relation in left for entry in relation.entries if counts[entry.span] == most
            )
        broken = [relation for relation in left if entry in relation.entries]
        left = [relation for relation in left if entry not in relation.entries]
        yield entry, broken
