"""Telling what a file is from its bytes; the name decides only among kinds of text."""

from __future__ import annotations

import codecs
import re
from typing import Final

from auditor.reading.result import Format

_WEB_SUFFIXES: Final = (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml")
_MARKDOWN_SUFFIXES: Final = (".md", ".markdown")
_OFFICE_SUFFIXES: Final = (
    ".docx",
    ".docm",
    ".doc",
    ".wps",
    ".rtf",
    ".pdf",
    ".ofd",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".et",
)
KNOWN_SUFFIXES: Final = frozenset((".txt", ".text", *_MARKDOWN_SUFFIXES, *_WEB_SUFFIXES, *_OFFICE_SUFFIXES))
"""Suffixes (lower case) of the files in a walked folder that are considered reports."""

_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WINDOW: Final = 4096
_BLANKS: Final = b" \t\r\n\0\x0b\x0c"
_PAGE_TAGS: Final = re.compile(
    rb"<!doctype\s+html|<(?:html|head|body|meta|title|script|style)[\s>]", re.IGNORECASE
)
_ANY_TAGS: Final = re.compile(
    rb"<(?:p|br|div|span|table|font|h[1-6]|a|b|strong|center|ul|ol)[\s/>]", re.IGNORECASE
)
_MIME_HEADER: Final = re.compile(rb"(?:mime-version|content-type|from|subject|date)\s*:", re.IGNORECASE)
_MIME_PAGE: Final = re.compile(rb"content-type:\s*(?:multipart/related|text/html)", re.IGNORECASE)

# What else turns up under the name of a report: magic bytes → what a person calls it.
_FOREIGN: Final = (
    (b"\x89PNG\r\n", "PNG图片"),
    (b"\xff\xd8\xff", "JPEG图片"),
    (b"GIF87a", "GIF图片"),
    (b"GIF89a", "GIF图片"),
    (b"II*\0", "TIFF图片"),
    (b"MM\0*", "TIFF图片"),
    (b"Rar!\x1a\x07", "RAR压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z压缩包"),
    (b"\x1f\x8b\x08", "gzip压缩包"),
    (b"MZ", "Windows程序"),
    (b"\x7fELF", "Linux程序"),
    (b"SQLite format 3\0", "SQLite数据库"),
)
FOREIGN_KINDS: Final = frozenset(called for _magic, called in _FOREIGN)
_WORD_XML: Final = (b'progid="Word.Document"', b"<w:wordDocument", b"<pkg:package")


def sniff(data: bytes, name: str = "") -> Format | None:
    """The format that the bytes are in, or None when it is none that can be read.

    `data` is the whole content of the file: what a ZIP container holds stands at its end.
    """
    first = data[:1]
    if first == b"%" or b"%PDF-" in data[:1024]:
        if b"%PDF-" in data[:1024]:
            return "pdf"
    elif first == b"P" and data.startswith((_ZIP, _EMPTY_ZIP)):
        return _in_zip(data)
    elif is_compound(data):
        return _in_compound_file(data)
    elif first == b"{" and data.startswith(b"{\\rtf"):
        return "rtf"
    return None if foreign_kind(data) else _among_texts(data, name.lower())


def is_compound(data: bytes) -> bool:
    """Whether the bytes are an OLE compound file: .doc, .xls, or an encrypted .docx."""
    return data.startswith(_COMPOUND)


def foreign_kind(data: bytes) -> str | None:
    """What a person calls a file whose magic bytes are known but which is no report."""
    for magic, called in _FOREIGN:
        if data.startswith(magic):
            return called
    if data.startswith((b"<", b"\xef\xbb\xbf<")) and any(mark in data[:_WINDOW] for mark in _WORD_XML):
        return "Word XML文件"
    if data.startswith(_ZIP):
        return "ZIP压缩包"
    if data.startswith(_COMPOUND):
        return "OLE复合文件"
    return None


def _among_texts(data: bytes, name: str) -> Format:
    head = data[:_WINDOW]
    if (
        head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        or b"<\0" in head[:8]
        or b"\0<" in head[:8]
    ):
        head = head.replace(b"\0", b"")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe" + _BLANKS)
    markdown = name.endswith(_MARKDOWN_SUFFIXES)
    if start[:1] == b"<":
        if _PAGE_TAGS.search(head) or (not markdown and _ANY_TAGS.search(head)):
            return "html"
    elif (_MIME_HEADER.match(start) and _MIME_PAGE.search(head)) or (
        name.endswith(_WEB_SUFFIXES) and (_ANY_TAGS.search(data) or _PAGE_TAGS.search(data))
    ):
        return "html"
    return "md" if markdown else "txt"


def _in_zip(data: bytes) -> Format | None:
    """By the names in the central directory, or for a torn archive by those of its members."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = b"\n".join(name.encode("utf-8", "replace") for name in archive.namelist())
    except Exception:  # zipfile raises half a dozen kinds; what is torn is told when it is read
        names = data
    lowered = names.lower() if names is not data else names
    if b"ofd.xml" in lowered or b"OFD.xml" in names:
        return "ofd"
    if b"xl/workbook.xml" in lowered:
        return "xlsx"
    if b"word/" in lowered or b"[content_types].xml" in lowered or b"[Content_Types].xml" in names:
        return None if b"ppt/" in lowered else "docx"
    return None


def _in_compound_file(data: bytes) -> Format | None:
    from auditor.reading.compound import stream_names

    names = stream_names(data)
    if "WordDocument" in names:
        return "doc"
    if "EncryptedPackage" in names:  # an encrypted .docx or .xlsx: reading it says so
        return "docx"
    if names & {"Workbook", "Book"}:
        return "xls"
    if names & {"MatOST", "MM"}:  # Microsoft Works
        return "wps"
    return None
