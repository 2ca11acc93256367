"""Personal identifiers in a report stand in no file that an audit writes: not in the packages, not in the state."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

import auditor

IDENTITY, MOBILE, CARD = "11010519491231002X", "13812345678", "6222021234567890128"
FORMATS = ["html", "json", "csv", "xlsx", "docx", "sarif", "junit"]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Word file and a text with identifiers in a paragraph, across runs, in a table and in a header."""
    folder = tmp_path_factory.mktemp("reports")
    document = docx.Document()
    document.add_paragraph("青禾县水务局2023年工作总结")
    document.add_paragraph(f"持证人身份证号{IDENTITY}，手机{MOBILE}，卡号{CARD}。XX局负责。")
    split = document.add_paragraph("分段：")
    for piece in (IDENTITY[:6], IDENTITY[6:14], IDENTITY[14:]):
        split.add_run(piece).bold = True
    document.add_table(1, 1).cell(0, 0).text = IDENTITY
    document.sections[0].header.paragraphs[0].text = f"联系{MOBILE}"
    document.core_properties.comments = f"电话{MOBILE}"
    document.save(str(folder / "report.docx"))
    text = f"青禾县水务局2023年工作总结\n身份证号{IDENTITY}，手机{MOBILE}。行政规范性文  件{MOBILE}。\n"
    (folder / "report.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def written(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    result = auditor.audit([reports], jobs=1)
    assert {finding.check for finding in result.findings} >= {"personal-identifier", "placeholder"}
    auditor.write(result, folder, formats=FORMATS)
    return folder


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and every member of every package, also with its tags taken out."""
    for file in folder.rglob("*"):
        if file.is_file():
            yield str(file), file.read_bytes()
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as package:
                    for name in package.namelist():
                        data = package.read(name)
                        yield f"{file}:{name}", data
                        yield f"{file}:{name} without tags", re.sub(rb"<[^>]+>", b"", data)


@pytest.mark.parametrize("identifier", [IDENTITY, MOBILE, CARD])
def test_no_output_holds_an_identifier(written: Path, identifier: str) -> None:
    assert (written / "annotated").is_dir()
    holding = [name for name, data in contents(written) if identifier.encode() in data]
    assert holding == []


def test_the_masked_form_is_shown(written: Path) -> None:
    assert "110*************2X" in (written / "findings.json").read_text("utf-8")


def test_other_words_of_the_copy_stay(written: Path) -> None:
    (copy,) = (file for file in (written / "annotated").iterdir() if file.name == "report.docx")
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(copy)).paragraphs)
    assert "XX局负责。" in text
    assert "持证人身份证号110*************2X，手机138******78" in text
