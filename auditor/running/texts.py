"""Documents' texts, put aside by the workers and fetched again when a report shows them."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TypeAlias

import msgspec

from auditor.model import Block

Place: TypeAlias = tuple[str, int, int]
"""Where a text lies: the name of a file in the spool's folder, the offset and the length in bytes."""


class SpooledText(msgspec.Struct, frozen=True, array_like=True):
    text: str
    blocks: tuple[Block, ...]


class TextWriter:
    """One worker's file in the spool; each text is on disk before its place is told."""

    def __init__(self, folder: str) -> None:
        descriptor, path = tempfile.mkstemp(suffix=".texts", dir=folder)
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        self._name = Path(path).name
        self._encode = msgspec.msgpack.Encoder().encode
        self._at = 0

    def put(self, text: str, blocks: tuple[Block, ...]) -> Place:
        data = self._encode(SpooledText(text, blocks))
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        place = (self._name, self._at, len(data))
        self._at += len(data)
        return place


class SpooledTexts:
    """The texts of a run, by document id; the temporary folder goes when the last who holds this goes."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="auditor-")
        self.places: dict[str, Place] = {}
        self._decoder = msgspec.msgpack.Decoder(SpooledText)
        self._last: tuple[str, SpooledText] = ("", SpooledText("", ()))
        self._finalizer = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def close(self) -> None:
        self._finalizer()

    def text_of(self, document: str) -> str:
        return self._fetched(document).text

    def blocks_of(self, document: str) -> tuple[Block, ...]:
        return self._fetched(document).blocks

    def _fetched(self, document: str) -> SpooledText:
        """The text of a document; an empty one when it could not be read."""
        place = self.places.get(document)
        if place is None:
            return SpooledText("", ())
        if self._last[0] != document:
            name, at, length = place
            with Path(self.folder, name).open("rb") as file:
                file.seek(at)
                self._last = (document, self._decoder.decode(file.read(length)))
        return self._last[1]
