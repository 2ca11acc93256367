"""The numbers of the overview: what was found where, what was not checked, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

import msgspec

from auditor.language import say
from auditor.model import DocumentSummary, Finding, Result, Severity
from auditor.reporting import labels
from auditor.reporting.counts import Tally, by_check, by_issuer, set_aside, tally

MOST_ISSUERS: Final = 15
MOST_PROBLEMS: Final = 100
MOST_REASONS: Final = 4


class Bar(msgspec.Struct, frozen=True):
    """One row of a picture: what it counts, how many by severity, and where a click leads."""

    name: str
    link: str
    counts: Tally
    note: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Share(msgspec.Struct, frozen=True):
    """A part of all documents, by the gravest finding in each."""

    key: str
    name: str
    link: str
    count: int


class Skipped(msgspec.Struct, frozen=True):
    """A check that could not judge some documents, with the reasons and how many had each."""

    name: str
    link: str
    documents: int
    failed: int
    reasons: tuple[tuple[str, int], ...]


class Trouble(msgspec.Struct, frozen=True):
    """A problem as the overview shows it: the document's path ("" for none) and what happened."""

    path: str
    link: str
    check: str
    message: str


class Overview(msgspec.Struct, frozen=True):
    """Everything that the overview says in numbers."""

    documents: int
    characters: int
    totals: Tally
    set_aside: tuple[tuple[str, int], ...]
    by_check: tuple[Bar, ...]
    by_issuer: tuple[Bar, ...]
    issuers: int
    shares: tuple[Share, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Trouble, ...]
    problem_count: int


def overview_of(result: Result) -> Overview:
    """Count the result.  Findings that do not weigh (false alarms, accepted, known) are counted apart."""
    weighing = [finding for finding in result.findings if finding.counts]
    documents = {document.id: document for document in result.documents}
    issuers = _by_issuer(weighing, documents)
    return Overview(
        documents=len(result.documents),
        characters=sum(document.characters for document in result.documents),
        totals=tally(weighing),
        set_aside=tuple(set_aside(result.findings)),
        by_check=_by_check(result, weighing),
        by_issuer=tuple(issuers[:MOST_ISSUERS]),
        issuers=len(issuers),
        shares=_shares(result.documents, weighing),
        skipped=_skipped(result),
        problems=_problems(result, documents)[:MOST_PROBLEMS],
        problem_count=len(result.problems),
    )


def list_link(**filters: str) -> str:
    """The address of the list of findings with these filters set."""
    return "#" + urlencode({"view": "findings"} | filters)


def _by_check(result: Result, weighing: Sequence[Finding]) -> tuple[Bar, ...]:
    return tuple(
        Bar(labels.check(check), list_link(check=check.id), counts, labels.family(check.family))
        for check, counts in by_check(result.checks, weighing)
    )


def _by_issuer(weighing: Sequence[Finding], documents: Mapping[str, DocumentSummary]) -> list[Bar]:
    return [
        Bar(issuer or say("未写明单位"), list_link(issuer=issuer or "-"), counts)
        for issuer, counts in by_issuer(weighing, documents)
    ]


def _shares(documents: Sequence[DocumentSummary], weighing: Sequence[Finding]) -> tuple[Share, ...]:
    gravest: dict[str, Severity] = {}
    for finding in weighing:
        if finding.severity.rank > (gravest[finding.document].rank if finding.document in gravest else 0):
            gravest[finding.document] = finding.severity
    counts: Counter[str] = Counter()
    for document in documents:
        if document.status == "unreadable":
            counts["unreadable"] += 1
        else:
            counts[gravest[document.id].value if document.id in gravest else "clean"] += 1
    names = {
        "error": say("有错误"),
        "warning": say("只有警告和提示"),
        "note": say("只有提示"),
        "clean": say("未见问题"),
        "unreadable": say("未能读取"),
    }
    return tuple(
        Share(key, name, "#" + urlencode({"view": "documents", "gravest": key}), counts[key])
        for key, name in names.items()
        if counts[key]
    )


def _skipped(result: Result) -> tuple[Skipped, ...]:
    reasons: dict[str, Counter[str]] = {}
    for document in result.documents:
        for unchecked in document.unchecked:
            reasons.setdefault(unchecked.check, Counter())[unchecked.reason] += 1
    skipped = [
        Skipped(
            name=labels.check(check),
            link="#" + urlencode({"view": "documents", "unchecked": check.id}),
            documents=check.not_applicable,
            failed=check.failed,
            reasons=tuple(reasons.get(check.id, Counter()).most_common(MOST_REASONS)),
        )
        for check in result.checks
        if check.not_applicable or check.failed
    ]
    return tuple(sorted(skipped, key=lambda entry: (-entry.failed, -entry.documents, entry.name)))


def _problems(result: Result, documents: Mapping[str, DocumentSummary]) -> tuple[Trouble, ...]:
    names = {check.id: labels.check(check) for check in result.checks}
    troubles = []
    for problem in result.problems:
        document = documents.get(problem.document or "")
        troubles.append(
            Trouble(
                path=document.path if document else "",
                link="#" + urlencode({"document": document.id}) if document else "",
                check=names.get(problem.check or "", problem.check or ""),
                message=problem.message,
            )
        )
    return tuple(troubles)
