"""OFD, spreadsheets, RTF, and old Word files through their converters."""

from __future__ import annotations

import datetime
import io
import stat
import sys
from pathlib import Path

import pytest
import xlsxwriter
from reading_samples import archive, assert_sound, cells, docx, ofd, paragraph, set_lines, texts

from auditor.reading import DEFAULT_LIMITS, Limits, UnreadableFile, doc, read_bytes

PARAGRAPHS = [
    "全县科技系统坚持以习近平法治思想为指导，共办理行政许可事项一百二十八件，比上年增加三十六件，办结率百分之百。",
    "一、总体情况",
    "（一）加强组织领导。成立由局长任组长的领导小组，全年召开专题会议四次，研究解决问题二十三个。",
]


def set_ofd(paragraphs: list[str]) -> bytes:
    lines = []
    for index, line in enumerate(set_lines(paragraphs)):
        text = line.lstrip("\u3000")
        lines.append((30.0 + 5.6 * (len(line) - len(text)), 40.0 + 10 * index, 5.6, text))
    return ofd([lines])


def test_ofd() -> None:
    reading = read_bytes(set_ofd(PARAGRAPHS), "报告.ofd")
    assert reading.format == "ofd"
    assert texts(reading) == PARAGRAPHS
    assert_sound(reading)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (archive({"OFD.xml": "<a/>"}), "broken"),
        (ofd([[]]), "no-text"),
        (archive({"OFD.xml": "<a/>", "Encryptions.xml": "<a/>"}), "encrypted"),
        (archive({"OFD.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "entity-bomb"),
    ],
)
def test_ofd_files_that_give_no_text(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "报告.ofd")
    assert caught.value.kind == kind


def test_spreadsheet() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("收支总表")
    sheet.merge_range("B2:D2", "2023年收支表")
    sheet.write_row(2, 1, ["项目", "上年", "本年"])
    sheet.write_row(3, 1, ["收入", 1842.36, 0.1 + 0.2])
    sheet.write_row(4, 1, ["合计", None, 128])
    sheet.write_datetime(5, 1, datetime.datetime(2023, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.add_worksheet("空表")
    hidden = book.add_worksheet("隐藏")
    hidden.write(0, 0, "看不见")
    hidden.hide()
    book.add_worksheet("Sheet9").write(0, 0, "附注")
    book.close()
    reading = read_bytes(buffer.getvalue(), "决算.xls")
    assert reading.format == "xlsx"
    assert_sound(reading)
    assert reading.text == (
        "收支总表\n2023年收支表\n项目\t上年\t本年\n收入\t1842.36\t0.3\n合计\t\t128\n2023-05-01\t\t\n附注"
    )
    assert cells(reading)[0] == (0, 0, 0, 1, 3, "2023年收支表")
    assert cells(reading)[-1] == (1, 0, 0, 1, 1, "附注")


def test_spreadsheet_with_a_cell_at_the_end_of_the_world() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "甲")
    sheet.write(1_048_575, 16_383, "乙")
    book.close()
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(buffer.getvalue())
    assert caught.value.kind == "too-large"


def rtf(body: str) -> bytes:
    fonts = r"{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}"
    encoded = "".join(
        sign if sign.isascii() else "".join(f"\\'{byte:02x}" for byte in sign.encode("gbk")) for sign in body
    )
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{fonts}\\f0 {encoded}}}".encode()


def test_rtf() -> None:
    reading = read_bytes(rtf(r"一、总体情况\par 共办理12件\line 续行\par | 竖线\par"), "报告.doc")
    assert reading.format == "rtf"
    assert texts(reading) == ["一、总体情况", "共办理12件", "续行", "| 竖线"]


def test_rtf_tables() -> None:
    body = r"前文\par\trowd 指标\cell 数量\cell\row\trowd 办理\cell 12|3\cell\row 后文\par"
    reading = read_bytes(rtf(body))
    assert [cell[:3] + cell[5:] for cell in cells(reading)] == [
        (0, 0, 0, "指标"),
        (0, 0, 1, "数量"),
        (0, 1, 0, "办理"),
        (0, 1, 1, "12|3"),
    ]
    assert reading.text == "前文\n指标\t数量\n办理\t12|3\n后文"


def test_rtf_beyond_the_basic_plane_links_and_losses() -> None:
    link = r'{\field{\*\fldinst{HYPERLINK "http://a.cn"}}{\fldrslt{链接}}}'
    unicode = "\\uc1\\u" + "-10179?\\u" + "-8704?"
    reading = read_bytes(rtf(link + unicode + r"{\deleted 删}{\footnote 注}\par"))
    assert reading.text.startswith("链接\U0001f600")
    assert "http" not in reading.text
    assert {note.kind for note in reading.notes} == {"revisions-kept", "footnotes-lost"}


# old Word files

# Written for these tests, with automatic numbers, and saved in the old format by LibreOffice.
OLD_WORD = Path(__file__).parent / "samples" / "old_word.doc"
OLD_WORD_TEXT = [
    "某县2023年工作报告",
    "一、总体情况",
    "（一）共办理12件。",
    "（二）完善制度。",
    "二、下一步打算",
    "完。",
]


@pytest.fixture
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "libreoffice", lambda: None)


@pytest.mark.usefixtures("no_libreoffice")
def test_old_word_by_msdoc2docx() -> None:
    reading = read_bytes(OLD_WORD.read_bytes(), "报告.wps")
    assert reading.format == "doc"
    assert texts(reading) == OLD_WORD_TEXT
    assert [block.number_length for block in reading.blocks] == [0, 2, 3, 3, 2, 0]
    assert not reading.notes


@pytest.mark.usefixtures("no_libreoffice")
def test_old_word_by_legacy_doc_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "doc2docx", None)
    reading = read_bytes(OLD_WORD.read_bytes(), "报告.doc")
    assert "总体情况" in reading.text
    assert "一、" not in reading.text
    assert [note.kind for note in reading.notes] == ["numbers-lost"]


@pytest.mark.usefixtures("no_libreoffice")
def test_old_word_without_any_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "doc2docx", None)
    monkeypatch.setitem(sys.modules, "legacy_doc", None)
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(OLD_WORD.read_bytes())
    assert caught.value.kind == "converter-missing"


def broken_word() -> bytes:
    """An old Word file whose directory is whole and whose content is not."""
    data = bytearray(OLD_WORD.read_bytes())
    at = data.index(b"\xec\xa5")  # where the information block of the text begins
    data[at : at + 512] = bytes(512)
    return bytes(data)


@pytest.mark.usefixtures("no_libreoffice")
def test_old_word_that_no_converter_can_read() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(broken_word())
    assert caught.value.kind == "converter-failed"
    assert "msdoc2docx" in caught.value.message


def fake_office(folder: Path, script: str) -> str:
    """A program that behaves as soffice does, for as long as its script says."""
    program = folder / "soffice"
    program.write_text(
        f"#!/bin/sh\nwhile [ $# -gt 1 ]; do [ $1 = --outdir ] && out=$2; shift; done\n{script}\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_old_word_by_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "converted.docx").write_bytes(docx(paragraph("由办公软件转换")))
    script = f'mkdir -p "$out"; cp {tmp_path}/converted.docx "$out/source.docx"'
    monkeypatch.setattr(doc, "libreoffice", lambda: fake_office(tmp_path, script))
    reading = read_bytes(OLD_WORD.read_bytes())
    assert (reading.text, reading.format) == ("由办公软件转换", "doc")


@pytest.mark.parametrize("script", ["sleep 60", "exit 1", 'mkdir -p "$out"; echo no > "$out/source.docx"'])
def test_when_libreoffice_fails_the_next_converter_reads(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doc, "libreoffice", lambda: fake_office(tmp_path, script))
    reading = read_bytes(OLD_WORD.read_bytes(), limits=Limits(conversion_seconds=0.3))
    assert texts(reading) == OLD_WORD_TEXT


def test_encrypted_office_files() -> None:
    name = "EncryptedPackage".encode("utf-16-le")
    directory = bytearray(512)
    directory[0 : len(name)] = name
    directory[64:66] = (len(name) + 2).to_bytes(2, "little")
    directory[66] = 2
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[76:80] = b"\xff\xff\xff\xff"
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(bytes(header + directory), "报告.docx")
    assert caught.value.kind == "encrypted"


def test_default_limits_leave_converters_time() -> None:
    assert DEFAULT_LIMITS.conversion_seconds >= 30
