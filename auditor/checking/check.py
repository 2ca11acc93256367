"""What a check is: a small pure thing that looks at a document, or at the corpus, and yields findings."""

from __future__ import annotations

import abc
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

import msgspec

from auditor.language import say, translated
from auditor.model import Document, Evidence, EvidenceRole, Factor, Finding, Place, Severity, Span
from auditor.model import confidence_of as confidence_of  # re-exported for authors of checks
from auditor.structure import outline

if TYPE_CHECKING:
    from auditor.checking.corpus import Corpus, DocumentCard, Row


UNWEIGHED: Final = 0.9
"""The confidence of a finding that names no factors."""


class NotApplicable(Exception):
    """Raised by a check that cannot judge a document; the reason is shown in the audit.

    The reason is a Chinese template with named fields, like every message.
    """

    def __init__(self, reason: str, /, **fields: object) -> None:
        super().__init__(say(reason, **fields))


class BaseCheck:
    """What checks of a document and of the corpus have in common."""

    id: ClassVar[str]
    """Stable name used by --select, decisions and result files: lower case words with hyphens."""

    title: ClassVar[str]
    """The name in the audit, two to six Chinese characters."""

    family: ClassVar[str]
    severity: ClassVar[Severity]
    version: ClassVar[int] = 1
    """Raised when the check's judgement changes, so that kept results are thrown away."""

    aliases: ClassVar[tuple[str, ...]] = ()
    """Former ids, still understood on the command line and in decisions."""

    def _made(
        self,
        host: Document | DocumentCard,
        span: Span,
        text: str,
        section: tuple[str, ...],
        places: Iterable[tuple[Span, str]],
        message: str,
        *,
        suggestion: str,
        evidence: Sequence[Evidence],
        factors: Sequence[Factor],
        severity: Severity | None,
        confidence: float | None,
        group: str | None,
    ) -> Finding:
        """A finding in the name of this check, with what it says put into words already."""
        line, column = host.line_and_column(span.start)
        if confidence is None:
            confidence = confidence_of(factors) if factors else UNWEIGHED
        return Finding(
            fingerprint="",
            check=self.id,
            family=self.family,
            severity=self.severity if severity is None else severity,
            confidence=confidence,
            document=host.id,
            start=span.start,
            end=span.end,
            line=line,
            column=column,
            text=text,
            section=section,
            message=message,
            suggestion=suggestion,
            factors=tuple(
                msgspec.structs.replace(factor, text=translated(factor.text)) for factor in factors
            ),
            evidence=tuple(evidence),
            places=tuple(
                Place(at.start, at.end, *host.line_and_column(at.start), words) for at, words in places
            ),
            group=group,
        )


def quote_evidence(document: Document, span: Span, role: EvidenceRole) -> Evidence:
    """A stretch of the document as the other side of a finding."""
    return Evidence(document.id, span.start, span.end, document.slice(span), role)


def fact_evidence(text: str, role: EvidenceRole = "expected") -> Evidence:
    """A fact from a table of reference, with its source in the text, as the other side."""
    return Evidence(None, 0, 0, text, role)


class Check(BaseCheck, abc.ABC):
    """A check of one document.

    A subclass names itself (`id`, `title`, `family`, `severity`) and implements `inspect`.  Its
    docstring has the sections «Why it matters», «Wrong», «Right», «False alarms» and «Source».
    """

    @abc.abstractmethod
    def inspect(self, document: Document) -> Iterator[Finding]:
        """Yield the findings in `document`; raise NotApplicable when it cannot be judged."""

    def finding(
        self,
        document: Document,
        span: Span,
        message: str,
        /,
        *,
        evidence: Sequence[Evidence] = (),
        factors: Sequence[Factor] = (),
        suggestion: str = "",
        severity: Severity | None = None,
        confidence: float | None = None,
        places: Iterable[Span] = (),
        group: str | None = None,
        **fields: object,
    ) -> Finding:
        """A finding of this check at `span`.

        `message` and `suggestion` are Chinese templates filled from `fields`.  The confidence is
        `confidence`, else what the factors sum to, else `UNWEIGHED`.
        """
        return self._made(
            document,
            span,
            document.slice(span),
            outline.section_path(document, span.start),
            [(place, document.slice(place)) for place in places],
            say(message, **fields),
            suggestion=say(suggestion, **fields) if suggestion else "",
            evidence=evidence,
            factors=factors,
            severity=severity,
            confidence=confidence,
            group=group,
        )


def log_odds(probability: float) -> float:
    """The weight a factor needs to stand alone for `probability` (between 0 and 1, exclusive)."""
    return math.log(probability / (1 - probability))


class CorpusCheck(BaseCheck, abc.ABC):
    """A check that compares documents: rows are collected from each, then judged together."""

    needs_passages: ClassVar[bool] = False
    """Whether `inspect` looks at `corpus.shared`; passages are looked for only when a check does."""

    def collect(self, document: Document) -> Iterator[Row]:  # noqa: ARG002
        """Yield a few rows (plain dicts of str, int, float) about one document; none unless overridden.

        Runs in a worker; the rows of an unchanged file come from the cache.
        """
        return iter(())

    @abc.abstractmethod
    def inspect(self, corpus: Corpus) -> Iterator[Finding]:
        """Yield findings from the table of all rows (`corpus.rows`, a pandas DataFrame)."""

    def finding(
        self,
        card: DocumentCard,
        span: Span,
        text: str,
        message: str,
        /,
        *,
        evidence: Sequence[Evidence] = (),
        factors: Sequence[Factor] = (),
        suggestion: str = "",
        severity: Severity | None = None,
        confidence: float | None = None,
        places: Iterable[tuple[Span, str]] = (),
        group: str | None = None,
        **fields: object,
    ) -> Finding:
        """A finding at `span` of the document on `card`; `text` is the slice at that span."""
        return self._made(
            card,
            span,
            text,
            card.section_path(span.start),
            places,
            say(message, **fields),
            suggestion=say(suggestion, **fields) if suggestion else "",
            evidence=evidence,
            factors=factors,
            severity=severity,
            confidence=confidence,
            group=group,
        )
