"""The folded text of a document as an array of code points, made once and shared by the wording checks."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from auditor.model import Document

Array = np.ndarray[Any, np.dtype[Any]]


def of(document: Document) -> Array:
    """The code points of `document.folded`, as unsigned 32-bit numbers; index and offset agree."""
    return document.codes


def places(document: Document, characters: str) -> list[int]:
    """Offsets at which one of `characters` (folded ones) stands."""
    return np.flatnonzero(_is_one_of(characters)[np.minimum(of(document), 0xFFFF)]).tolist()


def meetings(document: Document, characters: str) -> list[int]:
    """Offsets at which one of `characters` (folded ones) stands right before another."""
    member = _is_one_of(characters)[np.minimum(of(document), 0xFFFF)]
    return np.flatnonzero(member[:-1] & member[1:]).tolist()


@functools.cache
def _is_one_of(characters: str) -> Array:
    member = np.zeros(1 << 16, dtype=bool)
    member[[ord(character) for character in characters]] = True
    return member
