"""A worker process: reads documents, runs the checks on them, and tells what it found, one by one."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import signal
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import msgspec

from auditor import language, reading
from auditor.checking import registry
from auditor.checking.check import BaseCheck
from auditor.checking.runner import Examination, described, examine
from auditor.checking.summary import summary_of
from auditor.facts import privacy
from auditor.language import say
from auditor.model import Document, DocumentSummary, Problem
from auditor.running.plan import PlannedDocument
from auditor.running.settings import Settings
from auditor.running.texts import Place, TextWriter

GRACE: Final = 1.0
"""Seconds past the time limit that the parent has to end a document before the worker ends itself."""


class Job(msgspec.Struct, frozen=True):
    """What a worker must know besides its documents: the settings, the checks to run, where texts go."""

    settings: Settings
    checks: tuple[str, ...]
    spool: str | None


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """What became of one document: `index` is its place in the plan, `size` its file's in bytes."""

    index: int
    examination: Examination
    place: Place | None = None
    size: int = 0
    reading_seconds: float = 0.0


class Bench:
    """Reads and examines documents, with everything that is loaded once for all of them."""

    def __init__(self, job: Job) -> None:
        language.use(job.settings.lang)
        known = registry.load(job.settings.plugins)
        self.checks: Sequence[BaseCheck] = tuple(known.find(name) for name in job.checks)
        self._writer = TextWriter(job.spool) if job.spool else None

    def audit(self, index: int, planned: PlannedDocument) -> Outcome:
        """Read and examine one document; whatever goes wrong becomes a problem of its own."""
        started = time.perf_counter()
        try:
            read = reading.read(Path(planned.file))
        except reading.UnreadableFile as error:
            return Outcome(index, unreadable(planned, error.kind, str(error)))
        except Exception as error:
            message = say("读取时出错：{error}", error=described(error))
            return Outcome(index, unreadable(planned, "unreadable", message))
        seconds = time.perf_counter() - started
        read_document = Document(
            read.text,
            id=planned.id,
            path=planned.path,
            format=read.format,
            blocks=read.blocks,
            sha256=read.sha256,
            record=planned.record,
        )
        # The text that reports show is masked like the one that is examined.
        document = privacy.masked(read_document)
        examination = examine(document, self.checks, "partial" if read.notes else "audited")
        if read.notes:
            notes = tuple(Problem(planned.id, None, note.kind, note.message) for note in read.notes)
            examination = msgspec.structs.replace(examination, problems=notes + examination.problems)
        place = self._writer.put(document.text, document.blocks) if self._writer else None
        return Outcome(index, examination, place, Path(planned.file).stat().st_size, seconds)


def unreadable(planned: PlannedDocument, kind: str, message: str) -> Examination:
    """The examination of a document that nothing is known of but that it exists."""
    try:
        with Path(planned.file).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        sha256 = ""
    summary = DocumentSummary(planned.id, planned.path, sha256, "", 0, "unreadable")
    return Examination(summary, (), (Problem(planned.id, None, kind, message),), None, {}, {})


def warm() -> None:
    """Load what the first document would load, so that forked workers share it."""
    sample = (
        "某县司法局2022年度工作报告\n一、工作情况\n根据《中华人民共和国宪法》，开展检查3次。\n2023年1月5日"
    )
    with contextlib.suppress(Exception):  # what fails here fails again, and is told, on every document
        summary_of(Document(sample))


@contextlib.contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """Die by SIGALRM after this time: when the parent is gone, nobody else ends a document that hangs."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def serve(connection: Connection, job: Job, inherited: Sequence[Connection]) -> None:
    """A worker's life: receive tasks (documents with their places in the plan), answer one by one.

    `inherited` are the parent's ends of other workers' pipes, which a fork copies: kept open here, they
    would hide the parent's death from those workers.
    """
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)  # Ctrl-C is the parent's affair, and converters started here die with us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:
        other.close()
    bench = Bench(job)
    warm()
    gc.freeze()
    decode = msgspec.msgpack.Decoder(list[tuple[int, PlannedDocument]]).decode
    encode = msgspec.msgpack.Encoder().encode
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send_bytes(b"")  # ready
        while True:
            for index, planned in decode(connection.recv_bytes()):
                with _no_longer_than(job.settings.time_limit + GRACE):
                    outcome = bench.audit(index, planned)
                connection.send_bytes(encode(outcome))
