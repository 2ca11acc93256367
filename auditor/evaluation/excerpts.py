"""The short passages in `passages/*.yaml`: easy to judge wrongly, or with one fault; see its README.md."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Literal

import msgspec

from auditor.evaluation.items import from_yaml
from auditor.model import Document, Span
from auditor.testing import CaseDocument


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose report a passage is, as its own text tells."""

    issuer: str
    jurisdiction: str
    year: int


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fault of a passage: `text` is to be overlapped, where it stands inside `within`."""

    check: str
    text: str
    within: str = ""
    also: tuple[str, ...] = ()

    def span(self, text: str) -> Span:
        """Where it stands.  Raises ValueError when it does not."""
        start = text.index(self.within or self.text)
        start = text.index(self.text, start)
        return Span(start, start + len(self.text))


class Excerpt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One passage.  Without `expected` no check may give an error or a warning on it."""

    name: str
    families: tuple[str, ...]
    report: Statement
    text: str
    format: Literal["txt", "md", "html"] = "txt"
    expected: tuple[Expected, ...] = ()

    @property
    def document(self) -> Document:
        return CaseDocument(text=self.text, format=self.format).document(1)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    passages: tuple[Excerpt, ...]


@functools.cache
def excerpts() -> tuple[Excerpt, ...]:
    """All passages in the order of the files.  Raises ValueError that names a file that is not as it should be."""
    found: list[Excerpt] = []
    folder = resources.files("auditor.evaluation") / "passages"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            try:
                found += msgspec.convert(from_yaml(file.read_text("utf-8")), _File).passages
            except (ValueError, msgspec.ValidationError) as error:
                raise ValueError(f"passages/{file.name}: {error}") from error
    return tuple(found)
