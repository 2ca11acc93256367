"""Trials: checks held to planted items and to passages, with what they missed and what they said too much."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from auditor.checking import registry
from auditor.checking.check import BaseCheck, CorpusCheck
from auditor.checking.registry import Registry
from auditor.checking.runner import examine, judge
from auditor.checking.shared_passages import among
from auditor.evaluation.excerpts import Excerpt, excerpts
from auditor.evaluation.hosts import hosts
from auditor.evaluation.items import Item, planted
from auditor.evaluation.planting import Misfit, Specimen, specimens
from auditor.model import Document, Finding, Severity, Span

CONTEXT: Final = 18
"""Code points shown on both sides of a false alarm."""

Source = Literal["planted", "counterparts", "corpus", "passages"]
"""Where a false alarm was given: on a text with another fault, or on one of the three kinds of clean text."""


class Alarm(msgspec.Struct, frozen=True):
    """An error or warning where nothing is wrong; `where` names the item, report or passage."""

    check: str
    source: Source
    where: str
    severity: Severity
    text: str
    context: str
    message: str


class Miss(msgspec.Struct, frozen=True):
    """A fault that was not found; `instead` is what the check said there, or why the item could not be tried."""

    check: str
    where: str
    text: str
    instead: str = ""


class Trial(msgspec.Struct, frozen=True):
    """What one planted item or one passage brought: faults and misses, and false alarms."""

    check: str
    name: str
    faults: int = 0
    misses: tuple[Miss, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    way: str = ""
    impossible: str = ""
    """Why it could not be tried: no host is fit."""
    failures: tuple[str, ...] = ()
    """What went wrong in a check; such a fault counts as missed."""


@functools.cache
def known() -> Registry:
    """The checks of the installed plug-ins, loaded once for a process and those forked from it."""
    return registry.load()


def try_item(check_id: str, number: int) -> Trial:
    """Hold a check to the planted item with this number in its file."""
    item = planted()[check_id].items[number]
    check = known().find(check_id)
    try:
        faulty, clean = specimens(item, number, hosts())
    except Misfit as reason:
        return Trial(check_id, item.name, impossible=str(reason))
    alarms: list[Alarm] = []
    misses: tuple[Miss, ...] = ()
    failures: list[str] = []
    if faulty is not None:
        found = findings(faulty.documents, [check], failures)
        hit = any(_answers(one, faulty.spots, check, item) for one in found)
        misses = () if hit else (_miss(item, faulty, found),)
        alarms += _alarms("planted", _where(item, faulty), faulty, found)
    if clean is not None:
        found = findings(clean.documents, [check], failures)
        alarms += _alarms("counterparts", _where(item, clean), clean, found)
    faults = int(faulty is not None)
    return Trial(check_id, item.name, faults, misses, tuple(alarms), item.way, failures=tuple(failures))


def _where(item: Item, specimen: Specimen) -> str:
    return f"{item.name} ({specimen.host})" if specimen.host else item.name


def findings(
    documents: Sequence[Document], checks: Sequence[BaseCheck], failures: list[str]
) -> list[Finding]:
    """What checks find in documents that go together; `failures` takes what went wrong in a check."""
    examinations = [examine(document, checks) for document in documents]
    failures += [problem.message for one in examinations for problem in one.problems]
    found = [finding for one in examinations for finding in one.findings]
    cards = [one.card for one in examinations if one.card is not None]
    for check in checks:
        if isinstance(check, CorpusCheck):
            rows = [row for one in examinations for row in one.rows.get(check.id, ())]
            shared = among(documents) if check.needs_passages else None
            judgement = judge(check, cards, rows, shared)
            found += judgement.findings
            failures += [judgement.problem.message] if judgement.problem else []
    return found


def _answers(finding: Finding, spots: Mapping[str, Sequence[Span]], check: BaseCheck, item: Item) -> bool:
    """Whether a finding tells of the fault: it stands there, and is grave enough."""
    least = item.severity or min(check.severity, Severity.WARNING, key=lambda one: one.rank)
    if finding.severity.rank < least.rank:
        return False
    return _stands_on(finding, spots) or (isinstance(check, CorpusCheck) and _quotes(finding, spots))


def _stands_on(finding: Finding, spots: Mapping[str, Sequence[Span]]) -> bool:
    stretches = [finding.span, *(Span(place.start, place.end) for place in finding.places)]
    return any(stretch.overlaps(spot) for stretch in stretches for spot in spots.get(finding.document, ()))


def _quotes(finding: Finding, spots: Mapping[str, Sequence[Span]]) -> bool:
    return any(
        Span(one.start, one.end).overlaps(spot)
        for one in finding.evidence
        if one.document is not None
        for spot in spots.get(one.document, ())
    )


def touches(finding: Finding, spots: Mapping[str, Sequence[Span]]) -> bool:
    """Whether a finding stands on one of the spots, or holds what is there against what it stands on."""
    return _stands_on(finding, spots) or _quotes(finding, spots)


def _alarms(source: Source, where: str, specimen: Specimen, found: Iterable[Finding]) -> list[Alarm]:
    texts = {document.id: document.text for document in specimen.documents}
    return [
        alarm(source, where, one, texts[one.document])
        for one in found
        if one.severity is not Severity.NOTE and not touches(one, specimen.spots)
    ]


def alarm(source: Source, where: str, finding: Finding, text: str) -> Alarm:
    """A finding as a false alarm, with the words around it."""
    around = text[max(0, finding.start - CONTEXT) : finding.end + CONTEXT].replace("\n", "⏎")
    return Alarm(finding.check, source, where, finding.severity, finding.text, around, finding.message)


def _miss(item: Item, specimen: Specimen, found: Sequence[Finding]) -> Miss:
    close = [one for one in found if touches(one, specimen.spots)] or found
    instead = "；".join(f"{one.severity.value} “{one.text}” {one.message}" for one in close[:2])
    words = (one.slice(spot) for one in specimen.documents for spot in specimen.spots.get(one.id, ()))
    return Miss(item.check, _where(item, specimen), "、".join(dict.fromkeys(words)), instead)


def try_excerpt(number: int, check_ids: Sequence[str]) -> Trial:
    """Hold checks to the passage with this number."""
    excerpt = excerpts()[number]
    document = excerpt.document
    checks = [known().find(name) for name in check_ids]
    failures: list[str] = []
    found = findings([document], checks, failures)
    spots = {one: {"d1": (one.span(document.text),)} for one in excerpt.expected}
    expected = [one for one in excerpt.expected if one.check in check_ids]
    misses = tuple(
        Miss(one.check, excerpt.name, one.text)
        for one in expected
        if not any(
            touches(finding, spots[one]) for finding in found if finding.check in (one.check, *one.also)
        )
    )
    alarms = tuple(
        alarm("passages", excerpt.name, finding, document.text)
        for finding in found
        if finding.severity is not Severity.NOTE and not _accounted(finding, excerpt, document.text)
    )
    return Trial("", excerpt.name, len(expected), misses, alarms, failures=tuple(failures))


def _accounted(finding: Finding, excerpt: Excerpt, text: str) -> bool:
    return any(
        touches(finding, {"d1": (one.span(text),)})
        for one in excerpt.expected
        if finding.check in (one.check, *one.also)
    )
