"""A check with a fault of its own."""

from __future__ import annotations

from collections.abc import Iterator

from auditor import Check, Document, Finding, Severity


class Raising(Check):
    """A check that raises on every document."""

    id, title, family, severity = "always-raising", "出错", "county", Severity.NOTE

    def inspect(self, document: Document) -> Iterator[Finding]:
        raise RuntimeError(f"{len(document.text)} characters are too many")
        yield
