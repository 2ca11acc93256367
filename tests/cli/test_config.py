"""Settings from the call, from configuration files, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config import Choice, Options, listed, resolve
from auditor.errors import UsageError
from auditor.model import Severity


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def resolved(config: str | None = None, **given: object) -> Choice:
    return resolve(Options(**given), config)


def test_defaults(folder: Path) -> None:
    choice = resolved()
    assert choice.output == folder / "reports_out"
    assert choice.formats == ("html", "json")
    assert choice.fail_on == "error"
    assert choice.settings.time_limit == 60
    assert str(folder / "reports_out") in choice.settings.passed_over


def test_the_file_of_the_working_folder_or_a_parent_is_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "auditor.toml").write_text(
        'select = ["time"]\nmin-confidence = 0.5\nfail-on = "warning"\noutput = "out"\n'
        'plugins = ["mine.py"]\n[severity]\ntypo = "error"\n[ignore-in]\n"old/*" = ["time", "typo"]\n',
        "utf-8",
    )
    (folder / "mine.py").write_text("")
    (folder / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(folder / "deep" / "er")
    choice = resolved()
    assert choice.settings.select == ("time",)
    assert choice.settings.min_confidence == 0.5
    assert choice.settings.severity == {"typo": Severity.ERROR}
    assert choice.settings.ignore_in == {"old/*": ("time", "typo")}
    assert choice.settings.plugins == (str(folder / "mine.py"),)
    assert choice.output == folder / "out"
    assert choice.fail_on == "warning"


def test_what_is_given_wins_over_the_file(folder: Path) -> None:
    (folder / "auditor.toml").write_text('select = ["time"]\njobs = 3\n', "utf-8")
    choice = resolved(select=("reuse",))
    assert choice.settings.select == ("reuse",)
    assert choice.settings.jobs == 3


def test_pyproject_is_read_where_there_is_no_file_of_our_own(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.auditor]\njobs = 2\n", "utf-8")
    assert resolved().settings.jobs == 2
    (folder / "auditor.toml").write_text("jobs = 4\n", "utf-8")
    assert resolved().settings.jobs == 4
    assert resolved("pyproject.toml").settings.jobs == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("selct = []\n", "selct.*select"),
        ("time_limit = 5\n", "time_limit.*time-limit"),
        ("zzzzzzzz = 5\n", "zzzzzzzz.*fail-on"),
        ("jobs = 0\n", "jobs"),
        ('jobs = "two"\n', "jobs"),
        ("min-confidence = 1.5\n", "min-confidence"),
        ('lang = "fr"\n', "lang"),
        ('[severity]\ntypo = "fatal"\n', "severity"),
        ("select = [\n", r"auditor\.toml"),
        ('plugins = ["absent.py"]\n', r"absent\.py"),
        ('manifest = "absent.csv"\n', r"absent\.csv"),
    ],
)
def test_a_fault_in_the_file_is_an_error_that_names_it(folder: Path, content: str, said: str) -> None:
    (folder / "auditor.toml").write_text(content, "utf-8")
    with pytest.raises(UsageError, match=said):
        resolved()


@pytest.mark.usefixtures("folder")
def test_a_named_file_must_be_there() -> None:
    with pytest.raises(UsageError, match=r"none\.toml"):
        resolved("none.toml")
    with pytest.raises(UsageError, match=r"none\.json"):
        resolved(baseline="none.json")


def test_lists() -> None:
    assert listed(" a, b ,,c") == ("a", "b", "c")
    assert listed(["a", " b"]) == ("a", "b")
    assert listed(None) is None
