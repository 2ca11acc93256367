"""SARIF, JUnit, CSV and the ledger: valid, complete, and safe to open."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import msgspec
import pytest
import python_calamine
from report_sample import HOSTILE, SampleResult, sample

from auditor.model import Result
from auditor.reporting import junit, ledger, sarif, table, write_reports

DANGEROUS = ("=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1")


@pytest.fixture(scope="module")
def result() -> Result:
    return sample()


@pytest.fixture
def dangerous() -> Result:
    """Findings of words that a spreadsheet would take for formulas, in every field."""
    made = SampleResult()
    name = made.document("=1.txt", "\n".join(DANGEROUS), issuer="=HYPERLINK(1)")
    for words in DANGEROUS:
        made.finding(name, "stray-space", words, words, suggestion=words)
    return made.result()


# ---- SARIF ----


@pytest.fixture(scope="module")
def log(result: Result) -> Any:
    return json.loads(sarif.encode(result))


def test_sarif_holds_to_the_standard(log: Any) -> None:
    schema = json.loads((Path(__file__).parent / "sarif-2.1.0-subset.schema.json").read_text("utf-8"))
    jsonschema.validate(log, schema, cls=jsonschema.Draft202012Validator)


def test_sarif_points_at_rules_and_artifacts_by_their_index(log: Any) -> None:
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    for found in run["results"]:
        assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
        where = found["locations"][0]["physicalLocation"]["artifactLocation"]
        assert run["artifacts"][where["index"]]["location"]["uri"] == where["uri"]


def test_sarif_regions_are_the_words(result: Result, log: Any) -> None:
    for found in log["runs"][0]["results"]:
        place = found["locations"][0]["physicalLocation"]
        path = unquote(place["artifactLocation"]["uri"])
        (document,) = [one for one in result.documents if one.path == path]
        region = place["region"]
        lines = result.text_of(document.id).split("\n")[region["startLine"] - 1 : region["endLine"]]
        lines[-1] = lines[-1][: region["endColumn"] - 1]
        lines[0] = lines[0][region["startColumn"] - 1 :]
        assert "\n".join(lines).startswith(region["snippet"]["text"])


def test_sarif_tells_verdicts_baseline_and_problems(log: Any) -> None:
    (run,) = log["runs"]
    assert [found["ruleId"] for found in run["results"] if "suppressions" in found] == ["stray-space"]
    assert [found["baselineState"] for found in run["results"]].count("unchanged") == 1
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == 2


# ---- JUnit ----


@pytest.fixture(scope="module")
def suites(result: Result) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(junit.encode(result))
    return {suite.get("name", ""): suite for suite in root}


def test_junit_fails_the_checks_that_found_errors(suites: dict[str, ElementTree.Element]) -> None:
    report = suites["县区/青禾农业.txt"]
    failed = [case.get("name", "") for case in report if case.find("failure") is not None]
    assert len(failed) == 4
    assert report.get("failures") == "4"
    assert any(name.startswith("heading-year") for name in failed)


def test_junit_skips_with_the_reason_and_reports_what_went_wrong(
    suites: dict[str, ElementTree.Element],
) -> None:
    accounts = suites["决算/松岭财政.docx"]
    reasons = [case.find("skipped").get("message") for case in accounts if case.find("skipped") is not None]  # type: ignore[union-attr]
    assert "未识别出报告年度" in reasons
    assert accounts.get("errors") == "1"
    assert suites["其他/扫描件.pdf"].get("errors") == "1"
    assert suites["县区/临溪水务.html"].get("failures") == "0"


def test_junit_shows_hostile_words_as_text(result: Result) -> None:
    root = ElementTree.fromstring(junit.encode(result))
    assert any(HOSTILE[0] in (output.text or "") for output in root.iter("system-out"))


def test_junit_leaves_out_what_xml_cannot_hold() -> None:
    made = SampleResult()
    name = made.document("a.txt", "响铃\x07字符")
    made.finding(name, "stray-space", "\x07", "有控制字符“\x07”")
    assert b"\x07" not in junit.encode(made.result())
    ElementTree.fromstring(junit.encode(made.result()))


# ---- CSV ----


def test_csv_has_a_row_for_each_finding(result: Result) -> None:
    content = table.encode(result)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == table.COLUMNS
    assert [row["fingerprint"] for row in rows] == [one.fingerprint for one in result.findings]
    assert rows[0]["evidence"] == "身份依据：“2023年度法治政府建设工作报告”（本文）"
    assert any("参考资料" in row["evidence"] for row in rows)


def test_csv_keeps_formulas_as_text(dangerous: Result) -> None:
    rows = list(csv.DictReader(io.StringIO(table.encode(dangerous).decode("utf-8-sig"), newline="")))
    assert len(rows) == len(DANGEROUS)
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t"))


# ---- the ledger ----


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def test_the_ledger_has_its_columns_and_a_row_for_each_finding(result: Result) -> None:
    rows = sheets(ledger.encode(result))["问题整改台账"]
    assert rows[0] == [
        "序号",
        "单位",
        "文件",
        "位置",
        "问题类别",
        "问题描述",
        "依据与证据",
        "严重程度",
        "整改建议",
        "复核结论",
        "责任人",
        "完成时限",
    ]
    assert len(rows) - 1 == len(result.findings)
    assert rows[1][:3] == [1.0, "青禾县农业农村局", "县区/青禾农业.txt"]
    assert [row[9] for row in rows[1:] if row[9].startswith("误报")] == ["误报\n李四：排版需要"]


def test_the_ledger_sums_up(result: Result) -> None:
    rows = sheets(ledger.encode(result))["汇总"]
    assert ["全部", 6.0, 3.0, 7.0, 16.0] in rows
    assert any(row[0] == "青禾县农业农村局" and row[4] == 8.0 for row in rows)


def test_the_ledger_keeps_formulas_as_text(dangerous: Result) -> None:
    content = ledger.encode(dangerous)
    rows = sheets(content)["问题整改台账"]
    assert [row[5] for row in rows[1:]] == list(DANGEROUS)
    assert formulas(content) == 0


def formulas(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return sum(package.read(name).count(b"<f>") for name in package.namelist() if "worksheets/" in name)


def test_the_ledger_is_frozen_and_filtered(result: Result) -> None:
    with zipfile.ZipFile(io.BytesIO(ledger.encode(result))) as package:
        sheet = package.read("xl/worksheets/sheet2.xml").decode("utf-8")
    assert '<pane ySplit="1"' in sheet
    assert "<autoFilter" in sheet
    assert "<dataValidation" in sheet


def test_a_cell_holds_no_more_than_a_spreadsheet_can() -> None:
    made = SampleResult()
    name = made.document("a.txt", "长" * 100)
    made.finding(name, "stray-space", "长", "长" * 50_000)
    (_, row) = sheets(ledger.encode(made.result()))["问题整改台账"]
    assert len(row[5]) <= 32_767


@pytest.mark.parametrize("name", ["findings.sarif", "junit.xml", "findings.csv", "ledger.xlsx"])
def test_the_same_result_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    for folder in ("a", "b"):
        write_reports(sample(), tmp_path / folder, ["sarif", "junit", "csv", "xlsx"])
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_empty_result_is_written_in_every_format(tmp_path: Path) -> None:
    result = SampleResult().result()
    nothing = msgspec.structs.replace(result, content=msgspec.structs.replace(result.content, checks=()))
    write_reports(nothing, tmp_path, ["html", "json", "sarif", "junit", "csv", "xlsx"])
    assert len(list(tmp_path.glob("*.*"))) >= 6
