"""The parts of a document that stand out: its title, headings and sign-off."""

from __future__ import annotations

from auditor.model import Document
from auditor.structure import outline, signoff, title

LOWEST_HEADING = 3
"""Outline levels below this one look like the text around them."""

LONGEST_HEADING = 40
"""Code points; a longer numbered line is a point of a list rather than a heading."""


def parts_of(document: Document) -> list[tuple[int, int, str]]:
    """What stands out where official documents are set by the rules: (start, end, name of the part).

    Names are `title`, `h1` to `h3` and `signoff`; offsets are code points.
    """
    found: list[tuple[int, int, str]] = []
    heading = title.of(document)
    if heading is not None:
        found.append((heading.span.start, heading.span.end, "title"))
    found.extend(
        (item.heading.start, item.heading.end, f"h{item.level}")
        for item in outline.of(document).items
        if item.level <= LOWEST_HEADING and _is_heading(document, item)
    )
    signed = signoff.of(document)
    if signed is not None:
        found.extend((span.start, span.end, "signoff") for span in (signed.issuer, signed.date_span) if span)
    return sorted(found)


def _is_heading(document: Document, item: outline.Item) -> bool:
    """Whether a numbered line is set as a heading: not inside a paragraph, and no sentence by itself."""
    if item.within or len(item.heading) > LONGEST_HEADING:
        return False
    return item.inline or document.text[item.heading.end : item.heading.end + 1] != "。"
