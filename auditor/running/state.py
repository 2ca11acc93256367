"""What is kept between runs: for each document what its checks found and collected, by content.

One SQLite file in the state folder, and the texts beside it.  An entry is found by the document's content,
path, archive record and language and by a digest of the programs that made it; it names the set of checks
that judged it, and has a part for each of them that had something to say.  Nothing here can change a result:
what does not fit exactly is done again.  The folder may be deleted at any time, two runs may use it at once,
and a kill leaves what was committed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from auditor.checking.check import BaseCheck, CorpusCheck
from auditor.checking.corpus import DocumentCard, Row
from auditor.checking.runner import Examination
from auditor.checking.shared_passages import SharedPassage
from auditor.model import DocumentSummary, Evidence, Finding, Problem, Unchecked
from auditor.running import texts
from auditor.running.plan import PlannedDocument
from auditor.running.provenance import check_digest, engine_digest
from auditor.running.settings import Settings
from auditor.running.texts import Place
from auditor.running.worker import Outcome, Stamp, stamp_of

FILE_NAME: Final = "documents.sqlite"
TEXTS: Final = "texts"
FORMAT: Final = 3
"""Raised when the shape of what is kept changes."""

_ASK_FOR: Final = 500
"""Pairs that are looked up at a time."""

_COMMIT_EVERY: Final = 400
_COMMIT_SECONDS: Final = 2.0
_KEEP_DAYS: Final = 60
_DAY: Final = 86_400
_BUSY_SECONDS: Final = 5.0
_COARSE_NS: Final = 2_100_000_000
_FINE_NS: Final = 50_000_000


class Part(msgspec.Struct, frozen=True, array_like=True):
    """What one check made of a document: findings, or rows, or why it did not apply."""

    findings: tuple[Finding, ...]
    not_applicable: str | None
    rows: list[Row] | None


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a document; ids in it are those of the run that made it.

    `judged` names the set of checks, each with its digest, that judged the document (`State.judged`);
    `parts` has those of them that found or collected something or did not apply.
    """

    judged: str
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
        self._judged = _set_digest(self._digests)
        self._sets: dict[str, dict[str, str]] = {self._judged: self._digests}
        self._base = f"{settings.lang} {engine_digest(settings.tables)}"
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Entry).decode
        self._decode_passages = msgspec.msgpack.Decoder(list[SharedPassage]).decode
        self._today = int(time.time()) // _DAY
        self._kept_sets: set[str] = set()
        self._pending: list[tuple[str, tuple[object, ...]]] = []
        self._flushed = time.monotonic()
        self._database = _opened(folder / FILE_NAME)
        self._empty = not self._rows("SELECT 1 FROM entry LIMIT 1")

    def recall(self, planned: Sequence[PlannedDocument]) -> list[Entry | None]:
        """What is kept of some hundred documents as they are now, with the ids of this run; else None."""
        if self._empty:
            return [None] * len(planned)
        keys = [
            self._key(document, sha256) if sha256 else b""
            for document, sha256 in zip(planned, self._sha256s(planned), strict=True)
        ]
        rows = self._rows("SELECT key, used, content FROM entry", "key", keys)
        kept = {row[0]: row[1:] for row in rows}
        return [
            self._entry(document, key, *kept[key]) if key in kept else None
            for document, key in zip(planned, keys, strict=True)
        ]

    def _entry(self, planned: PlannedDocument, key: bytes, used: int, content: bytes) -> Entry | None:
        try:
            entry = self._decode(content)
        except msgspec.MsgspecError:
            return None
        if used != self._today:
            self._write("UPDATE entry SET used = ? WHERE key = ?", self._today, key)
        return renamed(entry, planned.id)

    def missing(self, entry: Entry) -> tuple[str, ...]:
        """The checks of this run that have not judged the document, or another version of them has."""
        if entry.judged == self._judged and entry.card is not None:
            return ()
        known = self._set(entry.judged)
        return tuple(
            check.id
            for check in self._checks
            if known.get(check.id) != self._digests[check.id]
            or (isinstance(check, CorpusCheck) and entry.card is None)
        )

    def _set(self, name: str) -> dict[str, str]:
        """The checks of a named set with their digests; none when nothing is kept of it."""
        if name not in self._sets:
            row = next(iter(self._rows("SELECT checks FROM judged", "name", [name])), None)
            try:
                self._sets[name] = msgspec.msgpack.decode(row[0], type=dict[str, str]) if row else {}
            except msgspec.MsgspecError:
                self._sets[name] = {}
        return self._sets[name]

    def _named_set(self, digests: dict[str, str]) -> str:
        """The name of a set of checks, which is kept when it is new."""
        name = self._judged if digests == self._digests else _set_digest(digests)
        if name not in self._kept_sets:
            self._kept_sets.add(name)
            self._write(
                "INSERT OR REPLACE INTO judged (name, checks) VALUES (?, ?)", name, self._encode(digests)
            )
        return name

    def has_text(self, entry: Entry) -> bool:
        """Whether the document's text is still there."""
        if entry.place is None:
            return False
        file = self.texts / (entry.place.name + texts.TEXTS)
        try:
            return file.stat().st_size >= entry.place.at + entry.place.length
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
            entry.place.name if entry.place else None,
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

    def recall_passages(self, keys: Sequence[bytes]) -> dict[bytes, list[SharedPassage]]:
        """What pairs of documents share, of those pairs of which it is kept; the ids are an earlier run's."""
        known: dict[bytes, list[SharedPassage]] = {}
        for start in range(0, len(keys), _ASK_FOR):
            batch = keys[start : start + _ASK_FOR]
            for key, used, content in self._rows("SELECT key, used, content FROM pair", "key", batch):
                with contextlib.suppress(msgspec.MsgspecError):
                    known[key] = self._decode_passages(content)
                if used != self._today:
                    self._write("UPDATE pair SET used = ? WHERE key = ?", self._today, key)
        return known

    def keep_passages(self, key: bytes, passages: Sequence[SharedPassage]) -> None:
        """Keep what a pair of documents shares."""
        self._write(
            "INSERT OR REPLACE INTO pair (key, used, content) VALUES (?, ?, ?)",
            key,
            self._today,
            self._encode(passages),
        )

    def pair_key(self, first: DocumentSummary, second: DocumentSummary, blocks: tuple[object, ...]) -> bytes:
        """The key of two documents with the blocks of each that were aligned: contents, and the programs."""
        sides = [(side.sha256, side.format, side.characters) for side in (first, second)]
        return hashlib.sha256(msgspec.msgpack.encode((sides, blocks, self._base))).digest()

    def close(self) -> None:
        """Commit, forget what has not been asked for in a long time, and the texts that nothing names."""
        for table in ("entry", "pair"):
            self._write(f"DELETE FROM {table} WHERE used < ?", self._today - _KEEP_DAYS)
        self.flush()
        with contextlib.suppress(sqlite3.Error, OSError):
            named = {row[0] for row in self._database.execute("SELECT DISTINCT texts FROM entry")}
            _remove_forgotten_texts(self.texts, named)
        self._database.close()

    def _joined(self, outcome: Outcome, before: Entry | None) -> Entry:
        examination = outcome.examination
        parts, digests = {}, {}
        if before is not None:
            parts = {check: part for check, part in before.parts.items() if check not in examination.seconds}
            kept = self._set(before.judged).items()
            digests = {check: digest for check, digest in kept if check not in examination.seconds}
        failed = {problem.check for problem in examination.problems}
        reasons = {one.check: one.reason for one in examination.summary.unchecked}
        found: dict[str, list[Finding]] = {}
        for finding in examination.findings:
            found.setdefault(finding.check, []).append(finding)
        for check in self._checks:
            name = check.id
            if name not in examination.seconds or name in failed:
                continue
            digests[name] = self._digests[name]
            rows = examination.rows.get(name) or None
            if name in found or name in reasons or rows:
                parts[name] = Part(tuple(found.get(name, ())), reasons.get(name), rows)
        return Entry(
            judged=self._named_set(digests),
            summary=msgspec.structs.replace(examination.summary, unchecked=()),
            notes=tuple(problem for problem in examination.problems if problem.check is None),
            card=examination.card or (before.card if before else None),
            place=outcome.place or (before.place if before else None),
            size=outcome.size,
            parts=parts,
        )

    def _sha256s(self, batch: Sequence[PlannedDocument]) -> list[str | None]:
        """The digests of files' contents: those kept of files that look untouched, the others computed."""
        names = [os.fsencode(document.file) for document in batch]
        kept = {row[0]: row[1:] for row in self._rows("SELECT path, stamp, sha256 FROM file", "path", names)}
        digests: list[str | None] = []
        for document, name in zip(batch, names, strict=True):
            stamp = stamp_of(document.file)
            known, sha256 = kept.get(name, (None, None))
            untouched = stamp is not None and known == self._encode(stamp)
            digests.append(sha256 if untouched else _sha256(document.file))
        return digests

    def _key(self, planned: PlannedDocument, sha256: str) -> bytes:
        suffix = os.path.splitext(planned.file)[1].lower()  # noqa: PTH122 (asked for every document)
        material = (sha256, suffix, planned.path, planned.record, self._base)
        return hashlib.sha256(msgspec.msgpack.encode(material)).digest()

    def _rows(self, statement: str, column: str = "", values: Sequence[object] = ()) -> list[Any]:
        """The rows that answer, of those with one of `values` in `column`; none when the file is damaged."""
        if column:
            statement = f"{statement} WHERE {column} IN ({', '.join('?' * len(values))})"
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error:
            return []

    def _write(self, statement: str, *values: object) -> None:
        """Put a change on the list of those that are made together."""
        self._pending.append((statement, values))
        if len(self._pending) >= _COMMIT_EVERY or time.monotonic() - self._flushed > _COMMIT_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Make the changes in one short transaction, unless another run is at it for too long."""
        pending, self._pending = self._pending, []
        self._flushed = time.monotonic()
        with contextlib.suppress(sqlite3.Error), self._database:
            self._database.execute("BEGIN IMMEDIATE")
            for statement, values in pending:
                self._database.execute(statement, values)


def is_there(folder: Path) -> bool:
    """Whether an earlier run kept something in a state folder."""
    return (folder / FILE_NAME).exists()


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
                    "DROP TABLE IF EXISTS judged",
                    "DROP TABLE IF EXISTS pair",
                    "CREATE TABLE judged (name TEXT PRIMARY KEY, checks BLOB)",
                    "CREATE TABLE entry (key BLOB PRIMARY KEY, used INTEGER, texts TEXT, content BLOB)",
                    "CREATE INDEX texts_of_entry ON entry (texts)",
                    "CREATE INDEX use_of_entry ON entry (used)",
                    "CREATE TABLE file (path BLOB PRIMARY KEY, stamp BLOB, sha256 TEXT)",
                    "CREATE TABLE pair (key BLOB PRIMARY KEY, used INTEGER, content BLOB)",
                    f"PRAGMA user_version = {FORMAT}",
                ):
                    database.execute(statement)
    except BaseException:
        database.close()
        raise
    return database


def _set_digest(digests: Mapping[str, str]) -> str:
    """The name of a set of checks with their digests."""
    return hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()


def _sha256(file: str) -> str | None:
    try:
        with Path(file).open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return None


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
        if file.stem not in named and time.time() - file.stat().st_mtime > _DAY:
            file.unlink(missing_ok=True)
