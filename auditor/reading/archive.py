"""Opening ZIP containers (docx, xlsx, ofd) that may have been made to do harm."""

from __future__ import annotations

import io
import zipfile
from types import TracebackType
from typing import NoReturn

from auditor.language import say
from auditor.reading.limits import MEBIBYTE, Limits
from auditor.reading.result import refuse

_ENCRYPTED_FLAG = 0x1
_CHUNK = 1 << 20


class Archive:
    """The members of a ZIP container, each unpacked only when asked for and within the limits.

    Raises UnreadableFile: `archive-bomb` (members, sizes or ratio out of bounds), `unsafe-path`
    (a member that names a place outside the container), `encrypted`, `broken`.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._packed_size = len(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
            refuse(
                "broken",
                "压缩容器已损坏，多半是下载或传输不完整（{reason}）。请重新获取文件。",
                reason=error,
            )
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._check(self._zip.infolist())

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def _check(self, members: list[zipfile.ZipInfo]) -> None:
        limits = self._limits
        if len(members) > limits.archive_members:
            refuse_bomb(
                "内含{count}个成员，超过上限{limit}个", count=len(members), limit=limits.archive_members
            )
        total = 0
        for member in members:
            name = member.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or name[1:3] == ":/":
                refuse(
                    "unsafe-path",
                    "压缩容器的成员“{name}”指向容器之外，可能是恶意构造的文件。请勿打开，向来源核实。",
                    name=name,
                )
            total += member.file_size
            self._check_ratio(member)
            self._members.setdefault(name, member)
        if total > limits.archive_bytes:
            refuse_bomb(
                "解压后共{size}兆字节，超过上限{limit}兆字节",
                size=total // MEBIBYTE,
                limit=limits.archive_bytes // MEBIBYTE,
            )

    def _check_ratio(self, member: zipfile.ZipInfo) -> None:
        limits = self._limits
        if member.file_size < limits.compression_ratio_from:
            return
        ratio = member.file_size // max(1, member.compress_size)
        if ratio > limits.compression_ratio:
            refuse_bomb(
                "成员“{name}”的压缩比为{ratio}倍，超过上限{limit}倍",
                name=member.filename,
                ratio=ratio,
                limit=limits.compression_ratio,
            )

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """A member unpacked.  What the directory says of its size is not believed."""
        member = self._members.get(name)
        if member is None:
            refuse("broken", "文件缺少部件“{name}”，已损坏。请用原软件打开并另存后重试。", name=name)
        if member.flag_bits & _ENCRYPTED_FLAG:
            refuse("encrypted", "文件的部件“{name}”已加密。请去掉密码后重试。", name=name)
        limit = self._limits.member_bytes
        try:
            with self._zip.open(member) as stream:
                content = stream.read(limit + 1)
        except Exception as error:  # zipfile and its decompressors raise kinds of their own
            refuse(
                "broken", "文件的部件“{name}”已损坏（{reason}）。请重新获取文件。", name=name, reason=error
            )
        if len(content) > limit:
            refuse_bomb("成员“{name}”解压后超过{limit}兆字节", name=name, limit=limit // MEBIBYTE)
        return content


def refuse_bomb(what: str, **fields: object) -> NoReturn:
    """Raises UnreadableFile `archive-bomb`; `what` is the template of what is out of bounds."""
    refuse(
        "archive-bomb",
        "压缩容器异常（{what}），可能是压缩炸弹。请勿打开，向来源核实。",
        what=say(what, **fields),
    )
