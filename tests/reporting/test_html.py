"""The HTML audit as files: whole or not at all, small, and free of what documents could smuggle in."""

from __future__ import annotations

import base64
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from report_sample import HOSTILE, sample

from auditor import language
from auditor.reporting import html, write_reports
from auditor.reporting.html import data
from auditor.reporting.html.differences import differences
from auditor.reporting.html.overview import overview_of


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write_reports(sample(), tmp_path, ["html"])
    return tmp_path


def folders(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir() if entry.is_dir())


def content_of(script: bytes) -> Any:
    arguments = json.loads(
        "[" + script.decode("utf-8").removeprefix("audit.receive(...[").removesuffix("]);\n") + "]"
    )
    return arguments[2]


def document_content(directory: Path, name: str) -> Any:
    scripts = b"".join(script.read_bytes() for script in sorted(directory.glob("audit-*/texts/*.js")))
    (call,) = [line for line in scripts.splitlines(keepends=True) if f'"document","{name}"'.encode() in line]
    return json.loads(zlib.decompress(base64.b64decode(content_of(call))))


class Tags(HTMLParser):
    """Collects elements and what could run or load from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[dict[str, str | None]] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.scripts.append(dict(attrs))
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.handlers.append(f"{tag} {name}")
            if name in ("src", "href"):
                self.addresses.append(value or "")


def test_the_page_has_no_inline_script_handler_or_foreign_address(written: Path) -> None:
    tags = Tags()
    tags.feed((written / "index.html").read_text("utf-8"))
    assert tags.handlers == []
    assert all("src" in script or script.get("type") == "application/json" for script in tags.scripts)
    allowed = re.compile(r"#|audit-[0-9a-f]{12}/|data:,$")
    assert [address for address in tags.addresses if not allowed.match(address)] == []


def test_the_policy_allows_nothing_but_the_pages_own_files(written: Path) -> None:
    page = (written / "index.html").read_text("utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert "unsafe" not in policy


def test_hostile_words_stand_in_the_page_only_escaped(written: Path) -> None:
    page = (written / "index.html").read_text("utf-8")
    for words in (HOSTILE[0], "\u202e", "\u2028", "\u200b"):
        assert words not in page
    assert "&lt;script&gt;alert(&#39;甲&#39;)&lt;/script&gt;]]&gt;&amp;amp;&lt;!--" in page


def test_data_scripts_hold_no_markup_and_no_line_separators(written: Path) -> None:
    for script in written.glob("audit-*/lists/*.js"):
        text = script.read_text("utf-8")
        assert "<" not in text
        assert "\u2028" not in text


def test_a_documents_script_holds_its_text_and_details(written: Path) -> None:
    content = document_content(written, "d1")
    assert content["text"].startswith("青禾县农业农村局2023年度")
    assert content["jurisdiction"]["basis"] == [[0, 3, "青禾县"]]
    heading = content["findings"][0]
    assert content["text"][heading["start"] : heading["end"]] == "2022年度"


def test_offsets_beyond_the_basic_plane_are_told(written: Path) -> None:
    content = document_content(written, "d5")
    assert [content["text"][at] for at in content["astral"]] == ["𠮷", "😀"]


def test_the_same_result_gives_the_same_folder(tmp_path: Path) -> None:
    write_reports(sample(), tmp_path / "a", ["html"])
    write_reports(sample(), tmp_path / "b", ["html"])
    assert folders(tmp_path / "a") == folders(tmp_path / "b")


def test_a_new_audit_takes_the_place_of_the_old(written: Path) -> None:
    (before,) = folders(written)
    (written / "audit-notes").mkdir()
    result = sample()
    newer = msgspec.structs.replace(result.content, findings=result.findings[:3])
    write_reports(msgspec.structs.replace(result, content=newer), written, ["html"])
    after = folders(written)
    assert len(after) == 2
    assert "audit-notes" in after
    assert before not in after


def test_a_killed_run_leaves_the_previous_audit_whole(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {file: file.read_bytes() for file in written.rglob("*") if file.is_file()}

    def dying(*_: object) -> list[tuple[str, bytes]]:
        raise KeyboardInterrupt

    monkeypatch.setattr(data, "text_scripts", dying)
    with pytest.raises(KeyboardInterrupt):
        write_reports(sample(), written, ["html"])
    assert {file: file.read_bytes() for file in written.rglob("*") if file.is_file()} == before


def test_long_lists_are_cut_into_scripts_that_stay_small() -> None:
    rows = [["甲" * 1000]] * 2000
    scripts = list(data.list_scripts("findings", rows))
    assert len(scripts) > 1
    assert max(len(content) for _, content in scripts) < 1_600_000
    assert [row for _, content in scripts for row in content_of(content)] == rows


def test_words_get_into_the_page_as_text_only() -> None:
    static = Path(html.__file__).parent / "static"
    dangerous = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|javascript:"
    )
    for file in static.glob("*.js"):
        assert not dangerous.search(file.read_text("utf-8")), file.name


def test_every_script_and_style_of_the_room_is_used() -> None:
    static = Path(html.__file__).parent / "static"
    used = {*html.SCRIPTS, *html.STYLES, "theme.js"}
    assert {file.name for file in static.iterdir()} == used


def test_the_overview_counts_what_weighs() -> None:
    overview = overview_of(sample())
    assert overview.totals == {"error": 6, "warning": 3, "note": 7}
    assert dict(overview.set_aside) == {"误报": 1, "基线中已有": 1}
    assert {share.key: share.count for share in overview.shares} == {
        "error": 3,
        "note": 1,
        "clean": 1,
        "unreadable": 1,
    }
    assert overview.by_issuer[0].name == "青禾县农业农村局"
    assert overview.problem_count == 2


def test_the_overview_says_what_was_not_checked_and_why() -> None:
    skipped = {entry.name: entry for entry in overview_of(sample()).skipped}
    assert skipped["标题年份"].documents == 2
    assert ("未识别出报告年度", 1) in skipped["标题年份"].reasons
    assert skipped["表内勾稽"].failed == 1


def test_the_page_speaks_english_when_asked(tmp_path: Path) -> None:
    language.use("en")
    try:
        write_reports(sample(), tmp_path, ["html"])
    finally:
        language.use("zh")
    page = (tmp_path / "index.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert "Findings by check" in page


def test_differences_keep_both_sides() -> None:
    left, right = "证件管理和着装规范进一步加强做到亮证", "证件管理及着装规范进步加强做到亮证了"
    pieces = differences(left, right)
    assert pieces is not None
    assert "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces) == left
    assert "".join(piece if isinstance(piece, str) else piece[1] for piece in pieces) == right


def test_unlike_passages_are_not_compared() -> None:
    assert differences("春天的田野里开满了金黄色的油菜花", "本单位二〇二三年度决算收入合计") is None
    assert differences("共23项", "共20项") is None
