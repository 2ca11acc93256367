"""Comments in Word files: on the right words, and nothing else changed."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
import word_samples
from lxml import etree
from report_sample import SampleResult, sample

from auditor.model import Result
from auditor.reading import docx
from auditor.reporting import write_reports
from auditor.reporting.word import comments

W = f"{{{word_samples.W}}}"

# Sample, words on which comments are to sit, and the words that they sit on when no run holds the former.
SAMPLES = {
    "numbers": (
        word_samples.with_numbers,
        {
            "2022年度": "2022年度",
            "法治政府": "法治政府",
            "共17件": "共17件",
            "办件\t共17件，": "办件\t共17件，",
            "共15件": "共15件",
            "属实": "属实",
            "二、": "下一年打算",
            "继续抓好落实。": "继续抓好落实。",
        },
    ),
    "table": (
        word_samples.with_a_table,
        {"820.50": "820.50", "0.7": "0.7", "公用经费": "公用经费", "框图": "框图"},
    ),
    "tracked": (
        word_samples.with_tracked_changes,
        {
            "培训四期": "培训四期",
            "参训": "参训",
            "共120人次": "共120人次",
            "甘肃省": "甘肃省",
            "单位名称": "单位名称",
        },
    ),
}

CHANGED = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


def result_of(data: bytes, words: list[str]) -> Result:
    """A result with one document, the file, and a finding on each of the words."""
    content = docx.read(data)
    made = SampleResult()
    name = made.document("甲/报告.docx", content.text, blocks=tuple(content.blocks), format="docx")
    made.summaries[0] = msgspec.structs.replace(made.summaries[0], sha256=hashlib.sha256(data).hexdigest())
    made.texts.files[name] = data
    for one in words:
        made.finding(name, "stray-space", one, f"“{one}”有误。", suggestion="请改。")
    return made.result()


def annotated(result: Result, directory: Path) -> bytes:
    write_reports(result, directory, ["docx"])
    (file,) = (directory / "annotated").iterdir()
    return file.read_bytes()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def commented(data: bytes) -> dict[str, str]:
    """Comment number → the words between its range's ends, tabs included, deleted text left out."""
    open_ranges: dict[str, str] = {}
    for element in etree.fromstring(parts(data)["word/document.xml"]).iter():
        number = element.get(f"{W}id", "")
        if element.tag == f"{W}commentRangeStart":
            open_ranges[number] = ""
        elif element.tag == f"{W}commentRangeEnd":
            open_ranges[f"done {number}"] = open_ranges.pop(number)
        else:
            words = {f"{W}t": element.text or "", f"{W}tab": "\t"}.get(element.tag, "")
            for key in open_ranges:
                if not key.startswith("done"):
                    open_ranges[key] += words
    return {key.removeprefix("done "): words for key, words in open_ranges.items()}


def comment_lines(data: bytes) -> dict[str, list[str]]:
    root = etree.fromstring(parts(data)["word/comments.xml"])
    return {
        comment.get(f"{W}id"): ["".join(line.itertext()) for line in comment.iter(f"{W}p")]
        for comment in root
    }


def without_comments(root: Any) -> list[tuple[str, bytes, str]]:
    """The runs' characters with their properties and containers: what must not change."""
    found: list[tuple[str, bytes, str]] = []
    for run in root.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        look = b"" if properties is None else etree.tostring(properties)
        containers = "/".join(ancestor.tag for ancestor in run.iterancestors())
        for child in run:
            if child.tag in (f"{W}t", f"{W}delText"):
                found.extend((one, look, containers) for one in child.text or "")
            elif child.tag not in (f"{W}rPr", f"{W}commentReference"):
                found.append((child.tag, look, containers))
    return found


@pytest.fixture(params=SAMPLES, ids=list(SAMPLES))
def case(request: pytest.FixtureRequest) -> tuple[bytes, dict[str, str]]:
    make, words = SAMPLES[request.param]
    return make(), words


def test_comments_sit_on_the_words(case: tuple[bytes, dict[str, str]], tmp_path: Path) -> None:
    data, words = case
    result = result_of(data, list(words))
    written = annotated(result, tmp_path)
    texts = comment_lines(written)
    ranges = commented(written)
    for finding in result.findings:
        (number,) = [number for number, lines in texts.items() if finding.message in lines]
        assert ranges[number] == words[finding.text]


def test_nothing_else_changes(case: tuple[bytes, dict[str, str]], tmp_path: Path) -> None:
    data, words = case
    written = annotated(result_of(data, list(words)), tmp_path)
    before, after = parts(data), parts(written)
    assert {name for name in after if before.get(name) != after[name]} <= CHANGED
    assert set(after) - set(before) <= {"word/comments.xml"}
    old, new = (etree.fromstring(package["word/document.xml"]) for package in (before, after))
    assert without_comments(old) == without_comments(new)
    assert docx.read(written).text == docx.read(data).text


def test_earlier_comments_stay(tmp_path: Path) -> None:
    written = annotated(result_of(word_samples.with_tracked_changes(), ["参训"]), tmp_path)
    assert comment_lines(written)["4"] == ["早先的批注"]
    assert commented(written) == {"4": "人次，较上年增长。", "5": "参训"}


def test_words_outside_the_body_are_commented_where_they_belong(tmp_path: Path) -> None:
    words = ["注中的2月30日", "白水县", "旧名称"]
    written = annotated(result_of(word_samples.with_a_table(), words), tmp_path)
    root = etree.fromstring(parts(written)["word/document.xml"])
    behind = {}
    for start in root.iter(f"{W}commentRangeStart"):
        run = start.getnext()
        while run.tag != f"{W}r":
            run = run.getnext()
        behind[start.get(f"{W}id")] = run[-1].tag.rpartition("}")[2]
        assert not list(start.iterancestors(f"{W}txbxContent"))
    messages = {number: lines[1] for number, lines in comment_lines(written).items()}
    held = {messages[number]: name for number, name in behind.items()}
    assert held == {
        "“注中的2月30日”有误。": "footnoteReference",
        "“白水县”有误。": "pict",
        "“旧名称”有误。": "t",
    }


def test_a_strict_document_gets_strict_comments(tmp_path: Path) -> None:
    strict = {
        name: content.decode("utf-8", "surrogateescape")
        .replace(word_samples.W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(word_samples.OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, content in parts(word_samples.with_numbers()).items()
    }
    data = word_samples.archive(strict)
    written = parts(annotated(result_of(data, ["共17件"]), tmp_path))
    assert b"purl.oclc.org/ooxml/wordprocessingml/main" in written["word/comments.xml"]
    assert (
        b"purl.oclc.org/ooxml/officeDocument/relationships/comments"
        in written["word/_rels/document.xml.rels"]
    )
    assert written["word/document.xml"].count(b"commentRangeStart") == 1


def test_a_file_that_changed_since_is_set_from_its_text(tmp_path: Path) -> None:
    result = result_of(word_samples.with_numbers(), ["共17件"])
    texts: Any = result.texts
    texts.files["d1"] = word_samples.with_a_table()
    assert commented(annotated(result, tmp_path)) == {"0": "共17件"}


def test_other_files_are_set_as_word_files(tmp_path: Path) -> None:
    write_reports(sample(), tmp_path, ["docx"])
    files = {file.name: file.read_bytes() for file in (tmp_path / "annotated").iterdir()}
    assert len(files) == 4
    report = files["县区_青禾农业.txt.docx"]
    assert docx.read(report).text.startswith("青禾县农业农村局2023年度法治政府建设工作报告\n")
    ranges = commented(report)
    by_message = {lines[1]: ranges[number] for number, lines in comment_lines(report).items()}
    assert by_message["行政处罚案件前面写“共17件”，后面写“共15件”。"] == "共17件"
    assert "规范性文  件" not in ranges.values()  # judged a false alarm
    accounts = next(content for name, content in files.items() if "松岭" in name)
    assert "960.75" in commented(accounts).values()
    table = etree.fromstring(parts(accounts)["word/document.xml"]).find(f".//{W}tbl")
    assert [len(row.findall(f"{W}tc")) for row in table.iter(f"{W}tr")] == [3, 3, 2, 3]


def test_a_comment_says_both_sides_and_what_to_do(tmp_path: Path) -> None:
    write_reports(sample(), tmp_path, ["docx"])
    lines = comment_lines((tmp_path / "annotated" / "县区_青禾农业.txt.docx").read_bytes())["0"]
    assert lines == [
        "【错误】标题年份",
        "标题写“2022年度”，而全文报告的是2023年（题目“2023年度法治政府建设工作报告”）。",
        "依据：身份依据：“2023年度法治政府建设工作报告”（本文）",
        "建议：改为“2023年度”。",
    ]


def test_an_older_folder_is_replaced(tmp_path: Path) -> None:
    write_reports(sample(), tmp_path, ["docx"])
    (tmp_path / "annotated" / "old.docx").write_bytes(b"")
    write_reports(sample(), tmp_path, ["docx"])
    assert not (tmp_path / "annotated" / "old.docx").exists()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["annotated", "run.json"]


def test_equal_names_are_told_apart(tmp_path: Path) -> None:
    made = SampleResult()
    for path in ("a/b.txt", "a_b.txt", "A_B.txt"):
        made.finding(made.document(path, "有误"), "stray-space", "有误", "有误")
    write_reports(made.result(), tmp_path, ["docx"])
    assert len(list((tmp_path / "annotated").iterdir())) == 3


def test_names_are_such_as_any_system_takes(tmp_path: Path) -> None:
    made = SampleResult()
    made.finding(made.document('甲/a<b>:"c|d?*\\e\u202e.txt', "有误"), "stray-space", "有误", "有误")
    write_reports(made.result(), tmp_path, ["docx"])
    (file,) = (tmp_path / "annotated").iterdir()
    assert file.name == "甲_a_b___c_d___e_.txt.docx"


def test_times_are_written_in_utc() -> None:
    assert comments.moment("2024-05-06T09:30:00+08:00") == "2024-05-06T01:30:00Z"


# ---- LibreOffice ----


def office() -> str:
    found = shutil.which("soffice")
    if found:
        return found
    message = "LibreOffice is not installed (apt-get install libreoffice-writer-nogui libreoffice-calc-nogui)"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Converts files with LibreOffice: `converted(format, {name: content})` gives the new contents."""
    program = office()
    profile = tmp_path_factory.mktemp("profile")

    def convert(target: str, files: dict[str, bytes]) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("office")
        for name, content in files.items():
            (folder / name).write_bytes(content)
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--convert-to",
                target,
                "--outdir",
                str(folder / "out"),
                *(str(folder / name) for name in files),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return {file.name: file.read_bytes() for file in (folder / "out").iterdir()}

    return convert


def ranges_in(flat: bytes) -> dict[str, str]:
    """Message of a comment → the words that LibreOffice has it on, from a flat OpenDocument text."""
    root = etree.fromstring(flat, etree.XMLParser(huge_tree=True))
    office_name = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    text_name = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    found: dict[str, str] = {}
    open_ranges: dict[str, str] = {}

    def add(words: str | None) -> None:
        for key in open_ranges:
            open_ranges[key] += words or ""

    def visit(element: Any) -> None:
        tag = element.tag
        if tag == f"{office_name}annotation":
            lines = ["".join(line.itertext()) for line in element.iter(f"{text_name}p")]
            if len(lines) > 1:
                open_ranges[element.get(f"{office_name}name") + "\n" + lines[1]] = ""
        elif tag == f"{office_name}annotation-end":
            for key in [
                key for key in open_ranges if key.startswith(element.get(f"{office_name}name") + "\n")
            ]:
                found[key.partition("\n")[2]] = open_ranges.pop(key)
        elif tag == f"{text_name}tracked-changes":
            pass
        else:
            add({f"{text_name}tab": "\t", f"{text_name}s": " "}.get(tag, element.text))
            for child in element:
                visit(child)
        add(element.tail)

    visit(root.find(f"{office_name}body"))
    return found


def test_libreoffice_opens_the_copies_with_the_comments_on_the_words(converted: Any, tmp_path: Path) -> None:
    files, expected = {}, {}
    for name, (make, words) in SAMPLES.items():
        files[f"{name}.docx"] = annotated(result_of(make(), list(words)), tmp_path / name)
        # In the comments LibreOffice shows a tab as nothing.
        expected[name] = {f"“{one}”有误。".replace("\t", ""): held for one, held in words.items()}
    write_reports(sample(), tmp_path / "set", ["docx"])
    files["set.docx"] = (tmp_path / "set" / "annotated" / "县区_青禾农业.txt.docx").read_bytes()
    flat = converted("fodt", files)
    expected["tracked"]["“培训四期”有误。"] = "培训三四期"  # the deleted 三 shows as a tracked change
    for name, held in expected.items():
        assert ranges_in(flat[f"{name}.fodt"]) == held
    assert ranges_in(flat["set.fodt"])["行政处罚案件前面写“共17件”，后面写“共15件”。"] == "共17件"
    printed = converted("pdf", files)
    assert all(content.startswith(b"%PDF") for content in printed.values())
    assert len(printed) == len(files)


def test_libreoffice_opens_the_ledger(converted: Any, tmp_path: Path) -> None:
    made = SampleResult()
    name = made.document("a.txt", "=cmd|' /C calc'!A0")
    made.finding(name, "stray-space", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0")
    write_reports(made.result(), tmp_path, ["xlsx"])
    target = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    (sheet,) = converted(target, {"ledger.xlsx": (tmp_path / "ledger.xlsx").read_bytes()}).values()
    assert "=cmd|' /C calc'!A0" in sheet.decode("utf-8")
