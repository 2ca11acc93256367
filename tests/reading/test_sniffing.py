"""The type is told from the bytes, whatever the name says."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from reading_samples import archive, docx, ofd, paragraph, pdf

from auditor.reading import KNOWN_SUFFIXES, UnreadableFile, is_known, read_bytes, sniff

PAGE = "<!DOCTYPE html><html><body><p>某县2023年报告，办理12件。</p></body></html>"
DOCX = docx(paragraph("某县2023年报告"))
RTF = b"{\\rtf1\\ansi\\ansicpg936 report\\par}"


def workbook() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write(0, 0, "合计")
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "format"),
    [
        (DOCX, "改名.txt", "docx"),
        (DOCX, "报告.doc", "docx"),
        (DOCX[: len(DOCX) // 2], "断.docx", "docx"),
        (PAGE.encode(), "网页另存.doc", "html"),
        (PAGE.encode(), "网页另存.xls", "html"),
        (PAGE.encode("gbk"), "报告.txt", "html"),
        (PAGE.encode("utf-16"), "报告.html", "html"),
        (b"\xef\xbb\xbf\n  " + PAGE.encode(), "报告.html", "html"),
        ("开头<br>一行<br>".encode(), "报告.html", "html"),
        ("<p>一段</p>".encode(), "报告.txt", "html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "报告.doc", "html"),
        (RTF, "报告.doc", "rtf"),
        (pdf([[(90, 90, 16, "报告")]]), "报告", "pdf"),
        (b"junk\n" + pdf([[(90, 90, 16, "报告")]]), "报告.pdf", "pdf"),
        (ofd([[(30, 30, 5, "报告")]]), "报告.zip", "ofd"),
        (workbook(), "报告.docx", "xlsx"),
        ("一、总体情况".encode(), "报告.docx", "txt"),
        ("<关于印发办法的通知>".encode(), "报告.txt", "txt"),
        ("# 标题".encode(), "报告.md", "md"),
        ("# 标题".encode(), "报告.txt", "txt"),
        ("<center>题</center>".encode(), "报告.md", "md"),
        (PAGE.encode(), "报告.md", "html"),
    ],
)
def test_formats(data: bytes, name: str, format: str) -> None:
    assert sniff(data, name) == format


@pytest.mark.parametrize(
    ("data", "called"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (archive({"a.txt": "甲"}), "ZIP"),
        (archive({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<a/>"}), "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "OLE"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "Word XML"),
    ],
)
def test_what_is_no_report_is_named(data: bytes, called: str) -> None:
    assert sniff(data, "报告.txt") is None
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "报告.txt")
    assert caught.value.kind == "unknown-format"
    assert called in caught.value.message


def test_files_met_in_a_folder() -> None:
    assert is_known(Path("报告.DOCX"))
    assert is_known(Path("a/报告.shtml"))
    for name in ("~$报告.docx", ".报告.docx", "报告.png", "报告", "gold.yaml"):
        assert not is_known(Path(name))
    assert {
        ".txt",
        ".md",
        ".html",
        ".docx",
        ".pdf",
        ".doc",
        ".wps",
        ".ofd",
        ".rtf",
        ".xlsx",
    } <= KNOWN_SUFFIXES
