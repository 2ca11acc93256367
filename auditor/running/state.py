"""What is kept between runs: for each document what its checks found and collected, by content.

One SQLite file in the state folder, and the texts beside it.  An entry is found by the document's content,
path, archive record and language and by a digest of the programs that made it; within it each check's part
by a digest of that check.  Nothing here can change a result: what does not fit exactly is done again.  The
folder may be deleted at any time, two runs may use it at once, and a kill leaves what was committed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from auditor.checking.check import BaseCheck, CorpusCheck
from auditor.checking.corpus import DocumentCard, Row
from auditor.checking.runner import Examination
from auditor.model import DocumentSummary, Evidence, Finding, Problem, Unchecked
from auditor.running.plan import PlannedDocument
from auditor.running.provenance import check_digest, engine_digest
from auditor.running.settings import Settings
from auditor.running.texts import Place
from auditor.running.worker import Outcome, Stamp, stamp_of

FILE_NAME: Final = "documents.sqlite"
TEXTS: Final = "texts"
FORMAT: Final = 1
"""Raised when the shape of what is kept changes."""

_COMMIT_EVERY: Final = 400
_COMMIT_SECONDS: Final = 2.0
_KEEP_DAYS: Final = 60
_DAY: Final = 86_400
_BUSY_SECONDS: Final = 5.0
_COARSE_NS: Final = 2_100_000_000
_FINE_NS: Final = 50_000_000


class Part(msgspec.Struct, frozen=True, array_like=True):
    """What one check made of a document: findings, or rows, or why it did not apply."""

    digest: str
    findings: tuple[Finding, ...]
    not_applicable: str | None
    rows: list[Row] | None


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a document; ids in it are those of the run that made it."""

    summary: DocumentSummary
    notes: tuple[Problem, ...]
    card: DocumentCard | None
    place: Place | None
    size: int
    parts: dict[str, Part]


class State:
    """The state folder as one run sees it."""

    def __init__(self, folder: Path, settings: Settings, checks: Sequence[BaseCheck]) -> None:
        """Raises sqlite3.Error or OSError for a folder that cannot be used."""
        self.folder = folder
        self.texts = folder / TEXTS
        self.texts.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")
        self._checks = checks
        self._digests = {check.id: check_digest(check) for check in checks}
        self._base = f"{settings.lang} {engine_digest(settings.tables)}"
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Entry).decode
        self._today = int(time.time()) // _DAY
        self._pending: list[tuple[str, tuple[object, ...]]] = []
        self._flushed = time.monotonic()
        self._database = _opened(folder / FILE_NAME)
        self._empty = self._asked("SELECT 1 FROM entry LIMIT 1") is None

    def recall(self, planned: PlannedDocument) -> Entry | None:
        """What is kept of a document as it is now, with the ids of this run; None when it is not known."""
        sha256 = None if self._empty else self._sha256(planned.file)
        if sha256 is None:
            return None
        key = self._key(planned, sha256)
        row = self._asked("SELECT content, used FROM entry WHERE key = ?", key)
        if row is None:
            return None
        try:
            entry = self._decode(row[0])
        except msgspec.MsgspecError:
            return None
        if row[1] != self._today:
            self._write("UPDATE entry SET used = ? WHERE key = ?", self._today, key)
        return renamed(entry, planned.id)

    def missing(self, entry: Entry) -> tuple[str, ...]:
        """The checks of this run whose part is not there, or was made by another version of them."""
        return tuple(
            check.id
            for check in self._checks
            if check.id not in entry.parts
            or entry.parts[check.id].digest != self._digests[check.id]
            or (isinstance(check, CorpusCheck) and entry.card is None)
        )

    def has_text(self, entry: Entry) -> bool:
        """Whether the document's text is still there."""
        if entry.place is None:
            return False
        name, at, length = entry.place
        try:
            return (self.texts / name).stat().st_size >= at + length
        except OSError:
            return False

    def keep(self, planned: PlannedDocument, outcome: Outcome, before: Entry | None) -> Entry | None:
        """Add what a worker found to what was known; None for a document that is not worth keeping."""
        examination = outcome.examination
        if examination.summary.status == "unreadable" or _structure_failed(examination):
            return None
        entry = self._joined(outcome, before)
        sha256 = examination.summary.sha256
        self._write(
            "INSERT OR REPLACE INTO entry (key, used, texts, content) VALUES (?, ?, ?, ?)",
            self._key(planned, sha256),
            self._today,
            entry.place[0] if entry.place else None,
            self._encode(entry),
        )
        if outcome.stamp is not None and _settled(outcome.stamp):
            self._write(
                "INSERT OR REPLACE INTO file (path, stamp, sha256) VALUES (?, ?, ?)",
                os.fsencode(planned.file),
                self._encode(outcome.stamp),
                sha256,
            )
        return entry

    def close(self) -> None:
        """Commit, forget what has not been asked for in a long time, and the texts that nothing names."""
        self._write("DELETE FROM entry WHERE used < ?", self._today - _KEEP_DAYS)
        self._flush()
        with contextlib.suppress(sqlite3.Error, OSError):
            named = {row[0] for row in self._database.execute("SELECT DISTINCT texts FROM entry")}
            _remove_forgotten_texts(self.texts, named)
        self._database.close()

    def _joined(self, outcome: Outcome, before: Entry | None) -> Entry:
        examination = outcome.examination
        kept = before.parts.items() if before else ()
        parts = {check: part for check, part in kept if check not in examination.seconds}
        failed = {problem.check for problem in examination.problems}
        reasons = {one.check: one.reason for one in examination.summary.unchecked}
        for check in self._checks:
            if check.id in examination.seconds and check.id not in failed:
                parts[check.id] = Part(
                    self._digests[check.id],
                    tuple(one for one in examination.findings if one.check == check.id),
                    reasons.get(check.id),
                    examination.rows.get(check.id),
                )
        return Entry(
            summary=msgspec.structs.replace(examination.summary, unchecked=()),
            notes=tuple(problem for problem in examination.problems if problem.check is None),
            card=examination.card or (before.card if before else None),
            place=outcome.place or (before.place if before else None),
            size=outcome.size,
            parts=parts,
        )

    def _sha256(self, file: str) -> str | None:
        """The digest of a file's content: the one kept while the file looks untouched, else computed."""
        stamp = stamp_of(file)
        row = self._asked("SELECT stamp, sha256 FROM file WHERE path = ?", os.fsencode(file))
        if row is not None and stamp is not None and row[0] == self._encode(stamp):
            return str(row[1])
        try:
            with Path(file).open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            return None

    def _key(self, planned: PlannedDocument, sha256: str) -> bytes:
        suffix = Path(planned.file).suffix.lower()
        material = (sha256, suffix, planned.path, planned.record, self._base)
        return hashlib.sha256(msgspec.msgpack.encode(material)).digest()

    def _asked(self, statement: str, *values: object) -> Sequence[Any] | None:
        """The row that answers, or None; also when the file is damaged: what it kept is done again."""
        try:
            row: Sequence[Any] | None = self._database.execute(statement, values).fetchone()
        except sqlite3.Error:
            return None
        return row

    def _write(self, statement: str, *values: object) -> None:
        """Put a change on the list of those that are made together."""
        self._pending.append((statement, values))
        if len(self._pending) >= _COMMIT_EVERY or time.monotonic() - self._flushed > _COMMIT_SECONDS:
            self._flush()

    def _flush(self) -> None:
        """Make the changes in one short transaction, unless another run is at it for too long."""
        pending, self._pending = self._pending, []
        self._flushed = time.monotonic()
        with contextlib.suppress(sqlite3.Error), self._database:
            self._database.execute("BEGIN IMMEDIATE")
            for statement, values in pending:
                self._database.execute(statement, values)


def _opened(file: Path) -> sqlite3.Connection:
    """The database, made anew when it is damaged or of another format."""
    try:
        return _connected(file)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        for suffix in ("", "-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        return _connected(file)


def _connected(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            database.execute("BEGIN IMMEDIATE")
            if database.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
                for statement in (
                    "DROP TABLE IF EXISTS entry",
                    "DROP TABLE IF EXISTS file",
                    "CREATE TABLE entry (key BLOB PRIMARY KEY, used INTEGER, texts TEXT, content BLOB)",
                    "CREATE TABLE file (path BLOB PRIMARY KEY, stamp BLOB, sha256 TEXT)",
                    f"PRAGMA user_version = {FORMAT}",
                ):
                    database.execute(statement)
    except BaseException:
        database.close()
        raise
    return database


def _structure_failed(examination: Examination) -> bool:
    return any(problem.kind == "structure-failed" for problem in examination.problems)


def _settled(stamp: Stamp) -> bool:
    """Whether a later change could not bear the same times: the clock of the file system has moved on."""
    changed = max(stamp[1], stamp[2])
    margin = _COARSE_NS if changed % 1_000_000_000 == 0 else _FINE_NS
    return time.time_ns() - changed > margin


def renamed(entry: Entry, document: str) -> Entry:
    """The entry with the document's id in this run."""
    before = entry.summary.id
    if before == document:
        return entry
    replace = msgspec.structs.replace

    def evidence(one: Evidence) -> Evidence:
        return replace(one, document=document) if one.document == before else one

    def finding(one: Finding) -> Finding:
        return replace(one, document=document, evidence=tuple(map(evidence, one.evidence)))

    parts = {
        check: replace(
            part,
            findings=tuple(map(finding, part.findings)),
            rows=part.rows and [{**row, "document": document} for row in part.rows],
        )
        for check, part in entry.parts.items()
    }
    return replace(
        entry,
        summary=replace(entry.summary, id=document),
        notes=tuple(replace(note, document=document) for note in entry.notes),
        card=entry.card and replace(entry.card, id=document),
        parts=parts,
    )


def examination_of(entry: Entry, checks: Sequence[BaseCheck], fresh: Examination | None) -> Examination:
    """The examination that the kept and the fresh parts make together, as if all had just been run."""
    parts = {check.id: entry.parts[check.id] for check in checks if check.id in entry.parts}
    reasons = ((check, part.not_applicable) for check, part in parts.items())
    unchecked = tuple(Unchecked(check, reason) for check, reason in reasons if reason is not None)
    findings = [finding for part in parts.values() for finding in part.findings]
    failures = tuple(one for one in fresh.problems if one.check is not None) if fresh else ()
    return Examination(
        summary=msgspec.structs.replace(entry.summary, unchecked=unchecked),
        findings=tuple(sorted(findings, key=lambda one: (one.start, one.end, one.check, one.message))),
        problems=(*entry.notes, *failures),
        card=entry.card,
        rows={check: part.rows for check, part in parts.items() if part.rows is not None},
        seconds=fresh.seconds if fresh else {},
    )


def _remove_forgotten_texts(folder: Path, named: Collection[str]) -> None:
    """Delete texts that no entry names any more and that no run can be writing."""
    for file in folder.iterdir():
        if file.name not in named and time.time() - file.stat().st_mtime > _DAY:
            file.unlink(missing_ok=True)
