"""Numbers by the hundred million that are sorted in parts: in memory while they fit, on disk from then on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

PARTS: Final = 256
"""Parts on disk: so many that one of them is small even for ten million documents."""

Keys = np.ndarray[Any, np.dtype[np.uint64]]


class Spill:
    """Takes arrays of uint64 and gives them back in parts; equal numbers are always in one part.

    Up to `limit` bytes are held in memory; past it everything goes to files in a temporary folder, each of
    an equal stretch of the numbers up to `highest`.  `close` removes them.
    """

    def __init__(self, limit: int, highest: int) -> None:
        self._limit = limit
        self._last = np.array([highest * part // PARTS for part in range(1, PARTS)], np.uint64)
        self._held: list[Keys] = []
        self._size = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def add(self, keys: Keys) -> None:
        """Take an array, which must not be changed afterwards."""
        self._held.append(keys)
        self._size += keys.nbytes
        if self._size > self._limit:
            self._write()

    def parts(self) -> Iterator[Keys]:
        """The numbers, part by part, in no order; each part is the caller's own."""
        if self._folder is None:
            held, self._held = self._held, []
            yield np.concatenate(held) if held else np.empty(0, np.uint64)
            return
        self._write()
        for part in range(PARTS):
            file = self._file(part)
            if file.exists():
                yield np.fromfile(file, dtype=np.uint64)
                file.unlink()

    def close(self) -> None:
        self._held = []
        if self._folder is not None:
            self._folder.cleanup()

    def _file(self, part: int) -> Path:
        assert self._folder is not None
        return Path(self._folder.name, f"{part:03}")

    def _write(self) -> None:
        """Append what is held to the files of its parts."""
        if not self._held:
            return
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="auditor-spill-")
        keys = np.concatenate(self._held)
        self._held, self._size = [], 0
        keys.sort()  # twice as quick as to gather each part
        ends = [*np.searchsorted(keys, self._last, side="right").tolist(), len(keys)]
        start = 0
        for number, end in enumerate(ends):
            if end > start:
                with self._file(number).open("ab") as file:
                    file.write(keys[start:end].data)
            start = end
