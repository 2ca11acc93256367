"""The words of the comments, and the part of a Word package that holds them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Final

from lxml import etree

from auditor.language import say
from auditor.model import DocumentSummary, Finding
from auditor.reporting import labels
from auditor.reporting.table import evidence_lines
from auditor.reporting.word.anchors import Element
from auditor.reporting.word.names import XML_SPACE

AUTHOR: Final = "auditor"
INITIALS: Final = "A"
MOST_PLACES: Final = 20
LONGEST_LINE: Final = 600

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text with a replacement for each character that XML cannot hold; the length stays."""
    return _NOT_XML.sub("\ufffd", text)


def lines_of(finding: Finding, title: str, documents: Mapping[str, DocumentSummary]) -> list[str]:
    """What a comment says: the check, the message, the evidence, where else, and what to do."""
    lines = [f"【{labels.severity(finding.severity.value)}】{title}", finding.message]
    if finding.evidence:
        lines.append(say("依据：{evidence}", evidence=evidence_lines(finding, documents).replace("\n", "；")))
    if finding.places:
        quotes = "、".join(f"“{place.text}”" for place in finding.places[:MOST_PLACES])
        lines.append(say("另见 {count} 处：{quotes}", count=len(finding.places), quotes=quotes))
    if finding.suggestion:
        lines.append(say("建议：{suggestion}", suggestion=finding.suggestion))
    return [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in lines]


def moment(started: str) -> str:
    """The beginning of the run as Word writes times: UTC, to the second."""
    time = datetime.datetime.fromisoformat(started)
    return time.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def empty_part(namespace: str) -> Element:
    """A comments part without comments."""
    return etree.Element(f"{{{namespace}}}comments", nsmap={"w": namespace})


def first_free_number(part: Element, namespace: str) -> int:
    """The number behind the greatest that a comment of the part has."""
    numbers = [
        comment.get(f"{{{namespace}}}id", "") for comment in part.iterchildren(f"{{{namespace}}}comment")
    ]
    return max((int(number) for number in numbers if number.isdecimal()), default=-1) + 1


def add(part: Element, namespace: str, number: int, lines: Sequence[str], date: str) -> None:
    """Add a comment of one paragraph a line."""
    word = f"{{{namespace}}}"
    attributes = {"id": str(number), "author": AUTHOR, "date": date, "initials": INITIALS}
    comment = etree.SubElement(
        part, f"{word}comment", {word + name: value for name, value in attributes.items()}
    )
    for line in lines:
        paragraph = etree.SubElement(comment, f"{word}p")
        text = etree.SubElement(etree.SubElement(paragraph, f"{word}r"), f"{word}t")
        text.set(XML_SPACE, "preserve")
        text.text = clean(line.replace("\n", " "))
