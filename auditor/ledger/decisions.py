"""Reviewers' decisions: read from the files that the audit's workplace exports, and laid over findings.

A decision holds by fingerprint, so it survives edits elsewhere in the file and the next night's run.
`decisions.json` is `{"schema": "auditor-decisions/1", "decisions": [{"fingerprint", "verdict", "reviewer",
"comment", "decided", "check", "document", "text"}, …]}`; `decisions.csv` has the same names as columns.
`document` is the path in the result; `decided` an ISO 8601 time.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, get_args

import msgspec

from auditor.errors import UsageError, nearest
from auditor.language import say
from auditor.model import Decision, Finding, StaleDecision, State, Verdict
from auditor.reading.result import UnreadableFile
from auditor.reading.txt import decode

SCHEMA: Final = "auditor-decisions/1"
COLUMNS: Final = ("fingerprint", "verdict", "reviewer", "comment", "decided", "check", "document", "text")


class Recorded(msgspec.Struct, frozen=True):
    """One decision as a file records it, with what it says of its finding."""

    fingerprint: str
    verdict: Verdict
    reviewer: str = ""
    comment: str = ""
    decided: str = ""
    check: str = ""
    document: str = ""
    text: str = ""

    @property
    def decision(self) -> Decision:
        return Decision(self.verdict, self.reviewer, self.comment, self.decided)


class _File(msgspec.Struct, frozen=True):
    schema: str
    decisions: tuple[Recorded, ...]


class Decisions:
    """All that reviewers decided; of one reviewer's decisions on a finding the latest holds."""

    def __init__(self, recorded: Iterable[Recorded]) -> None:
        latest: dict[tuple[str, str], Recorded] = {}
        for one in sorted(recorded, key=lambda one: one.decided):
            latest[one.fingerprint, one.reviewer] = one
        self._by_finding: dict[str, list[Recorded]] = defaultdict(list)
        for (fingerprint, _), one in sorted(latest.items()):
            self._by_finding[fingerprint].append(one)

    def laid_over(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings in their order, each with its decisions and the state that follows from them."""
        return [self._decided(finding) for finding in findings]

    def _decided(self, finding: Finding) -> Finding:
        found = self._by_finding.get(finding.fingerprint)
        if not found:
            return finding
        verdicts = {one.verdict for one in found}
        state: State = found[0].verdict if len(verdicts) == 1 else "disputed"
        decisions = tuple(one.decision for one in found)
        return msgspec.structs.replace(finding, state=state, decisions=decisions)

    def stale(self, findings: Iterable[Finding], checks: Collection[str]) -> tuple[StaleDecision, ...]:
        """Decisions whose finding is gone, though its check is among `checks`, the ids that were run."""
        present = {finding.fingerprint for finding in findings}
        return tuple(
            StaleDecision(fingerprint, one.decision, one.check, one.document, one.text)
            for fingerprint, found in sorted(self._by_finding.items())
            if fingerprint not in present
            for one in found
            if not one.check or one.check in checks
        )


def read_decisions(path: Path) -> Decisions:
    """The decisions in a file, or in all .json and .csv files of a folder.

    Raises UsageError for a file that cannot be read or does not hold decisions.
    """
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in (".json", ".csv"))
        if not files:
            raise UsageError(say("文件夹 {path} 中没有 .json 或 .csv 的复核结论", path=path))
    return Decisions(one for file in files for one in _read(file))


def _read(file: Path) -> Sequence[Recorded]:
    try:
        data = file.read_bytes()
        if file.suffix.lower() == ".csv":
            return _from_csv(decode(data)[0], file)
        content = msgspec.json.decode(data, type=_File)
    except OSError as error:
        raise UsageError(say("无法读取复核结论 {file}：{error}", file=file, error=error.strerror)) from error
    except (msgspec.DecodeError, msgspec.ValidationError, UnreadableFile) as error:
        raise UsageError(say("{file} 不是复核结论文件：{error}", file=file, error=error)) from error
    if content.schema != SCHEMA:
        message = say(
            "{file} 的版本是 {schema}，这里只认识 {known}", file=file, schema=content.schema, known=SCHEMA
        )
        raise UsageError(message)
    return content.decisions


def _from_csv(text: str, file: Path) -> list[Recorded]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in ("fingerprint", "verdict") if name not in (reader.fieldnames or ())]
    if missing:
        raise UsageError(say("{file} 缺少 {column} 列", file=file, column=missing[0]))
    recorded = []
    for row in reader:
        cells = {name: _unguarded((row.get(name) or "").strip()) for name in COLUMNS}
        if not cells["fingerprint"]:
            continue
        if cells["verdict"] not in get_args(Verdict):
            raise UsageError(_unknown_verdict(cells["verdict"], file, reader.line_num))
        values: dict[str, Any] = cells
        recorded.append(Recorded(**values))
    return recorded


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from reading it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _unknown_verdict(verdict: str, file: Path, line: int) -> str:
    guess = nearest(verdict, get_args(Verdict)) or ", ".join(get_args(Verdict))
    return say(
        "{file} 第 {line} 行：没有“{verdict}”这种结论；是否想写“{nearest}”？",
        file=file,
        line=line,
        verdict=verdict,
        nearest=guess,
    )
