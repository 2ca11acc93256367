"""What is made of findings after they are found: severities, thresholds, earlier results, decisions."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from auditor.checking.registry import Registry
from auditor.ledger.comparison import fingerprints, with_known_marked
from auditor.ledger.decisions import Decisions, read_decisions
from auditor.ledger.results import read_findings
from auditor.model import Finding, StaleDecision
from auditor.running.settings import Settings


class Judged(msgspec.Struct, frozen=True):
    """The findings that are reported, and decisions whose finding is gone."""

    findings: tuple[Finding, ...]
    stale_decisions: tuple[StaleDecision, ...]


class Policy:
    """The settings that look at findings.  Raises UsageError for names and files that cannot be used."""

    def __init__(self, settings: Settings, known: Registry) -> None:
        self._min_confidence = settings.min_confidence
        self._severity = {
            check: severity for name, severity in settings.severity.items() for check in known.named([name])
        }
        self._ignored = [(pattern, known.named(names)) for pattern, names in settings.ignore_in.items()]
        baseline = read_findings(Path(settings.baseline)).findings if settings.baseline else ()
        self._baseline = fingerprints(baseline)
        self._decisions = read_decisions(Path(settings.decisions)) if settings.decisions else Decisions(())

    def apply(self, findings: Iterable[Finding], paths: Mapping[str, str], checks: Collection[str]) -> Judged:
        """The findings to report, in the order given.

        `paths` tells each document's path by its id; `checks` are the ids of the checks that were run.
        """
        reported = [
            self._weighed(finding)
            for finding in findings
            if finding.confidence >= self._min_confidence and not self._is_ignored(finding, paths)
        ]
        reported = self._decisions.laid_over(with_known_marked(reported, self._baseline))
        return Judged(tuple(reported), self._decisions.stale(reported, checks))

    def _weighed(self, finding: Finding) -> Finding:
        severity = self._severity.get(finding.check, finding.severity)
        return msgspec.structs.replace(finding, severity=severity)

    def _is_ignored(self, finding: Finding, paths: Mapping[str, str]) -> bool:
        return any(
            finding.check in checks and fnmatch.fnmatchcase(paths[finding.document], pattern)
            for pattern, checks in self._ignored
        )
