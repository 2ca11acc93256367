"""The command line as people and scripts meet it: exit codes, outputs, messages that mend."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from auditor.cli import cli
from auditor.model import Findings
from auditor.running.progress import Bar, Lines

COUNTS = (
    "临河县水务局2022年度法治政府建设情况报告\n一、工作情况\n"
    "（一）权力下放。上级下放到我局的管理职权共23项，已全部承接到位。\n"
    "二、存在问题\n（一）承接不足。上级下放到我局的管理职权共{count}项，承接能力有待提高。\n"
    "临河县水务局\n2023年1月10日\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one faulty and one clean report."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "faulty.txt").write_text(COUNTS.format(count=20), "utf-8")
    (tmp_path / "in" / "sound.txt").write_text(COUNTS.format(count=23), "utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments], catch_exceptions=False)


def audit(*arguments: str) -> Result:
    return run("run", "in", "--select", "conflicting-count", *arguments)


def content(output: str = "reports_out") -> Findings:
    return msgspec.json.decode(Path(output, "findings.json").read_bytes(), type=Findings)


@pytest.mark.usefixtures("folder")
class TestRun:
    def test_findings_exit_with_1_and_the_last_line_is_the_audit(self) -> None:
        ran = audit()
        assert ran.exit_code == 1
        assert ran.stdout.splitlines()[-1] == str(Path("reports_out/index.html").resolve())
        assert "conflicting-count" in ran.stdout
        names = {path.name for path in Path("reports_out").iterdir()}
        assert {"index.html", "findings.json", "run.json"} <= names
        (finding,) = content().findings
        assert finding.check == "conflicting-count"
        assert "23" in finding.message
        assert "20" in finding.message

    def test_run_json_tells_times_versions_and_the_exit_code(self) -> None:
        audit()
        told = json.loads(Path("reports_out/run.json").read_text("utf-8"))
        assert told["exit_code"] == 1
        assert told["documents"] == 2
        assert {"plan", "documents", "corpus", "policy", "reporting"} <= told["stages"].keys()
        assert set(told["checks"]) == {"conflicting-count"}
        assert told["versions"]["auditor"]
        assert told["seconds"] >= told["stages"]["documents"]

    def test_what_weighs_less_than_fail_on_exits_with_0(self) -> None:
        assert audit("--fail-on", "never").exit_code == 0
        assert audit("--fail-on", "note").exit_code == 1
        assert audit("--min-confidence", "1").exit_code == 0
        Path("auditor.toml").write_text('[severity]\nconflicting-count = "warning"\n', "utf-8")
        assert audit().exit_code == 0
        assert audit("--fail-on", "warning").exit_code == 1

    def test_a_clean_report_exits_with_0(self) -> None:
        ran = run("run", "in/sound.txt", "--select", "conflicting-count")
        assert ran.exit_code == 0
        assert content().findings == ()

    def test_what_cannot_be_read_exits_with_3_and_is_named(self) -> None:
        Path("in/broken.docx").write_bytes(b"PK\x03\x04")
        ran = audit()
        assert ran.exit_code == 3
        assert "broken.docx" in ran.stderr
        assert len(content().findings) == 1
        assert audit("--fail-on", "never").exit_code == 3

    def test_quiet_prints_only_problems(self) -> None:
        assert audit("-q").output == ""
        Path("in/empty.txt").write_bytes(b"")
        ran = audit("-q")
        assert ran.stdout == ""
        assert "empty.txt" in ran.stderr

    def test_unknown_kinds_are_counted(self) -> None:
        Path("in/tool.py").write_text("")
        assert "1" in next(line for line in audit().stdout.splitlines() if "不认识格式" in line)

    def test_the_output_folder_is_not_audited(self) -> None:
        for _ in range(2):
            run("run", ".", "-o", "in/out", "--select", "conflicting-count", "--format", "html,json")
        assert len(content("in/out").documents) == 2

    def test_the_state_folder_makes_no_difference_but_in_time(self) -> None:
        audit()
        assert Path(".auditor").is_dir()
        before = Path("reports_out/findings.json").read_bytes()
        audit()
        assert json.loads(Path("reports_out/run.json").read_text("utf-8"))["reused"] == 2
        assert Path("reports_out/findings.json").read_bytes() == before
        audit("--state", "elsewhere")
        assert Path("elsewhere").is_dir()

    def test_no_cache_keeps_nothing(self) -> None:
        audit("--no-cache")
        assert not Path(".auditor").exists()

    def test_messages_in_english(self) -> None:
        ran = audit("--lang", "en")
        assert "2 documents audited" in ran.stdout

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["run"], "PATH"),
            (["run", "absent"], "absent"),
            (["run", "in", "--select", "conflicting-cuont"], "conflicting-count"),
            (["run", "in", "--ignore", "numbrs"], "numbers"),
            (["run", "in", "--format", "htm"], "html"),
            (["run", "in", "--fail-on", "fatal"], "fatal"),
            (["run", "in", "--jobs", "0"], "jobs"),
            (["run", "in", "--min-confidence", "2"], "min-confidence"),
            (["run", "in", "--config", "absent.toml"], "absent.toml"),
            (["run", "in", "--manifest", "absent.csv"], "absent.csv"),
            (["run", "in", "--baseline", "absent.json"], "absent.json"),
            (["run", "in", "--decisions", "absent.json"], "absent.json"),
            (["run", "in", "--baseline", "in/sound.txt"], "sound.txt"),
            (["run", "in", "-o", "in/sound.txt"], "sound.txt"),
            (["explain", "conflicting-cuont"], "conflicting-count"),
            (["diff", "in", "in"], "findings.json"),
            (["nonsense"], "nonsense"),
        ],
    )
    def test_wrong_usage_exits_with_2_and_says_what_to_change(self, arguments: list[str], said: str) -> None:
        ran = run(*arguments)
        assert ran.exit_code == 2
        assert said in ran.stderr
        assert not Path("reports_out/findings.json").exists()

    def test_the_nearest_check_is_suggested_from_a_list_of_several(self) -> None:
        ran = run("run", "in", "--select", "reuse, heading-yaer")
        assert ran.exit_code == 2
        assert "heading-year" in ran.stderr

    def test_a_fault_of_our_own_is_not_taken_for_findings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def failing(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("auditor.reporting.write_reports", failing)
        ran = audit()
        assert ran.exit_code == 3
        assert "No space left" in ran.stderr


@pytest.mark.usefixtures("folder")
class TestEarlierResults:
    def test_what_the_baseline_holds_no_longer_counts(self) -> None:
        audit("-o", "before")
        ran = audit("--baseline", "before/findings.json")
        assert ran.exit_code == 0
        (finding,) = content().findings
        assert finding.known
        Path("in/more.txt").write_text(COUNTS.format(count=19), "utf-8")
        assert audit("--baseline", "before").exit_code == 1
        assert [finding.known for finding in content().findings] == [True, False]

    def decided(self, *verdicts: tuple[str, str], fingerprint: str | None = None) -> str:
        """Write decisions of several reviewers on the one finding of an audit before."""
        audit("-o", "before")
        own = content("before").findings[0].fingerprint
        decisions = [
            {
                "fingerprint": fingerprint or own,
                "verdict": verdict,
                "reviewer": reviewer,
                "comment": "看过",
                "decided": f"2026-01-0{day}",
                "check": "conflicting-count",
                "document": "faulty.txt",
                "text": "共20项",
            }
            for day, (reviewer, verdict) in enumerate(verdicts, 1)
        ]
        text = json.dumps({"schema": "auditor-decisions/1", "decisions": decisions}, ensure_ascii=False)
        Path("decisions.json").write_text(text, "utf-8")
        return "decisions.json"

    @pytest.mark.parametrize(
        ("verdicts", "state", "code"),
        [
            ([("甲", "false-alarm")], "false-alarm", 0),
            ([("甲", "accepted")], "accepted", 0),
            ([("甲", "confirmed")], "confirmed", 1),
            ([("甲", "false-alarm"), ("乙", "confirmed")], "disputed", 1),
            ([("甲", "false-alarm"), ("乙", "false-alarm")], "false-alarm", 0),
            ([("甲", "false-alarm"), ("甲", "confirmed")], "confirmed", 1),
        ],
    )
    def test_decisions_give_findings_their_state(
        self, verdicts: list[tuple[str, str]], state: str, code: int
    ) -> None:
        assert audit("--decisions", self.decided(*verdicts)).exit_code == code
        (finding,) = content().findings
        assert finding.state == state
        assert {decision.reviewer for decision in finding.decisions} == {who for who, _ in verdicts}
        assert finding.decisions[0].comment == "看过"

    def test_a_decision_whose_finding_is_gone_is_listed(self) -> None:
        decisions = self.decided(("甲", "false-alarm"))
        Path("in/faulty.txt").write_text(COUNTS.format(count=23), "utf-8")
        assert audit("--decisions", decisions).exit_code == 0
        (stale,) = content().stale_decisions
        assert (stale.document, stale.check, stale.decision.reviewer) == (
            "faulty.txt",
            "conflicting-count",
            "甲",
        )
        run("run", "in", "--select", "time", "--decisions", decisions)
        assert content().stale_decisions == ()

    def test_a_folder_of_json_and_csv(self) -> None:
        audit("-o", "before")
        own = content("before").findings[0].fingerprint
        Path("decided").mkdir()
        csv = f"fingerprint,verdict,reviewer,comment\n{own},false-alarm,甲,'=不是\n,,,\n"
        Path("decided/a.csv").write_text(csv, "utf-8-sig")
        Path("decided/notes.md").write_text("# 不是结论")
        assert audit("--decisions", "decided").exit_code == 0
        assert content().findings[0].decisions[0].comment == "=不是"

    @pytest.mark.parametrize(
        ("name", "text", "said"),
        [
            ("d.csv", "fingerprint,verdict\nabc,falsealarm\n", "第 2 行.*false-alarm"),
            ("d.csv", "fingerprint\nabc\n", "verdict"),
            ("d.json", "[]", "d.json"),
            ("d.json", '{"schema": "other/1", "decisions": []}', "other/1"),
        ],
    )
    def test_decisions_with_a_fault_are_named(self, name: str, text: str, said: str) -> None:
        Path(name).write_text(text, "utf-8")
        ran = audit("--decisions", name)
        assert ran.exit_code == 2
        assert re.search(said, ran.stderr)

    def test_diff_tells_new_fixed_and_persisting(self) -> None:
        audit("-o", "before")
        assert run("diff", "before", "before").exit_code == 0
        Path("in/sound.txt").write_text(COUNTS.format(count=18), "utf-8")
        Path("in/faulty.txt").write_text("前言一段。\n" + COUNTS.format(count=20), "utf-8")
        audit("-o", "after")
        told = run("diff", "before", "after/findings.json")
        assert told.exit_code == 1
        assert re.search(r"新增 1\n  sound\.txt:\d+:\d+ conflicting-count error", told.stdout)
        assert "已改正 0" in told.stdout
        assert "仍在 1" in told.stdout
        back = run("diff", "after", "before", "--fail-on", "error")
        assert back.exit_code == 0
        assert "已改正 1" in back.stdout
        assert run("diff", "before", "after", "--fail-on", "never").exit_code == 0


def test_checks_lists_every_check_on_a_line() -> None:
    lines = run("checks").stdout.splitlines()
    line = next(line for line in lines if line.startswith("foreign-place "))
    assert re.match(r"foreign-place +jurisdiction +error +外地地名 +\S", line)


def test_explain_shows_the_sections_and_examples() -> None:
    told = run("explain", "conflicting-count").stdout
    for heading in ("## Why it matters", "## Wrong", "## Right", "## False alarms", "## Source", "## 用例"):
        assert heading in told


def test_version_and_help_answer_at_once() -> None:
    command = [sys.executable, "-m", "auditor"]
    version = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"auditor \d+\.\d+\.\d+\n", version.stdout)
    before = os.times()
    helped = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
    after = os.times()  # seconds of the processor: others may be at work on it meanwhile
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    assert spent < 0.2
    for name in ("run", "checks", "explain", "diff", "evaluate"):
        assert re.search(rf"^  {name} ", helped.stdout, re.MULTILINE)


def test_help_of_run_names_every_option() -> None:
    helped = run("run", "--help").stdout
    options = (
        "--output --config --manifest --select --ignore --format --jobs --fail-on --min-confidence --lang "
        "--state --no-cache --baseline --decisions --quiet"
    )
    for option in options.split():
        assert option in helped


def test_lines_are_told_every_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("auditor.running.progress.time.monotonic", lambda: clock[0])
    stream = io.StringIO()
    shown = Lines(stream)
    shown.begin(100)
    clock[0] += 3
    shown.advance(0)
    for _ in range(40):
        clock[0] += 0.125
        shown.advance(1)
    shown.end()
    assert stream.getvalue() == "已审核 0/100\n已审核 24/100，每秒 4 份，约剩 19 秒\n"


def test_a_bar_is_drawn_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    shown = Bar(stream)
    shown.begin(4)
    time.sleep(0.15)
    shown.advance(3)
    shown.end()
    assert "3/4" in stream.getvalue()
