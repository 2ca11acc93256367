"""How far a run is, told on stderr: a bar on a terminal, else a line every few seconds, or nothing.

The bar is drawn by hand between results: a thread of its own would stand in the way of forking.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from auditor.language import say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_LINE_INTERVAL: Final = 3.0
_DRAW_INTERVAL: Final = 0.1


class Display(Protocol):
    """What is told of a run while it goes on."""

    def begin(self, total: int) -> None:
        """Documents are about to be audited."""

    def advance(self, count: int) -> None:
        """So many more documents are done (0 to let a display redraw)."""

    def end(self) -> None:
        """No more documents come; called once however the run ends."""


class Silent:
    """Tells nothing: for -q and for programs."""

    def begin(self, total: int) -> None:
        pass

    def advance(self, count: int) -> None:
        pass

    def end(self) -> None:
        pass


class Lines:
    """A line every few seconds, for logs; runs shorter than that stay silent."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._total = self._done = 0
        self._started = self._told = time.monotonic()

    def begin(self, total: int) -> None:
        self._total = total
        self._started = self._told = time.monotonic()

    def advance(self, count: int) -> None:
        self._done += count
        now = time.monotonic()
        if now - self._told < _LINE_INTERVAL:
            return
        self._told = now
        if not self._done:
            print(say("已审核 0/{total}", total=self._total), file=self._stream, flush=True)
            return
        rate = self._done / (now - self._started)
        left = (self._total - self._done) / rate
        line = say(
            "已审核 {done}/{total}，每秒 {rate:.0f} 份，约剩 {left:.0f} 秒",
            done=self._done,
            total=self._total,
            rate=rate,
            left=left,
        )
        print(line, file=self._stream, flush=True)

    def end(self) -> None:
        pass


class Bar:
    """A progress bar with rate and time left, for a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._pending = 0
        self._drawn = 0.0

    def begin(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(file=self._stream),
            auto_refresh=False,
            transient=True,
        )
        self._started = time.monotonic()
        self._task = self._progress.add_task(say("审核"), total=total, rate="")
        self._progress.start()

    def advance(self, count: int) -> None:
        self._pending += count
        now = time.monotonic()
        if self._progress is None or self._task is None or now - self._drawn < _DRAW_INTERVAL:
            return
        self._drawn = now
        done = self._progress.tasks[0].completed + self._pending
        rate = say("每秒 {rate:.0f} 份", rate=done / max(now - self._started, 0.001))
        self._progress.update(self._task, advance=self._pending, rate=rate, refresh=True)
        self._pending = 0

    def end(self) -> None:
        if self._progress is not None:
            self._progress.stop()


def display(quiet: bool) -> Display:
    """The display that suits stderr as it is."""
    if quiet:
        return Silent()
    return Bar(sys.stderr) if sys.stderr.isatty() else Lines(sys.stderr)
