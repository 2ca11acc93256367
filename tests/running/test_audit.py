"""The whole engine: processes that die and hang, the same bytes for any number of them, texts, policy."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import auditor
from auditor.model import Result
from auditor.reporting.findings_json import encode, validate

ROGUE = '''
import os, signal, time
from auditor import Check, Severity, Span


class Rogue(Check):
    """Does what the text tells it to."""

    id, title, family, severity = "rogue", "捣乱", "rogue", Severity.WARNING

    def inspect(self, document):
        for word, act in ACTS.items():
            if word in document.text:
                act()
        at = document.text.find("某事")
        yield self.finding(document, Span(at, at + 2), "有“{q}”", q="某事", confidence=0.6)


def loop():
    while True:
        pass


def die_once():
    mark = os.environ.get("ROGUE_MARK", "")
    if mark and not os.path.exists(mark):
        open(mark, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)


ACTS = {
    "退出": lambda: os._exit(7),
    "杀死": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "循环": loop,
    "睡眠": lambda: time.sleep(600),
    "异常": lambda: 1 / 0,
    "一次": die_once,
}
'''


@pytest.fixture
def rogue(tmp_path: Path) -> str:
    file = tmp_path / "rogue.py"
    file.write_text(ROGUE, "utf-8")
    return str(file)


def reports(folder: Path, count: int, orders: dict[int, str]) -> Path:
    """Reports of which some tell the rogue what to do."""
    folder.mkdir()
    for number in range(count):
        text = f"临河县水务局2022年工作总结\n一、工作\n某事{number}次{orders.get(number, '')}。\n"
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    return folder


def audited(folder: Path, plugin: str, **options: object) -> Result:
    return auditor.audit([folder], plugins=[plugin], select=["rogue"], **options)


def kinds(result: Result) -> dict[str, str]:
    paths = {document.id: document.path for document in result.documents}
    return {paths[problem.document or ""]: problem.kind for problem in result.problems}


def test_what_dies_or_hangs_costs_only_its_document(tmp_path: Path, rogue: str) -> None:
    orders = {3: "退出", 4: "杀死", 20: "循环", 33: "睡眠", 39: "异常"}
    folder = reports(tmp_path / "in", 40, orders)
    results = [audited(folder, rogue, jobs=jobs, time_limit=1) for jobs in (1, 3)]
    expected = {
        "003.txt": "worker-died",
        "004.txt": "worker-died",
        "020.txt": "timeout",
        "033.txt": "timeout",
        "039.txt": "check-failed",
    }
    assert kinds(results[0]) == expected
    assert len(results[0].findings) == 35
    statuses = [document.status for document in results[0].documents]
    assert statuses.count("unreadable") == 4
    assert all(document.sha256 for document in results[0].documents)
    assert encode(results[0].content) == encode(results[1].content)
    validate(json.loads(encode(results[0].content)))


def test_a_document_whose_worker_died_is_tried_once_more(
    tmp_path: Path, rogue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROGUE_MARK", str(tmp_path / "mark"))
    result = audited(reports(tmp_path / "in", 5, {2: "一次"}), rogue, jobs=1)
    assert (tmp_path / "mark").exists()
    assert result.problems == ()
    assert len(result.findings) == 5


HOARDER = '''
import os
from auditor import Check, Severity

KEPT = []


class Hoarder(Check):
    """Keeps 30 MB of every document and tells who it was."""

    id, title, family, severity = "hoarder", "囤积", "rogue", Severity.NOTE

    def inspect(self, document):
        KEPT.append(b"x" * 30_000_000)
        with open(os.environ["HOARDED"], "a") as file:
            print(os.getpid(), file=file)
        yield from ()
'''


def test_a_worker_that_has_grown_fat_gives_way_to_a_fresh_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hoarder.py").write_text(HOARDER, "utf-8")
    monkeypatch.setenv("HOARDED", str(tmp_path / "hoarded"))
    folder = reports(tmp_path / "in", 40, {})
    result = auditor.audit([folder], plugins=[tmp_path / "hoarder.py"], select=["hoarder"], jobs=1)
    assert result.problems == ()
    workers = (tmp_path / "hoarded").read_text().split()
    assert len(workers) == 40
    assert len(set(workers)) > 1


FAT = """
import sys, auditor
ballast = bytearray(b"x") * 300_000_000
print(len(auditor.audit([sys.argv[1]], plugins=[sys.argv[2]], select=["rogue"], jobs=1).findings))
"""


def test_a_large_process_may_audit_too(tmp_path: Path, rogue: str) -> None:
    folder = reports(tmp_path / "in", 3, {})
    ran = subprocess.run(
        [sys.executable, "-c", FAT, str(folder), rogue],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout == "3\n"


CORPUS = Path(__file__).resolve().parent.parent.parent / "corpus"


def test_the_same_bytes_for_any_number_of_processes_and_any_order_of_sets(tmp_path: Path) -> None:
    written = []
    for jobs in (1, 2, 5):
        output = tmp_path / str(jobs)
        options = [
            "-o",
            str(output),
            "--format",
            "json",
            "--no-cache",
            "--jobs",
            str(jobs),
            "--fail-on",
            "never",
        ]
        subprocess.run(
            [sys.executable, "-m", "auditor", "run", str(CORPUS), *options],
            env=os.environ | {"PYTHONHASHSEED": str(jobs)},
            check=True,
            capture_output=True,
        )
        written.append((output / "findings.json").read_bytes())
    assert written == [written[0]] * 3


def test_the_same_bytes_for_the_real_reports(seeds: list[Path]) -> None:
    results = [auditor.audit([seeds[0].parent], jobs=jobs) for jobs in (1, 2)]
    assert encode(results[0].content) == encode(results[1].content)


def test_every_span_of_the_real_reports_stands_in_its_text(seeds: list[Path]) -> None:
    result = auditor.audit(seeds)
    assert result.problems == ()
    assert result.findings
    for finding in result.findings:
        for stretch in (finding, *finding.places):
            assert result.text_of(finding.document)[stretch.start : stretch.end] == stretch.text
        for evidence in finding.evidence:
            if evidence.document is not None:
                text = result.text_of(evidence.document)
                assert text[evidence.start : evidence.end] == evidence.text


def test_texts_are_kept_with_their_blocks_as_long_as_the_result(tmp_path: Path, rogue: str) -> None:
    result = audited(reports(tmp_path / "in", 3, {}), rogue)
    assert result.text_of("d2").startswith("临河县水务局")
    assert len(result.blocks_of("d2")) == 3
    with pytest.raises(LookupError, match="texts"):
        audited(tmp_path / "in", rogue, texts=False).text_of("d1")


def test_broken_documents_leave_the_good_ones_audited(tmp_path: Path, rogue: str) -> None:
    folder = reports(tmp_path / "in", 2, {})
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 torn")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "gbk.txt").write_bytes("临河县水务局2022年工作总结\n做了某事。\n".encode("gbk"))
    result = audited(folder, rogue)
    assert kinds(result).keys() == {"broken.docx", "empty.txt"}
    assert len(result.findings) == 3
    assert result.text_of("d3") == ""


def test_the_policy_of_the_settings(tmp_path: Path, rogue: str) -> None:
    folder = reports(tmp_path / "in", 4, {})
    (tmp_path / "c.toml").write_text('[ignore-in]\n"000*" = ["rogue"]\n[severity]\nrogue = "note"\n', "utf-8")
    result = audited(folder, rogue, config=tmp_path / "c.toml")
    assert [finding.document for finding in result.findings] == ["d2", "d3", "d4"]
    assert {finding.severity.value for finding in result.findings} == {"note"}
    assert audited(folder, rogue, min_confidence=0.7).findings == ()


def test_the_result_as_a_table(tmp_path: Path, rogue: str) -> None:
    frame = audited(reports(tmp_path / "in", 3, {}), rogue).to_frame()
    assert list(frame["path"]) == ["000.txt", "001.txt", "002.txt"]
    assert set(frame["text"]) == {"某事"}
    assert list(audited(tmp_path / "in", rogue, min_confidence=1).to_frame().columns) == list(frame.columns)


def test_usage_errors_of_the_call(tmp_path: Path, rogue: str) -> None:
    folder = reports(tmp_path / "in", 1, {})
    with pytest.raises(auditor.UsageError, match=r"rouge.*rogue"):
        auditor.audit([folder], plugins=[rogue], select=["rouge"])
    with pytest.raises(auditor.UsageError):
        audited(folder, rogue, jobs=0)
    with pytest.raises(auditor.UsageError):
        audited(tmp_path / "absent", rogue)
    with pytest.raises(auditor.UsageError, match="没有可以运行的检查"):
        audited(folder, rogue, ignore=["rogue"])


def test_findings_are_frozen(tmp_path: Path, rogue: str) -> None:
    result = audited(reports(tmp_path / "in", 1, {}), rogue)
    with pytest.raises(AttributeError):
        result.findings[0].severity = auditor.Severity.NOTE  # type: ignore[misc]


def command(folder: Path, rogue: str, output: Path, *more: str) -> list[str]:
    config = Path(rogue).with_suffix(".toml")
    config.write_text(f"plugins = [{json.dumps(rogue)}]\ntime-limit = 3\n", "utf-8")
    options = ["--config", str(config), "--select", "rogue", "--format", "json"]
    return [sys.executable, "-m", "auditor", "run", str(folder), "-o", str(output), *options, *more]


def children(parent: int) -> set[int]:
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.add(int(status.parent.name))
    return found


def alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.parametrize(
    ("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_a_stopped_run_leaves_the_previous_audit_and_no_process(
    tmp_path: Path, rogue: str, stop: signal.Signals, code: int
) -> None:
    folder = reports(tmp_path / "in", 3, {})
    output = tmp_path / "out"
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = os.environ | {"TMPDIR": str(temporary)}
    assert subprocess.run(command(folder, rogue, output), env=environment, check=False).returncode == 0
    before = (output / "findings.json").read_bytes()
    (folder / "9.txt").write_text("临河县某事睡眠。", "utf-8")
    running = subprocess.Popen(command(folder, rogue, output), env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not children(running.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    workers = children(running.pid)
    assert workers
    running.send_signal(stop)
    assert running.wait(10) == code
    assert (output / "findings.json").read_bytes() == before
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)  # a killed parent cannot end them: they do so themselves past the time limit
    assert not any(map(alive, workers))
    if stop is not signal.SIGKILL:
        assert list(temporary.iterdir()) == []
