"""Worker processes under watch: one that dies or hangs costs the document it was on, nothing else."""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import selectors
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import PurePath
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import msgspec

from auditor.language import say
from auditor.running import worker
from auditor.running.settings import Settings
from auditor.running.worker import Order, Outcome, Task, unreadable

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, ForkServerContext, SpawnContext

TASK_SIZE: Final = 50
"""Documents handed to a worker at once when there are plenty."""

FEW: Final = 2
"""Documents that a worker still has when it gets more: it should not wait for a parent that is at something."""

QUICK_FORMATS: Final = frozenset({".txt", ".md", ".html", ".htm"})
QUICK_SECONDS, OTHER_SECONDS = 0.003, 0.1
"""What a document takes (measured): plain text and pages; everything that is unpacked or converted."""

WORTH_A_WORKER: Final = 0.5
"""Seconds of work for which one more worker is started; to get ready it takes a good part of that itself."""

_PATIENCE: Final = 0.2
"""Seconds to wait for workers before giving the progress display a turn."""

_START_LIMIT: Final = 120.0
"""Seconds a worker may take to load before it counts as hanging."""

_ATTEMPTS: Final = 2
"""How often a document is tried whose worker died: perhaps another one had used up the memory."""


Context: TypeAlias = "ForkContext | ForkServerContext | SpawnContext"


class WorkersFailed(ChildProcessError):
    """Workers cannot be started, or die before they have read a document."""


class _Worker:
    """One process with the pipe to it and the documents it has been given, in its order."""

    def __init__(self, settings: Settings, siblings: Sequence[Connection]) -> None:
        context = _context()
        self.connection, remote = context.Pipe()
        inherited = (*siblings, self.connection) if context.get_start_method() == "fork" else ()
        self.process = context.Process(
            target=worker.serve, args=(remote, settings, inherited, dict(os.environ)), daemon=True
        )
        self.process.start()
        remote.close()
        self.ready = False
        self.assigned: deque[Task] = deque()
        self.since = time.monotonic()

    def overdue(self, limit: float) -> bool:
        waiting = not self.ready or bool(self.assigned)
        return waiting and time.monotonic() - self.since > (limit if self.ready else _START_LIMIT)

    def end(self) -> int | None:
        """Kill the process and what it started; return its exit code (negative: the signal)."""
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()
        return self.process.exitcode


def _context() -> Context:
    """Fork where it is safe, since workers then share what is loaded; a server that forks, or spawn, else."""
    methods = multiprocessing.get_all_start_methods()
    if "fork" in methods and threading.active_count() == 1 and sys.platform != "darwin":
        return multiprocessing.get_context("fork")
    if "forkserver" in methods:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["auditor.running.worker"])
        return context
    return multiprocessing.get_context("spawn")


class Pool:
    """Runs documents on worker processes and yields what becomes of each, in no fixed order.

    Used in a `with` statement: however that is left, no process stays behind.
    """

    def __init__(self, settings: Settings, jobs: int, idle: Callable[[], None]) -> None:
        self.remaining = 0
        self.begun = False
        self._settings = settings
        self._jobs = jobs
        self._idle = idle
        self._order = Order((), None, fingerprints=False)
        self._work = 0.0
        self._queue: deque[Task] = deque()
        self._attempts: Counter[int] = Counter()
        self._false_starts = 0
        self._workers: dict[int, _Worker] = {}
        self._selector = selectors.DefaultSelector()
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Outcome).decode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in list(self._workers.values()):
            self._remove(one)
        self._selector.close()

    def begin(self) -> None:
        """Start a worker, which gets ready while there is nothing to do for it yet."""
        self.begun = True
        one = _Worker(self._settings, [other.connection for other in self._workers.values()])
        self._workers[one.connection.fileno()] = one
        self._selector.register(one.connection, selectors.EVENT_READ, one)

    def put_aside(self, spool: str | None, fingerprints: bool) -> None:
        """Name the folder for the texts of all documents that are added, and tell what is kept with them."""
        self._order = Order((), spool, fingerprints)

    def add(self, tasks: Iterable[Task]) -> None:
        """Put documents at the end of the queue; `remaining` counts those that are not done."""
        for task in tasks:
            self._queue.append(task)
            self.remaining += 1
            quick = PurePath(task.planned.file).suffix.lower() in QUICK_FORMATS
            self._work += QUICK_SECONDS if quick else OTHER_SECONDS

    def outcomes(self) -> Iterator[Outcome]:
        """One outcome for each document that was added.

        Raises WorkersFailed when workers die before they are ready, again and again.
        """
        while self.remaining:
            while self.wants_workers:
                self.begin()
            yield from self.heard(_PATIENCE)
            self._idle()

    @property
    def wants_workers(self) -> bool:
        """Whether there is work for more workers than there are."""
        return len(self._workers) < min(self._wanted, self.remaining)

    def heard(self, patience: float = 0.0) -> Iterator[Outcome]:
        """What the workers that were begun have to tell within so many seconds.

        Raises WorkersFailed as `outcomes` does.
        """
        for outcome in self._round(patience):
            self.remaining -= 1
            yield outcome
        self._occupy()

    @property
    def _wanted(self) -> int:
        return max(1, min(self._jobs, math.ceil(self._work / WORTH_A_WORKER)))

    def _remove(self, one: _Worker) -> int | None:
        self._selector.unregister(one.connection)
        del self._workers[one.connection.fileno()]
        return one.end()

    def _round(self, patience: float) -> Iterator[Outcome]:
        """Hear every worker that has something to say, then look for those that say nothing any more."""
        for key, _ in self._selector.select(patience):
            one: _Worker = key.data
            while one.connection.fileno() in self._workers and one.connection.poll():
                try:
                    message = one.connection.recv_bytes()
                except (EOFError, OSError):
                    yield from self._died(one)
                    break
                one.since = time.monotonic()
                if one.ready:
                    one.assigned.popleft()
                    yield self._decode(message)
                one.ready = True
        limit = self._settings.time_limit
        for one in [one for one in self._workers.values() if one.overdue(limit)]:
            yield from self._hangs(one)

    def _occupy(self) -> None:
        """Give every worker that is almost without work the next documents, fewer at a time towards the end."""
        for one in self._workers.values():
            if not self._queue:
                return
            if len(one.assigned) > FEW or not one.ready:
                continue
            size = min(TASK_SIZE, math.ceil(len(self._queue) / (2 * self._wanted)))
            tasks = [self._queue.popleft() for _ in range(size)]
            one.assigned.extend(tasks)
            with contextlib.suppress(OSError):  # it died: the end of its pipe tells so in the next round
                one.connection.send_bytes(self._encode(msgspec.structs.replace(self._order, tasks=tasks)))

    def _died(self, one: _Worker) -> Iterator[Outcome]:
        """A worker is gone: its document is tried once more, the rest of its task goes back."""
        code = self._remove(one)
        if not one.ready or (not one.assigned and code != worker.RETIRED):
            self._false_starts += 1
            if self._false_starts > 2 * self._jobs:
                raise WorkersFailed(say("工作进程无法启动（{death}）", death=_death(code)))
            return
        if code == -signal.SIGALRM and one.assigned:
            yield from self._timed_out(one)
            return
        if one.assigned and code != worker.RETIRED:
            index = one.assigned[0].index
            self._attempts[index] += 1
            if self._attempts[index] >= _ATTEMPTS:
                message = say("处理该文件的进程意外终止（{death}）", death=_death(code))
                yield _lost(one.assigned.popleft(), "worker-died", message)
        self._queue.extendleft(reversed(one.assigned))

    def _hangs(self, one: _Worker) -> Iterator[Outcome]:
        self._remove(one)
        if not one.ready:
            raise WorkersFailed(say("工作进程在 {limit:.0f} 秒内没有启动", limit=_START_LIMIT))
        yield from self._timed_out(one)

    def _timed_out(self, one: _Worker) -> Iterator[Outcome]:
        limit = self._settings.time_limit
        message = say("处理该文件超过 {limit:g} 秒，已中止", limit=limit)
        yield _lost(one.assigned.popleft(), "timeout", message)
        self._queue.extendleft(reversed(one.assigned))


def _lost(task: Task, kind: str, message: str) -> Outcome:
    return Outcome(task.index, unreadable(task.planned, kind, message))


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        if -code == signal.SIGKILL:
            return say("被系统终止，可能是内存不足")
        return say("信号 {signal}", signal=signal.Signals(-code).name)
    return say("退出码 {code}", code=code)
