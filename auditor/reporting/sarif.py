"""findings.sarif: SARIF 2.1.0 (OASIS standard), for editors and code hosts that show results in place.

Lines and columns count code points (`columnKind`).  A finding that does not weigh is a suppressed result,
one that the baseline holds is `unchanged`, and what could not be read or checked is a notification.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

import msgspec

from auditor import language
from auditor.model import Decision, DocumentSummary, Evidence, Finding, Place, Problem, Result
from auditor.reporting import labels

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT: Final = "AUDITED"
"""The base of all paths: the folder that was named on the command line."""

FINGERPRINT: Final = "auditorFingerprint/v1"
LONGEST_SNIPPET: Final = 400

Node = dict[str, Any]


def encode(result: Result) -> bytes:
    """The bytes of findings.sarif."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(result).node()]}
    return msgspec.json.format(msgspec.json.encode(log), indent=1) + b"\n"


class _Run:
    """One SARIF run, made of a result."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.documents = {document.id: at for at, document in enumerate(result.documents)}
        self.rules = {check.id: at for at, check in enumerate(result.checks)}
        self.has_baseline = any(finding.known for finding in result.findings)

    def node(self) -> Node:
        tool = self.result.content.tool
        return {
            "tool": {"driver": {"name": tool.name, "version": tool.version, "rules": self._rules()}},
            "language": {"zh": "zh-CN", "en": "en-US"}[language.current()],
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {ROOT: {"description": {"text": "The audited folder"}}},
            "invocations": [
                {
                    "executionSuccessful": not self.result.problems,
                    "toolExecutionNotifications": [self._notification(one) for one in self.result.problems],
                }
            ],
            "artifacts": [self._artifact(document) for document in self.result.documents],
            "results": [self._result(finding) for finding in self.result.findings],
        }

    def _rules(self) -> list[Node]:
        return [
            {
                "id": check.id,
                "shortDescription": {"text": labels.check(check)},
                "properties": {"family": check.family, "version": check.version},
            }
            for check in self.result.checks
        ]

    def _artifact(self, document: DocumentSummary) -> Node:
        node: Node = {
            "location": {"uri": quote(document.path), "uriBaseId": ROOT},
            "roles": ["analysisTarget"],
        }
        if document.sha256:
            node["hashes"] = {"sha-256": document.sha256}
        return node

    def _notification(self, problem: Problem) -> Node:
        node: Node = {
            "level": "error",
            "message": {"text": problem.message},
            "descriptor": {"id": problem.kind},
        }
        if problem.document in self.documents:
            node["locations"] = [{"physicalLocation": {"artifactLocation": self._place_of(problem.document)}}]
        if problem.check in self.rules:
            node["associatedRule"] = {"id": problem.check, "index": self.rules[problem.check]}
        return node

    def _place_of(self, document: str) -> Node:
        at = self.documents[document]
        return {"uri": quote(self.result.documents[at].path), "uriBaseId": ROOT, "index": at}

    def _result(self, finding: Finding) -> Node:
        node: Node = {
            "ruleId": finding.check,
            "ruleIndex": self.rules[finding.check],
            "level": finding.severity.value,
            "rank": round(finding.confidence * 100, 1),
            "message": {"text": _message(finding)},
            "locations": [self._location(finding.document, finding)],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
            "properties": {
                "confidence": finding.confidence,
                "state": finding.state,
                "section": finding.section,
            },
        }
        related = [
            self._location(finding.document, place) | {"id": at} for at, place in enumerate(finding.places, 1)
        ]
        related += [
            self._evidence(evidence, at) for at, evidence in enumerate(finding.evidence, len(related) + 1)
        ]
        if related:
            node["relatedLocations"] = related
        if self.has_baseline:
            node["baselineState"] = "unchanged" if finding.known else "new"
        if finding.state in ("false-alarm", "accepted"):
            node["suppressions"] = _suppressions(finding.decisions, finding.state)
        return node

    def _location(self, document: str, at: Finding | Place) -> Node:
        return {
            "physicalLocation": {
                "artifactLocation": self._place_of(document),
                "region": _region(at.line, at.column, at.text),
            }
        }

    def _evidence(self, evidence: Evidence, number: int) -> Node:
        """The other side; of one in another document SARIF is told the words, and the document they stand in."""
        node: Node = {"id": number, "message": {"text": f"{labels.role(evidence.role)}：{evidence.text}"}}
        if evidence.document is not None:
            node["physicalLocation"] = {
                "artifactLocation": self._place_of(evidence.document),
                "region": {"charOffset": evidence.start, "charLength": evidence.end - evidence.start},
            }
        return node


def _message(finding: Finding) -> str:
    return finding.message if not finding.suggestion else f"{finding.message}\n{finding.suggestion}"


def _region(line: int, column: int, text: str) -> Node:
    """From the first character to behind the last, which may stand in a later line."""
    lines = text.split("\n")
    end = column + len(text) if len(lines) == 1 else len(lines[-1]) + 1
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": line + len(lines) - 1,
        "endColumn": end,
        "snippet": {"text": text[:LONGEST_SNIPPET]},
    }


def _suppressions(decisions: Sequence[Decision], state: str) -> list[Node]:
    words = "；".join(f"{one.reviewer} {one.comment}".strip() for one in decisions)
    node: Node = {"kind": "external", "status": "accepted", "properties": {"state": state}}
    if words:
        node["justification"] = words
    return [node]
