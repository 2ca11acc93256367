"""Counting findings by severity, check and issuer, for the formats that show such numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from auditor.language import say
from auditor.model import CheckSummary, DocumentSummary, Finding, Severity
from auditor.reporting import labels

SEVERITIES: Final = tuple(severity.value for severity in Severity)

Tally: TypeAlias = dict[str, int]
"""How many findings of each severity, gravest first."""


def tally(findings: Iterable[Finding]) -> Tally:
    counts = Counter(finding.severity.value for finding in findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def set_aside(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """The findings that do not weigh, counted by why: a verdict, or the baseline."""
    counts: Counter[str] = Counter()
    for finding in findings:
        if finding.state in ("false-alarm", "accepted"):
            counts[labels.state(finding.state)] += 1
        elif finding.known:
            counts[say("基线中已有")] += 1
    return counts.most_common()


def by_check(checks: Iterable[CheckSummary], findings: Iterable[Finding]) -> list[tuple[CheckSummary, Tally]]:
    """The checks that found something, gravest first."""
    of_check: dict[str, list[Finding]] = {}
    for finding in findings:
        of_check.setdefault(finding.check, []).append(finding)
    counted = [(check, tally(of_check[check.id])) for check in checks if check.id in of_check]
    return sorted(counted, key=lambda entry: (*gravity(entry[1]), entry[0].id))


def by_issuer(
    findings: Iterable[Finding], documents: Mapping[str, DocumentSummary]
) -> list[tuple[str, Tally]]:
    """The issuers with findings, gravest first; "" stands for reports that name none."""
    of_issuer: dict[str, list[Finding]] = {}
    for finding in findings:
        of_issuer.setdefault(documents[finding.document].issuer or "", []).append(finding)
    counted = [(issuer, tally(found)) for issuer, found in of_issuer.items()]
    return sorted(counted, key=lambda entry: (*gravity(entry[1]), entry[0]))


def gravity(counts: Tally) -> tuple[int, int]:
    """A sort key by which more errors, then more findings, come first."""
    return -counts["error"], -sum(counts.values())
