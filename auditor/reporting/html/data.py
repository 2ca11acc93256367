"""The data scripts of the HTML audit.

A page opened from disk may load scripts but not fetch data, so the data are scripts: each calls
`audit.receive(kind, key, content)`.  The lists (`documents-1.js`, `findings-1.js` …) are cut so that
none grows large.  A document's text and the details of its findings are deflated; a few documents
share a script (`texts-1.js` …), which is loaded when one of them is looked at.  Offsets are code points.
"""

from __future__ import annotations

import base64
import itertools
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from auditor.model import Block, Document, DocumentSummary, Evidence, Finding, Problem, Quote, Result
from auditor.reporting.html.differences import differences
from auditor.reporting.parts import parts_of

LARGEST_LIST_SCRIPT: Final = 1_500_000
"""Bytes after which a list goes on in the next script."""

MOST_CHARACTERS_IN_A_SCRIPT: Final = 60_000
"""Characters of documents that share a script: about 100 KB when packed."""

LONGEST_LISTED_QUOTE: Final = 60
LONGEST_LISTED_MESSAGE: Final = 400

Row = Sequence[Any]


def script(kind: str, key: str | int, content: object) -> bytes:
    """A data script.  `<` and the line separators are escaped, so that it is inert wherever it is put."""
    arguments = msgspec.json.encode([kind, key, content]).decode("utf-8")
    for character in "<\u2028\u2029":
        arguments = arguments.replace(character, f"\\u{ord(character):04x}")
    return f"audit.receive(...{arguments});\n".encode()


def list_scripts(kind: str, rows: Iterable[Row]) -> Iterator[tuple[str, bytes]]:
    """(file name, content) of the scripts that hold a list, in order; at least one."""
    number, size = 1, 0
    held: list[Row] = []
    for row in rows:
        cost = len(msgspec.json.encode(row))
        if held and size + cost > LARGEST_LIST_SCRIPT:
            yield f"{kind}-{number}.js", script(kind, number, held)
            number, size, held = number + 1, 0, []
        held.append(row)
        size += cost
    yield f"{kind}-{number}.js", script(kind, number, held)


def document_rows(result: Result) -> Iterator[Row]:
    """One row a document, in the order of the result; store.js names the columns."""
    checks = {check.id: index for index, check in enumerate(result.checks)}
    for document, script_number in zip(result.documents, text_script_numbers(result), strict=True):
        place = document.jurisdiction
        yield (
            document.id,
            document.path,
            document.title,
            document.issuer or "",
            place.path if place else (),
            document.year.value if document.year else None,
            document.format,
            document.status,
            document.characters,
            [checks[unchecked.check] for unchecked in document.unchecked],
            script_number,
        )


def finding_rows(result: Result) -> Iterator[Row]:
    """One row a finding, in the order of the result; store.js names the columns."""
    documents = {document.id: index for index, document in enumerate(result.documents)}
    checks = {check.id: index for index, check in enumerate(result.checks)}
    for finding in result.findings:
        yield (
            finding.fingerprint,
            checks[finding.check],
            finding.severity.value,
            finding.confidence,
            documents[finding.document],
            finding.line,
            _clipped(finding.text, LONGEST_LISTED_QUOTE),
            _clipped(finding.message, LONGEST_LISTED_MESSAGE),
            finding.state,
            finding.known,
            finding.group or "",
        )


def _clipped(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1] + "…"


def text_script_numbers(result: Result) -> list[int]:
    """For each document the number of the script that holds its text; short documents share one."""
    numbers, number, characters = [], 1, 0
    for document in result.documents:
        if characters and characters + document.characters > MOST_CHARACTERS_IN_A_SCRIPT:
            number, characters = number + 1, 0
        numbers.append(number)
        characters += document.characters + 1
    return numbers


def text_scripts(result: Result) -> Iterator[tuple[str, bytes]]:
    """(file name, content) of the scripts with the documents' texts, in order."""
    numbered = zip(text_script_numbers(result), _documents(result), strict=True)
    for number, documents in itertools.groupby(numbered, key=lambda entry: entry[0]):
        calls = [script("document", summary.id, _packed(content)) for _, (summary, content) in documents]
        yield f"texts-{number}.js", b"".join(calls)


def _packed(content: object) -> str:
    return base64.b64encode(zlib.compress(msgspec.json.encode(content), 6)).decode("ascii")


def _documents(result: Result) -> Iterator[tuple[DocumentSummary, dict[str, Any]]]:
    """Each document with what the page shows of it."""
    findings: dict[str, list[tuple[int, Finding]]] = {}
    for index, finding in enumerate(result.findings):
        findings.setdefault(finding.document, []).append((index, finding))
    problems: dict[str, list[Problem]] = {}
    for problem in result.problems:
        if problem.document is not None:
            problems.setdefault(problem.document, []).append(problem)
    indexes = {document.id: index for index, document in enumerate(result.documents)}
    for summary in result.documents:
        content = _document(result, summary, findings.get(summary.id, []), indexes)
        content["problems"] = [(problem.kind, problem.message) for problem in problems.get(summary.id, [])]
        yield summary, content


def _document(
    result: Result, summary: DocumentSummary, findings: list[tuple[int, Finding]], indexes: dict[str, int]
) -> dict[str, Any]:
    text = result.text_of(summary.id)
    blocks = result.blocks_of(summary.id)
    document = Document(text, blocks=blocks, path=summary.path, format=summary.format)
    return {
        "text": text,
        "astral": [at for at, one in enumerate(text) if one > "\uffff"]
        if text and max(text) > "\uffff"
        else [],
        "blocks": [_block(block) for block in blocks],
        "parts": parts_of(document),
        "jurisdiction": _statement(summary.jurisdiction and summary.jurisdiction.name, summary.jurisdiction),
        "year": _statement(summary.year and summary.year.value, summary.year),
        "unchecked": [(unchecked.check, unchecked.reason) for unchecked in summary.unchecked],
        "findings": [_details(index, finding, indexes) for index, finding in findings],
    }


def _block(block: Block) -> Row:
    cell = block.cell
    where = (
        (cell.table, cell.row, cell.column, cell.row_span, cell.column_span, cell.header) if cell else None
    )
    return (block.start, block.end, block.kind, block.level, where)


def _statement(value: object, statement: Any) -> dict[str, Any] | None:
    """A jurisdiction or year with what it rests on."""
    if statement is None:
        return None
    basis: tuple[Quote, ...] = statement.basis
    return {
        "value": value,
        "stated": statement.stated,
        "confidence": statement.confidence,
        "basis": [(quote.start, quote.end, quote.text) for quote in basis],
    }


def _details(index: int, finding: Finding, indexes: dict[str, int]) -> dict[str, Any]:
    return {
        "index": index,
        "start": finding.start,
        "end": finding.end,
        "column": finding.column,
        "text": finding.text,
        "section": finding.section,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "factors": [(factor.weight, factor.text) for factor in finding.factors],
        "evidence": [_evidence(finding, evidence, indexes) for evidence in finding.evidence],
        "places": [(place.start, place.end, place.line, place.text) for place in finding.places],
        "decisions": [
            (decision.verdict, decision.reviewer, decision.comment, decision.decided)
            for decision in finding.decisions
        ],
    }


def _evidence(finding: Finding, evidence: Evidence, indexes: dict[str, int]) -> dict[str, Any]:
    return {
        "document": None if evidence.document is None else indexes[evidence.document],
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "role": evidence.role,
        "differences": None if evidence.document is None else differences(finding.text, evidence.text),
    }
