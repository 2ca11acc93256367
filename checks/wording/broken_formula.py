"""Set formulas of official language with a member lost, wrong or out of order, or after their time."""

from __future__ import annotations

from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence, quote_evidence
from auditor.structure import identity
from auditor.structure.words import Hit, WordList
from checks.wording.formulas import Departure, Formula, anchors, departure_of_list, departure_of_run, formulas

_ANCHORS = WordList("wording: members of set formulas", lambda: anchors())

_CLAUSE_END = "。;\n:"
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
    廉洁高效、守法诚信的法治政府 in a report of 2023

    ## Right
    free paraphrase； two or three members picked on purpose (获得感、幸福感)； lists that end in 等； older
    versions in a report of their time； titles in 《》

    ## False alarms
    A list that a body has made its own by leaving out one member on purpose.

    ## Source
    Each row of `formulas.tsv` names the document and the years in which the formula held.
    """

    id, title, family, severity, version = "broken-formula", "固定提法", "wording", Severity.WARNING, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
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
    """For each passage the formula it fits best: one kept whole beats one broken, more members beat fewer."""
    text = document.folded
    found: dict[tuple[int, int, int], Departure] = {}
    for (begin, end, number), hits in _passages(document).items():
        formula = formulas()[number]
        departures = []
        if formula.solid:
            solid = [hit.start for hit in hits if "、" not in hit.word]
            departures += [departure_of_run(text, at, formula, year) for at in solid]
        if formula.listed and (
            len(hits) > 1 or "、" in hits[0].word or _is_one_of_two(text, formula, hits[0])
        ):
            departures.append(departure_of_list(text, begin, end, formula, year))
        for departure in departures:
            if departure:
                found[departure.start, departure.end, number] = departure
    best: list[Departure] = []
    for departure in sorted(
        found.values(), key=lambda one: (one.faults, -len(one.formula.members), one.start)
    ):
        if not any(departure.start < kept.end and kept.start < departure.end for kept in best):
            best.append(departure)
    return sorted(best, key=lambda one: one.start)


def _is_one_of_two(text: str, formula: Formula, hit: Hit) -> bool:
    """Whether the hit is half of a formula of two, with something listed beside it."""
    beside = text[max(0, hit.start - 1) : hit.start] + text[hit.end : hit.end + 1]
    return len(formula.members) == 2 and ("、" in beside or "," in beside)


def _passages(document: Document) -> dict[tuple[int, int, int], list[Hit]]:
    """The hits of each formula by the clause they stand in: (begin, end, number of the formula) → hits."""
    text = document.folded
    passages: dict[tuple[int, int, int], list[Hit]] = {}
    begin = end = -1
    for hit in _ANCHORS.hits(document):
        if text.rfind("《", max(0, hit.start - 60), hit.start) > text.rfind(
            "》", max(0, hit.start - 60), hit.start
        ):
            continue
        if hit.end > end:
            begin, end = _clause(text, hit.start, hit.end)
        for number in anchors()[hit.word]:
            passages.setdefault((begin, end, number), []).append(hit)
    return passages


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch around [start, end) within which a list can run."""
    nearest = max(0, start - _FARTHEST)
    begin = max(nearest, *(text.rfind(mark, nearest, start) + 1 for mark in _CLAUSE_END))
    ends = [text.find(mark, end, end + _FARTHEST) for mark in _CLAUSE_END]
    return begin, min((at for at in ends if at >= 0), default=min(len(text), end + _FARTHEST))
