"""The error that people can mend themselves: wrong options, configuration, paths or manifest."""

from __future__ import annotations

from collections.abc import Iterable


class UsageError(ValueError):
    """Nothing was audited, and the message says what to change."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None when none is near."""
    from rapidfuzz import process

    best = process.extractOne(word, sorted(set(known)), score_cutoff=50)
    return best[0] if best else None
