"""The archive's manifest: a CSV that says of each file whose report it is and for which year."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from auditor.errors import UsageError, nearest
from auditor.language import say
from auditor.model import ArchiveRecord
from auditor.reading.result import UnreadableFile
from auditor.reading.txt import decode

COLUMNS: Final = ("path", "issuer", "jurisdiction", "year")

_YEAR = re.compile(r"((?:19|20)\d\d)年?")


class Manifest:
    """Records by file.  A row's path counts from the manifest's folder or from any of the walked folders."""

    def __init__(self, rows: Sequence[tuple[str, ArchiveRecord]], folders: Iterable[str]) -> None:
        self._rows = rows
        self._matched: set[int] = set()
        self._by_file: dict[str, int] = {}
        for folder in folders:
            for number, (path, _) in enumerate(rows):
                self._by_file.setdefault(_key(os.path.join(folder, path)), number)

    def record_of(self, file: str) -> ArchiveRecord | None:
        """What the manifest says of a file, named by its absolute path."""
        number = self._by_file.get(_key(file))
        if number is None:
            return None
        self._matched.add(number)
        return self._rows[number][1]

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The paths of rows that no file has answered to so far."""
        return tuple(path for number, (path, _) in enumerate(self._rows) if number not in self._matched)


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", os.path.normpath(path))


def read_manifest(file: Path, folders: Sequence[str]) -> Manifest:
    """The manifest in `file`; `folders` are the walked folders, absolute.

    Raises UsageError for a file that cannot be read, a column it does not know, or a year that is none.
    """
    try:
        text, _ = decode(file.read_bytes())
    except OSError as error:
        raise UsageError(say("无法读取清单 {file}：{error}", file=file, error=error.strerror)) from error
    except UnreadableFile as error:
        raise UsageError(say("无法读取清单 {file}：{error}", file=file, error=error)) from error
    return Manifest(_rows(text, file), (str(file.resolve().parent), *folders))


def _rows(text: str, file: Path) -> list[tuple[str, ArchiveRecord]]:
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    _hold_header(reader.fieldnames or (), file)
    rows: dict[str, ArchiveRecord] = {}
    for row in reader:
        cells = {(name or "").strip().lower(): (value or "").strip() for name, value in row.items() if name}
        if not any(cells.values()):
            continue
        path = cells["path"].replace("\\", "/")
        record = ArchiveRecord(
            cells.get("issuer", ""),
            cells.get("jurisdiction", ""),
            _year(cells.get("year", ""), file, reader.line_num),
        )
        if not path or rows.setdefault(path, record) != record:
            fault = say("缺少 path") if not path else say("“{path}”已有不同的一行", path=path)
            raise UsageError(
                say("清单 {file} 第 {line} 行：{fault}", file=file, line=reader.line_num, fault=fault)
            )
    return list(rows.items())


def _hold_header(names: Sequence[str], file: Path) -> None:
    columns = [name.strip().lower() for name in names]
    for column in columns:
        if column and column not in COLUMNS:
            guess = nearest(column, COLUMNS)
            mend = say("是否想写“{nearest}”？", nearest=guess) if guess else ""
            message = say(
                "清单 {file} 有不认识的列“{column}”；可用 {known}。{mend}",
                file=file, column=column, known=",".join(COLUMNS), mend=mend,
            )  # fmt: skip
            raise UsageError(message)
    if "path" not in columns:
        raise UsageError(
            say("清单 {file} 缺少 path 列；首行应为 {known}", file=file, known=",".join(COLUMNS))
        )


def _year(text: str, file: Path, line: int) -> int | None:
    if not text:
        return None
    match = _YEAR.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        raise UsageError(
            say("清单 {file} 第 {line} 行：“{text}”不是年份，应如 2022", file=file, line=line, text=text)
        )
    return int(match[1])
