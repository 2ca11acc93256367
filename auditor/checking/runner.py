"""Runs checks on one document or on the corpus: each on its own, so that one that fails costs only itself."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

import msgspec

from auditor.checking.check import BaseCheck, Check, CorpusCheck, NotApplicable
from auditor.checking.corpus import Corpus, DocumentCard, Row, card_of
from auditor.checking.fingerprints import fingerprinted
from auditor.checking.shared_passages.table import SharedPassages
from auditor.checking.summary import summary_of
from auditor.facts import privacy
from auditor.language import say
from auditor.model import (
    Document,
    DocumentSummary,
    Evidence,
    Finding,
    Place,
    Problem,
    Severity,
    Status,
    Unchecked,
)


class BrokenFinding(ValueError):
    """A finding that breaks the contract: a span outside the text, words that are not there …"""


class Examination(msgspec.Struct, frozen=True, array_like=True):
    """All that checking one document brought to light.

    `card` and `rows` (by check) are for the checks of the corpus; `seconds` is the time of each check.
    """

    summary: DocumentSummary
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    card: DocumentCard | None
    rows: dict[str, list[Row]]
    seconds: dict[str, float]


def examine(document: Document, checks: Sequence[BaseCheck], status: Status = "audited") -> Examination:
    """Run every check on `document`: those of a document judge it, those of the corpus collect rows.

    Personal identifiers are masked first: nothing that comes out of here can hold the original.
    """
    started = time.perf_counter()
    document = privacy.masked(document)
    problems: list[Problem] = []
    summary = _summary(document, status, problems)
    seconds = {"": time.perf_counter() - started}
    findings: list[Finding] = []
    unchecked: list[Unchecked] = []
    rows: dict[str, list[Row]] = {}
    for check in checks:
        started = time.perf_counter()
        try:
            if isinstance(check, Check):
                findings += _inspected(check, document)
            elif isinstance(check, CorpusCheck):
                rows[check.id] = [{"document": document.id, **row} for row in check.collect(document)]
        except NotApplicable as reason:
            unchecked.append(Unchecked(check.id, str(reason)))
        except (Exception, SystemExit) as error:
            problems.append(failure(check.id, document.id, error))
        seconds[check.id] = time.perf_counter() - started
    return Examination(
        summary=msgspec.structs.replace(summary, unchecked=tuple(unchecked)),
        findings=tuple(fingerprinted(findings, document.path)),
        problems=tuple(problems),
        card=card_of(document, summary) if rows else None,
        rows=rows,
        seconds=seconds,
    )


def _summary(document: Document, status: Status, problems: list[Problem]) -> DocumentSummary:
    """The summary; a document whose structure defeats us is audited without an identity, and says so."""
    try:
        return summary_of(document, status)
    except Exception as error:
        message = say("识别文档结构时出错：{error}", error=described(error))
        problems.append(Problem(document.id, None, "structure-failed", message))
        return DocumentSummary(
            id=document.id,
            path=document.path,
            sha256=document.sha256,
            format=document.format,
            characters=len(document.text),
            status=status,
        )


def _inspected(check: Check, document: Document) -> list[Finding]:
    findings = list(check.inspect(document))
    for finding in findings:
        _hold_to_contract(check, finding)
        if finding.document != document.id:
            raise BrokenFinding(f"document {finding.document!r} is not {document.id!r}")
        stretches: tuple[Finding | Place | Evidence, ...] = (finding, *finding.places, *finding.evidence)
        for stretch in stretches:
            _hold_to_text(stretch, document)
    return findings


def _hold_to_contract(check: BaseCheck, finding: object) -> None:
    if not isinstance(finding, Finding):
        raise BrokenFinding(f"{type(finding).__name__} is not a Finding")
    if finding.check != check.id or finding.family != check.family:
        raise BrokenFinding(f"made in the name of {finding.family}/{finding.check}")
    if not isinstance(finding.severity, Severity) or not 0 <= finding.confidence <= 1:
        raise BrokenFinding(f"severity {finding.severity!r}, confidence {finding.confidence!r}")
    if not finding.message:
        raise BrokenFinding("no message")


def _hold_to_text(stretch: Finding | Place | Evidence, document: Document) -> None:
    """A stretch that claims to stand in this document must stand there, word for word."""
    if isinstance(stretch, Evidence) and stretch.document != document.id:
        return
    start, end, text = stretch.start, stretch.end, stretch.text
    if not 0 <= start < end <= len(document.text) or document.text[start:end] != text:
        kind = type(stretch).__name__.lower()
        raise BrokenFinding(f"{kind} [{start}:{end}] {text[:40]!r} does not stand in the text")


class Judgement(msgspec.Struct, frozen=True):
    """What a check of the corpus found (without fingerprints yet), or why it could not judge."""

    findings: tuple[Finding, ...] = ()
    problem: Problem | None = None
    not_applicable: str = ""
    seconds: float = 0.0


def judge(
    check: CorpusCheck,
    cards: Sequence[DocumentCard],
    rows: Sequence[Row],
    shared: SharedPassages | None = None,
) -> Judgement:
    """Let a check of the corpus judge all rows, and the passages that documents share."""
    started = time.perf_counter()
    corpus = Corpus(cards, rows, shared or SharedPassages((), {}))
    try:
        findings = tuple(check.inspect(corpus))
        for finding in findings:
            _hold_to_contract(check, finding)
            _hold_to_cards(finding, corpus.cards)
        judgement = Judgement(findings)
    except NotApplicable as reason:
        judgement = Judgement(not_applicable=str(reason))
    except (Exception, SystemExit) as error:
        judgement = Judgement(problem=failure(check.id, None, error))
    return msgspec.structs.replace(judgement, seconds=time.perf_counter() - started)


def _hold_to_cards(finding: Finding, cards: Mapping[str, DocumentCard]) -> None:
    stretches: tuple[Finding | Evidence, ...] = (finding, *finding.evidence)
    for stretch in stretches:
        if stretch.document is None:
            continue
        card = cards.get(stretch.document)
        if card is None:
            raise BrokenFinding(f"document {stretch.document!r} is not in the corpus")
        if not 0 <= stretch.start < stretch.end <= card.characters:
            raise BrokenFinding(f"[{stretch.start}:{stretch.end}] is outside of {card.path}")


def failure(check: str, document: str | None, error: BaseException) -> Problem:
    """A check that raised, as a problem of the run."""
    message = say("检查“{check}”出错：{error}", check=check, error=described(error))
    return Problem(document, check, "check-failed", message)


def described(error: BaseException) -> str:
    """The exception's kind and text, and the line of code it came from (no folder: it must not vary)."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def corpus_fingerprinted(findings: Iterable[Finding], cards: Mapping[str, DocumentCard]) -> list[Finding]:
    """Findings of the corpus with their fingerprints, document by document."""
    by_document: dict[str, list[Finding]] = {}
    for finding in findings:
        by_document.setdefault(finding.document, []).append(finding)
    return [
        named for document, own in by_document.items() for named in fingerprinted(own, cards[document].path)
    ]
