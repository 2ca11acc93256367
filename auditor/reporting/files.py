"""Writing files so that a killed run leaves the previous ones whole: a temporary name, then a rename."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

_READABLE_FILE = 0o644
_READABLE_FOLDER = 0o755


def write_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step; the folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(_READABLE_FILE)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_folder_named_by_content(parent: Path, prefix: str, files: Iterable[tuple[str, bytes]]) -> str:
    """Write `files` (name with slashes, content) to a new folder in `parent` and return its name.

    The name is `prefix` and a digest of names and contents, so an older folder that a page still refers
    to is never touched, and the same files give the same name.
    """
    parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{prefix}", dir=parent))
    try:
        digest = hashlib.sha256()
        for name, content in files:
            digest.update(name.encode("utf-8") + b"\0" + hashlib.sha256(content).digest())
            target = temporary / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        temporary.chmod(_READABLE_FOLDER)
        folder = parent / f"{prefix}{digest.hexdigest()[:12]}"
        if folder.exists():
            shutil.rmtree(temporary)
        else:
            temporary.replace(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return folder.name


def remove_older_folders(parent: Path, prefix: str, keep: str) -> None:
    """Remove the folders that `write_folder_named_by_content` made for earlier runs, and no others."""
    ours = re.compile(re.escape(prefix) + "[0-9a-f]{12}")
    for folder in parent.iterdir():
        if folder.name != keep and ours.fullmatch(folder.name) and folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)


def replace_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Put a folder with exactly `files` in the place of an older one, which stays until all are written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}", dir=folder.parent))
    try:
        for name, content in files:
            (temporary / name).write_bytes(content)
        temporary.chmod(_READABLE_FOLDER)
        if folder.exists():
            older = Path(tempfile.mkdtemp(prefix=f".{folder.name}", dir=folder.parent))
            folder.replace(older)
            temporary.replace(folder)
            shutil.rmtree(older, ignore_errors=True)
        else:
            temporary.replace(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
