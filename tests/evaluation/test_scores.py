"""Rates and their intervals, and the figures made of them."""

from __future__ import annotations

import pytest

from auditor.evaluation.scores import Figures, Rate, wilson


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_interval_as_in_the_literature(hits: int, trials: int, low: float, high: float) -> None:
    assert wilson(hits, trials) == pytest.approx((low, high), abs=5e-5)


def test_nothing_tried_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert Rate(0, 0).value == 1.0


def test_precision_counts_every_false_alarm_and_recall_leaves_the_second_way_apart() -> None:
    false = {"planted": 1, "counterparts": 2, "corpus": 0, "passages": 1}
    figures = Figures("wording", faults=40, found=36, wordings=12, false=false, second=(4, 8))
    assert (figures.recall.hits, figures.recall.trials) == (32, 32)
    assert (figures.precision.hits, figures.precision.trials) == (36, 40)
