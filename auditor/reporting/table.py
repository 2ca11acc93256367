"""findings.csv, one row a finding, for scripts; opened in a spreadsheet no cell of it is a formula."""

from __future__ import annotations

import csv
import io
from typing import Final

from auditor.model import DocumentSummary, Evidence, Finding, Result
from auditor.reporting import labels

COLUMNS: Final = (
    "fingerprint",
    "check",
    "family",
    "severity",
    "confidence",
    "state",
    "known",
    "document",
    "path",
    "issuer",
    "jurisdiction",
    "year",
    "line",
    "column",
    "start",
    "end",
    "section",
    "text",
    "message",
    "suggestion",
    "evidence",
    "group",
)

_BYTE_ORDER_MARK: Final = "\ufeff"  # by which spreadsheets know UTF-8
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def encode(result: Result) -> bytes:
    """The bytes of findings.csv: UTF-8 with a byte order mark, comma-separated, a header row."""
    documents = {document.id: document for document in result.documents}
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerow(COLUMNS)
    for finding in result.findings:
        writer.writerow(_row(finding, documents))
    return (_BYTE_ORDER_MARK + output.getvalue()).encode("utf-8")


def _row(finding: Finding, documents: dict[str, DocumentSummary]) -> list[str | int | float]:
    document = documents[finding.document]
    place = document.jurisdiction
    return [
        finding.fingerprint,
        finding.check,
        finding.family,
        finding.severity.value,
        finding.confidence,
        finding.state,
        str(finding.known).lower(),
        finding.document,
        guarded(document.path),
        guarded(document.issuer or ""),
        guarded("/".join(place.path) if place else ""),
        document.year.value if document.year else "",
        finding.line,
        finding.column,
        finding.start,
        finding.end,
        guarded(" > ".join(finding.section)),
        guarded(finding.text),
        guarded(finding.message),
        guarded(finding.suggestion),
        guarded(evidence_lines(finding.evidence, documents)),
        finding.group or "",
    ]


def evidence_lines(evidence: tuple[Evidence, ...], documents: dict[str, DocumentSummary]) -> str:
    """The evidence as people read it, one line each: role, words, and the document if it is another."""
    return "\n".join(_evidence_line(one, documents) for one in evidence)


def _evidence_line(evidence: Evidence, documents: dict[str, DocumentSummary]) -> str:
    whence = documents[evidence.document].path if evidence.document is not None else labels.reference_data()
    return f"{labels.role(evidence.role)}：“{evidence.text}”（{whence}）"
