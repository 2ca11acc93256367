"""The kind of a document, which decides what its year means.  The kinds are data: `kinds.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

import msgspec

from auditor.model import Document
from auditor.structure import title

OPENING_LENGTH = 300
"""Code points at the beginning in which a text without a title says what it is."""


class Kind(msgspec.Struct, frozen=True):
    """A kind of document; see kinds.toml for what each field means."""

    id: str
    name: str
    title: tuple[str, ...]
    opening: tuple[str, ...]
    reviews: int
    plans: int
    compares: int
    signed: tuple[int, ...]
    source: str
    spans: bool = False
    evaluates: bool = False


class _Profiles(msgspec.Struct, frozen=True):
    kind: tuple[Kind, ...]


@functools.cache
def profiles() -> tuple[Kind, ...]:
    """All kinds, the special before the general; the last is «other»."""
    file = resources.files("auditor.structure") / "kinds.toml"
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), _Profiles).kind


@functools.cache
def by_id(kind_id: str) -> Kind:
    """The kind with this id.  Raises KeyError for an unknown one."""
    for kind in profiles():
        if kind.id == kind_id:
            return kind
    raise KeyError(kind_id)


@functools.cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    def compiled(words: tuple[str, ...]) -> re.Pattern[str] | None:
        return re.compile("|".join(f"(?:{word})" for word in words)) if words else None

    return tuple((kind, compiled(kind.title), compiled(kind.opening)) for kind in profiles())


def of(document: Document) -> Kind:
    """The kind of the document: by its title, else by how it begins, else «other»."""
    return document.remember(of, lambda: _kind(document))


def of_title(words: str) -> Kind:
    """The kind that a title names, «other» when it names none."""
    for kind, in_title, _ in _patterns():
        if in_title is not None and in_title.search(words):
            return kind
    return by_id("other")


def _kind(document: Document) -> Kind:
    named = title.of(document)
    if named is not None:
        kind = of_title(named.text)
        if kind.id != "other":
            return kind
    opening = document.text[:OPENING_LENGTH].replace("\n", "")
    for kind, _, in_opening in _patterns():
        if in_opening is not None and in_opening.search(opening):
            return kind
    return by_id("other")
