"""What reading gives back: the text and blocks of a file, or the reason why there are none."""

from __future__ import annotations

from typing import Literal, NoReturn

import msgspec

from auditor.language import say
from auditor.model import Block

Format = Literal["txt", "md", "html", "docx", "pdf", "doc", "wps", "ofd", "rtf", "xlsx", "xls"]


class ReadingNote(msgspec.Struct, frozen=True):
    """A part of a file that could not be read, while the rest could: the document is `partial`."""

    kind: str
    message: str


class Content(msgspec.Struct, frozen=True):
    """What a format's module makes of the bytes: text, blocks in order of the text, and notes."""

    text: str
    blocks: tuple[Block, ...]
    notes: tuple[ReadingNote, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """A file as read.

    `text[block.start:block.end]` is never empty, and blocks stand in order without overlapping.
    `format` is what the bytes are, whatever the name says; `sha256` is that of the file's bytes.
    """

    text: str
    blocks: tuple[Block, ...]
    format: Format
    sha256: str
    notes: tuple[ReadingNote, ...] = ()


class UnreadableFile(Exception):
    """A file that gives no text at all.

    `kind` is a stable word for programs (`empty-file`, `encrypted` …, see `auditor.reading`);
    `message` tells a person what is wrong, where in the file, and what to do about it.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(kind, message)
        self.kind = kind
        self.message = message

    def __str__(self) -> str:
        return self.message


def refuse(kind: str, template: str, /, **fields: object) -> NoReturn:
    """Raise UnreadableFile with the template said in the current language."""
    raise UnreadableFile(kind, say(template, **fields))


def note(kind: str, template: str, /, **fields: object) -> ReadingNote:
    """A ReadingNote with the template said in the current language."""
    return ReadingNote(kind, say(template, **fields))
