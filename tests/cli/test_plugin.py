"""A package of checks installed beside the auditor: found, listed, run, explained; its faults are its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from auditor.model import Findings

SOURCE = Path(__file__).resolve().parent.parent / "plugin"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the package is installed, in a folder of its own."""
    folder = tmp_path_factory.mktemp("plugin")
    shutil.copytree(SOURCE, folder / "source", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    options = ["--no-deps", "--no-build-isolation", "--target", str(folder / "site")]
    subprocess.run([*install, *options, str(folder / "source")], check=True, capture_output=True)
    return os.environ | {"PYTHONPATH": str(folder / "site")}


def auditor(environment: dict[str, str], *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "auditor", *arguments]
    return subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, check=False)


def test_it_is_listed_and_what_cannot_be_imported_is_told(
    environment: dict[str, str], tmp_path: Path
) -> None:
    listed = auditor(environment, "checks", cwd=tmp_path)
    line = next(line for line in listed.stdout.splitlines() if line.startswith("retired-slogan"))
    assert "county" in line
    assert "旧口号" in line
    assert "A slogan that the county no longer uses." in line
    assert "conflicting-count" in listed.stdout
    assert "county_checks.unimportable" in listed.stderr
    assert "a_library_that_nobody_has" in listed.stderr
    assert listed.returncode == 3


def test_it_is_explained(environment: dict[str, str], tmp_path: Path) -> None:
    explained = auditor(environment, "explain", "old-slogan", cwd=tmp_path)
    assert "# retired-slogan 旧口号" in explained.stdout
    assert "山水名城" in explained.stdout


def test_it_runs_and_one_that_raises_costs_only_itself(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in "ab":
        text = "临河县水务局2022年工作总结\n一、建设山水之城\n做了工作。\n"
        (tmp_path / "in" / f"{name}.txt").write_text(text, "utf-8")
    ran = auditor(
        environment, "run", "in", "-o", "out", "--select", "county", "--format", "json", cwd=tmp_path
    )
    assert ran.returncode == 3, ran.stderr
    assert ran.stderr.count("always-raising") == 1
    assert "a.txt 等 2 份文件" in ran.stderr
    content = msgspec.json.decode((tmp_path / "out" / "findings.json").read_bytes(), type=Findings)
    assert [(one.check, one.document, one.text) for one in content.findings] == [
        ("retired-slogan", "d1", "山水之城"),
        ("retired-slogan", "d2", "山水之城"),
    ]
    failed = [(one.check, one.document) for one in content.problems if one.kind == "check-failed"]
    assert failed == [("always-raising", "d1"), ("always-raising", "d2")]
    assert [one.kind for one in content.problems if one.kind != "check-failed"] == ["plugin-failed"]
    summaries = {one.id: (one.findings, one.failed) for one in content.checks}
    assert summaries == {"retired-slogan": (2, 0), "always-raising": (0, 2)}
