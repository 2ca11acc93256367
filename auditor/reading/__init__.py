"""From the bytes of a file to its text and blocks, whatever format they are in.

    reading = auditor.reading.read(Path("report.docx"))
    reading.text, reading.blocks, reading.format, reading.notes

One module a format (`txt`, `md`, `html`, `docx` …); each is imported when the first such file is read,
so that a folder of text files never pays for a PDF library.  A file that gives no text raises
UnreadableFile; its `kind` is one of:

| kind | what is wrong |
|---|---|
| `missing-file`, `unreadable-file` | it is not there, or the system refuses to open it |
| `empty-file` | 0 bytes, or blanks alone |
| `no-text` | a document that opens but holds no words |
| `no-text-layer` | scanned pages, or pages of pictures, without text |
| `encrypted` | a password is needed |
| `broken` | it is torn, or not what its first bytes promise |
| `unknown-format`, `undecodable` | it is no format that can be read; text in no known encoding |
| `too-large`, `too-deep` | past the `Limits` |
| `archive-bomb`, `unsafe-path` | a ZIP container made to do harm |
| `entity-bomb`, `external-entity` | XML made to do harm |
| `converter-missing`, `converter-failed` | an old format whose outside converter is absent or fails |
"""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path
from typing import Final, NoReturn

from auditor.language import say
from auditor.reading.limits import DEFAULT_LIMITS, Limits, check_size
from auditor.reading.result import Content, Format, Reading, ReadingNote, UnreadableFile, refuse
from auditor.reading.sniffing import KNOWN_SUFFIXES, foreign_kind, sniff

__all__ = [
    "DEFAULT_LIMITS",
    "KNOWN_SUFFIXES",
    "Format",
    "Limits",
    "Reading",
    "ReadingNote",
    "UnreadableFile",
    "is_known",
    "read",
    "read_bytes",
    "sniff",
]

_MODULE: Final[dict[Format, str]] = {"wps": "doc", "xls": "xlsx"}
"""Formats read by the module of another; every other format has a module of its own name."""


def is_known(path: Path) -> bool:
    """Whether a file met while walking a folder is to be read as a report.

    The owner files that Word and WPS leave beside an open document (`~$report.docx`) are not.
    """
    return path.suffix.lower() in KNOWN_SUFFIXES and not path.name.startswith(("~$", "."))


def read(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read a file.  Raises UnreadableFile and nothing else."""
    try:
        check_size(path.stat().st_size, limits.file_bytes)
        data = path.read_bytes()
    except FileNotFoundError:
        refuse("missing-file", "文件不存在，可能已被移动或删除。")
    except (OSError, ValueError) as error:
        refuse("unreadable-file", "系统无法打开文件（{reason}）。请检查权限和磁盘。", reason=error)
    return read_bytes(data, path.name, limits=limits)


def read_bytes(data: bytes, name: str = "", *, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read the content of a file called `name`.  Raises UnreadableFile and nothing else."""
    if not data:
        refuse("empty-file", "文件是空的（0字节）。请重新下载或换上有内容的文件。")
    check_size(len(data), limits.file_bytes)
    try:
        format = sniff(data, name)
        if format is None:
            _refuse_format(data)
        content = _read_as(format, data, limits)
    except UnreadableFile:
        raise
    except RecursionError:
        refuse("too-deep", "文件内容的嵌套过深，可能是恶意构造的文件。请用原软件打开并另存后重试。")
    except MemoryError:
        refuse("too-large", "读取文件时内存不足。请拆分文件后重试。")
    except Exception as error:  # a library that stumbles over a broken file costs that file alone
        refuse("broken", "文件已损坏，无法读取（{reason}）。请用原软件打开并另存后重试。", reason=error)
    return Reading(content.text, content.blocks, format, hashlib.sha256(data).hexdigest(), content.notes)


def _read_as(format: Format, data: bytes, limits: Limits) -> Content:
    module = importlib.import_module(f"auditor.reading.{_MODULE.get(format, format)}")
    content: Content = module.read(data, limits)
    return content


def _refuse_format(data: bytes) -> NoReturn:
    called = foreign_kind(data) or say("未知格式的文件")
    refuse(
        "unknown-format",
        "文件内容是{called}，不是可以审读的文档。请换成docx、pdf、html、txt等格式。",
        called=say(called),
    )
