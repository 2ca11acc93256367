"""ledger.xlsx: the rectification ledger (问题整改台账), a sheet with the summary and one with the findings.

Every cell is written as text or as a number, never as a formula or a link, whatever a report says.
"""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]

from auditor.language import say
from auditor.model import DocumentSummary, Finding, Result
from auditor.reporting import labels
from auditor.reporting.counts import SEVERITIES, Tally, by_check, by_issuer, set_aside, tally
from auditor.reporting.table import evidence_lines

Format: TypeAlias = Any
Worksheet: TypeAlias = Any
"""XlsxWriter's own; it comes without types."""

LONGEST_CELL: Final = 32_000
"""Characters; a spreadsheet's cell holds 32,767."""

_COLUMNS: Final = (
    ("序号", 5),
    ("单位", 14),
    ("文件", 18),
    ("位置", 15),
    ("问题类别", 12),
    ("问题描述", 40),
    ("依据与证据", 34),
    ("严重程度", 9),
    ("整改建议", 26),
    ("复核结论", 11),
    ("责任人", 8),
    ("完成时限", 10),
)
"""Heading and width (in characters) of each column of the ledger."""

_LINE_HEIGHT: Final = 14.5
_TALLEST_ROW: Final = 400.0
"""Points; a spreadsheet's row is at most 409 high."""

_SEVERITY_COLOURS: Final = {"error": "#B3201A", "warning": "#855400", "note": "#3B5D7C"}


def encode(result: Result) -> bytes:
    """The bytes of ledger.xlsx."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    workbook.set_properties({"title": say("问题整改台账"), "created": _started(result)})
    formats = _Formats(workbook)
    _summary(workbook.add_worksheet(say("汇总")), result, formats)
    _findings(workbook.add_worksheet(say("问题整改台账")), result, formats)
    workbook.close()
    return output.getvalue()


def _started(result: Result) -> datetime.datetime:
    """The run's beginning, so that the same result gives the same bytes."""
    return datetime.datetime.fromisoformat(result.run.started).replace(tzinfo=None)


class _Formats:
    """The looks of cells."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        cell = {"border": 1, "border_color": "#B6BFCA", "valign": "top", "text_wrap": True, "font_size": 10.5}
        self.cell: Format = workbook.add_format(cell)
        self.number: Format = workbook.add_format(cell | {"align": "center"})
        self.heading: Format = workbook.add_format(
            cell | {"bold": True, "bg_color": "#E8EDF3", "align": "center", "valign": "vcenter"}
        )
        self.title: Format = workbook.add_format({"bold": True, "font_size": 14})
        self.part: Format = workbook.add_format({"bold": True, "font_size": 11})
        self.faint: Format = workbook.add_format({"font_color": "#5A6472"})
        self.severity: dict[str, Format] = {
            severity: workbook.add_format(cell | {"align": "center", "bold": True, "font_color": colour})
            for severity, colour in _SEVERITY_COLOURS.items()
        }


def _findings(sheet: Worksheet, result: Result, formats: _Formats) -> None:
    documents = {document.id: document for document in result.documents}
    titles = {check.id: labels.check(check) for check in result.checks}
    for column, (heading, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, say(heading), formats.heading)
    sheet.set_row(0, 24)
    for number, finding in enumerate(result.findings, 1):
        sheet.write_number(number, 0, number, formats.number)
        row = _row(finding, documents, titles)
        sheet.set_row(number, _height(row))
        for column, words in enumerate(row, 1):
            look = formats.severity[finding.severity.value] if column == _SEVERITY_COLUMN else formats.cell
            sheet.write_string(number, column, _held(words), look)
    last = max(1, len(result.findings))
    sheet.autofilter(0, 0, last, len(_COLUMNS) - 1)
    sheet.freeze_panes(1, 0)
    states = [labels.state(state) for state in ("open", "confirmed", "false-alarm", "accepted", "disputed")]
    sheet.data_validation(1, _STATE_COLUMN, last, _STATE_COLUMN, {"validate": "list", "source": states})
    _paper(sheet)
    sheet.repeat_rows(0)


_SEVERITY_COLUMN: Final = [heading for heading, _ in _COLUMNS].index("严重程度")
_STATE_COLUMN: Final = [heading for heading, _ in _COLUMNS].index("复核结论")


def _row(finding: Finding, documents: dict[str, DocumentSummary], titles: dict[str, str]) -> Sequence[str]:
    """The cells behind the number; who mends it and by when is for people to fill in."""
    document = documents[finding.document]
    place = say("第 {line} 行", line=finding.line)
    comments = [f"{one.reviewer}：{one.comment}" for one in finding.decisions if one.comment]
    return (
        document.issuer or say("未写明单位"),
        document.path,
        "\n".join((*finding.section[-1:], place)),
        f"{labels.family(finding.family)}\n{titles[finding.check]}",
        finding.message,
        evidence_lines(finding, documents),
        labels.severity(finding.severity.value),
        finding.suggestion,
        "\n".join((labels.state(finding.state), *comments)),
        "",
        "",
    )


def _height(row: Sequence[str]) -> float:
    """The height in points that shows the fullest cell; not every program finds it by itself."""
    lines = max(_lines(words, width) for words, (_, width) in zip(row, _COLUMNS[1:], strict=True))
    return min(_TALLEST_ROW, lines * _LINE_HEIGHT + 4)


def _lines(words: str, width: int) -> int:
    """How many lines the words take in a column; a Chinese character is as wide as two digits."""
    return sum(
        max(1, math.ceil(sum(1 if one.isascii() else 2 for one in line) / (width - 1)))
        for line in words[:LONGEST_CELL].split("\n")
    )


def _held(words: str) -> str:
    return words if len(words) <= LONGEST_CELL else words[: LONGEST_CELL - 1] + "…"


def _paper(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P / &N")


def _summary(sheet: Worksheet, result: Result, formats: _Formats) -> None:
    weighing = [finding for finding in result.findings if finding.counts]
    documents = {document.id: document for document in result.documents}
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 4, 11)
    sheet.write_string(0, 0, say("问题整改台账"), formats.title)
    sheet.write_string(1, 0, f"{result.run.started[:10]}  {result.content.tool.version}", formats.faint)
    whole = [(say("全部"), tally(weighing))]
    row = _counts(sheet, 3, say("文件 {count} 份", count=len(documents)), whole, formats)
    checks = [(labels.check(check), counts) for check, counts in by_check(result.checks, weighing)]
    row = _counts(sheet, row + 1, say("各类问题"), checks, formats)
    issuers = [(issuer or say("未写明单位"), counts) for issuer, counts in by_issuer(weighing, documents)]
    row = _counts(sheet, row + 1, say("各单位"), issuers, formats)
    for words, number in (
        *set_aside(result.findings),
        (say("未能审校的部分"), len(result.problems)),
    ):
        row += 1
        sheet.write_string(row, 0, words, formats.cell)
        sheet.write_number(row, 1, number, formats.number)
    _paper(sheet)


def _counts(
    sheet: Worksheet, row: int, heading: str, entries: Sequence[tuple[str, Tally]], formats: _Formats
) -> int:
    """A table of counts by severity from `row` on; the row behind it."""
    sheet.write_string(row, 0, heading, formats.heading)
    for column, severity in enumerate(SEVERITIES, 1):
        sheet.write_string(row, column, labels.severity(severity), formats.heading)
    sheet.write_string(row, len(SEVERITIES) + 1, say("合计"), formats.heading)
    for name, counts in entries:
        row += 1
        sheet.write_string(row, 0, _held(name), formats.cell)
        numbers: list[Any] = [*(counts[severity] for severity in SEVERITIES), sum(counts.values())]
        for column, number in enumerate(numbers, 1):
            sheet.write_number(row, column, number, formats.number)
    return row + 1
