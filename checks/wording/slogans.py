"""Slogans known by their numbers (“两个维护”): under a verb they do not take, or with another number."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from auditor.model import Document, Span
from auditor.structure.words import WordList
from checks.wording.tables import alternatives, rows

_ENDS = frozenset(",、。;!?)\n")
"""What stands behind a slogan that is the whole object; before other words (增强“两个维护”的自觉) it is not."""


class Misuse(NamedTuple):
    """What is written instead of `right`; `verb` is the verb the slogan does not take, or nothing."""

    right: str
    verb: str
    slogan: str
    source: str


@functools.cache
def misuses() -> dict[str, Misuse]:
    """What nobody writes on purpose → the slogan that is meant, from `slogans.tsv`."""
    table: dict[str, Misuse] = {}
    for row in rows("slogans.tsv"):
        slogan, verbs = row["slogan"], alternatives(row["verbs"])
        for verb in alternatives(row["not_verbs"]):
            table[verb + slogan] = Misuse("／".join(verbs) + slogan, verb, slogan, row["source"])
        for wrong in alternatives(row["misnumbered"]):
            for verb in verbs or ("",):
                table[verb + wrong] = Misuse(verb + slogan, "", slogan, row["source"])
    return table


_MISUSES = WordList("wording: slogans misused", lambda: misuses())


def of(document: Document) -> Iterator[tuple[Span, Misuse]]:
    """Where the document misuses a slogan, and how."""
    text = document.folded
    for hit in _MISUSES.hits(document):
        misuse = misuses()[hit.word]
        if misuse.verb and hit.end < len(text) and text[hit.end] not in _ENDS:
            continue
        if text.startswith("、“", hit.end) and misuse.verb:
            continue
        yield Span(hit.start, hit.end), misuse
