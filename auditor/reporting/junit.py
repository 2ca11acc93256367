"""junit.xml, for build servers: a suite for each document, a case for each check.

A case fails when the check found an error that weighs; warnings and notes stand in its output.  A check
that did not apply is skipped with its reason, and what could not be read or checked is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree

from auditor.model import CheckSummary, DocumentSummary, Finding, Problem, Result, Severity
from auditor.reporting import labels

READING: Final = "reading"
"""The case that stands for reading the document."""

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def encode(result: Result) -> bytes:
    """The bytes of junit.xml."""
    root = ElementTree.Element("testsuites", name=result.content.tool.name)
    findings: dict[tuple[str, str], list[Finding]] = {}
    for finding in result.findings:
        findings.setdefault((finding.document, finding.check), []).append(finding)
    for document in result.documents:
        suite = ElementTree.SubElement(root, "testsuite", name=_clean(document.path))
        problems = [problem for problem in result.problems if problem.document == document.id]
        _reading(suite, document, [problem for problem in problems if problem.check is None])
        if document.status != "unreadable":
            reasons = {unchecked.check: unchecked.reason for unchecked in document.unchecked}
            for check in result.checks:
                failed = [problem for problem in problems if problem.check == check.id]
                case = _case(suite, document, labels.check(check), check)
                _judged(case, findings.get((document.id, check.id), ()), failed, reasons.get(check.id))
        _count(suite)
    general = [problem for problem in result.problems if problem.document is None]
    if general:
        suite = ElementTree.SubElement(root, "testsuite", name=result.content.tool.name)
        _errors(ElementTree.SubElement(suite, "testcase", name=READING, classname=READING), general)
        _count(suite)
    ElementTree.indent(root, " ")
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written + b"\n"


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def _case(
    suite: ElementTree.Element, document: DocumentSummary, title: str, check: CheckSummary
) -> ElementTree.Element:
    classname = f"{document.path}.{check.family}"
    return ElementTree.SubElement(suite, "testcase", name=f"{check.id} {title}", classname=_clean(classname))


def _reading(suite: ElementTree.Element, document: DocumentSummary, problems: Sequence[Problem]) -> None:
    case = ElementTree.SubElement(suite, "testcase", name=READING, classname=_clean(document.path))
    _errors(case, problems)


def _judged(
    case: ElementTree.Element, findings: Sequence[Finding], failed: Sequence[Problem], unchecked: str | None
) -> None:
    if unchecked is not None:
        ElementTree.SubElement(case, "skipped", message=_clean(unchecked))
    _errors(case, failed)
    errors = [one for one in findings if one.counts and one.severity is Severity.ERROR]
    if errors:
        failure = ElementTree.SubElement(case, "failure", message=_clean(errors[0].message), type="error")
        failure.text = _clean("\n".join(_line(one) for one in errors))
    others = [one for one in findings if one not in errors]
    if others:
        ElementTree.SubElement(case, "system-out").text = _clean("\n".join(_line(one) for one in others))


def _errors(case: ElementTree.Element, problems: Iterable[Problem]) -> None:
    for problem in problems:
        ElementTree.SubElement(case, "error", message=_clean(problem.message), type=problem.kind)


def _line(finding: Finding) -> str:
    state = "" if finding.state == "open" else f" [{labels.state(finding.state)}]"
    return (
        f"{finding.line}:{finding.column} {labels.severity(finding.severity.value)}{state} {finding.message}"
    )


def _count(suite: ElementTree.Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
