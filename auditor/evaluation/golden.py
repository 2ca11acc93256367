"""The test corpus audited as one, and held to its gold file: every fault, every other finding, every identity."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from auditor.evaluation import gold
from auditor.evaluation.gold import GoldFault, GoldReport
from auditor.evaluation.hosts import CORPUS, reports
from auditor.evaluation.trials import Alarm, Miss, alarm, touches
from auditor.model import DocumentSummary, Finding, Severity, Span
from auditor.reading import Reading, read
from auditor.running.audit import audit
from auditor.running.settings import Settings

IDENTITY: Final = ("issuer", "jurisdiction", "year", "kind")


class Mistake(msgspec.Struct, frozen=True):
    """A part of a report's identity that was told wrong: what the gold file says, and what was told."""

    path: str
    part: str
    expected: str
    told: str


class GoldScore(msgspec.Struct, frozen=True):
    """What the audit of the test corpus brought, of the checks that took part.

    `faults` counts the expected faults by check.
    """

    faults: dict[str, int]
    misses: tuple[Miss, ...]
    alarms: tuple[Alarm, ...]
    mistakes: tuple[Mistake, ...]
    reports: int


def score(check_ids: Sequence[str], jobs: int) -> GoldScore | None:
    """Audit the test corpus with these checks; None where there is no corpus."""
    if not reports():
        return None
    result = audit([str(CORPUS / "reports")], Settings(select=tuple(check_ids), jobs=jobs, texts=False))
    documents = {f"reports/{document.path}": document for document in result.documents}
    ids = {path: document.id for path, document in documents.items()}
    faults: dict[str, int] = {}
    misses: list[Miss] = []
    alarms: list[Alarm] = []
    for report in reports():
        found = [one for one in result.findings if one.document == ids[report.path]]
        spots = {fault: _spots(fault, report, ids) for fault in report.faults}
        for fault in report.faults:
            if fault.check in check_ids:
                faults[fault.check] = faults.get(fault.check, 0) + 1
                if not any(_answers(one, fault, spots[fault]) for one in found):
                    misses.append(Miss(fault.check, report.path, fault.text))
        text = _reading(report.path).text
        alarms += [
            alarm("corpus", report.path, one, text)
            for one in found
            if one.severity is not Severity.NOTE and not _accounted(one, spots)
        ]
    mistakes = tuple(one for report in reports() for one in _mistakes(report, documents[report.path]))
    return GoldScore(faults, tuple(misses), tuple(alarms), mistakes, len(reports()))


@functools.cache
def _reading(path: str) -> Reading:
    return read(CORPUS / path)


Spots = Mapping[str, Sequence[Span]]


def _spots(fault: GoldFault, report: GoldReport, ids: Mapping[str, str]) -> Spots:
    """Where a fault stands, in its own report and where its other side is, by document id."""
    spots: dict[str, list[Span]] = {}
    for quote in (fault.quote, *fault.places):
        document = ids[quote.document or report.path]
        source = _reading(quote.document or report.path)  # as it is: the audit's own text is masked
        span = gold.locate(quote, source.text, source.blocks)
        spots.setdefault(document, []).append(span)
    return spots


def _answers(finding: Finding, fault: GoldFault, spots: Spots) -> bool:
    return finding.check in (fault.check, *fault.also) and touches(finding, spots)


def _accounted(finding: Finding, spots: Mapping[GoldFault, Spots]) -> bool:
    return any(_answers(finding, fault, where) for fault, where in spots.items())


def _mistakes(report: GoldReport, told: DocumentSummary) -> list[Mistake]:
    expected = (report.issuer, report.jurisdiction.code, str(report.year), report.kind)
    said = (
        told.issuer or "",
        told.jurisdiction.code if told.jurisdiction else "",
        str(told.year.value) if told.year else "",
        told.kind,
    )
    return [
        Mistake(report.path, part, right, wrong)
        for part, right, wrong in zip(IDENTITY, expected, said, strict=True)
        if right != wrong
    ]
