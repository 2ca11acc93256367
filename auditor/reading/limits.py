"""How much a file may ask of us before it is refused.

The numbers lie far above what reports need (a long budget report has a few thousand table cells
and some hundred pages) and far below what would exhaust a worker.
"""

from __future__ import annotations

from typing import Final

import msgspec

from auditor.reading.result import refuse

MEBIBYTE: Final = 1024 * 1024


class Limits(msgspec.Struct, frozen=True):
    """Bounds for one file; sizes are bytes, `compression_ratio` is unpacked : packed."""

    file_bytes: int = 256 * MEBIBYTE
    text_bytes: int = 32 * MEBIBYTE  # of a file that is text itself: txt, md, html, rtf
    text_characters: int = 10_000_000
    blocks: int = 300_000
    archive_members: int = 10_000
    archive_bytes: int = 768 * MEBIBYTE  # all members unpacked
    member_bytes: int = 96 * MEBIBYTE  # one member that is read, unpacked
    compression_ratio: int = 200
    compression_ratio_from: int = 8 * MEBIBYTE  # smaller members may have any ratio
    markup_elements: int = 2_000_000  # of one XML part or web page
    nesting: int = 60  # tables in tables, controls in controls …
    table_columns: int = 1_000
    table_cells: int = 200_000  # of one table
    pages: int = 5_000
    conversion_seconds: float = 45.0  # for an outside converter


DEFAULT_LIMITS: Final = Limits()


def check_size(size: int, limit: int) -> None:
    """Raises UnreadableFile `too-large` when a file of `size` bytes exceeds `limit`."""
    if size > limit:
        refuse(
            "too-large",
            "文件有{size:.1f}兆字节，超过上限{limit:.0f}兆字节。请拆分文件，或在确认来源可靠后调高上限。",
            size=size / MEBIBYTE,
            limit=limit / MEBIBYTE,
        )


def check_elements(count: int, limits: Limits) -> None:
    """Raises UnreadableFile `too-large` when markup holds more elements than allowed."""
    if count > limits.markup_elements:
        refuse(
            "too-large",
            "文件中的标记有{count}个，超过上限{limit}个，可能是恶意构造的文件。请用原软件另存后重试。",
            count=count,
            limit=limits.markup_elements,
        )


def check_nesting(depth: int, limits: Limits) -> None:
    """Raises UnreadableFile `too-deep` when parts are nested deeper than allowed."""
    if depth > limits.nesting:
        refuse_depth(limits.nesting)


def refuse_depth(limit: int) -> None:
    """Raises UnreadableFile `too-deep`."""
    refuse(
        "too-deep",
        "文件内容的嵌套超过{limit}层，可能是恶意构造的文件。请用原软件打开并另存后重试。",
        limit=limit,
    )
