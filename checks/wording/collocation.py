"""Words that cannot go together, and two constructions run into one, from a closed list of patterns."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence
from auditor.structure.words import WordList
from checks.wording.tables import rows

_GAP = re.compile(r"<(\d+)>")
_BACK = 48
"""How far before its anchor a pattern may begin, in characters."""

_SOURCE = "公文语病常见类型：搭配不当、句式杂糅、成分残缺、重复赘余（据《现代汉语》病句分析整理）"


class Pattern(NamedTuple):
    """A row of `collocations.tsv`, compiled: what stands before (None: anything) and after the anchor, and
    what excuses it."""

    name: str
    before: re.Pattern[str] | None
    after: re.Pattern[str]
    unless: re.Pattern[str] | None
    suggestion: str
    reason: str
    severity: Severity


@functools.cache
def patterns() -> dict[str, tuple[Pattern, ...]]:
    """The patterns by their anchors."""
    table: dict[str, tuple[Pattern, ...]] = {}
    for row in rows("collocations.tsv"):
        pattern = Pattern(
            row["id"],
            re.compile(f"(?:{_expand(row['before'])})\\Z") if row["before"] else None,
            re.compile(_expand(row["after"])),
            re.compile(row["unless"]) if row["unless"] else None,
            row["suggestion"],
            row["reason"],
            Severity(row["severity"]),
        )
        table[row["anchor"]] = (*table.get(row["anchor"], ()), pattern)
    return table


def _expand(pattern: str) -> str:
    """The table's shorthand: <8> up to eight characters of one clause, <数> a number, <止> the clause's end."""
    pattern = _GAP.sub(lambda match: f"[^，。；：！？、,;:!?\\n]{{0,{match[1]}}}?", pattern)
    pattern = pattern.replace("<数>", "[0-9.一二两三四五六七八九十百千万亿]+")
    return pattern.replace("<止>", "(?=[，。；,;\\n]|\\Z)")


_ANCHORS = WordList("wording: anchors of collocations", lambda: patterns())


class Collocation(Check):
    """Verbs that cannot take their objects, two constructions run together, words that say a thing twice.

    ## Why it matters
    加强……力度 or 避免……不再发生 is read at once as a sentence nobody read through; the latter even says the
    opposite of what is meant.

    ## Wrong
    加强执法监督力度； 加强对干部职工进行教育； 不搞凭主观臆断； 严格按照执行决策程序； 目的是为了提高； 超过60%以上；
    防止此类问题不再发生

    ## Right
    加大执法监督力度； 加强执法、加大力度； 近10多年来； 正在进行； everything that is not on the list

    ## False alarms
    Quotations of what others said; patterns rated as notes are matters of style in some handbooks.

    ## Source
    Each row of `collocations.tsv` gives its reason; the kinds follow the usual classes of faulty sentences
    (搭配不当、句式杂糅、成分残缺、重复赘余).
    """

    id, title, family, severity, version = "collocation", "搭配杂糅", "wording", Severity.WARNING, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        text, table = document.text, patterns()
        found: dict[str, tuple[Pattern, list[Span]]] = {}
        for anchor in _ANCHORS.hits(document):
            for pattern in table[anchor.word]:
                after = pattern.after.match(text, anchor.end)
                span = _match(text, anchor.start, after.end(), pattern) if after else None
                if span:
                    found.setdefault(pattern.name, (pattern, []))[1].append(span)
        for pattern, spans in found.values():
            yield self.finding(
                document,
                spans[0],
                "“{words}”：{reason}",
                evidence=[fact_evidence(f"{pattern.suggestion}（{_SOURCE}）")],
                factors=[Factor(pattern.name, _WEIGHTS[pattern.severity], pattern.reason)],
                suggestion="{instead}",
                severity=pattern.severity,
                places=spans[1:],
                words=document.slice(spans[0]),
                reason=pattern.reason,
                instead=pattern.suggestion,
            )


_WEIGHTS = {Severity.ERROR: 3.0, Severity.WARNING: 2.5, Severity.NOTE: 1.2}


def _match(text: str, start: int, end: int, pattern: Pattern) -> Span | None:
    """Where `pattern` holds whose anchor begins at `start`, what follows the anchor being found to end at `end`."""
    if pattern.before is not None:
        before = pattern.before.search(text, max(0, start - _BACK), start)
        if before is None:
            return None
        start = before.start()
    span = Span(start, end)
    while text[span.start] in "，。；：！？,;:\n\u3000 ）":
        span = Span(span.start + 1, span.end)
    if pattern.unless and pattern.unless.search(text, span.start, span.end):
        return None
    return span
