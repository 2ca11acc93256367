"""The measured figures hold: no check falls below those kept, nor below what is asked of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import cli
from auditor.evaluation import figures
from auditor.evaluation.assessment import assess
from auditor.evaluation.items import planted
from auditor.evaluation.scores import Figures, Rate
from auditor.evaluation.telling import told
from auditor.evaluation.trials import known

BUILT_IN = [check for check in known().checks if known().sources[check.id] == "builtin"]
FAMILIES = sorted({check.family for check in BUILT_IN})

LEAST_RECALL = {"typo": 0.90}
LEAST_PRECISION = {"numbers": 0.97}
LEAST = 0.95


def shortfalls(check: str, now: Figures) -> list[str]:
    """In what a check's figures are less than is asked of it, or than they were."""
    kept = figures.kept().get(check)
    least_recall = LEAST_RECALL.get(check, LEAST)
    least_precision = LEAST_PRECISION.get(now.family, LEAST)
    faults = []
    if now.recall.value < least_recall:
        faults.append(f"{check}: recall {now.recall.value:.3f} < {least_recall}")
    if now.precision.value < least_precision:
        faults.append(f"{check}: precision {now.precision.value:.3f} < {least_precision}")
    if now.false["corpus"] or now.false["passages"]:
        faults.append(f"{check}: false alarms on clean reports or passages: {now.false}")
    if kept is None:
        return [*faults, f"{check}: no figures are kept; auditor evaluate --write-figures"]
    rates: list[tuple[str, Rate, Rate]] = [
        ("recall", now.recall, kept.recall),
        ("precision", now.precision, kept.precision),
        ("corpus", Rate(*now.gold), Rate(*kept.gold)),
        ("passages", Rate(*now.passages), Rate(*kept.passages)),
        ("the second way", Rate(*now.second), Rate(*kept.second)),
    ]
    return faults + [
        f"{check}: {name} {new.hits}/{new.trials}, was {old.hits}/{old.trials}"
        for name, new, old in rates
        if new.value < old.value
    ]


@pytest.mark.parametrize("family", FAMILIES)
def test_figures_hold(family: str) -> None:
    assessment = assess([family], jobs=1)
    fallen = [line for check, now in assessment.figures.items() for line in shortfalls(check, now)]
    assert not fallen, "\n".join([*fallen, *told(assessment, verbose=True)])
    assert not assessment.impossible
    assert not assessment.failures
    assert assessment.gold is not None
    assert not assessment.gold.mistakes


@pytest.mark.parametrize("check", BUILT_IN, ids=lambda check: check.id)
def test_every_check_has_planted_faults(check: object) -> None:
    assert getattr(check, "id", "") in planted()


def test_explain_shows_the_figures_kept() -> None:
    shown = CliRunner().invoke(cli, ["explain", "heading-year"]).output
    kept = figures.kept()["heading-year"]
    assert f"{kept.recall.hits}/{kept.recall.trials}" in shown
    assert f"{kept.precision.hits}/{kept.precision.trials}" in shown


def test_the_command_tells_and_writes_json(tmp_path: Path) -> None:
    file = tmp_path / "evaluation.json"
    outcome = CliRunner().invoke(
        cli, ["evaluate", "--select", "unbalanced-title-mark", "--jobs", "1", "--json", str(file), "-v"]
    )
    assert outcome.exit_code == 0, outcome.output
    assert "unbalanced-title-mark" in outcome.output
    assert '"recall"' in file.read_text("utf-8")


def test_without_the_corpus_it_says_so_and_tries_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    from auditor.evaluation import assessment, golden, trials

    monkeypatch.setattr(golden, "reports", lambda: ())
    monkeypatch.setattr(assessment, "reports", lambda: ())
    monkeypatch.setattr(trials, "hosts", lambda: ())
    result = assess(["same-year-plan"], jobs=1)
    assert result.gold is None
    assert result.figures["same-year-plan"].faults >= 30
    assert "corpus/" in next(told(result, verbose=False))
