"""Documents' texts, put aside by the workers and fetched again when a report shows them."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Final

import msgspec

from auditor.model import Block, Document
from auditor.running.plan import PlannedDocument

TEXTS: Final = ".texts"
FINGERPRINTS: Final = ".fingerprints"
"""The two files of a worker: the search for shared passages reads all fingerprints, and of the texts few."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a text lies: the name of a pair of files in the spool's folder, offsets and lengths in bytes.

    `fingerprints_length` is None when nobody wanted fingerprints (see `facts.winnowing`).
    """

    name: str
    at: int
    length: int
    fingerprints_at: int = 0
    fingerprints_length: int | None = None


class SpooledText(msgspec.Struct, frozen=True, array_like=True):
    """A text with its blocks."""

    text: str
    blocks: tuple[Block, ...]


class TextWriter:
    """One worker's pair of files in the spool; each text is on disk before its place is told."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._name = ""
        self._texts: FileIO
        self._fingerprints: FileIO
        self._encode = msgspec.msgpack.Encoder().encode

    def put(self, text: str, blocks: tuple[Block, ...], fingerprints: bytes | None = None) -> Place:
        """Write a text to the end of the files, which are made for the first one."""
        if not self._name:
            self._open()
        at, length = _appended(self._texts, self._encode(SpooledText(text, blocks)))
        if fingerprints is None:
            return Place(self._name, at, length)
        return Place(self._name, at, length, *_appended(self._fingerprints, fingerprints))

    def _open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(suffix=TEXTS, dir=self._folder)
        os.close(descriptor)
        self._texts = FileIO(name, "wb")
        self._fingerprints = FileIO(Path(name).with_suffix(FINGERPRINTS), "wb")
        self._name = Path(name).stem


def _appended(file: FileIO, data: bytes) -> tuple[int, int]:
    """Write to the end of a file; where it stands there, and its length."""
    at = file.tell()
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
    return at, len(data)


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
        if document not in self._places:
            return None
        place = self._places[document][1]
        if place.fingerprints_length is None:
            return None
        try:
            found = self._raw(place.name + FINGERPRINTS, place.fingerprints_at, place.fingerprints_length)
        except OSError:
            return None
        return found if len(found) == place.fingerprints_length else None

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
            return self._decoder.decode(self._raw(place.name + TEXTS, place.at, place.length))
        except (OSError, msgspec.MsgspecError):
            document = self._read_again(planned)
            return SpooledText(document.text, document.blocks)

    def _raw(self, name: str, at: int, length: int) -> bytes:
        key = os.getpid(), name  # a forked process must not share the position in the file
        if key not in self._files:
            self._files[key] = FileIO(Path(self.folder, name))
        file = self._files[key]
        file.seek(at)
        return file.read(length)
