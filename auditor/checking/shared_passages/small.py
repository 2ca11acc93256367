"""The whole way from documents to shared passages, for a few documents that are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from auditor.checking.shared_passages.aligning import Sheet, Source, aligned, pairs_of
from auditor.checking.shared_passages.joining import Index
from auditor.checking.shared_passages.table import SharedPassages
from auditor.facts import winnowing
from auditor.model import Document

_MEMORY: Final = 1 << 28


def among(documents: Sequence[Document]) -> SharedPassages:
    """The passages that these documents share, in their order."""
    index = Index(_MEMORY)
    for document in documents:
        index.add(winnowing.of(document))
    sheets: dict[int, Sheet] = {}

    def sheet(number: int) -> Sheet:
        if number not in sheets:
            document = documents[number]
            sheets[number] = Sheet(Source(document.id, document.text, document.blocks))
        return sheets[number]

    passages = [
        passage
        for pair in pairs_of(index.candidates())
        for passage in aligned(pair, sheet(pair.first), sheet(pair.second))
    ]
    return SharedPassages(passages, {document.id: len(document.text) for document in documents})
