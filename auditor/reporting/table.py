"""findings.csv, one row a finding, for scripts; opened in a spreadsheet no cell of it is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
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
        guarded(evidence_lines(finding, documents)),
        finding.group or "",
    ]


def evidence_lines(finding: Finding, documents: Mapping[str, DocumentSummary]) -> str:
    """The evidence as people read it, one line each: role, words, and where they stand."""
    return "\n".join(
        f"{labels.role(one.role)}：“{one.text}”（{_whence(one, finding, documents)}）"
        for one in finding.evidence
    )


def _whence(evidence: Evidence, finding: Finding, documents: Mapping[str, DocumentSummary]) -> str:
    if evidence.document is None:
        return labels.reference_data()
    if evidence.document == finding.document:
        return labels.this_document()
    return documents[evidence.document].path
