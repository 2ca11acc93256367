"""The rooms of the house import one way only; the contracts stand in pyproject.toml."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).resolve().parent.parent


def test_imports_run_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    broken = cli.lint_imports(config_filename=os.fspath(ROOT / "pyproject.toml"), no_cache=True)
    assert broken == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out
