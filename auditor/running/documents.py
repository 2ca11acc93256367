"""The documents of a plan on worker processes, with what earlier runs kept put in its place."""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from auditor.checking.check import BaseCheck, CorpusCheck
from auditor.checking.runner import Examination
from auditor.running.plan import Plan, PlannedDocument
from auditor.running.pool import Pool
from auditor.running.progress import Display
from auditor.running.settings import Settings
from auditor.running.state import Entry, State, examination_of
from auditor.running.texts import SpooledTexts
from auditor.running.worker import Outcome, Task, read_again, warm

BATCH: Final = 500
"""Documents that the state folder is asked for at a time."""

FOR_FETCHED: Final = 10
"""The part of the memory for shared passages that may hold fingerprints before these are searched."""

MANY: Final = 100
"""From so many documents on the segmentation dictionary (10 MB, a tenth of a second) is loaded once for all."""


class Documents:
    """What became of the documents of a plan: `examinations` in their order, times, sizes, texts.

    `work` is seconds by step, `seconds` by check, both summed over the workers; `reused` counts the
    documents for which nothing was left to do.
    """

    def __init__(self, planned: Plan, settings: Settings, checks: Sequence[BaseCheck]) -> None:
        self._planned = planned
        self._settings = settings
        self._checks = checks
        self.state = _state(settings, checks)
        self._known: dict[int, Entry] = {}
        self._examinations: dict[int, Examination] = {}
        folder = os.fspath(self.state.texts) if self.state else None
        self._passages = any(isinstance(one, CorpusCheck) and one.needs_passages for one in checks)
        self.texts = SpooledTexts(read_again, folder) if settings.texts or self._passages else None
        self.work: defaultdict[str, float] = defaultdict(float)
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.bytes = 0
        self.reused = 0

    @property
    def examinations(self) -> list[Examination]:
        return [self._examinations[index] for index in sorted(self._examinations)]

    def run(self, pool: Pool, shown: Display, meanwhile: Callable[[], None]) -> None:
        """Audit every document on `pool`; do `meanwhile` when there is time while its workers get ready."""
        pool.put_aside(self.texts.folder if self.texts else None, self._passages)
        shown.begin(len(self._planned.documents))
        try:
            self._recall(pool, shown, meanwhile)
            if pool.wants_workers:
                warm(self._settings, dictionary=pool.remaining >= MANY)
            self._listen(pool.outcomes(), shown)
        finally:
            shown.end()
            if self.state:
                self.state.flush()

    def close(self) -> None:
        """Close the state folder."""
        if self.state:
            self.state.close()

    def _recall(self, pool: Pool, shown: Display, meanwhile: Callable[[], None]) -> None:
        """Take what was kept of earlier runs, and give `pool` what is left to do.

        When that is the lesser part, a worker is at it meanwhile, and what the rest of the run will want is
        fetched until it is done.
        """
        everything = tuple(check.id for check in self._checks)
        documents = list(enumerate(self._planned.documents))
        if self.state is None:
            pool.add(Task(*one, everything) for one in documents)
            return
        batches = [documents[start : start + BATCH] for start in range(0, len(documents), BATCH)]
        for batch in batches:
            before = self.reused
            pool.add(self._tasks(batch))
            shown.advance(self.reused - before)
            if 0 < pool.remaining < self.reused and not pool.begun:
                pool.begin()
            self._listen(pool.heard(), shown)
        if pool.begun and pool.remaining:
            meanwhile()
        for batch in batches:
            if not pool.begun or not pool.remaining:
                break
            self._listen(pool.heard(), shown)
            self._fetch_ahead(batch)

    def _fetch_ahead(self, batch: Iterable[tuple[int, PlannedDocument]]) -> None:
        """Fetch fingerprints of documents that were kept."""
        if self.texts is not None and self._passages:
            room = self._settings.memory * 1_000_000 // FOR_FETCHED
            for index, planned in batch:
                if index in self._examinations:
                    self.texts.fetch_ahead(planned.id, room)

    def _listen(self, outcomes: Iterable[Outcome], shown: Display) -> None:
        for outcome in outcomes:
            self._take(self._kept(outcome))
            shown.advance(1)

    def _tasks(self, batch: Sequence[tuple[int, PlannedDocument]]) -> Iterator[Task]:
        """What is left to do of some documents when everything has been taken that was kept of them."""
        assert self.state is not None
        everything = tuple(check.id for check in self._checks)
        entries = self.state.recall([planned for _, planned in batch])
        for (index, planned), entry in zip(batch, entries, strict=True):
            missing = everything if entry is None else self.state.missing(entry)
            if entry is not None:
                if not missing and (self.texts is None or self.state.has_text(entry)):
                    self.reused += 1
                    examination = examination_of(entry, self._checks, None)
                    self._take(Outcome(index, examination, entry.place, entry.size))
                    continue
                self._known[index] = entry
            yield Task(index, planned, missing)

    def _kept(self, outcome: Outcome) -> Outcome:
        """The outcome with what was known before, after the state folder has got what is new."""
        if self.state is None:
            return outcome
        known = self._known.get(outcome.index)
        entry = self.state.keep(self._planned.documents[outcome.index], outcome, known)
        if entry is None:
            return outcome
        examination = examination_of(entry, self._checks, outcome.examination)
        return msgspec.structs.replace(outcome, examination=examination)

    def _take(self, outcome: Outcome) -> None:
        # The times of each document are a third of what is known of it, and only their sums are wanted.
        self._examinations[outcome.index] = msgspec.structs.replace(outcome.examination, seconds={})
        self.bytes += outcome.size
        self.work["reading"] += outcome.reading_seconds
        for check, seconds in outcome.examination.seconds.items():
            if check:
                self.seconds[check] += seconds
            self.work["checks" if check else "structure"] += seconds
        if self.texts and outcome.place:
            self.texts.add(self._planned.documents[outcome.index], outcome.place)


def _state(settings: Settings, checks: Sequence[BaseCheck]) -> State | None:
    """The state folder; None when there is none, or it cannot be used: then everything is done anew."""
    if settings.state is None:
        return None
    try:
        return State(Path(settings.state), settings, checks)
    except (sqlite3.Error, OSError):
        return None
