"""Documents' texts, put aside by the workers and fetched again when a report shows them."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import TypeAlias

import msgspec

from auditor.model import Block, Document
from auditor.running.plan import PlannedDocument

Place: TypeAlias = tuple[str, int, int]
"""Where a text lies: the name of a file in the spool's folder, the offset and the length in bytes."""


class SpooledText(msgspec.Struct, frozen=True, array_like=True):
    """A text with its blocks; `fingerprints` (see `facts.winnowing`) only when a check wants them."""

    text: str
    blocks: tuple[Block, ...]
    fingerprints: bytes | None = None


class _Fingerprints(msgspec.Struct, frozen=True, array_like=True):
    """The same, when only the fingerprints are asked for: the text is not decoded."""

    text: msgspec.Raw
    blocks: msgspec.Raw
    fingerprints: bytes | None = None


class TextWriter:
    """One worker's file in the spool; each text is on disk before its place is told."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._file: FileIO | None = None
        self._encode = msgspec.msgpack.Encoder().encode
        self._at = 0

    def put(self, text: str, blocks: tuple[Block, ...], fingerprints: bytes | None = None) -> Place:
        """Write a text to the end of the file, which is made for the first one."""
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(suffix=".texts", dir=self._folder)
            os.close(descriptor)
            self._file = FileIO(name, "wb")
        data = self._encode(SpooledText(text, blocks, fingerprints))
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        place = (Path(str(self._file.name)).name, self._at, len(data))
        self._at += len(data)
        return place


class SpooledTexts:
    """The texts of a run, by document id.

    They lie in `folder`, where they stay for the next run, or in a temporary folder that goes when the
    last who holds this goes.
    """

    def __init__(self, read_again: Callable[[PlannedDocument], Document], folder: str | None = None) -> None:
        self.folder = folder or tempfile.mkdtemp(prefix="auditor-")
        self._read_again = read_again
        self._places: dict[str, tuple[PlannedDocument, Place]] = {}
        self._files: dict[tuple[int, str], FileIO] = {}
        self._decoder = msgspec.msgpack.Decoder(SpooledText)
        self._fingerprints = msgspec.msgpack.Decoder(_Fingerprints)
        self._ahead: dict[str, bytes] = {}
        self._fetched_ahead = 0
        self._last: tuple[str, SpooledText] = ("", SpooledText("", ()))
        if folder is None:
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def text_of(self, document: str) -> str:
        return self._fetched(document).text

    def blocks_of(self, document: str) -> tuple[Block, ...]:
        return self._fetched(document).blocks

    def fingerprints_of(self, document: str) -> bytes | None:
        """The fingerprints of a document; None when nobody made any."""
        if document in self._ahead:
            return self._ahead.pop(document)
        try:
            return self._fingerprints.decode(self._raw(self._places[document][1])).fingerprints
        except (KeyError, OSError, msgspec.MsgspecError):
            return None

    def fetch_ahead(self, document: str, room: int) -> None:
        """Fetch the fingerprints of a document, which will be asked for once, while `room` bytes hold them."""
        if self._fetched_ahead < room:
            fingerprints = self.fingerprints_of(document)
            if fingerprints is not None:
                self._ahead[document] = fingerprints
                self._fetched_ahead += len(fingerprints)

    def bytes_of(self, document: str) -> bytes:
        """The file as it is now; empty when it is gone or the document is unknown."""
        if document not in self._places:
            return b""
        try:
            return Path(self._places[document][0].file).read_bytes()
        except OSError:
            return b""

    def add(self, planned: PlannedDocument, place: Place) -> None:
        """Remember where the text of a document lies."""
        self._places[planned.id] = (planned, place)

    def _fetched(self, document: str) -> SpooledText:
        """The text of a document; an empty one when it could not be read."""
        if document not in self._places:
            return SpooledText("", ())
        if self._last[0] != document:
            self._last = (document, self._from_disk(*self._places[document]))
        return self._last[1]

    def _from_disk(self, planned: PlannedDocument, place: Place) -> SpooledText:
        """The text as it was put aside; read again when somebody deleted the folder in the meantime."""
        try:
            return self._decoder.decode(self._raw(place))
        except (OSError, msgspec.MsgspecError):
            document = self._read_again(planned)
            return SpooledText(document.text, document.blocks)

    def _raw(self, place: Place) -> bytes:
        name, at, length = place
        key = os.getpid(), name  # a forked process must not share the position in the file
        if key not in self._files:
            self._files[key] = FileIO(Path(self.folder, name))
        file = self._files[key]
        file.seek(at)
        return file.read(length)
