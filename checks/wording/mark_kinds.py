"""Where marks of punctuation stand in a document, found once and shared by the checks that look at them."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from auditor.model import Document

Array = np.ndarray[Any, np.dtype[Any]]

DIVIDING, ENCLOSING = 1, 2
"""Marks between words and sentences, and marks that come in pairs."""


def of(document: Document) -> bytes:
    """For each offset of `document.folded` what mark stands there: `DIVIDING`, `ENCLOSING` or 0."""
    return document.remember(of, lambda: _kinds_of_marks().take(document.codes, mode="clip").tobytes())


@functools.cache
def _kinds_of_marks() -> Array:
    """The kind of each (folded) code point up to U+FFFF, which stands for all beyond it too."""
    kinds = np.zeros(1 << 16, dtype=np.uint8)
    for kind, characters in ((DIVIDING, ",、;:。"), (ENCLOSING, "“”‘’()【】「」『』")):
        kinds[[ord(character) for character in characters]] = kind
    return kinds
