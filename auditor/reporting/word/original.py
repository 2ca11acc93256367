"""A copy of a Word file with comments: the main part, the comments and what announces them change, no more."""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections.abc import Callable, Sequence
from typing import Final

from lxml import etree

from auditor.model import Finding
from auditor.reading import docx
from auditor.reporting.word import comments, masking
from auditor.reporting.word.anchors import Anchors, Element, Stretch
from auditor.reporting.word.names import (
    COMMENTS_TYPE,
    CONTENT_TYPES,
    OFFICE_RELATIONSHIP,
    RELATIONSHIPS,
    STRICT_OFFICE_RELATIONSHIP,
    STRICT_WORD,
    WORD,
)

_CONTENT_TYPES_PART: Final = "[Content_Types].xml"


def annotated(
    data: bytes, findings: Sequence[Finding], lines_of: Callable[[Finding], Sequence[str]], date: str
) -> bytes:
    """The file with a comment for each finding; raises UnreadableFile, or BadZipFile, as reading does.

    Offsets of the findings are those of the text that reading this very file gives.  Personal
    identifiers are masked in the copy as they are in the text.
    """
    data = masking.masked(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        target = _Copy(package)
        anchors = Anchors(target.stretches(data), (cut for one in findings for cut in (one.start, one.end)))
        for finding in findings:
            if anchors.place(target.next_number, finding.start, finding.end):
                target.comment(lines_of(finding), date)
        return target.bytes()


class _Copy:
    """The parts of a package that change, parsed; the others are copied byte for byte."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.changed: dict[str, Element] = {}
        self.main = self._main_part()
        root = self.part(self.main)
        self.strict = root.tag.startswith(f"{{{STRICT_WORD}}}")
        self.namespace = STRICT_WORD if self.strict else WORD
        self.comments = self._comments_part()
        self.next_number = comments.first_free_number(self.comments, self.namespace)

    def part(self, name: str) -> Element:
        """A part that is to change, parsed once."""
        if name not in self.changed:
            self.changed[name] = _parsed(self.package.read(name))
        return self.changed[name]

    def _main_part(self) -> str:
        for relationship in _parsed(self.package.read("_rels/.rels")):
            if relationship.get("Type", "").endswith("/officeDocument"):
                target: str = relationship.get("Target", "")
                return posixpath.normpath(target.lstrip("/"))
        return "word/document.xml"

    def _comments_part(self) -> Element:
        """The file's own comments part, or a new one that the package is told of."""
        folder, name = posixpath.split(self.main)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        kind = (STRICT_OFFICE_RELATIONSHIP if self.strict else OFFICE_RELATIONSHIP) + "comments"
        if path in self.package.namelist():
            for relationship in _parsed(self.package.read(path)):
                if relationship.get("Type", "") == kind:
                    target = posixpath.join("/", folder, relationship.get("Target", ""))
                    return self.part(posixpath.normpath(target).lstrip("/"))
            relationships = self.part(path)
        else:
            relationships = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap={None: RELATIONSHIPS})
            self.changed[path] = relationships
        part = posixpath.join(folder, _free_name(self.package.namelist(), folder))
        attributes = {"Id": _free_id(relationships), "Type": kind, "Target": posixpath.basename(part)}
        etree.SubElement(relationships, f"{{{RELATIONSHIPS}}}Relationship", attributes)
        override = {"PartName": f"/{part}", "ContentType": COMMENTS_TYPE}
        etree.SubElement(self.part(_CONTENT_TYPES_PART), f"{{{CONTENT_TYPES}}}Override", override)
        self.changed[part] = comments.empty_part(self.namespace)
        return self.changed[part]

    def comment(self, lines: Sequence[str], date: str) -> None:
        """Add a comment under the next number."""
        comments.add(self.comments, self.namespace, self.next_number, lines, date)
        self.next_number += 1

    def stretches(self, data: bytes) -> list[Stretch]:
        """The words of the text and the runs of the main part that hold or stand for them."""
        text = docx.read(data).text
        finder = _RunFinder(self)
        found = []
        for place in docx.locate(data):
            run, whole = finder.run_for(place.part, place.path)
            if run is not None:
                found.append(Stretch(place.start, text[place.start : place.end], run, whole))
        return found

    def bytes(self) -> bytes:
        """The package, its parts in their old order, new ones behind."""
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as written:
            for entry in self.package.infolist():
                content = self.changed.pop(entry.filename, None)
                data = self.package.read(entry) if content is None else _encoded(content)
                written.writestr(copy.copy(entry), data, entry.compress_type)
            for name, content in self.changed.items():
                written.writestr(zipfile.ZipInfo(name), _encoded(content), zipfile.ZIP_DEFLATED)
        return output.getvalue()


class _RunFinder:
    """From a place that reading names to a run in the main part at which a comment can stand.

    Word takes comments in the body only: words of a note stand at its reference, those of a text box at
    the run that holds the box, and those of headers and footers at the first run.
    """

    def __init__(self, target: _Copy) -> None:
        self._target = target
        self._root = target.part(target.main)
        self._word = f"{{{target.namespace}}}"
        self._parts: dict[str, tuple[Element, dict[str, str]]] = {}
        self._first = next(self._root.iter(f"{self._word}r"), None)

    def run_for(self, part: str, path: str) -> tuple[Element | None, bool]:
        """The run, and whether it may not be cut."""
        if part not in self._parts:
            main = part == self._target.main
            root = self._root if main else _parsed(self._target.package.read(part))
            self._parts[part] = (root, _prefixes(root))
        root, prefixes = self._parts[part]
        (run,) = root.getroottree().xpath(path, namespaces=prefixes)
        if part != self._target.main:
            return self._stand_in(run), True
        outer = run
        for ancestor in run.iterancestors(f"{self._word}r"):
            outer = ancestor
        return outer, outer is not run

    def _stand_in(self, run: Element) -> Element | None:
        for kind in ("footnote", "endnote"):
            note = next(run.iterancestors(f"{self._word}{kind}"), None)
            if note is not None:
                number = note.get(f"{self._word}id")
                for reference in self._root.iter(f"{self._word}{kind}Reference"):
                    if reference.get(f"{self._word}id") == number:
                        return reference.getparent()
        return self._first


def _prefixes(root: Element) -> dict[str, str]:
    """All prefixes that the part binds; of one bound twice the outermost."""
    found: dict[str, str] = {}
    for element in root.iter():
        for prefix, uri in element.nsmap.items():
            if prefix:
                found.setdefault(prefix, uri)
    return found


def _parsed(data: bytes) -> Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _encoded(root: Element) -> bytes:
    content: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return content


def _free_name(names: Sequence[str], folder: str) -> str:
    """A name for the comments part that the package does not use."""
    for number in range(len(names) + 1):
        name = f"comments{number or ''}.xml"
        if posixpath.join(folder, name) not in names:
            return name
    raise AssertionError("one of n + 1 names is not among n")


def _free_id(relationships: Element) -> str:
    taken = {relationship.get("Id") for relationship in relationships}
    return next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
