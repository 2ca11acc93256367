"""What reading gives back: the text and blocks of a file, or the reason why there are none."""

from __future__ import annotations

from typing import Final, Literal, NoReturn

import msgspec

from auditor.language import say
from auditor.model import Block

Format = Literal["txt", "md", "html", "docx", "pdf", "doc", "wps", "ofd", "rtf", "xlsx", "xls"]


_LONGEST_WORDS: Final = 200


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
    raise UnreadableFile(kind, _said(template, fields))


def note(kind: str, template: str, /, **fields: object) -> ReadingNote:
    """A ReadingNote with the template said in the current language."""
    return ReadingNote(kind, _said(template, fields))


def _said(template: str, fields: dict[str, object]) -> str:
    """What a file or a library puts into a message is kept to one printable line of bounded length."""
    return say(template, **{name: _fitted(value) for name, value in fields.items()})


def _fitted(value: object) -> object:
    if isinstance(value, int | float):
        return value
    words = " ".join(str(value).split()) or type(value).__name__
    words = "".join(sign if sign.isprintable() else "\ufffd" for sign in words)
    return words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1] + "…"
