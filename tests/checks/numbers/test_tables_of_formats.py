"""The same tables in a Word file, a web page and Markdown: only the wrong total is found, at its cell."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest

from auditor import reading
from auditor.model import Document, Finding
from checks.numbers.table_mismatch import TableMismatch

Rows = list[list[str]]

RIGHT_WITH_ROUNDING: Rows = [
    ["产业", "增加值（亿元）"],
    ["第一产业", "29.08"],
    ["第二产业", "113.74"],
    ["第三产业", "92.47"],
    ["合计", "235.28"],
]
PARTS_OF_A_ROW: Rows = [
    ["项目", "金额（万元）"],
    ["基本支出", "520.00"],
    ["其中：人员经费", "468.00"],
    ["公用经费", "52.00"],
    ["项目支出", "180.00"],
    ["合计", "700.00"],
]
WRONG: Rows = [
    ["科目", "本年支出合计", "基本支出", "项目支出"],
    ["一般公共服务支出", "980.00", "760.00", "220.00"],
    ["社会保障和就业支出", "126.00", "126.00", "0.00"],
    ["合计", "1106.00", "886.00", "240.00"],
]


def word(*tables: Rows) -> bytes:
    document = docx.Document()
    document.add_paragraph("某县审计局2023年度部门决算说明")
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("")
    merged = document.add_table(3, 4)
    for row, cells in zip(
        merged.rows,
        [["办理结果", "予以公开", "7", "2"], ["", "不予公开", "1", "0"], ["总计", "", "8", "2"]],
        strict=True,
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    merged.cell(0, 0).merge(merged.cell(1, 0))
    merged.cell(2, 0).merge(merged.cell(2, 1))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def web(*tables: Rows) -> bytes:
    body = "".join(
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        + "</table>"
        for rows in tables
    )
    merged = (
        '<table><tr><td rowspan="2">办理结果</td><td>予以公开</td><td>7</td><td>2</td></tr>'
        "<tr><td>不予公开</td><td>1</td><td>0</td></tr>"
        '<tr><td colspan="2">总计</td><td>8</td><td>2</td></tr></table>'
    )
    return f"<html><body><h1>某县审计局2023年度部门决算说明</h1>{body}{merged}</body></html>".encode()


def markdown(*tables: Rows) -> bytes:
    lines = ["# 某县审计局2023年度部门决算说明", ""]
    for head, *rows in tables:
        lines += ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
        lines.append("")
    return "\n".join(lines).encode()


def audit(content: bytes, name: str) -> list[Finding]:
    found = reading.read_bytes(content, name)
    document = Document(found.text, format=found.format, blocks=found.blocks)
    findings = list(TableMismatch().inspect(document))
    assert all(document.text[finding.start : finding.end] == finding.text for finding in findings)
    return findings


@pytest.mark.parametrize(("make", "name"), [(word, "a.docx"), (web, "a.html"), (markdown, "a.md")])
def test_only_the_wrong_cell(make: Callable[..., bytes], name: str) -> None:
    (finding,) = audit(make(RIGHT_WITH_ROUNDING, WRONG, PARTS_OF_A_ROW), name)
    assert finding.text == "240.00"
    assert "而表中为240.00" in finding.message
    assert {"220.00", "886.00"} <= {evidence.text for evidence in finding.evidence}


@pytest.mark.parametrize(("make", "name"), [(word, "a.docx"), (web, "a.html"), (markdown, "a.md")])
def test_right_tables_stay_silent(make: Callable[..., bytes], name: str) -> None:
    assert audit(make(RIGHT_WITH_ROUNDING, PARTS_OF_A_ROW), name) == []
