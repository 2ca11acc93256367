"""The evaluation as people read it: a table by family, then every miss and every false alarm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from unicodedata import east_asian_width

from auditor.evaluation import reuse_corpus
from auditor.evaluation.assessment import Assessment
from auditor.evaluation.reuse_corpus import ReuseScore
from auditor.evaluation.scores import SOURCES, Figures, Rate
from auditor.evaluation.trials import Alarm, Miss
from auditor.language import say
from auditor.reporting import labels


def told(assessment: Assessment, verbose: bool) -> Iterator[str]:
    """The lines of the evaluation; with `verbose` every miss and false alarm one by one."""
    yield from _opening(assessment)
    entries = sorted(assessment.figures.items(), key=lambda entry: (entry[1].family, entry[0]))
    for family, group in groupby(entries, key=lambda entry: entry[1].family):
        yield ""
        yield f"{labels.family(family)} {family}"
        yield from _table([_header(), *(_row(name, one) for name, one in group)])
    yield ""
    yield say(
        "误报分列：埋设处以外/正确对照/语料/段落；语料、段落两列是其中错误被发现的处数。方括号内为 95% Wilson 区间。"
    )
    if assessment.reuse is not None:
        yield from _reuse(assessment.reuse)
    yield from _closing(assessment)
    if verbose:
        yield from _misses(assessment.misses)
        yield from _alarms(assessment.alarms)


def _opening(assessment: Assessment) -> Iterator[str]:
    if assessment.gold is None:
        yield say("没有测试语料 corpus/（只在源码目录中）：未核对语料，只评测以整篇文本埋设的错误和段落。")
    else:
        right = assessment.reports * 4 - len(assessment.gold.mistakes)
        yield say(
            "测试语料 {reports} 份报告（{clean} 份无误）；单位、属地、年度、文种判对 {right}/{all}。",
            reports=assessment.reports,
            clean=assessment.clean_reports,
            right=right,
            all=assessment.reports * 4,
        )
        for mistake in assessment.gold.mistakes:
            yield f"  {mistake.path} {mistake.part}: “{mistake.told}” ≠ “{mistake.expected}”"
    yield say(
        "段落 {passages} 段，其中 {clean} 段无误。",
        passages=assessment.passages,
        clean=assessment.clean_passages,
    )


def _closing(assessment: Assessment) -> Iterator[str]:
    clean = sum(one.source in ("corpus", "passages") for one in assessment.alarms)
    yield say(
        "漏报 {misses} 处；误报 {alarms} 处，其中语料和段落上 {clean} 处。",
        misses=len(assessment.misses),
        alarms=len(assessment.alarms),
        clean=clean,
    )
    for failure in assessment.failures:
        yield f"  {failure}"
    if assessment.impossible:
        yield say("{count} 处错误无处可埋：", count=len(assessment.impossible))
        for one in assessment.impossible[:20]:
            yield f"  {one.check}: {one.where}: {one.instead}"


def _reuse(score: ReuseScore) -> Iterator[str]:
    yield ""
    yield say(
        "埋设照搬段落的 {documents} 份生成报告（通用表述误报 {common} 处）：",
        documents=score.documents,
        common=score.common,
    )
    rows = [[name, *_rate(Rate(hits, trials))] for name, hits, trials in reuse_corpus.told(score)]
    yield from _table(rows)
    yield ""


def _header() -> list[str]:
    return [
        say("检查"),
        say("召回"),
        "",
        say("精确"),
        "",
        say("说法"),
        say("误报数"),
        say("语料"),
        say("段落"),
    ]


def _row(name: str, one: Figures) -> list[str]:
    return [
        name,
        *(_rate(one.recall) if one.faults else ("-", "")),
        *(_rate(one.precision) if one.faults else ("-", "")),
        str(one.wordings),
        "/".join(str(one.false[source]) for source in SOURCES),
        "/".join(map(str, one.gold)),
        "/".join(map(str, one.passages)),
        *([say("第二途径召回 {rate}", rate=" ".join(_rate(Rate(*one.second))))] if one.second[1] else []),
    ]


def _rate(rate: Rate) -> tuple[str, str]:
    low, high = rate.interval
    return f"{rate.value:.3f}", f"{rate.hits}/{rate.trials} [{low:.2f}–{high:.2f}]"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    columns = max(len(row) for row in rows)
    widths = [max(_width(row[at]) for row in rows if at < len(row)) for at in range(columns)]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False))
        yield "  " + "  ".join(cells).rstrip()


def _misses(misses: Iterable[Miss]) -> Iterator[str]:
    yield ""
    yield say("漏报一览")
    for check, group in groupby(sorted(misses, key=lambda miss: miss.check), key=lambda miss: miss.check):
        yield f"  {check}"
        for miss in group:
            yield f"    “{miss.text}”  {miss.where}"
            if miss.instead:
                yield f"      {say('另报')} {miss.instead}"


def _alarms(alarms: Iterable[Alarm]) -> Iterator[str]:
    yield ""
    yield say("误报一览")
    for check, group in groupby(sorted(alarms, key=lambda one: one.check), key=lambda one: one.check):
        yield f"  {check}"
        for one in group:
            yield f"    {one.severity.value} [{one.source}] “{one.text}” …{one.context}…  {one.where}"
            yield f"      {one.message}"


def told_figures(one: Figures) -> str:
    """The figures of one check in a few lines, for its explanation."""
    lines = []
    if one.faults:
        recall, precision = (" ".join(_rate(rate)) for rate in (one.recall, one.precision))
        lines.append(say("召回 {rate}（{wordings} 种说法）", rate=recall, wordings=one.wordings))
        if one.second[1]:
            lines.append(say("第二途径召回 {rate}", rate=" ".join(_rate(Rate(*one.second)))))
        lines.append(say("精确 {rate}", rate=precision))
    found, faults = one.gold
    if faults:
        lines.append(say("测试语料中的错误发现 {found}/{faults}", found=found, faults=faults))
    clean = one.false["corpus"] + one.false["passages"]
    lines.append(say("在测试语料和段落上误报 {count} 处", count=clean))
    return "\n".join(f"- {line}" for line in lines)
