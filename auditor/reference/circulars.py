"""Well-known circulars of central bodies and their document numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from auditor.reference.tables import cached, rows


class Circular(msgspec.Struct, frozen=True, gc=False):
    """A document that many reports cite: its title, its one number, and where both were read."""

    title: str
    number: str
    source: str


_MARKS: Final = re.compile(r"[〈〉《》“”\"'\s()（）、，,—–-]")
_ISSUER: Final = re.compile(r"^.{2,20}?(?=关于)")
_FRAME: Final = re.compile(r"^关于(?:印发|公布|转发)(?:中华人民共和国)?|的通知$")


def core_of(title: str) -> str:
    """What names the document: the title without marks, its issuer, and the frame 关于印发……的通知."""
    return _FRAME.sub("", _ISSUER.sub("", _MARKS.sub("", title))).removeprefix("中华人民共和国")


@cached
def by_title() -> Mapping[str, Circular]:
    """The circulars by what names them (see `core_of`)."""
    found = (Circular(*row) for row in rows("circulars.tsv", "title", "number", "source"))
    return {core_of(circular.title): circular for circular in found}
