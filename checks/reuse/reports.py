"""Whose reports two cards stand for, and what names they bear."""

from __future__ import annotations

import functools

from auditor.checking.corpus import DocumentCard
from auditor.reference import bodies, divisions
from auditor.structure import names

DUPLICATE = 0.75
"""The part of both reports that must stand in shared passages for them to be one report filed twice; headings,
title and sign-off stand in none."""


@functools.lru_cache(maxsize=4096)
def _body(issuer: str) -> str:
    return names.parse(issuer).body


def same_issuer(first: DocumentCard, second: DocumentCard) -> bool | None:
    """Whether two reports are of one body; None when that cannot be told."""
    if first.jurisdiction and second.jurisdiction and first.jurisdiction != second.jurisdiction:
        return False
    if not first.issuer or not second.issuer:
        return None
    if first.issuer == second.issuer:
        return True
    return bodies.same_body(_body(first.issuer), _body(second.issuer))


def own_names(card: DocumentCard) -> tuple[str, ...]:
    """The names by which a report calls its own area: 曲周县, 曲周."""
    full = card.jurisdiction or ""
    shorts = [division.short for division in divisions.by_name(full)[:1]] if full else []
    return tuple(dict.fromkeys(name for name in (full, *shorts) if len(name) >= 2))


def stranger_names(text: str, own: DocumentCard, other: DocumentCard) -> list[str]:
    """Names of the other report's area that stand in a text of the own one, longest first."""
    theirs = [name for name in own_names(other) if name in text and name not in "".join(own_names(own))]
    return theirs[:1]
