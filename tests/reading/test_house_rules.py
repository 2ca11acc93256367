"""Messages have their translation; reading text stays cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor import language
from auditor.reading import UnreadableFile, read_bytes
from auditor.reading.sniffing import FOREIGN_KINDS

ROOT = Path(__file__).resolve().parent.parent.parent
SAYING = {"refuse": 1, "note": 1, "say": 0, "refuse_bomb": 0}


def templates() -> Iterator[str]:
    for file in sorted((ROOT / "auditor" / "reading").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = SAYING.get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            if isinstance(node.args[place], ast.Constant):
                yield node.args[place].value


def test_every_message_is_translated() -> None:
    catalogue = language.catalogue("en")
    said = set(templates())
    assert len(said) > 50
    assert sorted(said - set(catalogue)) == []
    assert set(FOREIGN_KINDS) <= set(catalogue)


def test_messages_in_english() -> None:
    language.use("en")
    try:
        with pytest.raises(UnreadableFile) as caught:
            read_bytes(b"\x89PNG\r\n\x1a\n")
    finally:
        language.use("zh")
    assert caught.value.message.startswith("The file is a PNG picture")


def test_reading_text_imports_no_heavy_library() -> None:
    program = (
        "import sys; from auditor.reading import read_bytes; "
        "read_bytes('某县报告'.encode(), 'a.txt'); read_bytes('# 题'.encode(), 'a.md'); "
        "print([name for name in ('lxml', 'selectolax', 'pypdfium2', 'pandas', 'zipfile', 'email') if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert shown.stdout.strip() == "[]"


def test_reading_text_is_quick() -> None:
    """Less than 60 µs for 12 KB on an idle machine; ten times that is a fault on any."""
    line = "一、推进法治政府建设的主要举措和成效，全县共办理事项12件。" * 4
    data = "\n".join([line] * 40).encode()
    read_bytes(data, "a.txt")
    best = min(_seconds(data) for _ in range(50))
    assert best < 600e-6


def _seconds(data: bytes) -> float:
    began = time.perf_counter()
    read_bytes(data, "a.txt")
    return time.perf_counter() - began
