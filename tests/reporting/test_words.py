"""Whatever people read in the reports has an English translation."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import auditor.reporting

ROOM = Path(auditor.reporting.__file__).parent
CHINESE = re.compile("[\u4e00-\u9fff]")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
JAVASCRIPT_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
TEMPLATE_CALL = re.compile(r"""say\((?:"([^"]*)"|'([^']*)')""")


def translations() -> dict[str, str]:
    file = resources.files("auditor") / "translations" / "reporting.en.toml"
    return tomllib.loads(file.read_text("utf-8"))


def words_of_scripts() -> Iterator[tuple[str, str]]:
    for file in sorted(ROOM.glob("html/static/*.js")):
        for match in JAVASCRIPT_STRING.finditer(COMMENT.sub("", file.read_text("utf-8"))):
            yield file.name, match[1]


def words_of_templates() -> Iterator[tuple[str, str]]:
    for file in sorted(ROOM.glob("html/templates/*.html")):
        for match in TEMPLATE_CALL.finditer(file.read_text("utf-8")):
            yield file.name, match[1] or match[2]


def words_of_code() -> Iterator[tuple[str, str]]:
    for file in sorted(ROOM.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
                yield file.name, node.value


def every_chinese_word() -> list[tuple[str, str]]:
    sources = (*words_of_scripts(), *words_of_templates(), *words_of_code())
    return [(file, words) for file, words in sources if CHINESE.search(words)]


def test_every_word_has_a_translation() -> None:
    known = translations()
    assert [entry for entry in every_chinese_word() if entry[1] not in known] == []


def test_no_translation_is_left_over() -> None:
    used = {words for _, words in every_chinese_word()}
    assert [words for words in translations() if words not in used] == []


def test_translations_have_the_fields_of_their_templates() -> None:
    fields = re.compile(r"\{\w+\}")
    for chinese, english in translations().items():
        assert sorted(fields.findall(chinese)) == sorted(fields.findall(english)), chinese
        assert not CHINESE.search(english), english
