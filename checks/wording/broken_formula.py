"""Set formulas of official language with a member lost, wrong or out of order, or after their time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence, quote_evidence
from auditor.structure import identity
from auditor.structure.words import Hit, WordList
from checks.wording import slogans
from checks.wording.formulas import (
    Departure,
    Formula,
    anchors,
    departure_of_list,
    departure_of_run,
    formulas,
    telling_alone,
)
from checks.wording.windows import is_in_title

_ANCHORS = WordList("wording: members of set formulas", lambda: anchors())

_CLAUSE_END = re.compile(r"[。;\n:]")
_FARTHEST = 240
"""How far to either side of a member its list is looked for, in characters."""

_MESSAGES = {
    "m": "固定提法“{formula}”缺“{meant}”：文中作“{said}”",
    "e": "固定提法“{formula}”首尾不全，缺“{meant}”：文中作“{said}”",
    "w": "固定提法“{formula}”中的“{meant}”，文中作“{said}”",
    "o": "固定提法“{formula}”次序有误：文中作“{said}”",
    "a": "固定提法“{formula}”中多出“{said}”",
    "y": "“{said}”是{years}的提法，{year}年度报告应使用现行提法",
}
_WEIGHTS = {"m": 2.2, "e": 1.0, "w": 2.4, "o": 1.8, "a": 1.5, "y": 2.0}


class BrokenFormula(Check):
    """Set formulas with a member lost, wrong, added or out of order, or a version that no longer holds.

    ## Why it matters
    These formulas are quoted from documents of the Party and the State; a reader who knows them sees the
    gap at once, and an outdated version shows that the text was copied from an old report.

    ## Wrong
    议事按集体领导、民主集中、会议决定办 (个别酝酿 is lost)； 学法用法守法遵法； 创新、协调、绿色、开发、共享；
    廉洁高效、守法诚信的法治政府 in a report of 2023； 做到“两个确立”； 做到“四个维护”

    ## Right
    free paraphrase； two or three members picked on purpose (获得感、幸福感)； lists that end in 等； older
    versions in a report of their time； titles in 《》； 增强“两个维护”的自觉

    ## False alarms
    A list that a body has made its own by leaving out one member on purpose.

    ## Source
    Each row of `formulas.tsv` names the document and the years in which the formula held.
    """

    id, title, family, severity, version = "broken-formula", "固定提法", "wording", Severity.WARNING, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        yield from self._slogans(document)
        hits = _ANCHORS.hits(document)
        if not hits:
            return
        year = identity.of(document).year
        best = _best_departures(document, year.value if year else None)
        grouped: dict[tuple[str, str, str], list[Departure]] = {}
        for departure in best:
            if departure.kind and departure.kind in departure.formula.judged:
                key = (departure.kind, departure.formula.text, departure.said)
                grouped.setdefault(key, []).append(departure)
        for departures in grouped.values():
            yield self._finding(document, departures, year.value if year else 0)

    def _slogans(self, document: Document) -> Iterator[Finding]:
        grouped: dict[slogans.Misuse, list[Span]] = {}
        for span, misuse in slogans.of(document):
            grouped.setdefault(misuse, []).append(span)
        for misuse, spans in grouped.items():
            yield self.finding(
                document,
                spans[0],
                "{slogan}不与“{verb}”搭配：文中作{said}，应为{right}"
                if misuse.verb
                else "固定提法为{right}：文中作{said}，没有这一提法",
                evidence=[fact_evidence(f"{misuse.slogan}（{misuse.source}）")],
                factors=[Factor("slogan", 2.4, misuse.source)],
                suggestion="改为{right}",
                places=spans[1:],
                slogan=misuse.slogan,
                verb=misuse.verb,
                said=document.slice(spans[0]),
                right=misuse.right,
            )

    def _finding(self, document: Document, departures: list[Departure], year: int) -> Finding:
        first = departures[0]
        formula, kind = first.formula, first.kind
        evidence = [fact_evidence(f"{formula.text}（{formula.source}，{formula.years}）")]
        factors = [Factor(f"formula-{kind}", _WEIGHTS[kind], formula.source)]
        elsewhere = document.text.find(formula.text)
        if elsewhere >= 0 and kind != "y":
            evidence.append(
                quote_evidence(document, Span(elsewhere, elsewhere + len(formula.text)), "conflict")
            )
            factors.append(Factor("whole-elsewhere", 1.0, formula.text))
        return self.finding(
            document,
            Span(first.start, first.end),
            _MESSAGES[kind],
            evidence=evidence,
            factors=factors,
            suggestion="改为“{formula}”" if kind != "y" else "核对现行提法",
            severity=Severity.NOTE if kind in "ea" else Severity.WARNING,
            places=[Span(departure.start, departure.end) for departure in departures[1:]],
            formula=formula.text,
            meant=first.meant,
            said=first.said,
            years=formula.years,
            year=year,
        )


def _best_departures(document: Document, year: int | None) -> list[Departure]:
    """For each passage the formula it fits best: one kept whole beats one broken, more members beat fewer.

    Nothing when every passage keeps to its formula.
    """
    text = document.folded
    found: dict[tuple[int, int, int], Departure] = {}
    for hits in _by_clause(text, _ANCHORS.hits(document)):
        if _are_enough(hits):
            for number, departure in _departures(text, hits, year):
                found[departure.start, departure.end, number] = departure
    if not any(departure.kind for departure in found.values()):
        return []
    best: list[Departure] = []
    for departure in sorted(
        found.values(), key=lambda one: (one.faults, -len(one.formula.members), one.start)
    ):
        if not any(departure.start < kept.end and kept.start < departure.end for kept in best):
            best.append(departure)
    return sorted(best, key=lambda one: one.start)


def _departures(text: str, hits: list[Hit], year: int | None) -> Iterator[tuple[int, Departure]]:
    """How a clause with these hits departs from the formulas (by number) that they betray."""
    hits = [hit for hit in hits if not is_in_title(text, hit.start)]
    if not hits:
        return
    begin, end = _clause(text, hits[0])
    betrayed: dict[int, list[Hit]] = {}
    for hit in hits:
        for number in anchors()[hit.word]:
            betrayed.setdefault(number, []).append(hit)
    for number, members in betrayed.items():
        if not _are_enough(members):
            continue
        formula = formulas()[number]
        departures = []
        if formula.solid:
            solid = [hit.start for hit in members if "、" not in hit.word]
            departures += [departure_of_run(text, at, formula, year) for at in solid]
        if formula.listed and (
            len(members) > 1 or "、" in members[0].word or _is_one_of_two(text, formula, members[0])
        ):
            departures.append(departure_of_list(text, begin, end, formula, year))
        for departure in departures:
            if departure:
                yield number, departure


def _are_enough(hits: list[Hit]) -> bool:
    """Whether hits in one clause can stand for a passage of some formula."""
    return len(hits) > 1 or hits[0].word in telling_alone()


def _is_one_of_two(text: str, formula: Formula, hit: Hit) -> bool:
    """Whether the hit is half of a formula of two, with something listed beside it."""
    if len(formula.members) != 2:
        return False
    beside = text[max(0, hit.start - 1) : hit.start] + text[hit.end : hit.end + 1]
    return "、" in beside or "," in beside


def _by_clause(text: str, hits: tuple[Hit, ...]) -> Iterator[list[Hit]]:
    """The hits, those of one clause together."""
    together: list[Hit] = []
    clause_end = -1
    for hit in hits:
        if hit.end > clause_end:
            if together:
                yield together
            together, clause_end = [], _clause_end(text, hit.end)
        together.append(hit)
    if together:
        yield together


def _clause(text: str, first: Hit) -> tuple[int, int]:
    """The stretch around the first hit of a clause within which a list can run."""
    nearest = max(0, first.start - _FARTHEST)
    before = _CLAUSE_END.search(text[nearest : first.start][::-1])
    return first.start - before.start() if before else nearest, _clause_end(text, first.end)


def _clause_end(text: str, at: int) -> int:
    farthest = min(len(text), at + _FARTHEST)
    after = _CLAUSE_END.search(text, at, farthest)
    return after.start() if after else farthest
