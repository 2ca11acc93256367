"""One run from paths to result: plan, documents on worker processes, the corpus, policy."""

from __future__ import annotations

import contextlib
import datetime
import gc
import importlib
import os
import platform
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import msgspec

from auditor.checking import registry
from auditor.checking.check import BaseCheck, CorpusCheck
from auditor.checking.corpus import Row
from auditor.checking.registry import Registry
from auditor.checking.runner import Examination, Judgement, corpus_fingerprinted, failure, judge
from auditor.checking.shared_passages import SharedPassages, with_sources
from auditor.errors import UsageError
from auditor.facts import segmentation
from auditor.language import say
from auditor.model import (
    SCHEMA,
    CheckSummary,
    DocumentSummary,
    Finding,
    Findings,
    Problem,
    Result,
    RunInfo,
    Tool,
    Unchecked,
)
from auditor.running import state
from auditor.running.documents import Documents
from auditor.running.plan import Plan, plan
from auditor.running.policy import Policy
from auditor.running.pool import Pool
from auditor.running.progress import Display, Silent
from auditor.running.provenance import versions
from auditor.running.reuse import shared_passages
from auditor.running.settings import Settings
from auditor.running.worker import prepare


class Run:
    """One run on its way: the clock, and what the documents and the corpus gave so far."""

    def __init__(self, settings: Settings, known: Registry, checks: Sequence[BaseCheck], jobs: int) -> None:
        self._settings = settings
        self._known = known
        self._checks = checks
        self._started = datetime.datetime.now().astimezone()
        self._clock = time.perf_counter()
        self._stages: dict[str, float] = {}
        self._jobs = jobs

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        """Time a stage of the run by the wall clock."""
        started = time.perf_counter()
        yield
        self._stages[name] = time.perf_counter() - started

    def result(self, paths: Sequence[str], policy: Policy, pool: Pool, shown: Display) -> Result:
        """Do everything, one stage after the other."""
        with self._stage("plan"):
            planned = plan(paths, self._settings)
        with contextlib.closing(Documents(planned, self._settings, self._checks)) as documents:
            with self._stage("documents"):
                documents.run(pool, shown, self._load_ahead)
            examinations = documents.examinations
            with self._stage("passages"):
                shared = self._shared_passages(examinations, documents)
        with self._stage("corpus"):
            judgements = self._judgements(examinations, shared)
        with self._stage("policy"):
            content = self._content(planned, examinations, judgements, shared, policy)
        for check, judgement in judgements.items():
            documents.seconds[check] += judgement.seconds
        texts = documents.texts if self._settings.texts else None
        return Result(content, self._info(planned, documents), texts)

    def _load_ahead(self) -> None:
        """Load what the checks of the corpus will load: it takes as long as judging a hundred documents."""
        if any(isinstance(check, CorpusCheck) for check in self._checks):
            importlib.import_module("pandas")
            segmentation.load()

    def _shared_passages(
        self, examinations: Sequence[Examination], documents: Documents
    ) -> SharedPassages | Exception:
        """The passages that documents share, when a check asks for them; else none."""
        wanted = any(isinstance(check, CorpusCheck) and check.needs_passages for check in self._checks)
        if documents.texts is None or not wanted:
            return SharedPassages((), {})
        examined = [one.summary for one in examinations if one.card is not None]
        memory = self._settings.memory * 1_000_000
        try:
            return shared_passages(examined, documents.texts, memory, self._jobs, documents.state)
        except (OSError, OverflowError) as error:
            return error

    def _judgements(
        self, examinations: Sequence[Examination], shared: SharedPassages | Exception
    ) -> dict[str, Judgement]:
        """What each check of the corpus makes of the rows of all documents, in the documents' order."""
        cards = [one.card for one in examinations if one.card is not None]
        by_id = {card.id: card for card in cards}
        judgements = {}
        for check in self._checks:
            if isinstance(check, CorpusCheck):
                rows: list[Row] = [row for one in examinations for row in one.rows.get(check.id, ())]
                if not isinstance(shared, Exception):
                    judgement = judge(check, cards, rows, shared)
                elif check.needs_passages:
                    judgement = Judgement(problem=failure(check.id, None, shared))
                else:
                    judgement = judge(check, cards, rows)
                findings = tuple(corpus_fingerprinted(judgement.findings, by_id))
                judgements[check.id] = msgspec.structs.replace(judgement, findings=findings)
        return judgements

    def _content(
        self,
        planned: Plan,
        examinations: Sequence[Examination],
        judgements: dict[str, Judgement],
        shared: SharedPassages | Exception,
        policy: Policy,
    ) -> Findings:
        """The content of findings.json: everything in the order of the documents, then of the text."""
        found = [finding for one in examinations for finding in one.findings]
        cards = {one.card.id: one.card for one in examinations if one.card is not None}
        findings = found if isinstance(shared, Exception) else with_sources(found, shared, cards)
        findings += [finding for one in judgements.values() for finding in one.findings]
        problems = [
            *self._known.problems,
            *planned.problems,
            *(problem for one in examinations for problem in one.problems),
            *(one.problem for one in judgements.values() if one.problem),
        ]
        unchecked = tuple(
            Unchecked(check, one.not_applicable) for check, one in judgements.items() if one.not_applicable
        )
        documents = tuple(_with_unchecked(one.summary, unchecked) for one in examinations)
        place = {document.id: number for number, document in enumerate(documents)}
        findings.sort(key=lambda one: (place[one.document], one.start, one.end, one.check, one.message))
        paths = {document.id: document.path for document in documents}
        judged = policy.apply(findings, paths, {check.id for check in self._checks})
        return Findings(
            schema=SCHEMA,
            tool=Tool("auditor", metadata.version("auditor")),
            documents=documents,
            findings=judged.findings,
            checks=self._check_summaries(documents, judged.findings, problems),
            problems=tuple(problems),
            stale_decisions=judged.stale_decisions,
        )

    def _check_summaries(
        self, documents: Sequence[DocumentSummary], findings: Sequence[Finding], problems: Sequence[Problem]
    ) -> tuple[CheckSummary, ...]:
        found = Counter(finding.check for finding in findings)
        failed = Counter(problem.check for problem in problems)
        unchecked = Counter(one.check for document in documents for one in document.unchecked)
        return tuple(
            CheckSummary(
                id=check.id,
                family=check.family,
                version=check.version,
                findings=found[check.id],
                not_applicable=unchecked[check.id],
                failed=failed[check.id],
                title=check.title,
            )
            for check in self._checks
        )

    def _info(self, planned: Plan, documents: Documents) -> RunInfo:
        return RunInfo(
            started=self._started.isoformat(timespec="seconds"),
            seconds=time.perf_counter() - self._clock,
            documents=len(planned.documents),
            bytes=documents.bytes,
            jobs=self._jobs,
            stages=self._stages,
            work=dict(documents.work),
            checks=dict(sorted(documents.seconds.items())),
            machine={
                "system": platform.platform(),
                "processor": platform.machine(),
                "cores": str(os.cpu_count()),
            },
            versions=versions(),
            passed_over=planned.passed_over,
            unmatched=planned.unmatched,
            reused=documents.reused,
        )


def _with_unchecked(summary: DocumentSummary, more: tuple[Unchecked, ...]) -> DocumentSummary:
    if not more or summary.status == "unreadable":
        return summary
    return msgspec.structs.replace(summary, unchecked=(*summary.unchecked, *more))


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def audit(paths: Sequence[str], settings: Settings, shown: Display | None = None) -> Result:
    """Audit the named files and folders.

    Raises UsageError, before anything is audited, when paths, manifest, check names or the earlier
    results named in `settings` cannot be used.
    """
    prepare(settings)
    shown = shown or Silent()
    jobs = settings.jobs or usable_cores()
    with Pool(settings, jobs, lambda: shown.advance(0)) as pool:
        if jobs > 1 and settings.state is not None and state.is_there(Path(settings.state)):
            pool.begin()  # most is kept, and a worker for the rest takes half a second to get ready
        known = registry.load(settings.plugins)
        checks = known.chosen(settings.select, settings.ignore)
        if not checks:
            raise UsageError(say("没有可以运行的检查：请核对 --select 与 --ignore，以及 auditor 是否已安装"))
        policy = Policy(settings, known)
        with _without_collection():
            return Run(settings, known, checks, jobs).result(paths, policy, pool, shown)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Look for no cycles of values meanwhile: a run makes millions of values and hardly a cycle.

    The search took a fifth of the time of a run that takes 10,000 documents from the state folder.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
