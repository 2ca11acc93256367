"""Comparing results by fingerprint, as multisets: a second finding equal to a known one is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from auditor.model import Finding


class Comparison(msgspec.Struct, frozen=True):
    """Findings of the later result that are new or persist, and those of the earlier that are gone."""

    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    persisting: tuple[Finding, ...]


def _parted(
    findings: Iterable[Finding], known: Counter[str]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings that `known` does not hold, and those it does (as often as it holds them)."""
    left = known.copy()
    strange, familiar = [], []
    for finding in findings:
        if left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
            familiar.append(finding)
        else:
            strange.append(finding)
    return tuple(strange), tuple(familiar)


def fingerprints(findings: Iterable[Finding]) -> Counter[str]:
    """How often each fingerprint occurs."""
    return Counter(finding.fingerprint for finding in findings)


def compare(earlier: Iterable[Finding], later: Iterable[Finding]) -> Comparison:
    """What became of the earlier findings, and what came."""
    before, after = tuple(earlier), tuple(later)
    new, persisting = _parted(after, fingerprints(before))
    fixed, _ = _parted(before, fingerprints(after))
    return Comparison(new, fixed, persisting)


def with_known_marked(findings: Iterable[Finding], baseline: Counter[str]) -> list[Finding]:
    """The findings in their order, those that the baseline holds marked as known."""
    left = baseline.copy()
    marked = []
    for finding in findings:
        known = left[finding.fingerprint] > 0
        left[finding.fingerprint] -= known
        marked.append(msgspec.structs.replace(finding, known=True) if known else finding)
    return marked
