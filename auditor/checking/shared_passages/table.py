"""What checks of the corpus are told of shared passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from auditor.model import Span


class SharedPassage(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of one document and the stretch of another that says the same.

    Spans are in each document's own text, and the texts are the slices at them.  `letters` counts what is
    shared, `similarity` is between 0 and 1.
    """

    first: str
    first_span: Span
    first_text: str
    second: str
    second_span: Span
    second_text: str
    letters: int
    similarity: float

    def seen_from(self, document: str) -> SharedPassage:
        """The same passage with `document` as the first side."""
        if document == self.first:
            return self
        return SharedPassage(
            self.second,
            self.second_span,
            self.second_text,
            self.first,
            self.first_span,
            self.first_text,
            self.letters,
            self.similarity,
        )

    def between(self, first: str, second: str) -> SharedPassage:
        """The same passage of documents that have these ids now."""
        if (first, second) == (self.first, self.second):
            return self
        return msgspec.structs.replace(self, first=first, second=second)


class SharedPassages:
    """All passages that the documents of a corpus share, in the order of the documents and their texts."""

    def __init__(self, passages: Sequence[SharedPassage], characters: Mapping[str, int]) -> None:
        self.passages = tuple(passages)
        self._characters = characters
        self._by_pair: dict[tuple[str, str], list[SharedPassage]] = defaultdict(list)
        self._by_document: dict[str, list[SharedPassage]] = defaultdict(list)
        for passage in self.passages:
            self._by_pair[passage.first, passage.second].append(passage)
            self._by_document[passage.first].append(passage)
            self._by_document[passage.second].append(passage)

    def __len__(self) -> int:
        return len(self.passages)

    @property
    def pairs(self) -> Mapping[tuple[str, str], Sequence[SharedPassage]]:
        """The passages by pair of documents, the earlier one in the corpus first."""
        return self._by_pair

    def of(self, document: str) -> list[SharedPassage]:
        """The passages that a document has a side of, with that side first, in order of its text."""
        found = [passage.seen_from(document) for passage in self._by_document.get(document, ())]
        return sorted(found, key=lambda one: (one.first_span, one.second, one.second_span))

    def share(self, document: str, other: str) -> float:
        """The part of `document`, between 0 and 1, that stands in passages shared with `other`."""
        found = [*self._by_pair.get((document, other), ()), *self._by_pair.get((other, document), ())]
        spans = [passage.seen_from(document).first_span for passage in found]
        return covered(spans) / max(1, self._characters.get(document, 0))

    def companions(self, document: str, span: Span) -> set[str]:
        """The other documents that share at least half of a stretch of `document`."""
        found: dict[str, list[Span]] = defaultdict(list)
        for passage in self._by_document.get(document, ()):
            side = passage.seen_from(document)
            if side.first_span.overlaps(span):
                start, end = max(side.first_span.start, span.start), min(side.first_span.end, span.end)
                found[side.second].append(Span(start, end))
        return {other for other, spans in found.items() if 2 * covered(spans) >= len(span)}

    @property
    def families(self) -> list[tuple[str, ...]]:
        """Documents that are joined by shared passages, directly or through others; largest family first."""
        parent: dict[str, str] = {}

        def root(document: str) -> str:
            while parent.setdefault(document, document) != document:
                parent[document] = parent[parent[document]]
                document = parent[document]
            return document

        for first, second in self._by_pair:
            parent[root(second)] = root(first)
        members: dict[str, list[str]] = defaultdict(list)
        for document in sorted(parent):
            members[root(document)].append(document)
        return sorted(map(tuple, members.values()), key=lambda family: (-len(family), family))


def covered(spans: Iterable[Span]) -> int:
    """Code points that spans cover together."""
    total = reached = 0
    for span in sorted(spans):
        total += max(0, span.end - max(span.start, reached))
        reached = max(reached, span.end)
    return total
