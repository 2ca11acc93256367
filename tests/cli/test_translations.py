"""Every message of the house has its English translation, with the same fields."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor import language

ROOT = Path(__file__).resolve().parent.parent.parent
SAYING = {"say", "_say", "_tell"}


def templates(file: Path) -> Iterator[str]:
    """The literal templates that a module says."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in SAYING:
                yield node.args[0].value


ROOMS = [ROOT / "auditor" / room for room in ("", "running", "checking", "ledger")]
MODULES = sorted(file for room in ROOMS for file in room.glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_every_message_is_translated(module: Path) -> None:
    catalogue = language.catalogue("en")
    assert [template for template in templates(module) if template not in catalogue] == []


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_translations_name_the_same_fields() -> None:
    catalogue = language.catalogue("en")
    unlike = [template for template, english in catalogue.items() if fields(template) != fields(english)]
    assert unlike == []
