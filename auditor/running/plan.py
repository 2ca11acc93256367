"""Which files a run audits, in which order and under which names."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from auditor.errors import UsageError
from auditor.language import say
from auditor.model import ArchiveRecord, Problem
from auditor.reading import KNOWN_SUFFIXES, is_known, sniff
from auditor.running.manifest import Manifest, read_manifest
from auditor.running.settings import Settings


class PlannedDocument(msgspec.Struct, frozen=True, array_like=True):
    """A file to audit: its id in the result, the path shown there, and where it lies on disk.

    `file` is the absolute path as the file system spells it (undecodable bytes as surrogates); `path` is
    fit to be shown.
    """

    id: str
    path: str
    file: str
    record: ArchiveRecord | None = None


class Plan(msgspec.Struct, frozen=True):
    """The documents of a run in order, and what was met on the way to them."""

    documents: tuple[PlannedDocument, ...]
    problems: tuple[Problem, ...] = ()
    passed_over: int = 0
    unmatched: tuple[str, ...] = ()


class _Found(msgspec.Struct):
    """A file met on the walk: below which folder named on the command line, and its path from there."""

    file: str
    root: str
    relative: str


class _Walk:
    """Collects the files below the named paths, each once, in sorted order."""

    def __init__(self, passed_over: Iterable[str]) -> None:
        self.found: list[_Found] = []
        self.problems: list[Problem] = []
        self.unknown = 0
        self._out = {os.path.realpath(path) for path in passed_over}
        self._seen: set[str] = set()
        self._folders: set[tuple[int, int]] = set()

    def add(self, named: str) -> None:
        """Take in a path from the command line.  Raises UsageError when it is no file or folder to audit."""
        path = os.path.abspath(named)
        if os.path.isdir(path):
            self._walk(path, path)
        elif not os.path.exists(path):
            raise UsageError(say("没有这个文件或文件夹：{path}", path=shown(named)))
        elif not os.path.isfile(path) or not (is_known(Path(path)) or _sniffed(path)):
            raise UsageError(
                say("不认识的文件格式：{path}；可以审核 {formats}", path=shown(named), formats=_formats())
            )
        else:
            self._take(path, os.path.dirname(path))

    def _take(self, file: str, root: str) -> None:
        if file not in self._seen:
            self._seen.add(file)
            self.found.append(_Found(file, root, file.removeprefix(root).lstrip(os.sep)))

    def _walk(self, folder: str, root: str) -> None:
        try:
            state = os.stat(folder)
            if (state.st_dev, state.st_ino) in self._folders:
                return  # a link back to a folder that was walked already
            self._folders.add((state.st_dev, state.st_ino))
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
            real = os.path.realpath(folder)
        except OSError as error:
            message = say("无法打开文件夹 {path}：{error}", path=shown(folder), error=error.strerror)
            self.problems.append(Problem(None, None, "unreadable-folder", message))
            return
        for entry in entries:
            target = os.path.realpath(entry.path) if entry.is_symlink() else os.path.join(real, entry.name)
            if not entry.name.startswith((".", "~$")) and target not in self._out:
                self._meet(entry, root)

    def _meet(self, entry: os.DirEntry[str], root: str) -> None:
        if entry.is_dir():
            self._walk(entry.path, root)
        elif entry.is_symlink() and not os.path.exists(entry.path):
            message = say("链接 {path} 指向的文件不存在", path=shown(entry.path))
            self.problems.append(Problem(None, None, "unreadable", message))
        elif entry.is_file() and is_known(Path(entry.path)):
            self._take(entry.path, root)
        else:
            self.unknown += 1


def _sniffed(path: str) -> bool:
    """Whether a file's bytes are of a known kind; one that cannot be opened is told when it is read."""
    try:
        return sniff(Path(path).read_bytes(), os.path.basename(path)) is not None
    except OSError:
        return True


def _formats() -> str:
    return " ".join(sorted(KNOWN_SUFFIXES))


def shown(path: str) -> str:
    """A path fit for people: names in GB18030, as old archives have them, are decoded; slashes are `/`."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        raw = os.fsencode(path)
        try:
            path = raw.decode("gb18030")
        except UnicodeDecodeError:
            path = raw.decode("utf-8", "backslashreplace")
    return path.replace(os.sep, "/")


def _names(found: Sequence[_Found]) -> list[str]:
    """The shown path of each file; one that several folders have is preceded by the folder's own name."""
    names = [shown(file.relative) for file in found]
    for depth in range(1, max((len(Path(file.root).parts) for file in found), default=0)):
        clashing = _clashing(names)
        if not clashing:
            return names
        for number in clashing:
            above = Path(found[number].root).parts[-depth:]
            names[number] = shown(os.path.join(*above, found[number].relative))
    for ordinal, number in enumerate(_clashing(names), 1):  # two spellings that look the same
        names[number] += f"#{ordinal}"
    return names


def _clashing(names: Sequence[str]) -> list[int]:
    count = Counter(names)
    return [number for number, name in enumerate(names) if count[name] > 1]


def plan(paths: Sequence[str], settings: Settings) -> Plan:
    """The documents that the named files and folders hold, in sorted order.

    Hidden files, the output and other places in `settings.passed_over` are left out; files of an unknown
    kind in a folder are counted.  Raises UsageError for a path that is not there, a named file of an
    unknown kind, a manifest with a fault, and when there is nothing to audit.
    """
    walk = _Walk((*settings.passed_over, *filter(None, (settings.manifest,))))
    for path in paths:
        walk.add(path)
    if not walk.found and not walk.problems:
        names = "、".join(shown(path) for path in paths)
        raise UsageError(
            say("{paths} 中没有可以审核的文件；可以审核 {formats}", paths=names, formats=_formats())
        )
    manifest = Manifest((), ())
    if settings.manifest:
        roots = dict.fromkeys(file.root for file in walk.found)
        manifest = read_manifest(Path(settings.manifest), tuple(roots))
    documents = tuple(
        PlannedDocument(f"d{number}", name, file.file, manifest.record_of(file.file))
        for number, (file, name) in enumerate(zip(walk.found, _names(walk.found), strict=True), 1)
    )
    return Plan(documents, tuple(walk.problems), walk.unknown, manifest.unmatched)
