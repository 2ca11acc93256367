"""The whole evaluation: the test corpus, the planted faults and the passages, on a few processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Final, TypeVar

import msgspec

from auditor.checking.check import BaseCheck, CorpusCheck
from auditor.evaluation import golden, reuse_corpus
from auditor.evaluation.excerpts import excerpts
from auditor.evaluation.golden import GoldScore
from auditor.evaluation.hosts import hosts, reports
from auditor.evaluation.items import planted
from auditor.evaluation.reuse_corpus import ReuseScore
from auditor.evaluation.scores import Figures, counted
from auditor.evaluation.trials import Alarm, Miss, Trial, known, try_excerpt, try_item

T = TypeVar("T")

BATCH: Final = 8
"""Trials handed to a process at a time."""


class Assessment(msgspec.Struct, frozen=True):
    """What the evaluation brought.

    `figures` are by check in the order of families and ids, of checks that have planted faults or gave
    any reason to be listed.  `gold` is None where there is no test corpus.  `impossible` are items that
    could not be planted.  `failures` tells of checks that raised, each message once.  `reuse` is what was
    found of planted reuse, None when no check looks at shared passages.
    """

    figures: dict[str, Figures]
    misses: tuple[Miss, ...]
    alarms: tuple[Alarm, ...]
    impossible: tuple[Miss, ...]
    gold: GoldScore | None
    reports: int
    clean_reports: int
    passages: int
    clean_passages: int
    failures: tuple[str, ...] = ()
    reuse: ReuseScore | None = None


def assess(names: Sequence[str] = (), jobs: int = 2) -> Assessment:
    """Evaluate the named checks and families, all when none is named, on `jobs` processes.

    Raises UnknownCheck, UsageError when PyYAML is missing, ValueError for data that are not as they should be.
    """
    checks = known().chosen(names)
    ids = tuple(check.id for check in checks)
    gold = golden.score(ids, jobs)
    pairs = [(name, at) for name in ids if name in planted() for at in range(len(planted()[name].items))]
    hosts()
    work: list[Callable[[], Trial]] = [partial(try_item, *pair) for pair in pairs]
    work += [partial(try_excerpt, number, ids) for number in range(len(excerpts()))]
    trials = list(_done(work, jobs))
    items, passages = trials[: len(pairs)], trials[len(pairs) :]
    alarms = (*_alarms(trials), *(gold.alarms if gold else ()))
    figures = {
        check.id: _figures(check.id, check.family, items, passages, gold, alarms)
        for check in sorted(checks, key=lambda check: (check.family, check.id))
    }
    return Assessment(
        figures=figures,
        misses=tuple(miss for trial in trials for miss in trial.misses) + (gold.misses if gold else ()),
        alarms=alarms,
        impossible=tuple(Miss(one.check, one.name, one.impossible) for one in items if one.impossible),
        gold=gold,
        reports=len(reports()),
        clean_reports=sum(report.clean for report in reports()),
        passages=len(excerpts()),
        clean_passages=sum(not excerpt.expected for excerpt in excerpts()),
        failures=tuple(dict.fromkeys(one for trial in trials for one in trial.failures)),
        reuse=reuse_corpus.score() if any(map(_needs_passages, checks)) else None,
    )


def _needs_passages(check: BaseCheck) -> bool:
    return isinstance(check, CorpusCheck) and check.needs_passages


def _done(work: Sequence[Callable[[], Trial]], jobs: int) -> Iterator[Trial]:
    """The results in the order of the work; forked processes share what was loaded before."""
    if jobs == 1:
        yield from (task() for task in work)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
        yield from pool.map(_call, work, chunksize=BATCH)


def _call(task: Callable[[], T]) -> T:
    return task()


def _alarms(trials: Sequence[Trial]) -> list[Alarm]:
    return [alarm for trial in trials for alarm in trial.alarms]


def _figures(
    check: str,
    family: str,
    items: Sequence[Trial],
    passages: Sequence[Trial],
    gold: GoldScore | None,
    alarms: Sequence[Alarm],
) -> Figures:
    own = [trial for trial in items if trial.check == check]
    second = [trial for trial in own if trial.way == "second"]
    faults = gold.faults.get(check, 0) if gold else 0
    missed = sum(miss.check == check for miss in gold.misses) if gold else 0
    return Figures(
        family=family,
        faults=sum(trial.faults for trial in own),
        found=_found(own),
        wordings=planted()[check].wordings if check in planted() else 0,
        false=counted(alarms, check),
        gold=(faults - missed, faults),
        passages=_in_passages(check, passages),
        second=(_found(second), sum(trial.faults for trial in second)),
    )


def _found(trials: Sequence[Trial]) -> int:
    return sum(trial.faults - len(trial.misses) for trial in trials)


def _in_passages(check: str, trials: Sequence[Trial]) -> tuple[int, int]:
    faults = sum(one.check == check for excerpt in excerpts() for one in excerpt.expected)
    missed = sum(miss.check == check for trial in trials for miss in trial.misses)
    return faults - missed, faults
