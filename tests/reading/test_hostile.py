"""Files made to do harm: each is refused by name, quickly, and nothing else happens."""

from __future__ import annotations

import io
import pickle
import time
import zipfile

import pytest
from reading_samples import NAMESPACES, archive, docx, paragraph, pdf, run

from auditor.reading import Limits, UnreadableFile, read_bytes

BODY = f"<w:document {NAMESPACES}><w:body>{paragraph('正文')}</w:body></w:document>"


def refused(data: bytes, name: str = "报告", **limits: int) -> UnreadableFile:
    began = time.perf_counter()
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, name, limits=Limits(**limits))
    assert time.perf_counter() - began < 10
    assert caught.value.message.endswith("。")
    return caught.value


def test_zip_bomb_by_ratio() -> None:
    assert refused(archive({"word/document.xml": b" " * 20_000_000})).kind == "archive-bomb"


def test_zip_bomb_by_members() -> None:
    data = archive({"word/document.xml": BODY} | {f"word/{number}": "" for number in range(60)})
    assert refused(data, archive_members=50).kind == "archive-bomb"


def test_zip_bomb_by_total() -> None:
    data = archive({"word/document.xml": BODY} | {f"word/{number}": "x" * 5000 for number in range(9)})
    assert refused(data, archive_bytes=40_000).kind == "archive-bomb"


def test_zip_bomb_that_lies_about_its_size() -> None:
    data = bytearray(archive({"word/document.xml": b" " * 5_000_000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert refused(bytes(data)).kind in ("archive-bomb", "broken")
    assert refused(archive({"word/document.xml": b" " * 5_000_000}), member_bytes=1000).kind == "archive-bomb"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word/../../x", "..\\x", "C:/x"])
def test_names_that_lead_outside(name: str) -> None:
    error = refused(archive({"word/document.xml": BODY, name: "x"}))
    assert error.kind == "unsafe-path"


def test_quoted_entities() -> None:
    entities = '<!ENTITY a "哈哈哈哈">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    document = f"<!DOCTYPE w [{entities}]>{BODY.replace('正文', '&i;')}"
    assert refused(archive({"word/document.xml": document})).kind == "entity-bomb"
    in_utf16 = f'<?xml version="1.0" encoding="utf-16"?>{document}'.encode("utf-16")
    assert refused(archive({"word/document.xml": in_utf16})).kind == "entity-bomb"


@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://a.invalid/x.dtd">',
    ],
)
def test_external_entities(document_type: str) -> None:
    document = document_type + BODY.replace("正文", "&x;")
    assert refused(archive({"word/document.xml": document})).kind == "external-entity"


def test_deep_xml() -> None:
    deep = "<w:customXml>" * 300 + paragraph("正文") + "</w:customXml>" * 300
    assert refused(docx(deep)).kind == "too-deep"
    assert (
        refused(docx("<w:customXml>" * 100 + paragraph("正文") + "</w:customXml>" * 100)).kind == "too-deep"
    )
    tables = "<w:tbl><w:tr><w:tc>" * 70 + paragraph("甲") * 2 + "</w:tc></w:tr></w:tbl>" * 70
    assert refused(docx(tables)).kind == "too-deep"
    boxes = (
        "<w:p><w:r><w:pict><w:txbxContent>" * 60
        + paragraph("甲")
        + "</w:txbxContent></w:pict></w:r></w:p>" * 60
    )
    assert refused(docx(boxes)).kind == "too-deep"


def test_too_many_elements() -> None:
    assert refused(docx(paragraph("甲") * 2000), markup_elements=1000).kind == "too-large"
    assert refused(b"<html><body>" + b"<br>" * 5000, markup_elements=1000).kind == "too-large"


def test_too_much_text() -> None:
    assert refused(docx(paragraph("甲" * 100) * 20), text_characters=1000).kind == "too-large"
    assert refused(docx(paragraph("甲") * 20), blocks=10).kind == "too-large"
    assert refused("甲".encode() * 2000, text_bytes=1000).kind == "too-large"
    assert refused(b"<html><p>" + "甲".encode() * 2000, text_bytes=1000).kind == "too-large"
    assert refused("甲".encode() * 2000, file_bytes=1000).kind == "too-large"


def test_wide_spans() -> None:
    wide = '<w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
    row = f"<w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{wide}{paragraph('乙')}</w:tc></w:tr>"
    assert refused(docx(f"<w:tbl>{row}</w:tbl>")).kind == "too-large"
    page = "<table>" + "<tr><td colspan=1000000000 rowspan=1000000000>甲<td>乙</tr>" * 3
    assert refused(f"<html><body>{page}".encode()).kind == "too-large"
    tall = "<html><body><table>" + "<tr><td rowspan=1000000000>甲<td>乙</tr>" * 300
    assert refused(tall.encode(), table_cells=100).kind == "too-large"
    assert len(read_bytes(tall.encode()).blocks) == 600


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000,
        "<x-y>" * 100_000,
        "<table><tr><td>" * 20_000,
        "<b><font>" * 50_000,
        "<ul><li>" * 50_000,
    ],
)
def test_deep_pages(markup: str) -> None:
    assert refused(f"<html><body>{markup}正文".encode()).kind == "too-deep"


def test_wide_markdown_tables() -> None:
    text = "|" + "甲|" * 3000 + "\n|" + "-|" * 3000 + "\n"
    assert refused(text.encode(), "表.md").kind == "too-large"


def test_broken_containers() -> None:
    whole = docx(paragraph("正文" * 500))
    assert refused(whole[: len(whole) // 2]).kind == "broken"
    damaged = bytearray(whole)
    at = whole.index(b"word/document.xml") + 40
    damaged[at : at + 30] = bytes(30)
    assert refused(bytes(damaged)).kind == "broken"
    assert refused(archive({"word/document.xml": "<w:document>"})).kind == "broken"
    assert refused(archive({"word/other.xml": "<a/>"})).kind == "broken"
    assert refused(archive({"word/document.xml": f"<w:document {NAMESPACES}/>"})).kind == "broken"


def test_an_encrypted_member() -> None:
    data = bytearray(docx(paragraph("正文")))
    for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + shift] |= 1
    assert refused(bytes(data)).kind == "encrypted"


def test_messages_stay_short_and_printable() -> None:
    name = "../" + "长" * 5000 + "\x07\n"
    message = refused(archive({"word/document.xml": BODY, name: "x"})).message
    assert len(message) < 400
    assert message.isprintable()


def test_an_unreadable_file_travels_between_processes() -> None:
    error = refused(b"")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.kind, copy.message, str(copy)) == (error.kind, error.message, error.message)


def test_fields_that_never_end() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = f"<w:p>{end}{run('正文')}</w:p><w:p>{begin}{run('指令')}</w:p>"
    assert read_bytes(docx(body)).text == "正文"


def test_many_runs_are_read_in_time() -> None:
    body = f"<w:p>{run('甲') * 60_000}</w:p>"
    began = time.perf_counter()
    assert len(read_bytes(docx(body)).text) == 60_000
    assert time.perf_counter() - began < 10


def test_a_zip_in_a_pdf_and_a_pdf_in_a_zip() -> None:
    assert refused(b"PK\x05\x06" + bytes(18)).kind == "unknown-format"
    assert refused(archive({"a.pdf": pdf([[]])})).kind == "unknown-format"


def test_stored_members_that_overlap() -> None:
    """Members whose data is one and the same: small on disk, large when read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/document.xml", "x" * 3_000_000)
        first = container.infolist()[0]
        for number in range(400):
            copy = zipfile.ZipInfo(f"word/{number}.xml")
            for field in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(copy, field, getattr(first, field))
            container.filelist.append(copy)
    assert refused(buffer.getvalue()).kind == "archive-bomb"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# 甲" + " " * 200_000 + "乙"),
        ("a.md", "|" + "-" * 200_000 + "x\n" * 3),
        ("a.html", "<html><body><p>甲" + " " * 200_000 + "\n" * 200_000 + "x</p>"),
        ("a.html", "<html><body>" + "<p style='" + "display " * 20_000 + "'>甲</p>"),
        ("a.txt", "-" * 300_000 + "甲"),
        ("a.rtf", "{\\rtf1 甲" + "{\\field{\\*\\fldinst{" * 3_000 + "}"),
    ],
)
def test_no_pattern_runs_away(name: str, text: str) -> None:
    began = time.perf_counter()
    read_bytes(text.encode(), name)
    assert time.perf_counter() - began < 5


def test_ornaments_in_a_footer() -> None:
    from auditor.reading.page_lines import is_page_number

    began = time.perf_counter()
    assert not is_page_number("- " * 19 + "甲")
    assert time.perf_counter() - began < 0.1


def test_a_document_type_without_end() -> None:
    document = "<!DOCTYPE w " + "<!ENTITY " * 200_000
    assert refused(archive({"word/document.xml": document})).kind in ("entity-bomb", "external-entity")
