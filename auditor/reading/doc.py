"""Old Word and WPS files (.doc, .wps): converted to .docx, which is then read.

LibreOffice when it is installed; else msdoc2docx; else legacy-doc, which gives the bare text
without automatic numbers and tables, and the reading says so.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from auditor.model import line_blocks
from auditor.reading import docx
from auditor.reading.compound import stream_names
from auditor.reading.limits import Limits
from auditor.reading.result import Content, UnreadableFile, note, refuse

_PROGRAMS: Final = ("soffice", "libreoffice")
_USUAL_PLACES: Final = ("/usr/lib/libreoffice/program/soffice", "/opt/libreoffice/program/soffice")
_CONVERTED_TO: Final = "docx:MS Word 2007 XML"

# A profile that runs no macro and fetches nothing that a document links to.
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


class _Failed(Exception):
    """A converter could not convert the file; its message says why."""


class _Absent(Exception):
    """A converter is not installed, or does not know the format."""


def read(data: bytes, limits: Limits) -> Content:
    """Raises UnreadableFile: `encrypted`, `converter-missing`, `converter-failed`, and as docx does."""
    reasons: list[str] = []
    for convert in (_by_libreoffice, _by_msdoc2docx, _by_legacy_doc):
        try:
            return convert(data, limits)
        except _Absent:
            continue
        except _Failed as failure:
            reasons.append(str(failure))
    if not reasons:
        refuse(
            "converter-missing",
            "没有可用的旧版Word文件转换程序。请安装LibreOffice，或用Word、WPS另存为docx后重试。",
        )
    return _refuse_failed(reasons)


def _refuse_failed(reasons: list[str]) -> NoReturn:
    refuse(
        "converter-failed",
        "旧版Word文件无法转换（{reasons}）。请用Word或WPS打开，另存为docx后重试。",
        reasons="；".join(reasons),
    )


def _by_libreoffice(data: bytes, limits: Limits) -> Content:
    program = libreoffice()
    if program is None:
        raise _Absent
    with _working_folder() as folder:
        source = folder / "source.doc"
        source.write_bytes(data)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
        command = [
            program,
            "--headless",
            "--norestore",
            "--nologo",
            "--nolockcheck",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            _CONVERTED_TO,
            "--outdir",
            str(folder / "converted"),
            str(source),
        ]
        _run(command, limits.conversion_seconds)
        return _read_converted(folder / "converted" / "source.docx", "LibreOffice", limits)


def _run(command: list[str], seconds: float) -> None:
    """Run a converter in a session of its own, so that a time limit ends its children too."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise _Failed(f"LibreOffice: {seconds:.0f} s") from None


def _by_msdoc2docx(data: bytes, limits: Limits) -> Content:
    try:
        from doc2docx import convert
        from doc2docx.errors import EncryptedDocumentError
    except ImportError:
        raise _Absent from None
    if "WordDocument" not in stream_names(data):
        raise _Absent
    with _working_folder() as folder:
        (folder / "source.doc").write_bytes(data)
        try:
            convert(folder / "source.doc", folder / "source.docx")
        except EncryptedDocumentError:
            refuse("encrypted", "文档设有打开密码。请去掉密码后重试。")
        except Exception as error:  # a library that stumbles leaves the next one its chance
            raise _Failed(f"msdoc2docx: {error}") from error
        return _read_converted(folder / "source.docx", "msdoc2docx", limits)


def _by_legacy_doc(data: bytes, limits: Limits) -> Content:  # noqa: ARG001
    try:
        from legacy_doc import extract_text
    except ImportError:
        raise _Absent from None
    if "WordDocument" not in stream_names(data):
        raise _Absent
    try:
        text = extract_text(data).text
    except Exception as error:  # as above
        raise _Failed(f"legacy-doc: {error}") from error
    blocks = line_blocks(text)
    if not blocks:
        refuse("no-text", "文档可以打开，但里面没有文字。请换上有内容的文件。")
    lost = note(
        "numbers-lost",
        "旧版Word文件只取出了文字：自动编号（一、（一）等）和表格结构没有还原。"
        "安装LibreOffice，或另存为docx后重新审读，结果更可靠。",
    )
    return Content(text, blocks, (lost,))


def _read_converted(path: Path, converter: str, limits: Limits) -> Content:
    """What a converter wrote; its failures are not those of the file."""
    try:
        converted = path.read_bytes()
    except OSError:
        raise _Failed(f"{converter}: no output") from None
    try:
        return docx.read(converted, limits)
    except UnreadableFile as error:
        if error.kind in ("no-text", "no-text-layer", "too-large", "too-deep"):
            raise
        raise _Failed(f"{converter}: {error.message}") from error


@functools.cache
def libreoffice() -> str | None:
    """The path of LibreOffice's program; None when it is not installed."""
    found: Iterator[str | None] = (shutil.which(program) for program in _PROGRAMS)
    usual = (place for place in _USUAL_PLACES if Path(place).is_file())
    return next(filter(None, found), None) or next(usual, None)


@contextlib.contextmanager
def _working_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="auditor-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
