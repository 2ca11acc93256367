"""One run from paths to result: plan, documents on worker processes, the corpus, policy."""

from __future__ import annotations

import datetime
import os
import platform
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata

import msgspec

from auditor import language
from auditor.checking import registry
from auditor.checking.check import BaseCheck, CorpusCheck
from auditor.checking.corpus import DocumentCard, Row
from auditor.checking.registry import Registry
from auditor.checking.runner import corpus_fingerprinted, judge
from auditor.errors import UsageError
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
from auditor.running.plan import Plan, plan
from auditor.running.policy import Policy
from auditor.running.pool import Pool
from auditor.running.progress import Display, Silent
from auditor.running.settings import Settings
from auditor.running.texts import SpooledTexts
from auditor.running.worker import Job, Outcome, warm

LIBRARIES = (
    "ahocorasick-rs",
    "jieba",
    "lxml",
    "msgspec",
    "numpy",
    "pandas",
    "pypdfium2",
    "rapidfuzz",
    "selectolax",
)


class Run:
    """Gathers what the documents and the corpus give until the result is made of it."""

    def __init__(self, settings: Settings, known: Registry, checks: Sequence[BaseCheck]) -> None:
        self.settings = settings
        self.checks = checks
        self.known = known
        self.started = datetime.datetime.now().astimezone()
        self.clock = time.perf_counter()
        self.outcomes: dict[int, Outcome] = {}
        self.corpus_findings: list[Finding] = []
        self.corpus_problems: list[Problem] = []
        self.corpus_unchecked: list[Unchecked] = []
        self.stages: dict[str, float] = {}
        self.work: defaultdict[str, float] = defaultdict(float)
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.texts = SpooledTexts() if settings.texts else None

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage of the run by the wall clock."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = self.stages.get(name, 0.0) + time.perf_counter() - started

    def documents(self, planned: Plan, jobs: int, shown: Display) -> None:
        """Audit every document of the plan on `jobs` processes."""
        warm()
        job = Job(
            self.settings,
            tuple(check.id for check in self.checks),
            self.texts.folder if self.texts else None,
        )
        shown.begin(len(planned.documents))
        try:
            pool = Pool(job, planned.documents, jobs, lambda: shown.advance(0))
            for outcome in pool.outcomes():
                self._take(outcome)
                shown.advance(1)
        finally:
            shown.end()

    def _take(self, outcome: Outcome) -> None:
        self.outcomes[outcome.index] = outcome
        self.work["reading"] += outcome.reading_seconds
        for check, seconds in outcome.examination.seconds.items():
            if check:
                self.seconds[check] += seconds
            self.work["checks" if check else "structure"] += seconds
        if self.texts and outcome.place:
            self.texts.places[outcome.examination.summary.id] = outcome.place

    def corpus(self) -> None:
        """Let the checks of the corpus judge the rows of all documents, in the documents' order."""
        ordered = [self.outcomes[index].examination for index in sorted(self.outcomes)]
        cards: list[DocumentCard] = [one.card for one in ordered if one.card is not None]
        by_id = {card.id: card for card in cards}
        for check in self.checks:
            if not isinstance(check, CorpusCheck):
                continue
            rows: list[Row] = [row for one in ordered for row in one.rows.get(check.id, ())]
            judgement = judge(check, cards, rows)
            self.seconds[check.id] += judgement.seconds
            self.corpus_findings += corpus_fingerprinted(judgement.findings, by_id)
            if judgement.problem:
                self.corpus_problems.append(judgement.problem)
            if judgement.not_applicable:
                self.corpus_unchecked.append(Unchecked(check.id, judgement.not_applicable))

    def content(self, planned: Plan, policy: Policy) -> Findings:
        """The content of findings.json: everything in the order of the documents, then of the text."""
        ordered = [self.outcomes[index].examination for index in sorted(self.outcomes)]
        findings = [finding for one in ordered for finding in one.findings] + self.corpus_findings
        problems = [
            *self.known.problems,
            *planned.problems,
            *(problem for one in ordered for problem in one.problems),
            *self.corpus_problems,
        ]
        place = {one.summary.id: number for number, one in enumerate(ordered)}
        findings.sort(key=lambda f: (place[f.document], f.start, f.end, f.check, f.message))
        documents = tuple(self._with_unchecked(one.summary) for one in ordered)
        judged = policy.apply(
            findings,
            {document.id: document.path for document in documents},
            {check.id for check in self.checks},
        )
        return Findings(
            schema=SCHEMA,
            tool=Tool("auditor", metadata.version("auditor")),
            documents=documents,
            findings=judged.findings,
            checks=self._check_summaries(documents, judged.findings, problems),
            problems=tuple(problems),
            stale_decisions=judged.stale_decisions,
        )

    def _with_unchecked(self, summary: DocumentSummary) -> DocumentSummary:
        if not self.corpus_unchecked or summary.status == "unreadable":
            return summary
        return msgspec.structs.replace(summary, unchecked=(*summary.unchecked, *self.corpus_unchecked))

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
            for check in self.checks
        )

    def info(self, planned: Plan, jobs: int) -> RunInfo:
        return RunInfo(
            started=self.started.isoformat(timespec="seconds"),
            seconds=time.perf_counter() - self.clock,
            documents=len(planned.documents),
            bytes=sum(outcome.size for outcome in self.outcomes.values()),
            jobs=jobs,
            stages=self.stages,
            work=dict(self.work),
            checks=dict(sorted(self.seconds.items())),
            machine={
                "system": platform.platform(),
                "processor": platform.machine(),
                "cores": str(os.cpu_count()),
            },
            versions={"auditor": metadata.version("auditor"), "python": platform.python_version()}
            | {name: metadata.version(name) for name in LIBRARIES},
            passed_over=planned.passed_over,
            unmatched=planned.unmatched,
        )


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
    language.use(settings.lang)
    known = registry.load(settings.plugins)
    checks = known.chosen(settings.select, settings.ignore)
    if not checks:
        raise UsageError(say("没有可以运行的检查：请核对 --select 与 --ignore，以及 auditor 是否已安装"))
    policy = Policy(settings, known)
    run = Run(settings, known, checks)
    with run.stage("plan"):
        planned = plan(paths, settings)
    jobs = settings.jobs or usable_cores()
    with run.stage("documents"):
        run.documents(planned, jobs, shown or Silent())
    with run.stage("corpus"):
        run.corpus()
    with run.stage("policy"):
        content = run.content(planned, policy)
    return Result(content, run.info(planned, jobs), run.texts)
