"""Which files are audited, under which names, with which records."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from auditor.errors import UsageError
from auditor.running.plan import Plan, plan, shown
from auditor.running.settings import Settings


def put(path: Path, content: str = "某县报告。") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return path


def planned(*paths: Path, **settings: object) -> Plan:
    return plan([str(path) for path in paths], msgspec.structs.replace(Settings(), **settings))


def names(planned: Plan) -> list[str]:
    return [document.path for document in planned.documents]


def test_a_folder_is_walked_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c.md", "C.TXT"):
        put(tmp_path / name)
    result = planned(tmp_path)
    assert names(result) == ["C.TXT", "a.txt", "b/10.txt", "b/2.txt", "c.md"]
    assert [document.id for document in result.documents] == ["d1", "d2", "d3", "d4", "d5"]


def test_hidden_files_locks_and_the_output_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    for name in (".hidden.txt", ".git/a.txt", "~$report.docx", "out/index.html", "state/x.txt"):
        put(tmp_path / name)
    result = planned(tmp_path, passed_over=(str(tmp_path / "out"), str(tmp_path / "state")))
    assert names(result) == ["a.txt"]
    assert result.passed_over == 0


def test_unknown_kinds_in_a_folder_are_counted(tmp_path: Path) -> None:
    for name in ("a.txt", "b.py", "c.zip", "d"):
        put(tmp_path / name)
    result = planned(tmp_path)
    assert names(result) == ["a.txt"]
    assert result.passed_over == 3


def test_an_unknown_kind_named_directly_is_an_error(tmp_path: Path) -> None:
    picture = tmp_path / "scan.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(UsageError, match=r"scan\.png.*\.docx"):
        planned(picture)


def test_a_named_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    assert names(planned(put(tmp_path / "report"))) == ["report"]


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    with pytest.raises(UsageError, match=r"absent\.txt"):
        planned(tmp_path, tmp_path / "absent.txt")


def test_nothing_to_audit_is_an_error(tmp_path: Path) -> None:
    put(tmp_path / "notes.py")
    with pytest.raises(UsageError, match="没有可以审核的文件"):
        planned(tmp_path)


def test_a_file_named_twice_is_audited_once(tmp_path: Path) -> None:
    file = put(tmp_path / "a.txt")
    assert names(planned(file, tmp_path, file)) == ["a.txt"]


def test_equal_paths_of_several_folders_are_told_apart_by_the_folder(tmp_path: Path) -> None:
    for name in ("2021/a.txt", "2022/a.txt", "2022/b.txt"):
        put(tmp_path / name)
    assert names(planned(tmp_path / "2021", tmp_path / "2022")) == ["2021/a.txt", "2022/a.txt", "b.txt"]


def test_equal_names_of_the_folders_too(tmp_path: Path) -> None:
    for name in ("x/reports/a.txt", "y/reports/a.txt"):
        put(tmp_path / name)
    result = planned(tmp_path / "x" / "reports", tmp_path / "y" / "reports")
    assert names(result) == ["x/reports/a.txt", "y/reports/a.txt"]


def test_links_that_run_in_circles_are_walked_once(tmp_path: Path) -> None:
    put(tmp_path / "a" / "report.txt")
    (tmp_path / "a" / "back").symlink_to(tmp_path, target_is_directory=True)
    assert names(planned(tmp_path)) == ["a/report.txt"]


def test_a_link_to_nowhere_is_a_problem(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone.txt")
    (problem,) = planned(tmp_path).problems
    assert "b.txt" in problem.message


def test_a_folder_that_may_not_be_opened_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "closed" / "b.txt")
    scan = os.scandir

    def refusing(folder: str) -> object:
        if folder.endswith("closed"):
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    result = planned(tmp_path)
    assert names(result) == ["a.txt"]
    assert "closed" in result.problems[0].message


def test_a_pipe_is_passed_over_and_never_opened(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert planned(tmp_path).passed_over == 1


def test_names_in_another_encoding_are_shown_readably() -> None:
    assert shown(os.fsdecode("某县/报告.txt".encode("gb18030"))) == "某县/报告.txt"
    assert shown(os.fsdecode(b"\xff\xff.txt")) == r"\xff\xff.txt"


def test_names_that_look_the_same_are_told_apart(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "某县报告.txt".encode("gb18030")
    os.close(os.open(raw, os.O_CREAT | os.O_WRONLY))
    put(tmp_path / "某县报告.txt")
    result = planned(tmp_path)
    assert len(set(names(result))) == 2
    assert all(name.endswith(("某县报告.txt", "#1", "#2")) for name in names(result))
    assert all(Path(document.file).exists() for document in result.documents)


MANIFEST = "path,issuer,jurisdiction,year\na.txt,临河县水务局,临河县,2022\nb/c.txt,,,2021年\nlost.txt,x,,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_manifest_is_matched_from_its_own_folder(tmp_path: Path, encoding: str) -> None:
    for name in ("a.txt", "b/c.txt", "d.txt"):
        put(tmp_path / name)
    manifest = tmp_path / "清单.csv"
    manifest.write_bytes(MANIFEST.encode(encoding))
    result = planned(tmp_path, manifest=str(manifest))
    records = {document.path: document.record for document in result.documents}
    assert records["a.txt"] is not None
    assert (records["a.txt"].issuer, records["a.txt"].year) == ("临河县水务局", 2022)
    assert records["b/c.txt"] is not None
    assert records["b/c.txt"].year == 2021
    assert records["d.txt"] is None
    assert result.unmatched == ("lost.txt",)


def test_a_manifest_is_matched_from_the_walked_folder(tmp_path: Path) -> None:
    put(tmp_path / "reports" / "a.txt")
    manifest = put(tmp_path / "elsewhere" / "m.csv", "path,year\n.\\a.txt,2020\n\n,\n")
    (document,) = planned(tmp_path / "reports", manifest=str(manifest)).documents
    assert document.record is not None
    assert document.record.year == 2020


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("path,isuer\na.txt,x\n", "isuer.*issuer"),
        ("file,year\na.txt,2020\n", "file"),
        ("issuer,year\nx,2020\n", "path"),
        ("path,year\na.txt,last\n", "第 2 行.*last"),
        ("path,year\na.txt,2020\na.txt,2021\n", "第 3 行.*a.txt"),
        ("path,year\n,2021\n", "第 2 行.*path"),
        ("", "path"),
    ],
)
def test_a_manifest_with_a_fault_is_an_error_that_names_it(tmp_path: Path, content: str, said: str) -> None:
    put(tmp_path / "a.txt")
    manifest = put(tmp_path / "m.csv", content)
    with pytest.raises(UsageError, match=said):
        planned(tmp_path, manifest=str(manifest))
