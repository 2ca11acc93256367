"""Whatever the bytes: a sound reading or UnreadableFile, nothing else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_samples import assert_sound, docx, level, numbered, numbering, ofd, paragraph, pdf, run

from auditor.reading import UnreadableFile, doc, read_bytes
from auditor.reading.docx import locate

NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.doc", "a.pdf", "a.rtf", "a"])
CHARACTERS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

TABLE = f"<w:tbl><w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}</w:tc></w:tr></w:tbl>"
DOCX = docx(numbered("总体情况") + TABLE + f"<w:p>{run('甲')}<w:ins>{run('乙')}</w:ins></w:p>",
            numbering=numbering(level(0, "chineseCounting", "%1、")))  # fmt: skip
HTML = (
    '<html><head><meta charset="gb2312"><title>某县报告</title></head><body><div id="zoom"><h1>题</h1>'
    "<table><tr><th rowspan=2>甲</th><td colspan=2>乙</td></tr><tr><td>1</td><td>2</td></tr></table>"
    "<ol><li>丙</li></ol><p>丁<br>戊</p></div></body></html>"
).encode("gbk")
PDF = pdf([[(90, 100 + 28 * line, 16, "全县共办理政务公开事项若干件") for line in range(6)]])
OFD = ofd([[(30, 40 + 10 * line, 5.6, "全县共办理政务公开事项若干件") for line in range(6)]])
RTF = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 x;}}\f0 \'d2\'bb\trowd a\cell b\cell\row \u19968?\par}"
)


@pytest.fixture(autouse=True)
def no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "libreoffice", lambda: None)


def check(data: bytes, name: str) -> None:
    try:
        reading = read_bytes(data, name)
    except UnreadableFile:
        return
    assert_sound(reading)
    assert reading.blocks
    reading.text.encode("utf-8")


@QUICK
@given(st.binary(max_size=2000), NAMES)
def test_any_bytes(data: bytes, name: str) -> None:
    check(data, name)


@QUICK
@given(
    st.sampled_from(
        [
            b"%PDF-1.4\n",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"{\\rtf1",
            b"<html>",
            b"\xff\xfe",
        ]
    ),
    st.binary(max_size=2000),
)
def test_any_bytes_after_a_known_beginning(beginning: bytes, data: bytes) -> None:
    check(beginning + data, "a")


@QUICK
@given(CHARACTERS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]), NAMES)
def test_any_text(text: str, encoding: str, name: str) -> None:
    check(text.encode(encoding), name)


@QUICK
@given(
    st.sampled_from([DOCX, HTML, PDF, OFD, RTF]),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)),
        min_size=1,
        max_size=8,
    ),
)
def test_mutated_files(data: bytes, changes: list[tuple[float, bytes]]) -> None:
    mutated = bytearray(data)
    for where, patch in changes:
        at = int(where * len(mutated))
        mutated[at : at + len(patch)] = patch
    check(bytes(mutated), "a")


@QUICK
@given(st.sampled_from([DOCX, HTML, PDF, OFD, RTF]), st.floats(0, 1))
def test_torn_files(data: bytes, share: float) -> None:
    check(data[: int(len(data) * share)], "a")


_ELEMENTS = st.sampled_from(
    [
        "p",
        "r",
        "t",
        "tbl",
        "tr",
        "tc",
        "sdt",
        "sdtContent",
        "ins",
        "del",
        "moveTo",
        "moveFrom",
        "hyperlink",
        "pict",
        "txbxContent",
        "fldChar",
        "tab",
        "br",
        "pPr",
        "rPr",
    ]
)
_TREES = st.recursive(
    st.builds(lambda text: text, st.sampled_from(["甲", "乙丙", " ", ""])),
    lambda inner: st.builds(
        lambda name, children: f"<w:{name}>{''.join(children)}</w:{name}>",
        _ELEMENTS,
        st.lists(inner, max_size=4),
    ),
    max_leaves=30,
)


@QUICK
@given(st.lists(_TREES, max_size=6))
def test_any_tree_of_word_elements(trees: list[str]) -> None:
    data = docx("".join(trees) + paragraph("末段"))
    reading = read_bytes(data)
    assert_sound(reading)
    places = locate(data)
    assert all(reading.text[place.start : place.end] for place in places)
    assert all(before.end <= after.start for before, after in itertools.pairwise(places))


_TAGS = st.sampled_from(
    [
        "p",
        "div",
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "ol",
        "ul",
        "li",
        "br",
        "h1",
        "h3",
        "span",
        "b",
        "pre",
        "center",
        "form",
        "caption",
    ]
)
_PIECES = st.one_of(
    st.builds(lambda tag: f"<{tag}>", _TAGS),
    st.builds(lambda tag: f"</{tag}>", _TAGS),
    st.sampled_from(
        ["甲", "乙\n丙", "&nbsp;", " ", "&#x4e00;", "<td colspan=3 rowspan=2>", "<!--", "-->", "<li value=7>"]
    ),
)


@QUICK
@given(st.lists(_PIECES, max_size=60))
def test_any_soup_of_tags(pieces: list[str]) -> None:
    check(("<html><body>" + "".join(pieces)).encode(), "a.html")
