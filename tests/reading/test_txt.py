"""Plain text: every encoding that reports come in, and the line ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_samples import assert_sound, texts

from auditor.reading import UnreadableFile, read, read_bytes

REPORT = "某县2023年度法治政府建设报告\n\n一、总体情况\n　　全县共办理12件，比上年增加3件。\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_encodings(encoding: str) -> None:
    reading = read_bytes(REPORT.encode(encoding), "report.txt")
    assert reading.text == REPORT
    assert reading.format == "txt"
    assert texts(reading) == [
        "某县2023年度法治政府建设报告",
        "一、总体情况",
        "全县共办理12件，比上年增加3件。",
    ]
    assert_sound(reading)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16-le", "utf-16-be"])
def test_short_text_without_any_latin_character(encoding: str) -> None:
    text = "某县科技局年度法治政府建设报告"
    assert read_bytes(text.encode(encoding)).text == text


def test_rare_characters_of_gb18030() -> None:
    text = "㐂村由于𠮷家庄行政区划调整，办理完毕。" * 3
    assert read_bytes(text.encode("gb18030")).text == text


@pytest.mark.parametrize("text", ["甲\r\n乙\r\n", "甲\r乙\r", "甲\n乙\n", "甲\r\n乙\n"])
def test_line_ends(text: str) -> None:
    assert read_bytes(text.encode()).text == "甲\n乙\n"


def test_nothing_else_is_changed() -> None:
    text = "\u3000\u3000甲\t乙  \n\n\n丙\x0c丁\u200b \n  "
    assert read_bytes(text.encode()).text == text


def test_control_characters_are_kept() -> None:
    text = "办理\0事项\x07 12件，群众满意。\n" * 4
    reading = read_bytes(text.encode())
    assert reading.text == text
    assert_sound(reading)


def test_utf8_with_a_broken_byte_is_not_taken_for_gb18030() -> None:
    data = (REPORT * 40).encode()
    at = data.index("办理".encode(), 500)
    reading = read_bytes(data[:at] + b"\xff" + data[at + 1 :])
    assert "某县2023年度法治政府建设报告" in reading.text
    assert [note.kind for note in reading.notes] == ["damaged-characters"]
    assert "第" in reading.notes[0].message
    assert "行" in reading.notes[0].message


def test_gb18030_with_a_broken_byte() -> None:
    data = (REPORT * 40).encode("gb18030")
    reading = read_bytes(data[:901] + b"\xff" + data[902:])
    assert reading.text.count("法治政府建设报告") >= 38
    assert [note.kind for note in reading.notes] == ["damaged-characters"]


def test_utf8_cut_off_in_a_character() -> None:
    reading = read_bytes(("办理完毕。" * 200).encode()[:-1])
    assert reading.text.startswith("办理完毕。")
    assert reading.notes


@pytest.mark.parametrize("data", [b"", b"\n \r\n\t", "\u3000\n".encode(), b"\xef\xbb\xbf", b"\0\0\0\0"])
def test_files_without_words(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "空.txt")
    assert caught.value.kind == "empty-file"


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(bytes(range(255, 100, -1)) * 20, "报告.txt")
    assert caught.value.kind == "undecodable"
    assert "UTF-8" in caught.value.message


def test_files_of_the_system(tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_text(REPORT, "utf-8")
    assert read(file).text == REPORT
    assert len(read(file).sha256) == 64
    for path in (tmp_path / "没有.txt", tmp_path):
        with pytest.raises(UnreadableFile) as caught:
            read(path)
        assert caught.value.kind in ("missing-file", "unreadable-file")


def test_real_reports(seeds: list[Path]) -> None:
    for file in seeds:
        reading = read(file)
        assert reading.text == file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        assert_sound(reading)
