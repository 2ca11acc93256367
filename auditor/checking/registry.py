"""Finds the checks: through the entry-point group `auditor.checks` and in plain .py files.

An entry names a module or a package; every concrete Check or CorpusCheck class defined there is
registered.  The built-in checks come in by the same door as anyone's plug-in.  A plug-in that cannot be
imported, or a class that breaks the contract, costs only itself: it becomes a problem of the run.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Final

from auditor.checking.check import BaseCheck, Check, CorpusCheck
from auditor.errors import UsageError, nearest
from auditor.language import say
from auditor.model import Problem, Severity

ENTRY_POINTS: Final = "auditor.checks"

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class UnknownCheck(UsageError):
    """A name on a list of checks that is no check's id or alias and no family; the message mends it."""


class Registry:
    """The checks that were found, in the order of their ids, and what went wrong in finding them.

    `sources` tells for each id the plug-in that brought it.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.sources: dict[str, str] = {}
        self._checks: dict[str, BaseCheck] = {}
        self._aliases: dict[str, str] = {}

    @property
    def checks(self) -> tuple[BaseCheck, ...]:
        return tuple(self._checks[name] for name in sorted(self._checks))

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(sorted({check.family for check in self._checks.values()}))

    def find(self, name: str) -> BaseCheck:
        """The check with this id or alias.

        Raises UnknownCheck with the nearest id in its message.
        """
        check = self._checks.get(self._aliases.get(name, name))
        if check is None:
            raise UnknownCheck(self._unknown(name, [*self._checks, *self._aliases]))
        return check

    def named(self, names: Iterable[str]) -> frozenset[str]:
        """The ids that a list of ids, aliases and family names stands for.

        Raises UnknownCheck for a name that is none of these.
        """
        ids: set[str] = set()
        for name in names:
            family = {check.id for check in self._checks.values() if check.family == name}
            if family:
                ids |= family
            elif self._aliases.get(name, name) in self._checks:
                ids.add(self._aliases.get(name, name))
            else:
                known = [*self._checks, *self._aliases, *self.families]
                raise UnknownCheck(self._unknown(name, known))
        return frozenset(ids)

    def chosen(self, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[BaseCheck, ...]:
        """The checks to run: those selected (all when nothing is) without those ignored."""
        selected = self.named(select) if select else frozenset(self._checks)
        ignored = self.named(ignore)
        return tuple(check for check in self.checks if check.id in selected and check.id not in ignored)

    def add(self, kind: type[BaseCheck], source: str) -> None:
        """Register a class; one that breaks the contract becomes a problem that names its plug-in."""
        fault = _fault(kind) or self._clash(kind)
        if fault:
            self.refuse(source, say("检查类 {name}：{fault}", name=kind.__qualname__, fault=fault))
            return
        self._checks[kind.id] = kind()
        self.sources[kind.id] = source
        for alias in kind.aliases:
            self._aliases[alias] = kind.id

    def refuse(self, source: str, message: str) -> None:
        text = say("检查插件“{source}”有误：{message}", source=source, message=message)
        self.problems.append(Problem(None, None, "plugin-failed", text))

    def _clash(self, kind: type[BaseCheck]) -> str:
        for name in (kind.id, *kind.aliases):
            owner = self._aliases.get(name, name)
            if owner in self._checks:
                where = self.sources[owner]
                return say("标识“{name}”已由插件“{where}”使用，请换一个", name=name, where=where)
        return ""

    @staticmethod
    def _unknown(name: str, known: Iterable[str]) -> str:
        guess = nearest(name, known)
        if guess is None:
            return say("没有名为“{name}”的检查或类别；用 auditor checks 查看全部", name=name)
        return say("没有名为“{name}”的检查或类别；是否想写“{nearest}”？", name=name, nearest=guess)


def _fault(kind: type[BaseCheck]) -> str:
    """What is wrong with a class of checks, in words; empty when nothing is."""
    for name in ("id", "title", "family", "severity"):
        if not getattr(kind, name, None):
            return say("缺少属性 {attribute}", attribute=name)
    for name, value in (("id", kind.id), ("family", kind.family), *(("aliases", a) for a in kind.aliases)):
        if not isinstance(value, str) or not _ID.fullmatch(value):
            return say(
                "{attribute} 的值 {value} 应为小写单词，以连字符相连", attribute=name, value=repr(value)
            )
    if not isinstance(kind.severity, Severity):
        return say("severity 的值 {value} 不是 Severity", value=repr(kind.severity))
    if not isinstance(kind.version, int):
        return say("version 的值 {value} 不是整数", value=repr(kind.version))
    return ""


def load(files: Sequence[str] = ()) -> Registry:
    """All checks of the installed plug-ins and of the given .py files."""
    registry = Registry()
    # The built-in checks register first, so that a plug-in with a taken id is the one refused.
    entries = sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda e: (e.name != "builtin", e.name))
    for entry in entries:
        _register(registry, entry.value.partition(":")[0], entry.name)
    for file in files:
        _register_file(registry, Path(file))
    return registry


def _register(registry: Registry, module: str, source: str) -> None:
    for loaded in _modules(registry, module, source):
        for kind in _classes(loaded):
            registry.add(kind, source)


def _modules(registry: Registry, name: str, source: str) -> Iterator[ModuleType]:
    """A module and, when it is a package, all that is in it; what fails to import is refused and left out."""
    try:
        module = importlib.import_module(name)
    except (Exception, SystemExit) as error:
        registry.refuse(source, _import_fault(name, error))
        return
    yield module
    if hasattr(module, "__path__"):
        for found in sorted(pkgutil.iter_modules(module.__path__), key=lambda found: found.name):
            yield from _modules(registry, f"{name}.{found.name}", source)


def _import_fault(name: str, error: BaseException) -> str:
    return say("无法导入 {module}（{kind}: {text}）", module=name, kind=type(error).__name__, text=str(error))


def _classes(module: ModuleType) -> Iterator[type[BaseCheck]]:
    for value in list(vars(module).values()):
        if (
            isinstance(value, type)
            and issubclass(value, (Check, CorpusCheck))
            and value.__module__ == module.__name__
            and not inspect.isabstract(value)
        ):
            yield value


def _register_file(registry: Registry, file: Path) -> None:
    """Register the checks of a plain .py file, under a module name of its own."""
    name = f"auditor_plugin_{file.stem}_{hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:8]}"
    module = sys.modules.get(name)
    if module is None:
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            registry.refuse(str(file), say("不是 Python 文件"))
            return
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except (Exception, SystemExit) as error:
            del sys.modules[name]
            registry.refuse(str(file), _import_fault(file.name, error))
            return
    for kind in _classes(module):
        registry.add(kind, str(file))
