"""annotated/*.docx: what goes back to the authors, each report as a Word file with the findings as comments.

A Word file comes back as it was, with comments; of any other file the text is set as a Word file.
Findings that reviewers judged false alarms, or accepted, are left out.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.model import Document, DocumentSummary, Finding, Result
from auditor.reading import UnreadableFile
from auditor.reporting import labels
from auditor.reporting.files import replace_folder
from auditor.reporting.word import comments, original, typesetting

FOLDER = "annotated"
LONGEST_NAME = 80
"""Code points of a file's name; a Chinese one takes three bytes of the 255 that file systems allow."""

_NOT_IN_NAMES = re.compile('[\x00-\x1f\x7f/\\\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
"""What a file system forbids in names, or what would make one read differently."""


def write(result: Result, directory: Path) -> None:
    """Write a commented copy of every document with findings to `directory/annotated`.

    Raises LookupError when the run kept no texts.
    """
    replace_folder(directory / FOLDER, _files(result))


def _files(result: Result) -> Iterator[tuple[str, bytes]]:
    findings: dict[str, list[Finding]] = {}
    for finding in result.findings:
        if finding.state not in ("false-alarm", "accepted"):
            findings.setdefault(finding.document, []).append(finding)
    taken: set[str] = set()
    for document in result.documents:
        if document.id in findings:
            name = _free_name(document, taken)
            taken.add(name.lower())
            yield name, _annotated(result, document, findings[document.id])


def _free_name(document: DocumentSummary, taken: set[str]) -> str:
    """The document's path as one name that ends in .docx and that no other document has."""
    stem = _NOT_IN_NAMES.sub("_", document.path)
    if document.format == "docx":
        stem = stem.removesuffix(".docx")
    stem = stem[-LONGEST_NAME:]
    name, number = f"{stem}.docx", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem} ({number}).docx"
    return name


def _annotated(result: Result, summary: DocumentSummary, findings: Sequence[Finding]) -> bytes:
    documents = {document.id: document for document in result.documents}
    titles = {check.id: labels.check(check) for check in result.checks}
    date = comments.moment(result.run.started)

    def lines_of(finding: Finding) -> list[str]:
        return comments.lines_of(finding, titles[finding.check], documents)

    if summary.format == "docx":
        data = result.bytes_of(summary.id)
        if hashlib.sha256(data).hexdigest() == summary.sha256:
            try:
                return original.annotated(data, findings, lines_of, date)
            except (UnreadableFile, zipfile.BadZipFile):
                pass  # read once and now no more: the text that was read serves
    text = result.text_of(summary.id)
    document = Document(text, blocks=result.blocks_of(summary.id), format=summary.format)
    return typesetting.annotated(document, findings, lines_of, date)
