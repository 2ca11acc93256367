"""What a kept result depends on: digests of the programs and tables that it came from.

The rooms below the checks are one thing: when one of their files changes, everything is done again.  A
check is told apart from its neighbours: it depends on its own module, on the modules of its package that
it imports, and on the tables that these name.
"""

from __future__ import annotations

import functools
import hashlib
import platform
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Final

import auditor
from auditor.checking.check import BaseCheck

LIBRARIES: Final = (
    "daachorse",
    "jieba",
    "lxml",
    "msgspec",
    "numpy",
    "pandas",
    "pypdfium2",
    "rapidfuzz",
    "selectolax",
)
"""Distributions whose version can change what is found."""

_ROOMS: Final = ("reading", "structure", "facts", "reference", "checking", "translations")
_MODULES: Final = ("model.py", "language.py", "errors.py", "running/worker.py")


@functools.cache
def versions() -> dict[str, str]:
    """The versions of auditor, Python and the libraries that matter."""
    own = {"auditor": metadata.version("auditor"), "python": platform.python_version()}
    return own | {name: metadata.version(name) for name in LIBRARIES}


def engine_digest(tables: str | None) -> str:
    """A digest of all that reading, structure, facts and reference are made of; `tables` a user's own."""
    home = Path(auditor.__file__).parent
    files = [home / name for name in _MODULES]
    for room in _ROOMS:
        files += _files_below(home / room)
    if tables is not None:
        files += _files_below(Path(tables))
    digest = hashlib.sha256(repr(sorted(versions().items())).encode())
    _add(digest, files)
    return digest.hexdigest()


def programs_digest(packages: Iterable[str], tables: str | None) -> str:
    """A digest of everything in some packages, of the libraries, and of the user's own tables."""
    digest = hashlib.sha256(repr(sorted(versions().items())).encode())
    for package in packages:
        for folder in sys.modules[package].__path__:
            _add(digest, _files_below(Path(folder)))
    if tables is not None:
        _add(digest, _files_below(Path(tables)))
    return digest.hexdigest()


def check_digest(check: BaseCheck) -> str:
    """A digest of a check's id, version, module, what this imports of its package, and their tables."""
    digest = hashlib.sha256(f"{check.id} {check.version}".encode())
    module = sys.modules[type(check).__module__]
    _add(digest, _sources(module))
    return digest.hexdigest()


def _sources(module: ModuleType) -> list[Path]:
    """The files that a check's module rests on."""
    modules = {module.__name__: module}
    _gather(module, module.__name__.partition(".")[0], modules)
    files = [Path(one.__file__) for one in modules.values() if one.__file__]
    texts = [file.read_text("utf-8") for file in files]
    tables = {table for file in files for table in _tables_beside(file)}
    named = {table for table in tables if any(table.name in text for text in texts)}
    if module.__package__:  # beside a plain .py file may stand anything
        named |= tables - _named_by_neighbours(files, tables)
    return sorted({*files, *named})


def _gather(module: ModuleType, package: str, found: dict[str, ModuleType]) -> None:
    """Add to `found` the modules of the same package that `module` takes names from, and theirs."""
    for value in list(vars(module).values()):
        name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        other = sys.modules.get(name) if isinstance(name, str) else None
        if other is not None and other.__name__.partition(".")[0] == package and other.__name__ not in found:
            found[other.__name__] = other
            _gather(other, package, found)


def _tables_beside(file: Path) -> Iterator[Path]:
    for path in file.parent.iterdir():
        if path.is_file() and path.suffix in (".tsv", ".toml", ".yaml", ".json", ".txt", ".csv"):
            yield path


def _named_by_neighbours(files: Iterable[Path], tables: Iterable[Path]) -> set[Path]:
    """Tables that some module beside them names; what nobody names may be anybody's."""
    folders = {file.parent for file in files}
    texts = {folder: [one.read_text("utf-8") for one in folder.glob("*.py")] for folder in folders}
    return {table for table in tables if any(table.name in text for text in texts.get(table.parent, ()))}


def _files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".md")]


def _add(digest: hashlib._Hash, files: Iterable[Path]) -> None:
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
