"""One pass of one automaton over a document, for every word list that anybody has declared.

A module that needs a list of words found declares it once, at import:

    _BODIES = WordList("abolished bodies", load_names)

and asks `_BODIES.hits(document)`.  The automaton is built on the first question from all lists
declared until then; a list declared later makes it anew.  Matching is on the folded text.  What
the pass finds is put by for each list until that list asks.
"""

from __future__ import annotations

import sys
import threading
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import ClassVar

import daachorse
import msgspec

from auditor.model import Document


class Hit(msgspec.Struct, frozen=True, gc=False):
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
        self.module: str = sys._getframe(1).f_globals["__name__"]  # as a named tuple finds its own
        WordList._declared.append(self)
        WordList._automaton = None

    def hits(self, document: Document) -> tuple[Hit, ...]:
        """Where words of this list stand in the document, in order, without overlaps."""
        automaton = _automaton()
        found = document.remember(automaton, lambda: _Found(automaton, document.folded))
        return found.of(self.name)

    @classmethod
    def forget(cls) -> None:
        """Build the automaton anew on the next question: the tables behind the lists have changed."""
        cls._automaton = None

    @classmethod
    def modules(cls) -> set[str]:
        """The modules that declared lists."""
        return {words.module for words in cls._declared}

    @classmethod
    def packed(cls) -> bytes:
        """The automaton of all lists declared until now, to be kept."""
        return _automaton().packed()

    @classmethod
    def unpack(cls, data: bytes) -> None:
        """Use an automaton that was kept: of the same lists, or hits are found of words that are not theirs.

        Raises ValueError for what is none.
        """
        with cls._lock:
            cls._automaton = _unpacked(data)


class _Packed(msgspec.Struct, array_like=True):
    groups: list[tuple[str, ...]]
    owners: bytes
    automaton: bytes


class _Automaton:
    """The words of all lists.

    Few groups of lists share words: `groups` are they, and `owners` holds for each word the number of the
    group that has it.
    """

    def __init__(
        self,
        groups: list[tuple[str, ...]],
        owners: array[int],
        automaton: daachorse.CharwiseDoubleArrayAhoCorasick,
    ) -> None:
        self.groups = groups
        self.owners = owners
        self.search = automaton.find_overlapping
        self._automaton = automaton

    def packed(self) -> bytes:
        packed = _Packed(self.groups, self.owners.tobytes(), self._automaton.serialize())
        return msgspec.msgpack.encode(packed)


def _built(lists: list[WordList]) -> _Automaton:
    names: dict[str, tuple[str, ...]] = {}
    for words in lists:
        for word in words.load():
            names[word] = (*names.get(word, ()), words.name)
    groups = list(dict.fromkeys(names.values()))
    numbers = {group: number for number, group in enumerate(groups)}
    owners = array("H", map(numbers.__getitem__, names.values()))
    return _Automaton(groups, owners, daachorse.CharwiseDoubleArrayAhoCorasick(list(names)))


def _unpacked(data: bytes) -> _Automaton:
    try:
        packed = msgspec.msgpack.decode(data, type=_Packed)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(packed.automaton)
    return _Automaton(packed.groups, array("H", packed.owners), automaton)


def _automaton() -> _Automaton:
    with WordList._lock:
        if WordList._automaton is None:
            WordList._automaton = _built(WordList._declared)
        return WordList._automaton


class _Found:
    """What the pass found in one text; the hits of a list are worked out when it first asks."""

    def __init__(self, automaton: _Automaton, text: str) -> None:
        self._text = text
        self._hits: dict[str, tuple[Hit, ...]] = {}
        owners = automaton.owners
        by_group: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for found in automaton.search(text):
            by_group[owners[found[2]]].append(found)
        self._overlapping: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for number, found_by_group in by_group.items():
            for name in automaton.groups[number]:
                self._overlapping[name] += found_by_group

    def of(self, name: str) -> tuple[Hit, ...]:
        """The hits of one list."""
        if name in self._overlapping:
            self._hits[name] = _leftmost_longest(self._overlapping.pop(name), self._text)
        return self._hits.get(name, ())


def _leftmost_longest(found: list[tuple[int, int, int]], text: str) -> tuple[Hit, ...]:
    kept: list[Hit] = []
    begin = reach = -1
    for start, end, _ in sorted(found):
        if start == begin:  # the longer of two that begin together comes later
            kept[-1] = Hit(start, end, text[start:end])
        elif start >= reach:
            kept.append(Hit(start, end, text[start:end]))
            begin = start
        else:
            continue
        reach = end
    return tuple(kept)
