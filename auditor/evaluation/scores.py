"""Recall and precision with their intervals, from counts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, get_args

import msgspec

from auditor.evaluation.trials import Alarm, Source

SOURCES: Final[tuple[Source, ...]] = get_args(Source)

_Z: Final = 1.959963984540054
"""The standard normal quantile for 95%, two-sided."""


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95% Wilson score interval of a proportion; (0, 1) without trials.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
    """
    if not trials:
        return 0.0, 1.0
    share = hits / trials
    spread = _Z * _Z / trials
    middle = share + spread / 2
    half = _Z * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


class Rate(msgspec.Struct, frozen=True):
    """`hits` of `trials`."""

    hits: int
    trials: int

    @property
    def value(self) -> float:
        """The proportion; 1 without trials, where nothing speaks against."""
        return self.hits / self.trials if self.trials else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.trials)


class Figures(msgspec.Struct, frozen=True):
    """The measured figures of one check, as counts.

    `faults` and `found` are of planted faults in `wordings` different wordings; `gold` and `passages` are
    [found, faults] of the test corpus and of the passages; `second` those that `typo` must find without
    its table; `false` counts errors and warnings where nothing is wrong, by where they were given.
    """

    family: str
    faults: int
    found: int
    wordings: int
    false: dict[Source, int]
    gold: tuple[int, int] = (0, 0)
    passages: tuple[int, int] = (0, 0)
    second: tuple[int, int] = (0, 0)

    @property
    def recall(self) -> Rate:
        """Of the planted faults, those that need the second way left out: they are told apart."""
        found, faults = self.second
        return Rate(self.found - found, self.faults - faults)

    @property
    def precision(self) -> Rate:
        """Of the planted faults found and all false alarms, on every kind of text."""
        return Rate(self.found, self.found + sum(self.false.values()))


def counted(alarms: Iterable[Alarm], check: str) -> dict[Source, int]:
    """How many false alarms a check gave, by where."""
    counts: dict[Source, int] = dict.fromkeys(SOURCES, 0)
    for one in alarms:
        if one.check == check:
            counts[one.source] += 1
    return counts
