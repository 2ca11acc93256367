"""One pass of one automaton over a document, for every word list that anybody has declared.

A module that needs a list of words found declares it once, at import:

    _BODIES = WordList("abolished bodies", load_names)

and asks `_BODIES.hits(document)`.  The automaton is built on the first question from all lists
declared until then; a list declared later makes it anew.  Matching is on the folded text.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import ClassVar, NamedTuple

import daachorse

from auditor.model import Document


class Hit(NamedTuple):
    """A word of a list at [start, end) of the document."""

    start: int
    end: int
    word: str


class WordList:
    """Words to look for; of overlapping hits the leftmost and then the longest counts."""

    _declared: ClassVar[list[WordList]] = []
    _automaton: ClassVar[_Automaton | None] = None
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, name: str, load: Callable[[], Iterable[str]]) -> None:
        self.name = name
        self.load = load
        WordList._declared.append(self)
        WordList._automaton = None

    def hits(self, document: Document) -> tuple[Hit, ...]:
        """Where words of this list stand in the document, in order, without overlaps."""
        automaton = _automaton()
        return document.remember(automaton, lambda: _scan(automaton, document)).get(self.name, ())

    @classmethod
    def forget(cls) -> None:
        """Build the automaton anew on the next question: the tables behind the lists have changed."""
        cls._automaton = None


class _Automaton:
    """The words of all lists; `owners` tells for each word the numbers of the lists that have it."""

    def __init__(self, lists: list[WordList]) -> None:
        self.names = list(dict.fromkeys(words.name for words in lists))
        numbers = {name: number for number, name in enumerate(self.names)}
        owners: dict[str, list[int]] = {}
        for words in lists:
            for word in words.load():
                owners.setdefault(word, []).append(numbers[words.name])
        self.words = list(owners)
        self.owners = [tuple(numbers) for numbers in owners.values()]
        self.search = daachorse.CharwiseDoubleArrayAhoCorasick(self.words).find_overlapping


def _automaton() -> _Automaton:
    with WordList._lock:
        if WordList._automaton is None:
            WordList._automaton = _Automaton(WordList._declared)
        return WordList._automaton


def _scan(automaton: _Automaton, document: Document) -> dict[str, tuple[Hit, ...]]:
    found: list[list[tuple[int, int, str]]] = [[] for _ in automaton.names]
    words, owners = automaton.words, automaton.owners
    for start, end, index in automaton.search(document.folded):
        for owner in owners[index]:
            found[owner].append((start, -end, words[index]))
    pairs = zip(automaton.names, found, strict=True)
    return {name: _leftmost_longest(hits) for name, hits in pairs if hits}


def _leftmost_longest(hits: list[tuple[int, int, str]]) -> tuple[Hit, ...]:
    hits.sort()
    kept = []
    reach = 0
    for start, negative_end, word in hits:
        if start >= reach:
            reach = -negative_end
            kept.append(Hit(start, reach, word))
    return tuple(kept)
