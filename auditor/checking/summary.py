"""What the result states of a document: its title, kind and identity, as the structure room found them."""

from __future__ import annotations

from auditor.model import (
    Document,
    DocumentSummary,
    JurisdictionStatement,
    Quote,
    Span,
    Status,
    YearStatement,
)
from auditor.structure import identity, kinds, title


def _quotes(document: Document, basis: tuple[Span, ...]) -> tuple[Quote, ...]:
    return tuple([Quote(span.start, span.end, document.slice(span)) for span in basis])


def summary_of(document: Document, status: Status = "audited") -> DocumentSummary:
    """The summary of a document that was read, with the identity it states or implies."""
    known = identity.of(document)
    heading = title.of(document)
    jurisdiction = known.jurisdiction and JurisdictionStatement(
        code=known.jurisdiction.division.code,
        name=known.jurisdiction.division.name,
        path=known.jurisdiction.division.path,
        stated=known.jurisdiction.stated,
        confidence=known.jurisdiction.confidence,
        basis=_quotes(document, known.jurisdiction.basis),
    )
    year = known.year and YearStatement(
        value=known.year.value,
        stated=known.year.stated,
        confidence=known.year.confidence,
        basis=_quotes(document, known.year.basis),
    )
    return DocumentSummary(
        id=document.id,
        path=document.path,
        sha256=document.sha256,
        format=document.format,
        characters=len(document.text),
        status=status,
        title=heading.text if heading else "",
        kind=kinds.of(document).id,
        issuer=known.issuer.name if known.issuer else None,
        jurisdiction=jurisdiction or None,
        year=year or None,
    )
