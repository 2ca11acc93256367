"""The passages that the documents of a run share, from the fingerprints and texts that lie in the spool."""

from __future__ import annotations

import functools
import multiprocessing
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final

import numpy as np

from auditor.checking.shared_passages import (
    Index,
    PairOfDocuments,
    SharedPassage,
    SharedPassages,
    Source,
    aligned,
)
from auditor.checking.shared_passages.aligning import Sheet, pairs_of
from auditor.facts import winnowing
from auditor.model import Document, DocumentSummary
from auditor.running.state import State
from auditor.running.texts import SpooledTexts

BATCH: Final = 100
"""Pairs of documents that a process aligns at a time."""

MANY: Final = 4 * BATCH
"""From so many pairs on, processes of their own pay."""

_SHEETS: Final = 64
"""Documents that a process keeps laid out: neighbours in the list of pairs share one."""


class _Bench:
    """Aligns pairs of documents whose texts lie in the spool."""

    def __init__(self, texts: SpooledTexts, ids: Sequence[str]) -> None:
        self._texts = texts
        self._ids = ids
        self._sheet = functools.lru_cache(maxsize=_SHEETS)(self._laid_out)

    def _laid_out(self, number: int) -> Sheet:
        document = self._ids[number]
        return Sheet(Source(document, self._texts.text_of(document), self._texts.blocks_of(document)))

    def align(self, pairs: Sequence[PairOfDocuments]) -> list[list[SharedPassage]]:
        """What each of the pairs shares."""
        return [list(aligned(pair, self._sheet(pair.first), self._sheet(pair.second))) for pair in pairs]


_bench: _Bench
"""The bench of this process: what forked processes get without its being sent to them."""


def _aligned_here(pairs: Sequence[PairOfDocuments]) -> list[list[SharedPassage]]:
    return _bench.align(pairs)


def shared_passages(
    examined: Sequence[DocumentSummary], texts: SpooledTexts, memory: int, jobs: int, state: State | None
) -> SharedPassages:
    """The passages that the examined documents share, in their order.

    At most about `memory` bytes are in use for the fingerprints at a time; neither that nor `jobs` nor what
    `state` has of earlier runs changes the result.  Raises OSError when there is no room on the disk,
    OverflowError past six million documents.
    """
    index = Index(memory)
    for document in examined:
        index.add(_fingerprints(texts, document.id))
    pairs = pairs_of(index.candidates())
    bench = _Bench(texts, [document.id for document in examined])
    found = (
        _of_pairs(bench, pairs, jobs) if state is None else _kept_or_new(bench, examined, pairs, jobs, state)
    )
    passages = [passage for of_pair in found for passage in of_pair]
    return SharedPassages(passages, {document.id: document.characters for document in examined})


def _kept_or_new(
    bench: _Bench,
    examined: Sequence[DocumentSummary],
    pairs: Sequence[PairOfDocuments],
    jobs: int,
    state: State,
) -> Iterator[list[SharedPassage]]:
    """What each pair shares: as `state` has it, else as it is aligned now, and kept."""
    keys = [
        state.pair_key(examined[pair.first], examined[pair.second], (pair.first_blocks, pair.second_blocks))
        for pair in pairs
    ]
    known = state.recall_passages(keys)
    new = _of_pairs(bench, [pair for pair, key in zip(pairs, keys, strict=True) if key not in known], jobs)
    for pair, key in zip(pairs, keys, strict=True):
        if key in known:
            ids = examined[pair.first].id, examined[pair.second].id
            yield [passage.between(*ids) for passage in known[key]]
        else:
            found = next(new)
            state.keep_passages(key, found)
            yield found


def _fingerprints(texts: SpooledTexts, document: str) -> winnowing.Array:
    """The fingerprints put aside with the text, or made of it when an earlier run left them out."""
    kept = texts.fingerprints_of(document)
    if kept is not None:
        return np.frombuffer(kept, dtype=np.uint64)
    return winnowing.of(Document(texts.text_of(document), blocks=texts.blocks_of(document)))


def _of_pairs(bench: _Bench, pairs: Sequence[PairOfDocuments], jobs: int) -> Iterator[list[SharedPassage]]:
    """What each pair shares, in their order."""
    global _bench
    _bench = bench
    batches = [pairs[start : start + BATCH] for start in range(0, len(pairs), BATCH)]
    if jobs == 1 or len(pairs) < MANY or not _forks():
        for batch in batches:
            yield from bench.align(batch)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
        for found in pool.map(_aligned_here, batches):
            yield from found


def _forks() -> bool:
    """Whether forking is safe here, as in `pool`."""
    methods = multiprocessing.get_all_start_methods()
    return "fork" in methods and threading.active_count() == 1 and sys.platform != "darwin"
