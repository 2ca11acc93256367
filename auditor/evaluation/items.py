"""The planted faults as they stand in `planted/<family>/<check-id>.yaml`; the form is told in its README.md."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final, Literal

import msgspec

from auditor.errors import UsageError
from auditor.language import say
from auditor.model import ArchiveRecord, Severity
from auditor.testing import CaseDocument

DEFAULT_KINDS: Final = ("rule-of-law-annual", "work-summary")
"""The kinds of report into which an item may be planted that names none: their parts are free prose."""

_WORDS = re.compile(r"[一-鿿]+")
_FIGURES = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万两]+")


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"within": "with"}):
    """One planted fault with its right version.  `within` is the key `with`: what replaces `replace`."""

    name: str
    check: str
    clean: str = ""
    faulty: str = ""
    find: str | tuple[str, ...]
    document: bool = False
    replace: str = ""
    within: str = ""
    host: str = ""
    hosts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    part: Literal["review", "plan"] = "review"
    others: tuple[str | CaseDocument, ...] = ()
    manifest: ArchiveRecord | None = None
    format: Literal["txt", "md", "html"] = "txt"
    path: str = ""
    severity: Severity | None = None
    way: Literal["", "second"] = ""

    def __post_init__(self) -> None:
        if self.replace and (self.document or self.clean or self.faulty):
            raise ValueError(f"{self.name}: replace stands with neither document, clean nor faulty")
        if not self.replace and not self.faulty and not (self.document and self.clean):
            raise ValueError(f"{self.name}: neither faulty nor replace")

    @property
    def quotes(self) -> tuple[str, ...]:
        return (self.find,) if isinstance(self.find, str) else self.find

    @property
    def named_hosts(self) -> tuple[str, ...]:
        return (self.host, *self.hosts) if self.host else self.hosts

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts that go into a host."""
        return (self.clean, self.faulty, self.replace, self.within)

    @property
    def context(self) -> str:
        """The fault's words without figures and without what is found: one wording may serve many names."""
        words = self.faulty or f"{self.replace}→{self.within}"
        for quote in self.quotes:
            words = words.replace(quote, "…")
        return _FIGURES.sub("0", words)

    @property
    def shape(self) -> str:
        """The marks of what is found, its words and figures left out: 〔字〕0号 and [0]0号 are two."""
        return _WORDS.sub("字", _FIGURES.sub("0", "、".join(self.quotes)))


class PlantedFile(msgspec.Struct, frozen=True):
    """The items of one check, in the order of the file."""

    family: str
    check: str
    items: tuple[Item, ...]

    @property
    def wordings(self) -> int:
        """In how many ways the fault is put: by what stands around it, or by its own shape."""
        return max(len({item.context for item in self.items}), len({item.shape for item in self.items}))


@functools.cache
def planted() -> dict[str, PlantedFile]:
    """The planted faults by check, in the order of families and ids.

    Raises ValueError that names the file for one that is not as it should be.
    """
    files = {}
    folder = resources.files("auditor.evaluation") / "planted"
    for family in _sorted(folder):
        if family.is_dir():
            for file in _sorted(family):
                if file.name.endswith(".yaml"):
                    files[file.name.removesuffix(".yaml")] = _read(file, family.name)
    return files


def _sorted(folder: Traversable) -> Sequence[Traversable]:
    return sorted(folder.iterdir(), key=lambda entry: entry.name)


def _read(file: Traversable, family: str) -> PlantedFile:
    check = file.name.removesuffix(".yaml")
    try:
        items = msgspec.convert(from_yaml(file.read_text("utf-8")), tuple[Item, ...])
    except (ValueError, msgspec.ValidationError) as error:
        raise ValueError(f"planted/{family}/{file.name}: {error}") from error
    strangers = [item.name for item in items if item.check != check]
    if strangers or len({item.name for item in items}) < len(items):
        raise ValueError(
            f"planted/{family}/{file.name}: items of other checks, or one name twice {strangers}"
        )
    return PlantedFile(family, check, items)


def from_yaml(text: str) -> object:
    """The content of a YAML text.

    Raises UsageError when PyYAML is missing, ValueError when it is no YAML.
    """
    try:
        import yaml
    except ImportError as error:
        raise UsageError(say("evaluate 需要 PyYAML：pip install pyyaml")) from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content: object = yaml.load(text, loader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return content
