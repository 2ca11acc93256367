"""A worker process: reads documents, runs the checks on them, and tells what it found, one by one."""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import os
import resource
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from auditor import language, reading
from auditor.checking import registry
from auditor.checking.runner import Examination, described, examine
from auditor.checking.summary import summary_of
from auditor.facts import privacy, segmentation, winnowing
from auditor.language import say
from auditor.model import Document, DocumentSummary, Problem
from auditor.reference import tables
from auditor.running import kept_words
from auditor.running.plan import PlannedDocument
from auditor.running.settings import Settings
from auditor.running.texts import Place, TextWriter

GRACE: Final = 1.0
"""Seconds past the time limit that the parent has to end a document before the worker ends itself."""


ROOMY: Final = 190_000_000
"""Bytes that a worker may hold when it asks for more documents; a fresh one takes the place of a fatter."""


RETIRED: Final = 75
"""Exit code of a worker that gives way; documents it was just being given have not been tried."""


def prepare(settings: Settings) -> None:
    """Set this process up for a run: the language, and the user's tables of reference.

    Raises UsageError for tables that cannot be used.
    """
    language.use(settings.lang)
    _use_tables(settings.tables)


@functools.lru_cache(maxsize=1)
def _use_tables(folder: str | None) -> None:
    """Change tables only when they differ: what was computed from the earlier ones is forgotten then."""
    tables.use_tables(folder)


class Task(msgspec.Struct, frozen=True, array_like=True):
    """A document to audit: its place in the plan, and the checks that it has yet to pass."""

    index: int
    planned: PlannedDocument
    checks: tuple[str, ...]


class Order(msgspec.Struct, frozen=True, array_like=True):
    """Documents for a worker, the folder that their texts go to, and whether with their fingerprints."""

    tasks: Sequence[Task]
    spool: str | None
    fingerprints: bool


Stamp: TypeAlias = tuple[int, int, int, int]
"""Size, modification and change time (ns) and inode of a file: it is untouched while these stay."""


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """What became of one document: `index` is its place in the plan, `size` its file's in bytes.

    `stamp` is None when the file may have changed while it was read.
    """

    index: int
    examination: Examination
    place: Place | None = None
    size: int = 0
    reading_seconds: float = 0.0
    stamp: Stamp | None = None


class Bench:
    """Reads and examines documents, with everything that is loaded once for all of them."""

    def __init__(self, settings: Settings) -> None:
        prepare(settings)
        self._known = registry.load(settings.plugins)
        self._writer: TextWriter | None = None

    def audit(self, task: Task, order: Order) -> Outcome:
        """Read and examine one document of an order; whatever goes wrong becomes a problem of its own."""
        index, planned = task.index, task.planned
        stamp = stamp_of(planned.file)
        started = time.perf_counter()
        try:
            read = reading.read(Path(planned.file))
        except reading.UnreadableFile as error:
            return Outcome(index, unreadable(planned, error.kind, str(error)))
        except Exception as error:
            message = say("读取时出错：{error}", error=described(error))
            return Outcome(index, unreadable(planned, "unreadable", message))
        seconds = time.perf_counter() - started
        document = _document(planned, read)
        checks = [self._known.find(name) for name in task.checks]
        examination = examine(document, checks, "partial" if read.notes else "audited")
        if read.notes:
            notes = tuple(Problem(planned.id, None, note.kind, note.message) for note in read.notes)
            examination = msgspec.structs.replace(examination, problems=notes + examination.problems)
        place = self._put_aside(document, order)
        untouched = stamp if stamp == stamp_of(planned.file) else None
        return Outcome(index, examination, place, stamp[0] if stamp else 0, seconds, untouched)

    def _put_aside(self, document: Document, order: Order) -> Place | None:
        """Put the text where the order wants it; None when nobody will ask for it."""
        if order.spool is None:
            return None
        self._writer = self._writer or TextWriter(order.spool)
        fingerprints = winnowing.of(document).tobytes() if order.fingerprints else None
        return self._writer.put(document.text, document.blocks, fingerprints)


def _document(planned: PlannedDocument, read: reading.Reading) -> Document:
    """The document that is examined and shown: personal identifiers in it are masked."""
    document = Document(
        read.text,
        id=planned.id,
        path=planned.path,
        format=read.format,
        blocks=read.blocks,
        sha256=read.sha256,
        record=planned.record,
    )
    return privacy.masked(document)


def read_again(planned: PlannedDocument) -> Document:
    """A document of the plan, read once more to be shown; empty when that is no longer possible."""
    try:
        return _document(planned, reading.read(Path(planned.file)))
    except reading.UnreadableFile:
        return Document("", id=planned.id, path=planned.path)


def resident() -> int:
    """The memory that this process holds, in bytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def stamp_of(file: str) -> Stamp | None:
    """The stamp of a file as it is now; None when it is not there."""
    try:
        state = os.stat(file)  # noqa: PTH116 (ten times as fast, and asked twice for each document)
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def unreadable(planned: PlannedDocument, kind: str, message: str) -> Examination:
    """The examination of a document that nothing is known of but that it exists."""
    try:
        with Path(planned.file).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        sha256 = ""
    summary = DocumentSummary(planned.id, planned.path, sha256, "", 0, "unreadable")
    return Examination(summary, (), (Problem(planned.id, None, kind, message),), None, {}, {})


def warm(settings: Settings, dictionary: bool = False) -> None:
    """Load what the first document would load, so that forked workers share it.

    The `dictionary` for segmentation, which few checks ask for, is loaded only when that pays.
    """
    sample = (
        "某县司法局2022年度工作报告\n一、工作情况\n根据《中华人民共和国宪法》，开展检查3次。\n2023年1月5日"
    )
    with contextlib.suppress(Exception):  # what fails here fails again, and is told, on every document
        if settings.state is not None:
            kept_words.use(Path(settings.state), settings.tables)
        summary_of(Document(sample))
        if dictionary:
            segmentation.load()


@contextlib.contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """Die by SIGALRM after this time: when the parent is gone, nobody else ends a document that hangs."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


def serve(
    connection: Connection,
    settings: Settings,
    inherited: Sequence[Connection],
    environment: Mapping[str, str],
) -> None:
    """A worker's life: receive orders, answer document by document; end when it has grown too fat.

    `inherited` are the parent's ends of other workers' pipes, which a fork copies: kept open here, they
    would hide the parent's death from those workers.  `environment` is the parent's as it is now; the server
    that forks workers for a process with threads has the one of its first day.
    """
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)  # Ctrl-C is the parent's affair, and converters started here die with us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    for other in inherited:
        other.close()
    gc.disable()  # what is loaded stays: looking for cycles in it takes a sixth of the time
    bench = Bench(settings)
    warm(settings)
    gc.enable()
    gc.freeze()
    # A document makes few cycles; looking for them at every 700 new values cost a tenth of the time.
    gc.set_threshold(50_000, 20, 50)
    decode = msgspec.msgpack.Decoder(Order).decode
    encode = msgspec.msgpack.Encoder().encode
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send_bytes(b"")  # ready
        limit = 0.0
        while not limit or resident() <= limit:
            order = decode(connection.recv_bytes())
            for task in order.tasks:
                with _no_longer_than(settings.time_limit + GRACE):
                    outcome = bench.audit(task, order)
                connection.send_bytes(encode(outcome))
            limit = limit or max(ROOMY, 1.2 * resident())  # a parent that is fat itself forks fat workers
        raise SystemExit(RETIRED)
