"""What `import auditor` gives, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import auditor
from auditor.model import Findings

PUBLIC = [
    "Check",
    "CorpusCheck",
    "Document",
    "Finding",
    "Evidence",
    "Span",
    "Severity",
    "NotApplicable",
    "Factor",
    "audit",
    "write",
]


def test_all_that_authors_and_scripts_need_is_there() -> None:
    for name in (*PUBLIC, "quote_evidence", "fact_evidence", "Result", "UsageError"):
        assert getattr(auditor, name).__name__ == name
        assert name in dir(auditor)
    with pytest.raises(AttributeError, match="no_such_name"):
        auditor.no_such_name  # noqa: B018


def test_the_import_brings_nothing_else() -> None:
    script = "import sys, auditor; print(sorted({'click', 'msgspec', 'numpy', 'pandas'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


TEXT = "临河县水务局2022年工作总结\n一、工作情况\n[bookmark: _GoBack]做了工作。\n临河县水务局\n2023年1月5日\n"


def test_audit_and_write(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    result = auditor.audit([tmp_path], select=["conversion-residue"], jobs=1)
    assert [finding.text for finding in result.findings] == ["[bookmark: _GoBack]"]
    assert result.run.documents == 1
    auditor.write(result, tmp_path / "out", formats=["html", "json"])
    written = msgspec.json.decode((tmp_path / "out" / "findings.json").read_bytes(), type=Findings)
    assert written == result.content
    assert (tmp_path / "out" / "index.html").exists()
    with pytest.raises(ValueError, match="htlm"):
        auditor.write(result, tmp_path / "out", formats=["htlm"])


def test_a_script_without_a_guard_may_audit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    script = tmp_path / "script.py"
    script.write_text(
        f"import auditor\nprint(len(auditor.audit([{str(tmp_path / 'a.txt')!r}], select=['residue']).findings))\n",
        "utf-8",
    )
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert ran.stdout == "1\n"


def test_one_path_may_stand_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert len(auditor.audit(tmp_path / "a.txt", select=["conversion-residue"]).findings) == 1  # type: ignore[arg-type]


def test_newer_tables_of_reference_take_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    tables = tmp_path / "tables"
    tables.mkdir()
    with pytest.raises(auditor.UsageError, match="tables"):
        auditor.audit([tmp_path / "a.txt"], select=["residue"], tables=tables)
    own = Path(auditor.__file__).parent / "reference" / "data" / "laws.tsv"
    (tables / own.name).write_bytes(own.read_bytes())
    result = auditor.audit([tmp_path / "a.txt"], select=["conversion-residue"], tables=tables)
    assert len(result.findings) == 1
