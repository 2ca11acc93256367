"""The documents of a plan on worker processes, with what earlier runs kept put in its place."""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from auditor.checking.check import BaseCheck, CorpusCheck
from auditor.checking.runner import Examination
from auditor.running.plan import Plan
from auditor.running.pool import Pool
from auditor.running.progress import Display
from auditor.running.settings import Settings
from auditor.running.state import Entry, State, examination_of
from auditor.running.texts import SpooledTexts
from auditor.running.worker import Job, Outcome, Task, read_again, warm

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
        self._state = _state(settings, checks)
        self._known: dict[int, Entry] = {}
        self._examinations: dict[int, Examination] = {}
        folder = os.fspath(self._state.texts) if self._state else None
        self._passages = any(isinstance(one, CorpusCheck) and one.needs_passages for one in checks)
        self.texts = SpooledTexts(read_again, folder) if settings.texts or self._passages else None
        self.work: defaultdict[str, float] = defaultdict(float)
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.bytes = 0
        self.reused = 0

    @property
    def examinations(self) -> list[Examination]:
        return [self._examinations[index] for index in sorted(self._examinations)]

    def run(self, jobs: int, shown: Display) -> None:
        """Audit every document on `jobs` processes."""
        spool = self.texts.folder if self.texts else None
        job = Job(self._settings, tuple(check.id for check in self._checks), spool, self._passages)
        shown.begin(len(self._planned.documents))
        try:
            tasks = self._tasks()
            shown.advance(self.reused)
            if tasks:
                warm(dictionary=len(tasks) >= MANY)
            for outcome in Pool(job, tasks, jobs, lambda: shown.advance(0)).outcomes():
                self._take(self._kept(outcome))
                shown.advance(1)
        finally:
            shown.end()
            if self._state:
                self._state.close()

    def _tasks(self) -> list[Task]:
        """What is left to do when everything has been taken that was kept of earlier runs."""
        everything = tuple(check.id for check in self._checks)
        if self._state is None:
            return [Task(*one, everything) for one in enumerate(self._planned.documents)]
        tasks = []
        documents = self._planned.documents
        for index, (planned, entry) in enumerate(zip(documents, self._state.recall(documents), strict=True)):
            missing = everything if entry is None else self._state.missing(entry)
            if entry is not None:
                self._known[index] = entry
                if not missing and (self.texts is None or self._state.has_text(entry)):
                    self.reused += 1
                    examination = examination_of(entry, self._checks, None)
                    self._take(Outcome(index, examination, entry.place, entry.size))
                    continue
            tasks.append(Task(index, planned, missing))
        return tasks

    def _kept(self, outcome: Outcome) -> Outcome:
        """The outcome with what was known before, after the state folder has got what is new."""
        if self._state is None:
            return outcome
        known = self._known.get(outcome.index)
        entry = self._state.keep(self._planned.documents[outcome.index], outcome, known)
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
