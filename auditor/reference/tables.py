"""Reading the tables of facts: tab-separated files with a header row, one folder.

A user's folder may hold newer versions of some of them under the same names and with the same columns; the
others are still the project's own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, ParamSpec, TypeVar, cast

from auditor.errors import UsageError
from auditor.language import say

P = ParamSpec("P")
T = TypeVar("T")

OWN: Final = Path(__file__).parent / "data"

_users: Path | None = None
_forget: list[Callable[[], None]] = []


class TableError(UsageError):
    """A table that cannot be used: no such folder, a column missing, a row of another length."""


def use_tables(directory: Path | str | None) -> None:
    """Read tables from `directory` where it has them, from now on; None returns to the project's own.

    Everything computed from the earlier tables is forgotten.  Raises TableError when the folder does not exist
    or holds no table of a known name.
    """
    global _users
    folder = None if directory is None else Path(directory)
    if folder is not None:
        known = {file.name for file in OWN.glob("*.tsv")}
        if not folder.is_dir() or known.isdisjoint(file.name for file in folder.glob("*.tsv")):
            raise TableError(
                say(
                    "资料表目录“{folder}”不存在，或其中没有可用的表；可用的表名：{names}",
                    folder=folder,
                    names="、".join(sorted(known)),
                )
            )
    _users = folder
    for forget in _forget:
        forget()


def cached(function: Callable[P, T]) -> Callable[P, T]:
    """Remember what a function computed from the tables until other tables are put in use."""
    remembering = functools.cache(function)
    when_replaced(remembering.cache_clear)
    return cast(Callable[P, T], remembering)


def lately(size: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Like `cached` for what documents say, which has no end: remember only the latest `size` results."""

    def remembering_lately(function: Callable[P, T]) -> Callable[P, T]:
        remembering = functools.lru_cache(maxsize=size)(function)
        when_replaced(remembering.cache_clear)
        return cast(Callable[P, T], remembering)

    return remembering_lately


def when_replaced(forget: Callable[[], None]) -> None:
    """Call `forget` whenever other tables are put in use: for those who keep what they made of these."""
    _forget.append(forget)


def path_of(name: str) -> Path:
    """The file that is read for a table: the user's where there is one, else the project's own."""
    if _users is not None and (_users / name).is_file():
        return _users / name
    return OWN / name


def rows(name: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """The cells of the named columns, row by row.

    Raises TableError when a column is missing or a row is shorter or longer than the header.
    """
    path = path_of(name)
    lines = path.read_text("utf-8-sig").split("\n")
    header = tuple(lines[0].rstrip("\r").split("\t"))
    missing = [column for column in columns if column not in header]
    if missing:
        raise TableError(say("资料表“{path}”缺少列：{columns}", path=path, columns="、".join(missing)))
    places = [header.index(column) for column in columns]
    width = len(header)
    for number, line in enumerate(lines[1:], start=2):
        if not line or line.isspace():
            continue
        cells = line.rstrip("\r").split("\t")
        if len(cells) != width:
            raise TableError(
                say(
                    "资料表“{path}”第{line}行应有{width}列，实有{found}列",
                    path=path,
                    line=number,
                    width=width,
                    found=len(cells),
                )
            )
        yield tuple([cells[place] for place in places])
