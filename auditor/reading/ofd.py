"""OFD, the national fixed-layout format (GB/T 33190): runs of text with places, joined as those of a PDF."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator
from typing import Any, Final

import ofdkit

from auditor.reading.archive import Archive
from auditor.reading.assembly import TextBuilder
from auditor.reading.limits import Limits
from auditor.reading.markup import check_part
from auditor.reading.page_lines import Line, PageLines, add_paragraphs
from auditor.reading.result import Content, note, refuse

_ENCRYPTION_PARTS: Final = ("encryptions.xml", "decryptseed.dat")
_PICTURES: Final = (".jpg", ".jpeg", ".png", ".bmp", ".jb2", ".tif", ".tiff", ".gbig2")
_SAME_LINE: Final = 0.4  # em by which baselines of one line may differ
_NARROW_GAP: Final = 0.7  # em, as in a PDF
_COLUMN_GAP: Final = 1.5
_WIDE_COLUMN_GAP: Final = 3.0


def read(data: bytes, limits: Limits) -> Content:
    """Raises UnreadableFile: `encrypted`, `broken`, `no-text-layer`, `too-large`, and as archives do."""
    with Archive(data, limits) as archive:
        names = [name.lower() for name in archive.names]
        if any(name.endswith(_ENCRYPTION_PARTS) for name in names):
            refuse("encrypted", "OFD文件已加密。请用OFD阅读器解密另存后重试。")
        for name in archive.names:
            if name.lower().endswith(".xml"):
                check_part(archive.read(name), name, limits)
    try:
        with ofdkit.open(data) as document:
            pages, broken = _pages(document, limits)
    except ofdkit.OFDLimitError as error:
        refuse("archive-bomb", "OFD文件超出安全上限（{reason}）。请勿打开，向来源核实。", reason=error)
    except ofdkit.OFDError as error:
        refuse("broken", "OFD文件已损坏（{reason}）。请重新获取文件。", reason=error)
    builder = TextBuilder(limits)
    add_paragraphs(pages, builder)
    if broken:
        numbers = "、".join(str(number) for number in broken)
        builder.notes.append(
            note("broken-pages", "第{pages}页无法解析，未审读。请重新获取文件。", pages=numbers)
        )
    content = builder.content()
    if not content.blocks:
        if any(name.endswith(_PICTURES) for name in names):
            refuse("no-text-layer", "OFD文件是扫描件，没有文字层。请先做文字识别（OCR）后重试。")
        refuse("no-text", "OFD文件可以打开，但里面没有文字。请换上有内容的文件。")
    return content


def _pages(document: Any, limits: Limits) -> tuple[list[PageLines], list[int]]:
    count = len(document.pages)
    if count > limits.pages:
        refuse(
            "too-large", "文件有{count}页，超过上限{limit}页。请拆分文件。", count=count, limit=limits.pages
        )
    pages: list[PageLines] = []
    broken: list[int] = []
    for number, page in enumerate(document.pages, 1):
        try:
            left, top, width, height = page.box
            lines = tuple(_lines(page.runs, left, top))
        except ofdkit.OFDFormatError:
            broken.append(number)
            continue
        pages.append(PageLines(width, height, lines))
    return pages, broken


def _lines(runs: list[Any], left: float, top: float) -> Iterator[Line]:
    """Runs on one baseline are one line, whatever their order in the file."""
    runs = sorted((run for run in runs if run.text.strip()), key=lambda run: (run.y, run.x))
    line: list[Any] = []
    for run in runs:
        if line and abs(run.y - line[0].y) > _SAME_LINE * max(run.size, line[0].size):
            yield _line(line, left, top)
            line = []
        line.append(run)
    if line:
        yield _line(line, left, top)


def _line(runs: list[Any], left: float, top: float) -> Line:
    runs = sorted(runs, key=lambda run: run.x)
    em = statistics.median(run.size for run in runs) or 1.0
    pieces = [runs[0].text]
    columns = wide_columns = 0
    for previous, run in itertools.pairwise(runs):
        gap = run.x - (previous.x + previous.width)
        if gap > em * _COLUMN_GAP:
            columns += 1
            wide_columns += gap > em * _WIDE_COLUMN_GAP
            pieces.append("\t")
        elif gap > em * _NARROW_GAP:
            pieces.append(" ")
        pieces.append(run.text)
    baseline = runs[0].y - top
    return Line(
        "".join(pieces),
        runs[0].x - left,
        max(run.x + run.width for run in runs) - left,
        baseline - em,
        baseline,
        em,
        columns >= 2 or wide_columns >= 1,
    )
