"""The automaton of all word lists, kept in the state folder: to work it out takes a third of a short run.

It is taken from there only when every file that it could depend on is the same as when it was made.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from auditor.running.provenance import programs_digest
from auditor.structure.words import WordList

FILE_NAME: Final = "words.bin"

_DIGEST: Final = hashlib.sha256().digest_size


def use(folder: Path, tables: str | None) -> None:
    """Take the automaton from a state folder, or build it and put it there.

    `tables` is a folder of the user's own tables.  Lists of plug-ins may come from anywhere: with these the
    automaton is built each time.
    """
    packages = {module.partition(".")[0] for module in WordList.modules()}
    if not packages <= {"auditor", "checks"}:
        return
    file = folder / FILE_NAME
    key = bytes.fromhex(programs_digest(sorted(packages), tables))
    if not _taken(file, key):
        _put(file, key, WordList.packed())


def _taken(file: Path, key: bytes) -> bool:
    """Whether the file holds a sound automaton under this key, which is in use then."""
    try:
        content = file.read_bytes()
        kept_key, digest, data = content[:_DIGEST], content[_DIGEST : 2 * _DIGEST], content[2 * _DIGEST :]
        if kept_key != key or hashlib.sha256(data).digest() != digest:
            return False
        WordList.unpack(data)
    except (OSError, ValueError):
        return False
    return True


def _put(file: Path, key: bytes, data: bytes) -> None:
    """Replace the file whole, so that a kill or another run never leaves half of one."""
    with contextlib.suppress(OSError):
        descriptor, name = tempfile.mkstemp(prefix=f"{FILE_NAME}.", dir=file.parent)
        try:
            with open(descriptor, "wb") as written:  # noqa: PTH123 (a descriptor has no path)
                written.write(key + hashlib.sha256(data).digest() + data)
            os.replace(name, file)  # noqa: PTH105 (of a plain name)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
