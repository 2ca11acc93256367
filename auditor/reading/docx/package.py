"""The parts of a .docx package and how they point to each other."""

from __future__ import annotations

import posixpath
from typing import Final

import msgspec

from auditor.reading.archive import Archive
from auditor.reading.docx.names import STRICT_NAMESPACES
from auditor.reading.limits import Limits
from auditor.reading.markup import Element, parse

_MAIN: Final = "officeDocument"


class Relationship(msgspec.Struct, frozen=True):
    """Where a part points to; `kind` is the last word of the relationship's type."""

    kind: str
    target: str
    external: bool


class Package:
    """Gives the parts of a package as parsed XML.  Raises UnreadableFile as Archive and parse do."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self.main = self._main_part()
        self.relationships = self._relationships_of(self.main)

    def _main_part(self) -> str:
        for relationship in self._relationships_of("").values():
            if relationship.kind == _MAIN and relationship.target in self._archive:
                return relationship.target
        return "word/document.xml"

    def _relationships_of(self, part: str) -> dict[str, Relationship]:
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self._archive:
            return {}
        found = {}
        for element in self.xml(path):
            target = element.get("Target", "")
            found[element.get("Id", "")] = Relationship(
                element.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"),
                element.get("TargetMode") == "External",
            )
        return found

    def xml(self, part: str) -> Element:
        """The root of a part; strict namespaces are made the usual ones first."""
        data = self._archive.read(part)
        for strict, usual in STRICT_NAMESPACES:
            if strict in data:
                data = data.replace(strict, usual)
        return parse(data, part, self._limits)

    def related(self, kind: str) -> tuple[str, Element] | None:
        """Name and root of the main part's first related part of a kind (`styles`, `numbering` …)."""
        for relationship in self.relationships.values():
            if relationship.kind == kind and relationship.target in self._archive:
                return relationship.target, self.xml(relationship.target)
        return None

    def by_id(self, identifier: str) -> tuple[str, Element] | None:
        """Name and root of the part that a reference in the main part names."""
        relationship = self.relationships.get(identifier)
        if relationship is None or relationship.target not in self._archive:
            return None
        return relationship.target, self.xml(relationship.target)

    @property
    def has_pictures(self) -> bool:
        return any("/media/" in name for name in self._archive.names)
